"""Is the picture in CONTRIBUTING.md the house? Every room in it exists, every room of the house is in it, every arrow is an import."""

from __future__ import annotations

import ast
import re
from itertools import pairwise

import pytest

from tests.test_documents import block
from tests.test_house import PYTHON_FILES, ROOT, tree

PICTURE = block("CONTRIBUTING.md", "mermaid")
ROOMS = dict(re.findall(r'^ +(\w+)[\[(]+"([^"]+)"', PICTURE, re.MULTILINE))  # name in the picture → what stands in it
PLACES = {name: text.split("<br>")[0] for name, text in ROOMS.items() if "→" not in text}
PACKAGES = {place.parts[0] for place in PYTHON_FILES if len(place.parts) > 1} - {"tests", "benchmarks"}


def arrows() -> set[tuple[str, str]]:
    """The whole arrows: a chain is an arrow from each to the next."""
    chains = [line.split(" --> ") for line in PICTURE.splitlines() if " --> " in line]
    return {(one.strip(), other.strip()) for chain in chains for one, other in pairwise(chain)}


def below(room: str) -> set[str]:
    """Everything that the arrows lead to from a room."""
    next_rooms = {other for one, other in arrows() if one == room}
    return next_rooms.union(*map(below, next_rooms))


def imported_by(room: str) -> set[str]:
    files = [place for place in PYTHON_FILES if place.parts[0].removesuffix(".py") == room]
    nodes = [node for place in files for node in ast.walk(tree(place))]
    names = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    pages = {"pages"} if room == "dashboard" else set()  # the entry names page files, the platform runs them
    return ({name.partition(".")[0] for name in names} & PACKAGES | pages) - {room}


@pytest.mark.parametrize("room", PLACES)
def test_a_room_of_the_picture_exists_and_its_folders_are_all_named(room):
    place, *lines = ROOMS[room].split("<br>")
    assert (ROOT / place).exists()
    named = next((line.split(" · ") for line in lines if re.fullmatch(r"[a-z_]+( · [a-z_]+)*", line)), [])
    there = [folder.name for folder in (ROOT / place).glob("*/") if folder.name != "__pycache__"]
    assert sorted(named) == sorted(there)


def test_every_package_of_the_house_is_in_the_picture():
    assert PACKAGES <= {place.rstrip("/") for place in PLACES.values()}


@pytest.mark.parametrize("room", [room for room in PLACES if room in {*PACKAGES, "dashboard"}])
def test_an_arrow_is_an_import_and_an_import_goes_along_the_arrows(room):
    assert imported_by(room) <= below(room)
    assert {other for one, other in arrows() if one == room} <= imported_by(room)
