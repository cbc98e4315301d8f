"""Which ten slides tell the year? One finding, one drawing or table each; definition and source in the notes."""

from collections.abc import Sequence
from dataclasses import replace

from exports.content import shared as content
from exports.content import summary_chapters, supply_chapters, told
from exports.content.reach_chapters import town_group
from exports.content.shared import Asked
from exports.content.told import laid_out
from exports.report import Bullets, Chart, Report, Slide, Table
from views.blocks import childhood, decisions, trends
from views.blocks import reach as findings
from views.figures import gaps
from views.figures.childhood import MEASURE
from views.figures.reach import MISSING
from views.finding import Finding
from views.words import gap_sentences, passport, sentences
from views.words import trend_sentences as trend_say
from views.words.cells import words

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
    part = next((part for part in laid_out(parts) if isinstance(part, Chart | Table | Bullets)), None)
    if part is None:
        return None
    card = passport.fields(asked.figures, measure, MISSING, period=period or f"Jahr {asked.year}", place=asked.place)
    notes = "\n".join(f"{name}: {card[name]}" for name in NOTED if name in card)
    return Slide(finding.removesuffix("."), part, sub, notes)


def _year(asked: Asked) -> Slide | None:
    group = asked.heads[0]
    told = findings.by_year(asked.figures, group, asked.year, asked.area)
    return _slide(asked, content.annual_sentence(asked, group), [told], "annual_reach")


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
    return _slide(asked, title or words(finding.title), told.parts(finding), measure, sub=sub)


def _ages(asked: Asked) -> Slide | None:
    told = findings.by_age(asked.figures, asked.heads[0], asked.year, asked.area)
    return _slide(asked, words(told.title), [told], "annual_reach")


def _towns(asked: Asked) -> Slide | None:
    told = findings.by_municipality(asked.figures, town_group(asked), asked.year)
    return _slide(asked, words(told.title), [replace(told, lead=())], "annual_reach", sub=sentences.LESS_USE)


def _changes(asked: Asked) -> Slide | None:
    """The strongest clear developments; without any there is nothing to show."""
    figures = asked.figures
    found = trends.of_area(figures, asked.area)
    offers = {g: t for g, t in found.items() if trends.level_of(figures, g) == "angebot"}
    clear = sorted((g for g, t in offers.items() if t.clear), key=lambda g: -abs(offers[g].change))[:MOST_ROWS]
    table = supply_chapters.development_table(asked, "Angebote mit klarer Entwicklung", clear, found)
    return _slide(
        asked,
        trend_say.changed(list(offers.values())),
        [table] if clear else [],
        "trend",
        sub=trend_say.WITHOUT_JUDGEMENT,
    )


def _gaps(asked: Asked) -> Slide | None:
    figures, year = asked.figures, asked.year
    if not gaps.told_groups(figures, year):
        return None
    screen = gaps.screen(figures, gaps.best_group(figures, year), year)
    row = figures.group[screen.group]
    opening = gap_sentences.opening(screen, sentences.said_group(row), row["name"])
    sub = f"{gap_sentences.HINTS} {sentences.LESS_USE}"
    return _slide(
        asked, opening, [supply_chapters.gap_chart(screen, row["name"])], "gap", sub=sub, period=screen.period
    )


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
    table = Table("Beschlüsse", ("Maßnahme", "Frist", "Stand"), rows)
    notes = "\n".join(f"{row[0]}: {row[5]}" for row in tables[0].rows[:MOST_ROWS])
    return Slide("Was wurde aus den Beschlüssen?", table, "", notes)
