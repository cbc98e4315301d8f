"""Eigene Auswertung: any offers, ages, areas, years; exact on screen, only protected figures leave."""

from html import escape

import polars as pl
import streamlit as st

from measures.engine.counting.explore import Question
from store.published import StoreProblem
from views.blocks import pivot
from views.drawings import charts, plot, tables
from views.figures import exact, read
from views.shell import filters, page
from views.shell.theme import show

INTERNAL = (
    "Genaue Zahlen. Nur für die Jugendhilfeplanung; nicht abfotografieren, nicht weitergeben. Export nur geschützt."
)
DIMENSIONS = {"year": "Jahr", "area": "Gebiet", "age": "Alter in Jahren", "sex": "Geschlecht", "offer": "Angebot"}
IN_THE_ADDRESS = {"jahr": "year", "gebiet": "area", "alter": "age", "geschlecht": "sex", "angebot": "offer"}
SEXES = {"all": "alle Geschlechter", "m": "männlich", "w": "weiblich"}
VIEWS = {pivot.CHILDREN: "Kinder", pivot.SHARES: "von 100 Kindern"}
OLDEST = 26
ALL_YEARS = "alle"


def main() -> None:
    """Reads from top to bottom as the page does."""
    figures = read.figures()
    filters.name_unknown_keys()
    show(
        page.kicker(figures, "Eigene Auswertung", figures.default_year)
        + page.opening("Eigene Auswertung", "Jede Auswahl steht in der Adresse: Der Link ist die gespeicherte Ansicht.")
        + f'<p class="internal"><b>Nur intern.</b> {escape(INTERNAL)}</p>'
    )
    if not exact.available(figures):
        show(page.calm(exact.ABSENT) + page.footer(figures))
        return
    question, view = ask(figures)
    if not question.offers:
        show(page.calm("Bitte mindestens ein Angebot wählen.") + page.footer(figures))
        return
    try:
        show(answer(figures, question, view))
        curves(figures, question, view)
    except StoreProblem as problem:
        show(page.calm(str(problem)))
    hand_on(figures, question)
    show(page.footer(figures))


def ask(figures: read.Figures) -> tuple[Question, str]:
    """What is asked, put together from the address and the widgets."""
    offers = {key: row["name"] for key, row in figures.group.items() if row["level"] == "angebot"}
    ages = {str(age): f"{age} Jahre" for age in range(OLDEST + 1)}
    years = {ALL_YEARS: "alle Jahre"} | {str(year): f"Jahr {year}" for year in reversed(figures.years)}
    with st.expander("Angebote wählen"):
        chosen = filters.choose_many("angebote", offers, list(offers), "Angebote")
    with st.container(key="choices", horizontal=True):
        rows = {key: f"Zeilen: {DIMENSIONS[name]}" for key, name in IN_THE_ADDRESS.items()}
        down = filters.choose("zeilen", rows, "jahr", filters.menu("Zeilen"))
        columns = {key: f"Spalten: {DIMENSIONS[name]}" for key, name in IN_THE_ADDRESS.items() if key != down}
        across = filters.choose("spalten", {"keine": "Spalten: keine"} | columns, "keine", filters.menu("Spalten"))
        first = filters.choose("von", {k: f"ab {v}" for k, v in ages.items()}, "0", filters.menu("Alter ab"))
        last = filters.choose("bis", {k: f"bis {v}" for k, v in ages.items()}, "17", filters.menu("Alter bis"))
    with st.container(key="choices_more", horizontal=True):
        area = filters.choose("gebiet", figures.area_names, figures.district, filters.menu("Gebiet"))
        year = filters.choose("jahre", years, ALL_YEARS, filters.menu("Jahre"))
        sex = filters.choose("geschlecht", SEXES, "all", filters.menu("Geschlecht"))
        view = filters.choose("sicht", VIEWS, pivot.CHILDREN, filters.buttons("Anzeige"))
    span = (min(int(first), int(last)), max(int(first), int(last)))
    asked_years = () if year == ALL_YEARS else (int(year),)
    dimensions = (IN_THE_ADDRESS[down], IN_THE_ADDRESS.get(across, ""))
    return Question(tuple(chosen), span, asked_years, area, sex, *dimensions), view


def answer(figures: read.Figures, question: Question, view: str) -> str:
    """The table, the drawing where one dimension is told, and every note."""
    rows = exact.answer(figures, question)
    downs, acrosses = names(figures, question.down), names(figures, question.across)
    first, last = question.ages
    caption = f"{DIMENSIONS[question.down]}" + (f" × {DIMENSIONS[question.across]}" if question.across else "")
    place = "" if "area" in (question.down, question.across) else f"{figures.area_names[question.area]}, "
    offers = "ein Angebot" if len(question.offers) == 1 else f"{len(question.offers)} Angebote"
    sub = f"{place}{offers}, {first} bis {last} Jahre. Kinder mit mindestens einer Nutzung im Jahr, jedes Kind einmal"
    return page.block(
        figures,
        f"Wie viele Kinder nutzten die gewählten Angebote? Nach {caption}",
        sub,
        drawing(rows, question, downs, caption),
        pivot.pivot(caption, DIMENSIONS[question.down], rows, downs, acrosses, view),
        page.notes(*pivot.notes_of(rows)[:8]),
        small=False,
    )


def drawing(rows, question: Question, downs: dict[str, str], caption: str) -> str:
    """Columns of years or bars, where only one dimension is told apart."""
    if question.across:
        return ""
    reaches = {row["down"]: pivot.as_reach(row) for row in rows.iter_rows(named=True)}
    if question.down == "year":
        series = {int(year): reach for year, reach in sorted(reaches.items())}
        return charts.year_columns(series, max(series, default=0), []) if series else ""
    lines = [tables.Row(name, reaches[key]) for key, name in downs.items() if key in reaches]
    return tables.reach_table(caption, DIMENSIONS[question.down], lines, digits=1)


def curves(figures: read.Figures, question: Question, view: str) -> None:
    """One line for each key of the other dimension over the years, to point at; ranges stand in the table only."""
    other = question.across if question.down == "year" else question.down if question.across == "year" else ""
    if not other:
        return
    year, key = ("down", "across") if question.down == "year" else ("across", "down")
    rows = exact.answer(figures, question).sort(pl.col(year).cast(pl.Int32)).to_dicts()
    named = names(figures, other)
    points = {
        name: [(int(row[year]), pivot.drawn(row, view)) for row in rows if row[key] == code]
        for code, name in named.items()
    }
    told = {name: line for name, line in points.items() if any(value is not None for _, value in line)}
    if not told:
        return
    unit, digits = ("von 100", 1) if view == pivot.SHARES else ("Kinder", 0)
    title = f"Verlauf nach {DIMENSIONS[other]}"
    show(
        page.block(
            figures,
            title,
            f"{unit}. Höchstens {plot.MOST} Linien; Spannen stehen nur in der Tabelle darüber",
            small=False,
        )
    )
    mark = page.MARK if figures.demo else ""
    said = f"{mark}{title}: {len(told)} Linien über die Jahre, Werte in der Tabelle darüber"
    st.plotly_chart(plot.lines(told, unit, digits), theme=None, config=plot.CONFIG, alt=said, key="verlauf")


def names(figures: read.Figures, dimension: str) -> dict[str, str]:
    """Keys of a dimension → as shown, in the order of the page."""
    return {
        "": {"": ""},
        "year": {str(year): str(year) for year in range(min(figures.years), max(figures.years) + 1)},
        "area": figures.area_names,
        "age": {str(age): str(age) for age in range(OLDEST + 1)},
        "sex": {key: name for key, name in SEXES.items() if key != "all"},
        "offer": {key: row["name"] for key, row in figures.group.items()},
    }[dimension]


def hand_on(figures: read.Figures, question: Question) -> None:
    """What may leave the office: the protected figures of the same cut, or the reason why not."""
    reason = pivot.why_not_exportable(figures, question)
    show(
        page.rule()
        + page.block(
            figures, "Weitergeben", reason or "Geschützte Zahlen desselben Schnitts, auf 5 gerundet", small=False
        )
    )
    if reason:
        return
    demo = "DEMO_" if figures.demo else ""
    st.download_button(
        "Geschützte Zahlen als CSV speichern",
        data=lambda: pivot.protected(figures, question).write_csv(separator=";").encode("utf-8-sig"),
        file_name=f"{demo}reichweite_geschuetzt.csv",
        mime="text/csv",
        on_click="ignore",
    )


filters.run(main)
