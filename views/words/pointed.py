"""What does a chart say of the point one rests on? Its place, the value, and how sure it is."""

from html import escape

from views.finding import Cell, Chart, Series
from views.words.cells import UNITS, at_least, at_most, counted, in_words, is_narrow, is_open, is_value, said
from views.words.evidence import COUNTED, POSSIBLE

PROJECTED = "hochgerechnet"


def pointed(chart: Chart, series: Series, at: int) -> str:
    """The lines over one point as Plotly reads them: place, then the words of its cell, with their evidence."""
    cell, named = series.filled[at], series.name not in ("", chart.unit)
    place = f"{chart.categories[at]}, {series.name}" if named else chart.categories[at]
    return "<br>".join([f"<b>{escape(place)}</b>", *map(escape, lines(cell, chart.unit, series.look))])


def lines(cell: Cell, unit: str, look: str = "accent") -> list[str]:
    """'rund 28 von 100, gezählt'; of a range what is estimated, counted and possible, each on a line of its own."""
    if cell.state != "ok" or cell.low is None:
        return [said(cell)]
    shares = cell.unit.startswith("of_")
    evidence = PROJECTED if look == "dashed" else COUNTED
    if is_value(cell) or (is_narrow(cell) and shares):
        told = [f"{in_words(cell) if shares else f'{said(cell)} {unit}'.strip()}, {evidence}"]
    else:
        of = UNITS[cell.unit].plain
        told = [in_words(cell)] if cell.asked else []
        told += [f"mindestens {at_least(cell.low, cell.digits, of)} {unit}, {evidence}"]
        told.append("nach oben offen" if is_open(cell) else f"bis {at_most(cell.most, cell.digits, of)} {POSSIBLE}")
    told += filter(None, [counted(cell)])
    if cell.chance:
        usual = Cell(cell.unit, *cell.chance, digits=cell.digits)
        told.append(f"üblicher Zufall {said(usual)}")
    return told
