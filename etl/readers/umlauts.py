"""Are the umlauts of a file broken, and by what? Read as they stand, „Nörten“ would be a place that nobody knows."""

import re

import polars as pl

from etl.readers.table import Unreadable, refusal

UMLAUTS = "äöüÄÖÜß"
READ_AS = ("cp1252", "latin-1", "cp850", "mac_roman")  # what took UTF-8 for its own, letter by letter
TWICE = [letter.encode().decode(code) for code in READ_AS for letter in UMLAUTS]
ESCAPED = [f"&{letter}uml;" for letter in "aouAOU"] + ["&szlig;"]
SPOILT = {  # code of the refusal → what stands in the text instead
    "umlauts_twice": [*TWICE, "Ãƒ"],
    "umlauts_escaped": ESCAPED,
    "umlauts_lost": ["\ufffd"],
}
SIGNS = [sign.encode() for sign in ("Ã", "├", "√", "&", "\ufffd")]  # one of them is in each of those
RARE = [b"\x83", b"\xe2", b"&", b"\xef"]  # and one of these bytes in each sign: a single byte is sought at once
PATTERNS = {code: "|".join(map(re.escape, signs)) for code, signs in SPOILT.items()}
# Between letters, Windows-1252 has no low or high quotes, no ™, no Š or Ÿ after a small letter and no §.
OLD_ENCODINGS = {
    "umlauts_dos": re.compile(rb"[\x81\x84\x94](?<=[A-Za-z].)(?=[a-z])|\x99(?=[a-z])|[\x99\x9a](?<=[A-Z].)(?=[A-Z])"),
    "umlauts_mac": re.compile(rb"[\x8a\x9f\xa7](?<=[a-z].)(?=[a-z])"),
}
ODD = [bytes([number]) for number in b"\x81\x84\x94\x99\x9a\x8a\x9f\xa7"]


def refuse_old_encoding(file: str, raw: bytes, newlines: int) -> None:
    """Is it text that is no UTF-8, and no Windows-1252 either? `newlines`: lines above these bytes. Unreadable."""
    if any(sign in raw for sign in ODD):
        _refuse(file, raw, newlines, OLD_ENCODINGS)


def refuse_spoilt(file: str, utf8: bytes, newlines: int) -> None:
    """Were the umlauts spoilt before the file was written? Unreadable."""
    if any(byte in utf8 for byte in RARE) and any(sign in utf8 for sign in SIGNS):
        _refuse(file, utf8, newlines, {code: re.compile(signs.encode()) for code, signs in PATTERNS.items()})


def spoilt(file: str, frame: pl.DataFrame) -> Unreadable | None:
    """The same of cells: why they cannot be read, with the first row (`line`)."""
    cells = pl.col([name for name in frame.columns if name != "line"])
    for code, signs in PATTERNS.items():
        hit = frame.filter(pl.any_horizontal(pl.lit(False), cells.str.contains(signs)))
        if hit.height:
            return refusal(f"{file}, Zeile {hit['line'][0]}", code)
    return None


def _refuse(file: str, data: bytes, newlines: int, patterns: dict[str, re.Pattern[bytes]]) -> None:
    for code, pattern in patterns.items():
        if found := pattern.search(data):
            line = newlines + data.count(b"\n", 0, found.start()) + 1
            raise refusal(f"{file}, Zeile {line}", code)
