"""Offers without a shared key: ranges, and the worked examples they must reproduce."""

import math

import numpy as np

from measures.engine.reading.counted import _at_most_so_many
from tests.grid import rows
from tests.measures.office import analysis, children, figures, one

PEOPLE = """
    date       | area | age_from | age_to | sex | count
    2024-12-31 | D    | 0        | 17     | all | 25000
"""
COMPLETE = """
    source | offer | year | complete | until      | counting
    one    | help  | 2024 | true     | 2024-12-31 | verknuepft
    two    | visit | 2024 | true     | 2024-12-31 | zaehlwerte
    three  | kita  | 2024 | true     | 2024-12-31 | zaehlwerte
    four   | late  | 2024 | true     | 2024-12-31 | kontakte
"""
OFFERS = """
    offer | name | short_name | kind | unit | counts | sensitive | age_from | age_to | bit
    help  | Hilfe  | Hilfe  | individuell | Kinder | true | false | 0 | 17 | 0
    visit | Café   | Café   | universell  | Kinder | true | false | 0 | 17 | 1
    kita  | Kurse  | Kurse  | universell  | Kinder | true | false | 0 | 17 | 2
    late  | Online | Online | universell  | Kinder | true | false | 0 | 17 | 3
"""


def linked(times: int) -> list[dict]:
    return children(f"space | year | area | age | sex | mask | times\n verknuepft | 2024 | - | 9 | m | 1 | {times}")


def counted(*drawn: str, turnover: str = "") -> str:
    return "year | date | offer | area | by_place | age_from | age_to | sex | low | high | turnover\n" + "\n".join(
        f"{row} | {turnover}" for row in drawn
    )


def rates(row: dict) -> tuple[float, float]:
    return round(row["bound_low"] * 100, 1), round(row["bound_high"] * 100, 1)


def test_the_union_lies_between_the_largest_source_and_the_sum():
    """25,000 children: linked 9,000, café 2,500, courses 1,800, online 600 → 36.0–55.6 of 100."""
    sums = counted(
        "2024 | | visit | D | true | 0 | 17 | all | 2500 | 2500",
        "2024 | | kita | D | true | 0 | 17 | all | 1800 | 1800",
        "2024 | | late | D | true | 0 | 17 | all | 600 | 600",
    )
    row = one(
        figures(
            analysis(offer=OFFERS, child_year=linked(9000), counted_year=sums, coverage=COMPLETE, population=PEOPLE)
        ),
        offer_group="alle",
    )
    assert rates(row) == (36.0, 55.6)
    assert (row["numerator"], row["value"], row["low"], row["interval"], row["state"]) == (
        None,
        None,
        None,
        "bounds",
        "ok",
    )


SINGLE_AGES = "date | area | age_from | age_to | sex | count\n" + "\n".join(
    f"2024-12-31 | D | {age} | {age} | all | {1088 + (age < 16)}" for age in range(18)
)
KITA = counted("2024 | | kita | D | true | 0 | 6 | all | 4600 | 4600")
OTHERS = [
    child
    for age, times in [(a, 170) for a in range(7)] + [(a, 301) for a in range(7, 17)] + [(17, 300)]
    for child in children(
        f"space | year | area | age | sex | mask | times\n verknuepft | 2024 | - | {age} | w | 1 | {times}"
    )
]
TWO = COMPLETE.replace("two    | visit", "one    | visit").replace("zaehlwerte\n    three", "verknuepft\n    three")


def test_bounds_by_age_are_tighter_than_bounds_at_once():
    """19,600 children, day care 4,600 all under 7, others 4,500 at all ages: 23–46 of 100 at once, 40–46 by age."""
    assert (sum(1088 + (age < 16) for age in range(18)), len(OTHERS)) == (19600, 4500)
    found = figures(analysis(offer=OFFERS, child_year=OTHERS, counted_year=KITA, coverage=TWO, population=SINGLE_AGES))
    low, high = rates(one(found, offer_group="alle"))
    assert (math.floor(4600 / 196), math.floor(low), math.floor(high)) == (23, 40, 46)
    assert low == round((4600 + 3310) / 196, 1)  # day care under 7, the others' 3,310 from 7 on: no child in both


def test_a_stock_of_1_march_proves_a_lower_bound_one_year_of_age_further_and_no_upper_one():
    sums = counted("2024 | 2024-03-01 | kita | D | true | 3 | 5 | all | 2000 | 2000")
    found = figures(
        analysis(
            offer=OFFERS.replace(
                "Kurse  | Kurse  | universell  | Kinder | true | false | 0 | 17",
                "Kurse | Kurse | universell | Kinder | true | false | 0 | 6",
            ),
            counted_year=sums,
            coverage=COMPLETE,
            population=SINGLE_AGES,
        )
    )
    whole, band = one(found, offer_group="kita"), one(found, offer_group="kita", age_band="3-5")
    assert (whole["bound_low"], whole["bound_high"]) == (
        2000 / 19600,
        8 * 1089 / 19600,
    )  # ages 0 to 6 in the year: 0 to 7 on 31 December
    assert band["bound_low"] == (2000 - 1089) / (3 * 1089)  # all 6-year-olds may be among the 2,000


def test_visits_of_the_ages_at_the_visit_reach_one_year_further_and_parts_of_them_are_still_added():
    """Of 400 who came at 0 to 2 some are 3 on 31 December, and of 500 who came at 3 to 5 some are 6."""
    drawn = counted(
        "2024 | | kita | D | true | 0 | 2 | all | 400 | 400", "2024 | | kita | D | true | 3 | 5 | all | 500 | 500"
    )
    sums = [row | {"older": 1} for row in rows(drawn)]
    found = figures(analysis(offer=OFFERS, counted_year=sums, coverage=COMPLETE, population=SINGLE_AGES))
    whole, band = one(found, offer_group="kita"), one(found, offer_group="kita", age_band="3-5")
    assert whole["numerator"] == 900
    assert (band["bound_low"], band["bound_high"]) == (0, 900 / (3 * 1089))
    assert one(found, offer_group="kita", age_band="6-17")["bound_high"] == 500 / (10 * 1089 + 2 * 1088)


def test_where_the_children_a_year_older_are_not_known_those_of_wider_ages_stand_for_them():
    """500 came at 0 to 2, and as many of them may be 3 on 31 December as live there at 3 and 4."""
    people = "date | area | age_from | age_to | sex | count\n" + "\n".join(
        f"2024-12-31 | D | {ages} | all | {n}" for ages, n in (("0 | 2", 3000), ("3 | 4", 120), ("5 | 17", 9000))
    )
    sums = [row | {"older": 1} for row in rows(counted("2024 | | kita | D | true | 0 | 2 | all | 500 | 500"))]
    found = figures(analysis(offer=OFFERS, counted_year=sums, coverage=COMPLETE, population=people))
    assert one(found, offer_group="kita", age_band="u3")["bound_low"] == 380 / 3000


def test_of_those_who_may_have_outgrown_the_default_range_one_age_of_all_is_taken_off():
    """Of 900 who came at 0 to 17, 50 an age, some are 18 on 31 December: hardly ever more than 90. The count is told besides."""
    sums = [row | {"older": 1} for row in rows(counted("2024 | | kita | D | true | 0 | 17 | all | 900 | 900"))]
    row = one(
        figures(analysis(offer=OFFERS, counted_year=sums, coverage=COMPLETE, population=PEOPLE)), offer_group="kita"
    )
    assert (row["numerator"], row["counted"], row["leavers"], row["bound_high"]) == (None, 900, "ages", 900 / 25000)
    assert 810 <= row["bound_low"] * 25000 <= 850


def test_of_a_list_nobody_may_have_left_of_whom_another_offer_of_the_same_key_says_that_they_did_not():
    """100 children, of ten in a hundred who leave in a year hardly ever more than 13 families: at least 74, of 95 it is told."""
    coverage = """
        source | offer | year | complete | until      | counting   | leavers
        one    | help  | 2024 | true     | 2024-12-31 | verknuepft | true
        one    | visit | 2024 | true     | 2024-12-31 | verknuepft | false
    """
    both = "space | year | area | age | sex | mask | times\n verknuepft | 2024 | - | 9 | m | 1 | {}\n verknuepft | 2024 | - | 9 | m | 3 | {}"
    office = {"offer": OFFERS, "population": PEOPLE, "moving_out": [{"share": 0.1, "source": "office"}]}
    alone, beside = (
        one(figures(analysis(child_year=children(both.format(*split)), coverage=coverage, **office)), offer_group="own")
        for split in ((100, 0), (5, 95))
    )
    assert (alone["numerator"], alone["counted"], alone["bound_low"] * 25000) == (None, 100, 74)
    assert (beside["numerator"], beside["counted"], beside["bound_low"] * 25000) == (None, 100, 95)


def test_users_of_the_year_and_a_stock_of_the_same_offer_are_not_added():
    sums = counted(
        "2024 | | kita | D | true | 0 | 17 | all | 3000 | 3400",
        "2024 | 2024-03-01 | kita | D | true | 0 | 17 | all | 2500 | 2500",
        turnover="1.28",
    )
    row = one(
        figures(analysis(offer=OFFERS, counted_year=sums, coverage=COMPLETE, population=PEOPLE)), offer_group="kita"
    )
    assert (row["bound_low"], row["bound_high"]) == (3000 / 25000, 3200 / 25000)


def test_a_total_beside_its_parts_is_not_added():
    sums = counted(
        "2024 | | kita | D | false | 0 | 17 | all | 900 | 900",
        "2024 | | kita | A | false | 0 | 17 | all | 500 | 500",
        "2024 | | kita | A | false | 0 | 5 | all | 300 | 300",
        "2024 | | kita | A | false | 0 | 17 | m | 260 | 260",
    )
    row = one(
        figures(analysis(offer=OFFERS, counted_year=sums, coverage=COMPLETE, population=PEOPLE)), offer_group="kita"
    )
    assert (row["numerator"], row["interval"]) == (900, "wilson")


def test_a_count_for_the_district_alone_leaves_a_wide_range_in_a_town():
    sums = counted("2024 | | kita | D | false | 0 | 17 | all | 1100 | 1100")
    people = "date | area | age_from | age_to | sex | count\n 2024-12-31 | A | 0 | 17 | all | 700\n 2024-12-31 | B | 0 | 17 | all | 300\n 2024-12-31 | C | 0 | 17 | all | 200"
    found = figures(analysis(offer=OFFERS, counted_year=sums, coverage=COMPLETE, population=people))
    town = one(found, offer_group="kita", area="A")
    assert (town["bound_low"], town["bound_high"]) == (600 / 700, 1.0)  # 500 live elsewhere


def test_counted_at_the_place_of_the_service_is_not_shown_by_place():
    sums = counted(
        "2024 | | kita | A | true | 0 | 17 | all | 500 | 500", "2024 | | kita | B | true | 0 | 17 | all | 400 | 400"
    )
    found = figures(analysis(offer=OFFERS, counted_year=sums, coverage=COMPLETE, population=PEOPLE))
    assert one(found, offer_group="kita")["numerator"] == 900
    town = one(found, offer_group="kita", area="A")
    assert (town["state"], town["note"]) == (
        "not_applicable",
        "Kurse: gezählt am Ort des Angebots, nicht am Wohnort – daher nur für den Landkreis.",
    )


def test_beside_a_count_by_place_the_other_offers_prove_a_lower_bound_in_a_town():
    sums = counted("2024 | | kita | A | true | 0 | 17 | all | 500 | 500")
    at_home = children("space | year | area | age | sex | mask | times\n one | 2024 | A | 9 | m | 1 | 80")
    people = PEOPLE + "    2024-12-31 | A    | 0        | 17     | all | 1000\n"
    found = figures(analysis(offer=OFFERS, child_year=at_home, counted_year=sums, coverage=COMPLETE, population=people))
    town = one(found, offer_group="alle", area="A")
    assert (town["state"], town["bound_low"], town["bound_high"]) == ("ok", 0.08, None)
    assert town["note"] == "Untergrenze: Kurse: gezählt am Ort des Angebots, nicht am Wohnort."


def test_a_stock_by_place_beside_users_of_the_year_by_home_leaves_the_towns_as_they_were():
    """Also a town without a user: that the stock may be anywhere does not make somebody of nobody."""
    year = (
        "2024 | | kita | A | false | 0 | 17 | all | 500 | 500",
        "2024 | | kita | B | false | 0 | 17 | all | 90 | 90",
    )
    march = "2024 | 2024-03-01 | kita | A | true | 0 | 17 | all | 450 | 450"
    people = (
        PEOPLE + "    2024-12-31 | A | 0 | 17 | all | 1000\n 2024-12-31 | B | 0 | 17 | all | 400\n"
        " 2024-12-31 | C | 0 | 17 | all | 300"
    )
    for sums in (counted(*year), counted(*year, march)):
        found = figures(analysis(offer=OFFERS, counted_year=sums, coverage=COMPLETE, population=people))
        edges = [one(found, offer_group="kita", area=town) for town in "ABC"]
        most = [
            row["numerator"] if row["bound_high"] is None else row["bound_high"] * row["denominator"] for row in edges
        ]
        assert most == [500, 90, 0] and {row["state"] for row in edges} == {"ok"}


def test_children_of_two_spaces_give_a_range_by_single_ages():
    both = children(
        "space | year | area | age | sex | mask | times\n s1 | 2024 | - | 3 | m | 1 | 50\n s1 | 2024 | - | 9 | m | 1 | 10\n s2 | 2024 | - | 9 | m | 2 | 40"
    )
    coverage = COMPLETE.replace(
        "one    | help  | 2024 | true     | 2024-12-31 | verknuepft",
        "s1 | help | 2024 | true | 2024-12-31 | eigener_schluessel",
    ).replace(
        "two    | visit | 2024 | true     | 2024-12-31 | zaehlwerte",
        "s2 | visit | 2024 | true | 2024-12-31 | eigener_schluessel",
    )
    row = one(figures(analysis(offer=OFFERS, child_year=both, coverage=coverage, population=PEOPLE)))
    assert (row["bound_low"], row["bound_high"]) == (
        90 / 25000,
        100 / 25000,
    )  # 50 aged 3 + the larger 40 aged 9; not 60


def test_a_missing_offer_leaves_no_upper_bound():
    coverage = COMPLETE.replace("    four   | late  | 2024 | true     | 2024-12-31 | kontakte\n", "")
    row = one(
        figures(
            analysis(
                offer=OFFERS,
                child_year=linked(9000),
                counted_year=counted("2024 | | visit | D | true | 0 | 17 | all | 2500 | 2500"),
                coverage=coverage,
                population=PEOPLE,
            )
        ),
        offer_group="alle",
    )
    assert (row["bound_low"], row["bound_high"], row["note"]) == (0.36, None, "Untergrenze: es fehlt Online.")


def test_where_nobody_knows_how_many_are_of_some_ages_the_next_wider_known_ages_stand_for_them():
    unknown = np.nan
    people = np.array([[5, unknown, 20], [unknown, unknown, unknown], [unknown, unknown, unknown]])  # [first, last]
    found = _at_most_so_many(people)
    assert found[0].tolist() == [5, 20, 20]
    assert (found[1, 1], found[1, 2], found[2, 2]) == (20, 20, 20)
