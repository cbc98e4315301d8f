"""An invented office with an edition, and what came after it: late records, an offer switched off, a new population."""

import shutil
from datetime import date
from pathlib import Path

from etl.editions import publish_edition
from store.profile import Profile, read_profile
from tests.etl.muster import RESIDENTS, SECOND, muster_uses
from tests.etl.office import load_into, people, slip

FIRST = {"muster_2023.csv": muster_uses(2023, 700), "muster_2024.csv": muster_uses(2024, 700)}
LATE = {"muster_2024.csv": muster_uses(2024, 700) + muster_uses(2024, 160, seed=8).split("\n", 1)[1]}  # and late ones
SLIPS = {
    "lieferschein.csv": slip("""
        quelle          | angebot     | zeitraum_von | zeitraum_bis | naechste_lieferung
        musterverfahren | musterhilfe | 01.01.2022   | 31.12.2024   | 31.03.2027
        musterverfahren | spielkreis  | 01.01.2022   | 31.12.2024   | 31.03.2027
    """)
}


def people_of(basis: str, factor: float, retrieved: str = "01.02.2025", years: tuple[int, ...] = (2023, 2024)) -> dict:
    """The population file: the invented residents times `factor`."""
    rows = [
        f"31.12.{year} | {area} | {first} | {last} | {round(n * factor)} | {basis} | {retrieved}"
        for year in years
        for area, n in RESIDENTS.items()
        for first, last in ((0, 5), (6, 13), (14, 20))
    ]
    head = "stichtag | gemeinde | alter_von | alter_bis | anzahl | basis | abruf\n"
    return {"bevoelkerung.csv": people(head + "\n".join(rows))}


BEFORE, AFTER = people_of("Zensus 2011", 1), people_of("Zensus 2022", 0.9, "01.08.2026")


def without_treff(folder: Path) -> Profile:
    """The profile after the office decided that the Spielkreis does not count."""
    profile = shutil.copytree(SECOND, folder / "profile")
    offers = (profile / "angebote.csv").read_text("utf-8")
    changed = offers.replace("universell;eigener_schluessel;Kinder;ja", "universell;eigener_schluessel;Kinder;nein", 1)
    assert changed != offers
    (profile / "angebote.csv").write_text(changed, "utf-8")
    return read_profile(profile)


def with_edition(folder: Path, name: str = "2026") -> Path:
    """A store with one load and its edition."""
    store = folder / "store"
    load_into(store, read_profile(SECOND), FIRST | BEFORE | SLIPS)
    publish_edition(store, name=name, note="Jahrestreffen", today=date(2026, 11, 22))
    return store


def counted_alone(folder: Path, key_of: Path, profile: Profile, files: dict) -> Path:
    """A store of its own with the same rounding, that never heard of an edition."""
    folder.mkdir()
    (folder / "store").mkdir()
    shutil.copy(key_of / "rundung.key", folder / "store")
    load_into(folder / "store", profile, files)
    return folder / "store"
