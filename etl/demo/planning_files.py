"""What else do planners get in the demo? Waiting lists, staff, places, expenditure, social context, known overlaps: small files, all invented."""

from pathlib import Path

import numpy as np
import polars as pl

from etl.demo.anchors import YEARS, Anchors
from etl.demo.files import write_table
from etl.demo.use import Use

DISTRICT = "03155"
RECENT = range(len(YEARS) - 7, len(YEARS))  # positions of the last seven years
INVENTED = "DEMO: erfunden"
HELP = ("hze_27", "hze_29", "hze_30", "hze_31", "hze_32", "hze_34", "hze_35", "hilfe_volljaehrige")
STAFFED = (  # Fachbereich, Sachgebiet, posts, under five persons, cases: children of these offers, or so many, or not told
    ("Kinder und Familie", "Koordinierungsstelle Frühe Hilfen", 4.0, True, ("familienhebammen",)),
    ("Kinder und Familie", "Kindertagesbetreuung", 10.5, False, ("kindertagespflege",)),
    ("Sozialpädagogische Dienste", "Allgemeiner Sozialer Dienst [Annahme]", 29.5, False, HELP),
    ("Sozialpädagogische Dienste", "Pflegekinderdienst", 7.0, False, ("hze_33",)),
    ("Sozialpädagogische Dienste", "Eingliederungshilfe [Annahme]", 5.5, False, ("egh_35a",)),
    ("Sozialpädagogische Dienste", "Jugendhilfe im Strafverfahren [Annahme]", 3.0, True, 60),
    ("Sozialpädagogische Dienste", "Verfahrenslotse [Annahme]", 1.0, True, 18),
    ("Unterhalt und Vormundschaften [Annahme]", "Unterhaltsvorschuss [Annahme]", 9.5, False, ("unterhaltsvorschuss",)),
    ("Unterhalt und Vormundschaften [Annahme]", "Beistandschaften [Annahme]", 8.0, False, ("beistandschaft",)),
    ("Unterhalt und Vormundschaften [Annahme]", "Vormundschaften [Annahme]", 4.0, True, 70),
    ("Beratung, Jugend und Prävention [Annahme]", "Familienberatungsstelle", 8.5, False, ("erziehungsberatung",)),
    ("Beratung, Jugend und Prävention [Annahme]", "Kreisjugendpflege", 3.0, True, None),
    ("Beratung, Jugend und Prävention [Annahme]", "Jugendsozialarbeit [Annahme]", 3.5, True, None),
    ("Beratung, Jugend und Prävention [Annahme]", "Prävention [Annahme]", 3.0, True, None),
)
LISTS = (  # offer, waiting on average, unit, reasons of unfilled requests with their share
    ("hze_31", 14, "familien", (("kein_personal", 0.7), ("kein_passendes_angebot", 0.3))),
    ("erziehungsberatung", 38, "familien", (("kein_personal", 0.5),)),
    ("kita", 130, "kinder", (("kein_platz", 0.5),)),
    ("kindertagespflege", 17, "kinder", (("kein_platz", 0.3), ("absage_familie", 0.2))),
)
COSTS = {
    "hze_27": 9_200,
    "hze_29": 4_100,
    "hze_30": 7_800,
    "hze_31": 11_500,
    "hze_32": 24_000,
    "hze_33": 15_500,
    "hze_34": 58_000,
    "hze_35": 31_000,
    "egh_35a": 17_500,
    "hilfe_volljaehrige": 26_000,
    "kindertagespflege": 5_600,
    "unterhaltsvorschuss": 2_700,
}  # invented, euro per child and year

# Canonical columns of each file (HANDBUCH „Lieferformat“)
WAITING = [
    "angebot",
    "stichtag",
    "gebiet",
    "wartende",
    "einheit",
    "wartezeit_median_tage",
    "wartezeit_art",
    "anfragen_jahr",
    "nicht_besetzt_jahr",
    "grund",
    "doppelt_gezaehlt",
]
STAFF = [
    "fachbereich",
    "sachgebiet",
    "stichtag",
    "stellen_vzae",
    "besetzt_vzae",
    "personen_klasse",
    "faelle",
    "faelle_einheit",
]
PLACES = [
    "angebot",
    "stichtag",
    "gemeinde",
    "alter_von",
    "alter_bis",
    "plaetze_genehmigt",
    "plaetze_angeboten",
    "plaetze_belegt",
    "traegerart",
]
SPENDING = ["jahr", "angebot", "aufwand", "ertrag", "davon_erstattung_anderer", "stand", "preisbasis"]
SOCIAL = ["stichtag", "gebiet", "merkmal", "anzahl", "bezug_anzahl", "quelle"]
OVERLAPS = ["jahr", "angebot_a", "angebot_b", "gebiet", "kinder_beide_min", "kinder_beide_max", "quelle"]


def write_planning(folder: Path, use: Use, rng: np.random.Generator) -> None:
    """Waiting lists, staff by Fachbereich, places, expenditure, social context, known overlaps: small canonical files, all invented."""
    children = {offer: (use.used(offer) & use.resident).sum(0) for offer in use.offers}
    write_table(folder / "warteliste_demo.csv", _waiting(rng, use.anchors.scale))
    write_table(folder / "personal_demo.csv", _staff(rng, use))
    write_table(folder / "plaetze_demo.csv", _places(use))
    write_table(folder / "ausgaben_demo.csv", _spending(rng, children))
    write_table(folder / "soziallage_demo.csv", _social(rng, use.anchors))
    write_table(folder / "ueberschneidung_demo.csv", _overlaps(use))


def _waiting(rng: np.random.Generator, scale: float) -> pl.DataFrame:
    """A row for each list and reason; what is said of the whole list is repeated in each."""
    rows = []
    for year in YEARS[RECENT.start :]:
        for offer, mean, unit, reasons in LISTS:
            waiting, days = int(rng.poisson(mean * scale)), int(rng.integers(25, 75))
            requests = int(rng.poisson(4 * mean * scale))
            rows += [
                (offer, f"31.12.{year}", DISTRICT, waiting, unit, days, "wartend", requests)
                + (int(rng.poisson(mean * scale * share)), reason, "unbekannt")
                for reason, share in reasons
            ]
    return pl.DataFrame(rows, schema=WAITING, orient="row")


def _staff(rng: np.random.Generator, use: Use) -> pl.DataFrame:
    rows = []
    for y in RECENT:
        for department, section, posts, few, of in STAFFED:
            filled = posts * (1 - rng.uniform(0.0, 0.16))
            cases = "" if of is None else str(rng.poisson(of)) if isinstance(of, int) else str(_children_of(use, of, y))
            rows.append(
                (department, section, f"30.06.{YEARS[y]}", _german(posts), _german(filled))
                + ("unter5" if few else "ab5", cases, "faelle" if cases else "")
            )
    return pl.DataFrame(rows, schema=STAFF, orient="row")


def _children_of(use: Use, offers: tuple[str, ...], y: int) -> int:
    used = np.any([use.used(offer)[:, y] for offer in offers], axis=0)
    return int((used & use.resident[:, y]).sum())


def _places(use: Use) -> pl.DataFrame:
    rows = []
    for y in RECENT:
        for town, key in enumerate(use.world.municipalities):
            for low, high in ((0, 2), (3, 5)):
                taken = int(
                    (
                        use.care.kita[:, y]
                        & (use.world.home[:, y] == town)
                        & (use.care.age[:, y] >= low)
                        & (use.care.age[:, y] <= high)
                    ).sum()
                )
                rows.append(
                    (
                        "kita",
                        f"01.08.{YEARS[y]}",
                        key,
                        low,
                        high,
                        round(taken * 1.08) + 2,
                        round(taken * 1.02) + 1,
                        taken,
                        "frei",
                    )
                )
    return pl.DataFrame(
        rows,
        schema=PLACES,
        orient="row",
    )


def _spending(rng: np.random.Generator, children: dict[str, np.ndarray]) -> pl.DataFrame:
    rows = []
    for y in RECENT:
        for offer, each in COSTS.items():
            cost = children[offer][y] * each * rng.uniform(0.95, 1.05) * 1.03 ** (YEARS[y] - 2019)
            rows.append(
                (
                    str(YEARS[y]),
                    offer,
                    _german(cost, 2),
                    _german(cost * 0.11, 2),
                    _german(cost * 0.06, 2),
                    "vorlaeufig" if YEARS[y] == 2025 else "ergebnis",
                    "nominal",
                )
            )
    return pl.DataFrame(
        rows,
        schema=SPENDING,
        orient="row",
    )


def _social(rng: np.random.Generator, anchors: Anchors) -> pl.DataFrame:
    rows = []
    shares = rng.uniform(0.07, 0.15, len(anchors.municipalities))
    for y in RECENT:
        for mark, until in (("sgb2_unter_15", 15), ("sgb2_unter_18", 18)):
            under = anchors.people[y, :, :, :until].sum((1, 2))
            poor = np.rint(under * shares).astype(int)
            rows += [
                (f"31.12.{YEARS[y]}", key, mark, int(few), int(all_), INVENTED)
                for key, few, all_ in zip(anchors.municipalities, poor, under)
            ]
            rows.append((f"31.12.{YEARS[y]}", DISTRICT, mark, int(poor.sum()), int(under.sum()), INVENTED))
    return pl.DataFrame(rows, schema=SOCIAL, orient="row")


def _overlaps(use: Use) -> pl.DataFrame:
    """Children under 18 who used both in the year, as a count by hand would give it: a little below to a little above."""
    under_18 = use.resident & (use.world.ages() < 18)
    rows = []
    for first, second in (
        ("kita", "kindertagespflege"),
        ("erziehungsberatung", "hze_31"),
        ("unterhaltsvorschuss", "beistandschaft"),
    ):
        both = (use.used(first) & use.used(second) & under_18).sum(0)
        rows += [
            (str(YEARS[y]), first, second, DISTRICT, int(both[y] * 0.95), int(np.ceil(both[y] * 1.05)), INVENTED)
            for y in (8, 15, 16, 17)
        ]
    return pl.DataFrame(
        rows,
        schema=OVERLAPS,
        orient="row",
    )


def _german(value: float, digits: int = 1) -> str:
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))
