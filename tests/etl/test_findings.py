"""How is a finding told, and how does a person answer a question? Data in, a sentence or a decision out."""

from datetime import date

import pytest

from etl import findings
from etl.findings import Confirmation, Finding, confirmations, sentence
from etl.report import Report, lines_of
from tests.etl.office import Desk, deliver, profile_in, slip, uses
from tests.etl.steward import typed
from tests.test_documents import HANDBOOK, part, rows

JUMP = Finding("sprung", "hze", "hze.csv", {"stand": date(2024, 12, 31), "before": 1200}, rows=20)
ASKED = Finding("quelle_neu", "hze", "hze.csv")


@pytest.fixture
def asking(monkeypatch):
    """A table with one question in it, whatever the program asks today."""
    monkeypatch.setitem(findings.SAID, "quelle_neu", {"level": "frage", "what": "ist neu"})


def test_a_finding_is_told_with_its_numbers_days_and_what_to_do():
    assert sentence(JUMP) == (
        "hze.csv: 20 Zeilen, in der Lieferung davor (Stand 31.12.2024) waren es 1.200. "
        "Bitte prüfen, ob die Datei vollständig ist."
    )


def test_rows_and_lines_are_told_where_the_sentence_does_not_name_them():
    told = sentence(Finding("zahl", file="a.csv", values={"column": "anzahl"}, lines=range(2, 15), rows=13))
    assert told == (
        "a.csv: „anzahl“ ist keine Zahl (13 Zeilen: Zeile 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 und 3 weitere). "
        "Erwartet: Ziffern, Dezimalkomma, keine negativen Werte. Bitte Zahl ohne Einheit und Zusatz liefern."
    )


@pytest.mark.parametrize(
    ("confirmed", "refused"),
    [
        ((), True),
        ((Confirmation("quelle_neu", "neue Software"),), False),
        ((Confirmation("quelle_neu", "neue Software", "hze"),), False),
        ((Confirmation("quelle_neu", "neue Software", "uvg"),), True),  # said of another source
        ((Confirmation("sprung", "weniger Fälle"),), True),  # another question
    ],
)
def test_a_question_refuses_until_it_is_confirmed(asking, confirmed, refused):
    assert Report(findings=(ASKED,), confirmed=confirmed).refused == refused


def test_a_question_says_how_it_is_confirmed_and_then_what_was_confirmed(asking):
    assert "--confirm quelle_neu=GRUND" in lines_of(Report(findings=(ASKED,)))[0]
    answered = Report(findings=(ASKED,), confirmed=(Confirmation("quelle_neu", "neue Software"),))
    assert lines_of(answered)[0].endswith("Bestätigt: neue Software")


@pytest.mark.parametrize("text", ["sprung", "sprung=", "=x", "personenbezug=x", "fehlt=x", "erfunden=x"])
def test_what_is_no_confirmation_and_what_nobody_can_confirm_is_not_read(text):
    assert confirmations(text) is None


def test_several_confirmations_stand_beside_each_other():
    assert confirmations("sprung = a=b | ohne_stand=c") == [
        Confirmation("sprung", "a=b"),
        Confirmation("ohne_stand", "c"),
    ]


def test_a_confirmation_of_the_lieferschein_stays_with_the_delivery(desk: Desk):
    content = slip("bestaetigt\nwohnort_unbekannt=Altfälle")
    desk.load({"nutzung_hze.csv": uses("wohngemeinde\nunbekannt"), "lieferschein.csv": content})
    assert desk.rows("FROM microdata.confirmed") == [
        {"number": 1, "source": "hze", "code": "wohnort_unbekannt", "reason": "Altfälle", "until": None}
    ]


def test_a_confirmation_of_the_lieferschein_that_cannot_be_read_refuses(desk: Desk):
    report = desk.check({"nutzung_hze.csv": uses("kind_nr\nK1"), "lieferschein.csv": slip("bestaetigt\nstimmt schon")})
    assert [finding.code for finding in report.findings if report.refuses(finding)] == ["bestaetigung_unklar"]


def test_the_command_names_what_can_be_confirmed(tmp_path):
    profile_in(tmp_path / "profile")
    delivery = deliver(tmp_path / "d", {"nutzung_hze.csv": uses("kind_nr\nK1")})
    ended = typed("check", delivery, "--profile", tmp_path / "profile", "--confirm", "stimmt")
    assert (ended.returncode, "--confirm braucht CODE=GRUND" in ended.stderr) == (2, True)


def test_every_question_stands_in_the_handbook_under_the_code_that_confirms_it():
    told = {code.strip("`") for code, _ in rows(part(HANDBOOK, "### Wann die Prüfung nachfragt"))}
    assert told == {code for code, about in findings.SAID.items() if about["level"] == "frage"}
