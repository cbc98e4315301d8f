"""Wer nutzt unsere Angebote? Reach by year, age, sex, Bereich, offer and municipality, beside it the rate on one day."""

from functools import partial

import streamlit as st
from markupsafe import Markup

from views.blocks import care, childhood
from views.blocks import reach as findings
from views.figures import read
from views.shell import filters, page, render
from views.shell.theme import show
from views.words import sentences


def main(figures: read.Figures) -> None:
    above = st.container()
    year, group, area = choose(figures)
    with above:
        show(header(figures, group, year, area))
    block = partial(render.of, figures)
    show(
        block(findings.by_year, group, year, area)
        + page.rule()
        + page.side_by_side(
            block(childhood.curve, group, year, area), block(childhood.first_contacts, group, year), wide="left"
        )
        + page.rule()
        + page.side_by_side(
            block(findings.by_age, group, year, area) + block(findings.by_domain, year, area),
            block(findings.by_domain, year, area, "angebot"),
        )
        + page.rule()
        + page.side_by_side(block(findings.by_municipality, group, year), block(care.care_rates, year), wide="left")
        + page.rule()
        + block(findings.data_situation, group, year)
        + page.footer(figures)
    )


@read.kept
def header(figures: read.Figures, group: str, year: int, area: str) -> Markup:
    """The sentence of the reach, and what it rests on."""
    reach, place = figures.reach(group, year, area), figures.area_names[area]
    said = sentences.annual_reach(
        reach,
        year=year,
        group=sentences.said_group(figures.group[group]),
        place="" if area == figures.district else place,
    )
    below = findings.below_the_sentence(figures, group, year, reach, place)
    return page.kicker(figures, "Wer nutzt unsere Angebote?", year) + page.opening(
        said, f"Jedes Kind zählt einmal, auch wenn es mehrere Angebote nutzt. {below}"
    )


def choose(figures: read.Figures) -> tuple[int, str, str]:
    """The group of offers, the year and the area."""
    groups = {key: row["name"] for key, row in figures.group.items()}
    with st.container(key="choices", horizontal=True):
        group = filters.choose("gruppe", groups, next(iter(groups)), filters.menu("Angebote"))
        year = filters.choose_year(figures)
        area = filters.choose_area(figures)
    return year, group, area


filters.run(main)
