"""The protection rule, fact by fact. How the whole publication stands an attack: test_attack.py."""

import numpy as np
import polars as pl
import pytest

from measures.engine.counting.declared import DECLARED
from measures.engine.figures import protected_figures
from measures.engine.measure import Selection, catalogue
from measures.engine.methods.intervals import wilson
from measures.engine.protect import Rule, RuleProblem, depth, district_rate, protect, round_fixed, rule
from store.settings import Office
from tests.measures.drawn_cells import RULE, cells
from tests.measures.office import analysis, children, one


def office(protection: dict) -> Office:
    """An office that decided this of its protection, as its amt.toml would say it."""
    return Office.model_validate({"amt": {"name": "A", "schluessel": "D"}, "schutz": protection})


def test_rounding_is_to_a_neighbouring_multiple_and_leaves_multiples_alone():
    drawn = {n: {round_fixed(n, ("cell", at), RULE) for at in range(60)} for n in (0, 1, 7, 10)}
    assert drawn == {0: {0}, 1: {0, 5}, 7: {5, 10}, 10: {10}}


def test_rounding_is_unbiased():
    assert sum(round_fixed(7, ("cell", at), RULE) for at in range(4000)) / 4000 == pytest.approx(7, abs=0.15)


def test_a_draw_depends_on_key_and_cell_alone():
    same = [round_fixed(n, ("s", "children", "a+b", "D", "all", "all", 2024), RULE) for n in (6, 6)]
    other = [
        round_fixed(6, ("s", "children", "a+b", "D", "all", "all", 2024), Rule(bytes([n]) * 16, "D")) for n in range(20)
    ]
    assert same[0] == same[1] and set(other) == {5, 10}


def test_a_cell_is_shown_by_what_is_expected_there_and_not_by_its_own_count():
    """The district uses 10 of 100: 10 are expected among 100, 9 among 90; that the small town truly has 40 changes nothing."""
    drawn = "year | area | population | children\n 2024 | D | 1000 | 100\n 2024 | A | 100 | 1\n 2024 | B | 90 | 40"
    assert shown(drawn) == {("A", 2024): True, ("B", 2024): False, ("D", 2024): True}


def test_a_place_without_population_hides_only_itself_and_the_district():
    """2024: nobody knows how many children live in B, and so in D; A is shown as before, by the years before."""
    drawn = "".join(
        f"\n{year} | {area} | {people} | {count}"
        for year in (2021, 2022, 2023, 2024, 2025)
        for area, people, count in (("D", 1000, 100), ("A", 100, 10), ("B", 100, 10))
        if area == "A" or year != 2024
    )
    found = shown("year | area | population | children" + drawn)
    assert [found["A", year] for year in (2023, 2024, 2025)] == [True, True, True] and ("D", 2024) not in found
    assert found["B", 2025] and found["D", 2025]


def test_without_the_district_a_place_is_decided_by_its_own_people_and_the_last_rates_known():
    """Until 2023 10 of 100; 2024 has no district: 120 children in A let 12 be expected, 60 in B no more than 6."""
    drawn = "".join(f"\n{year} | D | 1000 | 100\n{year} | A | 90 | 9\n{year} | B | 110 | 9" for year in (2022, 2023))
    found = shown("year | area | population | children" + drawn + "\n2024 | A | 120 | 9\n2024 | B | 60 | 9")
    assert [found[area, year] for area in "AB" for year in (2023, 2024)] == [False, True, True, False]


def shown(drawn: str) -> dict:
    return {
        (area, year): ok for area, year, ok in depth(cells(drawn), RULE).select("area", "year", "shown").iter_rows()
    }


def test_what_is_expected_below_the_district_is_of_the_offers_that_can_be_there():
    """100 of 1000 use the group, 40 of them an offer that tells where they live: 10 of 100 were expected, now it takes 250."""
    drawn = "year | area | population | children\n 2024 | D | 1000 | 100\n 2024 | A | 100 | 1\n 2024 | B | 250 | 1"
    alike = pl.when(pl.col("area") == "D").then(pl.lit([{"year": 2024, "children": 40}], DECLARED["users_below"]))
    told = depth(cells(drawn).with_columns(users_below=alike), RULE).select("area", "shown").rows()
    assert dict(told) == {"D": True, "A": False, "B": True}


def test_the_years_before_count_the_offers_of_this_year():
    """Until 2023 the large offer told homes; in 2024 it does not, and the years before are counted without it."""
    drawn = "year | population | children\n" + "".join(f"{year} | 1000 | 400\n" for year in (2021, 2022, 2023, 2024))
    users = [{"year": year, "children": 50} for year in (2021, 2022, 2023, 2024)]
    alike = pl.when(pl.col("year") == 2024).then(pl.lit(users, DECLARED["users_below"]))
    rates = district_rate(cells(drawn).with_columns(users_below=alike), RULE).sort("year")
    assert rates["rate"].to_list() == pytest.approx([0.4] * 4)
    assert rates["rate_below"].to_list() == pytest.approx([0.4, 0.4, 0.4, 0.05])


def test_a_shown_cell_stays_until_eight_are_expected():
    drawn = "year | area | population | children\n" + "".join(
        f"{year} | D | 1000 | 100\n{year} | A | {people} | 5\n"
        for year, people in ((2020, 90), (2021, 100), (2022, 90), (2023, 79), (2024, 90))
    )
    assert [ok for (area, _), ok in shown(drawn).items() if area == "A"] == [False, True, True, False, False]


def test_the_districts_rate_is_pooled_over_the_three_years_before_and_rounded():
    drawn = "year | population | children\n" + "".join(
        f"{year} | 1000 | {users}\n" for year, users in ((2020, 101), (2021, 200), (2022, 300), (2023, 400), (2024, 9))
    )
    assert district_rate(cells(drawn), RULE).sort("year")["rate"].to_list() == pytest.approx([0.2, 0.2, 0.2, 0.2, 0.3])


def test_a_cell_is_never_shown_without_its_margins():
    """All ages of the town are hidden (its own year is new), so is its band, though enough would be expected."""
    drawn = """
        year | area | age_band | population | children
        2024 | D    | all      | 1000       | 60
        2024 | D    | u3       | 500        | 60
        2024 | A    | all      | 100        | 6
        2024 | A    | u3       | 100        | 6
    """
    found = {
        (area, band): ok for area, band, ok in depth(cells(drawn), RULE).select("area", "age_band", "shown").iter_rows()
    }
    assert found == {("D", "all"): True, ("D", "u3"): True, ("A", "all"): False, ("A", "u3"): False}


def test_both_sexes_are_shown_or_none_and_only_in_the_district():
    drawn = """
        year | area | sex | population | children
        2023 | D    | all | 1000       | 100
        2023 | D    | m   | 950        | 95
        2023 | D    | w   | 50         | 5
        2024 | A    | all | 500        | 50
        2024 | A    | m   | 250        | 25
        2024 | A    | w   | 250        | 25
    """
    found = {(area, sex): ok for area, sex, ok in depth(cells(drawn), RULE).select("area", "sex", "shown").iter_rows()}
    assert (found["D", "all"], found["D", "m"], found["D", "w"], found["A", "m"]) == (True, False, False, False)


def test_a_sensitive_offer_stands_alone_in_the_district_only():
    drawn = "year | area | population | children | alone\n 2024 | D | 1000 | 500 | false\n 2024 | A | 500 | 250 | true"
    assert shown(drawn) == {("A", 2024): False, ("D", 2024): True}


def test_a_rounded_count_never_exceeds_the_population():
    drawn = (
        "year | area | population | children\n"
        + "".join(f"2024 | T{at} | 53 | 52\n" for at in range(30))
        + "2024 | D | 1590 | 1560"
    )
    found = protect(cells(drawn), RULE).filter(pl.col("area") != "D")
    assert set(found["children"]) == {50}


def test_one_cell_under_two_names_has_one_draw():
    drawn = "year | offer_group | offers | population | children\n" + "".join(
        f"{year} | {group} | a | 1000 | 101\n" for year in range(2000, 2030) for group in ("field", "a")
    )
    found = protect(cells(drawn), RULE).sort("year", "offer_group")
    assert (
        found.filter(pl.col("offer_group") == "a")["children"].to_list()
        == found.filter(pl.col("offer_group") == "field")["children"].to_list()
    )


def test_lower_and_upper_bound_are_drawn_apart():
    drawn = "year | population | children | at_least | at_most\n" + "".join(
        f"{year} | 1000 | | 102 | 102\n" for year in range(2000, 2040)
    )
    found = protect(cells(drawn), RULE)
    assert any(low != high for low, high in found.select("at_least", "at_most").iter_rows())


@pytest.mark.parametrize(
    "weaker",
    [{"basis": 3}, {"min_erwartet": 8}, {"bleibt_erwartet": 5}, {"min_bevoelkerung": 20}, {"jahre_zurueck": 1}],
)
def test_weaker_constants_are_refused_by_name_unless_somebody_decided_it(weaker):
    name = next(iter(weaker))
    with pytest.raises(ValueError, match=name):
        office(weaker)
    decided = rule(office(weaker | {"abweichung_beschlossen_von": "Jugendamtsleitung, 03.11.2026"}), b"k" * 32)
    assert decided.root == "D"


def test_stronger_constants_are_taken_and_a_missing_key_is_refused():
    assert rule(office({"min_erwartet": 15.0}), b"k" * 32).min_expected == 15
    with pytest.raises(RuleProblem, match="Schlüssel"):
        rule(office({}), b"short")


# ── From the tally to the published row ─────────────────────────────────────────────────────────

LINKED = "space | year | area | age | sex | mask | times\n verknuepft | 2024 | A | 1 | m | 3 | 62\n verknuepft | 2024 | B | 1 | m | 1 | 3\n verknuepft | 2024 | C | 9 | w | 2 | 28"
SENSITIVE = """
    offer | name  | short_name | kind        | unit   | counts | sensitive | age_from | age_to | bit
    help  | Hilfe | Hilfe      | individuell | Kinder | true   | true      | 0        | 17     | 0
    visit | Besuch| Besuch     | universell  | Kinder | true   | false     | 0        | 17     | 1
"""


def published(**tables) -> pl.DataFrame:
    reach = catalogue()["annual_reach"]
    return protected_figures(reach.compute(analysis(child_year=children(LINKED), **tables), Selection()), reach, RULE)


def test_published_rows_hold_multiples_of_five_and_rates_from_them_alone():
    rows = published().filter(pl.col("numerator").is_not_null())
    assert len(rows) > 5
    assert rows.filter(
        (pl.col("numerator") % 5 != 0) | ((pl.col("numerator") / pl.col("denominator") - pl.col("value")).abs() > 1e-12)
    ).is_empty()


def test_a_hidden_cell_has_no_number_at_all():
    hidden = published().filter(pl.col("state") == "protected")
    numbers = ["numerator", "value", "low", "high", "bound_low", "bound_high"]
    assert len(hidden) > 5 and hidden.select(pl.all_horizontal(pl.col(numbers).is_null()).all()).item()


def test_the_published_interval_is_wider_than_wilsons_for_the_same_count():
    row = one(published())
    low, high = (float(edge[0]) for edge in wilson(np.array([row["numerator"]]), np.array([row["denominator"]])))
    assert row["low"] < low and row["high"] > high


def test_of_two_groups_that_differ_only_by_a_sensitive_offer_one_is_published_below_the_district():
    groups = """
        offer_group | name | level   | offers        | mask | below_district | position
        visit       | v    | bereich | [visit]       | 2    | true           | 1
        own         | o    | bereich | [help, visit] | 3    | true           | 2
        help        | h    | angebot | [help]        | 1    | true           | 3
    """
    rows = published(offer=SENSITIVE, offer_group=groups).filter(
        pl.col("age_band") == "all", pl.col("sex") == "all", pl.col("area").is_in(["D", "R"])
    )
    state = {(group, area): state for group, area, state in rows.select("offer_group", "area", "state").iter_rows()}
    assert state == {
        ("visit", "D"): "ok",
        ("own", "D"): "ok",
        ("help", "D"): "ok",
        ("visit", "R"): "protected",
        ("own", "R"): "ok",
        ("help", "R"): "protected",
    }


def test_sexes_stand_apart_in_the_district_only():
    assert set(published().filter(pl.col("sex") != "all")["area"]) == {"D"}


def test_the_same_store_gives_the_same_figures_and_another_key_other_ones():
    reach = catalogue()["annual_reach"]
    tally = reach.compute(analysis(child_year=children(LINKED)), Selection())
    one, again, other = (
        protected_figures(tally, reach, r) for r in (RULE, RULE, Rule(b"another key, just as long", "D"))
    )
    assert one.equals(again) and not one.equals(other)
