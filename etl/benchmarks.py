"""Which figures of elsewhere does a delivery say that the profile says as well? What becomes of them: etl/sql/benchmark.sql."""

import polars as pl

from etl.delivery import Checked
from etl.findings import Finding
from etl.from_profile import areas_of, benchmarks_of
from store.profile import Profile

ROLE = "vergleichswerte"
ABOUT = {  # column of a delivery → of the published table: what a figure is about; the rest is what it says
    "kennzahl": "indicator",
    "gruppe": "offer_group",
    "merkmal": "label",
    "gebiet": "place",
    "jahr": "year",
    "alter_von": "age_from",
    "alter_bis": "age_to",
    "einheit": "unit",
}


def said_twice(part: Checked, profile: Profile) -> list[Finding]:
    """The delivered figures that stand in vergleichswerte.csv too, and of how many the two say different values."""
    if part.kind.role != ROLE:
        return []
    named = dict(areas_of(profile, "").select("area", "name").iter_rows())
    delivered = part.rows.select(
        pl.col("gebiet").replace(named).alias("place"),
        pl.col("gruppe").fill_null("").alias("offer_group"),
        pl.col("alter_von", "alter_bis").cast(pl.Int16).name.map(lambda name: ABOUT[name]),
        *(pl.col(name).alias(ABOUT[name]) for name in ("kennzahl", "merkmal", "jahr", "einheit")),
        wert="wert",
    )
    both = delivered.join(benchmarks_of(profile), on=list(ABOUT.values()), nulls_equal=True)
    other = both.filter((pl.col("wert") - pl.col("value")).abs() > 1e-9).height
    return [part.finding("vergleichswert_doppelt", rows=both.height, other=other)] if both.height else []
