"""What does the profile say of areas, offers, groups, events, comparisons and decisions? Its CSVs as typed tables."""

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import polars as pl

from store.profile import COLUMNS, Profile, ProfileColumn
from store.settings import ProfileProblem
from store.tables import ANALYSIS

DEMO = Path(__file__).parents[1] / "data" / "demo"
RULES = {"bereich": "domain", "art": "kind", "fachbereich": "department"}


def tables(profile: Profile, *, demo: bool) -> dict[str, pl.DataFrame]:
    """Name of the table of `analysis` → its rows; demo: municipalities carry the prefix, decisions are invented ones."""
    prefix = profile.office.invented.prefix if demo else ""
    offers = offers_of(profile)
    return {
        "area": areas_of(profile, prefix),
        "offer": offers,
        "offer_group": groups_of(profile, offers),
        "age_band": _typed("altersgruppen.csv", profile.age_bands),
        "event": events_of(profile),
        "benchmark": benchmarks_of(profile),
        "moving_out": moving_out_of(profile),
        "further_use_allowance": allowance_of(profile),
        "decision": decisions_of(Profile(DEMO, profile.office) if demo else profile),
    }


def areas_of(profile: Profile, prefix: str) -> pl.DataFrame:
    """Areas that exist today; dissolved ones live on in the one they went into."""
    today = profile.areas.filter(pl.col("aufgegangen_in") == "")
    return today.select(
        area="schluessel",
        name=pl.when(pl.col("ebene") == "kreis").then(pl.col("name")).otherwise(prefix + pl.col("name")),
        level="ebene",
        parent=pl.when(pl.col("oberhalb") != "").then(pl.col("oberhalb")),
        inhabited=pl.col("bewohnt") != "nein",
    )


def offers_of(profile: Profile) -> pl.DataFrame:
    """angebote.csv typed; `counts` = not an intervention, and for a switch: the office says so in amt.toml."""
    switched_on = profile.office.switches.on
    unknown = sorted({*switched_on, *profile.office.turnover} - set(profile.offers["id"]))
    if unknown:
        raise ProfileProblem(f"amt.toml nennt das Angebot „{unknown[0]}“, das nicht in angebote.csv steht.")
    counts = (pl.col("art") != "eingriff") & (
        (pl.col("zaehlt") == "ja") | ((pl.col("zaehlt") == "schalter") & pl.col("id").is_in(switched_on))
    )
    counted = profile.offers.select(counts & (pl.col("bit") != "")).to_series()
    never_linked = pl.col("offer").is_in(list(profile.never_linked))
    typed = _typed("angebote.csv", profile.offers).with_columns(counts=counted, never_linked=never_linked)
    return typed.select(_columns("offer"))


def groups_of(profile: Profile, offers: pl.DataFrame) -> pl.DataFrame:
    """Named groups by their rules, then each counting offer as a group of one; only offers that count."""
    counting = offers.filter("counts")
    rows, groups = [], profile.groups
    whole = [] if "alle" in groups["rolle"] else groups.filter(pl.col("ebene") == "kopf")["id"].head(1).to_list()
    for row in groups.iter_rows(named=True):
        said = ("alle" if row["id"] in whole else row["rolle"], row["satz"], row["satz_dativ"], row["kurz"])
        members, below = _members(row["regel"], counting), "gemeinde" in row["gebietsebenen"]
        rows.append((row["id"], row["name"], row["ebene"], members, below, said))
    rows += [
        (offer, name, "angebot", [offer], not sensitive, (role, "", "", ""))
        for offer, name, sensitive, role in counting.select("offer", "short_name", "sensitive", "role").iter_rows()
    ]
    bit = dict(counting.select("offer", "bit").iter_rows())
    return pl.DataFrame(
        [(*row[:4], sum(1 << bit[o] for o in row[3]), row[4], place, *row[5]) for place, row in enumerate(rows)],
        orient="row",
        schema={
            "offer_group": pl.String,
            "name": pl.String,
            "level": pl.String,
            "offers": pl.List(pl.String),
            "mask": pl.UInt64,
            "below_district": pl.Boolean,
            "position": pl.Int16,
            **dict.fromkeys(("role", "said", "said_dative", "short"), pl.String),
        },
    )


def events_of(profile: Profile) -> pl.DataFrame:
    return _typed("ereignisse.csv", profile.events).select(_columns("event")).sort("date", "short")


def benchmarks_of(profile: Profile) -> pl.DataFrame:
    return _typed("vergleichswerte.csv", profile.csv("vergleichswerte.csv")).sort(pl.all())


def decisions_of(profile: Profile) -> pl.DataFrame:
    return _typed("massnahmen.csv", profile.csv("massnahmen.csv")).sort("decided_on", "id")


def moving_out_of(profile: Profile) -> pl.DataFrame:
    """One row: what amt.toml says, or the assumption."""
    said = profile.office.moving_out
    return pl.DataFrame({"share": [said.at_most], "source": ["office" if said.source else "assumed"]})


def allowance_of(profile: Profile) -> pl.DataFrame:
    """One row: what amt.toml says, or the assumptions."""
    said = profile.office.further_use
    return pl.DataFrame({"concealed": [said.concealed], "answering": [said.answering]})


def _columns(table: str) -> list[str]:
    return next(of.names for of in ANALYSIS if of.name == table)


def _typed(file: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that a table of the store has, by their names there; a cell that cannot be read raises ProfileProblem."""
    named = {column: about for column, about in COLUMNS[file].items() if about.name}
    return pl.DataFrame([_read(file, frame[column], about) for column, about in named.items()])


def _read(file: str, cells: pl.Series, about: ProfileColumn) -> pl.Series:
    read, kind, expected = READERS[about.kind]
    if about.words:
        expected = f"eines von: {', '.join([*about.words, *([] if about.needed else ['leer'])])}"
    values = []
    for line, cell in enumerate(cells, start=2):
        try:
            if about.words and cell not in about.words and (cell or about.needed):
                raise ValueError
            values.append(read(cell) if cell or about.needed or about.kind in ("text", "yes") else None)
        except ValueError as fault:
            found = f"steht „{cell}“" if cell else "steht nichts"
            raise ProfileProblem(
                f"{file}, Zeile {line}: In der Spalte „{cells.name}“ {found}. Erwartet: {expected}. Bitte dort berichtigen."
            ) from fault
    return pl.Series(about.name, values, kind)


def _whole(cell: str) -> int:
    if not re.fullmatch(r"\d{1,4}", cell):
        raise ValueError
    return int(cell)


def _number(cell: str) -> float:
    """28,9 and 1.234,5 as in German; a point with one, two or many digits behind it can be no thousands."""
    if re.fullmatch(r"(\d{1,3}(\.\d{3})+|\d+)(,\d+)?", cell):
        return float(cell.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d+\.(\d{1,2}|\d{4,})", cell):
        return float(cell)
    raise ValueError


def _share(cell: str) -> float:
    """Of those who stay: nobody … not quite everybody."""
    share = _number(cell)
    if not 0 <= share < 1:
        raise ValueError
    return share


def _day(cell: str) -> date:
    form = "%d.%m.%Y" if re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{4}", cell) else "%Y-%m-%d"
    return datetime.strptime(cell, form).date()  # noqa: DTZ007  a day has no time zone


READERS: dict[str, tuple[Callable[[str], object], pl.DataType, str]] = {  # kind → cell, type, what was expected
    "text": (str, pl.String(), ""),
    "yes": (lambda cell: cell == "ja", pl.Boolean(), ""),
    "whole": (_whole, pl.Int16(), "eine ganze Zahl"),
    "number": (_number, pl.Float64(), "eine Zahl wie 28,9"),
    "share": (_share, pl.Float64(), "ein Anteil von 0 bis unter 1, etwa 0,75"),
    "day": (_day, pl.Date(), "ein Datum wie 2026-11-01 oder 01.11.2026"),
}


def _members(rule: str, offers: pl.DataFrame) -> list[str]:
    """`alle` | `ohne:a,b` | `liste:a,b` | `bereich:x` | `art:x` | `fachbereich:x`; several joined by `;` are a union."""
    found: set[str] = set()
    for piece in (p.strip() for p in rule.split(";")):
        word, _, rest = piece.partition(":")
        named = [n.strip() for n in rest.split(",")]
        if word == "alle":
            found |= set(offers["offer"])
        elif word == "ohne":
            found |= set(offers["offer"]) - set(named)
        elif word == "liste":
            found |= set(named) & set(offers["offer"])
        elif word in RULES:
            found |= set(offers.filter(pl.col(RULES[word]) == rest.strip())["offer"])
        else:
            raise ProfileProblem(
                f"angebotsgruppen.csv: Die Regel „{piece}“ ist unbekannt. Erlaubt: alle, ohne:, liste:, {':, '.join(RULES)}:"
            )
    return sorted(found)
