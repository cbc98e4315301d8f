"""Can an office go on working with the slides: charts that open with their numbers, nothing off the slide, nothing lost?"""

from __future__ import annotations

import io
from dataclasses import replace

import fastexcel
import pytest
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pypdf import PdfReader

from exports import powerpoint
from exports.office.native import categories_of, columns_of
from exports.report import Bullets, Picture, Slide, heads_of, lines_of
from store.profile import ProfileProblem
from tests.exports.sample import (
    DEMO,
    LONG_NAMES,
    curve_chart,
    gaps_chart,
    lines_chart,
    sample_report,
    wide_table,
)
from views.finding import Cell, Chart, Series, Table


def report_of(rows: int, *, demo: bool = True):
    """Ten kinds of slides: every chart, a long and a wide table, a list."""
    report = sample_report(rows, demo, kind="folien")
    more = [
        Slide(f"Befund {n}", part, "", "Definition: so gezählt.")
        for n, part in enumerate([gaps_chart(), curve_chart(), wide_table()])
    ]
    return replace(report, slides=(*report.slides, *more))


@pytest.fixture(scope="module", params=[5, 60])
def made(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("slides") / "folien.pptx"
    report = report_of(request.param)
    powerpoint.write(report, path)
    return report, path, Presentation(str(path))


def charts(slides) -> list:
    return [shape for slide in slides.slides for shape in slide.shapes if shape.has_chart]


def tables(slides) -> list:
    return [shape.table for slide in slides.slides for shape in slide.shapes if shape.has_table]


# ── What is drawn is what was published ──────────────────────────────────────────────────────────


def test_chart_and_the_sheet_behind_it_hold_the_figures_of_the_report(made):
    report, _, slides = made
    wanted = {}
    for chart in (slide.part.chart for slide in report.slides if isinstance(slide.part, Picture)):
        for column in columns_of(chart):
            rows = zip(categories_of(chart), column.values, strict=True)
            wanted[chart.alt, column.name] = sorted(rows, key=str)
    drawn, behind = {}, {}
    for shape in charts(slides):
        alt = shape._element.nvGraphicFramePr.cNvPr.get("descr").removesuffix(f" {DEMO}")
        sheet = fastexcel.read_excel(shape.chart.part.chart_workbook.xlsx_part.blob).load_sheet(0).to_polars()
        names = list(shape.chart.plots[0].categories)
        assert sheet.to_series(0).to_list() == [str(name) for name in names]
        for series in shape.chart.plots[0].series:
            drawn.setdefault((alt, series.name), []).extend(zip(names, series.values, strict=True))
            behind.setdefault((alt, series.name), []).extend(zip(names, sheet[series.name], strict=True))
    assert {key: sorted(rows, key=str) for key, rows in drawn.items()} == wanted
    assert {key: [(n, v) for n, v in rows] for key, rows in behind.items()} == drawn


def test_a_range_is_told_by_its_ends_and_never_by_its_width():
    chart = Chart("columns", "von 100", ("2025",), (Series("", (Cell("of_100", 0.28, 0.86),), "proved"),))
    assert [(c.name, c.values) for c in columns_of(chart)] == [
        ("möglich (höchstens)", (86.0,)),
        ("gezählt (mindestens)", (28.0,)),
    ]


def test_every_word_beside_a_category_stands_in_the_chart(made):
    _, path, slides = made
    for shape in charts(slides):
        text = "".join(shape.chart._chartSpace.itertext())
        assert "nan" not in text.lower()
    told = {t for shape in charts(slides) for t in shape.chart._chartSpace.xpath(".//c:dLbl//a:t/text()")}
    assert {"120 (belastbar)", "90 mehr (unsicher)", "45–52"} <= told
    assert any("geschützt" in name for shape in charts(slides) for name in shape.chart.plots[0].categories)


def test_all_rows_of_a_long_table_stand_on_slides_once_and_each_slide_repeats_the_heads(made):
    report, _, slides = made
    long = next(slide.part for slide in report.slides if isinstance(slide.part, Table))
    found = [table for table in tables(slides) if table.cell(0, 0).text == heads_of(long)[0]]
    rows = [tuple(cell.text for cell in row.cells) for table in found for row in list(table.rows)[1:]]
    assert rows == list(lines_of(long))
    assert all(
        tuple(cell.text for cell in table.rows[0].cells) == heads_of(long) and table.first_row for table in found
    )


# ── What every slide says ────────────────────────────────────────────────────────────────────────


def test_every_slide_has_a_title_a_footer_a_number_and_notes_with_the_source(made):
    report, _, slides = made
    for number, slide in enumerate(slides.slides):
        assert slide.shapes.title.text_frame.text
        kinds = {place.placeholder_format.type: place for place in slide.placeholders}
        assert (
            report.facts.edition in kinds[KIND.FOOTER].text_frame.text
            and report.facts.as_of in kinds[KIND.FOOTER].text_frame.text
        )
        assert KIND.SLIDE_NUMBER in kinds
        if number:
            notes = slide.notes_slide.notes_text_frame.text
            assert report.facts.source in notes and report.facts.selection in notes and report.facts.protection in notes


def test_demo_stands_on_every_slide_and_in_every_chart_and_nowhere_else(made, tmp_path):
    _, _, slides = made
    assert all(DEMO in [s.text_frame.text for s in slide.shapes if s.has_text_frame] for slide in slides.slides)
    assert [shape.chart.chart_title.text_frame.text for shape in charts(slides)] == [DEMO] * len(charts(slides))
    powerpoint.write(report_of(5, demo=False), tmp_path / "real.pptx")
    real = Presentation(str(tmp_path / "real.pptx"))
    words = [shape.text_frame.text for slide in real.slides for shape in slide.shapes if shape.has_text_frame]
    assert not any("DEMO" in text for text in words) and not any(shape.chart.has_title for shape in charts(real))


def test_pictures_and_tables_have_words_for_those_who_cannot_see(made):
    _, _, slides = made
    frames = [s for slide in slides.slides for s in slide.shapes if s.has_chart or s.has_table]
    assert frames and all(len(s._element.nvGraphicFramePr.cNvPr.get("descr")) > 15 for s in frames)


def test_a_break_stands_before_its_year(tmp_path):
    powerpoint.write(replace(report_of(5), slides=(Slide("b", lines_chart()),)), tmp_path / "b.pptx")
    slide = Presentation(str(tmp_path / "b.pptx")).slides[1]
    line = next(shape for shape in slide.shapes if shape.name == "Reihenbruch 2022")
    chart = next(shape for shape in slide.shapes if shape.has_chart)
    x, width = (float(chart.chart._chartSpace.xpath(f"c:chart/c:plotArea/c:layout//c:{name}/@val")[0]) for name in "xw")
    assert line.left == pytest.approx(chart.left + chart.width * (x + width * 14 / 18), abs=chart.width / 500)


# ── It fits ──────────────────────────────────────────────────────────────────────────────────────


def test_nothing_lies_beyond_the_slide_or_on_the_footer(made):
    _, _, slides = made
    for slide in slides.slides:
        foot = next(p.top for p in slide.placeholders if p.placeholder_format.type == KIND.FOOTER)
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= slides.slide_width
            if shape.has_chart or shape.has_table:
                assert shape.top > slide.shapes.title.top and shape.top + shape.height <= foot - 300_000


def test_it_opens_in_the_office_suite_and_the_words_stay_on_their_slides(made, as_pdf):
    _, path, slides = made
    reader = PdfReader(as_pdf(path))
    assert len(reader.pages) == len(slides.slides)
    for page, slide in zip(reader.pages, slides.slides, strict=True):
        words = " ".join(page.extract_text().split())
        assert " ".join(slide.shapes.title.text_frame.text.split())[:40] in words and DEMO[:30] in words
        for table in (shape.table for shape in slide.shapes if shape.has_table):
            last = [cell.text for cell in list(table.rows)[-1].cells]
            assert last[2] in words


def test_a_long_list_of_points_is_shared_out(tmp_path):
    points = tuple(f"Punkt {n}: {LONG_NAMES[n % 12]}" for n in range(20))
    powerpoint.write(replace(report_of(5), slides=(Slide("Offen", Bullets(points)),)), tmp_path / "l.pptx")
    slides = Presentation(str(tmp_path / "l.pptx")).slides
    told = [p.text for s in list(slides)[1:-1] for p in s.placeholders[1].text_frame.paragraphs]
    assert tuple(told) == points and slides[1].shapes.title.text_frame.text == "Offen (1 von 4)"


# ── The office's own template ────────────────────────────────────────────────────────────────────


@pytest.fixture
def profile(tmp_path, monkeypatch):
    """A profile with the folder for templates."""
    (tmp_path / "vorlagen").mkdir()
    (tmp_path / "amt.toml").write_text('[amt]\nname = "A"\nschluessel = "1"\n[schutz]\nbasis = 5\n', encoding="utf-8")
    monkeypatch.setenv("REICHWEITE_PROFILE", str(tmp_path))
    return tmp_path


def test_the_template_of_the_office_is_used_without_its_slides(profile):
    own = Presentation()
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "Blindtext"
    own.core_properties.author = "Verfasserin"
    own.save(str(profile / "vorlagen" / "folien.pptx"))
    powerpoint.write(report_of(60), profile / "o.pptx")
    made = Presentation(str(profile / "o.pptx"))
    assert (made.slide_width, made.slide_height) == (own.slide_width, own.slide_height)
    assert not any("Blindtext" in "".join(slide._element.itertext()) for slide in made.slides)
    assert b"Verfasserin" not in (profile / "o.pptx").read_bytes() and made.core_properties.author != "Verfasserin"
    for slide in made.slides:
        assert all(s.left + s.width <= made.slide_width for s in slide.shapes if s.has_chart or s.has_table)


def test_a_template_that_lacks_a_layout_or_is_no_presentation_says_what_to_do(profile):
    own = Presentation()
    for layout in list(own.slide_layouts)[1:]:
        own.slide_layouts.remove(layout)
    own.save(str(profile / "vorlagen" / "folien.pptx"))
    with pytest.raises(ProfileProblem, match="Folienmaster"):
        powerpoint.write(report_of(5), profile / "o.pptx")
    (profile / "vorlagen" / "folien.pptx").write_bytes(b"kein Foliensatz")
    with pytest.raises(ProfileProblem, match=r"vorlagen/folien\.pptx: .*neu speichern"):
        powerpoint.write(report_of(5), profile / "o.pptx")


def test_the_same_report_gives_the_same_bytes(made, tmp_path):
    report, path, _ = made
    powerpoint.write(report, tmp_path / "again.pptx")
    assert (tmp_path / "again.pptx").read_bytes() == path.read_bytes()
    assert Presentation(io.BytesIO(path.read_bytes())).core_properties.language == "de-DE"
