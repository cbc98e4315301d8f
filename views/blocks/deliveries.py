"""What came from where, what is open, and what is due? Deliveries as findings, exceptions first."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby

import polars as pl

from store.german import day, number, year_spans
from views.blocks import quality
from views.figures.reach import Record
from views.figures.read import Figures
from views.finding import Cell, Column, Finding, Row, table_of
from views.words.passport import assumed

SOON = 31  # days before a delivery is due in which it is named
NOT_NAMED = "nicht genannt"


def exceptions(figures: Figures) -> Finding:
    """Every offer and year that is not there in full, what it lacks said once for all its years."""
    status = figures.published.table("source_status")
    found = {(row["offer"], row["year"]): row for row in status.iter_rows(named=True)}
    years = status["year"].unique().sort().to_list()
    offers = [row for offer, row in figures.offers.items() if offer in set(status["offer"])]
    rows = [line for offer in offers for line in _open(offer, years, found)]
    whole = len(offers) - len({row.cells[0] for row in rows})
    title = "Was fehlt, ist offen oder ungeprüft?"
    if not rows:
        return Finding(
            "offenes", title, f"Nichts: Alle {number(len(offers))} Angebote liegen in allen Jahren vollständig vor."
        )
    sub = f"{number(whole)} von {number(len(offers))} Angeboten liegen in allen Jahren vollständig vor; die anderen stehen hier"
    return Finding("offenes", title, sub, table=table_of(title, ("Angebot", "Was", "Jahre"), rows, words=3))


def _open(offer: Record, years: list[int], found: dict[tuple[str, int], Record]) -> Iterable[Row]:
    """The words of its years that are not whole, each with its years."""
    said = [(*quality.cell(found.get((offer["offer"], year)), offer, year), year) for year in years]
    lacking = sorted((word, year) for word, tone, year in said if tone not in ("", "off"))
    for word, of in groupby(lacking, key=lambda one: one[0]):
        yield Row((offer["short_name"], word, year_spans([year for _, year in of])))


def due(figures: Figures, today: date) -> Finding:
    """Of every source its newest file, and when the next one comes; what is overdue stands first."""
    newest = figures.published.table("delivered").sort("as_of", "number", nulls_last=False).group_by("source").last()
    title = "Von wem kam zuletzt etwas, und was steht aus?"
    if newest.is_empty():
        return Finding(
            "faellig", title, "Dieser Stand führt noch keine Liste der Dateien; die nächste Ladung legt sie an."
        )
    lines = newest.sort(pl.col("next_delivery").fill_null(date.max), "title")
    late = [row["title"] for row in lines.iter_rows(named=True) if _is_late(row, today)]
    sub = f"Überfällig: {number(len(late))} von {number(len(lines))} Quellen" if late else "Nichts ist überfällig"
    heads = (
        "Quelle",
        "Datei",
        "geladen",
        Column("Zeilen, rund", figure=True),
        "Stand",
        "Lieferschein",
        "nächste Lieferung",
    )
    rows = [_due(row, today, figures.base) for row in lines.iter_rows(named=True)]
    notes = tuple(_reminder(row) for row in lines.iter_rows(named=True) if _is_soon(row, today))
    return Finding("faellig", title, sub, table=table_of(title, heads, rows, words=len(heads), wide=True), notes=notes)


def _reminder(row: Record) -> str:
    """What to write to whoever delivers."""
    to = f" an {row['contact']}" if row["contact"] else ""
    return (
        f"Erinnerung{to}: Bitte „{row['title']}“ zum {day(row['next_delivery'])} liefern, mit Lieferschein. "
        f"Zuletzt kam {row['file']}, Stand {_stand(row)}."
    )


def _is_soon(row: Record, today: date) -> bool:
    """Overdue counts as well."""
    return row["next_delivery"] is not None and (row["next_delivery"] - today).days <= SOON


def _is_late(row: Record, today: date) -> bool:
    return row["next_delivery"] is not None and row["next_delivery"] < today


def _due(row: Record, today: date, base: int) -> Row:
    following = row["next_delivery"]
    words = day(following) if following else NOT_NAMED
    if _is_late(row, today):
        words = f"überfällig seit {words}"
    elif _is_soon(row, today):
        words = f"bald: {words}"
    slip = row["contact"] or ("ja" if row["slip"] else "fehlt")
    cells = (row["title"], row["file"], _when(row), _rows(row["rows_read"], base), _stand(row), slip, words)
    return Row(cells, tone="gap" if _is_late(row, today) else "")


def history(figures: Figures) -> Finding:
    """Every file of every load, the newest first."""
    files = figures.published.table("delivered").sort("number", "source", "file", descending=[True, False, False])
    heads = ("Ladung", "geladen", "Quelle", "Datei", "Stand", "gelesen, rund", "neu, rund", "abgewiesen, rund")
    counts = ("rows_read", "accepted", "rejected")
    rows = [
        (str(row["number"]), _when(row), row["title"], row["file"], _stand(row))
        + tuple(_rows(row[count], figures.base) for count in counts)
        for row in files.iter_rows(named=True)
    ]
    title = f"Alle Lieferungen: {number(files.height)} Dateien"
    return Finding("lieferungen", title, table=table_of(title, heads, rows, words=5, wide=True), closed=True)


def _rows(count: int, base: int) -> Cell:
    return Cell("children", count, count, base=base)


def _when(row: Record) -> str:
    return day(datetime.fromisoformat(row["loaded_at"]).date())


def _stand(row: Record) -> str:
    return day(row["as_of"]) + assumed(row) if row["as_of"] else NOT_NAMED
