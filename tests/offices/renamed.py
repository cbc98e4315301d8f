"""What if every id of the office were another? The shipped profile and a delivered demo, renamed throughout, file by file.

Reserved words stay: the band `all`, codes of sex, and the roles of offers and groups. The new ids sort the other way round,
except the keys of areas: of two homes that a child has at the same time the higher key holds.
"""

import csv
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from etl.sources import canonical_role
from store.profile import Profile

AREA = re.compile(r"(?<!\d)(0?)3155(\d{3})?(?!\d)")  # also as a number that lost its zero; the district never
COLUMNS = {  # what a column of the profile holds
    "angebote.csv": {"id": "offer"},
    "angebotsgruppen.csv": {"id": "group"},
    "altersgruppen.csv": {"id": "band"},
    "ereignisse.csv": {"gruppe": "group"},
    "vergleichswerte.csv": {"gruppe": "group"},
    "massnahmen.csv": {"kennzahl": "group"},
}
DELIVERED = {"angebot": "offer", "angebot_a": "offer", "angebot_b": "offer"}


@dataclass(frozen=True)
class Names:
    """Old id → new one, by what it names; `group` knows the offers, too: each is a group of one."""

    offer: dict[str, str]
    group: dict[str, str]
    band: dict[str, str]

    @property
    def back(self) -> dict[str, str]:
        """New id → old one, whatever it names."""
        return {new: old for names in (self.group, self.band) for old, new in names.items()}

    def before(self, text: object) -> object:
        """What a text said before the renaming, alone or as a sorted list joined by + and &."""
        if not isinstance(text, str):
            return text
        back = self.back
        series, colon, once = re.sub(r"\w+", lambda hit: back.get(hit[0], hit[0]), old_areas(text)).rpartition(":")
        return series + colon + "&".join(sorted("+".join(sorted(part.split("+"))) for part in once.split("&")))


def new_names(profile: Profile) -> Names:
    def turned(kind: str, ids: Iterable[str]) -> dict[str, str]:
        return {old: f"{kind}_{n:03d}" for n, old in enumerate(sorted(ids, reverse=True)) if old != "all"}

    offers = turned("hilfe", profile.offers["id"])
    groups = turned("menge", profile.groups["id"])
    return Names(offers, offers | groups, turned("alt", profile.age_bands["id"]))


def new_areas(text: str) -> str:
    """03155011 → 07155211; any text with keys of areas in it."""

    def other(hit: re.Match) -> str:
        zero, place = hit.groups()
        if not zero and not place:
            return hit[0]
        return f"{zero}7155{int(place) + 200}" if place else f"{zero}7155"

    return AREA.sub(other, text)


def old_areas(text: str) -> str:
    return re.sub(r"07155(\d{3})?", lambda hit: f"03155{int(hit[1]) - 200:03d}" if hit[1] else "03155", text)


def rename_profile(source: Path, folder: Path, names: Names) -> Path:
    """A copy of a profile with the new ids."""
    shutil.copytree(source, folder, dirs_exist_ok=True)
    for file in folder.rglob("*.*"):
        if file.suffix in (".csv", ".toml", ".md", ".geojson"):
            text = new_areas(file.read_text("utf-8-sig"))
            change = {".csv": _table, ".toml": _settings, ".md": _chapter}.get(file.suffix, lambda text, *_: text)
            file.write_text(change(text, names, COLUMNS.get(file.name, {})), "utf-8")
    return folder


def rename_delivery(made: Path, folder: Path, names: Names) -> Path:
    """A copy of delivered files with the new ids: keys of areas everywhere, offers where a file names them as we do."""
    shutil.copytree(made, folder)
    for file in (path for path in folder.rglob("*") if path.is_file()):
        if file.suffix == ".zip":
            _rewrite(file)
            continue
        raw = file.read_bytes()
        code = "utf-16" if raw.startswith(b"\xff\xfe") else "latin-1"  # latin-1: any byte, and back again
        text = new_areas(raw.decode(code))
        ours = file.suffix == ".csv" and canonical_role(file.name) is not None
        file.write_bytes((_table(text, names, DELIVERED) if ours else text).encode(code))
    return folder


def _rewrite(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, new_areas(text))


def _table(text: str, names: Names, columns: dict[str, str]) -> str:
    """A CSV with semicolons: ids in the columns named, and in the rules of groups."""
    lines = list(csv.reader(StringIO(text), delimiter=";"))
    header, out = [name.lstrip("\ufeff") for name in lines[0]], StringIO()
    changes: dict[int, Callable[[str], str]] = {
        n: lambda cell, kind=columns[name]: getattr(names, kind).get(cell, cell)
        for n, name in enumerate(header)
        if name in columns
    }
    if "regel" in header:
        changes[header.index("regel")] = lambda cell: _rule(cell, names)
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerows([changes.get(n, str)(cell) for n, cell in enumerate(line)] for line in lines)
    return out.getvalue()


def _rule(cell: str, names: Names) -> str:
    """`ohne:kita,hort;bereich:hze`: only after these two words stand ids."""
    pieces = []
    for piece in cell.split(";"):
        word, colon, rest = piece.partition(":")
        named = ",".join(names.offer.get(one.strip(), one) for one in rest.split(","))
        pieces.append(f"{word}{colon}{named if word.strip() in ('ohne', 'liste') else rest}")
    return ";".join(pieces)


def _settings(text: str, names: Names, _: dict) -> str:
    """amt.toml and mappings: offers stand in the lines of these keys, as values or as the names of tables."""
    lines = []
    for line in text.splitlines(keepends=True):
        if match := re.match(r"(angebot|schalter)\b", line):
            before = "= " if match[1] == "angebot" else ""  # on the left of a code stands a word of the source
            line = re.sub(rf'(?<={before})"(\w+)"', lambda hit: f'"{names.offer.get(hit[1], hit[1])}"', line)
        if line.startswith("umschlag"):
            line = re.sub(r"(\w+)(?= = \{ hoechstens)", lambda hit: names.offer.get(hit[1], hit[1]), line)
        lines.append(line)
    return "".join(lines)


def _chapter(text: str, names: Names, _: dict) -> str:
    """Placeholders such as {{annual_reach gruppe=alle alter=u3}}."""
    known = {"gruppe": names.group, "alter": names.band}
    return re.sub(r"\b(gruppe|alter)=(\w+)", lambda hit: f"{hit[1]}={known[hit[1]].get(hit[2], hit[2])}", text)
