"""What may be taken out of a ZIP? Bounded number, size, packing; no path out of the folder, no link, no password."""

import stat
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO

from etl.content import Content
from etl.readers.table import refusal

MOST_MEMBERS = 1_000
MOST_BYTES = 200 * 1024**2
HIGHEST_RATIO = 200  # unpacked : packed; text packs to about a tenth
RATIO_FROM = 1024**2  # bytes unpacked; below, packing tells nothing
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)
SAYS_UTF_8 = 0x800  # flag of a member whose name is UTF-8


@dataclass(frozen=True)
class Packed:
    """A file inside a ZIP: a content like any other, unpacked in memory each time it is opened. `member`: path inside."""

    archive: Content
    info: zipfile.ZipInfo

    @property
    def member(self) -> str:
        return unicodedata.normalize("NFC", _name(self.info))

    @property
    def name(self) -> str:
        return PurePosixPath(self.member).name

    def open(self) -> BinaryIO:
        """Unreadable when this member is damaged."""
        try:
            with self.archive.open() as file, zipfile.ZipFile(file) as archive:
                return BytesIO(archive.read(self.info))
        except DAMAGE:
            raise refusal(self.archive.name, "member_broken") from None


def is_zip(content: Content) -> bool:
    """Is it one that can be opened?"""
    with content.open() as file:
        return zipfile.is_zipfile(file)


def members(content: Content) -> list[Packed]:
    """What files does the ZIP hold? A ZIP inside is handed on as it is, never unpacked.

    Unreadable, before anything is unpacked: broken or locked ZIP, more than 1,000 members, 200 MB or ratio 200, a path
    that leads out of the folder, a link, a name twice.
    """
    try:
        with content.open() as file, zipfile.ZipFile(file) as archive:
            infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
    except DAMAGE:
        raise refusal(content.name, "broken_zip") from None
    size, names = sum(info.file_size for info in infos), {info.filename.casefold() for info in infos}
    for code, found, most in (
        ("many_members", len(infos) > MOST_MEMBERS, MOST_MEMBERS),
        ("large", size > MOST_BYTES, MOST_BYTES // 1024**2),
        ("bomb", any(map(_is_bomb, infos)), HIGHEST_RATIO),
        ("locked", any(info.flag_bits & 1 for info in infos), 0),
        ("leads_out", any(map(_leads_out, infos)), 0),
        ("member_twice", len(names) < len(infos), 0),
    ):
        if found:
            raise refusal(content.name, code, most=most)
    return [Packed(content, info) for info in infos]


def _name(info: zipfile.ZipInfo) -> str:
    """Some programs write UTF-8 and do not say so."""
    if info.flag_bits & SAYS_UTF_8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > RATIO_FROM and info.file_size > HIGHEST_RATIO * info.compress_size


def _leads_out(info: zipfile.ZipInfo) -> bool:
    name, parts = info.filename, PurePosixPath(info.filename).parts
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    return is_link or not parts or name.startswith("/") or ".." in parts or "\\" in name or ":" in name
