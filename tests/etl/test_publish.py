"""What may not be published? A protection rule weaker than the house allows stops the load with a German sentence."""

import shutil

from store.profile import read_profile
from store.published import open_published
from tests.etl.muster import SECOND, muster_people, muster_uses
from tests.etl.office import command, deliver, load_into


def test_a_weaker_protection_rule_is_refused_in_german_and_nothing_is_published(tmp_path):
    profile = shutil.copytree(SECOND, tmp_path / "profile")
    office = (profile / "amt.toml").read_text("utf-8")
    (profile / "amt.toml").write_text(office.replace("min_erwartet = 10", "min_erwartet = 3"), "utf-8")
    delivery = deliver(
        tmp_path / "delivery", {"muster_2024.csv": muster_uses(2024, 20), "bevoelkerung.csv": muster_people(2024)}
    )
    told = command("etl", "load", delivery, "--profile", profile, "--store", tmp_path / "store", "--unencrypted")
    assert told.returncode == 1 and "amt.toml [schutz] ist schwächer als die Schutzregel" in told.stderr
    assert not (tmp_path / "store" / "released").exists() and not (tmp_path / "store" / "fehler.log").exists()


def test_every_file_is_published_with_rounded_row_numbers_that_stay_when_it_comes_again(tmp_path):
    files = {"muster_2024.csv": muster_uses(2024, 63), "bevoelkerung.csv": muster_people(2024)}
    told = []
    for _ in range(2):
        load_into(tmp_path / "store", read_profile(SECOND), files)
        told.append(open_published(tmp_path / "store").table("delivered"))
    counts = ("rows_read", "rejected")
    assert told[0]["file"].to_list() == sorted(files)
    assert all(n % 5 == 0 for count in counts for n in told[0][count])
    again = told[1].filter(number=2).select("file", *counts)
    assert told[1].height == 4 and again.equals(told[0].select("file", *counts))
