"""How do figures of elsewhere come in? Delivered rows and the rows of the profile in, the published table out."""

import pytest

from store.published import open_published
from tests.etl.office import Desk, drawn, errors, hints, load_into, profile_in, reasons

FIGURE = {  # a row of `vergleichswerte` that is right in every cell; a test draws the cells that it is about
    "kennzahl": "probequote",
    "gruppe": "b_tagesbetreuung",
    "merkmal": "amtlich",
    "gebiet": "03155",
    "jahr": "2016",
    "alter_von": "0",
    "alter_bis": "2",
    "wert": "28,9",
    "einheit": "je 100 Kinder",
    "quelle": "Probeheft 1",
    "intern": "nein",
}
HEAD = "kennzahl;gruppe;merkmal;gebiet;jahr;alter_von;alter_bis;wert;einheit;quelle;intern\n"
OF_PROFILE = (
    "probequote;b_tagesbetreuung;amtlich;Landkreis Northeim;2016;0;2;{wert};je 100 Kinder;Probeheft 0;{intern}\n"
)


@pytest.fixture
def desk_with(tmp_path):
    """A desk whose vergleichswerte.csv holds these rows."""

    def make(*rows: str) -> Desk:
        desk = Desk(tmp_path)
        (desk.profile.folder / "vergleichswerte.csv").write_text(HEAD + "".join(rows), "utf-8")
        return desk

    return make


def published(desk: Desk, columns: str = "place, year, age_from, value, source, internal") -> list[tuple]:
    return desk.build().con.sql(f"SELECT {columns} FROM analysis.benchmark ORDER BY ALL").fetchall()


@pytest.mark.parametrize("place", ["03155", "Northeim, Landkreis", "landkreis northeim"])
def test_a_delivered_figure_stands_in_the_table_by_the_name_of_its_area(desk_with, place):
    desk = desk_with()
    desk.load({"vergleichswerte_probe.csv": drawn(f"gebiet\n{place}", FIGURE)})
    assert published(desk, "indicator, place, year, value, unit") == [
        ("probequote", "Landkreis Northeim", 2016, 28.9, "je 100 Kinder")
    ]


def test_a_place_that_is_no_area_of_the_profile_stands_as_it_was_written(desk_with):
    desk = desk_with()
    desk.load({"vergleichswerte_probe.csv": drawn("gebiet | wert\nNiedersachsen | 28,3\nDeutschland | 32,7", FIGURE)})
    assert published(desk, "place, value") == [("Deutschland", 32.7), ("Niedersachsen", 28.3)]


def test_delivered_figures_stand_beside_those_of_the_profile(desk_with):
    desk = desk_with(OF_PROFILE.format(wert="28,9", intern="nein"))
    report = desk.load({"vergleichswerte_probe.csv": drawn("jahr | wert\n2015 | 27,9", FIGURE)})
    assert "vergleichswert_doppelt" not in hints(report)
    assert published(desk, "year, value, source") == [(2015, 27.9, "Probeheft 1"), (2016, 28.9, "Probeheft 0")]


@pytest.mark.parametrize(("wert", "other"), [("28,9", 0), ("29,4", 1)])
def test_the_same_figure_twice_is_told_and_the_delivered_one_holds(desk_with, wert, other):
    desk = desk_with(OF_PROFILE.format(wert=wert, intern="nein"))
    report = desk.load({"vergleichswerte_probe.csv": drawn("wert\n28,9", FIGURE)})
    (told,) = [finding for finding in report.findings if finding.code == "vergleichswert_doppelt"]
    assert (told.rows, told.values) == (1, {"other": other})
    assert published(desk) == [("Landkreis Northeim", 2016, 0, 28.9, "Probeheft 1", False)]


def test_a_figure_that_the_profile_calls_internal_stays_internal(desk_with):
    desk = desk_with(OF_PROFILE.format(wert="28,9", intern="ja"))
    desk.load({"vergleichswerte_probe.csv": drawn("wert | intern\n28,9 | nein", FIGURE)})
    assert published(desk, "value, internal") == [(28.9, True)]


def test_a_figure_without_ages_speaks_of_every_age_and_meets_its_like_in_the_profile(desk_with):
    every_age = OF_PROFILE.format(wert="4,2", intern="nein").replace(";0;2;", ";;;")
    desk = desk_with(every_age)
    report = desk.load({"vergleichswerte_probe.csv": drawn("alter_von | alter_bis | wert\n | | 4,5", FIGURE)})
    assert "vergleichswert_doppelt" in hints(report)
    assert published(desk, "age_from, value") == [(None, 4.5)]


def test_a_value_that_is_no_number_is_rejected_and_the_others_are_kept(desk_with):
    report = desk_with().check(
        {"vergleichswerte_probe.csv": drawn("jahr | wert\n2015 | 27,9\n2016 | etwa 29\n2014 | 26,6", FIGURE)}
    )
    assert (errors(report), reasons(report)) == ([], [(3, "zahl|wert")])


def test_a_newer_delivery_of_the_same_figure_corrects_the_older(desk_with):
    desk = desk_with()
    desk.load({"vergleichswerte_probe_2025-01-31.csv": drawn("wert\n28,9", FIGURE)})
    desk.load({"vergleichswerte_probe_2025-06-30.csv": drawn("wert\n29,1", FIGURE)})
    assert published(desk, "value") == [(29.1,)]


def test_a_delivered_figure_is_published(tmp_path):
    store = tmp_path / "store"
    profile = profile_in(tmp_path / "profile")
    load_into(store, profile, {"vergleichswerte_probe.csv": drawn("wert\n28,9", FIGURE)})
    rows = open_published(store).table("benchmark").filter(indicator="probequote").to_dicts()
    assert [(row["place"], row["value"]) for row in rows] == [("Landkreis Northeim", 28.9)]
