"""Every case of a development, of the split into children and use, and of the lines about waiting and posts."""

from dataclasses import replace

import pytest

from tests.views.plots import plots
from tests.views.reaches import span, value
from views.blocks import decisions, divided, trends
from views.drawings import plot
from views.shell import render
from views.words import cells
from views.words import trend_sentences as say
from views.words.trend_sentences import Trend

STEP = "Reihenbruch 2022 (neue Zensusbasis): Der Sprung von 2021 auf 2022 zählt nicht als Veränderung."
SINCE_BREAK = "Reihenbruch 2017 (UVG-Reform); getestet nur ab 2017."


def line(first: int, last: int, *, years=range(2016, 2026)) -> dict:
    """From one number of children of 10,000 to another, in equal steps."""
    step = (last - first) / (len(years) - 1)
    return {year: value(round(first + step * i), of=10_000) for i, year in enumerate(years)}


def trend(word: str, change: float | None, note: str = "", *, first: int = 2016, broken: int | None = None) -> Trend:
    return Trend(word, "ok", change, first, 2025, broken, note)


def broken(*ends: int) -> dict:
    """Two lines on either side of 2022: its first and last values, of 10,000."""
    return line(*ends[:2], years=range(2016, 2022)) | line(*ends[2:], years=range(2022, 2026))


@pytest.mark.parametrize(
    ("told", "series", "said"),
    [
        (
            trend("rising", 0.09),
            line(66, 145),
            "SPFH: von 7 (2016) auf 14 (2025) je 1.000 Kinder gestiegen, im Schnitt 9,0\u202f% im Jahr.",
        ),
        (
            trend("falling", -0.024),
            line(1200, 960),
            "SPFH: von 12 (2016) auf 10 (2025) je 100 Kinder gesunken, im Schnitt 2,4\u202f% im Jahr.",
        ),
        (
            trend("none", 0.01),
            line(42, 58),
            "SPFH: kein klarer Trend seit 2016; die Werte liegen zwischen 42 und 58 je 10.000 Kinder.",
        ),
        (
            trend("rising", 0.045, STEP, broken=2022),
            line(39, 44),
            f"SPFH: seit 2016 gestiegen, im Schnitt 4,5\u202f% im Jahr; der Sprung am Reihenbruch ist herausgerechnet. {STEP}",
        ),
        (
            trend("falling", -0.05),
            line(39, 41),
            "SPFH: seit 2016 gesunken, im Schnitt 5,0\u202f% im Jahr.",
        ),
        (
            trend("falling", -0.038, STEP, broken=2022),
            broken(22, 20, 30, 26),
            "SPFH: von 22 (2016) auf 20 (2021) und nach dem Reihenbruch von 30 (2022) auf 26 (2025) je 10.000 Kinder gesunken, "
            f"im Schnitt 3,8\u202f% im Jahr. {STEP}",
        ),
        (
            trend("falling", -0.014, SINCE_BREAK, first=2017, broken=2017),
            line(430, 385),
            f"SPFH: von 42 (2017) auf 38 (2025) je 1.000 Kinder gesunken, im Schnitt 1,4\u202f% im Jahr. {SINCE_BREAK}",
        ),
        (
            Trend("undetermined", "ok", note="Weniger als fünf vergleichbare Jahre, Entwicklung nicht bestimmbar."),
            line(1, 2),
            "SPFH: Weniger als fünf vergleichbare Jahre, Entwicklung nicht bestimmbar.",
        ),
        (
            Trend(
                "undetermined", "ok", note="In einzelnen Jahren weniger als zehn Kinder; keine Entwicklung ausgewiesen."
            ),
            line(1, 2),
            "SPFH: In einzelnen Jahren weniger als zehn Kinder; keine Entwicklung ausgewiesen.",
        ),
        (say.from_row(None), line(1, 2), "SPFH: Nur als Spanne bekannt; keine Entwicklung ausgewiesen."),
        (say.from_row(None, ranges=False), line(1, 2), "SPFH: Nicht geprüft; keine Entwicklung ausgewiesen."),
        (
            Trend("undetermined", "not_applicable", note="Schulsozialarbeit: gezählt am Ort des Angebots."),
            {},
            "SPFH: Schulsozialarbeit: gezählt am Ort des Angebots.",
        ),
    ],
)
def test_a_development_has_its_sentence_in_every_case(told, series, said):
    assert f"SPFH: {say.told(told, series)}" == said


def test_a_hidden_line_and_a_missing_delivery_have_their_own_sentences():
    assert say.told(Trend("undetermined", "protected"), {}, place="Uslar") == "in Uslar nicht gezeigt."
    late = Trend("undetermined", "no_data", note="Für 2025 liegt keine Zahl vor.")
    assert say.told(late, {}, missing=[2024, 2025]) == "keine Lieferung für 2024 und 2025."
    assert say.told(late, {}) == "Für 2025 liegt keine Zahl vor."


def test_a_line_without_values_at_its_ends_names_none():
    ranges = {year: span(10, 20) for year in range(2016, 2026)}
    assert say.told(trend("rising", 0.03), ranges) == "seit 2016 gestiegen, im Schnitt 3,0\u202f% im Jahr."
    assert say.told(trend("none", 0.0), ranges) == "kein klarer Trend seit 2016."


def test_the_tested_years_and_the_break_are_columns_of_the_figure():
    row = dict(label="none", state="ok", value=0.0, period_from=2016, period_to=2025, break_year=2022, note=STEP)
    told = say.from_row(row)
    assert (told.first, told.last, told.break_year, told.note) == (2016, 2025, 2022, STEP)
    assert told.runs == ((2016, 2021), (2022, 2025))
    assert say.from_row(row | {"break_year": 2016}).runs == ((2016, 2025),)


@pytest.mark.parametrize(
    ("words", "place", "said"),
    [
        ("rrfnu", "", "Seit 2016: 2 gestiegen, 1 gesunken, 1 ohne klaren Trend, 1 nicht bestimmbar."),
        ("n", "Uslar", "Uslar, seit 2016: 0 gestiegen, 0 gesunken, 1 ohne klaren Trend, 0 nicht bestimmbar."),
        ("u", "", "Für keines der Angebote ist eine Entwicklung bestimmbar."),
        ("", "Uslar", "Uslar: Für keines der Angebote ist eine Entwicklung bestimmbar."),
    ],
)
def test_the_changes_are_counted_by_their_tested_word(words, place, said):
    of = {"r": trend("rising", 0.1), "f": trend("falling", -0.1), "n": trend("none", 0.0), "u": say.from_row(None)}
    assert say.changed([of[letter] for letter in words], place=place) == said


def row(change: float | None, state: str = "ok", note: str = "", reason: str | None = None) -> dict:
    return {"value": change, "state": state, "note": note, "reason": reason}


CENSUS = "Zwischen 2020 und 2025 liegt ein Reihenbruch (neue Zensusbasis); eine Zerlegung ist nicht möglich."


@pytest.mark.parametrize(
    ("whole", "numbers", "use", "said"),
    [
        (row(30.0), row(-1.1), row(31.1), "2025 waren es 30 Kinder mehr als 2020: −1 durch andere Kinderzahl, +31 durch andere Nutzung."),
        (row(-20.0), row(-12.0), row(-8.0), "2025 waren es 20 Kinder weniger als 2020: −12 durch andere Kinderzahl, −8 durch andere Nutzung."),
        (
            row(0.0, reason="within_rounding"), row(-25.0), row(25.0),
            "Die Zahl blieb gleich: Rückgang der Kinder und stärkere Nutzung glichen sich aus.",
        ),
        (row(5.0, reason="within_rounding"), row(2.0), row(3.0), say.WITHIN_ROUNDING),
        (row(105.0), row(None, "not_applicable", CENSUS), None, "2025 waren es 105 Kinder mehr als 2020."),
        (row(None, "not_applicable", CENSUS), None, None, CENSUS),
        (row(None, "no_data", "Für 2020 fehlt die Bevölkerung."), None, None, "Für 2020 fehlt die Bevölkerung."),
        (row(None, "protected"), None, None, "Nicht bestimmbar."),
    ],
)  # fmt: skip
def test_a_change_is_split_into_children_and_use_only_where_both_are_known(whole, numbers, use, said):
    assert say.split(2025, 2020, whole, say.parts([numbers, use]), 5) == said


# ── The finished blocks on the small store ───────────────────────────────────────────────────────


def test_tested_lines_come_before_those_that_are_not(figures):
    words = [told.word for told in trends.of_level(figures, "angebot", figures.district).values()]
    assert words == sorted(words, key=trends.ORDER.index) and words[:3] == ["rising", "falling", "none"]


def test_the_overview_shows_only_offers_with_a_clear_word(figures):
    told = trends.strongest(figures, 2025, figures.district)
    assert [row.cells[-1] for row in told.table.rows] == ["gesunken", "gestiegen"]
    assert told.links == {"Alle Entwicklungen": "/trends?jahr=2025&sicht=angebot&gebiet=03155"}
    shown = render.finding(told)
    assert shown.count('<td class="drawing"><svg') == 2 and "/trends?jahr=2025&amp;sicht=angebot" in shown


def test_first_and_last_value_and_the_word_are_of_one_test(figures):
    broken_at, line_of = replace(trend("falling", -0.04, broken=2022), word="falling"), broken(22, 20, 30, 26)
    assert say.ends_of(broken_at, line_of) == [(0.0022, 0.002), (0.003, 0.0026)]
    assert say.ends_of(replace(broken_at, break_year=None), line_of) == []
    assert say.ends_of(replace(broken_at, word="none"), {2016: span(1, 2)}) == []


def test_the_numbers_of_a_tested_line_are_values_in_whole_children(figures):
    (row,) = [row for row in trends.of_offers(figures, "b_hze_ambulant", ("hze_31",), figures.district).table.rows]
    years, first, *_, last, related, yearly, word = row.cells[1:]
    assert years == "2016–2025"
    assert [cells.said(cell) for cell in (related, yearly, word)] == ["1.000", "+1,2\u202f%", "gestiegen"]
    assert cells.plain(related) == 1000 and cells.plain(yearly) == 0.012
    assert all(isinstance(cells.plain(cell), float) for cell in (first, last))


def test_an_area_is_drawn_before_the_district(figures):
    looks = lambda area: {
        series.look for panel in trends.tested(figures, "angebot", area).chart.panels for series in panel.series
    }
    assert "behind" in looks("03155012") and "behind" not in looks(figures.district)
    drawn = plots(render.of(figures, trends.tested, "angebot", "03155012"))
    assert all(
        figure["data"][0]["line"]["color"] == plot.light("middle") for figure in drawn if len(figure["data"]) > 1
    )


def test_the_split_shows_both_parts_and_says_the_break_once(figures):
    told = divided.by_children_and_use(figures, ("hze_31", "kita"), figures.district, 2025)
    ((row),) = told.table.rows
    assert (
        row.cells[-1].endswith("−8 durch andere Kinderzahl, +33 durch andere Nutzung.")
        and row.beside == "gegenüber 2020: +60"
    )
    assert [cells.plain(cell) for cell in row.cells[1:4]] == [25, -8, 33]
    assert [("liegt ein Reihenbruch" in note) for note in told.notes].count(True) == 1
    assert "nicht bekannt: Kita." in told.notes[-1]


def test_a_projection_is_dashed_in_a_fan_and_its_table_has_every_year(figures):
    told = divided.outlooks(figures, ("hze_31", "kita"), figures.district)
    block = render.finding(told)
    (figure,) = plots(block)
    assert [len(trace["x"]) for trace in figure["data"] if trace.get("fill")] == [7]
    assert [trace["line"]["dash"] for trace in figure["data"] if "dash" in trace["line"]].count("dash") == 2
    assert len(told.table.rows) == 14 and "Keine Vorhersage" in told.sub
    assert divided.outlooks(figures, ("kita",), figures.district).chart is None


def test_a_document_has_the_last_year_of_every_projection(figures):
    told = divided.outlooks(figures, ("hze_31",), figures.district, short=True)
    assert [cells.said(row.cells[2]) for row in told.table.rows] == ["2032", "2032"] and told.chart is None


def test_from_which_year_on_nothing_is_said_is_said_once_for_all(figures):
    row = {"scenario": "constant", "reason": "too_far_ahead"}
    rows = [row | {"offer_group": "hze_31", "year": year} for year in (2033, 2034)] + [
        row | {"offer_group": "kita", "year": 2030}
    ]
    said = divided.too_far(figures, ("hze_31", "kita", "alle"), rows)
    assert said == "So weit voraus lässt sich nichts sagen: ab 2030 Kita; ab 2033 SPFH § 31."
    assert divided.too_far(figures, ("alle",), rows) == ""


def test_waiting_and_posts_are_one_line_each_and_nothing_without_rows(figures):
    assert decisions.waiting(figures, 2025) == (
        "Am 31.12.2025 warteten rund 135 Kinder auf Kita und rund 10 Familien auf SPFH § 31. 120 von 690 Anfragen blieben ohne Platz. "
        "Kinder können auf mehreren Listen stehen."
    )
    assert decisions.staff(figures, 2025) == "Am 31.12.2025 waren 94,5 von 100,0 Stellen (VZÄ) besetzt."
    assert decisions.waiting_and_staff(figures, 2018) is None


def test_a_decision_says_what_became_of_it(figures):
    told = decisions.look_back(figures)
    row = next(row for row in told.table.rows if row.cells[0].startswith("Offene Sprechstunde"))
    assert row.cells == (
        "Offene Sprechstunde an zwei weiteren Orten",
        "05.11.2024 · Jugendhilfeausschuss",
        "31.12.2025",
        "3 Orte → 5 Orte",
        "läuft",
        "Ein Ort ist eröffnet.",
    )
    assert row.beside == (
        "beschlossen 05.11.2024 · Jugendhilfeausschuss · Frist 31.12.2025 · 3 Orte → 5 Orte. Ein Ort ist eröffnet."
    )
    assert decisions.look_back(figures, "Verwaltung").sub == "Für diesen Fachbereich sind keine Beschlüsse eingetragen."
