"""A refused publication leaves everything as it was; the steward can attack a publication whenever he likes."""

import duckdb
import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from etl import publish
from etl.__main__ import etl
from etl.delivery import Refused
from measures.engine.attack.audit import Disclosed
from store import versions
from store.profile import read_profile
from store.tables import PUBLISHED, PUBLISHED_FORMAT
from tests.attacks.published_district import around, at_random, by_our_rule, reach_of_all, shown_as, simulated
from tests.etl.muster import SECOND, muster_people, muster_uses
from tests.etl.office import load_into


def store_of(folder, con, figures: pl.DataFrame):
    """A store with published figures only."""
    new = versions.begin(folder)
    facts = pl.DataFrame({"key": ["format", "base"], "value": [str(PUBLISHED_FORMAT), "5"]})
    tables = around(con, figures) | {"meta": facts}
    with duckdb.connect(str(new.published)) as out:
        for table in PUBLISHED:
            out.execute(table.ddl())
            if len(tables.get(table.name, ())):
                out.register("rows", tables[table.name])
                out.execute(f"INSERT INTO {table.name} BY NAME SELECT * FROM rows")
                out.unregister("rows")
    versions.finish(folder, new, {"encrypted": False})
    return folder


def test_the_command_finds_nobody_in_a_publication_of_our_rule(tmp_path):
    con = simulated(scale=0.35, years=2)
    told = CliRunner().invoke(etl, ["audit", "--store", str(store_of(tmp_path, con, by_our_rule(con))), "--cells", "3"])
    assert told.exit_code == 0 and "Eingrenzung: keine Gruppe von 1 oder 2 Kindern erschlossen." in told.output
    assert "Ganzzahlprüfung der 3 kleinsten: keine erschlossen." in told.output


def test_the_command_refuses_a_publication_that_tells_of_somebody(tmp_path):
    con = simulated(scale=0.35, years=3)
    tally = reach_of_all(con)
    random = shown_as(tally, at_random(tally["children"].cast(pl.Float64).fill_null(np.nan).to_numpy(), 1))
    told = CliRunner().invoke(etl, ["audit", "--store", str(store_of(tmp_path, con, random)), "--cells", "1"])
    assert isinstance(told.exception, Refused) and "min_erwartet anheben" in str(told.exception)
    assert "Gruppen von 1 oder 2 Kindern erschlossen" in told.output and "T00" not in told.output


def test_a_refused_publication_changes_nothing_and_the_next_one_is_loaded(tmp_path, monkeypatch):
    profile, store = read_profile(SECOND), tmp_path / "store"
    files = lambda year: {f"muster_{year}.csv": muster_uses(year, 20), "bevoelkerung.csv": muster_people(year)}
    load_into(store, profile, files(2023))
    before = versions.released(store).published.read_bytes()
    seen = []

    def denied(tables: dict, expected: float, handed: pl.DataFrame) -> None:
        seen.append((set(tables), expected, len(handed)))
        raise Disclosed("abgelehnt")

    with monkeypatch.context() as patched:
        patched.setattr(publish, "check", denied)
        with pytest.raises(Disclosed):
            load_into(store, profile, files(2024))
    assert seen == [({table.name for table in PUBLISHED}, 10, 0)]
    assert versions.released(store).number == 1 and versions.released(store).published.read_bytes() == before
    load_into(store, profile, files(2024))
    assert versions.released(store).number > 1
