"""Does a family's answer leave the rows as delivered? Not its pattern, its home, its number; not into figures, records or reports."""

from contextlib import closing

import pytest

from store import reports, spool, versions
from store.connect import connect
from tests.etl.asked import answers, samples
from tests.etl.office import LOST, load_into, people, profile_in, uses
from tests.planted import holding

PATTERN = "hze_31|umgangsberatung|verfahrenslotse"
FAMILY = 30871
FILES = {
    "bevoelkerung.csv": people("stichtag | anzahl\n31.12.2024 | 3000"),
    "nutzung_juz_2024-12-31.csv": uses("angebot\njugendarbeit"),
    "nutzung_hze_2024-12-31.csv": uses("kind_nr | beginn\nK1 | 01.01.2024\nK2 | 01.02.2024"),
    "mitnutzung_2024.csv": answers(
        f"alter | familie | wohngemeinde | genutzt\n11 | {FAMILY} | 03155007 | {PATTERN.replace('|', '+')}\n"
        f"77 | {FAMILY} | 03155007 | {PATTERN.replace('|', '+')}"
    ),
    "mitnutzung_stichprobe_2024.csv": samples(
        f"geantwortet | gezogen | grundgesamtheit | fragebogen\n1 | 40000 | 50000 | kita+{PATTERN.replace('|', '+')}"
    ),
}
OF_A_ROW = {"familie", "wohngemeinde", "genutzt", "frueher", "tag", "besuche_im_jahr", "gewicht"}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("answers")
    load_into(folder / "store", profile_in(folder / "profile"), FILES, confirmed=LOST)
    return folder / "store"


def cells(con, database: str):
    """Every cell of every table as text, with its place."""
    tables = con.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = $1", [database]).fetchall()
    for (table,) in tables:
        found = con.sql(f"FROM {database}.{table}")
        for row in found.fetchall():
            yield from ((table, column, cell) for column, cell in zip(found.columns, row, strict=True))


def test_no_pattern_home_or_number_of_a_family_stands_outside_the_rows_as_delivered(store):
    version = versions.newest(store)
    files = {name: getattr(version, name) for name in ("analysis", "published")}
    asked = {"further_use", "further_use_recall", "further_use_told", "forgotten", "finding", "delivered"}
    with closing(connect(files)) as con:
        for database in files:
            for table, column, cell in cells(con, database):
                assert PATTERN not in str(cell) and cell != FAMILY, (database, table, column)
                assert not (table in asked and column in OF_A_ROW), (database, table, column)
    assert holding([store], [PATTERN], apart_from=[version.microdata]) == []


def test_of_a_source_and_an_age_band_each_group_is_told_once(store):
    with closing(connect({"analysis": versions.newest(store).analysis})) as con:
        finer = con.sql(
            "SELECT count(*) FROM further_use GROUP BY year, source, offer_group, age_band HAVING count(*) > 1"
        )
        assert finer.fetchall() == []
        assert con.sql("SELECT count(*) FROM further_use").fetchall() != [(0,)]


def test_neither_the_report_nor_the_rejected_rows_hold_an_answer(store):
    version = versions.newest(store)
    report = reports.of(version, {}, spool.spool_key(store))
    assert report is not None and PATTERN not in str(report) and str(FAMILY) not in str(report)
    with closing(connect({"microdata": version.microdata})) as con:
        held = con.sql("SELECT r.cells FROM rejected r").fetchall()
        assert held == [("{}",)]
        for table, column, cell in cells(con, "microdata"):
            assert table == "mitnutzung" or PATTERN not in str(cell), (table, column)
