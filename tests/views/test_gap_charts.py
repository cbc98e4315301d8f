"""Do the drawings of gaps and of one municipality show what the figures say, and nothing more?"""

import re
from dataclasses import replace

import numpy as np
import pytest

from measures.engine.methods.standardise import funnel_limits
from measures.engine.protect import rounding_variance
from tests.views.plots import hovers, plots, words
from tests.views.reaches import BASE, at_least, span, value, without
from tests.views.test_gap_sentences import FIRM, MORE, SMALL, UNSURE, USUAL
from tests.views.test_gap_sentences import without as untold
from views.blocks import gaps as blocks
from views.blocks import municipality
from views.blocks.municipality import Compared, position
from views.drawings.apart import APART
from views.drawings.funnel import funnel
from views.figures import gaps
from views.figures.gaps import Screen
from views.finding import Cell, Chart, Finding
from views.shell import render
from views.words.cells import said

SCREEN = Screen("x", "2025", (FIRM, UNSURE, MORE, USUAL))


def numbers(pattern: str, drawn: str) -> list[float]:
    return [float(found) for found in re.findall(pattern, drawn)]


def shown(rows, chosen: str = "") -> str:
    """Gaps as a page shows them: (name, gap, link)."""
    return render.finding(
        Finding("x", "t", chart=blocks.marks(rows), table=blocks.table("c", "Gemeinde", rows, chosen))
    )


def lines(*told) -> list[str]:
    return APART.rows(blocks.marks([(gap.name, gap, "?") for gap in told]), "")


def test_fewer_lies_right_of_the_line_and_more_left_of_it():
    left, right = 70 * 1.05, 165 * 1.05
    fewer, more = lines(FIRM, MORE)
    zero = left / (left + right) * 100
    assert numbers(r'x1="([\d.]+)%" x2', fewer)[0] == pytest.approx(zero, abs=0.01)
    assert numbers(r'cx="([\d.]+)%', fewer)[0] == pytest.approx((118 + left) / (left + right) * 100, abs=0.01)
    assert numbers(r'cx="([\d.]+)%', more)[0] < zero


def test_every_range_fits_into_the_table():
    found = numbers(r'[xc][12x]="([\d.]+)%"', shown([(g.name, g, "?") for g in SCREEN.gaps], "1"))
    assert len(found) == 5 * 4 and 0 <= min(found) and max(found) <= 100


@pytest.mark.parametrize(
    ("gap", "cell"),
    [
        (FIRM, ("▾ 74", "part")),
        (UNSURE, ("90", "")),
        (MORE, ("131", "")),
        (SMALL, ("nicht bewertbar", "off")),
        (untold("protected"), ("geschützt", "off")),
        (untold("no_data"), ("keine Daten", "off")),
        (untold("not_applicable"), ("trifft nicht zu", "off")),
        (untold("not_applicable", "Nur als Spanne bekannt.", reason="range_only"), ("nur Spanne", "off")),
        (None, ("keine Daten", "off")),
        (replace(UNSURE, counted=5, index=45.0), ("unter 10 Kinder", "off")),
        (replace(FIRM, counted=5, index=30.0), ("▾ unter 10 Kinder", "part")),
    ],
)
def test_only_a_firm_gap_fills_its_cell_and_every_empty_cell_names_its_kind(gap, cell):
    told, tone = blocks.heat(gap)
    assert (said(told), tone) == cell


def test_the_line_of_a_municipality_names_its_verdict_and_leads_to_it():
    table = shown([("Uslar", FIRM, "?g=1&x"), ("Kalefeld", UNSURE, "?g=2&x")], "2")
    first, second = table.split("<tbody>")[1].split("</tr>")[:2]
    assert 'class="firm"' in first and "belastbar" in first and 'href="?g=1&amp;x"' in first
    assert re.findall(r'figure side"[^>]*>([^<]+)', first) == ["340", "458"]
    assert 'class="unsure chosen"' in second and "unsicher" in second
    assert "Uslar: belastbar, Spanne 72 bis 165" in first and "Spanne 8 mehr bis 47 weniger" in second


def test_a_table_holds_values_and_not_their_words():
    _, distance, counted, expected, span_, word = blocks.table("c", "x", [("Uslar", FIRM, "?")]).rows[0].cells
    assert [(cell.low, cell.high) for cell in (distance, counted, expected)] == [(118, 118), (340, 340), (458, 458)]
    assert (distance.chance, span_, word) == ((72, 165), "72 bis 165", "belastbar")


def test_below_the_funnel_is_what_the_outer_limit_says():
    limits = funnel_limits(0.21, [FIRM.expected / 0.21], 3.09, variance=rounding_variance(BASE))
    low = limits[0][0] / 0.21 * 100
    found = gaps.below_the_funnel(SCREEN, 0.21)
    assert (FIRM in found) == (FIRM.index < low) and FIRM in found and MORE not in found and UNSURE not in found


def test_the_funnel_is_as_wide_as_what_the_verdicts_were_judged_with():
    """Siblings and true differences widen it; an edition that did not ask for them is drawn by chance alone."""
    asked = [replace(gap, families=2.0, spread=0.05) for gap in SCREEN.gaps]
    for gap, families, spread in ((SCREEN.gaps[0], 1.0, 0.0), (asked[0], 2.0, 0.05)):
        low, high = gaps.limits(0.21, np.array([458.0]), gaps.OUTER, gap)
        half = 3.09 * (families * 0.21 * 0.79 / (458 / 0.21) + (spread * 0.21) ** 2 + 4 / (458 / 0.21) ** 2) ** 0.5
        assert (low[0], high[0]) == pytest.approx((100 - 100 * half / 0.21, 100 + 100 * half / 0.21))


def funnel_of(screen: Screen, chosen: str = "") -> Chart:
    told = [gap for gap in screen.told if gap.index is not None]
    return Chart(
        "funnel",
        blocks.OF_EXPECTED,
        tuple(gap.name for gap in told),
        blocks.by_word(told, lambda gap: Cell("number", gap.index, gap.index)),
        now=chosen,
        across=tuple(gap.expected_cell for gap in told),
        bands=blocks.bands(0.21, max(gap.expected for gap in told), told[0]),
    )


def test_every_point_of_the_funnel_is_drawn_and_said():
    (figure,) = plots(funnel(funnel_of(SCREEN, "Kalefeld")))
    limits, points = figure["data"][:4], figure["data"][4:]
    assert [trace["line"]["dash"] for trace in limits] == ["dash", "dash", "solid", "solid"]
    assert sorted(x for trace in points for x in trace["x"]) == sorted(gap.expected for gap in SCREEN.gaps)
    assert "<b>Uslar</b><br>74 von 100 erwarteten Kindern, gezählt<br>458 zu erwarten<br>belastbar" in hovers(figure)
    assert {"<b>Uslar</b>", "<b>Kalefeld</b>"} <= set(words(figure))
    low, high = figure["layout"]["yaxis"]["range"]
    assert all(low < y < high for trace in points for y in trace["y"])


def test_the_funnel_of_a_group_is_heard_with_counted_and_expected_children(figures):
    told = blocks.funnel(figures, "kindertagespflege", 2025, figures.district)
    drawn = render.finding(told, demo=True)
    assert 'aria-label="DEMO, erfundene Zahlen: Trichterdiagramm. Demo-' in drawn
    shown = [gap for gap in gaps.screen(figures, "kindertagespflege", 2025).told if gap.index is not None]
    assert len(shown) >= blocks.LEAST_POINTS
    for gap in shown:
        words = f"{gap.name}: {said(Cell('number', gap.index, gap.index))} von 100 erwarteten Kindern "
        assert f"{words}({said(gap.counted_cell)} von {gap.expected})" in told.chart.alt


@pytest.mark.parametrize(
    ("place", "district", "word"),
    [
        (value(100), value(200), "niedriger"),
        (value(300), value(200), "höher"),
        (value(195), value(200), "kein klarer Unterschied"),
        (value(20, 50), value(480, 1000), "nicht bestimmbar"),
        (span(100, 300), value(200), "nicht bestimmbar"),
        (at_least(150), value(200), "nicht bestimmbar"),
        (at_least(400), value(200), "höher"),
        (without("protected"), value(200), "geschützt"),
        (value(5), value(200), "nicht bestimmbar"),
        (value(100), without("no_data"), "nicht bestimmbar"),
    ],
)
def test_lower_and_higher_are_said_only_beyond_chance_and_overlap(place, district, word):
    assert position(place, district) == word


def test_a_small_municipality_needs_a_larger_distance_than_a_large_one():
    words = [position(value(n // 5, n), value(300)) for n in (50, 2000)]
    assert words == ["nicht bestimmbar", "niedriger"]


def test_no_clear_difference_is_said_only_where_a_quarter_of_the_value_would_have_been_seen():
    words = [position(value(n // 5, n), value(2000, 10_000)) for n in (100, 200, 1000, 2000)]
    assert words == ["nicht bestimmbar", "nicht bestimmbar", "kein klarer Unterschied", "kein klarer Unterschied"]


def test_the_title_of_the_spine_counts_only_what_can_be_compared():
    rows = [
        Compared("Teil", head=True),
        Compared("a", value(100), value(200)),
        Compared("b", value(200), value(200)),
        Compared("c", without("protected"), value(200)),
    ]
    assert municipality.summary("Uslar", rows).startswith("Uslar: von 2 vergleichbaren Werten liegt 1 niedriger")
    assert "kein Wert" in municipality.summary("Uslar", rows[:1] + rows[3:])


def spine(*rows: Compared) -> str:
    return render.finding(municipality.beside_the_district("Uslar", rows, 2025))


def test_the_spine_has_the_district_in_the_middle_and_the_place_where_it_belongs():
    others = tuple(value(n) for n in (150, 180, 200, 240, 260))
    drawn = spine(Compared("a", value(150), value(200), others))
    assert 'x1="50%" x2="50%"' in drawn
    (dot,) = numbers(r'cx="([\d.]+)%"', drawn)
    (left, *_), widths = numbers(r'<rect x="([\d.]+)%', drawn), numbers(r'width="([\d.]+)%" height="8"', drawn)
    assert dot == pytest.approx(left) and 4 <= left and left + widths[0] <= 96


def test_a_clear_difference_is_said_beside_and_below_the_name():
    row = spine(Compared("Teil", head=True), Compared("a", value(100), value(200), beside="9 Kinder")).split("<tr")[3]
    assert 'class="strong"' in row and '<span class="short strong">niedriger</span>' in row
    assert '<span class="beside">9 Kinder</span>' in row and 'class="side">niedriger' in row


def test_a_lower_bound_of_fewer_than_ten_children_says_only_that_it_is_open():
    drawn = spine(Compared("a", at_least(0), value(200)), Compared("b", at_least(23), value(200)))
    assert re.findall(r'here[^>]*">([^<]+)', drawn.split("<tbody>")[1]) == ["offen", "mind. 2,3"]


def test_fewer_than_ten_children_have_no_bare_count():
    assert ">0–4<" in shown([("x", replace(SMALL, counted=0), "?")])
    assert ">1–9<" in shown([("x", replace(SMALL, counted=5), "?")])


def test_the_small_lines_of_a_place_say_their_tested_word_and_both_ends(figures):
    told = municipality.over_the_years(figures, "03155012")
    drawn = render.finding(told)
    for panel in told.chart.panels:
        here = [cell for cell in panel.series[0].cells if cell and cell.state == "ok" and cell.low is not None]
        assert f"<b>{panel.title}</b> {panel.beside}" in drawn
        assert f"Demo-Uslar: {panel.categories[0]} rund {said(here[0])}, " in panel.alt
        assert f"rund {said(here[-1])} von 100. Landkreis: " in panel.alt
    assert told.table.closed and len(told.table.rows) == 2 * len(told.chart.panels)


def test_every_screen_of_the_edition_can_be_drawn(figures):
    for group in gaps.told_groups(figures, 2025):
        told = blocks.funnel(figures, group, 2025, figures.district)
        screen = gaps.screen(figures, group, 2025, pooled=False)
        assert told is None or len(hovers(*plots(render.finding(told)))) == sum(
            g.index is not None for g in screen.told
        )
        for block in (blocks.by_municipality, blocks.on_the_map):
            assert "<svg" in render.of(figures, block, group, 2025, figures.district)
        assert blocks.detectable(figures, group, 2025) is None or render.of(figures, blocks.detectable, group, 2025)


def test_every_municipality_has_its_findings(figures):
    for area in gaps.municipalities(figures):
        for group in figures.heads:
            drawn = render.of(figures, municipality.spine, 2025, group, area)
            assert 'class="spine"' in drawn and figures.area_names[area] in drawn
        assert "Was hier nicht steht" in render.of(figures, municipality.not_shown, 2025, group, area)
        assert 'class="gaps"' in render.of(figures, blocks.of_place, 2025, area)
