"""Does anything readable hold what was planted? The search over files, also inside what is packed or written in other signs."""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from etl.findings import sentence
from etl.report import Report, lines_of

KEY, NAME, BIRTH = "Kirschkern", "Zwetschgenbaum", "17.03.2017"  # of invented children; nothing else contains them
PLANTED = (KEY, NAME, BIRTH)
OF_A_CHILD = ("kind_nr", "vorgang_nr", "kind_schluessel_1", "kind_schluessel_2")
TELLING = 5  # characters from which a value is no accident in a sentence
SIGNS = ("utf-8", "cp1252", "cp850", "utf-16-le", "utf-16-be")
PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def planted_in(*texts: str) -> list[str]:
    """The planted words that somebody said."""
    return [word for word in PLANTED if any(word in text for text in texts)]


def of_no_child(report: Report) -> Report:
    """The same report, after a look that holds for every test: none of its words are a child's number, key or name."""
    words = "\n".join([*map(sentence, report.findings), *lines_of(report)])
    frames = [frame for part in report.parts for frame in (part.rows, part.rejected)]
    cells = [frame[name].drop_nulls() for frame in frames for name in OF_A_CHILD if name in frame.columns]
    values = {value for cell in cells for value in cell.to_list() if len(value) >= TELLING}
    assert [value for value in values if value in words] == [] == planted_in(words), "a message speaks of a child"
    return report


def holding(places: Iterable[Path], words: Iterable[str], *, apart_from: Iterable[Path] = ()) -> list[Path]:
    """Every file below these places that holds one of the words; folders and files of `apart_from` are not looked at."""
    wanted = [word.encode(signs, "ignore") for word in words for signs in SIGNS]
    left = [path.resolve() for path in apart_from]
    files = [file for place in places for file in ([place] if place.is_file() else place.rglob("*"))]
    return [
        file
        for file in files
        if file.is_file()
        and not any(file.resolve().is_relative_to(path) for path in left)
        and any(word in piece for piece in readable(_bytes_of(file)) for word in wanted)
    ]


def readable(content: bytes) -> Iterator[bytes]:
    """What a person can read of a content: itself, the members of a ZIP (documents are ZIPs), what gzip or a PDF packs."""
    yield content
    if content.startswith(b"PK\x03\x04") and zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from readable(archive.read(name))
    elif content.startswith(b"\x1f\x8b"):
        yield from readable(gzip.decompress(content))
    elif content.startswith(b"%PDF"):
        for packed in PDF_STREAM.findall(content):
            yield zlib.decompressobj().decompress(packed) if packed[:1] == b"x" else packed


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:  # gone while the search was on its way
        return b""
