"""Deliveries of the second, invented office (tests/offices/second): as many rows as a test wants, the same for the same seed."""

from random import Random

from tests.etl.office import ROOT, people, slip
from tests.planted import KEY, NAME

SECOND = ROOT / "tests" / "offices" / "second"
PLACES = ("97001001", "Beispielhausen", "Probedorf", "97001004", "Hafen", "unbekannt")
RESIDENTS = {"97001": 3600, "97001001": 1400, "97001002": 1000, "97001003": 1200, "97001001Q": 400}  # per age band


def muster_uses(year: int, number: int, *, seed: int = 7) -> str:
    """The yearly file of the invented office: `number` rows in its own columns, the same for the same seed.

    Every row has a planted key and name (tests/planted.py): no message, log or page of any test may hold them.
    """
    chance = Random(f"{seed} {year}")
    lines = ["Nr;Leistung;Geb;Geschl;Ort;Von;Bis;Etage"]
    for n in range(number):
        age = chance.randrange(20)
        born = f"{chance.randrange(1, 29):02}.{chance.randrange(1, 13):02}.{year - age - 1}"
        begin = f"{chance.randrange(1, 29):02}.{chance.randrange(1, 13):02}.{year}"
        end = chance.choice(["", "offen", f"31.12.{year}", f"31.12.{year}"])
        place = chance.choice(PLACES)
        offer = "S" if age < 6 else "H"
        lines.append(f"{KEY}{seed}-{n};{offer};{born};{1 + n % 2};{place};{begin};{end};{NAME}")
    return "\n".join(lines) + "\n"


def muster_slip(*years: int) -> str:
    """The Lieferschein beside the yearly files: both offers, complete."""
    offers = [
        f"musterverfahren | {offer} | 01.01.{y} | 31.12.{y} | 31.12.{y}"
        for y in years
        for offer in ("musterhilfe", "spielkreis")
    ]
    return slip("quelle | angebot | zeitraum_von | zeitraum_bis | datenstand\n" + "\n".join(offers))


def muster_people(*years: int) -> str:
    bands = ((0, 5), (6, 13), (14, 20))
    rows = [f"31.12.{y} | {a} | {f} | {t} | {n}" for y in years for a, n in RESIDENTS.items() for f, t in bands]
    return people("stichtag | gemeinde | alter_von | alter_bis | anzahl\n" + "\n".join(rows))
