"""Chapters 6 and 7: offers and their developments, gaps and waiting."""

from exports.content import shared as content
from exports.content.shared import NOTHING, Asked, bullets, card, heading, text
from exports.content.told import parts
from exports.report import Chart, Part, Series, Table
from store.german import STATES, number
from views.blocks import departments, indicators, supply, trends
from views.figures import gaps
from views.words import gap_sentences, sentences
from views.words import trend_sentences as trend_say

LEVELS = ("fachbereich", "bereich")


def departments_of(asked: Asked) -> list[str]:
    """The Fachbereiche; an office without any is told by Bereich."""
    for level in LEVELS:
        found = [key for key, row in asked.figures.group.items() if row["level"] == level]
        if found:
            return found
    return []


def developments(asked: Asked) -> list[Part]:
    """Chapter 6: the count of tested words, then every Fachbereich."""
    found = trends.of_area(asked.figures, asked.area)
    offers = [t for group, t in found.items() if trends.level_of(asked.figures, group) == "angebot"]
    told: list[Part] = [
        *text(trend_say.changed(offers), style="lead"),
        *text(f"„Gestiegen“ und „gesunken“ stehen nur, wo ein Test es trägt. {trend_say.WITHOUT_JUDGEMENT}"),
    ]
    for place, group in enumerate(departments_of(asked), start=1):
        told += [heading(2, asked.figures.group[group]["name"], f"6.{place}"), *department(asked, group, found)]
    tested = [trend for trend in offers if trend.tested]
    period = f"{min(t.first for t in tested)} bis {max(t.last for t in tested)}" if tested else ""
    return [*told, *_indicators(asked), card(asked, "trend", period=period)]


def department(asked: Asked, group: str, found: dict) -> list[Part]:
    """Reach and tested words of the offers of one Fachbereich."""
    figures = asked.figures
    offers = departments.offers_of(figures, group)
    rows = [(figures.group[offer]["name"], asked.reach(offer)) for offer in offers]
    if not rows:
        return text(NOTHING)
    name = figures.group[group]["name"]
    sub = f"{asked.place}, von 100 {sentences.CHILDREN}, {asked.year}. Nicht addieren: Ein Kind kann mehrere Angebote nutzen"
    clear = [offer for offer in offers if offer in found and found[offer].clear]
    return [
        content.bar_chart(f"{name}: Angebote {asked.year}", sub, rows),
        development_table(asked, f"{name}: Entwicklung der Angebote", offers, found),
        *bullets(trends.sentence_of(figures, offer, found[offer], asked.area) for offer in clear),
    ]


def development_table(asked: Asked, caption: str, offers: list[str], found: dict) -> Table:
    """First and last tested year and the tested word; both ends only where they tell what the test tells."""
    lines = []
    for offer in offers:
        trend = found.get(offer)
        series = asked.figures.series("annual_reach", offer, area=asked.area)
        name = asked.figures.group[offer]["name"]
        ends = [series[y].low for y in (trend.first, trend.last) if y in series] if trend and trend.tested else []
        known = len(ends) == 2 and all(end is not None for end in ends)
        by_ends = known and not (trend.clear and not trend_say.told_by_its_ends(trend, *ends))
        if by_ends:
            per, (first, last) = trend_say.per_children(ends)
            values = (f"{first} ({trend.first})", f"{last} ({trend.last})", f"je {per}")
        else:
            values = ("–", "–", "–")
        step = "" if by_ends else " ohne Sprung"
        yearly = f"{trend_say.signed_percent(trend.change)}{step}" if trend and trend.clear else "–"
        lines.append((name, *values, yearly, trend.said if trend else STATES["no_data"]))
    heads = ("Angebot", "zuerst", "zuletzt", "Bezug", "im Jahr", "Befund")
    return Table(caption, heads, tuple(lines), frozenset({1, 2, 4}))


def _indicators(asked: Asked) -> list[Part]:
    """The official indicators beside the offers, each in a unit of its own."""
    found = indicators.of_year(asked.figures, asked.year)
    number_ = f"6.{len(departments_of(asked)) + 1}"
    return [heading(2, "Amtliche Kennzahlen", number_), *parts(found)] if found else []


def gaps_and_waiting(asked: Asked) -> list[Part]:
    """Chapter 7."""
    return [
        heading(2, "Rechnerische Lücken", "7.1"),
        *gap_parts(asked),
        heading(2, "Wartende und nicht besetzte Anfragen", "7.2"),
        *waiting_parts(asked),
    ]


def gap_parts(asked: Asked) -> list[Part]:
    """The finding, the municipalities in children, and in which Bereich and offer a gap is firm."""
    figures, year = asked.figures, asked.year
    told = gaps.told_groups(figures, year)
    if not told:
        return text("Für dieses Jahr lässt sich nicht sagen, wo weniger Kinder Angebote nutzten als zu erwarten.")
    screen = gaps.screen(figures, gaps.best_group(figures, year), year)
    name = figures.group[screen.group]["name"]
    opening = gap_sentences.opening(screen, sentences.said_group(figures.group[screen.group]), name)
    screens = [gaps.screen(figures, group, year) for group in told]
    names = {group: figures.group[group]["name"] for group in told}
    return [
        *text(f"{opening}.", style="lead"),
        *text(" ".join(filter(None, (gap_sentences.largest(screen), gap_sentences.HINTS)))),
        gap_chart(screen, name),
        gap_table(screen, name),
        *text(sentences.LESS_USE, style="note"),
        *text(f"{gap_sentences.over_the_domains(screens, names)}."),
        _words_by_town(screens, names, year),
        *bullets(f"{word}: {gap_sentences.HELP[key]}" for key, word in (("firm", "belastbar"), ("unsure", "unsicher"), ("too_small", "nicht bewertbar"))),
        card(asked, "gap", period=screen.period, group=name, place="Städte und Gemeinden"),
    ]  # fmt: skip


def gap_chart(screen: gaps.Screen, name: str) -> Chart:
    """Children fewer than expected to the right, more to the left; what is too small to judge is not drawn."""
    judged = [gap for gap in screen.gaps if gap.told and gap.verdict != "too_small"]
    words = tuple(f"{gap_sentences.beside(gap)} ({gap.word})" for gap in judged)
    names = tuple(gap.name for gap in judged)
    title = f"Kinder weniger als zu erwarten, {name}"
    sub = f"{screen.period}, in Kindern. Zu erwarten: die Nutzung im Landkreis in jeder Altersgruppe"
    values = tuple(float(round(gap.fewer)) for gap in judged)
    unit = judged[0].unit if judged else "Kinder"
    return Chart(title, sub, content.told(title, names, words), "bars", unit, names, (Series(unit, values),), words)


def gap_table(screen: gaps.Screen, name: str) -> Table:
    rows = tuple(
        (
            gap.name,
            number(gap.counted) if gap.counted is not None and gap.told else "–",
            number(gap.expected) if gap.expected is not None and gap.told else "–",
            gap_sentences.beside(gap),
            gap_sentences.span(gap) if gap.told and gap.verdict != "too_small" and gap.low is not None else "–",
            gap.word,
        )
        for gap in screen.gaps
    )
    heads = ("Gemeinde", "gezählt", "zu erwarten", "weniger", "Zufall (95 %)", "Urteil")
    caption = f"Rechnerischer Abstand zum Kreisdurchschnitt in Kindern, {name}, {screen.period}"
    return Table(caption, heads, rows, frozenset({1, 2, 3, 4}))


def _words_by_town(screens: list[gaps.Screen], names: dict[str, str], year: int) -> Table:
    """One verdict a cell: municipalities down, Bereiche and offers across."""
    rows = tuple(
        (screens[0].gaps[place].name, *(screen.gaps[place].word for screen in screens))
        for place in range(len(screens[0].gaps))
    )
    return Table(f"Urteile nach Gemeinde und Angeboten, {year}", ("Gemeinde", *(names[s.group] for s in screens)), rows)


def waiting_parts(asked: Asked) -> list[Part]:
    """Every list in one sentence, then all in one table."""
    return parts(supply.all_lists(asked.figures, asked.year))
