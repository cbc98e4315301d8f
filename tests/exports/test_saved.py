"""What can be saved of a finding that a page shows?"""

import io
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from exports import saved
from measures.engine.attack import handover
from store import ledger
from store.published import Published
from views.blocks import childhood, gaps, reach
from views.figures.read import Figures, showing
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
    assert name.startswith("DEMO_") and name.endswith(f"gezaehlt.{ending}") and content


def test_a_picture_holds_title_source_stand_and_demo(figures, by_year):
    text = saved.of(figures, by_year, "svg")[0].decode()
    for told in ("DEMO – erfundene Zahlen", "gezählt", "Quelle: ", "Datenstand "):
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


# ── The ledger ──────────────────────────────────────────────────────────────────────────────────

TODAY = date(2026, 11, 28)
ROOT = Path(saved.__file__).parents[1]


def test_each_file_of_a_finding_is_entered_as_given_to_the_office(figures, by_year, tmp_path, monkeypatch):
    monkeypatch.setenv("REICHWEITE_STORE", str(tmp_path))
    for ending in ("png", "svg", "csv"):
        with showing("2026" if ending == "csv" else ""):
            assert saved.handed_out(figures, by_year, ending, TODAY) == saved.of(figures, by_year, ending)
    found = [(line.form, line.audience, line.version, line.edition) for line in ledger.lines(tmp_path)]
    assert found == [("png", "intern", 1, ""), ("svg", "intern", 1, ""), ("csv", "intern", 1, "2026")]
    assert saved.handed_out(figures, Finding("x", "Ohne Zeichnung"), "png", TODAY) is None
    assert len(ledger.lines(tmp_path)) == 3


def test_a_picture_of_figures_that_were_given_before_is_attacked_no_more(figures, by_year, tmp_path, monkeypatch):
    monkeypatch.setenv("REICHWEITE_STORE", str(tmp_path))
    saved.handed_out(figures, by_year, "png", TODAY)
    monkeypatch.setattr(handover, "_compared", lambda *_: pytest.fail("attacked again"))
    saved.handed_out(figures, by_year, "svg", TODAY)
    assert [line.form for line in ledger.lines(tmp_path)] == ["png", "svg"]


def test_no_page_offers_a_file_of_figures_past_the_ledger():
    """A download that a page makes itself; of one finding the front door alone makes files. The letters of Lieferung hold none."""
    pages = {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in (ROOT / "pages").rglob("*.py")}
    offering = {name for name, text in pages.items() if "download_button" in text}
    assert offering == {"pages/daten/lieferung.py", "pages/leitung/strategiepapier.py"}
    assert "hand_over(" in pages["pages/leitung/strategiepapier.py"]
    assert "files.handed_out(" in (ROOT / "dashboard.py").read_text("utf-8")
