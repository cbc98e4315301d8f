"""Do the plain tables open in a German spreadsheet, with the same figures, and can no cell be counted out?"""

from __future__ import annotations

import csv as reading
import io
import zipfile
from dataclasses import replace

import polars as pl
import pytest

from exports import csv
from exports.content.figure_rows import measures_told
from exports.office.native import columns_of
from exports.report import Picture, heads_of, lines_of, pictures_of
from tests.exports.asked import tables_of
from tests.exports.sample import DEMO, sample_report
from views.figures.read import Figures
from views.finding import Cell, Chart, Series, table_of


@pytest.fixture(scope="module")
def figures(small_published):
    return Figures(small_published)


@pytest.fixture(scope="module")
def made(figures, tmp_path_factory):
    path = tmp_path_factory.mktemp("csv") / "t.zip"
    csv.write(figures, sample_report(60), path)
    files = zipfile.ZipFile(path)
    return {name: files.read(name) for name in files.namelist()}


def rows(content: bytes) -> list[list[str]]:
    return list(reading.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_every_file_begins_with_a_byte_order_mark_and_ends_its_lines_as_windows_does(made):
    assert all(
        content.startswith(b"\xef\xbb\xbf") and not content.startswith(b"\xef\xbb\xbf\xef") for content in made.values()
    )
    assert all(content.count(b"\n") == content.count(b"\r\n") > 0 for content in made.values())


def test_a_chart_and_a_table_are_written_as_they_are_shown(made):
    report = sample_report(60)
    written = [rows(content) for name, content in made.items() if name.startswith("DEMO_0")]
    for chart in [picture.chart for picture in pictures_of(report)]:
        table = next(
            table
            for table in written
            if [line[0] for line in table[1:]] == list(chart.categories) and columns_of(chart)[0].name in table[0]
        )
        for column in columns_of(chart):
            cells = [line[table[0].index(column.name)] for line in table[1:]]
            assert [float(cell.replace(",", ".")) if cell else None for cell in cells] == pytest.approx(
                list(column.values)
            )
    for table in tables_of(report):
        assert [list(heads_of(table)), *map(list, lines_of(table))] in written


def test_every_published_figure_of_a_measure_is_there_with_a_decimal_comma(made, figures):
    for told in measures_told(figures, sample_report(60)):
        table = rows(made[csv.file_name(f"Kennzahl {told.label}", sample_report(60).facts)])
        at = table[0].index("Wert")
        values = [float(line[at].replace(",", ".")) if line[at] else None for line in table[1:]]
        assert values == pytest.approx(told.full()["Wert"].to_list(), abs=1e-6)
        assert not any("." in line[at] for line in table[1:]) and len(table) == told.rows.height + 1


def test_what_a_measure_tells_apart_is_said_in_german(made, figures):
    """The keys of the figure table are words of the program."""
    told = {told.label: told.full() for told in measures_told(figures, sample_report(60))}
    keys = {*figures.published.table("figure")["quantity"].drop_nulls(), "children", "families", "constant", "trend"}
    for column in ("Merkmal", "Zähleinheit", "Annahme"):
        said = {word for rows in told.values() if column in rows.columns for word in rows[column].drop_nulls()}
        assert said and not said & keys


def test_what_a_spreadsheet_would_count_out_gets_an_apostrophe(figures):
    traps = ("=1+1", "+49", "-5", "@x", "\tx", 'ein; "Wort"')
    table = table_of("Fallen", ("=Kopf", "b"), ((trap, "1") for trap in traps))
    chart = Picture("c", "", Chart("bars", "", ("=1",), (Series("s", (Cell("number", 1, 1),)),)))
    made = csv.files(figures, replace(sample_report(5), content=(table, chart)))
    told = rows(made["DEMO_01_Fallen.csv"])
    assert [line[0] for line in told] == ["'=Kopf", "'=1+1", "'+49", "'-5", "'@x", "'\tx", 'ein; "Wort"']
    assert rows(made["DEMO_02_c.csv"])[1][0] == "'=1"


def test_names_of_offers_in_the_figures_are_guarded_too(figures, monkeypatch):
    told = measures_told(figures, sample_report(5))[0]
    monkeypatch.setattr(
        type(told), "full", lambda self: pl.DataFrame({"a": ["=x", "gut", None], "b": [-1.5, 2.0, None]})
    )
    assert rows(csv._frame(told)) == [["a", "b"], ["'=x", "-1,500000"], ["gut", "2,000000"], ["", ""]]


def test_the_metadata_name_every_file_and_state_edition_protection_and_demo(made):
    told = rows(made[csv.METADATA])
    assert {line[0] for line in told[1:]} - {""} == {name for name in made if name.startswith("DEMO_")}
    whole = {line[2]: line[3] for line in told if line[1] == "alle Dateien"}
    facts = sample_report(60).facts
    assert (whole["Hinweis"], whole["Ausgabe"], whole["Schutz"], whole["Quelle"]) == (
        DEMO,
        facts.edition,
        facts.protection,
        facts.source,
    )
    read_me = made[csv.READ_ME].decode("utf-8-sig")
    assert DEMO in read_me and facts.selection in read_me and "{" not in read_me
