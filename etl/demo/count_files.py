"""What do the demo's offers without a child's number deliver? Counts and contacts of Beratung, Unterhalt, Kita, Jugend, Café."""

from pathlib import Path

import numpy as np
import polars as pl

from etl.demo.anchors import YEARS
from etl.demo.counts import (
    BANDS,
    UNDER_18,
    cases,
    children_counted,
    contacts,
    district_counts,
    statistics,
    units_counted,
)
from etl.demo.daycare import DATES
from etl.demo.files import delivery_slip, write_table
from etl.demo.person_files import TITLES
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
KITA_ROWS = (  # offer, ages on 1 March, the label of the file
    ("kita", 0, 2, "unter 3 Jahre"),
    ("kita", 3, 5, "3 bis unter 6 Jahre"),
    ("kita", 6, 6, "6 bis unter 7 Jahre"),
    ("hort", 6, 13, "6 bis unter 14 Jahre"),
)


def write_counselling(folder: Path, use: Use, rng: np.random.Generator) -> None:
    """Familienberatung: one file a year, Windows-1252, German words for everything, a sum row, thousands points; F@MOS beside it."""
    rows = pl.concat(
        [
            statistics(children_counted(use, "erziehungsberatung"), "erziehungsberatung", "kinder"),
            statistics(cases(use, "erziehungsberatung"), "erziehungsberatung", "faelle"),
            statistics(
                units_counted(use, "elternkurse", families=False, ages=(0, 17)),
                "elternkurse",
                "teilnehmende",
                per_unit=("0,5", "2"),
            ),
        ]
    )
    words = _in_german(rows)
    famos = contacts(use, rng, "online_beratung", by_town=False)
    for year in YEARS:
        mine = words.filter((pl.col("Jahr") == str(year)) | (pl.col("Stichtag") == f"31.12.{year}"))
        total = pl.DataFrame({name: [{"Wohnort": "Gesamt", "Jahr": str(year)}.get(name, "")] for name in words.columns})
        write_table(
            folder / f"familienberatung_{year}.csv",
            pl.concat([mine, total]),
            encoding="cp1252",
            title=(f"Jahresstatistik der Familienberatungsstelle {year} (DEMO, erfunden)",),
        )
        write_table(
            folder / f"famos_{year}.csv",
            famos.filter(pl.col("jahr") == str(year)).select(
                Jahr="jahr", Kontakte="besuche", Je_Kind_von="besuche_je_kind_min", Je_Kind_bis="besuche_je_kind_max"
            ),
        )


def write_maintenance(folder: Path, use: Use, rng: np.random.Generator) -> None:
    """Beistandschaft and Unterhaltsberatung: all years in one file; never about single children (§ 68 SGB VIII)."""
    parts = [
        statistics(children_counted(use, "beistandschaft", UNDER_18), "beistandschaft", "faelle", per_unit=("1", "1")),
        statistics(cases(use, "beistandschaft"), "beistandschaft", "faelle"),
        statistics(
            children_counted(use, "unterhaltsberatung", UNDER_18), "unterhaltsberatung", "faelle", per_unit=("1", "1,5")
        ),
        district_counts(use, rng, "vormundschaft", "faelle", 62, "bestand"),
        district_counts(use, rng, "beurkundung", "urkunden", 790, "begonnen"),
    ]
    write_table(
        folder / "unterhalt_2025.csv", pl.concat(parts).drop("grundlage").rename(str.upper), encoding="utf-8-sig"
    )


def write_social_services(folder: Path, use: Use, rng: np.random.Generator) -> None:
    """Allgemeiner Sozialer Dienst: counts of counselling, and interventions, which are never reach."""
    parts = [
        statistics(
            units_counted(use, "trennungsberatung", families=True, ages=(0, 17)),
            "trennungsberatung",
            "familien",
            per_unit=("1", "4"),
        ),
        statistics(children_counted(use, "umgangsberatung", UNDER_18), "umgangsberatung", "kinder"),
        statistics(children_counted(use, "wohnformen_notlagen", BANDS[:4]), "wohnformen_notlagen", "kinder"),
        statistics(children_counted(use, "verfahrenslotse", ((0, 17), (18, 26))), "verfahrenslotse", "junge_menschen"),
        *(
            district_counts(use, rng, offer, "verfahren", count, "begonnen")
            for offer, count in (
                ("schutzauftrag_8a", 245),
                ("inobhutnahme", 66),
                ("strafverfahren", 410),
                ("familiengericht", 230),
            )
        ),
    ]
    write_table(folder / "asd_2025.csv", pl.concat(parts).drop("grundlage"))


def write_kita(folder: Path, use: Use) -> None:
    """Kita and Hort on 1 March, one file a year by place of the facility, with sum rows and thousands points."""
    care, world = use.care, use.world
    home = np.column_stack([world.home[:, :1], world.home])
    for k, year in enumerate(DATES[:-1]):
        rows = []
        for offer, low, high, label in KITA_ROWS:
            member = getattr(care, offer)[:, k] & (care.age[:, k] >= low) & (care.age[:, k] <= high)
            place = np.where(
                np.arange(len(home)) % 16 == 0, 8, home[:, k]
            )  # one child in sixteen goes to the town of Northeim
            counts = np.bincount(place[member], minlength=len(world.municipalities))
            rows += [
                (f"01.03.{year}", offer, TITLES[town], label, int(count))
                for town, count in zip(world.municipalities, counts)
                if count
            ]
            rows.append((f"01.03.{year}", offer, "Gesamt", label, int(counts.sum())))
        table = pl.DataFrame(rows, schema=["Stichtag", "Art", "Gemeinde", "Alter", "Kinder"], orient="row")
        table = table.with_columns(
            Art=pl.col("Art").replace({"kita": "Krippe/Kindergarten", "hort": "Hort"}),
            Kinder=pl.Series(map(number, table["Kinder"])),
        )
        write_table(
            folder / f"kita_{year}.csv",
            table,
            encoding="cp1252",
            title=("Kinder in Tageseinrichtungen nach Sitz der Einrichtung (DEMO, erfunden)",),
        )


def write_early_help(folder: Path, use: Use, rng: np.random.Generator) -> None:
    """Contacts of Café, mobile Familienzentrum and Familientreffs in canonical columns, with Lieferschein."""
    rows = pl.concat(
        [
            contacts(use, rng, "cafe_kinderwagen", first_visits_since=2023),
            contacts(use, rng, "familienzentrum_mobil"),
            contacts(use, rng, "familientreffs"),
        ]
    )
    write_table(folder / "kontakte_offene_treffs.csv", rows)
    delivery_slip(
        folder, "offene_treffs", {"cafe_kinderwagen": 2008, "familienzentrum_mobil": 2023, "familientreffs": 2008}
    )


def write_families(folder: Path, use: Use) -> None:
    """Anlaufstelle Frühe Hilfen: families, not children."""
    rows = statistics(
        units_counted(use, "anlaufstelle_fruehe_hilfen", families=True, ages=(0, 2)),
        "anlaufstelle_fruehe_hilfen",
        "familien",
        per_unit=("1", "2"),
    )
    write_table(folder / "anlaufstelle_2025.csv", rows.select(Jahr="jahr", Gemeinde="gemeinde", Familien="anzahl"))


def write_youth(folder: Path, use: Use, rng: np.random.Generator) -> None:
    """Jugendarbeit and Prävention as contacts, school and youth social work as counts; canonical columns."""
    rows = pl.concat(
        [
            contacts(use, rng, "jugendarbeit", first_visits_since=2018),
            contacts(use, rng, "praevention", first_visits_since=2018),
        ]
    )
    write_table(folder / "kontakte" / "kontakte_jugendarbeit.csv", rows, encoding="cp1252")
    delivery_slip(folder / "kontakte", "jugendarbeit", {"jugendarbeit": 2008, "praevention": 2018})
    counts = pl.concat(
        [
            statistics(children_counted(use, "schulsozialarbeit", BANDS[2:5]), "schulsozialarbeit", "kinder"),
            statistics(
                children_counted(use, "jugendsozialarbeit", ((14, 17), (18, 26))),
                "jugendsozialarbeit",
                "junge_menschen",
            ),
        ]
    )
    counts = counts.with_columns(
        ortsbezug=pl.lit("wohnort"),
        doppelt_gezaehlt=pl.lit("nein"),
    ).drop("je_min", "je_max", "grundlage")
    write_table(folder / "zaehlwerte" / "zaehlwerte_jugendsozialarbeit.csv", counts)
    delivery_slip(folder / "zaehlwerte", "jugendsozialarbeit", {"schulsozialarbeit": 2008, "jugendsozialarbeit": 2008})


def _in_german(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of the counselling statistics under the headings and words of its system."""
    return rows.select(
        Jahr="jahr",
        Stichtag="stichtag",
        Leistung=pl.col("angebot").replace(
            {"erziehungsberatung": "Erziehungsberatung § 28", "elternkurse": "Elternkurs"}
        ),
        Merkmal=pl.col("merkmal").replace(
            {
                "nutzende": "beratene Kinder/Teilnehmende",
                "begonnen": "neu",
                "beendet": "abgeschlossen",
                "bestand": "laufend",
            }
        ),
        Wohnort=pl.col("gemeinde").replace(TITLES | {"03155": "Landkreis Northeim"}),
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
