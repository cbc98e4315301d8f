"""What does an office file say besides its content? The office, the Stand, German; no machine, no person, no clock.

The same report gives the same bytes: every time in the file is the Stand of the data.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any, BinaryIO

from exports.report import Facts

FIRST_ZIP_DAY = datetime(1980, 1, 1)
COMPANY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Company>{office}</Company></Properties>"
)
LONGEST = 255  # signs of a property of a document
LANGUAGE = b"<dc:language>de-DE</dc:language>"


def stamp(facts: Facts) -> datetime:
    """The Stand as a time; a Stand that is no date gives the first day a ZIP can name."""
    found = re.search(r"\d{2}\.\d{2}\.\d{4}", facts.as_of)
    return datetime.strptime(found[0], "%d.%m.%Y") if found else FIRST_ZIP_DAY


def fitting(text: str) -> str:
    """A property as the format allows it: longer ones (many names of files, say) end in „…“."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def name_company(relations: Mapping[str, Any], office: str) -> None:
    """The office as the company, in place of what the program that made the empty file says of itself."""
    for relation in list(relations.values()):
        if relation.reltype.endswith("/extended-properties"):
            relation.target_part._blob = COMPANY.format(office=escape(office)).encode()


def settled(raw: bytes, when: datetime) -> bytes:
    """The same office file with fixed times and in German; entries keep their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old:
        entries = {name: _german(name, old.read(name)) for name in old.namelist()}
    write_zip(out, entries, when)
    return out.getvalue()


def _german(name: str, content: bytes) -> bytes:
    if not name.endswith(".xml"):
        return content
    content = content.replace(b'lang="en-US"', b'lang="de-DE"').replace(
        b'<c:lang val="en-US"/>', b'<c:lang val="de-DE"/>'
    )
    if name != "docProps/core.xml" or b"<dc:language>" in content:
        return content
    return content.replace(b"</cp:coreProperties>", LANGUAGE + b"</cp:coreProperties>")


def write_zip(target: Path | BinaryIO, entries: dict[str, bytes], when: datetime) -> None:
    """A ZIP with one time for all its entries; target: a path or an open file."""
    with zipfile.ZipFile(target, "w") as new:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, when.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            new.writestr(entry, content)
