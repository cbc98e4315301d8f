"""Two sets of figures prove nobody, both together four groups: what do commands, the page and the front door then say?

The same children, protected by a far weaker rule (one expected child) and rounded with two keys, as if the first had been lost.
"""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner

from etl.__main__ import etl
from exports import saved
from exports.__main__ import main
from measures.annual_reach import MEASURE
from measures.engine.attack.audit import Disclosed
from measures.engine.attack.together import together
from measures.engine.measure import Selection
from measures.engine.protect import Rule
from store import ledger, versions
from store.editions import all_editions
from store.published import open_published, open_version
from store.tables import PUBLISHED, PUBLISHED_FORMAT
from tests.attacks.published_district import around, by_our_rule, simulated
from tests.pages.visible import opened
from views.figures.read import Figures
from views.finding import Finding, table_of

TODAY = date(2026, 11, 28)
REASON = "könnte damit auf 4 Gruppen von 1 oder 2 Kindern schließen"
TABLE = Finding("reach", "Reichweite", table=table_of("Reichweite", ("Jahr", "Kinder"), [("2016", "120")]))
PAGE = "pages/leitung/strategiepapier.py"


@pytest.fixture(scope="module")
def both(small_store, tmp_path_factory) -> Path:
    """A store with two versions; the first one holds."""
    folder = tmp_path_factory.mktemp("both")
    about = open_published(small_store).tables
    con = simulated(scale=0.3, years=1)
    tally = MEASURE.compute(con, Selection())
    for key in (b"a", b"b"):
        rule = Rule(key * 32, "D", min_expected=1, stay_expected=1)
        tables = around(con, by_our_rule(con, tally, rule), rule)
        facts = dict(about["meta"].iter_rows()) | {"district": "D", "format": str(PUBLISHED_FORMAT)}
        tables["meta"] = pl.DataFrame(
            list((facts | dict(tables["meta"].iter_rows())).items()), about["meta"].schema, orient="row"
        )
        tables["source_status"] = tables["source_status"].with_columns(completeness=pl.lit("confirmed"))
        add_version(folder / "store", about | {"finding": about["finding"].clear()} | tables)
    versions.release(folder / "store", 1)
    return folder / "store"


def add_version(store: Path, tables: dict[str, pl.DataFrame]) -> None:
    new = versions.begin(store)
    with duckdb.connect(str(new.published)) as out:
        for table in PUBLISHED:
            out.execute(table.ddl())
            out.register("rows", table.filled(tables[table.name]))
            out.execute(f"INSERT INTO {table.name} BY NAME SELECT * FROM rows")
            out.unregister("rows")
    versions.finish(store, new, {"encrypted": False})


@pytest.fixture
def store(both, tmp_path, monkeypatch) -> Path:
    """The first version is frozen as an edition and handed out with it; the second one holds."""
    folder = shutil.copytree(both, tmp_path / "store")
    monkeypatch.setenv("REICHWEITE_STORE", str(folder))
    frozen = published("2026", folder)
    assert frozen.exit_code == 0, frozen.output
    versions.release(folder, 2)
    return folder


def published(name: str, folder: Path):
    call = ["publish", "--store", str(folder), "--edition", name, "--note", "Jahrestreffen"]
    return CliRunner().invoke(etl, call)


def test_each_alone_proves_nobody_and_both_together_four_groups(both):
    first, second = (open_version(versions.version(both, number)).tables for number in (1, 2))
    assert [together(given).proofs for given in ([first], [second], [first, second])] == [0, 0, 4]


def test_a_second_edition_is_refused_with_the_reason_and_not_frozen(store):
    refused = published("2026-2", store)
    assert isinstance(refused.exception, Disclosed) and REASON in str(refused.exception)
    assert "Wer schon Ausgabe 2026 vom" in str(refused.exception)
    assert [edition.name for edition in all_editions(store)] == ["2026"] and len(ledger.lines(store)) == 1


def test_a_document_of_the_second_is_refused_and_one_of_the_edition_is_still_written(store, tmp_path, capsys):
    call = ["csv", "--document", "briefing", "--store", str(store), "--out", str(tmp_path)]
    assert main(call, TODAY) == 1
    assert REASON in capsys.readouterr().err and not list(tmp_path.glob("*.zip"))
    assert main([*call, "--edition", "2026"], TODAY) == 0
    assert len(list(tmp_path.glob("*.zip"))) == 1


def test_the_page_makes_no_document_and_says_why(store):
    made = opened(PAGE, dokument="briefing", leser="dezernat").button(key="make_word").click().run()
    assert [status.label for status in made.status] == ["Nicht erstellt"] and not made.exception
    assert any(REASON in block.value for block in made.markdown)
    assert len(ledger.lines(store)) == 1


def test_a_table_of_a_single_finding_is_refused_too(store):
    with pytest.raises(Disclosed, match=REASON):
        saved.handed_out(Figures(open_published(store)), TABLE, "csv", TODAY)
    assert len(ledger.lines(store)) == 1
