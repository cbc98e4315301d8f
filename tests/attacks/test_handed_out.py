"""What does somebody learn who keeps everything: two editions, of this program and the one before, and three exports?"""

from datetime import date

import numpy as np
import polars as pl
import pytest

from measures.annual_reach import MEASURE
from measures.engine.attack import handover
from measures.engine.attack.audit import Disclosed, audit
from measures.engine.attack.handover import hand_over, proofs_of_all
from measures.engine.attack.together import together, told_once
from measures.engine.counting.declared import DECLARED
from measures.engine.measure import Selection
from measures.engine.protect import NOTHING_HANDED, Rule
from store import ledger
from store.audience import for_audience
from store.published import Published
from store.tables import CELL_KEY, FIGURE, PUBLISHED
from tests.attacks.published_district import (
    CELL,
    KEY,
    RULE,
    WORLDS,
    around,
    at_random,
    by_our_rule,
    reach_of_all,
    shown_as,
    simulated,
    world,
)

TODAY = date(2026, 11, 28)
SHOWN = pl.col("state").is_in(["ok", "unreliable"])


def as_before(tally: pl.DataFrame) -> pl.DataFrame:
    """The tally as the program before counted it: no declarations, the draw by labels, the depth by the whole group."""
    return tally.with_columns(pl.lit(None, kind).alias(name) for name, kind in DECLARED.items())


def edition_before(tally: pl.DataFrame) -> pl.DataFrame:
    """Figures of an edition of the program before: cells have no number yet."""
    return by_our_rule(None, as_before(tally)).with_columns(pl.lit(None, pl.Int64).alias("cell"))


def after(*editions: pl.DataFrame, **other) -> Rule:
    """The rule once these editions were handed out."""
    handed = pl.concat(one.filter(SHOWN).select(*CELL_KEY, "cell") for one in editions)
    return Rule(KEY, "D", handed=handed.unique(CELL_KEY, keep="first", maintain_order=True), **other)


@pytest.fixture(scope="module", params=WORLDS)
def handed(request):
    """Connection, exact tally, and the figures: an edition of before, one of now, and one of now with another base."""
    con = world(request.param, seed=4, scale=0.3, years=2)
    tally = MEASURE.compute(con, Selection())
    first = edition_before(tally)
    second = by_our_rule(con, tally, after(first))
    third = by_our_rule(con, tally, after(first, second, base=10))
    return con, tally, (first, second, third)


def test_cells_of_the_edition_before_keep_their_draw_and_the_rest_has_one_for_each_count(handed):
    con, _, (first, second, _) = handed
    both = first.filter(SHOWN).join(second.filter(SHOWN), on=CELL, suffix="_now")
    assert len(both) > 2000
    for number in ("numerator", "bound_low", "bound_high"):
        assert both.filter(pl.col(number).ne_missing(pl.col(f"{number}_now"))).is_empty()
    against = audit(around(con, second), after(first).handed).against
    assert (against.small, against.drawn_twice) == ([], [])


def test_nobody_follows_from_two_editions_of_two_programs_another_base_and_three_exports(handed):
    con, _, (first, second, third) = handed
    editions = [around(con, first), around(con, second), around(con, third, Rule(KEY, "D", base=10))]
    published = Published(2, whole(con, second))
    exports = [for_audience(published, "oeffentlich").tables, editions[1]]
    exports += [editions[1] | {"figure": second.filter(pl.col("area").is_in(["D", "T03"]))}]
    found = together([*editions, *exports])
    assert found.known > 9_000 and (found.proofs, found.contradicted) == (0, 0)


def test_a_child_delivered_late_is_not_told_by_the_edition_before():
    con = simulated(seed=3, scale=0.35, years=3)
    first = by_our_rule(con)
    con.execute("""INSERT INTO child_year (space, area, year, age, sex, mask)
        SELECT 'verknuepft', area, year, age, sex, mask FROM child_year WHERE year = 2018 AND area = 'T10' ORDER BY ALL LIMIT 1""")
    second = by_our_rule(con, rule=after(first))
    assert together([around(con, first), around(con, second)]).proofs == 0


def test_a_group_that_wins_an_offer_is_compared_with_what_it_was():
    """Exact numbers of the group before and after tell of the one or two who use the new offer alone; ours do not."""
    con = simulated(seed=3, scale=0.1, years=1)
    change = "UPDATE offer_group SET offers = {}, mask = {} WHERE offer_group = 'alle'"
    without = change.format("list_filter(offers, o -> o <> 'o29')", "mask & ~(1::UBIGINT << 29)")
    back = change.format("list_sort(list_append(offers, 'o29'))", "mask | (1::UBIGINT << 29)")
    for publish, rule in ((exact, Rule(KEY, "D", base=1)), (by_our_rule, RULE)):
        wide = around(con, publish(con), rule)
        con.execute(without)
        narrow = around(con, publish(con), rule)
        con.execute(back)
        more = together([narrow, wide]).proofs - together([narrow]).proofs - together([wide]).proofs
        assert more > 0 if publish is exact else more == 0


def exact(con) -> pl.DataFrame:
    """Every count above five, exactly."""
    tally = reach_of_all(con)
    counts = tally["children"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    return shown_as(tally, np.where(counts > 5, counts, np.nan))


YEARS = range(2016, 2023)


def of_years(numerators: dict[int, int], offers: str = "a") -> dict[str, pl.DataFrame]:
    """A publication of one figure a year, 100 where nothing else is said."""
    rows = [{"measure": "annual_reach", "year": year, "numerator": numerators.get(year, 100)} for year in YEARS]
    about = {name: pl.DataFrame({name: [offers]}) for name in ("area", "age_band", "offer", "offer_group")}
    return about | {"figure": FIGURE.filled(pl.DataFrame(rows))}


def test_a_year_that_a_later_publication_says_just_so_is_attacked_once_but_beside_one_that_changed():
    now = of_years({})
    changed = of_years({2019: 105})
    one, last = told_once([changed, now])
    assert set(one["figure"]["year"]) == {2018, 2019, 2020} and last is now
    assert told_once([now, now]) == [now]
    assert [len(told["figure"]) for told in told_once([of_years({}, offers="b"), now])] == [7, 7]


# ── The ledger ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store whose versions are kept in memory: number → tables."""
    versions: dict[int, Published] = {}
    monkeypatch.setattr(handover, "figures_of", lambda _, line: versions[line.version])
    return tmp_path, versions


def give(store, number: int, audience: str = "intern") -> None:
    folder, versions = store
    about = {"form": "pdf", "title": f"Strategiepapier {number}", "audience": audience, "edition": ""}
    hand_over(folder, versions[number], **about, today=TODAY)


def whole(con, figures: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {table.name: table.filled(None) for table in PUBLISHED} | around(con, figures)


def test_a_second_hand_over_that_makes_the_first_unsafe_is_refused_with_the_reason_and_not_entered(store):
    """Each alone proves somebody already; two draws of one count prove several times as many."""
    con = simulated(seed=3, scale=0.1, years=1)
    tally = reach_of_all(con)
    counts = tally["children"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    folder, versions = store
    versions |= {n: Published(n, whole(con, shown_as(tally, at_random(counts, n)))) for n in (1, 2)}
    give(store, 1)
    with pytest.raises(Disclosed) as refused:
        give(store, 2)
    assert "Nicht ausgegeben: Wer schon „Strategiepapier 1“ vom 28.11.2026 hat (intern)" in str(refused.value)
    assert "T0" not in str(refused.value) and "o0" not in str(refused.value)
    give(store, 1)  # the same figures again tell nothing more
    assert [line.version for line in ledger.lines(folder)] == [1, 1]
    with pytest.raises(Disclosed):
        give(store, 2, "oeffentlich")  # whoever reads it inside has the first one as well


def test_what_the_public_was_never_given_does_not_refuse_anything_to_the_public(store, monkeypatch):
    con = simulated(seed=3, scale=0.1, years=1)
    folder, versions = store
    versions |= {n: Published(n, whole(con, by_our_rule(con))) for n in (1, 2, 3)}
    asked = asked_for(monkeypatch)
    give(store, 1, "intern")
    give(store, 2, "oeffentlich")
    give(store, 3, "dezernat")
    assert asked == [(2, "intern", {1}), (3, "intern", {1, 2}), (3, "dezernat", {2})]
    assert [proofs_of_all(folder, reader) for reader in ("intern", "oeffentlich")] == [0, 0]


def asked_for(monkeypatch) -> list[tuple[int, str, set[int]]]:
    """Which version is attacked, for which reader, beside which others? Filled while it is handed out."""
    asked: list[tuple[int, str, set[int]]] = []
    compare = lambda _, published, reader, others: asked.append((published.number, reader, set(others)))
    monkeypatch.setattr(handover, "_compared", compare)
    return asked


def test_two_readers_who_have_the_same_figures_are_asked_for_once_and_the_public_for_itself(store, monkeypatch):
    con = simulated(seed=3, scale=0.1, years=1)
    store[1].update({n: Published(n, whole(con, by_our_rule(con))) for n in (1, 2, 3)})
    asked = asked_for(monkeypatch)
    give(store, 1, "dezernat")
    give(store, 2, "dezernat")
    give(store, 2, "oeffentlich")
    give(store, 3, "oeffentlich")
    assert asked == [(2, "intern", {1}), (3, "intern", {1, 2}), (3, "oeffentlich", {2})]


def test_our_rule_hands_out_an_edition_of_before_and_all_that_follows(store, handed):
    con, _, figures = handed
    folder, versions = store
    versions |= {n: Published(n, whole(con, of)) for n, of in enumerate(figures[:2], 1)}
    for number, audience in ((1, "oeffentlich"), (2, "intern"), (2, "oeffentlich"), (2, "dezernat")):
        give(store, number, audience)
    lines = ledger.lines(folder)
    assert len(lines) == 4 and lines[1].cells == figures[1].filter(SHOWN).height > lines[2].cells > 0
    assert NOTHING_HANDED.is_empty() and RULE.handed.is_empty()
