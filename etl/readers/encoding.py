"""Which encoding has a text file, and what are its lines as UTF-8? A byte that does not fit is an error."""

import codecs
from collections.abc import Iterator

from etl.content import Content
from etl.readers.table import Unreadable, refusal

CHUNK = 16 * 1024 * 1024  # bytes read at once; a longer line is damage
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
            data = rest + _recoded(content, decoder, raw, newlines)
            only_cr = b"\r" in data and b"\n" not in data if only_cr is None else only_cr
            data = data.replace(b"\r", b"\n") if only_cr else data
            _refuse_nul(content, data, newlines)
            cut = data.rfind(b"\n") + 1
            whole, rest = data[:cut], data[cut:]
            newlines += whole.count(b"\n")
            if len(rest) > CHUNK:
                raise refusal(f"{content.name}, Zeile {newlines + 1}", "long_line")
            if whole:
                yield whole.replace(b"\r\n", b"\n")
    rest += _recoded(content, decoder, b"", newlines, final=True)
    if rest:
        yield rest.removesuffix(b"\r")


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
