"""Do the finished blocks keep the rules of the house? On the small store with its invented figures."""

import os
import time
from dataclasses import replace

import pytest

from tests.views.reaches import at_least, span, value, without
from views.blocks import reach as findings
from views.figures import deliveries, read
from views.figures.read import Figures
from views.shell import page, render
from views.words import passport

DEMO = "DEMO"


@pytest.fixture
def real(figures, monkeypatch) -> Figures:
    """The same figures as if an office had loaded them."""
    told = Figures(replace(figures.published))
    told.meta = figures.meta | {"demo": "nein"}
    return told


def test_only_a_demo_carries_the_word(figures, real):
    def whole(told: Figures) -> list[str]:
        return [
            page.kicker(told, "Frage?", 2025), page.footer(told), page.title(told, "Überblick"),
            render.of(told, findings.by_year, "alle", 2025, told.district),
            render.finding(findings.hundred(told, span(283, 749)), demo=told.demo),
        ]  # fmt: skip

    assert [part for part in whole(figures) if DEMO not in part] == []
    assert [part for part in whole(real) if DEMO in part] == []


def test_municipalities_are_shown_by_the_next_choice_that_is_counted_by_residence(figures):
    block = render.of(figures, findings.by_municipality, "alle", 2025)
    assert "Kita wird am Ort der Einrichtung gezählt" in block and "?jahr=2025&amp;gruppe=ohne_kita" in block
    assert block.count('<tr><th scope="row">Demo-') == 11


def test_day_care_alone_by_municipality_offers_the_other_choice_and_draws_nothing(figures):
    block = render.of(figures, findings.by_municipality, "b_tagesbetreuung", 2025)
    assert "nicht bestimmbar" in block and "gruppe=ohne_kita" in block and "<table" not in block


def test_municipalities_stand_by_name_and_not_by_rank(figures):
    block = render.of(figures, findings.by_municipality, "individuell", 2025)
    names = [part.split("<")[0] for part in block.split('<th scope="row">')[1:]]
    assert names == sorted(names)


def test_a_sensitive_offer_is_hidden_below_the_district_in_words(figures):
    block = render.of(figures, findings.by_domain, 2025, "03155012", "angebot")
    assert "geschützt" in block.split('scope="row">§ 35a')[1].split("</tr>")[0]


def test_a_row_that_is_never_published_below_the_district_is_protected_and_not_missing(figures):
    assert figures.absent("hze_33", "03155012").state == "protected"
    assert figures.absent("hze_33", figures.district).state == "no_data"
    assert figures.absent("hze_31", "03155012").state == "no_data"


def test_girls_and_boys_stand_apart_only_in_the_district(figures):
    assert "Mädchen" in render.of(figures, findings.by_age, "alle", 2025, figures.district).split("</table>")[0]
    town = render.of(figures, findings.by_age, "individuell", 2025, "03155012")
    assert "Mädchen" not in town.split("</table>")[0] and "nur für den Landkreis" in town


def test_breaks_are_drawn_and_told_and_only_where_they_concern_the_group(figures):
    unterhalt, alle = (render.of(figures, findings.by_year, g, 2025, figures.district) for g in ("b_unterhalt", "alle"))
    assert "UVG-Reform" in unterhalt and "UVG-Reform" not in alle
    assert "neue Zensusbasis" in unterhalt and "neue Zensusbasis" in alle


def test_missing_and_preliminary_deliveries_are_named(figures):
    found = deliveries.of_group(figures, "alle", 2025)
    assert (found.missing, found.preliminary) == (["Jugendsozialarbeit"], ["§ 35a"])
    assert deliveries.of_group(figures, "hort", 2020).missing == ["Hort"]
    assert deliveries.shortened(["a", "b", "c", "d", "e", "f"]) == ["a", "b", "c", "3 weitere"]


@pytest.mark.parametrize(
    ("reach", "kind"),
    [
        (span(283, 749), "Überschneidung: mindestens 28, höchstens 75 von 100"),
        (value(200, chance=(0.15, 0.25)), "Zufall (95 %): rund 20 von 100"),
        (at_least(300), "Untergrenze: mindestens 30 von 100"),
        (value(5), ""),
        (without("protected"), ""),
    ],
)
def test_the_passport_names_the_kind_of_a_range(reach, kind):
    assert passport.span_in_words(reach).startswith(kind)
    assert bool(passport.span_in_words(reach)) == bool(kind)


def test_the_passport_gives_n_denominator_day_source_and_protection(figures):
    card = passport.card(figures, "annual_reach", span(5000, 9000, 20000), period="Jahr 2025", place="Landkreis")
    told = f"{card.short} {dict(card.fields)}"
    for part in (
        "5.000 bis 9.000 von 20.000 Kindern",
        "hier 20.000 am 31.12.2025",
        "Datenstand 30.09.2026",
        "auf ein Vielfaches von 5",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("lines", "age", "expected"),
    [
        (['{"text": "Laden", "percent": 40}'], 0, read.Progress("Laden", 40)),
        (['{"text": "Laden", "percent": 40}', '{"text": "Zäh'], 0, read.Progress("Laden", 40)),
        (['{"text": "Laden", "percent": 40}', '{"text": "fertig", "percent": 100}'], 0, None),
        (['{"text": "Laden", "percent": 40}'], 600, None),
        ([], 0, read.Progress("Das Laden beginnt", 0)),
    ],
)
def test_the_progress_of_a_first_load_is_its_last_whole_line(tmp_path, monkeypatch, lines, age, expected):
    file = tmp_path / "progress.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    os.utime(file, (time.time() - age,) * 2)
    monkeypatch.setenv("REICHWEITE_STORE", str(tmp_path))
    assert read.progress() == expected
