"""What does the assistant suggest for official tables? Invented tables of the shapes of GENESIS and flat files in, mappings out."""

import pytest

from etl.assistant.preview import preview
from etl.assistant.suggestion import by_person
from etl.assistant.written import written
from etl.content import InMemory
from tests.etl.office import Desk, errors, profile_in
from tests.etl.suggested import CARE, DAYS_ABOVE, FLAT, RATES, lay, of_column, said_of, seen

CARE_FILE, RATES_FILE = "22543-01-02-4_probe.csv", "AI003-3_probe.csv"


@pytest.fixture
def office(tmp_path):
    """The shipped profile without any mapping."""
    return profile_in(tmp_path / "profile")


def accepted(tmp_path, found, content: str) -> list[dict]:
    """The rows that a check takes through the mapping as it is written."""
    desk = Desk(tmp_path / "desk", {found.name: written([found])})
    report = desk.check({found.file: content})
    assert errors(report) == []
    return report.parts[0].rows.to_dicts()


def test_a_table_of_counts_offers_its_levels_as_columns_and_chooses_the_district_and_the_ages(office):
    found = seen(CARE_FILE, CARE, office)
    assert (found.format, found.role, found.pattern) == ("genesis", "zaehlwerte", "22543-01-02-4*.csv")
    assert found.layout == {"nur": {"schluessel": ["03155"], "kopf_3": ["unter 3 Jahre", "3 bis unter 6 Jahre"]}}
    assert [said_of(found, name) for name in ("stichtag", "gemeinde", "alter", "anzahl")] == [
        {"aus": "stichtag"},
        {"aus": "schluessel"},
        {"aus": "kopf_3"},
        {"aus": "wert"},
    ]
    offer = of_column(found, "angebot")
    assert offer.value.codes == {"Tageseinrichtung": "kita", "Tagespflege": "kindertagespflege"}
    assert offer.untranslated == ("Alle zusammen einmal",)
    assert found.open == ("ortsbezug", "doppelt_gezaehlt")


def test_what_the_person_answers_completes_it_and_the_rows_are_those_of_the_table(office, tmp_path):
    found = seen(CARE_FILE, CARE, office).answered(
        by_person(
            {
                "angebot": {"aus": "zeile_1", "codes": {"Alle zusammen einmal": "kita"}},
                "ortsbezug": {"fest": "einrichtung"},
                "doppelt_gezaehlt": {"fest": "nein"},
            }
        ),
        nur={"schluessel": ["03155"], "kopf_2": ["Altersgruppe"], "zeile_1": ["Alle zusammen einmal"]},
    )
    assert found.open == ()
    rows = accepted(tmp_path, found, CARE)
    assert [(row["angebot"], row["alter_von"], row["alter_bis"], row["anzahl"]) for row in rows] == [
        ("kita", 0, 2, 8),
        ("kita", 3, 5, 11),
    ]


def test_rates_become_figures_of_elsewhere_with_the_land_and_germany_beside(office, tmp_path):
    found = seen(RATES_FILE, RATES, office)
    assert (found.role, found.open) == ("vergleichswerte", ())
    assert found.layout == {"nur": {"schluessel": ["03155", "03", "DG"]}}
    assert said_of(found, "alter_bis") == {
        "aus": "kopf_1",
        "codes": {"Betreuungsquote 0 bis 2 Jahre": "2", "Betreuungsquote 3 bis 5 Jahre": "5"},
    }
    rows = accepted(tmp_path, found, RATES)
    here = [(row["kennzahl"], row["jahr"], row["alter_von"], row["wert"]) for row in rows if row["gebiet"] == "03155"]
    assert here == [
        ("betreuungsquote", 2015, 0, 11.1),
        ("betreuungsquote", 2015, 3, 81.1),
        ("betreuungsquote", 2016, 0, 12.2),
        ("betreuungsquote", 2016, 3, 82.2),
    ]
    assert {row["gebiet"] for row in rows} == {"03155", "Niedersachsen", "Deutschland"}


def test_a_figure_that_the_profile_does_not_know_is_left_to_a_person(office):
    found = seen(RATES_FILE, RATES.replace("Betreuungsquote", "Probequote"), office)
    assert (found.role, found.open) == ("vergleichswerte", ("kennzahl", "einheit"))


def test_days_above_the_columns_are_the_reference_days(office, tmp_path):
    found = seen("12411-01-01-5_probe.csv", DAYS_ABOVE, office)
    assert (found.role, found.open, said_of(found, "geschlecht")) == ("bevoelkerung", (), {"aus": "kopf_2"})
    rows = accepted(tmp_path, found, DAYS_ABOVE)
    assert sorted((f"{row['stichtag']}", row["geschlecht"], row["anzahl"]) for row in rows) == [
        ("2014-12-31", "m", 638),
        ("2014-12-31", "w", 659),
        ("2015-12-31", "m", 640),
        ("2015-12-31", "w", 660),
    ]


def test_of_a_flat_file_the_total_is_chosen_where_nobody_asks_what_tells_it_apart(office, tmp_path):
    found = seen("probe.csv", FLAT, office, role="bevoelkerung")
    assert (found.format, found.layout) == (
        "ffcsv",
        {"nur": {"auspraegung_1_code": ["03155"], "auspraegung_2": ["Insgesamt"]}},
    )
    found = found.answered(by_person({"basis": {"fest": "Zensus 2022"}, "quelle": {"fest": "Probe"}}))
    rows = accepted(tmp_path, found, FLAT)
    assert [(row["geschlecht"], row["anzahl"]) for row in rows] == [("alle", 10), ("m", 11), ("w", 12)]


@pytest.mark.parametrize(("year", "basis"), [(2010, "Volkszählung 1987"), (2015, "Zensus 2011"), (2023, "Zensus 2022")])
def test_the_basis_of_the_population_follows_its_year_and_is_to_be_looked_at(office, year, basis):
    table = DAYS_ABOVE.replace("2015", f"{year}").replace("2014", f"{year - 1}")
    one = of_column(seen("12411-01-01-5_probe.csv", table, office), "basis")
    assert (one.value.fixed, one.sure) == (basis, False)


def test_a_table_without_the_district_is_shown_whole(office):
    found = seen(CARE_FILE, CARE.replace("03155;", "03999;"), office)
    assert "schluessel" not in found.layout.get("nur", {})


def test_the_preview_shows_rows_of_the_district_as_they_would_be_kept(office):
    shown = preview(InMemory(RATES_FILE, RATES.encode()), seen(RATES_FILE, RATES, office), office)
    assert len(shown.rows) == 10 and shown.findings == ()
    assert dict(zip(shown.columns, shown.rows[4], strict=True))["gebiet"] == "03155"


def test_a_mapping_of_the_profile_for_the_same_table_is_followed(office):
    first = seen(CARE_FILE, CARE, office).answered(
        by_person({"ortsbezug": {"fest": "einrichtung"}, "doppelt_gezaehlt": {"fest": "nein"}})
    )
    lay(office, "care", written([first]))
    again = seen("22543-01-02-4_naechstes.csv", CARE, office)
    assert (again.open, of_column(again, "ortsbezug").why) == ((), "earlier")
