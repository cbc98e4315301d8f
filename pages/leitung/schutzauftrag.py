"""Was geschieht, wenn Kinder Schutz brauchen? Procedures and protective measures as counts, never as reach."""

import streamlit as st

from store.german import number
from views.blocks import supply
from views.drawings import rate_charts
from views.figures import read
from views.shell import filters, page
from views.shell.theme import show
from views.words import supply_sentences as say

MEASURES = {  # measure → its offer, its name in the plural, the law
    "child_protection": ("schutzauftrag_8a", "Gefährdungseinschätzungen", "§\u00a08a SGB\u00a0VIII"),
    "taking_into_care": ("inobhutnahme", "Inobhutnahmen", "§§\u00a042, 42a SGB\u00a0VIII"),
}
NO_REACH = (
    "Keine Reichweite: Verfahren und Schutzmaßnahmen sind Eingriffe zum Schutz von Kindern, keine genutzten Angebote. "
    "Sie sind in keiner Zahl der anderen Seiten enthalten."
)
PER = "je 10.000 unter 18"
SILENT = (
    "Sie zählen Verfahren und Maßnahmen, nicht Kinder: Eine neue Meldung ist ein neues Verfahren.",
    "Mehr oder weniger Verfahren sind weder gut noch schlecht; mehr können auch mehr Aufmerksamkeit bedeuten.",
    "Sie sagen nicht, wie viele Kinder gefährdet sind; nur, was dem Jugendamt bekannt wurde.",
    "Sie gehören zu keiner Reichweite: Ein Eingriff ist kein Angebot, das genutzt wird.",
)


def main() -> None:
    """Reads from top to bottom as the page does."""
    figures = read.figures()
    filters.name_unknown_keys()
    above = st.container()
    year = choose(figures)
    counts = [(name, begun(figures, measure).get(year)) for measure, (_, name, _) in MEASURES.items()]
    with above:
        show(
            page.kicker(figures, "Was geschieht, wenn Kinder Schutz brauchen?", year)
            + page.opening(say.procedures(year, counts), "Verfahren und Schutzmaßnahmen. Keine Reichweite.")
        )
    show(
        f'<p class="calm-note">{NO_REACH}</p>'
        + page.rule()
        + page.side_by_side(*(procedures(figures, measure, year) for measure in MEASURES))
        + page.rule()
        + page.side_by_side(silent(figures), absent(figures))
        + page.footer(figures)
    )


def choose(figures: read.Figures) -> int:
    years = {str(year): f"Jahr {year}" for year in reversed(figures.years)}
    with st.container(key="choices", horizontal=True):
        return int(filters.choose("jahr", years, str(figures.default_year), filters.menu("Jahr")))


def begun(figures: read.Figures, measure: str, item: str = "begun") -> dict[int, dict]:
    return supply.of_offer(figures, measure, MEASURES[measure][0], item)


def procedures(figures: read.Figures, measure: str, year: int) -> str:
    """One kind of procedure: per 10,000 by year, the counts in the table; no word on a direction."""
    _, name, law = MEASURES[measure]
    rows, ended = begun(figures, measure), begun(figures, measure, "ended")
    told = {y: row for y, row in rows.items() if row["state"] == "ok" and row["value"] is not None}
    title = f"{name} ({law})"
    if not told:
        hidden = any(row["state"] == "protected" for row in rows.values())
        return page.block(
            figures, title, "Zum Schutz der Kinder nicht gezeigt." if hidden else "Keine Daten geliefert."
        )
    ranges = [(row["low"], row["high"]) for row in told.values() if row["low"] is not None]
    points = {y: point(row) for y, row in rows.items()}
    caption = f"{name} {PER}"
    lines = [
        [str(y), supply.cell(rows[y], figures.base), supply.cell(ended.get(y), figures.base), points[y].said]
        for y in sorted(rows)
    ]
    breaks = [e for e in figures.events("", min(rows), max(rows)) if e["kind"] == "reihenbruch"]
    return page.block(
        figures,
        f"{name}: {say.between({y: row['value'] for y, row in told.items()}, PER)}",
        f"{law}. Im Jahr begonnen, {PER}. Keine Reichweite",
        rate_charts.columns(supply.without_holes(points), year, caption, breaks=[e["date"].year for e in breaks]),
        page.notes(
            say.steady(ranges, min(told)),
            f"{year}: {rows[year]['note']}" if year in rows and rows[year]["note"] else "",
            *[f"Gepunktet, {e['date'].year}: {e['short']}. {e['text']}." for e in breaks],
        ),
        supply.table(caption, ["Jahr", "begonnen", "beendet", PER], lines),
        supply.card(figures, measure, f"{min(rows)} bis {max(rows)}", f"{len(told)} Jahre"),
        small=False,
    )  # fmt: skip


def point(row: dict) -> rate_charts.Point:
    """A small count is said in words and not drawn."""
    if row["state"] != "ok" or row["value"] is None:
        return rate_charts.Point(supply.STATES.get(row["state"], "–"))
    if row["numerator"] is not None and row["numerator"] < say.SMALL:
        return rate_charts.Point("unter 10")
    return rate_charts.value(number(row["value"]), row["value"])


def silent(figures: read.Figures) -> str:
    """What these figures do not say."""
    return page.block(
        figures, "Was diese Zahlen nicht sagen", "", f"<ul>{''.join(f'<li>{line}</li>' for line in SILENT)}</ul>"
    )


def absent(figures: read.Figures) -> str:
    """Which other procedures and results are not here."""
    told = {offer for offer, *_ in MEASURES.values()}
    others = [
        row["name"]
        for row in figures.published.table("offer").sort("offer").to_dicts()
        if row["kind"] == "eingriff" and row["offer"] not in told
    ]
    lines = [
        "Ergebnisse der Einschätzungen: nicht geliefert.",
        *[f"{name}: keine Zahlen." for name in others],
    ]
    return page.block(figures, "Was hier nicht steht", "", f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>")


filters.run(main)
