"""Derived measures in the publication: after what they are made from, from protected figures alone, and on the command line."""

import polars as pl
import pytest

from measures.__main__ import main, table
from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import catalogue
from measures.engine.protect import Rule
from measures.engine.publication import derived_figures, publish, surroundings
from measures.gap import MEASURE
from store.tables import FIGURE_KEY
from tests.measures.office import analysis, children

SEEN = """
    space      | year | area | age | sex | mask | times
    verknuepft | 2024 | A    | 1   | m   | 1    | 41
    verknuepft | 2024 | A    | 7   | w   | 1    | 33
    verknuepft | 2024 | B    | 7   | w   | 1    | 17
"""
PEOPLE = """
    date       | area | age_from | age_to | sex | count
    2024-12-31 | A    | 0        | 2      | all | 100
    2024-12-31 | A    | 3        | 5      | all | 100
    2024-12-31 | A    | 6        | 17     | all | 400
    2024-12-31 | B    | 0        | 2      | all | 50
    2024-12-31 | B    | 3        | 5      | all | 50
    2024-12-31 | B    | 6        | 17     | all | 200
"""
TOWNS = """
    area | name      | level        | parent | inhabited
    D    | Landkreis | kreis        |        | true
    R    | Region    | planungsraum | D      | true
    A    | Stadt A   | gemeinde     | R      | true
    B    | Stadt B   | gemeinde     | R      | true
"""
RULE = Rule(b"k" * 32, "D")


@pytest.fixture(scope="module")
def published() -> pl.DataFrame:
    return publish(analysis(child_year=children(SEEN), population=PEOPLE, area=TOWNS), RULE)


def test_derived_figures_are_published_beside_the_counted_ones_in_the_columns_of_the_contract(published):
    assert {"annual_reach", "gap", "trend", "change"} & set(published["measure"]) >= {"annual_reach", "gap", "trend"}
    assert dict(published.schema) == FIGURE_TYPES and not published.select(FIGURE_KEY).is_duplicated().any()
    texts = published.select("label", "note", "item", "interval", "unit", "state")
    assert texts.null_count().sum_horizontal().item() == 0


def test_a_gap_is_the_same_when_made_again_from_what_is_published(published):
    """It sees no count that readers do not see."""
    around = surroundings(analysis(child_year=[], area=TOWNS))
    again = derived_figures(published.filter(pl.col("measure") != "gap"), MEASURE, around).sort(FIGURE_KEY)
    assert again.equals(published.filter(pl.col("measure") == "gap")) and again["value"].is_not_null().any()


def test_every_count_of_a_derived_figure_is_a_protected_one(published):
    derived = [name for name, measure in catalogue().items() if measure.derive]
    counts = published.filter(pl.col("measure").is_in(derived))["numerator"].drop_nulls()
    assert len(counts) and (counts % RULE.base == 0).all()


def test_every_measure_is_counted_or_derived_or_reported():
    ways = [(measure.compute, measure.derive, measure.report) for measure in catalogue().values()]
    assert all(sum(way is not None for way in of_measure) == 1 for of_measure in ways)


def test_a_derived_measure_has_no_exact_figures(capsys):
    assert main(["gap", "--exact"]) == 2
    assert "ohne --exact" in capsys.readouterr().err


def test_the_table_shows_children_ratios_shares_and_verdicts_as_words():
    same = dict.fromkeys(FIGURE_TYPES) | {"state": "ok", "note": "", "item": ""}
    rows = [
        same | {"unit": "Kinder", "value": 39.6, "numerator": 60, "label": "firm"},
        same | {"unit": "Verhältnis", "value": 0.6, "numerator": 60, "label": ""},
        same | {"unit": "Veränderung im Jahr", "value": 0.031, "numerator": 300, "label": "rising"},
    ]
    _, first, second, third = table(pl.DataFrame(rows, infer_schema_length=None), 5).splitlines()
    assert " 40 " in first and "belastbar" in first
    assert "0,60" in second and "3,1\u202f%" in third and third.endswith("gestiegen")
