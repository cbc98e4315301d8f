"""Chapters 6 and 7: offers and their developments, gaps and waiting."""

from exports.content import shared as content
from exports.content.placeholder import said
from exports.content.shared import NOTHING, Asked, bullets, card, heading, text
from exports.content.told import parts
from exports.report import Part, Table
from store.german import number
from views.blocks import decisions, departments, supply, trends
from views.blocks import gaps as gap_blocks
from views.blocks.indicators import OF_OFFER, VARIANT
from views.figures import gaps
from views.words import gap_sentences, sentences
from views.words import supply_sentences as say
from views.words import trend_sentences as trend_say
from views.words.cells import words

LEVELS = ("fachbereich", "bereich")
INDICATORS = "Gezählt wie in der amtlichen Statistik. Fälle sind nicht Kinder."


def departments_of(asked: Asked) -> list[str]:
    """The Fachbereiche; an office without any is told by Bereich."""
    for level in LEVELS:
        found = [key for key, row in asked.figures.group.items() if row["level"] == level]
        if found:
            return found
    return []


def developments(asked: Asked) -> list[Part]:
    """Chapter 6: the count of tested words, then every Fachbereich."""
    found = trends.of_level(asked.figures, "angebot", asked.area)
    told: list[Part] = [
        *text(trend_say.changed(list(found.values())), style="lead"),
        *text(f"{trend_say.ONLY_TESTED} {trend_say.WITHOUT_JUDGEMENT}"),
    ]
    for place, group in enumerate(departments_of(asked), start=1):
        told += [heading(2, asked.figures.group[group]["name"], f"6.{place}"), *department(asked, group)]
    return [*told, *_indicators(asked)]


def department(asked: Asked, group: str) -> list[Part]:
    """Reach and tested words of the offers of one Fachbereich."""
    figures = asked.figures
    offers = departments.offers_of(figures, group)
    rows = [(figures.group[offer]["name"], asked.reach(offer)) for offer in offers]
    if not rows:
        return text(NOTHING)
    name = figures.group[group]["name"]
    sub = f"{asked.place}, von 100 {sentences.CHILDREN}, {asked.year}. Nicht addieren: Ein Kind kann mehrere Angebote nutzen"
    return [
        content.bar_chart(f"{name}: Angebote {asked.year}", sub, rows),
        *parts(trends.of_offers(figures, group, tuple(offers), asked.area)),
    ]


def _indicators(asked: Asked) -> list[Part]:
    """The official indicators beside the offers, each in a unit of its own."""
    figures, rows, seen = asked.figures, [], set()
    for offer, indicators in OF_OFFER.items():
        if offer not in figures.group:
            continue
        for measure, group, item in indicators:
            found = [
                row
                for row in figures.rows(measure, area=figures.district, age_band="all", year=asked.year)
                if row["item"].startswith(item.rstrip("*")) and (not group or row["offer_group"] == group)
            ]
            if found and (measure, found[0]["item"]) not in seen:
                seen.add((measure, found[0]["item"]))
                row = min(found, key=lambda one: one["item"])
                label = " ".join(filter(None, (figures.definition(measure)["label"], VARIANT.get(item, ""))))
                rows.append((label, str(asked.year), said(row, figures.base)))
    if not rows:
        return []
    number_ = f"6.{len(departments_of(asked)) + 1}"
    table = Table(f"Amtliche Kennzahlen {asked.year}", ("Kennzahl", "Jahr", "Wert"), tuple(rows), frozenset({1}))
    return [heading(2, "Amtliche Kennzahlen", number_), table, *text(INDICATORS, style="note")]


def gaps_and_waiting(asked: Asked) -> list[Part]:
    """Chapter 7."""
    return [
        heading(2, "Rechnerische Lücken", "7.1"),
        *gap_parts(asked),
        heading(2, "Wartende und nicht besetzte Anfragen", "7.2"),
        *waiting_parts(asked),
    ]


def gap_parts(asked: Asked) -> list[Part]:
    """The finding, the municipalities in children, and in which Bereich and offer a gap is firm."""
    figures, year = asked.figures, asked.year
    if not gaps.told_groups(figures, year):
        return text("Für dieses Jahr lässt sich nicht sagen, wo weniger Kinder Angebote nutzten als zu erwarten.")
    group = gaps.best_group(figures, year)
    largest = gap_sentences.largest(gaps.screen(figures, group, year))
    return [
        *text(f"{words(gap_blocks.opening(figures, group, year))}.", style="lead"),
        *text(" ".join(filter(None, (largest, gap_sentences.HINTS)))),
        *parts(gap_blocks.by_municipality(figures, group, year), gap_blocks.over_the_domains(figures, year)),
    ]


def waiting_parts(asked: Asked) -> list[Part]:
    """Every list in one sentence, then all in one table; an offer without a list is not said to have nobody waiting."""
    figures, year = asked.figures, asked.year
    lines, rows = [], []
    for offer in (key for key, row in figures.group.items() if row["level"] == "angebot"):
        for unit, of_years in supply.lists_of(figures, offer).items():
            asked_, without = (
                supply.of_offer(figures, "waiting", offer, f"{kind}:{unit}").get(year)
                for kind in ("requests", "unfilled")
            )
            told = supply.waiting_sentence(figures, offer, unit, of_years, year)
            lines.append(" ".join(filter(None, (told, say.unfilled(without, asked_)))))
            time = supply.of_offer(figures, "waiting_time", offer, f"median:{unit}").get(year)
            days = number(time["value"]) if time and time["state"] == "ok" else "–"
            rows.append((figures.group[offer]["name"], supply.UNITS[unit], supply.cell(of_years.get(year), figures.base), days,
                         supply.cell(asked_, figures.base), supply.cell(without, figures.base)))  # fmt: skip
    if not rows:
        return text("Es ist keine Warteliste geliefert. Das heißt nicht, dass niemand wartet.")
    heads = ("Angebot", "Einheit", "Wartende", "Median Tage", "Anfragen", "ohne Platz")
    return [
        *bullets(lines),
        Table(f"Wartende und Anfragen {year}", heads, tuple(rows), frozenset({2, 3, 4, 5})),
        *text(decisions.TWICE, style="note"),
        card(asked, "waiting", period=f"Jahr {year}"),
    ]
