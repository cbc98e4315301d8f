"""Wer nutzt unsere Angebote? Reach by year, age, sex, Bereich, offer and municipality, beside it the rate on one day."""

from datetime import date
from html import escape

import streamlit as st

from store.german import day
from views.blocks import childhood, official
from views.blocks import reach as findings
from views.drawings import charts
from views.figures import read
from views.figures.reach import MISSING, Reach, rate
from views.shell import filters, page
from views.shell.theme import show
from views.words import passport, sentences

CARE = "b_tagesbetreuung"


def main() -> None:
    """Reads from top to bottom as the page does."""
    figures = read.figures()
    filters.name_unknown_keys()
    above = st.container()
    year, group, area = choose(figures)
    reach = figures.series("annual_reach", group, area=area).get(year, figures.absent(group, area))
    place = figures.area_names[area]
    with above:
        said = sentences.annual_reach(
            reach,
            year=year,
            group=sentences.said_group(figures.group[group]),
            place="" if area == figures.district else place,
        )
        below = findings.below_the_sentence(figures, group, year, reach, place)
        show(
            page.kicker(figures, "Wer nutzt unsere Angebote?", year)
            + page.opening(said, f"Jedes Kind zählt einmal, auch wenn es mehrere Angebote nutzt. {below}")
        )
    by_age, by_domain = findings.by_age(figures, group, year, area), findings.by_domain(figures, year, area)
    show(
        findings.by_year(figures, group, year, area)
        + page.rule()
        + page.side_by_side(
            childhood.curve(figures, group, year, area), childhood.first_contacts(figures, group, year), wide="left"
        )
        + page.rule()
        + page.side_by_side(by_age + by_domain, findings.by_domain(figures, year, area, level="angebot"))
        + page.rule()
        + page.side_by_side(findings.by_municipality(figures, group, year), care_rates(figures, year), wide="left")
        + page.rule()
        + findings.data_situation(figures, group, year)
        + page.footer(figures)
    )


def choose(figures: read.Figures) -> tuple[int, str, str]:
    """The group of offers, the year and the area."""
    groups = {key: row["name"] for key, row in figures.group.items()}
    years = {str(year): f"Jahr {year}" for year in reversed(figures.years)}
    with st.container(key="choices", horizontal=True):
        group = filters.choose("gruppe", groups, next(iter(groups)), filters.menu("Angebote"))
        year = filters.choose("jahr", years, str(figures.default_year), filters.menu("Jahr"))
        area = filters.choose("gebiet", figures.area_names, figures.district, filters.menu("Gebiet"))
    return int(year), group, area


def care_rates(figures: read.Figures, year: int) -> str:
    """The rate of children in day care on 1 March, under 3 and 3 to 5, as official statistics define it."""
    on = date(year, 3, 1)
    reaches = figures.along("age_band", "point_reach", year, offer_group=CARE, item=f"stichtag:{on}")
    bands = [band for band in figures.bands if band["age_to"] < 6]
    told = [reaches.get(band["age_band"], MISSING) for band in bands]
    known = next((reach for reach in told if reach.day), MISSING)
    drawn = "".join(_rate(band["name"], reach, on) for band, reach in zip(bands, told, strict=True))
    of_day = f", Anteil an der Bevölkerung vom {day(known.day)}" if known.day else ""
    return page.block(
        figures,
        f"Wie viele Kinder waren am {day(on)} in Kita oder Kindertagespflege?",
        f"{figures.area_names[figures.district]}, Betreuungsquote: Kita oder Kindertagespflege am {day(on)}, "
        f"ohne Doppelzählung{of_day}. "
        "Kita nach Ort der Einrichtung",
        drawn,
        page.notes(sentences.SOMETHING_ELSE),
        official.rates_beside(figures, year, reaches),
        passport.passport(
            figures,
            "point_reach",
            known,
            period=f"Stichtag {day(on)}",
            place=figures.area_names[figures.district],
            group="Kita und Kindertagespflege",
        ),
    )


def _rate(name: str, reach: Reach, on: date) -> str:
    said = sentences.care_rate(name, on, reach)
    return (
        f'<figure><figcaption>{escape(name)} <span class="rate">{rate(reach)}</span></figcaption>'
        f"{charts.bar(reach, 1, said)}</figure>"
    )


filters.run(main)
