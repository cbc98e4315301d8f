"""How many wait for an offer, and how many requests found no place?"""

from datetime import date

import polars as pl

from measures.engine.counting.supply import UNDER_18, UNITS, Count, People, latest, tally, untold
from measures.engine.measure import Measure, Selection
from measures.engine.reading.setting import read_setting
from store.connect import Connection
from store.german import day
from store.table import Row

REASONS = {
    "kein_platz": "kein Platz",
    "kein_personal": "kein Personal",
    "kein_passendes_angebot": "kein passendes Angebot",
    "absage_familie": "Absage der Familie",
    "sonstiges": "sonstiges",
}
NO_LIST = "Keine Warteliste geliefert. Das heißt nicht, dass niemand wartet."
COUNTED = ("waiting", "requests", "unfilled")


def compute(con: Connection, selection: Selection) -> pl.DataFrame:
    """The tally of every list: waiting on the date, requests and unfilled in its year; counted_unit children | families."""
    setting, lists = read_setting(con), latest(con, "waiting", "offer, unit")
    offers = con.sql("SELECT offer, sensitive, age_from, age_to, counts FROM offer ORDER BY offer").pl()
    offers = offers.filter([selection.wants(offer) for offer in offers["offer"]])
    people = People(con, setting, lists["date"])
    counts = [
        count
        for offer, sensitive, first, last, _ in offers.iter_rows()
        for rows in lists.filter(offer=offer).partition_by("year", "unit")
        for count in _counts(rows, sensitive, _children(people, rows, first, last), people.dates[rows["date"][0]])
    ]
    listed = set(lists.select("offer", "year").iter_rows())
    lacking = [
        {"offer_group": offer, "quantity": "waiting", "year": year, "reason": "not_delivered", "note": NO_LIST}
        for offer in offers.filter("counts")["offer"]
        for year in sorted(set(lists["year"]))
        if (offer, year) not in listed
    ]
    return pl.concat([tally(setting, "waiting", counts), untold(setting, "waiting", lacking)])


def _children(people: People, rows: pl.DataFrame, first: int, last: int) -> dict[str, int]:
    """Children of the offer's ages; under 18 where the ages delivered do not make these up in every area of the list."""
    own = people.of(rows["date"][0], first, last)
    return own if set(rows["area"]) <= set(own) else people.of(rows["date"][0], *UNDER_18)


def _counts(rows: pl.DataFrame, sensitive: bool, children: dict[str, int], people_date: date) -> list[Count]:
    offer, year, unit = rows["offer"][0], rows["year"][0], UNITS[rows["unit"][0]][0]
    return [
        Count(
            offer_group=offer,
            about={"quantity": what, "counted_unit": unit},
            year=year,
            counts=dict(rows.select("area", what).iter_rows()),
            people=children,
            people_date=people_date,
            said={row["area"]: _said(what, row) for row in rows.iter_rows(named=True)},
            sensitive=sensitive,
        )
        for what in COUNTED
    ]


def _said(what: str, row: Row) -> Row:
    if what == "waiting":
        twice = row["counted_twice"] != "nein"
        note = f" {UNITS[row['unit']][1]} können auf mehreren Listen stehen." if twice else ""
        about = {"reference_date": row["date"], "may_repeat": twice}
        return about | {"note": f"Stichtag {day(row['date'])}.{note}"}
    if what == "requests":
        return {"note": f"Anfragen im Jahr {row['year']}."}
    reason = row["reason"] or None
    note = f"Häufigster Grund: {REASONS[reason]}." if reason else "Grund nicht geliefert."
    return {"main_reason": reason, "note": note}


MEASURE = Measure(
    name="waiting",
    label="Wartende und Anfragen ohne Platz",
    question="Wie viele warten, und wie viele Anfragen blieben ohne Platz?",
    unit="je 1.000 Kinder",
    numerator="Kinder oder Familien auf der Warteliste am Stichtag (waiting); Anfragen im Jahr (requests); davon ohne Platz (unfilled).",
    denominator="Kinder im Alter des Angebots an dem Jahresende, das zum Stichtag gehört; wo die Bevölkerung dafür nicht reicht, unter 18.",
    ages="Alter des Angebots nach angebote.csv.",
    scope="Angebote mit gelieferter Warteliste; von mehreren Stichtagen eines Jahres der letzte. Sensible Angebote nur im Landkreis.",
    caveats="Keine Liste heißt nicht, dass niemand wartet. Kinder können auf mehreren Listen stehen. Steht eine Liste mit mehreren Gründen in "
    "mehreren Zeilen, zählen Wartende und Anfragen einmal (die größte Angabe), Anfragen ohne Platz je Grund. Listen verschiedener Träger werden addiert.",
    source="Wartelisten der Angebote (HANDBUCH „Lieferformat“, warteliste).",
    reviewed_on="2026-11-22",
    oracle="Gezeichnete Listen, von Hand gezählt.",
    sql="SELECT offer, area, date, unit, waiting, requests, unfilled, reason FROM waiting QUALIFY date = max(date) OVER (PARTITION BY offer, unit, year(date))",
    lattice=("year", "area", "offer_group", "quantity", "counted_unit"),
    uses=("reference_date", "reason", "main_reason", "may_repeat"),
    compute=compute,
    per=1_000,
)
