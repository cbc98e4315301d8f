"""Who waits, and how do amounts stand on the years? The lists of an offer, and what the blocks about offers share."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from store.german import day
from views.figures.reach import Reach, Record
from views.figures.read import Figures
from views.finding import Cell, Chart, Event, Finding, Passport, Series, Table, table_of
from views.words import passport
from views.words import supply_sentences as say
from views.words.cells import of_chart

NOTHING = Cell("number", state="no_data")
HEADS = ("Median Tage", "Anfragen", "ohne Platz")
TOLD = Reach("ok")  # for a Zahlenpass whose figures are no reach: no words about ranges of reach


def of_offer(figures: Figures, measure: str, offer: str, quantity: str = "", **where: str) -> dict[int, Record]:
    """The rows of the district by year; quantity '': the measure has one only."""
    kind = {"quantity": quantity} if quantity else {}
    return figures.by_year(measure, offer_group=offer, age_band="all", sex="all", **kind, **where)


def on_date(row: Record) -> str:
    """'31.12.2025': the date of a row; else the end of its year."""
    return day(row["reference_date"]) if row.get("reference_date") else f"31.12.{row['year']}"


def count(row: Record | None, base: int, unit: str = "about") -> Cell:
    """A protected count; no number without a row."""
    if row is None:
        return Cell(unit)
    if row["state"] != "ok" or row["numerator"] is None:
        return Cell(unit, state="protected" if row["state"] == "ok" else row["state"])
    return Cell(unit, row["numerator"], row["numerator"], base=base)


def amount(row: Record | None, unit: str = "number", digits: int = 0) -> Cell:
    """A value that is no protected count: days, places, posts, Euro; no number without a row."""
    if row is None:
        return Cell(unit)
    if row["state"] != "ok":
        return Cell(unit, state=row["state"])
    return Cell(unit, row["value"], row["value"], digits)


def with_count(cell: Cell, row: Record, base: int) -> Cell:
    """A rate with the count and whom it relates to, where the row has both."""
    known = cell.state == "ok" and row["numerator"] is not None
    return replace(cell, count=count(row, base, "children"), of=row["denominator"]) if known else cell


def counts(rows: dict[int, Record], base: int, unit: str = "about") -> dict[int, Cell]:
    """The protected counts by year."""
    return {year: count(row, base, unit) for year, row in rows.items()}


def amounts(rows: dict[int, Record], unit: str = "number", digits: int = 0) -> dict[int, Cell]:
    """The values by year."""
    return {year: amount(row, unit, digits) for year, row in rows.items()}


def on_years(
    caption: str, unit: str, cells: dict[int, Cell], year: int, breaks: Iterable[Record] = (), *, look: str = "proved", title: str = ""
) -> Chart:  # fmt: skip
    """A column for every year from the first to the last; a year that nobody delivered stays empty."""
    years = range(min(cells), max(cells) + 1)
    series = Series(caption, tuple(cells.get(y, NOTHING) for y in years), look)
    events = tuple(Event(str(e["date"].year), e["short"], breaks=True, text=e["text"]) for e in breaks)
    chart = Chart("amounts", unit, tuple(map(str, years)), (series,), events, now=str(year), title=title)
    return replace(chart, alt=f"{caption}. {of_chart(chart)}")


def by_years(caption: str, columns: dict[str, dict[int, Cell]], years: Iterable[int] = ()) -> Table:
    """The same to read, closed until asked for: head → year → cell, a line for every year of the first column, or of `years`."""
    told = years or sorted(next(iter(columns.values())))
    lines = {year: [column.get(year, Cell("number")) for column in columns.values()] for year in told}
    return table_of(caption, ("Jahr", *columns), [(str(year), *cells) for year, cells in lines.items()], closed=True)


def card(
    figures: Figures, measure: str, period: str, basis: str = "", group: str = "", beside: Sequence[str] = ()
) -> Passport:
    """The Zahlenpass of figures that are no reach."""
    return passport.card(figures, measure, TOLD, period, group=group, basis=basis, beside=beside)


def lists_of(figures: Figures, offer: str) -> dict[str, dict[int, Record]]:
    """The waiting lists of an offer by unit, each by year; empty where it has none."""
    found = {unit: of_offer(figures, "waiting", offer, "waiting", counted_unit=unit) for unit in say.UNITS}
    return {unit: rows for unit, rows in found.items() if rows}


def waiting_sentence(figures: Figures, offer: str, unit: str, rows: dict[int, Record], year: int) -> str:
    """The sentence of one list in one year, with its median."""
    row = rows.get(year, {"state": "no_data", "year": year})
    time = of_offer(figures, "waiting_time", offer, "median", counted_unit=unit).get(year)
    told = time if time and time["state"] == "ok" else {}
    return say.waiting(
        figures.names[offer],
        say.UNITS[unit],
        row,
        figures.base,
        on=on_date(row),
        days=told.get("value"),
        begun=told.get("days_of") == "begonnen",
        year=year,
    )


def beside(figures: Figures, offer: str, unit: str) -> tuple[dict[int, Record], ...]:
    """Median of days, requests, and requests without a place, each by year."""
    asked = (("waiting_time", "median"), ("waiting", "requests"), ("waiting", "unfilled"))
    return tuple(of_offer(figures, measure, offer, quantity, counted_unit=unit) for measure, quantity in asked)


def no_list(figures: Figures, offer: str) -> Finding:
    return Finding("warteliste", "Wartende", say.NO_LIST.format(offer=figures.names[offer]))


def waiting(figures: Figures, offer: str, unit: str, year: int) -> Finding:
    """Who waits on one list, how long, and how many requests stayed without a place."""
    name, rows, base = figures.names[offer], lists_of(figures, offer)[unit], figures.base
    time, asked, without = beside(figures, offer, unit)
    caption, row, who = f"Wartende und Anfragen, {name}", rows.get(year), say.UNITS[unit]
    notes = (
        say.unfilled(without.get(year), asked.get(year), base),
        say.twice(who) if row and row["may_repeat"] else "",
    )
    beside_them = (amounts(time), counts(asked, base), counts(without, base))
    columns = {who: counts(rows, base), **dict(zip(HEADS, beside_them, strict=True))}
    return Finding(
        key=f"warteliste_{unit}",
        title=waiting_sentence(figures, offer, unit, rows, year),
        sub=f"{who} auf der Warteliste am Stichtag, {min(rows)} bis {max(rows)}",
        chart=on_years(caption, who, counts(rows, base, "count"), year),
        table=by_years(caption, columns),
        notes=(" ".join(filter(None, notes)),),
        passport=card(figures, "waiting", f"{min(rows)} bis {max(rows)}", f"{len(rows)} Stichtage", name),
    )


def all_lists(figures: Figures, year: int) -> Finding:
    """Every list in one sentence, then all in one table; an offer without a list is not said to have nobody waiting."""
    base, said, lines, twice = figures.base, [], [], []
    for offer in figures.of_level("angebot"):
        for unit, rows in lists_of(figures, offer).items():
            row, (time, asked, without) = rows.get(year), (of.get(year) for of in beside(figures, offer, unit))
            told = waiting_sentence(figures, offer, unit, rows, year)
            said.append(" ".join(filter(None, (told, say.unfilled(without, asked, base)))))
            twice += [say.twice(say.UNITS[unit])] if row and row["may_repeat"] else []
            cells = (count(row, base), amount(time), count(asked, base), count(without, base))
            lines.append((figures.names[offer], say.UNITS[unit], *cells))
    if not lines:
        return Finding("wartelisten", "Wartende", lead=(say.NO_LISTS,))
    return Finding(
        key="wartelisten",
        title=f"Wartende und Anfragen {year}",
        lead=tuple(said),
        table=table_of(f"Wartende und Anfragen {year}", ("Angebot", "Einheit", "Wartende", *HEADS), lines, words=2),
        notes=tuple(dict.fromkeys(twice)),
        passport=card(figures, "waiting", f"Jahr {year}", beside=("waiting_time",)),
    )
