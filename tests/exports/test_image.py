"""Does the picture of one finding carry everything a reader needs who sees nothing else? Every kind that can be drawn."""

import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops, ImageStat

from exports import image
from exports.drawing.drawn import KINDS
from exports.drawing.typeset import pngs
from tests.exports import sample
from views.finding import Band, Cell, Chart, Finding, Series

FACTS = replace(sample.FACTS, demo=sample.DEMO)
TITLE = "Ein Satz, der so lang ist, dass er über dem Bild in zwei Zeilen stehen muss, weil er sonst rechts hinausliefe."
COLUMNS, LINES = sample.columns_chart().chart, sample.lines_chart().chart
HIDDEN = Series("von 100", (Cell("of_100", state="protected"), *COLUMNS.series[0].cells[1:]), "proved")


def funnel_chart() -> Chart:
    """Three municipalities, one of them below both limits."""
    cells = tuple(Cell("number", value, value) for value in (60, 104, 97))
    series = (Series("belastbar", (cells[0], None, None), "firm"), Series("üblich", (None, *cells[1:]), "plain"))
    across = tuple(Cell("number", count, count) for count in (120, 60, 30))
    bands = tuple(
        Band(name, (20.0, 70.0, 130.0), (100 - 3 * wide, 100 - 2 * wide, 100 - wide), (100.0 + wide,) * 3)
        for name, wide in (("95 %", 8.0), ("99,8 %", 12.0))
    )
    names = ("Demo-Einbeck", "Demo-Uslar", "Demo-Dassel")
    return Chart("funnel", "von 100 erwarteten Kindern", names, series, across=across, bands=bands, alt="Trichter")


def finding(chart: Chart, title: str = TITLE) -> Finding:
    return Finding("befund", title, "Von 100 Kindern unter 18", chart=chart)


DRAWN = {
    "columns": COLUMNS,
    "amounts": replace(COLUMNS, kind="amounts"),
    "words to be read from below": replace(COLUMNS, series=(HIDDEN,)),
    "bars": sample.bars_chart(60).chart,
    "dots": replace(sample.bars_chart(5).chart, kind="dots"),
    "apart": sample.gaps_chart().chart,
    "lines": LINES,
    "small_lines": Chart("small_lines", "von 100", panels=tuple(replace(LINES, title=f"Feld {n}") for n in range(5))),
    "curve": sample.curve_chart().chart,
    "funnel": funnel_chart(),
}


@pytest.fixture(scope="module", params=DRAWN.values(), ids=DRAWN.keys())
def made(request) -> tuple[Chart, str, bytes]:
    told = finding(request.param)
    return request.param, image.svg(told, FACTS), image.png(told, FACTS)


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_every_kind_that_paper_draws_is_tried():
    assert {chart.kind for chart in DRAWN.values()} == KINDS.keys()


def test_the_picture_says_title_source_stand_and_demo_and_is_small(made):
    chart, svg, _ = made
    words = {name: ElementTree.fromstring(svg).find(f"{{*}}{name}").text for name in ("title", "desc")}
    assert words["title"] == TITLE.removesuffix(".")
    told = (sample.DEMO, f"Quelle: {FACTS.source}", FACTS.edition, f"Datenstand {FACTS.as_of}", chart.alt)
    assert all(text in words["desc"] for text in told)
    assert len(svg) < 300_000


def test_the_letters_of_the_svg_are_outlines_and_lie_where_the_png_has_them(made):
    _, svg, png = made
    assert "<text" not in svg and "font-family" not in svg and "<use" in svg
    width = float(ElementTree.fromstring(svg).get("width"))
    (drawn,) = pngs([svg], image.DOTS, width)
    one, other = opened(drawn), opened(png)
    assert one.size == other.size
    assert sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) < 1.5


def test_the_png_has_the_shape_of_the_svg(made):
    _, svg, png = made
    root, (width, height) = ElementTree.fromstring(svg), opened(png).size
    assert width / height == pytest.approx(float(root.get("width")) / float(root.get("height")), rel=0.01)
    assert width == pytest.approx(float(root.get("width")) / 72 * image.DOTS, abs=2)


def test_title_subtitle_source_and_demo_are_drawn_inside_the_picture():
    _, drawn = image._drawn(finding(COLUMNS), FACTS)
    words = re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
    title = [line for line in words if line in TITLE and len(line) > 20]
    assert len(title) == 2 and " ".join(title) == TITLE.removesuffix(".")
    assert {sample.DEMO, "Von 100 Kindern unter 18", f"Quelle: {FACTS.source}"} <= set(words)
    assert any(f"{FACTS.edition} · Datenstand {FACTS.as_of}" in line for line in words)


def test_small_multiples_stand_in_one_picture_each_under_its_title():
    _, drawn = image._drawn(finding(DRAWN["small_lines"]), FACTS)
    assert re.findall(r">(Feld \d)<", drawn) == [f"Feld {n}" for n in range(5)]


def test_real_figures_carry_no_demo():
    facts = replace(FACTS, demo="")
    assert "DEMO" not in image.svg(finding(COLUMNS), facts) + image._drawn(finding(COLUMNS), facts)[1]


def test_a_municipality_below_both_limits_is_named_and_filled_in_the_funnel():
    _, drawn = image._drawn(finding(funnel_chart()), FACTS)
    assert ">Demo-Einbeck<" in drawn and drawn.count("<polyline") == 4
    dots = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="2.8" fill="(#\w+)"', drawn)
    assert [fill for *_, fill in dots].count("#AE3F0C") == 1
    assert max(dots, key=lambda dot: float(dot[1]))[2] == "#AE3F0C"


def test_what_is_a_mark_in_a_table_or_a_map_has_no_picture_of_its_own():
    assert not image.drawable(finding(Chart("map", "")))
    assert not image.drawable(Finding("worte", "Nur Worte"))
    assert image.drawable(finding(COLUMNS))
