"""Was leistet dieses Angebot, für wen und wo? One offer: reach, ages, places, duration, waiting, money, and where it comes from."""

from functools import partial

import streamlit as st
from markupsafe import Markup

from views.blocks import indicators, offers, overlaps, supply
from views.blocks import reach as findings
from views.figures import read
from views.figures.reach import MISSING, Reach
from views.shell import filters, page, render
from views.shell.theme import show
from views.words import evidence, sentences
from views.words import supply_sentences as say


def main(figures: read.Figures) -> None:
    above = st.container()
    year, offer = choose(figures)
    with above:
        show(header(figures, offer, year))
    block = partial(render.of, figures)
    lists = [block(supply.waiting, offer, unit, year) for unit in supply.lists_of(figures, offer)]
    parts = [
        block(offers.by_year, offer, year),
        *(lists or [block(supply.no_list, offer)]),
        by_age(figures, offer, year),
        by_municipality(figures, offer, year),
        block(offers.duration, offer),
        block(offers.expenditure, offer, year),
        block(offers.places, offer, year),
        *(block(indicators.beside, one, offer, year) for one in indicators.of_offer(figures, offer)),
        block(overlaps.in_short, offer, year),
        block(offers.counted, offer, year),
    ]
    show(page.side_by_side(*page.balanced([part for part in parts if part])) + page.footer(figures))


def choose(figures: read.Figures) -> tuple[int, str]:
    """The offer, by its Fachbereich as the profile lists them, and the year."""
    names = {key: row["name"] for key, row in figures.group.items() if row["level"] == "angebot"}
    with st.container(key="choices", horizontal=True):
        offer = filters.choose("angebot", names, next(iter(names)), filters.menu("Angebot"))
        year = filters.choose_year(figures)
    return year, offer


@read.kept
def header(figures: read.Figures, offer: str, year: int) -> Markup:
    """The sentence of its reach, and what the offer is."""
    series, name = figures.series("annual_reach", offer, area=figures.district), figures.group[offer]["name"]
    reach = series.get(year, MISSING)
    latest = max((y for y, r in series.items() if r.state != "no_data"), default=None)
    said = (
        sentences.annual_reach(reach, year=year, group=sentences.said_group(figures.group[offer]))
        if reach.shown
        else say.no_value(name, year, reach.state, latest)
    )
    row = figures.offers[offer]
    what = f"{row['name']}. Fachbereich {row['department']}, {say.ages(row['age_from'], row['age_to'])}."
    return page.kicker(figures, "Was leistet dieses Angebot, für wen und wo?", year) + page.opening(
        said, " ".join(filter(None, (what, in_children(figures, reach))))
    )


def in_children(figures: read.Figures, reach: Reach) -> str:
    """The same in children, and why it is a range."""
    if not reach.told:
        return ""
    if reach.asked:
        return sentences.estimated_children(reach)
    said = f"Das sind {sentences.children_of(reach, figures.base)}."
    why = "Genauer ist es nicht bekannt, weil nicht Kind für Kind gezählt wird."
    if reach.is_value:
        return said
    return " ".join(filter(None, (said, sentences.who_left(reach) or why, evidence.contradicted(reach))))


def by_age(figures: read.Figures, offer: str, year: int) -> Markup:
    """By age; one line where every age is hidden, nothing where the offer is not for those under 18."""
    states = {r.state for r in figures.along("age_band", "annual_reach", year, offer_group=offer).values()}
    if "ok" in states or "no_data" in states:
        return render.of(figures, findings.by_age, offer, year, figures.district, digits=1)
    return render.of(figures, offers.hidden_ages, year) if "protected" in states else Markup()


def by_municipality(figures: read.Figures, offer: str, year: int) -> Markup:
    """By municipality, or why not; nothing where the offer is not for those under 18."""
    if figures.series("annual_reach", offer, area=figures.district).get(year, MISSING).state == "not_applicable":
        return Markup()
    if figures.group[offer]["below_district"]:
        return render.of(figures, findings.by_municipality, offer, year, digits=1)
    return render.of(figures, offers.district_only, year)


filters.run(main)
