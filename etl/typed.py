"""What does a cell mean? Text cells become typed canonical columns; a row that cannot be read keeps its reason instead.

Every field yields two expressions: its value, and the reason (`code|column`) why a row has none. Nothing here looks at
more than one row; what needs the whole delivery or the profile's dates is in etl/check.py.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from etl import key_columns, numbers
from etl.areas import key_spellings, official_key
from etl.cells import READERS, text
from etl.mapping import FileKind, Value
from etl.roles import NO_ANSWER, ROLES, TYPES, Field
from store.profile import Profile

DATES = ("day", "day_from", "day_to")
PLACEHOLDERS = ("31.12.9999", "01.01.1900", "9999-12-31", "1900-01-01")
NOTHING = ("-", "–", "—")  # signs of official statistics: nothing there, so zero
NOT_KNOWN = (".", "x", "X", "/", "…", "...", "•")  # secret, senseless, unsure or not there yet: nobody knows
SUM_WORDS = ("gesamt", "insgesamt", "summe", "zusammen", "gesamtsumme")
Fields = dict[str, tuple[pl.Expr, pl.Expr]]  # name → value, and why there is none
SEVERAL = ("offers", "answer")  # offers with | between
EMPTY_SAYS = ("home", "answer")  # an empty cell: home unknown, no other offer used
NO_MARKS: Mapping[str, str] = MappingProxyType({})
LOOKED_AT = 100_000  # rows from the first on; where a quarter of their cells differ, each cell is read
REASON_OF = "reason of "  # column beside a typed field: why it has no value
OUTSIDE, UNKNOWN = "ausserhalb", "unbekannt"


@dataclass(frozen=True)
class Lists:
    """What cells may name: offers by id; areas by key and by every spelling (lower case) -> key that holds today."""

    offers: dict[str, str]
    areas: dict[str, str]
    uninhabited: tuple[str, ...]
    district: str
    never_linked: dict[str, str]


def lists_of(profile: Profile) -> Lists:
    offers = {offer: offer for offer in profile.offers["id"]}
    areas: dict[str, str] = {}
    uninhabited = []
    for row in profile.areas.iter_rows(named=True):
        key = row["aufgegangen_in"] or row["schluessel"]
        spellings = [*key_spellings(row["schluessel"]), row["name"], *row["andere_namen"].split("|")]
        areas |= {
            s.strip().lower(): key
            for s in spellings
            if s.strip() and (s.strip().lower() not in areas or not row["aufgegangen_in"])
        }
        if row["bewohnt"] == "nein" and not row["aufgegangen_in"]:
            uninhabited.append(row["schluessel"])
    return Lists(offers, areas, tuple(uninhabited), profile.district, profile.never_linked)


def read_cells(frame: pl.DataFrame, kind: FileKind, lists: Lists, marks: Mapping[str, str] = NO_MARKS) -> pl.DataFrame:
    """The canonical columns of the role, typed, with `line` and `reason` (null = the row can be used).

    marks: the decimal mark of columns (etl/numbers.py); a comma where nothing is said.
    """
    fields = {f.name: f for f in ROLES[kind.role].fields}
    values = _values(kind, frame)
    numbers_of = {c for name, v in values.items() if name in fields and fields[name].kind == "id" for c in v.columns}
    frame = frame.with_columns(*[key_columns.cleaned(pl.col(c)).alias(c) for c in sorted(numbers_of)])  # once for all
    wanted = [(v.columns, _read(name, v, fields, lists, marks)) for name, v in values.items()]
    with ThreadPoolExecutor() as beside:  # a column keeps one processor busy
        read = list(beside.map(lambda one: _by_distinct(frame, *one), wanted))
    typed = pl.concat([frame.select("line"), *read], how="horizontal")
    reasons = [c for c in typed.columns if c.startswith(REASON_OF) and typed[c].null_count() < typed.height]
    typed = typed.with_columns(reason=pl.coalesce(reasons) if reasons else pl.lit(None, pl.String))
    absent = [pl.lit(None, TYPES[f.kind]).alias(f.name) for f in fields.values() if f.name not in typed.columns]
    return typed.with_columns(absent).select("line", *fields, "reason")


def _values(kind: FileKind, frame: pl.DataFrame) -> dict[str, Value]:
    """How each canonical column is filled: as the mapping says, else from the column of its own name."""
    there = set(frame.columns)
    own = kind.wanted.keys() & there
    if kind.values is None:
        return {column: Value.model_validate(column) for column in frame.columns if column in own}
    return {name: value for name, value in kind.values.items() if there.issuperset(value.columns)}


def _by_distinct(frame: pl.DataFrame, columns: tuple[str, ...], read: Fields) -> pl.DataFrame:
    """The typed fields and their reasons. Each different cell is read once: in a large file most columns hold few."""
    wanted = [value.alias(field) for field, (value, _) in read.items()]
    wanted += [problem.alias(f"{REASON_OF}{field}") for field, (_, problem) in read.items()]
    cells = frame.select(columns or "line")
    seen = cells.head(LOOKED_AT)
    if not columns or seen.n_unique() * 4 > seen.height:
        return cells.select(pl.first().alias("each row"), *wanted).drop("each row")
    distinct = cells.unique()
    keys = [pl.col(column).alias(f"cell {n}") for n, column in enumerate(columns)]
    known = distinct.select(*keys, *wanted)
    return (
        cells.select(keys)
        .join(known, on=[f"cell {n}" for n in range(len(keys))], how="left", maintain_order="left")
        .drop("^cell .*$")
    )


def sum_rows(frame: pl.DataFrame, kind: FileKind) -> pl.Expr:
    """Which rows are named sums („Gesamt“), to be left out because their parts are there too?"""
    if kind.sum_rows and kind.sum_rows.column in frame.columns:
        return clean(kind.sum_rows.column).is_in(kind.sum_rows.words)
    values = _values(kind, frame)
    asked = [
        v.column
        for name, v in values.items()
        if name in ("angebot", "gemeinde", "wohngemeinde", "gebiet", "alter", "kind_nr") and v.column
    ]
    return pl.any_horizontal([clean(c).str.to_lowercase().is_in(SUM_WORDS) for c in asked]) if asked else pl.lit(False)


def required_missing(kind: FileKind, columns: list[str]) -> list[str]:
    """Required canonical columns that no column of the file can fill."""
    given = set(kind.values) if kind.values is not None else set(columns)
    given |= {"geburtsjahr", "geburtsmonat"} if "geburt" in given else set()
    given |= {"alter_von", "alter_bis"} if "alter" in given else set()
    return [f.name for f in ROLES[kind.role].fields if f.required and f.name not in given]


def clean(column: str) -> pl.Expr:
    """The cell without blanks around it."""
    return pl.col(column).str.strip_chars()


def birth(cell: pl.Expr, form: str | None) -> Fields:
    """Month and year of a full birth date; the day is forgotten here, before anything is stored or logged."""
    day = cell.str.to_date(form or "%d.%m.%Y", strict=False)
    day = pl.when(day.dt.year().is_between(1900, 2100)).then(day)
    problem = pl.when(day.is_null()).then(pl.lit("datum|geburt"))
    return {
        "geburtsjahr": (day.dt.year().cast(pl.Int16), problem),
        "geburtsmonat": (day.dt.month().cast(pl.Int8), problem),
    }


def ages(cell: pl.Expr) -> Fields:
    """Official labels: „unter 3 Jahre“, „3 bis unter 6 Jahre“, „3 bis 5“, „90 Jahre und mehr“ (open end = 120)."""
    cell = cell.str.to_lowercase()
    below, between = cell.str.extract(r"^unter (\d+)"), cell.str.extract(r"^(\d+) bis unter \d+")
    closed, above, single = (
        cell.str.extract(r"^(\d+)\s*(?:bis|-|–)\s*\d+"),
        cell.str.extract(r"^(\d+) (?:jahre?)?\s*(?:und|u\.) "),
        cell.str.extract(r"^(\d+)(?: jahre?)?$"),
    )
    start = pl.when(below.is_not_null()).then(pl.lit("0")).otherwise(pl.coalesce(between, closed, above, single))
    low = start.cast(pl.Int64, strict=False)
    before = pl.coalesce(below, cell.str.extract(r"bis unter (\d+)")).cast(pl.Int64, strict=False) - 1
    until = pl.coalesce(
        cell.str.extract(r"^\d+\s*(?:bis|-|–)\s*(\d+)"), pl.when(above.is_not_null()).then(pl.lit("120")), single
    )
    high = pl.coalesce(before, until.cast(pl.Int64, strict=False))
    problem = pl.when(low.is_null() | high.is_null()).then(pl.lit("alter|alter_von"))
    return {"alter_von": (low, problem), "alter_bis": (high, problem)}


def _read(name: str, value: Value, fields: dict[str, Field], lists: Lists, marks: Mapping[str, str]) -> Fields:
    if name == "geburt":
        return birth(_cell(value), value.date_format)
    if name == "alter" and name not in fields:
        return ages(_cell(value))
    return {name: _field(fields[name], value, lists, marks.get(name, numbers.COMMA))}


def _field(field: Field, value: Value, lists: Lists, mark: str) -> tuple[pl.Expr, pl.Expr]:
    cell = _cell(value)
    if field.kind in DATES:
        cell = pl.when(cell.is_in(PLACEHOLDERS)).then(pl.lit("")).otherwise(cell)
    unknown = pl.lit(False)
    if field.is_amount:
        unknown = cell.is_in(NOT_KNOWN)
        cell = pl.when(cell.is_in(NOTHING)).then(pl.lit("0")).when(unknown).then(pl.lit("")).otherwise(cell)
    empty = cell == ""
    if value.codes is not None and field.kind not in SEVERAL:
        mapped = cell.replace_strict(value.codes, default=value.otherwise, return_dtype=pl.String)
        unlisted, cell = mapped.is_null() & ~empty, mapped.fill_null("")
        empty = cell == ""
    else:
        unlisted = pl.lit(False)
    read = _value(cell, field, value, lists, mark)
    read = pl.when(empty).then(None).otherwise(read) if field.kind not in EMPTY_SAYS else read
    problem = (
        pl.when(unlisted)
        .then(pl.lit(f"code|{field.name}"))
        .when(empty & ~unknown & field.required & (field.kind not in EMPTY_SAYS))
        .then(pl.lit(f"fehlt|{field.name}"))
        .when(~empty & read.is_null())
        .then(pl.lit(f"{NOT_ONE[field.kind]}|{field.name}"))
    )
    return read.cast(TYPES[field.kind]), problem


def _cell(value: Value) -> pl.Expr:
    if value.fixed is not None:
        return pl.lit(value.fixed)
    first, *second = map(clean, value.columns)
    if second:
        month, year = first, second[0]
        return pl.when((month == "") & (year == "")).then(pl.lit("")).otherwise(month.str.zfill(2) + "." + year)
    cell = first
    return pl.when(cell.is_in(value.open_values)).then(pl.lit("")).otherwise(cell) if value.open_values else cell


def _value(cell: pl.Expr, field: Field, value: Value, lists: Lists, mark: str) -> pl.Expr:
    lower = official_key(cell.str.to_lowercase()) if field.kind in ("area", "home") else cell.str.to_lowercase()
    words = {"offer": lists.offers | (field.codes or {}), "area": lists.areas, "code": field.codes}.get(field.kind)
    if words is not None:
        return _known(cell if field.kind == "offer" else lower, words)
    if field.kind in SEVERAL:
        own = {NO_ANSWER: NO_ANSWER} if field.kind == "answer" else {}
        return _several(cell, lists.offers | own | (value.codes or {}))
    if field.kind in DATES:
        return _date(cell, value.date_format, month_end=field.kind == "day_to")
    if field.kind in ("whole", "decimal"):
        return numbers.whole(cell, mark) if field.kind == "whole" else numbers.decimal(cell, mark)
    if field.kind == "place":
        return pl.coalesce(_known(lower, lists.areas), text(cell))
    return _home(lower, lists) if field.kind == "home" else READERS[field.kind](cell)


def _known(cell: pl.Expr, words: dict[str, str]) -> pl.Expr:
    return cell.replace_strict(words, default=None, return_dtype=pl.String)


def _several(cell: pl.Expr, words: dict[str, str]) -> pl.Expr:
    """What stands between the |, sorted, each once; null where one of them is unknown."""
    named = cell.str.split("|").list.eval(pl.element().str.strip_chars().filter(pl.element().str.strip_chars() != ""))
    known = named.list.eval(_known(pl.element(), words)).list.unique().list.sort()
    return (
        pl.when(known.list.eval(pl.element().is_null()).list.any().fill_null(False))
        .then(None)
        .otherwise(known.list.join("|"))
    )


def _home(lower: pl.Expr, lists: Lists) -> pl.Expr:
    known = _known(lower, lists.areas)
    elsewhere = lower.str.contains(r"^\d{8}$") & ~lower.str.starts_with(lists.district)
    return (
        pl.when(lower.is_in([OUTSIDE, "außerhalb"]) | elsewhere)
        .then(pl.lit(OUTSIDE))
        .when(lower.is_in([UNKNOWN, ""]) | (known == lists.district))
        .then(pl.lit(UNKNOWN))
        .when(~known.is_in(lists.uninhabited))
        .then(known)
    )


def _date(cell: pl.Expr, form: str | None, *, month_end: bool) -> pl.Expr:
    if form:
        read = cell.str.to_date(form, strict=False)
    else:
        months = cell.str.replace(r"^(\d{4})-(\d\d)$", "$2.$1").str.extract(r"^(\d{1,2}\.\d{4})$")
        month = ("1." + months).str.to_date("%d.%m.%Y", strict=False)
        read = pl.coalesce(
            cell.str.extract(r"^(\d{1,2}\.\d{1,2}\.\d{4})$").str.to_date("%d.%m.%Y", strict=False),
            cell.str.extract(r"^(\d{4}-\d\d-\d\d)$").str.to_date("%Y-%m-%d", strict=False),
            month.dt.month_end() if month_end else month,
        )
    return pl.when(read.dt.year().is_between(1900, 2100)).then(read)


NOT_ONE = {  # kind → the reason of a cell that is none
    **dict.fromkeys(("text", "key", "id", "place"), "text"),
    **dict.fromkeys(("area", "home"), "gebiet"),
    **dict.fromkeys(("whole", "decimal"), "zahl"),
    **dict.fromkeys(DATES, "datum"),
    **{
        **dict.fromkeys(("offer", *SEVERAL), "angebot"),
        "code": "code",
        "since": "seit",
        "year": "jahr",
        "month": "monat",
        "yesno": "ja_nein",
        "check_value": "pruefwert",
    },
}
