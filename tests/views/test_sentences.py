"""Every case of every sentence: N a value, S a range, 0 small, G protected, B break, D no data, U unsure."""

import inspect
import re
from dataclasses import replace

import pytest

from tests.views.reaches import at_least, span, value, without
from views.figures.reach import share
from views.words import cells, passport, sentences
from views.words.cells import words

ALL = "ein Angebot oder eine Leistung"
FORBIDDEN = (
    r"fehlende Kinder|vermisst|verlorene|unterversorgt|Versorgungslücke|Brennpunkt|führt zu|bewirkt|\bdank\b|signifikant|"
    r"Rangplatz|Schlusslicht|anonymisiert|Durchschnittskind|Überwachung|\betwa \d"
)


@pytest.mark.parametrize(
    ("reach", "place", "said"),
    [
        (value(464), "", "2025 nutzten rund 46 von 100 Kindern und Jugendlichen unter 18 {g} des Jugendamts."),
        (span(460, 468), "", "2025 nutzten rund 46 von 100 Kindern und Jugendlichen unter 18 {g} des Jugendamts."),
        (
            span(285, 750),
            "",
            "2025 nutzten von 100 Kindern und Jugendlichen unter 18 mindestens 28 und höchstens 75 {g} des Jugendamts.",
        ),
        (
            span(0, 120),
            "Uslar",
            "2025 nutzten in Uslar von 100 Kindern und Jugendlichen unter 18 höchstens 12 {g} des Jugendamts.",
        ),
        (at_least(455), "", "2025 nutzten von 100 Kindern und Jugendlichen unter 18 mindestens 45 {g} des Jugendamts."),
        (value(0), "Uslar", "In Uslar nutzten 2025 weniger als zehn Kinder {g}; ein Anteil wird nicht gezeigt."),
        (value(5), "Uslar", "In Uslar nutzten 2025 weniger als zehn Kinder {g}; ein Anteil wird nicht gezeigt."),
        (without("protected"), "Uslar", "Für Uslar wird 2025 kein Wert gezeigt (zu wenige Kinder)."),
        (without("protected", "nur für den Landkreis"), "Uslar", "Für Uslar wird 2025 kein Wert gezeigt."),
        (without("no_data"), "", sentences.SELECTION_EMPTY),
        (without("not_applicable"), "", sentences.SELECTION_EMPTY),
        (without("unreliable"), "", "Für den Landkreis ist der Wert 2025 unsicher und wird nicht gezeigt."),
    ],
)
def test_the_reach_of_a_year_is_said_for_every_case(reach, place, said):
    assert words(sentences.annual_reach(reach, year=2025, group=ALL, place=place)) == said.format(g=ALL)


def test_a_range_wider_than_one_point_never_becomes_one_number():
    for low in range(10, 900, 7):
        for width in range(11, 90, 13):
            said = words(sentences.annual_reach(span(low, low + width), year=2025, group=ALL))
            assert "rund" not in said and "höchstens" in said


def test_a_bound_is_never_rounded_inward():
    said = words(sentences.annual_reach(span(466, 512), year=2025, group=ALL))
    assert "mindestens 46 und höchstens 52" in said


@pytest.mark.parametrize(
    ("reach", "sums", "offers", "said"),
    [
        (span(5000, 9000, 20000), 3, 12, "Das sind 5.000 bis 9.000 von 20.000 Kindern. 3 von 12 Angeboten melden nur"),
        (
            span(5000, 9000, 20000),
            1,
            12,
            "Das sind 5.000 bis 9.000 von 20.000 Kindern. Eines von 12 Angeboten meldet nur",
        ),
        (span(5000, 9000, 20000), 0, 12, "Das sind 5.000 bis 9.000 von 20.000 Kindern. Die Angebote führen je eigene"),
        (span(5, 900, 20000), 2, 12, "Das sind weniger als 10 bis 900 von 20.000 Kindern."),
        (value(5000, 20000), 0, 1, "Das sind rund 5.000 von 20.000 Kindern."),
        (at_least(5000, 20000), 0, 1, "Das sind mindestens 5.000 von 20.000 Kindern."),
    ],
)
def test_the_same_is_said_in_children_with_the_reason_for_a_range(reach, sums, offers, said):
    assert sentences.in_children(reach, sums_only=sums, offers=offers).startswith(said)


def test_a_count_of_whom_some_may_have_left_is_said_beside_its_range_and_blames_no_overlap():
    left = replace(span(480, 540), counted=540)
    told = sentences.in_children(left, sums_only=2, offers=9)
    assert told.startswith("Das sind 480 bis 540 von 1.000 Kindern. Gezählt wurden rund 540; wer bis zum Jahresende")
    assert "Summen" not in told
    assert passport.span_in_words(left).startswith("Fortzüge: mindestens 48, höchstens 54 von 100")
    assert sentences.who_left(span(480, 540)) == ""


def test_developments_are_of_those_counted():
    left = replace(span(480, 540), counted=540)
    assert (left.as_counted.is_value, left.as_counted.least, left.as_counted.count.least) == (True, 0.54, 540)
    assert span(480, 540).as_counted == span(480, 540)


@pytest.mark.parametrize("reach", [value(5), without("protected"), without("no_data")])
def test_small_and_hidden_counts_are_not_said_in_children(reach):
    assert sentences.in_children(reach, sums_only=2, offers=9) == ""


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        (value(200, chance=(0.16, 0.24)), "In Uslar leben wenige Kinder; der Wert schwankt von Jahr zu Jahr."),
        (value(200, chance=(0.19, 0.21)), ""),
        (span(100, 400), ""),
        (without("protected"), ""),
    ],
)
def test_a_value_that_chance_moves_by_many_points_says_so(reach, said):
    assert sentences.few_children(reach, "Uslar") == said


def test_a_lower_bound_names_what_is_missing():
    assert sentences.lower_bound(2025, ["Hort"]) == "Für 2025 fehlt Hort; die Zahl ist eine Untergrenze."
    assert (
        sentences.lower_bound(2025, ["Hort", "Kita"]) == "Für 2025 fehlen Hort und Kita; die Zahl ist eine Untergrenze."
    )
    assert sentences.lower_bound(2025, []) == ""


@pytest.mark.parametrize(
    ("everything", "less", "said"),
    [
        (value(464), value(273), "Ohne Kita und Hort sinkt die Reichweite von 46 auf 27 von 100."),
        (
            span(400, 460),
            span(230, 310),
            "Ohne Kita und Hort sinkt die Reichweite von 40 bis 46 auf 23 bis 31 von 100; "
            "ob der Unterschied 10 oder mehr Punkte beträgt, ist offen.",
        ),
        (
            span(280, 750),
            span(70, 560),
            "Ohne Kita und Hort sinkt die Reichweite von 28 bis 75 auf 7 bis 56 von 100; "
            "ob der Unterschied 1 oder mehr Punkte beträgt, ist offen.",
        ),
        (without("no_data"), span(70, 560), "Kita-Zahlen fehlen für 2025; gezeigt wird nur „ohne Kita und Hort“."),
        (without("no_data"), without("no_data"), ""),
        (at_least(300), span(70, 560), ""),
    ],
)
def test_the_effect_of_day_care_says_what_is_certain(everything, less, said):
    assert sentences.effect_of_day_care(everything, less, year=2025) == said


BANDS = [
    dict(age_band="u3", name="unter 3", age_from=0, age_to=2),
    dict(age_band="6-9", name="6 bis 9", age_from=6, age_to=9),
    dict(age_band="15-17", name="15 bis 17", age_from=15, age_to=17),
]


@pytest.mark.parametrize(
    ("reaches", "said"),
    [
        (
            [value(500), value(300), value(120)],
            "Am seltensten erreicht sind Jugendliche von 15 bis 17 Jahren: 12 von 100.",
        ),
        (
            [span(100, 180), span(300, 380), span(200, 290)],
            "Am seltensten erreicht sind Kinder unter 3 Jahren: 10 bis 18 von 100.",
        ),
        (
            [span(100, 500), span(200, 400), span(150, 600)],
            "Welche Altersgruppe mehr nutzt, ist nicht zu sagen.",
        ),
        ([span(100, 300), span(200, 400), span(600, 700)], "Welche Altersgruppe mehr nutzt, ist nicht zu sagen."),
        (
            [value(20, chance=(0.01, 0.04)), value(25, chance=(0.01, 0.05)), value(20, chance=(0.01, 0.04))],
            "Welche Altersgruppe mehr nutzt, ist nicht zu sagen.",
        ),
        (
            [value(200, chance=(0.15, 0.25)), value(210, chance=(0.16, 0.26)), value(260, chance=(0.21, 0.31))],
            "Die Altersgruppen nutzen die Angebote verschieden häufig.",
        ),
        (
            [value(200, chance=(0.15, 0.25)), value(210, chance=(0.16, 0.26)), value(220, chance=(0.17, 0.27))],
            "Zwischen den Altersgruppen zeigt sich kein klarer Unterschied.",
        ),
        (
            [without("protected"), value(300), value(5)],
            "Am seltensten erreicht sind Jugendliche von 15 bis 17 Jahren: weniger als zehn Kinder.",
        ),
        (
            [without("no_data"), without("protected"), value(100)],
            "Welche Altersgruppe mehr nutzt, ist nicht zu sagen.",
        ),
    ],
)
def test_an_age_is_named_only_where_the_difference_is_certain(reaches, said):
    assert sentences.by_age(BANDS, dict(zip(("u3", "6-9", "15-17"), reaches, strict=True))) == said


@pytest.mark.parametrize(
    ("reaches", "said"),
    [
        ({"a": span(300, 400), "b": span(100, 200)}, "Am meisten genutzt: Kita, 30 bis 40 von 100"),
        ({"a": span(300, 400), "b": span(100, 350)}, "Welche Bereiche nutzen Kinder und Jugendliche?"),
        ({"a": span(300, 400), "b": at_least(100)}, "Welche Bereiche nutzen Kinder und Jugendliche?"),
        ({"a": without("no_data"), "b": span(1, 2)}, "Welche Bereiche nutzen Kinder und Jugendliche?"),
    ],
)
def test_a_bereich_is_named_only_where_it_is_certainly_above_all_others(reaches, said):
    assert sentences.most_used({"a": "Kita", "b": "Beratung"}, reaches) == said


@pytest.mark.parametrize(
    ("series", "said"),
    [
        ({2024: span(260, 400), 2025: span(280, 500)}, "2024 bis 2025 waren zwischen 26 und 28 von 100 gezählt"),
        ({2024: value(260), 2025: value(264)}, "2024 bis 2025 waren immer 26 von 100 gezählt"),
        ({2024: value(38), 2025: value(33)}, "2024 bis 2025 waren zwischen 3 und 4 von 100 gezählt"),
        ({2025: value(260)}, sentences.ONLY_ONE_YEAR),
        ({2025: without("no_data")}, "Für keines der Jahre liegt ein Wert vor."),
    ],
)
def test_years_are_described_without_a_word_on_rise_or_fall(series, said):
    assert sentences.over_the_years(series) == said


def test_municipalities_are_described_by_their_span_and_never_ranked():
    told = {"Demo-Uslar": span(70, 550), "Demo-Dassel": span(80, 560), "Demo-Moringen": without("protected")}
    assert sentences.by_municipality(told, ALL) == f"In den Gemeinden nutzten 7 bis 56 von 100 Kindern {ALL}"
    assert sentences.by_municipality({"Demo-Uslar": without("protected")}, ALL).endswith("?")


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        (value(289), "28,9\u202f%"),
        (span(282, 344), "28,2–34,4\u202f%"),
        (at_least(282), "mind. 28,2\u202f%"),
        (without("no_data"), "keine Daten"),
    ],
)
def test_the_care_rate_has_one_decimal_and_its_sign(reach, said):
    assert cells.said(share(reach, unit="rate")) == said


@pytest.mark.parametrize(
    ("complete", "missing", "preliminary", "said"),
    [
        (12, [], [], "Alle Angebote haben geliefert."),
        (11, ["Hort"], [], "11 von 12 Angeboten haben für 2025 vollständig geliefert. Ein Angebot fehlt: Hort."),
        (
            10,
            ["Hort", "Kita"],
            [],
            "10 von 12 Angeboten haben für 2025 vollständig geliefert. Es fehlen Hort und Kita.",
        ),
        (12, [], ["§ 35a"], "Alle Angebote haben geliefert. § 35a ist vorläufig."),
        (12, [], ["§ 35a", "UVG"], "Alle Angebote haben geliefert. § 35a und UVG sind vorläufig."),
    ],
)
def test_the_deliveries_of_a_year_are_said_in_singular_and_plural(complete, missing, preliminary, said):
    assert sentences.deliveries(2025, complete, 12, missing, preliminary) == said


def test_a_year_without_any_offer_says_so():
    assert sentences.deliveries(2025, 0, 0, []) == "Für 2025 liegt keine Lieferung vor."


def test_a_stale_link_repeats_only_letters_and_digits_of_what_it_was_given():
    said = sentences.stale_link('<img src=x onerror="alert(1)">' * 3, "Jahr 2025")
    assert (
        said == "Der Link enthält „imgsrcxonerroralert1“. Das gibt es in dieser Ausgabe nicht; gezeigt wird Jahr 2025."
    )


def test_no_sentence_uses_a_forbidden_word():
    assert re.findall(FORBIDDEN, inspect.getsource(sentences)) == []
