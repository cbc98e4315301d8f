"""In which worlds can the demo's district deliver, and how does a store of one read what is delivered to it?

A released link stands in a mapping of the office, and the shipped profile holds none that an office would inherit. So the linked world
has mappings of its own, laid over those of the profile by name, for stores that hold this world and for no other.
"""

import tomllib
from dataclasses import replace
from pathlib import Path

from etl import from_profile
from store import versions
from store.profile import Profile
from store.settings import Settings, Words, key


class Ways(Settings):
    """How the district delivers in a world; what each word means: data/demo/welten.toml."""

    lists: str = key("listen")
    lists_since: int | None = key("kinderlisten_ab", None)
    visits_since: int | None = key("besuche_ab", None)
    children_since: int | None = key("kinder_ab", None)
    families_asked: bool = key("mitnutzungsfrage", False)
    counted: tuple[Words, ...] = key("ausgezaehlt", strict=False)
    counted_in: tuple[int, ...] = key("ausgezaehlt_in", strict=False)


_SAID = tomllib.loads((from_profile.DEMO / "welten.toml").read_text("utf-8"))
WORLDS = {name: Ways.model_validate(said) for name, said in _SAID.items()}
DEFAULT, *_ = WORLDS


def as_in(store: Path, profile: Profile) -> Profile:
    """The profile as this store reads deliveries with: a demo knows its world."""
    kept = versions.newest(store)
    return replace(profile, world=kept.about().get("world", "") if kept else "")


def mappings_of(profile: Profile) -> list[Path]:
    """The files of its mappings; those of its world take the place of those of the office that are called alike."""
    folders = (
        (profile.sources_folder, from_profile.DEMO / "welten" / profile.world)
        if profile.world
        else (profile.sources_folder,)
    )
    named = {path.name: path for folder in folders for path in folder.glob("*.toml")}
    return [named[name] for name in sorted(named)]
