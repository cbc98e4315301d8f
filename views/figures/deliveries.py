"""Which offers have delivered? From the published state of the sources, for one group of offers and one year."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from views.figures.read import Figures, kept
from views.words.sentences import deliveries, doubts

SUMS_ONLY = ("zaehlwerte", "kontakte")
NAMED = 4  # more names than this would drown the sentence


@dataclass(frozen=True)
class Deliveries:
    """Names of offers as shown, in the order of the profile."""

    offers: list[str]
    missing: list[str]
    unchecked: list[str]
    lossy: list[str]
    lost: int
    preliminary: list[str]
    sums_only: int

    def sentence(self, year: int) -> str:
        complete = len(self.offers) - len(self.missing) - len(self.unchecked)
        told = deliveries(year, complete, len(self.offers), shortened(self.missing), shortened(self.preliminary))
        return " ".join(part for part in (told, self.doubts) if part)

    @property
    def doubts(self) -> str:
        return doubts(shortened(self.unchecked), shortened(self.lossy), self.lost)


@kept
def of_group(figures: Figures, group: str, year: int) -> Deliveries:
    """The counting offers of the group that existed in the year."""
    ids = figures.group[group]["offers"]
    offers = figures.published.table("offer").filter(
        pl.col("offer").is_in(ids),
        pl.col("counts"),
        pl.col("since").fill_null(year) <= year,
        pl.col("until").fill_null(year) >= year,
    )
    rows = figures.published.table("source_status").filter(pl.col("year") == year, pl.col("offer").is_in(ids))
    complete = set(rows.filter(pl.col("complete"))["offer"])
    late = set(rows.filter(pl.col("complete") & ~pl.col("final").fill_null(True))["offer"])
    unchecked = set(rows.filter(is_unchecked())["offer"]) - complete
    lossy = rows.filter(pl.col("rows_lost") > 0)
    names = dict(offers.select("offer", "short_name").iter_rows())
    sums = set(rows.filter(pl.col("counting").is_in(SUMS_ONLY))["offer"])
    return Deliveries(
        offers=list(names.values()),
        missing=[name for offer, name in names.items() if offer not in complete | unchecked],
        unchecked=[name for offer, name in names.items() if offer in unchecked],
        lossy=[name for offer, name in names.items() if offer in set(lossy["offer"])],
        lost=int(lossy.filter(pl.col("offer").is_in(list(names))).unique(["source", "rows_lost"])["rows_lost"].sum()),
        preliminary=[name for offer, name in names.items() if offer in late],
        sums_only=len(sums & set(names)),
    )


def is_unchecked() -> pl.Expr:
    """Rows of source_status: delivered to the end of the year, though nobody said that it is all."""
    return (pl.col("completeness") == "unchecked") & pl.col("whole_year")


def shortened(names: Sequence[str]) -> list[str]:
    """At most a few names, the rest as a number."""
    if len(names) <= NAMED:
        return list(names)
    return [*names[: NAMED - 1], f"{len(names) - NAMED + 1} weitere"]
