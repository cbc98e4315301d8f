"""What may stand in a mapping? `data/profile/quellen/NAME.toml` as typed settings; every slip is told with what fits.

A mapping says which files belong to a source, how each is read, and how every canonical column of etl/roles.toml is filled.
"""

import re
from datetime import date
from typing import Any

from pydantic import Field, field_validator, model_validator

from etl import date_forms
from etl.readers import FORMATS, Columns, fixed_width
from etl.roles import KINDS_OF_DELIVERY, ROLES
from store.settings import Settings, Words, key, one_of

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

    @field_validator("date_format")
    @classmethod
    def reads_a_day(cls, form: str | None) -> str | None:
        if form is not None and not date_forms.works(form):
            meant = date_forms.meant(form)
            raise ValueError(
                f": Dort steht „{form}“. Erwartet: %d Tag, %m Monat, %Y Jahr (%y zweistellig), hier wohl „{meant}“."
            )
        return form

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


def _are_words(said: Any) -> bool:
    return isinstance(said, list) and bool(said) and all(isinstance(word, str) for word in said)


def _is_pattern(said: str) -> bool:
    try:
        re.compile(said)
    except re.error:
        return False
    return True


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
    adds: bool = key("zusammenzaehlen", False)
    values: dict[str, Value] | None = key("spalten", {})
    nur: Any = None  # a pattern of area keys, or { column: [cells] }
    felder: Any = None
    satzart: str | None = None
    blatt: Any = None  # the name of a sheet, or several
    kopfzeile: int | None = Field(None, ge=1)

    @field_validator("felder")
    @classmethod
    def names_a_layout_or_is_one(cls, said: Any) -> Any:
        places = said.values() if isinstance(said, dict) else [None]
        named = isinstance(said, str) and said in fixed_width.LAYOUTS
        if not named and not all(isinstance(ends, list) and all(type(end) is int for end in ends) for ends in places):
            raise ValueError(f"braucht {', '.join(fixed_width.LAYOUTS)} oder {{ name = [von, bis] }}.")
        return said

    @field_validator("nur")
    @classmethod
    def chooses_rows(cls, said: Any) -> Any:
        by_column = isinstance(said, dict) and said and all(map(_are_words, said.values()))
        if not by_column and not (isinstance(said, str) and _is_pattern(said)):
            raise ValueError('braucht { spalte = ["Wert"] } oder, bei amtlichen Tabellen, ein Muster wie "^03155".')
        return said

    @field_validator("blatt")
    @classmethod
    def names_sheets(cls, said: Any) -> Any:
        if not _are_words([said] if isinstance(said, str) else said):
            raise ValueError('braucht den Namen eines Blatts oder eine Liste von Namen, etwa ["Januar", "Februar"].')
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
        if self.adds and not (self.role in ROLES and any(field.adds for field in ROLES[self.role].fields)):
            raise ValueError(f": Die Rolle {self.role} hat keine Zahlen, die sich mit zusammenzaehlen addieren lassen.")
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
        return Columns(frozenset(self.wanted), frozenset(map(str.lower, self.dropped)) - self.wanted.keys())

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
    without_leavers: bool = key("ohne_fortgezogene", False)

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

    @field_validator("files", mode="before")
    @classmethod
    def are_a_list(cls, said: Any) -> Any:
        if isinstance(said, dict):
            raise ValueError("braucht zwei eckige Klammern: [[datei]].")
        return said
