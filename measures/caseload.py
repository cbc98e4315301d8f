"""How many cases does a Fachbereich run?"""

import polars as pl

from measures.engine.counting.supply import WHOLE, Count, People, latest, tally, untold
from measures.engine.measure import Measure, Selection
from measures.engine.reading.setting import read_setting
from store.german import day

UNDER_18 = (0, 17)
INCOMPLETE = "Fälle nicht für alle Sachgebiete geliefert."
MIXED = "Die Sachgebiete zählen in verschiedenen Einheiten; eine Summe gibt es nicht."


def compute(con, selection: Selection) -> pl.DataFrame:
    """The tally of the cases of every Fachbereich (item department:NAME) in the district; only where all its units told them, in one unit."""
    setting, rows = read_setting(con), latest(con, "staff", "department")
    if selection.offer_groups is not None and WHOLE not in selection.offer_groups:
        rows = rows.clear()
    people = People(con, setting, rows["date"])
    counts, lacking = [], []
    for part in rows.partition_by("department", "year"):
        item, year, date = f"department:{part['department'][0]}", part["year"][0], part["date"][0]
        units = sorted(set(part["cases_unit"].fill_null("")))
        if part["cases"].null_count() or len(units) > 1:
            lacking.append((WHOLE, item, year, INCOMPLETE if part["cases"].null_count() else MIXED))
            continue
        counts.append(
            Count(
                offer_group=WHOLE,
                item=item,
                age_band="all",
                year=year,
                counts={setting.district: part["cases"].sum()},
                people=people.of(date, *UNDER_18),
                people_date=people.dates[date],
                notes={
                    setting.district: " ".join(
                        filter(None, [f"Stichtag {day(date)}.", *(f"Einheit: {NAMES.get(u, u)}." for u in units if u)])
                    )
                },
            )
        )
    return pl.concat([tally(setting, "caseload", counts), untold(setting, "caseload", lacking)])


NAMES = {"faelle": "Fälle", "kinder": "Kinder", "familien": "Familien", "verfahren": "Verfahren", "hilfen": "Hilfen"}

MEASURE = Measure(
    name="caseload",
    version="1",
    label="Laufende Fälle je Fachbereich",
    question="Wie viele Fälle laufen in einem Fachbereich?",
    unit="je 1.000 unter 18",
    numerator="Laufende Fälle am Stichtag der Personalmeldung, Summe der Sachgebiete.",
    denominator="Kinder unter 18 im Landkreis an dem Jahresende, das zum Stichtag gehört.",
    ages="Alle; bezogen auf Kinder unter 18.",
    scope="Fachbereiche, deren Sachgebiete alle ihre Fälle in derselben Einheit melden. Nur Landkreis.",
    polarity="ohne Wertung",
    caveats="Fälle sind keine Kinder: Ein Kind kann in mehreren Sachgebieten geführt werden. Keine Reichweite.",
    source="Personalmeldung (HANDBUCH „Lieferformat“, personal).",
    reviewed_on="2026-11-22",
    oracle="Gezeichnete Stellenpläne, von Hand gezählt.",
    sql="SELECT department, date, sum(cases) FROM staff GROUP BY ALL",
    lattice=("year", "item"),
    compute=compute,
    per=1_000,
)
