"""Do the three parts of a change always add up to it, whatever the four counts are? With stores: tests/etl/test_edition_change.py."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.edition_change import MEASURE
from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Surroundings
from measures.engine.publication import derived_figures
from measures.engine.reading.earlier import EARLIER

STEPS = ("ausgabe", "festlegung", "bevoelkerung", "jetzt")
NONE = pl.DataFrame()
COUNTS = st.tuples(st.integers(0, 40).map(lambda n: 5 * n), st.integers(200, 400))


def figure(step: str, children: int, people: int) -> dict:
    known = dict(measure="annual_reach", version="1", area="D", year=2024, age_band="all", sex="all", offer_group="alle", item="", state="ok", note="")  # fmt: skip
    counted = dict(numerator=children, denominator=people, value=children / people, step=step, edition="E", why="")
    return dict.fromkeys(EARLIER) | known | counted


def told(counts: list[tuple[int, int]]) -> dict[str, float]:
    """item → value of what the measure says of these four counts."""
    rows = pl.DataFrame([figure(*pair) for pair in zip(STEPS, *zip(*counts, strict=True), strict=True)], schema=EARLIER)
    earlier, now = rows.filter(pl.col("step") != "jetzt"), rows.filter(pl.col("step") == "jetzt")
    made = derived_figures(
        now.select(list(FIGURE_TYPES)), MEASURE, Surroundings(NONE, NONE, NONE, NONE, earlier=earlier)
    )
    return dict(made.select("item", "value").iter_rows())


@given(st.lists(COUNTS, min_size=4, max_size=4))
def test_edition_change_has_parts_that_add_up_in_children_and_in_shares(counts):
    found = told(counts)
    if len(set(counts)) == 1:
        assert found == {}
    if found:
        for unit, of in (("", lambda n, _: n), (":anteil", lambda n, people: n / people)):
            steps = [of(*count) for count in counts]
            parts = [found[f"E:{part}{unit}"] for part in STEPS[1:3]] + [found[f"E:spaet{unit}"]]
            assert parts == pytest.approx([later - before for before, later in zip(steps, steps[1:], strict=False)])
            assert sum(parts) == pytest.approx(found[f"E:{unit}"], abs=1e-12)
            assert found[f"E:{unit}"] == pytest.approx(steps[-1] - steps[0], abs=1e-12)


def test_a_late_record_that_is_hidden_by_the_rounding_is_no_change():
    assert told([(100, 300)] * 4) == {}
    assert told([(100, 300), (100, 300), (100, 300), (105, 300)])["E:spaet"] == 5


def test_without_an_edition_nothing_is_told():
    assert derived_figures(pl.DataFrame(schema=FIGURE_TYPES), MEASURE, Surroundings(NONE, NONE, NONE, NONE)).is_empty()
