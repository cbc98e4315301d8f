"""Wie viele Kinder nutzen unsere Angebote? The leadership's first page: one sentence, and what stands behind it."""

import streamlit as st

from views import filters, findings, page, passport, read, sentences
from views.reach import MISSING
from views.theme import show

HEADS = {"alle": "alle", "ohne_kita": "ohne Kita und Hort", "individuell": "nur individuelle Hilfen und Beratung"}


def main() -> None:
    """Reads from top to bottom as the page does."""
    figures = read.figures()
    filters.name_unknown_keys()
    kicker = st.container()
    left, right = st.columns([1.75, 1], gap="large", vertical_alignment="center")
    with left:
        above = st.container()
        year, group = choose(figures)
    reach = figures.series("annual_reach", group, area=figures.district).get(year, MISSING)
    district = figures.area_names[figures.district]
    with kicker:
        show(page.kicker(figures, "Wie viele Kinder nutzen unsere Angebote?", year))
    with above:
        said = sentences.annual_reach(reach, year=year, group=sentences.said_group(figures.group[group]))
        show(page.opening(said, findings.below_the_sentence(figures, group, year, reach, district), hero=True))
    with right:
        show(findings.dots(figures, reach))
    show(
        passport.passport(
            figures, "annual_reach", reach, period=f"Jahr {year}", place=district, group=figures.group[group]["name"]
        )
        + day_care(figures, year)
        + page.rule()
        + findings.by_year(figures, group, year, figures.district)
        + page.rule()
        + page.side_by_side(
            findings.by_domain(figures, year, figures.district), findings.by_municipality(figures, group, year)
        )
        + page.rule()
        + findings.data_situation(figures, group, year)
        + page.footer(figures)
    )


def choose(figures: read.Figures) -> tuple[int, str]:
    """The year and one of the three ways to count."""
    heads = {key: name for key, name in HEADS.items() if key in figures.group}
    years = {str(year): f"Jahr {year}" for year in reversed(figures.years)}
    with st.container(key="choices", horizontal=True, vertical_alignment="center"):
        group = filters.choose("gruppe", heads, next(iter(heads)), filters.buttons("Angebote"))
        year = filters.choose("jahr", years, str(figures.default_year), filters.menu("Jahr"))
    return int(year), group


def day_care(figures: read.Figures, year: int) -> str:
    """What Kita and Hort do to the number, in one sentence."""
    heads = figures.along("offer_group", "annual_reach", year)
    return page.notes(
        sentences.effect_of_day_care(heads.get("alle", MISSING), heads.get("ohne_kita", MISSING), year=year)
    )


main()
