"""Do the same rows give the same tables, byte for byte? Loaded twice, in another order, under another hash seed, by many threads."""

from pathlib import Path

import pytest

from store.profile import read_profile
from tests.etl import office
from tests.etl.muster import SECOND, muster_people, muster_uses
from tests.etl.office import command, deliver, load_into

FILES = {f"muster_{year}.csv": muster_uses(year, 150) for year in (2022, 2023, 2024)} | {
    "bevoelkerung.csv": muster_people(2022, 2024)
}
KEY = "5e" * 32  # one key of rounding for all stores: another one rounds otherwise, and must


def fingerprints(store: Path) -> dict[str, str]:
    """Of every published table but the list of loads, which tells one load from two."""
    return {name: found for name, found in office.fingerprints(store).items() if name != "delivered"}


def store_in(folder: Path) -> Path:
    store = folder / "store"
    store.mkdir(parents=True)
    (store / "rundung.key").write_text(KEY, "ascii")
    return store


@pytest.fixture(scope="module")
def once(tmp_path_factory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("once")
    load_into(store_in(folder), read_profile(SECOND), FILES)
    return fingerprints(folder / "store")


def test_loading_twice_gives_the_same_tables(tmp_path, once):
    store = store_in(tmp_path)
    for _ in range(2):
        load_into(store, read_profile(SECOND), FILES)
    assert fingerprints(store) == once


@pytest.mark.parametrize("order", [(2, 0, 3, 1), (3, 2, 1, 0)])
def test_files_one_by_one_in_another_order_give_the_same_tables(tmp_path, once, order):
    store, names = store_in(tmp_path), list(FILES)
    for position in order:
        load_into(store, read_profile(SECOND), {names[position]: FILES[names[position]]})
    assert fingerprints(store) == once


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_another_hash_seed_and_more_threads_give_the_same_tables(tmp_path, once, seed):
    store, delivery = store_in(tmp_path), deliver(tmp_path / "delivery", FILES)
    done = command(
        "etl",
        "load",
        delivery,
        "--profile",
        SECOND,
        "--store",
        store,
        "--unencrypted",
        environment={"PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": "4"},
    )
    assert (done.returncode, fingerprints(store)) == (0, once)


def test_another_key_of_rounding_gives_other_figures(tmp_path, once):
    store = store_in(tmp_path)
    (store / "rundung.key").write_text("a7" * 32, "ascii")
    load_into(store, read_profile(SECOND), FILES)
    assert fingerprints(store)["figure"] != once["figure"]
