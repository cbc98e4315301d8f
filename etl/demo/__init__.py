"""What would a whole district deliver? Invented children from 2008 to 2025 and the files their offers would send, with the truth beside them.

Every child is invented. Sizes are calibrated to published figures of the Landkreis Northeim (data/demo, rates.py), so that the
program can be tried at life size; no figure of the demo says anything about the real district. The same district delivers in three
worlds (data/demo/welten.toml): its lists linked by keys, each with numbers of its own, or as counts only.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from etl.demo import count_files, further_use_files, person_files, planning_files, public_files
from etl.demo.anchors import YEARS, anchors
from etl.demo.daycare import stays
from etl.demo.delivered import Delivered, delivered, linked, offers_of_linked
from etl.demo.names import Register
from etl.demo.person_files import HZE
from etl.demo.spells import in_single_years
from etl.demo.truth import write_truth
from etl.demo.use import Use, live
from etl.demo.world import days
from etl.worlds import WORLDS, Ways

SCHOOL = ("schulsozialarbeit", "jugendsozialarbeit")


def make_deliveries(
    folder: Path, *, seed: int, children: int | None, world: str, say: Callable[[str, float], None]
) -> Path:
    """Writes one sub-folder per delivery and wahrheit.json into the folder, and returns it.

    The same seed gives the same bytes. `children` = under-18s of 2015 (None: 20,817 as in the district); `world`: one of WORLDS;
    `say` is told German words and per cent.
    """
    say("Demo: erfundene Kinder wachsen auf", 5)
    rng, ways = np.random.default_rng(seed), WORLDS[world]
    people = anchors(children)
    use = live(people, rng, people.scale)
    say("Demo: Dateien werden geschrieben", 30)
    public_files.write_population(folder / "01_bevoelkerung", people)
    public_files.write_births_and_moves(folder / "01_bevoelkerung", use)
    public_files.write_projection(folder / "01_bevoelkerung", people)
    sources = lists_of(use, rng, ways)
    _write_children(folder, use, sources, ways)
    say("Demo: Zählwerte und Kontakte werden geschrieben", 60)
    _write_counts(folder, use, rng, ways)
    planning_files.write_planning(folder / "14_planung", use, rng, ways, offers_of_linked(sources.values()))
    if ways.families_asked:
        further_use_files.write_further_use(folder / "16_mitnutzung", use, rng)
    say("Demo: Wahrheit wird gezählt", 85)
    write_truth(folder / "wahrheit.json", use, list(sources.values()), seed, ways.lists_since)
    say("Demo: Lieferungen sind fertig", 100)
    return folder


def lists_of(use: Use, rng: np.random.Generator, ways: Ways) -> dict[str, Delivered]:
    """What the sources know that list single children. What only one world needs is drawn apart: all others are the same in each."""
    lists = [
        delivered(use, rng, "hze", HZE, moves_known=True),
        delivered(use, rng, "uvg", ("unterhaltsvorschuss",)),
        delivered(use, rng, "ktp", ("kindertagespflege",)),
        delivered(use, rng, "fruehe_hilfen", ("familienhebammen",)),
    ]
    apart, at_school = rng.spawn(2)
    if since := ways.lists_since:
        in_kita = replace(use, spells=stays(use.world, apart, use.care, int(days(since))))
        lists.append(delivered(in_kita, apart, "kita_listen", ("kita", "hort")))
        school = {offer: in_single_years(use.world, at_school, use.used(offer), since) for offer in SCHOOL}
        lists.append(delivered(replace(use, spells=school), at_school, "schul_listen", SCHOOL))
    if ways.lists == "verknuepft":
        register = Register(use.world, apart)
        lists = [linked(source, use, register) for source in lists]
    return {source.source: source for source in lists}


def _write_children(folder: Path, use: Use, sources: dict[str, Delivered], ways: Ways) -> None:
    if ways.lists == "zaehlwerte":
        count_files.write_instead_of_lists(folder / "02_zaehlwerte", use, sources.values())
        return
    hze, uvg = sources["hze"], sources["uvg"]
    person_files.write_hze(folder / "02_hze_bis_2024", hze, range(2008, 2025))
    person_files.write_hze(folder / "03_hze_2025", hze, range(2025, 2026))
    for number, year in ((4, 2024), (5, 2025)):
        person_files.write_allowance(folder / f"0{number}_uvg_{year}", uvg, year)
    person_files.write_care(folder / "06_kindertagespflege", sources["ktp"])
    person_files.write_midwives(folder / "07_fruehe_hilfen", sources["fruehe_hilfen"])
    if ways.lists_since:
        person_files.write_kita_lists(folder / "15_kita_listen", sources["kita_listen"], ways.lists_since)
        person_files.write_school_lists(folder / "15_schul_listen", sources["schul_listen"], ways.lists_since)


def _write_counts(folder: Path, use: Use, rng: np.random.Generator, ways: Ways) -> None:
    of_its_own = ways.lists != "eigener_schluessel"  # else a file of the Koordinierungsstelle, beside its list
    write_families = count_files.write_families_apart if of_its_own else count_files.write_families
    write_families(folder / "07_fruehe_hilfen", use)
    count_files.write_early_help(folder / "08_offene_treffs", use, rng, told_since=ways.visits_since)
    counted_until = ways.lists_since - 1 if ways.lists_since else int(YEARS[-1])
    count_files.write_kita(folder / "09_kita", use, until=counted_until)
    count_files.write_counselling(folder / "10_familienberatung", use, rng, ways.children_since)
    count_files.write_maintenance(folder / "11_unterhalt", use, rng, ways.children_since)
    count_files.write_social_services(folder / "12_soziale_dienste", use, rng, ways.children_since)
    count_files.write_youth(folder / "13_jugend", use, rng, told_since=ways.visits_since, until=counted_until)
