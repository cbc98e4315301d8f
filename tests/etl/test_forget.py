"""The answers go after some days, everywhere, with proof; what was counted of them stays (amt.toml, mitnutzung)."""

import shutil
from contextlib import closing
from datetime import date, timedelta

import pytest

from etl.further_use import command
from etl.further_use.forget import forget_at_the_desk, forget_in_versions
from etl.load import rebuild
from etl.withdraw import take_back
from store import spool, versions
from store.arriving import Arriving
from store.connect import connect
from store.published import open_published
from tests.etl.asked import answers, samples
from tests.etl.office import NOW, fingerprints, load_into, people, profile_in, quiet, uses
from tests.planted import holding

PATTERN = "hze_31|umgangsberatung|verfahrenslotse"  # nothing else holds it
HOME = "03155007"
FILES = {
    "bevoelkerung.csv": people("stichtag | anzahl\n31.12.2024 | 3000"),
    "nutzung_juz_2024-12-31.csv": uses("angebot\njugendarbeit"),
    "nutzung_hze_2024-12-31.csv": uses("kind_nr | beginn\nK1 | 01.01.2024\nK2 | 01.02.2024"),
    "mitnutzung_2024.csv": answers(
        f"alter | familie | wohngemeinde | genutzt\n11 | 7 | {HOME} | {PATTERN.replace('|', '+')}"
    ),
    "mitnutzung_stichprobe_2024.csv": samples(f"geantwortet | fragebogen\n1 | kita+{PATTERN.replace('|', '+')}"),
}
IN_TIME, TOO_LATE = NOW + timedelta(89), NOW + timedelta(90)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forget")
    profile = profile_in(folder / "profile")
    load_into(folder / "store", profile, FILES)
    rebuild(profile, folder / "store", key=None, now=NOW, say=quiet)
    return folder


@pytest.fixture
def office(loaded, tmp_path):
    return copied(loaded, tmp_path)


@pytest.fixture(scope="module")
def emptied(loaded, tmp_path_factory):
    """The same on the day, and on the day after."""
    profile, store = copied(loaded, tmp_path_factory.mktemp("emptied"))
    for later in (TOO_LATE, TOO_LATE + timedelta(1)):
        rebuild(profile, store, key=None, now=later, say=quiet)
    return profile, store


def copied(loaded, folder):
    shutil.copytree(loaded, folder / "office")
    return profile_in(folder / "office" / "profile"), folder / "office" / "store"


def asked_of(store, query: str, number: int = 0) -> list[tuple]:
    version = versions.version(store, number) if number else versions.newest(store)
    files = {"microdata": version.microdata, "analysis": version.analysis}
    with closing(connect(files)) as con:
        return con.sql(query).fetchall()


COUNTED = "SELECT * FROM analysis.further_use ORDER BY ALL"


def test_before_the_day_nothing_is_deleted_and_what_comes_next_is_said(office):
    profile, store = office
    assert list(command.forget(store, profile, IN_TIME))[:2] == [
        "Nichts ist fällig.",
        "Als Nächstes: 1 Antwort, befragt in „juz“, Jahr 2024, fällig am 30.01.2027.",
    ]
    assert asked_of(store, "SELECT count(*) FROM microdata.mitnutzung") == [(1,)]


def test_on_the_day_the_rows_go_in_every_version_down_to_their_bytes(loaded, emptied):
    assert {file.parent.name for file in holding([loaded / "store"], [PATTERN])} == {"1", "2"}
    _, store = emptied
    assert holding([store], [PATTERN]) == []
    for number in (1, 2, 3, 4):
        assert asked_of(store, "SELECT count(*) FROM microdata.mitnutzung", number) == [(0,)]


def test_a_count_after_the_deletion_gives_the_same_figures(loaded, emptied):
    before, after = loaded / "store", emptied[1]
    assert asked_of(before, COUNTED) == asked_of(after, COUNTED) != []
    told = "FROM analysis.further_use_told"
    assert asked_of(before, told) == asked_of(after, told)
    figures, now = fingerprints(before), fingerprints(after)
    assert {name for name in now if now[name] != figures[name]} == {"forgotten"}


def test_the_proof_is_published_and_stays(emptied):
    (proof,) = open_published(emptied[1]).table("forgotten").to_dicts()
    assert proof["rows"] in (0, 5)
    days = {"due_on": date(2027, 1, 30), "deleted_on": TOO_LATE.date()}
    assert proof == {"source": "juz", "year": 2024, "rows": proof["rows"], **days}


def test_the_command_says_what_was_deleted_and_publishes_the_proof(office):
    profile, store = office
    said = list(command.forget(store, profile, TOO_LATE))
    assert said[0] == "Gelöscht: 1 Antwort, befragt in „juz“, Jahr 2024, fällig seit 30.01.2027."
    assert open_published(store).table("forgotten").height == 1
    assert list(command.forget(store, profile, TOO_LATE))[0] == "Nichts ist fällig."


def test_while_a_draft_is_open_the_rows_go_all_the_same(office):
    profile, store = office
    versions.write_atomic(store / "released", "1")
    versions.write_atomic(store / "draft", "2")
    said = list(command.forget(store, profile, TOO_LATE))
    assert "Ein Entwurf ist offen" in said[1]
    assert holding([store], [PATTERN]) == []


def test_a_store_that_is_rolled_back_after_the_deletion_counts_the_same(loaded, emptied, tmp_path):
    shutil.copytree(emptied[1].parent, tmp_path / "office")
    store = tmp_path / "office" / "store"
    versions.roll_back(store, 1)
    rebuild(emptied[0], store, key=None, now=TOO_LATE, say=quiet)
    assert asked_of(store, COUNTED) == asked_of(loaded / "store", COUNTED)


def test_answers_taken_back_after_their_deletion_count_nowhere_and_the_proof_stays(emptied, tmp_path):
    shutil.copyfile(versions.newest(emptied[1]).microdata, tmp_path / "microdata.duckdb")
    with closing(connect({"microdata": tmp_path / "microdata.duckdb"}, read_only=False)) as con:
        con.execute("INSERT INTO delivery BY NAME SELECT * REPLACE (9 AS number) FROM delivery")
        take_back(con, 1, TOO_LATE, 2)
        assert con.sql("SELECT count(*) FROM kept_further_use").fetchall() == [(0,)]
        assert con.sql("SELECT count(*) FROM forgotten").fetchall() == [(1,)]


def test_an_encrypted_store_is_emptied_too(tmp_path):
    profile, store, key = profile_in(tmp_path / "profile"), tmp_path / "store", "ab" * 32
    load_into(store, profile, FILES, key=key)
    assert forget_in_versions(store, None, TOO_LATE.date(), 90) == versions.all_versions(store)
    assert forget_in_versions(store, key, TOO_LATE.date(), 90) == []
    files = {"microdata": versions.version(store, 1).microdata}
    with closing(connect(files, key=key)) as con:
        assert con.sql("SELECT count(*) FROM mitnutzung").fetchall() == [(0,)]


def test_files_that_still_lie_at_the_desk_go_on_the_same_day(office):
    _, store = office
    key = spool.spool_key(store)
    arriving = Arriving(store, key, NOW)
    for name in ("mitnutzung_2024.csv", "mitnutzung_stichprobe_2024.csv"):
        with arriving.file(name) as file:
            arriving.kept(name, file.write(FILES[name].encode()))
    found = arriving.done()
    assert forget_at_the_desk(store, IN_TIME, 90) == []
    assert [one.name for one in forget_at_the_desk(store, TOO_LATE, 90)] == [found.name]
    assert list(found.folder.glob("[0-9]*")) == []
    assert spool.delivery(store, found.name).state == spool.S.DISCARDED
