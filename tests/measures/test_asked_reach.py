"""What families of a sample say narrows the range of annual reach, in drawn tables: counted by hand, and never beyond what is proved."""

import numpy as np
import polars as pl
import pytest

from measures import asked_reach
from measures.engine.measure import Measure
from measures.engine.methods.further_use import Allowance, Sample, judged, shares
from measures.engine.publication import derived_figures, surroundings
from tests.grid import rows
from tests.measures.office import PEOPLE, analysis, children, figures, one

COVERAGE = """
    source | offer | year | complete | until      | counting
    lists  | kita  | 2024 | true     | 2024-12-31 | verknuepft
    cases  | help  | 2024 | true     | 2024-12-31 | verknuepft
    sums   | visit | 2024 | true     | 2024-12-31 | zaehlwerte
"""
LINKED = """
    space      | year | area | age | sex | mask | times
    verknuepft | 2024 | A    | 4   | m   | 4    | 100
    verknuepft | 2024 | B    | 4   | w   | 4    | 50
    verknuepft | 2024 | A    | 9   | w   | 1    | 60
    verknuepft | 2024 | C    | 9   | m   | 1    | 30
"""
SUMS = """
    year | offer | area | by_place | age_from | age_to | sex | unit   | count | low | high
    2024 | visit | A    | false    | 6        | 17     | all | kinder | 200   | 200 | 200
    2024 | visit | B    | false    | 6        | 17     | all | kinder | 60    | 60  | 60
    2024 | visit | C    | false    | 6        | 17     | all | kinder | 40    | 40  | 40
"""
ANSWERS = """
    year | source | unit  | offer_group | age_band | position | answers | earlier | scatter | response | selection | drawn_from
    2024 | visit  | visit | {group}     | 6-17     | 1        | {m}     | {x}     | {scatter} | {response} | zufall  | 300
"""
POPULATION = PEOPLE.replace(
    "2024-12-31 | C    | 0        | 17     | all | 300",
    """2024-12-31 | C    | 0        | 2      | all | 50
    2024-12-31 | C    | 3        | 5      | all | 50
    2024-12-31 | C    | 6        | 17     | all | 200""",
)
UNITS = """
    year | offer_group | position | unit       | counting   | offers       | never_linked | by_hand
    2024 | {group}     | 1        | verknuepft | verknuepft | {keyed}      | false        | {by_hand}
    2024 | {group}     | 2        | visit      | zaehlwerte | [visit]      | {never}      | {by_hand}
"""
RECALL = """
    year | source | partner    | answers | told   | known | scatter
    2024 | lists  | verknuepft | 1000    | {told} | 400   | 1
"""


def units(*groups: str, never: bool = False, by_hand: str = "") -> list[dict]:
    keyed = {"alle": "[help, kita]", "own": "[help]"}
    how = {"never": str(never).lower(), "by_hand": by_hand}
    return [row for group in groups for row in rows(UNITS.format(group=group, keyed=keyed[group], **how))]


def office(*, m=100, x=20, scatter=1, response=0.9, group="alle", recall="", by_hand=""):
    said = ANSWERS.format(m=m, x=x, scatter=scatter, response=response, group=group)
    return analysis(
        child_year=children(LINKED),
        counted_year=rows(SUMS),
        coverage=COVERAGE,
        population=POPULATION,
        further_use=said,
        further_use_unit=units("alle", "own", by_hand=by_hand),
        **({"further_use_recall": recall} if recall else {}),
    )


def asked(con):
    """The exact figures of reach, as if nothing were rounded, and what the answers make of them."""
    measure: Measure = asked_reach.MEASURE
    exact = [figures(con, name) for name in ("annual_reach", "keyed_reach")]
    around = surroundings(con)
    return derived_figures(pl.concat(exact), measure, around)


def test_children_of_the_key_and_those_of_the_sum_without_one_are_added():
    told = one(asked(office()), offer_group="alle")
    share = (20 + 2 * 0.2) / 102
    assert told["value"] == pytest.approx(round((240 + 300 * (1 - share)) / 1200 * 100) / 100)
    assert (told["bound_low"], told["bound_high"]) == (450 / 1200, 540 / 1200)
    assert told["bound_low"] <= told["low"] < told["value"] < told["high"] <= told["bound_high"]
    assert (told["evidence"], told["answers"], told["interval"]) == ("asked", 100, "asked")


def test_what_may_be_kept_back_and_unequal_answers_lie_inside_the_range():
    told = one(asked(office(scatter=1)), offer_group="alle")
    kept_back, more_often = 0.2 / 0.7, 0.2 / (0.2 + 1.25 * 0.8)
    low, high = (240 + 300 * (1 - share) for share in (kept_back, more_often))
    assert told["low"] <= max(low / 1200, told["bound_low"]) and high / 1200 <= told["high"]


@pytest.mark.parametrize(
    "why",
    [{"m": 29, "x": 10}, {"response": 0.55}, {"group": "own"}],
    ids=["too few", "too few answer", "no such group"],
)
def test_a_sample_that_does_not_speak_narrows_nothing(why):
    found = asked(office(**why))
    assert found.filter(offer_group="alle").is_empty()


def test_below_four_fifths_of_answers_more_room_is_left_above_and_nothing_changes_below():
    good, poor = (
        shares(Sample(np.array([100.0]), np.array([30.0]), response=response), Allowance(), 1)
        for response in (0.85, 0.75)
    )
    assert (poor.most > good.most).all() and (poor.least == good.least).all()


def test_a_place_takes_the_shares_of_the_district_and_more_room():
    found = asked(office(m=3_000, x=600))
    town, district = (one(found, offer_group="alle", area=area) for area in "AD")
    share = 0.2
    assert town["value"] == pytest.approx(round((160 + 200 * (1 - share)) / 600 * 100) / 100)
    assert town["high"] - town["low"] > district["high"] - district["low"]


def test_children_counted_by_hand_as_linked_are_never_counted_again():
    plain, by_hand = (one(asked(office(m=3_000, x=0, by_hand=count)), offer_group="alle") for count in ("", "90"))
    assert plain["value"] == 0.45 and by_hand["value"] == pytest.approx((240 + 300 - 90) / 1200, abs=0.006)
    assert by_hand["high"] < plain["high"]


def test_an_estimate_outside_of_what_is_proved_is_said_and_never_cut():
    told = one(asked(office(m=3_000, x=3_000)), offer_group="alle")
    assert (told["value"], told["reason"], told["state"]) == (None, "asked_contradicts", "ok")


@pytest.mark.parametrize(
    ("told", "wanted"),
    [(400, "as stated"), (330, "as stated"), (240, "more kept back"), (480, "answer more often")],
)
def test_uses_that_are_known_judge_the_answers(told, wanted):
    stated = Allowance()
    found = judged(stated, told=told, known=400, answers=1_000)
    said = {
        "as stated": found == stated,
        "more kept back": found.concealed > 0.4 and found.unequal == stated.unequal,
        "answer more often": found.unequal > 1.25 and found.concealed == stated.concealed,
    }
    assert [name for name, holds in said.items() if holds] == [wanted]


def test_fewer_than_300_known_uses_judge_nothing():
    assert judged(Allowance(), told=10, known=299, answers=600) == Allowance()


def test_a_failed_recall_check_widens_every_estimate_of_the_year():
    plain, doubted = (one(asked(office(recall=RECALL.format(told=t))), offer_group="alle") for t in (390, 200))
    assert doubted["concealed"] > plain["concealed"] == 0.3
    assert doubted["low"] <= plain["low"]
