"""Which role has an unknown file, and how would each canonical column be filled? A content in, a Suggestion out.

A person confirms it: by editing the mapping it is written as, or by answers (answers.py). What single columns can
fill: candidates.py; what labels of official tables say: labels.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.assistant import labels
from etl.assistant.candidates import TRANSLATED, Candidate, Desk, candidates
from etl.assistant.earlier import earlier_of
from etl.assistant.look import look
from etl.assistant.names import KNOWN, is_identifying, plain, roles_named
from etl.assistant.recognised import Recognised, recognised
from etl.assistant.suggestion import EARLIER, USUAL, Filled, Suggestion, lacking, made_of, needed
from etl.content import Content
from etl.mapping import Value
from etl.roles import CHILD_COLUMNS, ROLES
from etl.sources import SPEAKS_OF_OTHERS, read_sources
from etl.typed import lists_of
from store.profile import Profile

NEEDED, OF_USE, UNUSED = 2.0, 1.0, 0.3  # what a column weighs that is required, that is not, that nobody needs
SAID_ONCE = 0.5  # a required offer or code that is lacking: a mapping often says it once for the whole file
SAYS_NOTHING = 0.5  # of the share is left where no column holds what the role is about
DOUBT = 0.6  # an unsure column is so much worth
NAMED, NUMBERED = 0.35, 0.6  # so much of the share is the name of the file; the number of its official table
SUGGESTED = tuple(role for role in ROLES if role not in SPEAKS_OF_OTHERS)  # these have names of their own
COVERS = ("beginn", "anzahl", "besuche")  # whoever delivers these reports up to a Stand
YEAR, DAY = r"(?<!\d)20\d\d(?!\d)", r"\d{4}-\d\d-\d\d"
COUNTED = rf"{DAY}|(?<!\d)20\d{{6}}(?!\d)|{YEAR}|(?<![^\W_])\d+([.-]\d+)*(?![^\W_])"  # what another file has otherwise; not the 2 of A2G


@dataclass(frozen=True)
class Draft:
    """The columns of one role as far as they are found, and how well they fit."""

    role: str
    filled: tuple[Filled, ...]
    open: tuple[str, ...]
    share: float

    @property
    def used(self) -> set[str]:
        """The columns of the file that it needs."""
        return {column for one in self.filled for column in one.value.columns}


def suggest(content: Content, profile: Profile, *, role: str | None = None, name: str | None = None) -> Suggestion:
    """The mapping that would fit the file best; `role`: it is known; `name`: of the source. Unreadable, ProfileProblem."""
    return suggested(desk_of(content, profile), role=role, name=name)


def desk_of(content: Content, profile: Profile) -> Desk:
    """All that is known of the file. Unreadable, ProfileProblem."""
    found = recognised(content, profile.district)
    looks = tuple(look(found.frame, column) for column in found.frame.columns if column != "line")
    return Desk(found, looks, lists_of(profile), earlier_of(read_sources(profile)), profile)


def suggested(desk: Desk, *, role: str | None = None, name: str | None = None) -> Suggestion:
    """The same of what is known of a file."""
    found, looks = desk.found, desk.looks
    drafts = [_draft(desk, one) for one in SUGGESTED]
    drafts.sort(key=lambda draft: (-round(draft.share, 2), -len(draft.used)))
    best = next(draft for draft in drafts if role in (None, draft.role))
    spare = [] if found.public else [one.name for one in looks if one.name not in best.used]
    return Suggestion(
        name=name or _name(found),
        file=found.file,
        format=found.format,
        role=best.role,
        ranking=tuple((draft.role, draft.share) for draft in drafts),
        pattern=_pattern(found),
        rows=found.frame.height,
        filled=best.filled,
        open=best.open,
        identifying=tuple(one for one in spare if is_identifying(one)),
        dropped=tuple(one for one in spare if not is_identifying(one)),
        layout={
            **found.layout,
            **found.chosen(labels.rows_meant(desk, best.filled), around=best.role == labels.ROLE),
        },
        stand=_stand(found) if {one.name for one in best.filled} & set(COVERS) and not found.number else {},
    )


def _draft(desk: Desk, role: str) -> Draft:
    """The best candidate of every column: no column of the file and no canonical column twice."""
    taken: dict[str, Candidate] = {}
    used: set[str] = set()
    for one in sorted(candidates(desk, role), key=lambda one: -one.score):
        made, columns = set(made_of(one.filled.name, role)), set(one.filled.value.columns)
        if not made & taken.keys() and not columns & used:
            taken |= dict.fromkeys(made, one)
            used |= columns
    filled = list({one.filled.name: one.filled for one in taken.values()}.values())
    filled += [one for one in labels.filled(desk, role) if not set(made_of(one.name, role)) & taken.keys()]
    found = {name for one in filled for name in made_of(one.name, role)}
    share = _share(desk, role, filled, found)
    filled += [one for one in _usual(desk, role, filled) if one.name not in found]
    found |= {name for one in filled for name in made_of(one.name, role)}
    order = {name: at for at, name in enumerate(ROLES[role].names)}
    filled.sort(key=lambda one: order[made_of(one.name, role)[0]])
    return Draft(role, tuple(filled), lacking(role, found), share)


def _share(desk: Desk, role: str, filled: list[Filled], found: set[str]) -> float:
    """How well does the role fit, 0 to 1? What is found of what it needs, and how much of the file it has no use for."""
    counted = [name for name in needed(role) if not (ROLES[role].personal and name in CHILD_COLUMNS)]
    worth = {one.name: NEEDED if set(made_of(one.name, role)) & set(counted) else OF_USE for one in filled}
    gained = sum(worth[one.name] * (1 if one.sure else DOUBT) for one in filled)
    kinds = {field.name: field.kind for field in ROLES[role].fields}
    absent = sum(SAID_ONCE if kinds[name] in TRANSLATED else NEEDED for name in lacking(role, found) if name in counted)
    used = {column for one in filled for column in one.value.columns}
    asked = desk.found.levels() if desk.found.public else [one.name for one in desk.looks]
    spare = UNUSED * sum(name not in used for name in asked)
    fits = gained / max(1.0, sum(worth.values()) + absent + spare)
    says = {field.name for field in ROLES[role].fields if field.says}
    fits *= SAYS_NOTHING if says and not says & found else 1
    told = NUMBERED if desk.found.number else NAMED
    named = roles_named(desk.found.file, desk.found.number, [one.name for one in desk.looks])
    return fits * (1 - told) + told * (role in named)


def _usual(desk: Desk, role: str, filled: list[Filled]) -> Iterator[Filled]:
    """What is written into every row when the file has no such column: as earlier sources did, else as most do."""
    columns = {one.name.lower() for one in desk.looks}
    before = desk.earlier.usual(role, columns)
    yield from (Filled(name, value, EARLIER, sure=False) for name, value in before.items())
    yield from labels.fixed(desk, role, filled)
    table = f"Tabelle {desk.found.number}" if desk.found.number else ""
    found = {name for one in filled for name in made_of(one.name, role)}
    for about, said in KNOWN["usual"].items():
        of_role, name, *beside = about.split(".")
        text = said.format(table=table)
        if of_role == role and text and name not in before and set(beside) <= found:
            yield Filled(name, Value.model_validate({"fest": text}), USUAL, sure=said == "{table}")
    if role != labels.ROLE and "angebot" in ROLES[role].names and (offer := _offer_named(desk)):
        yield Filled("angebot", Value.model_validate({"fest": offer}), USUAL, sure=False)


def _offer_named(desk: Desk) -> str | None:
    """The one offer that the name of the file speaks of."""
    told = set(plain(desk.found.file.rpartition(".")[0]))
    offers = desk.profile.offers.select("id", "kurzname").iter_rows()
    named = [offer for offer, short in offers if set(plain(offer)) <= told or set(plain(short)) <= told]
    return named[0] if len(named) == 1 else None


def _name(found: Recognised) -> str:
    stem = found.number or re.sub(r"[\d]+", " ", found.file.rpartition(".")[0])
    return "_".join(re.findall(r"[a-z0-9]+", " ".join(plain(stem)))) or "quelle"


def _pattern(found: Recognised) -> str:
    """The name of the file, with anything where a number stands: next year's file is meant as well."""
    stem, point, ending = found.file.rpartition(".")
    if found.number and found.file.startswith(found.number):
        return f"{found.number}*{point}{ending}"
    return re.sub(COUNTED, "*", stem or ending) + (point + ending if stem else "")


def _stand(found: Recognised) -> dict[str, str]:
    """What the name of the file says of its Stand: a day, else the end of a year."""
    if re.search(DAY, found.file):
        return {"aus_dateiname": r"(\d{4}-\d\d-\d\d)"}
    return {"aus_dateiname": r"(20\d\d)", "bis": "31.12."} if re.search(YEAR, found.file) else {}
