"""Are the shared parts of the documents those of the screen?"""

import math

import pytest

from exports.content import shared as content
from exports.content import summary_chapters, supply_chapters
from exports.content.told import laid_out, pictures
from exports.drawing.drawn import ends, rows_of, words_of
from exports.report import Paragraph, Picture, lines_of
from tests.exports.asked import asked_of
from tests.views.reaches import at_least, span, value, without
from views.blocks import childhood, decisions, trends
from views.blocks import gaps as gap_blocks
from views.blocks import reach as findings
from views.figures import gaps
from views.figures.reach import share
from views.finding import Cell, Chart, Finding, Series, Table
from views.words import gap_sentences, sentences
from views.words.cells import said, words


@pytest.fixture(scope="module")
def asked(small_published):
    return asked_of(small_published)


@pytest.mark.parametrize(
    ("reach", "low", "high"),
    [
        (value(462), 46.2, None),
        (span(283, 859), 28.3, 85.9),
        (span(28368, 85931, 100_000), 28.3, 86.0),  # 28,368 is drawn from 28,3 and 85,931 to 86,0
        (at_least(28), 2.8, None),
        (value(5), None, None),
        (without("protected"), None, None),
        (without("no_data"), None, None),
    ],
)
def test_a_bar_is_proved_and_possible_in_children_of_100(reach, low, high):
    assert ends(share(reach)) == (low, high)


def test_a_lower_bound_is_never_drawn_higher_and_an_upper_never_lower():
    for low in range(1000, 2000, 7):
        reach = span(low, low + 333, 99_991)
        low_end, end = ends(share(reach))
        assert low_end <= reach.low * 100 + 1e-9
        assert end >= reach.high * 100 - 1e-9
        assert math.isclose(end * 10, round(end * 10), abs_tol=1e-6)


def test_the_words_of_a_chart_and_its_table_are_those_of_the_screen(asked):
    parts = laid_out([findings.by_year(asked.figures, "alle", asked.year, asked.area)])
    picture, table = (next(part for part in parts if isinstance(part, kind)) for kind in (Picture, Table))
    series = asked.figures.series("annual_reach", "alle", area=asked.area)
    shown = [y for y in sorted(series) if series[y].state != "no_data"]
    assert list(words_of(picture.chart)) == [said(share(series[year])) for year in range(min(shown), max(shown) + 1)]
    assert [line[1:3] for line in lines_of(table)] == [
        (said(share(series[y])), said(series[y].count)) for y in map(int, picture.chart.categories)
    ]
    assert picture.title == sentences.over_the_years(series).removesuffix(".")


def test_the_sentences_are_those_of_the_screen(asked):
    figures, year = asked.figures, asked.year
    reach = asked.reach("alle")
    said = sentences.annual_reach(reach, year=year, group="ein Angebot oder eine Leistung")
    assert content.annual_sentence(asked, "alle") == words(said)
    below = findings.below_the_sentence(figures, "alle", year, reach, asked.place)
    assert content.in_children(asked, "alle") == below
    points = summary_chapters.open_points(asked)
    assert decisions.waiting(figures, year) in points and decisions.staff(figures, year) in points
    lines = laid_out(summary_chapters.most_important(asked))
    claims = next(part for part in lines if isinstance(part, Table) and part.caption == childhood.CLAIM)
    assert [row.cells[0] for row in claims.rows] == [
        row.cells[0] for row in childhood.claim_check(figures, year).table.rows
    ]
    assert len(claims.rows) == len(figures.heads)


def test_municipalities_stand_by_name_and_never_by_rank(asked):
    told = findings.by_municipality(asked.figures, "ohne_kita", asked.year)
    names = [row.cells[0] for row in told.table.rows]
    assert names == sorted(names) and len(names) == 11


def test_a_gap_is_said_with_its_range_and_verdict_and_what_is_too_small_is_not_drawn(asked):
    group = gaps.best_group(asked.figures, asked.year)
    screen = gaps.screen(asked.figures, group, asked.year)
    finding = gap_blocks.by_municipality(asked.figures, group, asked.year)
    parts = supply_chapters.gap_parts(asked)
    over = gap_blocks.over_the_domains(asked.figures, asked.year)
    assert finding in parts and over in parts
    assert f"{words(over.title)}." in [part.text for part in laid_out(parts) if isinstance(part, Paragraph)]
    (picture,) = pictures(finding)
    chart, by_name = picture.chart, {line[0]: line for line in lines_of(finding.table)}
    for gap in screen.told:
        assert by_name[gap.name][1] == gap_sentences.beside(gap) and by_name[gap.name][5] == gap.word
        assert (gap.name in chart.categories) == (gap.verdict != "too_small")
    for name, drawn, word in zip(chart.categories, rows_of(chart)[0].values, words_of(chart), strict=True):
        gap = next(gap for gap in screen.told if gap.name == name)
        assert (drawn, word) == (round(gap.fewer), f"{gap_sentences.beside(gap)} ({gap.word})")


def test_rise_and_fall_stand_only_where_a_test_says_so(asked):
    found = trends.of_area(asked.figures, asked.area)
    table = trends.by_ends(asked.figures, found, asked.area, "x")
    for group, row in zip(found, table.rows, strict=True):
        assert row.cells[-1] == found[group].said
        assert (row.cells[-2] == "–") == (not found[group].clear)


def test_the_facts_name_edition_stand_breaks_and_demo(asked):
    facts = content.facts(asked, "Landkreis")
    assert (facts.edition, facts.as_of, facts.next_figures) == ("Ausgabe 2026", "30.09.2026", "31.03.2027")
    assert any("neue Zensusbasis (31.12.2022)" in line for line in facts.breaks)
    assert facts.demo and facts.source and facts.protection.startswith("Zum Schutz der Kinder")


def test_a_file_name_is_plain(asked):
    assert content.file_name(asked, "Briefing", "Fachbereich Jugend, Prävention [Annahme]") == (
        "DEMO-Briefing-Fachbereich-Jugend-Praevention-Annahme-2025"
    )


def test_counts_are_drawn_as_they_are_said():
    cells = (Cell("count", 245, 245, base=5), Cell("count", state="protected"))
    drawing = Chart("amounts", "Verfahren", ("2024", "2025"), (Series("Verfahren", cells),))
    (picture,) = pictures(Finding("verfahren", "T.", chart=drawing))
    assert (picture.title, words_of(picture.chart)) == ("T", ("245", "geschützt"))
    assert rows_of(picture.chart)[0].values == (245.0, None)
    assert picture.chart.alt == "T. 2024: 245; 2025: geschützt"
