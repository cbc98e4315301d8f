"""Which offices do tests open? The demo at a tenth of its size, the same under other ids and another rule, and an invented office.

Each is loaded once for the run; read it, do not change it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from etl import from_profile
from etl.demo import make_deliveries
from etl.findings import sentence
from etl.load import load
from measures.engine import protect
from store.profile import read_profile
from tests.etl.muster import SECOND, muster_people, muster_slip, muster_uses
from tests.etl.office import NOW, SHIPPED, deliver, quiet
from tests.offices.renamed import Names, new_names, rename_delivery, rename_profile

CHILDREN, SEED = 2_000, 2026
COARSER = {"basis = 5": "basis = 10", "min_bevoelkerung = 50": "min_bevoelkerung = 100"}

OTHER_RULE = re.compile(  # what only an office says that rounds to fives and divides from 50 children on
    r"auf 5\b(?! bis)|höchstens 4\b(?! von 100)|(?<![,\d])(?:0–4|1–9)(?![,\d])|unter 10\b(?! exakt)|weniger als zehn\b|ab 50\b"
)


@dataclass(frozen=True)
class Opened:
    """An office with figures: the folder of its profile (REICHWEITE_PROFILE) and its store."""

    profile: Path
    store: Path


def load_into(place: Path, profile: Path, delivery: Path, *, seed: int | None, now: datetime = NOW) -> None:
    report = load(delivery, read_profile(profile), place / "store", key=None, now=now, say=quiet, demo_seed=seed)
    assert not report.refused, [sentence(finding) for finding in report.findings if report.refuses(finding)]


@pytest.fixture(scope="session")
def small_demo(made_once: Callable) -> Path:
    """The files that the offers of an invented district of 2,000 children deliver."""

    def make(place: Path) -> None:
        made = make_deliveries(
            place / "made", seed=SEED, children=CHILDREN, world="getrennt", say=lambda text, share: None
        )
        (made / "wahrheit.json").unlink()

    return made_once("small_demo", make) / "made"


@pytest.fixture(scope="session")
def small_office(made_once: Callable, small_demo: Path) -> Opened:
    """The small demo with the shipped profile."""
    place = made_once("small_office", lambda place: load_into(place, SHIPPED, small_demo, seed=SEED))
    return Opened(SHIPPED, place / "store")


@pytest.fixture(scope="session")
def new_ids() -> Names:
    return new_names(read_profile(SHIPPED))


def as_before(names: Names) -> Callable:
    """The fixed rounding, drawn by the ids that a cell had before it was renamed."""
    original = protect.round_fixed
    return lambda n, cell, rule: original(n, tuple(names.before(part) for part in cell), rule)


def number_before(names: Names) -> Callable:
    """The number of a cell by the name it had before it was renamed: its labels, or who can be in it by declaration."""
    original = protect.number_of

    def before(part: str) -> str:
        sides = [sorted(str(names.before(one)) for one in side.split("+")) for side in part.split("&")]
        return "&".join(sorted(map("+".join, sides)))

    def number(name: str) -> int:
        if "\x1f" in name:
            return original("\x1f".join(str(names.before(label)) for label in name.split("\x1f")))
        return original("|".join(map(before, name.split("|"))))

    return number


@pytest.fixture(scope="session")
def renamed_office(made_once: Callable, small_demo: Path, new_ids: Names) -> Opened:
    """The small demo with every id of the profile renamed; rounded by the names its cells had before."""

    def make(place: Path) -> None:
        profile = rename_profile(SHIPPED, place / "profile", new_ids)
        rename_profile(from_profile.DEMO, place / "demo", new_ids)
        delivery = rename_delivery(small_demo, place / small_demo.name, new_ids)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(from_profile, "DEMO", place / "demo")
            patch.setattr("measures.engine.protect.round_fixed", as_before(new_ids))
            patch.setattr("measures.engine.protect.number_of", number_before(new_ids))
            load_into(place, profile, delivery, seed=SEED)

    place = made_once("renamed_office", make)
    return Opened(place / "profile", place / "store")


@pytest.fixture(scope="session")
def coarse_office(made_once: Callable, small_demo: Path) -> Opened:
    """The small demo of an office that rounds to tens and divides from 100 children on."""

    def make(place: Path) -> None:
        profile = shutil.copytree(SHIPPED, place / "profile")
        file = profile / "amt.toml"
        text = file.read_text("utf-8")
        for old, new in COARSER.items():
            assert old in text
            text = text.replace(old, new)
        file.write_text(text, "utf-8")
        load_into(place, profile, small_demo, seed=SEED)

    place = made_once("coarse_office", make)
    return Opened(place / "profile", place / "store")


@pytest.fixture(scope="session")
def second_office(made_once: Callable) -> Opened:
    """The invented office of tests/offices/second with three years of use."""

    def make(place: Path) -> None:
        years = (2022, 2023, 2024)
        files = {f"muster_{year}.csv": muster_uses(year, 300) for year in years}
        delivery = deliver(
            place / "delivery",
            files | {"lieferschein.csv": muster_slip(*years), "bevoelkerung.csv": muster_people(*years)},
        )
        load_into(place, SECOND, delivery, seed=None)

    return Opened(SECOND, made_once("second_office", make) / "store")
