"""What does a store or an edition of format 1 say in today's columns? The one module that takes its `item` and `note` apart.

Frozen: its patterns (format_1.toml) are the words and ids that programs of format 1 wrote. What they do not tell is null: unknown.
"""

import re
import tomllib
from pathlib import Path

import polars as pl

from store.table import TYPES
from store.tables import DIMENSIONS, FACTS, PUBLISHED

Tables = dict[str, pl.DataFrame]
SAID = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
PERIODS: dict[str, str] = SAID["periods"]
NEWCOMERS = "Zugezogene Kinder sind nicht erkennbar"
STANDARD = {"base": "5", "min_population": "50"}
NOTE = pl.col("note")


def as_today(stored: Tables) -> Tables:
    """The tables of format 1, as many columns as they have, in the columns and with the facts of today's."""
    tables = {table.name: table.filled(stored.get(table.name)) for table in PUBLISHED}
    tables["offer"], tables["offer_group"] = _with_roles(tables["offer"], tables["offer_group"])
    stated = tables["meta"]["key"].to_list()
    lacking = {key: value for key, value in STANDARD.items() if key not in stated}
    more = pl.DataFrame(list(lacking.items()), {"key": pl.String, "value": pl.String}, orient="row")
    tables["meta"] = pl.concat([tables["meta"], more]).sort("key")
    tables["finding"] = tables["finding"].with_columns(pl.col("text").str.strip_prefix("Abgewiesene Zeilen: "))
    tables["figure"] = _figures(tables["figure"], tables["offer"], tables["offer_group"])
    tables["finding"] = tables["finding"].with_columns(pl.col("text").str.strip_prefix("Abgewiesene Zeilen: "))
    return tables


def _with_roles(offers: pl.DataFrame, groups: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    early = pl.when(pl.col("domain") == "fruehe_hilfen").then(pl.lit("fruehe_hilfen")).otherwise(pl.lit(""))
    offers = offers.with_columns(pl.coalesce(_looked_up(pl.col("offer"), SAID["roles"]), early).alias("role"))
    role = dict(offers.select("offer", "role").iter_rows())
    known = {group: [role.get(group, ""), "", "", ""] for group in groups["offer_group"]} | SAID["groups"]
    return offers, groups.with_columns(
        _looked_up(pl.col("offer_group"), {group: said[at] for group, said in known.items()}).alias(name)
        for at, name in enumerate(("role", "said", "said_dative", "short"))
    )


def _looked_up(said: pl.Expr, words: dict[str, str]) -> pl.Expr:
    return said.replace_strict(list(words), list(words.values()), default=None, return_dtype=pl.String)


def _says(pattern: str) -> pl.Expr:
    return NOTE.str.contains(pattern)


def _figures(figures: pl.DataFrame, offers: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Every item and every note is read once, however many figures have it."""
    names = figures.columns
    about = figures.select("measure", "year", "state", "item", NOTE.fill_null("")).unique()
    read = _facts(_dimensions(about), _by_name(offers, groups))
    old = figures.drop([name for name, *_ in (*DIMENSIONS, *FACTS)]).with_columns(NOTE.fill_null(""))
    keys = ["measure", "year", "state", "item", "note"]
    told = old.join(read, on=keys, how="left", nulls_equal=True, maintain_order="left").select(names)
    return told.with_columns(NOTE.str.replace(PERIODS["trend"], ""))  # said by period_from and period_to


def _dimensions(rows: pl.DataFrame) -> pl.DataFrame:
    """Of the item; what the note tells of days, years and units comes with it."""
    items = rows.select("measure", "item").unique()
    parts = []
    for (measure,), of_measure in items.partition_by("measure", as_dict=True).items():
        found = [
            of_measure["item"].str.extract_groups(pattern).struct.unnest() for pattern in SAID["items"].get(measure, ())
        ]
        named: dict[str, list[pl.Series]] = {}
        for column in (column for frame in found for column in frame):
            named.setdefault(column.name, []).append(column)
        parts.append(of_measure.with_columns(pl.coalesce(columns).alias(name) for name, columns in named.items()))
    told = pl.concat(parts, how="diagonal") if parts else items
    missing = [pl.lit(None, pl.String).alias(name) for name, *_ in DIMENSIONS if name not in told.columns]
    rows = rows.join(told.with_columns(missing), on=["measure", "item"], how="left", nulls_equal=True)
    return rows.with_columns(
        *_days_and_years(), _unit(), _looked_up(pl.col("edge"), SAID["edges"]).alias("edge")
    ).with_columns(
        pl.col(name).str.to_date(strict=False) if kind == "DATE" else pl.col(name).cast(TYPES[kind], strict=False)
        for name, kind, _ in DIMENSIONS
    )


def _days_and_years() -> list[pl.Expr]:
    """A day of several is none; an age alone is an interval of one year."""
    on = NOTE.str.extract_groups(r"Stichtag (\d\d)\.(\d\d)\.(\d{4})(,? (?:und )?\d\d\.)?").struct
    day = pl.when(on.field("4").is_null()).then(pl.format("{}-{}-{}", on.field("3"), on.field("2"), on.field("1")))
    first, last = (
        pl.coalesce(pl.when(pl.col("measure") == m).then(NOTE.str.extract(p, at)) for m, p in PERIODS.items())
        for at in (1, 2)
    )
    this_year = pl.when(pl.col("measure") == "change").then(pl.col("year").cast(pl.String))
    return [
        pl.coalesce("reference_date", day).alias("reference_date"),
        pl.coalesce("age_to", "age").alias("age_to"),
        pl.coalesce("period_from", first).alias("period_from"),
        pl.coalesce("period_to", this_year, last, first).alias("period_to"),
    ]


def _unit() -> pl.Expr:
    told = NOTE.str.extract(r"Einheit: ([^.]+)\.")
    instead = pl.when(_says("Kinder statt Familien")).then(pl.lit("children"))
    return pl.coalesce("counted_unit", told.replace(SAID["units"]), instead).alias("counted_unit")


def _by_name(offers: pl.DataFrame, groups: pl.DataFrame) -> dict[str, str]:
    """Name as the notes say it → id of the offer, or of the group."""
    of_groups = {name: group for group, name in groups.select("offer_group", "name").drop_nulls().iter_rows()}
    short = offers.select("offer", pl.coalesce(pl.col("short_name").replace("", None), "name")).drop_nulls()
    return of_groups | {name: offer for offer, name in short.iter_rows()}


def _facts(rows: pl.DataFrame, by_name: dict[str, str]) -> pl.DataFrame:
    """All facts of the note, as columns of their types."""
    reason = pl.coalesce(pl.when(_says(pattern)).then(pl.lit(code)) for pattern, code in SAID["reasons"].items())
    childhood = pl.col("measure").is_in(["cumulative_reach", "claim"]) & pl.col("state").is_in(["ok", "unreliable"])
    since = NOTE.str.extract(r"(?:Beobachtet seit|seit Beginn der Aufzeichnung) (\d{4})")
    everyone_new = pl.when(_says("^Erstes Jahr der Aufzeichnung")).then(pl.col("year").cast(pl.String))
    lists = pl.when(_says("auf mehreren Listen")).then(True).when((pl.col("measure") == "waiting") & _says("^Stichtag"))
    detectable = NOTE.str.extract(r"Unterschied von rund ([\d.]+) Kindern").str.replace_all(".", "", literal=True)
    rows = rows.with_columns(
        reason=reason.replace("", None),
        estimated_people=pl.when(_says("Bevölkerung geschätzt")).then(True),
        observed_from=pl.coalesce(since, everyone_new),
        arrivals_known=pl.when(childhood).then(~_says(NEWCOMERS)),
        ends_at_age=NOTE.str.extract(r"Ab Alter (\d+) sind"),
        break_year=NOTE.str.extract(r"Reihenbruchs? (\d{4})"),
        stage=_looked_up(NOTE.str.extract(r"Stand: (\w+)\."), SAID["stages"]),
        main_reason=_looked_up(NOTE.str.extract(r"Häufigster Grund: ([^.]+)\."), SAID["main_reasons"]),
        days_of=_looked_up(NOTE.str.extract("(Wartende|Begonnene),"), SAID["days_of"]),
        may_repeat=lists.then(False),
        detectable=detectable,
        detectable_of_100=NOTE.str.extract(r"\((\d+) von 100\)"),
        would_decide=pl.coalesce(pl.when(_says(p)).then(pl.lit(code)) for code, p in SAID["decides"].items()),
    )
    rows = rows.with_columns(_offers_named(rows, by_name))
    younger = [pl.lit(None).alias(name) for name, *_ in FACTS if name not in rows.columns]
    return rows.with_columns(younger).with_columns(
        pl.col(name).cast(TYPES[kind], strict=False) for name, kind, _ in FACTS
    )


def _offers_named(rows: pl.DataFrame, by_name: dict[str, str]) -> list[pl.Series]:
    """reason_offers and would_decide_offer: the longest names first, because one may be part of another."""
    one = "|".join(re.escape(name).replace("\\ ", " ") for name in sorted(by_name, key=len, reverse=True)) or "$^"
    several = f"(?:{one})(?:(?:, | und |“ und „)(?:{one}))*"
    piece = pl.coalesce(
        pl.when(pl.col("reason") == reason).then(NOTE.str.extract(pattern.replace("@", several)))
        for reason, patterns in SAID["offers"].items()
        for pattern in patterns
    )
    key = _looked_up(NOTE.str.extract(f"klären: ({one}) mit Schlüssel"), by_name)
    source = NOTE.str.extract("klären: die Quelle „([^“]+)“")
    return rows.select(
        piece.str.extract_all(one).list.eval(_looked_up(pl.element(), by_name)).alias("reason_offers"),
        pl.coalesce(key, source).alias("would_decide_offer"),
    ).get_columns()
