"""What does the lower part of Datenqualität tell of versions and wishes? From small stores on disk; the words stand in tables."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from store import reports, spool, versions, wishes
from store.published import Published
from store.spool import S, Wish
from store.tables import FIGURE
from store.versions import Version
from store.wishes import Decision
from tests.store.test_spool import NOW, moved
from views.blocks import history as blocks
from views.figures.history import Loaded, decided, is_pending, loaded, rejected
from views.figures.read import Figures
from views.words.cells import said

WHY = Decision("Datenpflege", "falsche Datei")
FAULT = {
    "level": "zeile",
    "source": "hze",
    "file": "hze.csv",
    "what": "„beginn“ ist kein Datum",
    "lines": [3, 7],
    "rows": 2,
}
FILE = {"source": "hze", "title": "Hilfen"}


@pytest.fixture(autouse=True)
def without_a_key(monkeypatch):
    monkeypatch.setenv("REICHWEITE_KEY_FILE", "")


def made(store: Path, *, withdraws: int | None = None, as_draft: bool = False, **said: object) -> Version:
    """The next version, without figures."""
    before, new = versions.newest(store), versions.begin(store)
    new.microdata.touch()
    about = {"after": before and before.number, "loaded_at": "2027-01-14T09:12:00", "delivery": "hze.csv", "files": 1}
    versions.finish(store, new, {**about, "withdraws": withdraws}, as_draft=as_draft)
    if said:
        reports.keep(new, spool.spool_key(store), {"files": [FILE], "findings": [FAULT], **said})
    return new


def cells(finding) -> list[tuple[str, ...]]:
    return [tuple(cell if isinstance(cell, str) else said(cell) for cell in row.cells) for row in finding.table.rows]


def test_every_version_says_whether_it_holds_the_newest_first(tmp_path):
    for as_draft in (False, False, True, True):
        made(tmp_path, as_draft=as_draft)
    versions.discard(versions.version(tmp_path, 4), "2027-01-14T10:00:00")
    versions.version(tmp_path, 1).microdata.unlink()
    told = cells(blocks.of_versions(loaded(tmp_path)))
    assert [row[:2] for row in told] == [
        ("4", "verworfen"),
        ("3", "Entwurf"),
        ("2", "gilt"),
        ("1", "früher, nur Zahlen"),
    ]


def test_only_an_earlier_version_with_its_rows_can_hold_again_and_none_while_a_draft_is_open():
    at = datetime(2027, 1, 14, 9, 12)  # noqa: DTZ001
    one = Loaded(1, at, "hze.csv", "earlier", True)
    found = [replace(one, number=4, mark="discarded"), replace(one, number=3, mark="holds"), one, replace(one, number=2, rows=False)]  # fmt: skip
    none = Figures(Published(3, {"delivered": delivered(), "meta": META, "figure": figure()}))
    assert blocks.choices(none, found)[Wish.ROLL_BACK] == {1: "1 · 14.01.2027, 09:12 · hze.csv"}
    assert blocks.choices(none, [*found, replace(one, mark="draft")])[Wish.ROLL_BACK] == {}


META = pl.DataFrame({"key": ["demo"], "value": ["nein"]})


def figure() -> pl.DataFrame:
    return pl.DataFrame(schema=FIGURE.schema)


def delivered(*rows: tuple[int, str]) -> pl.DataFrame:
    day = "2027-01-14T09:12:00"
    return pl.DataFrame(
        [(number, day, file) for number, file in rows], schema=["number", "loaded_at", "file"], orient="row"
    )


@pytest.mark.parametrize(
    ("files", "name"),
    [
        (["a.csv"], "1 · 14.01.2027 · a.csv"),
        (["a.csv", "a.csv", "b.csv"], "1 · 14.01.2027 · a.csv und b.csv"),
        (["a.csv", "b.csv", "c.csv", "d.csv"], "1 · 14.01.2027 · a.csv, b.csv und 2 weitere Dateien"),
    ],
)
def test_a_delivery_is_named_by_its_number_its_day_and_its_files(files, name):
    told = Figures(
        Published(1, {"delivered": delivered(*((1, file) for file in files)), "meta": META, "figure": figure()})
    )
    assert blocks.choices(told, [])[Wish.WITHDRAW] == {1: name}


# ── Rejected lines ───────────────────────────────────────────────────────────────────────────────


def test_the_lines_of_the_newest_delivery_of_each_source_are_told_never_a_value(tmp_path):
    made(tmp_path, findings=[{**FAULT, "lines": [99], "rows": 1}])
    made(tmp_path, findings=[FAULT, {**FAULT, "level": "hinweis"}])
    made(tmp_path, files=[{"source": "ktp", "title": "Tagespflege"}], findings=[{**FAULT, "source": "ktp", "lines": [*range(2, 14)], "rows": 12}])  # fmt: skip
    assert cells(blocks.of_rejected(rejected(tmp_path))) == [
        ("Tagespflege", "„beginn“ ist kein Datum", "2, 3, 4, 5, 6, 7, 8, 9 und 4 weitere", "12"),
        ("Hilfen", "„beginn“ ist kein Datum", "3, 7", "2"),
    ]


def test_files_of_a_source_with_the_same_reason_are_one_row_with_lines_of_the_first_ones(tmp_path):
    of_year = lambda year: {**FAULT, "file": f"hze_{year}.csv", "lines": [year], "rows": 3}  # noqa: E731
    made(tmp_path, findings=[of_year(year) for year in range(2020, 2025)])
    (row,) = blocks.of_rejected(rejected(tmp_path)).table.rows
    assert cells(blocks.of_rejected(rejected(tmp_path))) == [
        ("Hilfen", "„beginn“ ist kein Datum", "hze_2020.csv: 2020; hze_2021.csv: 2021; hze_2022.csv: 2022", "15")
    ]
    assert row.beside == "hze_2020.csv, hze_2021.csv und 3 weitere Dateien"


def test_of_a_delivery_taken_back_no_line_is_told_any_more(tmp_path):
    made(tmp_path, findings=[{**FAULT, "lines": [99], "rows": 1}])
    made(tmp_path, findings=[FAULT])
    made(tmp_path, withdraws=2)
    assert [one.lines for one in rejected(tmp_path)] == [(99,)]


def test_a_draft_tells_no_line_until_it_is_released(tmp_path):
    made(tmp_path, findings=[])
    made(tmp_path, as_draft=True, findings=[FAULT])
    assert rejected(tmp_path) == []
    assert blocks.of_rejected([]).table is None


# ── Wishes ───────────────────────────────────────────────────────────────────────────────────────


def wished(store: Path, wish: Wish = Wish.WITHDRAW, about: int = 2) -> spool.Delivery:
    made(store)
    return wishes.put(store, spool.spool_key(store), wish, about, WHY, NOW)


def test_who_decided_what_and_why_is_told_with_how_far_it_is(tmp_path):
    assert blocks.of_decisions(decided(tmp_path)) is None
    found = wished(tmp_path)
    moved(found, S.LOADING, S.DRAFT)
    assert [row[1:] for row in cells(blocks.of_decisions(decided(tmp_path)))] == [
        ("Lieferung 2 zurückziehen", "Entwurf, bitte ansehen", "Datenpflege", "falsche Datei")
    ]


def test_the_same_wish_waits_once_until_it_is_settled(tmp_path):
    found = wished(tmp_path)
    assert is_pending(tmp_path, Wish.WITHDRAW, 2)
    assert not is_pending(tmp_path, Wish.WITHDRAW, 3) and not is_pending(tmp_path, Wish.ROLL_BACK, 2)
    moved(found, S.DISCARDING, S.DISCARDED)
    assert not is_pending(tmp_path, Wish.WITHDRAW, 2)


BOTH = {S.CONFIRMED, S.LOADING, S.CHECKED, S.RELEASED, S.DISCARDING, S.DISCARDED}
CAN_BE = {Wish.WITHDRAW: BOTH | {S.DRAFT, S.RELEASING}, Wish.ROLL_BACK: BOTH}


@pytest.mark.parametrize("wish", Wish)
def test_every_state_that_a_wish_can_be_in_has_its_words(tmp_path, wish):
    found = wished(tmp_path, wish)
    for state in CAN_BE[wish]:
        one = replace(found, state=state)
        assert blocks.state_of(one) and blocks.headline(one, "Nichts ändert sich.")
