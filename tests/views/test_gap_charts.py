"""Do the drawings of gaps and of one municipality show what the figures say, and nothing more?"""

import re
from dataclasses import replace

import pytest

from measures.engine.methods.standardise import funnel_limits
from tests.views.reaches import at_least, span, value, without
from tests.views.test_gap_sentences import FIRM, MORE, SMALL, UNSURE, USUAL
from tests.views.test_gap_sentences import without as untold
from views.drawings import gap_charts, profile_charts
from views.drawings.profile_charts import Compared
from views.figures import gaps
from views.figures.gaps import Screen

SCREEN = Screen("x", "2025", (FIRM, UNSURE, MORE, USUAL))


def numbers(pattern: str, drawn: str) -> list[float]:
    return [float(found) for found in re.findall(pattern, drawn)]


def test_fewer_lies_right_of_the_line_and_more_left_of_it():
    zero, fewer = (
        numbers(pattern, gap_charts.gap_line(FIRM, 100, 200)) for pattern in (r'x1="([\d.]+)%" x2', r'cx="([\d.]+)%')
    )
    assert zero[0] == pytest.approx(100 / 3, abs=0.01) and fewer[0] == pytest.approx((118 + 100) / 3, abs=0.01)
    assert numbers(r'cx="([\d.]+)%', gap_charts.gap_line(MORE, 100, 200))[0] < 100 / 3


def test_every_range_fits_into_the_table():
    table = gap_charts.gap_table("c", "Gemeinde", [(g.name, g) for g in SCREEN.gaps], lambda gap: "?", "1")
    found = numbers(r'[xc][12x]="([\d.]+)%"', table)
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
        (untold("not_applicable", "Nur als Spanne bekannt."), ("nur Spanne", "off")),
        (None, ("keine Daten", "off")),
        (replace(UNSURE, counted=5, index=45.0), ("unter 10 Kinder", "off")),
        (replace(FIRM, counted=5, index=30.0), ("▾ unter 10 Kinder", "part")),
    ],
)
def test_only_a_firm_gap_fills_its_cell_and_every_empty_cell_names_its_kind(gap, cell):
    assert gap_charts.heat_cell(gap) == cell


def test_the_line_of_a_municipality_names_its_verdict_and_leads_to_it():
    table = gap_charts.gap_table(
        "c", "Gemeinde", [("Uslar", FIRM), ("Kalefeld", UNSURE)], lambda gap: f"?g={gap.area}&x", "2"
    )
    first, second = table.split("<tbody>")[1].split("</tr>")[:2]
    assert 'class="firm"' in first and "belastbar" in first and 'href="?g=1&amp;x"' in first and "340 / 458" in first
    assert 'class="unsure chosen"' in second and "unsicher" in second


def test_below_the_funnel_is_what_the_outer_limit_says():
    low = funnel_limits(0.21, [FIRM.expected / 0.21], 3.09)[0][0] / 0.21 * 100
    found = gap_charts.below_the_funnel(SCREEN, 0.21)
    assert (FIRM in found) == (FIRM.index < low) and FIRM in found and MORE not in found and UNSURE not in found


def test_every_point_of_the_funnel_is_drawn_and_said():
    drawn = gap_charts.funnel(SCREEN, 0.21, "2")
    assert drawn.count("<circle") == 4 and drawn.count("<polyline") == 4
    assert "Uslar: 74 von 100 erwarteten Kindern (340 von 458)" in drawn.split(">")[0]
    heights = numbers(r'cy="([\d.]+)"', drawn)
    assert min(heights) >= gap_charts.TOP and max(heights) <= gap_charts.HEIGHT - gap_charts.GROUND


@pytest.mark.parametrize(
    ("place", "district", "word"),
    [
        (value(100), value(200), "niedriger"),
        (value(300), value(200), "höher"),
        (value(195), value(200), "kein klarer Unterschied"),
        (value(20, 50), value(480, 1000), "kein klarer Unterschied"),
        (span(100, 300), value(200), "kein klarer Unterschied"),
        (at_least(150), value(200), "nicht bestimmbar"),
        (at_least(400), value(200), "höher"),
        (without("protected"), value(200), "geschützt"),
        (value(5), value(200), "nicht bestimmbar"),
        (value(100), without("no_data"), "nicht bestimmbar"),
    ],
)
def test_lower_and_higher_are_said_only_beyond_chance_and_overlap(place, district, word):
    assert profile_charts.position(place, district) == word


def test_a_small_municipality_needs_a_larger_distance_than_a_large_one():
    words = [profile_charts.position(value(n // 5, n), value(300)) for n in (50, 2000)]
    assert words == ["kein klarer Unterschied", "niedriger"]


def test_the_title_of_the_spine_counts_only_what_can_be_compared():
    rows = [
        Compared("Teil", head=True),
        Compared("a", value(100), value(200)),
        Compared("b", value(200), value(200)),
        Compared("c", without("protected"), value(200)),
    ]
    assert profile_charts.summary("Uslar", rows).startswith("Uslar: von 2 vergleichbaren Werten liegt 1 niedriger")
    assert "kein Wert" in profile_charts.summary("Uslar", rows[:1] + rows[3:])


def test_the_spine_has_the_district_in_the_middle_and_the_place_where_it_belongs():
    others = tuple(value(n) for n in (150, 180, 200, 240, 260))
    drawn = profile_charts.spine("c", "Uslar", [Compared("a", value(150), value(200), others)])
    assert 'x1="50%" x2="50%"' in drawn
    (dot,) = numbers(r'cx="([\d.]+)%"', drawn)
    (left, *_), widths = numbers(r'<rect x="([\d.]+)%', drawn), numbers(r'width="([\d.]+)%" height="8"', drawn)
    assert dot == pytest.approx(left) and 4 <= left and left + widths[0] <= 96


def test_a_lower_bound_of_fewer_than_ten_children_says_only_that_it_is_open():
    rows = [Compared("a", at_least(0), value(200)), Compared("b", at_least(23), value(200))]
    cells = re.findall(r'here">([^<]+)', profile_charts.spine("c", "Uslar", rows))
    assert cells == ["offen", "mind. 2,3"]


def test_a_hole_in_the_years_stays_a_hole():
    here = {2019: value(100), 2020: value(110), 2022: value(120), 2023: value(130)}
    drawn = profile_charts.small_lines("Uslar", here, {year: value(150) for year in here})
    assert drawn.count('class="line here"') == 2
    assert "2019 rund 10,0, 2023 rund 13,0 von 100" in drawn


def test_fewer_than_ten_children_have_no_share_and_no_bare_count():
    few = {2020: value(5, 400), 2021: value(20, 400), 2022: value(25, 400)}
    drawn = profile_charts.small_lines("x", few, {year: value(100) for year in few})
    assert drawn.count('class="line here"') == 1 and "2021 rund 5,0" in drawn
    table = gap_charts.gap_table("c", "Gemeinde", [("x", replace(SMALL, counted=0))], lambda gap: "?")
    assert "0–4 / 8" in table


def test_two_last_values_never_stand_on_each_other():
    drawn = profile_charts.small_lines("x", {2020: value(100), 2021: value(100)}, {2020: value(101), 2021: value(101)})
    levels = numbers(r'<text x="[\d.]+%" dx="8" y="([\d.]+)"', drawn)
    assert abs(levels[0] - levels[1]) >= 15


def test_every_screen_of_the_edition_can_be_drawn(figures):
    for group in gaps.told_groups(figures, 2025):
        screen = gaps.screen(figures, group, 2025)
        assert gap_charts.funnel(screen, 0.2).count("<circle") == sum(gap.index is not None for gap in screen.told)
