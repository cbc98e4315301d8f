"""Wo nutzen weniger Kinder unsere Angebote als zu erwarten? Map, list, funnel and heat table, in children."""

from html import escape

import streamlit as st

from store.german import VERDICTS, number
from views.drawings import gap_charts, map, tables
from views.figures import gaps, read
from views.figures.gaps import Gap, Screen
from views.figures.reach import MISSING
from views.shell import filters, page
from views.shell.theme import show
from views.words import gap_sentences, passport, sentences

QUESTION = "Wo nutzen weniger Kinder unsere Angebote als zu erwarten?"
EXPECTED = "Zu erwarten: die Nutzung im Landkreis in jeder Altersgruppe, angewandt auf die Kinder der Gemeinde"


def main() -> None:
    """Reads from top to bottom as the page does."""
    figures = read.figures()
    filters.name_unknown_keys()
    above = st.container()
    year, group, area = choose(figures)
    screen = gaps.screen(figures, group, year)
    with above:
        show(header(figures, screen, year, area))
    parts = [side_by_side(figures, screen, year, area), in_detail(figures, screen, year, area)] if screen.told else []
    show(page.rule().join([*parts, heat(figures, year)]) + page.footer(figures))


def choose(figures: read.Figures) -> tuple[int, str, str]:
    """A group of offers that can be compared, the year and the area; a link may ask for any group."""
    years = {str(year): f"Jahr {year}" for year in reversed(figures.years)}
    with st.container(key="choices", horizontal=True):
        holder = st.container()
        year = int(filters.choose("jahr", years, str(figures.default_year), filters.menu("Jahr")))
        area = filters.choose("gebiet", figures.area_names, figures.district, filters.menu("Gebiet"))
    told, asked = gaps.told_groups(figures, year), st.query_params.get("gruppe")
    best = gaps.best_group(figures, year)
    groups = {key: row["name"] for key, row in figures.group.items() if key in (*told, asked, best)}
    with holder:
        group = filters.choose("gruppe", groups, best, filters.menu("Angebote"))
    return year, group, area


def header(figures: read.Figures, screen: Screen, year: int, area: str) -> str:
    """The finding, the largest distances, and the chosen municipality in its own sentence."""
    group = sentences.said_group(figures.group[screen.group])
    below = [gap_sentences.largest(screen), gap_sentences.HINTS]
    if not screen.told:
        below = [gaps.why_not(screen.gaps), other_choices(figures, year)]
    gap = screen.of(area)
    place = gap_sentences.of_place(gap, screen.period, group) if gap else ""
    profile = gaps.link(year, screen.group, area, "/gemeinde")
    chosen = (
        f'<p class="text chosen">{escape(place)} <a href="{escape(profile)}" target="_self">{escape(gap.name)} auf '
        "einer Seite</a></p>"
        if gap
        else ""
    )
    finding = gap_sentences.opening(screen, group, figures.group[screen.group]["name"])
    opening = page.opening(finding, " ".join(filter(None, below)))
    return page.kicker(figures, QUESTION, year) + f'<div class="gap-head">{opening}</div>{chosen}'


def other_choices(figures: read.Figures, year: int) -> str:
    names = [figures.group[key]["name"] for key in gaps.told_groups(figures, year)]
    return f"Vergleichbar sind {year}: {', '.join(names)}." if names else sentences.SELECTION_EMPTY


def side_by_side(figures: read.Figures, screen: Screen, year: int, area: str) -> str:
    """The map beside its table; without a map the table alone."""
    sheet = map.of_office()
    listed = list_block(figures, screen, year, area)
    if sheet is None or not sheet.shapes.keys() & {gap.area for gap in screen.gaps}:
        return listed
    return page.side_by_side(map_block(figures, sheet, screen, year, area), listed, wide="right")


def map_block(figures: read.Figures, sheet: map.Outline, screen: Screen, year: int, area: str) -> str:
    most = max((gap.fewer for gap in screen.below), default=0)
    marks = {gap.area: mark(gap, most, year, screen.group, area) for gap in screen.gaps}
    said = "; ".join(f"{gap.name} rund {gap_sentences.beside(gap)} ({gap.word})" for gap in screen.below)
    alt = f"Karte der Gemeinden, {screen.period}. {said or 'Keine Gemeinde liegt unter dem Erwarteten'}"
    return page.block(
        figures,
        "Wo weniger Kinder nutzten als zu erwarten" if screen.below else "Keine Gemeinde liegt unter dem Erwarteten",
        "Kreisfläche: Kinder weniger als zu erwarten. Voll: belastbar, hohl: unsicher. Schraffiert: unbewohnt. "
        "Ein Klick wählt die Gemeinde",
        map.draw(sheet, marks, alt),
        page.notes(f"Karte: {sheet.source}" if sheet.source else ""),
    )


def mark(gap: Gap, most: float, year: int, group: str, area: str) -> map.Mark:
    """Only what is below the expected has a circle."""
    kind = gap.verdict if gap.below else ""
    return map.Mark(
        gap.name,
        f"{kind}{' chosen' if gap.area == area else ''}".strip(),
        map.radius(gap.fewer, most) if gap.below else 0,
        gap_sentences.beside(gap) if gap.below else "",
        gaps.link(year, group, gap.area),
    )


def list_block(figures: read.Figures, screen: Screen, year: int, area: str) -> str:
    """By name; children fewer than expected with their range and the verdict."""
    name = figures.group[screen.group]["name"]
    table = gap_charts.gap_table(
        f"Abstand zum Erwarteten in Kindern, {name}, {screen.period}",
        "Gemeinde",
        [(gap.name, gap) for gap in screen.gaps],
        lambda gap: gaps.link(year, screen.group, gap.area),
        area,
    )
    words = {gap.verdict for gap in screen.gaps} & gap_sentences.HELP.keys()
    meaning = " ".join(f"{VERDICTS[key]}: {gap_sentences.HELP[key]}" for key in gap_sentences.HELP if key in words)
    return page.block(
        figures,
        f"Kinder weniger als zu erwarten: {name}",
        f"{EXPECTED}, {screen.period}. Strich: Zufall (95 %)",
        table,
        page.notes(sentences.LESS_USE, meaning),
        of_screen(figures, screen),
    )


def of_screen(figures: read.Figures, screen: Screen) -> str:
    expected = sum(gap.expected for gap in screen.told)
    basis = f"{len(screen.told)} von {len(screen.gaps)} Gemeinden, {number(expected)} zu erwartende Kinder"
    return of_gaps(figures, figures.group[screen.group]["name"], screen.period, basis)


def of_gaps(figures: read.Figures, offers: str, period: str, basis: str) -> str:
    """The Zahlenpass of what this page shows."""
    return passport.passport(
        figures, "gap", MISSING, period=period, place="Städte und Gemeinden", group=offers, basis=basis
    )


def in_detail(figures: read.Figures, screen: Screen, year: int, area: str) -> str:
    """The funnel, and from when on a difference could be seen at all."""
    left, right = funnel_block(figures, screen.group, year, area), visible_block(figures, screen)
    return page.side_by_side(left, right) if left and right else left or right


def funnel_block(figures: read.Figures, group: str, year: int, area: str) -> str:
    """Of the single year: how pooled years scatter is another matter."""
    screen = gaps.screen(figures, group, year, pooled=False)
    district = figures.series("annual_reach", group, area=figures.district).get(year, MISSING)
    if len(screen.told) < 3 or not district.is_value or not district.low:
        return ""
    outside = gap_charts.below_the_funnel(screen, district.low)
    inside = [gap for gap in screen.told if gap not in outside]
    return page.block(
        figures,
        gap_sentences.funnel(inside, outside),
        f"Gezählte von 100 zu erwartenden Kindern ({year}) gegen ihre Zahl. Gestrichelt: 95 %, Linie: 99,8 % der "
        "Gemeinden dieser Größe, wenn nur Zufall und Rundung wirken. Ohne Mehrfachprüfung",
        gap_charts.funnel(screen, district.low, area),
        page.notes("Die gezählten und die zu erwartenden Kinder jeder Gemeinde stehen in der Tabelle oben."),
        of_screen(figures, screen),
    )


def visible_block(figures: read.Figures, screen: Screen) -> str:
    """What a difference would have to be to be seen, where the verdict is unsure."""
    told = [(gap.name, gap.visible) for gap in screen.gaps if gap.verdict == "unsure" and gap.visible]
    if not told:
        return ""
    table = tables.plain_table("Was wäre hier zu sehen?", ["Gemeinde", "Ab wann ein Unterschied zu sehen wäre"], told)
    return page.block(
        figures,
        "„Unsicher“ heißt nicht „kein Unterschied“",
        f"Was hier bei dieser Größe in acht von zehn Fällen zu sehen wäre, {screen.period}",
        table,
    )


def heat(figures: read.Figures, year: int) -> str:
    """Municipality × Bereich, and the single offers that can be compared; what cannot is named with its reason."""
    levels = {key: row["level"] for key, row in figures.group.items()}
    compared = gaps.told_groups(figures, year)
    told = [gaps.screen(figures, key, year) for key in compared if levels[key] in ("bereich", "angebot")]
    reasons: dict[str, list[str]] = {}
    for key in (key for key, level in levels.items() if level == "bereich" and key not in compared):
        reasons.setdefault(common_word(gaps.screen(figures, key, year)), []).append(figures.group[key]["name"])
    note = gap_sentences.without_comparison(reasons)
    if not told:
        return page.block(figures, "Kein Bereich lässt sich zwischen den Gemeinden vergleichen", note, small=False)
    names = {screen.group: figures.group[screen.group]["name"] for screen in told}
    periods = sorted({screen.period for screen in told})
    heads = [names[s.group] + (f", {s.period}" if len(periods) > 1 else "") for s in told]
    rows = {gap.name: [gap_charts.heat_cell(screen.of(gap.area)) for screen in told] for gap in told[0].gaps}
    caption = f"Gezählte von 100 zu erwartenden Kindern, {' und '.join(periods)}"
    return page.block(
        figures,
        gap_sentences.over_the_domains(told, names),
        f"{caption}; 100 = wie im Landkreis. ▾ gefüllt: belastbar darunter. Alle anderen Abstände können Zufall sein",
        f'<div class="domains">{tables.heat_table(caption, "Gemeinde", heads, rows)}</div>',
        page.notes(note),
        of_gaps(figures, ", ".join(names.values()), " und ".join(periods), f"{len(told)} Bereiche und Angebote"),
        small=False,
    )


def common_word(screen: Screen) -> str:
    words = [gap.word for gap in screen.gaps]
    return max(set(words), key=words.count) if words else "keine Daten"


filters.run(main)
