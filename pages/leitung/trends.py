"""Was hat sich verändert, und ist das mehr als Zufall? Small panels with the tested word, and what stands behind a change."""

import streamlit as st

from views.blocks import divided, trends
from views.figures import read
from views.shell import filters, page
from views.shell.theme import show
from views.words import trend_sentences as say

MANY = 9  # more lines without a tested word are named by their reason, not drawn


def main() -> None:
    """Reads from top to bottom as the page does."""
    figures = read.figures()
    filters.name_unknown_keys()
    above = st.container()
    level, area = choose(figures)
    groups = trends.of_level(figures, level, area)
    place = figures.area_names[area]
    with above:
        show(
            page.kicker(figures, "Was hat sich verändert, und ist das mehr als Zufall?", figures.default_year)
            + page.opening(
                say.changed(list(groups.values()), place="" if area == figures.district else place),
                f"„Gestiegen“ und „gesunken“ stehen nur, wo ein Test es trägt. {say.WITHOUT_JUDGEMENT}",
            )
        )
    show(
        lines(figures, groups, level, area)
        + page.rule()
        + divided.by_children_and_use(figures, list(groups), area, figures.default_year)
        + outlook(figures, list(groups), area)
        + page.footer(figures)
    )


def choose(figures: read.Figures) -> tuple[str, str]:
    """Bereiche, single offers or Fachbereiche; and the area."""
    present = {trends.level_of(figures, group) for group in figures.group}
    levels = {key: name for key, name in trends.LEVELS.items() if key in present}
    with st.container(key="choices", horizontal=True, vertical_alignment="center"):
        level = filters.choose("sicht", levels, next(iter(levels)), filters.buttons("Gliederung"))
        area = filters.choose("gebiet", figures.area_names, figures.district, filters.menu("Gebiet"))
    return level, area


def lines(figures: read.Figures, groups: dict, level: str, area: str) -> str:
    """The tested lines first, then those that are known only as a range."""
    place, name = figures.area_names[area], trends.LEVELS[level]
    tested = {group: trend for group, trend in groups.items() if trend.tested}
    rest = {group: trend for group, trend in groups.items() if not trend.tested}
    caption = f"Anteil der Kinder je Jahr, {name}, {place}"
    unit = f"{place}, Kinder und Jugendliche unter 18. Jede Achse beginnt bei 0."
    grey = "" if area == figures.district else " Grau: Landkreis."
    first = page.block(
        figures,
        f"{name}: geprüfte Entwicklungen",
        f"{unit}{grey}",
        trends.panels(figures, tested, area),
        page.notes(trends.LEGEND, trends.marks_in_words(figures, tested, area)),
        trends.table(figures, tested, area, caption),
        trends.card(figures, "trend", tested, place),
        small=False,
    )
    second = page.block(
        figures,
        "Ohne Befund: nicht bestimmbar",
        f"{unit} Voll: nachgewiesen, schraffiert: möglich" if len(rest) <= MANY else "",
        trends.panels(figures, rest, area) if len(rest) <= MANY else page.notes(*trends.reasons(figures, rest, area)),
        trends.table(figures, rest, area, f"{caption}, nicht bestimmbar"),
        trends.card(figures, "annual_reach", rest, place),
        small=False,
    )
    return (first if tested else "") + (page.rule() if tested and rest else "") + (second if rest else "")


def outlook(figures: read.Figures, groups: list[str], area: str) -> str:
    """The years ahead, where a projection was made."""
    told = divided.outlooks(figures, groups, area)
    return page.rule() + told if told else ""


filters.run(main)
