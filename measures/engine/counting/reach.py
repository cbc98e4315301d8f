"""How many distinct children used an offer group? The exact tally of annual and point reach on the whole lattice.

One value where all offers of the group that speak of the cell share one key (or come as one complete sum); a proved
range where they do not; a lower bound where offers are missing. What every state means: store/tables.py.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl

from measures.engine.counting.bounds import best_cut, blocks, lower, upper
from measures.engine.counting.linear import REFUSED, Statement, Stratum, read_statements, stated_bounds
from measures.engine.counting.situation import SAID, Situation, situation
from measures.engine.measure import Selection
from measures.engine.reading.counted import Counted, read_counted
from measures.engine.reading.coverage import Coverage, read_coverage
from measures.engine.reading.keyed import Keyed, read_keyed
from measures.engine.reading.occasion import Occasion
from measures.engine.reading.population import Population, read_population
from measures.engine.reading.setting import SEXES, Group, Setting, read_setting
from store.items import with_item
from store.table import typed
from store.tables import DIMENSIONS, FACTS

TALLY = {
    "area": pl.String,
    "year": pl.Int16,
    "age_band": pl.String,
    "sex": pl.String,
    "offer_group": pl.String,
    **typed(DIMENSIONS),
    "series": pl.String,
    "offers": pl.String,
    "cell_area": pl.String,
    "cell_band": pl.String,
    "alone": pl.Boolean,
    "children": pl.Int64,
    "at_least": pl.Int64,
    "at_most": pl.Int64,
    "denominator": pl.Int64,
    "denominator_date": pl.Date,
    "state": pl.String,
    **typed(FACTS),
    "note": pl.String,
}
"""One row per cell. children: exact, null where only a range is known; at_least, at_most (null: no upper limit known).
offers, cell_area, cell_band: what the cell is whatever it is called (engine/protect.py); alone: a sensitive offer that
would stand alone, or be the only difference to another group, below the district."""


@dataclass(frozen=True)
class Material:
    """All that was read, for all moments."""

    setting: Setting
    occasion: Occasion
    population: Population
    keyed: Keyed
    counted: Counted
    coverage: Coverage
    statements: tuple[Statement, ...]


def read_material(con, occasion: Occasion, setting: Setting) -> Material:
    population = read_population(con, setting, [moment.population_date for moment in occasion.moments])
    coverage = read_coverage(con, setting, occasion)
    return Material(
        setting,
        occasion,
        population,
        read_keyed(con, setting, occasion),
        read_counted(con, setting, occasion, population),
        coverage,
        read_statements(con, setting, occasion, coverage),
    )


def reach(con, occasion: Occasion, selection: Selection, setting: Setting | None = None) -> pl.DataFrame:
    """The tally (TALLY) of every moment × area × age band × sex × offer group; `setting`: other bands and groups than the profile's."""
    setting = setting or read_setting(con)
    if not occasion.moments:
        return pl.DataFrame(schema=TALLY)
    material = read_material(con, occasion, setting)
    known = situation(setting, occasion, material.coverage, material.counted, material.keyed)
    groups = [
        group for group in setting.groups if selection.offer_groups is None or group.name in selection.offer_groups
    ]
    parts = [_of_group(material, known, group, selection) for group in groups]
    return pl.concat(parts) if parts else pl.DataFrame(schema=TALLY)


def _of_group(material: Material, known: Situation, group: Group, selection: Selection) -> pl.DataFrame:
    """The group's cells: exact children where they carry a key, and the bounds over all its sources."""
    setting, spaces = material.setting, sorted(material.keyed.rows)
    cumulative = [
        np.pad(material.keyed.children(space, group.mask).cumsum(axis=-1), [(0, 0)] * 3 + [(1, 0)]) for space in spaces
    ]
    first, last = np.array(blocks(setting.last_age)).T
    exact = [c[..., last + 1] - c[..., first] for c in cumulative]
    sums = [at for at in group.offers if at in material.counted.low]
    nobody = np.zeros((len(material.occasion.moments), len(setting.areas), len(SEXES), len(first)))
    bounds = (
        (np.maximum, lower([nobody, *exact, *(material.counted.low[at] for at in sums)])),
        (
            np.minimum,
            upper(
                [nobody, *exact, *(material.counted.high[at] for at in sums)],
                material.population.count[:, :, :, first, last],
            ),
        ),
    )
    at_least, at_most = (
        np.stack([best_cut(bound, b.first, b.last, last_age=setting.last_age, pick=pick) for b in setting.bands])
        for pick, bound in bounds
    )
    children = np.stack(
        [sum((c[..., b.last + 1] - c[..., b.first] for c in cumulative), start=nobody[..., 0]) for b in setting.bands]
    )
    people = np.stack([material.population.count[:, :, :, b.first, b.last] for b in setting.bands])
    counts = {
        **_narrow(material, group, at_least, at_most),
        "children": children,
        "at_least": np.ceil(at_least - 1e-9),
        "at_most": np.floor(at_most + 1e-9),
        "people": people,
    }
    return in_tally(_with_states(_as_frame(material, known, group, counts, selection)))


def in_tally(rows: pl.DataFrame) -> pl.DataFrame:
    """All columns of the tally, in their order; what is not told is null."""
    missing = [pl.lit(None, kind).alias(name) for name, kind in TALLY.items() if name not in rows.columns]
    return rows.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in TALLY.items())


def _narrow(material: Material, group: Group, at_least: np.ndarray, at_most: np.ndarray) -> dict[str, np.ndarray]:
    """Narrows the bounds [band, moment, area, sex] in place where overlaps are stated; notes and offers of those not used."""
    setting, about = material.setting, {}
    notes, offers = (np.full(at_least.shape, None, dtype=object) for _ in range(2))
    for said in material.statements:
        areas = [at for at, area in enumerate(setting.areas) if _same(setting, area, said.area)]
        bands = [at for at, band in enumerate(setting.bands) if (band.first, band.last) == said.ages]
        for cell in product(bands, [said.moment], areas, [0]):
            about.setdefault(cell, []).append(said)
    for cell, here in about.items():
        band, moment, area, _ = cell
        stratum = Stratum(
            setting, material.keyed, material.counted, material.population, moment, area, setting.bands[band]
        )
        at_least[cell], at_most[cell], refused = stated_bounds(stratum, group, here, (at_least[cell], at_most[cell]))
        if refused:
            notes[cell] = " ".join(REFUSED.format(*(setting.offers[at].short_name for at in s.offers)) for s in refused)
            offers[cell] = [setting.offers[at].name for at in refused[0].offers]
    return {"refused": notes, "refused_offers": offers}


def _as_frame(
    material: Material, known: Situation, group: Group, counts: dict[str, np.ndarray], selection: Selection
) -> pl.DataFrame:
    """[band, moment, area, sex] as rows with their names; only the cuts that are wanted."""
    setting, moments, bands = material.setting, material.occasion.moments, material.setting.bands
    band, time, area, sex = (axis.ravel() for axis in np.indices(counts["children"].shape))
    flat = {name: count.ravel().tolist() if count.dtype == object else count.ravel() for name, count in counts.items()}
    places = {"band_at": band, "time": time, "area_at": area, "sex_at": sex}
    frame = pl.DataFrame(
        {**places, **flat, "estimated": material.population.estimated[time, area]},
        schema_overrides={"refused": pl.String, "refused_offers": pl.List(pl.String)},
    )
    on_lattice = (pl.col("area_at") == 0) | ((pl.col("sex_at") == 0) & pl.lit(group.below_district))
    said = pl.concat([_said(moments, at, b.name, known.of(group, at)) for at, b in enumerate(bands)])
    areas = pl.DataFrame(
        {
            "area_at": range(len(setting.areas)),
            "area": setting.areas,
            "cell_area": [setting.canonical(a) for a in setting.areas],
        }
    )
    return (
        frame.filter(on_lattice | pl.lit(selection.everywhere))
        .join(said, on=["band_at", "time"])
        .join(areas, on="area_at")
        .with_columns(
            pl.col("sex_at").replace_strict(range(len(SEXES)), SEXES).alias("sex"),
            pl.lit(group.name).alias("offer_group"),
            (pl.col("alone") & (pl.col("area_at") > 0)).alias("alone"),
            pl.when(pl.col("area_at") > 0).then("offers_below").otherwise("offers").alias("offers"),
            pl.col("people").fill_nan(None).cast(pl.Int64).alias("denominator"),
            pl.col("at_most").replace(np.inf, None),
            pl.lit(not selection.without_people).alias("people_needed"),
        )
    )


def _said(moments: tuple, band_at: int, band: str, said: dict[str, list]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "band_at": [band_at] * len(moments),
            "age_band": [band] * len(moments),
            "time": range(len(moments)),
            "year": [m.year for m in moments],
            "reference_date": [m.day for m in moments],
            "series": [m.series for m in moments],
            "denominator_date": [m.population_date for m in moments],
            **said,
        },
        schema_overrides=SAID | {"reference_date": pl.Date},
    )


def with_series(tally: pl.DataFrame, measure: str) -> pl.DataFrame:
    """A line through the years for each item of the measure."""
    return with_item(tally, measure).with_columns(pl.format(f"{measure}:{{}}", "item").alias("series")).drop("item")


def _same(setting: Setting, area: str, other: str) -> bool:
    return setting.canonical(area) == setting.canonical(other)


DELIVERED = pl.col("delivery") == "ok"
BY_PLACE = pl.col("places").is_not_null() & (pl.col("area_at") > 0)
ONLY_BY_PLACE = BY_PLACE & ~pl.col("at_home")
SHORT = pl.col("short") | BY_PLACE  # offers are missing, or do not say where the child lives: a lower bound
NO_PEOPLE = pl.col("denominator").is_null() & pl.col("people_needed")
COUNT = pl.when(pl.col("kind") == "keyed").then("children").otherwise("at_least")
TOO_MANY = pl.max_horizontal(COUNT, "at_least") > pl.col("denominator")


def _with_states(frame: pl.DataFrame) -> pl.DataFrame:
    """Null counts where there is nothing to say, with the reason; a range keeps no single count."""
    kept = DELIVERED & ~ONLY_BY_PLACE & ~NO_PEOPLE
    most = pl.max_horizontal("at_most", "at_least")
    plain = kept & ~SHORT & ((pl.col("kind") == "keyed") | ((pl.col("kind") == "sum") & (pl.col("at_least") == most)))
    state = pl.when(~DELIVERED).then("delivery").when(ONLY_BY_PLACE).then(pl.lit("not_applicable"))
    state = state.when(NO_PEOPLE).then(pl.lit("no_data")).when(TOO_MANY).then(pl.lit("unreliable"))
    return frame.with_columns(
        pl.when(plain).then(COUNT).alias("children"),
        pl.when(kept & ~plain).then("at_least").alias("at_least"),
        pl.when(kept & ~plain & ~SHORT).then(most).alias("at_most"),
        *_reason(),
        pl.when(kept & pl.col("estimated")).then(True).alias("estimated_people"),
        _note().alias("note"),
        state.otherwise(pl.lit("ok")).alias("state"),
    )


def _reason() -> list[pl.Expr]:
    """The first that holds, in the order of store/reasons.py, and the offers it speaks of."""
    missing = pl.col("reason") == "not_delivered"
    cases = (
        (~DELIVERED, pl.col("reason"), pl.col("reason_offers")),
        (ONLY_BY_PLACE, pl.lit("by_place"), pl.col("by_place")),
        (NO_PEOPLE, pl.lit("no_people"), None),
        (TOO_MANY, pl.lit("more_than_people"), None),
        (missing, pl.col("reason"), pl.col("reason_offers")),
        (BY_PLACE, pl.lit("by_place"), pl.col("by_place")),
        (pl.col("refused").is_not_null() & pl.col("reason").is_null(), pl.lit("refused"), pl.col("refused_offers")),
    )
    reason, offers = pl.col("reason"), pl.col("reason_offers")
    for holds, code, of in reversed(cases):
        reason = pl.when(holds).then(code).otherwise(reason)
        offers = pl.when(holds).then(of).otherwise(offers)
    return [reason.alias("reason"), offers.alias("reason_offers")]


def _note() -> pl.Expr:
    """What the reader must know beside the number, or instead of it."""
    day = pl.col("denominator_date").dt.strftime("%d.%m.%Y")
    parts = [
        pl.col("note"),
        pl.when(BY_PLACE).then(pl.format("Untergrenze: {}.", "places")),
        pl.when(TOO_MANY).then(pl.lit("Mehr Kinder gezählt, als laut Bevölkerung dort leben.")),
        pl.when("estimated").then(pl.lit("Bevölkerung geschätzt.")),
        pl.col("refused"),
    ]
    beside = pl.concat_str(parts, separator=" ", ignore_nulls=True).str.strip_chars()
    instead = pl.when(~DELIVERED).then("note")
    instead = instead.when(ONLY_BY_PLACE).then(pl.format("{} – daher nur für den Landkreis.", "places"))
    return (
        instead.when(NO_PEOPLE).then(pl.format("Bevölkerung vom {} fehlt für diesen Schnitt.", day)).otherwise(beside)
    )
