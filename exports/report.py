"""What is a document, before it has a format? Plain data: headings, sentences, tables and charts made from published figures.

Whoever builds a document (strategy.py, briefing.py, slides.py) fills these; whoever writes one (word.py, pdf.py, powerpoint.py,
excel.py) only renders them and adds no number of its own. Every numeral of a document comes from a published figure or is a date,
a year, a paragraph of law or a number of a page or list; tests/exports/test_numerals.py holds that for the finished files.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from store.german import day
from store.profile import Profile
from views.finding import Chart, Finding, Passport, Table
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
class Picture:
    """One drawing of a finding with the words above it; chart: of one of KINDS (exports/drawing/drawn.py), with its alt."""

    title: str
    sub: str
    chart: Chart


@dataclass(frozen=True)
class PageBreak:
    pass


Part = Heading | Paragraph | Bullets | Table | Picture | Passport | PageBreak
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


def facts_of_office(profile: Profile, edition: str, on: date) -> Facts:
    """Of a document that holds no figures: who writes it, what it is, and of which day."""
    office = profile.office.identity
    told = (office.name, office.district_name, edition, day(on))
    return Facts(*told, next_figures="", selection="", protection="", source="", contact=office.contact)


@dataclass(frozen=True)
class Slide:
    """One slide: a finding, at most one chart or table or some lines, and the notes with definition and source."""

    finding: str
    part: Picture | Table | Bullets
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


def pictures_of(report: Report) -> list[Picture]:
    """Every picture, in reading order."""
    return [part for part in report.shown if isinstance(part, Picture)]


def heads_of(table: Table) -> tuple[str, ...]:
    return tuple(column.head for column in table.columns)


def lines_of(table: Table) -> tuple[tuple[str, ...], ...]:
    """The words of its rows as a reader sees them."""
    return tuple(tuple(map(said, row.cells)) for row in table.rows)


def figures_of(table: Table) -> list[int]:
    """Which columns stand to the right?"""
    return [at for at, column in enumerate(table.columns) if column.figure]
