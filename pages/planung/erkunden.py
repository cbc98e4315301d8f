"""Eigene Auswertung: any offers, ages, areas, years; exact on screen, only protected figures leave."""

from functools import partial

import streamlit as st

from measures.engine.counting.explore import Question
from store.published import StoreProblem
from views.blocks import pivot
from views.figures import exact, read
from views.shell import filters, page, render
from views.shell.theme import show

IN_THE_ADDRESS = {"jahr": "year", "gebiet": "area", "alter": "age", "geschlecht": "sex", "angebot": "offer"}
VIEWS = {pivot.CHILDREN: "Kinder", pivot.SHARES: "von 100 Kindern"}
ALL_YEARS = "alle"


def main(figures: read.Figures) -> None:
    show(
        page.kicker(figures, "Eigene Auswertung", figures.default_year)
        + page.opening("Eigene Auswertung", "Jede Auswahl steht in der Adresse: Der Link ist die gespeicherte Ansicht.")
        + page.internal("Export nur geschützt.")
    )
    if refused := exact.why_not(figures):
        show(page.calm(refused) + page.footer(figures))
        return
    question, view = ask(figures)
    if not question.offers:
        show(page.calm("Bitte mindestens ein Angebot wählen.") + page.footer(figures))
        return
    block = partial(render.of, figures, small=False, exact=True)
    try:
        show(block(pivot.answered, question, view) + block(pivot.over_the_years, question, view))
    except StoreProblem as problem:
        show(page.calm(str(problem)))
    show(page.rule() + block(pivot.hand_on, question) + page.footer(figures))


def ask(figures: read.Figures) -> tuple[Question, str]:
    """What is asked, put together from the address and the widgets."""
    offers = {key: row["name"] for key, row in figures.group.items() if row["level"] == "angebot"}
    ages = {str(age): f"{age} Jahre" for age in range(pivot.OLDEST + 1)}
    years = {ALL_YEARS: "alle Jahre"} | {str(year): f"Jahr {year}" for year in reversed(figures.years)}
    with st.expander("Angebote wählen"):
        chosen = filters.choose_many("angebote", offers, list(offers), "Angebote")
    with st.container(key="choices", horizontal=True):
        rows = {key: f"Zeilen: {pivot.DIMENSIONS[name]}" for key, name in IN_THE_ADDRESS.items()}
        down = filters.choose("zeilen", rows, "jahr", filters.menu("Zeilen"))
        columns = {key: f"Spalten: {pivot.DIMENSIONS[name]}" for key, name in IN_THE_ADDRESS.items() if key != down}
        across = filters.choose("spalten", {"keine": "Spalten: keine"} | columns, "keine", filters.menu("Spalten"))
        first = filters.choose("von", {k: f"ab {v}" for k, v in ages.items()}, "0", filters.menu("Alter ab"))
        last = filters.choose("bis", {k: f"bis {v}" for k, v in ages.items()}, "17", filters.menu("Alter bis"))
    with st.container(key="choices_more", horizontal=True):
        area = filters.choose_area(figures)
        year = filters.choose("jahre", years, ALL_YEARS, filters.menu("Jahre"))
        sex = filters.choose("geschlecht", pivot.SEXES, "all", filters.menu("Geschlecht"))
        view = filters.choose("sicht", VIEWS, pivot.CHILDREN, filters.buttons("Anzeige"))
    span = (min(int(first), int(last)), max(int(first), int(last)))
    asked_years = () if year == ALL_YEARS else (int(year),)
    dimensions = (IN_THE_ADDRESS[down], IN_THE_ADDRESS.get(across, ""))
    return Question(tuple(chosen), span, asked_years, area, sex, *dimensions), view


filters.run(main)
