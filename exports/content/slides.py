"""Which ten slides tell the year? One finding, one drawing or table each; definition and source in the notes."""

from collections.abc import Sequence
from dataclasses import replace

from exports.content import shared as content
from exports.content.reach_chapters import town_group
from exports.content.shared import Asked
from exports.content.told import laid_out
from exports.report import Bullets, Picture, Report, Slide
from views.blocks import childhood, decisions, reach, supply, trends
from views.blocks import gaps as gap_blocks
from views.figures import gaps
from views.finding import Finding, Table, Text
from views.words import gap_sentences, sentences
from views.words.cells import said, words
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


def _slide(finding: Finding | None, title: Text = "", *, sub: str = "") -> Slide | None:
    """With the first drawing, table or list of a finding, its definition and source in the notes; None where it has none."""
    if finding is None:
        return None
    shown = [part for part in laid_out([finding]) if isinstance(part, Picture | Table | Bullets)]
    if not shown:
        return None
    told = dict(finding.passport.fields if finding.passport else ())
    notes = "\n".join(f"{name}: {told[name]}" for name in NOTED if name in told)
    return Slide(words(title or finding.title).removesuffix("."), shown[0], sub, notes)


def _year(asked: Asked) -> Slide | None:
    group = asked.heads[0]
    return _slide(reach.by_year(asked.figures, group, asked.year, asked.area), content.annual_sentence(asked, group))


def _three_ways(asked: Asked) -> Slide | None:
    return _slide(reach.in_three_ways(asked.figures, asked.year, asked.area))


def _until_18(asked: Asked) -> Slide | None:
    figures, head = asked.figures, asked.heads[0]
    curve = childhood.curve(figures, head, asked.year, figures.district)
    return _slide(curve, childhood.beside_the_year(figures, head, asked.year).title)


def _claim(asked: Asked) -> Slide | None:
    quote = childhood.sayable(asked.figures, asked.year)
    return _slide(childhood.claim_check(asked.figures, asked.year), sub=f"„{words(quote.quote)}“" if quote else "")


def _ages(asked: Asked) -> Slide | None:
    return _slide(reach.by_age(asked.figures, asked.heads[0], asked.year, asked.area))


def _towns(asked: Asked) -> Slide | None:
    return _slide(reach.by_municipality(asked.figures, town_group(asked), asked.year), sub=sentences.LESS_USE)


def _changes(asked: Asked) -> Slide | None:
    """The strongest clear developments; without any there is nothing to show."""
    return _slide(trends.strongest(asked.figures, asked.year, asked.area, MOST_ROWS), sub=WITHOUT_JUDGEMENT)


def _gaps(asked: Asked) -> Slide | None:
    figures, year = asked.figures, asked.year
    if not gaps.told_groups(figures, year):
        return None
    group = gaps.best_group(figures, year)
    opening, period = gap_blocks.opening(figures, group, year), gaps.screen(figures, group, year).period
    told = gap_blocks.by_municipality(figures, group, year)
    told = replace(told, sub=f"{gap_blocks.EXPECTED}, {period}")  # charts of office programs draw no stroke of chance
    return _slide(told, opening, sub=f"{gap_sentences.HINTS} {sentences.LESS_USE}")


def _waiting(asked: Asked) -> Slide | None:
    figures, year = asked.figures, asked.year
    sentence = decisions.waiting(figures, year) or "Wartende und Anfragen"
    lists = supply.all_lists(figures, year)
    return _slide(lists and replace(lists, lead=(), chart=None), sentence, sub=decisions.staff(figures, year))


def _decided(asked: Asked) -> Slide | None:
    """What became of the decisions: action, until when, state."""
    told = decisions.look_back(asked.figures, asked.department)
    if not told.table:
        return None
    rows = told.table.rows[:MOST_ROWS]
    notes = "\n".join(f"{said(row.cells[0])}: {said(row.cells[5])}" for row in rows)
    slide = _slide(replace(told, table=_some(told.table, (0, 2, 4))))
    return slide and replace(slide, notes=notes)


def _some(table: Table, columns: Sequence[int]) -> Table:
    """As many columns and rows as a slide has room for."""
    rows = tuple(replace(row, cells=tuple(row.cells[at] for at in columns)) for row in table.rows[:MOST_ROWS])
    return replace(table, columns=tuple(table.columns[at] for at in columns), rows=rows)
