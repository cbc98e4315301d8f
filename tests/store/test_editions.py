"""Does a newer program still read an edition of the first format, and what does it refuse? The stored one is never made anew."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from store.editions import all_editions, open_edition
from store.published import StoreProblem
from store.tables import PUBLISHED

FIRST = Path(__file__).parent / "edition_format_1"


@pytest.fixture
def copy(tmp_path) -> Path:
    return shutil.copytree(FIRST, tmp_path / "store")


def test_an_edition_of_the_first_format_opens_with_its_numbers_in_todays_tables():
    opened = open_edition(FIRST, "2026")
    number, shown_range, hidden = opened.figures("annual_reach").sort("area", "year").iter_rows(named=True)
    assert (number["year"], number["numerator"], number["denominator"], number["value"]) == (
        2023,
        640,
        10800,
        640 / 10800,
    )
    assert (number["low"], number["high"], number["interval"]) == (0.0548, 0.0640, "wilson")
    assert (shown_range["bound_low"], shown_range["bound_high"]) == (1230 / 10800, 2415 / 10800)
    assert (shown_range["numerator"], shown_range["note"], shown_range["denominator_date"]) == (
        None,
        "Kurs fehlt.",
        date(2024, 12, 31),
    )
    assert (hidden["area"], hidden["state"], hidden["value"]) == ("97001001", "protected", None)
    assert opened.table("offer_group")["offers"].to_list() == [["musterhilfe"]]
    assert (opened.meta["edition"], opened.meta["edition_note"], opened.number) == ("Ausgabe 2026", "Jahrestreffen", 1)
    assert {table.name: opened.table(table.name).schema for table in PUBLISHED} == {t.name: t.schema for t in PUBLISHED}


def test_tables_and_columns_that_the_first_format_did_not_have_are_empty():
    frozen = set(json.loads((FIRST / "editions" / "2026" / "edition.json").read_text("utf-8"))["files"])
    assert {"benchmark.parquet", "decision.parquet"}.isdisjoint(frozen)
    assert open_edition(FIRST, "2026").table("decision").is_empty()


def told(store: Path, change: dict) -> StoreProblem:
    file = store / "editions" / "2026" / "edition.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | change), "utf-8")
    with pytest.raises(StoreProblem) as problem:
        open_edition(store, "2026")
    return problem.value


def test_an_edition_of_a_newer_program_says_so(copy):
    problem = told(copy, {"format": 99})
    assert (
        problem.case == "newer"
        and str(problem) == "Die Ausgabe 2026 ist neuer als dieses Programm. Bitte das Programm aktualisieren."
    )


def test_a_file_that_is_gone_is_named_as_broken_not_as_a_fault(copy):
    (copy / "editions" / "2026" / "meta.parquet").unlink()
    problem = told(copy, {})
    assert problem.case == "broken" and "Sicherung" in str(problem)


def test_what_a_killed_publication_left_is_no_edition(copy):
    shutil.copytree(copy / "editions" / "2026", copy / "editions" / ".2027.part")
    (copy / "editions" / "2028").mkdir()
    assert [edition.name for edition in all_editions(copy)] == ["2026"]
    with pytest.raises(StoreProblem, match="„2028“ gibt es nicht. Vorhanden: 2026"):
        open_edition(copy, "2028")


def test_no_name_leads_out_of_the_folder_of_editions(copy):
    (copy / "edition.json").write_text("{}", "utf-8")
    for name in ("..", "../../store", "2026/../2026", "", ".2026.part"):
        with pytest.raises(StoreProblem, match="gibt es nicht"):
            open_edition(copy, name)
