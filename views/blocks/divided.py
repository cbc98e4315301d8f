"""Is it the number of children, or their use? And what would come of it? The two findings below the developments."""

from measures.forecast import TOO_FAR
from store.german import listed, number
from views.blocks.reach import OF_100
from views.figures.reach import Reach, Record, share
from views.figures.read import Figures
from views.finding import Cell, Chart, Column, Finding, Row, Said, Series, Table, table_of
from views.words import passport
from views.words import trend_sentences as say
from views.words.cells import said

DRAWN = 6  # projections as panels; the table has all
PARTS = {"kinderzahl": "andere Kinderzahl", "nutzung": "andere Nutzung"}
NOT_DIVIDED: tuple[Said, Said] = ("–", "–")
SCENARIOS = {"constant": "bei Nutzung wie zuletzt", "trend": "bei fortgesetzter Entwicklung"}
HOW_IT_IS_SHOWN = {
    "drawn": "Gestrichelt: hochgerechnet, helle Fläche: Spanne dazu",
    "table": "Hochgerechnet nach heutigem Nutzungsverhalten",
}
Key = tuple[str, int, str | None]  # group, year compared with, part


def by_children_and_use(figures: Figures, groups: tuple[str, ...], area: str, year: int) -> Finding:
    """A line for each group: the change in children, in its two parts where no break lies between."""
    rows = figures.rows("change", area=area, year=year)
    found = {(row["offer_group"], row["period_from"], row["quantity"]): row for row in rows}
    ago = sorted({when for _, when, _ in found})
    chosen = {group: when for group in groups if (when := _longest(found, group, ago))}
    same = [g for g, when in chosen.items() if found[g, when, None]["reason"] == "within_rounding"]
    told = {group: when for group, when in chosen.items() if group not in same}
    broken = dict.fromkeys(r["note"] for r in rows if r["reason"] == "series_break" and r["offer_group"] in told)
    place, heads = figures.area_names[area], ("Veränderung", *PARTS.values())
    return Finding(
        key="kinderzahl_oder_nutzung",
        title="Liegt die Veränderung an der Zahl der Kinder oder an ihrer Nutzung?",
        sub=f"{place}, {year} gegenüber früher, in Kindern. Oben, grau: andere Kinderzahl. Unten, blau: andere Nutzung",
        chart=_split(figures, found, told) if told else None,
        table=table_of(
            f"Andere Kinderzahl, andere Nutzung, {place}, {year}",
            ("Angebot", *(Column(head, figure=True, detail=True) for head in heads), Column("Befund")),
            [_line(figures, found, group, when, ago, year) for group, when in told.items()],
            look="split",
        )
        if told
        else None,
        notes=(
            *broken,
            _names(figures, "Veränderung kleiner als die Schutzrundung", same),
            _names(figures, "Nur als Spanne oder nicht bekannt", [group for group in groups if group not in chosen]),
        ),
        passport=passport.card(figures, "change", period=f"bis {year}", place=place, basis=f"{len(told)} Vergleiche"),
    )


def _names(figures: Figures, reason: str, groups: list[str]) -> str:
    return f"{reason}: {listed([figures.group[group]['name'] for group in groups])}." if groups else ""


def _longest(found: dict[Key, Record], group: str, ago: list[int]) -> int | None:
    """The earliest year with both parts; without any, the earliest with a change at all."""
    whole = [when for when in ago if (row := found.get((group, when, None))) and row["state"] == "ok"]
    return next((when for when in whole if _parts(found, group, when)), next(iter(whole), None))


def _parts(found: dict[Key, Record], group: str, when: int) -> list[Cell]:
    return say.parts([found.get((group, when, part)) for part in PARTS])


def _split(figures: Figures, found: dict[Key, Record], told: dict[str, int]) -> Chart:
    parts = [_parts(found, group, when) for group, when in told.items()]
    series = tuple(
        Series(name, tuple(cells[at] if cells else None for cells in parts), look)
        for at, (name, look) in enumerate(zip(PARTS.values(), ("context", "accent"), strict=True))
    )
    return Chart("split", "Kinder", tuple(figures.names[group] for group in told), series, title="weniger | mehr")


def _line(figures: Figures, found: dict[Key, Record], group: str, when: int, ago: list[int], year: int) -> Row:
    whole, parts = found[group, when, None], _parts(found, group, when)
    others = [
        f"gegenüber {other}: {said(say.more(row['value']))}"
        for other in ago
        if other != when and (row := found.get((group, other, None))) and row["state"] == "ok"
    ]
    told = say.split(year, when, whole, parts, figures.base)
    cells = (figures.names[group], say.more(whole["value"]), *(parts or NOT_DIVIDED), told)
    return Row(cells, ", ".join(others))


def outlooks(figures: Figures, groups: tuple[str, ...], area: str, *, short: bool = False) -> Finding:
    """Panels with the years ahead, for every group that has a projection; short: only the last year of each, as a table."""
    ahead = figures.rows("forecast", area=area, age_band="all", quantity="share")
    rows = [row for row in ahead if row["state"] == "ok"]
    found = {group: _scenarios([row for row in rows if row["offer_group"] == group]) for group in groups}
    told = {group: lines for group, lines in found.items() if lines and _counted(figures, group, area)}
    place, title = figures.area_names[area], "Wie viele Kinder wären es in den nächsten Jahren?"
    said = too_far(figures, groups, [row for row in ahead if row["reason"] == "too_far_ahead"])
    if not told:
        sub = f"{place}. Für diese Auswahl gibt es keine Hochrechnung."
        return Finding("vorausschau", title, sub, notes=(said,))
    drawn = tuple(_panel(figures, group, area, lines) for group, lines in told.items())[:DRAWN]
    few = f". Gezeigt: {DRAWN} von {len(told)}, alle in der Tabelle" if len(told) > DRAWN and not short else ""
    notes = list(dict.fromkeys(row["note"] for row in rows if row["offer_group"] in told and row["note"]))
    return Finding(
        key="vorausschau",
        title=title,
        sub=f"{place}. {HOW_IT_IS_SHOWN['table' if short else 'drawn']}. Keine Vorhersage{few}",
        chart=None if short else Chart("lines", OF_100, panels=drawn),
        table=_table(figures, told, short),
        notes=(said, *notes[:2]),
        passport=passport.card(figures, "forecast", period="", place=place, basis=f"{len(told)} Reihen"),
    )


def too_far(figures: Figures, groups: tuple[str, ...], rows: list[Record]) -> str:
    """From which year on nothing is said of a group, in the order of these years; '' where all reach far enough."""
    since: dict[int, list[str]] = {}
    for group in groups:
        years = [row["year"] for row in rows if row["offer_group"] == group and row["scenario"] == "constant"]
        if years:
            since.setdefault(min(years), []).append(figures.names[group])
    told = "; ".join(f"ab {year} {listed(names)}" for year, names in sorted(since.items()))
    return f"{TOO_FAR.removesuffix('.')}: {told}." if told else ""


def _counted(figures: Figures, group: str, area: str) -> dict[int, Reach]:
    series = figures.series("annual_reach", group, area=area)
    counted = {year: reach.as_counted for year, reach in sorted(series.items())[-10:]}
    return {year: reach for year, reach in counted.items() if reach.is_value}


def _scenarios(rows: list[Record]) -> dict[tuple[str, str], list[Record]]:
    """Projected population and scenario → the years ahead; the first population first."""
    found: dict[tuple[str, str], list[Record]] = {}
    order = list(SCENARIOS)
    for row in sorted(rows, key=lambda row: (row["projection"] or "", order.index(row["scenario"]), row["year"])):
        found.setdefault((row["projection"] or "", row["scenario"]), []).append(row)
    return found


def _name(projection: str, scenario: str) -> str:
    return f"{SCENARIOS[scenario]} ({projection})" if projection else SCENARIOS[scenario]


def _panel(figures: Figures, group: str, area: str, lines: dict[tuple[str, str], list[Record]]) -> Chart:
    """What was counted, and both scenarios of the first projected population."""
    series, first = _counted(figures, group, area), next(iter(lines))
    last = lines[first][-1]
    of = say.unit_for([*(reach.least for reach in series.values()), last["value"]])
    years = range(min(series), last["year"] + 1)
    ahead = []
    for (projection, scenario), rows in lines.items():
        if projection == first[0]:
            cells = {
                row["year"]: Cell(f"of_{of}", row["value"], row["value"], chance=(row["low"], row["high"]))
                for row in rows
            }
            ahead.append(Series(_name(projection, scenario), tuple(map(cells.get, years)), "dashed"))
    counted = tuple(share(series[year], unit=f"of_{of}") if year in series else None for year in years)
    low, high = (number(last[end] * of) for end in ("low", "high"))
    return Chart(
        kind="lines",
        unit=f"von {number(of)}",
        categories=tuple(map(str, years)),
        series=(Series(figures.names[group], counted), *ahead),
        title=figures.names[group],
        below=f"{last['year']} {_name(*first)} {low} bis {high} von {number(of)} Kindern.",
    )


def _table(figures: Figures, told: dict[str, dict[tuple[str, str], list[Record]]], short: bool) -> Table:
    rows = [
        (figures.names[group], _name(*line), Cell("year", row["year"], row["year"]), *_of_100(row))
        for group, lines in told.items()
        for line, years in lines.items()
        for row in (years[-1:] if short else years)
    ]
    heads = ("Angebot", "Annahme", "Jahr", "Mitte", "Spanne")
    caption = f"Hochrechnung, von 100 Kindern{'' if short else f', {number(len(rows))} Zeilen'}"
    return table_of(caption, heads, rows, words=2, closed=not short)


def _of_100(row: Record) -> tuple[Cell, Cell]:
    """With the decimals a small offer needs."""
    middle, low, high = row["value"], row["low"], row["high"]
    digits = 1 if low >= 0.01 else 2
    return Cell("of_100", middle, middle, digits), Cell("of_100", low, high, digits)
