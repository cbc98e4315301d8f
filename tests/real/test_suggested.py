"""Official tables as downloaded, through mappings that the assistant suggests and a person completes: the known figures come out.

Day care: table 22543-01-02-4 (under 3 years 900 children in Kita or Kindertagespflege, aged 3 to 5 years 2,734, each once);
population: table 12411-02-03-5; official rates: table AI003-3. Statistische Ämter des Bundes und der Länder, dl-de/by-2-0.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.assistant.answers import Answers, answered
from etl.assistant.keep import keep as keep_answered
from etl.assistant.suggest import desk_of, suggest
from etl.assistant.suggestion import Head, Suggestion
from etl.assistant.written import written
from etl.content import OnDisk
from store.profile import read_profile
from store.published import open_published
from tests.etl.office import command, deliver, load_into, profile_in

CARE = "childcare/22543-01-02-4_betreute_kinder_kreise_2011_2016.csv"
RATES = "childcare/AI003-3_betreuungsquote_kreise_2011_2016.csv"
PEOPLE = "population/12411-02-03-5_gemeinde_alter_2015.csv"
EVERYBODY_ONCE = "Insgesamt (ohne Doppelzählungen)"
OFFER = "kita_oder_tagespflege"  # what a person adds to angebote.csv: the table's own sum, which counts each child once
OFFER_LINE = f'{OFFER};Kita oder Kindertagespflege;Kita oder Tagespflege;Kinder und Familie;Kindertagesbetreuung;"§§ 22 bis 24 SGB VIII";leistung;0;13;tagesbetreuung;universell;zaehlwerte;Kinder;ja;nein;;;60;bekannt;;;\n'
FIXED = {"ortsbezug": {"fixed": "einrichtung"}, "doppelt_gezaehlt": {"fixed": "nein"}}
CODES = {"angebot": {"Tageseinrichtung": None, "Tagespflege": None, EVERYBODY_ONCE: OFFER}}
SLIP = f"""quelle;angebot;zeitraum_von;zeitraum_bis;datenstand;lieferart;vollstaendig
22543_01_02_4;{OFFER};01.03.2016;01.03.2016;01.03.2016;aenderung;ja
"""
YEARS = range(2011, 2017)
U3 = [17.7, 21.2, 23.3, 26.6, 27.9, 28.9]
OLDER = [93.5, 94.1, 95.1, 92.5, 93.8, 89.4]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """An office without any mapping, whose angebote.csv has the one line more."""
    folder = tmp_path / "profile"
    profile_in(folder)
    offers = folder / "angebote.csv"
    offers.write_text(offers.read_text("utf-8-sig") + OFFER_LINE, "utf-8")
    return folder


@pytest.fixture
def suggested(real: Callable[[str], Path], bare: Path) -> Callable[[str], Suggestion]:
    return lambda name: suggest(OnDisk(real(name)), read_profile(bare))


def keep(profile: Path, *suggestions: Suggestion) -> None:
    """Each suggestion becomes a mapping of the profile."""
    for one in suggestions:
        (profile / "quellen" / f"{one.name}.toml").write_text(written([one]), "utf-8")


def keep_completed(profile: Path, care: Path) -> None:
    """The table of day care becomes a mapping as the page Zuordnung makes it: two words for every row, two of three codes left out."""
    office, content = read_profile(profile), OnDisk(care)
    desk, first = desk_of(content, office), suggest(content, office)
    as_suggested = {
        one.name: {"columns": one.value.columns} if one.value.columns else {"fixed": one.value.fixed}
        for one in first.filled
    }
    said = Answers(care.name, columns=as_suggested | FIXED, codes=CODES)
    head = Head("22543_01_02_4", "Betreute Kinder", "aenderung", "zaehlwerte")
    keep_answered(office, answered(desk, said), said, head)


def test_the_tables_are_recognised_and_only_what_no_table_says_is_open(suggested):
    care, rates, people = map(suggested, (CARE, RATES, PEOPLE))
    assert [one.role for one in (care, rates, people)] == ["zaehlwerte", "vergleichswerte", "bevoelkerung"]
    assert [one.open for one in (care, rates, people)] == [("ortsbezug", "doppelt_gezaehlt"), (), ()]
    (offer,) = [one for one in care.filled if one.name == "angebot"]
    assert (offer.value.codes, offer.untranslated) == (
        {"Tageseinrichtung": "kita", "Tagespflege": "kindertagespflege"},
        (EVERYBODY_ONCE,),
    )


def test_the_official_rates_of_day_care_come_out_of_two_official_tables(suggested, real, bare, tmp_path):
    keep_completed(bare, real(CARE))
    keep(bare, suggested(PEOPLE))
    files = {Path(name).name: real(name).read_bytes() for name in (CARE, PEOPLE)}
    delivery = deliver(tmp_path / "delivery", {**files, "lieferschein.csv": SLIP})
    done = command("etl", "load", delivery, "--profile", bare, "--store", tmp_path / "store", "--unencrypted")
    assert done.returncode == 0, done.stderr
    where = [
        word
        for one in ("stichtag=2016-03-01", "bevoelkerung=2015-12-31", f"offer_group={OFFER}")
        for word in ("--where", one)
    ]
    question = ["--by", "age_band", *where, "--exact", "--format", "json"]
    answer = command("measures", "point_reach", "--store", tmp_path / "store", *question)
    figures = {row["age_band"]: row for row in json.loads(answer.stdout)}
    assert [(figures[band]["numerator"], figures[band]["denominator"]) for band in ("u3", "3-5")] == [
        (900, 3111),
        (2734, 3059),
    ]
    assert [round(100 * figures[band]["value"], 1) for band in ("u3", "3-5")] == [28.9, 89.4]


def test_six_years_of_official_rates_stand_beside_ours(suggested, real, bare, tmp_path):
    keep(bare, suggested(RATES))
    load_into(tmp_path / "store", read_profile(bare), {Path(RATES).name: real(RATES).read_bytes()})
    rows = open_published(tmp_path / "store").table("benchmark").filter(indicator="betreuungsquote")
    here = {
        (row["year"], row["age_from"], row["age_to"]): row["value"]
        for row in rows.to_dicts()
        if row["place"] == "Landkreis Northeim"
    }
    assert here == {(year, 0, 2): rate for year, rate in zip(YEARS, U3, strict=True)} | {
        (year, 3, 5): rate for year, rate in zip(YEARS, OLDER, strict=True)
    }
    assert set(rows["place"]) == {"Landkreis Northeim", "Niedersachsen", "Deutschland"}


@pytest.mark.parametrize(
    ("name", "format", "role", "open_columns"),
    [
        (
            "childcare/22543-01-01-4_betreute_kinder_kreise.csv",
            "genesis",
            "zaehlwerte",
            {"ortsbezug", "doppelt_gezaehlt"},
        ),
        ("population/12411-04-01-4_kreis_einzelalter_2010.csv", "genesis", "bevoelkerung", set()),
        ("population/12411-04-02-4_kreis_einzelalter_2020_latin1.csv", "genesis", "bevoelkerung", set()),
        ("population/12411-01-01-4_kreis_2024_ffcsv_neu.csv", "ffcsv", "bevoelkerung", set()),
        ("population/12111-01-01-4_zensus2011_ffcsv_alt.csv", "ffcsv", "bevoelkerung", set()),
        ("population/GV100AD_30112025.txt", "feste_breite", "bevoelkerung", {"stichtag", "basis"}),
        ("social/22811-02-02-4_sgb2_kreise.csv", "genesis", "soziallage", set()),
    ],
)
def test_every_official_file_is_recognised_by_its_content(suggested, name, format, role, open_columns):
    found = suggested(name)
    assert (found.format, found.role, set(found.open)) == (format, role, open_columns)


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("population/12411-04-02-4_kreis_einzelalter_2015.csv", 134_896),
        ("population/12411-01-01-4_kreis_2024_ffcsv_neu.csv", 125_623),
        ("population/12111-01-01-4_zensus2011_ffcsv_alt.csv", 137_445),
    ],
)
def test_a_population_is_loaded_through_its_suggestion_as_it_is(suggested, real, bare, tmp_path, name, people):
    keep(bare, suggested(name))
    report = load_into(tmp_path / "store", read_profile(bare), {Path(name).name: real(name).read_bytes()})
    rows = report.parts[0].rows.filter(geschlecht="alle", gemeinde="03155")
    assert (report.parts[0].rejected.height, rows["anzahl"].sum()) == (0, people)
