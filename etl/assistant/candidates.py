"""Which columns of a file could fill a canonical column, and how well? By name, by the form of the cells, by earlier mappings."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import permutations

from etl import date_forms
from etl.assistant import codes
from etl.assistant.earlier import Earlier
from etl.assistant.look import FITS, Look, filled_by, fit, fit_pair
from etl.assistant.names import LIKELY, SURE, is_identifying, likeness, plain
from etl.assistant.recognised import Recognised
from etl.assistant.suggestion import EARLIER, FORM, NAME, Filled
from etl.mapping import Value
from etl.persons import KEY
from etl.roles import ROLES, Field
from etl.typed import DATES, Lists
from store.profile import Profile

TRANSLATED = ("code", "offer", "yesno")  # kinds whose cells may be codes of the deliverer
TOLD_BY_FORM = ("key", "area", "home", "offer", "code", "ages")  # kinds whose cells are like no others
BIRTH, AGES = Field("geburt", "birth"), Field("alter", "ages")
BY_EARLIER, BY_FORM = 2.0, 0.5  # score
SOME = 0.3  # of the cells at least; the others are codes to translate, or places that the profile does not know


@dataclass(frozen=True)
class Candidate:
    filled: Filled
    score: float


@dataclass(frozen=True)
class Desk:
    """All that is known when a file is looked at."""

    found: Recognised
    looks: tuple[Look, ...]
    lists: Lists
    earlier: Earlier
    profile: Profile

    @cached_property
    def fits(self) -> dict[tuple[str, str, str], float]:
        """What was already asked."""
        return {}

    def fit(self, column: Look, role: str, field: Field, value: Value) -> float:
        if field.kind == "key":
            return float(not column.parts.is_empty() and bool(column.parts.str.contains(KEY).all()))
        about = (column.name, f"{field.kind} {field.codes}", repr(value))
        if about not in self.fits:
            self.fits[about] = fit(column, role, field.name, value, self.lists)
        return self.fits[about]


def fields_of(role: str) -> list[Field]:
    """Its canonical columns, and what fills two of them at once."""
    names = ROLES[role].names
    birth = [BIRTH] if "geburtsjahr" in names else []
    return [*ROLES[role].fields, *birth, *([AGES] if "alter_von" in names and "alter" not in names else [])]


def candidates(desk: Desk, role: str) -> Iterator[Candidate]:
    """Every column for every canonical column of the role that it could fill."""
    for field in fields_of(role):
        for column in desk.looks:
            found = _earlier(desk, role, field, column) or _candidate(desk, role, field, column)
            if found:
                yield found
        if field.kind in DATES:
            yield from _month_and_year(desk, role, field)


def _earlier(desk: Desk, role: str, field: Field, column: Look) -> Candidate | None:
    """As another source of the profile filled it from a column of this name, when the cells still fit."""
    value = desk.earlier.values.get((role, field.name, column.name.lower()))
    if value is None or len(value.columns) > 1:
        return None
    value = value.model_copy(update={"column": column.name})
    share = desk.fit(column, role, field, value)
    if value.codes is not None and value.otherwise is None and column.codes:
        filled = codes.translated(desk, role, field, column, why=EARLIER)
        return Candidate(filled, BY_EARLIER + share) if filled.value.codes else None
    return Candidate(Filled(field.name, value, EARLIER, sure=True), BY_EARLIER + share) if share >= FITS else None


def _candidate(desk: Desk, role: str, field: Field, column: Look) -> Candidate | None:
    alike = likeness(plain(column.name), role, field.name)
    barred = is_identifying(column.name) and not desk.found.public and field is not BIRTH
    by_name = alike >= LIKELY
    if barred or not (by_name or _told_by_form(field, column)):
        return None
    filled = read_from(desk, role, field, column)
    if column.cells.is_empty():  # by its whole name only
        return Candidate(filled, BY_FORM) if alike == 1 else None
    share = desk.fit(column, role, field, filled.value)
    if not by_name:
        sure = field.kind in ("key", "ages") or desk.found.public
        return Candidate(replace(filled, why=FORM, sure=sure), BY_FORM) if share >= FITS else None
    if share >= FITS:
        return Candidate(replace(filled, sure=alike >= SURE and not filled.two_forms), alike + share / 2)
    if field.kind in TRANSLATED and column.codes:
        return Candidate(codes.translated(desk, role, field, column, why=NAME), alike)
    some = field.kind in ("area", "home", "ages") and share >= SOME
    return Candidate(replace(filled, sure=False), alike / 2) if some else None


def _told_by_form(field: Field, column: Look) -> bool:
    """Are the cells of this kind like no others? Words, not mere numbers: a 1 or a 3 may be anything; a key of an area is long."""
    if field.kind not in TOLD_BY_FORM or column.cells.is_empty():
        return False
    numbers = column.parts.str.contains(r"^\d{1,7}$" if field.kind in ("area", "home") else r"^\d+$")
    single = column.parts.str.len_chars().max() == 1 and field.name != "geschlecht"
    return not numbers.any() and not single


def read_from(desk: Desk, role: str, field: Field, column: Look) -> Filled:
    """Filled from this column; a date in its own form, if the usual ones do not fit."""
    plainly = filled_by(column.name)
    if field is not BIRTH and field.kind not in DATES:
        return Filled(field.name, plainly, NAME, sure=False)
    form = next(iter(column.date_forms), None)
    twofold = len(column.date_forms) > 1
    if field is BIRTH:
        value = filled_by(column.name, datum=form or date_forms.KNOWN[0], kuerzen="monat")
        return Filled(field.name, value, NAME, sure=False, two_forms=twofold)
    if form is None or desk.fit(column, role, field, plainly) >= FITS:
        form, twofold = None, False
    still_open = column.still_open if field.name == "ende" else ()
    value = filled_by(column.name, datum=form, offen=["", *still_open] if still_open else [])
    return Filled(field.name, value, NAME, sure=False, two_forms=twofold)


def _month_and_year(desk: Desk, role: str, field: Field) -> Iterator[Candidate]:
    """A date that stands in two columns, month and year, named alike: VON_MONAT and VON_JAHR."""
    for month, year in permutations(desk.looks, 2):
        of_month, of_year = (list(plain(column.name)) for column in (month, year))
        if "monat" not in of_month or "jahr" not in of_year:
            continue
        rest = [word for word in of_month if word != "monat"]
        alike = likeness(tuple(rest), role, field.name)
        if rest != [word for word in of_year if word != "jahr"] or alike < LIKELY:
            continue
        value = Value.model_validate({"monat": month.name, "jahr": year.name})
        share = fit_pair(desk.found.frame, role, field.name, value)
        if share >= FITS:
            yield Candidate(Filled(field.name, value, NAME, sure=alike >= SURE), alike + share / 2)
