"""Is a page about the office whose figures it shows? Every page of another office opens, and another rule changes what is said of it."""

from collections.abc import Callable

import pytest

from store.published import open_published
from tests.offices.stores import OTHER_RULE, Opened
from tests.pages.visible import PAGES, words_of

REACH = "pages/leitung/reichweite.py"


@pytest.fixture
def shown(request, monkeypatch) -> Callable[[str], Opened]:
    """Pages show this office from now on."""

    def show(name: str) -> Opened:
        office = request.getfixturevalue(name)
        monkeypatch.setenv("REICHWEITE_STORE", str(office.store))
        monkeypatch.setenv("REICHWEITE_PROFILE", str(office.profile))
        return office

    return show


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_another_office_opens(page, shown):
    shown("second_office")
    assert len(words_of(page)) > 100


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_the_same_whatever_the_ids_are(page, shown):
    shown("small_office")
    before = words_of(page)
    shown("renamed_office")
    assert words_of(page) == before and len(before) > 100


@pytest.mark.parametrize("page", PAGES)
def test_an_office_that_rounds_to_tens_tells_of_no_other_rule(page, shown):
    shown("coarse_office")
    assert OTHER_RULE.findall(words_of(page)) == []


def test_every_group_opens_in_one_of_three_years(shown):
    """The first year, the last one and the one before it, in turn: what a year lacks, it lacks for every group."""
    published = open_published(shown("renamed_office").store)
    years = sorted(published.figures("annual_reach")["year"].unique())
    for at, group in enumerate(published.table("offer_group")["offer_group"]):
        assert words_of(REACH, gruppe=group, jahr=str(years[(0, -2, -1)[at % 3]]))
