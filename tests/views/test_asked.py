"""What is a person asked of a delivery, and which answers are there?"""

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from tests.etl.office import ROOT
from tests.views.test_delivery import FAULT, seen
from views.blocks.asked import Choice, questions
from views.words.texts import DESK

ASKS = {**FAULT, "level": "frage", "code": "weniger_als_halb", "what": "weniger als die Hälfte", "expected": ""}
UNCHECKED = {**FAULT, "level": "hinweis", "code": "ungeprueft"}


def test_a_question_names_every_file_of_its_source_and_what_may_be_confirmed_comes_last(tmp_path):
    asked = questions(seen(UNCHECKED, ASKS, {**ASKS, "file": "b.csv"}, {**ASKS, "source": "kita"}, tmp=tmp_path))
    assert [(one.code, one.source, one.needed) for one in asked] == [
        ("weniger_als_halb", "hze", True),
        ("weniger_als_halb", "kita", True),
        ("ungeprueft", "hze", False),
    ]
    assert asked[0].words == "Ist so viel weniger richtig?"
    assert asked[0].below == "hze_2026.csv: weniger als die Hälfte. b.csv: weniger als die Hälfte."


def test_a_year_may_be_confirmed_to_its_end_or_only_to_the_last_day_there_is(tmp_path):
    (asked,) = questions(seen(UNCHECKED, tmp=tmp_path))
    assert asked.below == "Niemand sagt es bisher. Der letzte Beginn oder Stichtag darin ist der 12.12.2026."
    assert asked.choices == (
        Choice("Weiß ich nicht: Die Jahre bleiben ungeprüft", False),
        Choice("Nein, nur bis zum 12.12.2026", True, date(2026, 12, 12)),
        Choice("Ja, bis zum 31.12.2026", True),
    )


def test_where_the_lieferschein_says_that_it_is_complete_a_person_may_still_know_better(tmp_path):
    empty = {**FAULT, "level": "hinweis", "code": "ende_leer", "what": "Fast nichts beginnt", "expected": ""}
    (asked,) = questions(seen(empty, tmp=tmp_path))
    assert (asked.words, asked.needed) == ("Ist die Lieferung damit vollständig?", False)
    assert asked.below == "hze_2026.csv: Fast nichts beginnt. Der letzte Beginn oder Stichtag darin ist der 12.12.2026."
    assert [choice.words for choice in asked.choices] == [
        "Weiß ich nicht: Es gilt der Lieferschein",
        "Nein, nur bis zum 12.12.2026",
        "Ja, bis zum 31.12.2026",
    ]


@pytest.mark.parametrize("last", [None, date(2026, 12, 31), date(2027, 1, 3)])
def test_no_other_day_is_offered_where_the_rows_name_none_before_the_end(tmp_path, last):
    found = seen(UNCHECKED, tmp=tmp_path)
    (asked,) = questions(replace(found, files=(replace(found.files[0], last=last),)))
    assert [choice.until for choice in asked.choices] == [None, None]


def test_every_other_question_is_answered_with_no_unless_somebody_says_yes(tmp_path):
    (asked,) = questions(seen({**ASKS, "code": "zu_viele_abgewiesen"}, tmp=tmp_path))
    assert asked.choices == (
        Choice("Nein, auf die korrigierte Datei warten", False),
        Choice("Ja, als Entwurf und Untergrenze, weil …", True),
    )


def test_every_question_of_the_check_has_words_of_its_own():
    said_by_check = tomllib.loads((ROOT / "etl" / "findings.toml").read_text("utf-8"))
    assert {code for code, said in said_by_check.items() if said["level"] == "frage"} - set(DESK["asked"]) == set()
    assert set(DESK["asked"]) - set(said_by_check) == {"else"}
