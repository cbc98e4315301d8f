"""Which share of the children in day care is in Kindertagespflege?"""

import polars as pl

from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Measure, Surroundings
from measures.engine.told import first_case

FOSTER_CARE, DAY_CARE = "kindertagespflege", "tagesbetreuung"  # roles of offer groups
UNDER, DAY = 3, (3, 1)
NOT_SHOWN = "Kinder in Kindertagespflege oder in Tagesbetreuung insgesamt werden für diesen Tag nicht gezeigt."


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """One row per 1 March: a share, or its bounds where Kita and Kindertagespflege have no common key."""
    on, band = pl.col("reference_date").dt, around.band_under(UNDER)
    foster_care, day_care = around.group(FOSTER_CARE), around.group(DAY_CARE)
    if None in (band, foster_care, day_care):
        return pl.DataFrame(schema=FIGURE_TYPES)
    of_band = figures.filter(measure="point_reach", area=around.district, age_band=band, sex="all")
    of_day = of_band.filter(on.month() == DAY[0], on.day() == DAY[1])
    at_least = pl.coalesce("numerator", (pl.col("bound_low") * pl.col("denominator")).round())
    at_most = pl.coalesce("numerator", (pl.col("bound_high") * pl.col("denominator")).round())
    told = of_day.select("offer_group", "year", "reference_date", "state", low=at_least, high=at_most)
    alone, together = (told.filter(offer_group=group) for group in (foster_care, day_care))
    both = alone.join(together, on=["year", "reference_date"], suffix="_all").sort("reference_date")
    return _shares(both).with_columns(area=pl.lit(around.district), age_band=pl.lit(band))


def _shares(both: pl.DataFrame) -> pl.DataFrame:
    """Smallest share: fewest in Tagespflege, most in care. Protected counts only; never above 1."""
    both_told = (pl.col("state") == "ok") & (pl.col("state_all") == "ok")
    told = both_told & pl.col("low").is_not_null() & (pl.col("low_all") > 0)
    exact = told & pl.col("low").eq_missing(pl.col("high")) & pl.col("low_all").eq_missing(pl.col("high_all"))
    smallest = (pl.col("low") / pl.col("high_all")).clip(upper_bound=1)
    largest = (pl.col("high") / pl.col("low_all")).clip(upper_bound=1)
    same = pl.when(pl.col("low") == pl.col("high")).then("low")
    bounds = {"numerator": same, "bound_low": smallest.fill_null(0), "bound_high": largest, "interval": "bounds"}
    hidden = {"interval": "none", "reason": "part_hidden", "note": NOT_SHOWN}
    cases = first_case(
        (
            exact,
            {"numerator": same, "denominator": pl.col("low_all"), "value": smallest, "interval": "none", "state": "ok"},
        ),
        (told, bounds | {"state": "ok"}),
        (pl.col("state") != "ok", hidden | {"state": pl.col("state")}),
        (pl.col("state_all") != "ok", hidden | {"state": pl.col("state_all")}),
        (True, dict.fromkeys((*bounds, "denominator", "value")) | hidden | {"state": "protected"}),
    )
    return both.select("year", "reference_date", "offer_group", **cases)


MEASURE = Measure(
    name="care_share",
    label="Anteil der Kindertagespflege",
    question="Welcher Anteil der betreuten Kinder unter drei ist in Kindertagespflege?",
    unit="Anteil der betreuten Kinder unter 3",
    numerator="Kinder unter drei in Kindertagespflege am 1. März.",
    denominator="Kinder unter drei in Kita oder Kindertagespflege am 1. März, jedes Kind einmal.",
    ages="Unter drei: vollendete Jahre am 1. März.",
    scope="Kita und Kindertagespflege. Nur für den Landkreis, weil Kitas am Ort der Einrichtung zählen.",
    caveats="Ohne gemeinsamen Schlüssel ist nicht bekannt, wie viele Kinder in beiden sind: Dann steht eine Spanne. Aus gerundeten Zahlen gebildet.",
    source="Statistisches Bundesamt, Kinder und tätige Personen in Tageseinrichtungen und in öffentlich geförderter Kindertagespflege am 1. März.",
    reviewed_on="2026-11-22",
    oracle="Geteilt von Hand aus den geschützten Zahlen.",
    sql="""SELECT reference_date, sum(numerator) FILTER (offer_group = $tagespflege) / sum(numerator) FILTER (offer_group = $tagesbetreuung) FROM figure WHERE measure = 'point_reach' AND age_band = $unter_drei GROUP BY reference_date""",
    lattice=("reference_date",),
    uses=("reason",),
    derive=derive,
    after=("point_reach",),
)
