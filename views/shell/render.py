"""How does a finding become a part of a page? HTML by a builder that escapes by itself; the finding is not changed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import htpy as h
from markupsafe import Markup

from views.drawings import map
from views.drawings.apart import APART
from views.drawings.curves import curve
from views.drawings.funnel import funnel
from views.drawings.lines import lines, small_lines
from views.drawings.marks import MARKS, hundred
from views.drawings.scales import scale, share, strip
from views.drawings.sizes import SIZES
from views.drawings.spans import SPANS
from views.drawings.sparks import SPARKS, SPLIT
from views.drawings.spine import SPINE
from views.drawings.years import amounts, columns
from views.figures.read import Figures, kept
from views.finding import Chart, Column, Finding, Passport, Row, Said, Table
from views.shell.page import MARK
from views.words.cells import of_chart, said, words
from views.words.glossary import explained

DRAWN: dict[str, Callable[[Chart], Markup]] = {  # kinds with a place of their own
    "columns": columns,
    "amounts": amounts,
    "lines": lines,
    "small_lines": small_lines,
    "curve": curve,
    "funnel": funnel,
    "hundred": hundred,
    "share": share,
    "strip": strip,
    "scale": scale,
    "map": map.gaps,
    "locator": map.locator,
}
AXES = ("columns", "amounts", "lines", "small_lines", "curve", "funnel")  # drawn by the browser, to point at
SHAPES = {
    "columns": "Säulen je Jahr. ",
    "curve": "Kurven nach Alter. ",
    "share": "Balken von 0 bis 100. ",
    "strip": "Strecke von 0 bis 100. ",
}  # heard first
INSIDE = MARKS | {
    "apart": APART,
    "spine": SPINE,
    "sparks": SPARKS,
    "split": SPLIT,
    "spans": SPANS,
    "sizes": SIZES,
}  # in a table


SORTED = 3  # from so many rows on a table can be sorted


@kept
def of(
    figures: Figures,
    block: Callable[..., Finding | None],
    *choice: Any,
    level: int = 2,
    small: bool = True,
    exact: bool = False,
    **named: Any,
) -> Markup:
    """The block for this choice as HTML, made once for a version; empty where it has nothing to tell. level: of its title;
    exact: its figures do not leave the page."""
    told = block(figures, *choice, **named)
    if told is None:
        return Markup()
    address = "" if exact else figures.hold(told)
    return finding(told, demo=figures.demo, level=level, small=small, address=address)


def finding(told: Finding, *, demo: bool = False, level: int = 2, small: bool = True, address: str = "") -> Markup:
    """Title, subtitle, words, drawing, notes, table, Zahlenpass; in a demo the title and every drawing say so.

    address: where its picture and its table can be saved; '' for exact figures, which do not leave the page.
    """
    mark = MARK if demo else ""
    inside = told.chart if told.chart and told.chart.kind in INSIDE else None
    title, sub = words(told.title).removesuffix("."), words(told.sub)
    rows = told.table or (_of_marks(inside, title) if inside else None)
    table = _table(rows, inside, mark) if rows else None
    parts = [
        h.div(class_="finding small" if small else "finding", role="heading", aria_level=level)[
            title, [" ", h.span(".demo.tag")["DEMO"]] if demo else None
        ]
        if title and not told.closed
        else None,
        h.p(".sub")[explained(sub)] if sub and not told.closed else None,
        [h.p(".text")[explained(words(line))] for line in told.lead],
        None if told.chart is None or inside else _drawn(told.chart, mark),
        table if rows and not rows.closed else None,
        h.p(".quote", tabindex="0")[f"{mark}„{words(told.quote)}“"] if told.quote else None,
        [h.p(".note")[words(line)] for line in told.notes if line],
        table if rows and rows.closed else None,
        _actions(told, address),
        h.p(".note")[[h.a(href=address, target="_self")[name] for name, address in told.links.items()]]
        if told.links
        else None,
        passport(told.passport) if told.passport else None,
    ]
    if told.closed:
        return Markup(h.details(".pass.bounded")[h.summary[h.b[title], " ", h.span[sub]], parts])
    return Markup((h.section if title else h.div)[parts])


def _drawn(chart: Chart, mark: str) -> h.Element:
    """The drawing; quantities in units of their own stand one below the other."""
    named = _named(chart, mark)
    if chart.kind != "amounts":
        return h.div(".plots")[DRAWN[chart.kind](named)]
    drawn = named.panels or (named,)
    return h.div(".plots")[[[h.p(".note")[p.title] if p.title else None, DRAWN[p.kind](p)] for p in drawn]]


def _actions(told: Finding, address: str) -> h.Element | None:
    """What one can do with the drawing and the table."""
    axes = told.chart is not None and told.chart.kind in AXES
    links = {"PNG": "png", "SVG": "svg"} if axes and address else {}
    links |= {"Tabelle als CSV": "csv"} if told.table and address else {}
    saved = [h.a(href=f"{address}.{ending}", target="_self")[name] for name, ending in links.items()]
    full = h.button(".full", type="button")["Vollbild"] if axes else None
    return h.p(".actions")[full, saved] if full or saved else None


def _of_marks(chart: Chart, caption: str) -> Table:
    """The rows of a drawing that has its place in a table, where a finding shows the drawing alone."""
    cells = zip(chart.categories, *(series.cells for series in chart.series), strict=True)
    rows = tuple(Row((name, next(filter(None, values), "–"))) for name, *values in cells)
    return Table(caption, (Column("Name"), Column(chart.unit, figure=True)), rows)


def _named(chart: Chart, mark: str) -> Chart:
    words_of = "" if chart.kind == "hundred" or chart.panels else of_chart(chart)
    name = (f"{mark}{chart.title}: " if chart.title else mark) + SHAPES.get(chart.kind, "")
    return replace(chart, alt=name + (chart.alt or words_of), panels=tuple(_named(p, mark) for p in chart.panels))


def _table(table: Table, chart: Chart | None, mark: str) -> h.Element:
    """With the drawing of each row in a column of its own, where the chart's place is inside the table."""
    shown = [at for at, column in enumerate(table.columns) if not column.detail]
    columns = [(column, _kinds(figure=column.figure, side=column.look == "side")) for column in table.columns]
    sorts = len(table.rows) >= SORTED and not any(row.part for row in table.rows)
    heads = [
        h.th(class_=kind, scope="col")[_head(column, sorts=sorts)] for column, kind in (columns[at] for at in shown)
    ]
    drawn, after = iter(list[Markup]()), 0
    if chart:
        inside = INSIDE[chart.kind]
        heads.insert(inside.after, h.th(".drawing", scope="col")[inside.head(chart)])
        drawn, after = iter(inside.rows(chart, mark)), inside.after
    body = [_row(row, table, shown, drawn, after) for row in table.rows]
    made = h.table(class_=table.look or None)[h.caption[mark + table.caption], h.thead[h.tr[heads]], h.tbody[body]]
    if table.wide:
        made = h.div(".scroll", tabindex=0, role="region", aria_label=mark + table.caption)[made]
    if not table.closed:
        return made
    kind = "pass on-screen" if table.wide else "pass"
    return h.details(class_=kind)[h.summary[h.b["Tabelle"], " ", h.span[table.caption]], made]


def _head(column: Column, *, sorts: bool) -> h.Node:
    return h.button(type="button", title="sortieren")[column.head] if sorts and column.head else column.head


def _row(row: Row, table: Table, shown: list[int], drawn: Iterator[Markup], after: int) -> h.Element:
    """after: so many columns stand before the drawing; 0: none is drawn."""
    name = said(row.cells[0])
    if row.part:
        return h.tr(".part")[h.th(scope="rowgroup", colspan=len(shown) + bool(after))[name]]
    link = h.a(href=row.link, target="_self")[name] if row.link else name
    below = [" ", h.span(".short.strong")[said(row.cells[-1])]] if "strong" in row.tone else None
    cells = [h.th(scope="row")[link, h.span(".beside")[row.beside] if row.beside else None, below]]
    tones = row.tones or ("",) * len(row.cells)
    cells += [_cell(row.cells[at], table.columns[at], tones[at]) for at in shown[1:]]
    if after:
        cells.insert(after, h.td(".drawing")[next(drawn)])
    return h.tr(class_=row.tone or None)[cells]


def _cell(cell: Said, column: Column, tone: str) -> h.Element:
    """A value can be sorted by: the estimate, or its lower end; nothing where there is none."""
    if isinstance(cell, str):
        told = h.span(".verdict")[cell] if column.look == "verdict" else cell
        return h.td(class_=_kinds(tone, "" if column.look == "verdict" else column.look, figure=column.figure))[told]
    empty = cell.state not in ("ok", "small", "few")
    by = "" if cell.low is None else f"{cell.likeliest:g}"
    return h.td(class_=_kinds(tone, column.look, figure=column.figure, empty=empty), data_value=by)[said(cell)]


def _kinds(*named: str, **holds: bool) -> str | None:
    return " ".join([kind for kind, held in holds.items() if held] + [kind for kind in named if kind]) or None


def passport(told: Passport) -> Markup:
    """The Zahlenpass: one line always seen, the fields on demand."""
    lines = [[h.dt[name], h.dd[text]] for name, text in told.fields]
    return Markup(h.details(".pass")[h.summary[h.b["Zahlenpass"], " ", h.span[told.short]], h.dl[lines]])
