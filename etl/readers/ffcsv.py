"""Reads GENESIS flat files: the old form (a column per quantity) and the new one (`value`), German or English."""

import re

import polars as pl

from etl.content import Content
from etl.readers import text
from etl.readers.table import ANY, Columns, Table, counted, refusal

ISO_DAY = r"^(\d{4})-(\d{2})-(\d{2})$"
# What a column is called in the file (in any case) -> here; "" = the same in every row, not needed.
COLUMNS = (
    (r"(?:zeit|time)", "zeit"),
    (r"(\d+)_(?:merkmal|variable)_code", r"merkmal_\1_code"),
    (r"(\d+)_(?:merkmal|variable)_label", r"merkmal_\1"),
    (r"(\d+)_(?:auspraegung|variable_attribute|attribute)_code", r"auspraegung_\1_code"),
    (r"(\d+)_(?:auspraegung|variable_attribute|attribute)_label", r"auspraegung_\1"),
    (r"(?:wert|value)", "wert"),
    (r"(?:wert|value)_(?:einheit|unit)", "einheit"),
    (r"(?:wert|value)_(?:merkmal|variable)_code", "groesse"),
    (r"(?:wert|value)_(?:merkmal|variable)_label", ""),
    (r"(?:statistik|statistics?|zeit|time)_(?:code|label)", ""),
)
QUANTITY = re.compile(r"(?P<groesse>[^_].*?)__.+?__(?P<einheit>.+)")  # BEVZ20__Bevoelkerung__Anzahl
QUALITY = re.compile(r".+_q", re.IGNORECASE)  # marks of quality beside a value


def read(content: Content, *, columns: Columns = ANY, nur: str | None = None) -> list[Table]:
    """What numbers does a flat file hold? One table, one row per value, the same columns for every form of it.

    `zeit` (DD.MM.YYYY, or as written), `merkmal_1_code`, `merkmal_1`, `auspraegung_1_code`, `auspraegung_1`, … (labels
    without indentation; code "" = total), `wert` (as written), `einheit`, `groesse` (code of the quantity), `line`.
    `nur`: only rows whose first area key (`auspraegung_1_code`) matches; a note counts the others.
    Unreadable: a column that no form of the flat file has; no column for time or value.
    """
    (table,) = text.read(content)
    renamed, quantities, marks = _sorted_columns(content, table.frame.columns[:-1])
    frame = table.frame.select(*renamed, *quantities, "line").rename(renamed)
    if quantities:
        frame = _long(frame, quantities)
    labels = [name for name in frame.columns if name.startswith(("merkmal_", "auspraegung_"))]
    frame = frame.select(
        pl.col("zeit").str.strip_chars().str.replace(ISO_DAY, "$3.$2.$1"),
        pl.col(labels).str.strip_chars(),
        "wert",
        "einheit",
        "groesse",
        "line",
    )
    notes: tuple[str, ...] = (
        (f"{counted(marks, 'Spalte', 'Spalten')} mit Qualitätskennzeichen übergangen.",) if marks else ()
    )
    if nur is not None:
        wanted = frame.filter(pl.col("auspraegung_1_code").str.contains(nur))
        notes += (f"{counted(frame.height - wanted.height, 'Zeile', 'Zeilen')} anderer Gebiete übergangen.",)
        frame = wanted
    return [Table(columns.emptied(frame), table.encoding, table.notes + notes, table.bad_lines)]


def _sorted_columns(content: Content, columns: list[str]) -> tuple[dict[str, str], dict[str, re.Match[str]], int]:
    """Columns to rename, columns that are a quantity each, and how many are marks of quality."""
    renamed, quantities, marks = {}, {}, 0
    for column in columns:
        pattern, here = next(((old, new) for old, new in COLUMNS if re.fullmatch(old, column.lower())), ("", None))
        if here:
            renamed[column] = re.sub(pattern, here, column.lower())
        elif QUALITY.fullmatch(column):
            marks += 1
        elif quantity := QUANTITY.fullmatch(column):
            quantities[column] = quantity
        elif here is None:
            raise refusal(content.name, "no_flat_file", what=f"die Spalte „{column}“ ist unbekannt")
    needed = {"zeit"} if quantities else {"zeit", "wert", "einheit", "groesse"}
    if not needed <= set(renamed.values()) or (quantities and "wert" in renamed.values()):
        raise refusal(
            content.name, "no_flat_file", what="die Spalten für Zeit und Wert fehlen oder sind nicht eindeutig"
        )
    return renamed, quantities, marks


def _long(frame: pl.DataFrame, quantities: dict[str, re.Match[str]]) -> pl.DataFrame:
    """One row per value of a file that has a column per quantity, in the order of the file."""
    columns = pl.DataFrame({
        "column": list(quantities),
        "position": range(len(quantities)),
        "groesse": [found["groesse"] for found in quantities.values()],
        "einheit": [found["einheit"].replace("_", " ") for found in quantities.values()],
    })  # fmt: skip
    others = [name for name in frame.columns if name not in quantities]
    long = frame.unpivot(on=list(quantities), index=others, variable_name="column", value_name="wert")
    return long.join(columns, on="column").sort("line", "position")
