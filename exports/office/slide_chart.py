"""How does a chart stand on a slide? As a chart of the office program itself: its numbers open with „Daten bearbeiten“.

The plot has a fixed place in the frame, so that breaks in a series can be drawn where they are. Its words
stand above it on the slide.
"""

import io

from lxml import etree
from pptx.chart.chart import Chart as Drawn
from pptx.chart.data import CategoryChartData
from pptx.chart.series import _BaseCategorySeries
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import BaseOxmlElement
from pptx.slide import Slide
from pptx.util import Inches, Pt

from exports.drawing.drawn import breaks_of, is_bars, is_line
from exports.office.native import Column, categories_of, columns_of, is_range, number_format
from exports.office.package import settled, stamp
from exports.report import Facts
from views.drawings.tokens import TOKENS
from views.finding import Chart

Frame = tuple[int, int, int, int]  # left, top, width, height in EMU
Inner = tuple[float, float, float, float]  # the same as shares of a frame
SHEET = "Daten"
MOST_BARS, MOST_LONG_BARS = 15, 11  # on one slide; names of two lines need more room
LONG_NAME = 62  # a longer name beside a bar needs two lines
WIDE_NAMES = 0.4  # the share of the width that names beside bars may take


def colour(token: str) -> RGBColor:
    value = TOKENS[token][0]
    return RGBColor(*(int(value[at : at + 2], 16) for at in (1, 3, 5)))


def add_chart(slide: Slide, chart: Chart, facts: Facts, frame: Frame, scale: tuple[float, float]) -> None:
    """Draws it into frame (left, top, width, height in EMU); scale: from where to where its values go on all its slides."""
    columns = columns_of(chart)
    data = CategoryChartData(number_format=number_format(chart))
    data.categories = categories_of(chart)
    for column in columns:
        data.add_series(column.name, column.values)
    shape = slide.shapes.add_chart(_kind(chart), *frame, data)
    shape.name = "Diagramm"
    shape._element.nvGraphicFramePr.cNvPr.set("descr", " ".join([chart.alt, facts.demo]).strip())
    drawn = shape.chart
    drawn.part.chart_workbook.update_from_xlsx_blob(_workbook(chart, columns, facts))
    drawn.font.size, drawn.font.color.rgb = Pt(12), colour("ink2")
    _title(drawn, facts)
    inner = _inner(chart, facts, len(columns) > 1, frame)
    _place(drawn._chartSpace.chart.plotArea, inner)
    _axes(drawn, chart, scale)
    for series, column in zip(drawn.plots[0].series, columns, strict=True):
        _dress(series, column, chart)
        _label(series, column, chart)
    _legend(drawn, len(columns) > 1)
    _in_german(drawn)
    _breaks(slide, chart, frame, inner)


def _kind(chart: Chart) -> XL_CHART_TYPE:
    if is_line(chart):
        return XL_CHART_TYPE.LINE
    return XL_CHART_TYPE.BAR_CLUSTERED if is_bars(chart) else XL_CHART_TYPE.COLUMN_CLUSTERED


def _workbook(chart: Chart, columns: list[Column], facts: Facts) -> bytes:
    """The sheet behind the chart, with nothing in it but what is drawn; a name that begins with „=“ stays a name."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"author": facts.office, "company": facts.office, "created": stamp(facts)})
    sheet = book.add_worksheet(SHEET)
    sheet.set_column(0, 0, 40)
    numbers = book.add_format({"num_format": number_format(chart)})
    for row, category in enumerate(categories_of(chart), 1):
        sheet.write_string(row, 0, category)
    for at, column in enumerate(columns, 1):
        sheet.write_string(0, at, column.name)
        for row, value in enumerate(column.values, 1):
            if value is not None:
                sheet.write_number(row, at, value, numbers)
    book.close()
    return settled(out.getvalue(), stamp(facts))


def _title(drawn: Drawn, facts: Facts) -> None:
    """The sentence that all is invented is the chart's own title: whoever copies the chart takes it along."""
    drawn.has_title = bool(facts.demo)
    if not facts.demo:
        return
    run = drawn.chart_title.text_frame.paragraphs[0].add_run()
    run.text = facts.demo
    run.font.size, run.font.bold, run.font.color.rgb = Pt(11), True, colour("gap")
    drawn.chart_title.include_in_layout = False
    _place(drawn.chart_title._element, (0.0, 0.0), inner=False)


def _inner(chart: Chart, facts: Facts, legend: bool, frame: Frame) -> Inner:
    """The place of the plot without its labels, as shares of the frame: left, top, width, height."""
    width, height = frame[2] / Inches(1), frame[3] / Inches(1)
    top = ((0.3 if facts.demo else 0.0) + (0.4 if breaks_of(chart) else 0.15)) / height
    if is_bars(chart):
        longest = max(map(len, categories_of(chart)), default=0)
        left = min(WIDE_NAMES, (longest * 0.095 + 0.2) / width)
        below = 0.1
    else:
        left = 0.07 if is_line(chart) else 0.01
        below = 0.55 if any(" " in category for category in categories_of(chart)) else 0.35
    bottom = (below + (0.35 if legend else 0.0)) / height
    return left, top, 0.99 - left, 1 - top - bottom


def _place(element: BaseOxmlElement, place: tuple[float, ...], *, inner: bool = True) -> None:
    """c:layout by hand: x, y, and width and height where given."""
    layout = element.find(qn("c:layout"))
    if layout is None:
        layout = etree.SubElement(element, qn("c:layout"))
        after = element.find(qn("c:tx"))
        element.insert(0 if after is None else list(element).index(after) + 1, layout)
    for child in list(layout):
        layout.remove(child)
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    if inner:
        etree.SubElement(manual, qn("c:layoutTarget")).set("val", "inner")
    for name in ("xMode", "yMode"):
        etree.SubElement(manual, qn(f"c:{name}")).set("val", "edge")
    for name, value in zip("xywh", place, strict=False):
        etree.SubElement(manual, qn(f"c:{name}")).set("val", f"{value:.4f}")


def _axes(drawn: Drawn, chart: Chart, scale: tuple[float, float]) -> None:
    low, high = scale
    room = (high - low or 1) * (0.16 if is_bars(chart) else 0.1) if not is_line(chart) else 0
    names, values = drawn.category_axis, drawn.value_axis
    names.format.line.color.rgb = colour("axis")
    names.major_tick_mark = values.major_tick_mark = XL_TICK_MARK.NONE
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.tick_labels.font.size = Pt(12 if not is_bars(chart) or len(chart.categories) <= 8 else 11)
    names.has_major_gridlines = False
    names.reverse_order = is_bars(chart)
    if not is_line(chart) or low < 0:
        values.minimum_scale, values.maximum_scale = low - (room if low < 0 else 0), high + room
    values.visible = is_line(chart)
    values.has_major_gridlines = is_line(chart)
    if is_line(chart):
        values.minimum_scale = min(0.0, low)
        values.major_gridlines.format.line.color.rgb = colour("line")
        values.format.line.fill.background()
        values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "#,##0", False
    for crossing in drawn._chartSpace.iter(qn("c:crossBetween")):
        crossing.set("val", "between")
    plot = drawn.plots[0]
    if not is_line(chart):
        plot.gap_width = 35
        plot.overlap = 100 if is_range(chart) else 0


def _dress(series: _BaseCategorySeries, column: Column, chart: Chart) -> None:
    """The look of a series, as in every other picture of the house."""
    token = "context" if column.look == "context" else "accent"
    line = series.format.line
    if is_line(chart):
        line.color.rgb, line.width = colour(token), Pt(1.75 if token == "context" else 2.75)
        series.smooth = False
        series.marker.style = None
        etree.SubElement(series.marker._element.get_or_add_marker(), qn("c:symbol")).set("val", "none")
        if column.look == "dashed":
            line.dash_style = MSO_LINE.DASH
        return
    fill = series.format.fill
    line.color.rgb, line.width = colour(token), Pt(0.75)
    if column.look == "possible":
        fill.patterned()
        fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        fill.fore_color.rgb, fill.back_color.rgb = colour(token), RGBColor(255, 255, 255)
    else:
        fill.solid()
        fill.fore_color.rgb = colour("estimate" if column.look == "estimate" else token)
    series.invert_if_negative = False


def _label(series: _BaseCategorySeries, column: Column, chart: Chart) -> None:
    """The words of the table beside it, at the end of each bar or column."""
    if is_line(chart):
        return
    crowded = len(chart.categories) > 12
    for at, word in enumerate(column.labels):
        if not word:
            continue
        label = series.points[at].data_label
        label.text_frame.text = word
        font = label.text_frame.paragraphs[0].runs[0].font
        font.size, font.color.rgb = Pt(10 if crowded and not is_bars(chart) else 12), colour("ink")
        label.position = XL_LABEL_POSITION.OUTSIDE_END


def _legend(drawn: Drawn, wanted: bool) -> None:
    drawn.has_legend = wanted
    if wanted:
        drawn.legend.position = XL_LEGEND_POSITION.BOTTOM
        drawn.legend.include_in_layout = False
        drawn.legend.font.size = Pt(12)


def _in_german(drawn: Drawn) -> None:
    """The language of the chart and the name of its sheet, which python-pptx leaves out or sets in English."""
    space = drawn._chartSpace
    language = etree.Element(qn("c:lang"))
    language.set("val", "de-DE")
    dates = space.find(qn("c:date1904"))
    space.insert(0 if dates is None else list(space).index(dates) + 1, language)
    for reference in space.iter(qn("c:f")):
        reference.text = reference.text.replace("Sheet1!", f"{SHEET}!")


def _breaks(slide: Slide, chart: Chart, frame: Frame, inner: Inner) -> None:
    """A dotted line with its word before the first category that cannot be compared with those before."""
    left, top, width, height = frame
    for category, word in () if is_bars(chart) else breaks_of(chart):
        x = left + round(width * (inner[0] + inner[2] * chart.categories.index(category) / len(chart.categories)))
        y, foot = top + round(height * inner[1]), top + round(height * (inner[1] + inner[3]))
        line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, x, y - Inches(0.05), x, foot)
        line.name = f"Reihenbruch {category}"
        line._element.nvCxnSpPr.cNvPr.set("descr", f"Reihenbruch vor {category}: {word}")
        line.line.color.rgb, line.line.width, line.line.dash_style = colour("ink3"), Pt(1), MSO_LINE.ROUND_DOT
        text = slide.shapes.add_textbox(x - Inches(1), y - Inches(0.32), Inches(2), Inches(0.28))
        text.name = f"Reihenbruch {category}, Wort"
        paragraph = text.text_frame.paragraphs[0]
        text.text_frame.word_wrap = True
        run = paragraph.add_run()
        run.text = word
        run.font.size, run.font.color.rgb = Pt(11), colour("ink3")
        paragraph._p.get_or_add_pPr().set("algn", "ctr")
