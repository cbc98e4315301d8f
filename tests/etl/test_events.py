"""ereignisse.csv in the stores: what breaks a series, from when on, for whom."""

from datetime import date
from types import SimpleNamespace

from etl.from_profile import events_of
from store.tables import ANALYSIS, PUBLISHED
from tests.grid import frame

DRAWN = """
    datum        | bis          | art         | gruppe | kurz   | text
    '2022-12-31' | ''           | reihenbruch | ''     | Zensus | neue Basis
    '2020-03-16' | '2021-06-30' | ereignis    | ''     | Covid  | Pandemie
"""


def test_events_are_typed_and_in_time_order():
    found = events_of(SimpleNamespace(events=frame(DRAWN))).rows()
    assert found == [
        (date(2020, 3, 16), date(2021, 6, 30), "ereignis", "", "Covid", "Pandemie"),
        (date(2022, 12, 31), None, "reihenbruch", "", "Zensus", "neue Basis"),
    ]


def test_the_columns_are_those_of_both_stores():
    names = events_of(SimpleNamespace(events=frame(DRAWN))).columns
    assert [table.names for table in (*ANALYSIS, *PUBLISHED) if table.name == "event"] == [names, names]
