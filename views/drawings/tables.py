"""How does a table with a drawing in it look? Rows of name, drawing and figure; every chart has one."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from store.german import number
from views.drawings.charts import bar, dot_and_range, in_words
from views.figures.reach import Reach, at_most, of_100


@dataclass(frozen=True)
class Row:
    """One line: its name, its reach; beside: small grey words under the name; head: starts a part."""

    name: str
    reach: Reach | None = None
    beside: str = ""
    head: bool = False


def reach_table(caption: str, what: str, rows: Sequence[Row], *, dots: bool = False, digits: int = 0) -> str:
    """Rows on one common scale from 0 to the largest possible; `what` heads the first column."""
    edges = [
        edge
        for row in rows
        if row.reach and row.reach.shown
        for edge in (row.reach.low, row.reach.high)
        if edge is not None
    ]
    chances = [row.reach.chance[1] for row in rows if dots and row.reach and row.reach.chance]
    top = min(1.0, max([*edges, *chances], default=1) * 1.02) or 1.0
    body = "".join(_line(row, top, dots, digits) for row in rows)
    middle = f"0 bis {at_most(top)} von 100"
    return (
        f'<table><caption>{escape(caption)}</caption><thead><tr><th scope="col">{escape(what)}</th>'
        f'<th scope="col" class="drawing">{middle}</th><th scope="col" class="figure">von 100</th></tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _line(row: Row, top: float, dots: bool, digits: int) -> str:
    if row.head:
        return f'<tr class="part"><th scope="rowgroup" colspan="3">{escape(row.name)}</th></tr>'
    alt = f"{row.name}: {in_words(row.reach)}"
    drawing = dot_and_range(row.reach, top, alt) if dots else bar(row.reach, top, alt)
    beside = f'<span class="beside">{escape(row.beside)}</span>' if row.beside else ""
    kind = "figure" if row.reach.shown else "figure empty"
    return (
        f'<tr><th scope="row">{escape(row.name)}{beside}</th>'
        f'<td class="drawing">{drawing}</td><td class="{kind}">{of_100(row.reach, digits)}</td></tr>'
    )


def years_table(caption: str, series: dict[int, Reach]) -> str:
    """The same figures as the columns, to read and to copy; closed until asked for."""
    lines = "".join(
        f'<tr><th scope="row">{year}</th><td class="figure">{of_100(r)}</td><td class="figure">{counts(r)}</td>'
        f'<td class="figure">{number(r.children) if r.children else "–"}</td></tr>'
        for year, r in sorted(series.items())
    )
    return (
        f'<details class="pass"><summary><b>Tabelle</b> <span>{escape(caption)}</span></summary><table>'
        f'<caption>{escape(caption)}</caption><thead><tr><th scope="col">Jahr</th>'
        f'<th scope="col" class="figure">von 100</th>'
        f'<th scope="col" class="figure">Kinder</th><th scope="col" class="figure">Bevölkerung</th></tr></thead>'
        f"<tbody>{lines}</tbody></table></details>"
    )


def counts(reach: Reach) -> str:
    """Children in a cell: '5.675–15.005', 'unter 10', 'mind. 540', '–' where none are told."""
    if not reach.shown or reach.count_low is None:
        return "–"
    if reach.is_small:
        return "unter 10"
    low = number(reach.count_low) if reach.count_low >= 10 else "unter 10"
    if reach.open_end:
        return f"mind. {low}"
    return low if reach.count_low == reach.count_high else f"{low}–{number(reach.count_high)}"


def plain_table(
    caption: str, heads: Sequence[str], lines: Sequence[Sequence[str]], *, figures: frozenset[int] = frozenset()
) -> str:
    """Words only; columns in `figures` stand to the right."""
    kind = [' class="figure"' if i in figures else "" for i in range(len(heads))]
    top = "".join(f'<th scope="col"{kind[i]}>{escape(head)}</th>' for i, head in enumerate(heads))
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{escape(cell)}</th>' if i == 0 else f"<td{kind[i]}>{escape(cell)}</td>"
            for i, cell in enumerate(line)
        )
        + "</tr>"
        for line in lines
    )
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def scrolling(name: str, table: str) -> str:
    """A table too wide for a phone scrolls in itself, also by keyboard."""
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(name)}">{table}</div>'


def heat_table(caption: str, what: str, columns: Sequence[str], rows: dict[str, Sequence[tuple[str, str]]]) -> str:
    """A word in every cell; (word, kind): kind '' leaves the cell bare, any other is its style."""
    top = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f'<td class="{kind}">{escape(word)}</td>' for word, kind in cells)
        + "</tr>"
        for name, cells in rows.items()
    )
    return scrolling(
        caption,
        f'<table class="heat"><caption>{escape(caption)}</caption>'
        f'<thead><tr><th scope="col">{escape(what)}</th>{top}</tr></thead><tbody>{body}</tbody></table>',
    )
