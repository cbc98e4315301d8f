"""Is an estimate said and drawn as one? Counted full, estimated in the middle tone with its whisker, possible hatched; never mixed."""

import re
from dataclasses import replace

import polars as pl
import pytest

from tests.views.plots import hovers, plots
from tests.views.reaches import estimated, span, value
from tests.views.small_answers import answered
from views.blocks import municipality, reach
from views.drawings import marks, scales, years
from views.drawings.spine import SPINE
from views.figures.reach import apart, share
from views.figures.read import Figures
from views.finding import Chart, Series
from views.shell import page, render
from views.words import evidence, passport, sentences
from views.words.cells import heard, in_words, plain, said, words

WHOLE = estimated(5520, (10075.52, 10656.8, 11238.08), 16640, 19376)  # 52, 55 and 58 of 100
OF_1000 = estimated(280, (520, 550, 580), 860)
GROUP = "ein Angebot oder eine Leistung"


@pytest.fixture(scope="module")
def told(figures) -> Figures:
    """The small store with answers of the last two years."""
    return Figures(answered(figures.published))


def chart(kind: str, *reaches, categories: tuple[str, ...] = ()) -> Chart:
    cells = tuple(map(share, reaches))
    names = categories or tuple(map(str, range(2026 - len(cells), 2026)))
    return Chart(kind, "von 100", names, (Series("von 100", cells, "proved"),))


def test_the_answers_of_families_stand_beside_the_proved_range_of_the_same_cell(told):
    row = told.published.figures("asked_reach", year=2025, area="03155", offer_group="alle", age_band="all").row(
        0, named=True
    )
    here = told.reach("alle", 2025, "03155")
    assert (here.asked.value, here.asked.low, here.asked.high) == (row["value"], row["low"], row["high"])
    assert (here.low, here.high) == (row["bound_low"], row["bound_high"])
    assert told.reach("alle", 2023, "03155").asked is None
    sexes = told.along("sex", "annual_reach", 2025)
    assert sexes["all"].asked and not (sexes["m"].asked or sexes["w"].asked)


def test_what_one_number_says_needs_no_estimate(figures):
    with_answers = answered(figures.published)
    close = pl.col("bound_low") + 0.009
    narrow = with_answers.table("figure").with_columns(
        bound_high=pl.when(pl.col("bound_high").is_not_null()).then(close).otherwise("bound_high")
    )
    known = Figures(replace(with_answers, tables=with_answers.tables | {"figure": narrow}))
    assert known.reach("alle", 2025, "03155").narrow and known.reach("alle", 2025, "03155").asked is None


def test_the_headline_says_the_estimate_its_range_and_what_it_rests_on():
    assert words(sentences.annual_reach(WHOLE, year=2025, group=GROUP)) == (
        "2025 nutzten rund 55 von 100 Kindern und Jugendlichen unter 18 ein Angebot oder eine Leistung des Jugendamts "
        "(52 bis 58), geschätzt aus rund 640 Antworten."
    )
    assert sentences.in_children(WHOLE, sums_only=3, offers=12) == (
        "Das sind rund 10.080 bis 11.240 von 19.376 Kindern unter 18; 5.520 sind gezählt."
    )


def test_only_the_one_number_is_large_and_the_evidence_is_quiet():
    head = page.opening(sentences.annual_reach(WHOLE, year=2025, group=GROUP), hero=True)
    assert re.findall(r'<span class="(large|basis)">([^<]*)</span>', head) == [
        ("large", "55"),
        ("basis", " (52 bis 58), geschätzt aus rund 640 Antworten."),
    ]


def test_a_cell_says_an_estimate_one_way_everywhere():
    cell = share(WHOLE, 1)
    assert said(cell) == plain(cell) == "rund 55 (52–58)"
    assert in_words(cell) == "rund 55 (52 bis 58, geschätzt) von 100"
    assert heard(cell) == "rund 55 (52 bis 58, geschätzt) von 100, 28 gezählt, bis 86 möglich"
    assert said(WHOLE.count) == "rund 10.080–11.240"
    assert sentences.children_of(WHOLE, 5) == "rund 10.080 bis 11.240 von 19.376 Kindern"


def test_the_middle_is_the_estimate_and_never_that_of_what_is_possible():
    assert (OF_1000.middle, OF_1000.likeliest) == (0.55, 0.55)
    assert (span(280, 860).likeliest, share(OF_1000).middle) == (0.28, 0.55)


def test_places_are_compared_by_their_estimates_where_there_are_any():
    low, high = estimated(100, (200, 230, 260), 900), estimated(150, (300, 330, 360), 900)
    assert apart(low, high) and not apart(high, low) and not apart(span(100, 900), span(150, 900))
    assert municipality.position(low, high) == "niedriger" and municipality.position(high, low) == "höher"
    assert municipality.position(high, estimated(150, (310, 340, 370), 900)) == "kein klarer Unterschied"
    assert municipality.position(span(100, 900), high) == "nicht bestimmbar"


def test_the_pass_says_what_a_figure_rests_on():
    linked = replace(value(300), evidence="linked", linked_error=0.013)
    assert [evidence.rests_on(one) for one in (value(300), linked, span(280, 860))] == [
        "gezählt",
        "gezählt über verknüpfte Quellen, höchstens 1,3\u202f% zu hoch.",
        "bewiesene Spanne.",
    ]
    assert evidence.rests_on(WHOLE) == (
        "geschätzt aus rund 640 Antworten; in der Spanne enthalten: bis 30\u202f% verschwiegene Nutzung und bis 1,25-mal so "
        "häufige Antworten von Familien mit mehreren Angeboten."
    )
    assert passport.span_in_words(WHOLE).startswith(
        "Schätzung (95 %): 52 bis 58 von 100. Überschneidung: mindestens 28"
    )


def test_answers_that_do_not_fit_are_said_and_nothing_is_estimated(told):
    here = told.reach("individuell", 2024, "03155")
    below = reach.below_the_sentence(told, "individuell", 2024, here, told.area_names["03155"])
    assert here.asked is None and "Befragung und Zählung passen nicht zusammen" in below
    assert "passen nicht zusammen" in evidence.rests_on(here)
    fits = told.reach("alle", 2025, "03155")
    assert "passen nicht" not in reach.below_the_sentence(told, "alle", 2025, fits, told.area_names["03155"])


def test_the_legend_has_a_middle_tone_only_where_one_is_drawn(told, figures):
    whole, none = (reach.by_year(one, "alle", 2025, "03155").sub for one in (told, figures))
    assert whole.endswith("Voll: gezählt, Mittelton: geschätzt, schraffiert: möglich")
    assert none.endswith("Voll: gezählt, schraffiert: möglich")


def test_a_bar_has_three_parts_and_a_whisker():
    drawn = marks.bar(share(OF_1000), 1, "Kita")
    assert re.findall(r'<rect x="([\d.]+)%" y="2" width="([\d.]+)%" height="14" class="([a-z ]+)"', drawn) == [
        ("0.00", "28.00", "bar"),
        ("55.00", "31.00", "maybe beyond"),
        ("28.00", "27.00", "estimate"),
    ]
    assert re.findall(r'x1="([\d.]+)%" x2="([\d.]+)%" y1="9" y2="9" class="(halo|whisker)"', drawn) == [
        ("52.00", "58.00", "halo"),
        ("52.00", "58.00", "whisker"),
    ]
    assert "whisker" not in marks.bar(share(span(280, 860)), 1, "Kita")


def test_the_bar_of_the_overview_says_its_parts_and_is_not_drawn_of_one_number(told):
    finding = reach.in_one_bar(told, OF_1000)
    drawn = render.finding(finding)
    assert re.findall(r"<text[^>]*>(\d+ gez[^<]*|rund[^<]*|bis[^<]*)</text>", drawn) == [
        "28 gezählt",
        "rund 55 geschätzt (52 bis 58)",
        "bis 86 möglich",
    ]
    assert (
        'aria-label="Balken von 0 bis 100. Reichweite: rund 55 (52 bis 58, geschätzt) von 100, 28 gezählt, bis 86 möglich"'
        in drawn
    )
    assert reach.in_one_bar(told, value(300)) is None
    assert "geschätzt" not in scales.share(chart("share", span(280, 860)))


def test_a_hundred_dots_have_a_middle_tone():
    drawn = marks.hundred(chart("hundred", OF_1000))
    assert [drawn.count(f'r="7" class="{kind}"') for kind in ("full", "estimate", "maybe", "none")] == [28, 27, 31, 14]
    assert "28 gezählt, rund 55 geschätzt (52 bis 58), bis 86 möglich, 14 ohne Nutzung" in drawn
    assert "rund 55 geschätzt (52 bis 58)" in drawn and "bis 86 möglich" in drawn


def test_a_column_is_full_then_middle_then_hatched_with_its_whisker_in_front():
    (figure,) = plots(years.columns(chart("columns", span(270, 800), OF_1000)))
    counted, estimate, possible, halo, whisker = figure["data"]
    assert (counted["y"], estimate["y"], possible["y"]) == ([27.0, 28.0], [None, 27.0], [53.0, 31.0])
    assert "text" not in estimate and estimate["marker"]["line"]["width"] == 1
    for stroke in (halo, whisker):
        assert (stroke["x"], stroke["y"]) == (["2025"], [55.0])
        assert (stroke["error_y"]["array"], stroke["error_y"]["arrayminus"]) == ([3.0], [3.0])
    assert halo["error_y"]["thickness"] > whisker["error_y"]["thickness"]
    assert hovers(figure)[1].split("<br>")[1:4] == [
        "rund 55 (52 bis 58, geschätzt) von 100",
        "mindestens 28 von 100, gezählt",
        "bis 86 möglich",
    ]


def test_a_place_beside_the_district_is_a_pale_dot_with_its_whisker():
    place, district = (Series("", (share(one),)) for one in (OF_1000, estimated(300, (500, 520, 540), 900)))
    (drawn,) = SPINE.rows(Chart("spine", "von 100", ("Alle",), (place, district)), "")
    assert re.findall(r'<(rect|circle)[^>]*class="([a-z]+)"', drawn) == [
        ("rect", "around"),
        ("circle", "whisker"),
        ("circle", "estimate"),
    ]
    assert "rund 55 (52 bis 58, geschätzt) von 100" in drawn


def test_titles_say_the_estimate_as_one():
    assert sentences.over_the_years({2024: span(260, 800), 2025: OF_1000}) == (
        "2024 bis 2025 waren zwischen 26 und 28 von 100 gezählt, 2025 rund 55 geschätzt (52 bis 58)"
    )
    towns = {"A": OF_1000, "B": estimated(100, (410, 440, 470), 900)}
    assert (
        sentences.by_municipality(towns, GROUP)
        == f"In den Gemeinden nutzten geschätzt 41 bis 58 von 100 Kindern {GROUP}"
    )
    without = estimated(100, (310, 340, 370), 700)
    assert sentences.effect_of_day_care(OF_1000, without, year=2025) == (
        "Ohne Kita und Hort: rund 34 (31 bis 37, geschätzt) von 100 statt rund 55 (52 bis 58, geschätzt) von 100"
    )


def test_an_estimate_closes_a_range_that_is_open_above():
    here = replace(OF_1000, high=None, count_high=None)
    assert not here.open_end and here.told
    assert words(sentences.annual_reach(here, year=2025, group=GROUP)).endswith(
        "(52 bis 58), geschätzt aus rund 640 Antworten."
    )
    assert heard(share(here)).endswith("28 gezählt, nach oben offen") and said(share(here)) == "rund 55 (52–58)"
    assert "mindestens 28 von 100, weil" in passport.span_in_words(here)
    assert municipality.position(here, estimated(300, (600, 620, 640), 900)) == "niedriger"


def test_where_it_is_open_above_the_estimate_is_drawn_and_the_rest_dotted():
    here = replace(OF_1000, high=None, count_high=None)
    bar = marks.bar(share(here), marks.top_of(chart("bars", here)), "Alle")
    assert 'class="estimate"' in bar and 'class="open"' in bar and "maybe" not in bar
    assert marks.top_of(chart("bars", here)) > 0.58
    (figure,) = plots(years.columns(chart("columns", here)))
    (outline,) = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "rect"]
    assert outline["y0"] == 55.0 < 58.0 < outline["y1"]
    assert "nach oben offen" in marks.hundred(chart("hundred", here))
