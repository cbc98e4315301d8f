"""Does anything of the program know an id of the profile? The same demo under other ids gives the same figures."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from store.connect import connect
from store.published import open_published
from store.tables import DIMENSIONS, FIGURE_KEY
from store.versions import released
from tests.offices.renamed import Names, new_areas, old_areas
from tests.offices.stores import Opened

COUNTED = ("child_year", "child_day", "counted_year", "case_year", "spell", "coverage", "population")
WRITTEN = "item"  # it holds ids, in their order


def as_before(frame: pl.DataFrame, names: Names) -> pl.DataFrame:
    """The frame with the ids of the shipped profile, also in lists; each different text is turned once."""
    for column, kind in frame.schema.items():
        if kind == pl.String and column != "note":
            turned = {text: names.before(text) for text in frame[column].drop_nulls().unique()}
            frame = frame.with_columns(pl.col(column).replace(turned))
        elif kind == pl.List(pl.String):
            turned = {text: names.before(text) for text in frame[column].explode().drop_nulls().unique()}
            frame = frame.with_columns(pl.col(column).list.eval(pl.element().replace(turned)))
    return frame


def without_order(figures: pl.DataFrame) -> pl.DataFrame:
    """Figures without what follows from the order of ids alone: which group of a pair stands in which column."""
    turn = (pl.col("measure") == "overlap") & (pl.col("partner") < pl.col("offer_group"))
    first, second = (
        pl.when(turn).then(a).otherwise(b) for a, b in (("partner", "offer_group"), ("offer_group", "partner"))
    )
    return figures.drop(WRITTEN).with_columns(first.alias("offer_group"), second.alias("partner"))


def tables_of(office: Opened, wanted: tuple[str, ...]) -> dict[str, pl.DataFrame]:
    con = connect({"analysis": released(office.store).analysis})
    try:
        return {name: con.sql(f"FROM {name}").pl() for name in wanted}
    finally:
        con.close()


@pytest.fixture(scope="module")
def both(small_office, renamed_office) -> tuple[pl.DataFrame, pl.DataFrame]:
    return tuple(open_published(office.store).table("figure") for office in (small_office, renamed_office))


def test_no_id_of_the_shipped_profile_is_left(renamed_office, new_ids):
    shown = open_published(renamed_office.store).tables
    ids = {*new_ids.offer, *new_ids.group, *new_ids.band, "03155"}
    for table in ("figure", "offer", "offer_group", "age_band", "area"):
        for column in ("area", "offer_group", "age_band", "partner", "offer", "parent"):
            if column in shown[table].columns:
                assert not ids & set(shown[table][column].drop_nulls()), (table, column)


@pytest.mark.parametrize("name", COUNTED)
def test_every_child_is_counted_as_before(small_office, renamed_office, new_ids, name):
    old, new = (tables_of(office, (name,))[name] for office in (small_office, renamed_office))
    assert_frame_equal(as_before(new, new_ids).sort(pl.all()), as_before(old, new_ids).sort(pl.all()))


def test_every_published_figure_is_the_same_under_its_other_name(both, new_ids):
    old, new = both
    key = [name for name in FIGURE_KEY if name != WRITTEN] + [name for name, *_ in DIMENSIONS]
    shown = [without_order(as_before(frame, new_ids)).with_columns(pl.col(pl.Float64).round(9)) for frame in (new, old)]
    assert_frame_equal(*(frame.sort(key) for frame in shown))


def test_keys_of_areas_are_turned_and_turned_back():
    assert (new_areas("03155011;3155501;03155;3155"), old_areas("07155211")) == (
        "07155211;7155701;07155;3155",
        "03155011",
    )
