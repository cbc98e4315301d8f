"""What in a delivery could make a child recognisable? Columns, cells and keys that are refused, whatever they are called.

No finding holds a cell: it names the column and how many rows.
"""

import re

import polars as pl

from etl.delivery import Read
from etl.findings import Finding
from etl.pseudonym.recipe import RECIPE
from etl.roles import ROLES

# Refused wherever they stand (HANDBUCH „Wird abgewiesen“): words of a column name, without case, accents and separators.
IDENTIFYING = (
    "name", "vorname", "nachname", "familienname", "geburtsname", "strasse", "hausnummer", "anschrift", "adresse",
    "telefon", "handy", "mobil", "email", "mail", "aktenzeichen", "steuernummer", "steuerid", "versichertennummer",
    "krankenkassennummer", "geburtsdatum", "gebdatum", "gebdat", "bemerkung", "notiz", "freitext", "kommentar",
    "fachkraft", "sachbearbeiter", "sachbearbeiterin", "sachbearbeitung", "bearbeiter", "iban", "rufname", "hausnr",
    "wohnanschrift", "telefonnummer", "tel", "rufnummer", "handynummer", "mobilnummer", "emailadresse", "az",
    "geburtstag",
)  # fmt: skip
WRITTEN_OUT = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"}
KEY = r"^v[12]:[0-9a-f]{64}$"
SECRET = RECIPE["secret"]["form"].split(":")[0] + ":"  # how one begins
DAY, MONTH, YEAR = r"(0?[1-9]|[12]\d|3[01])", r"(0?[1-9]|1[0-2])", r"(19|20)\d\d"
FULL_DATE = rf"\b{DAY}[./-]{MONTH}[./-]{YEAR}\b|\b{YEAR}-{MONTH}-{DAY}\b|\b{YEAR}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\b"


def identifying_columns(part: Read) -> dict[str, Finding]:
    """Which columns are refused by their name, even where the mapping drops them? One that it shortens is not."""
    if not ROLES[part.kind.role].personal:
        return {}
    frame = part.table.frame
    shortened = {value.column for value in (part.kind.values or {}).values() if value.shorten}
    return {
        column: part.finding("personenbezug", column=column, rows=frame.height)
        for column in frame.columns
        if column not in shortened and identifies(column)
    }


def identifies(column: str) -> bool:
    """Is a column of this name refused wherever it stands?"""
    plain = column.lower().translate(WRITTEN_OUT)
    tokens = re.findall(r"[a-z]+", plain)
    return any(token in IDENTIFYING for token in [*tokens, "".join(tokens)])


def odd_keys(part: Read, typed: pl.DataFrame) -> list[Finding]:
    """Keys that are not the agreed hash: another form might lead back to a person."""
    problems = []
    for column in (field.name for field in ROLES[part.kind.role].fields if field.kind == "key"):
        if odd := typed.filter(~pl.col(column).str.contains(KEY)).height:
            problems.append(part.finding("schluessel_form", column=column, rows=odd))
    return problems


def barred_links(part: Read, typed: pl.DataFrame, never_linked: dict[str, str]) -> list[Finding]:
    """Offers that no released source may link, whatever its mapping says."""
    if part.kind.role != "nutzung" or not part.source.linked:
        return []
    found = sorted(set(typed["angebot"].drop_nulls()) & never_linked.keys())
    return [part.finding("verknuepfung_verboten", offer=offer, why=never_linked[offer]) for offer in found]


def persons_in_cells(part: Read, typed: pl.DataFrame) -> list[Finding]:
    """Names or full birth dates hidden in a number column: most of its cells hold one."""
    problems = []
    for column in sorted({"kind_nr", "vorgang_nr", "zugang"} & set(typed.columns)):
        words = typed.filter(
            pl.col(column).str.contains(rf"^\p{{Lu}}\p{{L}}+[ ,]+\p{{Lu}}\p{{L}}+$|{FULL_DATE}")
        ).height
        if words and words * 2 > typed.height:
            problems.append(part.finding("person_in_zellen", column=column, rows=words))
    return problems


def secret_in_cells(part: Read) -> list[Finding]:
    """The secret itself that keys are made with, in a Lieferschein: who has it can try names."""
    if part.kind.role != "lieferschein":
        return []
    cells = part.table.frame.drop("line")
    held = [column for column in cells.columns if cells[column].str.contains(SECRET).any()]
    return [part.finding("gemeinsamer_schluessel_geliefert", column=column) for column in held]
