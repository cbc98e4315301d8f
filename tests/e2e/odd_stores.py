"""Stores that no page was drawn for: little data, much data. Each is a real load."""

from collections.abc import Callable
from pathlib import Path

from store.profile import Profile, read_profile
from tests.etl.office import counts, load_into, mapping, people, profile_in, slip, uses

YEARS = (2021, 2022, 2023, 2024)
TOWNS = ("001", "002", "003", "005", "006", "007", "009", "010", "011", "012", "013")
BANDS = ((0, 2), (3, 5), (6, 9), (10, 14), (15, 17))


def everyone(years: tuple[int, ...], *, empty: str = "") -> str:
    """Children of every municipality; nobody lives in `empty`."""
    rows = [
        f"31.12.{year} | 03155{town} | {first} | {last} | {0 if town == empty else 150 + 10 * int(town)}"
        for year in years
        for town in TOWNS
        for first, last in BANDS
    ]
    return people("stichtag | gemeinde | alter_von | alter_bis | anzahl\n" + "\n".join(rows))


def used(years: tuple[int, ...], offers: tuple[str, ...] = ("hze_31",), *, each: int = 40, empty: str = "") -> str:
    """`each` children of each offer and year, one after the other in the municipalities."""
    towns = [town for town in TOWNS if town != empty]
    rows = [
        f"{offer}-{year}-{n} | {offer} | {year - 1 - n % 17} | 03155{towns[n % len(towns)]} | 10.02.{year} | 20.12.{year}"
        for offer in offers
        for year in years
        for n in range(each)
    ]
    return uses("kind_nr | angebot | geburtsjahr | wohngemeinde | beginn | ende\n" + "\n".join(rows))


def complete(source: str, offers: tuple[str, ...] = ("hze_31",), *, kind: str = "bestand") -> dict[str, str]:
    """The Lieferschein of a source: all of these offers, complete in all years."""
    rows = [f"{source} | {offer} | 01.01.{YEARS[0]} | {kind}" for offer in offers]
    return {"lieferschein.csv": slip("quelle | angebot | zeitraum_von | lieferart\n" + "\n".join(rows))}


def one_year(folder: Path) -> Profile:
    return loaded(
        folder,
        {"bevoelkerung_a.csv": everyone((2024,)), "hze-2024-12-31.csv": used((2024,), each=300)} | complete("hze"),
    )


def one_offer(folder: Path) -> Profile:
    return loaded(
        folder, {"bevoelkerung_a.csv": everyone(YEARS), "hze-2024-12-31.csv": used(YEARS, each=300)} | complete("hze")
    )


def a_place_without_children(folder: Path) -> Profile:
    files = {
        "bevoelkerung_a.csv": everyone(YEARS, empty="002"),
        "hze-2024-12-31.csv": used(YEARS, each=300, empty="002"),
    }
    return loaded(folder, files | complete("hze"))


def counts_only(folder: Path) -> Profile:
    """No child with a key at all: sums of a year and stocks of a day."""
    rows = [
        f"{offer} | {year} |  | nutzende | 03155 | wohnort | 0 | 17 | {number} | nein"
        for year in YEARS
        for offer, number in (("erziehungsberatung", 600), ("umgangsberatung", 160))
    ] + [f"kita |  | 01.03.{year} | bestand | 03155 | einrichtung | 3 | 5 | 2900 | nein" for year in YEARS]
    head = "angebot | jahr | stichtag | merkmal | gemeinde | ortsbezug | alter_von | alter_bis | anzahl | doppelt_gezaehlt\n"
    files = {"bevoelkerung_a.csv": everyone(YEARS), "zaehlwerte_a.csv": counts(head + "\n".join(rows))}
    return loaded(folder, files | complete("a", ("erziehungsberatung", "umgangsberatung", "kita"), kind="aenderung"))


def sixty_offers(folder: Path) -> Profile:
    """The profile's offers and more up to sixty, all of them used."""
    profile = profile_in(folder / "profile", {"hze": mapping("hze", "bestand")})
    file = folder / "profile" / "angebote.csv"
    lines = file.read_text("utf-8-sig").rstrip("\n").split("\n")
    heads = lines[0].split(";")
    model = dict(zip(heads, ["neu"] + [""] * (len(heads) - 1), strict=True)) | {
        "alter_von": "0", "alter_bis": "17", "bereich": "jugend_schule", "art": "universell", "zaehlweise": "eigener_schluessel",
        "einheit": "Kinder", "zaehlt": "ja", "sensibel": "nein", "fachbereich": "Kinder und Familie",
    }  # fmt: skip
    taken = len(lines) - 1
    new = [
        model | {"id": f"neu_{n}", "name": f"Ein neues Angebot mit einem recht langen Namen Nummer {n}", "kurzname": f"Neues Angebot Nummer {n}", "bit": str(n)}
        for n in range(33, 33 + 60 - taken)
    ]  # fmt: skip
    file.write_text("\n".join([*lines, *(";".join(row.values()) for row in new)]) + "\n", "utf-8")
    offers = tuple(row["id"] for row in new) + ("hze_27", "hze_30", "hze_31", "kindertagespflege")
    files = {"bevoelkerung_a.csv": everyone(YEARS), "hze-2024-12-31.csv": used(YEARS, offers, each=60)}
    load_into(folder / "store", read_profile(profile.folder), files | complete("hze", offers))
    return profile


def loaded(folder: Path, files: dict[str, str]) -> Profile:
    profile = profile_in(folder / "profile", {"hze": mapping("hze", "bestand")})
    load_into(folder / "store", profile, files)
    return profile


STORES: dict[str, Callable[[Path], Profile]] = {
    making.__name__: making for making in (one_year, one_offer, counts_only, a_place_without_children, sixty_offers)
}
