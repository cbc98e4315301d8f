"""What does Datenqualität say first? Exceptions with their years, what is overdue, every file; whole years are not told."""

from datetime import date

import pytest

from store.german import year_spans
from views.blocks import deliveries
from views.words.cells import said


def lines(finding):
    return [[said(cell) for cell in row.cells] for row in finding.table.rows]


@pytest.mark.parametrize(
    ("years", "told"),
    [
        ([], ""),
        ([2008], "2008"),
        ([2008, 2009], "2008–2009"),
        ([2008, 2010, 2011, 2012, 2014], "2008, 2010–2012, 2014"),
    ],
)
def test_neighbouring_years_are_told_as_one_span(years, told):
    assert year_spans(years) == told


def test_only_what_is_not_whole_is_named_once_with_all_its_years(figures):
    told = lines(deliveries.exceptions(figures))
    assert ["Hort", "fehlt", "2020–2021"] in told
    assert [word for _, word, _ in told if word in ("ganz", "–")] == []
    assert len({(name, word) for name, word, _ in told}) == len(told)


def test_what_is_overdue_stands_first_and_says_since_when(figures):
    told = deliveries.due(figures, date(2026, 7, 1))
    assert told.sub == "Überfällig: 1 von 2 Quellen"
    assert lines(told)[0][0] == "Hilfen" and lines(told)[0][-1] == "überfällig seit 30.06.2026"
    assert [row.tone for row in told.table.rows] == ["gap", ""]


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 5, 29), "30.06.2026"),
        (date(2026, 5, 30), "bald: 30.06.2026"),
        (date(2026, 6, 30), "bald: 30.06.2026"),
        (date(2026, 7, 1), "überfällig seit 30.06.2026"),
    ],
)
def test_a_delivery_is_called_soon_a_month_before_its_day_and_overdue_the_day_after(figures, today, told):
    assert lines(deliveries.due(figures, today))[0][-1] == told


@pytest.mark.parametrize(
    ("today", "reminders"), [(date(2026, 5, 29), 0), (date(2026, 5, 30), 1), (date(2026, 7, 1), 1)]
)
def test_whoever_delivers_soon_or_late_is_reminded_of_what_came_last(figures, today, reminders):
    notes = deliveries.due(figures, today).notes
    assert len(notes) == reminders
    assert set(notes) <= {
        "Erinnerung an Statistik WJH: Bitte „Hilfen“ zum 30.06.2026 liefern, mit Lieferschein. "
        "Zuletzt kam hze_2025.csv, Stand 31.03.2026."
    }


def test_of_a_source_the_newest_file_is_told_and_who_delivers_it(figures):
    told = {row[0]: row[1:] for row in lines(deliveries.due(figures, date(2026, 5, 1)))}
    assert told["Hilfen"] == ["hze_2025.csv", "02.04.2026", "1.040", "31.03.2026", "Statistik WJH", "30.06.2026"]
    assert told["Unterhalt"][4:] == ["fehlt", "nicht genannt"]


def test_every_file_of_every_load_is_told_the_newest_load_first(figures):
    told = lines(deliveries.history(figures))
    assert [(row[0], row[3]) for row in told] == [("2", "hze_2025.csv"), ("2", "uvg_2025.xlsx"), ("1", "hze_2024.csv")]
