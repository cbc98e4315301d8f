"""Delimited text: what the office exports arrives cell by cell, and what does not fit is named by its line."""

from itertools import product

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from etl.readers import Columns, Unreadable, encoding
from tests.etl.readers.one import read_one as read

PLAIN = "nr;ort;beginn\n1;Nörten-Hardenberg;01.03.2024\n2;Uslar;\n3;Dassel;05.04.2024\n"
SECRET = "GEHEIMWORT"


def reason_of(path, **layout) -> str:
    with pytest.raises(Unreadable) as refused:
        read(path, "text", **layout)
    return str(refused.value)


def test_a_plain_file_comes_cell_by_cell_with_its_line_numbers(file, drawn):
    table = read(file(PLAIN), "text")
    assert_frame_equal(
        table.frame,
        drawn("""
        nr | ort               | beginn     | line
        1  | Nörten-Hardenberg | 01.03.2024 | 2
        2  | Uslar             |            | 3
        3  | Dassel            | 05.04.2024 | 4"""),
    )
    assert (table.encoding, table.notes, table.bad_lines, table.part) == ("utf-8", (), (), "")


@pytest.mark.parametrize(
    ("code", "line_end", "delimiter", "quoted"),
    list(product(["utf-8", "utf-8-sig", "utf-16", "cp1252"], ["\n", "\r\n", "\r"], ";,\t|", [False, True])),
)
def test_encoding_line_ends_delimiter_and_quotes_change_nothing(file, code, line_end, delimiter, quoted):
    rows = [row.split(";") for row in PLAIN.splitlines()]
    lines = [delimiter.join(f'"{cell}"' if quoted else cell for cell in row) for row in rows]
    table = read(file(line_end.join([*lines, ""]), encoding=code), "text")
    assert_frame_equal(table.frame, read(file(PLAIN, "gleich.csv"), "text").frame)
    assert table.encoding == code


def test_windows_1252_keeps_euro_and_german_quotes(file):
    table = read(file("nr;text\n1;„Ost“ – 5 €\n", encoding="cp1252"), "text")
    assert table.frame["text"].to_list() == ["„Ost“ – 5 €"]


def test_a_utf_8_file_with_one_broken_byte_is_refused_with_its_line_and_not_read_as_windows_1252(file):
    broken = "nr;ort\n1;Nörten\n2;Mühle\n3;Höhe\n".encode().replace("ü".encode(), b"\xfc")
    assert "Zeile 3" in reason_of(file(broken))


def test_bytes_that_windows_1252_does_not_know_are_refused_with_their_line(file):
    assert "Zeile 3" in reason_of(file(b"nr;ort\n1;N\xf6rten\n2;\x81\x8d\n"))


@pytest.mark.parametrize("content", [b"nr;ort\n1;a\0b\n", "nr;ort\n1;a\n".encode("utf-16-le")])
def test_nul_bytes_are_refused(file, content):
    assert "NUL-Zeichen" in reason_of(file(content))


def test_titles_above_the_header_are_passed_over_with_a_note(file, drawn):
    table = read(file("Auszug Fachverfahren;;\nStand;31.12.2025;\n;;\nnr;ort;beginn\n1;Uslar;2024\n"), "text")
    assert_frame_equal(table.frame, drawn("nr|ort|beginn|line\n1|Uslar|2024|5"))
    assert table.notes == ("2 Zeilen über der Kopfzeile (Zeile 4) als Titel übersprungen.",)


@pytest.mark.parametrize(
    "above",
    [
        "1,Uslar,a,2024\n" * 20,  # a table with another delimiter
        "nr,ort,von,bis\n1,Uslar,a,2024\n",
        "1\tUslar\ta\t2024\n" * 2,
        "1|Uslar|a|2024|x|y\n2|Dassel|a|2024|x|y\n",  # of another width
        "1;Uslar;01.02.2024;2024\n" * 5,  # the same delimiter, and the header comes late
        "1;Uslar;01.02.2024;\n2;Dassel;;2024\n",
        "Titel\n\n9;Uslar;a;2024\n",
    ],
)
def test_rows_of_data_above_the_header_are_no_titles(file, above):
    message = reason_of(file(f"{above}nr;ort;von;bis\n5;Uslar;a;2024\n6;{SECRET};a;2024\n7;Dassel;a;2024\n"))
    assert "stehen Zeilen, die wie Daten aussehen" in message
    assert SECRET not in message


@pytest.mark.parametrize(
    "above",
    [
        "Auszug, vom Fachverfahren, für 2025\n",
        "Auszug, für 2025\nStand, Kreis\n",
        "Stand;31.12.2025;;\nKreis;Northeim;;\n",
        "Kind;;Zeit;\n",
        "Erstellt: 01.02.2025, 12:30 Uhr\n",
    ],
)
def test_titles_stay_titles(file, above):
    table = read(file(f"{above}nr;ort;von;bis\n5;Uslar;a;2024\n6;Uslar;a;2024\n7;Dassel;a;2024\n"), "text")
    assert table.frame["nr"].to_list() == ["5", "6", "7"]


def test_a_column_that_is_dropped_keeps_its_name_and_loses_its_cells(file):
    table = read(file(f"nr;ort;Team\n1;Uslar;{SECRET}\n2;Dassel;#NV\n"), "text", Columns(dropped=frozenset(["team"])))
    assert table.frame.rows() == [("1", "Uslar", "", 2), ("2", "Dassel", "", 3)]


def test_a_huge_cell_in_a_column_that_is_dropped_costs_nothing(file):
    path = file(f"nr;ort;Team\n1;Uslar;{'a' * 10_001}\n2;{'a' * 10_001};x\n")
    table = read(path, "text", Columns(dropped=frozenset(["team"])))
    assert (table.frame["nr"].to_list(), table.bad_lines) == (["1"], ((3, "riesige_zelle|"),))


def test_a_title_with_commas_does_not_make_the_comma_the_delimiter(file):
    table = read(
        file("Statistik, Stand 2025, vorläufig, Kreis, Gemeinden\nnr;ort;anteil\n1;Uslar;1,5\n2;Dassel;2,5\n"), "text"
    )
    assert table.frame.columns == ["nr", "ort", "anteil", "line"]


def test_a_list_in_a_cell_does_not_make_its_sign_the_delimiter(file):
    table = read(file("jahr;ort;angebote\n2023;Uslar;kita|hort|treff|cafe\n2024;Dassel;kita|hort|treff|bus\n"), "text")
    assert table.frame.columns == ["jahr", "ort", "angebote", "line"] and table.frame.height == 2


def test_the_lower_row_of_a_merged_header_names_the_columns(file):
    table = read(file("Kind;;;Ende\nnr;ort;von;bis\n1;Uslar;2024;2025\n"), "text")
    assert table.frame.columns == ["nr", "ort", "von", "bis", "line"]
    assert table.frame["line"].to_list() == [3]


def test_a_column_name_with_a_line_break_is_one_name(file):
    table = read(file('nr;"Ort\nder Hilfe"\n1;Uslar\n'), "text")
    assert (table.frame.columns, table.frame.rows()) == (["nr", "Ort der Hilfe", "line"], [("1", "Uslar", 3)])


def test_years_may_be_column_names(file):
    assert read(file("ort;2023;2024\nUslar;5;6\n"), "text").frame.columns == ["ort", "2023", "2024", "line"]


def test_a_row_of_data_is_never_taken_for_the_header_nor_shown(file):
    message = reason_of(file(f"{SECRET};01.02.2015;3\n{SECRET};05.06.2016;4\n"))
    assert "keine Kopfzeile gefunden" in message
    assert SECRET not in message


def test_the_mapping_may_name_the_line_of_the_header(file):
    path = file("1;2\n7;8\nnr;ort\n1;Uslar\n")
    assert read(path, "text", kopfzeile=3).frame.rows() == [("1", "Uslar", 4)]
    assert "keine Kopfzeile" in reason_of(path, kopfzeile=9)


def test_a_column_named_twice_is_refused_by_name(file):
    message = reason_of(file("nr;Ort;ort\n1;a;b\n"))
    assert "„Ort“, „ort“" in message
    assert "Zeile 1" in message


def test_a_column_without_a_name_stays_when_it_holds_something(file):
    assert read(file("nr;;ort\n1;;Uslar\n2;x;Uslar\n"), "text").frame.columns == ["nr", "spalte_2", "ort", "line"]
    assert read(file("nr;;ort\n1;;Uslar\n2;;Uslar\n"), "text").frame.columns == ["nr", "ort", "line"]


def test_rows_with_too_few_or_too_many_cells_are_bad_lines_and_no_others(file):
    table = read(file("nr;ort;von\n1;Uslar;2024\n2;Uslar\n3;Uslar;2024;x\n4;Uslar;2024;;\n"), "text")
    assert table.frame["nr"].to_list() == ["1", "4"]
    assert table.bad_lines == ((3, "zu_wenige_zellen|2|3"), (4, "zu_viele_zellen|4|3"))


def test_a_quoted_cell_with_a_line_break_is_one_row_and_later_lines_keep_their_number(file):
    table = read(file('nr;text\n1;"erste\n\nzweite; ""Zeile"""\n2;b\n'), "text")
    assert table.frame.rows() == [("1", 'erste\n\nzweite; "Zeile"', 2), ("2", "b", 5)]
    assert (table.bad_lines, table.notes) == ((), ())


@pytest.mark.parametrize("stray", ['2;"b;c', '2;b";c', '2;b"b;c', '"2;b;c', '2;"b"b;c'])
def test_a_stray_quote_costs_its_own_row_only(file, stray):
    rows = ["nr;ort;von", "1;a;b", stray, *(f"{number};a;b" for number in range(3, 9))]
    table = read(file("\n".join(rows)), "text")
    assert table.frame["nr"].to_list() == ["1", *"345678"]
    assert [line for line, _ in table.bad_lines] == [3]


def test_two_stray_quotes_never_swallow_the_rows_between_them(file):
    table = read(file('nr;ort;von\n1;a;"b\n2;a;b\n3;a";b\n4;a;b\n'), "text")
    assert table.frame["nr"].to_list() == ["2", "4"]
    assert [line for line, _ in table.bad_lines] == [2, 4]


def test_rows_between_two_stray_quotes_stay_rows_even_where_the_cells_would_add_up(file):
    table = read(file('nr;ort;von\n0;a;b\n1;"a\n2;a;b\nx";b\n4;a;b\n'), "text")
    assert table.frame["nr"].to_list() == ["0", "2", "4"]
    assert [line for line, _ in table.bad_lines] == [3, 5]


def test_line_ends_inside_a_cell_are_alike_in_every_file(file):
    text = 'nr;text\n1;"a\nb"\n'
    for line_end in ("\r\n", "\r"):
        assert read(file(text.replace("\n", line_end)), "text").frame.rows() == [("1", "a\nb", 2)]


def test_an_open_quote_at_the_end_of_the_file_is_a_bad_line(file):
    table = read(file('nr;ort\n1;a\n2;"b'), "text")
    assert table.frame["nr"].to_list() == ["1"]
    assert [line for line, _ in table.bad_lines] == [3]


def test_blank_lines_are_counted_and_notes_below_the_table_are_bad_lines(file):
    table = read(file('nr;ort;von\n1;a;b\n\n;;\n"";"";""\nQuelle: eigene Auszählung\nGesamt;;\n'), "text")
    assert table.frame["nr"].to_list() == ["1"]
    assert table.notes == ("3 leere Zeilen übersprungen.",)
    assert [line for line, _ in table.bad_lines] == [6, 7]


def test_a_cell_beyond_ten_thousand_characters_makes_its_row_a_bad_line(file):
    table = read(file(f"nr;ort\n1;{'a' * 10_000}\n2;{'b' * 10_001}\n"), "text")
    assert table.frame["nr"].to_list() == ["1"]
    assert table.bad_lines == ((3, "riesige_zelle|"),)


def test_a_cell_that_looks_like_a_formula_is_just_text(file):
    table = read(file("nr;text\n1;=1+1\n2;+49\n3;-5\n4;@SUM(A1)\n"), "text")
    assert table.frame["text"].to_list() == ["=1+1", "+49", "-5", "@SUM(A1)"]


@pytest.mark.parametrize("content", ["", "\n", "  \r\n"])
def test_an_empty_file_is_refused(file, content):
    assert "die Datei ist leer" in reason_of(file(content))


def test_a_header_without_rows_is_an_empty_table(file):
    table = read(file("nr;ort\n"), "text")
    assert (table.frame.height, table.frame.columns) == (0, ["nr", "ort", "line"])


def test_a_file_most_of_whose_rows_do_not_fit_is_refused(file):
    rows = ["nr;ort", *["1;a"] * 60, *["1;a;b"] * 101]
    assert "101 Zeilen passen nicht" in reason_of(file("\n".join(rows)))


def test_a_row_split_between_two_pieces_of_the_file_is_whole(file, monkeypatch):
    rows = [f'{number};"Zeile\n{number}"' if number % 3 else f"{number};{'ä' * (number % 40)}" for number in range(200)]
    path = file("\n".join(["nr;text", *rows]), encoding="cp1252")
    expected = read(path, "text")
    monkeypatch.setattr(encoding, "CHUNK", 97)
    assert_frame_equal(read(path, "text").frame, expected.frame)
    assert expected.frame["line"][-1] == 1 + sum(row.count("\n") + 1 for row in rows[:-1]) + 1


SHARDS = st.sampled_from([*';,"\n\t=', '""', "x" * 60, "ä", "\x1b"])
DAMAGE = st.lists(st.tuples(st.integers(0, 400), SHARDS), max_size=8)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=DAMAGE, cut=st.integers(60, 500))
@example(damage=[(0, "x" * 60)], cut=60)  # one line without an end
@example(damage=[(0, "x" * 60), (1, ";")], cut=60)  # a header and nothing below it
@example(damage=[(0, "x" * 60), (0, "\n")], cut=60)
def test_every_line_of_a_damaged_file_is_a_row_a_bad_line_or_refused_and_no_message_shows_a_cell(file, damage, cut):
    text = "nr;ort;von\n" + "".join(f"{number};{SECRET};2024\n" for number in range(1, 20))
    for place, what in damage:
        text = text[:place] + what + text[place:]
    text = text[:cut]
    try:
        table = read(file(text), "text")
    except Unreadable as refused:
        assert SECRET in text.partition("\n")[0] or SECRET not in str(refused)  # names of columns may be said
        return
    assert SECRET not in str(table.notes) + str(table.bad_lines)
    lines = text.split("\n")
    rows = sum(1 + sum(cell.count("\n") for cell in row[:-1]) for row in table.frame.rows())
    below = table.frame["line"].to_list() + [line for line, _ in table.bad_lines]
    head = min(below, default=len(lines) + 1) - 1
    blank = sum(not line.strip(';,\t|" ') for line in lines[head:])
    assert rows + len(table.bad_lines) + head <= len(lines) <= rows + len(table.bad_lines) + head + blank
