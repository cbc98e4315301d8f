"""Can an office calculate with the workbook, read what each figure means, and is everything in it to be seen?"""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import fastexcel
import polars as pl
import pytest
from pypdf import PdfReader

from exports import excel
from exports.content.figure_rows import measures_told
from exports.office.native import columns_of
from exports.office.sheet import unique_name
from exports.report import Picture, lines_of, pictures_of
from store.german import count_shown
from tests.exports.asked import tables_of, with_rows
from tests.exports.sample import DEMO, sample_report
from views.figures.reach import from_row
from views.figures.read import Figures
from views.finding import Cell, Chart, Series, Table, table_of
from views.words.cells import plain, sheet_format

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TRAPS = ("=1+1", "+49 551", "-5", "@SUMME(A1)", '=HYPERLINK("x")')


@pytest.fixture(scope="module")
def figures(small_published):
    return Figures(small_published)


@pytest.fixture(scope="module", params=[5, 60])
def made(request, figures, tmp_path_factory):
    report, path = sample_report(request.param), tmp_path_factory.mktemp("excel") / "tabellen.xlsx"
    excel.write(figures, report, path)
    return report, path


def read(path, name: str) -> list[tuple]:
    return fastexcel.read_excel(path).load_sheet(name, header_row=None).to_polars().rows()


def part(path, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(zipfile.ZipFile(path).read(name))


def test_every_chart_and_table_has_a_sheet_with_its_figures(made):
    report, path = made
    names = fastexcel.read_excel(path).sheet_names
    for shown in [*pictures_of(report), *tables_of(report)]:
        title = shown.title if isinstance(shown, Picture) else shown.caption
        rows = next(rows for name in names[1:] if (rows := read(path, name))[0][0] == title)
        flat = {str(cell) for row in rows for cell in row if cell is not None}
        if isinstance(shown, Table):
            assert {line[0] for line in lines_of(shown)} <= flat
            continue
        heads = next(row for row in reversed(rows) if columns_of(shown.chart)[0].name in row)
        body = rows[rows.index(heads) + 1 :]
        for column in columns_of(shown.chart):
            at = heads.index(column.name)
            assert [row[at] if row[at] is None else float(row[at]) for row in body] == list(column.values)


def test_the_chart_draws_the_cells_beside_it(made):
    """What the chart remembers of its cells is what stands in them."""
    _, path = made
    files = zipfile.ZipFile(path)
    charts = [name for name in files.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == len(pictures_of(made[0]))
    for name in charts:
        chart = ElementTree.fromstring(files.read(name))
        space = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
        for reference in chart.iterfind(".//c:ser/c:val/c:numRef", space):
            sheet, first, last = re.match(
                r"'(.+)'!\$(\w+\$\d+):\$(\w+\$\d+)", reference.find("c:f", space).text
            ).groups()
            column, row = ord(first[0]) - 65, int(first.split("$")[1]) - 1
            cells = [line[column] for line in read(path, sheet)[row : int(last.split("$")[1])]]
            remembered = {
                int(p.get("idx")): float(p.find("c:v", space).text)
                for p in reference.iterfind("c:numCache/c:pt", space)
                if p.find("c:v", space).text
            }
            assert remembered == {i: float(cell) for i, cell in enumerate(cells) if cell is not None}


def test_every_sheet_says_what_it_shows_and_where_it_comes_from(made):
    report, path = made
    for name in fastexcel.read_excel(path).sheet_names:
        text = " ".join(str(cell) for row in read(path, name)[:22] for cell in row if cell)
        assert DEMO in text and report.facts.edition in text and "gerundet" in text and report.facts.as_of in text, name


def test_nothing_is_hidden_and_the_heads_stay(made):
    _, path = made
    sheets = list(part(path, "xl/workbook.xml").find(f"{MAIN}sheets"))
    assert [sheet.get("state") for sheet in sheets] == [None] * len(sheets)
    for number in range(1, len(sheets) + 1):
        sheet = part(path, f"xl/worksheets/sheet{number}.xml")
        assert not [row for row in sheet.iter() if row.get("hidden")]
        assert number == 1 or sheet.find(f".//{MAIN}pane").get("state") == "frozen"


def test_the_contents_lead_to_every_sheet(made):
    _, path = made
    names = fastexcel.read_excel(path).sheet_names
    links = [link.get("location") for link in part(path, "xl/worksheets/sheet1.xml").iter(f"{MAIN}hyperlink")]
    assert links == [f"'{name}'!A1" for name in names[1:]]
    assert len({name.lower() for name in names}) == len(names) and max(map(len, names)) <= 31


def test_names_of_sheets_are_short_and_hold_nothing_that_is_forbidden():
    assert (
        unique_name(3, "Hilfen [§ 27]: ambulant/stationär? *alle* 'Angebote' der Stadt")
        == "3 Hilfen § 27 ambulant stationä"
    )
    assert unique_name(1, "x") != unique_name(2, "x")


def test_what_looks_like_a_formula_stays_a_text(figures, tmp_path):
    table = table_of("=1+1", ("+Kopf", "Zahl"), ((trap, trap) for trap in TRAPS))
    cells = tuple(Cell("number", 1, 1, mark=trap) for trap in TRAPS)
    chart = Picture("@x", "-y", Chart("bars", "=z", TRAPS, (Series("=s", cells),), alt="alt"))
    excel.write(figures, replace(sample_report(5), title="=1+1", content=(table, chart)), tmp_path / "f.xlsx")
    files = zipfile.ZipFile(tmp_path / "f.xlsx")
    sheets = [files.read(name) for name in files.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) > 3 and not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
    name = fastexcel.read_excel(tmp_path / "f.xlsx").sheet_names[1]
    assert [row[0] for row in read(tmp_path / "f.xlsx", name)[-5:]] == list(TRAPS)


def value(unit: str, amount: float, **more) -> Cell:
    return Cell(unit, amount, amount, **more)


@pytest.mark.parametrize(("cell", "wanted"), [
    (value("number", 1235), (1235, "#,##0")), (value("about", 1235, base=5), (1235, '"rund "#,##0')),
    (value("of_100", 0.284, digits=1), (28.4, "#,##0.0")), (value("number", -120), (-120, "#,##0")), (value("year", 2025), (2025, "0")),
    (value("rate", 0.398), (0.398, '#,##0.0"\u202f"%')), (Cell("of_100", 0.281, 0.287), (28, "#,##0")),
    (value("children", 1235, base=5), (1235, "#,##0")),
    (Cell("of_100", 0.28, 0.86), "28–86"), (Cell("of_100", state="protected"), "geschützt"), (Cell("of_100", 0.05), "mind. 5"),
    (value("about", 0, base=5), "0–4"), (value("about", 5, base=5), "1–9"), (value("children", 5, base=5), "unter 10"),
    (value("of_100", 0.002), "unter 1"), ("51.2", "51.2"), ("03155", "03155"), ("rund 5", "rund 5"), ("", ""),
])  # fmt: skip
def test_a_value_is_a_number_where_its_format_writes_what_a_reader_sees_and_words_stay_words(cell, wanted):
    assert (plain(cell) if isinstance(wanted, str) else (plain(cell), sheet_format(cell))) == wanted


def test_small_counts_stand_as_their_band_and_no_share_says_more_than_the_page(figures):
    told = {one.card["measure"]: one for one in measures_told(figures, sample_report(5))}["annual_reach"]
    seen = set()
    for raw, row in zip(told.rows.iter_rows(named=True), told.full().iter_rows(named=True), strict=True):
        reach, count = from_row(raw, 5), raw["numerator"]
        assert row["Kinder"] == (
            None if count is None else count_shown(count, 5).removeprefix("rund ").replace(".", "")
        )
        if not reach.shown:
            assert (row["Wert"], row["mindestens"], row["höchstens"]) == (None, None, None) and row["nicht gezeigt"]
        if reach.shown and reach.is_small:
            assert (row["Wert"], row["höchstens"], row["Zufall von"]) == (None, None, None)
        elif reach.is_value:
            assert row["Wert"] == raw["value"]
        seen.add((reach.state, reach.is_small, reach.is_value))
    assert len(seen) > 4


def test_a_workbook_for_the_public_leaves_sensitive_groups_to_the_district(small_published, figures, tmp_path):
    from store.audience import sensitive

    names = {figures.group[key]["name"] for key in sensitive(small_published)}
    rows = {
        a: pl.concat(
            [
                t.full().select("Gebiet", "Angebotsgruppe")
                for t in measures_told(figures, replace(sample_report(5), audience=a))
            ]
        )
        for a in ("intern", "oeffentlich")
    }
    district = figures.area_names[figures.district]
    below = {a: set(r.filter(pl.col("Gebiet") != district)["Angebotsgruppe"]) & names for a, r in rows.items()}
    assert below["oeffentlich"] == set() and below["intern"]


def test_it_opens_without_number_signs_instead_of_numbers(small_published, tmp_path, as_pdf):
    latest = small_published.table("figure").filter(pl.col("year") == 2025)
    excel.write(Figures(with_rows(small_published, "figure", latest)), sample_report(60), tmp_path / "o.xlsx")
    text = "".join(page.extract_text() for page in PdfReader(as_pdf(tmp_path / "o.xlsx")).pages)
    assert "###" not in text and "#NAME" not in text and "#REF" not in text and DEMO in text


def test_the_same_report_gives_the_same_bytes_and_the_file_names_the_office_alone(made, figures, tmp_path):
    report, path = made
    excel.write(figures, report, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()
    core = zipfile.ZipFile(path).read("docProps/core.xml").decode()
    assert "de-DE" in core and report.facts.office in core and "2026-09-30" in core
