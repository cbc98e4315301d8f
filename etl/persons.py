"""What in a delivery could make a child recognisable? Columns, cells and keys that are refused, whatever they are called.

No finding holds a cell: it names the column and how many rows.
"""

import re

import polars as pl

from etl.delivery import Part
from etl.finding import Finding, error
from etl.roles import IDENTIFYING
from etl.sources import NEVER_LINKED
from store.german import number

PERSONAL_ROLES = ("nutzung", "kinder")
KEY = r"^v1:[0-9a-f]{64}$"
DAY, MONTH, YEAR = r"(0?[1-9]|[12]\d|3[01])", r"(0?[1-9]|1[0-2])", r"(19|20)\d\d"
FULL_DATE = rf"\b{DAY}[./-]{MONTH}[./-]{YEAR}\b|\b{YEAR}-{MONTH}-{DAY}\b|\b{YEAR}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\b"


def identifying_columns(part: Part) -> dict[str, Finding]:
    """Which columns are refused by their name, even where the mapping drops them? One that it shortens is not."""
    if part.kind.role not in PERSONAL_ROLES:
        return {}
    frame = part.table.frame
    shortened = {value.column for value in (part.kind.values or {}).values() if value.shorten}
    return {
        column: error(
            part,
            "personenbezug",
            f"Spalte „{column}“ ({number(frame.height)} Zeilen) wird nicht angenommen: Sie kann ein Kind erkennbar machen. "
            "Bitte ohne diese Spalte liefern (HANDBUCH „Wird abgewiesen“); ein Geburtsdatum nur als Monat und Jahr.",
        )
        for column in frame.columns
        if column not in shortened and _identifies(column)
    }


def _identifies(column: str) -> bool:
    plain = column.lower().translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}))
    tokens = re.findall(r"[a-z]+", plain)
    return any(token in IDENTIFYING for token in [*tokens, "".join(tokens)])


def odd_keys(part: Part, typed: pl.DataFrame) -> list[Finding]:
    """Keys that are not the agreed hash: another form might lead back to a person."""
    problems = []
    for column in (f"kind_schluessel_{n}" for n in (1, 2, 3, 4)):
        odd = typed.filter(~pl.col(column).str.contains(KEY)).height if part.kind.role == "nutzung" else 0
        if odd:
            text = (
                f"„{column}“ hat in {number(odd)} Zeilen nicht die Form „v1:“ und 64 Zeichen 0–9, a–f. "
                "Andere Schlüssel werden abgewiesen, weil sie sich auf Personen zurückrechnen lassen könnten."
            )
            problems.append(error(part, "schluessel_form", text))
    return problems


def barred_links(part: Part, typed: pl.DataFrame) -> list[Finding]:
    """Offers that no released source may link, whatever its mapping says."""
    if part.kind.role != "nutzung" or not part.source.linked:
        return []
    found = sorted(set(typed["angebot"].drop_nulls()) & set(NEVER_LINKED))
    return [
        error(
            part,
            "verknuepfung_verboten",
            f"„{offer}“ darf nie verknüpft werden ({NEVER_LINKED[offer]}). Bitte aus dieser Quelle nehmen und als Zählwerte liefern.",
        )
        for offer in found
    ]


def persons_in_cells(part: Part, typed: pl.DataFrame) -> list[Finding]:
    """Names or full birth dates hidden in a number column: most of its cells hold one."""
    problems = []
    for column in sorted({"kind_nr", "vorgang_nr", "zugang"} & set(typed.columns)):
        words = typed.filter(
            pl.col(column).str.contains(rf"^\p{{Lu}}\p{{L}}+[ ,]+\p{{Lu}}\p{{L}}+$|{FULL_DATE}")
        ).height
        if words and words * 2 > typed.height:
            problems.append(
                error(
                    part,
                    "personenbezug",
                    f"„{column}“ enthält in {number(words)} Zeilen Namen oder Datumsangaben. Bitte eine Nummer liefern, die nur die Quelle kennt.",
                )
            )
    return problems
