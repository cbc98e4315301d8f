"""Does the drawing of a childhood show what it says? Observed solid, projected dashed, a short record pale and never hatched."""

from tests.views.plots import hovers, lasting, plots, words
from views.drawings import curves, scales
from views.drawings.marks import held
from views.finding import Cell, Chart, Event, Series

BOUNDS, WINDOW = Cell("of_100", 0.6, 1.0), Cell("of_100", 0.6, 0.9, window=True)
AGES = tuple(map(str, range(18)))


def strip(*cells: Cell) -> str:
    names = ("im Jahr 2025", "bis 18")[: len(cells)]
    return scales.strip(Chart("strip", "von 100", names, (Series("", cells),)))


def curve(*series: Series, events: tuple[Event, ...] = ()) -> dict:
    (figure,) = plots(curves.curve(Chart("curve", "von 100", AGES, series, events)))
    return figure


def level(share: float, name: str, look: str) -> Series:
    return Series(name, (Cell("of_100", share, share),) * 18, look)


def test_the_strip_keeps_overlap_and_a_short_record_apart():
    counted = Cell("of_100", 0.28, 0.28)
    assert strip(counted, BOUNDS).count('class="maybe"') == 1
    drawn = strip(counted, WINDOW)
    assert 'class="maybe"' not in drawn and 'class="open-band"' in drawn
    assert "im Jahr 2025: " in drawn and '<tspan class="strong">60 bis 90 von 100</tspan>' in drawn


def test_the_line_of_the_claim_holds_its_range_against_the_threshold():
    drawn = held(Cell("of_100", 0.77, 0.93, window=True), "X", 0.95)
    assert 'x="77.0%" y="4" width="16.0%"' in drawn and 'x1="95%"' in drawn


def test_observed_is_solid_and_projected_dashed():
    figure = curve(level(0.2, "Jahrgang 2008", "accent"), level(0.3, "hochgerechnet", "dashed"))
    assert [trace["line"]["dash"] for trace in figure["data"]] == ["solid", "dash"]
    assert "<b>0, hochgerechnet</b><br>rund 30 von 100, hochgerechnet" in hovers(figure)


def test_curves_name_themselves_at_their_ends_without_touching():
    figure = curve(level(0.2, "Jahrgang 2008", "accent"), level(0.2, "hochgerechnet", "dashed"))
    ends = [word["y"] for word in figure["layout"]["annotations"]]
    px = (curves.HEIGHT - curves.TOP - curves.BELOW) / figure["layout"]["yaxis"]["range"][1]
    assert words(figure) == ["<b>20</b> hochgerechnet", "<b>20</b> Jahrgang 2008"]
    assert abs(ends[0] - ends[1]) * px >= curves.SMALLEST_GAP - 1e-9


def test_a_birth_year_known_as_a_range_is_drawn_with_both_edges():
    cells = (Cell("of_100", 0.05, 0.08, window=True), Cell("of_100", 0.07, 0.1, window=True), *(None,) * 16)
    figure = curve(Series("Jahrgang 2024", cells, "context"), level(0.2, "hochgerechnet", "dashed"))
    low, high = figure["data"][:2]
    assert (low["y"], high["y"], high["fill"]) == ([5, 7.0], [8, 10], "tonexty")
    assert "pattern" not in str(figure["data"])
    assert any(line.startswith("<b>1, Jahrgang 2024</b><br>mindestens 7 von 100") for line in hovers(figure))


def test_no_edge_of_the_band_falls_where_the_record_of_whole_childhoods_ends():
    cells = (Cell("of_100", 0.62, 0.62, chance=(0.6, 0.64)), Cell("of_100", 0.6, 0.7, window=True), *(None,) * 16)
    low, high = curve(Series("hochgerechnet", cells, "dashed"))["data"][:2]
    assert (low["y"], high["y"]) == ([60, 60], [64, 70])


def test_what_begins_at_an_age_stands_before_it():
    figure = curve(level(0.2, "hochgerechnet", "dashed"), events=(Event("10", "ab 10 nur zum Teil gesehen"),))
    (line,) = lasting(figure)
    assert 9 < line["x0"] == line["x1"] < 10


def test_the_scale_of_a_curve_ends_in_round_shares():
    tops = [curve(level(share, "X", "accent"))["layout"]["yaxis"]["range"][1] for share in (0.03, 0.21, 0.36, 0.93)]
    assert tops == [5, 25, 50, 100]
