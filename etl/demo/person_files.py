"""What do the demo's systems deliver about single children? HzE, Unterhaltsvorschuss, Kindertagespflege, Frühe Hilfen, as messy files.

Every source has its own numbers. `Delivered` is what a flawless reader must make of the files; the truth file counts from it.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from etl.demo.anchors import PROFILE, YEARS
from etl.demo.files import delivery_slip, write_table, yearly_slip
from etl.demo.rates import DISTRICT
from etl.demo.spells import joined
from etl.demo.use import Use
from etl.demo.world import FAR, HORIZON, days
from etl.sources import read_sources
from store import german

OFFERS_OF = {name: source.offers() for name, source in read_sources(PROFILE).items()}
UNKNOWN, OUTSIDE = "unbekannt", "ausserhalb"
HZE_CODES: dict[str, str] = DISTRICT["hze_codes"]
HZE = tuple(HZE_CODES)
DISSOLVED = {"03155013": ("03155004", "03155008")}
TITLES = dict(  # of the municipalities, as statistics write them
    PROFILE.areas.filter(pl.col("ebene") == "gemeinde")
    .select("schluessel", pl.coalesce(pl.col("andere_namen").replace("", None).str.split("|").list.last(), "name"))
    .iter_rows()
)


@dataclass(frozen=True)
class Delivered:
    """One row per use as delivered: child (-1 = lives outside and is nobody of this world), number, offer, days, home (key or word),
    left = day of the move away as delivered (FAR = none), plus the child's birth and sex."""

    source: str
    frame: pl.DataFrame  # child, number, case, offer, start, end, home, left, birth_year, birth_month, sex, since

    def to(self, day: int, since: int = 0) -> pl.DataFrame:
        """As known on a day: uses begun until then; what ends later is still open. `since`: without what ended before."""
        open_end = pl.when(pl.col("end") > day).then(FAR).otherwise(pl.col("end"))
        return self.frame.filter(pl.col("start") <= day).with_columns(end=open_end).filter(pl.col("end") >= since)


def delivered(
    use: Use, rng: np.random.Generator, source: str, offers: tuple[str, ...], *, moves_known: bool = False
) -> Delivered:
    """Rows of a source, sorted by begin, with its own numbers and the usual flaws: homes unknown or outside, dissolved keys."""
    world = use.world
    spells = joined([use.spells[offer] for offer in offers])
    child, towns = spells.child, np.array(world.municipalities)
    numbers = rng.permutation(len(world.sex)) + 1_000
    unknown = rng.random(len(world.sex)) < 0.003
    home = np.where(unknown[child], UNKNOWN, towns[spells.town])
    old = (spells.start < days(2013)) & (rng.random(len(home)) < 0.5)
    home = np.where(old & (home == "03155013"), np.array(DISSOLVED["03155013"])[rng.integers(0, 2, len(home))], home)
    born_here = pl.Series(world.born_here[child] == 1)
    frame = pl.DataFrame(
        {
            "child": child,
            "number": [f"{source[0].upper()}{n:06d}" for n in numbers[child]],
            "offer": np.repeat(np.array(offers), [len(use.spells[offer].child) for offer in offers]),
            "start": spells.start,
            "end": spells.end,
            "home": home,
            "left": np.where(moves_known & (world.leaves[child] == spells.end + 1), world.leaves[child], FAR),
            "birth_year": world.birth_year[child],
            "birth_month": world.birth_month[child],
            "sex": np.array(["m", "w"])[world.sex[child]],
            "since": world.entry[child],
            "root": world.family[child],
        }
    )
    frame = frame.with_columns(since=pl.when(born_here).then(pl.lit("geburt")).otherwise(_day("since", "%m.%Y")))
    frame = pl.concat([frame, _outside(frame, rng, source)]).sort("start", "number", "offer")
    return Delivered(source, frame.with_columns(case=_case_numbers()))


def _outside(frame: pl.DataFrame, rng: np.random.Generator, source: str) -> pl.DataFrame:
    """Children who live outside the district: new numbers, on top of those who live in it."""
    chosen = frame[np.sort(rng.choice(frame.height, min(frame.height, max(3, frame.height // 150)), replace=False))]
    place = pl.int_range(pl.len())
    return chosen.with_columns(
        child=pl.lit(-1, pl.Int64),
        number=pl.format("{}9{}", pl.lit(source[0].upper()), place.cast(pl.String).str.zfill(5)),
        home=pl.lit(OUTSIDE),
        left=pl.lit(FAR, pl.Int64),
        since=pl.lit(""),
        root=-place - 1,
    )


def _case_numbers() -> pl.Expr:
    """V2016-00815-1: year, running number, child of the family: what began on one day for one family by one offer shares the root."""
    root = pl.struct("start", "root", "offer").rank("dense")
    within = pl.int_range(pl.len()).over("start", "root", "offer") + 1
    return pl.format("V{}-{}-{}", _day("start", "%Y"), root.cast(pl.String).str.zfill(5), within)


def write_hze(folder: Path, hze: Delivered, years: range) -> None:
    """One file a year, Windows-1252 with title and notes: what ran in the year; open cases again, closed in the next file."""
    for year in years:
        last = _last_of(year)
        outside = pl.when(pl.col("home") == OUTSIDE)
        table = hze.to(last, since=_last_of(year - 1) + 1).select(
            FALL_NR="case",
            KIND_NR="number",
            HILFEART=pl.col("offer").replace_strict(HZE_CODES),
            GEB_MONAT="birth_month",
            GEB_JAHR="birth_year",
            GESCHLECHT=pl.col("sex").replace_strict({"m": "1", "w": "2"}),
            AGS_WOHNORT=pl.col("home").str.strip_chars_start("0"),
            BEGINN=_day("start"),
            ENDE=_end(empty="31.12.9999"),
            ZUSTAENDIGKEIT=outside.then(pl.lit("Erstattung")).otherwise(pl.lit("eigen")),
            IM_KREIS_SEIT="since",
            WEGZUG=pl.when(pl.col("left") <= last).then(_day("left")).otherwise(pl.lit("")),
            TRAEGER_ART=pl.lit("frei"),
        )
        table = _with_flaws(table, year, home="AGS_WOHNORT", wrong="3155099", number="KIND_NR", case="FALL_NR")
        write_table(
            folder / f"hze_{year}.csv",
            table,
            encoding="cp1252",
            title=("Hilfen zur Erziehung – Auszug aus dem Fachverfahren (DEMO, erfunden)", f"Berichtsjahr {year}"),
            notes=(
                "Anmerkung: laufende Hilfen tragen das Ende 31.12.9999; Hilfeart 41 = Hilfe für junge Volljährige.",
            ),
        )

    yearly_slip(folder, hze.source, OFFERS_OF[hze.source], years, kind="aenderung")


def write_allowance(folder: Path, uvg: Delivered, year: int) -> None:
    """The whole stock on 31 December, UTF-8 with BOM: months and years in two columns, names of towns, a sum row."""
    rows = uvg.to(_last_of(year))
    table = rows.select(
        KIND_ID="number",
        GEB_MON=pl.col("birth_month").cast(pl.String),
        GEB_JAHR=pl.col("birth_year").cast(pl.String),
        GESCHLECHT=pl.col("sex").replace_strict({"m": "männlich", "w": "weiblich"}),
        WOHNORT=pl.col("home").replace(TITLES),
        VON_MONAT=_day("start", "%m"),
        VON_JAHR=_day("start", "%Y"),
        BIS_MONAT=_end("%m"),
        BIS_JAHR=_end("%Y"),
        GEZAHLT_EUR=pl.Series([f"{german.number(1_000 + n % 9_000)},50" for n in range(rows.height)]),
    )
    table = _with_flaws(table, year, home="WOHNORT", wrong="Göttingen, Stadt", number="KIND_ID")
    total = {name: [""] for name in table.columns} | {"KIND_ID": ["Gesamt"], "GEZAHLT_EUR": ["12.345.678,90"]}
    write_table(folder / f"uvg_bestand_{year}-12-31.csv", pl.concat([table, pl.DataFrame(total)]), encoding="utf-8-sig")
    until = f"31.12.{year}"
    delivery_slip(folder, uvg.source, {"unterhaltsvorschuss": 2008}, until=until, as_of=until, rows=table.height)


def write_care(folder: Path, care: Delivered) -> None:
    """One file a year, commas and full birth dates (the mapping keeps month and year): every child cared for in the year."""
    day, month = (of.cast(pl.String).str.zfill(2) for of in (pl.col("child").abs() % 28 + 1, pl.col("birth_month")))
    born = pl.format("{}.{}.{}", day, month, "birth_year")
    for year in map(int, YEARS):
        table = care.to(_last_of(year), since=_last_of(year - 1) + 1).select(
            kind="number",
            geb_datum=born,
            geschlecht="sex",
            gemeinde=pl.col("home").replace(OUTSIDE, "03159016"),
            betreuung_von=_day("start", "%Y-%m-%d"),
            betreuung_bis=_end("%Y-%m-%d"),
            stunden_je_woche=pl.lit("25"),
        )
        write_table(folder / f"ktp_{year}.csv", table, separator=",", line_end="\n")
    yearly_slip(folder, care.source, OFFERS_OF[care.source], map(int, YEARS), kind="zeitraum")


def write_midwives(folder: Path, early: Delivered) -> None:
    """One file with everything, UTF-16 with tabs, empty end = running."""
    table = early.to(HORIZON).select(
        Kind="number",
        Geburtsmonat=pl.col("birth_month").cast(pl.String),
        Geburtsjahr=pl.col("birth_year").cast(pl.String),
        Geschlecht="sex",
        Wohnort="home",
        Beginn=_day("start"),
        Ende=_end(),
        Zugang=pl.lit("geburtsklinik"),
    )
    write_table(folder / "familienhebammen_2025.txt", table, separator="\t", encoding="utf-16")
    slip_of_all_years(folder, early.source)


def slip_of_all_years(folder: Path, source: str) -> None:
    """Of a source whose file holds every year."""
    delivery_slip(folder, source, dict.fromkeys(sorted(OFFERS_OF[source]), 2008), as_of="31.12.2025")


def _last_of(year: int) -> int:
    return int(days(year, 12, 31))


def _day(column: str, form: str = "%d.%m.%Y") -> pl.Expr:
    """Days since 1970 as text."""
    return pl.col(column).cast(pl.Int32).cast(pl.Date).dt.to_string(form)


def _end(form: str = "%d.%m.%Y", empty: str = "") -> pl.Expr:
    return pl.when(pl.col("end") == FAR).then(pl.lit(empty)).otherwise(_day("end", form))


def _with_flaws(
    table: pl.DataFrame, year: int, *, home: str, wrong: str, number: str, case: str | None = None
) -> pl.DataFrame:
    """Two exact duplicates and up to three rows of children nobody knows whose home does not exist here (to be rejected)."""
    if table.height < 10:
        return table
    rejected = table.tail(min(3, table.height // 300))  # never so many that a year would lose 2 of 100 rows
    place = pl.int_range(pl.len())
    flaws = [pl.lit(wrong).alias(home), pl.format("X{}{}", pl.lit(str(year)), place).alias(number)]
    flaws += [pl.format("V{}-9000{}-1", pl.lit(str(year)), place).alias(case)] if case else []
    return pl.concat([table, table.slice(4, 2), rejected.with_columns(flaws)])
