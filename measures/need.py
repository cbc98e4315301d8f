"""In which social situation do children live? Social context by area, to stand beside reach."""

import re

import polars as pl

from measures.engine.counting.supply import Count, People, latest, raised, tally
from measures.engine.measure import Measure, Selection
from measures.engine.reading.setting import Setting, read_setting
from store.connect import Connection
from store.german import day

MARKS = {
    "sgb2_unter_15": "Kinder unter 15 mit Leistungen nach dem SGB II",
    "sgb2_unter_18": "Kinder unter 18 mit Leistungen nach dem SGB II",
    "haushalte_alleinerziehend": "Haushalte von Alleinerziehenden",
}  # further marks keep the name they were delivered with


def compute(con: Connection, selection: Selection) -> pl.DataFrame:
    """The tally of every mark (quantity) by year and area; of as many as were delivered with it, else the children below the age in its name."""
    setting, rows = read_setting(con), latest(con, "social", "mark")
    rows = rows if selection.wants(setting.whole) else rows.clear()
    people = People(con, setting, rows["date"])
    return tally(setting, "need", [_count(part, setting, people) for part in rows.partition_by("year", "mark")])


def _count(rows: pl.DataFrame, setting: Setting, people: People) -> Count:
    mark, date = rows["mark"][0], rows["date"][0]
    stated = {area: of for area, of in rows.select("area", "of").iter_rows() if of is not None}
    below = re.search(r"_unter_(\d{1,2})$", mark)
    return Count(
        offer_group=setting.whole,
        about={"quantity": mark, "reference_date": date},
        year=rows["year"][0],
        counts=dict(rows.select("area", "count").iter_rows()),
        people=(people.of(date, 0, int(below[1]) - 1) if below else {}) | raised(setting, stated),
        people_date=date if stated else people.dates[date],
        said=dict.fromkeys(setting.areas, {"note": f"{MARKS.get(mark, mark)}, Stichtag {day(date)}."}),
    )


MEASURE = Measure(
    name="need",
    label="Soziale Lage",
    question="In welcher sozialen Lage leben die Kinder vor Ort?",
    unit="Anteil",
    numerator="Kinder oder Haushalte mit dem Merkmal am Stichtag, wie geliefert.",
    denominator="Bezugszahl der Lieferung; fehlt sie, die Kinder unter dem Alter, das im Merkmal steht.",
    ages="Steht im Merkmal (unter 15, unter 18).",
    scope="Alle Gebiete, für die geliefert wurde; der Landkreis als Summe, wenn alle Orte geliefert haben.",
    caveats="Steht neben der Reichweite und erklärt sie nicht. Leistungen nach dem SGB II zeigen nur einen Teil der Lagen, die belasten. "
    "Das Merkmal sagt nichts über ein einzelnes Kind.",
    source="Soziallage (HANDBUCH „Lieferformat“), in der Regel Statistik der Bundesagentur für Arbeit.",
    reviewed_on="2026-11-22",
    oracle="Gezeichnete Tabellen, von Hand gezählt.",
    sql="SELECT area, date, mark, count, of FROM social QUALIFY date = max(date) OVER (PARTITION BY mark, year(date))",
    lattice=("year", "area", "quantity"),
    uses=("reference_date", "reason"),
    compute=compute,
)
