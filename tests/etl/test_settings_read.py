"""Does anybody read what an office may set? A load reads every key of amt.toml and of a mapping, or it says here why not."""

import shutil

from etl import mapping as mappings
from store import settings
from store.profile import read_profile
from tests.etl.muster import SECOND, muster_people, muster_uses
from tests.etl.office import load_into

FOR_PEOPLE = {  # needed beside what is decided, so that whoever reads the file knows who said it
    ("Turnover", "source"),
    ("Release", "on"),
    ("Release", "by"),
    ("Release", "note"),
    ("Protection", "weaker_by"),  # read where the file is read: without it weaker numbers are refused
}
OF_A_DEMO = {
    ("Office", "invented"),
    ("Invented", "prefix"),
    ("Invented", "turnover"),
}  # tests/etl/test_renamed.py loads one
MORE = '\n[umschlag]\nspielkreis = { hoechstens = 1.2, quelle = "Auszählung" }\n'


def fields_of(module) -> set[tuple[str, str]]:
    models = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, settings.Settings)]
    return {(model.__name__, name) for model in models for name in model.model_fields}


def test_every_setting_is_read_by_a_load(tmp_path, monkeypatch):
    folder = shutil.copytree(SECOND, tmp_path / "profile")
    office = (folder / "amt.toml").read_text("utf-8")
    (folder / "amt.toml").write_text(office + MORE, "utf-8")
    mapping = folder / "quellen" / "musterverfahren.toml"
    sums = 'weglassen = ["Etage"]\nsummenzeilen = { spalte = "Nr", werte = ["Gesamt"] }'
    mapping.write_text(mapping.read_text("utf-8").replace('weglassen = ["Etage"]', sums), "utf-8")
    profile, read, as_ever = read_profile(folder), set(), settings.Settings.__getattribute__

    def reading(model, name):
        read.add((type(model).__name__, name))
        return as_ever(model, name)

    monkeypatch.setattr(settings.Settings, "__getattribute__", reading)
    delivered = {"muster_2024.csv": muster_uses(2024, 60), "bevoelkerung.csv": muster_people(2024)}
    load_into(tmp_path / "store", profile, delivered)
    known = fields_of(settings) | fields_of(mappings)
    assert known - read == FOR_PEOPLE | OF_A_DEMO
