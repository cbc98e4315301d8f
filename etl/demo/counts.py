"""How many children, families, cases and visits does the demo count where an offer knows no single child?"""

import numpy as np
import polars as pl

from etl.demo.anchors import YEARS
from etl.demo.rates import OPEN
from etl.demo.use import Use
from etl.demo.world import YEAR_END, YEAR_START

BANDS = ((0, 2), (3, 5), (6, 9), (10, 14), (15, 17), (18, 20))
UNDER_18 = BANDS[:5]
OFFERS = {offer.offer: offer for offer in OPEN}
SURVEY = "Strichliste der Demo (erfunden)"


def children_counted(use: Use, offer: str, bands: tuple[tuple[int, int], ...] = BANDS) -> pl.DataFrame:
    """jahr, gemeinde, alter_von, alter_bis, geschlecht, anzahl: distinct children living here at the year's end; no row for nobody."""
    world = use.world
    child, y = np.nonzero(use.used(offer) & use.resident)
    age = YEARS[y] - world.birth_year[child]
    band = np.searchsorted([low for low, _ in bands], age, side="right") - 1
    rows = pl.DataFrame(
        {
            "jahr": YEARS[y],
            "gemeinde": np.array(world.municipalities)[world.home[child, y]],
            "band": band,
            "geschlecht": np.array(["m", "w"])[world.sex[child]],
            "familie": world.family[child],
        }
    )
    counted = (
        rows.filter(pl.Series(age <= bands[-1][1]))
        .group_by("jahr", "gemeinde", "band", "geschlecht")
        .agg(anzahl=pl.len().cast(pl.Int64))
        .sort("jahr", "gemeinde", "band", "geschlecht")
    )
    low, high = (pl.Series([pair[n] for pair in bands]) for n in (0, 1))
    return counted.with_columns(alter_von=low.gather(counted["band"]), alter_bis=high.gather(counted["band"])).drop(
        "band"
    )


def units_counted(use: Use, offer: str, *, families: bool, ages: tuple[int, int]) -> pl.DataFrame:
    """jahr, gemeinde, anzahl: families with a child living here, or as many units as children."""
    world = use.world
    child, y = np.nonzero(use.used(offer) & use.resident)
    age = YEARS[y] - world.birth_year[child]
    rows = pl.DataFrame(
        {
            "jahr": YEARS[y],
            "gemeinde": np.array(world.municipalities)[world.home[child, y]],
            "unit": world.family[child] if families else child,
        }
    )
    counted = (
        rows.filter(pl.Series((age >= ages[0]) & (age <= ages[1])))
        .group_by("jahr", "gemeinde")
        .agg(anzahl=pl.col("unit").n_unique().cast(pl.Int64))
        .sort("jahr", "gemeinde")
    )
    return counted.with_columns(alter_von=ages[0], alter_bis=ages[1], geschlecht=pl.lit("alle"))


def cases(use: Use, offer: str) -> pl.DataFrame:
    """jahr, stichtag, merkmal, anzahl of the district: begun and ended in the year, running at its end."""
    spells, rows = use.spells[offer], []
    for y, year in enumerate(YEARS):
        rows.append(
            (str(year), "", "begonnen", int(((spells.start >= YEAR_START[y]) & (spells.start <= YEAR_END[y])).sum()))
        )
        rows.append(
            (str(year), "", "beendet", int(((spells.end >= YEAR_START[y]) & (spells.end <= YEAR_END[y])).sum()))
        )
        rows.append(
            ("", f"31.12.{year}", "bestand", int(((spells.start <= YEAR_END[y]) & (spells.end > YEAR_END[y])).sum()))
        )
    return pl.DataFrame(rows, schema=["jahr", "stichtag", "merkmal", "anzahl"], orient="row").with_columns(
        gemeinde=pl.lit("03155"),
        geschlecht=pl.lit("alle"),
        alter_von=0,
        alter_bis=20 if offer == "erziehungsberatung" else 17,
    )


def statistics(
    frame: pl.DataFrame, offer: str, unit: str, measure: str = "nutzende", per_unit: tuple[str, str] = ("", "")
) -> pl.DataFrame:
    """The rows of `children_counted`, `units_counted` or `cases` with what a Zählwert needs, as text."""
    given = frame.with_columns(
        pl.lit(offer).alias("angebot"),
        pl.lit(unit).alias("einheit"),
        pl.lit(per_unit[0]).alias("je_min"),
        pl.lit(per_unit[1]).alias("je_max"),
        pl.lit(SURVEY if per_unit[0] else "").alias("grundlage"),
    )
    if "merkmal" not in frame.columns:
        given = given.with_columns(merkmal=pl.lit(measure), stichtag=pl.lit(""))
    columns = [
        "angebot",
        "jahr",
        "stichtag",
        "merkmal",
        "gemeinde",
        "alter_von",
        "alter_bis",
        "geschlecht",
        "einheit",
        "anzahl",
        "je_min",
        "je_max",
        "grundlage",
    ]
    return given.select(pl.col(columns).exclude("anzahl").cast(pl.String), "anzahl").select(columns)


def contacts(
    use: Use, rng: np.random.Generator, offer: str, *, first_visits_since: int = 9999, by_town: bool = True
) -> pl.DataFrame:
    """Canonical kontakte rows: visits of the children who came, drawn within the stated range."""
    world, (least, most) = use.world, OFFERS[offer].visits
    child, y = np.nonzero(use.used(offer) & use.resident)
    visits = rng.integers(least, most + 1, len(child))
    town = np.array(world.municipalities)[world.home[child, y]] if by_town else np.full(len(child), "03155")
    rows = (
        pl.DataFrame({"jahr": YEARS[y], "gemeinde": town, "visits": visits})
        .group_by("jahr", "gemeinde")
        .agg(besuche=pl.col("visits").sum().cast(pl.Int64), children=pl.len())
        .sort("jahr", "gemeinde")
    )
    return rows.select(
        pl.lit(offer).alias("angebot"),
        pl.col("jahr").cast(pl.String),
        "gemeinde",
        pl.lit(OFFERS[offer].site).alias("standort"),
        (pl.col("besuche") // 8 + 1).cast(pl.String).alias("termine"),
        pl.col("besuche").cast(pl.String),
        pl.when(pl.col("jahr") >= first_visits_since)
        .then(pl.col("children").cast(pl.String))
        .otherwise(pl.lit(""))
        .alias("erstbesuche"),
        pl.lit(str(least)).alias("besuche_je_kind_min"),
        pl.lit(str(most)).alias("besuche_je_kind_max"),
        pl.lit(SURVEY).alias("spanne_quelle"),
    )


def district_counts(
    use: Use, rng: np.random.Generator, offer: str, unit: str, mean: float, measure: str
) -> pl.DataFrame:
    """Invented yearly counts of the district around a mean; a stock on 31 December."""
    counts, stock = rng.poisson(mean * use.anchors.scale, len(YEARS)), measure == "bestand"
    frame = pl.DataFrame(
        {
            "jahr": [("" if stock else str(year)) for year in YEARS],
            "stichtag": [(f"31.12.{year}" if stock else "") for year in YEARS],
            "merkmal": measure,
            "anzahl": counts,
        }
    )
    ages = {"alter_von": 14 if offer == "strafverfahren" else 0, "alter_bis": 20 if offer == "strafverfahren" else 17}
    return statistics(
        frame.with_columns(
            gemeinde=pl.lit("03155"), geschlecht=pl.lit("alle"), **{name: pl.lit(age) for name, age in ages.items()}
        ),
        offer,
        unit,
    )
