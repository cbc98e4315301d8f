"""Does a new user find the answers? Six questions from the start page, each within three clicks (the scrolling is free)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

READY = ".lk .foot"
CLICKS = 3


class Visitor:
    """Someone who knows only the start page; each click is counted."""

    def __init__(self, page, address: str):
        self.page, self.clicks = page, 0
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(address)
        page.wait_for_selector(READY)

    def click(self, wanted) -> None:
        self.clicks += 1
        assert self.clicks <= CLICKS, "more than three clicks"
        wanted.first.click()

    def menu(self, name: str, address: str) -> None:
        self.click(self.page.get_by_test_id("stTopNavLink").filter(has_text=re.compile(f"^{name}$")))
        self.page.wait_for_url(f"**/{address}?*")
        self.page.wait_for_selector(READY)

    def reads(self, answer: str):
        """The one visible place that gives the answer."""
        place = self.page.locator(".lk :visible").get_by_text(re.compile(answer)).first
        expect(place).to_be_visible()
        return place.inner_text()


@pytest.fixture
def visitor(whole, tab) -> Visitor:
    return Visitor(tab, whole.url)


def test_how_many_children_use_our_offers_in_a_year_and_until_18(visitor):
    hero = visitor.page.locator(".lk .hero").first
    expect(hero).to_contain_text(re.compile(r"nutzten (?:rund \d+ )?von 100 Kindern und Jugendlichen unter 18"))
    visitor.reads(r"Bis zum 18\. Geburtstag kommen .* zwischen \d+ und \d+ von 100 Kindern")
    assert visitor.clicks == 0


def test_is_almost_every_child_covered_by_the_data(visitor):
    claim = visitor.page.locator(".lk table.ranges")
    expect(claim).to_be_visible()
    rows = claim.locator("tbody tr").all_inner_texts()
    assert len(rows) == 3
    assert all(re.search(r"gedeckt|nicht zu entscheiden|nicht bestimmbar|nicht gezeigt", row) for row in rows)
    assert visitor.clicks == 0


def test_what_has_changed_and_is_it_more_than_chance(visitor):
    visitor.menu("Entwicklung", "trends")
    heading = visitor.page.locator('.lk [role="heading"][aria-level="1"]')
    expect(heading).to_contain_text(re.compile("gestiegen|gesunken|ohne klaren Trend|nicht bestimmbar"))
    visitor.reads("stehen nur, wo ein Test es trägt")
    expect(visitor.page.locator(".lk .panel .word").first).to_be_visible()


def test_where_do_fewer_children_use_than_expected(visitor):
    visitor.menu("Lücken", "luecken")
    visitor.reads(r"Die größten rechnerischen Abstände .*in Kindern: .* \d+ \(|Keine Gemeinde liegt belastbar unter")
    table = visitor.page.locator(".lk table").filter(has=visitor.page.get_by_role("columnheader", name="Gemeinde"))
    assert re.search("belastbar|unsicher|üblich|nicht bewertbar", table.first.inner_text())
    visitor.reads("Weniger Nutzung kann weniger Bedarf")


def test_what_do_i_know_of_uslar(visitor):
    visitor.menu("Gemeinden", "gemeinde")
    visitor.click(visitor.page.locator(".st-key-filter_gebiet [role=combobox]"))
    visitor.click(visitor.page.get_by_role("option", name=re.compile("Uslar")))
    expect(visitor.page.locator(".lk .hero").first).to_contain_text(re.compile("Uslar"))
    visitor.reads(r"Im Landkreis: .*von 100")
    visitor.reads(r"Entwicklung in .*Uslar|Entwicklung nicht bestimmbar")


def test_where_does_this_figure_come_from(visitor):
    visitor.click(visitor.page.locator(".lk .pass summary").filter(has_text="Zahlenpass"))
    terms = visitor.page.locator(".lk .pass[open] dt").all_inner_texts()
    assert {"gezählt", "bezogen auf", "Quelle", "Schutz"} <= set(terms)
    expect(visitor.page.locator(".lk .pass[open] dd").first).to_be_visible()
