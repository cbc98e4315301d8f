"""Is a column of numbers what its system wrote? Numbers in, refused or told out; no number is ever in a message."""

from io import BytesIO

import pytest
from xlsxwriter import Workbook

from tests.etl.office import Desk, errors, mapping, questions, reasons, said, uses


def workbook(content: str) -> bytes:
    """A CSV as a workbook, numbers written as text."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Liste")
        for row, line in enumerate(content.splitlines()):
            for column, cell in enumerate(line.split(";")):
                sheet.write_string(row, column, cell)
    return out.getvalue()


def numbered(numbers: list[str], column: str = "kind_nr") -> str:
    return uses(f"{column} | geburtsmonat\n" + "\n".join(f"{number} | 4" for number in numbers))


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        (["4,71200E+11"] * 3, "schluessel_exponent"),
        (["4711", "4,713E+11", "4712"], "schluessel_exponent"),
        (["4711", "4E11", "4712"], "schluessel_exponent"),
        (["4711.0", "4712.0"], "schluessel_komma"),
        (["4711,0", "4712", "4713"], "schluessel_komma"),
        (["12345678901234500", "12345678901234500", "12345678901235000"], "schluessel_lang"),
    ],
)
def test_marks_of_a_damaged_export_refuse_the_delivery(desk: Desk, numbers, code):
    report = desk.check({"nutzung_hze.csv": numbered(numbers)})
    assert errors(report) == [code]
    assert not any(number in said(report) for number in numbers if len(number) > 6)


@pytest.mark.parametrize(
    "numbers",
    [
        ["4E11", "4F12", "4711"],  # letters belong to the number
        ["4711.0", "4711.3"],  # and here the point does
        ["12345678901234567", "12345678901234568"],  # long, and not out of a spreadsheet
        ["K-0001", "K-0002"],
    ],
)
def test_numbers_that_only_look_odd_are_accepted(desk: Desk, numbers):
    assert errors(desk.check({"nutzung_hze.csv": numbered(numbers)})) == []


@pytest.mark.parametrize("digits", ["1234567890123456", "12345678901234567"])
def test_more_digits_than_a_spreadsheet_keeps_refuse_when_they_come_out_of_one(desk: Desk, digits):
    report = desk.check({"nutzung_hze.xlsx": workbook(numbered([digits, digits[:-1] + "0"]))})
    assert errors(report) == ["schluessel_lang"]


def test_a_damaged_number_of_a_case_refuses_as_well(desk: Desk):
    assert errors(desk.check({"nutzung_hze.csv": numbered(["1,2E+15", "1,3E+15"], "vorgang_nr")})) == [
        "schluessel_exponent"
    ]


@pytest.mark.parametrize("word", ["NULL", "-", "#NV", "0", "0000", "?", "k. A.", "\u200b", "(leer)", "n/a", "#N/A"])
def test_a_placeholder_names_no_child_and_its_row_is_rejected(desk: Desk, word):
    report = desk.check({"nutzung_hze.csv": numbered(["K1", word, "K2"])})
    assert reasons(report) == [(3, "ohne_kind|kind_nr")]


@pytest.mark.parametrize("written", ["K\u200b1", " K1\u00a0", "\ufeffK1", "K\u00ad1"])
def test_what_nobody_sees_makes_no_other_child(desk: Desk, written):
    rows = desk.check({"nutzung_hze.csv": numbered([written])}).parts[0].rows
    assert rows["kind_nr"].to_list() == ["K1"]


def test_two_spellings_of_one_umlaut_are_one_child(desk: Desk):
    rows = desk.check({"nutzung_hze.csv": numbered(["Ko\u0308-1", "K\u00f6-1"])}).parts[0].rows
    assert rows["kind_nr"].n_unique() == 1


def test_a_placeholder_for_the_case_leaves_the_begin_to_tell_cases_apart(desk: Desk):
    drawing = "kind_nr | vorgang_nr | beginn\nK1 | 0 | 01.02.2024\nK1 | 0 | 01.05.2024"
    desk.load({"nutzung_hze.csv": uses(drawing)})
    assert len(desk.valid("beginn")) == 2


@pytest.mark.parametrize(("times", "asked"), [(4, []), (5, ["schluessel_haeufig"]), (40, ["schluessel_haeufig"])])
def test_one_number_on_too_many_rows_is_asked_about(desk: Desk, times, asked):
    rows = "\n".join(f"9999 | V{n}" for n in range(times)) + "\n" + "\n".join(f"K{n} | W{n}" for n in range(30))
    assert questions(desk.check({"nutzung_hze.csv": uses(f"kind_nr | vorgang_nr\n{rows}")})) == asked


def test_a_child_with_several_helps_among_many_children_is_no_question(desk: Desk):
    rows = "\n".join(f"K1 | V{n}" for n in range(6)) + "\n" + "\n".join(f"K{n} | W{n}" for n in range(2, 140))
    assert questions(desk.check({"nutzung_hze.csv": uses(f"kind_nr | vorgang_nr\n{rows}")})) == []


def test_the_message_names_the_column_as_the_file_calls_it(desk_of):
    toml = mapping("hze", "bestand").replace('kind_nr = "kind_nr"', 'kind_nr = "KIND"')
    content = numbered(["4,7E+11", "4,8E+11"]).replace("kind_nr", "KIND")
    assert "„KIND“ ist in 2 Zeilen" in said(desk_of(mappings={"hze": toml}).check({"hze-2024-12-31.csv": content}))
