"""Chapters 4 and 5: who lives here, and how many children use what? The same figures and sentences as the screen."""

from datetime import date

from exports.content import shared as content
from exports.content.shared import Asked, bullets, card, heading, text
from exports.content.told import parts
from exports.report import Chart, Part, Series
from store.german import number
from views.blocks import childhood, divided, population
from views.blocks import reach as findings
from views.figures import gaps
from views.words import childhood_sentences as say


def children_and_families(asked: Asked) -> list[Part]:
    """Chapter 4. The projection is made for the district."""
    figures, year = asked.figures, asked.year
    groups = tuple(key for key, row in figures.group.items() if row["level"] in ("kopf", "bereich"))
    return [
        heading(2, "Bevölkerung, Geburten", "4.1"),
        *parts(population.by_year(figures, asked.area), population.by_town(figures, year), population.births(figures)),
        heading(2, "Soziale Lage", "4.2"),
        *parts(population.social_context(figures, year)),
        heading(2, "Vorausschau", "4.3"),
        *parts(divided.outlooks(figures, groups, figures.district, short=True)),
    ]


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
    told = childhood.until_18(figures, head, year)
    where = say.where_from(told, since=childhood.since(told), sums=childhood.only_sums(figures, head, year))
    moves = say.MOVES if say.MOVES in told.note else ""
    return [
        *text(until_18_sentence(asked), style="lead"),
        *text(" ".join(part for part in (where, moves) if part), say.TWO_NUMBERS if told.shown else ""),
        heading(3, childhood.CLAIM),
        *claims(asked),
        *text(say.A_CHOICE, style="note"),
        *text(sayable(asked), style="quote"),
        *curve(asked),
    ]


def until_18_sentence(asked: Asked) -> str:
    head = asked.heads[0]
    return say.until_18(childhood.until_18(asked.figures, head, asked.year), asked.figures.group[head])


def claims(asked: Asked) -> list[Part]:
    """Three lines always."""
    rows = {row["offer_group"]: row for row in asked.figures.rows("claim", year=asked.year)}
    heads = {key: name for key, name in childhood.HEADS.items() if key in asked.figures.group}
    return bullets(
        say.claim(rows[key]["label"] if key in rows else "", childhood.from_figure(rows.get(key)), name)
        for key, name in heads.items()
    )


def sayable(asked: Asked) -> str:
    stand = asked.figures.meta.get("as_of", "")
    told = [childhood.until_18(asked.figures, group, asked.year) for group in ("alle", "ohne_kita")]
    said = say.sayable(*told, date.fromisoformat(stand) if stand else None)
    return f"„{said}“" if said else ""


def curve(asked: Asked) -> list[Part]:
    """Observed birth years solid, what today's use adds up to dashed."""
    figures, year = asked.figures, asked.year
    group = childhood.curve_group(figures, asked.heads[0], year)
    if group is None:
        return []
    lines, name = childhood.lines_of(figures, group, year), figures.group[group]["name"]
    period, last = childhood.until_18(figures, group, year), childhood.last_age(figures)
    ages, series = range(last + 1), []
    for line in lines:
        ends = [tuple(line.by_age[age][end] for age in ages if age in line.by_age) for end in (0, 1)]
        look = {"cohort": "accent", "older": "context"}.get(line.kind, "dashed")
        names = (f"{line.name}, mindestens", f"{line.name}, höchstens") if ends[0] != ends[1] else (line.name,)
        series += [
            Series(said, tuple(_of_100(line.by_age.get(age), end) for age in ages), look)
            for end, said in enumerate(names)
        ]
    title = f"{name}: {say.finding(period)}".removesuffix(".")
    sub = "Von 100 Kindern, bis zum Ende des Alters mindestens einmal. Durchgezogen: beobachtet, gestrichelt: hochgerechnet"
    categories = tuple(str(age) for age in ages)
    ends = [f"{one.name}: {_last(one)}" for one in series]
    chart = Chart(title, sub, f"{title}. {'; '.join(ends)}", "lines", "von 100 Kindern", categories, tuple(series))
    return [chart, card(asked, childhood.MEASURE, period=f"Aufzeichnung bis {year}", group=name)]


def _of_100(ends: tuple[float, float] | None, end: int) -> float | None:
    return None if ends is None else round(ends[end] * 100, 1)


def _last(series: Series) -> str:
    return number(next((value for value in reversed(series.values) if value is not None), 0))


def with_and_without(asked: Asked) -> list[Part]:
    """The three ways to count side by side, and the official kind of rate."""
    figures, year = asked.figures, asked.year
    rates = [findings.care_rates(figures, year)] if asked.in_district and figures.head("tagesbetreuung") else []
    return [*parts(findings.in_three_ways(figures, year, asked.area)), *text(say.A_CHOICE), *parts(*rates)]
