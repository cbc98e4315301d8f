"""Does an office program get the three parts of an estimate as three ends, from back to front, and never a width?"""

from exports.content.briefing import briefing
from exports.content.figure_rows import measures_told
from exports.office.native import columns_of
from exports.office.sheet import sheet_of
from exports.report import Picture
from tests.exports.asked import asked_of
from tests.views.small_answers import answered
from views.finding import Asked, Cell, Chart, Series

ESTIMATE = Cell("of_100", 0.28, 0.86, asked=Asked(0.55, 0.52, 0.58, 640))
CHART = Chart("bars", "von 100", ("Alle", "Kita"), (Series("", (ESTIMATE, Cell("of_100", 0.1, 0.5)), "proved"),))


def test_the_possible_end_lies_behind_the_estimate_and_that_behind_what_is_counted():
    assert [(column.name, column.values) for column in columns_of(CHART)] == [
        ("möglich (höchstens)", (86.0, 50.0)),
        ("geschätzt (rund)", (55.0, None)),
        ("gezählt (mindestens)", (28.0, 10.0)),
    ]


def test_its_word_says_how_sure_it_is():
    assert columns_of(CHART)[0].labels == ("rund 55 (52–58)", "10–50")


def test_a_sheet_reads_from_the_lower_end_over_the_estimate_to_the_upper_one():
    sheet = sheet_of(Picture("Alle", "", CHART), (), "1 Alle")
    assert sheet.heads == ("", "gezählt (mindestens)", "geschätzt (rund)", "möglich (höchstens)", "Anzeige")
    assert sheet.rows[0] == ("Alle", 28.0, 55.0, 86.0, "rund 55 (52–58)")


def test_a_file_of_the_estimate_says_its_range_what_it_rests_on_and_how_many_answered(small_published):
    asked = asked_of(answered(small_published))
    told = {one.card["measure"]: one for one in measures_told(asked.figures, briefing(asked))}
    estimates = told["asked_reach"].full()
    assert {"geschätzt von", "geschätzt bis", "Beleg", "Antworten"} <= set(estimates.columns)
    assert set(estimates["Beleg"]) == {"geschätzt"} and set(estimates["Antworten"]) == {640}
    assert "Zufall von" in told["annual_reach"].full().columns
