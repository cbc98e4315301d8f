"""What may be taken out of a ZIP? Bounded number, size, packing; no path out of the folder, no link, no password."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from etl.readers.table import refusal

MOST_MEMBERS = 1_000
MOST_BYTES = 200 * 1024**2
HIGHEST_RATIO = 200  # unpacked : packed; text packs to about a tenth
RATIO_FROM = 1024**2  # bytes unpacked; below, packing tells nothing
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


def safe_zip_members(path: Path) -> Iterator[tuple[str, bytes]]:
    """What files does the ZIP hold (path inside it, content)? A ZIP inside is handed on as it is, never unpacked.

    Unreadable, before anything is unpacked: broken or locked ZIP, more than 1,000 members, 200 MB or ratio 200, a path
    that leads out of the folder, a link, a name twice.
    """
    for info in _checked_members(path):
        try:
            with zipfile.ZipFile(path) as archive:
                content = archive.read(info)
        except DAMAGE:
            raise refusal(path.name, "member_broken") from None
        yield info.filename, content


def unpack(path: Path, folder: Path) -> list[Path]:
    """Which files lie in `folder` after unpacking? All members were checked before the first is written."""
    written = []
    for name, content in safe_zip_members(path):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        written.append(target)
    return written


def _checked_members(path: Path) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if not info.filename.endswith("/")]
    except DAMAGE:
        raise refusal(path.name, "broken_zip") from None
    size, names = sum(info.file_size for info in members), {info.filename.casefold() for info in members}
    for code, found, most in (
        ("many_members", len(members) > MOST_MEMBERS, MOST_MEMBERS),
        ("large", size > MOST_BYTES, MOST_BYTES // 1024**2),
        ("bomb", any(map(_is_bomb, members)), HIGHEST_RATIO),
        ("locked", any(info.flag_bits & 1 for info in members), 0),
        ("leads_out", any(map(_leads_out, members)), 0),
        ("member_twice", len(names) < len(members), 0),
    ):
        if found:
            raise refusal(path.name, code, most=most)
    return members


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > RATIO_FROM and info.file_size > HIGHEST_RATIO * info.compress_size


def _leads_out(info: zipfile.ZipInfo) -> bool:
    name, parts = info.filename, PurePosixPath(info.filename).parts
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    return is_link or not parts or name.startswith("/") or ".." in parts or "\\" in name or ":" in name
