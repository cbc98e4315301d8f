"""Was zeigt sich in unserem Fachbereich? Use, waiting, posts and money side by side; Sachgebiete, offers, decisions."""

from functools import partial

import htpy as h
import streamlit as st
from markupsafe import Markup

from views.blocks import decisions, departments
from views.blocks import reach as findings
from views.figures import read
from views.shell import filters, page, render
from views.shell.theme import show
from views.words import evidence, sentences


def main(figures: read.Figures) -> None:
    groups = {key: row["name"] for key, row in figures.group.items() if row["level"] == "fachbereich"}
    above = st.container()
    if not groups:
        with above:
            show(page.kicker(figures, "Was zeigt sich in unserem Fachbereich?", figures.default_year))
            show(page.opening("Im Profil sind keine Fachbereiche eingetragen.") + page.footer(figures))
        return
    year, group = choose(figures, groups)
    with above:
        show(header(figures, group, year))
    block = partial(render.of, figures)
    show(
        block(departments.same_years, group, year)
        + four(figures, group, year)
        + page.rule()
        + page.side_by_side(
            block(departments.offers, group, year, figures.district),
            block(departments.sections, group, year) + block(decisions.look_back, departments.name_of(figures, group)),
        )
        + page.rule()
        + block(findings.data_situation, group, year)
        + page.footer(figures)
    )


def four(figures: read.Figures, group: str, year: int) -> Markup:
    """Four drawings side by side on the same years, each in a unit of its own."""
    columns = (departments.use, departments.waiting, departments.staff, departments.money)
    return Markup(h.div(".four")[[h.div[render.of(figures, block, group, year, level=3)] for block in columns]])


def choose(figures: read.Figures, groups: dict[str, str]) -> tuple[int, str]:
    """The Fachbereich and the year."""
    with st.container(key="choices", horizontal=True):
        group = filters.choose("fachbereich", groups, next(iter(groups)), filters.menu("Fachbereich"))
        year = filters.choose_year(figures)
    return year, group


@read.kept
def header(figures: read.Figures, group: str, year: int) -> Markup:
    """The sentence of its reach, and below it the posts."""
    reach = figures.reach(group, year, figures.district)
    said = sentences.annual_reach(reach, year=year, group=sentences.said_group(figures.group[group]))
    staff = departments.staff_sentence(figures, group, year)
    below = " ".join(filter(None, (sentences.estimated_children(reach), evidence.contradicted(reach), staff)))
    return page.kicker(figures, "Was zeigt sich in unserem Fachbereich?", year) + page.opening(said, below)


filters.run(main)
