"""Lists of invented children whose names are as odd as names can be; the same in every run."""

from collections.abc import Iterator
from random import Random

HEADER = ("Lfd. Nr.", "Name", "Vorname", "Geb.-Datum", "Geschl.", "Wohnort", "Hilfeart", "Beginn", "Bemerkung")
SIGNS = "abcdefghijklmnopqrstuvwxyzäöüßÄÖÜẞéèçñøØæÆœåÅłŁđĐðþÞħıİşŞğĞțșěščřžýáíúůŻżźąęćńőűĳəŋŧ"
ODD = "\u0308\u0301\u0327\u0323\u200b\u00ad\u0130\u212a\u212bΑАяعליĄ\U0001f600\U0001d400\u1e9e\u0149ﬁ０９²½’'`´"
BETWEEN = (
    " ",
    "-",
    "\u2010",
    "\u2013",
    "\u00a0",
    "\u2003",
    " von der ",
    " de ",
    "/",
    ", ",
    " Dr. ",
    "\u3000",
    " Graf ",
)
PLACES = (
    "Uslar",
    "Northeim",
    "03155012",
    "3155011",
    "031550011001",
    "Nörten-Hardenberg",
    "Göttingen",
    "03159016",
    "",
    "außerhalb",
)


def rows(count: int, seed: int = 1) -> Iterator[tuple[str, ...]]:
    """As many rows below HEADER; a few have no date, no name, or a cell that says what it should not."""
    chance = Random(seed)
    for number in range(1, count + 1):
        given, surname = (_name(chance) for _ in range(2))
        year, month, day = chance.randint(1999, 2025), chance.randint(1, 12), chance.randint(1, 28)
        born = chance.choice([f"{day:02}.{month:02}.{year}", f"{day}.{month}.{year}", f"{day:02}.{month:02}.{year}"])
        born = chance.choice(["", "31.12.9999", "30.02.2015", "unbekannt"]) if number % 97 == 0 else born
        kind = f"Hilfe {surname}" if number % 101 == 0 else chance.choice(["§ 31", "§ 34; stationär", 'nach "§ 35a"'])
        begin = born if number % 89 == 0 else f"01.{chance.randint(1, 12):02}.2025"
        yield (str(number), surname, given, born, chance.choice("mwd17x"), chance.choice(PLACES), kind, begin, given)


def _name(chance: Random) -> str:
    return chance.choice(BETWEEN).join(_word(chance) for _ in range(chance.choice([1, 1, 1, 2, 3])))


def _word(chance: Random) -> str:
    letters = "".join(chance.choice(SIGNS) for _ in range(chance.randint(2, 9)))
    return letters + chance.choice(ODD) if chance.random() < 0.2 else letters.capitalize()


def csv(count: int, seed: int = 1) -> str:
    """The list as a program of an office writes it."""
    lines = [";".join(_cell(cell) for cell in row) for row in (HEADER, *rows(count, seed))]
    return "\n".join(lines) + "\n"


def _cell(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ';"') else cell
