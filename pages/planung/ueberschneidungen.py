"""Welche Angebote nutzen dieselben Kinder? Pairs, Bereiche, first contacts and what came before; what is not known, and why."""

from functools import partial

import streamlit as st
from markupsafe import Markup

from store.published import StoreProblem
from views.blocks import combination, overlaps
from views.figures import exact, pairs, read
from views.finding import Finding
from views.shell import filters, page, render
from views.shell.theme import show
from views.words import overlap_sentences as said
from views.words import sentences

QUESTION = "Welche Angebote nutzen dieselben Kinder?"


def main(figures: read.Figures) -> None:
    above = st.container()
    year, group = choose(figures)
    if not group:
        show(page.kicker(figures, QUESTION, year) + page.opening(sentences.SELECTION_EMPTY) + page.footer(figures))
        return
    with above:
        show(header(figures, group, year))
    block = partial(render.of, figures)
    domains = block(overlaps.of_domains, year)
    show(
        page.rule()
        + page.side_by_side(
            block(overlaps.known, group, year) + block(overlaps.bounded, group, year),
            block(overlaps.unknown, group, year),
            wide="left",
        )
        + page.rule()
        + page.side_by_side(block(overlaps.first_offers, year), block(overlaps.before, group, year))
        + page.rule()
        + page.side_by_side(block(overlaps.most_open, year), block(overlaps.by_hand, year))
        + page.rule()
        + (domains + page.rule() if domains else domains)
    )
    own_combination(figures, year)
    show(page.footer(figures))


@read.kept
def header(figures: read.Figures, group: str, year: int) -> Markup:
    """What is known of the pairs of this offer, and how much that is."""
    found, chosen = pairs.partners(figures, group, year), figures.group[group]
    below = said.how_much_is_known(found, chosen["level"])
    return page.kicker(figures, QUESTION, year) + page.opening(said.opening(chosen["name"], found), below)


def choose(figures: read.Figures) -> tuple[int, str]:
    """One offer or Bereich, and the year; at first the one of which most is known."""
    with st.container(key="choices", horizontal=True):
        holder = st.container()
        year = filters.choose_year(figures)
        options = pairs.choices(figures, year)
        if not options:
            return year, ""
        with holder:
            group = filters.choose("angebot", options, pairs.best(figures, year), filters.menu("Angebot oder Bereich"))
    return year, group


def own_combination(figures: read.Figures, year: int) -> None:
    """Two or three offers of one key, exactly; only where the analysis store lies here."""
    refused = exact.why_not(figures)
    sub = refused or "Zwei oder drei Angebote mit demselben Schlüssel, genau gezählt"
    title = render.finding(Finding("eigene_kombination", "Eigene Kombination", sub), demo=figures.demo, small=False)
    show(title if refused else title + page.internal())
    if refused:
        return
    try:
        keyed = {offer for of_year in exact.keys(figures).values() for offer in of_year}
        names = {key: row["name"] for key, row in figures.group.items() if key in keyed}
        offers = tuple(filters.choose_many("kombination", names, [], "Angebote der Kombination"))
        calm = combination.why_not(figures, offers, year)
        told = None if calm else combination.combination(figures, offers, year)
        show(render.finding(told, demo=figures.demo) if told else page.calm(calm))
    except StoreProblem as problem:
        show(page.calm(str(problem)))


filters.run(main)
