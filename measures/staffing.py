"""How many posts are there, how many are filled, and how many cases come to a filled one?"""

import polars as pl

from measures.engine.counting.supply import WHOLE, latest
from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Measure
from measures.engine.reading.setting import read_setting
from store.german import day, listed

LEAST_CASES = 50  # a rounded count of fewer moves the quotient by more than a tenth
MERGED = "Im Fachbereich enthalten, weil sonst eine Einheit unter fünf Personen erkennbar wäre."
ONE_SMALL_UNIT = "Der Fachbereich meldet nur eine Einheit unter fünf Personen."
TOO_FEW = "Zu wenige Fälle für einen Wert je Stelle."
NO_CASES = "Fälle nicht geliefert."


def report(con, figures: pl.DataFrame) -> pl.DataFrame:
    """Rows of the figure table for the district: items KIND:department:NAME and KIND:section:DEPARTMENT/NAME with KIND
    posts, filled (full-time equivalents), vacancy (share of posts not filled) and, by department, cases_per_post.

    A unit of under five persons stands in its Fachbereich only; would the rest of the Fachbereich be that one unit, the
    smallest other one is merged too. item KIND:office: all Fachbereiche, where that does not tell of one left out.
    """
    cases = figures.filter(pl.col("measure") == "caseload")
    known = {(row["year"], row["item"]): row for row in cases.iter_rows(named=True)}
    rows = []
    staff = latest(con, "staff", "department").sort("department", "section")
    for of_year in staff.partition_by("year"):
        departments = of_year.partition_by("department")
        for part in departments:
            rows += _department(part, known.get((part["year"][0], f"department:{part['department'][0]}")))
        if sum(_is_one_small_unit(part) for part in departments) != 1:
            rows += _posts(of_year, "office", "Alle gemeldeten Fachbereiche.")
    same = {"area": read_setting(con).district, "age_band": "all", "sex": "all", "offer_group": WHOLE}
    return pl.DataFrame([same | row for row in rows], schema=FIGURE_TYPES)


def _department(part: pl.DataFrame, cases: dict | None) -> list[dict]:
    department = part["department"][0]
    item = f"department:{department}"
    if _is_one_small_unit(part):
        return _hidden(part, item, ONE_SMALL_UNIT)
    merged = merged_sections(list(part.select("section", "posts", "few").iter_rows()))
    told = f"Darin, nicht einzeln gezeigt: {listed(sorted(merged))}." if merged else ""
    rows = [*_posts(part, item, told), _per_post(part, item, cases)]
    for section in part.partition_by("section") if part.height > 1 else []:
        name = f"section:{department}/{section['section'][0]}"
        rows += _hidden(section, name, MERGED) if section["section"][0] in merged else _posts(section, name, "")
    return rows


def merged_sections(sections: list[tuple[str, float, bool]]) -> set[str]:
    """Which units (name, posts, under five persons?) stand in their Fachbereich only? Never a single small one: the rest would be it."""
    small = {name for name, _, few in sections if few}
    others = sorted((posts, name) for name, posts, few in sections if not few)
    return small | {others[0][1]} if len(small) == 1 and others else small


def _is_one_small_unit(part: pl.DataFrame) -> bool:
    return part.height == 1 and part["few"][0]


def _posts(part: pl.DataFrame, name: str, note: str) -> list[dict]:
    posts, filled, days = part["posts"].sum(), part["filled"].sum(), listed(sorted({day(d) for d in part["date"]}))
    same = {"year": part["year"][0], "state": "ok", "note": f"Stichtag {days}. {note}".strip()}
    vacancy = (
        {"value": 1 - filled / posts} if posts else {"state": "not_applicable", "note": "Keine Stellen im Stellenplan."}
    )
    return [
        same | {"item": f"posts:{name}", "unit": "Stellen (VZÄ)", "value": posts},
        same | {"item": f"filled:{name}", "unit": "Stellen (VZÄ)", "value": filled},
        same | {"item": f"vacancy:{name}", "unit": "Anteil der Stellen"} | vacancy,
    ]


def _hidden(part: pl.DataFrame, name: str, why: str) -> list[dict]:
    units = {"posts": "Stellen (VZÄ)", "filled": "Stellen (VZÄ)", "vacancy": "Anteil der Stellen"}
    same = {"year": part["year"][0], "state": "protected", "note": why}
    return [same | {"item": f"{kind}:{name}", "unit": unit} for kind, unit in units.items()]


def _per_post(part: pl.DataFrame, name: str, cases: dict | None) -> dict:
    """From the protected count of the Fachbereich, never from what was delivered."""
    row = {"year": part["year"][0], "item": f"cases_per_post:{name}", "unit": "je besetzte Stelle"}
    if cases is None or cases["state"] == "no_data":
        return row | {"state": "no_data", "note": cases["note"] if cases else NO_CASES}
    if (cases["numerator"] or 0) < LEAST_CASES or not part["filled"].sum():
        return row | {"state": "protected", "note": TOO_FEW}
    return row | {"state": "ok", "value": cases["numerator"] / part["filled"].sum(), "note": cases["note"]}


MEASURE = Measure(
    name="staffing",
    version="1",
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
    lattice=("year", "item"),
    report=report,
)
