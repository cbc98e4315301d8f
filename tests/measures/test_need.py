"""Social context: counts as delivered, of as many as were delivered with them, protected like every count of children."""

import pytest

from measures.engine.protect import Rule
from measures.engine.publication import figures_of
from measures.need import MEASURE
from tests.measures.office import analysis, figures, one

DRAWN = """
    date       | area | mark                      | count | of
    2024-12-31 | A    | sgb2_unter_18             | 60    | 600
    2024-12-31 | B    | sgb2_unter_18             | 3     | 300
    2024-12-31 | C    | sgb2_unter_18             | 27    | 300
    2024-12-31 | A    | haushalte_alleinerziehend | 80    | 900
    2024-12-31 | A    | sgb2_unter_3              | 11    |
    2024-12-31 | A    | eigenes_merkmal           | 40    |
"""
ALL = {"offer_group": "alle"}


def test_a_share_is_of_as_many_as_were_delivered_and_the_district_is_the_sum():
    found = figures(analysis(social=DRAWN), "need")
    town, district = (one(found, **ALL, area=area, item="sgb2_unter_18") for area in ("A", "D"))
    assert (town["numerator"], town["denominator"], town["value"]) == (60, 600, 0.1)
    assert (district["numerator"], district["denominator"]) == (90, 1200) and district["value"] == pytest.approx(0.075)
    assert town["note"] == "Kinder unter 18 mit Leistungen nach dem SGB II, Stichtag 31.12.2024."


def test_without_a_number_beside_it_a_mark_is_of_the_children_below_the_age_in_its_name():
    row = one(figures(analysis(social=DRAWN), "need"), **ALL, area="A", item="sgb2_unter_3")
    assert (row["numerator"], row["denominator"]) == (11, 100)


def test_a_mark_that_tells_no_age_and_no_number_has_no_share():
    row = one(figures(analysis(social=DRAWN), "need"), **ALL, area="A", item="eigenes_merkmal")
    assert (row["state"], row["numerator"], row["note"]) == (
        "no_data",
        None,
        "Die Bevölkerung fehlt für diesen Schnitt.",
    )


def test_households_of_one_town_make_no_district():
    found = figures(analysis(social=DRAWN), "need").filter(item="haushalte_alleinerziehend")
    assert found.select("area", "numerator", "denominator").rows() == [("A", 80, 900)]


def test_published_counts_are_rounded_and_marks_do_not_borrow_each_others_rate():
    shown = figures_of(analysis(social=DRAWN), MEASURE, Rule(b"k" * 32, "D"))
    found = {(row["item"], row["area"]): row for row in shown.iter_rows(named=True)}
    assert found["sgb2_unter_18", "A"]["numerator"] in (60,) and found["sgb2_unter_18", "D"]["numerator"] in (90,)
    # 22.5 expected in B by the district's 7.5 %: shown although there are 3, as a rounded 0 or 5
    assert found["sgb2_unter_18", "B"]["state"] == "ok" and found["sgb2_unter_18", "B"]["numerator"] in (0, 5)
    # nothing is known of the district's households: nothing is shown of a town's
    assert found["haushalte_alleinerziehend", "A"]["state"] == "protected"
