"""What can be saved of a finding that a page shows?"""

import io

import pytest
from PIL import Image

from exports import saved
from store.published import Published
from views.blocks import childhood, gaps, reach
from views.figures.read import Figures
from views.finding import Finding
from views.words.cells import said


@pytest.fixture(scope="module")
def figures(small_published: Published) -> Figures:
    return Figures(small_published)


@pytest.fixture
def by_year(figures: Figures) -> Finding:
    return reach.by_year(figures, next(iter(figures.group)), figures.default_year, figures.district)


@pytest.mark.parametrize("ending", ["svg", "png", "csv"])
def test_a_file_is_named_by_its_title_and_says_demo(figures, by_year, ending):
    content, name = saved.of(figures, by_year, ending)
    assert name.startswith("DEMO_") and name.endswith(f"nachgewiesen.{ending}") and content


def test_a_picture_holds_title_source_stand_and_demo(figures, by_year):
    text = saved.of(figures, by_year, "svg")[0].decode()
    for told in ("DEMO – erfundene Zahlen", "nachgewiesen", "Quelle: ", "Datenstand "):
        assert told in text
    assert Image.open(io.BytesIO(saved.of(figures, by_year, "png")[0])).width >= 1200


def test_a_table_is_saved_with_the_values_of_the_page(figures, by_year):
    content, _ = saved.of(figures, by_year, "csv")
    rows = [line.split(";") for line in content.decode("utf-8-sig").splitlines()]
    assert [row[0] for row in rows[1:]] == [said(row.cells[0]) for row in by_year.table.rows]
    assert rows[0] == [column.head for column in by_year.table.columns]


def test_what_cannot_be_drawn_or_has_no_table_is_no_file(figures):
    assert saved.of(figures, Finding("x", "Ohne Zeichnung"), "png") is None
    assert saved.of(figures, Finding("x", "Ohne Tabelle"), "csv") is None
    map_ = gaps.on_the_map(figures, "kindertagespflege", 2025, figures.district)
    assert saved.of(figures, map_, "svg") is None


def test_a_curve_and_a_funnel_have_pictures(figures):
    funnel = gaps.funnel(figures, "kindertagespflege", 2025, figures.district)
    curve = childhood.curve(figures, "hze_31", 2025, figures.district)
    assert all(saved.of(figures, told, "png") for told in (funnel, curve))
