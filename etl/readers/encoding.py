"""Which encoding has a text file, and what are its lines as UTF-8? A byte that does not fit is an error."""

import codecs
import unicodedata
from collections.abc import Iterator

from etl.content import Content
from etl.readers.table import Unreadable, refusal
from etl.readers.umlauts import refuse_old_encoding, refuse_spoilt

CHUNK = 16 * 1024 * 1024  # bytes read at once; a longer line is damage
LINE_END = b"\n"
COMBINING = (b"\xcc", b"\xcd")  # first bytes of U+0300 to U+036F, the marks that are set above a letter
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encoding_of(content: Content) -> str:
    """Which encoding is it: utf-8-sig or utf-16 (by their marks), utf-8, or else cp1252?

    A file that is UTF-8 but for a few bytes is damaged, not Windows-1252: Unreadable, with the line.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    newlines = 0
    with content.open() as file:
        for mark, name in MARKS:
            if file.read(len(mark)) == mark:
                return name
            file.seek(0)
        while chunk := file.read(CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                if _is_damaged_utf8(error.object):
                    raise _undecodable(content, newlines, error) from None
                return "cp1252"
            newlines += chunk.count(b"\n")
    return "utf-8"


def utf8_chunks(content: Content, encoding: str) -> Iterator[bytes]:
    r"""What are the whole lines of the file, as UTF-8 with \n line ends, some megabytes at a time?

    Recodes as it reads: memory stays bounded and nothing is written to disk in clear. Unreadable, with the line, for
    bytes outside the encoding, NUL bytes and lines beyond 16 MB.
    """
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    rest, newlines, only_cr = b"", 0, None
    with content.open() as file:
        while raw := file.read(CHUNK):
            if encoding == "cp1252":
                refuse_old_encoding(content.name, raw, newlines)
            data = rest + _recoded(content, decoder, raw, newlines)
            only_cr = b"\r" in data and b"\n" not in data if only_cr is None else only_cr
            data = data.replace(b"\r", b"\n") if only_cr else data
            _refuse_nul(content, data, newlines)
            cut = data.rfind(b"\n") + 1
            whole, rest = data[:cut], data[cut:]
            if len(rest) > CHUNK:
                raise refusal(f"{content.name}, Zeile {newlines + whole.count(LINE_END) + 1}", "long_line")
            if whole:
                yield _composed(content, whole, newlines).replace(b"\r\n", LINE_END)
            newlines += whole.count(LINE_END)
    rest += _recoded(content, decoder, b"", newlines, final=True)
    if rest:
        yield _composed(content, rest, newlines).removesuffix(b"\r")


def _composed(content: Content, data: bytes, newlines: int) -> bytes:
    """The lines in one spelling: an umlaut is one character, not a letter and two dots. Unreadable where they are spoilt."""
    refuse_spoilt(content.name, data, newlines)
    if not any(mark in data for mark in COMBINING):
        return data
    return unicodedata.normalize("NFC", data.decode()).encode()


def _recoded(
    content: Content, decoder: codecs.IncrementalDecoder, raw: bytes, newlines: int, *, final: bool = False
) -> bytes:
    try:
        return decoder.decode(raw, final).encode()
    except UnicodeDecodeError as error:
        raise _undecodable(content, newlines, error) from None


def _refuse_nul(content: Content, data: bytes, newlines: int) -> None:
    if b"\0" in data:
        line = newlines + data.count(b"\n", 0, data.index(b"\0")) + 1
        raise refusal(f"{content.name}, Zeile {line}", "nul")


def _is_damaged_utf8(data: bytes) -> bool:
    """More valid multi-byte characters than invalid bytes? Windows-1252 German text has hardly any of the former."""
    text = data.decode("utf-8", "replace")
    invalid = text.count("\ufffd")
    return len(text.encode()) - len(text) - 2 * invalid > invalid


def _undecodable(content: Content, newlines: int, error: UnicodeDecodeError) -> Unreadable:
    line = newlines + error.object.count(b"\n", 0, error.start) + 1
    encoding = error.encoding.upper() if error.encoding.startswith("utf") else "Windows-1252"
    return refusal(f"{content.name}, Zeile {line}", "undecodable", encoding=encoding)
