from datetime import date

import pytest

from measures.point_reach import population_date
from tests.measures.office import analysis, children, figures, one

# Northeim, 1 March 2016: 724 under 3 and 2,731 aged 3–5 in day care, 183 and 44 in family day care, of them 7 and 41 in both.
CHILDREN = """
    space | date       | area | age | sex | mask | times
    care  | 2016-03-01 | A    | 1   | m   | 4    | 717
    care  | 2016-03-01 | B    | 2   | w   | 2    | 176
    care  | 2016-03-01 | B    | 0   | w   | 6    | 7
    care  | 2016-03-01 | A    | 3   | m   | 4    | 2690
    care  | 2016-03-01 | A    | 4   | w   | 2    | 3
    care  | 2016-03-01 | C    | 5   | w   | 6    | 41
"""
PEOPLE = """
    date       | area | age_from | age_to | sex | count
    2015-12-31 | D    | 0        | 2      | all | 3111
    2015-12-31 | D    | 3        | 5      | all | 3059
    2016-12-31 | D    | 0        | 2      | all | 3200
"""
GROUPS = """
    offer_group | name      | level   | offers        | mask | below_district | position
    care        | Betreuung | bereich | [kita, visit] | 6    | true           | 1
    kita        | Kita      | angebot | [kita]        | 4    | true           | 2
"""
COVERED = """
    source | offer | year | complete | until      | counting
    care   | kita  | 2016 | true     | 2016-12-31 | eigener_schluessel
    care   | visit | 2016 | true     | 2016-12-31 | eigener_schluessel
"""
CARE = {"child_day": children(CHILDREN), "population": PEOPLE, "offer_group": GROUPS, "coverage": COVERED}
UNCHECKED = "Untergrenze, ungeprüft: Niemand hat bestätigt, dass alles geliefert ist ({})."


def test_the_official_childcare_rate_of_northeim_is_reproduced():
    found = figures(analysis(**CARE), "point_reach", population_date="2015-12-31")
    under_3, from_3 = one(found, offer_group="care", age_band="u3"), one(found, offer_group="care", age_band="3-5")
    assert [(row["numerator"], row["denominator"], round(row["value"] * 100, 1)) for row in (under_3, from_3)] == [
        (900, 3111, 28.9),
        (2734, 3059, 89.4),
    ]
    assert (under_3["item"], under_3["year"], under_3["denominator_date"]) == (
        "stichtag:2016-03-01",
        2016,
        date(2015, 12, 31),
    )


def test_without_a_word_on_completeness_the_number_is_a_lower_bound_and_says_so():
    row = one(figures(analysis(**CARE | {"coverage": []}), "point_reach"), offer_group="care", age_band="u3")
    assert (row["numerator"], round(row["bound_low"] * row["denominator"]), row["bound_high"]) == (None, 900, None)
    assert (row["state"], row["reason"], row["reason_offers"]) == ("ok", "unconfirmed", ["kita", "visit"])
    assert row["note"] == UNCHECKED.format("Kita und Besuch")


def test_a_year_delivered_up_to_the_day_is_complete_for_that_day():
    coverage = "source | offer | year | complete | until | counting\n care | kita | 2016 | false | 2016-03-01 | eigener_schluessel\n care | visit | 2016 | false | 2016-02-29 | eigener_schluessel"
    found = figures(analysis(**CARE | {"coverage": coverage}), "point_reach")
    assert one(found, offer_group="kita", age_band="u3")["note"] == ""
    assert one(found, offer_group="care", age_band="u3")["note"] == "Untergrenze: es fehlt Besuch."


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2016-03-01", "2015-12-31"),
        ("2016-06-30", "2015-12-31"),
        ("2016-07-01", "2016-12-31"),
        ("2016-12-31", "2016-12-31"),
    ],
)
def test_the_population_of_the_nearest_31_december_is_used(day, expected):
    assert population_date(date.fromisoformat(day)) == date.fromisoformat(expected)


def test_another_population_date_may_be_named():
    row = one(figures(analysis(**CARE), "point_reach", population_date="2016-12-31"), offer_group="care", age_band="u3")
    assert (row["denominator"], row["denominator_date"]) == (3200, date(2016, 12, 31))


def test_a_stock_counted_on_the_day_is_a_value_of_its_own():
    sums = "year | date | offer | area | by_place | age_from | age_to | sex | low | high\n 2016 | 2016-03-01 | kita | A | true | 0 | 2 | all | 400 | 400\n 2016 | 2016-03-01 | kita | B | true | 0 | 2 | all | 324 | 324"
    coverage = (
        "source | offer | year | complete | until | counting\n state | kita | 2016 | true | 2016-03-01 | zaehlwerte"
    )
    tables = {"counted_year": sums, "population": PEOPLE, "offer_group": GROUPS, "coverage": coverage}
    found = figures(analysis(**tables), "point_reach")
    row = one(found, offer_group="kita", age_band="u3")
    assert (row["numerator"], row["interval"]) == (724, "wilson")
    assert one(found, offer_group="kita", age_band="u3", area="A")["state"] == "not_applicable"


def test_a_stock_of_1_march_says_nothing_about_31_december():
    sums = """
        year | date       | offer | area | by_place | age_from | age_to | sex | low | high
        2016 | 2016-03-01 | kita  | D    | false    | 0        | 2      | all | 724 | 724
    """
    coverage = """
        source | offer | year | complete | until      | counting
        care   | visit | 2016 | true     | 2016-12-31 | eigener_schluessel
        state  | kita  | 2016 | true     | 2016-03-01 | zaehlwerte
    """
    later = children("space | date | area | age | sex | mask | times\n care | 2016-12-31 | A | 1 | m | 2 | 150")
    tables = {"counted_year": sums, "population": PEOPLE, "offer_group": GROUPS, "coverage": coverage}
    found = figures(analysis(**tables, child_day=later), "point_reach")
    row = one(found, offer_group="care", age_band="u3", item="stichtag:2016-12-31")
    assert (row["bound_low"], row["bound_high"], row["note"]) == (150 / 3200, None, "Untergrenze: es fehlt Kita.")
    assert one(found, offer_group="kita", age_band="u3", item="stichtag:2016-12-31")["state"] == "no_data"
