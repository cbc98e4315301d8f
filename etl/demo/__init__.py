"""What would a whole district deliver? Invented children from 2008 to 2025 and the files their offers would send, with the truth beside them.

Every child is invented. Sizes are calibrated to published figures of the Landkreis Northeim (data/demo, rates.py), so that the
program can be tried at life size; no figure of the demo says anything about the real district.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from etl.demo import count_files, person_files, planning_files, public_files
from etl.demo.anchors import anchors
from etl.demo.person_files import HZE, Delivered, delivered
from etl.demo.truth import write_truth
from etl.demo.use import Use, live


def make_deliveries(folder: Path, *, seed: int, children: int | None, say: Callable[[str, float], None]) -> Path:
    """Writes one sub-folder per delivery and wahrheit.json into the folder, and returns it.

    The same seed gives the same bytes. `children` = under-18s of 2015 (None: 20,817 as in the district); `say` is told German words
    and per cent.
    """
    say("Demo: erfundene Kinder wachsen auf", 5)
    rng = np.random.default_rng(seed)
    people = anchors(children)
    use = live(people, rng, people.scale)
    say("Demo: Dateien werden geschrieben", 30)
    public_files.write_population(folder / "01_bevoelkerung", people)
    public_files.write_births_and_moves(folder / "01_bevoelkerung", use)
    public_files.write_projection(folder / "01_bevoelkerung", people)
    sources = _write_children(folder, use, rng)
    say("Demo: Zählwerte und Kontakte werden geschrieben", 60)
    _write_counts(folder, use, rng)
    say("Demo: Wahrheit wird gezählt", 85)
    write_truth(folder / "wahrheit.json", use, sources, seed)
    say("Demo: Lieferungen sind fertig", 100)
    return folder


def _write_children(folder: Path, use: Use, rng: np.random.Generator) -> list[Delivered]:
    hze = delivered(use, rng, "hze", HZE, moves_known=True)
    uvg = delivered(use, rng, "uvg", ("unterhaltsvorschuss",))
    ktp = delivered(use, rng, "ktp", ("kindertagespflege",))
    early = delivered(use, rng, "fruehe_hilfen", ("familienhebammen",))
    person_files.write_hze(folder / "02_hze_bis_2024", hze, range(2008, 2025))
    person_files.write_hze(folder / "03_hze_2025", hze, range(2025, 2026))
    for number, year in ((4, 2024), (5, 2025)):
        person_files.write_allowance(folder / f"0{number}_uvg_{year}", uvg, year)
    person_files.write_care(folder / "06_kindertagespflege", ktp)
    person_files.write_midwives(folder / "07_fruehe_hilfen", early)
    return [hze, uvg, ktp, early]


def _write_counts(folder: Path, use: Use, rng: np.random.Generator) -> None:
    count_files.write_families(folder / "07_fruehe_hilfen", use)
    count_files.write_early_help(folder / "08_offene_treffs", use, rng)
    count_files.write_kita(folder / "09_kita", use)
    count_files.write_counselling(folder / "10_familienberatung", use, rng)
    count_files.write_maintenance(folder / "11_unterhalt", use, rng)
    count_files.write_social_services(folder / "12_soziale_dienste", use, rng)
    count_files.write_youth(folder / "13_jugend", use, rng)
    planning_files.write_planning(folder / "14_planung", use, rng)
