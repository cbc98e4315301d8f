"""What was handed out, to whom: a line for each, for the owner's eyes alone."""

import os
from datetime import date

import pytest

from store import ledger
from store.audience import AUDIENCES, readers_of
from store.ledger import HandedOut
from store.published import Published, StoreProblem
from store.tables import CELL_KEY, FIGURE
from tests.grid import frame

DAY = date(2026, 11, 28)


def line(version: int, audience: str, form: str = "pdf", edition: str = "") -> HandedOut:
    return HandedOut(form, f"Briefing {version}", audience, version, edition, 120, "0123456789abcdef", DAY)


def test_what_is_entered_is_read_as_it_was_and_in_order(tmp_path):
    entered = [line(1, "intern"), line(2, "oeffentlich", "bundle"), line(3, "intern", edition="2026")]
    for one in entered:
        ledger.enter(tmp_path, one)
    assert ledger.lines(tmp_path) == entered and ledger.lines(tmp_path / "elsewhere") == []


@pytest.mark.skipif(os.name == "nt", reason="rights of files are not those of Windows")
def test_only_its_owner_may_read_it(tmp_path):
    before = os.umask(0)
    try:
        ledger.enter(tmp_path, line(1, "intern"))
    finally:
        os.umask(before)
    (file,) = (tmp_path / "editions").iterdir()
    assert [place.stat().st_mode & 0o777 for place in (file, file.parent)] == [0o600, 0o700]


def test_each_version_counts_once_for_everybody_who_may_read_it(tmp_path):
    for one in (line(1, "intern"), line(2, "oeffentlich"), line(1, "dezernat"), line(2, "intern")):
        ledger.enter(tmp_path, one)
    assert {reader: set(ledger.sources(tmp_path, reader)) for reader in AUDIENCES} == {
        "intern": {1, 2},
        "dezernat": {1, 2},
        "oeffentlich": {2},
    }
    assert readers_of("oeffentlich") == list(AUDIENCES) and readers_of("intern") == ["intern"]


GIVEN = """
    version | measure      | year | item | area | age_band | sex | offer_group | cell | state
    1       | annual_reach | 2024 | x    | D    | all      | all | a           | 11   | ok
    1       | annual_reach | 2024 | x    | D    | all      | all | b           | 12   | ok
    2       | annual_reach | 2024 | x    | D    | all      | all | a           | 21   | unreliable
    2       | annual_reach | 2024 | x    | D    | all      | all | c           | 23   | protected
    3       | annual_reach | 2024 | x    | D    | all      | all | d           | 34   | ok
"""


def test_a_cell_keeps_the_number_it_had_when_it_was_handed_out_first(tmp_path, monkeypatch):
    """Every version of which anything was given, a picture too; what was only shown on a page is free."""
    given = frame(GIVEN)
    of_version = lambda number: FIGURE.filled(given.filter(version=number).drop("version"))
    monkeypatch.setattr(
        ledger, "figures_of", lambda _, line: Published(line.version, {"figure": of_version(line.version)})
    )
    for one in (line(2, "dezernat"), line(1, "intern", "png"), line(2, "intern")):
        ledger.enter(tmp_path, one)
    found = ledger.cells_of_all(tmp_path)
    assert dict(found.select("offer_group", "cell").iter_rows()) == {"a": 21, "b": 12}
    assert ledger.cells_of_all(tmp_path / "elsewhere").is_empty() and found.columns == [*CELL_KEY, "cell"]


@pytest.mark.parametrize("content", ["{", '{"form": "pdf"}\n', "[]\n"])
def test_a_damaged_ledger_is_told_and_never_passed_over(tmp_path, content):
    ledger.enter(tmp_path, line(1, "intern"))
    (file,) = (tmp_path / "editions").iterdir()
    file.write_text(content, "utf-8")
    with pytest.raises(StoreProblem, match="beschädigt. Bitte aus der Sicherung zurückholen"):
        ledger.lines(tmp_path)


def test_where_it_cannot_be_written_nothing_may_be_handed_out(tmp_path):
    (tmp_path / "editions").write_text("no folder", "utf-8")
    with pytest.raises(StoreProblem, match="nicht eintragen"):
        ledger.enter(tmp_path, line(1, "intern"))


def test_another_key_is_told_apart_and_none_is_nothing(tmp_path):
    assert ledger.key_print(tmp_path) == ""
    prints = set()
    for key in ("a" * 64, "b" * 64):
        (tmp_path / "rundung.key").write_text(key, "ascii")
        prints.add(ledger.key_print(tmp_path))
    assert len(prints) == 2 and all(len(one) == 16 and one not in "ab" * 64 for one in prints)
