"""How does a finding become a part of a page? HTML by a builder that escapes by itself; the finding is not changed."""

from collections.abc import Callable
from dataclasses import replace

import htpy as h
from markupsafe import Markup

from views.drawings.columns import columns
from views.drawings.marks import MARKS, hundred
from views.drawings.trend_charts import lines, sparks, split
from views.figures.read import Figures, kept
from views.finding import Cell, Chart, Column, Finding, Passport, Row, Said, Table
from views.shell.page import MARK
from views.words.cells import at_most, in_words, of_chart, said, words
from views.words.glossary import explained

WIDE = 5  # a table of more columns scrolls in itself, also by keyboard
DRAWN: dict[str, Callable[[Chart], Markup]] = {  # kinds with a place of their own
    "columns": columns,
    "hundred": hundred,
    "lines": lines,
}
OF_ROWS: dict[str, Callable[[Chart, str], dict[str, Markup]]] = {"sparks": sparks, "split": split}  # more than a mark a row


@kept
def of(figures: Figures, block: Callable[..., Finding], *choice, **named) -> Markup:
    """The block for this choice as HTML, made once for a version."""
    return finding(block(figures, *choice, **named), demo=figures.demo)


def finding(told: Finding, *, demo: bool = False, level: int = 2) -> Markup:
    """Title, subtitle, words, drawing, notes, table, Zahlenpass; in a demo the title and every drawing say so."""
    mark = MARK if demo else ""
    inside = told.chart is not None and told.chart.kind in (*MARKS, *OF_ROWS)
    table = _table(told.table, told.chart if inside else None, mark) if told.table else None
    parts = [
        h.div(".finding.small", role="heading", aria_level=level)[
            words(told.title).removesuffix("."), [" ", h.span(".demo.tag")["DEMO"]] if demo else None
        ]
        if told.title
        else None,
        h.p(".sub")[explained(words(told.sub))] if told.sub else None,
        [h.p(".text")[explained(words(line))] for line in told.lead],
        None if told.chart is None or inside else DRAWN[told.chart.kind](_named(told.chart, mark)),
        table if told.table and not told.table.closed else None,
        [h.p(".note")[words(line)] for line in told.notes if line],
        table if told.table and told.table.closed else None,
        h.p(".note")[[h.a(href=address, target="_self")[name] for name, address in told.links.items()]] if told.links else None,
        _passport(told.passport) if told.passport else None,
    ]
    return Markup(h.section[parts])


def _named(chart: Chart, mark: str) -> Chart:
    words_of = "" if chart.kind == "hundred" or chart.panels else of_chart(chart)
    name = f"{mark}{chart.title}, {chart.unit}: " if chart.title else mark
    return replace(chart, alt=name + (chart.alt or words_of), panels=tuple(_named(p, mark) for p in chart.panels))


def _table(table: Table, chart: Chart | None, mark: str) -> h.Element:
    """With the drawing of each row after its name, where the chart's place is inside the table."""
    shown = [at for at, column in enumerate(table.columns) if not column.detail]
    heads, drawn = [_head(table.columns[at]) for at in shown], _in_rows(chart, mark) if chart else None
    if chart:
        heads.insert(1, h.th(".drawing", scope="col")[chart.title or f"0 bis {at_most(_top(chart) * 100)} {chart.unit}"])
    body = [_row(row, table, shown, drawn) for row in table.rows]
    of_words = any(row.tones for row in table.rows)
    kind = "heat" if of_words else chart.kind if chart else None
    made = h.table(class_=kind)[h.caption[mark + table.caption], h.thead[h.tr[heads]], h.tbody[body]]
    if of_words or len(shown) > WIDE:
        made = h.div(".scroll", tabindex="0", role="region", aria_label=mark + table.caption)[made]
    if not table.closed:
        return made
    return h.details(".pass")[h.summary[h.b["Tabelle"], " ", h.span[table.caption]], made]


def _in_rows(chart: Chart, mark: str) -> dict[str, Markup]:
    """The drawing of every row that has one."""
    if chart.kind in OF_ROWS:
        return OF_ROWS[chart.kind](chart, mark)
    top, cells = _top(chart), zip(chart.categories, chart.series[0].cells, strict=True)
    told = [(name, cell or Cell("of_100", state="no_data")) for name, cell in cells]
    return {name: MARKS[chart.kind](cell, top, f"{mark}{name}: {in_words(cell)}") for name, cell in told}


def _head(column: Column) -> h.Element:
    return h.th(class_="figure" if column.figure else None, scope="col")[column.head]


def _row(row: Row, table: Table, shown: list[int], drawn: dict[str, Markup] | None) -> h.Element:
    name = words(row.cells[0])
    if row.part:
        return h.tr(".part")[h.th(scope="rowgroup", colspan=len(shown) + (drawn is not None))[name]]
    link = h.a(href=row.link, target="_self")[name] if row.link else name
    cells = [h.th(scope="row")[link, h.span(".beside")[row.beside] if row.beside else None]]
    if drawn is not None:
        cells.append(h.td(".drawing")[drawn.get(name)])
    tones = row.tones or ("",) * len(row.cells)
    cells += [_cell(row.cells[at], table.columns[at], tones[at - 1]) for at in shown[1:]]
    return h.tr(class_=row.tone or None)[cells]


def _cell(cell: Said, column: Column, tone: str) -> h.Element:
    empty = isinstance(cell, Cell) and cell.state not in ("ok", "small")
    kinds = [tone, "figure" if column.figure else "", "empty" if empty else ""]
    return h.td(class_=" ".join(filter(None, kinds)) or None)[said(cell)]


def _top(chart: Chart) -> float:
    """The value at the right edge: the largest possible one; no share above all children."""
    cells = [cell for cell in chart.series[0].cells if cell and cell.state == "ok" and cell.low is not None]
    ends = [end for cell in cells for end in (cell.low, cell.high) if end is not None]
    chances = [cell.chance[1] for cell in cells if chart.kind == "dots" and cell.chance]
    return min(1.0, max([*ends, *chances], default=1) * 1.02) or 1.0


def _passport(passport: Passport) -> h.Element:
    lines = [[h.dt[name], h.dd[text]] for name, text in passport.fields]
    return h.details(".pass")[h.summary[h.b["Zahlenpass"], " ", h.span[passport.short]], h.dl[lines]]


def card_html(passport: Passport) -> str:
    return str(_passport(passport))
