"""What is left when a load dies? A real process, killed at points spread over all its phases: the old version, whole.

Ten points in every run; REICHWEITE_KILLS=50 for more. Each delivery comes as a ZIP with 2,000 rows.
"""

import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from etl.load import load
from store.profile import read_profile
from store.published import StoreProblem, open_published
from store.versions import released
from tests.etl.muster import SECOND, muster_people, muster_uses
from tests.etl.office import NOW, ROOT, call, fingerprints, load_into, quiet, surroundings, zipped

KILLS = int(os.environ.get("REICHWEITE_KILLS", "5"))


@dataclass(frozen=True)
class World:
    """base: a store with version 1; delivery: the ZIP that becomes version 2; phases: (phase, seconds) of a load not killed."""

    base: Path
    delivery: Path
    phases: list[tuple[str, float]]
    old: dict[str, str]
    new: dict[str, str]


def start(delivery: Path, store: Path, temporary: Path) -> subprocess.Popen:
    arguments = call(
        "etl", "load", delivery, "--profile", SECOND, "--store", store, "--unencrypted", "--progress", "json"
    )
    environment = surroundings({"TMPDIR": str(temporary), "REICHWEITE_STORE": str(store)})
    return subprocess.Popen(
        arguments, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> World:
    folder = tmp_path_factory.mktemp("killed")
    base, delivery = folder / "base", folder / "lieferung.zip"
    load_into(
        base,
        read_profile(SECOND),
        {"muster_2023.csv": muster_uses(2023, 300), "bevoelkerung.csv": muster_people(2022, 2023, 2024)},
    )
    delivery.write_bytes(
        zipped({"muster_2024.csv": muster_uses(2024, 2000), "bevoelkerung_2024.csv": muster_people(2024)})
    )
    shutil.copytree(base, folder / "whole")
    process = start(delivery, folder / "whole", folder)
    lines = [(line, time.perf_counter()) for line in process.stdout if line.startswith("{")]
    assert process.wait() == 0, process.stderr.read()
    seconds = [after - before for (_, before), (_, after) in zip(lines, lines[1:], strict=False)] + [0.05]
    phases = [(json.loads(line)["phase"], second) for (line, _), second in zip(lines, seconds, strict=True)]
    return World(base, delivery, phases, figures(base), figures(folder / "whole"))


def figures(store: Path) -> dict[str, str]:
    """All that is published, but for the two tables that name the number and the time of a load."""
    return {name: value for name, value in fingerprints(store).items() if name not in ("meta", "delivered")}


def point(world: World, number: int) -> tuple[int, float]:
    """After which progress line, and how many seconds later: every line in turn, at other parts of its phase each time."""
    line = number % len(world.phases)
    part = ((number // len(world.phases)) * 0.37 + 0.15) % 1
    return line, world.phases[line][1] * part


def killed(world: World, store: Path, temporary: Path, number: int) -> str:
    """The phase in which the process died."""
    line, wait = point(world, number)
    process = start(world.delivery, store, temporary)
    phase = [json.loads(process.stdout.readline())["phase"] for _ in range(line + 1)][-1]
    time.sleep(wait)
    process.kill()
    process.communicate()
    return phase


def test_the_points_are_spread_over_all_phases(world):
    phases = [phase for phase, _ in world.phases]
    assert list(dict.fromkeys(phases)) == [
        "suchen",
        "lesen",
        "pruefen",
        "speichern",
        "zaehlen",
        "veroeffentlichen",
        "umschalten",
        "fertig",
    ]
    assert {point(world, number)[0] for number in range(max(KILLS, 10))} == set(range(len(phases)))


@pytest.mark.parametrize("number", range(KILLS))
def test_a_killed_load_leaves_the_old_version_and_the_next_load_succeeds(world, tmp_path, number):
    store, temporary = tmp_path / "store", tmp_path / "temporary"
    shutil.copytree(world.base, store)
    temporary.mkdir()
    phase = killed(world, store, temporary, number)
    version = open_published(store).number
    assert version == 1 or phase in ("umschalten", "fertig"), phase
    assert figures(store) == (world.old if version == 1 else world.new), phase
    assert not [file for file in temporary.rglob("*") if file.is_file()], "a load writes nothing outside its store"
    report = load(world.delivery, read_profile(SECOND), store, key=None, now=NOW, say=quiet)
    # 3: the killed load had finished version 2, whether it still pointed to it or not
    assert (report.refused, released(store).number in (2, 3)) == (False, True), phase
    assert figures(store) == world.new, phase


@pytest.mark.parametrize("line", [1, 6])
def test_a_first_load_that_is_killed_leaves_an_empty_store_that_can_be_loaded(world, tmp_path, line):
    store = tmp_path / "store"
    killed(world, store, tmp_path, line)
    with pytest.raises(StoreProblem) as problem:
        open_published(store)
    assert problem.value.case == "empty"
    load(world.delivery, read_profile(SECOND), store, key=None, now=NOW, say=quiet)
    assert open_published(store).number == 1
