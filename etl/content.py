"""What is a file of a delivery? A name and a way to open it, wherever its bytes lie: nothing is unpacked or decrypted to disk."""

import unicodedata
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol


class Content(Protocol):
    """`name`: what the office calls the file, without folders. `open`: seekable, from the first byte, any number of times."""

    @property
    def name(self) -> str: ...

    def open(self) -> BinaryIO: ...


@dataclass(frozen=True)
class OnDisk:
    """A plain file."""

    path: Path

    @property
    def name(self) -> str:
        """In one spelling: some systems write „ü“ as two characters."""
        return unicodedata.normalize("NFC", self.path.name)

    def open(self) -> BinaryIO:
        return self.path.open("rb")


@dataclass(frozen=True)
class InMemory:
    """Bytes that some other content held."""

    name: str
    data: bytes

    def open(self) -> BinaryIO:
        return BytesIO(self.data)
