"""May this version become an edition, and when is it one? A checklist that blocks, then the frozen tables.

There is no way around the checklist: an edition is quoted for years, and each point can be put right by the office itself.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from etl.delivery import Refused
from etl.release import only_one
from measures.engine.attack.handover import hand_over
from store.audience import EVERYBODY
from store.editions import Edition, able_to_freeze, freeze, title_of
from store.german import day
from store.ledger import EDITION
from store.published import Published, open_published

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
AGAIN = "Danach python -m etl publish."
UNCHECKED = (
    "Lieferscheine: Für „{title}“, {years}, sagt niemand, dass die Lieferung vollständig ist. Bitte einen Lieferschein laden oder "
    "die Lieferung mit --confirm ungeprueft=GRUND noch einmal laden."
)
LOST = (
    "Lieferscheine: Von „{title}“, {years}, sind mehr als 2 von 100 Zeilen nicht lesbar. Bitte berichtigt liefern oder mit "
    "--confirm zeilen_verloren=GRUND sagen, warum."
)


@dataclass(frozen=True)
class Point:
    """One point of the checklist; `problems` in German, each with what to do; none: the point is fine."""

    name: str
    problems: tuple[str, ...]


def publish_edition(store: Path, *, name: str, note: str, today: date) -> Edition:
    """Freezes the version that holds as „Ausgabe NAME“. Raises Refused with every open point, and changes nothing."""
    with only_one(store):
        published = open_published(store)
        problems = [problem for point in checklist(published) for problem in point.problems]
        if not note.strip():
            problems.insert(0, 'Vermerk: Er fehlt. Bitte sagen, wofür die Ausgabe ist: --note "Jahrestreffen 2026".')
        if problems:
            raise Refused(f"Die Ausgabe „{name}“ wird nicht veröffentlicht. Offen:", *[f"– {p}" for p in problems])
        about = {
            "name": name,
            "note": note.strip(),
            "made_on": f"{today:%Y-%m-%d}",
            "program": tomllib.loads(PROJECT.read_text("utf-8"))["project"]["version"],
        }
        able_to_freeze(store, name)
        hand_over(store, published, form=EDITION, title=title_of(name), audience=EVERYBODY, edition=name, today=today)
        return freeze(store, published, about)


def checklist(published: Published) -> list[Point]:
    """What must be in order before a version may be quoted for ever?"""
    return [
        Point("Fehler", tuple(_errors(published))),
        Point("Bevölkerung", tuple(_population(published))),
        Point("Definitionen", tuple(_definitions(published))),
        Point("Lieferscheine", tuple(_slips(published))),
        Point("Nächste Zahlen", tuple(_next(published))),
    ]


def _errors(published: Published) -> list[str]:
    """Errors of the check that still hold, and a year with more children counted than live in the district."""
    open_ones = published.table("finding").filter(pl.col("level") == "fehler")
    found = [f"Fehler: {text} Bitte berichtigt liefern." for text in open_ones["text"].to_list()]
    many = _district(published).filter(pl.col("state") == "unreliable")["year"].to_list()
    return found + [
        f"Fehler: {year} sind mehr Kinder gezählt, als laut Bevölkerung im Landkreis leben. Bitte die Lieferungen und die Bevölkerung prüfen."
        for year in many
    ]


def _population(published: Published) -> list[str]:
    """Every year delivered in full, from the first year with a population on, needs one."""
    known = _district(published).filter(pl.col("denominator").is_not_null())["year"].to_list()
    told = published.table("source_status").filter("complete")["year"].unique().sort().to_list()
    missing = [year for year in told if year not in known and (not known or year > min(known))]
    return [
        f"Bevölkerung: Die vom 31.12.{year} fehlt. Bitte liefern (bevoelkerung_*.csv, siehe HANDBUCH, Lieferformat)."
        for year in missing
    ]


def _definitions(published: Published) -> list[str]:
    unseen = published.table("definition").filter(pl.col("reviewed_on").fill_null("") == "")["label"].to_list()
    return [
        f"Definitionen: „{label}“ ist nicht geprüft (kein Datum bei reviewed_on). Bitte fachlich prüfen und eintragen lassen. {AGAIN}"
        for label in unseen
    ]


def _slips(published: Published) -> list[str]:
    """Years whose deliveries nobody calls complete, and lost rows of which nobody said why."""
    status = published.table("source_status")
    if status["completeness"].null_count():
        return ["Lieferscheine: Die Zahlen stammen von einem älteren Programm. Bitte python -m etl publish aufrufen."]
    unchecked = status.filter((pl.col("completeness") == "unchecked") & pl.col("whole_year"))
    lost = status.filter((pl.col("rows_lost") > 0) & ~pl.col("loss_confirmed").fill_null(False))
    return [UNCHECKED.format(title=title, years=years) for title, years in _years_of(unchecked)] + [
        LOST.format(title=title, years=years) for title, years in _years_of(lost)
    ]


def _years_of(status: pl.DataFrame) -> list[tuple[str, str]]:
    """Source as shown, its years in words: one, or from the first to the last."""
    of_source = status.group_by("title").agg(pl.col("year").min().alias("first"), pl.col("year").max().alias("last"))
    rows = of_source.sort("title").iter_rows()
    return [(title, str(first) if first == last else f"{first} bis {last}") for title, first, last in rows]


def _next(published: Published) -> list[str]:
    if published.meta.get("next_delivery"):
        return []
    known = published.meta.get("as_of", "")
    after = f" nach dem {day(date.fromisoformat(known))}" if known else ""
    return [
        f"Nächste Zahlen: Kein Termin{after} bekannt. Bitte in einem Lieferschein naechste_lieferung angeben und ihn laden."
    ]


def _district(published: Published) -> pl.DataFrame:
    """Annual reach of all children in the district by the first group of offers, which is all of them."""
    first = published.table("offer_group").sort("position")["offer_group"].to_list()[:1]
    where = {"area": published.meta.get("district", ""), "age_band": "all", "sex": "all", "offer_group": first}
    return published.figures("annual_reach", **where).sort("year")
