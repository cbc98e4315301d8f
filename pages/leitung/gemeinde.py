"""What do we know of one municipality? One page to print, beside the district, never as a ranking."""

from functools import partial

import htpy as h
import streamlit as st
from markupsafe import Markup

from views.blocks import gaps as gap_blocks
from views.blocks import municipality as findings
from views.blocks import reach
from views.drawings import map
from views.figures import gaps, read
from views.shell import filters, page, render
from views.shell.theme import show
from views.words import sentences


def main(figures: read.Figures) -> None:
    above = st.container()
    year, asked, area = choose(figures)
    group = findings.told_group(figures, asked, year, area)
    with above:
        show(header(figures, year, group, area, asked))
    block = partial(render.of, figures)
    show(
        block(findings.spine, year, group, area)
        + page.rule()
        + page.side_by_side(block(findings.over_the_years, area), block(gap_blocks.of_place, year, area), wide="right")
        + page.rule()
        + block(findings.not_shown, year, group, area)
        + page.footer(figures)
    )


def choose(figures: read.Figures) -> tuple[int, str, str]:
    """The municipality, the year, and what counts as use."""
    heads = {key: figures.group[key]["name"] for key in figures.heads}
    towns = gaps.municipalities(figures)
    with st.container(key="choices", horizontal=True):
        area = filters.choose("gebiet", towns, next(iter(towns)), filters.menu("Gemeinde"))
        group = filters.choose("gruppe", heads, next(iter(heads)), filters.menu("Angebote"))
        year = filters.choose_year(figures)
    return year, group, area


@read.kept
def header(figures: read.Figures, year: int, group: str, area: str, asked: str) -> Markup:
    """The sentence of the place with its range, the district beside it, and where it lies."""
    place, told = figures.area_names[area], figures.reach(group, year, area)
    said = sentences.annual_reach(told, year=year, group=sentences.said_group(figures.group[group]), place=place)
    why = figures.reach(asked, year, area).note if group != asked else ""
    compared = findings.district_in_words(figures.reach(group, year, figures.district))
    below = [why, reach.below_the_sentence(figures, group, year, told, place), compared]
    opening = page.opening(said, " ".join(part for part in below if part), hero=True)
    sheet = map.of_office()
    if sheet is not None and area in sheet.shapes:
        located = render.of(figures, findings.where, year, group, area)
        opening = Markup(h.div(".place-head")[h.div[opening], located])
    return page.kicker(figures, "Gemeinden", year) + opening


filters.run(main)
