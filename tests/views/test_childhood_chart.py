"""Does the drawing of a childhood show what it says? Observed solid, projected dashed, a short record pale and never hatched."""

import re

from views.drawings import childhood_chart
from views.drawings.marks import held
from views.finding import Cell, Chart, Event, Series

BOUNDS, WINDOW = Cell("of_100", 0.6, 1.0), Cell("of_100", 0.6, 0.9, window=True)
AGES = tuple(map(str, range(18)))


def strip(*cells: Cell) -> str:
    names = ("im Jahr 2025", "bis 18")[: len(cells)]
    return childhood_chart.strip(Chart("strip", "von 100", names, (Series("", cells),)))


def curves(*series: Series, events: tuple[Event, ...] = ()) -> str:
    return childhood_chart.curves(Chart("curve", "von 100", AGES, series, events))


def level(share: float, name: str, look: str) -> Series:
    return Series(name, (Cell("of_100", share, share),) * 18, look)


def test_the_strip_keeps_overlap_and_a_short_record_apart():
    counted = Cell("of_100", 0.28, 0.28)
    assert strip(counted, BOUNDS).count('class="maybe"') == 1
    drawn = strip(counted, WINDOW)
    assert 'class="maybe"' not in drawn and 'class="open-band"' in drawn
    assert "im Jahr 2025: " in drawn and '<tspan class="strong">60 bis 90</tspan> von 100' in drawn


def test_the_line_of_the_claim_holds_its_range_against_the_threshold():
    drawn = held(Cell("of_100", 0.77, 0.93, window=True), "X", 0.95)
    assert 'x="77.0%" y="4" width="16.0%"' in drawn and 'x1="95%"' in drawn


def test_curves_name_themselves_at_their_ends_without_touching():
    drawn = curves(level(0.2, "Jahrgang 2008", "accent"), level(0.2, "hochgerechnet", "dashed"))
    at = [float(y) for y in re.findall(r'y="([\d.]+)" class="word left long', drawn)]
    assert len(at) == 2 and abs(at[0] - at[1]) >= childhood_chart.SMALLEST_GAP


def test_a_birth_year_known_as_a_range_is_drawn_with_both_edges():
    cells = (Cell("of_100", 0.05, 0.08, window=True), Cell("of_100", 0.07, 0.1, window=True), *(None,) * 16)
    drawn = curves(Series("Jahrgang 2024", cells, "context"), level(0.2, "hochgerechnet", "dashed"))
    assert drawn.count('class="window"') == 1 and "Jahrgang 2024, Alter 1: 7 bis 10 von 100" in drawn


def test_what_begins_at_an_age_stands_before_it():
    drawn = curves(level(0.2, "hochgerechnet", "dashed"), events=(Event("10", "ab 10 nur zum Teil gesehen"),))
    x = float(re.search(r'x1="([\d.]+)%"[^>]*class="break"', drawn)[1])
    nine, ten = (float(re.findall(r'cx="([\d.]+)%"', drawn)[age]) for age in (9, 10))
    assert nine <= x < ten


def test_the_scale_of_a_curve_ends_in_round_shares():
    assert [childhood_chart._scale(share) for share in (0.03, 0.21, 0.36, 0.93)] == [0.05, 0.25, 0.5, 1.0]
