"""How does a file lie in the store so that nobody reads it without the key? AES-256-GCM in chunks, written as a stream.

A head (format and salt), then chunks of 256 KiB, each with its tag. Every file has a key of its own, derived from that of
the store; a chunk is bound to its place, to being the last one or not, and to the label of its file. So a file that was
cut, changed, lengthened or put in another's place is noticed, and any part can be read without the parts before it.
"""

import io
import os
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = b"RWM-1"
SALT, TAG, CHUNK = 16, 16, 256 * 1024
HEAD = len(FORMAT) + SALT


class Damaged(Exception):
    """German text: the file was cut or changed, or another key closed it."""

    def __init__(self, label: str):
        super().__init__(
            f"Die verschlüsselte Ablage „{label}“ ist beschädigt oder mit einem anderen Schlüssel verschlossen. "
            "Bitte die Datei noch einmal ablegen."
        )


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), length=32, salt=salt, info=b"reichweite spool file").derive(key))


def _nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(8, "big") + int(last).to_bytes(4, "big")


class Sealer:
    """Writes a new sealed file in constant memory. Left without an error it is complete; else nothing of it stays."""

    def __init__(self, path: Path, key: bytes, label: str):
        salt = os.urandom(SALT)
        self.path, self.cipher, self.label, self.size = path, _cipher(key, salt), label.encode(), 0
        self._place, self._waiting = 0, bytearray()
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._file.write(FORMAT + salt)

    def write(self, data: bytes) -> None:
        self._waiting += data
        self.size += len(data)
        while len(self._waiting) > CHUNK:  # the last chunk, even a full one, waits until it is known to be the last
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._file.write(self.cipher.encrypt(_nonce(self._place, last=last), chunk, self.label))
        self._place += 1

    def __enter__(self) -> "Sealer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._seal(bytes(self._waiting), last=True)
            self._file.flush()
            os.fsync(self._file.fileno())
        self._file.close()
        if kind is not None:
            self.path.unlink(missing_ok=True)


class _Opened(io.RawIOBase):
    """A sealed file as a seekable stream; one chunk of it is in memory at a time."""

    def __init__(self, path: Path, key: bytes, label: str):
        self._file = path.open("rb")
        self._label, self._at, self._place, self._chunk = label, 0, -1, b""
        try:
            head, sealed = self._file.read(HEAD), path.stat().st_size - HEAD
            self._last = max(0, -(-sealed // (CHUNK + TAG)) - 1)
            self.size = sealed - (self._last + 1) * TAG
            if not head.startswith(FORMAT) or len(head) < HEAD or self.size < 0:
                raise Damaged(label)
            self._cipher = _cipher(key, head[len(FORMAT) :])
            self._read_chunk(self._last)  # a file that was cut is noticed before anything of it is used
        except Damaged:
            self._file.close()
            raise

    def _read_chunk(self, place: int) -> None:
        if place == self._place:
            return
        self._file.seek(HEAD + place * (CHUNK + TAG))
        sealed = self._file.read(CHUNK + TAG)
        try:
            nonce = _nonce(place, last=place == self._last)
            self._chunk = self._cipher.decrypt(nonce, sealed, self._label.encode())
        except InvalidTag as fault:
            raise Damaged(self._label) from fault
        self._place = place

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]  # any buffer, as the interpreter hands it over
        if self._at >= self.size:
            return 0
        self._read_chunk(self._at // CHUNK)
        found = self._chunk[self._at % CHUNK :][: len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def close(self) -> None:
        self._file.close()
        super().close()


def opened(path: Path, key: bytes, label: str) -> BinaryIO:
    """The content of a sealed file, seekable. Raises Damaged, here or where the damaged part is read."""
    return io.BufferedReader(_Opened(path, key, label), CHUNK)


def sealed_text(path: Path, key: bytes, label: str, text: str) -> None:
    """Writes a small text in place of what stood there, by one rename."""
    beside = path.with_name(f"{path.name}.part")
    beside.unlink(missing_ok=True)
    with Sealer(beside, key, label) as sealer:
        sealer.write(text.encode())
    os.replace(beside, path)


def opened_text(path: Path, key: bytes, label: str) -> str:
    with opened(path, key, label) as file:
        return file.read().decode()
