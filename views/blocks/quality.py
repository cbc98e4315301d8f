"""What was delivered, what is missing, what was rejected? Completeness, findings of the check and sources as findings."""

import polars as pl

from store.german import day, number
from views.figures.reach import Record
from views.figures.read import Figures
from views.finding import Cell, Column, Finding, Row, table_of
from views.words.passport import assumed
from views.words.texts import TEXTS

REJECTED = "abgewiesen:"
COUNTING = {
    "verknuepft": "verknüpfbar",
    "verknuepft_v1": "verknüpfbar, mit älterem Schlüssel",
    "eigener_schluessel": "eigene Nummer",
    "zaehlwerte": "Zählwerte",
    "kontakte": "nur Kontakte",
}


def completeness(figures: Figures) -> Finding:
    """One word per offer and year."""
    status = figures.published.table("source_status").sort("year")
    years = status["year"].unique().sort().to_list()
    offers = [row for offer, row in figures.offers.items() if offer in set(status["offer"])]
    found = {(row["offer"], row["year"]): row for row in status.iter_rows(named=True)}
    rows, caption = [], "Vollständigkeit je Angebot und Jahr"
    for offer in offers:
        words, tones = zip(*(cell(found.get((offer["offer"], year)), offer, year) for year in years), strict=True)
        rows.append(Row((offer["short_name"], *words), tones=("", *tones)))
    return Finding(
        key="vollstaendigkeit",
        closed=True,
        title=f"Was liegt je Angebot und Jahr vor? {number(len(offers))} Angebote",
        sub="ganz: laut Lieferschein oder Bestätigung vollständig und endgültig · vorl.: vollständig, noch vorläufig · "
        "ungepr.: geliefert, niemand sagt, dass es alles ist · lückig: mehr als 2 von 100 Zeilen nicht lesbar · "
        "bis TT.MM.: nur bis zu diesem Tag · fehlt: keine Lieferung · –: gab es nicht",
        table=table_of(caption, ("Angebot", *map(str, years)), rows, words=len(years) + 1, look="heat", wide=True),
    )


def cell(row: Record | None, offer: Record, year: int) -> tuple[str, str]:
    """The word of one offer in one year, and how the cell looks."""
    if year < (offer["since"] or year) or year > (offer["until"] or year):
        return "–", "off"
    if row is None:
        return "fehlt", "part"
    if row["rows_lost"]:
        return "lückig", "part"
    if row["completeness"] == "unchecked" and row["whole_year"]:
        return "ungepr.", "part"
    if row["complete"]:
        return ("ganz", "") if row["final"] is not False else ("vorl.", "early")
    return (f"bis {row['until']:%d.%m.}", "part") if row["until"] else ("teils", "part")


def of_the_check(figures: Figures, *, rejected: bool) -> Finding:
    """Rejected rows by reason, or what else the check found; numbers of rows are rounded like all others."""
    key, title = (
        ("abgewiesen", "Abgewiesene Zeilen nach Grund") if rejected else ("hinweise", "Hinweise aus der Prüfung")
    )
    found = figures.published.table("finding").filter(pl.col("code").str.starts_with(REJECTED) == rejected)
    if found.is_empty():
        return Finding(key, title, "Keine.")
    found = found.sort("level", pl.col("rows").fill_null(0), descending=[False, True])
    names = dict(figures.published.table("source_status").select("source", "title").unique().iter_rows())
    rows = [
        (text, names.get(source, source), Cell("children", many, many, base=figures.base))
        for text, source, many in found.select("text", "source", "rows").iter_rows()
    ]
    told = table_of(title, ("Grund", "Quelle", "Zeilen, rund"), rows, words=2)
    return Finding(key, title, f"Zahl der Zeilen auf {figures.base} gerundet", table=told)


def sources(figures: Figures) -> Finding:
    """Every source with its years, its way of counting, its Stand, who says that it is complete, what it lost, what comes next."""
    found = _by_source(figures.published.table("source_status"))
    rows = [
        (
            row["title"] or row["source"],
            Cell("number", row["offers"], row["offers"]),
            f"{row['first']} bis {row['last']}",
            ", ".join(COUNTING.get(way, way) for way in row["counting"] if way),
            (day(row["as_of"]) if row["as_of"] else "–") + assumed(row),
            ", ".join(TEXTS["completeness"][code] for code in row["completeness"]) or "nicht bekannt",
            Cell("up_to", row["lost"], row["lost"]) if row["lost"] else "–",
            day(row["next_delivery"]) if row["next_delivery"] else "nicht genannt",
        )
        for row in found.iter_rows(named=True)
    ]
    heads = (
        "Quelle",
        Column("Angebote", figure=True),
        "Jahre",
        "gezählt",
        "Stand",
        "Vollständigkeit",
        "nicht lesbare Zeilen",
        "nächste Lieferung",
    )
    title = "Woher kommen die Daten, und wann kommen die nächsten?"
    told = table_of("Quellen", heads, rows, words=len(heads), wide=True)
    return Finding("quellen", title, table=told, closed=True)


def _by_source(status: pl.DataFrame) -> pl.DataFrame:
    """source, title, and what its rows of source_status say together."""
    return (
        status.group_by("source", "title")
        .agg(
            pl.col("year").min().alias("first"),
            pl.col("year").max().alias("last"),
            pl.col("as_of").max(),
            pl.col("next_delivery").max(),
            pl.col("counting").unique().sort(),
            pl.col("offer").n_unique().alias("offers"),
            pl.col("completeness").drop_nulls().unique().sort(),
            pl.col("as_of_stated").filter(pl.col("as_of") == pl.col("as_of").max()).min(),
            pl.struct("year", "rows_lost").unique().struct.field("rows_lost").sum().alias("lost"),
        )
        .sort("title")
    )
