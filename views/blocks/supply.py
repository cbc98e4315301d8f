"""Who waits, and how do amounts stand on the years? The lists of an offer, and what the blocks about offers share."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from store.german import day
from views.figures.reach import Reach
from views.figures.read import Figures
from views.finding import Cell, Chart, Event, Finding, Passport, Series, table_of
from views.words import passport
from views.words import supply_sentences as say
from views.words.cells import of_chart

NOTHING = Cell("number", state="no_data")
TOLD = Reach("ok")  # for a Zahlenpass whose figures are no reach: no words about ranges of reach


def of_offer(figures: Figures, measure: str, offer: str, quantity: str | None = None, **where: str) -> dict[int, dict]:
    """The rows of the district by year; quantity None: the measure has one only."""
    if quantity is not None:
        where["quantity"] = quantity
    rows = figures.rows(measure, area=figures.district, offer_group=offer, age_band="all", sex="all", **where)
    return {row["year"]: row for row in rows}


def on_date(row: dict) -> str:
    """'31.12.2025': the date of a row; else the end of its year."""
    return day(row["reference_date"]) if row.get("reference_date") else f"31.12.{row['year']}"


def count(row: dict | None, base: int, unit: str = "about") -> Cell | str:
    """A protected count."""
    if row is None:
        return "–"
    if row["state"] != "ok" or row["numerator"] is None:
        return Cell(unit, state="protected" if row["state"] == "ok" else row["state"])
    return Cell(unit, row["numerator"], row["numerator"], base=base)


def amount(row: dict | None, unit: str = "number", digits: int = 0) -> Cell | str:
    """A value that is no protected count: days, places, posts, Euro."""
    if row is None:
        return "–"
    if row["state"] != "ok":
        return Cell(unit, state=row["state"])
    return Cell(unit, row["value"], row["value"], digits)


def on_years(
    caption: str, unit: str, cells: dict[int, Cell], year: int, breaks: Iterable[dict] = (), *, look: str = "proved", title: str = ""
) -> Chart:  # fmt: skip
    """A column for every year from the first to the last; a year that nobody delivered stays empty."""
    years = range(min(cells), max(cells) + 1)
    series = Series(caption, tuple(cells.get(y, NOTHING) for y in years), look)
    events = tuple(Event(str(e["date"].year), e["short"], breaks=True, text=e["text"]) for e in breaks)
    chart = Chart("amounts", unit, tuple(map(str, years)), (series,), events, now=str(year), title=title)
    return replace(chart, alt=f"{caption}. {of_chart(chart)}")


def card(
    figures: Figures, measure: str, period: str, basis: str = "", group: str = "", beside: Sequence[str] = ()
) -> Passport:
    """The Zahlenpass of figures that are no reach."""
    return passport.card(figures, measure, TOLD, period, group=group, basis=basis, beside=beside)


def lists_of(figures: Figures, offer: str) -> dict[str, dict[int, dict]]:
    """The waiting lists of an offer by unit, each by year; empty where it has none."""
    found = {unit: of_offer(figures, "waiting", offer, "waiting", counted_unit=unit) for unit in say.UNITS}
    return {unit: rows for unit, rows in found.items() if rows}


def waiting_sentence(figures: Figures, offer: str, unit: str, rows: dict[int, dict], year: int) -> str:
    """The sentence of one list in one year, with its median."""
    row = rows.get(year, {"state": "no_data", "year": year})
    time = of_offer(figures, "waiting_time", offer, "median", counted_unit=unit).get(year)
    told = time is not None and time["state"] == "ok"
    return say.waiting(
        figures.group[offer]["name"],
        say.UNITS[unit],
        row,
        figures.base,
        on=on_date(row),
        days=time["value"] if told else None,
        begun=told and time["days_of"] == "begonnen",
        year=year,
    )


def beside(figures: Figures, offer: str, unit: str) -> tuple[dict[int, dict], ...]:
    """Median of days, requests, and requests without a place, each by year."""
    time = of_offer(figures, "waiting_time", offer, "median", counted_unit=unit)
    asked, without = (of_offer(figures, "waiting", offer, q, counted_unit=unit) for q in ("requests", "unfilled"))
    return time, asked, without


def no_list(figures: Figures, offer: str) -> Finding:
    return Finding("warteliste", "Wartende", say.NO_LIST.format(offer=figures.group[offer]["name"]))


def waiting(figures: Figures, offer: str, unit: str, year: int) -> Finding:
    """Who waits on one list, how long, and how many requests stayed without a place."""
    name, rows, base = figures.group[offer]["name"], lists_of(figures, offer)[unit], figures.base
    time, asked, without = beside(figures, offer, unit)
    caption, row = f"Wartende und Anfragen, {name}", rows.get(year)
    notes = (
        say.unfilled(without.get(year), asked.get(year), base),
        steady(rows),
        say.twice(say.UNITS[unit]) if row and row["may_repeat"] else "",
    )
    lines = [
        (str(y), count(rows[y], base), amount(time.get(y)), count(asked.get(y), base), count(without.get(y), base))
        for y in sorted(rows)
    ]
    return Finding(
        key=f"warteliste_{unit}",
        title=waiting_sentence(figures, offer, unit, rows, year),
        sub=f"{say.UNITS[unit]} auf der Warteliste am Stichtag, {min(rows)} bis {max(rows)}",
        chart=on_years(caption, say.UNITS[unit], {y: count(r, base, "count") for y, r in rows.items()}, year),
        table=table_of(caption, ("Jahr", say.UNITS[unit], "Median Tage", "Anfragen", "ohne Platz"), lines, closed=True),
        notes=(" ".join(filter(None, notes)),),
        passport=card(figures, "waiting", f"{min(rows)} bis {max(rows)}", f"{len(rows)} Stichtage", name),
    )


def steady(rows: dict[int, dict], *, word: str = "Entwicklung") -> str:
    """That no development is to be seen, where the ranges of chance of all years share a value."""
    known = {year: (row["low"], row["high"]) for year, row in rows.items() if row["low"] is not None}
    return say.steady(list(known.values()), min(rows, default=0), word=word)


def all_lists(figures: Figures, year: int) -> Finding:
    """Every list in one sentence, then all in one table; an offer without a list is not said to have nobody waiting."""
    base, said, lines, twice = figures.base, [], [], []
    for offer in (key for key, row in figures.group.items() if row["level"] == "angebot"):
        for unit, rows in lists_of(figures, offer).items():
            row, (time, asked, without) = rows.get(year), (r.get(year) for r in beside(figures, offer, unit))
            told = waiting_sentence(figures, offer, unit, rows, year)
            said.append(" ".join(filter(None, (told, say.unfilled(without, asked, base)))))
            twice += [say.twice(say.UNITS[unit])] if row and row["may_repeat"] else []
            cells = (count(row, base), amount(time), count(asked, base), count(without, base))
            lines.append((figures.group[offer]["name"], say.UNITS[unit], *cells))
    if not lines:
        return Finding("wartelisten", "Wartende", lead=(say.NO_LISTS,))
    heads = ("Angebot", "Einheit", "Wartende", "Median Tage", "Anfragen", "ohne Platz")
    return Finding(
        key="wartelisten",
        title=f"Wartende und Anfragen {year}",
        lead=tuple(said),
        table=table_of(f"Wartende und Anfragen {year}", heads, lines, words=2),
        notes=tuple(dict.fromkeys(twice)),
        passport=card(figures, "waiting", f"Jahr {year}", beside=("waiting_time",)),
    )
