"""Does a page show the edition its address asks for, and do its links stay there?"""

import json
import shutil
from pathlib import Path

import pytest

from store.editions import freeze
from store.published import StoreProblem, open_published
from views.figures import read
from views.shell import editions, page


@pytest.fixture(scope="module")
def with_edition(small_store, tmp_path_factory) -> Path:
    """The small store as a load, not yet an edition, and a frozen one of it."""
    folder = Path(shutil.copytree(small_store, tmp_path_factory.mktemp("editions") / "store"))
    about = {"name": "2026", "note": "Treffen <b>", "made_on": "2026-11-22", "program": "0"}
    freeze(folder, open_published(folder), about)
    return folder


@pytest.fixture
def store(with_edition, tmp_path, monkeypatch) -> Path:
    """A copy of it that a test may change."""
    folder = Path(shutil.copytree(with_edition, tmp_path / "store"))
    monkeypatch.setenv("REICHWEITE_STORE", str(folder))
    return folder


def test_within_an_edition_all_figures_are_its_own_and_the_footer_names_it(store):
    now = read.figures()
    with read.showing("2026"):
        frozen = read.figures()
        assert frozen is read.figures() and frozen is not now
        assert frozen.edition == "Ausgabe 2026" and "Ausgabe 2026" in page.footer(frozen)
    assert read.figures() is now


def test_a_new_store_in_the_same_place_is_not_mistaken_for_the_old_one(store):
    with read.showing("2026"):
        before = read.figures()
        file = store / "editions" / "2026" / "edition.json"
        about = json.loads(file.read_text("utf-8"))
        file.unlink()
        file.write_text(json.dumps(about | {"note": "anders"}), "utf-8")
        assert read.figures() is not before and read.figures().meta["edition_note"] == "anders"


def test_an_edition_that_is_damaged_is_a_problem_that_pages_can_say(store):
    (store / "editions" / "2026" / "figure.parquet").write_bytes(b"")
    with read.showing("2026"), pytest.raises(StoreProblem, match="beschädigt"):
        read.figures()


def test_what_can_be_chosen_is_the_figures_of_now_and_every_edition(store):
    assert editions.names() == {"aktuell": "aktuelle Zahlen", "2026": "Ausgabe 2026"}
    assert editions.found("2026").name == "2026" and editions.found("../2026") is None
    shutil.rmtree(store / "editions")
    assert editions.names() == {"aktuell": "aktuelle Zahlen"}


def test_the_strip_names_the_edition_its_day_and_its_note_as_text(store):
    told = editions.strip(editions.found("2026"))
    assert "Ausgabe 2026</b> vom 22.11.2026 (Treffen &lt;b&gt;)" in told and 'href="?ausgabe=aktuell"' in told


def test_an_unknown_edition_is_named_without_its_signs_and_with_those_there_are(store):
    told = editions.unknown("<script>20 99</script>")
    assert "„script2099script“ gibt es nicht (vorhanden: Ausgabe 2026)" in told and "<script" not in told


@pytest.mark.parametrize(
    ("link", "becomes"),
    [
        ('href="/luecken"', 'href="/luecken?ausgabe=2026"'),
        ('href="?jahr=2025&amp;gruppe=alle"', 'href="?jahr=2025&amp;gruppe=alle&amp;ausgabe=2026"'),
        ('href="/gemeinde?gebiet=1"', 'href="/gemeinde?gebiet=1&amp;ausgabe=2026"'),
        ('href="?ausgabe=aktuell"', 'href="?ausgabe=aktuell"'),
        ('href="#teil"', 'href="#teil"'),
        ('href="https://example.org/a?b=1"', 'href="https://example.org/a?b=1"'),
    ],
)
def test_links_to_our_pages_stay_within_the_edition_and_no_others_change(link, becomes):
    assert editions.linked(f"<a {link}>x</a>", "2026") == f"<a {becomes}>x</a>"
    assert editions.linked(f"<a {link}>x</a>", "") == f"<a {link}>x</a>"
