"""First contacts, drawn and against a count by hand through the whole chain."""

from datetime import date

import duckdb
import numpy as np
import polars as pl
import pytest

from measures.engine.figures import protected_figures
from measures.engine.measure import Selection
from measures.engine.methods.record import entries_of
from measures.engine.protect import Rule
from measures.first_contact import ALL_NEW, MEASURE
from store.items import with_item
from store.profile import read_profile
from tests.measures.office import analysis, children, figures
from tests.measures.raw_rows import identities, used, users
from tests.measures.simulated_childhood import fill_childhood
from tests.measures.test_worlds import counted_by_the_chain
from tests.measures.worlds import BANDS, MEMBERS, YEARS, world, write_profile

PEOPLE = [
    {"date": f"{year}-12-31", "area": "D", "age_from": age, "age_to": age, "sex": "all", "count": 100}
    for year in (2022, 2023, 2024)
    for age in range(18)
]
COMPLETE = """
    source | offer | year | complete | until      | as_of      | counting
    one    | help  | 2022 | true     | 2022-12-31 | 2024-12-31 | verknuepft
    one    | help  | 2023 | true     | 2023-12-31 | 2024-12-31 | verknuepft
    one    | help  | 2024 | true     | 2024-12-31 | 2024-12-31 | verknuepft
    one    | visit | 2022 | true     | 2022-12-31 | 2024-12-31 | verknuepft
    one    | visit | 2023 | true     | 2023-12-31 | 2024-12-31 | verknuepft
    one    | visit | 2024 | true     | 2024-12-31 | 2024-12-31 | verknuepft
"""
LINKED = """
    space      | year | area | age | sex | mask | prev | since | times
    verknuepft | 2022 | A    | 5   | m   | 1    | 0    | 2017  | 30
    verknuepft | 2023 | A    | 6   | m   | 1    | 1    | 2017  | 20
    verknuepft | 2023 | A    | 6   | m   | 2    | 1    | 2017  | 3
    verknuepft | 2023 | B    | 6   | w   | 3    | 0    | 2017  | 7
    verknuepft | 2023 | B    | 6   | w   | 1    | 0    | 2021  | 2
    verknuepft | 2023 | -    | 9   | o   | 1    | 0    | 2014  | 4
"""


def told(child_year: str = LINKED, *, group: str = "own", **tables) -> dict:
    """Exact figures of one group, `own` being help and visit: (year, item) → row."""
    found = figures(
        analysis(child_year=children(child_year), **({"population": PEOPLE, "coverage": COMPLETE} | tables)),
        "first_contact",
    )
    return {
        (row["year"], row["item"]): row for row in found.filter(pl.col("offer_group") == group).iter_rows(named=True)
    }


def test_only_who_never_came_before_is_a_first_contact():
    rows = told()
    assert rows[2023, "age:6"]["numerator"] == 9  # 7 + 2; 20 came again, 3 came to another offer of the group before
    assert rows[2023, "age:6-17"]["numerator"] == 13
    assert rows[2023, "age:6"]["denominator"] == 100


def test_a_new_offer_of_the_group_is_no_first_contact_but_it_is_one_for_the_offer_alone():
    found = figures(analysis(child_year=children(LINKED), population=PEOPLE, coverage=COMPLETE), "first_contact")
    visit = found.filter((pl.col("offer_group") == "visit") & (pl.col("item") == "age:6") & (pl.col("year") == 2023))
    assert visit["numerator"].item() == 10  # 3 + 7


def test_in_the_first_year_all_are_new_and_say_so_and_no_band_repeats_annual_reach():
    rows = told()
    assert (rows[2022, "age:5"]["numerator"], rows[2022, "age:5"]["note"]) == (30, ALL_NEW)
    assert not [item for year, item in rows if year == 2022 and "-" in item]


def test_a_use_that_began_before_the_record_makes_nobody_known_in_its_first_year():
    began_before = LINKED.replace("| 0    | 2017  | 30", "| 1    | 2017  | 30")
    assert began_before != LINKED
    rows = told(began_before)
    assert rows[2022, "age:5"]["numerator"] == told()[2022, "age:5"]["numerator"]
    assert rows[2023, "age:6"]["numerator"] == 9


def test_children_born_here_are_counted_apart_where_arrivals_are_known():
    rows = told(group="alle")  # the widest group, on which the share of children born here rests
    assert rows[2023, "born:6"]["numerator"] == 7
    assert (rows[2023, "users:6"]["numerator"], rows[2023, "users_born:6"]["numerator"]) == (32, 30)
    assert (2023, "born:0") not in rows and (2023, "users:0") not in rows and (2022, "users:5") not in rows


def test_without_arrivals_nothing_is_said_of_children_born_here():
    rows = told(LINKED.replace("| 2017  |", "|       |"))
    assert not [item for _, item in rows if item.startswith(("born", "users", "seen_born"))]


def test_the_seen_of_a_birth_year_add_up_its_first_contacts_year_by_year():
    rows = told()
    assert rows[2023, "seen:6"]["numerator"] == 30 + 9  # 30 in 2022 at 5, 9 in 2023 at 6
    assert rows[2024, "seen:7"]["numerator"] == 39 and rows[2024, "age:7"]["numerator"] == 0
    assert (2022, "seen:5") not in rows  # the first year: those are its first contacts


def test_where_a_source_does_not_tell_who_left_new_children_are_a_range_and_those_seen_so_far_are_not():
    """Of 9 or 2 new children nobody knows how many are still here at the end; of those ever seen it does not matter."""
    untold = COMPLETE.replace("counting", "counting | leavers").replace("verknuepft", "verknuepft | true")
    many = LINKED.replace("| 7\n", "| 97\n")
    rows = told(many, coverage=untold, moving_out=[{"share": 0.1, "source": "office"}])
    new, seen = rows[2023, "age:6"], rows[2023, "seen:6"]
    assert (new["numerator"], new["counted"], new["leavers"]) == (None, 99, "office")
    assert (new["bound_low"], new["bound_high"]) == (
        0.73,
        0.99,
    )  # more than 13 families, 26 of 99, hardly ever leave at 10 in 100
    assert (seen["numerator"], seen["counted"], seen["leavers"]) == (129, None, None)


def test_the_least_that_is_known_of_new_children_is_what_is_left_of_them():
    missing = COMPLETE.replace("counting", "counting | leavers").replace("verknuepft", "verknuepft | true")
    missing = missing.replace("visit | 2023 | true", "visit | 2023 | false")
    row = told(LINKED.replace("| 7\n", "| 97\n"), coverage=missing, moving_out=[{"share": 0.1, "source": "office"}])
    assert (row[2023, "age:6"]["bound_low"], row[2023, "age:6"]["bound_high"]) == (0.73, None)


def test_a_childhood_goes_on_with_the_new_children_counted():
    untold = COMPLETE.replace("counting", "counting | leavers").replace("verknuepft", "verknuepft | true")
    tables = {"child_year": children(LINKED), "population": PEOPLE, "moving_out": [{"share": 0.1, "source": "office"}]}
    exact, ranged = (
        entries_of(figures(analysis(coverage=coverage, **tables), "first_contact")) for coverage in (COMPLETE, untold)
    )
    assert ranged["counted"].null_count() < len(ranged)
    assert exact.select("kind", "year", "first", "count", "short").equals(
        ranged.select("kind", "year", "first", "count", "short")
    )


def test_a_source_with_a_key_of_its_own_stands_for_itself():
    own = LINKED + "    own        | 2023 | A    | 6   | m   | 2    | 0    | 2017  | 5\n"
    rows = told(
        own, coverage=COMPLETE + "    own    | visit | 2023 | true     | 2023-12-31 | 2024-12-31 | eigener_schluessel\n"
    )
    assert (rows[2023, "age:6"]["numerator"], rows[2023, "age:6:own"]["numerator"]) == (9, 5)


def test_an_offer_without_a_key_is_named_and_not_counted():
    rows = told(
        counted_year="year | offer | area | age_from | age_to | sex | low | high\n2023 | visit | D | 0 | 17 | all | 50 | 50"
    )
    assert rows[2023, "sums:visit"]["state"] == "not_applicable"
    assert (
        rows[2023, "sums:visit"]["note"]
        == "Besuch wird nur als Summe gemeldet; ein erster Kontakt ist daran nicht zu erkennen."
    )


def test_a_year_not_delivered_in_full_has_no_data_and_a_missing_offer_leaves_a_lower_bound():
    cut = COMPLETE.replace("one    | visit | 2023 | true ", "one    | visit | 2023 | false")
    row = told(coverage=cut)[2023, "age:6"]
    assert (row["numerator"], row["bound_low"], row["bound_high"]) == (None, 0.09, None)
    both = cut.replace("one    | help  | 2023 | true ", "one    | help  | 2023 | false")
    assert told(coverage=both)[2023, "age:6"]["state"] == "no_data"


def test_one_count_under_several_names_is_drawn_once():
    con = analysis(child_year=children(LINKED), population=PEOPLE, coverage=COMPLETE)
    tally = with_item(MEASURE.compute(con, Selection()), "first_contact")
    found = tally.join(
        protected_figures(tally, MEASURE, Rule(b"k" * 32, "D", min_expected=1, stay_expected=1)).select(
            "year", "offer_group", "item", "numerator"
        ),
        on=["year", "offer_group", "item"],
    ).drop_nulls("numerator")
    cells = found.group_by("series", "offers", "cell_area", "cell_band", "sex", "year").agg(
        pl.col("numerator").n_unique().alias("numbers"), pl.len()
    )
    assert cells.filter(pl.col("len") > 1).height > 3 and cells["numbers"].max() == 1


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    return read_profile(write_profile(tmp_path_factory.mktemp("office") / "profile"))


def first_contacts(rows: dict) -> dict:
    """(space, group, year, band) → children with their first use of the group in this year, walked through one by one."""
    found, start = {}, {}
    for records in identities(rows["nutzung"]):
        met: set[str] = set()
        for year in (2020, *YEARS):
            for use in users(records, date(year, 1, 1), date(year, 12, 31)):
                for group, offers in MEMBERS.items():
                    if use["offers"] & set(offers):
                        key = (use["space"], group)
                        if use["age"] <= 17:
                            start[key] = min(start.get(key, year), year)
                        if not met & set(offers):
                            for band, (first, last) in BANDS.items():
                                if first <= use["age"] <= last:
                                    found[*key, year, band] = found.get((*key, year, band), 0) + 1
            met |= used(records, date(year, 1, 1), date(year, 12, 31))
    return {key: n for key, n in found.items() if key[2] > start.get(key[:2], 9999)}


def test_first_contacts_equal_a_count_by_hand(profile):
    checked = 0
    for seed in range(0, 60, 5):
        rows = world(seed)
        wanted, found = first_contacts(rows), counted_by_the_chain(rows, profile, ("first_contact",))
        for key, row in found.items():
            measure, _, year, band, _, group, item = key
            if (
                measure == "first_contact"
                and item.startswith("age:")
                and "-" in item
                and row["state"] in ("ok", "unreliable")
            ):
                count = (
                    row["numerator"]
                    if row["numerator"] is not None
                    else round(row["bound_low"] * row["denominator"])
                    if row["denominator"]
                    else None
                )
                space = "own" if item.endswith(":own") else "linked"
                if count is not None:
                    assert count == wanted.get((space, group, year, band), 0), (seed, key)
                    checked += count > 0
    assert checked > 30


def proved_small(shown: dict[str, np.ndarray], truth: np.ndarray, people: int, spread: int) -> tuple[int, int]:
    """Single ages of one or two first contacts that follow from what is shown, and how many there are. Used until nothing
    narrows: the ages of a band, and that who is seen at 8 was seen at 7 or came now."""
    low, high = np.nan_to_num(shown["age"] - spread).clip(0), np.nan_to_num(shown["age"] + spread, nan=people)
    seen_low, seen_high = np.nan_to_num(shown["seen"] - spread).clip(0), np.nan_to_num(shown["seen"] + spread, nan=1e9)
    bands = {tuple(map(int, name.split("-"))): count for name, count in shown.items() if "-" in name}
    for _ in range(20):
        for (first, last), count in bands.items():
            for age in range(first, last + 1):
                rest = [a for a in range(first, last + 1) if a != age]
                low[:, age] = np.fmax(low[:, age], count - spread - high[:, rest].sum(axis=1))
                high[:, age] = np.fmin(high[:, age], count + spread - low[:, rest].sum(axis=1))
        seen_low[1:, 1:] = np.maximum(seen_low[1:, 1:], seen_low[:-1, :-1] + low[1:, 1:])
        seen_high[1:, 1:] = np.minimum(seen_high[1:, 1:], seen_high[:-1, :-1] + high[1:, 1:])
        low[1:, 1:] = np.maximum(low[1:, 1:], seen_low[1:, 1:] - seen_high[:-1, :-1])
        high[1:, 1:] = np.minimum(high[1:, 1:], seen_high[1:, 1:] - seen_low[:-1, :-1])
    assert ((low <= truth) & (truth <= high)).all()
    small = (truth >= 1) & (truth <= 2)
    return int((small & (low >= 1) & (high <= 2)).sum()), int(small.sum())


PARTS = ["age", "seen", "0-17", "0-2", "3-5", "6-9", "10-14", "15-17"]


def by_part(figures: pl.DataFrame, column: str) -> dict[str, np.ndarray]:
    """Single ages and seen as [year, age], bands as [year]; NaN where not shown."""
    found = {name: np.full((18, 18) if name in ("age", "seen") else 18, np.nan) for name in PARTS}
    for year, item, count in figures.select("year", "item", column).drop_nulls().iter_rows():
        kind, ages = item.split(":")
        if "-" in ages:
            found[ages][year - 2008] = count
        else:
            found[kind][year - 2008, int(ages)] = count
    return found


@pytest.fixture(scope="module", params=[60, 120, 250])
def childhoods(request):
    con = duckdb.connect()
    fill_childhood(con, seed=request.param, births=request.param)
    tally = with_item(MEASURE.compute(con, Selection()), "first_contact").filter(pl.col("offer_group") == "alle")
    return request.param, tally, by_part(tally, "children")


def test_no_first_contact_of_one_or_two_children_can_be_proved(childhoods):
    births, tally, truth = childhoods
    for key in range(5):
        shown = by_part(protected_figures(tally, MEASURE, Rule(bytes([key]) * 32, "D")), "numerator")
        assert not np.isnan(shown["0-17"][1:]).any()
        proved, small = proved_small(shown, truth["age"], births, spread=4)
        assert proved == 0 and small > 10


def test_the_same_attack_breaks_plain_rounding_of_everything(childhoods):
    births, _, truth = childhoods
    rounded = {name: 5 * ((count + 2) // 5) for name, count in truth.items()}
    proved, _ = proved_small(rounded, truth["age"], births, spread=2)
    assert proved > 0
