"""What may a column be called? Names compared without case, umlauts and separators, and the words of known.toml."""

import re
import tomllib
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from etl.persons import WRITTEN_OUT, identifies

KNOWN: dict[str, Any] = tomllib.loads(Path(__file__).with_name("known.toml").read_text("utf-8"))
ALIKE, PART = 0.86, 0.45  # so much of two names must agree; so much of a name must be the part that is known
SURE, LIKELY = 0.8, 0.55
SHORT_WORD = 4  # a word as short as „bis“ counts only when it is the whole name


@cache
def plain(name: str) -> tuple[str, ...]:
    """The words of a name: „GEB_MON“, „Geburtsmonat“ and „geb.Monat“ are („geburt“, „monat“)."""
    parted = re.sub(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])", " ", name)
    found = re.findall(r"[a-z]+|\d+", parted.lower().translate(WRITTEN_OUT))
    return tuple(word for one in found for word in KNOWN["short"].get(one, one).split())


@cache
def words_of(role: str, column: str) -> tuple[tuple[str, ...], ...]:
    """Every name by which a canonical column is known."""
    of_role = KNOWN["columns"].get(f"{role}.{column}")
    return tuple(map(plain, [column, *(of_role or KNOWN["columns"].get(column, ()))]))


@cache
def likeness(name: tuple[str, ...], role: str, column: str) -> float:
    """How much is the name that of the canonical column? 1 = it is one of its names, 0 = not at all."""
    return max(_likeness(name, known) for known in words_of(role, column))


def _likeness(name: tuple[str, ...], known: tuple[str, ...]) -> float:
    mine, theirs = "".join(name), "".join(known)
    if mine == theirs:
        return 1
    if not mine or min(len(mine), len(theirs)) <= SHORT_WORD:
        return 0
    share = len(theirs) / len(mine)
    if set(known) <= set(name) and share >= PART:
        return 0.5 + 0.4 * share
    alike = SequenceMatcher(None, mine, theirs).ratio()
    return 0.6 if alike >= ALIKE else 0


def is_identifying(name: str) -> bool:
    """May a column of this name lead to a person? More than the check refuses: what it does not know is told here."""
    told = plain(name)
    joined = f" {' '.join(told)} "
    return identifies(name) or any(f" {word} " in joined for word in KNOWN["identifying"]["words"])


def of_table(text: str) -> str:
    """The number of an official table in the name or the first lines of a file; "" = none."""
    found = re.search(r"\b(\d{5}-[\dA-Z]{2,3}-\d\d-\d|AI\d{3}-\d)", text)
    return found[1] if found else ""


def roles_named(file: str, number: str, columns: Iterable[str]) -> set[str]:
    """Which roles does the number of an official table speak of, or else the name of the file and of its columns?"""
    by_number = {role for begin, role in KNOWN["statistics"].items() if number.startswith(begin)}
    told, whole = set(plain(file)), {"".join(plain(column)) for column in columns}
    named = {role for role, words in KNOWN["roles"].items() if told & {*words, *plain(role)} or whole & set(words)}
    return by_number or named
