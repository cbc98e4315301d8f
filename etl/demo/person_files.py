"""What do the demo's systems deliver about single children? HzE, Unterhaltsvorschuss, Kindertagespflege, Frühe Hilfen, Kita, as messy files."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from etl.demo.anchors import PROFILE, YEARS
from etl.demo.delivered import OUTSIDE, Delivered, day_of, existing
from etl.demo.files import delivery_slip, write_table, yearly_slip
from etl.demo.rates import DISTRICT
from etl.demo.world import FAR, HORIZON, days
from etl.roles import CHILD_KEYS
from etl.sources import read_sources
from store import german

OFFERS_OF = {name: source.offers() for name, source in read_sources(PROFILE).items()}
HZE_CODES: dict[str, str] = DISTRICT["hze_codes"]
HZE = tuple(HZE_CODES)
SEAT = "03155011"  # its list also holds the children of whom nobody knows the home, or who live outside
TITLES = dict(  # of the municipalities, as statistics write them
    PROFILE.areas.filter(pl.col("ebene") == "gemeinde")
    .select("schluessel", pl.coalesce(pl.col("andere_namen").replace("", None).str.split("|").list.last(), "name"))
    .iter_rows()
)


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
            BEGINN=day_of("start"),
            ENDE=_end(empty="31.12.9999"),
            ZUSTAENDIGKEIT=outside.then(pl.lit("Erstattung")).otherwise(pl.lit("eigen")),
            IM_KREIS_SEIT="since",
            WEGZUG=_left(last),
            TRAEGER_ART=pl.lit("frei"),
            **_keys(hze),
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

    yearly_slip(folder, hze.source, OFFERS_OF[hze.source], years, kind="aenderung", check_value=hze.check_value)


def write_allowance(folder: Path, uvg: Delivered, year: int) -> None:
    """The whole stock on 31 December, UTF-8 with BOM: months and years in two columns, names of towns, a sum row."""
    rows = uvg.to(_last_of(year))
    table = rows.select(
        KIND_ID="number",
        GEB_MON=pl.col("birth_month").cast(pl.String),
        GEB_JAHR=pl.col("birth_year").cast(pl.String),
        GESCHLECHT=pl.col("sex").replace_strict({"m": "männlich", "w": "weiblich"}),
        WOHNORT=pl.col("home").replace(TITLES),
        VON_MONAT=day_of("start", "%m"),
        VON_JAHR=day_of("start", "%Y"),
        BIS_MONAT=_end("%m"),
        BIS_JAHR=_end("%Y"),
        GEZAHLT_EUR=pl.Series([f"{german.number(1_000 + n % 9_000)},50" for n in range(rows.height)]),
        **_moves(uvg, "WEGZUG", _last_of(year)),
        **_keys(uvg),
    )
    table = _with_flaws(table, year, home="WOHNORT", wrong="Göttingen, Stadt", number="KIND_ID")
    total = {name: [""] for name in table.columns} | {"KIND_ID": ["Gesamt"], "GEZAHLT_EUR": ["12.345.678,90"]}
    write_table(folder / f"uvg_bestand_{year}-12-31.csv", pl.concat([table, pl.DataFrame(total)]), encoding="utf-8-sig")
    until = f"31.12.{year}"
    delivery_slip(
        folder,
        uvg.source,
        {"unterhaltsvorschuss": 2008},
        until=until,
        as_of=until,
        rows=table.height,
        check_value=uvg.check_value,
    )


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
            betreuung_von=day_of("start", "%Y-%m-%d"),
            betreuung_bis=_end("%Y-%m-%d"),
            stunden_je_woche=pl.lit("25"),
            **_moves(care, "wegzug", _last_of(year)),
            **_keys(care),
        )
        write_table(folder / f"ktp_{year}.csv", table, separator=",", line_end="\n")
    offers = OFFERS_OF[care.source]
    yearly_slip(folder, care.source, offers, map(int, YEARS), kind="zeitraum", check_value=care.check_value)


def write_midwives(folder: Path, early: Delivered) -> None:
    """One file with everything, UTF-16 with tabs, empty end = running."""
    table = early.to(HORIZON).select(
        Kind="number",
        Geburtsmonat=pl.col("birth_month").cast(pl.String),
        Geburtsjahr=pl.col("birth_year").cast(pl.String),
        Geschlecht="sex",
        Wohnort="home",
        Beginn=day_of("start"),
        Ende=_end(),
        Zugang=pl.lit("geburtsklinik"),
        **_moves(early, "Wegzug", HORIZON),
        **_keys(early),
    )
    write_table(folder / "familienhebammen_2025.txt", table, separator="\t", encoding="utf-16")
    offers = early.frame["offer"].unique() if early.check_value else OFFERS_OF[early.source]
    slip_of_all_years(folder, early.source, offers, early.check_value)


def write_kita_lists(folder: Path, kita: Delivered, first: int) -> None:
    """A list of each municipality, with whole stays of all children who came since a first year; every other one in Windows-1252."""
    rows = kita.to(HORIZON).with_columns(home=existing(pl.col("home")))
    listed = rows.with_columns(town=pl.when(pl.col("home").is_in(list(TITLES))).then("home").otherwise(pl.lit(SEAT)))
    for n, ((town,), of_town) in enumerate(
        listed.sort("town", maintain_order=True).group_by("town", maintain_order=True)
    ):
        table = of_town.select(
            Platz_Nr="number",
            Art=pl.col("offer").replace({"kita": "Krippe/Kindergarten", "hort": "Hort"}),
            Geb_Jahr=pl.col("birth_year").cast(pl.String),
            Geb_Monat=pl.col("birth_month").cast(pl.String),
            Geschlecht=pl.col("sex").replace({"m": "männlich", "w": "weiblich"}),
            Wohnort=pl.col("home").replace(TITLES),
            Aufnahme=day_of("start"),
            Abmeldung=_end(),
            **_moves(kita, "Wegzug", HORIZON),
            **_keys(kita),
        )
        write_table(
            folder / f"kinderliste_{town}_2025.csv",
            table,
            encoding=("cp1252", "utf-8-sig")[n % 2],
            title=(f"Kinderliste der Kitas, {TITLES[town]} (DEMO, erfunden)",),
        )
    since = dict.fromkeys(sorted(kita.frame["offer"].unique()), first)
    delivery_slip(folder, kita.source, since, as_of="31.12.2025", check_value=kita.check_value)


def write_school_lists(folder: Path, school: Delivered, first: int) -> None:
    """Everyone whom school and youth social work knew in a year since a first one, one file of all years."""
    table = school.to(HORIZON).with_columns(home=existing(pl.col("home")))
    rows = table.select(
        Nr="number",
        Angebot="offer",
        Geburtsjahr=pl.col("birth_year").cast(pl.String),
        Geburtsmonat=pl.col("birth_month").cast(pl.String),
        Geschlecht="sex",
        Wohnort=pl.col("home").replace(TITLES),
        Von=day_of("start"),
        Bis=_end(),
        **_moves(school, "Wegzug", HORIZON),
        **_keys(school),
    )
    write_table(
        folder / "schulliste_2025.csv", rows, title=("Schulsozialarbeit und Jugendsozialarbeit (DEMO, erfunden)",)
    )
    since = dict.fromkeys(sorted(school.frame["offer"].unique()), first)
    delivery_slip(folder, school.source, since, as_of="31.12.2025", check_value=school.check_value)


def slip_of_all_years(folder: Path, source: str, offers: Iterable[str], check_value: str | None = None) -> None:
    """Of a source whose file holds every year."""
    since = dict.fromkeys(sorted(offers), 2008)
    delivery_slip(folder, source, since, as_of="31.12.2025", check_value=check_value)


def _moves(source: Delivered, name: str, last: int) -> dict[str, pl.Expr]:
    """The column of moves away up to a day, where a source tells of them."""
    return {name: _left(last)} if source.check_value else {}


def _left(last: int) -> pl.Expr:
    return pl.when(pl.col("left") <= last).then(day_of("left")).otherwise(pl.lit(""))


def _keys(source: Delivered) -> dict[str, pl.Expr]:
    """The columns of the keys as the pseudonymiser names them, where the source is linked."""
    return {name: pl.col(name).fill_null("") for name in CHILD_KEYS} if source.check_value else {}


def _last_of(year: int) -> int:
    return int(days(year, 12, 31))


def _end(form: str = "%d.%m.%Y", empty: str = "") -> pl.Expr:
    return pl.when(pl.col("end") == FAR).then(pl.lit(empty)).otherwise(day_of("end", form))


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
