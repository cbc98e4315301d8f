"""What does the page Lieferung tell of a check? From a report as the check seals it; the words stand in tables."""

from datetime import datetime
from pathlib import Path

import pytest

from store import spool
from store.spool import Delivered, Delivery, S
from tests.store.test_spool import KEY, moved, put
from views.blocks import delivery as blocks
from views.figures.desk import Change, Checked, Size, checked
from views.words.cells import said

FAULT = {"code": "kein_datum", "level": "zeile", "source": "hze", "file": "hze_2026.csv", "column": "beginn", "shown": ["99.99.99"], "what": "„beginn“ ist kein Datum", "expected": "TT.MM.JJJJ", "todo": "berichtigen", "lines": list(range(3, 12)), "rows": 9}  # fmt: skip
FILE = {"file": "hze_2026.csv", "source": "hze", "title": "Hilfen", "role": "nutzung", "as_of": None, "period": None, "read": 1004, "accepted": 942, "rejected": 62, "sums": 0, "lacking": []}  # fmt: skip
SIZE = {"source": "hze", "size": "rows", "now": 1004, "before": 1041, "before_as_of": "2025-12-31", "jumped": False}
REPORT = {"files": [FILE], "findings": [FAULT], "notes": [], "sizes": [SIZE], "refused": False}


def at(state: S) -> Delivery:
    return Delivery(Path("20270114-091200-aa"), 3, state, "2027-01-14T09:12:00", (Delivered("hze_2026.csv", 5),))


def seen(*findings: dict, sizes: tuple[dict, ...] = (SIZE,), tmp: Path) -> Checked:
    """As it comes back out of the spool."""
    found = moved(put(tmp, {"hze_2026.csv": b"row"}), S.CHECKING)
    spool.keep_report(found, KEY, {**REPORT, "findings": list(findings), "sizes": list(sizes)})
    return checked(found, KEY)


def cells(finding) -> list[tuple[str, ...]]:
    return [tuple(cell if isinstance(cell, str) else said(cell) for cell in row.cells) for row in finding.table.rows]


@pytest.mark.parametrize(
    ("state", "findings", "sentence"),
    [
        (S.CHECKED, (), "942 von 1.004 Zeilen sind lesbar. 62 sind abgewiesen."),
        (
            S.CHECKED,
            ({**FAULT, "level": "frage"},),
            "942 von 1.004 Zeilen sind lesbar. 62 sind abgewiesen. Zu klären: 1 Frage.",
        ),
        (S.REFUSED, (), "Die Lieferung wird so nicht geladen."),
        (S.DRAFT, (), "Der Entwurf ist geladen. An der Reichweite ändert sich keine gezeigte Zahl."),
    ],
)
def test_the_headline_says_where_the_delivery_stands(tmp_path, state, findings, sentence):
    assert blocks.headline(at(state), seen(*findings, tmp=tmp_path), []) == sentence


@pytest.mark.parametrize("state", S)
def test_every_state_has_its_words(state):
    assert blocks.headline(at(state), None, []) and blocks.SAID["states"][state][0]


def test_errors_come_before_rejected_rows_and_those_by_their_number(tmp_path):
    error = {
        **FAULT,
        "level": "fehler",
        "what": "es fehlt „alter“",
        "todo": "ergänzen",
        "expected": "",
        "shown": [],
        "lines": [],
        "rows": None,
    }
    few = {**FAULT, "rows": 2, "lines": [7, 8], "todo": "nachtragen"}
    hint = {**FAULT, "level": "hinweis"}
    assert [row[0] for row in cells(blocks.faults(seen(hint, few, FAULT, error, tmp=tmp_path)))] == [
        "Ergänzen",
        "Berichtigen",
        "Nachtragen",
    ]
    assert cells(blocks.faults(seen(FAULT, tmp=tmp_path / "one"))) == [
        ("Berichtigen", "beginn", "TT.MM.JJJJ", "99.99.99", "3, 4, 5, 6, 7 und 4 weitere", "9")
    ]


def test_without_faults_there_is_nothing_to_change(tmp_path):
    assert blocks.faults(seen(tmp=tmp_path)) is None and blocks.hints(seen(tmp=tmp_path / "b")) is None


def test_what_jumped_comes_first_with_its_sign_and_a_month_only_when_it_jumped(tmp_path):
    sizes = (
        SIZE,
        {**SIZE, "size": "begin_12", "now": 3, "before": 29, "jumped": True},
        {**SIZE, "size": "begin_11", "now": 31, "before": 30},
        {**SIZE, "size": "children", "now": 50, "before": None, "before_as_of": None},
    )
    told = blocks.sizes(seen(sizes=sizes, tmp=tmp_path))
    assert told.title == "1 von 3 Größen ist gesprungen" and told.sub == "Zuletzt: Lieferung mit Stand 31.12.2025"
    assert cells(told) == [
        ("Beginne im Dezember", "hze", "29", "▾ 3"),
        ("Zeilen", "hze", "1.041", "1.004"),
        ("Kinder", "hze", "–", "50"),
    ]


def test_changes_are_said_as_protected_counts_and_the_smallest_are_only_counted():
    changes = [Change("Musterkreis", 2024, "Alle Angebote", "unter 6", 110, 70 - n, 5) for n in range(0, 25)]
    told = blocks.changed(changes)
    assert cells(told)[0] == ("Alle Angebote", "Musterkreis", "2024", "unter 6", "110", "70")
    assert len(told.table.rows) == 20 and told.notes == ("Dazu 5 kleinere Änderungen.",)
    assert cells(blocks.changed([Change("A", 2024, "B", "C", None, 5, 5)]))[0][4:] == ("–", "unter 10")


def test_deliveries_that_wait_for_a_person_come_first():
    told = blocks.at_the_desk([at(S.RELEASED), at(S.LOADING), at(S.DRAFT)])
    assert [row[1] for row in cells(told)] == ["Entwurf, bitte ansehen", "freigegeben", "wird geladen"]
    assert cells(told)[0][2] == "14.01.2027, 09:12" and blocks.at_the_desk([]) is None


def test_a_question_names_every_file_that_asks_it_and_what_may_be_confirmed_comes_last(tmp_path):
    asks = {**FAULT, "level": "frage", "code": "weniger_als_halb", "what": "weniger als die Hälfte", "expected": ""}
    unchecked = {**FAULT, "level": "hinweis", "code": "ungeprueft"}
    asked = blocks.questions(seen(unchecked, asks, {**asks, "file": "kita.csv"}, tmp=tmp_path))
    assert list(asked) == ["weniger_als_halb", "ungeprueft"]
    assert asked["weniger_als_halb"] == "hze_2026.csv: weniger als die Hälfte. kita.csv: weniger als die Hälfte."
    assert asked["ungeprueft"].startswith("Ist die Lieferung vollständig?")


def test_a_report_that_says_more_than_this_program_knows_is_read(tmp_path):
    found = moved(put(tmp_path, {"a.csv": b"row"}), S.CHECKING)
    spool.keep_report(found, KEY, {**REPORT, "more": 1, "sizes": [{**SIZE, "more": 1}]})
    assert checked(found, KEY).sizes == (Size("hze", "rows", 1004, 1041, datetime(2025, 12, 31).date(), False),)  # noqa: DTZ001
