"""Do ten slides tell the year, each with one finding?"""

import polars as pl
import pytest

from exports.content.slides import MOST_ROWS, slides
from exports.report import Bullets, Picture
from tests.exports.asked import asked_of, with_rows
from views.finding import Table


@pytest.fixture(scope="module")
def report(small_published):
    return slides(asked_of(small_published))


def test_there_are_ten_and_each_says_one_finding_once(report):
    findings = [slide.finding for slide in report.slides]
    assert len(findings) == 10 == len(set(findings))
    assert all(finding and not finding.endswith(".") for finding in findings)


def test_each_shows_one_drawing_table_or_list_that_fits(report):
    for slide in report.slides:
        assert isinstance(slide.part, Picture | Table | Bullets)
        if isinstance(slide.part, Table):
            assert 0 < len(slide.part.rows) <= MOST_ROWS


def test_definition_and_source_stand_in_the_notes(report):
    for slide in report.slides[:-1]:
        assert "Quelle: " in slide.notes
    assert "gezählt: " in report.slides[0].notes


def test_a_slide_without_figures_falls_away(small_published):
    figure = small_published.table("figure")
    without = with_rows(small_published, "figure", figure.filter(~pl.col("measure").is_in(["gap", "cumulative_reach"])))
    assert len(slides(asked_of(without)).slides) == 8
