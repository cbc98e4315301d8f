"""What does the assistant say of codes, of columns that nobody needs, and of what earlier mappings decided?"""

import pytest

from etl.assistant.suggestion import by_person
from tests.etl.office import profile_in
from tests.etl.suggested import cases, lay, of_column, said_of, seen


@pytest.fixture
def office(tmp_path):
    """The shipped profile without any mapping."""
    return profile_in(tmp_path / "profile")


# ── Codes ────────────────────────────────────────────────────────────────────────────────────────


def test_codes_that_the_profile_explains_are_filled_in_and_the_others_are_left_to_a_person(office):
    found = of_column(
        seen("auszug.csv", cases({"HILFEART": ["hze_31", "Tagespflege", "Q9"]}, 4), office, role="nutzung"), "angebot"
    )
    assert found.value.codes == {"hze_31": "hze_31", "Tagespflege": "kindertagespflege"}
    assert (found.untranslated, found.sure) == (("Q9",), False)


def test_a_code_that_an_earlier_mapping_explains_is_filled_in(office):
    lay(office, "alt", OLD)
    found = of_column(
        seen("neu.csv", cases({"LEISTUNGSART": ["A1", "B2", "C3"]}, 4), office, role="nutzung"), "angebot"
    )
    assert (found.value.codes, found.untranslated) == ({"A1": "hze_31", "B2": "hze_34"}, ("C3",))


@pytest.mark.parametrize(
    "cells",
    [
        ["Meyer, Emil", "Probst, Ida", "Quandt Ole"],  # names
        ["12.04.2015", "13.05.2016", "01.01.2014"],  # birthdays
        ["4711001", "4711002", "4711003"],  # numbers of cases
        ["ein langer freier Satz, der von einem Kind erzählt und in keiner Codeliste stünde"] * 2,
    ],
)
def test_cells_that_may_be_persons_are_no_codes(office, cells):
    found = seen("auszug.csv", cases({"HILFEART": cells}, 4), office, role="nutzung")
    one = of_column(found, "angebot")
    assert one is None or (one.untranslated, one.value.codes) == ((), None)
    assert not any(cell in repr(found) for cell in cells)


def test_a_single_cell_like_a_name_among_codes_is_kept_back_and_counted(office):
    found = seen("auszug.csv", cases({"HILFEART": ["Q7", "Q8", "Meyer, Emil"]}, 4), office, role="nutzung")
    one = of_column(found, "angebot")
    assert (one.untranslated, one.kept_back, "Meyer" in repr(found)) == (("Q7", "Q8"), 1, False)


def test_many_different_cells_are_no_codes(office):
    many = [f"Q{n}" for n in range(60)]
    assert of_column(seen("auszug.csv", cases({"HILFEART": many}, 3), office, role="nutzung"), "angebot") is None


# ── Columns that are not needed ──────────────────────────────────────────────────────────────────


def test_columns_that_lead_to_a_person_are_told_apart_from_those_that_are_not_needed(office):
    columns = {name: ["x", "y"] for name in ("Nachname", "Straße", "Name der Mutter", "PLZ", "Sachkonto", "Telefon")}
    found = seen("auszug.csv", cases(columns), office, role="nutzung")
    assert found.identifying == ("Nachname", "Straße", "Name der Mutter", "PLZ", "Telefon")
    assert found.dropped == ("Sachkonto",)


# ── Earlier mappings ─────────────────────────────────────────────────────────────────────────────

OLD = """
[quelle]
name = "alt"
lieferart = "aenderung"
zaehlweise = "eigener_schluessel"
[[datei]]
rolle = "nutzung"
muster = ["alt_*.csv"]
[datei.spalten]
kind_nr = "NUMMER_X"
wohngemeinde = { fest = "unbekannt" }
geburtsjahr = "ZAHL_Y"
beginn = { aus = "TAG_Z", datum = "%Y%m%d" }
angebot = { aus = "LEISTUNGSART", codes = { "A1" = "hze_31", "B2" = "hze_34" } }
"""


def test_columns_of_an_earlier_mapping_are_filled_as_they_were(office):
    lay(office, "alt", OLD)
    content = "NUMMER_X;ZAHL_Y;TAG_Z;LEISTUNGSART\nk1;2015;20240201;A1\nk2;2016;20240301;B2\nk3;2016;20240301;A1\nk4;2016;20240301;B2\n"
    found = seen("neu.csv", content, office)
    assert (found.role, found.open) == ("nutzung", ())
    assert said_of(found, "beginn") == {"aus": "TAG_Z", "datum": "%Y%m%d"}
    assert {one.name: one.why for one in found.filled} == dict.fromkeys(
        ("kind_nr", "angebot", "geburtsjahr", "wohngemeinde", "beginn"), "earlier"
    )
    assert (said_of(found, "wohngemeinde"), of_column(found, "wohngemeinde").sure) == ({"fest": "unbekannt"}, False)


def test_an_earlier_mapping_whose_form_no_longer_fits_does_not_hold(office):
    lay(office, "alt", OLD)
    found = seen("neu.csv", "NUMMER_X;ZAHL_Y;TAG_Z\nk1;2015;01.02.2024\n", office, role="nutzung")
    assert of_column(found, "beginn") is None


# ── What a person says ───────────────────────────────────────────────────────────────────────────


def test_an_answer_takes_the_place_of_a_suggestion_and_lets_its_column_go(office):
    content = cases({"HILFEART": ["Q7", "Q8"], "GEBURTSDATUM": ["24.12.2013", "13.01.2014"]}, 4)
    found = seen("auszug.csv", content, office, role="nutzung")
    told = found.answered(by_person({"angebot": {"fest": "hze_31"}, "geburtsjahr": {"fest": "2014"}}))
    assert said_of(told, "angebot") == {"fest": "hze_31"}
    assert (said_of(told, "geburt"), said_of(told, "geburtsjahr")) == (None, {"fest": "2014"})
    assert (told.identifying, told.dropped) == (("GEBURTSDATUM",), ("HILFEART",))


def test_an_answer_may_use_a_column_that_was_dropped(office):
    found = seen("auszug.csv", cases({"ZIFFER_9": ["2015", "2016"]}), office, role="nutzung")
    assert found.dropped == ("ZIFFER_9",)
    told = found.answered(by_person({"geburtsjahr": "ZIFFER_9"}))
    assert (told.dropped, said_of(told, "geburtsjahr"), "geburtsjahr" in told.open) == ((), {"aus": "ZIFFER_9"}, False)
