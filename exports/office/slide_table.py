"""How does a table stand on slides? As a table of the office program, on as many slides as its rows need."""

from dataclasses import replace

from lxml import etree
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.util import Emu, Inches, Pt

from exports.office.slide_chart import colour
from exports.report import figures_of, heads_of, lines_of
from views.finding import Row, Table

PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # the built-in style „no style, no grid“
CHARACTER = 0.0067  # width of a character in inches per point of its size, a wide type
SHORT = 16  # characters: a cell up to here is not broken
LINE = 1.22 / 72  # height of a line in inches per point


def parts_of(table: Table, width: int, height: int) -> list[Table]:
    """The table cut into slides, every part with the heads."""
    size, widths = _size(table), _widths(table, width)
    room = height / Inches(1) - _row_height(heads_of(table), widths, size)
    parts: list[Table] = []
    used, begun = 0.0, list[Row]()
    for row, words in zip(table.rows, lines_of(table), strict=True):
        needed = _row_height(words, widths, size)
        if begun and used + needed > room:
            parts.append(replace(table, rows=tuple(begun)))
            begun, used = [], 0.0
        begun.append(row)
        used += needed
    return [*parts, replace(table, rows=tuple(begun))]


def _size(table: Table) -> int:
    if len(table.rows) > 12:
        return 12 if len(table.columns) <= 8 else 9
    return 14 if len(table.columns) <= 6 else 11 if len(table.columns) <= 10 else 9


def _widths(table: Table, width: int) -> list[float]:
    """Inches per column: what its longest word and its longest cell ask for, shared out over the width."""
    size = _size(table)
    columns = list(zip(heads_of(table), *lines_of(table), strict=True))
    words = [max(len(word) for cell in cells for word in (cell.split() or [""])) for cells in columns]
    longest = [max(word, min(60, max(map(len, cells)))) for word, cells in zip(words, columns, strict=True)]
    kept = [cell if cell <= SHORT else word for word, cell in zip(words, longest, strict=True)]
    least, wanted = ([n * size * CHARACTER + 0.2 for n in counts] for counts in (kept, longest))
    room = width / Inches(1)
    if sum(wanted) <= room:
        return [n + (room - sum(wanted)) * n / sum(wanted) for n in wanted]
    spare = max(0.0, room - sum(least)) / (sum(wanted) - sum(least) or 1)
    told = [low + (more - low) * spare for low, more in zip(least, wanted, strict=True)]
    return [n * room / sum(told) for n in told]


def _row_height(cells: tuple[str, ...], widths: list[float], size: int) -> float:
    lines = max(
        -(-len(cell) * size * CHARACTER // (width - 0.2)) or 1 for cell, width in zip(cells, widths, strict=True)
    )
    return lines * size * LINE + 0.1


def add_table(slide: Slide, table: Table, whole: Table, frame: tuple[int, int, int, int]) -> None:
    """Draws one part; `whole` decides the widths, so that the columns stand still from slide to slide."""
    left, top, width, _ = frame
    size, widths = _size(whole), _widths(whole, width)
    lines, figures = (heads_of(table), *lines_of(table)), figures_of(table)
    heights = [_row_height(line, widths, size) for line in lines]
    shape = slide.shapes.add_table(len(heights), len(widths), left, top, width, Inches(sum(heights)))
    shape.name = "Tabelle"
    shape._element.nvGraphicFramePr.cNvPr.set("descr", table.caption)
    drawn = shape.table
    drawn.horz_banding = False
    drawn._tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN
    for column, share in zip(drawn.columns, widths, strict=True):
        column.width = Inches(share)
    for at, (row, height) in enumerate(zip(drawn.rows, heights, strict=True)):
        row.height = Inches(height)
        for column, text in enumerate(lines[at]):
            _fill(row.cells[column], text, size, head=at == 0, right=column in figures)


def _fill(cell: _Cell, text: str, size: int, *, head: bool, right: bool) -> None:
    cell.margin_left = cell.margin_right = Inches(0.08)
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.vertical_anchor = MSO_ANCHOR.BOTTOM if head else MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.color.rgb = Pt(size), head, colour("ink3" if head else "ink")
    line = etree.SubElement(cell._tc.get_or_add_tcPr(), qn("a:lnB"), w=str(Emu(Pt(1.25 if head else 0.5))))
    fill = etree.SubElement(line, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr"), val=str(colour("ink3" if head else "line")))
