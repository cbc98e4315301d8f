"""Every case of a development, of the split into children and use, and of the lines about waiting and posts."""

import pytest

from measures import trend as measured
from tests.views.reaches import span, value
from views.blocks import decisions, divided, trends
from views.words import trend_sentences as say
from views.words.trend_sentences import Trend

STEP = "Reihenbruch 2022 (neue Zensusbasis): Der Sprung von 2021 auf 2022 zählt nicht als Veränderung."
SINCE_BREAK = "Reihenbruch 2017 (UVG-Reform); getestet nur ab 2017."


def line(first: int, last: int, *, years=range(2016, 2026)) -> dict:
    """From one number of children of 10,000 to another, in equal steps."""
    step = (last - first) / (len(years) - 1)
    return {year: value(round(first + step * i), of=10_000) for i, year in enumerate(years)}


def trend(word: str, change: float | None, note: str = "", *, state: str = "ok", first: int = 2016) -> Trend:
    return Trend(word, state, change, first, 2025, note)


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
            trend("rising", 0.045, STEP),
            line(39, 44),
            f"SPFH: seit 2016 gestiegen, im Schnitt 4,5\u202f% im Jahr; der Sprung am Reihenbruch ist herausgerechnet. {STEP}",
        ),
        (
            trend("falling", -0.05),
            line(39, 41),
            "SPFH: seit 2016 gesunken, im Schnitt 5,0\u202f% im Jahr.",
        ),
        (
            trend("falling", -0.014, SINCE_BREAK, first=2017),
            line(430, 385),
            f"SPFH: von 42 (2017) auf 38 (2025) je 1.000 Kinder gesunken, im Schnitt 1,4\u202f% im Jahr. {SINCE_BREAK}",
        ),
        (
            Trend("undetermined", "ok", note="Weniger als fünf vergleichbare Jahre, Entwicklung nicht bestimmbar."),
            line(1, 2),
            "SPFH: weniger als fünf vergleichbare Jahre, Entwicklung nicht bestimmbar.",
        ),
        (
            Trend(
                "undetermined", "ok", note="In einzelnen Jahren weniger als zehn Kinder; keine Entwicklung ausgewiesen."
            ),
            line(1, 2),
            "SPFH: in einzelnen Jahren weniger als zehn Kinder; keine Entwicklung ausgewiesen.",
        ),
        (say.from_row(None), line(1, 2), "SPFH: nur als Spanne bekannt; keine Entwicklung ausgewiesen."),
        (say.from_row(None, ranges=False), line(1, 2), "SPFH: nicht geprüft; keine Entwicklung ausgewiesen."),
        (
            Trend("undetermined", "not_applicable", note="Schulsozialarbeit: gezählt am Ort des Angebots."),
            {},
            "SPFH: Schulsozialarbeit: gezählt am Ort des Angebots.",
        ),
    ],
)
def test_a_development_has_its_sentence_in_every_case(told, series, said):
    assert say.development("SPFH", told, series) == said


def test_a_hidden_line_and_a_missing_delivery_have_their_own_sentences():
    assert (
        say.development("SPFH", Trend("undetermined", "protected"), {}, place="Uslar")
        == "SPFH: in Uslar nicht gezeigt."
    )
    late = Trend("undetermined", "no_data", note="Für 2025 liegt keine Zahl vor.")
    assert say.development("Hort", late, {}, missing=[2024, 2025]) == "Hort: keine Lieferung für 2024 und 2025."
    assert say.development("Hort", late, {}) == "Hort: für 2025 liegt keine Zahl vor."


def test_a_line_without_values_at_its_ends_names_none():
    ranges = {year: span(10, 20) for year in range(2016, 2026)}
    assert (
        say.development("X", trend("rising", 0.03), ranges) == "X: seit 2016 gestiegen, im Schnitt 3,0\u202f% im Jahr."
    )
    assert say.development("X", trend("none", 0.0), ranges) == "X: kein klarer Trend seit 2016."


def test_the_tested_years_are_read_from_the_words_of_the_measure():
    import polars as pl

    years = list(range(2016, 2026))
    run = pl.DataFrame({"year": years, "numerator": [100] * 10, "denominator": [1000] * 10})
    _, note = measured.chosen_points(run, {2022: "neue Zensusbasis"})
    row = dict(label="none", state="ok", value=0.0, low=-0.1, high=0.1, note=note)
    told = say.from_row(row)
    assert (told.first, told.last, told.note) == (2016, 2025, STEP)
    assert say.JUMP in told.note


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


def row(change: float | None, state: str = "ok", note: str = "") -> dict:
    return {"value": change, "state": state, "note": note}


CENSUS = "Zwischen 2020 und 2025 liegt ein Reihenbruch (neue Zensusbasis); eine Zerlegung ist nicht möglich."


@pytest.mark.parametrize(
    ("whole", "numbers", "use", "said"),
    [
        (row(30.0), row(-1.1), row(31.1), "2025 waren es 30 Kinder mehr als 2020: −1 durch andere Kinderzahl, +31 durch andere Nutzung."),
        (row(-20.0), row(-12.0), row(-8.0), "2025 waren es 20 Kinder weniger als 2020: −12 durch andere Kinderzahl, −8 durch andere Nutzung."),
        (
            row(0.0, note=say.WITHIN_ROUNDING), row(-25.0), row(25.0),
            "Die Zahl blieb gleich: Rückgang der Kinder und stärkere Nutzung glichen sich aus.",
        ),
        (row(5.0, note=say.WITHIN_ROUNDING), row(2.0), row(3.0), say.WITHIN_ROUNDING),
        (row(105.0), row(None, "not_applicable", CENSUS), None, "2025 waren es 105 Kinder mehr als 2020."),
        (row(None, "not_applicable", CENSUS), None, None, CENSUS),
        (row(None, "no_data", "Für 2020 fehlt die Bevölkerung."), None, None, "Für 2020 fehlt die Bevölkerung."),
        (row(None, "protected"), None, None, "Nicht bestimmbar."),
    ],
)  # fmt: skip
def test_a_change_is_split_into_children_and_use_only_where_both_are_known(whole, numbers, use, said):
    assert say.split(2025, 2020, whole, numbers, use) == said


# ── The finished blocks on the small store ───────────────────────────────────────────────────────


def test_tested_lines_come_before_those_that_are_not(figures):
    words = [told.word for told in trends.of_level(figures, "angebot", figures.district).values()]
    assert words == sorted(words, key=trends.ORDER.index) and words[:3] == ["rising", "falling", "none"]


def test_the_overview_shows_only_offers_with_a_clear_word(figures):
    block = trends.in_the_overview(figures, 2025)
    assert "gestiegen" in block and "gesunken" in block and "/trends?jahr=2025" in block
    assert block.count('<td class="drawing">') == 2


def test_an_area_is_drawn_before_the_district(figures):
    groups = {g: t for g, t in trends.of_level(figures, "angebot", "03155012").items() if t.tested}
    assert 'class="trend district"' in trends.panels(figures, groups, "03155012")
    assert 'class="trend district"' not in trends.panels(figures, groups, figures.district)


def test_the_split_shows_both_parts_and_says_the_break_once(figures):
    block = divided.by_children_and_use(figures, ["hze_31", "kita"], figures.district, 2025)
    assert "−8 durch andere Kinderzahl, +33 durch andere Nutzung" in block and "gegenüber 2020: +60" in block
    assert block.count("liegt ein Reihenbruch") == 1 and "nicht bekannt: Kita" in block


def test_a_projection_is_dashed_in_a_fan_and_its_table_has_every_year(figures):
    block = divided.outlooks(figures, ["hze_31", "kita"], figures.district)
    assert block.count('class="fan"') == 7 and 'class="ahead second"' in block
    assert block.count("<tr><th") == 15 and "Keine Vorhersage" in block
    assert divided.outlooks(figures, ["kita"], figures.district) == ""


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
