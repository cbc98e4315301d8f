"""Every case of the sentences about waiting, posts, duration, places, money and procedures."""

import pytest

from store import german
from views.words import supply_sentences as say
from views.words.cells import words

ON, BASE = "31.12.2025", 5


def counted(numerator: int | None, *, state: str = "ok", reason: str | None = None) -> dict:
    return {"state": state, "numerator": numerator, "main_reason": reason}


@pytest.mark.parametrize(
    ("row", "days", "begun", "said"),
    [
        (counted(50), 42.0, False, "Am 31.12.2025 warteten rund 50 Familien auf SPFH, im Mittel (Median) 42 Tage."),
        (counted(50), None, False, "Am 31.12.2025 warteten rund 50 Familien auf SPFH."),
        (
            counted(50),
            42.0,
            True,
            "Am 31.12.2025 warteten rund 50 Familien auf SPFH. Wer im Jahr beginnen konnte, hatte im Mittel (Median) 42 Tage gewartet.",
        ),
        (counted(1_250), None, False, "Am 31.12.2025 warteten rund 1.250 Familien auf SPFH."),
        (counted(5), 42.0, False, "Am 31.12.2025 warteten weniger als zehn Familien auf SPFH."),
        (counted(0), None, False, "Am 31.12.2025 warteten weniger als zehn Familien auf SPFH."),
        (counted(None, state="protected"), None, False, "SPFH: Zahl der Wartenden nicht gezeigt."),
        (
            counted(None, state="no_data"),
            None,
            False,
            "Für SPFH liegt für 2025 keine Warteliste vor. Das heißt nicht, dass niemand wartet.",
        ),
        (None, None, False, "Für SPFH wird keine Warteliste geführt. Das heißt nicht, dass niemand wartet."),
    ],
)
def test_who_waits_in_every_case(row, days, begun, said):
    assert say.waiting("SPFH", "Familien", row, BASE, on=ON, days=days, begun=begun, year=2025) == said


@pytest.mark.parametrize(
    ("without", "asked", "said"),
    [
        (counted(20, reason="kein_personal"), counted(150), "20 von 150 Anfragen blieben ohne Platz; häufigster Grund: kein Personal."),
        (counted(20), counted(150), "20 von 150 Anfragen blieben ohne Platz."),
        (counted(20), None, "20 Anfragen blieben ohne Platz."),
        (counted(5, reason="kein_platz"), counted(55), "Weniger als zehn von 55 Anfragen blieben ohne Platz."),
        (counted(5), counted(5), "Weniger als zehn Anfragen blieben ohne Platz."),
        (counted(None, state="protected"), counted(55), "Wie viele Anfragen ohne Platz blieben, wird nicht gezeigt."),
        (counted(None, state="no_data"), counted(55), ""),
        (None, None, ""),
    ],
)  # fmt: skip
def test_requests_without_a_place_in_every_case(without, asked, said):
    assert say.unfilled(without, asked, BASE) == said


def test_what_is_too_small_to_be_said_follows_the_rounding_of_the_publication():
    assert say.counted(counted(10), "Kinder", 5) == "rund 10 Kinder"
    assert say.counted(counted(10), "Kinder", 10) == "weniger als zwanzig Kinder"


@pytest.mark.parametrize(
    ("posts", "filled", "said"),
    [
        (46.0, 41.8, "Am 30.06.2025 waren 41,8 von 46,0 Stellen (VZÄ) im Fachbereich Nord besetzt."),
        (14.5, 14.5, "Alle 14,5 Stellen waren besetzt."),
        (None, None, "Stellen: keine Daten."),
        (46.0, None, "Stellen: keine Daten."),
    ],
)
def test_posts_in_every_case(posts, filled, said):
    assert say.staff("Fachbereich Nord", "30.06.2025", posts, filled) == said


def test_cases_on_a_filled_post_and_a_new_cut():
    assert say.per_post(24.32, "Fälle") == "Auf eine besetzte Stelle kamen 24,3 Fälle."
    assert say.per_post(None, "Fälle") == ""
    assert say.recut("30.06.2023") == "Neuer Zuschnitt seit 30.06.2023; nicht vergleichbar."


def test_a_small_sachgebiet_and_the_one_that_hides_it_are_not_told_apart():
    assert say.merged([]) == ""
    assert say.merged(["Lotse"]) == "Lotse: unter fünf Personen, im Fachbereich enthalten."
    assert (
        say.merged(["Lotse", "Hilfe"])
        == "Lotse und Hilfe: unter fünf Personen oder damit zusammengefasst, im Fachbereich enthalten."
    )


@pytest.mark.parametrize(
    ("state", "value", "said"),
    [
        ("ok", 9.0, "SPFH: Die Hälfte der 2021 bis 2025 begonnenen Nutzungen dauerte höchstens 9 Monate"),
        ("ok", 1.0, "SPFH: Die Hälfte der 2021 bis 2025 begonnenen Nutzungen dauerte höchstens einen Monat"),
        ("ok", 0.0, "SPFH: Die Hälfte der 2021 bis 2025 begonnenen Nutzungen dauerte höchstens einen halben Monat"),
        ("protected", None, "SPFH: Dauer nicht gezeigt, weil 2021 bis 2025 zu wenige Nutzungen begannen"),
        ("no_data", None, "SPFH: Dauer noch nicht bestimmbar, weil mehr als die Hälfte der Nutzungen noch läuft"),
    ],
)
def test_duration_in_every_case(state, value, said):
    assert say.duration({"state": state, "value": value}, 2021, 2025, "SPFH") == said


def test_places_and_money_are_said_with_their_units():
    assert say.places("01.08.2025", 1034, 36.8, "Kinder unter 3 Jahren") == (
        "Am 01.08.2025 gab es 1.034 genehmigte Plätze für Kinder unter 3 Jahren, 37 je 100 Kinder dieses Alters."
    )
    assert say.places("01.08.2025", 20, None, "Kinder").endswith("20 genehmigte Plätze für Kinder.")
    assert german.euro(2_379_210) == "2,4\u00a0Mio.\u00a0Euro" and german.euro(846_320) == "846.300\u00a0Euro"
    assert german.short_euro(2_379_210) == "2,4\u00a0Mio."
    assert say.money("SPFH", 2025, 2_379_210, 13_217.7, "preliminary") == (
        "SPFH: 2025 betrug der Aufwand 2,4\u00a0Mio.\u00a0Euro (vorläufig), je nutzendes Kind rund 13.200\u00a0Euro."
    )
    assert say.money("SPFH", 2024, 846_320, None, "final") == "SPFH: 2024 betrug der Aufwand 846.300\u00a0Euro."


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([("Verfahren", counted(230)), ("Inobhutnahmen", counted(50))], "2025 begannen rund 230 Verfahren und rund 50 Inobhutnahmen."),
        ([("Verfahren", counted(230)), ("Inobhutnahmen", None)], "2025 begannen rund 230 Verfahren."),
        ([("Verfahren", counted(5))], "2025 begannen weniger als zehn Verfahren."),
        ([("Verfahren", counted(None, state="protected"))], "Für 2025 werden die Zahlen nicht gezeigt."),
        ([("Verfahren", None)], "Für 2025 liegen keine Zahlen vor."),
    ],
)  # fmt: skip
def test_procedures_are_counts_and_carry_no_judgement(counts, said):
    assert words(say.procedures(2025, counts, BASE)) == said


@pytest.mark.parametrize(
    ("state", "latest", "said"),
    [
        ("protected", 2025, "Für „§ 35“ wird 2025 zum Schutz der Kinder kein Wert gezeigt."),
        ("not_applicable", None, "„§ 35“ gab es 2025 für Kinder und Jugendliche unter 18 nicht."),
        ("unreliable", 2025, "Für „§ 35“ ist der Wert 2025 unsicher und wird nicht gezeigt."),
        ("no_data", 2023, "„§ 35“ hat für 2025 noch nicht geliefert (zuletzt 2023)."),
        ("no_data", None, "„§ 35“ hat für 2025 noch nicht geliefert."),
    ],
)
def test_an_offer_without_a_value_says_why(state, latest, said):
    assert say.no_value("§ 35", 2025, state, latest) == said


def test_values_between_two_years_are_a_span_without_direction():
    assert (
        say.between({2016: 94.2, 2020: 136.4, 2025: 119.0}, "je 10.000")
        == "2016 bis 2025 zwischen 94 und 136 je 10.000"
    )
    assert say.between({2016: 94.2, 2025: 94.4}, "je 10.000") == "2016 bis 2025 immer 94 je 10.000"
    assert say.between({2025: 94.2}, "je 10.000") == "2025: 94 je 10.000"
    assert say.between({}, "je 10.000") == "Für keines der Jahre liegt ein Wert vor"


def test_ages_are_said_as_a_reader_says_them():
    assert [say.ages(0, 0), say.ages(5, 5), say.ages(0, 17)] == [
        "für Kinder im ersten Lebensjahr", "für 5-Jährige", "für 0- bis 17-Jährige",
    ]  # fmt: skip
