"""What does a delivering system call its columns? Its mapping, `data/profile/quellen/NAME.toml`, read and checked.

A mapping says which files belong to the source, how each is read, and how every canonical column of etl/roles.py is filled.
Canonical files (`nutzung_*.csv` …) need none: they are a source of their own, whose columns already have the right names.
"""

import fnmatch
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from etl.roles import ROLES
from store.profile import Profile, ProfileProblem

KINDS_OF_DELIVERY = ("bestand", "zeitraum", "aenderung")
COUNTINGS = ("verknuepft", "eigener_schluessel", "zaehlwerte", "kontakte")
FORMATS = ("text", "excel", "feste_breite", "genesis", "ffcsv", "spreadsheetml")
LAYOUT = ("nur", "felder", "satzart", "blatt", "kopfzeile")
NEVER_LINKED = {
    "beistandschaft": "§ 68 SGB VIII",
    "vormundschaft": "§ 68 SGB VIII",
    "erziehungsberatung": "§ 65 SGB VIII",
    "trennungsberatung": "§ 65 SGB VIII",
    "umgangsberatung": "§ 65 SGB VIII",
}


@dataclass(frozen=True)
class Value:
    """How one canonical column is filled: from a column, from two (month and year), or the same for every row."""

    column: str | None = None
    fixed: str | None = None
    month: str | None = None
    year: str | None = None
    codes: dict[str, str] | None = None
    otherwise: str | None = None
    date_format: str | None = None
    shorten: bool = False
    open_values: tuple[str, ...] = ()
    age_label: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(c for c in (self.column, self.month, self.year) if c)


@dataclass(frozen=True)
class FileKind:
    """One kind of file of a source: which names, how to read it, what its columns mean. `values` None = canonical names."""

    role: str
    patterns: tuple[str, ...]
    format: str = "text"
    dropped: tuple[str, ...] = ()
    sum_rows: tuple[str, tuple[str, ...]] | None = None
    values: dict[str, Value] | None = None
    layout: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """A delivering system. `complete_since` and `as_of_rule` serve where no Lieferschein says better."""

    name: str
    title: str
    delivery: str
    counting: str
    files: tuple[FileKind, ...]
    complete_since: date | None = None
    as_of_rule: dict | None = None
    release: dict | None = None

    @property
    def linked(self) -> bool:
        return self.counting == "verknuepft" and self.release is not None

    def as_of(self, file_name: str) -> date | None:
        """Up to which day does a file of this name report? None when neither name nor mapping says so."""
        rule = self.as_of_rule
        if rule is None:
            return None
        found = re.search(rule["aus_dateiname"], file_name)
        if not found:
            return None
        if "bis" not in rule:
            return _day(found[1])
        day, month = map(int, rule["bis"].split(".")[:2])
        return date(int(found[1]) + ("Folgejahr" in rule["bis"]), month, day)

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
    """Every mapping of the profile, by name. Raises ProfileProblem naming file and key."""
    found = [_read_source(path) for path in sorted(profile.sources_folder.glob("*.toml"))]
    names = [source.name for source in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ProfileProblem(
            f"quellen/: Den Namen „{twice[0]}“ tragen mehrere Zuordnungen. Bitte [quelle] name ändern."
        )
    return dict(zip(names, found, strict=True))


def canonical(role: str, name: str, path: Path) -> Source:
    """A canonical file as a source of its own: it adds and corrects, unless a Lieferschein says otherwise."""
    counting = {"nutzung": "eigener_schluessel", "zaehlwerte": "zaehlwerte", "kontakte": "kontakte"}.get(role, "")
    kind = FileKind(role, (path.name,), format_of(path))
    stated = {"aus_dateiname": r"(\d{4}-\d\d-\d\d|\d\d\.\d\d\.\d{4}|\d{8})"}
    title = name.replace("_", " ")
    return Source(name, title[:1].upper() + title[1:], "aenderung", counting, (kind,), as_of_rule=stated)


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


def format_of(path: Path) -> str:
    return "excel" if path.suffix.lower() in (".xlsx", ".xls", ".ods") else "text"


def kinds_for(path: Path, source: Source) -> list[FileKind]:
    return [kind for kind in source.files if any(fnmatch.fnmatch(path.name.lower(), p.lower()) for p in kind.patterns)]


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%Y%m%d"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _read_source(path: Path) -> Source:
    try:
        content = tomllib.loads(path.read_text("utf-8-sig"))
        head = content["quelle"]
        source = Source(
            name=head["name"],
            title=head.get("titel", head["name"]),
            delivery=head["lieferart"],
            counting=head.get("zaehlweise", ""),
            files=tuple(_file_kind(path, entry) for entry in content["datei"]),
            complete_since=head.get("vollstaendig_seit"),
            as_of_rule=head.get("stand"),
            release=content.get("freigabe"),
        )
    except tomllib.TOMLDecodeError as fault:
        raise ProfileProblem(f"quellen/{path.name}: nicht lesbar ({fault}).") from fault
    except KeyError as fault:
        raise ProfileProblem(f"quellen/{path.name}: Es fehlt „{fault.args[0]}“.") from fault
    _check(path, source, head)
    return source


def _check(path: Path, source: Source, head: dict) -> None:
    def refuse(text: str) -> None:
        raise ProfileProblem(f"quellen/{path.name}: {text}")

    if source.delivery not in KINDS_OF_DELIVERY:
        refuse(f"lieferart muss eines sein von {', '.join(KINDS_OF_DELIVERY)}.")
    if source.counting and source.counting not in COUNTINGS:
        refuse(f"zaehlweise muss eines sein von {', '.join(COUNTINGS)}.")
    unknown = set(head) - {"name", "titel", "lieferart", "zaehlweise", "vollstaendig_seit", "stand"}
    if unknown:
        refuse(f"[quelle] kennt „{sorted(unknown)[0]}“ nicht.")
    _check_stand(source.as_of_rule, refuse)
    if source.release is not None:
        missing = {"datum", "funktion", "vermerk"} - set(source.release)
        if missing:
            refuse(f"[freigabe] braucht datum, funktion und vermerk; es fehlt {', '.join(sorted(missing))}.")
        barred = sorted(source.offers() & set(NEVER_LINKED))
        if barred:
            refuse(
                f"„{barred[0]}“ darf nie verknüpft werden ({NEVER_LINKED[barred[0]]}). Bitte [freigabe] streichen und Zählwerte liefern."
            )


def _check_stand(rule: dict | None, refuse: Callable[[str], None]) -> None:
    if rule is None:
        return
    try:
        usable = re.compile(rule["aus_dateiname"]).groups == 1
    except (KeyError, TypeError, re.error):
        usable = False
    if not usable:
        refuse("stand braucht aus_dateiname: einen regulären Ausdruck mit genau einer Klammer, etwa '(\\d{4})-'.")
    if "bis" in rule and not re.match(r"([0-2]?\d|3[01])\.(0?\d|1[0-2])\.( des Folgejahres)?$", rule["bis"]):
        refuse("stand: bis muss ein Tag im Jahr sein, etwa „31.12.“ oder „31.03. des Folgejahres“.")


def _file_kind(path: Path, entry: dict) -> FileKind:
    known = {"rolle", "muster", "format", "weglassen", "summenzeilen", "spalten", *LAYOUT}
    if set(entry) - known:
        raise ProfileProblem(
            f"quellen/{path.name}: [[datei]] kennt „{sorted(set(entry) - known)[0]}“ nicht. Bekannt: {', '.join(sorted(known))}."
        )
    role = entry["rolle"]
    if role not in ROLES and role != "unbenutzt":
        raise ProfileProblem(
            f"quellen/{path.name}: rolle „{role}“ gibt es nicht. Bekannt: {', '.join(ROLES)}, unbenutzt."
        )
    form = entry.get("format", "text")
    if form not in FORMATS:
        raise ProfileProblem(f"quellen/{path.name}: format „{form}“ gibt es nicht. Bekannt: {', '.join(FORMATS)}.")
    for key in ("muster", "weglassen"):
        if not isinstance(entry.get(key, []), list):
            raise ProfileProblem(f'quellen/{path.name}: {key} muss eine Liste sein, etwa {key} = ["…"].')
    sums = entry.get("summenzeilen")
    return FileKind(
        role,
        tuple(entry["muster"]),
        form,
        tuple(entry.get("weglassen", ())),
        (sums["spalte"], tuple(sums["werte"])) if sums else None,
        {name: _value(path, role, name, raw) for name, raw in entry.get("spalten", {}).items()},
        {k: entry[k] for k in LAYOUT if k in entry},
    )


def _value(path: Path, role: str, name: str, raw: str | dict) -> Value:
    allowed = {f.name for f in ROLES.get(role, ())} | {"geburt", "alter"}
    if name not in allowed:
        raise ProfileProblem(f"quellen/{path.name}: Die Rolle {role} hat keine Spalte „{name}“.")
    if name == "geburt" and (isinstance(raw, str) or raw.get("kuerzen") != "monat"):
        raise ProfileProblem(
            f'quellen/{path.name}: „geburt“ braucht kuerzen = "monat": Ein volles Geburtsdatum wird nicht gespeichert.'
        )
    if isinstance(raw, str):
        return Value(column=raw)
    names = {
        "aus": "column",
        "fest": "fixed",
        "monat": "month",
        "jahr": "year",
        "codes": "codes",
        "sonst": "otherwise",
        "datum": "date_format",
        "kuerzen": "shorten",
        "offen": "open_values",
        "altersgruppe": "age_label",
    }
    if set(raw) - set(names):
        raise ProfileProblem(
            f"quellen/{path.name}: „{name}“ kennt „{sorted(set(raw) - set(names))[0]}“ nicht. Bekannt: {', '.join(names)}."
        )
    filled = {names[k]: v for k, v in raw.items()}
    if "shorten" in filled:
        filled["shorten"] = filled["shorten"] == "monat"
    if "open_values" in filled:
        filled["open_values"] = tuple(filled["open_values"])
    return Value(**filled)
