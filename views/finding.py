"""What does a page or a document tell? Findings as plain data; words, marks and files are made by the doors.

Blocks (views/blocks/) build a Finding once; the page (views/shell/render.py), Word, PDF, PowerPoint, Excel and CSV (exports/)
only render it and add no number of their own. A number is a Cell until the last door, where views/words/cells.py says it.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from string import Formatter


@dataclass(frozen=True)
class Asked:
    """What the answers of families make likely, beside what is proved: value, and low to high in 95 of 100 cases, 0..1 or children.

    answers: of so many children, in tens. concealed, unequal: what they may have kept back, and how much more often families
    with further use may have answered (store/tables.toml); both lie within low and high.
    """

    value: float
    low: float
    high: float
    answers: int
    concealed: float = 0.0
    unequal: float = 1.0

    def of(self, people: int) -> "Asked":
        """The same in children, in tens: an estimate is no finer."""
        value, low, high = (round(share * people, -1) for share in (self.value, self.low, self.high))
        return replace(self, value=value, low=low, high=high)


class Ends:
    """What has a lower and an upper end, as Cell says of both."""

    low: float | None
    high: float | None
    asked: Asked | None

    @property
    def least(self) -> float:
        """So much is certain; 0 where nothing is known."""
        return self.low or 0.0

    @property
    def most(self) -> float:
        """So much is possible; without end where nothing is known."""
        return math.inf if self.high is None else self.high

    @property
    def middle(self) -> float:
        """The value, the estimate, or what a narrow range is said as; never one between what is proved and what is possible."""
        return self.asked.value if self.asked else (self.least + self.most) / 2

    @property
    def likeliest(self) -> float:
        """The estimate; without one, what is certain."""
        return self.asked.value if self.asked else self.least


@dataclass(frozen=True)
class Cell(Ends):
    """One value as it was published. unit: a key of UNITS in views/words/cells.py, which says how it is written.

    low == high: one value; low < high: a range; high None: only a lower bound is known; low None: no number, and `state`
    says why (states of the figure table, or „small“: fewer than ten children). Shares are 0..1, never per cent.
    asked: an estimate within a range; low and high stay what is proved.
    """

    unit: str
    low: float | None = None
    high: float | None = None
    digits: int = 0
    state: str = "ok"
    base: int = 0  # the rounding base of a protected count; 0: not a protected count
    window: bool = False  # a short record, not overlap, leaves the range open: drawn as a pale band, never hatched
    chance: tuple[float, float] | None = (
        None  # the usual scatter (95 %) of small numbers, never mixed with low and high
    )
    mark: str = ""  # a sign before the words, where a test says something: ▾
    count: "Cell | None" = None  # how many a share is, and of how many, as published: for those who point at its mark
    of: int | None = None
    asked: Asked | None = None


Said = Cell | str  # what may stand in a table or a sentence: a value, or words


@dataclass(frozen=True)
class Sentence:
    """A template with its values: „{year} nutzten rund {share} von 100“. The same cells stand in tables and charts.

    basis: what it rests on, said after it in quieter letters, with the full stop.
    """

    template: str
    values: Mapping[str, Said] = field(default_factory=dict)
    basis: str = ""

    def parts(self) -> list[Said]:
        """Words and values in reading order, for a door that shows the values larger."""
        found: list[Said] = []
        for words, name, _, _ in Formatter().parse(self.template):
            found += [words] if words else []
            found += [self.values[name]] if name else []
        return found


Text = Sentence | str


@dataclass(frozen=True)
class Column:
    """figure: stands to the right, numbers below each other. detail: only in documents; a page has too little room for it.
    look: how its cells look on a page: '' | side (a narrow one leaves it out) | here | verdict."""

    head: str
    figure: bool = False
    detail: bool = False
    look: str = ""


@dataclass(frozen=True)
class Row:
    """beside: small words under the name; part: heads a part of the table; link: an address. tone: what a test or the choice
    says of the row: '' | gap | more | quiet | firm | unsure | small | plain | untold | strong | chosen | jumped; tones: of each of its
    cells: '' | part | early | off | known | bounded."""

    cells: tuple[Said, ...]
    beside: str = ""
    part: bool = False
    tone: str = ""
    link: str = ""
    tones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """closed: a page shows it when asked for; a document always. look: '' | gaps | spans | places | spine | heat | domains | ranges |
    pairs | sparks | split | sizes | words (long ones in narrow columns); wide: scrolls in itself."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    closed: bool = False
    look: str = ""
    wide: bool = False


def table_of(
    caption: str,
    heads: Iterable[str | Column],
    rows: Iterable[Row | Iterable[Said]],
    *,
    words: int = 1,
    closed: bool = False,
    look: str = "",
    wide: bool = False,
) -> Table:
    """A table whose first columns hold words, so many, and all others figures, where a head does not say it; the rest as in Table."""
    columns = tuple(Column(head, at >= words) if isinstance(head, str) else head for at, head in enumerate(heads))
    lines = tuple(row if isinstance(row, Row) else Row(tuple(row)) for row in rows)
    return Table(caption, columns, lines, closed, look, wide)


@dataclass(frozen=True)
class Series:
    """One value a category (None: nothing to draw), in the unit of the chart. look: accent (the one in question) | context
    (grey) | behind (pale: another place) | dashed (projected) | vacant (an empty outline above it) | proved (a range is hatched
    above it, an open end dotted) | firm, unsure, small, plain, untold (a series for each verdict) | spread (one of those that the
    others lie among)."""

    name: str
    cells: tuple[Cell | None, ...]
    look: str = "accent"

    @property
    def filled(self) -> tuple[Cell, ...]:
        """Its cells; where nothing is to be drawn, one without a number."""
        return tuple(cell or Cell("number", state="no_data") for cell in self.cells)


@dataclass(frozen=True)
class Event:
    """What happened on the axis. at, until: categories; breaks: nothing may be compared across it; text: in full."""

    at: str
    word: str
    breaks: bool = False
    until: str = ""
    text: str = ""


@dataclass(frozen=True)
class Band:
    """Between what do values lie on a numeric axis? low and high in the unit of the chart, at: where on the axis."""

    name: str
    at: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Chart:
    """kind: columns | amounts | bars | dots | apart | ranges | spans | scale | sparks | split | lines | small_lines | curve | funnel |
    hundred | share | strip | spine | sizes | map | locator. bars, dots, apart, ranges, split, spine and sizes: the categories are the rows of the table,
    and a page draws them inside it; sparks: so are the panels. panels: small multiples on one scale each, instead of own series.
    now: the category in question. alt: the drawing in words, made by views/words/cells.py where ''."""

    kind: str
    unit: str
    categories: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    events: tuple[Event, ...] = ()
    now: str = ""
    threshold: float | None = None  # what every mark is held against, on a scale from 0 to 1
    alt: str = ""
    title: str = ""  # of a panel, or of the column of drawings in a table
    beside: str = ""  # words after that title: where it is tested, its word
    below: str = ""  # the sentence of a panel
    panels: tuple["Chart", ...] = ()
    across: tuple[Cell, ...] = ()  # where each category stands on a numeric axis
    bands: tuple[Band, ...] = ()
    keys: tuple[str, ...] = ()  # of a map: the area of each category
    links: tuple[str, ...] = ()  # where a click on each category leads, on pages only

    def told_of(self, at: int) -> tuple[Series, Cell] | None:
        """Of the category at this place: the series that tells of it (one for each verdict) and its cell."""
        return next(((series, cell) for series in self.series if (cell := series.cells[at])), None)


@dataclass(frozen=True)
class Passport:
    """Where a figure comes from: short: the line that is always seen; fields: name and text, as texte.md § 11 lists them;
    measures: whose definition cards tell more."""

    short: str
    fields: tuple[tuple[str, str], ...]
    measures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """key: its one name everywhere (address, file of a bundle, sheet, tests). lead: words before the drawing. closed: a page
    shows only title and sub until it is asked for."""

    key: str
    title: Text
    sub: Text = ""
    lead: tuple[Text, ...] = ()
    chart: Chart | None = None
    table: Table | None = None
    notes: tuple[Text, ...] = ()
    quote: Text = ""  # one sentence to say aloud and to copy
    passport: Passport | None = None
    links: Mapping[str, str] = field(default_factory=dict)  # words → address, on pages only
    closed: bool = False
