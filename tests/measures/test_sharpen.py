"""What would sharpen, in points: the width before less the width after, by hand; and what must never be advised."""

import polars as pl

from measures import asked_reach, sharpen
from measures.engine.publication import derived_figures, surroundings
from tests.grid import rows
from tests.measures.office import analysis, children, figures
from tests.measures.test_asked_reach import COVERAGE, LINKED, POPULATION, SUMS, office, units


def steps(con) -> dict:
    """(step, unit) → points of 100, of all offers."""
    around, found = surroundings(con), [figures(con, name) for name in ("annual_reach", "keyed_reach")]
    for measure in (asked_reach.MEASURE, sharpen.MEASURE):
        found.append(derived_figures(pl.concat(found), measure, around))
    told = found[-1].filter(offer_group="alle").select("quantity", pl.coalesce("offer", "source"), "value", "effort")
    return {(step, unit): (round(100 * won), effort) for step, unit, won, effort in told.iter_rows()}


def unasked(coverage: str = COVERAGE, sums: str = SUMS, **tables):
    basics = {
        "child_year": children(LINKED),
        "counted_year": rows(sums),
        "coverage": coverage,
        "population": POPULATION,
        "further_use_unit": units("alle"),
    }
    return analysis(**(basics | tables))


def test_a_key_and_a_count_by_hand_win_the_whole_range_and_a_question_a_part_of_it():
    """450 to 540 of 1,200 before: seven and a half points, said as eight; every child of the sum is known after a key."""
    found = steps(unasked())
    assert found["key", "visit"] == (8, 4) and found["count", "visit"] == (8, 2)
    won, effort = found["question", "visit"]
    assert 0 < won < 8 and effort == 3


def test_who_was_asked_is_not_to_be_asked_again():
    assert ("question", "visit") not in steps(office(m=100, x=25))


def test_what_was_counted_by_hand_wins_nothing_more():
    assert steps(unasked(further_use_unit=units("alle", by_hand="60"))) == {}


def test_what_the_law_forbids_is_not_advised():
    assert {step for step, _ in steps(unasked(further_use_unit=units("alle", never=True)))} == {"question"}


def test_an_offer_whose_number_is_hidden_is_not_advised():
    con = unasked()
    told = pl.concat([figures(con, name) for name in ("annual_reach", "keyed_reach")])
    gone = pl.col("offer_group") == "visit"
    state = pl.when(gone).then(pl.lit("protected")).otherwise("state").alias("state")
    hidden = told.with_columns(state, pl.when(~gone).then("numerator").alias("numerator"))
    assert derived_figures(hidden, sharpen.MEASURE, surroundings(con)).is_empty()


def test_visits_without_first_visits_or_ages_ask_for_a_column_first():
    sums = """
        year | offer | area | by_place | age_from | age_to | sex | unit    | count | low | high
        2024 | visit | D    | false    | 6        | 17     | all | besuche | 1200  | 100 | 300
    """
    visits = [unit | {"counting": unit["counting"].replace("zaehlwerte", "kontakte")} for unit in units("alle")]
    found = steps(unasked(COVERAGE.replace("zaehlwerte", "kontakte"), sums, further_use_unit=visits))
    assert found["first_visits", "visit"][1] == 1
    assert found["first_visits", "visit"][0] > 0


def test_sums_by_place_ask_for_the_home_and_win_in_the_places():
    sums = SUMS.replace("false", "true")
    assert steps(unasked(sums=sums))["home", "visit"][0] > 0
