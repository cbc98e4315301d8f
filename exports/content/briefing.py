"""What does the Dezernent need on one page, and on its back? For the district, a municipality or a Fachbereich (texte.md § 10)."""

from collections.abc import Sequence
from dataclasses import replace

from exports.content import shared as content
from exports.content import summary_chapters
from exports.content.reach_chapters import town_group
from exports.content.shared import Asked, bullets, heading, text
from exports.content.told import drawing_of, table_of
from exports.report import Content, PageBreak, Paragraph, Report
from store.german import day
from views.blocks import departments, municipality, supply, trends
from views.blocks import reach as reach_blocks
from views.figures import childhood, gaps
from views.figures.reach import share
from views.finding import Cell, Column, Finding, Passport, Row, Said, Table
from views.words import childhood_sentences, gap_sentences, passport, sentences
from views.words import trend_sentences as trend_say
from views.words.trend_sentences import Trend

ARROWS = {"rising": "↗ ", "falling": "↘ "}
NOT_SAID = "Gezählt ist Nutzung. Was Kinder und Familien brauchen, geht daraus nicht hervor."
ASKED_FOR = "Vorschlag, Alternativen, Frist"
HIDDEN = "Der Wert wird zum Schutz einzelner Kinder nicht gezeigt."
ROUNDED = "Zum Schutz der Kinder sind alle Zahlen auf {base} gerundet, manche nicht gezeigt."
MONEY = "Aufwand wie geliefert, nicht preisbereinigt; kann auch Ältere oder Eltern betreffen."
PER_CHILDREN = "von 100 Kindern"
CLEAR = 2  # developments that are told in full
OPEN = 3  # open points on the page


def briefing(asked: Asked) -> Report:
    """One page and its back."""
    about = asked.figures.group[of_department(asked)]["name"] if asked.department else asked.place
    group = of_department(asked) or (asked.heads[0] if asked.in_district else town_group(asked))
    return Report(
        kind="briefing",
        title=f"{about}: Nutzung der Angebote {asked.year}",
        subtitle=head(asked),
        audience=asked.audience,
        facts=content.facts(asked, f"{about}, {asked.year}, alle Altersgruppen unter 18"),
        content=(*front(asked, group), PageBreak(), *back(asked, group)),
        file_name=content.file_name(asked, "Briefing", about.removeprefix("Demo-")),
    )


def of_department(asked: Asked) -> str:
    """The group of offers of the Fachbereich asked for; '' where none was."""
    if not asked.department:
        return ""
    groups = [key for key, row in asked.figures.group.items() if row["level"] == "fachbereich"]
    return next(key for key in groups if departments.name_of(asked.figures, key) == asked.department)


def head(asked: Asked) -> str:
    """Occasion, date, edition, Stand, and whom it is for."""
    written = day(asked.day) if asked.day else ""
    return " · ".join(filter(None, (asked.occasion, written, content.subtitle(asked))))


def front(asked: Asked, group: str) -> list[Content]:
    """Key statement, three numbers, changes, one chart, open points, limits, questions, decision asked for."""
    return [
        heading(1, "Kernaussage"),
        *text(content.annual_sentence(asked, group), style="lead"),
        three_numbers(asked, group),
        heading(2, "Was sich verändert hat"),
        *text(" ".join(changes(asked))),
        *chart(asked, group),
        heading(2, "Offene Punkte"),
        *bullets(open_points(asked)[:OPEN]),
        heading(2, "Was die Zahlen nicht sagen"),
        *text(f"{NOT_SAID} {sentences.LESS_USE}"),
        heading(2, "Voraussichtliche Fragen"),
        *bullets(answers(asked, group)),
        heading(2, "Entscheidung erbeten"),
        Paragraph(ASKED_FOR, "empty"),
    ]


def three_numbers(asked: Asked, group: str) -> Finding:
    """Number with its range, unit, date, and a word only after a test."""
    others = [key for key in asked.heads if key != group]
    shown = [group, *others[: 1 if asked.in_district else 2]] if not asked.department else [group]
    found, on = trends.of_area(asked.figures, asked.area), f"Jahr {asked.year}"
    tiles: list[tuple[Said, ...]] = [
        (asked.figures.group[key]["name"], share(asked.reach(key)), PER_CHILDREN, on, word(found.get(key)))
        for key in shown
    ]
    if asked.department:
        tiles += _posts(asked, group)
    elif asked.in_district:
        told = childhood.until_18(asked.figures, group, asked.year)
        said = childhood_sentences.between(told) if told.shown else "–"
        tiles.append(("Reichweite bis 18", said, PER_CHILDREN, f"Aufzeichnung bis {asked.year}", "–"))
    return _table("drei_zahlen", "Drei Zahlen", ("Kennzahl", "Zahl", "Einheit", "Zeitraum", "Entwicklung"), tiles, {1})


def _table(
    key: str, caption: str, heads: Sequence[str], lines: Sequence[tuple[Said, ...]], figures: set[int]
) -> Finding:
    columns = tuple(Column(head, figure=at in figures) for at, head in enumerate(heads))
    return Finding(key, "", table=Table(caption, columns, tuple(map(Row, lines))))


def word(trend: Trend | None) -> str:
    """'↗ gestiegen' only where a test says so."""
    return f"{ARROWS.get(trend.word, '')}{trend.said}" if trend else "nicht bestimmbar"


def _posts(asked: Asked, group: str) -> list[tuple[Said, ...]]:
    name = departments.name_of(asked.figures, group)
    tiles: list[tuple[Said, ...]] = []
    for kind, label, unit in (("filled", "Besetzte Stellen", "VZÄ"), ("cases_per_post", "Fälle", "je besetzte Stelle")):
        row = departments.posts(asked.figures, name, kind).get(asked.year)
        if row and row["state"] == "ok":
            tiles.append((label, Cell("number", row["value"], row["value"], 1), unit, supply.on_date(row), "–"))
    return tiles


def offers(asked: Asked) -> list[str]:
    """The offers that the briefing is about."""
    if asked.department:
        return departments.offers_of(asked.figures, of_department(asked))
    return [key for key, row in asked.figures.group.items() if row["level"] == "angebot"]


def changes(asked: Asked) -> list[str]:
    """How many rose and fell, and the strongest of them in full."""
    found = trends.of_area(asked.figures, asked.area)
    own = {offer: found[offer] for offer in offers(asked) if offer in found}
    clear = sorted(
        (offer for offer, trend in own.items() if trend.clear), key=lambda offer: -abs(own[offer].change or 0)
    )
    place = "" if asked.in_district else asked.place
    strongest = {offer: own[offer] for offer in clear[:CLEAR]}
    told = [trends.sentence_of(asked.figures, o, replace(t, note=""), asked.area) for o, t in strongest.items()]
    notes = dict.fromkeys(trend.note for trend in strongest.values() if trend.note)
    return [trend_say.changed(list(own.values()), place=place), *told, *notes]


def chart(asked: Asked, group: str) -> list[Content]:
    """The place beside the district over the years; the district and a Fachbereich alone."""
    told = municipality.over_the_years(asked.figures, asked.area) if not asked.in_district else None
    if told is None or told.chart is None:
        told = reach_blocks.by_year(asked.figures, group, asked.year, asked.area)
    one = told.chart and replace(told.chart, panels=told.chart.panels[:1])
    return [drawing_of(replace(told, chart=one))]


def open_points(asked: Asked) -> list[str]:
    """Gaps, who waits, posts: of the district, the municipality or the Fachbereich."""
    figures, year = asked.figures, asked.year
    if asked.department:
        told = [
            supply.waiting_sentence(figures, offer, unit, rows, year)
            for offer in offers(asked)
            for unit, rows in supply.lists_of(figures, offer).items()
        ]
        return [departments.staff_sentence(figures, of_department(asked), year), *told]
    if asked.in_district:
        return [point for point in summary_chapters.open_points(asked) if point]
    found = []
    for group in gaps.told_groups(figures, year):
        screen = gaps.screen(figures, group, year)
        gap = screen.of(asked.area)
        if gap and gap.below:
            said = gap_sentences.of_place(gap, screen.period, sentences.said_group(figures.group[group]))
            found.append((gap.verdict != "firm", -(gap.fewer or 0), said))
    return [said for *_, said in sorted(found)] or [f"{gap_sentences.here(asked.place, [])}."]


def answers(asked: Asked, group: str) -> Sequence[str]:
    """Three questions that come, answered from the Zahlenpass."""
    card_ = asked.figures.definition("annual_reach")
    reach = asked.reach(group)
    why = reach.note if reach.open_end else passport.span_in_words(reach) or reach.note
    return [
        f"Wer ist gezählt? {card_.get('numerator', '')}",
        f"Wie sicher ist die Zahl? {why or HIDDEN}",
        f"Warum weichen Summen ab? {ROUNDED.format(base=asked.figures.base)}",
    ]


def of_offers(asked: Asked, caption: str) -> Finding:
    """Reach, tested word and money of each offer in one line."""
    figures, found = asked.figures, trends.of_area(asked.figures, asked.area)
    lines = []
    for offer in offers(asked):
        reach, spent = asked.reach(offer), supply.of_offer(figures, "expenditure", offer, "spent").get(asked.year)
        euros = Cell("number", *(spent["value"],) * 2) if spent and spent["state"] == "ok" else "–"
        told = found[offer].said if offer in found else "nicht bestimmbar"
        name = figures.group[offer]["name"]
        lines.append((name, share(reach, 1), reach.count, told, euros))
    heads = ("Angebot", "von 100", "Kinder", "Entwicklung", "Aufwand in Euro")
    return _table("angebote", caption, heads, lines, {1, 2, 4})


def tables(asked: Asked, group: str) -> list[Content]:
    """Of a Fachbereich its offers; of a municipality what stands beside the district; of the district the Bereiche."""
    figures, year = asked.figures, asked.year
    if asked.department:
        return [of_offers(asked, f"{figures.group[group]['name']}: Angebote {year}"), *text(MONEY, style="note")]
    if asked.in_district:
        told = [
            reach_blocks.in_three_ways(figures, year, asked.area),
            reach_blocks.by_domain(figures, year, asked.area),
        ]
    else:
        told = [municipality.spine(figures, year, group, asked.area, ages=False)]
    return [table_of(finding) for finding in told if finding.table]


def back(asked: Asked, group: str) -> list[Content]:
    """The figures as tables, and what they mean."""
    figures = asked.figures
    return [
        heading(1, "Zahlen und Definitionen"),
        *tables(asked, group),
        Finding(
            "kernzahl",
            "",
            passport=passport.card(
                figures,
                "annual_reach",
                asked.reach(group),
                period=f"Jahr {asked.year}",
                place=asked.place,
                group=figures.group[group]["name"],
            ),
        ),
        Passport("", (("Schutz", passport.protection(figures)),)),
    ]
