"""What does a file give away besides what it shows? Every format is opened to its last entry and searched."""

from __future__ import annotations

import getpass
import io
import re
import socket
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest
from pypdf import PdfReader

from exports import bundle, csv
from exports.office.native import columns_of
from exports.report import Picture, pictures_of
from store.audience import for_audience
from store.published import open_published
from tests.exports.sample import sample_report
from views.figures.read import Figures
from views.finding import Cell, Chart, Series

PLANTED = 3571.0  # the width of a range, which no page and no file may tell
MAKERS = rb"Steve Canny|python-pptx|python-docx|Verfasserin"
PLACES = rb"(?<![\w./:])/(?:work|tmp|root|home|Users|usr|var)/|[A-Z]:\\\\|file://"
ZIPPED = (".docx", ".pptx", ".xlsx", ".zip")


def entries(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Every entry of a file, also of the workbooks behind charts."""
    if not name.endswith(ZIPPED):
        yield name, content
        return
    files = zipfile.ZipFile(io.BytesIO(content))
    for inner in files.namelist():
        yield from (
            entries(f"{name}!{inner}", files.read(inner))
            if inner.endswith(ZIPPED)
            else [(f"{name}!{inner}", files.read(inner))]
        )


@pytest.fixture(scope="module")
def published(small_store):
    return open_published(small_store)


@pytest.fixture(scope="module")
def made(published, tmp_path_factory) -> dict[str, bytes]:
    """All formats in one bundle; one chart holds a wide range and a hidden figure."""
    folder = tmp_path_factory.mktemp("attack")
    figures = Figures(published)
    cells = (Cell("children", state="protected"), Cell("children", 1240.0, 1240.0 + PLANTED))
    series = (Series("Kinder", cells, "proved"),)
    alt = "Eine Spanne und ein geschützter Wert."
    picture = Picture("Spanne", "", Chart("columns", "Kinder", ("2024", "2025"), series, alt=alt))
    reports = [sample_report(5), sample_report(5, kind="folien")]
    reports = [
        replace(reports[0], content=(*reports[0].content, picture)),
        replace(reports[1], slides=(*reports[1].slides, replace(reports[1].slides[0], part=picture))),
    ]
    bundle.write(figures, reports, folder / "alles.zip")
    return dict(entries("alles.zip", (folder / "alles.zip").read_bytes()))


def test_all_formats_are_searched(made):
    endings = {name.rsplit("!", 1)[-1].rsplit(".", 1)[-1] for name in made}
    assert {"pdf", "xml", "csv", "svg", "png", "html"} <= endings
    assert sum(".xlsx!xl/workbook.xml" in name for name in made) > len(pictures_of(sample_report(5, kind="folien")))


def test_no_file_names_a_machine_a_person_or_a_place_on_a_disk(made):
    here = rb"|".join(re.escape(name.encode()) for name in {socket.gethostname(), str(Path.cwd())} if len(name) > 4)
    user = getpass.getuser().encode()
    for name, content in made.items():
        if name.endswith((".png", ".bin", ".jpeg")):
            continue
        assert not re.search(rb"(?:" + MAKERS + rb"|" + PLACES + rb"|" + here + rb")", content), name
        assert not re.search(rb"(?:creator|lastModifiedBy|Author)[^<(]*[<(>]+" + re.escape(user), content), name


def test_the_author_of_every_file_is_the_office_and_its_time_the_stand(made):
    core = {name: content.decode() for name, content in made.items() if name.endswith("docProps/core.xml")}
    assert len(core) > 4
    for name, text in core.items():
        authors = re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]*)<", text)
        assert set(authors) <= {"Jugendamt Landkreis Northeim", ""} and authors, name
        assert set(re.findall(r"\d{4}-\d\d-\d\dT", text)) <= {"2026-09-30T"}, name
    pdf = next(content for name, content in made.items() if name.endswith(".pdf"))
    about = PdfReader(io.BytesIO(pdf)).metadata
    assert "Jugendamt" in str(about.author) and "2026" in str(about.get("/CreationDate"))


def test_nothing_is_hidden_linked_or_remarked(made):
    odd = r"comments?\d*\.xml|externalLink|vbaProject|customXml|docProps/custom|printerSettings|thumbnail|commentAuthors|activeX"
    assert [name for name in made if re.search(odd, name)] == []
    for name, content in made.items():
        if name.endswith(".xml"):
            assert not re.search(
                rb'state="(?:very)?[hH]idden"| hidden="1"|show="0"|<w:vanish|<w:ins |<w:del ', content
            ), name
        if name.endswith(".rels"):
            assert b'TargetMode="External"' not in content, name


def test_no_sheet_calculates(made):
    sheets = [content for name, content in made.items() if re.search(r"xl/worksheets/sheet\d+\.xml$", name)]
    assert len(sheets) > 10 and not any(re.search(rb"<f[ >]", sheet) for sheet in sheets)


def test_a_hidden_figure_is_no_zero_and_the_width_of_a_range_is_nowhere(made):
    """A chart keeps a copy of its numbers: there, too, a hidden figure is nothing at all."""
    caches = 0
    space = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
    for name, content in made.items():
        if not re.search(r"charts/chart\d+\.xml$", name) or b"1240" not in content:
            continue
        for cache in ElementTree.fromstring(content).iterfind(".//c:val//c:numCache", space):
            caches += 1
            assert [int(point.get("idx")) for point in cache.iterfind("c:pt", space)] == [1], name
    assert caches == 4
    texts = {name: content for name, content in made.items() if name.endswith((".xml", ".csv", ".html", ".svg"))}
    width = re.compile(rb"(?<![\d.,#-])3[.,]?571(?![\d])")
    assert [name for name, content in texts.items() if width.search(content)] == []


def test_every_number_behind_a_chart_is_one_of_the_report(made):
    told = {
        value
        for report in (sample_report(5), sample_report(5, kind="folien"))
        for picture in pictures_of(report)
        for column in columns_of(picture.chart)
        for value in column.values
    }
    told |= {1240.0, 1240.0 + PLANTED}
    found = set()
    for name, content in made.items():
        if re.search(r"charts/chart\d+\.xml$", name):
            found |= {
                float(value)
                for value in re.findall(
                    rb"<c:v>(-?[\d.]+)</c:v>", b"".join(re.findall(rb"<c:val>.*?</c:val>", content, re.S))
                )
            }
    assert len(found) > 30 and {round(value, 6) for value in found} <= {
        round(value, 6) for value in told if value is not None
    }


def test_tables_of_figures_hold_no_small_count_and_nothing_beside_a_hidden_one(made):
    checked = 0
    for name, content in made.items():
        if "Kennzahl_Reichweite" not in name:
            continue
        rows = pl.read_csv(io.BytesIO(content), separator=";", infer_schema=False)
        counts = [count for count in rows["Kinder"].to_list() if count]
        assert all(count in ("0–4", "1–9") or (int(count) >= 10 and int(count) % 5 == 0) for count in counts)
        hidden = rows.filter(pl.col("nicht gezeigt").is_in(["geschützt", "keine Daten", "trifft nicht zu"]))
        values = hidden.select(pl.col("^(Kinder|Wert|mindestens|höchstens|(Zufall|geschätzt) (von|bis))$"))
        assert values.select(pl.all().fill_null("").str.len_chars().sum()).sum_horizontal().item() == 0
        checked += hidden.height
    assert checked > 10


def test_a_file_for_the_public_holds_no_sensitive_group_below_the_district(published):
    figures = Figures(published)  # as a careless caller would pass it
    report = replace(sample_report(5), audience="oeffentlich", content=(), slides=())
    public = for_audience(published, "oeffentlich").table("figure").height
    lines = sum(
        content.count(b"\r\n") - 1 for name, content in csv.files(figures, report).items() if "Kennzahl" in name
    )
    assert lines == public < published.table("figure").height
