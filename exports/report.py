"""What is a document, before it has a format? Plain data: headings, sentences, tables and charts made from published figures.

Whoever builds a document (strategy.py, briefing.py, slides.py) fills these; whoever writes one (word.py, pdf.py, powerpoint.py,
excel.py) only renders them and adds no number of its own. Every numeral of a document comes from a published figure or is a date,
a year, a paragraph of law or a number of a page or list; tests/exports/test_numerals.py holds that for the finished files.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

from views.finding import Finding, Said
from views.words.cells import said


@dataclass(frozen=True)
class Heading:
    """level 1 … 3; number: '5.2', '' without."""

    level: int
    text: str
    number: str = ""


@dataclass(frozen=True)
class Paragraph:
    """style: text | lead (the finding in one sentence) | note (small) | quote (to be said) | empty (for the office to fill in)."""

    text: str
    style: str = "text"


@dataclass(frozen=True)
class Bullets:
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """cells: words, or values for a sheet to count with; columns in `figures` stand to the right."""

    caption: str
    heads: tuple[str, ...]
    cells: tuple[tuple[Said, ...], ...]
    figures: frozenset[int] = frozenset()

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The words as a reader sees them."""
        return tuple(tuple(map(said, row)) for row in self.cells)


@dataclass(frozen=True)
class Series:
    """values in the unit of the chart, None = nothing to draw. look: proved | possible (stacked on proved, hatched) |
    accent (the one in question) | context (grey) | dashed (projected)."""

    name: str
    values: tuple[float | None, ...]
    look: str = "accent"


@dataclass(frozen=True)
class Chart:
    """kind: columns (over years) | bars (one per name, sideways) | lines (over years). words: a cell of the table beside each
    category, as a reader sees it ('28–86', 'geschützt'). breaks: (category, word), drawn before that category."""

    title: str
    sub: str
    alt: str
    kind: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    words: tuple[str, ...] = ()
    breaks: tuple[tuple[str, str], ...] = ()

    def rows(self, start: int, end: int) -> "Chart":
        """Some of its categories alone."""
        series = tuple(replace(one, values=one.values[start:end]) for one in self.series)
        return replace(self, categories=self.categories[start:end], words=self.words[start:end], series=series)


@dataclass(frozen=True)
class Passport:
    """Where a figure comes from: names and texts of the Zahlenpass, below a chart or table; whose definition cards tell more."""

    fields: tuple[tuple[str, str], ...]
    measures: tuple[str, ...] = ()


@dataclass(frozen=True)
class PageBreak:
    pass


Part = Heading | Paragraph | Bullets | Table | Chart | Passport | PageBreak
Content = Part | Finding  # before the findings are laid out as drawings, tables and words


@dataclass(frozen=True)
class Facts:
    """What every document states about itself, as shown. demo: '' or the sentence that must stand on every page and chart."""

    office: str
    district: str
    edition: str
    as_of: str
    next_figures: str
    selection: str
    protection: str
    source: str
    breaks: tuple[str, ...] = ()
    demo: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Slide:
    """One slide: a finding, at most one chart or table or some lines, and the notes with definition and source."""

    finding: str
    part: Chart | Table | Bullets
    sub: str = ""
    notes: str = ""


@dataclass(frozen=True)
class Report:
    """kind: strategiepapier | briefing | folien. content for documents that are read, slides for those that are shown."""

    kind: str
    title: str
    subtitle: str
    audience: str
    facts: Facts
    content: tuple[Content, ...] = ()
    slides: tuple[Slide, ...] = ()
    file_name: str = ""
    language: str = field(default="de-DE")

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What is read, from first to last, every finding laid out."""
        from exports.content.told import laid_out

        return laid_out(self.content)

    @property
    def shown(self) -> tuple[Part, ...]:
        """The parts of what is read and of the slides."""
        return (*self.parts, *(slide.part for slide in self.slides))


def charts_of(report: Report) -> list[Chart]:
    """Every chart, in reading order."""
    return [part for part in report.shown if isinstance(part, Chart)]


def tables_of(report: Report) -> list[Table]:
    """Every table, in reading order."""
    return [part for part in report.shown if isinstance(part, Table)]
