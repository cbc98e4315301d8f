"""Official files as downloaded give the published figures of Northeim."""

import polars as pl
import pytest

from tests.etl.readers.one import read_one

UNDER_18 = ["unter 3 Jahre", *(f"{low} bis unter {high} Jahre" for low, high in ((3, 6), (6, 10), (10, 15), (15, 18)))]
AREAS_2015 = "population/12411-02-03-5_gemeinde_alter_2015.csv"


def test_children_of_the_municipalities_sum_to_the_district(real):
    table = read_one(real(AREAS_2015), "genesis", nur="^03155")
    children = table.frame.filter(pl.col("kopf_1") == "Insgesamt", pl.col("kopf_3").is_in(UNDER_18))
    sums = dict(children.group_by("schluessel").agg(pl.col("wert").cast(pl.Int64).sum()).iter_rows())
    assert sums.pop("03155") == sum(sums.values()) == 20_817
    assert {key: sums[f"03155{key}"] for key in ("001", "011", "013")} == {"001": 1676, "011": 4457, "013": 4667}


def test_dissolved_and_uninhabited_areas_cause_no_row_and_no_failure(real):
    table = read_one(real(AREAS_2015), "genesis", nur="^03155")
    assert not {"03155004", "03155008", "03155501"} & set(table.frame["schluessel"])
    assert table.frame["schluessel"].n_unique() == 12
    assert "3 Zeilen ohne Zahl („-“: Gebiet aufgelöst, unbewohnt) ausgelassen." in table.notes
    assert table.bad_lines == ()


def test_the_whole_table_of_all_municipalities_is_read(real):
    table = read_one(real(AREAS_2015), "genesis")
    assert set(table.frame["stichtag"]) == {"31.12.2015"}
    assert table.frame.filter(pl.col("line") == 11)["wert"][0] == "2200407"
    assert (table.frame.height, table.bad_lines) == (11_760 * 54, ())


@pytest.mark.parametrize(
    ("name", "code", "day", "total"),
    [
        ("12411-04-01-4_kreis_einzelalter_2010.csv", "utf-8", "31.12.2010", "139060"),
        ("12411-04-02-4_kreis_einzelalter_2015.csv", "utf-8", "31.12.2015", "134896"),
        ("12411-04-02-4_kreis_einzelalter_2020_latin1.csv", "cp1252", "31.12.2020", "131772"),
    ],
)
def test_single_years_of_age_sum_to_the_population_of_the_district(real, name, code, day, total):
    table = read_one(real(f"population/{name}"), "genesis", nur="^03155$")
    people = table.frame.filter(pl.col("kopf_1") == "Insgesamt")
    stated = people.filter(pl.col("zeile_1") == "Insgesamt")["wert"].to_list()
    ages = people.filter(pl.col("zeile_1") != "Insgesamt")["wert"].cast(pl.Int64).sum()
    assert (stated, str(ages), set(people["stichtag"])) == ([total], total, {day})
    assert (table.encoding, set(people["name"]), table.bad_lines) == (code, {"Northeim, Landkreis"}, ())


def test_the_day_care_table_keeps_its_four_header_levels(real):
    table = read_one(real("childcare/22543-01-01-4_betreute_kinder_kreise.csv"), "genesis", nur="^03155$")
    found = table.frame.filter(
        pl.col("stichtag") == "01.03.2010", pl.col("zeile_1") == "Tagespflege", pl.col("kopf_3") == "unter 3 Jahre"
    )
    heads = found.select("kopf_1", "kopf_2", "kopf_4", "wert").rows()
    assert heads == [("Betreute Kinder", "Altersgruppe", "Anzahl", "56")]


def test_men_and_women_of_the_new_flat_file_sum_to_the_total(real):
    frame = read_one(real("population/12411-01-01-4_kreis_2024_ffcsv_neu.csv"), "ffcsv").frame
    northeim = frame.filter(pl.col("auspraegung_1_code") == "03155", pl.col("zeit") == "31.12.2024")
    people = dict(northeim.select("auspraegung_2_code", pl.col("wert").cast(pl.Int64)).iter_rows())
    assert people[""] == people["GESM"] + people["GESW"] == 125_623
    assert set(northeim["groesse"]) == {"BEVSTD"}


def test_the_old_flat_file_gives_the_same_columns(real):
    frame = read_one(real("population/12111-01-01-4_zensus2011_ffcsv_alt.csv"), "ffcsv").frame
    found = frame.filter(
        pl.col("auspraegung_1_code") == "03155", pl.col("auspraegung_2_code") == "", pl.col("auspraegung_3_code") == ""
    )
    columns = ["zeit", "auspraegung_1", "wert", "einheit", "groesse"]
    assert found.select(columns).rows() == [("09.05.2011", "Northeim, Landkreis", "137445", "Anzahl", "BEVZ20")]


def test_the_municipality_register_gives_the_population_of_northeim(real):
    table = read_one(real("population/GV100AD_30112025.txt"), "feste_breite")
    district = table.frame.filter(pl.col("ags").str.starts_with("03155"))
    assert (district.height, district["einwohner"].cast(pl.Int64).sum()) == (12, 125_623)
    einbeck = district.filter(pl.col("ags") == "03155013")
    assert einbeck.select("name", "einwohner").rows() == [("Einbeck, Stadt", "00000029751")]
    assert table.bad_lines == ()


def test_yearly_returns_lose_no_row(real):
    rows = sum(
        read_one(real(f"events/ssda903/{year}-episodes.csv"), "text").frame.height for year in (2017, 2018, 2019)
    )
    assert rows == 3_082
