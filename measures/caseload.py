"""How many cases does a Fachbereich run?"""

import polars as pl

from measures.engine.counting.supply import UNDER_18, UNITS, Count, People, latest, tally, untold
from measures.engine.measure import Measure, Selection
from measures.engine.reading.setting import read_setting
from store.connect import Connection
from store.german import day

INCOMPLETE = "Fälle nicht für alle Sachgebiete geliefert."
MIXED = "Die Sachgebiete zählen in verschiedenen Einheiten; eine Summe gibt es nicht."


def compute(con: Connection, selection: Selection) -> pl.DataFrame:
    """The tally of the cases of every Fachbereich in the district; only where all its units told them, in one unit."""
    setting, rows = read_setting(con), latest(con, "staff", "department")
    rows = rows if selection.wants(setting.whole) else rows.clear()
    people = People(con, setting, rows["date"])
    counts, lacking = [], []
    for part in rows.partition_by("department", "year"):
        about, year, date = {"department": part["department"][0]}, part["year"][0], part["date"][0]
        units = sorted(set(part["cases_unit"].fill_null("")))
        if part["cases"].null_count() or len(units) > 1:
            reason, note = ("not_delivered", INCOMPLETE) if part["cases"].null_count() else ("other_units", MIXED)
            lacking.append(about | {"offer_group": setting.whole, "year": year, "reason": reason, "note": note})
            continue
        code, name = UNITS.get(units[0], (units[0] or None, units[0]))
        counts.append(
            Count(
                offer_group=setting.whole,
                about=about | {"reference_date": date, "counted_unit": code},
                year=year,
                counts={setting.district: int(part["cases"].sum())},
                people=people.of(date, *UNDER_18),
                people_date=people.dates[date],
                said={setting.district: {"note": f"Stichtag {day(date)}." + f" Einheit: {name}." * bool(name)}},
            )
        )
    return pl.concat([tally(setting, "caseload", counts), untold(setting, "caseload", lacking)])


MEASURE = Measure(
    name="caseload",
    label="Laufende Fälle je Fachbereich",
    question="Wie viele Fälle laufen in einem Fachbereich?",
    unit="je 1.000 unter 18",
    numerator="Laufende Fälle am Stichtag der Personalmeldung, Summe der Sachgebiete.",
    denominator="Kinder unter 18 im Landkreis an dem Jahresende, das zum Stichtag gehört.",
    ages="Alle; bezogen auf Kinder unter 18.",
    scope="Fachbereiche, deren Sachgebiete alle ihre Fälle in derselben Einheit melden. Nur Landkreis.",
    caveats="Fälle sind keine Kinder: Ein Kind kann in mehreren Sachgebieten geführt werden. Keine Reichweite.",
    source="Personalmeldung (HANDBUCH „Lieferformat“, personal).",
    reviewed_on="2026-11-22",
    oracle="Gezeichnete Stellenpläne, von Hand gezählt.",
    sql="SELECT department, date, sum(cases) FROM staff GROUP BY ALL",
    lattice=("year", "department"),
    uses=("reference_date", "counted_unit", "reason"),
    compute=compute,
    per=1_000,
)
