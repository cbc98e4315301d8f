"""What is known of one offer besides its reach? Waiting, duration, places, money, what the same children use, how it is counted."""

import re
from collections.abc import Sequence
from datetime import date
from html import escape

from store.german import STATES, count_shown, day, number
from views import page, passport, rate_charts, sentences, tables
from views import supply_sentences as say
from views.rate_charts import Point
from views.reach import MISSING, Reach, about, from_row
from views.read import Figures

UNITS = {"children": "Kinder", "families": "Familien"}
TOLD = Reach("ok")  # for a Zahlenpass whose figures are no reach: no words about ranges of reach
STICHTAG = re.compile(r"Stichtag (\d\d\.\d\d\.\d{4})")
WIDE = 0.5  # a bound between counts that lie further apart than this says nothing
MOST_OVERLAPS = 8


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
    known = [row["value"] for of in parts.values() for row in of.values() if row["value"] is not None]
    top = max(known, default=1) * 1.1 or 1
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
        say.duration(parts["median"][last], last - 4, last, name),
        "Monate bis zum Ende; Balken: mittlere Hälfte, Strich: Median. Laufende Nutzungen zählen mit ihrer bisherigen Dauer",
        f'<table class="spans"><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>',
        card(
            figures, "duration", f"Beginn {last - 4} bis {last}", f"{count_shown(spells, figures.base)} Nutzungen", name
        ),
    )


def _pool(end: int, rows: list[dict | None], top: float) -> str:
    low, middle, high = (None if row is None else row["value"] for row in rows)
    state = rows[1]["state"] if rows[1] else "no_data"
    # Where the median is not told, the ends of the middle half say whether uses run on or too few began.
    half = "–" if low is None else f"{number(low)}–{number(high)}" if high is not None else f"{number(low)}–offen"
    said = number(middle) if middle is not None else "offen" if low is not None else STATES[state]
    drawing = rate_charts.span(low, middle, high, top, f"Beginn {end - 4} bis {end}: Median {said}, mittlere Hälfte {half} Monate")
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
    found = {(row["item"], row["age_band"]): row for row in rows if row["year"] == shown}
    taken = {r["age_band"]: r for r in figures.rows("places_taken", area=figures.district, offer_group=offer, year=shown)}
    bands = [band for band in figures.bands if ("approved", band["age_band"]) in found]
    lines, said = [], []
    for band in bands:
        approved, offered, rate = (found.get((item, band["age_band"])) for item in ("approved", "offered", "supply_rate"))
        lines.append([band["name"], _amount(approved), _amount(offered), cell(taken.get(band["age_band"]), figures.base), _amount(rate)])
        if approved["state"] == "ok":
            said.append(say.places(on_date(approved), approved["value"], rate["value"], sentences.said_ages(band)))
    caption, name = f"Plätze und Versorgungsquote, {figures.group[offer]['name']}, {shown}", figures.group[offer]["name"]
    heads = ["Alter", "genehmigt", "mit Personal betreibbar", "belegt", "je 100 Kinder"]
    other = f"Für {year} nicht geliefert; gezeigt wird {shown}." if shown != year else ""
    return page.block(
        figures,
        said[0] if said else "Plätze",
        "Plätze am Ort der Einrichtung, Kinder am Wohnort. Plätze je 100 Kinder sind nicht die Betreuungsquote",
        tables.scrolling(caption, tables.plain_table(caption, heads, lines, figures=frozenset(range(1, 5)))),
        page.notes(*said[1:], other),
        card(figures, "places", f"Jahr {shown}", f"{len(bands)} Altersgruppen", name),
    )  # fmt: skip


def _amount(row: dict | None) -> str:
    if row is None or row["state"] != "ok":
        return STATES[row["state"]] if row else "–"
    return number(row["value"])


def expenditure(figures: Figures, offer: str, year: int) -> str:
    """What the offer cost, a child and in all; '' where no amount was delivered."""
    spent, child = of_offer(figures, "expenditure", offer, "spent"), of_offer(figures, "expenditure", offer, "per_child")
    if not spent:
        return ""
    shown, name = year if year in spent else max(spent), figures.group[offer]["name"]
    per_child = child.get(shown, {}).get("value")
    stage = re.search(r"Stand: (.+)\.", spent[shown]["note"])
    caption = f"Aufwand in Euro, {name}"
    lines = [[str(y), number(spent[y]["value"]), _amount(child.get(y))] for y in sorted(spent)]
    series = {y: rate_charts.value(say.euro(row["value"]), row["value"]) for y, row in spent.items()}
    return page.block(
        figures,
        say.money(name, shown, spent[shown]["value"], per_child, stage[1] if stage else ""),
        f"Aufwand in Euro, {min(spent)} bis {max(spent)}, nicht preisbereinigt. Kann auch Ältere oder Eltern betreffen",
        rate_charts.columns(without_holes(series), shown, caption),
        table(caption, ["Jahr", "Aufwand", "je nutzendes Kind"], lines),
        card(figures, "expenditure", f"{min(spent)} bis {max(spent)}", f"{len(spent)} Jahre", name),
    )  # fmt: skip


def overlap(figures: Figures, offer: str, year: int) -> str:
    """What the same children used in the same year, in neutral words; what cannot be known is named."""
    name, of = figures.group[offer]["name"], lambda other: figures.group[other]["name"]
    shares = figures.rows("overlap_share", area=figures.district, offer_group=offer, year=year)
    told = {row["item"][1:]: from_row(row) for row in shares if row["item"].startswith("+")}
    told = {o: r for o, r in told.items() if o in figures.group and (r.is_value or r.high - r.low <= WIDE)}
    order = sorted(told, key=lambda other: (not told[other].is_value, -told[other].low, told[other].high))
    rest = _beside(figures, offer, year, told)
    first = order[0] if order else None
    before = next((from_row(row) for row in shares if row["item"] == "before:any"), MISSING)
    earlier = f"{about(before)} von 100 nutzten schon in früheren Jahren eines der Angebote aus derselben Lieferung." if before.shown else ""
    caption = f"Von 100 Kindern in {name} nutzten {year} auch"
    rows = [tables.Row(of(other), told[other]) for other in order[:MOST_OVERLAPS]]
    drawn = tables.reach_table(caption, "Angebot", rows) if rows else ""
    return page.block(
        figures,
        say.overlap(name, of(first), told[first]) if first else "Was dieselben Kinder sonst nutzten, ist nicht bekannt",
        f"{caption}. Voll: nachgewiesen, schraffiert: möglich. Gezeigt ab 50 Kindern im Angebot",
        drawn,
        page.notes(earlier, *rest),
        card(figures, "overlap_share", f"Jahr {year}", f"{len(order)} Angebote", name),
    )  # fmt: skip


def _beside(figures: Figures, offer: str, year: int, told: dict[str, Reach]) -> list[str]:
    """Small, hidden and unknown pairs, each kind named once."""
    kinds: dict[str, list[str]] = {"small": [], "protected": [], "not_applicable": []}
    for row in figures.rows("overlap", area=figures.district, year=year):
        pair = row["item"].split("+")
        if offer not in pair:
            continue
        other = next((o for o in pair if o != offer), offer)
        if other in told or other not in figures.group:
            continue
        small = row["state"] == "ok" and (row["numerator"] or 0) < say.SMALL
        kinds.setdefault("small" if small else row["state"], []).append(figures.group[other]["name"])
    texts = {
        "small": "Weniger als zehn Kinder nutzten beide",
        "protected": "Nicht gezeigt",
        "not_applicable": "Nicht bekannt, weil nicht verknüpfbar",
    }
    return [f"{text}: {', '.join(sorted(kinds[kind]))}." for kind, text in texts.items() if kinds[kind]]


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
