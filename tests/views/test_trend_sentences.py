"""Every case of a development, and of the split into children and use."""

import pytest

from tests.views.plots import plots
from tests.views.reaches import span, value
from views.blocks import divided, trends
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


def trend(
    word: str,
    change: float = 0.0,
    note: str = "",
    *ends: tuple[int, int],
    first: int = 2016,
    broken: int | None = None,
    **more,
) -> Trend:
    """ends: of every run of years, of 10,000."""
    shares = tuple((start / 10_000, end / 10_000) for start, end in ends)
    return Trend(word, "ok", change, first, 2025, broken, note, ends=shares, **more)


NEW, USED = {"quantity": "entries"}, {"quantity": "users"}


@pytest.mark.parametrize(
    ("told", "series", "said"),
    [
        (
            trend("rising", 0.09, "", (66, 145), **NEW, count=285),
            {},
            "SPFH: Neuzugänge von 7 (2016) auf 14 (2025) je 1.000 Kinder gestiegen, im Schnitt 9,0\u202f% im Jahr; "
            "2025 waren es rund 285.",
        ),
        (
            trend("falling", -0.024, "", (1200, 960), **USED),
            {},
            "SPFH: Nutzung von 12 (2016) auf 10 (2025) je 100 Kinder gesunken, im Schnitt 2,4\u202f% im Jahr.",
        ),
        (
            trend("none", 0.01, **NEW),
            line(42, 58),
            "SPFH: Neuzugänge: kein klarer Trend seit 2016; die Werte liegen zwischen 42 und 58 je 10.000 Kinder.",
        ),
        (
            trend("higher", 0.0, "", (39, 61), **USED),
            {},
            "SPFH: Bestand höher als 2016: von 39 (2016) auf 61 (2025) je 10.000 Kinder.",
        ),
        (
            trend("lower", 0.0, SINCE_BREAK, (430, 385), first=2017, broken=2017, **USED),
            {},
            f"SPFH: Bestand niedriger als 2017: von 43 (2017) auf 38 (2025) je 1.000 Kinder. {SINCE_BREAK}",
        ),
        (
            trend("none", 0.01, **NEW, stock=trend("higher", 0.0, "", (100, 151), **USED)),
            line(42, 58),
            "SPFH: Neuzugänge: kein klarer Trend seit 2016; die Werte liegen zwischen 42 und 58 je 10.000 Kinder. "
            "Bestand höher als 2016: von 10 (2016) auf 15 (2025) je 1.000 Kinder.",
        ),
        (
            trend("falling", -0.038, STEP, (22, 20), (30, 26), broken=2022, **NEW),
            {},
            "SPFH: Neuzugänge von 22 (2016) auf 20 (2021) und nach dem Reihenbruch von 30 (2022) auf 26 (2025) je 10.000 Kinder "
            f"gesunken, im Schnitt 3,8\u202f% im Jahr. {STEP}",
        ),
        (
            trend("falling", -0.014, "", (430, 428), **NEW),
            {},
            "SPFH: Neuzugänge von 430 (2016) auf 428 (2025) je 10.000 Kinder gesunken, im Schnitt 1,4\u202f% im Jahr.",
        ),
        (
            Trend("falling", "ok", -0.014, 2016, 2025, ends=((0.00432, 0.00428),), quantity="entries"),
            {},
            "SPFH: Neuzugänge seit 2016 gesunken, im Schnitt 1,4\u202f% im Jahr.",
        ),
        (
            trend("rising", 0.045, STEP, broken=2022),
            {},
            f"SPFH: seit 2016 gestiegen, im Schnitt 4,5\u202f% im Jahr; der Sprung am Reihenbruch ist herausgerechnet. {STEP}",
        ),
        (
            Trend("undetermined", "ok", note="Weniger als fünf vergleichbare Jahre, Entwicklung nicht bestimmbar."),
            line(1, 2),
            "SPFH: Weniger als fünf vergleichbare Jahre, Entwicklung nicht bestimmbar.",
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


def test_a_word_says_what_it_is_on():
    told = [
        trend("rising", 0.1, **NEW), trend("falling", -0.1, **USED), trend("none", **NEW), trend("higher", **USED), trend("rising", 0.1),
    ]  # fmt: skip
    assert [one.said for one in told] == [
        "Neuzugänge gestiegen", "Nutzung gesunken", "kein klarer Trend", "Bestand höher als 2016", "gestiegen",
    ]  # fmt: skip


def test_a_hidden_line_and_a_missing_delivery_have_their_own_sentences():
    assert say.told(Trend("undetermined", "protected"), {}, place="Uslar") == "in Uslar nicht gezeigt."
    late = Trend("undetermined", "no_data", note="Für 2025 liegt keine Zahl vor.")
    assert say.told(late, {}, missing=[2024, 2025]) == "keine Lieferung für 2024 und 2025."
    assert say.told(late, {}) == "Für 2025 liegt keine Zahl vor."


def test_a_line_without_values_at_its_ends_names_none():
    ranges = {year: span(10, 20) for year in range(2016, 2026)}
    assert say.told(trend("rising", 0.03), ranges) == "seit 2016 gestiegen, im Schnitt 3,0\u202f% im Jahr."
    assert say.told(trend("none"), ranges) == "kein klarer Trend seit 2016."


def test_the_tested_years_and_the_break_are_columns_of_the_figure():
    ends = dict(value_from=0.1, value_to=0.2, value_from_before=0.3, value_to_before=0.4, numerator=90)
    row = dict(
        label="none",
        state="ok",
        value=0.0,
        period_from=2016,
        period_to=2025,
        break_year=2022,
        note=STEP,
        quantity="entries",
    )
    told = say.from_row(row | ends)
    assert (told.ends, told.quantity, told.count) == (((0.3, 0.4), (0.1, 0.2)), "entries", 90)
    assert (told.first, told.last, told.break_year, told.note) == (2016, 2025, 2022, STEP)
    assert told.runs == ((2016, 2021), (2022, 2025))
    assert say.from_row(row | ends | {"break_year": 2016}).runs == ((2016, 2025),)


@pytest.mark.parametrize(
    ("words", "place", "said"),
    [
        ("rrfnu", "", "Seit 2016: 2 gestiegen, 1 gesunken, 1 ohne klaren Trend, 1 nicht bestimmbar."),
        ("n", "Uslar", "Uslar, seit 2016: 0 gestiegen, 0 gesunken, 1 ohne klaren Trend, 0 nicht bestimmbar."),
        (
            "hlu",
            "",
            "Seit 2016: 0 gestiegen, 0 gesunken, 0 ohne klaren Trend, 1 Bestand höher, 1 Bestand niedriger, 1 nicht bestimmbar.",
        ),
        ("u", "", "Für keines der Angebote ist eine Entwicklung bestimmbar."),
        ("", "Uslar", "Uslar: Für keines der Angebote ist eine Entwicklung bestimmbar."),
    ],
)
def test_the_changes_are_counted_by_their_tested_word(words, place, said):
    of = {"r": trend("rising", 0.1), "f": trend("falling", -0.1), "n": trend("none"), "u": say.from_row(None)} | {
        "h": trend("higher"), "l": trend("lower"),
    }  # fmt: skip
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


def test_the_word_on_entries_goes_before_that_on_users_and_both_are_kept():
    row = dict.fromkeys(("value_from_before", "value_to_before", "value_from", "value_to", "break_year"))
    row |= dict(state="ok", value=0.0, period_from=2016, period_to=2025, note="", numerator=90)
    of = lambda entries, users: trends.of_rows(
        row | dict(label=entries, quantity="entries") if entries else None,
        row | dict(label=users, quantity="users"),
        {},
    )
    told = [of("rising", "higher"), of("undetermined", "higher"), of("none", "undetermined"), of(None, "lower")]
    assert [(one.said, one.stock and one.stock.said) for one in told] == [
        ("Neuzugänge gestiegen", "Bestand höher als 2016"),
        ("Bestand höher als 2016", None),
        ("kein klarer Trend", None),
        ("Bestand niedriger als 2016", None),
    ]


def test_the_numbers_of_a_line_are_values_in_whole_children(figures):
    told = trend("rising", 0.012, "", (66, 145), **NEW)
    (row,) = trends.by_ends(figures, {"hze_31": told}, figures.district, "").rows
    name, years, first, last, related, yearly, word = row.cells
    assert (name, years) == ("SPFH § 31, Neuzugänge", "2016–2025")
    assert [cells.said(cell) for cell in (first, last, related, yearly)] == ["7", "14", "1.000", "+1,2\u202f%"]
    assert [cells.plain(cell) for cell in (first, last, related, yearly)] == [7, 14, 1000, 0.012]
    assert row.beside == "7 (2016) → 14 (2025) von 1.000, +1,2\u202f% im Jahr" and word == "Neuzugänge gestiegen"


def test_an_edition_that_does_not_say_the_ends_has_none(figures):
    (row,) = trends.of_offers(figures, "b_hze_ambulant", ("hze_31",), figures.district).table.rows
    assert row.cells[1:] == ("2016–2025", "–", "–", "–", row.cells[5], "gestiegen")


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
