"""Was geschieht, wenn Kinder Schutz brauchen? Procedures and protective measures as counts, never as reach."""

from functools import partial

import streamlit as st
from markupsafe import Markup

from views.blocks import protection
from views.figures import read
from views.shell import filters, page, render
from views.shell.theme import show

NO_REACH = (
    "Keine Reichweite: Verfahren und Schutzmaßnahmen sind Eingriffe zum Schutz von Kindern, keine genutzten Angebote. "
    "Sie sind in keiner Zahl der anderen Seiten enthalten."
)


def main(figures: read.Figures) -> None:
    above = st.container()
    year = choose(figures)
    with above:
        show(header(figures, year))
    block = partial(render.of, figures)
    show(
        page.calm(NO_REACH)
        + page.rule()
        + page.side_by_side(*(block(protection.procedures, measure, year) for measure in protection.MEASURES))
        + page.rule()
        + page.side_by_side(block(protection.silent), block(protection.absent))
        + page.footer(figures)
    )


@read.kept
def header(figures: read.Figures, year: int) -> Markup:
    """How many procedures began in the year."""
    return page.kicker(figures, "Was geschieht, wenn Kinder Schutz brauchen?", year) + page.opening(
        protection.sentence(figures, year), "Verfahren und Schutzmaßnahmen. Keine Reichweite."
    )


def choose(figures: read.Figures) -> int:
    with st.container(key="choices", horizontal=True):
        return filters.choose_year(figures)


filters.run(main)
