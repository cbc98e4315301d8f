"""How do published figures stand to the truth? One row for every published range, and one for every word.

RANGES: measure, kind (what the range claims to be), its cell, low … high as published, truth; all in the unit of the figure.
WORDS: measure, the word, its cell, and whether the word is true.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from measures.engine.protect import STANDARD
from tests.simulator import truth
from tests.simulator.drawn import Drawn
from tests.simulator.world import DISTRICT, MEMBERS, OFFERS, PLACES

APART = STANDARD.base - 1  # a rounded count lies so far from the true one at most
RANGES = ["measure", "kind", "year", "area", "age_band", "offer_group", "about", "low", "high", "truth"]
WORDS = ["measure", "word", "year", "area", "age_band", "offer_group", "about", "true"]
NO_GAP = 0.90  # the true ratio above which a place has no gap
THRESHOLD = 0.95  # of „nahezu jedes Kind“, as published
SHOWN = ["ok", "unreliable"]
CELL = ["year", "area", "age_band", "offer_group"]


@dataclass(frozen=True)
class Known:
    """A drawn world, what was published of it, and the true shares of a childhood (truth.childhood, once for a world)."""

    drawn: Drawn
    figures: pl.DataFrame
    childhood: pl.DataFrame

    @cached_property
    def used(self) -> dict[str, np.ndarray]:
        return truth.used_in(self.drawn.people, self.drawn.uses)

    @cached_property
    def reach(self) -> pl.DataFrame:
        return truth.reach(self.drawn.world, self.drawn.people, self.used)

    def of(self, measure: str) -> pl.DataFrame:
        """Figures with something to say, of both sexes."""
        told = self.figures.filter(measure=measure, sex="all").filter(pl.col("state").is_in(SHOWN))
        return told.with_columns(pl.col("year").cast(pl.Int64), about=pl.col("item"))


def ranges(known: Known) -> pl.DataFrame:
    """RANGES of every measure."""
    parts = (_annual, _entries, _on_a_day, _first_contacts, _childhood, _cohorts, _overlaps, _gaps, _trends, _forecasts)
    return pl.concat(_as_ranges(part(known)) for part in parts)


def words(known: Known) -> pl.DataFrame:
    """WORDS of gap, trend and claim."""
    parts = (_of_gaps, _of_trends, _of_claims)
    return pl.concat(part(known).select(WORDS) for part in parts)


def _as_ranges(rows: pl.DataFrame) -> pl.DataFrame:
    numbers = [pl.col(name).cast(pl.Float64) for name in ("low", "high", "truth")]
    return rows.drop_nulls(["low", "high", "truth"]).select(*RANGES[:-3], *numbers)


def _in_children(rows: pl.DataFrame) -> pl.DataFrame:
    """A count says the counts it may have been rounded from; a range what it says, up to everyone where it has no upper end."""
    people, counted = pl.col("denominator"), pl.col("numerator").is_not_null()
    edges = {end: (pl.col(f"bound_{end}") * people).round(3) for end in ("low", "high")}
    one_sided = pl.col("bound_high").is_null()
    return rows.filter(counted | pl.col("bound_low").is_not_null()).with_columns(
        low=pl.when(counted).then(pl.col("numerator") - APART).otherwise(edges["low"]),
        high=pl.when(counted).then(pl.col("numerator") + APART).otherwise(edges["high"].fill_null(people)),
        kind=pl.when(counted)
        .then(pl.lit("counted"))
        .when(one_sided)
        .then(pl.lit("at_least"))
        .otherwise(pl.lit("bounds")),
    )


def _annual(known: Known) -> pl.DataFrame:
    return _in_children(known.of("annual_reach")).join(known.reach.rename({"users": "truth"}), on=CELL)


def _entries(known: Known) -> pl.DataFrame:
    true = truth.entries(known.drawn.world, known.drawn.people, known.used)
    children = pl.col("quantity").is_null()  # begun uses of sources without children are no children
    return _in_children(known.of("entries").filter(children)).join(true.rename({"users": "truth"}), on=CELL)


def _on_a_day(known: Known) -> pl.DataFrame:
    true = []
    for month, day in ((3, 1), (12, 31)):
        users = truth.on_day(known.drawn.world, known.drawn.people, known.drawn.uses, month, day)
        true.append(users.with_columns(about=pl.format(f"stichtag:{{}}-{month:02}-{day:02}", "year")))
    found = _in_children(known.of("point_reach"))
    return found.join(pl.concat(true).rename({"users": "truth"}), on=[*CELL, "about"])


def _first_contacts(known: Known) -> pl.DataFrame:
    """From the second year of the record on: of the first one nobody knows who was there before."""
    true = truth.first_contacts(known.drawn.world, known.drawn.people, known.used)
    single = (pl.col("age") == pl.col("age_to")) & (pl.col("year") > known.drawn.world.years[0])
    found = _in_children(known.of("first_contact").filter(single, quantity="age"))
    same = ["year", "offer_group", "source", "age"]
    found = found.with_columns(pl.col("age").cast(pl.Int64))
    return found.join(true.rename({"users": "truth"}), on=same, nulls_equal=True)


def _childhood(known: Known) -> pl.DataFrame:
    """Until 18, and by the end of every age."""
    found = (
        known.of("cumulative_reach").filter(quantity="period").with_columns(pl.col("age").cast(pl.Int64).fill_null(17))
    )
    return _chance_or_bounds(found).join(known.childhood.rename({"share": "truth"}), on=["offer_group", "age"])


def _chance_or_bounds(rows: pl.DataFrame) -> pl.DataFrame:
    as_value = pl.col("value").is_not_null()
    kind = pl.concat_str(pl.col("interval"), pl.when(as_value).then(pl.lit(" chance")).otherwise(pl.lit(" open")))
    return rows.with_columns(
        kind=kind,
        low=pl.when(as_value).then("low").otherwise("bound_low"),
        high=pl.when(as_value).then("high").otherwise(pl.col("bound_high").fill_null(1.0)),
    )


def _cohorts(known: Known) -> pl.DataFrame:
    """Those born here where arrivals are known, else everyone."""
    true = truth.cohorts(known.drawn.world, known.drawn.people, known.used)
    found = _chance_or_bounds(known.of("cumulative_reach").filter(quantity="cohort"))
    found = found.with_columns(pl.col("cohort").cast(pl.Int64), measure=pl.lit("cumulative_reach cohort"))
    share = pl.when(pl.col("arrivals_known")).then("share_born").otherwise("share")
    return found.join(true, on=["year", "cohort", "offer_group"]).with_columns(truth=share)


def _overlaps(known: Known) -> pl.DataFrame:
    true = truth.overlaps(known.drawn.world, known.drawn.people, known.used)
    turned = true.rename({"offer_group": "partner", "partner": "offer_group"}).select(true.columns)
    both = pl.concat([true, turned]).rename({"users": "truth"})
    return _in_children(known.of("overlap")).join(both, on=["year", "offer_group", "partner"])


def true_ratio(known: Known, group: str, area: str) -> float:
    """How likely children of a place are to begin, against the mean of all children: of the offers of the group, by their users."""
    at, weights, ratios = PLACES.index(area), [], []
    lived = known.drawn.people.here()
    homes = np.bincount(known.drawn.people.place[lived], minlength=len(PLACES))[: len(PLACES)]
    for offer in MEMBERS[group]:
        factors = known.drawn.factors[offer][: len(PLACES)]
        weights.append(known.used[offer].sum())
        ratios.append(factors[at] / np.average(factors, weights=homes))
    return float(np.average(ratios, weights=weights))


def _ratios(known: Known, rows: pl.DataFrame) -> pl.DataFrame:
    cells = rows.select("area", "offer_group").unique().filter(pl.col("area") != DISTRICT)
    found = [(area, group, true_ratio(known, group, area)) for area, group in cells.iter_rows()]
    schema = {"area": pl.String, "offer_group": pl.String, "ratio": pl.Float64}
    return rows.join(pl.DataFrame(found, schema=schema, orient="row"), on=["area", "offer_group"])


def _gaps(known: Known) -> pl.DataFrame:
    """The interval of the ratio, single years and pooled ones apart."""
    rows = known.of("gap").filter(quantity="ratio").with_columns(kind=_period())
    return _ratios(known, rows).rename({"ratio": "truth"})


def _period() -> pl.Expr:
    return pl.when(pl.col("period_from").is_null()).then(pl.lit("single year")).otherwise(pl.lit("pooled years"))


def _trends(known: Known) -> pl.DataFrame:
    """Of those who begin, and of the users."""
    return _grown(known, known.of("trend")).with_columns(kind="quantity", truth="growth")


def _grown(known: Known, rows: pl.DataFrame) -> pl.DataFrame:
    """Growth of beginning a year of groups all of whose offers grow alike."""
    growth = {
        group: {known.drawn.world.growth.get(offer, 0.0) for offer in members} for group, members in MEMBERS.items()
    }
    alike = {group: rates.pop() for group, rates in growth.items() if len(rates) == 1}
    return rows.filter(pl.col("offer_group").is_in(list(alike))).with_columns(
        growth=pl.col("offer_group").replace_strict(alike, return_dtype=pl.Float64)
    )


def _forecasts(known: Known) -> pl.DataFrame:
    """In children, against those who really came; where nothing grows, as lately is as later."""
    rows = _grown(known, known.of("forecast").filter(quantity="scenario", scenario="constant")).filter(growth=0.0)
    ahead = (pl.col("year") - known.drawn.world.years[-1]).cast(pl.String)
    rows = rows.with_columns(kind=pl.concat_str(pl.lit("years ahead: "), ahead))
    return rows.join(known.reach.rename({"users": "truth"}), on=CELL)


def _of_gaps(known: Known) -> pl.DataFrame:
    """Every label of a gap; a firm one is true where the place truly is a tenth below."""
    rows = _ratios(known, known.of("gap").filter(pl.col("quantity").is_null()))
    word = pl.concat_str(_period(), pl.lit(": "), pl.col("label"))
    firm = pl.col("label") == "firm"
    return rows.with_columns(word=word, true=~firm | (pl.col("ratio") <= NO_GAP))


def _of_trends(known: Known) -> pl.DataFrame:
    """A tested word is true where the group grows or shrinks so; higher and lower where the shares of the two years truly lie so."""
    shares = known.reach.select(*CELL, share=pl.col("users") / pl.col("people"))
    first = shares.rename({"year": "period_from", "share": "share_first"})
    rows = _grown(known, known.of("trend")).with_columns(pl.col("period_from").cast(pl.Int64))
    rows = rows.join(shares, on=CELL, how="left").join(first, on=["period_from", *CELL[1:]], how="left")
    true = {
        "rising": pl.col("growth") > 0,
        "falling": pl.col("growth") < 0,
        "higher": pl.col("share") > pl.col("share_first"),
        "lower": pl.col("share") < pl.col("share_first"),
    }
    right = pl.coalesce(pl.when(pl.col("label") == word).then(holds) for word, holds in true.items())
    kind = pl.when(pl.col("growth") == 0).then(pl.lit("steady")).otherwise(pl.lit("growing"))
    return rows.with_columns(word=pl.format("{} {}: {}", kind, "quantity", "label"), true=right.fill_null(True))


def _of_claims(known: Known) -> pl.DataFrame:
    grown_up = known.childhood.filter(age=17).select("offer_group", "share")
    rows = known.of("claim").join(grown_up, on="offer_group")
    covered = pl.col("share") >= THRESHOLD
    right = pl.when(pl.col("label") == "covered").then(covered).when(pl.col("label") == "not_covered").then(~covered)
    return rows.with_columns(word="label", true=right.otherwise(True))


def misses(found: pl.DataFrame) -> pl.DataFrame:
    """The ranges that do not hold the truth; a hair's breadth of rounding is none."""
    return found.filter((pl.col("truth") < pl.col("low") - 1e-6) | (pl.col("truth") > pl.col("high") + 1e-6))


def planted_found(known: Known) -> Iterator[tuple[str, bool]]:
    """Of every planted gap: is it firm in the last years together?"""
    pooled = known.of("gap").filter(pl.col("quantity").is_null(), pl.col("period_from").is_not_null(), label="firm")
    firm = set(pooled.select("area", "offer_group").iter_rows())
    for (place, offer), factor in known.drawn.world.planted.items():
        assert offer in OFFERS
        yield f"{offer} {place} × {factor}", (place, offer) in firm
