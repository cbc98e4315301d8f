"""Who is asked: rows of a list drawn by chance, and nothing told of it but their numbers."""

from collections import Counter

import pytest

from etl.delivery import Refused
from etl.further_use.draw import draw, lines_of
from tests.etl.steward import typed
from tests.planted import KEY, NAME

FAMILIES = 40


def listed(folder, rows: list[str], head: str = "Familie;Name"):
    path = folder / "liste.csv"
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return path


@pytest.fixture
def children(tmp_path):
    """Two rows a family; row 1 holds the names of the columns."""
    return listed(tmp_path, [f"{KEY}{n // 2};{NAME} {n}" for n in range(2 * FAMILIES)])


def test_rows_are_numbered_as_a_spreadsheet_shows_them_and_each_at_most_once(children):
    drawn = draw(children, 30, None)
    rows = [row for unit in drawn.units for row in unit]
    assert len(set(rows)) == 30 and min(rows) >= 2 and max(rows) <= 2 * FAMILIES + 1
    assert drawn.listed == 2 * FAMILIES


def test_a_family_comes_with_all_of_its_rows(children):
    drawn = draw(children, 10, "familie")
    assert (len(drawn.units), drawn.listed) == (10, FAMILIES)
    assert all(second == first + 1 and first % 2 == 0 for first, second in drawn.units)


def test_nobody_is_drawn_more_often_than_others(children):
    often = Counter(unit for _ in range(300) for unit in draw(children, 4, "Familie").units)
    assert len(often) == FAMILIES  # 30 expected each: 0 would be chance in 10^13
    assert max(often.values()) < 65


def test_the_command_says_row_numbers_and_what_belongs_into_the_sample_and_nothing_of_the_list(children):
    done = typed("draw-sample", children, "--count", "3", "--by", "Familie")
    assert done.returncode == 0, done.stderr
    assert "Gezogen: 3 von 40 Familien." in done.stdout
    assert "grundgesamtheit = 40, gezogen = 3, auswahl = zufall" in done.stdout
    assert typed("draw-sample", children, "--count", "0").returncode == 2


def test_a_short_list_is_asked_as_a_whole(tmp_path):
    drawn = draw(listed(tmp_path, ["1;a", "2;b"]), 5, None)
    assert lines_of(drawn, families=False)[1] == "2, 3"
    assert "gezogen = 2, auswahl = alle" in lines_of(drawn, families=False)[2]


def test_a_row_that_sums_up_is_not_drawn_and_told(tmp_path):
    drawn = draw(listed(tmp_path, ["1;a", "2;b", "Gesamt;2"]), 5, None)
    assert (drawn.units, drawn.sums) == (((2,), (3,)), (4,))


@pytest.mark.parametrize(
    ("rows", "by", "said"),
    [
        (["1;a", ";b"], "Familie", "ist 1 Mal nichts eingetragen (Zeile 3)"),
        (["1;a"], "Haushalt", "Die Spalte „Haushalt“ gibt es nicht. Vorhanden: „Familie“ und „Name“."),
        (["1;a", "2;b;c;d", "3;d"], None, "passen nicht zur Kopfzeile (Zeile 3)"),
    ],
)
def test_what_keeps_some_from_being_drawn_is_refused(tmp_path, rows, by, said):
    with pytest.raises(Refused) as refusal:
        draw(listed(tmp_path, rows), 1, by)
    assert said in str(refusal.value)


def test_a_list_that_is_not_there_is_said(tmp_path):
    done = typed("draw-sample", tmp_path / "nicht.csv", "--count", "3")
    assert done.returncode == 1 and "nicht.csv" in done.stderr
