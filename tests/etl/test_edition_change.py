"""Does the comparison with an edition give each cause what is its own? Late records, a changed definition, a new population."""

import shutil
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

import tests.etl.office as office
from etl.editions import publish_edition
from etl.release import roll_back
from etl.withdraw import withdraw
from measures.engine.attack.audit import audit
from store import versions
from store.profile import read_profile
from store.published import Published, open_published, open_version
from store.wishes import Decision
from tests.etl.edition_office import AFTER, BEFORE, FIRST, LATE, SLIPS, counted_alone, with_edition, without_treff
from tests.etl.muster import SECOND
from tests.etl.office import load_into, quiet
from tests.etl.steward import typed

LINE = ["area", "offer_group", "year"]


def reach(published: Published, stage: str) -> pl.DataFrame:
    """LINE and the protected children and share of the stage, where they are one number."""
    rows = published.figures("annual_reach", age_band="all", sex="all", state="ok").drop_nulls("numerator")
    return rows.select(*LINE, pl.col("numerator").alias(f"n_{stage}"), pl.col("value").alias(f"s_{stage}"))


def told(published: Published, part: str, unit: str = "", end: str = "") -> dict[tuple, float]:
    rows = published.figures("edition_change", item=f"2026:{part}{end}{unit}", state="ok")
    return {tuple(row[:3]): row[3] for row in rows.select(*LINE, "value").iter_rows()}


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    return with_edition(tmp_path_factory.mktemp("base"))


@pytest.fixture
def store(base, tmp_path) -> Path:
    """A store of the test's own with one load and its edition."""
    return shutil.copytree(base, tmp_path / "store")


@pytest.fixture(scope="module")
def with_late_records(base, tmp_path_factory) -> Path:
    """Version 2: late records after the edition."""
    store = shutil.copytree(base, tmp_path_factory.mktemp("late") / "store")
    load_into(store, read_profile(SECOND), LATE)
    return store


@pytest.fixture
def late(with_late_records, tmp_path) -> Path:
    """A store of the test's own with late records."""
    return shutil.copytree(with_late_records, tmp_path / "store")


@pytest.fixture(scope="module")
def worlds(base, tmp_path_factory) -> dict[str, Published]:
    """The edition, what came after all three changes, and the steps between, each counted in a store of its own."""
    folder = tmp_path_factory.mktemp("change")
    store = shutil.copytree(base, folder / "store")
    edition, today = open_published(store), without_treff(folder)
    load_into(store, today, LATE | AFTER)
    then = counted_alone(folder / "then", store, today, FIRST | BEFORE | SLIPS)
    people = counted_alone(folder / "people", store, today, FIRST | AFTER | SLIPS)
    return {
        "edition": edition,
        "definition": open_published(then),
        "people": open_published(people),
        "now": open_published(store),
    }


def test_every_part_is_what_a_store_counted_alone_says_of_that_step(worlds):
    steps = [reach(published, stage) for stage, published in worlds.items()]
    wide = steps[0]
    for step in steps[1:]:
        wide = wide.join(step, on=LINE)
    between = {
        "festlegung": ("edition", "definition"),
        "bevoelkerung": ("definition", "people"),
        "spaet": ("people", "now"),
    }
    for unit, column in (("", "n"), (":anteil", "s")):
        for part, (first, second) in between.items():
            found = told(worlds["now"], part, unit)
            difference = wide.select(*LINE, pl.col(f"{column}_{second}") - pl.col(f"{column}_{first}"))
            expected = {tuple(row[:3]): row[3] for row in difference.iter_rows() if row[3] is not None}
            assert len(found) > 5 and found == pytest.approx({line: expected[line] for line in found})
            missed = {line: value for line, value in expected.items() if line not in found and value}
            assert not missed, (part, unit)


def test_each_cause_shows_up_in_its_own_part(worlds):
    """All offers are a lower bound, because two never deliver; Hilfen are one number."""
    now, whole, helps = worlds["now"], ("97001", "alle", 2024), ("97001", "hilfen", 2024)
    least = lambda part, unit="": told(now, part, unit, ":mindestens")[whole]
    assert least("spaet") > 40 and told(now, "spaet")[helps] > 40
    assert least("festlegung") < -40 and told(now, "festlegung")[helps] == 0
    assert least("bevoelkerung") == 0 and least("bevoelkerung", ":anteil") > 0.003
    assert told(now, "bevoelkerung")[helps] == 0 and told(now, "bevoelkerung", ":anteil")[helps] > 0.003
    rows = now.figures("edition_change", area="97001", offer_group="alle", year=2024)
    notes = dict(rows.select("item", "note").iter_rows())
    assert notes["2026:festlegung:mindestens"] == "Nicht mehr dabei: Spielkreis."
    assert notes["2026:bevoelkerung:mindestens"] == "Bevölkerung 9.720 statt 10.800."
    assert notes["2026:spaet:mindestens"] == notes["2026::mindestens"] == ""


def test_the_parts_sum_to_the_whole_exactly_and_to_the_difference_of_what_was_shown(worlds):
    now = worlds["now"]
    shown = reach(worlds["edition"], "then").join(reach(now, "now"), on=LINE)
    for unit, column in (("", "n"), (":anteil", "s")):
        whole = told(now, "", unit)
        parts = [told(now, part, unit) for part in ("festlegung", "bevoelkerung", "spaet")]
        assert len(parts[0]) > 10
        for line in parts[0]:
            assert sum(part[line] for part in parts) == pytest.approx(whole[line], abs=1e-9)
        seen = {
            tuple(row[:3]): row[3]
            for row in shown.select(*LINE, pl.col(f"{column}_now") - pl.col(f"{column}_then")).iter_rows()
        }
        assert whole == pytest.approx({line: seen[line] for line in whole})


def test_all_values_in_children_are_differences_of_rounded_counts(worlds):
    rows = worlds["now"].figures("edition_change", unit="Kinder", state="ok")
    assert len(rows) and (rows["value"] % 5 == 0).all()


def test_no_child_is_proved_by_the_steps_between(worlds):
    for stage, published in worlds.items():
        found = audit(published.tables)
        assert found.known > 500 and found.proofs == 0, stage


def test_where_nothing_changed_nothing_is_told(store):
    done = typed("publish", "--store", store, "--profile", SECOND, "--unencrypted")
    assert done.returncode == 0 and "Verglichen wird mit der Ausgabe 2026" in done.stderr
    assert open_published(store).figures("edition_change").is_empty()


def test_after_a_rollback_behind_the_edition_the_change_is_not_divided(late):
    publish_edition(late, name="2026-2", note="Nachtrag", today=date(2026, 12, 1))
    roll_back(late, 1)
    load_into(late, read_profile(SECOND), AFTER)
    rows = open_published(late).figures("edition_change")
    assert len(rows) and all(
        item.startswith("2026-2::") or item in ("2026-2:", "2026-2::anteil") for item in rows["item"]
    )
    assert set(rows["note"]) == {"Nicht aufteilbar: Die Ausgabe beruht auf einer Ladung, die zurückgenommen wurde."}


def test_after_a_delivery_of_the_edition_was_taken_back_the_change_is_not_divided(late):
    publish_edition(late, name="2026-2", note="Nachtrag", today=date(2026, 12, 1))
    withdraw(late, read_profile(SECOND), 2, Decision("Datenpflege", "im Test"), key=None, now=office.NOW, say=quiet)
    rows = open_version(versions.draft(late)).figures("edition_change")
    assert len(rows) and set(rows["note"]) == {
        "Nicht aufteilbar: Die Ausgabe beruht auf einer Ladung, die zurückgenommen wurde."
    }


def test_once_the_rows_of_that_time_are_deleted_the_change_is_not_divided(late, monkeypatch):
    monkeypatch.setattr(office, "NOW", datetime(2028, 11, 1, 12, 0))  # noqa: DTZ001  the profile keeps replaced rows one year
    load_into(late, read_profile(SECOND), AFTER)
    rows = open_published(late).figures("edition_change", area="97001", offer_group="alle", year=2024)
    assert set(rows["item"]) == {"2026::mindestens", "2026::mindestens:anteil"}
    assert set(rows["note"]) == {
        "Nicht aufteilbar: Die Einzeldaten von damals sind nach Ablauf der Aufbewahrung gelöscht."
    }
