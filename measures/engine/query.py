"""Which rows does a question mean? Named dimensions are broken down or fixed, all others stay at their total."""

from datetime import date

import polars as pl

from measures.engine.measure import Selection, catalogue
from measures.engine.reading.setting import Setting

TOTALS = {"age_band": "all", "sex": "all"}
# Their totals: the latest year, the district, the whole group.
DIMENSIONS = ("year", "area", "age_band", "sex", "offer_group")
PARAMETERS = ("stichtag", "bevoelkerung")


class WrongCall(Exception):
    """German text of one line: what is unknown, and what there is instead."""


def as_selection(setting: Setting, *, by: list[str], where: dict[str, str]) -> Selection:
    """What must be counted to answer? Raises WrongCall for an unknown offer group or a date that is none."""
    known = [group.name for group in setting.groups]
    wanted = where.get("offer_group", setting.whole)
    if wanted not in known and ("offer_group" in where or "offer_group" not in by):
        raise _unknown("offer_group", wanted, known)
    groups = None if "offer_group" in by and "offer_group" not in where else frozenset({wanted})
    return Selection(offer_groups=groups, population_date=_day("bevoelkerung", where), everywhere=True)


def answer(rows: pl.DataFrame, *, district: str, whole: str, by: list[str], where: dict[str, str]) -> pl.DataFrame:
    """The rows of one measure that answer the question, sorted; every value in `where` must occur in the rows.

    whole: the group of all offers."""
    totals = TOTALS | {"area": district, "offer_group": whole}
    day, people = _day("stichtag", where), _day("bevoelkerung", where)
    if people:
        rows = _kept(rows, "denominator_date", "bevoelkerung", people)
    if day:
        rows = _kept(rows, "reference_date", "stichtag", day)
    for name in ("area", "age_band", "sex", "offer_group"):
        if name in where:
            rows = _kept(rows, name, name, where[name])
        elif name not in by and (
            name != "offer_group" or whole in rows[name]
        ):  # some measures do not know the whole group
            rows = rows.filter(pl.col(name) == totals[name])
    if "year" in where:
        rows = _kept(rows, "year", "year", where["year"])
    elif "year" not in by and not day:
        rows = _latest(rows)
    return rows.sort("year", "item", "offer_group", "area", "age_band", "sex")


def _kept(rows: pl.DataFrame, column: str, name: str, value: str) -> pl.DataFrame:
    texts = rows[column].cast(pl.String)
    if value not in texts:
        raise _unknown(name, value, sorted(set(texts.drop_nulls())))
    return rows.filter(texts == value)


def _latest(rows: pl.DataFrame) -> pl.DataFrame:
    """The latest year, and in it the latest day, with something to say; the latest at all where nothing has."""
    told = rows.filter(pl.col("state") == "ok")
    found = (told if len(told) else rows).select("year", "reference_date").sort("year", "reference_date").tail(1)
    by_day = any("reference_date" in catalogue()[name].lattice for name in set(rows["measure"]))
    return rows.join(found, on=["year", "reference_date"] if by_day else ["year"], how="semi")


def _day(name: str, where: dict[str, str]) -> str | None:
    try:
        return where.get(name) and date.fromisoformat(where[name]).isoformat()
    except ValueError as fault:
        said = f"{name}=„{where[name]}“ ist kein Datum. Erwartet: JJJJ-MM-TT, zum Beispiel 2016-03-01."
        raise WrongCall(said) from fault


def _unknown(name: str, value: str, known: list[str]) -> WrongCall:
    return WrongCall(f"{name}=„{value}“ gibt es nicht. Vorhanden: {', '.join(known) or 'nichts'}.")
