"""Every case of the reach until 18, of the claim check, of the sentence to say, and of the official rate beside ours."""

import re
from datetime import date

import pytest

from measures import claim as measured
from measures import cumulative_reach
from tests.views.reaches import span, value, without
from views.blocks import childhood, official
from views.words import childhood_sentences as say
from views.words.childhood_sentences import Childhood

ALL = {"offer_group": "alle", "level": "kopf", "name": "Alle Angebote und Leistungen"}
CONTACT = "von 100 Kindern mindestens einmal mit einem Angebot oder einer Leistung in Kontakt."
UNTIL = "Bis zum 18. Geburtstag kommen nach den vorliegenden Daten"
WINDOW = Childhood("ok", 0.77, 0.93, "window", note="Beobachtet seit 2016; die obere Zahl ist hochgerechnet.")
BOUNDS = Childhood("ok", 0.655, 1.0, "bounds")
VALUE = Childhood("ok", 0.62, 0.62, "value", (0.6, 0.64))
FEW_YEARS = cumulative_reach.TOO_SHORT.format(2)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (WINDOW, f"{UNTIL} zwischen 77 und 93 {CONTACT}"),
        (BOUNDS, f"{UNTIL} zwischen 65 und 100 {CONTACT}"),
        (VALUE, f"{UNTIL} rund 62 {CONTACT}"),
        (
            Childhood("no_data", note=FEW_YEARS),
            "Aufzeichnungen reichen 2 Jahre zurück; für eine Aussage bis 18 zu kurz.",
        ),
        (Childhood("protected", note=cumulative_reach.HIDDEN), cumulative_reach.HIDDEN),
        (Childhood("no_data"), "Für eine Aussage bis 18 liegen keine Zahlen vor."),
    ],
)
def test_the_key_sentence_says_a_range_a_value_or_why_there_is_none(told, said):
    assert say.until_18(told, ALL) == said


@pytest.mark.parametrize(
    ("group", "said"),
    [
        (ALL, "einem Angebot oder einer Leistung"),
        ({"offer_group": "ohne_kita"}, "einem Angebot oder einer Leistung außer Kita und Hort"),
        ({"offer_group": "individuell"}, "einer individuellen Hilfe oder Beratung"),
        ({"offer_group": "kita", "level": "angebot", "name": "Kita"}, "dem Angebot „Kita“"),
        ({"offer_group": "b_beratung", "level": "bereich", "name": "Beratung"}, "einem Angebot aus „Beratung“"),
    ],
)
def test_a_group_stands_in_its_case(group, said):
    assert say.with_group(group) == said


@pytest.mark.parametrize(
    ("told", "more", "said"),
    [
        (WINDOW, {}, "Zwischen 77 und 93 von 100 Kindern kommen bis 18 mindestens einmal in Kontakt."),
        (VALUE, {}, "Rund 62 von 100 Kindern kommen bis 18 mindestens einmal in Kontakt."),
        (VALUE, {"born": 2008, "observed": 0.61}, "Von 100 Kindern des Geburtsjahrgangs 2008 waren es bis 18 rund 61."),
        (WINDOW, {"place": "Uslar"}, "Für Uslar nicht gezeigt; siehe Landkreis."),
        (Childhood("no_data", note=FEW_YEARS), {}, FEW_YEARS),
    ],
)
def test_the_title_of_the_curve_has_its_cases(told, more, said):
    assert say.finding(told, **more) == said


def test_the_edges_of_a_short_record_are_observed_and_projected():
    assert say.where_from(WINDOW, since=2016, sums=[]) == (
        "77 ist beobachtet: so viele der heute 17-Jährigen stehen seit 2016 in den Daten. 93 ist hochgerechnet: so viele "
        "wären es, wenn Kinder in jedem Alter so nutzen wie zuletzt."
    )


@pytest.mark.parametrize(
    ("sums", "why"),
    [
        ([], "weil nicht bekannt ist, welche Kinder mehrere Quellen nutzen."),
        (["Kita"], "weil Kita nur Summen meldet; ein erster Kontakt ist daran nicht zu erkennen."),
        (["A", "B", "C"], "weil A, B und C nur Summen melden; ein erster Kontakt ist daran nicht zu erkennen."),
        (list("ABCDE"), "weil 5 Angebote nur Summen melden; ein erster Kontakt ist daran nicht zu erkennen."),
    ],
)
def test_the_edges_without_a_common_key_say_what_is_open(sums, why):
    assert (
        say.where_from(BOUNDS, since=None, sums=sums) == f"65 sind belegt. Nach oben ist die Zahl offen bis 100, {why}"
    )


def test_nothing_is_explained_where_nothing_is_open():
    assert say.where_from(VALUE, since=2016, sums=["Kita"]) == ""
    assert say.where_from(Childhood("no_data"), since=None, sums=[]) == ""


def test_a_record_that_begins_at_a_break_says_so():
    assert say.only_since(2017) == "Nur Jahre seit 2017 verwendet; davor anders gezählt."


def test_start_and_end_of_a_record_are_read_from_the_words_of_the_measure():
    since = Childhood("ok", 0.2, 0.9, "window", note=cumulative_reach.SINCE.format(2016))
    assert childhood.since(since) == 2016 and childhood.since(VALUE) is None
    assert childhood.ENDS.search(cumulative_reach.ENDS.format(14))[1] == "14"
    assert cumulative_reach.MIGRATION == say.MOVES


@pytest.mark.parametrize(
    ("label", "told", "said"),
    [
        ("covered", Childhood("ok", 0.96, 0.99, "window"), "Durch die Daten gedeckt (alle Angebote)."),
        ("not_covered", WINDOW, "Durch die Daten nicht gedeckt (alle Angebote: höchstens 93 von 100)."),
        ("undecided", BOUNDS, "Mit den vorliegenden Daten nicht zu entscheiden (alle Angebote: 65 bis 100 von 100)."),
        ("", Childhood("no_data", note=FEW_YEARS), f"Noch keine Aussage (alle Angebote): {FEW_YEARS}"),
    ],
)
def test_a_line_of_the_claim_check_has_three_verdicts_and_a_reason(label, told, said):
    assert say.claim(label, told, "alle Angebote") == said


@pytest.mark.parametrize(
    "advice", [measured.KEY_FOR.format("§ 27 Abs. 2"), measured.LINK.format("„uvg“"), measured.ARRIVALS, measured.YEARS]
)
def test_what_would_decide_is_found_at_the_end_of_the_claims_note(advice):
    assert say.would_decide(f"{cumulative_reach.MIGRATION} {advice}") == advice
    assert say.would_decide(cumulative_reach.MIGRATION) == ""


def test_the_sentence_to_say_names_both_ranges_and_the_stand():
    assert say.sayable(WINDOW, BOUNDS, date(2026, 9, 30)) == (
        "Nach den Daten des Jugendamts (Stand 30.09.2026) nutzen im Laufe des Aufwachsens 77 bis 93 von 100 Kindern "
        "mindestens ein Angebot oder eine Leistung; ohne Kita und Hort sind es 65 bis 100."
    )
    assert say.sayable(WINDOW, Childhood("no_data"), None) == ""


HERE = {"place": "Landkreis Northeim", "value": 28.9}
LAND = {"place": "Niedersachsen", "value": 29.6}


@pytest.mark.parametrize(
    ("here", "elsewhere", "said"),
    [
        (HERE, [LAND], "Amtliche Betreuungsquote unter 3 am 01.03.2016: 28,9\u202f% (Niedersachsen 29,6\u202f%)."),
        (HERE, [], "Amtliche Betreuungsquote unter 3 am 01.03.2016: 28,9\u202f%."),
        (None, [LAND], "Amtliche Betreuungsquote unter 3 am 01.03.2016: Für 2016 noch nicht veröffentlicht."),
        (
            HERE | {"value": 101.2},
            [],
            "Amtliche Betreuungsquote unter 3 am 01.03.2016: 101,2\u202f%. Über 100\u202f%, weil Kinder aus anderen Orten "
            "mitgezählt sind.",
        ),
    ],
)
def test_the_official_rate_stands_with_its_day_and_the_land(here, elsewhere, said):
    assert say.official("unter 3", 2016, here, elsewhere) == said


@pytest.mark.parametrize(
    ("ours", "demo", "said"),
    [
        (value(290), False, ""),
        (span(240, 310), False, ""),
        (value(350), True, "Unsere Zahl weicht ab, weil sie erfunden ist."),
        (
            value(350),
            False,
            "Unsere Zahl weicht ab, weil sie auf der eigenen Lieferung beruht; bitte beide Stände vergleichen.",
        ),
        (without("no_data"), False, ""),
    ],
)
def test_our_rate_says_why_it_is_another_one(ours, demo, said):
    assert say.differs(ours, HERE, demo=demo) == said


def test_the_new_base_of_the_population_is_named():
    assert say.new_base(2023) == "Seit 2023 auf Basis des Zensus 2022."


# ── The finished blocks on the small store ───────────────────────────────────────────────────────


def test_the_claim_check_has_three_lines_with_the_threshold_and_what_would_decide(figures):
    block = childhood.claim_check(figures, 2025)
    lines = re.findall(r"<b>(.*?)</b> ?\(?(.*?)</th>", block)
    assert [line[0] for line in lines] == [
        "Mit den vorliegenden Daten nicht zu entscheiden",
        *["Durch die Daten nicht gedeckt"] * 2,
    ]
    assert block.count('class="threshold"') == 3 and "im_kreis_seit" in block and "Festlegung" in block


def test_the_claim_check_keeps_three_lines_in_a_year_without_any_verdict(figures):
    assert childhood.claim_check(figures, 2016).count("<b>Noch keine Aussage</b>") == 3


def test_a_short_record_is_drawn_as_a_plain_band_and_never_hatched(figures):
    block = childhood.curve(figures, "unterhaltsvorschuss", 2025, figures.district)
    assert 'class="window"' in block and "hatch" not in block and 'class="maybe"' not in block
    assert "ab 10 nur zum Teil gesehen" in block and "die Kurve endet dort" in block
    drawn = re.search(r'<polyline points="([^"]*)" class="curve period"', block)[1].split()
    assert len(drawn) == 16, "the projected curve ends where too few are left"


def test_a_whole_record_is_told_by_the_birth_year_that_was_followed(figures):
    block = childhood.curve(figures, "hze_31", 2025, figures.district)
    assert "Von 100 Kindern des Geburtsjahrgangs 2008 waren es bis 18 rund 25" in block
    assert 'class="window"' not in block and block.count("<polyline") == 2


def test_a_group_without_a_curve_says_why_and_shows_that_of_a_part(figures):
    block = childhood.curve(figures, "alle", 2025, figures.district)
    assert "Als Kurve zeigbar" in block and "gruppe=hze_31" in block and "SPFH § 31: " in block


def test_below_the_district_the_curve_is_not_shown(figures):
    block = childhood.curve(figures, "alle", 2025, "03155012")
    assert "Für Demo-Uslar nicht gezeigt; siehe Landkreis" in block and "<polyline" not in block


def test_every_drawing_of_a_demo_says_so_and_every_curve_has_its_table(figures):
    block = childhood.curve(figures, "unterhaltsvorschuss", 2025, figures.district)
    assert (
        re.findall(r'aria-label="(?!DEMO)', block) == [] and "<b>Tabelle</b>" in block and 'class="demo tag"' in block
    )


def test_the_official_rate_stands_beside_ours_only_with_its_year(figures):
    ours = {"u3": span(240, 310), "3-5": value(895)}
    assert "28,9\u202f% (Niedersachsen 29,6\u202f%)" in official.rates_beside(figures, 2016, ours)
    assert "Für 2025 noch nicht veröffentlicht" in official.rates_beside(figures, 2025, ours)
