"""What is known of one offer besides its reach? Waiting, duration, places, money, and how it is counted."""

import re
from collections.abc import Sequence
from datetime import date
from html import escape

from store.german import STATES, count_shown, day, number
from views.drawings import rate_charts, tables
from views.drawings.rate_charts import Point
from views.figures.reach import Reach
from views.figures.read import Figures
from views.shell import page
from views.words import passport, sentences
from views.words import supply_sentences as say

UNITS = {"children": "Kinder", "families": "Familien"}
PLACES = {"approved": "genehmigt", "offered": "mit Personal betreibbar", "supply_rate": "je 100 Kinder"}
TOLD = Reach("ok")  # for a Zahlenpass whose figures are no reach: no words about ranges of reach
STICHTAG = re.compile(r"Stichtag (\d\d\.\d\d\.\d{4})")


def of_offer(figures: Figures, measure: str, offer: str, item: str | None = None) -> dict[int, dict]:
    """The rows of the district by year; item None: a measure with only one."""
    where = {} if item is None else {"item": item}
    rows = figures.rows(measure, area=figures.district, offer_group=offer, age_band="all", sex="all", **where)
    return {row["year"]: row for row in rows}


def on_date(row: dict) -> str:
    """'31.12.2025', as the note of a row names its date; else the end of its year."""
    found = STICHTAG.search(row["note"] or "")
    return found[1] if found else f"31.12.{row['year']}"


def cell(row: dict | None, base: int) -> str:
    """A protected count for a table."""
    if row is None:
        return "–"
    return count_shown(row["numerator"], base) if row["state"] == "ok" else STATES[row["state"]]


def count_points(rows: dict[int, dict], base: int) -> dict[int, Point]:
    """Protected counts as columns; what is not shown has none."""
    return {
        year: Point(STATES[row["state"]])
        if row["state"] != "ok"
        else rate_charts.value(count_shown(row["numerator"], base).removeprefix("rund "), row["numerator"])
        for year, row in rows.items()
    }


def without_holes(series: dict[int, Point]) -> dict[int, Point]:
    """Every year from the first to the last; a year that nobody delivered stays empty."""
    return {year: series.get(year, Point(STATES["no_data"])) for year in range(min(series), max(series) + 1)}


def table(caption: str, heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """The figures of a drawing, closed until asked for."""
    body = tables.plain_table(caption, heads, lines, figures=frozenset(range(1, len(heads))))
    return (
        f'<details class="pass"><summary><b>Tabelle</b> <span>{escape(caption)}</span></summary>'
        f"{tables.scrolling(caption, body)}</details>"
    )


def card(figures: Figures, measure: str, period: str, basis: str, group: str = "") -> str:
    """The Zahlenpass of figures that are no reach."""
    place = figures.area_names[figures.district]
    return passport.passport(figures, measure, TOLD, period=period, place=place, group=group, basis=basis)


def lists_of(figures: Figures, offer: str) -> dict[str, dict[int, dict]]:
    """The waiting lists of an offer by unit, each by year; empty where it has none."""
    found = {unit: of_offer(figures, "waiting", offer, f"waiting:{unit}") for unit in UNITS}
    return {unit: rows for unit, rows in found.items() if rows}


def waiting(figures: Figures, offer: str, year: int) -> str:
    """Who waits, how long, and how many requests stayed without a place."""
    name = figures.group[offer]["name"]
    lists = lists_of(figures, offer)
    if not lists:
        return page.block(figures, "Wartende", say.NO_LIST.format(offer=name))
    return "".join(_waiting_list(figures, offer, unit, rows, year) for unit, rows in lists.items())


def waiting_sentence(figures: Figures, offer: str, unit: str, rows: dict[int, dict], year: int) -> str:
    """The sentence of one list in one year, with its median."""
    row = rows.get(year, {"state": "no_data", "note": "", "year": year})
    time = of_offer(figures, "waiting_time", offer, f"median:{unit}").get(year)
    told = time is not None and time["state"] == "ok"
    return say.waiting(
        figures.group[offer]["name"],
        UNITS[unit],
        row,
        on=on_date(row),
        days=time["value"] if told else None,
        begun=told and "Begonnene" in time["note"],
        year=year,
    )


def _waiting_list(figures: Figures, offer: str, unit: str, rows: dict[int, dict], year: int) -> str:
    name, row = figures.group[offer]["name"], rows.get(year)
    asked, without = (of_offer(figures, "waiting", offer, f"{kind}:{unit}") for kind in ("requests", "unfilled"))
    time = of_offer(figures, "waiting_time", offer, f"median:{unit}")
    reason = re.search(r"Grund: (.+)\.", without[year]["note"] or "") if year in without else None
    ranges = [(r["low"], r["high"]) for r in rows.values() if r["low"] is not None]
    notes = (
        say.unfilled(without.get(year), asked.get(year), reason[1] if reason else ""),
        say.steady(ranges, min(rows)),
        say.twice(UNITS[unit], row["note"]) if row else "",
    )
    caption = f"Wartende und Anfragen, {name}"
    lines = [
        [str(y), cell(rows[y], figures.base), _days(time.get(y)), cell(asked.get(y), figures.base), cell(without.get(y), figures.base)]
        for y in sorted(rows)
    ]  # fmt: skip
    return page.block(
        figures,
        waiting_sentence(figures, offer, unit, rows, year),
        f"{UNITS[unit]} auf der Warteliste am Stichtag, {min(rows)} bis {max(rows)}",
        rate_charts.columns(without_holes(count_points(rows, figures.base)), year, caption),
        page.notes(" ".join(note for note in notes if note)),
        table(caption, ["Jahr", UNITS[unit], "Median Tage", "Anfragen", "ohne Platz"], lines),
        card(figures, "waiting", f"{min(rows)} bis {max(rows)}", f"{len(rows)} Stichtage", name),
    )


def _days(row: dict | None) -> str:
    if row is None:
        return "–"
    return number(row["value"]) if row["state"] == "ok" else STATES[row["state"]]


def duration(figures: Figures, offer: str) -> str:
    """How long a use lasts, for the fives of years that were recorded; running uses counted as far as they go."""
    parts = {
        item: of_offer(figures, "duration", offer, item) for item in ("lower_quartile", "median", "upper_quartile")
    }
    last, name = max(parts["median"], default=None), figures.group[offer]["name"]
    if last is None:
        why = "Dieses Angebot wird nicht einzeln geliefert; eine Dauer ist deshalb nicht bestimmbar."
        return page.block(figures, "Dauer", why)
    said = say.duration(parts["median"][last], last - 4, last, name)
    known = [row["value"] for of in parts.values() for row in of.values() if row["value"] is not None]
    if not known:
        return page.block(figures, said, "Monate bis zum Ende einer Nutzung")
    top = max(known) * 1.1 or 1
    body = "".join(_pool(end, [parts[item].get(end) for item in parts], top) for end in sorted(parts["median"]))
    heads = "".join(
        f'<th scope="col"{kind}>{escape(text)}</th>'
        for text, kind in (
            ("Beginn", ""),
            (f"0 bis {number(top)} Monate", ' class="drawing"'),
            ("Median", ' class="figure"'),
            ("mittlere Hälfte", ' class="figure"'),
        )
    )
    caption = f"Dauer der Nutzung in Monaten, {name}"
    spells = parts["median"][last]["numerator"]
    return page.block(
        figures,
        said,
        "Monate bis zum Ende; Balken: mittlere Hälfte, Strich: Median. Laufende Nutzungen zählen mit ihrer bisherigen Dauer",
        f'<table class="spans"><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>',
        card(
            figures,
            "duration",
            f"Beginn {last - 4} bis {last}",
            f"Nutzungen: {count_shown(spells, figures.base)}",
            name,
        ),
    )


def _pool(end: int, rows: list[dict | None], top: float) -> str:
    low, middle, high = (None if row is None else row["value"] for row in rows)
    state = rows[1]["state"] if rows[1] else "no_data"
    # Where the median is not told, the ends of the middle half say whether uses run on or too few began.
    half = "–" if low is None else f"{number(low)}–{number(high)}" if high is not None else f"{number(low)}–offen"
    said = number(middle) if middle is not None else "offen" if low is not None else STATES[state]
    drawing = rate_charts.span(
        low, middle, high, top, f"Beginn {end - 4} bis {end}: Median {said}, mittlere Hälfte {half} Monate"
    )
    kind = "figure" if low is not None else "figure empty"
    return (
        f'<tr><th scope="row">{end - 4}–{end}</th><td class="drawing">{drawing}</td>'
        f'<td class="{kind}">{said}</td><td class="{kind}">{half}</td></tr>'
    )


def places(figures: Figures, offer: str, year: int) -> str:
    """Places and for how many children; '' for an offer that has none."""
    rows = figures.rows("places", area=figures.district, offer_group=offer)
    if not rows:
        return ""
    shown = year if any(row["year"] == year for row in rows) else max(row["year"] for row in rows)
    taken = {_ages(r): r for r in figures.rows("places_taken", area=figures.district, offer_group=offer, year=shown)}
    kinds: dict[str, dict[str, dict]] = {}
    for row in (row for row in rows if row["year"] == shown):
        kinds.setdefault(_ages(row), {})[row["item"].partition(":")[0]] = row
    bands = {ages: _band(figures, ages) for ages in kinds}
    order = sorted(kinds, key=lambda ages: bands[ages]["age_from"])
    lines = [
        [bands[of]["name"], *(_amount(kinds[of].get(kind)) for kind in PLACES), cell(taken.get(of), figures.base)]
        for of in order
    ]
    said = [
        say.places(
            on_date(told["approved"]),
            told["approved"]["value"],
            told["supply_rate"]["value"],
            sentences.said_ages(bands[of]),
        )
        for of in order
        if (told := kinds[of])["approved"]["state"] == "ok"
    ]
    name, other = (
        figures.group[offer]["name"],
        f"Für {year} nicht geliefert; gezeigt wird {shown}." if shown != year else "",
    )
    caption = f"Plätze und Versorgungsquote, {name}, {shown}"
    heads = ["Alter", *PLACES.values(), "belegt"]
    return page.block(
        figures,
        said[0] if said else "Plätze",
        "Plätze am Ort der Einrichtung, Kinder am Wohnort. Plätze je 100 Kinder sind nicht die Betreuungsquote",
        f'<div class="places">{tables.plain_table(caption, heads, lines, figures=frozenset(range(1, 5)))}</div>',
        page.notes(*said[1:], other),
        card(figures, "places", f"Jahr {shown}", say.named(len(order), "Altersgruppe", "Altersgruppen"), name),
    )  # fmt: skip


def _ages(row: dict) -> str:
    """Its age band, or the ages at the end of its item where no band has them."""
    return row["item"].partition(":")[2] or row["age_band"]


def _band(figures: Figures, ages: str) -> dict:
    """Name and edges of an age band, or of 'FROM-TO'."""
    known = {row["age_band"]: row for row in figures.published.table("age_band").to_dicts()}
    if ages in known:
        return known[ages]
    first, last = (int(edge) for edge in ages.split("-"))
    return {"name": f"{first} bis {last}", "age_from": first, "age_to": last}


def _amount(row: dict | None) -> str:
    if row is None or row["state"] != "ok":
        return STATES[row["state"]] if row else "–"
    return number(row["value"])


def expenditure(figures: Figures, offer: str, year: int) -> str:
    """What the offer cost, a child and in all; '' where no amount was delivered, one line where all are hidden."""
    spent, child = (of_offer(figures, "expenditure", offer, item) for item in ("spent", "per_child"))
    told, name = {y: row for y, row in spent.items() if row["state"] == "ok"}, figures.group[offer]["name"]
    if not told:
        return page.block(figures, f"{name}: Aufwand nicht gezeigt", spent[max(spent)]["note"]) if spent else ""
    shown = year if year in told else max(told)
    stage = re.search(r"Stand: (.+)\.", told[shown]["note"])
    caption = f"Aufwand in Euro, {name}"
    series = {
        y: rate_charts.value(say.short_euro(row["value"]), row["value"]) if y in told else Point(STATES[row["state"]])
        for y, row in spent.items()
    }
    return page.block(
        figures,
        say.money(name, shown, told[shown]["value"], child.get(shown, {}).get("value"), stage[1] if stage else ""),
        f"Aufwand in Euro, {min(spent)} bis {max(spent)}, nicht preisbereinigt. Kann auch Ältere oder Eltern betreffen",
        rate_charts.columns(without_holes(series), shown, caption),
        page.notes(f"{year}: {spent[year]['note']}" if year in spent and year not in told else ""),
        table(caption, ["Jahr", "Aufwand", "je nutzendes Kind"], [[str(y), _amount(spent[y]), _amount(child.get(y))] for y in sorted(spent)]),
        card(figures, "expenditure", f"{min(spent)} bis {max(spent)}", say.named(len(told), "Jahr", "Jahre"), name),
    )  # fmt: skip


def counted(figures: Figures, offer: str, year: int) -> str:
    """Which source, how far delivered, and how children are counted in it."""
    rows = figures.published.table("source_status").to_dicts()
    rows = [row for row in rows if row["offer"] == offer and row["year"] == year]
    told = figures.published.table("offer").to_dicts()
    unit = next((row["unit"] for row in told if row["offer"] == offer), "")
    lines = [
        ("Quelle", row["title"] or row["source"]) for row in rows
    ] + [
        ("Lieferung", f"{year} {say.until(row)}{_as_of(row)}") for row in rows
    ] + [
        ("Zählweise", say.COUNTING.get(row["counting"], "")) for row in rows
    ] + [("gezählt in", unit)]  # fmt: skip
    body = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in lines if text)
    title = "Woher kommen die Zahlen?"
    missing = "" if rows else f"Für {year} liegt keine Lieferung vor."
    return page.block(figures, title, missing, f"<dl>{body}</dl>")


def _as_of(row: dict) -> str:
    return f", Datenstand {day(row['as_of'])}" if isinstance(row["as_of"], date) else ""
