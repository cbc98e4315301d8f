"""How many cases were counted? The exact tally of official indicators: sums of `case_year` for the district, over its people.

A case is what official statistics count: a child with two helps is two cases. Nothing is added that may be the same
cases twice (a total beside its parts), and nothing is taken as zero that was not delivered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import numpy as np
import polars as pl

from measures.engine.counting.reach import TALLY, in_tally, reach, with_series
from measures.engine.measure import Compute, Selection
from measures.engine.reading.coverage import DOUBT, DOUBTS, WITH_KEY, doubted
from measures.engine.reading.occasion import Moment, Occasion
from measures.engine.reading.population import read_population
from measures.engine.reading.setting import Band, Setting, as_group, offers_with, read_setting
from store.connect import Connection
from store.german import day, listed
from store.table import Row

UNITS = ("faelle", "hilfen", "verfahren", "junge_menschen", "kinder")  # the first one delivered is taken
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
    """What one offer delivered in a year. rows: of case_year; doubt, rows_lost: of its coverage (DOUBT)."""

    short_name: str
    rows: pl.DataFrame
    doubt: str | None
    rows_lost: int | None
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
        params=[list(WITH_KEY)],
    )
    return [offer for (offer,) in found.fetchall()]


def people_of(
    con: Connection, setting: Setting, years: list[int], bands: list[Band]
) -> tuple[dict[tuple[int, Band], int | None], set[int]]:
    """(year, band) → people of the district on 31 December, None where the delivered ages do not make up the band; and the
    years whose population is estimated."""
    population = read_population(con, setting, [date(year, 12, 31) for year in years])
    found: dict[tuple[int, Band], int | None] = {}
    for (at, year), band in product(enumerate(years), bands):
        people = population.count[at, 0, 0, band.first, band.last]
        found[year, band] = None if np.isnan(people) else int(people)
    return found, {year for at, year in enumerate(years) if population.estimated[at, 0]}


def as_district(frame: pl.DataFrame, district: str) -> pl.DataFrame:
    """The frame with all columns of the tally: both sexes in the district, population on 31 December."""
    return in_tally(
        frame.with_columns(
            pl.lit(district).alias("area"),
            cell_area=pl.lit(district),
            cell_band="age_band",
            sex=pl.lit("all"),
            alone=pl.lit(False),
            denominator_date=pl.date("year", 12, 31),
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
        groups += [as_group(str(place), members, known, False)] if members else []
    if not groups:
        return pl.DataFrame(schema=TALLY)
    years = years_of(con, wanted)
    moments = tuple(Moment(year, None, measure, date(year, 12, 31)) for year in years)
    special = replace(setting, bands=bands, offers=known, groups=tuple(groups))
    tally = reach(con, Occasion("child_year", "year", moments), Selection(), special).filter(pl.col("sex") == "all")
    names = [str(place) for place in range(len(parts))]
    quantities, shown = [part.quantity for part in parts], [part.group for part in parts]
    tally = tally.with_columns(
        pl.col("offer_group").replace_strict(names, quantities, return_dtype=pl.String).alias("quantity"),
        pl.col("offer_group").replace_strict(names, shown),
    )
    of_profile = pl.col("age_band").is_in([band.name for band in bands if band in setting.bands])
    series = pl.when(of_profile).then(pl.lit(ANNUAL)).otherwise("series")
    return with_series(tally, measure).with_columns(series=series).select(*TALLY)


def _deliveries(con: Connection, offers: tuple[str, ...]) -> dict[tuple[str, int], Delivery]:
    """(offer, year) → what was delivered; only offers of the profile that exist in the year."""
    cases = con.sql("FROM case_year WHERE list_contains($1, offer)", params=[list(offers)]).pl()
    stated = con.sql(
        f"""SELECT offer, year, coalesce(nullif(short_name, ''), name), doubt, rows_lost, c.until, list_contains($2, offer)
        FROM ({DOUBT}) c JOIN offer o USING (offer)
        WHERE list_contains($1, offer) AND coalesce(o.since, year) <= year AND year <= coalesce(o.until, year)""",
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
    """children, at_least, state and note of one cell: a sum only of what was delivered in full, else a lower bound."""
    told = {offer: _cases(delivery, columns, band, setting) for offer, delivery in present.items()}
    counts = [count for count in told.values() if isinstance(count, int)]
    missing = {offer: why for offer, why in told.items() if not isinstance(why, int)}
    if not counts or people is None:
        lack = "Bevölkerung am 31.12. fehlt für dieses Alter." if people is None else ""
        codes = [code for code, _ in missing.values()]
        reason = next((code for code in LACKING if code in codes), "no_people")
        note = " ".join(filter(None, [*dict.fromkeys(note for _, note in missing.values()), lack]))
        return {"state": "no_data", "reason": reason, "reason_offers": list(missing) or None, "note": note}
    counted = {offer: delivery for offer, delivery in present.items() if offer not in missing}
    doubts = {code: [offer for offer, delivery in counted.items() if delivery.doubt == code] for code in DOUBTS}
    doubts["not_delivered"] = list(missing)
    names = {offer: delivery.short_name for offer, delivery in present.items()}
    said = doubted(doubts, names, sum(delivery.rows_lost or 0 for delivery in counted.values()))
    total = sum(counts)
    count = "at_least" if said["reason"] else "children"
    return said | {count: total, "state": "ok" if total <= people else "unreliable"}


def _cases(delivery: Delivery, columns: tuple[str, ...], band: Band, setting: Setting) -> int | tuple[str, str]:
    """Cases of one offer, or why there is no number: code and note."""
    name = delivery.short_name
    if delivery.doubt == "not_delivered":
        until = f" (bis {day(delivery.until)})" if delivery.until else ""
        return "not_delivered", f"{name}: nicht vollständig geliefert{until}."
    of_unit = {unit: delivery.rows.filter(pl.col("unit") == unit) for unit in UNITS}
    told = [unit for unit, rows in of_unit.items() if all(rows[column].count() for column in columns)]
    if not told and not delivery.keyed:
        return "not_delivered", f"{name}: {listed([COLUMNS[column] for column in columns])} nicht geliefert."
    count = added_up([added(of_unit[(told or UNITS)[0]], column, setting, band) for column in columns])
    return ("other_ages", f"{name}: nicht nach diesem Alter geliefert.") if count is None else count


def added_up(counts: Sequence[int | None]) -> int | None:
    """None where one of them is unknown."""
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def added(rows: pl.DataFrame, column: str, setting: Setting, band: Band) -> int | None:
    """The district's cases of a band, each once: totals go before parts; None where an interval of ages cuts the band."""
    rows = rows.drop_nulls(column)
    delivered, counts = set(rows["area"]), list[int | None]()
    for (area,), of_area in rows.partition_by("area", as_dict=True).items():
        if not (set(setting.chain(area)) - {area}) & delivered:
            whole = of_area.filter(pl.col("sex") == "all")
            by_age = (of_area if whole.is_empty() else whole).group_by("age_from", "age_to").agg(pl.col(column).sum())
            counts.append(_within({(first, last): cases for first, last, cases in by_age.iter_rows()}, band))
    return added_up(counts)


def _within(cases: dict[tuple[int, int], int], band: Band) -> int | None:
    """Cases whose age lies in the band; an interval that reaches beyond it is told by its parts, if these add up to it."""
    widest = sorted(ages for ages in cases if not any(_holds(other, ages) for other in cases))
    if any(after[0] <= before[1] for before, after in zip(widest, widest[1:], strict=False)):
        return None
    shares: list[int | None] = []
    for first, last in widest:
        if band.first <= first and last <= band.last:
            shares.append(cases[first, last])
        elif first <= band.last and band.first <= last:
            parts = {ages: count for ages, count in cases.items() if _holds((first, last), ages)}
            adds_up = parts and _within(parts, Band("all", first, last)) == cases[first, last]
            shares.append(_within(parts, band) if adds_up else None)
    return added_up(shares)


def _holds(wide: tuple[int, int], narrow: tuple[int, int]) -> bool:
    return wide != narrow and wide[0] <= narrow[0] and narrow[1] <= wide[1]
