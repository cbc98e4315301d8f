"""How does a finding become a part of a page? HTML by a builder that escapes by itself; the finding is not changed."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import htpy as h
from markupsafe import Markup

from views.drawings.childhood_chart import curves, strip
from views.drawings.columns import columns
from views.drawings.marks import MARKS, hundred
from views.drawings.rate_charts import amounts, spans
from views.figures.read import Figures, kept
from views.finding import Cell, Chart, Column, Finding, Passport, Row, Said, Table
from views.shell.page import MARK
from views.words.cells import UNITS, at_most, in_words, of_chart, said, words
from views.words.glossary import explained

NO_DATA = Cell("of_100", state="no_data")
DRAWN: dict[str, Callable[[Chart], Markup]] = {  # kinds with a place of their own
    "columns": columns,
    "amounts": amounts,
    "spans": spans,
    "hundred": hundred,
    "curve": curves,
    "strip": strip,
}


@kept
def of(figures: Figures, block: Callable[..., Finding | None], *choice, **named) -> Markup:
    """The block for this choice as HTML, made once for a version; empty where it has nothing to tell."""
    told = block(figures, *choice, **named)
    return finding(told, demo=figures.demo) if told else Markup()


@kept
def part(figures: Figures, block: Callable[..., Finding], *choice) -> Markup:
    """The same for one of several blocks that stand side by side under a common title."""
    return finding(block(figures, *choice), demo=figures.demo, level=3)


def finding(told: Finding, *, demo: bool = False, level: int = 2, small: bool = True) -> Markup:
    """Title, subtitle, words, drawing, notes, table, Zahlenpass; in a demo the title and every drawing say so."""
    mark = MARK if demo else ""
    inside = told.chart is not None and told.chart.kind in MARKS
    title, sub = words(told.title).removesuffix("."), words(told.sub)
    table = _table(told.table, told.chart if inside else None, mark) if told.table else None
    parts = [
        h.div(class_="finding small" if small else "finding", role="heading", aria_level=level)[
            title, [" ", h.span(".demo.tag")["DEMO"]] if demo and level == 2 else None
        ]
        if title and not told.closed
        else None,
        h.p(".sub")[explained(sub)] if sub and not told.closed else None,
        [h.p(".text")[explained(words(line))] for line in told.lead],
        None if told.chart is None or inside else DRAWN[told.chart.kind](_named(told.chart, mark)),
        table if told.table and not told.table.closed else None,
        h.p(".quote", tabindex="0")[f"{mark}„{words(told.quote)}“"] if told.quote else None,
        [h.p(".note")[words(line)] for line in told.notes if line],
        table if told.table and told.table.closed else None,
        h.p(".note")[[h.a(href=address, target="_self")[name] for name, address in told.links.items()]] if told.links else None,
        _passport(told.passport) if told.passport else None,
    ]
    return Markup(h.details(".pass.bounded")[h.summary[h.b[title], " ", h.span[sub]], parts] if told.closed else h.section[parts])


def _named(chart: Chart, mark: str) -> Chart:
    words_of = "" if chart.kind == "hundred" else of_chart(chart)
    return replace(chart, alt=mark + (chart.alt or words_of), panels=tuple(_named(p, mark) for p in chart.panels))


def _table(table: Table, chart: Chart | None, mark: str) -> h.Element:
    """With the drawing of each row after its name, where the chart's place is inside the table."""
    shown = [at for at, column in enumerate(table.columns) if not column.detail]
    top = _top(chart) if chart else 0.0
    heads = [_head(table.columns[at]) for at in shown]
    if chart:
        heads.insert(1, h.th(".drawing", scope="col")[f"0 bis {at_most(top * _plain(chart))} {chart.unit}"])
    draw = partial(MARKS[chart.kind], top=top) if chart else None
    if chart and chart.threshold is not None:
        draw = partial(draw, threshold=chart.threshold)
    drawn = iter(chart.series[0].cells if chart else ())
    body = [_row(row, table, shown, draw if row.part else draw and partial(draw, next(drawn) or NO_DATA), mark) for row in table.rows]
    look = "ranges" if chart and chart.kind == "ranges" else table.look
    made = h.table(class_=look or None)[h.caption[mark + table.caption], h.thead[h.tr[heads]], h.tbody[body]]
    if table.wide:
        made = h.div(".scroll", tabindex=0, role="region", aria_label=mark + table.caption)[made]
    if not table.closed:
        return made
    return h.details(".pass")[h.summary[h.b["Tabelle"], " ", h.span[table.caption]], made]


def _head(column: Column) -> h.Element:
    return h.th(class_="figure" if column.figure else None, scope="col")[column.head]


def _row(row: Row, table: Table, shown: list[int], draw: Callable[..., Markup] | None, mark: str) -> h.Element:
    """draw: the drawing of the row, which needs its words only."""
    name = words(row.cells[0])
    if row.part:
        return h.tr(".part")[h.th(scope="rowgroup", colspan=len(shown) + bool(draw))[name]]
    link = h.a(href=row.link, target="_self")[name] if row.link else name
    cells = [h.th(scope="row")[link, h.span(".beside")[row.beside] if row.beside else None]]
    if draw:
        cells.append(h.td(".drawing")[draw(alt=f"{mark}{name}: {in_words(draw.args[0])}")])
    tones = row.tones or ("",) * len(row.cells)
    cells += [_cell(row.cells[at], table.columns[at], tones[at]) for at in shown[1:]]
    return h.tr(class_=row.tone or None)[cells]


def _cell(cell: Said, column: Column, tone: str) -> h.Element:
    empty = isinstance(cell, Cell) and cell.state not in ("ok", "small")
    kinds = ["figure"] * column.figure + ["empty"] * empty + [tone] * bool(tone)
    return h.td(class_=" ".join(kinds) or None)[said(cell)]


def _top(chart: Chart) -> float:
    """The value at the right edge: the largest possible one; no share above all children."""
    if chart.threshold is not None:
        return 1.0
    cells = [cell for cell in chart.series[0].cells if cell and cell.state == "ok" and cell.low is not None]
    ends = [end for cell in cells for end in (cell.low, cell.high) if end is not None]
    chances = [cell.chance[1] for cell in cells if chart.kind == "dots" and cell.chance]
    top = max([*ends, *chances], default=1) * 1.02
    return (top if _plain(chart) == 1 else min(1.0, top)) or 1.0


def _plain(chart: Chart) -> float:
    """What one unit of the stored number is on the axis: 100 for shares, 1 for counts."""
    return next((UNITS[cell.unit].plain for cell in chart.series[0].cells if cell), 100)


def _passport(passport: Passport) -> h.Element:
    lines = [[h.dt[name], h.dd[text]] for name, text in passport.fields]
    return h.details(".pass")[h.summary[h.b["Zahlenpass"], " ", h.span[passport.short]], h.dl[lines]]


def card_html(passport: Passport) -> str:
    return str(_passport(passport))
