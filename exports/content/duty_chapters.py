"""Chapters 9 and 10: procedures and protective measures, posts and money."""

from exports.content import shared as content
from exports.content.shared import NOTHING, Asked, bullets, card, heading, text
from exports.report import Part, Table
from store.german import number
from views.blocks import decisions, departments, supply
from views.words import supply_sentences as say

PROCEDURES = {
    "child_protection": "Gefährdungseinschätzungen (§ 8a SGB VIII)",
    "taking_into_care": "Inobhutnahmen (§ 42 SGB VIII)",
}
NO_REACH = "Verfahren und Schutzmaßnahmen. Keine Reichweite: Sie sind kein Angebot und zählen in keiner Zahl der Kapitel 4 bis 7 mit."


def protection(asked: Asked) -> list[Part]:
    """Chapter 9: procedures and protective measures, never reach."""
    figures, year = asked.figures, asked.year
    found = {
        name: {
            row["year"]: row
            for row in figures.rows(measure, area=figures.district, item="begun", age_band="all", sex="all")
        }
        for measure, name in PROCEDURES.items()
    }
    found = {name: rows for name, rows in found.items() if rows}
    if not found:
        return [*text(NO_REACH, style="lead"), *text(NOTHING)]
    parts = text(NO_REACH, style="lead") + text(
        say.procedures(year, [(name, rows.get(year)) for name, rows in found.items()])
    )
    for (name, rows), measure in zip(
        found.items(), (m for m, name in PROCEDURES.items() if name in found), strict=True
    ):
        parts += _procedure(asked, measure, name, dict(sorted(rows.items())))
    return parts


def _procedure(asked: Asked, measure: str, name: str, rows: dict[int, dict]) -> list[Part]:
    """Columns of what began by year, and counts with rates."""
    base = asked.figures.base
    rates = {year: row["value"] for year, row in rows.items() if row["state"] == "ok" and row["value"] is not None}
    unit = next((row["unit"] for row in rows.values()), "")
    points = {
        year: (float(row["numerator"]) if row["state"] == "ok" and row["numerator"] >= 2 * base else None,
               supply.cell(row, base).removeprefix("rund "))
        for year, row in rows.items()
    }  # fmt: skip
    lines = tuple(
        (
            str(year),
            supply.cell(row, base),
            number(rates[year], 1) if year in rates and row["numerator"] >= 2 * base else "–",
        )
        for year, row in rows.items()
    )
    ranges = [(row["low"], row["high"]) for row in rows.values() if row["low"] is not None]
    return [
        content.count_chart(
            f"{name}: {say.between(rates, unit)}", f"{asked.place}, begonnen im Jahr", "Verfahren", points
        ),
        *text(say.steady(ranges, min(rows)), style="note"),
        Table(f"{name}, begonnen im Jahr", ("Jahr", "begonnen", unit), lines, frozenset({1, 2})),
        card(asked, measure, period=f"{min(rows)} bis {max(rows)}"),
    ]


def staff_and_money(asked: Asked) -> list[Part]:
    """Chapter 10: posts by Fachbereich, never by person; what the offers cost."""
    return [
        heading(2, "Stellen", "10.1"),
        *staff_parts(asked),
        heading(2, "Aufwand", "10.2"),
        *money_parts(asked, [key for key, row in asked.figures.group.items() if row["level"] == "angebot"]),
    ]


def staff_parts(asked: Asked) -> list[Part]:
    figures, year = asked.figures, asked.year
    groups = [key for key, row in figures.group.items() if row["level"] == "fachbereich"]
    rows = []
    for group in groups:
        of = {
            kind: departments.posts(figures, departments.name_of(figures, group), kind).get(year)
            for kind in ("posts", "filled")
        }
        if of["posts"]:
            cells = [number(row["value"], 1) if row and row["state"] == "ok" else "–" for row in of.values()]
            rows.append((figures.group[group]["name"], *cells))
    if not rows:
        return text(NOTHING)
    return [
        *text(decisions.staff(figures, year), style="lead"),
        *bullets(departments.staff_sentence(figures, group, year) for group in groups),
        Table(f"Stellen (VZÄ) nach Fachbereich, {year}", ("Fachbereich", "Stellen", "besetzt"), tuple(rows), frozenset({1, 2})),
        card(asked, "staffing", period=f"Jahr {year}"),
    ]  # fmt: skip


def money_parts(asked: Asked, offers: list[str]) -> list[Part]:
    """Amounts as delivered, a child only where the children are counted."""
    figures, year, rows = asked.figures, asked.year, []
    for offer in offers:
        spent = supply.of_offer(figures, "expenditure", offer, "spent").get(year)
        child = supply.of_offer(figures, "expenditure", offer, "per_child").get(year)
        if spent and spent["state"] == "ok":
            each = number(child["value"]) if child and child["state"] == "ok" else "–"
            stage = (spent["note"] or "").removeprefix("Stand: ").removesuffix(".")
            rows.append((figures.group[offer]["name"], number(spent["value"]), each, stage))
    if not rows:
        return text(NOTHING)
    heads = ("Angebot", "Aufwand in Euro", "je nutzendes Kind", "Stand")
    return [
        Table(f"Aufwand {year} nach Angebot, nicht preisbereinigt", heads, tuple(rows), frozenset({1, 2})),
        *text("Kann auch Ältere oder Eltern betreffen.", style="note"),
        card(asked, "expenditure", period=f"Jahr {year}"),
    ]
