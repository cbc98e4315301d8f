"""What becomes of a number in doubt? Where nobody calls a delivery complete, or rows are lost, it is a lower bound and says so."""

from datetime import date

import pytest

from tests.measures.office import analysis, children, figures, one

USED = children("""
    space      | year | area | age | sex | mask | prev | times
    verknuepft | 2024 | A    | 7   | m   | 1    | 0    | 20
    verknuepft | 2024 | B    | 7   | w   | 2    | 0    | 15
""")
SURE = {
    "source": "one",
    "year": 2024,
    "complete": True,
    "whole_year": True,
    "completeness": "slip",
    "counting": "verknuepft",
}
UNCHECKED = {"complete": False, "completeness": "unchecked"}
NO_YEAR = UNCHECKED | {"whole_year": False}
PEOPLE = 1200


def reach(group: str = "own", **doubts: dict) -> dict:
    """Annual reach of the group; doubts: offer → what is said of its delivery otherwise."""
    same = SURE | {"as_of": date(2025, 1, 31), "rows_lost": None}
    rows = [same | {"offer": offer} | doubts.get(offer, {}) for offer in ("help", "visit")]
    return one(figures(analysis(child_year=USED, coverage=rows)), offer_group=group)


def test_said_to_be_complete_and_nothing_lost_is_a_value():
    row = reach()
    assert (row["numerator"], row["reason"], row["rows_lost"], row["note"]) == (35, None, None, "")


@pytest.mark.parametrize(
    ("doubts", "reason", "offers", "lost", "note"),
    [
        (
            {"visit": UNCHECKED},
            "unconfirmed",
            ["visit"],
            None,
            "Untergrenze, ungeprüft: Niemand hat bestätigt, dass alles geliefert ist (Besuch).",
        ),
        (
            {"visit": {"rows_lost": 10}},
            "rows_lost",
            ["visit"],
            10,
            "Untergrenze: bis zu 10 Zeilen waren nicht lesbar (Besuch).",
        ),
        ({"visit": NO_YEAR}, "not_delivered", ["visit"], None, "Untergrenze: es fehlt Besuch."),
        (
            {"help": UNCHECKED | {"rows_lost": 5}, "visit": {"rows_lost": 10}},
            "rows_lost",
            ["help", "visit"],
            15,
            "Untergrenze: bis zu 15 Zeilen waren nicht lesbar (Hilfe und Besuch). "
            "Untergrenze, ungeprüft: Niemand hat bestätigt, dass alles geliefert ist (Hilfe).",
        ),
    ],
)
def test_in_doubt_it_is_a_lower_bound_with_its_reason_its_offers_and_its_words(doubts, reason, offers, lost, note):
    row = reach(**doubts)
    assert (row["numerator"], round(row["bound_low"] * PEOPLE), row["bound_high"], row["state"]) == (
        None,
        35,
        None,
        "ok",
    )
    assert (row["reason"], row["reason_offers"], row["rows_lost"], row["note"]) == (reason, offers, lost, note)


def test_an_unchecked_offer_alone_has_a_lower_bound_and_an_offer_that_did_not_deliver_has_none():
    assert round(reach("visit", visit=UNCHECKED)["bound_low"] * PEOPLE) == 15
    assert reach("visit", visit=NO_YEAR)["state"] == "no_data"


def test_the_doubt_of_one_offer_does_not_touch_another():
    assert reach("help", visit=UNCHECKED)["numerator"] == 20


SAYINGS = [
    {"complete": complete, "whole_year": whole_year, "completeness": completeness, "rows_lost": lost}
    for complete in (True, False)
    for whole_year in (True, False)
    for completeness in ("confirmed", "slip", "unchecked")
    for lost in (None, 5)
]


def is_sure(said: dict) -> bool:
    return said["complete"] and said["completeness"] != "unchecked" and said["rows_lost"] is None


@pytest.mark.parametrize("at", range(len(SAYINGS)))
def test_no_figure_is_ever_more_complete_than_somebody_said(at):
    """Everything that can be said of one offer, and of the other in turn; once both are sure."""
    said, beside = SAYINGS[at], SAYINGS[(5 * at + 2) % len(SAYINGS)]
    row = reach(help=said, visit=beside)
    assert (row["numerator"] is not None) == (is_sure(said) and is_sure(beside))
    assert row["bound_high"] is None


MARCH = "year | date | offer | area | by_place | age_from | age_to | sex | low | high\n 2024 | 2024-03-01 | visit | A | true | 0 | 17 | all | 12 | 12"


@pytest.mark.parametrize(
    ("of_list", "of_sum", "edges", "reason"),
    [
        ({}, {}, (35, 35), None),
        ({}, UNCHECKED, (35, 35), None),
        ({"rows_lost": 10}, {}, (35, None), "rows_lost"),
        (UNCHECKED, {}, (35, None), "unconfirmed"),
        (NO_YEAR, {}, (35, None), "not_delivered"),
    ],
)
def test_a_list_delivered_in_full_takes_the_place_of_a_sum_of_its_offer_and_of_what_is_said_of_it(
    of_list, of_sum, edges, reason
):
    """20 children with help, 15 others on the list of visits; 12 visited on 1 March."""
    same = SURE | {"as_of": date(2025, 1, 31), "rows_lost": None}
    rows = [same | {"offer": "help"}, same | {"offer": "visit"} | of_list]
    rows += [same | {"source": "two", "offer": "visit", "counting": "zaehlwerte"} | of_sum]
    row = one(figures(analysis(child_year=USED, coverage=rows, counted_year=MARCH)))
    told = [None if row[end] is None else round(row[end] * PEOPLE) for end in ("bound_low", "bound_high")]
    assert (tuple(told) if row["numerator"] is None else (row["numerator"],) * 2) == edges
    assert row["reason"] == reason
