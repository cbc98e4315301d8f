"""Verdict and numbers come from one series: random series, through the measure, to the words of the page."""

import re
from datetime import date
from itertools import pairwise

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from measures.engine.measure import Surroundings
from measures.engine.publication import derived_figures
from measures.trend import MEASURE
from tests.grid import frame
from tests.measures.office import AREAS, BANDS, GROUPS
from tests.measures.simulated_screens import figures_of_one_year
from views.blocks import trends
from views.words import trend_sentences as say

UP, DOWN = {"rising", "higher"}, {"falling", "lower"}
NUMBER = r"([\d.]+) \((\d{4})\)"
LINES = st.lists(st.tuples(st.integers(2, 80), st.integers(900, 1100)), min_size=2, max_size=12)
STEEP = st.tuples(
    st.integers(60, 80), st.sampled_from([-4, -3, 3, 4]), st.integers(-3, 3), st.integers(-30, 30), st.integers(8, 11)
)
BREAKS = st.one_of(st.none(), st.just(2023), st.integers(2013, 2025))


def words_of(line: list[tuple[int, int]], broken: int | None, stay: float | None) -> list[say.Trend]:
    """The words on entries and on users of one line: (fives of children, tens of people) a year up to 2024."""
    years = range(2025 - len(line), 2025)
    rows = [
        dict(measure=measure, year=year, area="D", age_band="all", numerator=n * 5, denominator=people * 10, value=n / people / 2, state="ok")
        for measure in ("entries", "annual_reach")
        for year, (n, people) in zip(years, line, strict=True)
    ]  # fmt: skip
    kinds = {"date": pl.Date, "kind": pl.String, "offer_group": pl.String, "short": pl.String}
    events = [(date(broken, 1, 1), "reihenbruch", "", "neu")] if broken else []
    around = Surroundings(
        frame(AREAS),
        frame(BANDS),
        frame(GROUPS),
        pl.DataFrame(events, schema=kinds, orient="row"),
        stay={} if stay is None else {"help": stay},
    )
    found = derived_figures(figures_of_one_year(pl.DataFrame(rows)), MEASURE, around)
    return [say.from_row(row) for row in found.iter_rows(named=True)]


def steep(drawn: tuple[int, ...]) -> list[tuple[int, int]]:
    """A line that goes one way, but for its last year; after a break it may start anywhere."""
    start, step, wave, last, years = drawn
    line = [start + step * at + wave * (-1) ** at for at in range(years)]
    line[-1] += last
    return [(max(n, 2), 1000) for n in line]


@given(st.one_of(LINES, STEEP.map(steep)), BREAKS, st.sampled_from([None, 0.0, 0.5]))
def test_the_numbers_of_a_word_go_its_way_in_the_sentence_and_in_the_table(line, broken, stay):
    for trend in words_of(line, broken, stay):
        assert (trend.word in UP | DOWN) <= bool(trend.ends)
        for told in (say.told(trend, {}), trends.in_short(trend)):
            numbers = [int(number.replace(".", "")) for number, _ in re.findall(NUMBER, told)]
            runs = list(pairwise(numbers))[::2]
            assert len(numbers) in (0, 2 * len(trend.runs))
            assert trend.word not in UP or all(start < end for start, end in runs), told
            assert trend.word not in DOWN or all(start > end for start, end in runs), told


@given(LINES, BREAKS)
def test_a_stock_of_whom_nobody_knows_how_many_stay_is_never_said_to_rise_or_fall(line, broken):
    users = next(trend for trend in words_of(line, broken, None) if trend.quantity == "users")
    assert not users.clear and not re.search("gestiegen|gesunken", users.said)
