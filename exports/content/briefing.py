"""What does the Dezernent need on one page, and on its back? For the district, a municipality or a Fachbereich (texte.md § 10)."""

from collections.abc import Sequence

from exports.content import shared as content
from exports.content import summary_chapters
from exports.content.reach_chapters import town_group
from exports.content.shared import Asked, bullets, card, heading, text
from exports.report import Chart, PageBreak, Paragraph, Part, Passport, Report, Series, Table
from store.german import day, number
from views.blocks import childhood, departments, supply, trends
from views.drawings import tables
from views.figures import gaps
from views.figures.reach import Reach, of_100
from views.words import childhood_sentences, gap_sentences, passport, sentences
from views.words import trend_sentences as trend_say
from views.words.trend_sentences import Trend

ARROWS = {"rising": "↗ ", "falling": "↘ "}
NOT_SAID = "Gezählt ist Nutzung. Was Kinder und Familien brauchen, geht daraus nicht hervor."
ASKED_FOR = "Vorschlag, Alternativen, Frist"
HIDDEN = "Der Wert wird zum Schutz einzelner Kinder nicht gezeigt."
ROUNDED = "Zum Schutz der Kinder sind alle Zahlen auf {base} gerundet, manche nicht gezeigt."
MONEY = "Aufwand wie geliefert, nicht preisbereinigt; kann auch Ältere oder Eltern betreffen."
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


def front(asked: Asked, group: str) -> list[Part]:
    """Key statement, three numbers, changes, one chart, open points, limits, questions, decision asked for."""
    return [
        heading(1, "Kernaussage"),
        *text(content.annual_sentence(asked, group), style="lead"),
        three_numbers(asked, group),
        heading(2, "Was sich verändert hat"),
        *text(" ".join(changes(asked))),
        chart(asked, group),
        heading(2, "Offene Punkte"),
        *bullets(open_points(asked)[:OPEN]),
        heading(2, "Was die Zahlen nicht sagen"),
        *text(f"{NOT_SAID} {sentences.LESS_USE}"),
        heading(2, "Voraussichtliche Fragen"),
        *bullets(answers(asked, group)),
        heading(2, "Entscheidung erbeten"),
        Paragraph(ASKED_FOR, "empty"),
    ]


def three_numbers(asked: Asked, group: str) -> Table:
    """Number with its range, unit, date, and a word only after a test."""
    figures = asked.figures
    found = trends.of_area(figures, asked.area)
    on = f"Jahr {asked.year}"
    tiles = [(figures.group[group]["name"], of_100(asked.reach(group)), "von 100 Kindern", on, word(found.get(group)))]
    if asked.department:
        tiles += _posts(asked, group)
    else:
        others = [key for key in asked.heads if key != group]
        others = others[:1] if asked.in_district else others[:2]
        tiles += [
            (figures.group[key]["name"], of_100(asked.reach(key)), "von 100 Kindern", on, word(found.get(key)))
            for key in others
        ]
    if asked.in_district and not asked.department:
        told = childhood.until_18(figures, group, asked.year)
        said = childhood_sentences.between(told) if told.shown else "–"
        tiles.append(("Reichweite bis 18", said, "von 100 Kindern", f"Aufzeichnung bis {asked.year}", "–"))
    return Table(
        "Drei Zahlen", ("Kennzahl", "Zahl", "Einheit", "Zeitraum", "Entwicklung"), tuple(tiles), frozenset({1})
    )


def word(trend: Trend | None) -> str:
    """'↗ gestiegen' only where a test says so."""
    return f"{ARROWS.get(trend.word, '')}{trend.said}" if trend else "nicht bestimmbar"


def _posts(asked: Asked, group: str) -> list[tuple[str, ...]]:
    name = departments.name_of(asked.figures, group)
    tiles = []
    for kind, label, unit in (("filled", "Besetzte Stellen", "VZÄ"), ("cases_per_post", "Fälle", "je besetzte Stelle")):
        row = departments.posts(asked.figures, name, kind).get(asked.year)
        if row and row["state"] == "ok":
            tiles.append((label, number(row["value"], 1), unit, supply.on_date(row), "–"))
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
    clear = sorted((offer for offer, trend in own.items() if trend.clear), key=lambda offer: -abs(own[offer].change))
    place = "" if asked.in_district else asked.place
    told = [trends.sentence_of(asked.figures, offer, own[offer], asked.area) for offer in clear[:CLEAR]]
    notes = dict.fromkeys(own[offer].note for offer in clear[:CLEAR] if own[offer].note)
    told = [said.removesuffix(own[offer].note).strip() for said, offer in zip(told, clear, strict=False)]
    return [trend_say.changed(list(own.values()), place=place), *told, *notes]


def chart(asked: Asked, group: str) -> Chart:
    """The place beside the district over the years; the district and a Fachbereich alone."""
    figures = asked.figures
    if not asked.in_district:
        compared = beside_the_district(asked)
        if compared:
            return compared
    series = content.years_of(figures, group, asked.area)
    if not series:
        return content.bar_chart(figures.group[group]["name"], asked.place, [(asked.place, asked.reach(group))])
    name, first, last = figures.group[group]["name"], min(series), max(series)
    sub = f"{asked.place}, {name}, von 100 {sentences.CHILDREN}. {content.FULL_AND_HATCHED}"
    return content.year_chart(sentences.over_the_years(series), sub, series, figures.events(group, first, last))


def beside_the_district(asked: Asked) -> Chart | None:
    """Two lines of the first offer that is known as one number in both; None where there is none."""
    figures = asked.figures
    for group, trend in trends.of_area(figures, asked.area).items():
        here, all_ = (figures.series("annual_reach", group, area=area) for area in (asked.area, figures.district))
        if not trend.tested or not all(
            reach.is_value for reach in (here.get(trend.last), all_.get(trend.last)) if reach
        ):
            continue
        years = list(range(trend.first, trend.last + 1))
        lines = [(asked.place, here, "accent"), (figures.area_names[figures.district], all_, "context")]
        series = tuple(
            Series(name, tuple(_drawn(told.get(year)) for year in years), look) for name, told, look in lines
        )
        names = tuple(str(year) for year in years)
        words = tuple(
            f"{of_100(here[y], 1) if y in here else '–'} / {of_100(all_[y], 1) if y in all_ else '–'}" for y in years
        )
        title = f"{figures.group[group]['name']}: {asked.place} und Landkreis"
        sub = f"Von 100 {sentences.CHILDREN}. {asked.place}: {trend.said}"
        return Chart(title, sub, content.told(title, names, words), "lines", "von 100 Kindern", names, series, words)
    return None


def _drawn(reach: Reach | None) -> float | None:
    return content.proved(reach) if reach and reach.is_value else None


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
    told = []
    for group in gaps.told_groups(figures, year):
        screen = gaps.screen(figures, group, year)
        gap = screen.of(asked.area)
        if gap and gap.below:
            said = gap_sentences.of_place(gap, screen.period, sentences.said_group(figures.group[group]))
            told.append((gap.verdict != "firm", -gap.fewer, said))
    return [said for *_, said in sorted(told)] or [f"{gap_sentences.here(asked.place, [])}."]


def answers(asked: Asked, group: str) -> Sequence[str]:
    """Three questions that come, answered from the Zahlenpass."""
    card_ = asked.figures.definition("annual_reach")
    reach = asked.reach(group)
    why = reach.note if reach.open_end else passport.span_in_words(reach).partition(" Voll:")[0] or reach.note
    return [
        f"Wer ist gezählt? {card_.get('numerator', '')}",
        f"Wie sicher ist die Zahl? {why or HIDDEN}",
        f"Warum weichen Summen ab? {ROUNDED.format(base=asked.figures.base)}",
    ]


def of_offers(asked: Asked, caption: str) -> Table:
    """Reach, tested word and money of each offer in one line."""
    figures, found = asked.figures, trends.of_area(asked.figures, asked.area)
    lines = []
    for offer in offers(asked):
        reach, spent = asked.reach(offer), supply.of_offer(figures, "expenditure", offer, "spent").get(asked.year)
        euros = number(spent["value"]) if spent and spent["state"] == "ok" else "–"
        told = found[offer].said if offer in found else "nicht bestimmbar"
        lines.append((figures.group[offer]["name"], of_100(reach, 1), tables.counts(reach), told, euros))
    heads = ("Angebot", "von 100", "Kinder", "Entwicklung", "Aufwand in Euro")
    return Table(caption, heads, tuple(lines), frozenset({1, 2, 4}))


def back(asked: Asked, group: str) -> list[Part]:
    """The figures as tables, and what they mean."""
    figures = asked.figures
    if asked.department:
        parts: list[Part] = [
            of_offers(asked, f"{figures.group[group]['name']}: Angebote {asked.year}"),
            *text(MONEY, style="note"),
        ]
    else:
        keys = [key for key, row in figures.group.items() if row["level"] in ("kopf", "bereich")]
        rows = [(figures.group[key]["name"], asked.reach(key)) for key in keys]
        parts = [content.reach_table(f"Reichweite {asked.year}, {asked.place}", "Angebote", rows, digits=1)]
        if not asked.in_district:
            there = [(figures.group[key]["name"], asked.reach(key, figures.district)) for key in keys]
            parts.append(content.reach_table(f"Zum Vergleich: Landkreis {asked.year}", "Angebote", there, digits=1))
    return [
        heading(1, "Zahlen und Definitionen"),
        *parts,
        card(
            asked, "annual_reach", asked.reach(group), period=f"Jahr {asked.year}", group=figures.group[group]["name"]
        ),
        Passport((("Schutz", passport.protection(figures)),)),
    ]
