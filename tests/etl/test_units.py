"""Which units has a group in a year, in which order, and what may be done with each? Rows as delivered in, the table out."""

import pytest

from tests.etl.office import Desk, counts, uses

FILES = {
    "nutzung_hze_2024-12-31.csv": uses("kind_nr | angebot\nK1 | hze_31\nK2 | hze_34\nK3 | hze_31"),
    "zaehlwerte_beratung_2024-12-31.csv": counts(
        "angebot | jahr | stichtag | merkmal | ortsbezug | alter_von | alter_bis | anzahl\n"
        "erziehungsberatung | 2024 | | nutzende | wohnort | 6 | 9 | 40\nelternkurse | 2024 | | nutzende | wohnort | 3 | 5 | 90"
    ),
}


@pytest.fixture
def units(desk: Desk) -> list[dict]:
    desk.load(FILES)
    return desk.build().rows(
        """SELECT position, unit, counting, offers, never_linked, by_hand FROM analysis.further_use_unit
        WHERE year = 2024 AND offer_group = 'alle' ORDER BY position"""
    )


def test_sources_with_a_key_and_offers_without_one_follow_by_their_children(units):
    assert [(row["position"], row["unit"], row["counting"]) for row in units] == [
        (1, "elternkurse", "zaehlwerte"),
        (2, "erziehungsberatung", "zaehlwerte"),
        (3, "hze", "eigener_schluessel"),
    ]


def test_a_key_names_the_offers_it_tells_of_and_the_law_says_what_is_never_linked(units):
    by_name = {row["unit"]: row for row in units}
    assert by_name["hze"]["offers"] == ["hze_31", "hze_34"]
    assert [by_name[name]["never_linked"] for name in ("hze", "erziehungsberatung", "elternkurse")] == [
        False,
        True,
        False,
    ]
    assert {row["by_hand"] for row in units} == {None}


def test_groups_that_nobody_asked_about_have_units_only_where_they_stand_above_all_others(desk: Desk):
    desk.load(FILES)
    told = desk.build().rows("SELECT DISTINCT offer_group FROM analysis.further_use_unit ORDER BY ALL")
    assert [row["offer_group"] for row in told] == ["alle", "individuell", "ohne_kita"]
