"""Comparisons and decisions of the profile in the stores: typed, and told in German where a cell cannot be read."""

from datetime import date
from pathlib import Path

import pytest

from etl.from_profile import benchmarks_of, decisions_of, events_of, offers_of, tables
from store.profile import Profile, ProfileProblem, read_profile
from store.tables import ANALYSIS, PUBLISHED
from tests.etl.office import profile_in

BENCHMARKS = "kennzahl;gruppe;merkmal;gebiet;jahr;alter_von;alter_bis;wert;einheit;quelle"
DECISIONS = (
    "id;ziel;massnahme;fachbereich;verantwortlich_funktion;beschluss_am;gremium;frist;"
    "kennzahl;ausgangswert;zielwert;stand;ergebnis_satz"
)
STATES = ("geplant", "laufend", "erledigt", "verschoben", "aufgegeben")
DECIDED = "M1;Z;M;Fachbereich;Leitung;{day};JHA;{due};hze_31;12;5;{state};"


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return profile_in(tmp_path / "profile")


def with_file(profile: Profile, name: str, text: str) -> Profile:
    (profile.folder / name).write_text(text, "utf-8")
    return Profile(profile.folder, profile.office)


def compared(profile: Profile, *rows: str, more: str = "") -> list[dict]:
    found = with_file(profile, "vergleichswerte.csv", "\n".join([BENCHMARKS + more, *rows]) + "\n")
    return benchmarks_of(found).to_dicts()


def decided(profile: Profile, day: str = "2025-11-04", due: str = "", state: str = "geplant") -> list[dict]:
    row = DECIDED.format(day=day, due=due, state=state)
    return decisions_of(with_file(profile, "massnahmen.csv", f"{DECISIONS}\n{row}\n")).to_dicts()


def test_a_comparison_is_read_with_its_decimal_comma(profile):
    (row,) = compared(profile, "quote;b_tagesbetreuung;amtlich;Land;2024;0;2;1.028,9;je 100;LSN")
    assert (row["year"], row["age_from"], row["age_to"], row["value"], row["internal"]) == (2024, 0, 2, 1028.9, False)


@pytest.mark.parametrize(("intern", "said"), [("ja", True), ("nein", False), ("", False)])
def test_a_comparison_for_inside_the_office_is_marked(profile, intern, said):
    (row,) = compared(profile, f"quote;x;ring;Vergleichsring;2024;;;28;je 100;Ring;{intern}", more=";intern")
    assert row["internal"] is said and row["age_from"] is None


@pytest.mark.parametrize("value", ["etwa 28", "28.9.1", "-3", "1.23.456", ""])
def test_a_number_that_is_none_is_told_with_file_line_and_column(profile, value):
    good = "quote;x;m;Land;2024;0;2;28,9;je 100;LSN"
    with pytest.raises(ProfileProblem, match=r"vergleichswerte\.csv, Zeile 3: In der Spalte „wert“ steh.*28,9"):
        compared(profile, good, good.replace("28,9", value))


@pytest.mark.parametrize(("written", "meant"), [("28", 28.0), ("28,9", 28.9), ("28.9", 28.9), ("1.028", 1028.0)])
def test_a_point_before_three_digits_is_a_thousands_point(profile, written, meant):
    assert compared(profile, f"q;x;m;Land;2024;0;2;{written};je 100;LSN")[0]["value"] == meant


def test_a_year_of_five_digits_or_an_unknown_mark_for_internal_is_told(profile):
    with pytest.raises(ProfileProblem, match="Zeile 2.*„jahr“ steht „20240“. Erwartet: eine ganze Zahl"):
        compared(profile, "q;x;m;Land;20240;0;2;28;je 100;LSN")
    with pytest.raises(ProfileProblem, match="„intern“ steht „vielleicht“. Erwartet: eines von: ja, nein, leer"):
        compared(profile, "q;x;m;Land;2024;0;2;28;je 100;LSN;vielleicht", more=";intern")


@pytest.mark.parametrize("written", ["2025-11-04", "04.11.2025", "4.11.2025"])
def test_a_date_is_read_as_written_by_hand_or_by_excel(profile, written):
    (row,) = decided(profile, day=written, due="")
    assert row["decided_on"] == date(2025, 11, 4) and row["due"] is None and row["state"] == "geplant"


@pytest.mark.parametrize("written", ["31.02.2025", "im November", "2025", ""])
def test_a_date_that_is_none_is_told_with_its_line(profile, written):
    with pytest.raises(ProfileProblem, match=r"massnahmen\.csv, Zeile 2: In der Spalte „beschluss_am“"):
        decided(profile, day=written)


def test_a_state_of_a_decision_must_be_one_of_five(profile):
    assert [decided(profile, state=state)[0]["state"] for state in STATES] == list(STATES)
    for wrong in ("fertig", ""):
        with pytest.raises(ProfileProblem, match="„stand“.*geplant, laufend, erledigt"):
            decided(profile, state=wrong)


def test_a_text_with_a_separator_in_it_is_told_with_its_line(profile):
    row = DECIDED.format(day="2025-11-04", due="", state="laufend")
    broken = with_file(profile, "massnahmen.csv", f"{DECISIONS}\n{row}\n{row}und; weiter; so\n")
    with pytest.raises(
        ProfileProblem, match=r"massnahmen\.csv, Zeile 3: Es sind mehr als 13 Spalten.*Anführungszeichen"
    ):
        decisions_of(broken)


def test_a_wrong_date_of_an_event_is_told_too(profile):
    broken = with_file(profile, "ereignisse.csv", "datum;art;kurz;text\n2022-13-01;ereignis;x;y\n")
    with pytest.raises(ProfileProblem, match=r"ereignisse\.csv, Zeile 2: In der Spalte „datum“"):
        events_of(broken)


@pytest.mark.parametrize(
    "section",
    ["[angebote]\nschalter = ['kindergarten']", "[umschlag]\nkindergarten = { hoechstens = 1.2, quelle = 'x' }"],
)
def test_an_offer_that_amt_toml_names_must_be_one(profile, section):
    identity = '[amt]\nname = "A"\nschluessel = "03155"\n[schutz]\nbasis = 5\n'
    (profile.folder / "amt.toml").write_text(identity + section, "utf-8")
    with pytest.raises(ProfileProblem, match="amt.toml nennt das Angebot „kindergarten“"):
        offers_of(read_profile(profile.folder))


def test_an_office_without_comparisons_and_decisions_has_empty_tables(profile):
    for name in ("vergleichswerte.csv", "massnahmen.csv"):
        (profile.folder / name).unlink()
    empty = Profile(profile.folder, profile.office)
    assert benchmarks_of(empty).is_empty() and decisions_of(empty).is_empty()


def test_the_columns_are_those_of_both_stores(profile):
    found = tables(profile, demo=False)
    for name in ("benchmark", "decision", "event", "age_band", "offer", "offer_group", "area"):
        stores = [table.names for table in (*ANALYSIS, *PUBLISHED) if table.name == name]
        assert stores == [found[name].columns] * 2, name


def test_a_demo_shows_invented_decisions_only_and_says_so_in_each(profile):
    own = with_file(
        profile, "massnahmen.csv", f"{DECISIONS}\n{DECIDED.format(day='2025-11-04', due='', state='geplant')}\n"
    )
    shown = tables(own, demo=True)["decision"]
    assert tables(own, demo=False)["decision"]["id"].to_list() == ["M1"]
    assert "M1" not in shown["id"] and set(shown["state"]) == set(STATES)
    for column in ("id", "goal", "action"):
        assert shown[column].str.starts_with("DEMO").all(), column
