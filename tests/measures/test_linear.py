"""Ranges narrowed by stated overlaps: the worked examples, contradictions, and the truth that must never fall outside."""

import math

import hypothesis.strategies as st
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from measures.annual_reach import MEASURE
from measures.engine.counting import linear
from measures.engine.counting.linear import Problem, union_bounds
from measures.engine.figures import protected_figures
from measures.engine.measure import Selection
from measures.engine.protect import Rule
from tests.measures.office import BASICS, analysis, children, figures, one
from tests.measures.test_ranges import COMPLETE, KITA, OFFERS, OTHERS, PEOPLE, SINGLE_AGES, TWO, counted, linked, rates

SUMS = counted(
    "2024 | | visit | D | true | 0 | 17 | all | 2500 | 2500",
    "2024 | | kita | D | true | 0 | 17 | all | 1800 | 1800",
    "2024 | | late | D | true | 0 | 17 | all | 600 | 600",
)
COURSES = "2024 | help | kita | D | 1100 | 1100"
CAFE = "2024 | visit | help | D | 1250 | 1750"  # 50 to 70 of 100 of the 2,500


def stated(*drawn: str) -> str:
    return "year | offer_a | offer_b | area | low | high\n" + "\n".join(drawn)


def district(*drawn: str, group: str = "alle", **tables) -> dict:
    """The district's row of a group with the statements drawn."""
    given = {
        "offer": OFFERS,
        "child_year": linked(9000),
        "counted_year": SUMS,
        "coverage": COMPLETE,
        "population": PEOPLE,
        "stated_overlap": stated(*drawn) if drawn else [],
    }
    return one(figures(analysis(**(given | tables))), offer_group=group)


@pytest.mark.parametrize(
    ("drawn", "wanted"),
    [((), (36.0, 55.6)), ((COURSES,), (38.8, 51.2)), ((COURSES, CAFE), (39.0, 46.2))],
)
def test_each_stated_overlap_narrows_the_worked_example(drawn, wanted):
    """25,000 children: linked 9,000, café 2,500, courses 1,800, online 600; independence (47.8) lies outside the last range."""
    row = district(*drawn)
    assert rates(row) == wanted and row["note"] == "" and row["interval"] == "bounds"
    free = 100 * (1 - np.prod([1 - n / 25000 for n in (9000, 2500, 1800, 600)]))
    assert round(free, 1) == 47.8 and (wanted[0] < free < wanted[1]) == (len(drawn) < 2)


def test_a_stated_overlap_does_not_loosen_the_bounds_by_age():
    """Day care 4,600 under 7 beside 4,500 at all ages: 40–46 of 100 by age; 400 to 600 of them in both narrow it."""
    tables = {"child_year": OTHERS, "counted_year": KITA, "coverage": TWO, "population": SINGLE_AGES}
    without = district(**tables)
    assert tuple(map(math.floor, rates(without))) == (40, 46)
    assert rates(district("2024 | help | kita | D | 0 | 4500", **tables)) == rates(without)
    narrower = district("2024 | help | kita | D | 400 | 600", **tables)
    assert (narrower["bound_low"], narrower["bound_high"]) == (8500 / 19600, 8700 / 19600)


def test_an_overlap_that_fits_no_ages_is_refused():
    """The others' children under 7 are 1,190: 2,000 cannot be in day care, though the sums alone would allow it."""
    tables = {"child_year": OTHERS, "counted_year": KITA, "coverage": TWO, "population": SINGLE_AGES}
    row, without = district("2024 | help | kita | D | 2000 | 2000", **tables), district(**tables)
    assert rates(row) == rates(without)
    assert (
        row["note"]
        == "Angegebene Überschneidung „Hilfe und Kurse“ widerspricht den Zählungen und wird nicht verwendet."
    )


def test_a_contradiction_spoils_only_the_statements_connected_with_it():
    """1,900 of 1,800 in the courses cannot be; the café's overlap with online is another matter and is used."""
    row = district("2024 | help | kita | D | 1900 | 2000", "2024 | late | visit | D | 600 | 600")
    assert rates(row) == (36.0, 53.2)  # 9,000 + 1,800 + 2,500
    assert "„Hilfe und Kurse“ widerspricht" in row["note"] and "Café" not in row["note"]


def test_a_statement_narrows_only_the_groups_that_hold_both_offers_and_the_area_it_is_about():
    people = PEOPLE + "    2024-12-31 | A    | 0        | 17     | all | 9000\n"
    sums = counted(
        "2024 | | visit | A | false | 0 | 17 | all | 2500 | 2500",
        "2024 | | kita | A | false | 0 | 17 | all | 1800 | 1800",
    )
    at_home = children("space | year | area | age | sex | mask | times\n verknuepft | 2024 | A | 9 | m | 1 | 3000")
    tables = {"child_year": at_home, "counted_year": sums, "population": people}
    found, plain = (
        figures(analysis(**({"offer": OFFERS, "coverage": COMPLETE} | tables | more)))
        for more in ({"stated_overlap": stated("2024 | help | kita | D | 1800 | 1800")}, {})
    )
    key = ["area", "age_band", "sex", "offer_group"]
    bounds = found.join(plain, on=key, suffix="_plain").filter(
        pl.struct("bound_low", "bound_high").ne_missing(
            pl.struct(bound_low="bound_low_plain", bound_high="bound_high_plain")
        )
    )
    assert bounds.select(key).rows() == [("D", "all", "all", "alle")]
    town = figures(
        analysis(
            offer=OFFERS, coverage=COMPLETE, stated_overlap=stated("2024 | help | kita | A | 1800 | 1800"), **tables
        )
    )
    assert one(town, area="A", offer_group="alle")["bound_high"] == 5500 / 9000
    assert one(town, area="D", offer_group="alle")["bound_high"] == 7300 / 25000


def test_an_overlap_within_one_key_is_known_and_a_statement_about_it_is_not_used():
    both = children(
        "space | year | area | age | sex | mask | times\n verknuepft | 2024 | - | 9 | m | 1 | 50\n verknuepft | 2024 | - | 9 | m | 3 | 20\n"
        "verknuepft | 2024 | - | 9 | m | 2 | 30"
    )
    coverage = COMPLETE.replace(
        "two    | visit | 2024 | true     | 2024-12-31 | zaehlwerte",
        "one | visit | 2024 | true | 2024-12-31 | verknuepft",
    )
    tables = {
        "child_year": both,
        "coverage": coverage,
        "counted_year": counted("2024 | | kita | D | true | 0 | 17 | all | 40 | 40"),
    }
    assert district("2024 | help | visit | D | 0 | 0", group="own", **tables)["numerator"] == 100
    row = district("2024 | help | visit | D | 0 | 0", "2024 | kita | visit | D | 35 | 40", **tables)
    assert (row["bound_low"], row["bound_high"], row["note"]) == (100 / 25000, 105 / 25000, "")


@pytest.mark.parametrize(("space", "known"), [("verknuepft", True), ("verknuepft_v1", False)])
def test_a_statement_about_everything_linked_is_not_used_while_some_sources_have_the_older_key(space, known):
    keyed = children(
        f"space | year | area | age | sex | mask | times\n verknuepft | 2024 | - | 9 | m | 1 | 50\n {space} | 2024 | - | 9 | m | 2 | 30"
    )
    tables = {
        "child_year": keyed,
        "coverage": COMPLETE.replace(
            "two    | visit | 2024 | true     | 2024-12-31 | zaehlwerte",
            f"two | visit | 2024 | true | 2024-12-31 | {space}",
        ),
        "counted_year": counted("2024 | | kita | D | true | 0 | 17 | all | 40 | 40"),
    }
    with_it, without = district("2024 | kita | verknuepft | D | 35 | 40", **tables), district(**tables)
    assert (with_it["bound_low"], with_it["bound_high"]) == (
        (80 / 25000, 85 / 25000) if known else (50 / 25000, 120 / 25000)
    )
    assert (with_it["bound_high"] == without["bound_high"]) == (not known)


def test_a_statement_about_an_offer_not_delivered_in_full_is_not_used():
    cut = COMPLETE.replace("three  | kita  | 2024 | true ", "three  | kita  | 2024 | false")
    row = district(COURSES, coverage=cut)
    assert (row["bound_low"], row["bound_high"]) == (0.36, None)


def test_no_published_range_proves_a_stated_overlap_of_two_children():
    """Users of both offers, and their union with and without the overlap, are each within 4 of what is shown."""
    groups = BASICS["offer_group"] + "    two | Beide | kopf | [help, kita] | 5 | false | 9\n"
    office = analysis(
        offer=OFFERS,
        offer_group=groups,
        child_year=linked(903),
        counted_year=SUMS,
        coverage=COMPLETE,
        population=PEOPLE,
        stated_overlap=stated("2024 | help | kita | D | 2 | 2"),
    )
    tally = MEASURE.compute(office, Selection()).filter(
        (pl.col("area") == "D") & (pl.col("age_band") == "all") & (pl.col("sex") == "all")
    )
    assert tally.filter(pl.col("offer_group") == "two")["at_most"].item() == 903 + 1800 - 2
    for key in range(40):
        shown = protected_figures(tally, MEASURE, Rule(bytes([key]) * 32, "D"))
        a, b, union = (one(shown, offer_group=name) for name in ("help", "kita", "two"))
        most = round(union["bound_high"] * union["denominator"]) - 4  # by which rounding may lower it
        assert most % 5 == 0
        both = a["numerator"] + b["numerator"] - most
        assert not (both - 12 >= 1 and both + 12 <= 2) and both - 12 <= 0


def test_one_problem_is_solved_once():
    union_bounds.cache_clear()
    office = analysis(
        offer=OFFERS,
        child_year=linked(9000),
        counted_year=SUMS,
        coverage=COMPLETE,
        population=PEOPLE,
        stated_overlap=stated(COURSES, CAFE),
    )
    figures(office), figures(office)
    assert union_bounds.cache_info()[:2] == (2, 2)  # hits and misses: alle and own hold different sources


def test_too_many_combinations_are_narrowed_in_chunks_and_by_pairs(monkeypatch):
    """Seven combinations hold the key and the café, or the courses and online: the courses' overlap lies across them."""
    monkeypatch.setattr(linear, "MOST_COMBINATIONS", 7)
    union_bounds.cache_clear()
    assert rates(district()) == (36.0, 55.6)
    assert rates(district(COURSES)) == (38.8, 51.2)
    assert rates(district(COURSES, CAFE)) == (39.0, 46.2)
    row = district(COURSES, CAFE, "2024 | late | help | D | 700 | 700")
    assert rates(row) == (39.0, 46.2) and "„Hilfe und Online“ widerspricht" in row["note"]


SETS = st.lists(st.integers(0, 31), min_size=1, max_size=40)  # each child as the set of the offers it uses


@st.composite
def worlds(draw) -> tuple[list[int], Problem]:
    """True sets of five offers, 0 and 1 with one key, the others as sums, with overlaps stated around the true ones."""
    kids = draw(SETS)
    uses = (np.array(kids)[:, None] >> np.arange(5)) & 1 == 1
    slack = st.integers(0, 4)
    around = lambda who: (max(0.0, float(who.sum()) - draw(slack)), float(who.sum()) + draw(slack))
    parts = {(0,): uses[:, 0] & ~uses[:, 1], (1,): ~uses[:, 0] & uses[:, 1], (0, 1): uses[:, 0] & uses[:, 1]}
    key = tuple((offers, float(who.sum()), float(who.sum())) for offers, who in parts.items())
    sums = [(((at,), *around(uses[:, at])),) for at in (2, 3, 4)]
    known = draw(st.lists(st.sampled_from([(0, 2), (1, 2), (2, 3), (3, 4), (0, 4)]), unique=True, max_size=4))
    pairs = tuple((a, b, *around(uses[:, a] & uses[:, b])) for a, b in known)
    return kids, Problem(float(len(kids)), (key, *sums), pairs)


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_the_truth_lies_inside_the_program_and_the_program_inside_the_closed_form(world):
    kids, problem = world
    low, high = union_bounds(problem)
    truth = sum(1 for kid in kids if kid)
    sources = [(sum(p[1] for p in source), sum(p[2] for p in source)) for source in problem.sources]
    closed = max(low for low, _ in sources), min(problem.people, sum(high for _, high in sources))
    assert closed[0] <= low <= truth <= high <= closed[1]


def test_without_statements_the_program_is_the_closed_form():
    sources = tuple((((at,), n, n),) for at, n in enumerate((9000.0, 2500.0, 1800.0, 600.0)))
    assert union_bounds(Problem(25000.0, sources, ())) == (9000, 13900)
    assert union_bounds(Problem(12000.0, sources, ())) == (9000, 12000)
    assert union_bounds(Problem(math.inf, ((((0,), 5.0, math.inf),),), ())) == (5, math.inf)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6))
def test_the_truth_lies_inside_the_published_range_of_a_drawn_office(seed):
    """From rows to figures: help with a key, three sums by age, overlaps of the whole district stated as they are."""
    random = np.random.default_rng(seed)
    people = int(random.integers(60, 200))
    ages, uses = random.integers(0, 18, people), random.random((4, people)) < random.uniform(0.05, 0.6, (4, 1))
    uses[2] &= ages < 7
    names, bands = ("help", "visit", "kita", "late"), ((0, 2), (3, 5), (6, 17))
    inside = lambda first, last: (ages >= first) & (ages <= last)
    sums = [
        f"2024 | | {names[at]} | D | false | {a} | {b} | all | {(uses[at] & inside(a, b)).sum()} | {(uses[at] & inside(a, b)).sum()}"
        for at in (1, 2, 3)
        for a, b in bands
    ]
    pairs = [(a, b) for a in range(4) for b in range(a) if random.random() < 0.6]
    both = [
        f"2024 | {names[a]} | {names[b]} | D | {(uses[a] & uses[b]).sum()} | {(uses[a] & uses[b]).sum()}"
        for a, b in pairs
    ]
    tables = {
        "child_year": [
            {"space": "verknuepft", "year": 2024, "area": "-", "age": int(age), "sex": "w", "mask": 1}
            for age in ages[uses[0]]
        ],
        "counted_year": counted(*sums),
        "population": [
            {
                "date": "2024-12-31",
                "area": "D",
                "age_from": a,
                "age_to": b,
                "sex": "all",
                "count": int(inside(a, b).sum()),
            }
            for a, b in bands
        ],
    }
    row, plain = district(*both, **tables), district(**tables)
    truth = uses.any(axis=0).sum() / people
    assert row["note"] == "" and row["state"] == "ok"
    assert plain["bound_low"] <= row["bound_low"] <= truth <= row["bound_high"] <= plain["bound_high"]
