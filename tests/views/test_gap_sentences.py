"""Is every gap said as its case demands (texte.md § 7 no. 5), and never as more than the test carries?"""

import re
from dataclasses import replace

import pytest

from tests.views.reaches import BASE
from views.figures import gaps
from views.figures.gaps import Gap, Screen
from views.words import gap_sentences as said
from views.words.cells import apart_span, words

GROUP = "eine individuelle Hilfe oder Beratung"
EXPECTED = "als bei kreisweit üblicher Nutzung in jedem Alter zu erwarten"
FIRM = Gap("1", "Uslar", "ok", "firm", 118, 72, 165, 340, 458, 74.2, base=BASE)
UNSURE = Gap("2", "Kalefeld", "ok", "unsure", 20, -8, 47, 190, 210, 90.5, base=BASE)
MORE = Gap("3", "Moringen", "ok", "more", -41, -70, -12, 175, 134, 130.6, base=BASE)
USUAL = Gap("4", "Dassel", "ok", "usual", 2, -20, 25, 100, 102, 98.0, base=BASE)
SMALL = Gap("5", "Bodenfelde", "ok", "too_small", 3, -4, 9, 5, 8, base=BASE)
NEVER = "fehlend|vermisst|unterversorgt|Bedarf|signifikant|Schlusslicht|Rang|erreicht"


def without(state: str, note: str = "", reason: str | None = None) -> Gap:
    return Gap("9", "Hardegsen", state, note=note, reason=reason)


@pytest.mark.parametrize(
    ("gap", "sentence"),
    [
        (FIRM, f"In Uslar nutzten 2025 rund 118 Kinder weniger {GROUP}, {EXPECTED} (72 bis 165) – belastbar."),
        (
            UNSURE,
            f"In Kalefeld nutzten 2025 rund 20 Kinder weniger {GROUP}, {EXPECTED} (8 mehr bis 47 weniger) – unsicher: "
            "Der Unterschied kann Zufall sein.",
        ),
        (MORE, f"In Moringen nutzten 2025 rund 41 Kinder mehr {GROUP} als zu erwarten."),
        (USUAL, "Dassel liegt 2025 im üblichen Bereich."),
        (SMALL, "Bodenfelde: nicht bewertbar, zu wenige Kinder."),
        (without("protected"), "Hardegsen: nicht gezeigt."),
        (
            without("not_applicable", "Kita: gezählt am Ort des Angebots."),
            "Hardegsen: Vergleich nicht zulässig. Kita: gezählt am Ort des Angebots.",
        ),
        (
            without("no_data", "Beratung liefert keinen Wohnort."),
            "Hardegsen: keine Daten. Beratung liefert keinen Wohnort.",
        ),
        (
            replace(FIRM, unit="Kinder im Jahr"),
            f"In Uslar nutzten 2025 rund 118 Kinder im Jahr weniger {GROUP}, {EXPECTED} (72 bis 165) – belastbar.",
        ),
    ],
)
def test_every_case_of_a_municipality_has_its_sentence(gap, sentence):
    assert said.of_place(gap, "2025", GROUP) == sentence


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ((FIRM,), f"2025 nutzten in Uslar rund 118 Kinder weniger {GROUP}, {EXPECTED} – belastbar"),
        (
            (replace(FIRM, name="Dassel", fewer=80), FIRM, UNSURE),
            f"2025 nutzten in Uslar rund 118 und in Dassel rund 80 Kinder weniger {GROUP}, {EXPECTED} – belastbar",
        ),
        ((UNSURE, USUAL), "Hilfen, 2025: Keine Gemeinde liegt belastbar unter dem Kreisdurchschnitt"),
        (
            (without("protected"), without("not_applicable")),
            f"Für 2025 lässt sich nicht sagen, wo weniger Kinder {GROUP} nutzten als zu erwarten",
        ),
    ],
)
def test_only_firm_gaps_are_named_in_the_finding_the_largest_first(found, sentence):
    assert words(said.opening(Screen("x", "2025", found), GROUP, "Hilfen")) == sentence


def test_the_largest_distances_carry_their_verdicts():
    told = said.largest(Screen("x", "2025", (UNSURE, FIRM, MORE, SMALL)))
    assert told.endswith("in Kindern: Uslar 118 (belastbar), Kalefeld 20 (unsicher).")
    assert said.largest(Screen("x", "2025", (MORE, USUAL, SMALL))) == ""


@pytest.mark.parametrize(
    ("gap", "span", "beside"),
    [(FIRM, "72 bis 165", "118"), (UNSURE, "8 mehr bis 47 weniger", "20"), (MORE, "12 bis 70 mehr", "41 mehr")],
)
def test_a_range_says_on_which_side_of_the_expected_it_lies(gap, span, beside):
    assert (apart_span(gap.distance), said.beside(gap)) == (span, beside)


def test_no_sentence_uses_a_word_that_says_more_than_the_figures(figures):
    texts = [
        text
        for group in figures.group
        for screen in [gaps.screen(figures, group, 2025)]
        for text in [
            words(said.opening(screen, "x", "y")),
            said.largest(screen),
            *(said.of_place(gap, screen.period, "x") for gap in screen.gaps),
        ]
    ]
    assert len(texts) > 300
    assert [text for text in texts if re.search(NEVER, text)] == []


def test_pooled_years_stand_before_the_single_year_and_say_so(figures):
    pooled, single = (gaps.screen(figures, "b_hze_ambulant", year) for year in (2025, 2024))
    assert (pooled.period, single.period) == ("2021 bis 2025", "2024")
    assert {gap.unit for gap in pooled.told} == {"Kinder im Jahr"}
    assert gaps.screen(figures, "b_hze_ambulant", 2025, pooled=False).period == "2025"


def test_the_verdict_is_the_published_one_and_what_version_1_left_out_is_usual_or_more(figures):
    raw = {
        row["area"]: row
        for row in figures.rows("gap", offer_group="kindertagespflege", year=2025)
        if row["quantity"] is None
    }
    told = gaps.screen(figures, "kindertagespflege", 2025).gaps
    assert {gap.verdict for gap in told} == {raw[gap.area]["label"] for gap in told} - {""}
    old = {"label": "", "high": -3.0}
    assert [gaps._of_version_1(old | {"high": high}) for high in (-3.0, 3.0, None)] == ["more", "usual", "usual"]


def test_only_fewer_than_expected_is_below_and_more_than_chance_may_explain_is_unsure_too():
    above = replace(UNSURE, fewer=-20, low=-47, high=8)
    assert (UNSURE.below, FIRM.below, above.below, USUAL.below, MORE.below) == (True, True, False, False, False)
    assert (UNSURE.look, above.look) == ("unsure", "plain")
    assert said.of_place(above, "2025", GROUP) == (
        f"In Kalefeld nutzten 2025 rund 20 Kinder mehr {GROUP} als zu erwarten – unsicher: Der Unterschied kann Zufall sein."
    )


def test_no_gap_is_said_to_be_missing_where_none_could_have_been_seen():
    tested = [replace(gap, families=2.0, spread=0.05) for gap in (UNSURE, USUAL)]
    blind = words(said.opening(Screen("x", "2025", tuple(tested)), GROUP, "Hilfen"))
    assert blind == "Hilfen, 2025: So kleine Zahlen zeigen nicht, ob eine Gemeinde unter dem Kreisdurchschnitt liegt"
    seeing = [tested[0], replace(tested[1], detectable=30, detectable_of_100=29)]
    assert said.NONE_FIRM in words(said.opening(Screen("x", "2025", tuple(seeing)), GROUP, "Hilfen"))


def test_what_the_gaps_were_judged_with_is_said_from_its_columns():
    told = said.scatter(replace(USUAL, families=1.94, spread=0.052))
    assert "1,9-mal so stark wie bei einzelnen Kindern" in told and "ohnehin um rund 5 von 100" in told
    alike = said.scatter(replace(USUAL, families=1.02, spread=0.004))
    assert "schwankt wie bei einzelnen Kindern; Gemeinden unterscheiden sich ohnehin kaum" in alike
    assert said.scatter(USUAL) == ""


@pytest.mark.parametrize(
    ("gap", "sentence"),
    [
        (UNSURE, "Hier leben zu wenige Kinder, als dass ein Unterschied zuverlässig zu sehen wäre."),
        (
            replace(UNSURE, detectable=24, detectable_of_100=25),
            "Zuverlässig zu sehen wäre hier erst ein Unterschied von rund 24 Kindern (25 von 100).",
        ),
        (
            replace(UNSURE, detectable=24, detectable_of_100=25, unit="Kinder im Jahr"),
            "Zuverlässig zu sehen wäre hier erst ein Unterschied von rund 24 Kindern im Jahr (25 von 100).",
        ),
    ],
)
def test_what_could_be_seen_is_said_from_the_columns(gap, sentence):
    assert said.visible(gap) == sentence


def test_the_values_of_the_finding_are_those_of_the_table():
    told = said.opening(Screen("x", "2025", (FIRM, UNSURE)), GROUP, "Hilfen")
    assert [part for part in told.parts() if part == FIRM.distance] == [said.judged(FIRM)]


def test_a_group_without_any_number_gives_its_reason_and_the_first_choice_has_one(figures):
    assert "Nur als Spanne bekannt" in gaps.why_not(gaps.screen(figures, "alle", 2025).gaps)
    assert gaps.best_group(figures, 2025) == "individuell"
    assert "alle" not in gaps.compared_groups(figures)


def test_municipalities_stand_by_name_in_every_screen(figures):
    names = [gap.name for gap in gaps.screen(figures, "individuell", 2025).gaps]
    assert len(names) == 11 and names == sorted(names)
