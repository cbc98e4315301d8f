"""How many distinct children used an offer group? The exact tally of annual and point reach on the whole lattice.

One value where all offers of the group that speak of the cell share one key (or come as one complete sum); a proved
range where they do not; a lower bound where offers are missing. What every state means: store/tables.py.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl

from measures.engine.counting.bounds import best_cut, blocks, lower, upper
from measures.engine.counting.declared import DECLARED, declared
from measures.engine.counting.leavers import Leave, of_union
from measures.engine.counting.linear import Statement, read_statements, refusal, stated_bounds
from measures.engine.counting.situation import SAID, Situation, situation
from measures.engine.counting.stratum import Stratum
from measures.engine.measure import Selection
from measures.engine.reading.counted import Counted, read_counted
from measures.engine.reading.coverage import DOUBTS, Coverage, read_coverage
from measures.engine.reading.keyed import Keyed, read_keyed
from measures.engine.reading.leaving import Leaving, read_leaving
from measures.engine.reading.occasion import Moment, Occasion
from measures.engine.reading.population import Population, read_population
from measures.engine.reading.setting import SEXES, Group, Setting, read_setting
from measures.engine.told import first_case
from store.connect import Connection
from store.items import with_item
from store.table import Row, typed
from store.tables import DIMENSIONS, FACTS, FIGURE

TALLY: dict[str, pl.DataType] = {
    **{name: FIGURE.schema[name] for name in ("area", "year", "age_band", "sex", "offer_group")},
    **typed(DIMENSIONS),
    **dict.fromkeys(("series", "offers", "cell_area", "cell_band"), pl.String()),
    "alone": pl.Boolean(),
    "linked": pl.String(),
    **DECLARED,
    **dict.fromkeys(("children", "at_least", "at_most"), pl.Int64()),
    "may_leave": pl.Float64(),
    **{name: FIGURE.schema[name] for name in ("denominator", "denominator_date", "state")},
    **typed(FACTS),
    "note": pl.String(),
}
"""One row per cell. children: exact, null where only a range is known; at_least, at_most (null: no upper limit known).
may_leave: the share of `children` who may have moved away by the end of the year, of at_least of them it is told that they did
not; null: none may, or they are a range already.
offers, cell_area, cell_band: what the cell is whatever it is called (engine/protect.py); alone: a sensitive offer that
would stand alone, or be the only difference to another group, below the district; linked: the shared key that joins several
sources in it. DECLARED: engine/counting/declared.py."""


@dataclass(frozen=True)
class Material:
    """All that was read, for all moments."""

    setting: Setting
    occasion: Occasion
    population: Population
    keyed: Keyed
    counted: Counted
    coverage: Coverage
    leaving: Leaving
    statements: tuple[Statement, ...]


def read_material(con: Connection, occasion: Occasion, setting: Setting) -> Material:
    population = read_population(con, setting, [moment.population_date for moment in occasion.moments])
    coverage = read_coverage(con, setting, occasion)
    keyed, counted = read_keyed(con, setting, occasion), read_counted(con, setting, occasion, population)
    counted = counted.beside(coverage.listed)
    statements = read_statements(con, setting, occasion, coverage)
    leaving = read_leaving(con, setting)
    return Material(setting, occasion, population, keyed, counted, coverage, leaving, statements)


def reach(con: Connection, occasion: Occasion, selection: Selection, setting: Setting | None = None) -> pl.DataFrame:
    """The tally (TALLY) of every moment × area × age band × sex × offer group; `setting`: other bands and groups than the profile's."""
    setting = setting or read_setting(con)
    if not occasion.moments:
        return pl.DataFrame(schema=TALLY)
    material = read_material(con, occasion, setting)
    known = situation(setting, occasion, material.coverage, material.counted, material.keyed)
    groups = [group for group in setting.groups if selection.wants(group.name)]
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
    low, high = ([nobody, *exact, *(edge[at] for at in sums)] for edge in (material.counted.low, material.counted.high))
    at_least, at_most = (
        np.stack([best_cut(bound, b.first, b.last, last_age=setting.last_age, pick=pick) for b in setting.bands])
        for pick, bound in (
            (np.maximum, lower(low)),
            (np.minimum, upper(high, material.population.count[:, :, :, first, last])),
        )
    )
    children = np.stack(
        [sum((c[..., b.last + 1] - c[..., b.first] for c in cumulative), start=nobody[..., 0]) for b in setting.bands]
    )
    people = np.stack([material.population.count[:, :, :, b.first, b.last] for b in setting.bands])
    counted = at_most.copy()
    counts = {
        **_narrow(material, group, at_least, at_most),
        **_here(material, group, low[1:], at_least, counted),
        "children": children,
        "at_least": np.ceil(at_least - 1e-9),
        "at_most": np.floor(at_most + 1e-9),
        "people": people,
    }
    return in_tally(_with_states(_as_frame(material, known, group, counts, selection)))


def _here(
    material: Material, group: Group, low: list[np.ndarray], at_least: np.ndarray, counted: np.ndarray
) -> dict[str, np.ndarray]:
    """here [band, moment, area, sex]: at least so many without those who may have left; certain: as far as is told who left;
    may_leave: which share may have.

    low: of each key, then of each sum; at_least: of all; counted: as many were counted by all of them at most."""
    leave, sums = Leave.read(material.setting, material.coverage, material.leaving), material.counted
    spaces, offers = sorted(material.keyed.rows), [at for at in group.offers if at in sums.low]
    shares = [leave.of_key(space, group) for space in spaces]
    shares += [leave.of_sum(at, sums.outgrown[:, at]) for at in offers]
    if not any(share.any() for share in shares):
        least = np.ceil(at_least - 1e-9)
        return {"here": least, "certain": least, "may_leave": np.zeros(at_least.shape)}
    told = [leave.told_by_key(material.keyed, space, group) for space in spaces]
    low, shares = low + told, shares + [np.zeros_like(share) for share in shares[: len(told)]]
    may_leave = np.broadcast_to(leave.of_bands(shares)[..., None, None], at_least.shape)
    fewer = np.maximum(leave.staying(low, shares), of_union(at_least, counted, may_leave))
    here = np.ceil(np.where(may_leave > 0, fewer, at_least) - 1e-9)
    return {"here": here, "certain": leave.certain(low, shares), "may_leave": may_leave}


def in_tally(rows: pl.DataFrame) -> pl.DataFrame:
    """All columns of the tally, in their order; what is not told is null."""
    missing = [pl.lit(None, kind).alias(name) for name, kind in TALLY.items() if name not in rows.columns]
    return rows.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in TALLY.items())


def _narrow(material: Material, group: Group, at_least: np.ndarray, at_most: np.ndarray) -> dict[str, np.ndarray]:
    """Narrows the bounds [band, moment, area, sex] in place where overlaps are stated; notes and offers of those not used."""
    setting = material.setting
    about: dict[tuple[int, int, int, int], list[Statement]] = {}
    notes, offers = (np.full(at_least.shape, None, dtype=object) for _ in range(2))
    for said in material.statements:
        areas = [at for at, area in enumerate(setting.areas) if _same(setting, area, said.area)]
        bands = [at for at, band in enumerate(setting.bands) if (band.first, band.last) == said.ages]
        for cell in product(bands, [said.moment], areas, [0]):
            about.setdefault(cell, []).append(said)
    for cell, here in about.items():
        band, moment, area, _ = cell
        sources = setting, material.keyed, material.counted, material.population
        stratum = Stratum(*sources, moment, area, setting.bands[band])
        at_least[cell], at_most[cell], refused = stated_bounds(stratum, group, here, (at_least[cell], at_most[cell]))
        if refused:
            notes[cell], offers[cell] = refusal(setting, refused)
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
    alike = declared(known, material.keyed, group)
    said = pl.concat([_said(moments, at, b.name, known.of(group, at) | alike[at]) for at, b in enumerate(bands)])
    areas = pl.DataFrame({"area": setting.areas, "cell_area": [setting.canonical(a) for a in setting.areas]})
    return (
        frame.filter(on_lattice | pl.lit(selection.everywhere))
        .join(said, on=["band_at", "time"])
        .join(areas.with_row_index("area_at"), on="area_at")
        .with_columns(
            pl.col("sex_at").replace_strict(range(len(SEXES)), SEXES).alias("sex"),
            pl.col("at_most").replace(np.inf, None),
            pl.col("alone") & (pl.col("area_at") > 0),
            offers=pl.when(pl.col("area_at") > 0).then("offers_below").otherwise("offers"),
            who=pl.format(
                "used|{}|{}|{}",
                "moment",
                "cell_area",
                pl.when(pl.col("area_at") > 0).then("who_below").otherwise("who"),
            ),
            **{name: pl.when((pl.col("area_at") == 0) & (pl.col("sex_at") == 0)).then(name) for name in USERS},
            offer_group=pl.lit(group.name),
            denominator=pl.col("people").fill_nan(None).cast(pl.Int64),
            leaving=pl.lit(material.leaving.source),
            people_needed=pl.lit(not selection.without_people),
        )
    )


def _said(moments: tuple[Moment, ...], band_at: int, band: str, said: Row) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "band_at": [band_at] * len(moments),
            "age_band": [band] * len(moments),
            "time": range(len(moments)),
            "year": [m.year for m in moments],
            "reference_date": [m.day for m in moments],
            "series": [m.series for m in moments],
            "moment": [str(m.day or m.year) for m in moments],
            "denominator_date": [m.population_date for m in moments],
            **said,
        },
        schema_overrides={**SAID, **DECLARED, "reference_date": pl.Date()},
    )


def with_series(tally: pl.DataFrame, measure: str) -> pl.DataFrame:
    """A line through the years for each item of the measure."""
    return with_item(tally, measure).with_columns(pl.format(f"{measure}:{{}}", "item").alias("series")).drop("item")


def _same(setting: Setting, area: str, other: str) -> bool:
    return setting.canonical(area) == setting.canonical(other)


NOT_ADJUSTED = "Nicht bereinigt um Fortzüge: Wer bis zum Jahresende fortzog, kann mitgezählt sein."
TOO_OLD = "Wer bis zum Jahresende zu alt wurde, kann mitgezählt sein."
USERS = ("users_here", "users_below")
DELIVERED = pl.col("delivery") == "ok"
BY_PLACE = pl.col("places").is_not_null() & (pl.col("area_at") > 0)
ONLY_BY_PLACE = BY_PLACE & ~pl.col("at_home")
SHORT = (
    pl.col("short") | BY_PLACE
)  # offers or rows are missing, nobody says that all are there, or they do not say where the child lives: a lower bound
NO_PEOPLE = pl.col("denominator").is_null() & pl.col("people_needed")
MAY_LEAVE = (pl.col("untold_leavers") | pl.col("outgrown")) & (pl.col("may_leave") > 0)
COUNT = pl.when(pl.col("kind") == "keyed").then("children").otherwise("at_least")
TOO_MANY = pl.when(MAY_LEAVE).then("here").otherwise(pl.max_horizontal(COUNT, "at_least")) > pl.col("denominator")


def _with_states(frame: pl.DataFrame) -> pl.DataFrame:
    """Null counts where there is nothing to say, with the reason; a range keeps no single count."""
    kept = DELIVERED & ~ONLY_BY_PLACE & ~NO_PEOPLE
    most = pl.max_horizontal("at_most", "at_least")
    plain = kept & ~SHORT & ((pl.col("kind") == "keyed") | ((pl.col("kind") == "sum") & (pl.col("at_least") == most)))
    least = pl.when(plain & MAY_LEAVE).then("certain").when(MAY_LEAVE).then("here").when(~plain).then("at_least")
    return frame.with_columns(
        pl.when(plain).then(COUNT).alias("children"),
        pl.when(kept).then(least).alias("at_least"),
        pl.when(kept & ~plain & ~SHORT).then(most).alias("at_most"),
        pl.when(kept & plain & MAY_LEAVE).then("may_leave").alias("may_leave"),
        pl.when(kept & MAY_LEAVE)
        .then(pl.when("untold_leavers").then("leaving").otherwise(pl.lit("ages")))
        .alias("leavers"),
        pl.when(kept & pl.col("estimated")).then(True).alias("estimated_people"),
        **_state_and_said(),
    )


def _state_and_said() -> dict[str, pl.Expr]:
    """What the reader must know beside the number, or instead of it; the reasons in the order of store/reasons.py."""
    day = pl.col("denominator_date").dt.strftime("%d.%m.%Y")
    parts = [
        pl.col("note"),
        pl.when(BY_PLACE).then(pl.format("Untergrenze: {}.", "places")),
        pl.when(TOO_MANY).then(pl.lit("Mehr Kinder gezählt, als laut Bevölkerung dort leben.")),
        pl.when("estimated").then(pl.lit("Bevölkerung geschätzt.")),
        pl.when(MAY_LEAVE).then(pl.when("untold_leavers").then(pl.lit(NOT_ADJUSTED)).otherwise(pl.lit(TOO_OLD))),
        pl.col("refused"),
    ]
    beside = {"note": pl.concat_str(parts, separator=" ", ignore_nulls=True).str.strip_chars(), "state": "ok"}
    told = {"reason": pl.col("reason"), "reason_offers": pl.col("reason_offers"), "rows_lost": pl.col("rows_lost")}
    by_place = {"reason": "by_place", "reason_offers": pl.col("by_place")}
    not_here = {"state": "not_applicable", "note": pl.format("{} – daher nur für den Landkreis.", "places")}
    nobody = {"state": "no_data", "note": pl.format("Bevölkerung vom {} fehlt für diesen Schnitt.", day)}
    refused = {"reason": "refused", "reason_offers": pl.col("refused_offers")}
    return first_case(
        (~DELIVERED, told | {"state": pl.col("delivery"), "note": pl.col("note")}),
        (ONLY_BY_PLACE, by_place | not_here),
        (NO_PEOPLE, {"reason": "no_people"} | nobody),
        (TOO_MANY, beside | {"state": "unreliable", "reason": "more_than_people"}),
        (pl.col("reason").is_in(DOUBTS), told | beside),
        (BY_PLACE, by_place | beside),
        (pl.col("refused").is_not_null() & pl.col("reason").is_null(), refused | beside),
        (True, told | beside),
    )
