"""What do sources without a key deliver? Sums of a year or a day, and visits."""

from datetime import date

import numpy as np
import polars as pl

from tests.simulator.drawn import Drawn
from tests.simulator.people import year_of
from tests.simulator.uses import by_year, completed_years, home_on, key_of
from tests.simulator.world import BANDS

VISITS = (4, 12)  # visits of a child a year, from … to, as the open offer says
MEAN_VISITS = 7
AS_DELIVERED = {
    "bestand": {"merkmal": "bestand", "ortsbezug": "einrichtung", "einheit": "kinder", "doppelt_gezaehlt": "nein"},
    "nutzende": {"merkmal": "nutzende", "ortsbezug": "wohnort", "einheit": "kinder", "doppelt_gezaehlt": "nein"},
}
AGED = {"child": pl.Int64, "offer": pl.String, "gemeinde": pl.String, "age": pl.Int64}


def stock(drawn: Drawn, uses: pl.DataFrame) -> pl.DataFrame:
    """Children on 1 March of every year, at the place of the institution, by single age."""
    days = pl.DataFrame({"stichtag": [date(year, 3, 1) for year in drawn.world.years]})
    running = pl.col("stichtag").is_between("start", "end")
    rows = uses.join(days, how="cross").filter(running).unique(["child", "offer", "stichtag"], maintain_order=True)
    child, day = (rows[name].to_numpy() for name in ("child", "stichtag"))
    born = drawn.people.born[child]
    age = completed_years(born, day)
    return _summed(rows, "stichtag", home_on(drawn.people, child, day), age, [(one, one) for one in range(18)])


def users(drawn: Drawn, uses: pl.DataFrame) -> pl.DataFrame:
    """Children of every year, once each, where they lived when they last came, by age on 31 December."""
    every = by_year(uses, drawn.world.years[0], drawn.world.years[-1]).sort("start", "child", "offer")
    rows = every.unique(["child", "offer", "year"], keep="last", maintain_order=True).rename({"year": "jahr"})
    child, year = (rows[name].to_numpy() for name in ("child", "jahr"))
    last = np.minimum(rows["end"].to_numpy(), (year - 1969).astype("datetime64[Y]").astype("datetime64[D]") - 1)
    age = year - year_of(drawn.people.born[child])
    return _summed(rows, "jahr", home_on(drawn.people, child, last), age, [*list(BANDS.values())[1:], (18, 18)])


def _summed(
    rows: pl.DataFrame, when: str, place: np.ndarray, age: np.ndarray, bands: list[tuple[int, int]]
) -> pl.DataFrame:
    limits = pl.DataFrame(bands, schema=["alter_von", "alter_bis"], orient="row")
    cells = rows.select(when, angebot="offer").with_columns(gemeinde=pl.Series(key_of(place)), age=pl.Series(age))
    inside = pl.col("age").is_between("alter_von", "alter_bis")
    columns = ["angebot", when, "gemeinde", "alter_von", "alter_bis"]
    sums = cells.join(limits, how="cross").filter(inside).group_by(columns).len("anzahl").sort(columns)
    said = AS_DELIVERED["bestand" if when == "stichtag" else "nutzende"]
    return sums.with_columns(pl.lit(text).alias(name) for name, text in said.items())


def visits(drawn: Drawn, uses: pl.DataFrame) -> pl.DataFrame:
    """Visits at each place and year, each child where it lives; first visits where the offer counts them, else a range a child."""
    rows = by_year(uses, drawn.world.years[0], drawn.world.years[-1]).unique(
        ["child", "offer", "year"], maintain_order=True
    )
    child = rows["child"].to_numpy()
    home = home_on(drawn.people, child, rows["start"].to_numpy())
    came = 1 + drawn.rng.poisson(MEAN_VISITS - 1, len(child))
    cells = rows.select(angebot="offer", jahr="year").with_columns(
        gemeinde=pl.Series(key_of(home)), came=pl.Series(came)
    )
    told = cells.group_by("angebot", "jahr", "gemeinde").agg(besuche=pl.col("came").sum(), erstbesuche=pl.len())
    told = told.sort("angebot", "jahr", "gemeinde")
    if drawn.world.first_visits:
        return told
    stated = {
        "besuche_je_kind_min": pl.lit(VISITS[0]),
        "besuche_je_kind_max": pl.lit(VISITS[1]),
        "spanne_quelle": pl.lit("erfunden"),
    }
    return told.drop("erstbesuche").with_columns(**stated)
