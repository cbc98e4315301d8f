"""How does a suggestion that a person calls right become a mapping of the profile? Judged first, then written whole or not at all."""

import fnmatch
import re
from pathlib import Path

from etl.assistant.answers import Answers
from etl.assistant.suggestion import Head, Suggestion
from etl.assistant.words import WORDS
from etl.assistant.written import decided, decided_entry
from etl.delivery import Refused
from etl.mapping import Mapping
from etl.misfits import wrong_words
from etl.roles import CHILD_COLUMNS, ROLES
from etl.sources import Source, read_sources
from etl.typed import lists_of
from store.german import listed
from store.profile import Profile
from store.settings import ProfileProblem, read_settings
from store.versions import write_atomic

SAID = WORDS["kept"]
NAME = r"[a-z0-9][a-z0-9_]*"


def keep(profile: Profile, found: Suggestion, said: Answers, head: Head) -> None:
    """Writes the mapping into `quellen/`, or one more file into that of a known source. Raises Refused, and nothing is written."""
    sources = read_sources(profile)
    faults = [*_of_source(sources, said, head), *_of_file(profile, found)]
    if faults:
        raise Refused(*faults)
    path = profile.folder / sources[said.into].file if said.into else profile.sources_folder / f"{head.name}.toml"
    text = path.read_text("utf-8") + decided_entry(found) if said.into else decided(found, head)
    _write(path, text)


def lacks(found: Suggestion) -> list[str]:
    """What must be filled before the mapping can be kept; what says who a child is may stand in a children's file."""
    role = ROLES[found.role]
    elsewhere = CHILD_COLUMNS if role.of_use and role.personal else ()
    return [name for name in found.open if name not in elsewhere]


def _of_source(sources: dict[str, Source], said: Answers, head: Head) -> list[str]:
    if said.into:
        return [] if said.into in sources and sources[said.into].file else [SAID["gone"].format(name=said.into)]
    if not re.fullmatch(NAME, head.name):
        return [SAID["name"].format(name=head.name)]
    return [SAID["taken"].format(name=head.name)] if head.name in sources else []


def _of_file(profile: Profile, found: Suggestion) -> list[str]:
    """What is open, words that the profile does not know, and a pattern that is about other files too."""
    missing = lacks(found)
    faults = [SAID["open"].format(names=listed([f"„{name}“" for name in missing]))] if missing else []
    faults += wrong_words(found.kind(), lists_of(profile))
    fits = fnmatch.fnmatch(found.file.lower(), found.pattern.lower())
    telling = re.search(r"[^\W_]", found.pattern.rpartition(".")[0] or found.pattern)
    return faults if fits and telling else [*faults, SAID["pattern"].format(pattern=found.pattern, file=found.file)]


def _write(path: Path, text: str) -> None:
    """Only what is read as a mapping takes its place."""
    beside = path.with_name(f".{path.name}.neu")
    try:
        write_atomic(beside, text)
        read_settings(Mapping, beside, f"quellen/{path.name}")
        beside.replace(path)
    except ProfileProblem as fault:
        raise Refused(str(fault)) from fault
    finally:
        beside.unlink(missing_ok=True)
