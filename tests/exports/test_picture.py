"""Does a drawing show what its chart says, all of it and inside its edges?"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from exports.drawing import canvas
from exports.drawing.drawn import breaks_of, extent, is_line, rows_of, words_of
from exports.drawing.picture import TALLEST, pieces, svgs
from exports.drawing.picture_frame import axis_word
from exports.drawing.typeset import pngs
from tests.exports import sample
from views.finding import Asked, Cell, Chart, Series

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS, BARS = sample.columns_chart().chart, sample.bars_chart(5).chart
HIDDEN = Series("von 100", (Cell("of_100", state="protected"), *COLUMNS.series[0].cells[1:]), "proved")
FEW = Chart(
    "columns", "Kinder", ("2023", "2024", "2025"), (Series("", tuple(Cell("number", n, n) for n in (10, 20, 30))),)
)
POSTS = Chart(
    "amounts", "VZÄ", ("2024", "2025"), (Series("", (Cell("posts", 8, 10), Cell("posts", 9.5, 10)), "vacant"),)
)
ESTIMATE = Cell("of_100", 0.28, 0.86, asked=Asked(0.55, 0.52, 0.58, 640))
ASKED = Series("von 100", (*COLUMNS.series[0].cells[:-1], ESTIMATE), "proved")
ASKED_BARS = Chart(
    "bars", "von 100", ("Alle", "Ohne Kita"), (Series("", (ESTIMATE, Cell("of_100", 0.1, 0.5)), "proved"),)
)
CHARTS = {
    "columns": COLUMNS,
    "columns with an estimate": replace(COLUMNS, series=(ASKED,)),
    "bars with an estimate": ASKED_BARS,
    "columns with a long word": replace(COLUMNS, series=(HIDDEN,)),
    "few columns": FEW,
    "posts": POSTS,
    "five bars": BARS,
    "sixty bars": sample.bars_chart(60).chart,
    "gaps": sample.gaps_chart().chart,
    "lines": sample.lines_chart().chart,
    "curve": sample.curve_chart().chart,
}
every_chart = pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS.keys())


def marks(svg: str, kind: str) -> list[ElementTree.Element]:
    return [mark for mark in ElementTree.fromstring(svg) if mark.tag == SVG + kind]


def box(text: ElementTree.Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of words, as the font measures them."""
    x, y, size = (float(text.get(name)) for name in ("x", "y", "font-size"))
    width = canvas.width_of(text.text, size, text.get("font-weight") == "600")
    if text.get("transform"):
        return x - size * 0.75, y - width, x + size * 0.2, y
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[text.get("text-anchor")]
    return left, y - size * 0.72, left + width, y + size * 0.2


@every_chart
@pytest.mark.parametrize("demo", ["", sample.DEMO])
def test_no_word_leaves_the_picture_and_no_two_lie_on_one_another(chart, demo):
    for svg in svgs(chart, demo):
        height = float(ElementTree.fromstring(svg).get("height"))
        boxes = [(box(text), text.text) for text in marks(svg, "text")]
        outside = [words for (left, top, right, bottom), words in boxes
                   if left < -0.5 or right > canvas.WIDTH + 0.5 or top < -0.5 or bottom > height + 0.5]  # fmt: skip
        overlapping = [(one, other) for n, (a, one) in enumerate(boxes) for b, other in boxes[n + 1 :]
                       if a[0] < b[2] - 0.3 and b[0] < a[2] - 0.3 and a[1] < b[3] - 0.3 and b[1] < a[3] - 0.3]  # fmt: skip
        assert (outside, overlapping) == ([], [])


@every_chart
def test_every_picture_of_invented_figures_says_so_and_no_other(chart):
    assert all(sample.DEMO in svg for svg in svgs(chart, sample.DEMO))
    assert not any("DEMO" in svg for svg in svgs(chart))


@every_chart
def test_every_number_in_a_picture_is_a_word_of_its_chart_or_a_round_axis(chart):
    beside = map(axis_word, canvas.ticks(*extent(chart))) if is_line(chart) else words_of(chart)
    said = {*beside, *chart.categories, *(word for _, word in breaks_of(chart)), chart.unit}
    said |= {row.name for row in rows_of(chart)}
    known = set(re.findall(r"\d[\d.,]*", " ".join(said)))
    drawn = {
        number for svg in svgs(chart) for text in marks(svg, "text") for number in re.findall(r"\d[\d.,]*", text.text)
    }
    assert drawn - known == set()


def test_a_chart_whose_words_say_the_values_has_no_axis():
    written = [[text.text for text in marks(svgs(chart)[0], "text")] for chart in (FEW, sample.lines_chart().chart)]
    assert written[0] == ["10", "20", "30", "2023", "2024", "2025"]
    assert [words for words in written[1] if words.isdigit() and len(words) < 4] == ["0", "10", "20", "30", "40"]


def test_columns_are_as_tall_as_their_values_and_the_possible_is_hatched_on_top():
    low, high = rows_of(COLUMNS)
    drawn = [rect for rect in marks(svgs(COLUMNS)[0], "rect") if float(rect.get("width")) > 12]
    proved = [rect for rect in drawn if not rect.get("fill").startswith("url")]
    possible = [rect for rect in drawn if rect.get("fill").startswith("url")]
    assert (len(proved), len(possible)) == (18, 18)
    unit = float(proved[0].get("height")) / low.values[0]
    for rect, value in zip(proved, low.values, strict=True):
        assert float(rect.get("height")) == pytest.approx(value * unit, abs=0.15)
    for rect, start, end, below in zip(possible, low.values, high.values, proved, strict=True):
        assert float(rect.get("height")) == pytest.approx((end - start) * unit, abs=0.15)
        assert float(rect.get("y")) + float(rect.get("height")) == pytest.approx(float(below.get("y")), abs=0.15)


def test_only_the_last_column_is_in_the_accent():
    fills = [rect.get("fill") for rect in marks(svgs(FEW)[0], "rect") if float(rect.get("width")) > 12]
    pale, accent = (canvas.colour(token) for token in ("land", "accent"))
    assert fills == [pale, pale, accent]


def test_a_post_that_is_not_filled_is_an_empty_outline_above_the_filled_ones():
    columns = [rect for rect in marks(svgs(POSTS)[0], "rect") if float(rect.get("width")) > 12]
    assert [rect.get("fill") == "none" for rect in columns] == [False, True, False, True]
    heights = [float(rect.get("height")) for rect in columns]
    assert heights[1] / heights[0] == pytest.approx(2 / 8, rel=0.02)


def test_a_protected_bar_is_not_drawn_and_its_word_stands_there():
    svg = svgs(BARS)[0]
    solid = [
        rect for rect in marks(svg, "rect") if rect.get("height") == "8.0" and not rect.get("fill").startswith("url")
    ]
    assert len(solid) == 4
    assert "geschützt" in [text.text for text in marks(svg, "text")]


def test_fewer_go_to_the_right_and_more_to_the_left():
    drawn = [(float(r.get("x")), float(r.get("width"))) for r in marks(svgs(sample.gaps_chart().chart)[0], "rect")]
    zero = drawn[0][0]
    assert [x == pytest.approx(zero, abs=0.15) for x, _ in drawn[:3]] == [True] * 3
    assert [x + width == pytest.approx(zero, abs=0.15) for x, width in drawn[3:]] == [True] * 3
    assert drawn[0][1] / drawn[2][1] == pytest.approx(4, rel=0.02)


def test_a_long_list_goes_over_several_pictures_on_one_scale():
    chart = sample.bars_chart(60).chart
    parts = pieces(chart)
    assert sum((part.categories for part in parts), ()) == chart.categories
    assert sum((words_of(part) for part in parts), ()) == words_of(chart)
    drawings = svgs(chart, sample.DEMO)
    assert len(drawings) == len(parts) > 1
    assert all(float(ElementTree.fromstring(svg).get("height")) <= TALLEST for svg in drawings)
    widths = [float(rect.get("width")) for svg in drawings for rect in marks(svg, "rect")
              if rect.get("height") == "8.0" and not rect.get("fill").startswith("url")]  # fmt: skip
    values = [value for value in rows_of(chart)[0].values if value is not None]
    assert [width / widths[0] for width in widths] == pytest.approx([value / values[0] for value in values], rel=0.02)


def test_a_line_breaks_where_nothing_is_known():
    lines = marks(svgs(sample.lines_chart().chart)[0], "polyline")
    points = [len(line.get("points").split()) for line in lines]
    assert points == [15, 5, 9, 4]  # the district, the place before and after the gap, the projection


def test_a_name_with_signs_of_markup_stays_a_name():
    odd = replace(BARS, categories=("<b>&", *BARS.categories[1:]))
    assert marks(svgs(odd)[0], "text")[2].text == "<b>&"


def test_word_gets_300_dots_per_inch_and_the_same_bytes_each_time():
    from PIL import Image

    drawings = svgs(COLUMNS) + svgs(sample.gaps_chart().chart)
    made = pngs(drawings)
    assert [Image.open(io.BytesIO(png)).width for png in made] == [pytest.approx(160 / 25.4 * 300, abs=2)] * 2
    assert pngs(drawings) == made
    assert pngs([]) == []


@pytest.mark.parametrize("bold", [False, True])
def test_the_font_has_every_sign_we_write(bold):
    missing = bytes(canvas._font(bold).getmask("\U000f0000"))
    assert [
        sign for sign in "äöüßÄÖÜé„“‚‘–—…§%‰≥≤±×·→−²\u202f\u00a0" if bytes(canvas._font(bold).getmask(sign)) == missing
    ] == []


def test_an_estimate_is_a_middle_tone_between_what_is_counted_and_possible_with_a_whisker_on_it():
    (drawn,) = svgs(ASKED_BARS)
    swatches = {area.get("fill"): area for area in marks(drawn, "rect") if area.get("height") == "8.0"}
    full, middle, possible = (
        swatches[fill] for fill in (canvas.colour("accent"), canvas.colour("estimate"), "url(#hatch-accent)")
    )
    assert middle.get("stroke") == canvas.colour("accent")
    places = [
        (float(area.get("x")), float(area.get("x")) + float(area.get("width"))) for area in marks(drawn, "rect")[3:6]
    ]
    (start, counted), (also, likely), (from_there, _) = places
    assert (counted, likely) == (
        pytest.approx(also, abs=0.11),
        pytest.approx(from_there, abs=0.11),
    ) and full is not possible
    whiskers = [line for line in marks(drawn, "line") if line.get("stroke") == canvas.colour("ink")]
    (whisker,) = whiskers
    low, high = float(whisker.get("x1")), float(whisker.get("x2"))
    point = (likely - start) / 55
    assert (low, high) == (pytest.approx(start + 52 * point, abs=0.2), pytest.approx(start + 58 * point, abs=0.2))
    assert [row.name for row in rows_of(ASKED_BARS)] == ["gezählt", "geschätzt", "möglich"]
    assert words_of(ASKED_BARS)[0] == "rund 55 (52–58)"
