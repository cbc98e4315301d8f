"""Waiting lists: drawn lists in, figures out; protected like every count."""

from datetime import date

import polars as pl
import pytest

from measures.engine.protect import Rule
from measures.engine.publication import figures_of
from measures.waiting import MEASURE, NO_LIST
from tests.measures.office import BASICS, OFFERS, analysis, figures, one

LISTS = """
    offer | date       | area | unit     | waiting | requests | unfilled | reason        | counted_twice
    help  | 2024-12-31 | A    | familien | 24      | 60       | 30       | kein_personal | nein
    help  | 2024-12-31 | B    | familien | 11      | 20       |          |               | unbekannt
    help  | 2024-12-31 | C    | familien | 2       | 9        | 0        |               | nein
    kita  | 2024-12-31 | D    | kinder   | 130     |          |          |               | ja
"""
SENSITIVE = OFFERS.replace("individuell | Kinder | true   | false ", "individuell | Kinder | true   | true  ")


def protected(**tables) -> pl.DataFrame:
    return figures_of(analysis(**tables), MEASURE, Rule(b"k" * 32, "D"))


def test_families_waiting_are_counted_by_area_and_added_for_region_and_district():
    found = figures(analysis(waiting=LISTS), "waiting").filter(item="waiting:families")
    assert dict(found.select("area", "numerator").iter_rows()) == {"A": 24, "B": 11, "C": 2, "R": 35, "D": 37}
    row = one(found, offer_group="help", item="waiting:families")
    assert row["denominator"] == 1200 and row["value"] == pytest.approx(37 / 1200 * 1000)
    assert row["denominator_date"] == date(2024, 12, 31) and row["unit"] == "je 1.000 Kinder"


def test_requests_left_unfilled_have_no_sum_where_one_town_did_not_tell_them():
    found = figures(analysis(waiting=LISTS), "waiting")
    requests, unfilled = (found.filter(item=f"{what}:families") for what in ("requests", "unfilled"))
    assert dict(requests.select("area", "numerator").iter_rows()) == {"A": 60, "B": 20, "C": 9, "R": 80, "D": 89}
    assert dict(unfilled.select("area", "numerator").iter_rows()) == {"A": 30, "C": 0}


def test_the_note_names_the_date_the_reason_and_that_a_family_may_wait_twice():
    found = figures(analysis(waiting=LISTS), "waiting")
    note = lambda area, item, offer="help": one(found, area=area, offer_group=offer, item=item)["note"]
    assert note("A", "waiting:families") == "Stichtag 31.12.2024."
    assert note("B", "waiting:families") == "Stichtag 31.12.2024. Familien können auf mehreren Listen stehen."
    assert note("D", "waiting:children", "kita") == "Stichtag 31.12.2024. Kinder können auf mehreren Listen stehen."
    assert note("A", "unfilled:families") == "Häufigster Grund: kein Personal."
    assert note("C", "unfilled:families") == "Grund nicht geliefert."


def test_the_list_is_compared_with_the_children_of_the_offers_ages_or_else_with_all_under_18():
    ages = """
        date       | area | age_from | age_to | sex | count
        2024-12-31 | D    | 0        | 6      | all | 430
        2024-12-31 | D    | 0        | 17     | all | 1200
    """
    assert (
        one(figures(analysis(waiting=LISTS, population=ages), "waiting"), offer_group="kita", item="waiting:children")[
            "denominator"
        ]
        == 430
    )
    assert (
        one(figures(analysis(waiting=LISTS), "waiting"), offer_group="kita", item="waiting:children")["denominator"]
        == 1200
    )


def test_an_offer_that_counts_and_has_no_list_says_so_and_not_that_nobody_waits():
    found = figures(analysis(waiting=LISTS), "waiting").filter(state="no_data")
    assert found.select("offer_group", "area", "numerator", "note").rows() == [
        (offer, "D", None, NO_LIST) for offer in ("late", "visit")
    ]


def test_without_a_population_there_is_no_figure_to_protect_by():
    found = figures(analysis(waiting=LISTS, population=[]), "waiting").filter(offer_group="help")
    assert set(found["state"]) == {"no_data"} and found["numerator"].null_count() == found.height


def test_published_lists_are_rounded_and_shown_by_the_districts_rate_never_by_their_own_count():
    shown = protected(waiting=LISTS).filter(item="waiting:families")
    of = {row["area"]: row for row in shown.iter_rows(named=True)}
    # 37 of 1,200 in the district: 18.5 expected in A, 9.25 in B and in C, whatever was counted there
    assert {area: row["state"] for area, row in of.items()} == {
        "A": "ok", "B": "protected", "C": "protected", "R": "ok", "D": "ok"
    }  # fmt: skip
    assert of["A"]["numerator"] in (20, 25) and of["D"]["numerator"] in (35, 40)
    assert of["B"]["numerator"] is None and of["B"]["value"] is None and of["B"]["note"] == ""


def test_a_town_with_nobody_waiting_is_shown_like_one_with_a_few():
    nobody = LISTS.replace("| A    | familien | 24  ", "| A    | familien | 0   ").replace("| 11  ", "| 35  ")
    shown = protected(waiting=nobody)
    row = one(shown, area="A", offer_group="help", item="waiting:families")
    assert (row["state"], row["numerator"]) == ("ok", 0)


def test_a_sensitive_offer_stands_in_the_district_only():
    shown = protected(**(BASICS | {"waiting": LISTS, "offer": SENSITIVE})).filter(item="waiting:families")
    assert set(shown.filter(state="ok")["area"]) == {"D"} and set(shown["area"]) == {"A", "B", "C", "R", "D"}


def test_more_waiting_than_children_is_unreliable():
    many = LISTS.replace("| 24  ", "| 2400")
    row = one(figures(analysis(waiting=many), "waiting"), area="A", offer_group="help", item="waiting:families")
    assert row["state"] == "unreliable" and "Mehr gezählt" in row["note"]
