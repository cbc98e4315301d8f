"""What does Datenqualität say of linked sources? The report of each shared key, and what is too small to be said."""

import polars as pl

from store.published import Published
from tests.grid import rows
from views.blocks import linkage
from views.figures.pathways import source_name
from views.figures.read import Figures
from views.words.cells import said

NEWER = """
    space      | quantity   | key | reason     | count | share
    verknuepft | records    |     |            | 10390 |
    verknuepft | children   |     |            | 6800  |
    verknuepft | in_several |     |            | 2700  |
    verknuepft | joined     | 1   |            | 3115  |
    verknuepft | joined     | 2   |            | 130   |
    verknuepft | joined     | 3   |            | 105   |
    verknuepft | joined     | 4   |            | 115   |
    verknuepft | refused    |     | own_number | 15    |
    verknuepft | refused    |     | birth_year | 0     |
    verknuepft | refused    |     | sex        | 5     |
    verknuepft | too_many   |     |            |       | 0.013
    verknuepft | mixed      |     |            |       | 0.0003
"""
OLDER = """
    verknuepft_v1 | records    | | | 40 |
    verknuepft_v1 | children   | | | 30 |
    verknuepft_v1 | in_several | | | 5  |
    verknuepft_v1 | joined     | | | 10 |
"""


def told(figures: Figures, table: str, *ways: str):
    """The finding where the first sources count in these ways, all others as sums."""
    status = figures.published.table("source_status")
    names = sorted(status["source"].unique())
    way = dict(zip(names, [*ways, *["zaehlwerte"] * len(names)], strict=False))
    tables = figures.published.tables | {
        "source_status": status.with_columns(counting=pl.col("source").replace_strict(way)),
        "linkage": pl.DataFrame(rows(table), infer_schema_length=None),
    }
    return linkage.linked(Figures(Published(1, tables)))


def lines(found) -> dict[str, str]:
    return {row.cells[0]: said(row.cells[1]) for row in found.table.rows}


def test_of_linked_sources_it_is_told_who_was_recognised_by_what_and_who_was_kept_apart(figures):
    found = lines(told(figures, NEWER, "verknuepft", "verknuepft"))
    assert list(found.values()) == [
        "10.390", "6.800", "2.700", "40", "3.115", "130", "105", "115", "15", "unter 10", "unter 10",
        "bis 13 von 1.000 zu hoch", "bis 3 von 10.000",
    ]  # fmt: skip
    assert list(found)[:2] == ["Kinder, wie die Quellen sie führen", "Verschiedene Kinder"]


def test_two_shared_keys_are_told_apart_and_what_follows(figures):
    found = told(figures, NEWER + OLDER, "verknuepft", "verknuepft_v1")
    assert "mit älterem Schlüssel (v1)" in found.sub and found.sub.startswith("2 von")
    assert found.lead[1] == linkage.SAID["older"]
    of_older = {name: value for name, value in lines(found).items() if name.startswith("Schlüssel v1: ")}
    assert list(of_older.values()) == [
        "40",
        "30",
        "unter 10",
        "10",
    ]  # so few that a share would say more than the count
    assert not any("Fehler" in name for name in of_older)


def test_first_contacts_of_the_older_key_are_named_as_such(figures):
    names = [source_name(figures, source) for source in (None, "verknuepft_v1")]
    assert names == ["Quellen mit gemeinsamem Schlüssel", "Quellen mit älterem gemeinsamem Schlüssel (v1)"]


def test_without_linked_sources_there_is_no_report(figures):
    found = told(figures, NEWER)
    assert found.sub.startswith("Keine von") and len(found.lead) == 1
    assert linkage.linked(figures).table is None
