"""Which delivering systems are there, and which of them does a file belong to? Mappings (etl/mapping.py) by name.

Canonical files (`nutzung_*.csv` …) need none: they are a source of their own, whose columns already have the right names.
"""

import fnmatch
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from etl.mapping import FileKind, Mapping, Stand
from etl.roles import ROLES, SAMPLE, SURVEY
from etl.worlds import mappings_of
from store.profile import Profile
from store.settings import ProfileProblem, read_settings

WHOLE_DATE = re.compile(r"(?<!\d)(\d{4}[-._]\d\d[-._]\d\d|\d\d[-._]\d\d[-._]\d{4}|\d{8})(?!\d)")
SPEAKS_OF_OTHERS = {
    "lieferschein": "lieferschein",
    SURVEY: SURVEY,
    SAMPLE: SURVEY,
}  # whatever a file of these is called
EARLIEST = date(1990, 1, 1)  # no extract is older: what looks like a day before it is a number


@dataclass(frozen=True)
class Source:
    """A delivering system; `file`: its mapping in the profile, "" = it has none there. `complete_since`: from when on it can report at all; it never says
    that a file is complete. `without_leavers`: of a year it counts only children who live in the district at its end. `as_of_rule` serves where no Lieferschein says better."""

    name: str
    title: str
    delivery: str
    counting: str
    files: tuple[FileKind, ...]
    complete_since: date | None = None
    as_of_rule: Stand | None = None
    without_leavers: bool = False
    released: bool = False
    file: str = ""

    @property
    def linked(self) -> bool:
        return self.counting == "verknuepft" and self.released

    def as_of(self, file_name: str) -> date | None:
        """Up to which day does a file of this name report: by its mapping, else by a whole date in the name; None: neither says so."""
        rule = self.as_of_rule
        found = re.search(rule.pattern, file_name) if rule else None
        by_rule = _stated(found[1], rule.until) if rule and found else None
        return by_rule or max(filter(None, map(_day, WHOLE_DATE.findall(file_name))), default=None)

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
    for path in mappings_of(profile):
        try:
            named = f"quellen/{path.name}"
            own = path.parent == profile.sources_folder
            source = replace(_source(read_settings(Mapping, path, named)), file=named if own else "")
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
    since, rule, released = head.complete_since, head.as_of_rule, mapping.release is not None
    return Source(*named, mapping.files, since, rule, head.without_leavers, released)


def canonical(role: str, name: str, file_name: str) -> Source:
    """A canonical file as a source of its own: it adds and corrects, unless a Lieferschein says otherwise."""
    counting = {"nutzung": "eigener_schluessel", "zaehlwerte": "zaehlwerte", "kontakte": "kontakte"}.get(role, "")
    said = {"rolle": role, "muster": [file_name], "spalten": None}
    title = name.replace("_", " ")
    return Source(name, title[:1].upper() + title[1:], "aenderung", counting, (FileKind.model_validate(said),))


def canonical_role(file_name: str) -> str | None:
    """nutzung_hze_2025.csv -> 'nutzung'; None when the name is not canonical."""
    stem = file_name.lower().rsplit(".", 1)[0]
    return next(
        (role for role in sorted(ROLES, key=len, reverse=True) if stem == role or stem.startswith(role + "_")), None
    )


def canonical_name(role: str, file_name: str) -> str:
    """nutzung_hze_2025.csv -> 'hze': what stands between role and digits names the source, so that its years belong together."""
    if role in SPEAKS_OF_OTHERS:
        return SPEAKS_OF_OTHERS[role]
    stem = file_name.lower().rsplit(".", 1)[0].removeprefix(role)
    return re.sub(r"[\W\d_]+", "_", stem).strip("_") or role


def kinds_for(file_name: str, source: Source) -> list[FileKind]:
    """Which entries of a source are about a file of this name? Several, where each names other sheets of one workbook."""
    return [kind for kind in source.files if any(fnmatch.fnmatch(file_name.lower(), p.lower()) for p in kind.patterns)]


def of_different_sheets(kinds: list[FileKind]) -> bool:
    """Do several entries share one workbook, each with sheets of its own?"""
    named = [name for kind in kinds for name in ([kind.blatt] if isinstance(kind.blatt, str) else kind.blatt or [])]
    return all(kind.blatt for kind in kinds) and len(named) == len(set(named))


def _stated(text: str, until: str | None) -> date | None:
    """What the pattern of a mapping found: a day, or a year with the day up to which its file reports; None: no day of our time."""
    if until is None:
        return _day(text)
    day, month = map(int, until.split(".")[:2])
    year = int(text) + ("Folgejahr" in until) if text.isdigit() else 0
    return date(year, month, day) if EARLIEST.year <= year <= date.max.year else None


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d-%m-%Y", "%Y%m%d", "%d%m%Y"):
        try:
            day = datetime.strptime(re.sub("[._]", "-", text), form).date()
        except ValueError:
            continue
        if day >= EARLIEST:
            return day
    return None
