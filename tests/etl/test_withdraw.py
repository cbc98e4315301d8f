"""What remains when one delivery is taken back? What would hold had it never come; as a draft that a person releases or discards."""

import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from etl.delivery import Refused
from etl.release import discard_draft, release_draft
from etl.withdraw import take_back, withdraw
from store import versions
from store.connect import connect
from store.profile import read_profile
from store.published import open_published, open_version
from store.wishes import Decision
from tests.etl.muster import SECOND, muster_people, muster_slip, muster_uses
from tests.etl.office import NOW, Desk, fingerprints, load_into, mapping, quiet, slip, uses
from tests.etl.steward import typed

WHY = Decision("Datenpflege", "falsche Datei")
OLD, SAME, NEW = "hze-2022-12-31.csv", "hze-2022-12-31-b.csv", "hze-2023-12-31.csv"
WAYS = ("aenderung", "zeitraum", "bestand")
ALL_ROWS = "SELECT * EXCLUDE (delivered_in, replaced_in, brought_by, file, line) FROM microdata.nutzung ORDER BY ALL"


def without(desk: Desk, number: int) -> None:
    desk.con.execute("USE microdata")
    take_back(desk.con, number, NOW, 10)


def desk_in(folder: Path, way: str, *deliveries: dict[str, str]) -> Desk:
    desk = Desk(folder, {"hze": mapping("hze", way)})
    for files in deliveries:
        desk.load(files)
    return desk


def held(desk: Desk) -> list[tuple]:
    return desk.valid("kind_nr, geschlecht, beginn::VARCHAR, ende::VARCHAR, as_of::VARCHAR")


NOTES = {  # what is noted of deliveries, without their numbers and without how many rows were new when they came
    "covered": "number",
    "delivery": "number, accepted, merged",
    "loss": "number",
    "size": "number",
    "source": "linked",
}


FIRST = {OLD: uses("kind_nr | geschlecht | beginn\nK1 | m | 01.02.2022\nK2 | m | 01.03.2022")}
CORRECTED = {SAME: uses("kind_nr | geschlecht | beginn\nK1 | w | 01.02.2022\nK2 | m | 01.03.2022")}
LATER = {NEW: uses("kind_nr | geschlecht | beginn\nK2 | m | 01.03.2022\nK3 | w | 01.05.2023")}
SEQUENCES = {
    "a correction": [FIRST, CORRECTED],
    "the same twice": [FIRST, FIRST, LATER],
    "out of order": [LATER, FIRST],
    "corrected back": [FIRST, CORRECTED, FIRST, LATER],
    "with its Lieferschein": [FIRST, {**LATER, "lieferschein.csv": slip("quelle\nhze")}],
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", SEQUENCES)
def test_what_holds_without_a_delivery_is_what_the_others_alone_say(tmp_path, way, name):
    deliveries = SEQUENCES[name]
    desk = desk_in(tmp_path / "all", way, *deliveries)
    for gone in range(len(deliveries)):
        alone = desk_in(tmp_path / f"rest-{gone}", way, *deliveries[:gone], *deliveries[gone + 1 :])
        desk.con.execute("BEGIN")  # taken back, compared, and there again for the next one
        without(desk, gone + 1)
        assert held(desk) == held(alone), gone
        assert desk.rows(ALL_ROWS) == alone.rows(ALL_ROWS), gone
        for table, but in NOTES.items():
            query = f"SELECT * EXCLUDE ({but}) FROM microdata.{table} ORDER BY ALL"
            assert desk.rows(query) == alone.rows(query), (gone, table)
        desk.con.execute("ROLLBACK")


def test_the_order_of_taking_back_changes_nothing(tmp_path):
    here = desk_in(tmp_path / "here", "zeitraum", FIRST, CORRECTED, LATER, FIRST)
    there = desk_in(tmp_path / "there", "zeitraum", FIRST, CORRECTED, LATER, FIRST)
    for desk, order in ((here, (2, 4)), (there, (4, 2))):
        for number in order:
            without(desk, number)
    assert held(here) == held(there) == held(desk_in(tmp_path / "alone", "zeitraum", FIRST, LATER))


def test_a_row_that_an_older_period_said_holds_again_and_goes_with_its_own_delivery(tmp_path):
    again = {
        "hze-2024-03-31.csv": uses("kind_nr | beginn\nK4 | 01.05.2023"),
        "lieferschein.csv": slip("zeitraum_von | zeitraum_bis | datenstand\n01.01.2023 | 31.12.2023 | 31.03.2024"),
    }
    desk = desk_in(tmp_path, "zeitraum", FIRST, LATER, again)
    assert "K2" in {row[0] for row in held(desk)}, "of 2023 nobody says it any more, of 2022 somebody does"
    without(desk, 1)
    assert {row[0] for row in held(desk)} == {"K4"}


def test_what_replaced_rows_that_are_no_longer_kept_is_not_taken_back(tmp_path):
    desk = desk_in(tmp_path, "aenderung", FIRST, CORRECTED)
    desk.con.execute("USE microdata")
    with pytest.raises(Refused, match="nach Ablauf der Aufbewahrung gelöscht"):
        take_back(desk.con, 2, datetime(2037, 1, 1), 10)  # noqa: DTZ001
    assert len(held(desk)) == 2


# ── A store, its versions and its figures ────────────────────────────────────────────────────────


def files(year: int, number: int = 60) -> dict[str, str]:
    return {f"muster_{year}.csv": muster_uses(year, number), "lieferschein.csv": muster_slip(year)}


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    """Version 1: the population; 2 and 3: the uses of 2023 and 2024."""
    store = tmp_path_factory.mktemp("withdraw") / "store"
    profile = read_profile(SECOND)
    load_into(store, profile, {"bevoelkerung.csv": muster_people(2023, 2024)})
    load_into(store, profile, files(2023))
    load_into(store, profile, files(2024))
    return store


@pytest.fixture
def store(base, tmp_path) -> Path:
    return Path(shutil.copytree(base, tmp_path / "store"))


def gone(store: Path, number: int) -> None:
    withdraw(store, read_profile(SECOND), number, WHY, key=None, now=NOW, say=quiet)


def test_the_figures_without_a_delivery_are_those_of_a_store_that_never_had_it(store, tmp_path):
    gone(store, 2)
    assert open_published(store).number == 3, "a draft until somebody releases it"
    release_draft(store, 4)
    other = tmp_path / "other" / "store"
    other.mkdir(parents=True)
    shutil.copy(store / "rundung.key", other)
    for delivery in ({"bevoelkerung.csv": muster_people(2023, 2024)}, files(2024)):
        load_into(other, read_profile(SECOND), delivery)
    here, there = fingerprints(store), fingerprints(other)
    told = {"meta": "", "delivered": ""}  # name the load and its time
    assert here | told == there | told
    assert {2024} == set(open_published(store).table("source_status")["year"])


def test_who_took_it_back_and_why_stays_with_the_rows_and_no_row_of_it_does(store):
    gone(store, 2)
    draft = versions.draft(store)
    assert draft.about()["withdraws"] == 2 and WHY.why not in (draft.folder / "version.json").read_text()
    with closing(connect({"microdata": draft.microdata})) as con:
        assert con.sql("SELECT number, withdrawn_in, who, reason FROM withdrawn").fetchall() == [
            (2, 4, WHY.who, WHY.why)
        ]
        assert con.sql("SELECT DISTINCT delivered_in FROM nutzung").fetchall() == [(3,)]


def test_discarding_the_draft_brings_the_delivery_back(store):
    before = fingerprints(store)
    gone(store, 3)
    discard_draft(store, 4, NOW)
    assert (fingerprints(store), versions.draft(store)) == (before, None)
    gone(store, 3)
    assert {2023} == set(open_version(versions.draft(store)).table("source_status")["year"])


@pytest.mark.parametrize(
    ("number", "sentence"), [(9, "Lieferung 9 gibt es in diesem Stand nicht"), (0, "Lieferung 0 gibt es")]
)
def test_what_is_not_there_is_refused_and_changes_nothing(store, number, sentence):
    with pytest.raises(Refused, match=sentence):
        gone(store, number)
    assert (open_published(store).number, versions.draft(store)) == (3, None)


def test_twice_is_once_and_the_last_one_left_stays(store):
    gone(store, 2)
    with pytest.raises(Refused, match="schon zurückgezogen"):
        gone(store, 2)
    gone(store, 1)
    with pytest.raises(Refused, match="bliebe nichts übrig"):
        gone(store, 3)
    assert versions.draft(store).number == 5


def test_a_steward_types_it(store):
    said = ("--store", store, "--profile", SECOND)
    done = typed("withdraw", "2", "--who", "Datenpflege", "--why", "falsche Datei", *said)
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        ["Lieferung 2 ist zurückgezogen, als Entwurf: Version 4. Er gilt erst nach python -m etl release."],
    )
    assert typed("withdraw", "2", "--why", "falsche Datei", *said).returncode == 2, "nobody has decided"
