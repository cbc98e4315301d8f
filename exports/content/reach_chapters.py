"""Chapters 4 and 5: who lives here, and how many children use what? The same figures and sentences as the screen."""

from exports.content import shared as content
from exports.content.shared import NOTHING, Asked, card, heading, text
from exports.content.told import parts
from exports.report import Part, Table
from measures.need import MARKS
from store.german import STATES, number, percent
from views.blocks import childhood, divided
from views.blocks import reach as findings
from views.figures import gaps
from views.figures.reach import MISSING
from views.words import supply_sentences
from views.words.childhood_sentences import A_CHOICE

CHILDREN = "Kinder und Jugendliche unter 18"
NO_FORECAST = "Hochgerechnet nach heutigem Nutzungsverhalten. Keine Vorhersage."
SEVERAL = "Nicht addieren: Ein Kind kann mehrere Angebote nutzen."


def children_and_families(asked: Asked) -> list[Part]:
    """Chapter 4."""
    return [
        heading(2, "Bevölkerung, Geburten", "4.1"),
        *_people(asked),
        *_births(asked),
        heading(2, "Soziale Lage", "4.2"),
        *_social(asked),
        heading(2, "Vorausschau", "4.3"),
        *_outlook(asked),
    ]


def _people(asked: Asked) -> list[Part]:
    figures, group = asked.figures, asked.heads[0]
    series = figures.series("annual_reach", group, area=asked.area)
    people = {year: reach.children for year, reach in sorted(series.items()) if reach.children}
    if not people:
        return text(NOTHING)
    first, last = min(people), max(people)
    points = {year: (float(count), number(count)) for year, count in people.items()}
    sub = f"{asked.place}, {CHILDREN} am 31.12."
    breaks = [e for e in figures.events("", first, last) if e["kind"] == "reihenbruch"]
    return [
        content.count_chart(supply_sentences.between(people, CHILDREN), sub, "Kinder", points, breaks=breaks),
        *text(*content.breaks(figures, first, last, [""]), style="note"),
        _people_by_town(asked),
        *text(f"Quelle: {figures.meta.get('population_source', '')}", style="note"),
    ]


def _people_by_town(asked: Asked) -> Table:
    """Children by municipality and age, from the published population."""
    figures, rows = asked.figures, []
    for area, name in {**gaps.municipalities(figures), figures.district: figures.area_names[figures.district]}.items():
        found = figures.along("age_band", "annual_reach", asked.year, offer_group=asked.heads[0], area=area)
        cells = [found.get(key, MISSING).children for key in (*(b["age_band"] for b in figures.bands), "all")]
        rows.append((name, *(number(count) if count else "–" for count in cells)))
    heads = ("Gemeinde", *(band["name"] for band in figures.bands), "unter 18")
    caption = f"{CHILDREN} am 31.12.{asked.year} nach Gemeinde und Alter"
    return Table(caption, heads, tuple(rows), frozenset(range(1, len(heads))))


def _births(asked: Asked) -> list[Part]:
    rows = asked.figures.rows("early_help_rate", area=asked.figures.district)
    born = {row["year"]: row["denominator"] for row in rows if row["denominator"]}
    if not born:
        return text("Lebendgeborene sind in dieser Ausgabe nicht geliefert.", style="note")
    points = {year: (float(count), number(count)) for year, count in sorted(born.items())}
    return [
        content.count_chart(supply_sentences.between(born, "Lebendgeborene"), asked.place, "Lebendgeborene", points)
    ]


def _social(asked: Asked) -> list[Part]:
    """Every mark of the social context by municipality: beside use, never instead of need."""
    figures = asked.figures
    found = {(row["area"], row["item"]): row for row in figures.rows("need", year=asked.year)}
    if not any(row["state"] == "ok" for row in found.values()):
        return text(NOTHING)
    items = sorted({item for _, item in found})
    towns = {**gaps.municipalities(figures), figures.district: figures.area_names[figures.district]}
    rows = tuple((name, *(_share(found.get((area, item))) for item in items)) for area, name in towns.items())
    heads = ("Gemeinde", *(MARKS.get(item, item) for item in items))
    note = next(row["note"] for row in found.values() if row["state"] == "ok")
    return [
        *text("Soziale Lage erklärt Nutzung nicht; sie steht daneben, damit beides zusammen gelesen wird."),
        Table(f"Soziale Lage {asked.year} nach Gemeinde", heads, rows, frozenset(range(1, len(heads)))),
        *text(note, style="note"),
        card(asked, "need", period=f"Jahr {asked.year}"),
    ]  # fmt: skip


def _share(row: dict | None) -> str:
    if row is None:
        return "–"
    return percent(row["value"]) if row["value"] is not None else STATES.get(row["state"], "–")


def _outlook(asked: Asked) -> list[Part]:
    """The children that official projections expect, and what today's use would make of it, always as a range."""
    figures = asked.figures
    rows = figures.rows("forecast", area=figures.district, age_band="all", state="ok")
    lines = []
    for group, row in figures.group.items():
        if row["level"] not in ("kopf", "bereich"):
            continue
        for scenario in divided.scenarios_of([r for r in rows if r["offer_group"] == group]):
            last = max(scenario.points)
            _, low, high = scenario.points[last]
            lines.append((row["name"], scenario.name, str(last), f"{divided.share(low)}–{divided.share(high)}"))
    if not lines:
        return text(NOTHING)
    notes = sorted({row["note"] for row in rows if row["note"] and "Annahme" not in row["note"]})
    return [
        *text(NO_FORECAST),
        Table("Hochrechnung der Nutzung", ("Angebote", "Annahme", "Jahr", "von 100 Kindern"), tuple(lines), frozenset({2, 3})),
        *text(*notes[:2], style="note"),
        card(asked, "forecast", period=f"bis {max(int(line[2]) for line in lines)}"),
    ]  # fmt: skip


def reach(asked: Asked) -> list[Part]:
    """Chapter 5."""
    figures, year, head = asked.figures, asked.year, asked.heads[0]
    return [
        heading(2, "Reichweite im Jahr", "5.1"),
        *text(content.annual_sentence(asked, head), style="lead"),
        *text(content.in_children(asked, head), content.data_situation(asked)),
        *parts(findings.by_year(figures, head, year, asked.area)),
        heading(2, "Reichweite bis 18", "5.2"),
        *until_18(asked),
        heading(2, "Mit und ohne Kita", "5.3"),
        *with_and_without(asked),
        heading(2, "Alter und Gemeinden", "5.4"),
        *parts(
            findings.by_age(figures, head, year, asked.area),
            findings.by_municipality(figures, head, year),
            findings.by_domain(figures, year, asked.area),
        ),
    ]


def town_group(asked: Asked) -> str:
    """The first way to count that can be told by residence."""
    towns = gaps.municipalities(asked.figures)
    told = (g for g in asked.heads if any(asked.reach(g, t).state not in ("not_applicable", "no_data") for t in towns))
    return next(told, asked.heads[0])


def until_18(asked: Asked) -> list[Part]:
    """The range, the check of the claim, the sentence to say, and a curve where one can be drawn."""
    figures, head, year = asked.figures, asked.heads[0], asked.year
    both, quote = childhood.beside_the_year(figures, head, year), childhood.sayable(figures, year)
    curve = childhood.curve(figures, head, year, figures.district)
    return [
        *text(both.title, style="lead"),
        *text(*both.notes),
        heading(3, childhood.CLAIM),
        *parts(childhood.claim_check(figures, year), *([quote] if quote else [])),
        *(parts(curve) if curve.chart else []),
    ]


def with_and_without(asked: Asked) -> list[Part]:
    """The three ways to count side by side, and the official kind of rate."""
    figures, year = asked.figures, asked.year
    rates = [findings.care_rates(figures, year)] if asked.in_district and figures.head("tagesbetreuung") else []
    return [*parts(findings.in_three_ways(figures, year, asked.area)), *text(A_CHOICE), *parts(*rates)]
