"""Does the finished workbook hold published figures and nothing else? Its cells are read as the format stores them.

Sheets of the document hold the numbers of the report, sheets of the measures those of published rows; one digit more is found.
"""

import math
import random
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from exports import documents
from exports.excel import sheets_of
from store.tables import FIGURE
from tests.exports.asked import asked_of
from views.finding import Cell
from views.words.cells import plain

PROFILE = Path("data/profile")
CELL = re.compile(r'<c r="[A-Z]+\d+"(?: s="\d+")?><v>([^<]*)</v></c>')
DOUBLES = [name for name, kind, _ in FIGURE.columns if kind == "DOUBLE"]


@pytest.fixture(scope="module")
def made(small_published, tmp_path_factory):
    """The sheets as they were meant, and the file."""
    asked = asked_of(small_published)
    report = documents.built("strategiepapier", asked, PROFILE)
    path = documents.written("excel", asked.figures, report, tmp_path_factory.mktemp("book") / "x.xlsx")
    return asked.figures, sheets_of(asked.figures, report), path


def in_the_file(path: Path) -> list[str]:
    """Every number that a cell holds, as text, sheet by sheet."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]
        return [number for name in sorted(names) for number in CELL.findall(archive.read(name).decode("utf-8"))]


def meant(sheets) -> Counter:
    numbers: Counter = Counter()
    for sheet in sheets:
        for row in sheet.rows:
            for cell in row:
                value = plain(cell) if isinstance(cell, Cell) else cell
                if value is not None and not isinstance(value, str):
                    numbers[round(float(value), 9)] += 1
    return numbers


def counted(numbers: list[str]) -> Counter:
    return Counter(round(float(number), 9) for number in numbers)


def test_the_workbook_holds_the_numbers_of_its_sheets_each_as_often_and_no_other(made):
    _, sheets, path = made
    assert meant(sheets).total() > 300
    assert counted(in_the_file(path)) == meant(sheets)


def test_one_digit_changed_in_a_cell_is_found(made):
    _, sheets, path = made
    numbers, chance, expected = in_the_file(path), random.Random(7), meant(sheets)
    for at in chance.sample(range(len(numbers)), 30):
        text = numbers[at]
        place = chance.choice([i for i, sign in enumerate(text[:6]) if sign.isdigit()])
        changed = f"{text[:place]}{(int(text[place]) + 1) % 10}{text[place + 1 :]}"
        assert counted([*numbers[:at], changed, *numbers[at + 1 :]]) != expected


def test_every_number_of_a_measures_sheet_stands_in_a_published_row(made):
    figures, sheets, _ = made
    rows = figures.published.table("figure")
    allowed = {float(n) for name in ("numerator", "denominator", "year") for n in rows[name].drop_nulls()}
    for name in DOUBLES:
        for value in rows[name].drop_nulls():
            allowed |= {round(value * scale, digits) for scale in (1, 100) for digits in (0, 1, 2, 4)}
            allowed |= {edge(value * scale) for scale in (1, 100) for edge in (math.floor, math.ceil)}
    of_measures = [sheet for sheet in sheets if "Jahr" in sheet.heads and "Gebiet" in sheet.heads]
    found = {
        round(float(cell), 4)
        for sheet in of_measures
        for row in sheet.rows
        for cell in row
        if isinstance(cell, float | int)
    }
    assert len(of_measures) > 3 and len(found) > 100
    assert sorted(found - {round(number, 4) for number in allowed}) == []
