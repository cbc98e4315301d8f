"""Every case of the reach until 18, of the claim check, of the sentence to say, and of the official rate beside ours."""

import re
from datetime import date

import pytest

from measures import claim as measured
from measures import cumulative_reach
from tests.views.plots import plots
from tests.views.reaches import span, value, without
from views.blocks import care, childhood
from views.figures.childhood import Childhood, from_row, until_18
from views.finding import Finding
from views.shell import render
from views.words import childhood_sentences as say
from views.words.cells import said as said_cell
from views.words.cells import words

ALL = {
    "offer_group": "alle",
    "level": "kopf",
    "name": "Alle Angebote und Leistungen",
    "said_dative": "einem Angebot oder einer Leistung",
}
CONTACT = "von 100 Kindern mindestens einmal mit einem Angebot oder einer Leistung in Kontakt."
UNTIL = "Bis zum 18. Geburtstag kommen nach den vorliegenden Daten"
WINDOW = Childhood("ok", 0.77, 0.93, "window", since=2016)
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
        ({"said_dative": "einer individuellen Hilfe oder Beratung"}, "einer individuellen Hilfe oder Beratung"),
        ({"said_dative": "", "level": "angebot", "name": "Kita"}, "dem Angebot „Kita“"),
        ({"said_dative": "", "level": "bereich", "name": "Beratung"}, "einem Angebot aus „Beratung“"),
    ],
)
def test_a_group_stands_in_its_case(group, said):
    assert say.with_group(group) == said


@pytest.mark.parametrize(
    ("told", "more", "said"),
    [
        (WINDOW, {}, "Zwischen 77 und 93 von 100 Kindern kommen bis 18 mindestens einmal in Kontakt."),
        (VALUE, {}, "Rund 62 von 100 Kindern kommen bis 18 mindestens einmal in Kontakt."),
        (
            VALUE,
            {"born": 2008, "observed": Childhood("ok", 0.61, 0.61, "value")},
            "Von 100 Kindern des Geburtsjahrgangs 2008 waren es bis 18 rund 61.",
        ),
        (
            VALUE,
            {"born": 2008, "observed": Childhood("ok", 0.55, 0.61, "window")},
            "Von 100 Kindern des Geburtsjahrgangs 2008 waren es bis 18 zwischen 55 und 61.",
        ),
        (WINDOW, {"place": "Uslar"}, "Für Uslar nicht gezeigt; siehe Landkreis."),
        (Childhood("no_data", note=FEW_YEARS), {}, FEW_YEARS),
    ],
)
def test_the_title_of_the_curve_has_its_cases(told, more, said):
    assert say.finding(told, **more) == said


def test_the_edges_of_a_short_record_are_seen_and_projected_with_chance():
    assert say.where_from(WINDOW, []) == (
        "77 sind belegt: so viele stehen seit 2016 in den Daten und leben hier. 93 sind hochgerechnet: so viele wären es "
        "höchstens, wenn Kinder in jedem Alter so nutzen wie zuletzt. Der Zufall ist in beiden enthalten."
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
    assert say.where_from(BOUNDS, sums) == f"65 sind belegt. Nach oben ist die Zahl offen bis 100, {why}"


def test_nothing_is_explained_where_nothing_is_open():
    assert say.where_from(VALUE, ["Kita"]) == ""
    assert say.where_from(Childhood("no_data"), []) == ""


def test_a_record_that_begins_at_a_break_says_so():
    assert say.only_since(2017) == "Nur Jahre seit 2017 verwendet; davor anders gezählt."


def test_start_and_end_of_a_record_are_facts_of_the_row(figures):
    told = until_18(figures, "unterhaltsvorschuss", 2025)
    assert (told.since, told.ends_at, told.newcomers) == (2016, 16, True)
    assert say.ends(told) == cumulative_reach.ENDS.format(16) and say.ends(VALUE) == ""
    assert say.arrivals(told) == cumulative_reach.MIGRATION and say.arrivals(VALUE) == ""


def test_a_birth_year_known_as_a_range_is_a_range():
    row = dict.fromkeys(
        ("reason_offers", "reason", "arrivals_known", "observed_from", "ends_at_age", "denominator", "note")
    )
    told = from_row(row | dict(state="ok", value=None, bound_low=0.05, bound_high=0.09, interval="window"))
    assert said_cell(told.cell) == "5–9" and told.cell.window


@pytest.mark.parametrize(
    ("label", "told", "said"),
    [
        ("covered", Childhood("ok", 0.96, 0.99, "window"), ("Durch die Daten gedeckt", "alle Angebote")),
        ("not_covered", WINDOW, ("Durch die Daten nicht gedeckt", "alle Angebote: höchstens 93 von 100")),
        ("undecided", BOUNDS, ("Mit den vorliegenden Daten nicht zu entscheiden", "alle Angebote: 65 bis 100 von 100")),
        ("", Childhood("no_data", note=FEW_YEARS), ("Noch keine Aussage", f"alle Angebote: {FEW_YEARS}")),
    ],
)
def test_a_line_of_the_claim_check_has_three_verdicts_and_a_reason(label, told, said):
    assert say.claim(label, told, "alle Angebote") == said


@pytest.mark.parametrize(
    ("code", "of", "said"),
    [
        ("key", "hze_27", "Am meisten würde klären: § 27 Abs. 2 mit Schlüssel statt als Summe."),
        ("link", "uvg", "Am meisten würde klären: die Quelle „uvg“ mit den anderen zu verknüpfen."),
        ("arrivals", None, measured.DECIDES["arrivals"]),
        ("time", None, "Mit jedem weiteren Jahr der Aufzeichnung wird die Spanne enger."),
        (None, None, ""),
    ],
)
def test_what_would_decide_is_said_from_its_code(code, of, said):
    row = {"would_decide": code, "would_decide_offer": of}
    assert say.would_decide(row, {"hze_27": "§ 27 Abs. 2"}) == said


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
    assert say.new_base(2023, "neue Zensusbasis") == "Seit 2023: neue Zensusbasis."


# ── The findings on the small store, and how the page shows them ─────────────────────────────────


def shown(figures, told: Finding) -> str:
    return render.finding(told, demo=figures.demo)


def test_the_claim_check_has_three_lines_with_the_threshold_and_what_would_decide(figures):
    told = childhood.claim_check(figures, 2025)
    assert [row.cells[0] for row in told.table.rows] == [
        "Mit den vorliegenden Daten nicht zu entscheiden",
        *["Durch die Daten nicht gedeckt"] * 2,
    ]
    assert "nur individuelle Hilfen und Beratung: höchstens 62 von 100" in told.table.rows[2].beside
    assert told.chart.threshold == 0.95 and "im_kreis_seit" in told.notes[0] and "Festlegung" in told.notes[1]
    block = shown(figures, told)
    assert block.count('class="threshold"') == 3 and "0 bis 100 von 100" in block
    assert block.count('class="open-band"') == 3, "a short record is no overlap"


def test_the_claim_check_keeps_three_lines_in_a_year_without_any_verdict(figures):
    told = childhood.claim_check(figures, 2016)
    assert [row.cells[0] for row in told.table.rows] == ["Noch keine Aussage"] * 3


def test_a_short_record_is_drawn_as_a_plain_band_and_never_hatched(figures):
    told = childhood.curve(figures, "unterhaltsvorschuss", 2025, figures.district)
    projected = told.chart.series[-1]
    assert projected.look == "dashed" and sum(map(bool, projected.cells)) == 16, "it ends where too few are left"
    block = shown(figures, told)
    (figure,) = plots(block)
    assert [trace.get("fill") for trace in figure["data"]].count("tonexty") == 1 and "pattern" not in str(figure)
    assert "ab 10 nur zum Teil gesehen" in block and "die Kurve endet dort" in block
    assert [len(trace["y"]) for trace in figure["data"] if trace["line"].get("dash") == "dash"] == [16]


def test_a_whole_record_is_told_by_the_birth_year_that_was_followed(figures):
    told = childhood.curve(figures, "hze_31", 2025, figures.district)
    assert told.title == "Von 100 Kindern des Geburtsjahrgangs 2008 waren es bis 18 rund 25."
    block = shown(figures, told)
    (figure,) = plots(block)
    assert len(figure["data"]) == 2 and "fill" not in str(figure)


def test_a_group_without_a_curve_says_why_and_shows_that_of_a_part(figures):
    told = childhood.curve(figures, "alle", 2025, figures.district)
    assert "Als Kurve zeigbar: SPFH § 31." in told.lead[0] and told.title.startswith("SPFH § 31: ")
    assert told.links == {"SPFH § 31": "?jahr=2025&gruppe=hze_31"}


def test_below_the_district_the_curve_is_not_shown_and_first_contacts_name_the_district(figures):
    told = childhood.curve(figures, "alle", 2025, "03155012")
    assert told.title == "Für Demo-Uslar nicht gezeigt; siehe Landkreis." and told.chart is None
    contacts = childhood.first_contacts(figures, "unterhaltsvorschuss", 2025)
    assert contacts.sub.startswith("Landkreis Northeim, UVG. ")
    assert [said_cell(row.cells[1]) for row in contacts.table.rows] == ["2,0", "2,7", "2,5", "3,2", "1,7"]
    assert childhood.first_contacts(figures, "kita", 2025) is None


def test_both_reaches_stand_on_one_scale_with_why_they_differ(figures):
    told = childhood.beside_the_year(figures, "ohne_kita", 2025)
    assert told.title.startswith(f"{UNTIL} zwischen 41 und 88 von 100 Kindern")
    assert told.chart.categories == ("im Jahr 2025", "bis 18") and say.TWO_NUMBERS in told.notes
    assert childhood.beside_the_year(figures, "ohne_kita", 2016).chart is None


def test_the_sentence_to_say_is_marked_whole_and_not_there_where_it_cannot_be_said(figures):
    told = childhood.sayable(figures, 2025)
    assert "77 bis 97 von 100 Kindern" in words(told.quote)
    assert '<p class="quote" tabindex="0">DEMO, erfundene Zahlen: „Nach den Daten' in shown(figures, told)
    assert childhood.sayable(figures, 2016) is None and render.of(figures, childhood.sayable, 2016) == ""


def test_every_drawing_of_a_demo_says_so_and_every_curve_has_its_table(figures):
    block = shown(figures, childhood.curve(figures, "unterhaltsvorschuss", 2025, figures.district))
    assert (
        re.findall(r'aria-label="(?!DEMO)', block) == [] and "<b>Tabelle</b>" in block and 'class="demo tag"' in block
    )


def test_the_official_rate_stands_beside_ours_only_with_its_year(figures):
    ours = {"u3": span(240, 310), "3-5": value(895)}
    told = {year: " ".join(care.rates_beside(figures, year, ours)) for year in (2016, 2025)}
    assert "28,9\u202f% (Niedersachsen 29,6\u202f%)" in told[2016]
    assert "Für 2025 noch nicht veröffentlicht" in told[2025]
