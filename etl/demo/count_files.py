"""What do the demo's offers without a child's number deliver? Counts and contacts of Beratung, Unterhalt, Kita, Jugend, Café."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import polars as pl

from etl.demo.anchors import YEARS
from etl.demo.counts import BANDS, DISTRICT, UNDER_18, cases, contacts, invented, used
from etl.demo.daycare import DATES
from etl.demo.delivered import Delivered
from etl.demo.files import delivery_slip, write_table, yearly_slip
from etl.demo.person_files import OFFERS_OF, TITLES, slip_of_all_years
from etl.demo.use import Use
from store.german import number

LABELS = (
    "unter 3 Jahre",
    "3 bis unter 6 Jahre",
    "6 bis unter 10 Jahre",
    "10 bis unter 15 Jahre",
    "15 bis unter 18 Jahre",
    "18 bis unter 21 Jahre",
)
KITA_ROWS = (  # offer, what the file calls it, ages on 1 March and their label
    ("kita", "Krippe/Kindergarten", 0, 2, "unter 3 Jahre"),
    ("kita", "Krippe/Kindergarten", 3, 5, "3 bis unter 6 Jahre"),
    ("kita", "Krippe/Kindergarten", 6, 6, "6 bis unter 7 Jahre"),
    ("hort", "Hort", 6, 13, "6 bis unter 14 Jahre"),
)
FAMILIES = "anlaufstelle_fruehe_hilfen"
EACH = {"je_min": "kinder_je_einheit_min", "je_max": "kinder_je_einheit_max", "grundlage": "spanne_quelle"}
COUNTED_AS = {  # a list of children → the source that counts instead
    "hze": "erziehungshilfen",
    "uvg": "unterhaltsvorschuss",
    "ktp": "kindertagespflege",
    "fruehe_hilfen": "familienhebammen",
}
OFFERS = {"erziehungsberatung": "Erziehungsberatung § 28", "elternkurse": "Elternkurs"}
MARKS = {
    "nutzende": "beratene Kinder/Teilnehmende",
    "begonnen": "neu",
    "beendet": "abgeschlossen",
    "bestand": "laufend",
}


def write_counselling(folder: Path, use: Use, rng: np.random.Generator) -> None:
    """Familienberatung: one file a year, Windows-1252, German words for everything, a sum row, thousands points; F@MOS beside it."""
    advice = used(use, "erziehungsberatung", "kinder")
    courses = used(use, "elternkurse", "teilnehmende", ((0, 17),), by_sex=False, each=("0,5", "2"))
    words = _in_german(pl.concat([advice, cases(use, "erziehungsberatung"), courses]))
    famos = contacts(use, rng, "online_beratung", by_town=False).select(
        Jahr="jahr", Kontakte="besuche", Je_Kind_von="besuche_je_kind_min", Je_Kind_bis="besuche_je_kind_max"
    )
    for year in YEARS:
        mine = words.filter((pl.col("Jahr") == str(year)) | (pl.col("Stichtag") == f"31.12.{year}"))
        total = pl.DataFrame({name: [{"Wohnort": "Gesamt", "Jahr": str(year)}.get(name, "")] for name in words.columns})
        write_table(
            folder / f"familienberatung_{year}.csv",
            pl.concat([mine, total]),
            encoding="cp1252",
            title=(f"Jahresstatistik der Familienberatungsstelle {year} (DEMO, erfunden)",),
        )
        write_table(folder / f"famos_{year}.csv", famos.filter(pl.col("Jahr") == str(year)))
    yearly_slip(folder, "familienberatung", OFFERS_OF["familienberatung"], map(int, YEARS), kind="zeitraum")


def write_maintenance(folder: Path, use: Use, rng: np.random.Generator) -> None:
    """Beistandschaft and Unterhaltsberatung: all years in one file; never about single children (§ 68 SGB VIII)."""
    parts = [
        used(use, "beistandschaft", "faelle", UNDER_18, each=("1", "1")),
        cases(use, "beistandschaft"),
        used(use, "unterhaltsberatung", "faelle", UNDER_18, each=("1", "1,5")),
        invented(use, rng, "vormundschaft", "faelle", 62, "bestand"),
        invented(use, rng, "beurkundung", "urkunden", 790, "begonnen"),
    ]
    table = pl.concat(parts).drop("grundlage").rename(str.upper)
    write_table(folder / "unterhalt_2025.csv", table, encoding="utf-8-sig")
    slip_of_all_years(folder, "beistandschaft", OFFERS_OF["beistandschaft"])


def write_social_services(folder: Path, use: Use, rng: np.random.Generator) -> None:
    """Allgemeiner Sozialer Dienst: counts of counselling, and interventions, which are never reach."""
    parts = [
        used(use, "trennungsberatung", "familien", ((0, 17),), of="familie", by_sex=False, each=("1", "4")),
        used(use, "umgangsberatung", "kinder", UNDER_18),
        used(use, "wohnformen_notlagen", "kinder", BANDS[:4]),
        used(use, "verfahrenslotse", "junge_menschen", ((0, 17), (18, 26))),
        invented(use, rng, "schutzauftrag_8a", "verfahren", 245, "begonnen"),
        invented(use, rng, "inobhutnahme", "verfahren", 66, "begonnen"),
        invented(use, rng, "strafverfahren", "verfahren", 410, "begonnen"),
        invented(use, rng, "familiengericht", "verfahren", 230, "begonnen"),
    ]
    write_table(folder / "asd_2025.csv", pl.concat(parts).drop("grundlage"))
    slip_of_all_years(folder, "soziale_dienste", OFFERS_OF["soziale_dienste"])


def write_kita(folder: Path, use: Use, *, until: int) -> None:
    """Kita and Hort on 1 March, one file a year by place of the facility, with sum rows and thousands points."""
    care, world = use.care, use.world
    home = np.column_stack([world.home[:, :1], world.home])
    to_northeim = np.arange(len(home)) % 16 == 0  # one child in sixteen goes to the town of Northeim
    years = [int(year) for year in DATES if year <= until]
    for k, year in enumerate(years):
        rows = []
        for offer, name, low, high, label in KITA_ROWS:
            member = getattr(care, offer)[:, k] & (care.age[:, k] >= low) & (care.age[:, k] <= high)
            place = np.where(to_northeim, 8, home[:, k])
            counts = np.bincount(place[member], minlength=len(world.municipalities))
            told = [(TITLES[town], n) for town, n in zip(world.municipalities, counts, strict=True) if n]
            rows += [
                (f"01.03.{year}", name, town, label, number(n)) for town, n in [*told, ("Gesamt", int(counts.sum()))]
            ]
        write_table(
            folder / f"kita_{year}.csv",
            pl.DataFrame(rows, schema=["Stichtag", "Art", "Gemeinde", "Alter", "Kinder"], orient="row"),
            encoding="cp1252",
            title=("Kinder in Tageseinrichtungen nach Sitz der Einrichtung (DEMO, erfunden)",),
        )
    yearly_slip(folder, "kita", OFFERS_OF["kita"], years, kind="zeitraum")


def write_early_help(folder: Path, use: Use, rng: np.random.Generator, *, told_since: int | None) -> None:
    """Contacts of Café, mobile Familienzentrum and Familientreffs in canonical columns, with Lieferschein. told_since: counts.py, contacts."""
    since = {"cafe_kinderwagen": 2008, "familienzentrum_mobil": 2023, "familientreffs": 2008}
    first_visits = {"cafe_kinderwagen": 2023}
    rows = [
        contacts(use, rng, offer, first_visits_since=first_visits.get(offer, 9999), told_since=told_since)
        for offer in since
    ]
    write_table(folder / "kontakte_offene_treffs.csv", pl.concat(rows))
    delivery_slip(folder, "offene_treffs", since)


def write_families(folder: Path, use: Use) -> None:
    """Anlaufstelle Frühe Hilfen: families, not children."""
    rows = used(use, FAMILIES, "familien", ((0, 2),), of="familie", by_sex=False)
    write_table(folder / "anlaufstelle_2025.csv", rows.select(Jahr="jahr", Gemeinde="gemeinde", Familien="anzahl"))


def write_families_apart(folder: Path, use: Use) -> None:
    """The same from its own source, in canonical columns with Lieferschein."""
    rows = used(use, FAMILIES, "familien", ((0, 2),), of="familie", by_sex=False, each=("1", "2"))
    write_table(folder / "anlaufstelle" / "zaehlwerte_anlaufstelle.csv", _canonical(rows))
    delivery_slip(folder / "anlaufstelle", "anlaufstelle", {FAMILIES: 2008})


def write_youth(folder: Path, use: Use, rng: np.random.Generator, *, told_since: int | None) -> None:
    """Jugendarbeit and Prävention as contacts, school and youth social work as counts; canonical columns. told_since: counts.py, contacts."""
    since = {"jugendarbeit": 2008, "praevention": 2018}
    rows = pl.concat([contacts(use, rng, offer, first_visits_since=2018, told_since=told_since) for offer in since])
    write_table(folder / "kontakte" / "kontakte_jugendarbeit.csv", rows, encoding="cp1252")
    delivery_slip(folder / "kontakte", "jugendarbeit", since)
    parts = [
        used(use, "schulsozialarbeit", "kinder", BANDS[2:5]),
        used(use, "jugendsozialarbeit", "junge_menschen", ((14, 17), (18, 26))),
    ]
    counts = _canonical(pl.concat(parts)).drop(list(EACH.values()))
    write_table(folder / "zaehlwerte" / "zaehlwerte_jugendsozialarbeit.csv", counts)
    delivery_slip(folder / "zaehlwerte", "jugendsozialarbeit", {"schulsozialarbeit": 2008, "jugendsozialarbeit": 2008})


def write_instead_of_lists(folder: Path, use: Use, sources: Iterable[Delivered]) -> None:
    """What a flawless count of each list would give: users of a year who live here at its end, by age, home and sex; canonical columns."""
    for source in sources:
        offers = dict.fromkeys(sorted(source.frame["offer"].unique()), 2008)
        rows = pl.concat([used(use, offer, "kinder") for offer in offers])
        name = COUNTED_AS[source.source]
        write_table(folder / name / f"zaehlwerte_{name}.csv", _canonical(rows))
        delivery_slip(folder / name, name, offers)


def _canonical(rows: pl.DataFrame) -> pl.DataFrame:
    """Distinct users by home under the columns that need no mapping."""
    return rows.rename(EACH).with_columns(ortsbezug=pl.lit("wohnort"), doppelt_gezaehlt=pl.lit("nein"))


def _in_german(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of the counselling statistics under the headings and words of its system."""
    return rows.select(
        Jahr="jahr",
        Stichtag="stichtag",
        Leistung=pl.col("angebot").replace(OFFERS),
        Merkmal=pl.col("merkmal").replace(MARKS),
        Wohnort=pl.col("gemeinde").replace(TITLES | {DISTRICT: "Landkreis Northeim"}),
        Altersgruppe=_age_label(),
        Geschlecht=pl.col("geschlecht").replace({"m": "männlich", "w": "weiblich", "alle": "insgesamt"}),
        Einheit=pl.col("einheit").replace({"faelle": "Fälle", "kinder": "Kinder", "teilnehmende": "Eltern"}),
        Anzahl=pl.Series(map(number, rows["anzahl"])),
        Kinder_je_Einheit_von="je_min",
        Kinder_je_Einheit_bis="je_max",
        Grundlage="grundlage",
    )


def _age_label() -> pl.Expr:
    both = pl.format("{}-{}", "alter_von", "alter_bis")
    named = {f"{low}-{high}": label for (low, high), label in zip(BANDS, LABELS)}
    return both.replace(named | {"0-17": "unter 18 Jahre", "0-20": "unter 21 Jahre"})
