"""What do the demo's systems deliver about single children? HzE, Unterhaltsvorschuss, Kindertagespflege, Frühe Hilfen, as messy files.

Every source has its own numbers. `Delivered` is what a flawless reader must make of the files; the truth file counts from it.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from etl.demo.anchors import YEARS
from etl.demo.files import dates, delivery_slip, write_table
from etl.demo.spells import Spells
from etl.demo.use import Use
from etl.demo.world import FAR, HORIZON, YEAR_END, YEAR_START, days

UNKNOWN, OUTSIDE = "unbekannt", "ausserhalb"
HZE = ("hze_27", "hze_29", "hze_30", "hze_31", "hze_32", "hze_33", "hze_34", "hze_35", "egh_35a", "hilfe_volljaehrige")
HZE_CODES = {
    "hze_27": "14",
    "hze_29": "04",
    "hze_30": "05",
    "hze_31": "07",
    "hze_32": "08",
    "hze_33": "09",
    "hze_34": "11",
    "hze_35": "12",
    "egh_35a": "13",
    "hilfe_volljaehrige": "41",
}
DISSOLVED = {"03155013": ("03155004", "03155008")}
TITLES = {
    "03155001": "Bad Gandersheim, Stadt",
    "03155002": "Bodenfelde, Flecken",
    "03155003": "Dassel, Stadt",
    "03155005": "Hardegsen, Stadt",
    "03155006": "Kalefeld",
    "03155007": "Katlenburg-Lindau",
    "03155009": "Moringen, Stadt",
    "03155010": "Nörten-Hardenberg, Flecken",
    "03155011": "Northeim, Stadt",
    "03155012": "Uslar, Stadt",
    "03155013": "Einbeck, Stadt",
    "03155008": "Kreiensen",
    "03155004": "Einbeck (bis 2012)",
}
OPEN_END = "31.12.9999"


@dataclass(frozen=True)
class Delivered:
    """One row per use as delivered: child (-1 = lives outside and is nobody of this world), number, offer, days, home (key or word),
    left = day of the move away as delivered (FAR = none), plus the child's birth and sex."""

    source: str
    frame: pl.DataFrame  # child, number, case, offer, start, end, home, left, birth_year, birth_month, sex, since

    def to(self, day: int) -> pl.DataFrame:
        """As known on a day: uses begun until then; what ends later is still open."""
        return self.frame.filter(pl.col("start") <= day).with_columns(
            end=pl.when(pl.col("end") > day).then(FAR).otherwise(pl.col("end"))
        )


def delivered(
    use: Use, rng: np.random.Generator, source: str, offers: tuple[str, ...], *, moves_known: bool = False
) -> Delivered:
    """Rows of a source, sorted by begin, with its own numbers and the usual flaws: homes unknown or outside, dissolved keys."""
    world = use.world
    parts = [use.spells[offer] for offer in offers]
    spells = Spells(*(np.concatenate([getattr(p, name) for p in parts]) for name in ("child", "start", "end", "town")))
    offer = np.repeat(np.array(offers), [len(p.child) for p in parts])
    numbers = rng.permutation(len(world.sex)) + 1_000
    unknown = rng.random(len(world.sex)) < 0.003
    home = np.where(unknown[spells.child], UNKNOWN, np.array(world.municipalities)[spells.town])
    old = (spells.start < days(2013)) & (rng.random(len(home)) < 0.5)
    home = np.where(old & (home == "03155013"), np.array(DISSOLVED["03155013"])[rng.integers(0, 2, len(home))], home)
    left = np.where(moves_known & (world.leaves[spells.child] == spells.end + 1), world.leaves[spells.child], FAR)
    since = np.where(world.born_here[spells.child] == 1, "geburt", dates(world.entry[spells.child], "%m.%Y").to_numpy())
    frame = pl.DataFrame(
        {
            "child": spells.child,
            "number": [f"{source[0].upper()}{n:06d}" for n in numbers[spells.child]],
            "offer": offer,
            "start": spells.start,
            "end": spells.end,
            "home": home,
            "left": left,
            "birth_year": world.birth_year[spells.child],
            "birth_month": world.birth_month[spells.child],
            "sex": np.array(["m", "w"])[world.sex[spells.child]],
            "since": since,
            "root": world.family[spells.child],
        }
    )
    frame = pl.concat([frame, _outside(frame, rng, source)]).sort("start", "number", "offer")
    return Delivered(source, frame.with_columns(case=_case_numbers(frame)))


def _outside(frame: pl.DataFrame, rng: np.random.Generator, source: str) -> pl.DataFrame:
    """Children who live outside the district: new numbers, on top of those who live in it."""
    chosen = frame[np.sort(rng.choice(frame.height, min(frame.height, max(3, frame.height // 150)), replace=False))]
    return chosen.with_columns(
        child=pl.lit(-1, pl.Int64),
        number=pl.concat_str(pl.lit(f"{source[0].upper()}9"), pl.int_range(chosen.height).cast(pl.String).str.zfill(5)),
        home=pl.lit(OUTSIDE),
        left=pl.lit(FAR, pl.Int64),
        since=pl.lit(""),
        root=-pl.int_range(1, chosen.height + 1),
    )


def _case_numbers(frame: pl.DataFrame) -> pl.Series:
    """V2016-00815-1: year, running number, child of the family: what began on one day for one family by one offer shares the root."""
    root = pl.struct("start", "root", "offer").rank("dense")
    year = pl.col("start").cast(pl.Int32).cast(pl.Date).dt.year()
    within = pl.int_range(pl.len()).over("start", "root", "offer") + 1
    return frame.select(pl.format("V{}-{}-{}", year, root.cast(pl.String).str.zfill(5), within)).to_series()


def write_hze(folder: Path, hze: Delivered, years: range) -> None:
    """One file a year, Windows-1252 with title and notes: what ran in the year; open cases again, closed in the next file."""
    for year in years:
        first, last = int(YEAR_START[year - YEARS[0]]), int(YEAR_END[year - YEARS[0]])
        rows = hze.to(last).filter(pl.col("end") >= first)
        table = pl.DataFrame(
            {
                "FALL_NR": rows["case"],
                "KIND_NR": rows["number"],
                "HILFEART": rows["offer"].replace_strict(HZE_CODES),
                "GEB_MONAT": rows["birth_month"],
                "GEB_JAHR": rows["birth_year"],
                "GESCHLECHT": rows["sex"].replace_strict({"m": "1", "w": "2"}),
                "AGS_WOHNORT": rows["home"].str.strip_chars_start("0"),
                "BEGINN": dates(rows["start"]),
                "ENDE": _end(rows),
                "ZUSTAENDIGKEIT": rows["home"]
                .eq(OUTSIDE)
                .replace_strict({True: "Erstattung", False: "eigen"}, return_dtype=pl.String),
                "IM_KREIS_SEIT": rows["since"],
                "WEGZUG": _left(rows, last),
                "TRAEGER_ART": "frei",
            }
        )
        table = _with_flaws(table, year, home="AGS_WOHNORT", wrong="3155099", number="KIND_NR", case="FALL_NR")
        write_table(
            folder / f"hze_{year}.csv",
            table,
            encoding="cp1252",
            title=("Hilfen zur Erziehung – Auszug aus dem Fachverfahren (DEMO, erfunden)", f"Berichtsjahr {year}"),
            notes=(
                "Anmerkung: laufende Hilfen tragen das Ende 31.12.9999.",
                "Hilfeart nach dem Bogen der Bundesstatistik; 41 = Hilfe für junge Volljährige.",
            ),
        )


def write_allowance(folder: Path, uvg: Delivered, year: int) -> None:
    """The whole stock on 31 December, UTF-8 with BOM: months and years in two columns, names of towns, a sum row."""
    rows = uvg.to(int(YEAR_END[year - YEARS[0]]))
    running = rows["end"] == FAR
    until = pl.Series(rows["end"].set(running, 0).cast(pl.Int32)).cast(pl.Date)
    table = pl.DataFrame(
        {
            "KIND_ID": rows["number"],
            "GEB_MON": rows["birth_month"].cast(pl.String),
            "GEB_JAHR": rows["birth_year"].cast(pl.String),
            "GESCHLECHT": rows["sex"].replace_strict({"m": "männlich", "w": "weiblich"}),
            "WOHNORT": rows["home"].replace(TITLES),
            "VON_MONAT": dates(rows["start"], "%m"),
            "VON_JAHR": dates(rows["start"], "%Y"),
            "BIS_MONAT": until.dt.to_string("%m").set(running, ""),
            "BIS_JAHR": until.dt.to_string("%Y").set(running, ""),
            "GEZAHLT_EUR": [f"{1_000 + n % 9_000:,}".replace(",", ".") + ",50" for n in range(rows.height)],
        }
    )
    table = _with_flaws(table, year, home="WOHNORT", wrong="Göttingen, Stadt", number="KIND_ID")
    count = table.height
    total = {name: [""] for name in table.columns} | {"KIND_ID": ["Gesamt"], "GEZAHLT_EUR": ["12.345.678,90"]}
    write_table(folder / f"uvg_bestand_{year}-12-31.csv", pl.concat([table, pl.DataFrame(total)]), encoding="utf-8-sig")
    delivery_slip(
        folder, uvg.source, {"unterhaltsvorschuss": 2008}, until=f"31.12.{year}", as_of=f"31.12.{year}", rows=count
    )


def write_care(folder: Path, care: Delivered) -> None:
    """One file a year, commas and full birth dates (the mapping keeps month and year): every child cared for in the year."""
    for y, year in enumerate(YEARS):
        rows = care.to(int(YEAR_END[y])).filter(pl.col("end") >= int(YEAR_START[y]))
        day = (rows["child"].abs() % 28 + 1).cast(pl.String).str.zfill(2)
        table = pl.DataFrame(
            {
                "kind": rows["number"],
                "geb_datum": rows.select(
                    pl.format("{}.{}.{}", day, pl.col("birth_month").cast(pl.String).str.zfill(2), "birth_year")
                ).to_series(),
                "geschlecht": rows["sex"],
                "gemeinde": rows["home"].replace(OUTSIDE, "03159016"),
                "betreuung_von": dates(rows["start"], "%Y-%m-%d"),
                "betreuung_bis": _end(rows, "%Y-%m-%d", ""),
                "stunden_je_woche": "25",
            }
        )
        write_table(folder / f"ktp_{year}.csv", table, separator=",", line_end="\n")


def write_midwives(folder: Path, early: Delivered) -> None:
    """One file with everything, UTF-16 with tabs, empty end = running."""
    rows = early.to(HORIZON)
    table = pl.DataFrame(
        {
            "Kind": rows["number"],
            "Geburtsmonat": rows["birth_month"].cast(pl.String),
            "Geburtsjahr": rows["birth_year"].cast(pl.String),
            "Geschlecht": rows["sex"],
            "Wohnort": rows["home"],
            "Beginn": dates(rows["start"]),
            "Ende": _end(rows, empty=""),
            "Zugang": "geburtsklinik",
        }
    )
    write_table(folder / "familienhebammen_2025.txt", table, separator="\t", encoding="utf-16")


def _end(rows: pl.DataFrame, form: str = "%d.%m.%Y", empty: str = OPEN_END) -> pl.Series:
    running = rows["end"] == FAR
    return dates(rows["end"].set(running, 0), form).set(running, empty)


def _left(rows: pl.DataFrame, known: int) -> pl.Series:
    unknown = rows["left"] > known
    return dates(rows["left"].set(unknown, 0)).set(unknown, "")


def _with_flaws(
    table: pl.DataFrame, year: int, *, home: str, wrong: str, number: str, case: str | None = None
) -> pl.DataFrame:
    """Two exact duplicates and three rows of children nobody knows whose home does not exist here (to be rejected)."""
    if table.height < 10:
        return table
    stranger = table.tail(3).with_columns(
        pl.lit(wrong).alias(home), pl.format("X{}{}", pl.lit(str(year)), pl.int_range(pl.len())).alias(number)
    )
    if case:
        stranger = stranger.with_columns(
            pl.format("V{}-9000{}-1", pl.lit(str(year)), pl.int_range(pl.len())).alias(case)
        )
    return pl.concat([table, table.slice(4, 2), stranger])
