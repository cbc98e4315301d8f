"""What do the pages tell of a whole childhood? The reach until 18, the claim check, the curve, first contacts, the official rate.

Each block takes the figures and a choice and gives one finished part of a page.
"""

import re
from datetime import date
from functools import lru_cache
from html import escape

from store.german import number
from views.drawings import childhood_chart as chart
from views.drawings import tables
from views.drawings.childhood_chart import Curve
from views.figures.reach import MISSING, Reach, from_row
from views.figures.read import Figures
from views.shell import page
from views.words import childhood_sentences as say
from views.words import passport
from views.words.childhood_sentences import Childhood

MEASURE = "cumulative_reach"
HEADS = {
    "alle": "alle Angebote",
    "ohne_kita": "ohne Kita und Hort",
    "individuell": "nur individuelle Hilfen und Beratung",
}
ENDS = re.compile(r"Ab Alter (\d+) sind zu wenige")
SINCE = re.compile(r"Beobachtet seit (\d{4})")
YOUNGER = (6, 11)  # years after the oldest cohort: the other two that are drawn
BEGUN = 3  # ages a cohort must have lived through to be drawn
CLAIM = "Ist „nahezu jedes Kind“ durch die Daten gedeckt?"


def from_figure(row: dict | None) -> Childhood:
    """One row of the reach until 18; None is no data."""
    if row is None:
        return Childhood("no_data")
    note, people = row["note"] or "", row["denominator"]
    if row["state"] not in ("ok", "unreliable"):
        return Childhood(row["state"], note=note)
    if row["value"] is not None:
        chance = (row["low"], row["high"]) if row["low"] is not None else None
        return Childhood(row["state"], row["value"], row["value"], "value", chance, people, note)
    return Childhood(row["state"], row["bound_low"], row["bound_high"], row["interval"], None, people, note)


def until_18(figures: Figures, group: str, year: int) -> Childhood:
    return _items(figures, group, year).get("period", Childhood("no_data"))


@lru_cache(256)
def _items(figures: Figures, group: str, year: int) -> dict[str, Childhood]:
    rows = figures.rows(MEASURE, offer_group=group, year=year)
    return {row["item"]: from_figure(row) for row in rows}


def only_sums(figures: Figures, group: str, year: int) -> list[str]:
    """Names of the offers that tell no first contact."""
    items = [row["item"] for row in figures.rows("first_contact", offer_group=group, year=year, age_band="all")]
    offers = [item.removeprefix("sums:") for item in items if item.startswith("sums:")]
    return [figures.group[offer]["name"] if offer in figures.group else offer for offer in offers]


def since(told: Childhood) -> int | None:
    found = SINCE.search(told.note)
    return int(found[1]) if found else None


def beside_the_year(figures: Figures, group: str, year: int, annual: Reach) -> str:
    """Both reaches on one scale, with one sentence why they differ."""
    told = until_18(figures, group, year)
    where = say.where_from(told, since=since(told), sums=only_sums(figures, group, year))
    moves = say.MOVES if say.MOVES in told.note else ""
    drawing = chart.strip(year, annual, told, f"Strecke von 0 bis 100. {say.until_18(told, figures.group[group])}")
    return page.block(
        figures,
        say.until_18(told, figures.group[group]),
        "Von 100 Kindern: im einen Jahr, und irgendwann bis zum 18. Geburtstag",
        drawing if told.shown else "",
        f'<p class="text">{say.TWO_NUMBERS}</p>' if told.shown and annual.shown else "",
        page.notes(where, moves),
        _passport(figures, told, group, year),
    )


def _passport(figures: Figures, told: Childhood, group: str, year: int) -> str:
    basis = f"{say.between(told)} von 100" if told.shown else ""
    return passport.passport(
        figures,
        MEASURE,
        Reach("no_data", children=told.people),
        period=f"Aufzeichnung bis {year}",
        place=figures.area_names[figures.district],
        group=figures.group[group]["name"],
        basis=basis,
    )


def claim_check(figures: Figures, year: int) -> str:
    """Three lines always, what would decide most, and one sentence to say aloud."""
    rows = {row["offer_group"]: row for row in figures.rows("claim", year=year)}
    told = {key: from_figure(rows.get(key)) for key in HEADS if key in figures.group}
    threshold = int(figures.meta.get("claim_threshold", "95"))
    lines = "".join(_claim_line(HEADS[key], rows.get(key), told[key], threshold) for key in told)
    table = (
        f'<table class="claim"><caption>{escape(CLAIM)}</caption><thead><tr><th scope="col">Aussage</th>'
        f'<th scope="col" class="drawing">0 bis 100 von 100</th></tr></thead><tbody>{lines}</tbody></table>'
    )
    decide = next((found for row in rows.values() if (found := say.would_decide(row["note"] or ""))), "")
    return page.block(
        figures,
        CLAIM,
        f"Bis zum 18. Geburtstag. Gedeckt ab {threshold} von 100 Kindern: senkrechter Strich",
        table,
        f'<p class="text">{escape(decide)}</p>' if decide else "",
        page.notes(say.A_CHOICE),
        passport.passport(
            figures,
            "claim",
            MISSING,
            period=f"Aufzeichnung bis {year}",
            place=figures.area_names[figures.district],
            basis=f"{len(told)} Zeilen",
        ),
    )


def _claim_line(name: str, row: dict | None, told: Childhood, threshold: int) -> str:
    said = say.claim(row["label"] if row else "", told, name)
    verdict, bracket, rest = said.partition(" (")
    strip = chart.claim_strip(told, threshold, said)
    return f'<tr><th scope="row"><b>{escape(verdict)}</b>{escape(bracket + rest)}</th><td class="drawing">{strip}</td></tr>'


def sayable(figures: Figures, year: int) -> str:
    """The one sentence, so that a click marks it whole; '' where it cannot be said."""
    stand = figures.meta.get("as_of", "")
    told = [until_18(figures, group, year) for group in ("alle", "ohne_kita")]
    sentence = say.sayable(*told, date.fromisoformat(stand) if stand else None)
    if not sentence:
        return ""
    mark = page.MARK if figures.demo else ""
    return page.block(
        figures,
        "Ein Satz zum Weitersagen",
        "Anklicken markiert ihn ganz, zum Kopieren",
        f'<p class="quote" tabindex="0">{mark}„{escape(sentence)}“</p>',
    )


def curve_group(figures: Figures, group: str, year: int) -> str | None:
    """The group itself, or the largest of its parts that has a curve; None where there is none."""
    inside = set(figures.group[group]["offers"])
    parts = [key for key, row in figures.group.items() if set(row["offers"]) <= inside and key != group]
    for key in [group, *sorted(parts, key=lambda key: -len(figures.group[key]["offers"]))]:
        if any(item.startswith("period:") for item in _items(figures, key, year)):
            return key
    return None


def curve(figures: Figures, group: str, year: int, area: str) -> str:
    """The share in contact by age: observed birth years and what today's use adds up to."""
    told = until_18(figures, group, year)
    place = "" if area == figures.district else figures.area_names[area]
    shown = curve_group(figures, group, year)
    why = say.where_from(told, since=since(told), sums=only_sums(figures, group, year))
    if shown is None or place:
        return page.block(
            figures, say.finding(told, place=place), "" if place else why, _passport(figures, told, group, year)
        )
    period, lines, name = until_18(figures, shown, year), lines_of(figures, shown, year), figures.group[shown]["name"]
    whole = next((line for line in lines if line.kind == "cohort" and line.end[0] == last_age(figures)), None)
    born = int(whole.name.removeprefix("Jahrgang ")) if whole else None
    title = say.finding(period, born=born, observed=whole.end[1] if whole else None)
    link = f'<a href="?jahr={year}&amp;gruppe={shown}" target="_self">{escape(name)}</a>'
    lead = f'<p class="text">{escape(say.finding(told))} {escape(why)} Als Kurve zeigbar: {link}.</p>'
    return page.block(
        figures,
        title if shown == group else f"{name}: {title}",
        f"{name}. Von 100 Kindern, bis zum jeweiligen Alter mindestens einmal. Durchgezogen: beobachtet, gestrichelt: hochgerechnet",
        "" if shown == group else lead,
        chart.curves(
            lines,
            last_age(figures),
            _open_from(figures, shown, year),
            f"Kurven nach Alter, {name}. {chart.in_words(lines)}",
        ),
        _what_to_know(figures, shown, period),
        _curve_table(lines, name),
        _passport(figures, period, shown, year),
    )


def _open_from(figures: Figures, group: str, year: int) -> int | None:
    """The first age that the record has not watched from birth on."""
    told = _items(figures, group, year).items()
    return min(
        (int(item[7:]) for item, share in told if share.by == "window" and item.startswith("period:")), default=None
    )


def _what_to_know(figures: Figures, group: str, period: Childhood) -> str:
    """Where the edges come from, where the curve ends, moves and breaks."""
    ends = ENDS.search(period.note)
    few = f"Ab Alter {ends[1]} sind zu wenige noch nicht erreichte Kinder übrig; die Kurve endet dort." if ends else ""
    moves = say.MOVES if say.MOVES in period.note else ""
    return page.notes(say.where_from(period, since=since(period), sums=()), few, moves, _break(figures, group, period))


def last_age(figures: Figures) -> int:
    return max(band["age_to"] for band in figures.bands)


def _break(figures: Figures, group: str, told: Childhood) -> str:
    """The record begins in a year from which this group was counted anew."""
    start = since(told)
    events = figures.events(group, (start or 0) - 1, start or 0)
    return say.only_since(start) if start and any(event["kind"] == "reihenbruch" for event in events) else ""


def lines_of(figures: Figures, group: str, year: int) -> list[Curve]:
    """The projected curve up to where too few are left, and three birth years: the oldest whole one and two younger."""
    items = _items(figures, group, year)
    ends = ENDS.search(items["period"].note) if "period" in items else None
    stop = int(ends[1]) if ends else last_age(figures) + 1
    ages = {int(item[7:]): told for item, told in items.items() if item.startswith("period:") and told.shown}
    period = {age: (told.least, told.most) for age, told in ages.items() if age < stop}
    found = {}
    for row in figures.rows(MEASURE, offer_group=group):
        if row["item"].startswith("cohort:") and row["state"] == "ok" and row["year"] <= year:
            born = int(row["item"][7:])
            found.setdefault(born, {})[row["year"] - born] = (row["value"], row["value"])
    old_enough = sorted(born for born, by_age in found.items() if len(by_age) >= BEGUN)
    first = max((born for born in old_enough if born + last_age(figures) <= year), default=min(old_enough, default=0))
    chosen = [born for born in (first, *(first + later for later in YOUNGER)) if born in old_enough]
    cohorts = [Curve(f"Jahrgang {born}", "older" if i else "cohort", found[born]) for i, born in enumerate(chosen)]
    return [*cohorts, Curve("hochgerechnet", "period", period)] if period else cohorts


def _curve_table(lines: list[Curve], name: str) -> str:
    """The curves as figures, closed until asked for."""
    ages = sorted({age for line in lines for age in line.by_age})
    rows = [
        [str(age), *(chart.said(*line.by_age[age]) if age in line.by_age else "–" for line in lines)] for age in ages
    ]
    caption = f"Von 100 Kindern bis zum Ende des Alters, {name}"
    columns = frozenset(range(1, len(lines) + 1))
    table = tables.plain_table(caption, ["Alter", *(line.name for line in lines)], rows, figures=columns)
    return f'<details class="pass"><summary><b>Tabelle</b> <span>{escape(caption)}</span></summary>{table}</details>'


def first_contacts(figures: Figures, group: str, year: int) -> str:
    """At which age do children come for the first time? Per source, because a child may be new in several."""
    shown = curve_group(figures, group, year)
    if shown is None:
        return ""
    rows = figures.rows("first_contact", offer_group=shown, year=year)
    found = {
        row["age_band"]: from_row(row, figures.base) for row in rows if row["item"].startswith("age:") and row["age_band"] != "all"
    }
    lines = [tables.Row(band["name"], found.get(band["age_band"], MISSING)) for band in figures.bands]
    name = figures.group[shown]["name"]
    return page.block(
        figures,
        "In welchem Alter kommen Kinder zum ersten Mal?",
        f"{name}. Von 100 Kindern des Alters {year} zum ersten Mal in Kontakt. Punkt: gezählt, Strich: Zufall (95\u202f%)",
        tables.reach_table(f"Erste Kontakte {year} nach Alter, {name}", "Alter", lines, dots=True, digits=1),
        passport.passport(
            figures,
            "first_contact",
            MISSING,
            period=f"Jahr {year}",
            place=figures.area_names[figures.district],
            group=name,
            basis=f"rund {number(sum(r.count_low or 0 for r in found.values() if r.shown))} erste Kontakte",
        ),
    )
