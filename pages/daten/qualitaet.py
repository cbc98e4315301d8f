"""Was liegt vor, was fehlt, was wurde abgewiesen? Completeness, findings and sources as they were delivered."""

import polars as pl

from store.german import day, number
from views.drawings import tables
from views.figures import deliveries, read
from views.shell import filters, page
from views.shell.theme import show

REJECTED = "abgewiesen:"
COUNTING = {
    "verknuepft": "verknüpfbar",
    "eigener_schluessel": "eigene Nummer",
    "zaehlwerte": "Zählwerte",
    "kontakte": "nur Kontakte",
}


def main() -> None:
    """Reads from top to bottom as the page does."""
    figures = read.figures()
    filters.name_unknown_keys()
    year, group = figures.default_year, next(iter(figures.group))
    found = deliveries.of_group(figures, group, year)
    show(
        page.kicker(figures, "Was liegt vor, was fehlt, was wurde abgewiesen?", year)
        + page.opening(
            found.sentence(year),
            f"Angebote, die in die Reichweite {year} zählen. Ein Jahr ohne vollständige Lieferung ist keine Null.",
        )
    )
    show(
        page.rule()
        + completeness(figures)
        + page.rule()
        + findings(figures, "Abgewiesene Zeilen nach Grund", rejected=True)
        + page.rule()
        + findings(figures, "Hinweise aus der Prüfung", rejected=False)
        + page.rule()
        + sources(figures)
        + page.footer(figures)
    )


def completeness(figures: read.Figures) -> str:
    """One word per offer and year."""
    rows = figures.published.table("source_status").sort("year")
    years = rows["year"].unique().sort().to_list()
    offers = figures.published.table("offer").filter(pl.col("offer").is_in(rows["offer"].unique().to_list()))
    state = {(row["offer"], row["year"]): row for row in rows.iter_rows(named=True)}
    lines = {
        o["short_name"]: [cell(state.get((o["offer"], year)), o, year) for year in years]
        for o in offers.iter_rows(named=True)
    }
    return page.block(
        figures,
        f"Was liegt je Angebot und Jahr vor? {number(offers.height)} Angebote",
        "ganz: vollständig und endgültig geliefert · vorl.: vollständig, noch vorläufig · "
        "bis TT.MM.: nur bis zu diesem Tag · "
        "fehlt: keine Lieferung · –: gab es nicht",
        tables.heat_table("Vollständigkeit je Angebot und Jahr", "Angebot", [str(y) for y in years], lines),
        small=False,
    )


def cell(row: dict | None, offer: dict, year: int) -> tuple[str, str]:
    """The word of one offer in one year, and how the cell looks."""
    if year < (offer["since"] or year) or year > (offer["until"] or year):
        return "–", "off"
    if row is None:
        return "fehlt", "part"
    if row["complete"]:
        return ("ganz", "") if row["final"] is not False else ("vorl.", "early")
    return (f"bis {row['until']:%d.%m.}", "part") if row["until"] else ("teils", "part")


def findings(figures: read.Figures, name: str, *, rejected: bool) -> str:
    """Rejected rows by reason, or what else the check found; numbers of rows are rounded like all others."""
    found = figures.published.table("finding").filter(pl.col("code").str.starts_with(REJECTED) == rejected)
    found = found.sort("level", pl.col("rows").fill_null(0), descending=[False, True])
    titles = dict(figures.published.table("source_status").select("source", "title").unique().iter_rows())
    if found.is_empty():
        return page.block(figures, name, "Keine.", small=False)
    lines = [
        (
            row["text"].removeprefix("Abgewiesene Zeilen: "),
            titles.get(row["source"], row["source"]),
            rows_said(row["rows"]),
        )
        for row in found.iter_rows(named=True)
    ]
    table = tables.plain_table(name, ["Grund", "Quelle", "Zeilen"], lines, figures=frozenset({2}))
    return page.block(figures, name, f"Zahl der Zeilen auf {figures.base} gerundet", table, small=False)


def rows_said(rows: int | None) -> str:
    if rows is None:
        return "–"
    return f"rund {number(rows)}" if rows >= 10 else "unter 10"


def sources(figures: read.Figures) -> str:
    """Every source with its years, its way of counting, its Stand and its next delivery."""
    rows = (
        figures.published.table("source_status")
        .group_by("source", "title")
        .agg(
            pl.col("year").min().alias("first"),
            pl.col("year").max().alias("last"),
            pl.col("as_of").max(),
            pl.col("next_delivery").max(),
            pl.col("counting").unique().sort(),
            pl.col("offer").n_unique().alias("offers"),
        )
        .sort("title")
    )
    lines = [
        (
            row["title"] or row["source"],
            str(row["offers"]),
            f"{row['first']} bis {row['last']}",
            ", ".join(COUNTING.get(way, way) for way in row["counting"] if way),
            day(row["as_of"]) if row["as_of"] else "–",
            day(row["next_delivery"]) if row["next_delivery"] else "nicht genannt",
        )
        for row in rows.iter_rows(named=True)
    ]
    heads = ["Quelle", "Angebote", "Jahre", "gezählt", "Stand", "nächste Lieferung"]
    table = tables.plain_table("Quellen", heads, lines, figures=frozenset({1}))
    return page.block(
        figures,
        "Woher kommen die Daten, und wann kommen die nächsten?",
        "",
        tables.scrolling("Quellen", table),
        small=False,
    )


filters.run(main)
