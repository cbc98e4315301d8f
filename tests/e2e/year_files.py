"""What do the demo's eleven sources deliver for two years? Their messy files, a ZIP for each source, and the faults of an office.

The files are those of etl/demo without what lies before 2024, so that a load takes seconds; encodings, titles, notes, sum rows
and ZIPs stay as they are written there.
"""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from etl.demo import make_deliveries
from tests.etl.office import quiet, zipped
from tests.planted import BIRTH, KEY, NAME

FIRST, SEED, CHILDREN = 2024, 2026, 4000
TOLD_OF = re.compile(r"BEGINN|VON_JAHR|betreuung_von|Beginn|jahr|Stichtag|zeitraum_bis", re.IGNORECASE)
YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
OLD_DAY = re.compile(rf"31\.12\.(?!{'|'.join(str(year) for year in range(FIRST, 2030))})\d{{4}}")
SLIP = "lieferschein.csv"
YEARLY = ("hze_", "uvg_", "ktp_", "kita_", "familienberatung_", "famos_")
Files = dict[str, bytes]


def made(folder: Path) -> dict[str, Files]:
    """Source as its folder is called → its files, of the years from FIRST on."""
    make_deliveries(
        folder, seed=SEED, children=CHILDREN, world="getrennt", say=lambda text, share: quiet("demo", text, share)
    )
    sources: dict[str, Files] = {}
    for path in sorted(folder.glob("*/**/*.*")):
        named = YEAR.search(path.stem)
        if named is None or int(named[1]) >= FIRST:
            content = path.read_bytes()
            shortened = _people(content) if path.suffix == ".zip" else recoded(content, _since_first)
            sources.setdefault(path.parent.name, {})[path.name] = shortened
    for files in sources.values():
        if SLIP in files:
            files[SLIP] = recoded(files[SLIP], lambda text, own=files: _slip(text, own))
    return _planted(sources)


def recoded(content: bytes, change: Callable[[str], str]) -> bytes:
    """The same file with other text, in the signs that it came in."""
    signs = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"
    return change(content.decode(signs)).encode(signs)


def rows_of(text: str) -> tuple[list[str], list[str]]:
    """Lines up to the header, and those below it; the header is the first line that fills most cells."""
    lines, mark = text.splitlines(keepends=True), separator(text)
    filled = [sum(bool(cell.strip()) for cell in line.split(mark)) for line in lines]
    head = filled.index(max(filled))
    return lines[: head + 1], lines[head + 1 :]


def separator(text: str) -> str:
    return max(";,\t", key=text.count)


def _since_first(text: str) -> str:
    """Without rows of an earlier year, by the first column that says a year or a day."""
    above, below = rows_of(text)
    names = above[-1].strip("\r\n").split(separator(text))
    told = [place for place, name in enumerate(names) if TOLD_OF.search(name) and "GEB" not in name.upper()]
    return "".join(above + [line for line in below if _is_late(line.split(separator(text)), told)])


def _is_late(cells: list[str], told: list[int]) -> bool:
    years = [int(found[1]) for place in told if place < len(cells) and (found := YEAR.search(cells[place]))]
    return not years or max(years) >= FIRST


def _slip(text: str, files: Files) -> str:
    """Its period begins with FIRST, and its number of rows is that of the shortened file."""
    (held,) = [name for name in files if name.startswith("uvg_")] or [SLIP]
    rows = sum(line.split(";")[0] not in ("", "Gesamt") for line in rows_of(files[held].decode("cp1252"))[1])
    later = re.sub(r"01\.01\.20(0\d|1\d|2[0-3])", f"01.01.{FIRST}", text)
    return re.sub(r"(;ja;ja;)\d+;", rf"\g<1>{rows};", later)


def _people(content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        (name,) = archive.namelist()
        lines = archive.read(name).decode().splitlines()
    return zipped({name: "\n".join(line for line in lines if not OLD_DAY.search(line))})


def _planted(sources: dict[str, Files]) -> dict[str, Files]:
    """One child of Hilfen zur Erziehung has a planted number in every file, one of each file of Kindertagespflege a planted birth."""
    of = lambda start: [(files, name) for files in sources.values() for name in files if name.startswith(start)]
    (first, name), *_ = yearly = of("hze_")
    number = first_cell(first[name].decode("cp1252"), "KIND_NR")
    for files, name in yearly:
        files[name] = recoded(files[name], lambda text: text.replace(number, KEY))
    for files, name in of("ktp_"):
        files[name] = recoded(files[name], lambda text: text.replace(first_cell(text, "geb_datum"), BIRTH, 1))
    return sources


def first_cell(text: str, column: str) -> str:
    above, below = rows_of(text)
    mark = separator(text)
    return below[0].split(mark)[above[-1].strip("\r\n").split(mark).index(column)]


def of_year(sources: dict[str, Files], year: int) -> dict[str, Files]:
    """What arrives for a year, by ZIP: files named after it with their Lieferschein; for FIRST also those that hold all years."""
    found: dict[str, Files] = {}
    for source, files in sources.items():
        mine = _arriving(files, year)
        ready = {name: {name: content} for name, content in mine.items() if name.endswith(".zip")}
        loose = {name: content for name, content in mine.items() if name not in ready}
        found |= ready | ({f"{source.strip('0123456789_')}_{year}.zip": loose} if loose.keys() - {SLIP} else {})
    return found


def packed(name: str, files: Files) -> bytes:
    """One of them as it is sent: what is packed already stays as it is."""
    return files[name] if name in files else zipped(files)


def _arriving(files: Files, year: int) -> Files:
    mine = {name: content for name, content in files.items() if name != SLIP and _comes_in(name) == year}
    if SLIP in files:
        yearly = any(name.startswith(YEARLY) for name in mine)
        mine[SLIP] = recoded(files[SLIP], lambda text: _only_of(text, year)) if yearly else files[SLIP]
    return mine


def _comes_in(name: str) -> int:
    named = YEAR.search(name)
    return int(named[1]) if named and name.startswith(YEARLY) else FIRST


def _only_of(text: str, year: int) -> str:
    above, below = rows_of(text)
    return "".join(above + [line for line in below if f";31.12.{year};" in line])


# ── Faults, as an office makes them ────────────────────────────────────────────────────────────────


def with_exponents(text: str) -> str:
    """Numbers of children as a spreadsheet shows long ones."""
    return re.sub(r"\bH(\d)\d(\d{4})\b", r"\1,\g<2>0E+11", text)


def with_names(text: str) -> str:
    above, below = rows_of(text)
    mark = separator(text)
    widened = [line.rstrip("\r\n") + f"{mark}{NAME}\n" for line in below]
    return "".join([*above[:-1], above[-1].rstrip("\r\n") + f"{mark}Nachname\n", *widened])


def header_only(text: str) -> str:
    return "".join(rows_of(text)[0])


def with_unknown_homes(text: str) -> str:
    """Towns under names that nobody has, in every fifth row."""
    above, below = rows_of(text)
    mark = separator(text)
    place = above[-1].strip("\r\n").split(mark).index("WOHNORT")
    for n in range(0, len(below) - 1, 5):
        cells = below[n].split(mark)
        cells[place] = "Ort 4711"
        below[n] = mark.join(cells)
    return "".join(above + below)


# ── What comes later ───────────────────────────────────────────────────────────────────────────────


def with_more_children(text: str) -> str:
    """A correction: in every last cell 40 more."""
    return re.sub(r";(\d+)(?=\r?\n)", lambda found: f";{int(found[1]) + 40}", text)


def with_fresh_numbers(text: str) -> str:
    return re.sub(r"\bK(\d{6})\b", r"N\g<1>7", text)


def saying_fresh_numbers(text: str) -> str:
    """Drawn a month later than the one before."""
    head, *rows = text.splitlines()
    drawn = [row.replace(f";31.12.{FIRST + 1};zeitraum", f";31.01.{FIRST + 2};zeitraum") + ";ja" for row in rows]
    return "\n".join([f"{head};neuer_schluessel", *drawn]) + "\n"
