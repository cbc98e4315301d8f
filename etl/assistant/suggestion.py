"""What does the assistant suggest for a file? Plain data; German words are made of it at the last door (told.py, written.py)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from etl.assistant.names import is_identifying
from etl.mapping import FileKind, Value
from etl.readers import FORMATS
from etl.roles import ROLES

KEY_COLUMN = {"nutzung": "kind_nr"}  # not required by itself, but a file without it is none of this role
EITHER = {"zaehlwerte": ("jahr", "stichtag"), "ausgaben": ("angebot", "produkt")}  # one of the two must be there
NAME, FORM, EARLIER, LABEL, USUAL, PERSON = ("name", "form", "earlier", "label", "usual", "person")


@dataclass(frozen=True)
class Filled:
    """How one canonical column would be filled, and why: by the name of a column, the form of its cells, an earlier mapping,
    ages or figures in a label, what is usual, or as a person said.

    `sure`: nobody need look. `untranslated`: codes of the file that nobody has given a meaning; `kept_back`: how many more
    there are, not shown because they look like a name. `two_forms`: day and month may be the other way round.
    """

    name: str
    value: Value
    why: str
    sure: bool
    untranslated: tuple[str, ...] = ()
    kept_back: int = 0
    two_forms: bool = False


@dataclass(frozen=True)
class Head:
    """What a person says of a new source: its name in the mapping and on pages, what a file of it replaces, how it counts."""

    name: str
    title: str
    delivery: str
    counting: str


@dataclass(frozen=True)
class Suggestion:
    """The mapping of one file. `ranking`: roles by how well they fit, the likeliest first, as a share of 1.

    `open`: canonical columns that are needed and that nothing of the file fills. `identifying`: columns that may lead to a
    person; `dropped`: the other columns that are not needed. `layout`: options of the format, as a mapping says them.
    `rows`: of the file; `stand`: what its name says of its Stand, as a mapping says it, {} = nothing.
    """

    name: str
    file: str
    format: str
    role: str
    ranking: tuple[tuple[str, float], ...]
    pattern: str
    rows: int
    filled: tuple[Filled, ...]
    open: tuple[str, ...] = ()
    identifying: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    layout: Mapping[str, Any] = field(default_factory=dict)
    stand: Mapping[str, str] = field(default_factory=dict)

    def confirmed(self) -> "Suggestion":
        """As a person has looked at it: nothing is unsure any more."""
        return replace(self, filled=tuple(replace(one, sure=True, two_forms=False) for one in self.filled))

    def said(self) -> dict[str, Any]:
        """The entry [[datei]] of a mapping, without its columns."""
        entry = {"rolle": self.role, "muster": [self.pattern], "format": self.format, **self.layout}
        dropped = [*self.identifying, *self.dropped]
        return entry | ({"weglassen": dropped} if dropped else {})

    def kind(self) -> FileKind:
        """The same as the loading program reads it."""
        return FileKind.model_validate(self.said() | {"spalten": {one.name: one.value for one in self.filled}})

    def answered(self, said: Sequence[Filled], *, gone: Collection[str] = (), **layout: Any) -> "Suggestion":
        """With what a person says: columns that are filled so, those no longer filled, and options of the format (nur = …)."""
        answered = {name for one in said for name in made_of(one.name, self.role)}.union(gone)
        filled = [one for one in self.filled if not answered & {one.name, *made_of(one.name, self.role)}] + [*said]
        order = {name: at for at, name in enumerate(ROLES[self.role].names)}
        filled.sort(key=lambda one: order[made_of(one.name, self.role)[0]])
        made = {name for one in filled for name in made_of(one.name, self.role)}
        used = {column for one in filled for column in one.value.columns}
        let_go = [column for one in self.filled for column in one.value.columns if column not in used]
        freed = [] if FORMATS[self.format].public else list(dict.fromkeys(let_go))
        spare = [*self.identifying, *self.dropped, *freed]
        return replace(
            self,
            filled=tuple(filled),
            open=lacking(self.role, made),
            identifying=tuple(name for name in spare if name not in used and is_identifying(name)),
            dropped=tuple(name for name in spare if name not in used and not is_identifying(name)),
            layout={**self.layout, **layout},
        )


def made_of(name: str, role: str) -> tuple[str, ...]:
    """Which canonical columns a value fills: a birth date and a label of ages are two (etl/sources.py)."""
    if name in ROLES[role].names:
        return (name,)
    return {"geburt": ("geburtsjahr", "geburtsmonat"), "alter": ("alter_von", "alter_bis")}[name]


def by_person(answers: Mapping[str, Any]) -> list[Filled]:
    """What a person says, canonical column → as a mapping says it."""
    return [Filled(name, Value.model_validate(value), PERSON, True) for name, value in answers.items()]


def needed(role: str) -> list[str]:
    """Canonical columns that a file must fill, in their order."""
    more = {KEY_COLUMN.get(role), *EITHER.get(role, ())[:1]}
    return [field.name for field in ROLES[role].fields if field.required or field.name in more]


def lacking(role: str, found: Collection[str]) -> tuple[str, ...]:
    """Which of them does nothing fill? Of two that say the same, one is enough."""
    either = EITHER.get(role, ())
    missing = [name for name in needed(role) if name not in found]
    return tuple(name for name in missing if not (name in either and set(either) & set(found)))
