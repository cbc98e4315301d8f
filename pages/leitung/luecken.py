"""Wo nutzen weniger Kinder unsere Angebote als zu erwarten? Map, list, funnel and heat table, in children."""

from functools import partial

import htpy as h
import streamlit as st
from markupsafe import Markup

from views.blocks import gaps as findings
from views.drawings import map
from views.figures import gaps, read
from views.figures.gaps import Screen
from views.shell import filters, page, render
from views.shell.theme import show
from views.words import gap_sentences, sentences

QUESTION = "Wo nutzen weniger Kinder unsere Angebote als zu erwarten?"


def main(figures: read.Figures) -> None:
    above = st.container()
    year, group, area = choose(figures)
    screen = gaps.screen(figures, group, year)
    with above:
        show(header(figures, group, year, area))
    block = partial(render.of, figures)
    parts = [block(findings.over_the_domains, year)]
    if screen.told:
        listed = block(findings.by_municipality, group, year, area)
        drawn = block(findings.on_the_map, group, year, area) if on_a_map(screen) else Markup()
        funnel, seen = block(findings.funnel, group, year, area), block(findings.detectable, group, year)
        parts = [beside(drawn, listed, wide="right"), beside(funnel, seen), *parts]
    show(page.rule().join(part for part in parts if part) + page.footer(figures))


def beside(left: Markup, right: Markup, *, wide: str = "") -> Markup:
    """Two columns, or the one that has something to say."""
    return page.side_by_side(left, right, wide=wide) if left and right else left or right


def on_a_map(screen: Screen) -> bool:
    sheet = map.of_office()
    return sheet is not None and bool(sheet.shapes.keys() & {gap.area for gap in screen.gaps})


def choose(figures: read.Figures) -> tuple[int, str, str]:
    """A group of offers that can be compared, the year and the area; a link may ask for any group."""
    with st.container(key="choices", horizontal=True):
        holder = st.container()
        year = filters.choose_year(figures)
        area = filters.choose_area(figures)
    told, asked = gaps.told_groups(figures, year), st.query_params.get("gruppe")
    best = gaps.best_group(figures, year)
    groups = {key: row["name"] for key, row in figures.group.items() if key in (*told, asked, best)}
    with holder:
        group = filters.choose("gruppe", groups, best, filters.menu("Angebote"))
    return year, group, area


@read.kept
def header(figures: read.Figures, group: str, year: int, area: str) -> Markup:
    """The finding, the largest distances, and the chosen municipality in its own sentence."""
    screen = gaps.screen(figures, group, year)
    below = [gap_sentences.largest(screen), gap_sentences.HINTS]
    if not screen.told:
        below = [gaps.why_not(screen.gaps), other_choices(figures, year)]
    opening = page.opening(findings.opening(figures, group, year), " ".join(filter(None, below)))
    gap, chosen = screen.of(area), None
    if gap:
        said = gap_sentences.of_place(gap, screen.period, sentences.said_group(figures.group[group]))
        profile = h.a(href=gaps.link(year, group, area, "/gemeinde"), target="_self")[f"{gap.name} auf einer Seite"]
        chosen = h.p(".text.chosen")[said, " ", profile]
    return page.kicker(figures, QUESTION, year) + Markup(h.fragment[h.div(".gap-head")[opening], chosen])


def other_choices(figures: read.Figures, year: int) -> str:
    names = [figures.group[key]["name"] for key in gaps.told_groups(figures, year)]
    return f"Vergleichbar sind {year}: {', '.join(names)}." if names else sentences.SELECTION_EMPTY


filters.run(main)
