"""Which ten slides tell the year? One finding, one drawing or table each; definition and source in the notes."""

from collections.abc import Sequence
from dataclasses import replace

from exports.content import shared as content
from exports.content import summary_chapters, supply_chapters
from exports.content.reach_chapters import town_group
from exports.content.shared import Asked
from exports.content.told import parts
from exports.report import Bullets, Chart, Report, Slide, Table
from views.blocks import childhood, decisions, trends
from views.blocks import gaps as gap_blocks
from views.blocks import reach as findings
from views.figures import gaps
from views.figures.childhood import MEASURE
from views.figures.reach import MISSING
from views.finding import Finding
from views.words import gap_sentences, passport, sentences
from views.words.cells import words
from views.words.trend_sentences import WITHOUT_JUDGEMENT

MOST_ROWS = 8  # rows of a table on a slide
NOTED = ("Kennzahl", "gezählt", "bezogen auf", "Lesehilfe", "Quelle")


def slides(asked: Asked) -> Report:
    """A slide for which the edition has no figures falls away."""
    made = [
        make(asked)
        for make in (_year, _three_ways, _until_18, _claim, _ages, _towns, _changes, _gaps, _waiting, _decided)
    ]
    return Report(
        kind="folien",
        title=f"Wie viele Kinder nutzen unsere Angebote? {asked.year}",
        subtitle=content.subtitle(asked),
        audience=asked.audience,
        facts=content.facts(asked, f"{asked.place}, {asked.year}, alle Altersgruppen unter 18"),
        slides=tuple(slide for slide in made if slide is not None),
        file_name=content.file_name(asked, "Folien"),
    )


def _slide(
    asked: Asked, finding: str, parts: Sequence, measure: str, *, sub: str = "", period: str = ""
) -> Slide | None:
    """With the first drawing, table or list of a chapter's parts; None where it has none."""
    part = next((part for part in parts if isinstance(part, Chart | Table | Bullets)), None)
    if part is None:
        return None
    card = passport.fields(asked.figures, measure, MISSING, period=period or f"Jahr {asked.year}", place=asked.place)
    notes = "\n".join(f"{name}: {card[name]}" for name in NOTED if name in card)
    return Slide(finding.removesuffix("."), part, sub, notes)


def _year(asked: Asked) -> Slide | None:
    group = asked.heads[0]
    return _slide(asked, content.annual_sentence(asked, group), content.reach_by_year(asked, group), "annual_reach")


def _three_ways(asked: Asked) -> Slide | None:
    return _told(asked, findings.in_three_ways(asked.figures, asked.year, asked.area), "annual_reach")


def _until_18(asked: Asked) -> Slide | None:
    figures, head = asked.figures, asked.heads[0]
    curve = childhood.curve(figures, head, asked.year, figures.district)
    return _told(asked, replace(curve, lead=()), MEASURE, childhood.beside_the_year(figures, head, asked.year).title)


def _claim(asked: Asked) -> Slide | None:
    quote = childhood.sayable(asked.figures, asked.year)
    sub = f"„{words(quote.quote)}“" if quote else ""
    return _told(asked, childhood.claim_check(asked.figures, asked.year), "claim", sub=sub)


def _told(asked: Asked, finding: Finding, measure: str, title: str = "", *, sub: str = "") -> Slide | None:
    return _slide(asked, title or words(finding.title), parts(finding), measure, sub=sub)


def _ages(asked: Asked) -> Slide | None:
    parts = content.reach_by_age(asked, asked.heads[0])
    return _slide(asked, parts[0].title, parts, "annual_reach")


def _towns(asked: Asked) -> Slide | None:
    parts = content.reach_by_town(asked, town_group(asked))
    title = parts[0].title if isinstance(parts[0], Chart) else ""
    return _slide(asked, title, parts, "annual_reach", sub=sentences.LESS_USE)


def _changes(asked: Asked) -> Slide | None:
    """The strongest clear developments; without any there is nothing to show."""
    found = trends.strongest(asked.figures, asked.year, asked.area, MOST_ROWS)
    return _slide(
        asked, words(found.title), [part for part in parts(found) if isinstance(part, Table)], "trend", sub=WITHOUT_JUDGEMENT
    )


def _gaps(asked: Asked) -> Slide | None:
    figures, year = asked.figures, asked.year
    if not gaps.told_groups(figures, year):
        return None
    group = gaps.best_group(figures, year)
    told = parts(gap_blocks.by_municipality(figures, group, year))
    sub, period = f"{gap_sentences.HINTS} {sentences.LESS_USE}", gaps.screen(figures, group, year).period
    return _slide(asked, words(gap_blocks.opening(figures, group, year)), told, "gap", sub=sub, period=period)


def _waiting(asked: Asked) -> Slide | None:
    found = [part for part in supply_chapters.waiting_parts(asked) if isinstance(part, Table)]
    finding = " ".join(filter(None, (decisions.waiting(asked.figures, asked.year),))) or "Wartende und Anfragen"
    return _slide(asked, finding, found, "waiting", sub=decisions.staff(asked.figures, asked.year))


def _decided(asked: Asked) -> Slide | None:
    """What became of the decisions: action, until when, state."""
    tables = [part for part in summary_chapters.look_back(asked) if isinstance(part, Table)]
    if not tables:
        return None
    rows = tuple((row[0], row[2], row[4]) for row in tables[0].rows[:MOST_ROWS])
    decided = Table("Beschlüsse", ("Maßnahme", "Frist", "Stand"), rows)
    notes = "\n".join(f"{row[0]}: {row[5]}" for row in tables[0].rows[:MOST_ROWS])
    return Slide("Was wurde aus den Beschlüssen?", decided, "", notes)
