"""Can an office go on writing in the Word document, in its own template, and is there nothing in it but the report?"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor
from PIL import Image
from pypdf import PdfReader

from exports import word
from exports.drawing.picture import svgs
from exports.report import Bullets, Heading, Paragraph, heads_of, lines_of, pictures_of
from store.profile import ProfileProblem
from tests.exports.asked import tables_of
from tests.exports.pages import of_the_table, texts, words_beyond
from tests.exports.sample import DEMO, sample_report


@pytest.fixture(scope="module", params=[("strategiepapier", 60), ("briefing", 5), ("folien", 5)],
                ids=lambda size: f"{size[0]}-{size[1]}")  # fmt: skip
def made(request, tmp_path_factory):
    """The report and its path, written without a template of an office."""
    report = sample_report(request.param[1], kind=request.param[0])
    path = tmp_path_factory.mktemp("word") / f"{report.kind}.docx"
    word.write(report, path)
    return report, path


@pytest.fixture(scope="module")
def opened(made, as_pdf):
    """The same report as LibreOffice shows it: its pages and their words."""
    reader = PdfReader(as_pdf(made[1]))
    return made[0], reader, texts(reader)


@pytest.fixture
def template(tmp_path) -> Path:
    """Another office's template: narrow page, own heading, own head, few styles, and traces of its author."""
    own = docx.Document()
    page = own.sections[0]
    page.page_width, page.page_height, page.left_margin, page.right_margin = Mm(210), Mm(297), Mm(40), Mm(30)
    page.header.paragraphs[0].text = "Kreis Anderswo – Der Landrat"
    own.styles["Heading 1"].font.color.rgb = RGBColor(200, 0, 0)
    for name in ("Caption", "List Bullet", "Quote", "TOC Heading"):
        own.styles[name].delete()
    own.core_properties.author = own.core_properties.last_modified_by = "Verfasserin der Vorlage"
    own.add_paragraph("Blindtext der Vorlage")
    path = tmp_path / "word.docx"
    own.save(str(path))
    return path


def body_of(path: Path) -> str:
    return zipfile.ZipFile(path).read("word/document.xml").decode()


# ── What a reader sees ───────────────────────────────────────────────────────────────────────────


def test_it_opens_and_every_page_says_edition_stand_and_demo(opened):
    report, reader, pages = opened
    assert all(f"{report.facts.edition} · Stand {report.facts.as_of}" in page and DEMO in page for page in pages)
    assert [f"Seite {n} von {len(pages)}" in page for n, page in enumerate(pages, start=1)] == [True] * len(pages)
    assert words_beyond(reader, side=62, top=20, bottom=18) == []


def test_a_table_repeats_its_head_and_no_caption_stands_alone(opened):
    report, _, pages = opened
    for table in tables_of(report):
        first = next(page for page in pages if re.search(rf"Tabelle \d+: {re.escape(table.caption)}", page))
        assert " ".join(heads_of(table)) in first and lines_of(table)[0][-1] in first.split(table.caption)[1]
    long = next(table for table in tables_of(report) if table.caption.startswith("Nutzung"))
    assert all(" ".join(heads_of(long)) in page for page in of_the_table(long, pages))


def test_no_page_is_empty(opened):
    report, reader, pages = opened
    facts = report.facts
    frame = f"{facts.office} {facts.edition} · Stand {facts.as_of} {DEMO} {report.title} Seite 10 von 10"
    empty = [
        page
        for page, words in zip(reader.pages, pages, strict=True)
        if len(words) < len(frame) + 20 and not page.images
    ]
    assert empty == []


# ── What Word knows of it ────────────────────────────────────────────────────────────────────────


def test_headings_captions_and_bullets_are_real(made):
    report, path = made
    lines = docx.Document(str(path)).paragraphs
    headings = [part for part in report.parts if isinstance(part, Heading)]
    said = [f"{part.number} {part.text}".strip() for part in headings] + [slide.finding for slide in report.slides]
    assert [line.text for line in lines if line.style.name.startswith("Heading")] == said
    captions = [line.text for line in lines if line.style.name == "Caption"]
    assert sorted(text.partition(": ")[2] for text in captions) == sorted(
        [picture.title for picture in pictures_of(report)] + [table.caption for table in tables_of(report)]
    )
    for kind in ("Abbildung", "Tabelle"):
        numbers = [text.partition(":")[0] for text in captions if text.startswith(kind)]
        assert numbers == [f"{kind} {n + 1}" for n in range(len(numbers))]
        assert body_of(path).count(f"SEQ {kind} ") == len(numbers)
    bullets = [text for part in report.parts if isinstance(part, Bullets) for text in part.lines]
    shown = [line.text for line in lines if line.style.name == "List Bullet"]
    assert shown[: len(bullets)] == bullets


def test_every_table_has_a_repeated_head_and_whole_rows_within_the_page(made):
    report, path = made
    document = docx.Document(str(path))
    page = document.sections[0]
    room = (page.page_width - page.left_margin - page.right_margin) / 635  # EMU → twips
    for told, table in zip(tables_of(report), document.tables, strict=True):
        rows = table._tbl.tr_lst
        assert [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows] == [True] + [False] * len(
            told.rows
        )
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
        assert sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid) <= room + len(told.columns)
        assert [["".join(text.text for text in cell.iter(qn("w:t"))) for cell in row.tc_lst] for row in rows] == [
            list(heads_of(told)),
            *map(list, lines_of(told)),
        ]


def test_pictures_stand_in_the_line_are_sharp_and_say_what_they_show(made):
    report, path = made
    body = docx.Document(str(path)).element.body
    assert not list(body.iter(qn("wp:anchor")))
    alternatives = [shape.get("descr") for shape in body.iter(qn("wp:docPr"))]
    wanted = [
        alt
        for chart in [picture.chart for picture in pictures_of(report)]
        for alt in [chart.alt] + [f"{chart.alt} (Fortsetzung)"] * (len(svgs(chart)) - 1)
    ]
    assert alternatives == wanted
    files = zipfile.ZipFile(path)
    widths = {Image.open(io.BytesIO(files.read(name))).width for name in files.namelist() if name.endswith(".png")}
    assert all(width == pytest.approx(160 / 25.4 * 300, abs=2) for width in widths)


def test_the_contents_are_filled_and_lead_to_their_headings(tmp_path):
    report = sample_report(5)
    word.write(report, tmp_path / "paper.docx")
    lines = docx.Document(str(tmp_path / "paper.docx")).paragraphs
    told = [line for line in lines if line.style.name in ("toc 1", "toc 2")]
    wanted = [f"{part.number} {part.text}" for part in report.parts if isinstance(part, Heading) and part.level < 3]
    assert [line.text for line in told] == wanted
    body = body_of(tmp_path / "paper.docx")
    anchors = re.findall(r'<w:hyperlink w:anchor="(\w+)"', body)
    assert set(anchors) <= set(re.findall(r'<w:bookmarkStart [^>]*w:name="(\w+)"', body)) and len(set(anchors)) == len(
        wanted
    )
    assert body.count('w:fldCharType="begin"') == body.count('w:fldCharType="end"')


def test_the_language_is_german_everywhere(made):
    files = zipfile.ZipFile(made[1])
    everything = " ".join(files.read(name).decode() for name in files.namelist() if name.endswith(".xml"))
    assert 'w:val="de-DE"' in files.read("word/styles.xml").decode()
    assert "en-US" not in everything and "<dc:language>de-DE</dc:language>" in everything
    assert "<w:autoHyphenation" in files.read("word/settings.xml").decode()


# ── What else is in the file ─────────────────────────────────────────────────────────────────────


def test_the_file_names_the_office_and_nobody_and_nothing_else(made, tmp_path):
    report, path = made
    core = docx.Document(str(path)).core_properties
    assert (core.author, core.last_modified_by, core.title) == (report.facts.office, report.facts.office, report.title)
    files = zipfile.ZipFile(path)
    assert not [name for name in files.namelist() if "thumbnail" in name or "customXml" in name or "comments" in name]
    everything = b" ".join(files.read(name) for name in files.namelist())
    for trace in (str(Path.home()), str(Path.cwd()), "python-docx", "Macintosh", "rsidRoot"):
        assert trace.encode() not in everything
    word.write(report, tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == path.read_bytes()


def test_real_figures_carry_no_demo(tmp_path):
    word.write(sample_report(5, demo=False), tmp_path / "real.docx")
    files = zipfile.ZipFile(tmp_path / "real.docx")
    parts = [files.read(name).decode() for name in files.namelist() if name.endswith(".xml")]
    assert not any("DEMO –" in part for part in parts)


def test_signs_of_markup_stay_words(tmp_path):
    report = replace(sample_report(5), content=(Heading(1, "A & B <c>"), Paragraph('Ein „Satz“ mit & und "<d>".')))
    word.write(report, tmp_path / "odd.docx")
    lines = [line.text for line in docx.Document(str(tmp_path / "odd.docx")).paragraphs]
    assert lines.count("A & B <c>") == 2 and 'Ein „Satz“ mit & und "<d>".' in lines


# ── The office's own template ────────────────────────────────────────────────────────────────────


def test_in_another_offices_template_it_looks_like_that_office(template, tmp_path, as_pdf):
    report = sample_report(60)
    word.write(report, tmp_path / "own.docx", template=template)
    document = docx.Document(str(tmp_path / "own.docx"))
    assert document.styles["Heading 1"].font.color.rgb == RGBColor(200, 0, 0)
    head = [line.text for line in document.sections[0].header.paragraphs]
    assert head[0] == "Kreis Anderswo – Der Landrat" and head[-1] == DEMO
    assert "Blindtext" not in body_of(tmp_path / "own.docx")
    room = Mm(140)
    assert all(shape.width <= room for shape in document.inline_shapes)
    assert all(
        sum(int(c.get(qn("w:w"))) for c in table._tbl.tblGrid) * 635 <= room + 20 * 635 for table in document.tables
    )
    reader = PdfReader(as_pdf(tmp_path / "own.docx"))
    assert all("Der Landrat" in page and DEMO in page for page in texts(reader))
    assert words_beyond(reader, side=80, top=20, bottom=18) == []


def test_who_wrote_the_template_stays_unknown(template, tmp_path):
    word.write(sample_report(5), tmp_path / "own.docx", template=template)
    files = zipfile.ZipFile(tmp_path / "own.docx")
    assert not any(b"Verfasserin" in files.read(name) for name in files.namelist())


def test_the_template_lies_in_the_profile(template, tmp_path, monkeypatch):
    profile = tmp_path / "profile"
    (profile / "vorlagen").mkdir(parents=True)
    (profile / "amt.toml").write_text('[amt]\nname = "A"\nschluessel = "1"\n[schutz]\nbasis = 5\n', encoding="utf-8")
    monkeypatch.setenv("REICHWEITE_PROFILE", str(profile))
    assert word.office_template() is None
    (profile / "vorlagen" / "word.docx").write_bytes(template.read_bytes())
    word.write(sample_report(5), tmp_path / "own.docx")
    assert "Kreis Anderswo" in docx.Document(str(tmp_path / "own.docx")).sections[0].header.paragraphs[0].text


def test_a_template_that_cannot_be_read_is_named_with_what_to_do(tmp_path):
    broken = tmp_path / "word.docx"
    broken.write_bytes(b"no document")
    with pytest.raises(ProfileProblem, match=r"vorlagen/word\.docx ist nicht lesbar.*\.docx ablegen"):
        word.write(sample_report(5), tmp_path / "own.docx", template=broken)
