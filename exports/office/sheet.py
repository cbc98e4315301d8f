"""How does one figure stand on a sheet? What it means on top, its numbers below with a head that stays, its chart beside."""

import re
from dataclasses import dataclass
from itertools import takewhile

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart as ChartObject
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exports.drawing.drawn import breaks_of, is_bars, is_line, words_of
from exports.office.native import Column, columns_of, is_range, number_format
from exports.report import Facts, Heading, Picture, Report, figures_of, heads_of
from views.drawings.tokens import TOKENS
from views.finding import Cell, Chart, Passport, Said, Table
from views.words.cells import plain, said, sheet_format

WIDEST = 60
ORDER = ("proved", "estimate", "possible")
WORDS = "Anzeige"  # head of the words as a reader sees them on the page
Fields = tuple[tuple[str, str], ...]  # names and texts of what a figure means
Value = Said | float | None
Look = dict[str, object]  # as xlsxwriter reads it
PATTERN = {"pattern": "wide_upward_diagonal", "bg_color": "#FFFFFF"}


@dataclass(frozen=True)
class Sheet:
    """One sheet before it is written; rows: text, value, number (in `form`) or None; chart: the one that its columns hold."""

    name: str
    title: str
    about: Fields
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    figures: frozenset[int]
    form: str = "#,##0.0"
    chart: Chart | None = None


def shown(report: Report) -> list[tuple[Picture | Table, Fields]]:
    """Charts and tables in reading order, with the Zahlenpass of their chapter or the notes of their slide."""
    found: list[tuple[Picture | Table, Fields]] = []
    for at, part in enumerate(report.parts):
        if isinstance(part, Picture | Table):
            chapter = takewhile(lambda later: not isinstance(later, Heading), report.parts[at + 1 :])
            found.append((part, next((later.fields for later in chapter if isinstance(later, Passport)), ())))
    for slide in report.slides:
        if isinstance(slide.part, Picture | Table):
            lines = [line.partition(": ") for line in slide.notes.splitlines()]
            found.append((slide.part, tuple((name, text) for name, _, text in lines if text)))
    return found


def sheet_of(part: Picture | Table, about: Fields, name: str) -> Sheet:
    """Of a picture the values that are drawn, with their words; of a table its cells."""
    if isinstance(part, Picture):
        return _of_picture(part, about, name)
    cells = tuple(row.cells for row in part.rows)
    return Sheet(name, part.caption, about, heads_of(part), cells, frozenset(figures_of(part)))


def _of_picture(picture: Picture, about: Fields, name: str) -> Sheet:
    chart, columns = picture.chart, _told(picture.chart)
    words = () if is_line(chart) else (words_of(chart),)
    rows = tuple(zip(chart.categories, *(column.values for column in columns), *words, strict=True))
    heads = ("", *(column.name for column in columns), *((WORDS,) if words else ()))
    about = (("Dargestellt", picture.sub), ("Einheit", chart.unit), *_breaks(chart), *about)
    figures = frozenset(range(1, len(heads)))
    return Sheet(name, picture.title, about, heads, rows, figures, number_format(chart), chart)


def _told(chart: Chart) -> list[Column]:
    """In the order of reading: the lower end, the estimate, the upper end."""
    return sorted(columns_of(chart), key=lambda column: ORDER.index(column.look) if column.look in ORDER else 0)


def _breaks(chart: Chart) -> Fields:
    told = "; ".join(f"vor {at}: {word}" for at, word in breaks_of(chart))
    return (("Reihenbrüche", told),) if told else ()


def unique_name(number: int, title: str) -> str:
    """At most 31 characters, none that a sheet may not have; the number in front makes it the only one."""
    clean = re.sub(r"\s+", " ", re.sub(r"[\[\]:*?/\\']", " ", title)).strip()
    return f"{number} {clean}"[:31].strip()


class Writer:
    """Writes sheets into one workbook, all in one look."""

    def __init__(self, book: Workbook, facts: Facts) -> None:
        self.book, self.facts = book, facts
        self.forms: dict[tuple[tuple[str, object], ...], Format] = {}

    def form(self, **look: object) -> Format:
        """A cell's format, made once."""
        key = tuple(sorted(look.items()))
        if key not in self.forms:
            self.forms[key] = self.book.add_format({"font_name": "Calibri", "font_size": 11, "valign": "top"} | look)
        return self.forms[key]

    def write(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(sheet.name)
        page.hide_gridlines(2)
        widths = [_width(sheet, at) for at in range(len(sheet.heads))]
        for at, width in enumerate(widths):
            page.set_column(at, at, width)
        head = self._definition(page, sheet, widths)
        self._rows(page, sheet, head)
        page.freeze_panes(head + 1, 1)
        on_paper(page, self.facts, head)
        if sheet.chart:
            self._chart(page, sheet, sheet.chart, head)

    def _definition(self, page: Worksheet, sheet: Sheet, widths: list[int]) -> int:
        """Title, DEMO, the way back, and what the figure means; says in which row the heads stand."""
        page.write_string(0, 0, sheet.title, self.form(bold=True, font_size=14, font_name="Cambria"))
        page.set_row(0, 22)
        row = 1
        if self.facts.demo:
            page.write_string(row, 0, self.facts.demo, self.form(bold=True, font_color=TOKENS["gap"][0]))
            row += 1
        page.write_url(
            row, 0, "internal:'Inhalt'!A1", self.form(font_color=TOKENS["accent"][0], underline=1), "zum Inhalt"
        )
        row += 1
        stand = f"{self.facts.edition}, Datenstand {self.facts.as_of}"
        last = max(13, len(sheet.heads) - 1)
        room = sum(widths[1:]) + (last - len(widths) + 1) * 9
        about = dict(sheet.about)
        about |= {n: text for n, text in (("Ausgabe", stand), ("Schutz", self.facts.protection)) if n not in about}
        for name, text in about.items():
            if text:
                page.write_string(row, 0, name, self.form(font_color=TOKENS["ink3"][0]))
                page.merge_range(row, 1, row, last, "", self.form(text_wrap=True))
                page.write_string(row, 1, text, self.form(text_wrap=True))
                page.set_row(row, 15 * -(-len(text) // max(1, int(room))))
                row += 1
        return row + 1

    def _rows(self, page: Worksheet, sheet: Sheet, head: int) -> None:
        for at, text in enumerate(sheet.heads):
            right = "right" if at in sheet.figures else "left"
            page.write_string(
                head, at, text, self.form(bold=True, bottom=1, text_wrap=True, align=right, valign="bottom")
            )
        for row, cells in enumerate(sheet.rows, head + 1):
            for at, cell in enumerate(cells):
                self._cell(page, (row, at), cell, sheet, figure=at in sheet.figures)
        last = head + len(sheet.rows)
        if sheet.rows:
            page.ignore_errors(
                {"number_stored_as_text": f"A{head + 1}:{chr(64 + min(26, len(sheet.heads)))}{last + 1}"}
            )

    def _cell(self, page: Worksheet, place: tuple[int, int], cell: Value, sheet: Sheet, *, figure: bool) -> None:
        """A number as a number, everything else as text: nothing that begins with = + - @ is ever counted out."""
        wrap: dict[str, object] = {} if figure else {"text_wrap": True, "indent": 1 if place[1] else 0}
        line = {"bottom": 4, "bottom_color": TOKENS["line"][0], "align": "right" if figure else "left"}
        if cell is None:  # no cell at all: the chart would remember an empty one as 0
            return
        form = sheet.form if isinstance(cell, float) else "#,##0" if figure else "0"
        if isinstance(cell, Cell):
            form, cell = sheet_format(cell), plain(cell)
        if isinstance(cell, str):
            page.write_string(*place, cell, self.form(**line, **wrap))
        else:
            page.write_number(*place, cell, self.form(num_format=form, **line))

    def _chart(self, page: Worksheet, sheet: Sheet, chart: Chart, head: int) -> None:
        columns = columns_of(chart)
        drawn = self.book.add_chart({"type": _kind(chart)})
        first, last = head + 1, head + len(sheet.rows)
        for column in columns:
            at = 1 + _told(chart).index(column)
            drawn.add_series(
                {
                    "name": [sheet.name, head, at],
                    "categories": [sheet.name, first, 0, last, 0],
                    "values": [sheet.name, first, at, last, at],
                    **_look(column, chart),
                    **_labels(column, chart),
                }
            )
        _frame(drawn, sheet.title, chart, self.facts, len(columns) > 1)
        tall = 150 + 22 * len(sheet.rows) if is_bars(chart) else 400
        drawn.set_size({"width": 860, "height": max(320, tall)})
        alt = " ".join([chart.alt, self.facts.demo]).strip()
        page.insert_chart(head, len(sheet.heads) + 1, drawn, {"description": alt, "object_position": 2})


def _width(sheet: Sheet, at: int) -> int:
    """Characters; the first column also holds the names of the definition."""
    values = [row[at] for row in sheet.rows if row[at] is not None]
    cells = [said(value) if isinstance(value, Cell) else str(value) for value in values]
    if cells and not isinstance(sheet.rows[0][at], str | Cell):
        cells = [f"{len(cell.partition('.')[0]) * '0'}.000,0" for cell in cells]
    words = [word for word in sheet.heads[at].split()] or [""]
    least = 24 if at == 0 else 10
    return min(WIDEST, max(least, *(len(cell) + 2 for cell in cells), *(len(word) + 2 for word in words), 0))


def on_paper(page: Worksheet, facts: Facts, head: int) -> None:
    """A4 across, as wide as the page, with the heads and DEMO on every sheet of paper."""
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    page.set_header("&L" + _plain(facts.demo or facts.office))
    page.set_footer("&L" + _plain(f"{facts.edition} · Datenstand {facts.as_of}") + "&RSeite &P von &N")


def _plain(text: str) -> str:
    """In head and foot of a page & is a command."""
    return text.replace("&", "&&")


def _kind(chart: Chart) -> str:
    if is_line(chart):
        return "line"
    return "bar" if is_bars(chart) else "column"


def _look(column: Column, chart: Chart) -> Look:
    colour = TOKENS["context" if column.look == "context" else "accent"][0]
    dash = {"dash_type": "dash"} if column.look == "dashed" else {}
    if is_line(chart):
        return {"line": {"color": colour, "width": 1.75 if column.look == "context" else 2.75, **dash}}
    overlap = {"gap": 35, "overlap": 100 if is_range(chart) else 0}
    border = {"border": {"color": colour, "width": 0.75}}
    if column.look == "possible":
        return {"pattern": PATTERN | {"fg_color": colour}, **border, **overlap}
    fill = TOKENS["estimate"][0] if column.look == "estimate" else colour
    return {"fill": {"color": fill}, **border, **overlap}


def _labels(column: Column, chart: Chart) -> Look:
    """The words of the table at the ends of bars and columns."""
    if not any(column.labels):
        return {}
    custom = [{"value": word} if word else {"delete": True} for word in column.labels]
    return {"data_labels": {"value": True, "custom": custom, "position": "outside_end", "font": {"size": 9}}}


def _frame(drawn: ChartObject, title: str, chart: Chart, facts: Facts, legend: bool) -> None:
    grey = {"color": TOKENS["ink3"][0]}
    title = "\n".join(filter(None, [title, facts.demo]))
    drawn.set_title(
        {"name": title, "name_font": {"size": 12, "bold": True, "color": TOKENS["ink"][0]}, "overlay": False}
    )
    drawn.set_legend({"position": "bottom"} if legend else {"none": True})
    names: Look = {"line": grey, "num_font": grey, "label_position": "low", "major_tick_mark": "none"}
    values: Look = {"visible": False, "major_gridlines": {"visible": False}}
    if is_line(chart):
        grid = {"visible": True, "line": {"color": TOKENS["line"][0]}}
        values = {"num_format": "#,##0", "num_font": grey, "line": {"none": True}, "major_gridlines": grid}
    if is_bars(chart):
        drawn.set_x_axis(values)
        drawn.set_y_axis(names | {"reverse": True, "crossing": "max"})
    else:
        drawn.set_x_axis(names)
        drawn.set_y_axis(values)
