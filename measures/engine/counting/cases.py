"""How many cases were counted? The exact tally of official indicators: sums of `case_year` for the district, over its people.

A case is what official statistics count: a child with two helps is two cases. Nothing is added that may be the same
cases twice (a total beside its parts), and nothing is taken as zero that was not delivered.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import numpy as np
import polars as pl

from measures.engine.counting.reach import TALLY, in_tally, reach, with_series
from measures.engine.measure import Compute, Selection
from measures.engine.reading.occasion import Moment, Occasion
from measures.engine.reading.population import read_population
from measures.engine.reading.setting import Band, Group, Setting, offers_with, read_setting
from store.connect import Connection
from store.german import day, listed
from store.table import Row

UNITS = ("faelle", "hilfen", "verfahren", "junge_menschen", "kinder")  # the first one delivered is taken
KEYED = ("verknuepft", "eigener_schluessel")
COLUMNS = {"running": "Bestand am 31.12.", "begun": "begonnene Fälle", "ended": "beendete Fälle"}
LACKING = ("not_delivered", "other_ages")
ANNUAL = "annual_reach"
UNDER_18, UNDER_21 = Band("all", 0, 17), Band("all", 0, 20)
RUNNING: dict[str | None, tuple[str, ...]] = {None: ("running",)}
BEGUN_AND_ENDED: dict[str | None, tuple[str, ...]] = {"begun": ("begun",), "ended": ("ended",)}


@dataclass(frozen=True)
class Part:
    """One quantity of a measure: which columns of `case_year` are added, of which offers; `group`: the offer group it is shown under."""

    quantity: str | None
    group: str
    offers: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Delivery:
    """What one offer delivered in a year. rows: of case_year; complete: by all its sources."""

    short_name: str
    rows: pl.DataFrame
    complete: bool
    until: date | None
    keyed: bool


def case_tally(con: Connection, measure: str, parts: Iterable[Part], bands: Iterable[Band]) -> pl.DataFrame:
    """The tally (engine/counting/reach.py) of every part × band × year in which one of its offers was to be delivered."""
    setting, bands = read_setting(con), list(bands)
    rows = []
    for part in parts:
        years = years_of(con, part.offers)
        people, estimated = people_of(con, setting, years, bands)
        delivered = _deliveries(con, part.offers)
        for year, band in product(years, bands):
            present = {offer: delivered[offer, year] for offer in part.offers if (offer, year) in delivered}
            said = _said(present, part.columns, band, setting, people[year, band])
            if said["state"] != "no_data" and year in estimated:
                said |= {"note": f"{said['note']} Bevölkerung geschätzt.".strip(), "estimated_people": True}
            rows.append(
                said
                | {"year": year, "age_band": band.name, "denominator": people[year, band]}
                | {"quantity": part.quantity, "offer_group": part.group, "offers": "+".join(sorted(present))}
            )
    return with_series(as_district(pl.DataFrame(rows, schema=TALLY), setting.district), measure)


def cases_of(role: str, measure: str, quantities: dict[str | None, tuple[str, ...]]) -> Compute:
    """`compute` of a measure of the cases under 18 of every offer of this role; quantities: which columns each one adds."""

    def compute(con: Connection, selection: Selection) -> pl.DataFrame:
        parts = [Part(name, o, (o,), columns) for o in offers_with(con, role) for name, columns in quantities.items()]
        return case_tally(con, measure, parts, [UNDER_18])

    return compute


def years_of(con: Connection, offers: Iterable[str]) -> list[int]:
    """Years of which a delivery says something about one of the offers."""
    found = con.sql(
        "SELECT DISTINCT year FROM coverage WHERE list_contains($1, offer) ORDER BY year", params=[list(offers)]
    )
    return [year for (year,) in found.fetchall()]


def keyed_offers(con: Connection) -> list[str]:
    """Which offers come as single uses, so that a year without a row means nobody?"""
    found = con.sql(
        """SELECT DISTINCT offer FROM coverage WHERE list_contains($1, counting) AND (offer IN (SELECT offer FROM spell)
        OR offer NOT IN (SELECT offer FROM counted_year UNION ALL SELECT offer FROM case_year)) ORDER BY offer""",
        params=[list(KEYED)],
    )
    return [offer for (offer,) in found.fetchall()]


def people_of(
    con: Connection, setting: Setting, years: list[int], bands: list[Band]
) -> tuple[dict[tuple[int, Band], int | None], set[int]]:
    """(year, band) → people of the district on 31 December, None where the delivered ages do not make up the band; and the
    years whose population is estimated."""
    population = read_population(con, setting, [date(year, 12, 31) for year in years])
    found = {
        (year, band): population.count[at, 0, 0, band.first, band.last]
        for at, year in enumerate(years)
        for band in bands
    }
    whole = {key: None if np.isnan(people) else int(people) for key, people in found.items()}
    return whole, {year for at, year in enumerate(years) if population.estimated[at, 0]}


def as_district(frame: pl.DataFrame, district: str) -> pl.DataFrame:
    """The frame with all columns of the tally: both sexes in the district, population on 31 December."""
    return in_tally(
        frame.with_columns(
            pl.lit(district).alias("area"),
            pl.lit(district).alias("cell_area"),
            pl.col("age_band").alias("cell_band"),
            pl.lit("all").alias("sex"),
            pl.lit(False).alias("alone"),
            pl.date("year", 12, 31).alias("denominator_date"),
        )
    )


def people_tally(con: Connection, measure: str, parts: Iterable[Part], bands: tuple[Band, ...]) -> pl.DataFrame:
    """The tally of distinct young people of the district who used one of the offers of a part in the year.

    In the age bands of the profile these are the children of annual_reach: one cell, so one draw of the protection.
    """
    setting, parts = read_setting(con), list(parts)
    wanted = {name for part in parts for name in part.offers}
    known = tuple(offer for offer in setting.offers if offer.name in wanted)
    groups = []
    for place, part in enumerate(parts):
        members = [at for at, offer in enumerate(known) if offer.name in part.offers]
        mask = sum(1 << known[at].bit for at in members if known[at].bit is not None)
        groups += [Group(str(place), tuple(members), mask, below_district=False)] if members else []
    if not groups:
        return pl.DataFrame(schema=TALLY)
    years = years_of(con, wanted)
    moments = tuple(Moment(year, None, measure, date(year, 12, 31)) for year in years)
    special = replace(setting, bands=bands, offers=known, groups=tuple(groups))
    tally = reach(con, Occasion("child_year", "year", moments), Selection(), special).filter(pl.col("sex") == "all")
    place = pl.col("offer_group").cast(pl.Int64)
    tally = tally.with_columns(
        place.replace_strict({at: part.quantity for at, part in enumerate(parts)}, return_dtype=pl.String).alias(
            "quantity"
        ),
        place.replace_strict({at: part.group for at, part in enumerate(parts)}, return_dtype=pl.String).alias(
            "offer_group"
        ),
    )
    of_profile = pl.col("age_band").is_in([band.name for band in bands if band in setting.bands])
    series = pl.when(of_profile).then(pl.lit(ANNUAL)).otherwise("series").alias("series")
    return with_series(tally, measure).with_columns(series).select(*TALLY)


def _deliveries(con: Connection, offers: tuple[str, ...]) -> dict[tuple[str, int], Delivery]:
    """(offer, year) → what was delivered; only offers of the profile that exist in the year."""
    cases = con.sql("FROM case_year WHERE list_contains($1, offer)", params=[list(offers)]).pl()
    stated = con.sql(
        """SELECT offer, year, coalesce(nullif(short_name, ''), name), bool_and(coalesce(complete, false)), max(c.until), list_contains($2, offer)
        FROM coverage c JOIN offer o USING (offer)
        WHERE list_contains($1, offer) AND coalesce(o.since, year) <= year AND year <= coalesce(o.until, year) GROUP BY ALL""",
        params=[list(offers), keyed_offers(con)],
    ).fetchall()
    by_year = cases.partition_by("offer", "year", as_dict=True)
    return {
        (offer, year): Delivery(name, by_year.get((offer, year), cases.clear()), *rest)
        for offer, year, name, *rest in stated
    }


def _said(
    present: dict[str, Delivery], columns: tuple[str, ...], band: Band, setting: Setting, people: int | None
) -> Row:
    """children, at_least, state and note of one cell: a sum only of what was delivered in full."""
    counts, missing = {}, {}
    for offer, delivery in present.items():
        count = _cases(delivery, columns, band, setting)
        (counts if isinstance(count, int) else missing)[offer] = count
    if not counts or people is None:
        lack = "Bevölkerung am 31.12. fehlt für dieses Alter." if people is None else ""
        codes = [code for code, _ in missing.values()]
        reason = next((code for code in LACKING if code in codes), "no_people")
        note = " ".join(filter(None, [*dict.fromkeys(note for _, note in missing.values()), lack]))
        return {"state": "no_data", "reason": reason, "reason_offers": list(missing) or None, "note": note}
    total = sum(counts.values())
    short = listed([present[offer].short_name for offer in missing])
    return {
        "children": None if missing else total,
        "at_least": total if missing else None,
        "state": "ok" if total <= people else "unreliable",
        "reason": "not_delivered" if missing else None,
        "reason_offers": list(missing) or None,
        "note": f"Untergrenze: es {'fehlt' if len(missing) == 1 else 'fehlen'} {short}." if missing else "",
    }


def _cases(delivery: Delivery, columns: tuple[str, ...], band: Band, setting: Setting) -> int | tuple[str, str]:
    """Cases of one offer, or why there is no number: code and note."""
    name = delivery.short_name
    if not delivery.complete:
        until = f" (bis {day(delivery.until)})" if delivery.until else ""
        return "not_delivered", f"{name}: nicht vollständig geliefert{until}."
    of_unit = {unit: delivery.rows.filter(pl.col("unit") == unit) for unit in UNITS}
    told = [unit for unit, rows in of_unit.items() if all(rows[column].count() for column in columns)]
    if not told and not delivery.keyed:
        return "not_delivered", f"{name}: {listed([COLUMNS[column] for column in columns])} nicht geliefert."
    counts = [added(of_unit[(told or UNITS)[0]], column, setting, band) for column in columns]
    return ("other_ages", f"{name}: nicht nach diesem Alter geliefert.") if None in counts else sum(counts)


def added(rows: pl.DataFrame, column: str, setting: Setting, band: Band) -> int | None:
    """The district's cases of a band, each once: totals go before parts; None where an interval of ages cuts the band."""
    rows = rows.drop_nulls(column)
    delivered, counts = set(rows["area"]), []
    for (area,), of_area in rows.partition_by("area", as_dict=True).items():
        if not (set(setting.chain(area)) - {area}) & delivered:
            whole = of_area.filter(pl.col("sex") == "all")
            by_age = (of_area if whole.is_empty() else whole).group_by("age_from", "age_to").agg(pl.col(column).sum())
            counts.append(_within({(first, last): cases for first, last, cases in by_age.iter_rows()}, band))
    return None if None in counts else sum(counts)


def _within(cases: dict[tuple[int, int], int], band: Band) -> int | None:
    """Cases whose age lies in the band; an interval that reaches beyond it is told by its parts, if these add up to it."""
    holds = lambda wide, narrow: wide != narrow and wide[0] <= narrow[0] and narrow[1] <= wide[1]
    widest = sorted(ages for ages in cases if not any(holds(other, ages) for other in cases))
    if any(after[0] <= before[1] for before, after in zip(widest, widest[1:], strict=False)):
        return None
    total = 0
    for first, last in widest:
        parts = {ages: count for ages, count in cases.items() if holds((first, last), ages)}
        if band.first <= first and last <= band.last:
            share = cases[first, last]
        elif last < band.first or band.last < first:
            share = 0
        else:
            whole = _within(parts, Band("all", first, last))
            share = _within(parts, band) if parts and whole == cases[first, last] else None
        if share is None:
            return None
        total += share
    return total
