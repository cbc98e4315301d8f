"""Money: by offer and year, of its most final stage; per child only over a number that is shown."""

import polars as pl
import pytest

from measures.engine.figures import FIGURE_TYPES
from measures.expenditure import HIDDEN, NO_CHILDREN, NO_REFUNDS
from tests.measures.office import analysis, reported

DRAWN = """
    year | offer | product | spent  | earned | refunded | stage
    2024 | help  |         | 1000.0 | 100.0  | 60.0     | ergebnis
    2024 | help  |         | 900.0  | 90.0   | 50.0     | plan
    2024 | kita  | 36.5.01 | 300.0  | 30.0   |          | vorlaeufig
    2024 | kita  | 36.5.02 | 200.0  | 20.0   | 5.0      | vorlaeufig
    2024 |       | 36.3.03 | 70.0   | 7.0    | 0.0      | ergebnis
    2025 | help  |         | 1200.0 | 0.0    | 0.0      | plan
"""


def reach(numerator: int | None, state: str = "ok") -> pl.DataFrame:
    row = {"measure": "annual_reach", "area": "D", "year": 2024, "age_band": "all", "sex": "all", "offer_group": "help"}
    others = [row | {"area": "A"}, row | {"sex": "m"}, row | {"age_band": "u3"}, row | {"offer_group": "kita"}]
    rows = [
        row | {"numerator": numerator, "state": state},
        *(other | {"numerator": 7, "state": "ok"} for other in others),
    ]
    return pl.DataFrame(rows, schema=FIGURE_TYPES)


def told(figures: pl.DataFrame | None = None) -> dict[tuple, dict]:
    rows = reported(
        analysis(expenditure=DRAWN.replace("|         |", "| ''      |").replace("|       |", "| ''    |")),
        "expenditure",
        reach(400) if figures is None else figures,
    )
    assert not rows.select("year", "offer_group", "item").is_duplicated().any()
    return {(row["year"], row["offer_group"], row["item"]): row for row in rows.iter_rows(named=True)}


def test_the_result_goes_before_the_plan_and_the_note_says_which_it_is():
    found = told()
    assert {kind: found[2024, "help", kind]["value"] for kind in ("spent", "earned", "net", "own")} == {
        "spent": 1000.0, "earned": 100.0, "net": 900.0, "own": 940.0
    }  # fmt: skip
    assert found[2024, "help", "spent"]["note"] == "Stand: Ergebnis." and found[2024, "help", "spent"]["unit"] == "Euro"
    assert (found[2025, "help", "spent"]["value"], found[2025, "help", "spent"]["note"]) == (1200.0, "Stand: Plan.")
    assert found[2024, "kita", "spent"]["note"] == "Stand: vorläufig."


def test_the_products_of_an_offer_are_added_and_a_refund_that_one_did_not_tell_is_unknown():
    found = told()
    assert (found[2024, "kita", "spent"]["value"], found[2024, "kita", "net"]["value"]) == (500.0, 450.0)
    own = found[2024, "kita", "own"]
    assert (own["state"], own["value"], own["note"]) == ("no_data", None, NO_REFUNDS)


def test_a_product_without_an_offer_stands_for_itself():
    found = told()
    assert found[2024, "alle", "spent:product:36.3.03"]["value"] == 70.0
    assert (2024, "alle", "per_child") not in found


def test_money_per_child_is_over_the_protected_number_of_the_district():
    row = told()[2024, "help", "per_child"]
    assert (row["value"], row["state"], row["unit"]) == (2.5, "ok", "Euro je nutzendes Kind unter 18")


@pytest.mark.parametrize(
    ("figures", "state"),
    [
        (reach(45), "protected"),  # a rounded number this small moves the quotient too far
        (reach(None), "no_data"),  # a range
        (reach(None, "no_data"), "no_data"),
        (pl.DataFrame(schema=FIGURE_TYPES), "no_data"),
    ],
)
def test_without_such_a_number_there_is_no_money_per_child(figures, state):
    row = told(figures)[2024, "help", "per_child"]
    assert (row["state"], row["value"], row["note"]) == (state, None, NO_CHILDREN.format(50))


def test_every_row_speaks_of_the_district():
    assert {row["area"] for row in told().values()} == {"D"}


def test_money_is_hidden_where_the_number_of_children_is():
    found = told(reach(None, "protected"))
    assert {
        kind: (found[2024, "help", kind]["state"], found[2024, "help", kind]["value"]) for kind in ("spent", "own")
    } == {
        "spent": ("protected", None),
        "own": ("protected", None),
    }
    assert found[2024, "help", "spent"]["note"] == HIDDEN
    assert found[2025, "help", "spent"]["value"] == 1200.0
