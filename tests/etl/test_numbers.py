"""What does a point mean? A column of numbers in, the values or the question out."""

import pytest

from tests.etl.office import Desk, drawn, errors, questions, reasons

POSTS = {"fachbereich": "A", "stichtag": "30.06.2024", "besetzt_vzae": "1", "personen_klasse": "ab5"}


def posts(written: list[str]) -> str:
    return drawn("sachgebiet | stellen_vzae\n" + "\n".join(f"S{n} | {one}" for n, one in enumerate(written)), POSTS)


def read(desk: Desk, written: list[str]) -> list[float]:
    return desk.check({"personal.csv": posts(written)}).parts[0].rows["stellen_vzae"].to_list()


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        (["12.5", "12.500"], [12.5, 12.5]),
        (["12.500", "0.750"], [12.5, 0.75]),
        (["1,234.5", "12.500"], [1234.5, 12.5]),
        (["12.500", "1.250,5"], [12500.0, 1250.5]),
        (["12.500", "7,25"], [12500.0, 7.25]),
        (["12,500", "7,25"], [12.5, 7.25]),
        (["4.812.300", "12.500"], [4812300.0, 12500.0]),
        (["12 500,5", "7"], [12500.5, 7.0]),
        (["7", "12"], [7.0, 12.0]),
    ],
)
def test_a_column_says_by_all_its_cells_what_a_point_means(desk: Desk, written, numbers):
    assert read(desk, written) == numbers


@pytest.mark.parametrize("written", [["12.5", "12,5"], ["1.250,5", "12.5"], ["12.5", "12.500", "3,25"]])
def test_a_column_that_mixes_both_is_refused(desk: Desk, written):
    assert errors(desk.check({"personal.csv": posts(written)})) == ["zahl_gemischt"]


@pytest.mark.parametrize("written", [["12.500"], ["12.500", "7"], ["12,500", "3,250"]])
def test_a_column_that_may_be_read_in_two_ways_is_asked_about(desk: Desk, written):
    assert questions(desk.check({"personal.csv": posts(written)})) == ["zahl_offen"]


@pytest.mark.parametrize(("written", "number"), [("1.234", 1234), ("12.345.678", 12345678), ("1 234", 1234)])
def test_a_column_of_whole_numbers_has_points_between_thousands_only(desk: Desk, written, number):
    content = drawn(f"jahr | gemeinde | geburten\n2025 | 03155 | {written}")
    assert desk.check({"geburten_zuzuege.csv": content}).parts[0].rows["geburten"].to_list() == [number]


def test_a_whole_number_beside_decimals_with_a_point_is_no_thousand(desk: Desk):
    content = drawn("jahr | gemeinde | geburten\n2025 | 03155011 | 1.234\n2025 | 03155012 | 12.5\n2025 | 03155003 | 7")
    report = desk.check({"geburten_zuzuege.csv": content})
    assert (reasons(report), report.parts[0].rows["geburten"].to_list()) == (
        [(2, "zahl|geburten"), (3, "zahl|geburten")],
        [7],
    )
