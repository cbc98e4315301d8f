"""What has changed? The tested lines of an edition as findings, for the page, the overview and the documents."""

from dataclasses import replace
from functools import partial

from store.german import listed, number
from views.blocks.reach import OF_100, on_axis
from views.figures.reach import MISSING, Reach, Record, share
from views.figures.read import Figures, kept
from views.finding import Cell, Chart, Column, Finding, Passport, Row, Said, Series, Table, table_of
from views.words import evidence, passport
from views.words import trend_sentences as say
from views.words.cells import said
from views.words.sentences import LEFT_TOO
from views.words.trend_sentences import Trend

LEVELS = {"angebot": "Angebote", "bereich": "Bereiche", "fachbereich": "Fachbereiche", "kopf": "Zusammenfassungen"}
SHOWN_YEARS = 10
MANY = 9  # more lines without a tested word are named by their reason, not drawn
STRONGEST = 5
ORDER = ("rising", "falling", "higher", "lower", "none", "undetermined")
COUNTED_BY = {"entries": "entries"}  # what the word is on → the measure that is drawn; else annual reach
LEGEND = (
    "Gezeichnet ist, worauf das Wort sich bezieht: Neuzugänge oder Bestand. Punkte und Linie: gezählt. Dünner Strich: Zufall (95\u202f%). Hell mit Schraffur: gezählt und möglich. "
    "Gepunktete Senkrechte: Reihenbruch. Strich unter der Achse: Ereignis."
)
NOT_KNOWN = "–"


@kept
def of_area(figures: Figures, area: str) -> dict[str, Trend]:
    """Every group of offers that the edition tells of, with the word on its entries, else on its users, or why there is none."""
    rows = {(r["offer_group"], r["quantity"]): r for r in figures.rows("trend", area=area, age_band="all")}
    return {
        group: of_rows(rows.get((group, "entries")), rows.get((group, "users"), rows.get((group, None))), told)
        for group in figures.group
        if (told := {**_series(figures, group, area, "entries"), **_series(figures, group, area, "annual_reach")})
    }


def of_rows(entries: Record | None, users: Record | None, told: dict[int, Reach]) -> Trend:
    """What is said of entries goes first; beside it what is said of the users, where there is a word for both."""
    of_users = say.from_row(users, ranges=not any(reach.as_counted.is_value for reach in told.values()))
    of_entries = say.from_row(entries) if entries else None
    if of_entries is None or not of_entries.known:
        return of_users if of_users.known or of_entries is None or users is None else replace(of_entries, stock=None)
    return replace(of_entries, stock=of_users if of_users.known and of_users.word != "none" else None)


def series_of(figures: Figures, group: str, trend: Trend, area: str) -> dict[int, Reach]:
    """The very series the word is on: the last ten years up to the last one with a figure; empty where the group tells nothing."""
    return {year: reach.as_counted for year, reach in _published(figures, group, trend, area).items()}


def _published(figures: Figures, group: str, trend: Trend, area: str) -> dict[int, Reach]:
    return _series(figures, group, area, COUNTED_BY.get(trend.quantity or "", "annual_reach"))


def _series(figures: Figures, group: str, area: str, measure: str) -> dict[int, Reach]:
    whole = figures.series(measure, group, area=area)
    told = [year for year, reach in whole.items() if reach.shown and reach.low is not None]
    if not told:
        return {}
    last = max(told)
    return {year: whole.get(year, MISSING) for year in range(max(last - SHOWN_YEARS + 1, min(whole)), last + 1)}


def level_of(figures: Figures, group: str) -> str:
    """Groups made for one evaluation stand with the summaries."""
    level = figures.group[group]["level"]
    return "kopf" if level == "auswertung" else level


def of_level(figures: Figures, level: str, area: str) -> dict[str, Trend]:
    """The groups of one level: risen, fallen, without a clear trend, not to be determined; within by the order of the profile."""
    found = {g: t for g, t in of_area(figures, area).items() if level_of(figures, g) == level}
    return dict(sorted(found.items(), key=lambda pair: ORDER.index(pair[1].word)))


def tested(figures: Figures, level: str, area: str) -> Finding:
    """A panel for every line that has a word, beside its name, and its sentence below."""
    groups = {group: trend for group, trend in of_level(figures, level, area).items() if trend.known}
    often, name = said_often(groups), LEVELS[level]
    panels = tuple(
        _panel(figures, group, replace(trend, note="") if trend.note in often else trend, area)
        for group, trend in groups.items()
    )
    marks = sorted({(event.at, event.text) for panel in panels for event in panel.events})
    return Finding(
        key=f"entwicklung_{level}",
        title=f"{name}: Entwicklungen",
        sub=f"{_unit(figures, area)}{'' if area == figures.district else ' Grau: Landkreis.'}",
        chart=Chart("lines", OF_100, panels=panels) if panels else None,
        table=by_years(figures, groups, area, f"Anteil der Kinder je Jahr, {name}, {figures.area_names[area]}"),
        notes=(*often, LEGEND, left_since(figures, groups, area), " ".join(text for _, text in marks)),
        passport=card(figures, "trend", groups, area),
    )


def left_since(figures: Figures, groups: dict[str, Trend], area: str) -> str:
    """Which lines are of those counted, some of whom may have left by the end of the year? '' for none."""
    names = [
        figures.names[group]
        for group, trend in groups.items()
        if any(reach.counted is not None for reach in _published(figures, group, trend, area).values())
    ]
    return f"{LEFT_TOO}: {listed(names)}." if names else ""


def untested(figures: Figures, level: str, area: str) -> Finding:
    """The lines of which nothing is said: drawn where they are few, else named by their reason."""
    groups = {group: trend for group, trend in of_level(figures, level, area).items() if not trend.known}
    panels = tuple(_panel(figures, group, trend, area) for group, trend in groups.items() if len(groups) <= MANY)
    caption = f"Anteil der Kinder je Jahr, {LEVELS[level]}, {figures.area_names[area]}, nicht bestimmbar"
    drawn = (one for group, trend in groups.items() for one in series_of(figures, group, trend, area).values())
    return Finding(
        key=f"entwicklung_offen_{level}",
        title="Ohne Befund: nicht bestimmbar",
        sub=f"{_unit(figures, area)} {evidence.legend(drawn)}" if panels else "",
        chart=Chart("lines", OF_100, panels=panels) if panels else None,
        table=by_years(figures, groups, area, caption),
        notes=() if panels else tuple(reasons(figures, groups, area)),
        passport=card(figures, "annual_reach", groups, area),
    )


def _unit(figures: Figures, area: str) -> str:
    return f"{figures.area_names[area]}, Kinder und Jugendliche unter 18. Jede Achse beginnt bei 0."


def said_often(groups: dict[str, Trend]) -> list[str]:
    """What must be known of more than one line is said once, below all."""
    notes = [trend.note for trend in groups.values() if trend.known and trend.note]
    return list(dict.fromkeys(note for note in notes if notes.count(note) > 1))


def _panel(figures: Figures, group: str, trend: Trend, area: str) -> Chart:
    """The line in so many children that whole numbers tell it; behind it that of the district."""
    series, name = series_of(figures, group, trend, area), figures.names[group]
    known = [reach.least for reach in series.values() if reach.is_value]
    of = say.unit_for(known) if known else 100
    cell = partial(share, unit=f"of_{of}", digits=0 if known else 1)
    lines = [Series(name, tuple(map(cell, series.values())), "accent" if trend.clear else "context")]
    if area != figures.district:
        there = {
            year: cell(reach)
            for year, reach in series_of(figures, group, trend, figures.district).items()
            if reach.is_value
        }
        lines.append(Series(figures.area_names[figures.district], tuple(map(there.get, series)), "behind"))
    return Chart(
        kind="lines",
        unit=f"{'Neuzugänge je' if trend.quantity == 'entries' else 'von'} {number(of)}",
        categories=tuple(map(str, series)),
        series=tuple(lines),
        events=on_axis(events_of(figures, group, min(series), max(series)), max(series)),
        title=name,
        beside=trend.said,
        below=_told(figures, group, trend, area),
    )


def reasons(figures: Figures, groups: dict[str, Trend], area: str) -> list[str]:
    """Why nothing is said of these lines: each reason once, with the names it holds for."""
    found: dict[str, list[str]] = {}
    for group, trend in groups.items():
        found.setdefault(_told(figures, group, trend, area), []).append(figures.names[group])
    return [f"{listed(names)}: {reason}" for reason, names in found.items()]


def sentence_of(figures: Figures, group: str, trend: Trend, area: str) -> str:
    return f"{figures.group[group]['name']}: {_told(figures, group, trend, area)}"


def _told(figures: Figures, group: str, trend: Trend, area: str) -> str:
    series = series_of(figures, group, trend, area)
    missing = [year for year, reach in series.items() if reach.state == "no_data"]
    return say.told(trend, series, place="" if area == figures.district else figures.area_names[area], missing=missing)


def events_of(figures: Figures, group: str, first: int, last: int) -> list[Record]:
    """Breaks and events of all, of this group, and of every group that shares an offer with it."""
    offers = set(figures.group[group]["offers"])
    near = [key for key, row in figures.group.items() if offers & set(row["offers"])]
    found = {(e["date"], e["short"]): e for key in near for e in figures.events(key, first, last)}
    return [found[key] for key in sorted(found)]


def by_years(figures: Figures, groups: dict[str, Trend], area: str, caption: str) -> Table:
    """All lines as figures, closed until asked for."""
    series = {group: series_of(figures, group, trend, area) for group, trend in groups.items()}
    years = sorted({year for line in series.values() for year in line})
    rows: list[tuple[Said, ...]] = []
    for group, line in series.items():
        cells = (share(line[year], 1) if year in line else NOT_KNOWN for year in years)
        rows.append((name_of(figures, group, groups[group]), *cells, groups[group].said))
    return table_of(caption, ("Angebot", *map(str, years), Column("Befund")), rows, closed=True, wide=True)


def name_of(figures: Figures, group: str, trend: Trend) -> str:
    """The name of a line with what its numbers count, where they are not the users."""
    return f"{figures.names[group]}, Neuzugänge" if trend.quantity == "entries" else figures.names[group]


def card(figures: Figures, measure: str, groups: dict[str, Trend], area: str) -> Passport:
    done = [trend for trend in groups.values() if trend.known]
    period = f"{min(t.first for t in done)} bis {max(t.last for t in done)}" if done else ""
    basis = f"{len(groups)} Reihen, {sum(trend.tested for trend in done)} geprüft"
    return passport.card(figures, measure, period=period, place=figures.area_names[area], basis=basis)


def strongest(figures: Figures, year: int, area: str, most: int = STRONGEST) -> Finding:
    """What changed: how many offers rose and fell, and those that changed most; `year` is that of the link."""
    groups = of_level(figures, "angebot", area)
    clear = {group: trend for group, trend in groups.items() if trend.clear}
    shown = dict(sorted(clear.items(), key=lambda pair: -abs(pair[1].change))[:most])
    place = "" if area == figures.district else figures.area_names[area]
    return Finding(
        key="entwicklung_staerkste",
        title=say.changed(list(groups.values()), place=place),
        sub=f"{len(groups)} Angebote, bezogen auf alle Kinder. Nur geprüfte Befunde. {say.WITHOUT_JUDGEMENT}",
        chart=_sparks(figures, shown, area) if shown else None,
        table=by_ends(figures, shown, area, "Angebote mit klarer Entwicklung") if shown else None,
        notes=(f"Gezeigt: die {len(shown)} stärksten." if len(clear) > len(shown) else "",),
        passport=card(figures, "trend", groups, area),
        links={"Alle Entwicklungen": f"/trends?jahr={year}&sicht=angebot&gebiet={area}"},
    )


def of_offers(figures: Figures, group: str, offers: tuple[str, ...], area: str) -> Finding:
    """The offers of one Fachbereich: the sentence of every clear line, and all with first and last value and tested word."""
    found, name = of_area(figures, area), figures.names[group]
    groups = {offer: found[offer] if offer in found else say.from_row(None) for offer in offers}
    title = f"{name}: Entwicklung der Angebote"
    return Finding(
        key=f"entwicklung_{group}",
        title=title,
        sub=f"{figures.area_names[area]}, bezogen auf alle Kinder. {say.ONLY_TESTED} {say.WITHOUT_JUDGEMENT}",
        lead=tuple(sentence_of(figures, offer, trend, area) for offer, trend in groups.items() if trend.clear),
        chart=_sparks(figures, groups, area),
        table=by_ends(figures, groups, area, title),
        passport=card(figures, "trend", groups, area),
    )


def _sparks(figures: Figures, groups: dict[str, Trend], area: str) -> Chart:
    panels = [
        replace(_panel(figures, group, trend, area), kind="sparks")
        if series_of(figures, group, trend, area)
        else Chart("sparks", OF_100)
        for group, trend in groups.items()
    ]
    return Chart("sparks", OF_100, title="Verlauf", panels=tuple(panels))


def by_ends(figures: Figures, groups: dict[str, Trend], area: str, caption: str) -> Table:
    """First and last value on either side of a break, and the word, of one and the same series; a page says them below the name."""
    broken = any(len(trend.ends) > 1 for trend in groups.values())
    rows = [_row(name_of(figures, group, trend), trend, broken) for group, trend in groups.items()]
    between = ("vor dem Bruch", "nach dem Bruch") if broken else ()
    numbers = (Column(head, figure=True, detail=True) for head in ("zuerst", *between, "zuletzt", "von", "im Jahr"))
    tested = Column("verglichen", detail=True)
    return table_of(caption, ("Angebot", tested, *numbers, Column("Befund")), rows, look="sparks")


def _row(name: str, trend: Trend, broken: bool) -> Row:
    of = trend.unit if trend.known else None
    values: list[Said] = [Cell(f"of_{of}", share, share) for run in trend.ends for share in run] if of else []
    if broken and len(values) == 2:
        values[1:1] = [NOT_KNOWN] * 2
    values = values or [NOT_KNOWN] * (4 if broken else 2)
    related = Cell("number", of, of) if of and trend.ends else NOT_KNOWN
    yearly = Cell("a_year", trend.change, trend.change, digits=1) if trend.clear else NOT_KNOWN
    years = ", ".join(f"{first}–{last}" for first, last in trend.runs) or NOT_KNOWN
    cells = (name, years, *values, related, yearly, trend.said)
    return Row(cells, in_short(trend))


def in_short(trend: Trend) -> str:
    """'22 (2016) → 20 (2021), 30 (2022) → 26 (2025) von 10.000, −3,8 % im Jahr'; '' for a line without a word."""
    of, runs = trend.unit if trend.known else None, zip(trend.runs, trend.ends, strict=False)
    steps = [f"{number(a * of)} ({first}) → {number(b * of)} ({last})" for (first, last), (a, b) in runs] if of else []
    told = f"{', '.join(steps)} von {number(of)}" if of and steps else f"seit {trend.first}" if trend.known else ""
    return f"{told}, {said(Cell('a_year', trend.change, trend.change))} im Jahr" if trend.clear else told
