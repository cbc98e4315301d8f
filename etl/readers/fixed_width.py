"""Reads text whose columns stand at fixed positions, such as the municipality register GV100AD."""

from dataclasses import dataclass

import polars as pl

from etl.content import Content
from etl.readers.encoding import encoding_of, utf8_chunks
from etl.readers.table import ANY, Columns, Table, counted, finished, refusal


@dataclass(frozen=True)
class Layout:
    """At which 1-based positions stands what? Several pairs are joined. `satzart`: first characters of rows wanted."""

    felder: dict[str, list[int]]
    satzart: str = ""


# Source: Destatis, Datensatzbeschreibung Gemeindeverzeichnis GV100AD, record type 60 (municipality). The key in the
# register has twelve places; the AGS leaves out the four of the association (positions 16-19). Area in hectares.
GV100AD = Layout(
    {
        "ags": [11, 15, 20, 22],
        "name": [23, 72],
        "stand": [3, 10],
        "flaeche_ha": [129, 139],
        "einwohner": [140, 150],
        "einwohner_maennlich": [151, 161],
    },
    satzart="60",
)
LAYOUTS = {"GV100AD": GV100AD}


def read(
    content: Content,
    *,
    columns: Columns = ANY,
    felder: str | dict[str, list[int]] = "GV100AD",
    satzart: str | None = None,
) -> list[Table]:
    """What rows does a fixed-width file hold? One table; cells without the blanks around them.

    `felder`: name of a known layout (GV100AD) or { name = [from, to] }; `satzart`: first characters of the rows wanted,
    others are counted in a note. Rows that are not as long as most, or begin with no record type, are `bad_lines`.
    """
    layout = _layout(content, felder, satzart)
    encoding = encoding_of(content)
    pieces = [pl.read_lines(chunk, name="text") for chunk in utf8_chunks(content, encoding)]
    if not pieces:
        raise refusal(content.name, "empty_fixed_width")
    rows = pl.concat(pieces).with_row_index("line", 1).with_columns(pl.col("line").cast(pl.Int64))
    filled = rows.filter(pl.col("text").str.contains(r"\S"))
    typed = filled.filter(pl.col("text").str.contains(r"^\d\d" if layout.satzart else ""))
    wanted = typed.filter(pl.col("text").str.starts_with(layout.satzart))
    if wanted.is_empty():
        raise refusal(content.name, "no_record", satzart=layout.satzart or "(beliebig)")
    untyped = filled.join(typed, on="line", how="anti")["line"]
    bad = [(line, "ohne_satzart|") for line in untyped]
    other = counted(typed.height - wanted.height, "Zeile", "Zeilen")
    notes = [f"{other} anderer Satzart als {layout.satzart} übergangen."] if wanted.height < typed.height else []
    good, short = _cut(content, wanted, layout)
    return [finished(good, bad + short, file=content.name, encoding=encoding, notes=notes, columns=columns)]


def _layout(content: Content, felder: str | dict[str, list[int]], satzart: str | None) -> Layout:
    if isinstance(felder, str):
        if felder not in LAYOUTS:
            raise refusal(content.name, "no_layout", name=felder, known=", ".join(LAYOUTS))
        return LAYOUTS[felder]
    for name, positions in felder.items():
        if name == "line" or not positions or len(positions) % 2 or positions[0] < 1 or positions != sorted(positions):
            raise refusal(content.name, "no_places", name=name)
    return Layout(felder, satzart or "")


def _cut(content: Content, rows: pl.DataFrame, layout: Layout) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    """Cells of the rows that are as long as most, and the others as bad lines: there the positions have shifted."""
    rows = rows.with_columns(length=pl.col("text").str.len_chars())
    usual = max(rows["length"].mode().to_list())
    last = max(positions[-1] for positions in layout.felder.values())
    if usual < last:
        raise refusal(content.name, "too_short", usual=usual, last=last)
    shifted = rows.filter(pl.col("length") != usual).select("line", "length").rows()
    cells = [
        pl.concat_str(
            pl.col("text").str.slice(start - 1, end - start + 1)
            for start, end in zip(positions[::2], positions[1::2], strict=True)
        ).str.strip_chars().alias(name)
        for name, positions in layout.felder.items()
    ]  # fmt: skip
    good = rows.filter(pl.col("length") == usual).select(*cells, "line")
    return good, [(line, f"stellen|{length}|{usual}") for line, length in shifted]
