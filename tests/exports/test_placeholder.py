"""Does a placeholder say the figure, and nothing but the figure?"""

import pytest

from exports.content.placeholder import Place, TextProblem, amount, filled, said
from store.tables import FIGURE
from tests.exports.asked import asked_of
from tests.views.small_answers import answered

HERE = Place("texte/11_bewertung.md", 7)
ROW = dict.fromkeys(FIGURE.names) | {
    "measure": "annual_reach", "state": "ok", "unit": "Anteil der Kinder", "numerator": None, "denominator": 20015,
    "denominator_date": None, "reason": None, "value": None, "low": None, "high": None, "bound_low": None, "bound_high": None, "note": "",
    "interval": "none",
}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (dict(bound_low=0.2836, bound_high=0.8593), "28 bis 86 von 100"),
        (dict(bound_low=0.004, bound_high=0.07), "höchstens 7 von 100"),
        (dict(bound_low=0.2836, bound_high=None), "mindestens 28 von 100"),
        (dict(bound_low=0.281, bound_high=0.287), "rund 28 von 100"),
        (dict(value=0.462, numerator=9250), "rund 46 von 100"),
        (dict(value=0.0002, numerator=5), "weniger als zehn Kinder"),
        (dict(value=None, numerator=15), "geschützt"),
        (dict(state="protected"), "geschützt"),
        (dict(state="no_data"), "keine Daten"),
        (dict(state="not_applicable"), "trifft nicht zu"),
        (dict(measure="cumulative_reach", bound_low=0.65, bound_high=1.0, interval="bounds"), "65 bis 100 von 100"),
        (dict(measure="hze_rate", unit="je 10.000 unter 21", value=639.17, numerator=1460), "639 je 10.000 unter 21"),
        (dict(measure="hze_rate", unit="je 10.000 unter 21", value=3.2, numerator=5), "1–9 (je 10.000 unter 21 nicht gezeigt)"),
        (dict(measure="hze_rate", unit="je 10.000 unter 21", bound_low=343.7, bound_high=621.7), "344 bis 622 je 10.000 unter 21"),
        (dict(measure="maintenance_rate", unit="Anteil der Kinder unter 18", value=0.0712, numerator=1380), "7,1\u202f%"),
        (dict(measure="staffing", unit="Stellen (VZÄ)", value=40.0), "40,0 Stellen (VZÄ)"),
        (dict(measure="waiting_time", unit="Tage", value=38.0), "38 Tage"),
        (dict(measure="expenditure", unit="Euro", value=4791946.96), "4.791.947 Euro"),
    ],
)  # fmt: skip
def test_a_figure_is_said_as_on_the_screen(small_published, row, words):
    assert said(ROW | row, asked_of(small_published).figures) == words


@pytest.mark.parametrize("measure", ["annual_reach", "asked_reach"])
def test_where_families_were_asked_the_estimate_is_said_with_its_range(small_published, measure):
    asked = asked_of(answered(small_published))
    assert filled(f"{{{{{measure}}}}}", asked, HERE) == "rund 49 (46 bis 52, geschätzt) von 100"
    assert filled("{{annual_reach jahr=2023}}", asked, HERE) == "28 bis 75 von 100"


def test_a_range_is_never_said_by_its_middle(small_published):
    middle = amount((0.2836 + 0.8593) / 2 * 100, "von 100")
    assert middle.split(",")[0] not in said(
        ROW | dict(bound_low=0.2836, bound_high=0.8593), asked_of(small_published).figures
    )


def test_what_is_not_named_stands_at_the_document(small_published):
    asked = asked_of(small_published)
    assert filled("{{annual_reach}}", asked, HERE) == filled(
        "{{annual_reach gruppe=alle jahr=2025 gebiet=03155 alter=all}}", asked, HERE
    )


def test_a_group_that_is_not_shown_below_the_district_is_protected(small_published):
    asked = asked_of(small_published, area="03155012")
    assert filled("{{annual_reach gruppe=hze_34}}", asked, HERE) == "geschützt"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{reichweite}}", "Die Kennzahl „reichweite“ gibt es in dieser Ausgabe nicht. Vorhanden: "),
        ("{{annual_reach jahr=letztes}}", "jahr=letztes ist kein Jahr"),
        ("{{annual_reach jahr=1990}}", "in dieser Ausgabe keine Zahl. Möglich für jahr: 2016 bis 2025"),
        ("{{annual_reach gruppe=kitas}}", "Möglich für gruppe: alle"),
        ("{{annual_reach gebiet=03241}}", "gebiet=03241 gibt es in dieser Ausgabe nicht"),
        ("{{annual_reach ort=Uslar}}", "„ort=Uslar“ ist nicht verständlich. Erwartet schlüssel=wert mit gruppe"),
        ("{{annual_reach gruppe=alle}", "Ein Platzhalter ist nicht geschlossen"),
    ],
)
def test_an_unknown_placeholder_names_file_and_line(small_published, text, told):
    with pytest.raises(TextProblem) as fault:
        filled(text, asked_of(small_published), HERE)
    assert str(fault.value).startswith("texte/11_bewertung.md, Zeile 7: ")
    assert told in str(fault.value)
