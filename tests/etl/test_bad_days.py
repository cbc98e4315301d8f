"""What happens on a bad day? Full disk, quota, read-only folder, clock set back, two loads at once: nothing is lost.

Real processes on real file systems. Small and read-only ones are mounted in a namespace of the test's own, as any user
of Linux may; a limit on the size of files does the same on every system but Windows.
"""

import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from etl.load import load
from store.profile import read_profile
from store.published import open_published
from store.versions import all_versions, released
from tests.etl.muster import SECOND, muster_people, muster_uses
from tests.etl.office import NOW, ROOT, call, deliver, fingerprints, load_into, quiet, surroundings

FULL = "Dort ist kein Platz mehr. Es ist nichts verloren; die bisherigen Zahlen gelten weiter."
SHUT = "Dort darf nicht geschrieben werden. Es ist nichts verloren; die bisherigen Zahlen gelten weiter."
BUSY = "In diesem Speicher wird gerade geladen. Bitte warten, bis das fertig ist."


@dataclass(frozen=True)
class World:
    """base: a store with version 1; delivery: what becomes version 2; size: bytes of the base."""

    base: Path
    delivery: Path
    old: dict[str, str]
    new: dict[str, str]

    @property
    def size(self) -> int:
        return sum(file.stat().st_size for file in self.base.rglob("*") if file.is_file())


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> World:
    folder = tmp_path_factory.mktemp("bad_days")
    people = {"bevoelkerung.csv": muster_people(2022, 2023, 2024)}
    load_into(folder / "base", read_profile(SECOND), {"muster_2023.csv": muster_uses(2023, 300), **people})
    delivery = deliver(folder / "delivery", {"muster_2024.csv": muster_uses(2024, 2000)})
    subprocess.run(["cp", "-r", folder / "base", folder / "whole"], check=True)
    loaded = subprocess.run(load_command(delivery, folder / "whole"), cwd=ROOT, env=surroundings(), capture_output=True)
    assert loaded.returncode == 0, loaded.stderr
    return World(folder / "base", delivery, figures(folder / "base"), figures(folder / "whole"))


def load_command(delivery: Path, store: Path) -> list[str]:
    return call("etl", "load", delivery, "--profile", SECOND, "--store", store, "--unencrypted")


def figures(store: Path) -> dict[str, str]:
    """All that is published, but for the two tables that name the number and the time of a load."""
    return {name: value for name, value in fingerprints(store).items() if name not in ("meta", "delivered")}


@cache
def can_mount() -> bool:
    try:
        tried = subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True)
    except FileNotFoundError:
        return False
    return tried.returncode == 0


mounting = pytest.mark.skipif(sys.platform != "linux" or not can_mount(), reason="this system lets no user mount")


def in_a_namespace(script: str, *arguments: object) -> subprocess.CompletedProcess:
    """A shell that may mount; what it mounted is gone with it."""
    command = ["unshare", "-rm", "bash", "-euc", script, "bash", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=surroundings(), capture_output=True, text=True, timeout=300)


# ── A place without room ─────────────────────────────────────────────────────────────────────────
ON_A_SMALL_DISK = """
    base=$1 place=$2 room=$3; shift 3
    mkdir $place/disk; mount -t tmpfs -o size=$room tmpfs $place/disk; cp -r $base $place/disk/store
    "$@" && exit 9
    cp -r $place/disk/store $place/full
    mount -o remount,size=200m $place/disk
    "$@" >/dev/null 2>&1
    cp -r $place/disk/store $place/freed
"""


@mounting
@pytest.mark.parametrize("room", [200_000, 5_000_000])
def test_a_full_disk_is_told_nothing_is_lost_and_with_room_the_next_load_succeeds(world, tmp_path, room):
    command = load_command(world.delivery, tmp_path / "disk" / "store")
    done = in_a_namespace(ON_A_SMALL_DISK, world.base, tmp_path, world.size + room, *command)
    assert done.returncode == 0, done.stderr
    assert FULL in done.stderr and "Traceback" not in done.stderr
    assert figures(tmp_path / "full") == world.old
    assert figures(tmp_path / "freed") == world.new


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
@pytest.mark.parametrize("most", [100_000, 2_700_000])
def test_a_quota_is_told_and_without_it_the_next_load_succeeds(world, tmp_path, most):
    import resource

    store = tmp_path / "store"
    subprocess.run(["cp", "-r", world.base, store], check=True)
    command = load_command(world.delivery, store)
    limited = subprocess.run(
        command, cwd=ROOT, env=surroundings(), capture_output=True, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )  # fmt: skip
    assert (limited.returncode, FULL in limited.stderr) == (1, True), limited.stderr
    assert figures(store) == world.old
    assert subprocess.run(command, cwd=ROOT, env=surroundings(), capture_output=True).returncode == 0
    assert figures(store) == world.new


# ── A place that is read-only ────────────────────────────────────────────────────────────────────
READ_ONLY = """
    place=$1; shift
    mount --bind $place $place; mount -o remount,ro,bind $place
    "$@" && exit 9 || exit 0
"""


@mounting
@pytest.mark.parametrize("loaded", [True, False])
def test_a_read_only_folder_is_told_and_nothing_is_lost(world, tmp_path, loaded):
    store = tmp_path / "store"
    store.mkdir()
    if loaded:
        subprocess.run(["cp", "-r", f"{world.base}/.", store], check=True)
    done = in_a_namespace(READ_ONLY, store, *load_command(world.delivery, store))
    assert (done.returncode, SHUT in done.stderr, BUSY in done.stderr) == (0, True, False), done.stderr
    assert not loaded or figures(store) == world.old
    assert subprocess.run(load_command(world.delivery, store), cwd=ROOT, env=surroundings()).returncode == 0
    assert not loaded or figures(store) == world.new


# ── A clock that was set back ────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def corrected(world, tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """A correction, and the figures of both deliveries where the clock went on."""
    folder = tmp_path_factory.mktemp("forwards")
    delivery = deliver(folder / "corrected", {"muster_2024.csv": muster_uses(2024, 1500)})
    subprocess.run(["cp", "-r", world.base, folder / "store"], check=True)
    for one in (world.delivery, delivery):
        load(one, read_profile(SECOND), folder / "store", key=None, now=NOW, say=quiet)
    return delivery, figures(folder / "store")


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=20)])
def test_a_clock_set_back_changes_no_figure_and_no_order(world, corrected, tmp_path, back):
    store, profile = tmp_path / "store", read_profile(SECOND)
    subprocess.run(["cp", "-r", world.base, store], check=True)
    report = load(world.delivery, profile, store, key=None, now=NOW - back, say=quiet)
    assert not report.refused and released(store).number == 2
    assert figures(store) == world.new
    correction, forwards = corrected
    assert not load(correction, profile, store, key=None, now=NOW - 2 * back, say=quiet).refused
    assert figures(store) == forwards
    assert [version.number for version in all_versions(store)] == [1, 2, 3]


# ── Two at once ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("loaded", [True, False])
def test_of_loads_at_once_each_is_loaded_or_told_to_wait_and_none_is_lost(world, tmp_path, loaded):
    store = tmp_path / "store"
    if loaded:
        subprocess.run(["cp", "-r", world.base, store], check=True)
    deliveries = [
        deliver(tmp_path / str(year), {f"muster_{year}.csv": muster_uses(year, 300)}) for year in (2022, 2023, 2024)
    ]
    started = [
        subprocess.Popen(
            load_command(delivery, store), cwd=ROOT, env=surroundings(), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )
        for delivery in deliveries
    ]  # fmt: skip
    said = [process.communicate(timeout=120)[1] for process in started]
    ended = [process.returncode for process in started]
    assert 0 in ended and set(ended) <= {0, 1}, said
    assert [BUSY in words for words in said] == [code == 1 for code in ended], said
    for delivery, code in zip(deliveries, ended, strict=True):
        if code:
            load(delivery, read_profile(SECOND), store, key=None, now=NOW, say=quiet)
    assert released(store).number == 3 + loaded
    years = {2022, 2023, 2024}
    found = open_published(store).tables["source_status"]
    assert years <= {int(year) for year in found["year"].drop_nulls()}
