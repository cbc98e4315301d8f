"""Wie viele Kinder nutzen unsere Angebote? The leadership's first page: one sentence, and what stands behind it."""

from functools import partial

import streamlit as st
from markupsafe import Markup

from views.blocks import childhood, decisions, gaps, sharpen, trends
from views.blocks import reach as findings
from views.figures import read
from views.shell import filters, page, render
from views.shell.theme import show
from views.words import passport, sentences


def main(figures: read.Figures) -> None:
    kicker = st.container()
    left, right = st.columns([1.75, 1], gap="large", vertical_alignment="center")
    with left:
        above = st.container()
        year, group = choose(figures)
    reach = figures.reach(group, year, figures.district)
    with kicker:
        show(page.kicker(figures, "Wie viele Kinder nutzen unsere Angebote?", year))
    with above:
        show(opening(figures, group, year))
    with right:
        show(render.of(figures, findings.hundred, reach))
    block = partial(render.of, figures)
    show(
        block(findings.in_one_bar, reach)
        + block(sharpen.steps, short=True)
        + card(figures, group, year)
        + page.rule()
        + page.side_by_side(block(childhood.claim_check, year), block(childhood.beside_the_year, group, year))
        + page.rule()
        + page.side_by_side(
            block(trends.strongest, year, figures.district),
            block(childhood.sayable, year) + block(decisions.day_care, year) + block(decisions.waiting_and_staff, year),
        )
        + page.rule()
        + page.side_by_side(
            block(gaps.largest, year),
            block(decisions.look_back, most=decisions.SHOWN) + block(findings.data_situation, group, year),
        )
        + page.footer(figures)
    )


@read.kept
def opening(figures: read.Figures, group: str, year: int) -> Markup:
    """The sentence of the reach, large."""
    reach, district = figures.reach(group, year, figures.district), figures.area_names[figures.district]
    said = sentences.annual_reach(reach, year=year, group=sentences.said_group(figures.group[group]))
    return page.opening(said, findings.below_the_sentence(figures, group, year, reach, district), hero=True)


@read.kept
def card(figures: read.Figures, group: str, year: int) -> Markup:
    """Its Zahlenpass."""
    reach, name = figures.reach(group, year, figures.district), figures.group[group]["name"]
    return render.passport(passport.card(figures, "annual_reach", reach, f"Jahr {year}", group=name))


def choose(figures: read.Figures) -> tuple[int, str]:
    """The year and one of the three ways to count."""
    heads = {key: figures.group[key]["short"] or figures.group[key]["name"] for key in figures.heads}
    with st.container(key="choices", horizontal=True, vertical_alignment="center"):
        group = filters.choose("gruppe", heads, next(iter(heads)), filters.buttons("Angebote"))
        year = filters.choose_year(figures)
    return year, group


filters.run(main)
