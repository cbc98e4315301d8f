"""Entries: who is new in a year, drawn and against a count by hand through the whole chain; and the begins of sums."""

from datetime import date

import pytest

from store.profile import read_profile
from tests.measures.office import BANDS as OFFICE_BANDS
from tests.measures.office import analysis, children, figures, one
from tests.measures.raw_rows import above, identities, used, users
from tests.measures.test_first_contact import COMPLETE, PEOPLE
from tests.measures.test_worlds import counted_by_the_chain
from tests.measures.worlds import BANDS, MEMBERS, YEARS, world, write_profile

SEEN = """
    space      | year | area | age | sex | mask | prev | before | times
    verknuepft | 2022 | A    | 5   | m   | 1    | 0    | 0      | 30
    verknuepft | 2023 | A    | 6   | m   | 1    | 1    | 1      | 20
    verknuepft | 2023 | A    | 6   | m   | 2    | 1    | 1      | 3
    verknuepft | 2023 | B    | 6   | w   | 3    | 0    | 0      | 7
    verknuepft | 2023 | -    | 9   | o   | 1    | 0    | 0      | 4
    verknuepft | 2024 | A    | 7   | m   | 1    | 3    | 0      | 5
    verknuepft | 2024 | A    | 18  | m   | 1    | 0    | 0      | 9
"""
NOBODY = SEEN[: SEEN.index("    verknuepft")]


def found(seen: str = SEEN, **tables):
    tables = {"population": PEOPLE, "coverage": COMPLETE} | tables
    return figures(analysis(child_year=children(seen), **tables), "entries")


def entries(rows, year: int, **where) -> int | None:
    return one(rows, year=year, **where)["numerator"]


def test_new_is_who_uses_the_group_now_and_did_not_the_year_before():
    rows = found()
    assert entries(rows, 2023) == 7 + 4
    assert entries(rows, 2023, offer_group="visit") == 3 + 7  # to the offer they are new, to the group they are not
    assert entries(rows, 2023, offer_group="help") == 7 + 4


def test_who_comes_back_after_a_year_without_is_new_again_and_one_of_18_is_no_child():
    assert entries(found(), 2024) == 5


def test_an_unknown_home_counts_in_the_district_alone_and_each_sex_apart():
    rows = found(population=[row | {"area": area} for row in PEOPLE for area in "ABC"])
    told = [entries(rows, 2023, area=area) for area in "DRABC"]
    assert told == [11, 7, 0, 7, 0]
    assert [entries(rows, 2023, sex=sex) for sex in "wm"] == [None, None]  # the population is not known by sex


def test_the_first_year_of_a_record_has_no_entries_and_says_why():
    row = one(found(), year=2022)
    assert (row["state"], row["reason"], row["numerator"]) == ("not_applicable", "no_figure", None)


def test_a_year_after_one_that_was_not_delivered_has_no_entries():
    gap = "\n".join(line for line in COMPLETE.splitlines() if "2023 |" not in line)
    rows = found(coverage=gap)
    assert one(rows, year=2024)["reason"] == "no_figure"


def test_another_key_than_the_year_before_makes_nobody_new():
    last = "one    | help  | 2024 | true     | 2024-12-31 | 2024-12-31 | "
    own = COMPLETE.replace(f"{last}verknuepft", f"{last}eigener_schluessel")
    seen = SEEN.replace("verknuepft | 2024", "one        | 2024")
    row = one(found(seen, coverage=own), year=2024, offer_group="help")
    assert (row["state"], row["reason"], row["numerator"]) == ("not_applicable", "no_figure", None)


def test_a_band_of_those_born_this_year_has_no_entries_they_are_all_of_its_users():
    bands = OFFICE_BANDS + "    u1       | unter 1  | 0        | 0\n"
    assert "u1" not in set(found(age_band=bands)["age_band"]) >= {"all", "u3"}


def test_a_lower_bound_of_users_tells_no_entries():
    short = COMPLETE.replace("one    | visit | 2024 | true ", "one    | visit | 2024 | false")
    row = one(found(coverage=short), year=2024)
    assert (row["state"], row["reason"], row["numerator"]) == ("not_applicable", "range_only", None)


CASES = """
    year | offer | area | age_from | age_to | sex | unit   | running | begun | ended
    2023 | help  | D    | 0        | 17     | all | faelle | 40      | 25    | 20
    2024 | help  | D    | 0        | 17     | all | faelle | 45      | 31    | 26
"""


def test_an_offer_that_reports_sums_has_the_begins_it_reports_as_cases_even_in_its_first_year():
    sums = COMPLETE.replace("verknuepft", "zaehlwerte").replace("visit", "help")
    rows = found(NOBODY, case_year=CASES, coverage=sums)
    told = [(row["year"], row["item"], row["numerator"], row["offer_group"]) for row in rows.iter_rows(named=True)]
    assert [row for row in told if row[2] is not None] == [(2023, "cases", 25, "help"), (2024, "cases", 31, "help")]


def test_where_nothing_comes_child_by_child_there_are_no_rows():
    assert found(NOBODY, coverage=COMPLETE.replace("verknuepft", "kontakte")).is_empty()


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    return read_profile(write_profile(tmp_path_factory.mktemp("office") / "profile"))


def by_hand(rows: dict) -> dict[tuple, int]:
    """(space, area, year, band, group) → who uses it this year and, wherever the child lived, did not the year before."""
    told: dict[tuple, int] = {}
    for records in identities(rows["nutzung"]):
        for year in YEARS:
            now, then = _of_year(records, year), used(records, date(year - 1, 1, 1), date(year - 1, 12, 31))
            for group, offers in MEMBERS.items() if now else ():
                if not now["offers"] & set(offers) or then & set(offers):
                    continue
                for area in above(now["area"]) if now["area"] != "-" else ["D"]:
                    for band, (first, last) in BANDS.items():
                        if first <= now["age"] <= last:
                            key = (now["space"], area, year, band, group)
                            told[key] = told.get(key, 0) + 1
    return told


def _of_year(records: list[dict], year: int) -> dict | None:
    return next(iter(users(records, date(year, 1, 1), date(year, 12, 31))), None)


def test_entries_equal_a_count_by_hand(profile):
    checked = 0
    for seed in range(0, 40, 5):
        rows = world(seed)
        wanted = by_hand(rows)
        for key, row in counted_by_the_chain(rows, profile, ("entries",)).items():
            _, area, year, band, sex, group, item = key
            if sex == "all" and not item and row["numerator"] is not None:
                told = [wanted.get((space, area, year, band, group), 0) for space in ("linked", "own")]
                assert row["numerator"] == sum(told), (seed, key, told)
                checked += row["numerator"] > 0
    assert checked > 30
