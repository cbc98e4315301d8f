"""How is a value written? The one place where a Cell becomes German words, or a plain number for a sheet."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from store.german import STATES, count_alone, count_shown, number, percent, short_euro
from views.finding import Asked, Cell, Chart, Said, Text

NARROW = 0.01  # a range of shares at most this wide is said as one number
WORDS_OF_STATES = STATES | {
    "no_share": "kein Anteil",
    "open": "offen",
    "unknown": "nicht bekannt",
    "other_ages": "anderes Alter",
}


@dataclass(frozen=True)
class Unit:
    """said: the words of a cell that has a number; plain: what one unit of the stored number is on an axis and in words."""

    said: Callable[[Cell], str]
    plain: float = 1.0
    form: str = (
        "{}"  # a sheet's number format around the digits, e.g. '"rund "{}'; with %, the sheet holds the share itself
    )
    digits: int = 0  # as many decimals are always said
    signed: bool = False  # a difference: more is said with a plus


def at_least(share: float, digits: int = 0, of: float = 100) -> str:
    """0.466 → '46': a lower bound is never rounded up, so that „mindestens“ stays true."""
    return number(math.floor(round(share * of * 10**digits, 6)) / 10**digits, digits)


def at_most(share: float, digits: int = 0, of: float = 100) -> str:
    """0.512 → '52': an upper bound is never rounded down."""
    return number(math.ceil(round(share * of * 10**digits, 6)) / 10**digits, digits)


def few(base: int) -> str:
    """Below how many is a protected count too small to be said? In letters where German writes it so."""
    return {10: "zehn", 20: "zwanzig", 30: "dreißig"}.get(2 * base) or str(2 * base)


def is_value(cell: Cell) -> bool:
    return cell.low is not None and cell.low == cell.high


def is_open(cell: Cell) -> bool:
    """Only a lower bound is known."""
    return cell.low is not None and cell.high is None


def is_narrow(cell: Cell) -> bool:
    """A range at most one unit wide is said as one number."""
    return cell.most - cell.least <= 1 / UNITS[cell.unit].plain


SHORT = (
    "mind. {}",
    "{}",
    "unter 1",
    "höchst. {}",
    "{}–{}",
)  # open, one number, less than one, from nothing on, both ends
LONG = ("mindestens {}", "rund {}", "weniger als 1", "höchstens {}", "{} bis {}")


def estimate(asked: Asked, of: float = 100) -> str:
    """'rund 55': the one number that answers make likely, whole; of_range says how sure it is."""
    return f"rund {number(asked.value * of)}"


def of_range(asked: Asked, of: float = 100, words: str = "{} bis {}") -> str:
    """'52 bis 58': whole, like every estimate; the lower end is never rounded up, the upper one never down."""
    return words.format(at_least(asked.low, 0, of), at_most(asked.high, 0, of))


def _share(cell: Cell, words: tuple[str, ...] = SHORT) -> str:
    """'46', '28–75', 'mind. 5', 'höchst. 3', 'rund 55 (52–58)'; with one decimal a narrow range stays a range: '1,4–2,4'."""
    of, digits = UNITS[cell.unit].plain, cell.digits
    open_end, one, under_one, from_nothing, both = words
    if cell.asked:
        return f"{estimate(cell.asked, of)} ({of_range(cell.asked, of, both)})"
    low = at_least(cell.least, digits, of)
    if is_open(cell):
        return open_end.format(low)
    if is_value(cell) or (is_narrow(cell) and not digits):
        middle = number(cell.middle * of, digits)
        return one.format(middle) if digits or middle != "0" else under_one
    high = at_most(cell.most, digits, of)
    return from_nothing.format(high) if low == number(0, digits) else both.format(low, high)


def _rate(cell: Cell) -> str:
    """An official rate with its sign: '39,8 %', '38,1–39,8 %', 'mind. 38,1 %'."""
    if is_open(cell):
        return f"mind. {percent(cell.least)}"
    return percent(cell.least) if is_value(cell) else f"{number(cell.least * 100, 1)}–{percent(cell.most)}"


def _children(cell: Cell) -> str:
    """'5.675–15.005', 'mind. 540', 'rund 10.080–11.240'; counts that are too small to be said stay words."""
    if cell.asked:
        return f"rund {of_range(cell.asked, 1, '{}–{}')}"
    few = 2 * cell.base
    low = number(cell.least) if cell.least >= few else f"unter {few}"
    if is_open(cell):
        return f"mind. {low}"
    if cell.most < few:
        return f"unter {few}"
    if cell.least < few:
        return f"höchst. {number(cell.most)}"
    return low if is_value(cell) else f"{low}–{number(cell.most)}"


def _apart(cell: Cell) -> str:
    """Children fewer than expected: '120'; more: '5 mehr'."""
    return number(cell.least) if cell.least >= 0 else f"{number(-cell.least)} mehr"


def apart_span(cell: Cell) -> str:
    """Its 95 % range: '70 bis 165' fewer, '1 mehr bis 23 weniger' where it has both sides of the expected; '' without one."""
    if cell.chance is None:
        return ""
    low, high = cell.chance
    if low >= 0:
        return f"{number(low)} bis {number(high)}"
    if high <= 0:
        return f"{number(-high)} bis {number(-low)} mehr"
    return f"{number(-low)} mehr bis {number(high)} weniger"


def _number(cell: Cell) -> str:
    if is_value(cell):
        return number(cell.least, cell.digits)
    low = at_least(cell.least, cell.digits, 1)
    return f"mind. {low}" if is_open(cell) else f"{low}–{at_most(cell.most, cell.digits, 1)}"


UNITS = {
    "at_least": Unit(lambda cell: at_least(cell.least, cell.digits), 100),
    "at_most": Unit(lambda cell: at_most(cell.least, cell.digits), 100),
    "of_100": Unit(_share, 100),
    "of_1000": Unit(_share, 1_000),
    "of_10000": Unit(_share, 10_000),
    "more": Unit(_number, signed=True),
    "a_year": Unit(_rate, 100, '{}"\u202f"%', digits=1, signed=True),
    "rate": Unit(_rate, 100, '{}"\u202f"%', digits=1),
    "children": Unit(_children),
    "about": Unit(lambda cell: count_shown(int(cell.least), cell.base), form='"rund "{}'),
    "count": Unit(lambda cell: count_alone(int(cell.least), cell.base)),
    "up_to": Unit(lambda cell: f"bis {number(cell.least)}", form='"bis "{}'),
    "number": Unit(_number),
    "apart": Unit(_apart),
    "per_cent": Unit(lambda cell: percent(cell.least, cell.digits), 100, '{}"\u202f"%'),
    "euro": Unit(lambda cell: short_euro(cell.least)),
    "months": Unit(lambda cell: f"{number(cell.least)}–{'offen' if cell.high is None else number(cell.high)}"),
    "posts": Unit(lambda cell: f"{number(cell.least, 1)} von {number(cell.most, 1)}"),
    "year": Unit(lambda cell: str(int(cell.least)), form="0"),
}


def said(cell: Said | None) -> str:
    """The words of a cell as a reader sees them; None: nothing stands there."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if cell.state == "few":
        return f"unter {2 * cell.base}"
    if cell.state == "small":
        told = f"unter {2 * cell.base} Kinder"
    elif cell.state != "ok":
        told = WORDS_OF_STATES[cell.state]
    else:
        unit = UNITS[cell.unit]
        plus = "+" if unit.signed and round(cell.least * unit.plain, max(cell.digits, unit.digits)) > 0 else ""
        told = "–" if cell.low is None else f"{plus}{unit.said(cell)}"
    return f"{cell.mark} {told}" if cell.mark else told


def in_words(cell: Cell) -> str:
    """A share in a sentence: 'rund 46 von 100', '28 bis 75 von 100', 'mindestens 5 von 100'; a count: '12 Kinder'; an estimate:
    'rund 55 (52 bis 58, geschätzt) von 100'."""
    if cell.state != "ok" or cell.low is None:
        return said(cell)
    if cell.unit == "children":
        return f"{said(cell)} Kinder"
    of = UNITS[cell.unit].plain
    if cell.asked:
        return f"{estimate(cell.asked, of)} ({of_range(cell.asked, of)}, geschätzt) von {number(of)}"
    return f"{_share(replace(cell, digits=0), LONG)} von {number(of)}"


def heard(cell: Cell) -> str:
    """A mark for those who hear the page: the words of the cell; of an estimate also what is counted and what is possible."""
    if not cell.unit.startswith("of_"):
        return said(cell)
    if not cell.asked or cell.state != "ok":
        return in_words(cell)
    of = UNITS[cell.unit].plain
    above = "nach oben offen" if is_open(cell) else f"bis {at_most(cell.most, 0, of)} möglich"
    return f"{in_words(cell)}, {at_least(cell.least, 0, of)} gezählt, {above}"


def counted(cell: Cell) -> str:
    """How many a share is, of how many, for those who point at its mark: '5.520 von 19.376'; '' where no count is published."""
    if cell.count is None or cell.count.low is None or cell.of is None:
        return ""
    return f"{said(cell.count)} von {number(cell.of)}"


def words(text: Text) -> str:
    """A sentence as one string."""
    return text if isinstance(text, str) else "".join(map(said, text.parts())) + text.basis


def plain(cell: Said | None) -> float | str:
    """The number a sheet may count with, where its format writes what a reader sees: one number. Else those words."""
    told = said(cell)
    if not isinstance(cell, Cell) or cell.state != "ok" or cell.low is None or cell.high is None:
        return told
    unit, digits = UNITS[cell.unit], max(cell.digits, UNITS[cell.unit].digits)
    middle = cell.middle * unit.plain
    shown = f"{middle:.0f}" if unit.form == "0" else unit.form.replace('"', "").format(number(middle, digits))
    shown = f"+{shown}" if unit.signed and round(middle, digits) > 0 else shown
    if told != shown:
        return told
    return round(middle / unit.plain, digits + 2) if unit.form.endswith("%") else round(middle, digits)


def sheet_format(cell: Cell) -> str:
    """The native number format of such a number; separators are those of the reader's language."""
    unit, digits = UNITS[cell.unit], max(cell.digits, UNITS[cell.unit].digits)
    form = unit.form.format("#,##0" + ("." + "0" * digits if digits else ""))
    return f"+{form};\u2212{form};{form}" if unit.signed else form


def of_chart(chart: Chart) -> str:
    """The drawing in words, for those who cannot see it: every category with its value, series after series."""
    if chart.panels:
        return " ".join(f"{panel.title}: {of_chart(panel)}." for panel in chart.panels)
    told = [
        f"{series.name + ': ' if len(chart.series) > 1 else ''}"
        + "; ".join(f"{at}: {heard(cell)}" for at, cell in zip(chart.categories, series.cells, strict=True) if cell)
        for series in chart.series
    ]
    return ". ".join(told)
