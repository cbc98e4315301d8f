"""The share of Kindertagespflege: from the published counts of 1 March, a number or its bounds."""

import polars as pl
import pytest

from measures.engine.measure import catalogue
from measures.engine.publication import derived_figures, surroundings
from tests.grid import frame
from tests.measures.indicator_office import office

CARE = """
    measure     | area | year | age_band | sex | offer_group       | reference_date | numerator | denominator | bound_low | bound_high | state
    point_reach | D    | 2016 | u3       | all | kindertagespflege | 2016-03-01     | 185       | 3111        |           |            | ok
    point_reach | D    | 2016 | u3       | all | b_tagesbetreuung  | 2016-03-01     | {whole} | ok
"""
DAY_CARE = """
    offer_group       | name    | level   | offers               | mask | below_district | position | role
    alle              | Alle    | kopf    | [hze_31, hze_34]     | 3    | true           | 1        | alle
    b_tagesbetreuung  | Kitas   | bereich | [kindertagespflege]  | 8    | true           | 2        | tagesbetreuung
    kindertagespflege | Pflege  | angebot | [kindertagespflege]  | 8    | true           | 3        | kindertagespflege
"""


@pytest.mark.parametrize(
    ("whole", "wanted"),
    [
        ("900 | 3111 | |", (185 / 900, None, None)),
        (f" | 3111 | {725 / 3111} | {910 / 3111}", (None, 185 / 910, 185 / 725)),
        (f" | 3111 | {725 / 3111} | ", (None, 0.0, 185 / 725)),
    ],
)
def test_the_share_of_kindertagespflege_is_a_number_with_a_common_key_and_else_its_bounds(whole, wanted):
    drawn = frame(CARE.format(whole=whole)).cast(
        {"numerator": pl.Int64, "bound_low": pl.Float64, "bound_high": pl.Float64}
    )
    found = derived_figures(drawn, catalogue()["care_share"], surroundings(office(offer_group=DAY_CARE))).row(
        0, named=True
    )
    assert (found["value"], found["bound_low"], found["bound_high"]) == tuple(
        w if w is None else pytest.approx(w) for w in wanted
    )
    assert (found["numerator"], found["item"], found["state"]) == (185, "stichtag:2016-03-01", "ok")
