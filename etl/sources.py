"""What does a delivering system call its columns? Its mapping, `data/profile/quellen/NAME.toml`, read and checked.

A mapping says which files belong to the source, how each is read, and how every canonical column of etl/roles.toml is filled.
Canonical files (`nutzung_*.csv` …) need none: they are a source of their own, whose columns already have the right names.
"""

import fnmatch
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import Field, field_validator, model_validator

from etl.readers import FORMATS, Columns, fixed_width
from etl.roles import KINDS_OF_DELIVERY, ROLES
from store.profile import Profile
from store.settings import ProfileProblem, Settings, Words, key, one_of, read_settings

COUNTINGS = ("verknuepft", "eigener_schluessel", "zaehlwerte", "kontakte")
UNUSED = "unbenutzt"
MADE_OF_ONE_CELL = ("geburt", "alter")  # a full birth date, an official label of ages: two columns each (etl/typed.py)


class Value(Settings):
    """How one canonical column is filled: from a column, from two (month and year), or the same for every row."""

    column: str | None = key("aus", None)
    fixed: str | None = key("fest", None)
    month: str | None = key("monat", None)
    year: str | None = key("jahr", None)
    codes: dict[str, str] | None = None
    otherwise: str | None = key("sonst", None)
    date_format: str | None = key("datum", None)
    shorten: str | None = key("kuerzen", None)
    open_values: Words = key("offen", ())

    @model_validator(mode="before")
    @classmethod
    def just_a_column(cls, said: Any) -> Any:
        return {"aus": said} if isinstance(said, str) else said

    @model_validator(mode="after")
    def filled_from_one_place(self) -> "Value":
        if [self.column is not None, self.fixed is not None, bool(self.month and self.year)].count(True) != 1:
            raise ValueError("braucht eines von: aus, fest, monat und jahr.")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(c for c in (self.column, self.month, self.year) if c)


class SumRows(Settings):
    column: str = key("spalte")
    words: Words = key("werte")


class FileKind(Settings):
    """One kind of file of a source: which names, how to read it, what its columns mean. `values` None = canonical names."""

    role: str = key("rolle")
    patterns: Words = key("muster")
    format: str = "text"
    dropped: Words = key("weglassen", ())
    sum_rows: SumRows | None = key("summenzeilen", None)
    values: dict[str, Value] | None = key("spalten", {})
    nur: str | dict[str, list[str]] | None = None
    felder: Any = None
    satzart: str | None = None
    blatt: str | list[str] | None = None
    kopfzeile: int | None = Field(None, ge=1)

    @field_validator("felder")
    @classmethod
    def names_a_layout_or_is_one(cls, said: Any) -> Any:
        places = said.values() if isinstance(said, dict) else [None]
        named = isinstance(said, str) and said in fixed_width.LAYOUTS
        if not named and not all(isinstance(ends, list) and all(type(end) is int for end in ends) for ends in places):
            raise ValueError(f"braucht {', '.join(fixed_width.LAYOUTS)} oder {{ name = [von, bis] }}.")
        return said

    _role = field_validator("role")(one_of(*ROLES, UNUSED))
    _format = field_validator("format")(one_of(*FORMATS))

    @model_validator(mode="after")
    def fits_its_role_and_format(self) -> "FileKind":
        known = ROLES[self.role].names if self.role in ROLES else []
        for name, value in (self.values or {}).items():
            if name not in (*known, *MADE_OF_ONE_CELL):
                raise ValueError(f": Die Rolle {self.role} hat keine Spalte „{name}“.")
            if name == "geburt" and value.shorten != "monat":
                raise ValueError(
                    ': „geburt“ braucht kuerzen = "monat": Ein volles Geburtsdatum wird nicht gespeichert.'
                )
        options = FORMATS[self.format].options
        chooses = {"nur"} if isinstance(self.nur, dict) else set()  # rows by any column, in every format
        for name in self.layout.keys() - set(options) - chooses:
            raise ValueError(
                f": Das Format „{self.format}“ kennt „{name}“ nicht. Erwartet: {', '.join(options) or 'keine Angabe'}."
            )
        return self

    @property
    def wanted(self) -> dict[str, str]:
        """Column in lower case → the name the mapping or the role knows it by."""
        if self.values is None:
            return {name: name for name in ROLES[self.role].names}
        names = [column for value in self.values.values() for column in value.columns]
        names += [self.sum_rows.column] if self.sum_rows else []
        return {name.lower(): name for name in [*names, *(self.nur if isinstance(self.nur, dict) else ())]}

    @property
    def columns(self) -> Columns:
        """What the readers need to know of them."""
        return Columns(frozenset(self.wanted), frozenset(map(str.lower, self.dropped)))

    @property
    def layout(self) -> dict[str, Any]:
        """The options of its format."""
        said = {name: getattr(self, name) for name in ("nur", "felder", "satzart", "blatt", "kopfzeile")}
        return {name: value for name, value in said.items() if value is not None}


class Stand(Settings):
    """Up to which day a file reports: a year or a day in its name; `until`: the day of that year."""

    pattern: str = key("aus_dateiname")
    until: str | None = key("bis", None)

    @field_validator("pattern")
    @classmethod
    def finds_one_thing(cls, pattern: str) -> str:
        try:
            usable = re.compile(pattern).groups == 1
        except re.error:
            usable = False
        if not usable:
            raise ValueError("braucht einen regulären Ausdruck mit genau einer Klammer, etwa '(\\d{4})-'.")
        return pattern

    @field_validator("until")
    @classmethod
    def is_a_day_of_the_year(cls, until: str) -> str:
        if not re.match(r"([0-2]?\d|3[01])\.(0?\d|1[0-2])\.( des Folgejahres)?$", until):
            raise ValueError("muss ein Tag im Jahr sein, etwa „31.12.“ oder „31.03. des Folgejahres“.")
        return until


class Head(Settings):
    name: str = Field(min_length=1)
    title: str = key("titel", "")
    delivery: str = key("lieferart")
    counting: str = key("zaehlweise", "")
    complete_since: date | None = key("vollstaendig_seit", None)
    as_of_rule: Stand | None = key("stand", None)

    _delivery = field_validator("delivery")(one_of(*KINDS_OF_DELIVERY))
    _counting = field_validator("counting")(one_of(*COUNTINGS))


class Release(Settings):
    """Who allowed to link the children of this source with others, and when: noted for people, needed to link at all."""

    on: date = key("datum")
    by: str = key("funktion", min_length=1)
    note: str = key("vermerk", min_length=1)


class Mapping(Settings):
    """One file of `quellen/`."""

    head: Head = key("quelle")
    files: tuple[FileKind, ...] = key("datei", strict=False)
    release: Release | None = key("freigabe", None)


@dataclass(frozen=True)
class Source:
    """A delivering system. `complete_since` and `as_of_rule` serve where no Lieferschein says better."""

    name: str
    title: str
    delivery: str
    counting: str
    files: tuple[FileKind, ...]
    complete_since: date | None = None
    as_of_rule: Stand | None = None
    released: bool = False

    @property
    def linked(self) -> bool:
        return self.counting == "verknuepft" and self.released

    def as_of(self, file_name: str) -> date | None:
        """Up to which day does a file of this name report? None when neither name nor mapping says so."""
        rule = self.as_of_rule
        found = re.search(rule.pattern, file_name) if rule else None
        if rule is None or found is None:
            return None
        if rule.until is None:
            return _day(found[1])
        day, month = map(int, rule.until.split(".")[:2])
        return date(int(found[1]) + ("Folgejahr" in rule.until), month, day)

    def period(self, file_name: str) -> tuple[date, date] | None:
        """The twelve months a file of a `zeitraum` source replaces, by its name."""
        end = self.as_of(file_name)
        return (date(end.year - 1, end.month, end.day) + timedelta(days=1), end) if end else None

    def offers(self) -> set[str]:
        """Which offers can this source deliver at all? Those its mapping names; needed to tell 0 from nothing."""
        named = set()
        for kind in self.files:
            value = (kind.values or {}).get("angebot")
            if value is not None:
                named |= {value.fixed} if value.fixed else set((value.codes or {}).values())
        return named


def read_sources(profile: Profile) -> dict[str, Source]:
    """Every mapping of the profile, by name. Raises ProfileProblem with every slip of every file."""
    found, slips = {}, []
    for path in sorted(profile.sources_folder.glob("*.toml")):
        try:
            source = _source(read_settings(Mapping, path, f"quellen/{path.name}"))
        except ProfileProblem as problem:
            slips.append(str(problem))
            continue
        barred = sorted(source.offers() & profile.never_linked.keys()) if source.released else []
        slips += [
            f"quellen/{path.name}: „{offer}“ darf nie verknüpft werden ({profile.never_linked[offer]}). "
            "Bitte [freigabe] streichen und Zählwerte liefern."
            for offer in barred
        ]
        if source.linked and not profile.never_linked:
            slips.append(
                f"quellen/{path.name}: Vor einer Verknüpfung muss in angebote.csv, nie_verknuepfen, stehen, "
                "welche Angebote das Gesetz ausschließt (§§ 65, 68 SGB VIII)."
            )
        if source.name in found:
            slips.append(f"quellen/: Den Namen „{source.name}“ tragen mehrere Zuordnungen. Bitte [quelle] name ändern.")
        found[source.name] = source
    if slips:
        raise ProfileProblem("\n".join(slips))
    return found


def _source(mapping: Mapping) -> Source:
    head = mapping.head
    named = (head.name, head.title or head.name, head.delivery, head.counting)
    return Source(*named, mapping.files, head.complete_since, head.as_of_rule, mapping.release is not None)


def canonical(role: str, name: str, file_name: str) -> Source:
    """A canonical file as a source of its own: it adds and corrects, unless a Lieferschein says otherwise."""
    counting = {"nutzung": "eigener_schluessel", "zaehlwerte": "zaehlwerte", "kontakte": "kontakte"}.get(role, "")
    said = {"rolle": role, "muster": [file_name], "spalten": None}
    stated = Stand.model_validate({"aus_dateiname": r"(\d{4}-\d\d-\d\d|\d\d\.\d\d\.\d{4}|\d{8})"})
    title = name.replace("_", " ")
    return Source(
        name, title[:1].upper() + title[1:], "aenderung", counting, (FileKind.model_validate(said),), as_of_rule=stated
    )


def canonical_role(file_name: str) -> str | None:
    """nutzung_hze_2025.csv -> 'nutzung'; None when the name is not canonical."""
    stem = file_name.lower().rsplit(".", 1)[0]
    return next(
        (role for role in sorted(ROLES, key=len, reverse=True) if stem == role or stem.startswith(role + "_")), None
    )


def canonical_name(role: str, file_name: str) -> str:
    """nutzung_hze_2025.csv -> 'hze': what stands between role and digits names the source, so that its years belong together."""
    if role == "lieferschein":
        return role  # it speaks of other sources, whatever it is called
    stem = file_name.lower().rsplit(".", 1)[0].removeprefix(role)
    return re.sub(r"[\W\d_]+", "_", stem).strip("_") or role


def kinds_for(file_name: str, source: Source) -> list[FileKind]:
    """Which entries of a source are about a file of this name? Several, where each names other sheets of one workbook."""
    return [kind for kind in source.files if any(fnmatch.fnmatch(file_name.lower(), p.lower()) for p in kind.patterns)]


def of_different_sheets(kinds: list[FileKind]) -> bool:
    """Do several entries share one workbook, each with sheets of its own?"""
    named = [name for kind in kinds for name in ([kind.blatt] if isinstance(kind.blatt, str) else kind.blatt or [])]
    return all(kind.blatt for kind in kinds) and len(named) == len(set(named))


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%Y%m%d"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None
