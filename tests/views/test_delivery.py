"""What does the page Lieferung tell of a check? From a report as the check seals it; the words stand in tables."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from store import spool
from store.spool import Delivered, Delivery, S
from tests.store.test_spool import KEY, moved, put
from views.blocks import changed as changing
from views.blocks import delivery as blocks
from views.drawings.sizes import SIZES
from views.figures.changed import Changed
from views.figures.desk import Before, Checked, Size, checked, reached, taken
from views.shell import desk
from views.words.cells import said

FAULT = {"code": "kein_datum", "level": "zeile", "source": "hze", "file": "hze_2026.csv", "column": "beginn", "shown": ["99.99.99"], "what": "„beginn“ ist kein Datum", "expected": "TT.MM.JJJJ", "todo": "berichtigen", "lines": list(range(3, 12)), "rows": 9}  # fmt: skip
FILE = {"file": "hze_2026.csv", "source": "hze", "title": "Hilfen", "role": "nutzung", "as_of": "2026-12-31", "until": "2026-12-31", "last": "2026-12-12", "period": None, "read": 1004, "accepted": 942, "rejected": 62, "sums": 0, "lacking": []}  # fmt: skip
SIZE = {
    "source": "hze",
    "size": "rows",
    "now": 1004,
    "before": {"value": 1041, "as_of": "2025-12-31", "low": 980, "high": 1060},
    "jumped": False,
}
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
        (S.CHECKED, (), "942 von 1.004 Zeilen sind lesbar. Zu klären sind 62 abgewiesene Zeilen."),
        (
            S.CHECKED,
            ({**FAULT, "level": "frage"}, {**FAULT, "level": "hinweis", "code": "ungeprueft"}),
            "942 von 1.004 Zeilen sind lesbar. Zu klären sind 62 abgewiesene Zeilen und eine Frage.",
        ),
        (
            S.REFUSED,
            ({**FAULT, "level": "fehler"},),
            "Die Lieferung wird so nicht geladen. Zu klären sind ein Fehler und 62 abgewiesene Zeilen.",
        ),
        (S.DRAFT, (), "Der Entwurf ist geladen. Es ändert sich keine gezeigte Zahl."),
    ],
)
def test_the_headline_says_where_the_delivery_stands(tmp_path, state, findings, sentence):
    told = changing.sentence(Changed((), 5))
    assert blocks.headline(at(state), seen(*findings, tmp=tmp_path), told) == sentence


def test_of_one_thing_that_is_left_it_is_said_in_the_singular_and_of_nothing_nothing(tmp_path):
    found = seen(tmp=tmp_path)
    whole = Checked((replace(found.files[0], rejected=0),), (), (), found.sizes)
    jumped = replace(whole, sizes=(replace(whole.sizes[0], jumped=True),))
    assert blocks.headline(at(S.CHECKED), whole, "") == "942 von 1.004 Zeilen sind lesbar."
    assert blocks.headline(at(S.CHECKED), jumped, "").endswith("Zu klären ist eine gesprungene Größe.")


def test_what_nobody_vouches_for_is_told_to_be_a_lower_bound_before_it_is_loaded(tmp_path):
    unchecked = {**FAULT, "level": "hinweis", "code": "ungeprueft"}
    assert blocks.below(at(S.CHECKED), seen(unchecked, tmp=tmp_path)).startswith("So geladen, sind die Zahlen")
    assert blocks.below(at(S.DRAFT), seen(unchecked, tmp=tmp_path / "b")).startswith("Bis zur Freigabe")
    assert blocks.below(at(S.RELEASED), None) == ""


def test_the_line_above_names_sources_files_and_the_stand_they_share(tmp_path):
    found = seen(tmp=tmp_path)
    assert blocks.kicker(at(S.CHECKED), found) == "Lieferung · Hilfen · hze_2026.csv · Stand 31.12.2026"
    assert blocks.kicker(replace(at(S.NAMED), files=(), named="2026"), None) == "Lieferung · Ordner 2026"
    many = replace(at(S.RECEIVED), files=(Delivered("a.csv", 1),) * 12)
    assert blocks.kicker(many, None) == "Lieferung · 12 Dateien"


@pytest.mark.parametrize("state", S)
def test_every_state_has_its_words(state):
    assert blocks.headline(at(state), None, "") and blocks.SAID["states"][state][0]


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
    assert blocks.faults(seen(tmp=tmp_path)) is None and blocks.hints(seen(tmp=tmp_path / "b"), refused=True) is None


@pytest.mark.parametrize(("refused", "told"), [(True, 2), (False, 1)])
def test_of_what_is_refused_the_questions_are_told_too_because_nobody_can_answer_them_yet(tmp_path, refused, told):
    found = blocks.hints(
        seen({**FAULT, "level": "frage"}, {**FAULT, "level": "hinweis"}, tmp=tmp_path), refused=refused
    )
    assert len(found.lead) == told


def before(value: int, low: int, high: int) -> dict:
    return {"value": value, "as_of": "2025-12-31", "low": low, "high": high}


SIZES_OF = (
    SIZE,
    {**SIZE, "size": "begin_12", "now": 3, "before": before(29, 28, 41), "jumped": True},
    {**SIZE, "size": "area_03155012", "now": 67, "before": before(96, 96, 96), "jumped": True},
    {**SIZE, "size": "begin_11", "now": 31, "before": before(30, 30, 30)},
    {**SIZE, "size": "area_03155011", "now": 31, "before": before(30, 30, 30)},
    {**SIZE, "size": "children", "now": 50, "before": None},
    {**SIZE, "size": "again", "now": 92, "before": before(93, 90, 95)},
)


def test_what_jumped_comes_first_with_its_sign_and_a_month_or_a_municipality_only_when_it_jumped(tmp_path):
    told = blocks.sizes(seen(sizes=SIZES_OF, tmp=tmp_path), {"03155012": "Uslar"})
    assert told.title == "2 von 5 Größen sind gesprungen"
    assert told.sub == "Balken: letzte fünf Lieferungen. Strich: letzte Lieferung (Stand 31.12.2025). Punkt: diese"
    assert cells(told) == [
        ("Beginne im Dezember", "29", "▾ 3"),
        ("Kinder aus Uslar", "96", "▾ 67"),
        ("Zeilen", "1.041", "1.004"),
        ("Kinder", "–", "50"),
        ("Laufende Fälle kommen wieder", "93", "92"),
    ]
    assert [row.beside for row in told.table.rows] == ["sonst 28 bis 41", "", "", "", "von 100"]


def test_each_size_is_drawn_on_its_own_scale_and_said_in_words(tmp_path):
    told = blocks.sizes(seen(sizes=SIZES_OF, tmp=tmp_path), {})
    december, _, rows, children, _ = SIZES.rows(told.chart, "DEMO: ")
    assert "DEMO: Beginne im Dezember: jetzt 3, zuletzt 29, üblich 28 bis 41" in december
    assert 'class="size jumped"' in december and 'cx="5.85%"' in december and 'x="54.63%"' in december
    assert 'class="size steady"' in rows and "<circle" not in children and "früher nicht bekannt" in children


def test_without_an_earlier_delivery_nothing_is_drawn(tmp_path):
    told = blocks.sizes(seen(sizes=({**SIZE, "before": None},), tmp=tmp_path), {})
    assert told.chart is None and told.sub == "Von dieser Quelle ist keine frühere Lieferung bekannt"


def test_a_size_of_one_of_several_sources_names_its_source(tmp_path):
    found = seen(sizes=({**SIZE, "source": "kita"}, SIZE), tmp=tmp_path)
    both = replace(found, files=(*found.files, replace(found.files[0], source="kita", title="Kita")))
    assert [row.beside for row in blocks.sizes(both, {}).table.rows] == ["Kita", "Hilfen"]


def test_deliveries_that_wait_for_a_person_come_first():
    told = blocks.at_the_desk([at(S.RELEASED), at(S.LOADING), at(S.DRAFT)])
    assert [row[1] for row in cells(told)] == ["Entwurf, bitte ansehen", "freigegeben", "wird geladen"]
    assert cells(told)[0][2] == "14.01.2027, 09:12" and blocks.at_the_desk([]) is None


# ── The next step ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "unanswered", "bare", "begins"),
    [
        (S.REFUSED, False, False, "Nächster Schritt: Brief senden"),
        (S.CHECKED, True, False, "Nächster Schritt: Fragen klären"),
        (S.CHECKED, True, True, "Nächster Schritt: Antworten begründen"),
        (S.CHECKED, False, False, "Nächster Schritt: als Entwurf laden"),
        (S.DRAFT, False, False, "Nächster Schritt: Änderungen ansehen"),
    ],
)
def test_the_next_step_follows_from_what_is_open(tmp_path, state, unanswered, bare, begins):
    step, _ = blocks.next_step(at(state), seen(tmp=tmp_path), unanswered=unanswered, bare=bare)
    assert step.startswith(begins)


def test_with_rejected_rows_the_corrected_file_is_the_next_step(tmp_path):
    step, _ = blocks.next_step(at(S.CHECKED), seen(FAULT, tmp=tmp_path), unanswered=False, bare=False)
    assert step == "Nächster Schritt: Brief senden und die korrigierte Datei ablegen"


# ── The way ──────────────────────────────────────────────────────────────────────────────────────


def at_time(state: S, time: str) -> Delivery:
    return replace(at(state), at=f"2027-01-14T{time}")


def test_each_step_that_is_done_says_when_or_how_long():
    history = [
        at_time(S.RECEIVED, "09:12:00"),
        at_time(S.CHECKING, "09:12:01"),
        at_time(S.RECEIVED, "09:12:09"),
        at_time(S.CHECKING, "09:12:10"),
        at_time(S.CHECKED, "09:12:13"),
    ]
    way = desk.way(history[-1], history)
    assert (
        "Abgelegt · 14.01.2027, 09:12<" in way and "Geprüft · 3 Sekunden<" in way and "Klären · hier sind Sie<" in way
    )
    assert taken(history, S.LOADING) is None and reached(history, S.RELEASED) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "unter einer Sekunde"), (1, "eine Sekunde"), (89, "89 Sekunden"), (90, "2 Minuten"), (3600, "60 Minuten")],
)
def test_how_long_is_said_in_seconds_then_in_minutes(seconds, words):
    assert desk.lasted(timedelta(seconds=seconds)) == words


def test_a_report_that_says_more_than_this_program_knows_is_read(tmp_path):
    found = moved(put(tmp_path, {"a.csv": b"row"}), S.CHECKING)
    spool.keep_report(found, KEY, {**REPORT, "more": 1, "sizes": [{**SIZE, "more": 1}]})
    assert checked(found, KEY).sizes == (Size("hze", "rows", 1004, Before(1041, date(2025, 12, 31), 980, 1060), False),)
