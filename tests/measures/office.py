"""A small invented office for the tests: a district D, a region R with the towns A and B, a town C, four offers."""

import duckdb
import polars as pl

from measures.engine.figures import completed, exact_figures
from measures.engine.measure import Selection, catalogue
from measures.engine.protect import Rule
from tests.grid import fill_analysis, rows

AREAS = """
    area | name       | level        | parent | inhabited
    D    | Landkreis  | kreis        |        | true
    R    | Region     | planungsraum | D      | true
    A    | Stadt A    | gemeinde     | R      | true
    B    | Stadt B    | gemeinde     | R      | true
    C    | Stadt C    | gemeinde     | D      | true
    F    | Forst      | gemeinde     | D      | false
"""
BANDS = """
    age_band | name     | age_from | age_to
    all      | unter 18 | 0        | 17
    u3       | unter 3  | 0        | 2
    3-5      | 3 bis 5  | 3        | 5
    6-17     | 6 bis 17 | 6        | 17
"""
OFFERS = """
    offer | name  | short_name | kind        | unit   | counts | sensitive | age_from | age_to | bit | since | until
    help  | Hilfe | Hilfe      | individuell | Kinder | true   | false     | 0        | 17     | 0   |       |
    visit | Besuch| Besuch     | universell  | Kinder | true   | false     | 0        | 17     | 1   |       |
    kita  | Kita  | Kita       | universell  | Kinder | true   | false     | 0        | 6      | 2   |       |
    late  | Neu   | Neu        | universell  | Kinder | true   | false     | 0        | 17     | 3   | 2030  |
    guard | § 42  | § 42       | eingriff    | Fälle  | false  | true      | 0        | 17     |     |       |
"""
GROUPS = """
    offer_group | name   | level   | offers                     | mask | below_district | position
    alle        | Alle   | kopf    | [help, visit, kita, late]  | 15   | true           | 1
    own         | Eigene | bereich | [help, visit]              | 3    | true           | 2
    help        | Hilfe  | angebot | [help]                     | 1    | true           | 3
    visit       | Besuch | angebot | [visit]                    | 2    | true           | 4
    kita        | Kita   | angebot | [kita]                     | 4    | true           | 5
    guard       | § 42   | angebot | [guard]                    | 0    | false          | 6
"""
PEOPLE = """
    date       | area | age_from | age_to | sex | count
    2024-12-31 | A    | 0        | 2      | all | 100
    2024-12-31 | A    | 3        | 5      | all | 100
    2024-12-31 | A    | 6        | 17     | all | 400
    2024-12-31 | B    | 0        | 2      | all | 50
    2024-12-31 | B    | 3        | 5      | all | 50
    2024-12-31 | B    | 6        | 17     | all | 200
    2024-12-31 | C    | 0        | 17     | all | 300
"""
COMPLETE = """
    source | offer | year | complete | until      | counting
    one    | help  | 2024 | true     | 2024-12-31 | verknuepft
    one    | visit | 2024 | true     | 2024-12-31 | verknuepft
"""
BASICS = {
    "area": AREAS,
    "age_band": BANDS,
    "offer": OFFERS,
    "offer_group": GROUPS,
    "population": PEOPLE,
    "coverage": COMPLETE,
}


def children(drawn: str) -> list[dict]:
    """Rows of child_year or child_day, each repeated as often as its column `times` says."""
    return [
        {key: value for key, value in row.items() if key != "times"}
        for row in rows(drawn)
        for _ in range(row.get("times", 1))
    ]


def analysis(**tables):
    """A connection with the analysis tables of the office; tables named replace those of BASICS."""
    con = duckdb.connect()
    fill_analysis(con, **(BASICS | tables))
    return con


def figures(con, measure: str = "annual_reach", *, population_date: str | None = None) -> pl.DataFrame:
    """All exact figures of a measure."""
    definition = catalogue()[measure]
    return exact_figures(
        definition.compute(con, Selection(population_date=population_date, everywhere=True)), definition
    )


def reported(con, measure: str, counted: pl.DataFrame, rule: Rule = Rule(b"", "D")) -> pl.DataFrame:  # noqa: B008
    """All figures of a measure that concerns no child; counted: the protected counts."""
    definition = catalogue()[measure]
    return completed(definition.report(con, counted, rule), definition)


def one(found: pl.DataFrame, **where) -> dict:
    """The one row, district and totals where nothing else is said."""
    for column, wanted in ({"area": "D", "age_band": "all", "sex": "all", "offer_group": "own"} | where).items():
        found = found.filter(pl.col(column) == wanted)
    assert len(found) == 1, f"{len(found)} rows"
    return found.row(0, named=True)
