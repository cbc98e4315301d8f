"""Can a delivering office fill in what it is given? Each template, filled with the examples that explain it, is accepted."""

import re
import zipfile
from datetime import date
from html import escape

import docx
import fastexcel
import pytest
from xlsxwriter.utility import xl_rowcol_to_cell

from etl.examine import checked
from exports import templates
from store.contract import ROLES
from store.profile import read_profile
from tests.etl.office import quiet
from tests.test_documents import columns_in_the_handbook

TODAY = date(2026, 11, 27)
LEFT_EMPTY = ("kind_schluessel_1", "jahr", "produkt")  # a shortened key; a day beside a year; an offer beside a product


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("templates")
    return {path.stem.partition("_QUELLE")[0]: path for path in templates.write(read_profile(), folder)}


FIRST_SHEET = "xl/worksheets/sheet1.xml"


def filled(role, path, folder):
    """The template with one row below its heads, as a spreadsheet program would save it."""
    cells = "".join(
        f'<c r="{xl_rowcol_to_cell(1, at)}" t="inlineStr"><is><t>{escape(column.example)}</t></is></c>'
        for at, column in enumerate(role.columns)
        if column.example and (column.name not in LEFT_EMPTY or column.always)
    )
    folder.mkdir()
    target = folder / path.name.replace("QUELLE", "beispiel").replace("JAHR", "2025")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            if name == FIRST_SHEET:
                content = content.replace("</sheetData>", f'<row r="2">{cells}</row></sheetData>')
            new.writestr(name, content)
    return target


def test_there_is_a_template_for_every_kind_of_file_and_one_document_that_explains_them(written):
    assert list(written) == [*(role.name for role in ROLES), "Lieferformat"]


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_a_template_holds_the_columns_of_its_role_and_the_examples_are_accepted(role, written, tmp_path):
    heads = fastexcel.read_excel(written[role.name]).load_sheet(templates.DATA).to_polars().columns
    assert heads == [column.name for column in role.columns]
    with checked(
        filled(role, written[role.name], tmp_path / "delivery"), read_profile(), None, quiet, today=TODAY
    ) as report:
        (part,) = report.parts
        assert (part.kind.role, part.rows.height, part.rejected.height) == (role.name, 1, 0), report.findings


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_a_template_says_of_every_column_what_the_handbook_says(role):
    told = {column.name: [column.form, column.example, column.need, column.meaning] for column in role.columns}
    assert told == columns_in_the_handbook()[role.name]


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_a_template_offers_the_words_of_every_list(role, written):
    with zipfile.ZipFile(written[role.name]) as book:
        offered = set(re.findall('<formula1>"(.*?)"</formula1>', book.read(FIRST_SHEET).decode()))
    assert offered == {",".join(column.codes) for column in role.columns if column.codes}


def test_the_document_explains_every_column_of_every_file(written):
    tables = docx.Document(written["Lieferformat"]).tables
    told = [[row.cells[0].text for row in table.rows][1:] for table in tables]
    assert told == [[column.name for column in role.columns] for role in ROLES]
