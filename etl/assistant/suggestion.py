"""What does the assistant suggest for a file? Plain data; German words are made of it at the last door (told.py, written.py)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from etl.mapping import FileKind, Value
from etl.readers import FORMATS
from etl.roles import ROLES

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

    def said(self) -> dict[str, Any]:
        """The entry [[datei]] of a mapping, without its columns."""
        entry = {"rolle": self.role, "muster": [self.pattern], "format": self.format, **self.layout}
        dropped = [*self.identifying, *self.dropped]
        return entry | ({"weglassen": dropped} if dropped else {})

    def kind(self) -> FileKind:
        """The same as the loading program reads it."""
        return FileKind.model_validate(self.said() | {"spalten": {one.name: one.value for one in self.filled}})

    def answered(self, answers: Mapping[str, Any], **layout: Any) -> "Suggestion":
        """With what a person says: canonical column → as a mapping says it, and options of the format (nur = …)."""
        said = [Filled(name, Value.model_validate(value), PERSON, True) for name, value in answers.items()]
        answered = {name for one in said for name in made_of(one.name, self.role)}
        filled = [one for one in self.filled if not answered & set(made_of(one.name, self.role))] + said
        made = {name for one in filled for name in made_of(one.name, self.role)}
        used = {column for one in filled for column in one.value.columns}
        let_go = [column for one in self.filled for column in one.value.columns if column not in used]
        spare = [*self.dropped, *([] if FORMATS[self.format].public else dict.fromkeys(let_go))]
        return replace(
            self,
            filled=tuple(filled),
            open=tuple(name for name in self.open if name not in made),
            identifying=tuple(name for name in self.identifying if name not in used),
            dropped=tuple(name for name in spare if name not in used),
            layout={**self.layout, **layout},
        )


def made_of(name: str, role: str) -> tuple[str, ...]:
    """Which canonical columns a value fills: a birth date and a label of ages are two (etl/sources.py)."""
    if name in ROLES[role].names:
        return (name,)
    return {"geburt": ("geburtsjahr", "geburtsmonat"), "alter": ("alter_von", "alter_bis")}[name]
