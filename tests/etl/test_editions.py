"""Does an edition stay as it was, and does the checklist block what may not be quoted?"""

from datetime import date
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from etl.delivery import Refused
from etl.editions import checklist, publish_edition
from store.editions import all_editions, open_edition
from store.profile import read_profile
from store.published import Published, StoreProblem, open_published
from tests.etl.edition_office import AFTER, LATE, with_edition
from tests.etl.muster import SECOND, muster_slip
from tests.etl.office import load_into
from tests.etl.steward import typed

TODAY = date(2026, 11, 22)


def prints(folder: Path) -> dict[str, str]:
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Path:
    return with_edition(tmp_path_factory.mktemp("edition"))


@pytest.fixture(scope="module")
def before(store) -> Published:
    return open_published(store)


@pytest.fixture(scope="module")
def later(store, before) -> tuple[dict, Published]:
    """Bytes of the edition before the next loads, and the edition read after as many as make old versions forgotten."""
    was = prints(store / "editions" / "2026")
    for files in (LATE, AFTER, LATE):
        load_into(store, read_profile(SECOND), files)
    return was, open_edition(store, "2026")


def test_an_edition_has_the_same_bytes_and_the_same_tables_after_new_loads(store, before, later):
    was, now = later
    assert prints(store / "editions" / "2026") == was and len(was) == len(before.tables) + 1
    for name, frame in before.tables.items():
        if name != "meta":
            assert now.table(name).equals(frame), name
    assert now.meta == before.meta | {"edition": "Ausgabe 2026", "edition_note": "Jahrestreffen"}
    assert now.number == 1 and not open_published(store).table("figure").equals(before.table("figure"))


def test_the_history_names_the_edition_its_day_its_version_and_its_note(store, later):
    lines = typed("history", "--store", store).stdout.splitlines()
    assert lines[0] == "fest  Ausgabe 2026  22.11.2026  aus Version 1  Jahrestreffen"
    assert lines[-1].split()[:3] == ["gilt", "Version", "4"]


def test_a_name_is_given_once_and_only_names_that_are_safe_in_a_link(store):
    for name, told in (
        ("2026", "gibt es schon"),
        ("../x", "kann keine Ausgabe heißen"),
        ("", "kann keine Ausgabe heißen"),
    ):
        with pytest.raises(StoreProblem, match=told):
            publish_edition(store, name=name, note="x", today=TODAY)
    assert [edition.name for edition in all_editions(store)] == ["2026"]
    with pytest.raises(StoreProblem, match="Die Ausgabe „1999“ gibt es nicht. Vorhanden: 2026"):
        open_edition(store, "1999")


def test_an_edition_that_somebody_changed_is_refused(store, tmp_path):
    copy = with_copy(store, tmp_path)
    (copy / "editions" / "2026" / "figure.parquet").write_bytes(b"x")
    with pytest.raises(StoreProblem, match="beschädigt"):
        open_edition(copy, "2026")


def with_copy(store: Path, folder: Path) -> Path:
    import shutil

    return shutil.copytree(store, folder / "copy")


def changed(published: Published, table: str, frame: pl.DataFrame) -> Published:
    return Published(published.number, published.tables | {table: frame})


def test_the_checklist_is_clear_for_a_version_with_all_that_it_needs(before):
    assert [point.name for point in checklist(before)] == [
        "Fehler",
        "Bevölkerung",
        "Definitionen",
        "Lieferscheine",
        "Nächste Zahlen",
    ]
    assert not [problem for point in checklist(before) for problem in point.problems]


@pytest.mark.parametrize(
    ("table", "change", "told"),
    [
        (
            "finding",
            lambda f: pl.concat(
                [f, pl.DataFrame([("fehler", "x", "hze", "Zu viele Zeilen.", None)], schema=f.schema, orient="row")]
            ),
            "Fehler: Zu viele Zeilen. Bitte berichtigt liefern.",
        ),
        (
            "figure",
            lambda f: f.with_columns(pl.when(pl.col("year") != 2024).then("denominator").alias("denominator")),
            "Bevölkerung: Die vom 31.12.2024 fehlt.",
        ),
        (
            "figure",
            lambda f: f.with_columns(
                pl.when(pl.col("year") == 2024).then(pl.lit("unreliable")).otherwise("state").alias("state")
            ),
            "Fehler: 2024 sind mehr Kinder gezählt",
        ),
        (
            "definition",
            lambda f: f.with_columns(
                pl.when(pl.col("measure") == "gap").then(pl.lit("")).otherwise("reviewed_on").alias("reviewed_on")
            ),
            "Definitionen: „Abstand zum Kreisdurchschnitt“ ist nicht geprüft",
        ),
        (
            "source_status",
            lambda f: f.with_columns(completeness=pl.lit(None, pl.String)),
            "Lieferscheine: Die Zahlen stammen",
        ),
        (
            "source_status",
            lambda f: f.with_columns(
                pl.when(pl.col("year") == 2023)
                .then(pl.lit("unchecked"))
                .otherwise("completeness")
                .alias("completeness")
            ),
            "Lieferscheine: Für „Musterverfahren“, 2023, sagt niemand, dass die Lieferung vollständig ist.",
        ),
        (
            "source_status",
            lambda f: f.with_columns(rows_lost=pl.when(pl.col("year") > 2022).then(pl.lit(15, pl.Int64))),
            "Lieferscheine: Von „Musterverfahren“, 2023 bis 2024, sind mehr als 2 von 100 Zeilen nicht lesbar.",
        ),
        (
            "meta",
            lambda f: f.filter(pl.col("key") != "next_delivery"),
            "Nächste Zahlen: Kein Termin nach dem 31.12.2024",
        ),
    ],
)
def test_each_point_blocks_and_says_what_to_do(before, table, change, told):
    found = [
        problem
        for point in checklist(changed(before, table, change(before.table(table))))
        for problem in point.problems
    ]
    assert found and found[0].startswith(told) and ("Bitte" in found[0])


def test_a_version_without_a_next_date_is_refused_in_german_and_nothing_is_written(tmp_path):
    from tests.etl.edition_office import BEFORE, FIRST

    load_into(tmp_path / "store", read_profile(SECOND), FIRST | BEFORE | {"lieferschein.csv": muster_slip(2023, 2024)})
    told = typed("publish", "--edition", "2026", "--note", "Treffen", "--store", tmp_path / "store")
    assert told.returncode == 1 and told.stderr.startswith(
        "Die Ausgabe „2026“ wird nicht veröffentlicht. Offen:\n– Nächste Zahlen:"
    )
    assert not (tmp_path / "store" / "editions").exists()
    with pytest.raises(Refused, match="Vermerk: Er fehlt"):
        publish_edition(tmp_path / "store", name="2026", note=" ", today=TODAY)
