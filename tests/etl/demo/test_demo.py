"""Does the demo deliver the same for a seed, as messily as planned, with every row accounted for, and naming nobody?"""

import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from etl.demo import make_deliveries
from etl.demo.anchors import anchors
from etl.demo.names import FREQUENT, GIVEN
from etl.examine import checked
from etl.persons import IDENTIFYING
from etl.report import lines_of
from etl.worlds import WORLDS
from store.profile import read_profile
from tests.etl.demo.plain import day, fingerprint, hze, quiet
from tests.etl.office import NOW, SHIPPED

ROOT = Path(__file__).parents[3]


def test_the_same_seed_gives_the_same_bytes_in_another_process_and_another_hash_order(tmp_path):
    code = 'import sys; from pathlib import Path; from etl.demo import make_deliveries; make_deliveries(Path(sys.argv[1]), seed=7, children=900, world="verknuepft", say=lambda text, share: None)'
    other = tmp_path / "other"
    other.mkdir()
    subprocess.run(
        [sys.executable, "-c", code, str(other)], cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "4711"}, check=True
    )
    here = make_deliveries(tmp_path / "here", seed=7, children=900, world="verknuepft", say=quiet)
    assert len(fingerprint(here)) > 100
    assert fingerprint(here) == fingerprint(other)


def test_the_children_are_the_same_in_every_world(tmp_path):
    """What does not come from a list of children is the same file, and so is the truth of them."""
    made = {world: make_deliveries(tmp_path / world, seed=7, children=900, world=world, say=quiet) for world in WORLDS}
    counted = {name: fingerprint(folder) for name, folder in made.items()}
    for file in (
        "10_familienberatung/familienberatung_2020.csv",
        "10_familienberatung/famos_2020.csv",
        "09_kita/kita_2015.csv",
    ):
        assert len({files[file] for files in counted.values()}) == 1
    truths = [json.loads((folder / "wahrheit.json").read_text("utf-8"))["kinder"] for folder in made.values()]
    assert truths[0] == truths[1] == truths[2]


def test_another_seed_gives_other_children(tmp_path):
    first, second = (
        make_deliveries(tmp_path / str(seed), seed=seed, children=900, world="verknuepft", say=quiet) for seed in (1, 2)
    )
    assert fingerprint(first)["02_hze_bis_2024/hze_2016.csv"] != fingerprint(second)["02_hze_bis_2024/hze_2016.csv"]


def test_fewer_children_are_all_estimated_and_keep_the_proportions(tmp_path):
    small = make_deliveries(tmp_path, seed=1, children=2_000, world="getrennt", say=quiet)
    truth = json.loads((small / "wahrheit.json").read_text("utf-8"))
    assert abs(truth["bevoelkerung_unter_18"]["2015"]["03155"] - 2_000) < 20
    assert not anchors(2_000).is_official(2015, by_municipality=True)


def test_the_population_of_2015_is_the_published_one_and_says_so(population):
    rows = [row for row in population if row["Stichtag"] == "31.12.2015"]
    towns, under_18 = (
        Counter(),
        {
            "unter 3 Jahre",
            "3 bis unter 6 Jahre",
            "6 bis unter 10 Jahre",
            "10 bis unter 15 Jahre",
            "15 bis unter 18 Jahre",
        },
    )
    for row in rows:
        if row["Schlüssel"] != "03155" and row["Altersgruppe"] in under_18:
            towns[row["Schlüssel"]] += int(row["Anzahl"])
    assert (towns.total(), towns["03155013"], towns["03155002"], len(towns)) == (20_817, 4_667, 458, 11)
    assert {row["Geschätzt"] for row in rows} == {"nein"} and all(
        row["Quelle"].startswith("Regionalstatistik 12411-0") for row in rows
    )


def test_only_published_years_are_not_estimated_and_the_new_basis_begins_in_2022(population):
    official = {(row["Stichtag"], row["Schlüssel"] == "03155") for row in population if row["Geschätzt"] == "nein"}
    assert official == {("31.12.2010", True), ("31.12.2015", True), ("31.12.2020", True), ("31.12.2015", False)}
    basis = {row["Stichtag"][-4:]: row["Basis"] for row in population}
    assert (basis["2010"], basis["2011"], basis["2021"], basis["2022"], basis["2025"]) == (
        "Volkszählung 1987",
        "Zensus 2011",
        "Zensus 2011",
        "Zensus 2022",
        "Zensus 2022",
    )


def test_each_year_as_many_children_live_there_as_the_population_table_counts(population, truth):
    counted = Counter()
    for row in population:
        if row["Schlüssel"] == "03155" and int(row["Altersgruppe"].split()[0].replace("unter", "0")) < 18:
            counted[row["Stichtag"][-4:]] += int(row["Anzahl"])
    assert counted == {year: areas["03155"] for year, areas in truth["bevoelkerung_unter_18"].items()}
    assert all(
        areas["03155"] == sum(n for key, n in areas.items() if key != "03155")
        for areas in truth["bevoelkerung_unter_18"].values()
    )


def test_an_open_case_comes_again_closed_in_a_later_file_under_the_same_number(demo):
    open_before = {
        row["FALL_NR"] for row in hze(demo, 2016) if row["ENDE"] == "31.12.9999" and row["AGS_WOHNORT"] != "3155099"
    }
    assert max(end for row in hze(demo, 2016) if (end := day(row["ENDE"]))) <= date(2016, 12, 31)
    later = {row["FALL_NR"]: row["ENDE"] for row in hze(demo, 2017)}
    assert len(open_before) > 200 and open_before <= later.keys()
    assert 50 < sum(later[case] != "31.12.9999" for case in open_before) < len(open_before)


def test_children_of_one_family_share_the_root_of_the_case_number(demo):
    family_help = defaultdict(set)
    for row in hze(demo, 2018):
        if row["HILFEART"] == "07" and not row["KIND_NR"].startswith("X"):
            family_help[row["FALL_NR"].rsplit("-", 1)[0]].add(row["KIND_NR"])
    assert sum(len(children) > 1 for children in family_help.values()) > 10


def test_the_planned_dirt_is_in_the_files(demo):
    rows = hze(demo, 2012)
    assert {"3155004", "3155008", "3155099", "unbekannt", "ausserhalb"} <= {row["AGS_WOHNORT"] for row in rows}
    assert len(rows) - len({tuple(row.values()) for row in rows}) >= 2
    raw = (demo / "02_hze_bis_2024" / "hze_2012.csv").read_bytes()
    assert raw.decode("cp1252").splitlines()[-1].startswith("Anmerkung") and b"\xfc" in raw
    assert (demo / "05_uvg_2025" / "uvg_bestand_2025-12-31.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_no_file_about_children_has_a_column_that_names_them(demo):
    allowed = {"geb_datum"}  # ktp.toml shortens it to month and year
    personal = [*demo.glob("0[2-7]*/*.csv"), *demo.glob("0[2-7]*/*.txt"), *demo.glob("15*/*.csv")]
    found = set()
    for path in personal:
        text = path.read_bytes().decode("utf-16" if path.suffix == ".txt" else "cp1252")
        header = next(
            line for line in text.splitlines() if len(re.findall(r"[;,\t]\w", line)) > 2 or "Gemeinde" in line
        )
        found |= {
            name
            for name in re.split(r"[;,\t]", header.lower())
            if name not in allowed and any(word in IDENTIFYING for word in (name, name.replace("_", "")))
        }
    assert len(personal) > 40 and found == set()


@pytest.mark.parametrize("world", WORLDS)
def test_every_file_finds_its_mapping_and_every_row_is_accounted_for(tmp_path, world):
    made = make_deliveries(tmp_path / "demo", seed=3, children=1_500, world=world, say=quiet)
    files = [p for p in made.rglob("*") if p.is_file() and p.name != "wahrheit.json"]
    (made / "wahrheit.json").unlink()
    profile = replace(read_profile(SHIPPED), world=world)
    with checked(made, profile, None, lambda phase, text, share: None, today=NOW.date()) as report:
        said = "\n".join(lines_of(report))
    assert not report.refused, said
    line = re.compile(
        r"([\d.]+) Zeilen gelesen = ([\d.]+) angenommen \+ ([\d.]+) zusammengeführt \+ ([\d.]+) abgewiesen \+ ([\d.]+) Summenzeilen"
    )
    sums = [[int(n.replace(".", "")) for n in found] for found in line.findall(said)]
    *each, total = sums
    assert len(each) == len(files) and all(read == sum(rest) for read, *rest in sums)
    assert total == [sum(column) for column in zip(*each, strict=True)]
    assert (total[3] > 15) == (world != "zaehlwerte") and total[4] > 50


def test_no_file_of_the_linked_lists_holds_a_name(tmp_path):
    made = make_deliveries(tmp_path, seed=4, children=900, world="verknuepft", say=quiet)
    whole = "".join(
        path.read_bytes().decode("latin-1").replace("\0", "") for path in made.rglob("*.*") if path.suffix != ".zip"
    )
    words = set(re.findall(r"[^\W\d_]{4,}", whole))
    assert words.isdisjoint(name for names in GIVEN.values() for name in names)
    assert len(re.findall("v2:[0-9a-f]{64}", whole)) > 1_000
    assert words.isdisjoint(FREQUENT)
