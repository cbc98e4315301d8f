"""What does the profile say of areas, offers, groups, events, comparisons and decisions? Its CSVs as typed tables."""

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import polars as pl

from store.profile import Profile
from store.settings import ProfileProblem

DEMO = Path(__file__).parents[1] / "data" / "demo"
STATES = ("geplant", "laufend", "erledigt", "verschoben", "aufgegeben")
RULES = {"bereich": "domain", "art": "kind", "fachbereich": "department"}


def tables(profile: Profile, *, demo: bool) -> dict[str, pl.DataFrame]:
    """Name of the table of `analysis` → its rows; demo: municipalities carry the prefix, decisions are invented ones."""
    prefix = profile.office.invented.prefix if demo else ""
    offers = offers_of(profile)
    return {
        "area": areas_of(profile, prefix),
        "offer": offers,
        "offer_group": groups_of(profile, offers),
        "age_band": age_bands_of(profile),
        "event": events_of(profile),
        "benchmark": benchmarks_of(profile),
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


def age_bands_of(profile: Profile) -> pl.DataFrame:
    typed = _Typed("altersgruppen.csv", profile.age_bands)
    return typed.frame.select(
        age_band="id", name="name", age_from=typed.whole("alter_von"), age_to=typed.whole("alter_bis")
    )


def offers_of(profile: Profile) -> pl.DataFrame:
    """angebote.csv typed; `counts` = not an intervention, and for a switch: the office says so in amt.toml."""
    switched_on = profile.office.switches.on
    unknown = sorted({*switched_on, *profile.office.turnover} - set(profile.offers["id"]))
    if unknown:
        raise ProfileProblem(f"amt.toml nennt das Angebot „{unknown[0]}“, das nicht in angebote.csv steht.")
    typed = _Typed("angebote.csv", profile.offers)
    counts = (pl.col("art") != "eingriff") & (
        (pl.col("zaehlt") == "ja") | ((pl.col("zaehlt") == "schalter") & pl.col("id").is_in(switched_on))
    )
    return typed.frame.select(
        offer="id",
        name="name",
        short_name="kurzname",
        department="fachbereich",
        domain="bereich",
        kind="art",
        unit="einheit",
        counts=counts & (pl.col("bit") != ""),
        sensitive=pl.col("sensibel") == "ja",
        age_from=typed.whole("alter_von"),
        age_to=typed.whole("alter_bis"),
        bit=typed.whole("bit"),
        since=typed.whole("seit"),
        until=typed.whole("bis"),
        role="rolle",
    )


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
    """ereignisse.csv typed: breaks that no comparison may cross, and events drawn on time axes."""
    typed = _Typed("ereignisse.csv", profile.events)
    return typed.frame.select(
        date=typed.day("datum"), end=typed.day("bis"), kind="art", offer_group="gruppe", short="kurz", text="text"
    ).sort("date", "short")


def benchmarks_of(profile: Profile) -> pl.DataFrame:
    """vergleichswerte.csv typed: figures of elsewhere; internal = never in a public document."""
    typed = _Typed("vergleichswerte.csv", profile.benchmarks)
    typed.one_of("intern", ("ja", "nein", ""))
    return typed.frame.select(
        indicator="kennzahl",
        offer_group="gruppe",
        label="merkmal",
        place="gebiet",
        year=typed.whole("jahr", needed=True),
        age_from=typed.whole("alter_von"),
        age_to=typed.whole("alter_bis"),
        value=typed.number("wert", needed=True),
        unit="einheit",
        source="quelle",
        internal=pl.col("intern") == "ja",
    ).sort(pl.all())


def decisions_of(profile: Profile) -> pl.DataFrame:
    """massnahmen.csv typed: what was decided, by whom it is done (a function, never a name), and what became of it."""
    typed = _Typed("massnahmen.csv", profile.decisions)
    typed.one_of("stand", STATES)
    return typed.frame.select(
        id="id",
        goal="ziel",
        action="massnahme",
        department="fachbereich",
        responsible="verantwortlich_funktion",
        decided_on=typed.day("beschluss_am", needed=True),
        body="gremium",
        due=typed.day("frist"),
        indicator="kennzahl",
        start_value="ausgangswert",
        target_value="zielwert",
        state="stand",
        result="ergebnis_satz",
    ).sort("decided_on", "id")


class _Typed:
    """The cells of one CSV of the profile as numbers and days; what is neither raises ProfileProblem with its line."""

    def __init__(self, name: str, frame: pl.DataFrame) -> None:
        self.name, self.frame = name, frame

    def whole(self, column: str, *, needed: bool = False) -> pl.Series:
        return self._read(column, _whole, "eine ganze Zahl", needed).cast(pl.Int16)

    def number(self, column: str, *, needed: bool = False) -> pl.Series:
        return self._read(column, _number, "eine Zahl wie 28,9", needed).cast(pl.Float64)

    def day(self, column: str, *, needed: bool = False) -> pl.Series:
        return self._read(column, _day, "ein Datum wie 2026-11-01 oder 01.11.2026", needed).cast(pl.Date)

    def one_of(self, column: str, words: tuple[str, ...]) -> None:
        allowed = ", ".join(word or "leer" for word in words)
        self._read(column, lambda cell: words.index(cell), f"eines von: {allowed}", "" not in words)

    def _read(self, column: str, read: Callable[[str], object], expected: str, needed: bool) -> pl.Series:
        values = []
        for line, cell in enumerate(self.frame[column], start=2):
            try:
                values.append(None if cell == "" and not needed else read(cell))
            except ValueError as fault:
                found = f"steht „{cell}“" if cell else "steht nichts"
                raise ProfileProblem(
                    f"{self.name}, Zeile {line}: In der Spalte „{column}“ {found}. Erwartet: {expected}. Bitte dort berichtigen."
                ) from fault
        return pl.Series(column, values)


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


def _day(cell: str) -> date:
    form = "%d.%m.%Y" if re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{4}", cell) else "%Y-%m-%d"
    return datetime.strptime(cell, form).date()  # noqa: DTZ007  a day has no time zone


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
