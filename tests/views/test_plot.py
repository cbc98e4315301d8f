"""Is every chart with axes one figure for light, dark and print, whose words are German before they reach the browser?"""

import re

import plotly.graph_objects as go
import pytest

from tests.views.plots import hovers, plots
from views.blocks import childhood, departments, divided, gaps, municipality, reach, trends
from views.drawings import plot
from views.drawings.tokens import TOKENS
from views.shell import render
from views.shell.theme import css
from views.words.cells import said


def told(figures) -> list:
    """Findings of every kind of chart with axes."""
    year, area = figures.default_year, figures.district
    found = [
        reach.by_year(figures, next(iter(figures.group)), year, area),
        childhood.curve(figures, next(iter(figures.group)), year, area),
        trends.tested(figures, "angebot", area),
        divided.outlooks(figures, tuple(figures.group), area),
        gaps.funnel(figures, "kindertagespflege", 2025, area),
        municipality.over_the_years(figures, "03155012"),
        departments.staff(figures, "fb_soziale_dienste", year),
    ]
    return [one for one in found if one and one.chart]


@pytest.fixture
def findings(figures):
    found = told(figures)
    assert {one.chart.kind for one in found} == set(render.AXES)
    return found


def drawn(finding) -> list[dict]:
    return plots(render.finding(finding))


def test_the_library_itself_finds_nothing_wrong_with_a_figure(findings):
    for finding in findings:
        for figure in drawn(finding):
            go.Figure(figure)


def test_the_template_is_german_and_calm():
    shared = plot.template()["layout"]
    assert (shared["separators"], shared["dragmode"], shared["showlegend"]) == (",.", False, False)
    go.Figure(layout={"template": plot.template()})


def test_no_number_is_written_by_the_browser_but_at_an_axis(findings):
    for finding in findings:
        for figure in drawn(finding):
            asked = [trace.get("hovertemplate") for trace in figure["data"]]
            assert set(asked) <= {None, "%{customdata}<extra></extra>"} and "texttemplate" not in str(figure)
            assert all(trace.get("hoverinfo") == "skip" for trace in figure["data"] if "hovertemplate" not in trace)


def test_the_pointer_reads_what_the_chart_says_and_how_sure_it_is(findings):
    sure = re.compile(r"gezählt|hochgerechnet|geschützt|keine Daten|trifft nicht zu|unter \d+ Kinder|unsicher|kein")
    for finding in findings:
        for figure in drawn(finding):
            assert hovers(figure)
            for line in hovers(figure):
                assert line.startswith("<b>") and sure.search(line), line
                assert not re.search(r"\d\.\d(?!\d\d)|nan|None", line), line


def test_the_pointer_and_the_table_say_the_same_value(figures):
    finding = reach.by_year(figures, next(iter(figures.group)), figures.default_year, figures.district)
    (figure,) = drawn(finding)
    by_year = {re.match(r"<b>(\d{4})", line)[1]: line for line in hovers(figure)}
    cells = dict(zip(finding.chart.categories, finding.chart.series[0].cells, strict=True))
    for row in finding.table.rows:
        year, values = said(row.cells[0]), [said(cell) for cell in row.cells[1:]]
        ends = re.findall(r"[\d.,]+", said(cells[year]))
        assert all(end in by_year[year] for end in ends) and any(said(cells[year]) in value for value in values)


def test_every_colour_of_a_figure_has_a_rule_for_the_other_theme(findings):
    light = {TOKENS[token][0] for token in plot.MAPPED}
    for finding in findings:
        assert set(re.findall(r"#[0-9A-Fa-f]{6}", str(drawn(finding)))) <= light
    assert set(re.findall(r"#[0-9A-Fa-f]{6}", str(plot.template()))) <= light
    assert plot.css() in css()


def test_a_figure_is_the_same_for_the_same_choice_and_made_once(figures):
    choice = (next(iter(figures.group)), figures.default_year, figures.district)
    first = render.of(figures, reach.by_year, *choice)
    assert render.of(figures, reach.by_year, *choice) is first
