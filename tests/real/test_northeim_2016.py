"""The official rates of day care in Northeim on 1 March 2016, from one row per counted child: 28.9 and 89.4 of 100.

Counts: table 22543-01-02-4, Statistische Ämter des Bundes und der Länder, dl-de/by-2-0: under 3 years 724 children in day
care, 183 in family day care, 900 without double counting; aged 3 to 5 years 2,731, 44 and 2,734. Population on
31.12.2015: table 12411-02-03-5 as downloaded, read through the mapping of the shipped profile.
"""

import json
from pathlib import Path

import pytest

from store.connect import connect
from store.versions import released
from tests.etl.office import ROOT, command, deliver
from tests.real.conftest import FOLDER, NOT_TESTED

PEOPLE = "12411-02-03-5_gemeinde_alter_2015.csv"
PROFILE = ROOT / "data" / "profile"
TOWNS = ("03155001", "03155003", "03155011", "3155013", "unbekannt")
HEADER = "kind_nr;angebot;geburtsjahr;geburtsmonat;geschlecht;wohngemeinde;beginn;ende"
AGES = {"u3": (2013, 2014, 2015), "3-5": (2010, 2011, 2012)}  # born in June: 0 to 2 and 3 to 5 years old in March 2016
SLIP = """quelle;angebot;zeitraum_von;zeitraum_bis;datenstand;lieferart;vollstaendig;zeilen
betreuung;kita;01.03.2016;01.03.2016;01.03.2016;bestand;ja;3455
betreuung;kindertagespflege;01.03.2016;01.03.2016;01.03.2016;bestand;ja;227
"""


def children(band: str, kita: int, tagespflege: int, both: int) -> dict[str, list[str]]:
    """One row per child and offer; the first `both` of Kindertagespflege are those of Kita."""
    kinds = {"kita": range(kita), "kindertagespflege": range(kita - both, kita - both + tagespflege)}
    return {
        offer: [
            f"{band}-{n};{offer};{AGES[band][n % 3]};6;{'mw'[n % 2]};{TOWNS[n % 5]};01.08.2015;31.07.2016"
            for n in numbers
        ]
        for offer, numbers in kinds.items()
    }


U3, OLDER = children("u3", 724, 183, 7), children("3-5", 2731, 44, 41)
KITA, TAGESPFLEGE = (U3[offer] + OLDER[offer] for offer in ("kita", "kindertagespflege"))
DELIVERIES = {
    "two files and a Lieferschein": {
        "nutzung_kita.csv": KITA,
        "nutzung_ktp.csv": TAGESPFLEGE,
        "lieferschein.csv": SLIP,
    },
    "one file and a Lieferschein": {"nutzung_betreuung.csv": KITA + TAGESPFLEGE, "lieferschein.csv": SLIP},
    "one file alone": {"nutzung_betreuung.csv": KITA + TAGESPFLEGE},
    "one file with its Stand in the name": {"nutzung_betreuung_2016-03-01.csv": KITA + TAGESPFLEGE},
}


@pytest.fixture(scope="module", params=DELIVERIES.values(), ids=DELIVERIES)
def store(request, tmp_path_factory) -> Path:
    """A store loaded by the command, from the delivery and the table as downloaded."""
    people = FOLDER / "population" / PEOPLE
    if not people.is_file():
        pytest.skip(f"{NOT_TESTED}: {PEOPLE} (REICHWEITE_REAL_FILES)")
    folder = tmp_path_factory.mktemp("northeim")
    content = {
        name: rows if isinstance(rows, str) else "\n".join([HEADER, *rows]) for name, rows in request.param.items()
    }
    delivery = deliver(folder / "delivery", content | {PEOPLE: people.read_bytes()})
    said = [] if "lieferschein.csv" in content else ["--confirm", "ungeprueft=gegen die amtliche Tabelle gezählt"]
    said += ["--confirm", "nichts_bewegt=Stand eines Tages"]
    done = command("etl", "load", delivery, "--profile", PROFILE, "--store", folder / "store", "--unencrypted", *said)
    assert done.returncode == 0, done.stderr
    return folder / "store"


def test_the_official_rates_come_out_of_one_row_per_counted_child(store):
    question = ["stichtag=2016-03-01", "bevoelkerung=2015-12-31", "offer_group=b_tagesbetreuung"]
    where = [word for condition in question for word in ("--where", condition)]
    done = command(
        "measures", "point_reach", "--store", store, "--by", "age_band", *where, "--exact", "--format", "json"
    )
    figures = {row["age_band"]: row for row in json.loads(done.stdout)}
    assert [(figures[band]["numerator"], figures[band]["denominator"]) for band in AGES] == [(900, 3111), (2734, 3059)]
    assert [round(100 * figures[band]["value"], 1) for band in AGES] == [28.9, 89.4]


def test_the_municipalities_sum_to_20817_under_18_and_dissolved_keys_cause_no_row(store):
    con = connect({"analysis": released(store).analysis})
    under_18 = "SELECT area, sum(count)::INT FROM population WHERE sex = 'all' AND age_to < 18 GROUP BY area"
    people = dict(con.sql(under_18).fetchall())
    towns = [count for area, count in people.items() if area != "03155"]
    assert (len(towns), sum(towns), people["03155"]) == (11, 20817, 20817)
    assert not {"03155004", "03155008"} & set(people)
