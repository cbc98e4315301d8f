"""Does a damaged delivery ever get through, crash, or speak of a child? 500 mutations in this process, 20 as commands."""

from collections.abc import Callable
from functools import cache
from random import Random

import pytest

from etl.report import lines_of
from tests.etl.mutations import EXPECTED, NEUTRAL, PLANTED, REJECTED, Mutated, as_file, delivery, text
from tests.etl.office import LOST, Desk, balanced, command, deliver, errors, profile_in, reasons, said

ROUNDS = -(-500 // len(EXPECTED))  # of every mutation
KEPT = "kind_nr, angebot, geburtsjahr, geburtsmonat, geschlecht, wohngemeinde, beginn, ende, vorgang_nr"


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Desk:
    return Desk(tmp_path_factory.mktemp("mutations"))


@pytest.fixture(scope="module")
def as_delivered(desk) -> Callable[[int], list[tuple]]:
    """The kept rows of each round's delivery before anything happened to it."""
    return cache(lambda number: kept(desk.check(as_file(text(delivery(Random(number)))).files)))


def kept(report) -> list[tuple]:
    return sorted({row for part in report.parts for row in part.rows.select(KEPT.split(", ")).rows()}, key=str)


@pytest.mark.parametrize(
    ("mutation", "outcome"), EXPECTED, ids=[f"{outcome}: {mutation.__name__}" for mutation, outcome in EXPECTED]
)
def test_a_mutated_delivery_has_the_outcome_of_the_table(desk, as_delivered, mutation, outcome):
    for number in range(ROUNDS):
        mutated = mutation(delivery(Random(number)), Random(f"{mutation.__name__} {number}"))
        report = desk.check(mutated.files)
        words = said(report) + "\n".join(lines_of(report))
        assert PLANTED not in words and "Köln" not in words, f"round {number}: a cell in a message"
        assert balanced(report), f"round {number}: rows lost"
        if outcome == "neutral":
            assert errors(report) == [], f"round {number}: {words}"
            assert kept(report) == as_delivered(number), f"round {number}: other rows"
        if outcome == "refused":
            assert report.refused, f"round {number}: not refused"
        if outcome == "rejected":
            assert report.refused or len(reasons(report)) == mutated.damaged, f"round {number}: {reasons(report)}"


def test_a_neutral_mutation_gives_the_same_figures(tmp_path):
    rows = delivery(Random("figures"))
    figures = set()
    for number, mutation in enumerate((as_they_were, *NEUTRAL)):
        desk = Desk(tmp_path / str(number))
        desk.load(mutation(rows, Random(number)).files)
        found = (
            desk.build()
            .con.sql("SELECT space, year, area, age, sex, mask, prev FROM analysis.child_year ORDER BY ALL")
            .fetchall()
        )
        figures.add(tuple(found))
    assert [len(found) for found in figures] == [20]


def as_they_were(rows: list[list[str]], chance: Random) -> Mutated:
    return as_file(text(rows))


def test_the_rows_as_they_were_are_right(desk):
    report = desk.check(as_file(text(delivery(Random(1)))).files)
    assert (errors(report), reasons(report), len(kept(report))) == ([], [], 20)


def test_most_damaged_rows_are_rejected_and_not_their_whole_delivery(desk):
    refused = 0
    for mutation in REJECTED:
        chance = Random(mutation.__name__)
        refused += desk.check(mutation(delivery(chance), chance).files, confirmed=LOST).refused
    assert refused <= 2


def test_rejected_rows_of_a_mutated_delivery_are_kept_and_all_others_loaded(tmp_path):
    desk = Desk(tmp_path)
    for mutation, outcome in EXPECTED:
        chance = Random(f"kept {mutation.__name__}")
        files = mutation(delivery(chance), chance).files
        if outcome != "refused" and not desk.check(files).refused:
            report = desk.load(files)
            total = "SELECT sum(accepted + merged + rejected + sum_rows - rows_read)::INT FROM microdata.delivery"
            assert (balanced(report), desk.con.sql(total).fetchone()) == (True, (0,)), mutation.__name__


# ── As commands ──────────────────────────────────────────────────────────────────────────────────
COMMANDS = [EXPECTED[number % len(EXPECTED)] for number in range(0, 40, 2)]


@pytest.mark.parametrize("number", range(20))
def test_a_command_on_a_mutated_delivery_says_what_it_did_and_never_shows_a_traceback(tmp_path, number):
    mutation, outcome = COMMANDS[number]
    chance = Random(f"command {number}")
    mutated = mutation(delivery(chance), chance)
    folder = deliver(tmp_path / "delivery", mutated.files)
    wanted = ("check",) if number % 10 else ("load", "--unencrypted", "--store", tmp_path / "store")
    done = command("etl", wanted[0], folder, "--profile", profile_in(tmp_path / "profile").folder, *wanted[1:])
    words = done.stdout + done.stderr
    assert "Traceback" not in words and PLANTED not in words
    assert done.returncode in {"neutral": (0,), "refused": (1,)}.get(outcome, (0, 1)), words
    assert ("Die Lieferung würde geladen." in words or "Geladen: Version 1." in words) == (done.returncode == 0)
