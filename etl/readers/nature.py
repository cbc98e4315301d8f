"""What is a file, whatever its name says? Its first bytes decide (nature.toml); what nobody reads is named for what it is."""

import codecs
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.content import Content
from etl.readers.table import refusal
from etl.readers.zipped import is_zip, members

HEAD = 1024**2  # bytes in which a file says what it is
INSTEAD = {"text": ("excel", "spreadsheetml"), "excel": ("spreadsheetml",), "spreadsheetml": ("excel",)}  # tables, all


@dataclass(frozen=True)
class Nature:
    """One entry of nature.toml: how it is known, how it is read ("" = nobody reads it), and what it is called."""

    starts: tuple[str, ...]
    what: str
    please: str
    holds: tuple[str, ...] = ()
    member: tuple[str, ...] = ()
    format: str = ""

    def is_in(self, head: bytes, paths: list[str]) -> bool:
        """Does it fit the first bytes of a file, and the paths inside it where it is a ZIP?"""
        plain = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
        return (
            any(_begins(head, plain, sign) for sign in self.starts)
            and (not self.holds or any(word.encode() in head for word in self.holds))
            and (not self.member or any(path.startswith(sign) for path in paths for sign in self.member))
        )


def _begins(head: bytes, plain: bytes, sign: str) -> bool:
    if sign.startswith("0x"):
        return head.startswith(bytes.fromhex(sign[2:]))
    return plain.startswith(sign.lower().encode())


def _nature(said: dict[str, Any]) -> Nature:
    lists = {name: tuple(said.get(name, ())) for name in ("starts", "holds", "member")}
    return Nature(**lists, what=said["what"], please=said["please"], format=said.get("format", ""))


NATURES = [_nature(said) for said in tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["nature"]]


def nature_of(content: Content) -> Nature | None:
    """What the file is; None: text, or nothing that is known."""
    with content.open() as file:
        head = file.read(HEAD)
    paths = _paths(content) if head.startswith(b"PK") and is_zip(content) else []
    return next((nature for nature in NATURES if nature.is_in(head, paths)), None)


def format_of(content: Content, said: str) -> str:
    """How is the file read of which a mapping (or its name) says `said`? Tables are read as what they are.

    Unreadable for what nobody reads, and for a table where the form of a statistical office is expected.
    """
    found = nature_of(content)
    if found is None:
        return "text" if said == "excel" and _is_text(content) else said
    if found.format == said or found.format in INSTEAD.get(said, ()):
        return found.format
    if said == "spreadsheetml":  # it may lie in a ZIP, and says itself what it is not
        return said
    raise refusal(content.name, "other_nature", what=found.what, todo=found.please)


def is_packed(content: Content) -> bool:
    """Is it a ZIP of files, and not a workbook, which is one as well?"""
    if not is_zip(content):
        return False
    found = nature_of(content)
    return found is not None and "" in found.member


def _is_text(content: Content) -> bool:
    with content.open() as file:
        head = file.read(HEAD)
    return bool(head) and (b"\0" not in head or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)))


def _paths(content: Content) -> list[str]:
    """The paths in a ZIP; that of an OpenDocument with what it says it is."""
    found = members(content)
    said = [part.open().read(100).decode("ascii", "replace") for part in found if part.member == "mimetype"]
    return [part.member for part in found] + [f"mimetype{kind}" for kind in said]
