"""Is a document about the office whose figures it tells? Every document opens, and another rule changes what is said of it."""

from dataclasses import replace

import pytest

from exports import csv
from exports.documents import DOCUMENTS, built
from exports.report import Report
from store.audience import AUDIENCES
from store.published import open_published
from tests.exports.asked import asked_of, texts
from tests.offices.stores import OTHER_RULE, Opened
from views.figures.read import Figures


def report_of(office: Opened, document: str, audience: str = "intern") -> tuple[Figures, Report]:
    """The document about the district in the last year that has a figure."""
    published = open_published(office.store)
    figures = Figures(published)
    asked = replace(asked_of(published, audience, figures.district), year=figures.default_year)
    return figures, built(document, asked, office.profile)


def told(office: Opened, document: str, audience: str = "intern") -> list[str]:
    return list(texts(report_of(office, document, audience)[1]))


@pytest.mark.parametrize(("at", "document"), list(enumerate(DOCUMENTS)))
@pytest.mark.parametrize(("turn", "audience"), list(enumerate(AUDIENCES)))
def test_a_document_of_another_office_opens(at, document, turn, audience, second_office, renamed_office):
    """Every document for every audience; the two offices take turns, so each document and each audience meets both."""
    office = (second_office, renamed_office)[(at + turn) % 2]
    assert len("".join(told(office, document, audience))) > 1000


@pytest.mark.parametrize("document", DOCUMENTS)
def test_of_an_office_that_rounds_to_tens_no_other_rule_is_told(document, coarse_office):
    assert [text for text in told(coarse_office, document) if OTHER_RULE.search(text)] == []


def test_tables_of_an_office_that_rounds_to_tens_tell_of_no_other_rule(coarse_office):
    for name, content in csv.files(*report_of(coarse_office, "briefing")).items():
        lines = content.decode("utf-8-sig").splitlines()
        assert [line for line in lines if OTHER_RULE.search(line)] == [], name
