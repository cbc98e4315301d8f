"""How are the demo's files written? As offices really send them: encodings, title rows, notes, ZIPs; byte for byte the same for a seed."""

import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl

EPOCH = (1980, 1, 1, 0, 0, 0)
RELEASED = "DEMO: erfundener Vermerk, gibt nichts frei"


def write_table(
    path: Path,
    frame: pl.DataFrame,
    *,
    separator: str = ";",
    encoding: str = "utf-8",
    title: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
    line_end: str = "\r\n",
) -> None:
    """A text table; title rows stand above the header, notes below an empty line under the table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fill = separator * (frame.width - 1)
    above = "".join(f"{line}{fill}{line_end}" for line in (*title, *([""] if title else [])))
    below = "".join(f"{line}{line_end}" for line in (*([""] if notes else []), *notes))
    table = frame.with_columns(pl.col(pl.String).replace("", None)).write_csv(
        separator=separator, line_terminator=line_end
    )
    path.write_bytes((above + table + below).encode(encoding))


def write_spreadsheet_zip(path: Path, frame: pl.DataFrame, *, title: tuple[str, ...], sheet: str) -> None:
    """A ZIP with one SpreadsheetML-2003 workbook, as LSN-Online gives it; whole-number columns become numbers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [f'<Row><Cell><Data ss:Type="String">{escape(line)}</Data></Cell></Row>' for line in title]
    rows.append(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{escape(name)}</Data></Cell>' for name in frame.columns)
        + "</Row>"
    )
    cells = [_cells(frame[name]) for name in frame.columns]
    rows += ["<Row>" + "".join(row) + "</Row>" for row in zip(*cells)]
    workbook = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">\n'
        f'<Worksheet ss:Name="{escape(sheet)}"><Table>\n' + "\n".join(rows) + "\n</Table></Worksheet>\n</Workbook>\n"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(f"{path.stem}.xml", EPOCH), workbook.encode(), zipfile.ZIP_DEFLATED)


def _cells(column: pl.Series) -> list[str]:
    kind = "Number" if column.dtype.is_integer() else "String"
    values = column.cast(pl.String).to_list()
    known = {value: f'<Cell><Data ss:Type="{kind}">{escape(value)}</Data></Cell>' for value in set(values)}
    return [known[value] for value in values]


def delivery_slip(
    folder: Path,
    source: str,
    offers: dict[str, int],
    *,
    until: str = "31.12.2025",
    as_of: str = "31.01.2026",
    kind: str = "bestand",
    rows: int | None = None,
    since: int = 2008,
    check_value: str | None = None,
) -> None:
    """lieferschein.csv beside the files of one source; offers: id -> first year delivered in full; check_value: of the key, where
    children carry one."""
    periods = [(offer, f"01.01.{max(since, first)}", until) for offer, first in offers.items()]
    _write_slip(folder, source, periods, kind, as_of=as_of, rows=rows, check_value=check_value)


def yearly_slip(
    folder: Path,
    source: str,
    offers: Iterable[str],
    years: Iterable[int],
    *,
    kind: str,
    check_value: str | None = None,
) -> None:
    """The same for a source with a file of each year, drawn on its last day."""
    periods = [(offer, f"01.01.{year}", f"31.12.{year}") for year in years for offer in sorted(offers)]
    _write_slip(folder, source, periods, kind, check_value=check_value)


def _write_slip(
    folder: Path,
    source: str,
    periods: list[tuple[str, str, str]],
    kind: str,
    *,
    as_of: str | None = None,
    rows: int | None = None,
    check_value: str | None = None,
) -> None:
    """as_of: None = the last day of each period."""
    columns = {
        "quelle": source,
        "angebot": [offer for offer, _, _ in periods],
        "zeitraum_von": [first for _, first, _ in periods],
        "zeitraum_bis": [last for _, _, last in periods],
        "datenstand": [as_of or last for _, _, last in periods],
        "lieferart": kind,
        "vollstaendig": "ja",
        "endgueltig": "ja",
        "zeilen": "" if rows is None else str(rows),
        "kontakt_funktion": "Statistik (Demo)",
        "naechste_lieferung": "31.01.2027",
    }
    linked = {"rechtsgrundlage_vermerk": RELEASED, "pruefwert": check_value} if check_value else {}
    write_table(folder / "lieferschein.csv", pl.DataFrame(columns | linked))
