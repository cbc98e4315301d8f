"""How many children, families, cases and visits does the demo count where an offer knows no single child?

Each function gives rows of a Zählwert (COLUMNS, all text but `anzahl`) or of contacts, ready to be written.
"""

import numpy as np
import polars as pl

from etl.demo.anchors import SEXES, YEARS
from etl.demo.rates import OPEN, Open
from etl.demo.use import Use
from etl.demo.world import YEAR_END, YEAR_START

Bands = tuple[tuple[int, int], ...]

DISTRICT = "03155"
BANDS: Bands = ((0, 2), (3, 5), (6, 9), (10, 14), (15, 17), (18, 20))
UNDER_18 = BANDS[:5]
OFFERS = {offer.offer: offer for offer in OPEN}
SURVEY = "Strichliste der Demo (erfunden)"
VISITORS = ["wohngemeinde", "alter_von", "alter_bis"]
GROUPED = ["jahr", "gemeinde", "alter_von", "alter_bis", "geschlecht"]
COLUMNS = ["angebot", "jahr", "stichtag", "merkmal", *GROUPED[1:], "einheit", "anzahl", "je_min", "je_max", "grundlage"]


def _users(use: Use, offer: str) -> pl.DataFrame:
    """Who used the offer in a year and lives here at its end: jahr, gemeinde, alter, geschlecht, kind, familie."""
    world = use.world
    child, y = np.nonzero(use.used(offer) & use.resident)
    return pl.DataFrame(
        {
            "jahr": YEARS[y],
            "gemeinde": np.array(world.municipalities)[world.home[child, y]],
            "alter": YEARS[y] - world.birth_year[child],
            "geschlecht": np.array(SEXES)[world.sex[child]],
            "kind": child,
            "familie": world.family[child],
        }
    )


def used(
    use: Use,
    offer: str,
    unit: str,
    bands: Bands = BANDS,
    *,
    of: str = "kind",
    by_sex: bool = True,
    each: tuple[str, str] = ("", ""),
) -> pl.DataFrame:
    """Distinct children (`of` familie: families) by year, town, ages and sex; no row for nobody. `each`: children a unit."""
    counted = (
        _users(use, offer)
        .with_columns(*_band_of(bands), geschlecht="geschlecht" if by_sex else pl.lit("alle"))
        .drop_nulls("alter_von")
        .group_by(GROUPED)
        .agg(anzahl=pl.col(of).n_unique().cast(pl.Int64))
        .sort(GROUPED)
    )
    return _rows(counted.with_columns(merkmal=pl.lit("nutzende"), stichtag=pl.lit("")), offer, unit, each)


def cases(use: Use, offer: str) -> pl.DataFrame:
    """Cases of the district: begun and ended in the year, running at its end."""
    spells, told = use.spells[offer], []
    for year, first, last in zip(YEARS, YEAR_START, YEAR_END, strict=True):
        for mark, which in (
            ("begonnen", (spells.start >= first) & (spells.start <= last)),
            ("beendet", (spells.end >= first) & (spells.end <= last)),
            ("bestand", (spells.start <= last) & (spells.end > last)),
        ):
            told.append((int(year), mark, int(which.sum())))
    return _of_district(told, offer, "faelle", (0, 20 if offer == "erziehungsberatung" else 17))


def invented(use: Use, rng: np.random.Generator, offer: str, unit: str, mean: float, mark: str) -> pl.DataFrame:
    """Yearly counts of the district around a mean; a stock on 31 December."""
    counts = rng.poisson(mean * use.anchors.scale, len(YEARS))
    told = [(int(year), mark, int(count)) for year, count in zip(YEARS, counts, strict=True)]
    return _of_district(told, offer, unit, (14, 20) if offer == "strafverfahren" else (0, 17))


def _of_district(told: list[tuple[int, str, int]], offer: str, unit: str, ages: tuple[int, int]) -> pl.DataFrame:
    """year, merkmal, count → rows; a stock has a day and no year."""
    rows = [("", f"31.12.{year}", mark, n) if mark == "bestand" else (str(year), "", mark, n) for year, mark, n in told]
    frame = pl.DataFrame(rows, schema=["jahr", "stichtag", "merkmal", "anzahl"], orient="row")
    where = {"gemeinde": pl.lit(DISTRICT), "geschlecht": pl.lit("alle")}
    return _rows(frame.with_columns(alter_von=ages[0], alter_bis=ages[1], **where), offer, unit, ("", ""))


def _rows(frame: pl.DataFrame, offer: str, unit: str, each: tuple[str, str]) -> pl.DataFrame:
    given = {"angebot": offer, "einheit": unit, "je_min": each[0], "je_max": each[1]}
    told = frame.with_columns(
        *(pl.lit(value).alias(name) for name, value in given.items()), grundlage=pl.lit(SURVEY if each[0] else "")
    )
    return told.select(pl.col("anzahl") if name == "anzahl" else pl.col(name).cast(pl.String) for name in COLUMNS)


def contacts(
    use: Use,
    rng: np.random.Generator,
    offer: str,
    *,
    first_visits_since: int = 9999,
    by_town: bool = True,
    told_since: int | None = None,
) -> pl.DataFrame:
    """Canonical kontakte rows: visits of the children who came, drawn within the stated range. told_since: from this year on a row
    for each home and age group, with first visits; None: no year tells them, and no row has their columns."""
    least, most = OFFERS[offer].visits
    users = _users(use, offer)
    told = pl.col("jahr") >= (9999 if told_since is None else told_since)
    visits = (
        users.with_columns(
            *(pl.when(told).then(end) for end in _band_of(_ages_of_visitors(OFFERS[offer]))),
            besuche=rng.integers(least, most + 1, users.height),
            gemeinde="gemeinde" if by_town else pl.lit(DISTRICT),
            wohngemeinde=pl.when(told).then("gemeinde"),
        )
        .group_by("jahr", "gemeinde", *VISITORS)
        .agg(pl.col("besuche").sum(), erstbesuche=pl.len())
        .sort("jahr", "gemeinde", *VISITORS)
    )
    columns = visits.select(
        pl.lit(offer).alias("angebot"),
        "jahr",
        "gemeinde",
        standort=pl.lit(OFFERS[offer].site),
        **({} if told_since is None else {name: name for name in VISITORS}),
        termine=pl.col("besuche") // 8 + 1,
        besuche="besuche",
        erstbesuche=pl.when(told | (pl.col("jahr") >= first_visits_since)).then("erstbesuche"),
        besuche_je_kind_min=pl.lit(least),
        besuche_je_kind_max=pl.lit(most),
        spanne_quelle=pl.lit(SURVEY),
    )
    return columns.select(pl.all().cast(pl.String).fill_null(""))


def _ages_of_visitors(offer: Open) -> Bands:
    """The bands within the ages of the offer."""
    ages = np.flatnonzero(offer.share)
    bands = [(max(low, int(ages[0])), min(high, int(ages[-1]))) for low, high in BANDS]
    return tuple(band for band in bands if band[0] <= band[1])


def _band_of(bands: Bands) -> tuple[pl.Expr, pl.Expr]:
    """alter_von, alter_bis of a child; null outside of all."""
    inside = [pl.when(pl.col("alter").is_between(low, high)) for low, high in bands]
    first, last = (
        pl.coalesce(there.then(ends[at]) for there, ends in zip(inside, bands, strict=True)) for at in (0, 1)
    )
    return first.alias("alter_von"), last.alias("alter_bis")
