"""python -m measures, called as other programs call it."""

import csv
import io
import json

import duckdb
import polars as pl
import pytest

from measures.__main__ import main
from measures.engine.measure import catalogue
from measures.engine.protect import Rule
from measures.engine.publication import publish
from store import versions
from store.tables import FIGURE, FIGURE_KEY, PUBLISHED, PUBLISHED_FORMAT
from tests.grid import fill_analysis
from tests.measures.office import BASICS, children
from tests.measures.test_point_reach import CHILDREN, COVERED, PEOPLE

GROUPS = """
    offer_group      | name | level   | offers              | mask | below_district | position
    alle             | Alle | kopf    | [help, kita, visit] | 7    | true           | 1
    b_tagesbetreuung | Care | bereich | [kita, visit]       | 6    | true           | 2
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store of one version: Northeim's day care of 1 March 2016, and what is published of it."""
    folder = tmp_path_factory.mktemp("store")
    new = versions.begin(folder)
    with duckdb.connect(str(new.analysis)) as con:
        fill_analysis(
            con,
            **(
                BASICS
                | {"offer_group": GROUPS, "child_day": children(CHILDREN), "population": PEOPLE, "coverage": COVERED}
            ),
        )
        figures = publish(con, Rule(b"k" * 32, "D"))
        copies = {
            table.name: con.sql(f"FROM {table.name}").pl()
            for table in PUBLISHED
            if table.name in ("area", "offer", "offer_group", "age_band")
        }
    with duckdb.connect(str(new.published)) as con:
        for table in PUBLISHED:
            con.execute(table.ddl())
            rows = {
                "figure": figures,
                "meta": pl.DataFrame({"key": ["format", "base"], "value": [str(PUBLISHED_FORMAT), "5"]}),
            }.get(table.name, copies.get(table.name))
            if rows is not None:
                con.register("rows", rows)
                con.execute(f"INSERT INTO {table.name} BY NAME SELECT * FROM rows")
                con.unregister("rows")
    versions.finish(folder, new, {"encrypted": False})
    return folder


@pytest.fixture
def call(store, capsys):
    """Calls the command on the store: exit code, what it printed, what it complained of."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--store", str(store)])
        return code, *capsys.readouterr()

    return run


CONTRACT = (
    "point_reach",
    "--by",
    "age_band",
    "--where",
    "stichtag=2016-03-01",
    "--where",
    "bevoelkerung=2015-12-31",
    "--where",
    "offer_group=b_tagesbetreuung",
    "--exact",
    "--format",
    "json",
)


def test_the_call_of_the_contract_gives_the_official_childcare_rates(call):
    code, out, _ = call(*CONTRACT)
    rows = {row["age_band"]: row for row in json.loads(out)}
    assert code == 0 and list(json.loads(out)[0]) == FIGURE.names
    assert [
        (rows[band]["numerator"], rows[band]["denominator"], f"{rows[band]['value']:.1%}") for band in ("u3", "3-5")
    ] == [(900, 3111, "28.9%"), (2734, 3059, "89.4%")]
    assert (rows["u3"]["item"], rows["u3"]["denominator_date"], rows["u3"]["area"], rows["u3"]["sex"]) == (
        "stichtag:2016-03-01",
        "2015-12-31",
        "D",
        "all",
    )


def test_without_exact_the_published_figure_is_read_and_lies_within_its_rounding(call):
    code, out, _ = call(*(argument for argument in CONTRACT if argument != "--exact"))
    rows = {row["age_band"]: row for row in json.loads(out)}
    assert code == 0 and rows["u3"]["numerator"] % 5 == 0 and abs(rows["u3"]["numerator"] - 900) < 5


def test_the_table_is_german_and_csv_is_for_machines(call):
    _, table, _ = call("point_reach", "--where", "age_band=u3", "--where", "offer_group=b_tagesbetreuung", "--exact")
    assert "28,9\u202f%" in table and "31.12.2015" in table and "3.111" in table
    _, text, _ = call(
        "point_reach", "--where", "age_band=u3", "--where", "offer_group=b_tagesbetreuung", "--exact", "--format", "csv"
    )
    row = next(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert list(row) == FIGURE.names and row["value"].startswith("0.2892") and row["denominator_date"] == "2015-12-31"


def test_no_name_lists_the_measures(call):
    assert call()[0] == 0
    assert all(f"{measure.name} " in call("list")[1] for measure in catalogue().values())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("reach",), "annual_reach"),
        (("annual_reach", "--by", "town"), "year, area, age_band, sex, offer_group"),
        (("annual_reach", "--where", "town=A"), "stichtag"),
        (("point_reach", "--where", "age_band=u4"), "3-5"),
        (("point_reach", "--exact", "--where", "offer_group=nix"), "b_tagesbetreuung"),
        (("point_reach", "--where", "stichtag=gestern"), "JJJJ-MM-TT"),
        (("point_reach", "--where", "stichtag=2017-03-01"), "2016-03-01"),
        (("point_reach", "--format", "pdf"), "--format table|csv|json"),
        (("annual_reach", "--where", "year"), "schlüssel=wert"),
    ],
)
def test_a_wrong_call_is_told_in_one_german_line_with_what_there_is(call, arguments, told):
    code, out, complaint = call(*arguments)
    assert code == 2 and out == "" and told in complaint and complaint.count("\n") == 1


def test_exact_is_refused_where_only_published_figures_lie(store, tmp_path, capsys):
    only = versions.begin(tmp_path)
    only.published.write_bytes(versions.released(store).published.read_bytes())
    versions.finish(tmp_path, only, {})
    assert main(["point_reach", "--exact", "--store", str(tmp_path)]) == 1
    assert "veröffentlichte" in capsys.readouterr().err
    assert main(["point_reach", "--store", str(tmp_path), "--format", "json"]) == 0


def test_an_empty_store_is_no_fault(tmp_path, capsys):
    assert main(["annual_reach", "--store", str(tmp_path)]) == 1
    assert "Noch keine Ausgabe" in capsys.readouterr().err


def test_a_fault_of_ours_is_one_line_on_screen_and_a_traceback_in_the_log(store, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("REICHWEITE_STORE", str(tmp_path))
    broken = versions.begin(tmp_path)
    broken.analysis.write_bytes(b"no database")
    versions.finish(tmp_path, broken, {})
    assert main(["annual_reach", "--exact"]) == 3
    assert capsys.readouterr().err.count("\n") == 1
    assert "Traceback" in (tmp_path / "fehler.log").read_text("utf-8")


def test_every_measure_has_a_card_and_a_test_of_its_own():
    from pathlib import Path

    card = next(table for table in PUBLISHED if table.name == "definition").names
    tests = "".join(
        file.read_text("utf-8") + file.stem
        for file in Path(__file__).parent.glob("test_*.py")
        if file.stem != "test_commands"
    )
    for measure in catalogue().values():
        empty = [name for name in {*card, "lattice"} - {"measure", "sql"} if not getattr(measure, name)]
        assert not empty and (f"test_{measure.name}" in tests or f'"{measure.name}"' in tests), measure.name


def test_published_figures_have_the_columns_the_types_and_the_key_of_the_contract(store):
    with duckdb.connect(str(versions.released(store).published), read_only=True) as con:
        figures = con.sql("FROM figure").pl()
    assert figures.columns == FIGURE.names and len(figures) > 20
    assert not figures.select(FIGURE_KEY).is_duplicated().any()
    assert set(figures["state"]) <= {"ok", "protected", "no_data", "not_applicable", "unreliable"}
