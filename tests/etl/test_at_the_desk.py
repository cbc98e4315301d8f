"""What does the watcher do with a delivery whose file no source knows? From the refusal to the mapping and the next check."""

import json
import shutil
from pathlib import Path

import pytest

from etl.drop import Drop
from etl.watch import Watcher, settled
from store import spool, suggested
from store.arriving import Arriving
from store.spool import Delivery, S
from tests.etl.muster import SECOND
from tests.etl.office import NOW, zipped
from tests.planted import KEY, NAME
from tests.store.test_spool import moved

FILE = "hilfen_2024.csv"
ROWS = "".join(f"{KEY}{n};H;{2010 + n % 8};Probedorf;01.02.2024;;{NAME}\n" for n in range(12))
CONTENT = f"KLIENT;HILFEART;GEB_JAHR;WOHNORT;BEGINN;ENDE;MEMO9\n{ROWS}"


@pytest.fixture
def store(tmp_path, monkeypatch) -> Path:
    """A new store with its key."""
    (tmp_path / "key").write_text("k" * 40)
    monkeypatch.setenv("REICHWEITE_KEY_FILE", str(tmp_path / "key"))
    shutil.copytree(SECOND, tmp_path / "profile")
    (tmp_path / "store").mkdir()
    return tmp_path / "store"


def watched(store: Path) -> Delivery:
    """All that is to do is done."""
    options = ("--store", str(store), "--profile", str(store.parent / "profile"))
    Watcher(store, options, lambda line: None, Drop(store / "eingang")).run(once=True)
    (found,) = spool.deliveries(store)
    return found


def delivered(store: Path, name: str, content: bytes) -> Delivery:
    arriving = Arriving(store, spool.spool_key(store), NOW)
    with arriving.file(name) as sealer:
        sealer.write(content)
    arriving.kept(name, sealer.size)
    arriving.done()
    return watched(store)


def said(store: Path, found: Delivery, **answers) -> Delivery:
    suggested.ask(found, spool.spool_key(store), {"file": FILE, **answers}, NOW)
    return watched(store)


def suggestion(store: Path, found: Delivery) -> dict:
    return suggested.suggestion_of(found, spool.spool_key(store))


CHOSEN = {
    "kind_nr": {"columns": ["KLIENT"]},
    "angebot": {"columns": ["HILFEART"]},
    "geburtsjahr": {"columns": ["GEB_JAHR"]},
    "wohngemeinde": {"columns": ["WOHNORT"]},
    "beginn": {"columns": ["BEGINN"]},
    "ende": {"columns": ["ENDE"]},
}


@pytest.mark.parametrize(("name", "packed"), [(FILE, False), ("alles.zip", True)])
def test_an_unknown_file_is_suggested_answered_kept_and_checked_again_by_itself(store, name, packed):
    refused = delivered(store, name, zipped({FILE: CONTENT}) if packed else CONTENT.encode())
    assert refused.state == S.REFUSED
    first = said(store, refused)
    told = suggestion(store, first)
    assert (first.state, told["role"], told["faults"]) == (S.SUGGESTED, "nutzung", [])
    assert [word for word in (KEY, NAME) if word in json.dumps(told, ensure_ascii=False)] == []

    codes = {"angebot": {"H": "musterhilfe"}}
    second = said(store, first, columns=CHOSEN, codes=codes)
    shown = suggestion(store, second)["preview"]
    assert (second.state, shown["read"], len(shown["rows"]), shown["rejected"]) == (S.SUGGESTED, 12, 10, [])
    third = said(store, second, columns=CHOSEN, codes=codes, keep=True)
    assert (third.state, third.answered) == (S.CHECKED, "")
    report = spool.report_of(third, spool.spool_key(store))
    assert [(file["source"], file["accepted"]) for file in report["files"]] == [("hilfen", 12)]


def test_what_is_still_open_is_said_and_no_mapping_is_written(store):
    found = said(store, delivered(store, FILE, CONTENT.encode()))
    without = {name: choice for name, choice in CHOSEN.items() if name != "beginn"}
    again = said(store, found, columns=without, keep=True)
    (fault,) = suggestion(store, again)["faults"]
    assert again.state == S.SUGGESTED and fault.startswith("Noch offen: „beginn“.")
    assert not (store.parent / "profile" / "quellen" / "hilfen.toml").exists()


def test_a_file_that_belongs_to_a_source_meanwhile_is_checked_again(store):
    refused = delivered(store, FILE, CONTENT.encode())
    mapping = store.parent / "profile" / "quellen" / "musterverfahren.toml"
    mapping.write_text(mapping.read_text("utf-8").replace("muster_*.csv", "hilfen_*.csv"), "utf-8")
    assert said(store, refused).state == S.REFUSED, "its columns are others, but it was checked"


def test_a_file_that_nobody_can_read_is_refused_with_the_reason(store):
    refused = delivered(store, "bild.csv", b"\x89PNG\r\n\x1a\n")
    suggested.ask(refused, spool.spool_key(store), {"file": "bild.csv"}, NOW)
    again = watched(store)
    assert again.state == S.REFUSED and "Bild" in again.problem


def test_a_suggestion_that_nobody_works_on_is_made_again(store):
    refused = delivered(store, FILE, CONTENT.encode())
    settled(store, moved(refused, S.TO_MAP, S.MAPPING))
    (found,) = spool.deliveries(store)
    assert found.state == S.TO_MAP
