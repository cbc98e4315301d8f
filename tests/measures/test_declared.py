"""Which offers can be in a cell, by declaration? And how many of the district used just these?"""

import pytest

from measures.engine.measure import Selection, catalogue
from tests.measures.office import GROUPS, OFFERS, analysis, children, one

USES = """
    space      | year | area | age | sex | mask | times
    verknuepft | 2024 | A    | 1   | m   | 1    | 9
    verknuepft | 2024 | B    | 4   | w   | 2    | 30
"""
COVERED = """
    source | offer | year | complete | until      | counting
    one    | help  | 2024 | true     | 2024-12-31 | verknuepft
    two    | visit | 2024 | true     | 2024-12-31 | {visit}
    day    | kita  | 2024 | true     | 2024-12-31 | zaehlwerte
"""
KITA = """
    year | offer | area | by_place | age_from | age_to | sex | unit   | count | low | high
    2024 | kita  | {area} | {by_place} | 3        | 5      | {sex} | kinder | 80    | 80  | 80
"""
CELL = ["year", "area", "age_band", "sex", "offer_group"]


def tally(
    area: str = "A", by_place: str = "false", sex: str = "all", visit: str = "verknuepft", uses: str = USES, **tables
):
    con = analysis(
        child_year=children(uses),
        coverage=COVERED.format(visit=visit),
        counted_year=KITA.format(area=area, by_place=by_place, sex=sex),
        **tables,
    )
    return catalogue()["annual_reach"].compute(con, Selection())


def who(found, **where) -> str:
    return one(found, **where)["who"]


def test_a_cell_is_named_by_its_sources_offers_and_ages_and_a_child_may_have_grown_older_since():
    found = tally()
    assert who(found, offer_group="own") == "used|2024|D|one:help:0-17+two:visit:0-17"
    assert who(found, offer_group="kita", age_band="6-17") == "used|2024|D|day#:kita:6-7"


def test_groups_that_differ_by_an_offer_that_cannot_be_there_are_one_cell():
    """Neither an offer of a later year nor one for other ages makes another cell, however many use it elsewhere."""
    older = USES.replace("1   | m   | 1    | 9", "9   | m   | 1    | 9")
    for uses in (USES, older):
        found = tally(uses=uses)
        assert who(found, offer_group="alle", age_band="3-5") == (
            "used|2024|D|day#:kita:3-5+one:help:3-5+two:visit:3-5"
        )


def test_another_order_of_the_profile_makes_no_other_cell():
    turned = GROUPS.replace("| 1    | true           | 3", "| 1    | true           | 9")
    named = [tally(offer_group=groups).select(*CELL, "who").sort(CELL).rows() for groups in (GROUPS, turned)]
    assert turned != GROUPS and named[0] == named[1]


@pytest.mark.parametrize(("area", "by_place"), [("A", "true"), ("D", "false"), ("'-'", "false")])
def test_below_the_district_an_offer_that_does_not_tell_homes_is_not_in_the_cell(area, by_place):
    found = tally(area, by_place)
    assert who(found, offer_group="alle") == "used|2024|D|day#:kita:0-7+one:help:0-17+two:visit:0-17"
    assert who(found, offer_group="alle", area="A") == "used|2024|A|one:help:0-17+two:visit:0-17"
    assert who(found, offer_group="alle", area="A") == who(found, offer_group="own", area="A")


def test_the_districts_users_are_those_of_the_offers_that_can_be_in_the_cell():
    """9 with a key in one place and 30 in another; 80 counted where the service is."""
    of = one(tally(by_place="true"), offer_group="alle")
    assert of["users_here"] == [{"year": 2024, "children": 89}]
    assert of["users_below"] == [{"year": 2024, "children": 39}]
    at_home = one(tally(by_place="false"), offer_group="alle")
    assert at_home["users_below"] == at_home["users_here"] == [{"year": 2024, "children": 89}]


def test_users_at_ages_that_an_offer_is_not_for_are_expected_nowhere():
    uses = USES + "    verknuepft | 2024 | A | 12 | m | 1 | 40\n"
    found = {
        last: tally(uses=uses, offer=OFFERS.replace("0        | 17     | 0", f"0 | {last} | 0")) for last in (2, 17)
    }
    users = {
        last: one(of, offer_group="help", age_band="6-17")["users_here"][0]["children"] for last, of in found.items()
    }
    assert users == {2: 0, 17: 40}


@pytest.mark.parametrize(("sex", "visit", "expected"), [("all", "verknuepft", True), ("m", "verknuepft", False)])
def test_upper_ends_are_one_number_where_no_source_tells_the_sex(sex, visit, expected):
    found = tally(sex=sex, visit=visit)
    assert one(found, offer_group="kita")["sexless"] is expected
    assert one(found, offer_group="alle")["sexless"] is False
