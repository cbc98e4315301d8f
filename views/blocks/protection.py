"""What is known of procedures and protective measures? Counts and rates of what began, never a reach."""

from views.blocks import supply
from views.blocks.supply import counts
from views.figures.reach import Record
from views.figures.read import Figures, breaks
from views.finding import Cell, Finding, Text
from views.words import supply_sentences as say

MEASURES = {  # measure → role of its offer, its name in the plural, the law
    "child_protection": ("gefaehrdungseinschaetzung", "Gefährdungseinschätzungen", "§\u00a08a SGB\u00a0VIII"),
    "taking_into_care": ("inobhutnahme", "Inobhutnahmen", "§§\u00a042, 42a SGB\u00a0VIII"),
}
SILENT = (
    "Sie zählen Verfahren und Maßnahmen, nicht Kinder: Eine neue Meldung ist ein neues Verfahren.",
    "Mehr oder weniger Verfahren sind weder gut noch schlecht; mehr können auch mehr Aufmerksamkeit bedeuten.",
    "Sie sagen nicht, wie viele Kinder gefährdet sind; nur, was dem Jugendamt bekannt wurde.",
    "Sie gehören zu keiner Reichweite: Ein Eingriff ist kein Angebot, das genutzt wird.",
)


def by_year(figures: Figures, measure: str, quantity: str = "begun") -> dict[int, Record]:
    return figures.by_year(measure, quantity=quantity, age_band="all", sex="all")


def sentence(figures: Figures, year: int) -> Text:
    """How many procedures began in the year?"""
    counts = [(name, by_year(figures, measure).get(year)) for measure, (_, name, _) in MEASURES.items()]
    return say.procedures(year, counts, figures.base)


def procedures(figures: Figures, measure: str, year: int) -> Finding:
    """One kind of procedure: the rate by year, the counts in the table; no word on a direction."""
    _, name, law = MEASURES[measure]
    rows, ended = by_year(figures, measure), by_year(figures, measure, "ended")
    if all(row["state"] == "no_data" for row in ended.values()):  # a column that never says anything
        ended = {}
    told = {y: row for y, row in rows.items() if row["state"] == "ok" and row["value"] is not None}
    if not told:
        hidden = any(row["state"] == "protected" for row in rows.values())
        why = "Zum Schutz der Kinder nicht gezeigt." if hidden else "Keine Daten geliefert."
        return Finding(measure, f"{name} ({law})", why)
    base, first, last = figures.base, min(rows), max(rows)
    per = next(iter(told.values()))["unit"]
    caption, cells = f"{name} {per}", {y: _rate(row, base) for y, row in rows.items()}
    broken = breaks(figures.events("", first, last))
    columns = {"begonnen": counts(rows, base)} | ({"beendet": counts(ended, base)} if ended else {}) | {per: cells}
    return Finding(
        key=measure,
        title=f"{name}: {say.between({y: row['value'] for y, row in told.items()}, per)}",
        sub=f"{law}. Im Jahr begonnen, {per}. Keine Reichweite",
        chart=supply.on_years(caption, per, cells, year, broken),
        table=supply.by_years(caption, columns),
        notes=(
            f"{year}: {rows[year]['note']}" if year in rows and rows[year]["note"] else "",
            *(f"Gepunktet, {event['date'].year}: {event['short']}. {event['text']}." for event in broken),
        ),
        passport=supply.card(figures, measure, f"{first} bis {last}", f"{len(told)} Jahre"),
    )


def _rate(row: Record, base: int) -> Cell:
    """With its count; a small one is said in words and not drawn."""
    if row["state"] == "ok" and row["numerator"] is not None and say.small(row, base):
        return Cell("number", state="few", base=base)
    return supply.with_count(supply.amount(row), row, base)


def silent(figures: Figures) -> Finding:
    """What these figures do not say."""
    return Finding("schutz_grenzen", "Was diese Zahlen nicht sagen", lead=SILENT)


def absent(figures: Figures) -> Finding:
    """Which other procedures and results are not here."""
    told = {role for role, *_ in MEASURES.values()}
    others = [row["name"] for row in figures.offers.values() if row["kind"] == "eingriff" and row["role"] not in told]
    lines = ("Ergebnisse der Einschätzungen: nicht geliefert.", *(f"{name}: keine Zahlen." for name in others))
    return Finding("schutz_fehlt", "Was hier nicht steht", lead=lines)
