"""Is everything that the attack derives true? Every relation it uses must hold, or it would find what is not there."""

import numpy as np
import polars as pl
import pytest

from measures import entries, first_contact
from measures.engine.attack.audit import Disclosed, attacked, check, narrowed, published_relations, system_of
from measures.engine.attack.cells import UNKNOWN, Reading, read_cells
from measures.engine.attack.relations import nested, tilings, unions, unknown_homes
from measures.engine.measure import Selection, catalogue
from measures.engine.publication import figures_of
from store.items import with_item
from tests.attacks.published_district import (
    RULE,
    around,
    at_random,
    by_our_rule,
    reach_of_all,
    shown_as,
    simulated,
    truth_of,
)


@pytest.fixture(scope="module", params=[True, False], ids=["linked", "unlinked"])
def publication(request):
    """Reach, entries and first contacts of a district, as published, and the connection they come from."""
    con = simulated(seed=5, scale=0.5, years=5, linked=request.param)
    measures = catalogue()
    names = ("annual_reach", "entries", "first_contact")
    return con, pl.concat([figures_of(con, measures[name], RULE) for name in names])


def test_the_truth_lies_inside_every_interval_and_nothing_is_proved(publication):
    con, figures = publication
    cells, relations = published_relations(around(con, figures))
    low, high, _ = narrowed(cells.low, cells.high, system_of(relations))
    linked = simulated(seed=5, scale=0.5, years=5)  # the same children, whatever key they come with
    truths = {
        "annual_reach": reach_of_all(linked),
        "entries": entries.compute(linked, Selection(everywhere=True)),
        "first_contact": first_contact.compute(con, Selection()),
    }
    for measure, tally in truths.items():
        true = np.where(cells.rows["measure"] == measure, truth_of(cells, with_item(tally, measure)), np.nan)
        asked = ~np.isnan(true)
        outside = asked & ((true < low[: len(true)]) | (true > high[: len(true)]))
        assert asked.sum() > 1000 and outside.sum() == 0, measure
    found = attacked(cells, relations)
    assert (found.proofs, found.contradicted) == (0, 0)


def test_intervals_become_narrower_than_what_the_figures_say_alone(publication):
    con, figures = publication
    cells, relations = published_relations(around(con, figures))
    low, high, _ = narrowed(cells.low, cells.high, system_of(relations))
    hidden = ~cells.shown & (cells.high > cells.low)
    assert ((high - low)[hidden] < (cells.high - cells.low)[hidden]).mean() > 0.5


def test_a_hidden_town_follows_from_the_district_and_the_towns_shown():
    """40 in the district and 38 in all towns but one, everything exact: two children in the last one."""
    con = simulated(seed=3, scale=0.1, years=1)
    tally = reach_of_all(con).filter(
        pl.col("sex") == "all", pl.col("age_band") == "all", pl.col("offer_group") == "alle"
    )
    counts = tally["children"].cast(pl.Float64).to_numpy().copy()
    towns = [at for at, area in enumerate(tally["area"]) if area.startswith("T")]
    counts[towns] = [2, *[10] * (len(towns) - 1)]
    for region in ("R1", "R2", "R3"):
        inside = [
            at
            for at in towns
            if con.sql(f"SELECT parent FROM area WHERE area = '{tally['area'][at]}'").fetchone()[0] == region
        ]
        counts[tally["area"].to_list().index(region)] = counts[inside].sum()
    counts[tally["area"].to_list().index("D")] = counts[towns].sum()
    counts[towns[0]] = np.nan
    cells, relations = published_relations(around(con, shown_as(tally, counts)), Reading(spread=0))
    found = attacked(cells, relations)
    assert [name[3] for name in found.cells] == [tally["area"][towns[0]]] and found.differences == 1


def test_children_of_no_known_municipality_may_be_as_many_as_the_finding_says():
    con = simulated(seed=3, scale=0.1, years=1)
    tables = around(con, by_our_rule(con))
    assert unknown_homes(tables) == 0
    known = pl.DataFrame(
        {"code": ["wohnort_unbekannt", "wohnort_ausserhalb", "wohnort_unbekannt"], "rows": [5, 90, 10]}
    )
    assert unknown_homes(tables | {"finding": known}) == 9 + 14


def test_groups_and_ages_are_put_together_every_way_that_adds_up():
    members = {0: frozenset("abc"), 1: frozenset("ab"), 2: frozenset("a"), 3: frozenset("b"), 4: frozenset("c")}
    assert set(nested(members, next_only=True)) == {(2, 1), (3, 1), (1, 0), (4, 0)}
    assert (2, 0) in nested(members, next_only=False)
    assert unions(members) == [(0, [1, 4]), (0, [2, 3, 4]), (1, [2, 3])]
    bands = {0: (0, 17), 1: (0, 2), 2: (3, 5), 3: (6, 17), 4: (0, 5)}
    assert tilings(bands) == [(0, [4, 3]), (0, [1, 2, 3]), (4, [1, 2])]
    assert tilings({0: (0, 17), 1: (0, 2), 2: (6, 17)}) == []


def test_a_range_is_read_as_three_counts_each_rounded():
    con = simulated(seed=3, scale=0.5, years=2, linked=False)
    cells = read_cells(around(con, by_our_rule(con)))
    ranged = np.flatnonzero(~cells.plain & (cells.upper != UNKNOWN))
    least, most = cells.lower[ranged], cells.upper[ranged]
    assert len(ranged) > 100 and (cells.high[least] - cells.low[least] <= 8).all()
    assert (cells.low[ranged] == cells.low[least]).all()
    assert (cells.high[ranged] <= cells.high[most]).all()


def test_a_proof_refuses_the_publication_in_german_and_names_no_cell():
    con = simulated(seed=3, scale=0.35, years=2)
    tally = reach_of_all(con)
    counts = tally["children"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    with pytest.raises(Disclosed, match="min_erwartet anheben") as refused:
        check(around(con, shown_as(tally, at_random(counts, 1))), 10)
    assert "jetzt 10, etwa auf 15" in str(refused.value)
    assert not {word.strip(".,") for word in str(refused.value).split()} & {"alle", "T00", "u3", "2016", "2017"}


def exactly(*told: tuple[str, int, str, int]) -> pl.DataFrame:
    """The district's figures as exact counts: measure, year, age band, count."""
    rows = [dict(measure=m, version="1", area="D", sex="all", offer_group="o01", item="", year=y, age_band=b, numerator=n, denominator=900, state="ok") for m, y, b, n in told]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"year": pl.Int16}).with_columns(
        *(pl.lit(None, pl.Float64).alias(name) for name in ("value", "bound_low", "bound_high")),
        counted=pl.lit(None, pl.Int64),
    )


def proved(*told: tuple[str, int, str, int]) -> tuple[list, int, int]:
    figures = exactly(*told)
    cells, relations = published_relations(around(simulated(seed=3, scale=0.1, years=1), figures), Reading(spread=0))
    found = attacked(cells, relations)
    return [name[:2] for name in found.cells], found.differences, found.contradicted


def test_users_less_those_who_are_new_are_a_group_that_must_not_be_small():
    users, new = ("annual_reach", 2016, "all", 40), ("entries", 2016, "all", 38)
    assert proved(users, new) == ([], 1, 0) and proved(users, (*new[:3], 30)) == ([], 0, 0)


def test_more_new_ones_than_users_are_no_publication_of_ours():
    assert proved(("annual_reach", 2016, "all", 40), ("entries", 2016, "all", 41))[2] == 1
