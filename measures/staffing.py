"""How many posts are there, how many are filled, and how many cases come to a filled one?"""

import polars as pl

from measures.engine.counting.supply import latest
from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Measure
from measures.engine.protect import Rule
from measures.engine.reading.setting import read_setting
from store.connect import Connection
from store.german import day, listed
from store.table import Row

MERGED = "Im Fachbereich enthalten, weil sonst eine Einheit unter fünf Personen erkennbar wäre."
ONE_SMALL_UNIT = "Der Fachbereich meldet nur eine Einheit unter fünf Personen."
TOO_FEW = "Zu wenige Fälle für einen Wert je Stelle."
NO_CASES = "Fälle nicht geliefert."


def report(con: Connection, figures: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """Rows of the figure table for the district, by department and by section: quantities posts, filled (full-time
    equivalents), vacancy (share of posts not filled) and, by department, cases_per_post.

    A unit of under five persons stands in its Fachbereich only; would the rest of the Fachbereich be that one unit, the
    smallest other one is merged too. Without a department: all Fachbereiche, where that does not tell of one left out.
    """
    cases = figures.filter(measure="caseload").iter_rows(named=True)
    known = {(row["year"], row["department"]): row for row in cases}
    rows, setting = list[Row](), read_setting(con)
    staff = latest(con, "staff", "department").sort("department", "section")
    for of_year in staff.partition_by("year"):
        departments = of_year.partition_by("department")
        for part in departments:
            rows += _department(part, known.get((part["year"][0], part["department"][0])), rule.least_divisor)
        if sum(_is_one_small_unit(part) for part in departments) != 1:
            rows += _posts(of_year, {}, "Alle gemeldeten Fachbereiche.")
    same = {"area": setting.district, "offer_group": setting.whole}
    return pl.DataFrame([same | row for row in rows], schema=FIGURE_TYPES)


def _department(part: pl.DataFrame, cases: Row | None, least_cases: int) -> list[Row]:
    about = {"department": part["department"][0]}
    if _is_one_small_unit(part):
        return _hidden(part, about, ONE_SMALL_UNIT)
    merged = merged_sections(list(part.select("section", "posts", "few").iter_rows()))
    told = f"Darin, nicht einzeln gezeigt: {listed(sorted(merged))}." if merged else ""
    rows = [*_posts(part, about, told), about | _per_post(part, cases, least_cases)]
    for section in part.partition_by("section") if part.height > 1 else []:
        name = section["section"][0]
        unit = about | {"section": name}
        rows += _hidden(section, unit, MERGED) if name in merged else _posts(section, unit, "")
    return rows


def merged_sections(sections: list[tuple[str, float, bool]]) -> set[str]:
    """Which units (name, posts, under five persons?) stand in their Fachbereich only? Never a single small one: the rest would be it."""
    small = {name for name, _, few in sections if few}
    others = sorted((posts, name) for name, posts, few in sections if not few)
    return small | {others[0][1]} if len(small) == 1 and others else small


def _is_one_small_unit(part: pl.DataFrame) -> bool:
    return part.height == 1 and part["few"][0]


UNITS = {"posts": "Stellen (VZÄ)", "filled": "Stellen (VZÄ)", "vacancy": "Anteil der Stellen"}


def _posts(part: pl.DataFrame, about: Row, note: str) -> list[Row]:
    dates = sorted(set(part["date"]))
    same = about | {
        "year": part["year"][0],
        "reference_date": dates[0] if len(dates) == 1 else None,
        "state": "ok",
        "note": f"Stichtag {listed([day(date) for date in dates])}. {note}".strip(),
    }
    posts, filled = (float(part[name].sum()) for name in ("posts", "filled"))
    values = {"posts": posts, "filled": filled, "vacancy": 1 - filled / posts if posts else None}
    rows = [same | {"quantity": kind, "unit": UNITS[kind], "value": value} for kind, value in values.items()]
    if not posts:
        rows[-1] |= {"state": "not_applicable", "reason": "no_posts", "note": "Keine Stellen im Stellenplan."}
    return rows


def _hidden(part: pl.DataFrame, about: Row, why: str) -> list[Row]:
    same = about | {"year": part["year"][0], "state": "protected", "reason": "small_unit", "note": why}
    return [same | {"quantity": kind, "unit": unit} for kind, unit in UNITS.items()]


def _per_post(part: pl.DataFrame, cases: Row | None, least_cases: int) -> Row:
    """From the protected count of the Fachbereich, never from what was delivered."""
    row = {"year": part["year"][0], "quantity": "cases_per_post", "unit": "je besetzte Stelle"}
    if cases is None:
        return row | {"state": "no_data", "reason": "not_delivered", "note": NO_CASES}
    told = row | {name: cases[name] for name in ("reference_date", "counted_unit", "state", "reason", "note")}
    if cases["state"] == "no_data":
        return told
    if (cases["numerator"] or 0) < least_cases or not part["filled"].sum():
        return row | {"state": "protected", "reason": "too_few", "note": TOO_FEW}
    return told | {"state": "ok", "value": cases["numerator"] / part["filled"].sum()}


MEASURE = Measure(
    name="staffing",
    label="Stellen",
    question="Wie viele Stellen sind besetzt, und wie viele Fälle kommen auf eine?",
    unit="Stellen (VZÄ)",
    numerator="Stellen laut Stellenplan (posts), davon am Stichtag besetzt (filled), Anteil nicht besetzter Stellen (vacancy), "
    "laufende Fälle je besetzte Stelle (cases_per_post).",
    denominator="Bei vacancy: Stellen laut Stellenplan; bei cases_per_post: besetzte Stellen.",
    ages="Keine; hier geht es um Stellen.",
    scope="Fachbereiche und Sachgebiete, nie einzelne Personen. Von mehreren Stichtagen eines Jahres der letzte.",
    polarity="mehr besetzte Stellen sind besser; Fälle je Stelle ohne Wertung",
    caveats="Sachgebiete mit unter fünf Personen stehen nur im Fachbereich. Bliebe dort genau eines übrig, wird das kleinste andere mit "
    "zusammengefasst. Beurlaubte zählen nicht als besetzt. Ein neuer Zuschnitt macht Jahre unvergleichbar.",
    source="Personalmeldung (HANDBUCH „Lieferformat“, personal).",
    reviewed_on="2026-11-22",
    oracle="Gezeichnete Stellenpläne; kleine Sachgebiete lassen sich nicht herausrechnen.",
    sql="SELECT department, section, date, posts, filled FROM staff QUALIFY date = max(date) OVER (PARTITION BY department, year(date))",
    lattice=("year", "department", "section", "quantity"),
    uses=("reference_date", "counted_unit", "reason"),
    report=report,
)
