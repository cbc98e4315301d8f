"""What may an office decide, and what does it say where a file does not fit? amt.toml as one frozen, typed model.

A model names its keys in German, as the files do. Every slip of a file is collected and told: where, what stands there, what fits.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError


class ProfileProblem(Exception):
    """German text: which profile file, which line or column, what was expected, what to do."""


class Settings(BaseModel):
    """A table of a file of the profile: nothing unknown in it, nothing guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def key(name: str, default: Any = ..., **limits: Any) -> Any:
    """How the file calls a field."""
    return Field(default, alias=name, **limits)


Words = Annotated[tuple[str, ...], Field(strict=False)]  # a list of the file
T = TypeVar("T", bound=Settings)


def one_of(*words: str) -> Callable[[str], str]:
    """A validator: only these words."""

    def check(word: str) -> str:
        if word not in words:
            raise PydanticCustomError("one_of", "one of {expected}", {"expected": ", ".join(words)})
        return word

    return check


class Identity(Settings):
    name: str = Field(min_length=1)
    short: str = key("kurz", "")
    district_name: str = key("landkreis", "")
    district: str = key("schluessel", min_length=1)
    contact: str = key("kontakt", "die Datenpflege")


class Protection(Settings):
    """HANDBUCH „Schutz kleiner Zahlen“; the defaults are the weakest an office may choose by itself."""

    base: int = key("basis", 5, gt=0)
    min_expected: float = key("min_erwartet", 10, gt=0)
    stay_expected: float = key("bleibt_erwartet", 8, gt=0)
    min_population: int = key("min_bevoelkerung", 50, gt=0)
    years_back: int = key("jahre_zurueck", 3, gt=0)
    decided_on: date | None = key("beschlossen_am", None)
    note: str = key("vermerk", "")
    weaker_by: str = key("abweichung_beschlossen_von", "")

    @model_validator(mode="after")
    def strong_enough(self) -> "Protection":
        numbers = {name: field for name, field in type(self).model_fields.items() if isinstance(field.default, int)}
        weaker = [
            f"{field.alias} = {getattr(self, name):g} (mindestens {field.default})"
            for name, field in numbers.items()
            if getattr(self, name) < field.default
        ]
        if weaker and not self.weaker_by:
            raise ValueError(
                f"ist schwächer als die Schutzregel: {'; '.join(weaker)}. Bitte anheben oder mit "
                'abweichung_beschlossen_von = "Funktion, Datum" sagen, wer das beschlossen hat.'
            )
        if self.stay_expected > self.min_expected:
            raise ValueError("widerspricht sich: bleibt_erwartet darf nicht größer sein als min_erwartet.")
        return self


class People(Settings):
    """Of several values for one day: which kind goes first."""

    order: Words = key("reihenfolge", ("amtlich", "geschaetzt"))


class ReferenceDays(Settings):
    days: Words = key("tage", ("12-31",))

    @field_validator("days")
    @classmethod
    def of_a_year(cls, days: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [day for day in days if not re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", day)]
        if wrong:
            raise ValueError(f"kennt den Tag „{wrong[0]}“ nicht. Erwartet: Monat-Tag wie 03-01.")
        return days


class Statement(Settings):
    """„nahezu jedes Kind“: from so many of 100 on."""

    threshold: int = key("schwelle", 95, gt=0, le=100)


class Switches(Settings):
    on: Words = key("schalter", ())


class Turnover(Settings):
    """Children over a year per child on the reference date, at most; who says so stands beside it for those who read the file."""

    at_most: float = key("hoechstens", ge=1)
    source: str = key("quelle", min_length=1)


class MovingOut(Settings):
    """Which share of the children moves away in a year, at most, where no statistics of moves are delivered?

    The default is an assumption, no statistic: about twice what is usual over the border of a district."""

    at_most: float = key("hoechstens", 0.1, gt=0, le=1)
    source: str = key("quelle", "", min_length=1)


class FurtherUse(Settings):
    """Answers to the question on further use: how long they are kept, and what is allowed for (HANDBUCH „Mitnutzungsfrage“).

    The defaults are assumptions: at most so many users are not named; whoever uses more answers so many times as often."""

    keep_days: int = key("loeschen_nach_tagen", 90, gt=0)
    concealed: float = key("verschweigen", 0.3, ge=0, lt=1)
    answering: float = key("antwortverhalten", 1.25, ge=1)


class Keeping(Settings):
    replaced_rows_years: int = key("ersetzte_zeilen_jahre", 2, ge=0)
    versions: int = key("versionen", 5, ge=1)


class Invented(Settings):
    """What holds for invented figures only."""

    prefix: str = key("vorsatz", "")
    turnover: dict[str, Turnover] = key("umschlag", {})


class Office(Settings):
    """amt.toml."""

    identity: Identity = key("amt")
    protection: Protection = key("schutz")
    people: People = key("bevoelkerung", People())
    reference_days: ReferenceDays = key("stichtage", ReferenceDays())
    statement: Statement = key("aussage", Statement())
    switches: Switches = key("angebote", Switches())
    turnover: dict[str, Turnover] = key("umschlag", {})
    moving_out: MovingOut = key("fortzug", MovingOut())
    further_use: FurtherUse = key("mitnutzung", FurtherUse())
    keeping: Keeping = key("aufbewahrung", Keeping())
    invented: Invented = key("demo", Invented())


def decoded(path: Path) -> str:
    """The text of a file of the profile, as Excel or an editor may have left it; an umlaut is always one character."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    return unicodedata.normalize("NFC", text)


def read_settings(model: type[T], path: Path, named: str) -> T:
    """A TOML file of the profile. Raises ProfileProblem with every slip in it."""
    try:
        return model.model_validate(tomllib.loads(decoded(path)))
    except tomllib.TOMLDecodeError as fault:
        line = re.search(r"line (\d+)", str(fault))
        where = f"Zeile {line[1]}" if line else "Die Datei"
        raise ProfileProblem(f'{named}: {where} ist nicht lesbar. Erwartet: name = "Wert".') from fault
    except ValidationError as fault:
        raise ProfileProblem("\n".join(_slips(model, fault, named))) from fault


def _slips(model: type[Settings], fault: ValidationError, file: str) -> Iterable[str]:
    for slip in fault.errors():
        kind, (*tables, last) = slip["type"], slip["loc"] or ("",)
        place = " ".join([file, *_steps(tables if kind in ("extra_forbidden", "missing") else slip["loc"])])
        if kind == "extra_forbidden":
            known = _keys(model, tables)
            near = get_close_matches(str(last), known, 1)
            meant = f"Gemeint ist vielleicht „{near[0]}“." if near else f"Bekannt: {', '.join(known)}."
            yield f"{place} kennt „{last}“ nicht. {meant}"
        elif kind == "missing":
            yield f"{place}: Es fehlt „{last}“."
        elif kind == "value_error":
            yield f"{place} {slip['ctx']['error']}".replace(" :", ":")
        else:
            yield f"{place}: Dort steht {_given(slip['input'])}. Erwartet: {_expected(kind, slip.get('ctx', {}))}."


def _steps(tables: Iterable[str | int]) -> Iterable[str]:
    """('datei', 0, 'muster') → '[datei]', '1.', 'muster'."""
    for place, step in enumerate(tables):
        yield f"{step + 1}." if isinstance(step, int) else f"[{step}]" if place == 0 else step


def _keys(kind: Any, tables: Iterable[str | int]) -> list[str]:
    """What the table may hold that lies there."""
    for step in tables:
        if hasattr(kind, "model_fields"):
            kind = next(f.annotation for name, f in kind.model_fields.items() if step in (f.alias, name))
        else:  # a list of tables, or tables that the office names
            kind = next(one for one in reversed(get_args(kind)) if one is not Ellipsis)
        kind = next(one for one in get_args(kind) if one is not NoneType) if get_origin(kind) is UnionType else kind
    return [field.alias or name for name, field in kind.model_fields.items()]


def _given(value: Any) -> str:
    kinds = {bool: "ja oder nein", str: "Text", int: "Zahl", float: "Zahl", list: "Liste", dict: "Tabelle"}
    kind = kinds.get(type(value), "Datum")
    return f"eine {kind}" if kind in ("Liste", "Tabelle") else f"„{str(value)[:60]}“ ({kind})"


def _expected(kind: str, limits: dict[str, Any]) -> str:
    if kind == "one_of":
        return f"eines von: {limits['expected']}"
    limit = {
        "greater_than": "mehr als {gt}",
        "greater_than_equal": "mindestens {ge}",
        "less_than_equal": "höchstens {le}",
        "string_too_short": "ein Text, der nicht leer ist",
        "too_short": "mindestens ein Eintrag",
        "int_type": "eine ganze Zahl",
        "float_type": "eine Zahl",
        "string_type": 'ein Text in Anführungszeichen, etwa "Wert"',
        "bool_type": "true oder false",
        "tuple_type": 'eine Liste, etwa ["Wert"]',
        "list_type": 'eine Liste, etwa ["Wert"]',
        "dict_type": 'eine Tabelle, etwa {{ name = "Wert" }}',
        "model_type": 'eine Tabelle, etwa {{ name = "Wert" }}',
        "date_type": "ein Datum wie 2026-11-01",
    }.get(kind, kind)
    return limit.format(**{name: f"{bound:g}" for name, bound in limits.items() if isinstance(bound, (int, float))})
