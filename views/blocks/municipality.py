"""What do we know of one municipality? Its figures beside the district, never as a ranking, as findings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from measures.engine.methods.intervals import share_interval
from store.german import STATES, listed, number
from views.blocks import trends
from views.figures import gaps
from views.figures.reach import MISSING, Reach, apart, share, sure
from views.figures.read import Figures
from views.finding import Cell, Chart, Column, Finding, Passport, Row, Said, Series, Table, table_of
from views.words import passport
from views.words import trend_sentences as trend_say
from views.words.cells import in_words
from views.words.sentences import about
from views.words.trend_sentences import Trend

MOST_LINES = 4  # small drawings over the years on one row
MOST_OFFERS = 6
WIDE = 0.1  # a range wider than this is said in whole children of 100
CLEAR = ("niedriger", "höher")
FINDABLE = (
    0.25  # of the district's value: so large a difference must have been findable where it is said that there is none
)
DISTRICT = "Landkreis"


@dataclass(frozen=True)
class Compared:
    """One line of the spine: this place, the district, and all municipalities; head starts a part."""

    name: str
    place: Reach = MISSING
    district: Reach = MISSING
    all_places: tuple[Reach, ...] = ()
    beside: str = ""
    head: bool = False


def position(place: Reach, district: Reach) -> str:
    """Lower or higher than the district, without judgement; only where the ranges do not touch."""
    if not (place.told and district.told):
        return STATES[place.state] if not place.shown else "nicht bestimmbar"
    place = _with_chance(place)
    if apart(place, district):
        return "niedriger"
    if apart(district, place):
        return "höher"
    return "kein klarer Unterschied" if _findable(place, district) else "nicht bestimmbar"


def _findable(place: Reach, district: Reach) -> bool:
    """Would a difference of FINDABLE of the district's value have been seen here, either way?"""
    if place.open_end or district.open_end:
        return False
    least, most = place.chance or sure(place)
    low, high = sure(district) if district.asked else (district.least, district.most)
    return most - least + high - low <= 2 * FINDABLE * district.middle


def _with_chance(reach: Reach) -> Reach:
    """The place with what chance and rounding leave open at both of its ends, as an estimate has it; the district is the measure."""
    if reach.asked:
        return reach
    least = reach.count.least
    counts = np.array([least, least if reach.open_end else reach.count.most])
    low, high = share_interval(counts, np.full(2, reach.people.least), base=reach.base)
    return replace(reach, chance=(float(low[0]), float(high[1])))


def told_group(figures: Figures, asked: str, year: int, area: str) -> str:
    """The way to count that was asked for; where it cannot be said of a municipality, the next that can."""
    heads = [asked, *figures.heads]
    return next((key for key in heads if figures.reach(key, year, area).state != "not_applicable"), asked)


def spine(figures: Figures, year: int, group: str, area: str, *, ages: bool = True) -> Finding:
    """The ways to count, the Bereiche, comparable offers and, where there is room, the ages, each against the district."""
    place, reach, name = figures.area_names[area], figures.reach(group, year, area), figures.names[group]
    rows = [*by_group(figures, year, area), *(by_age(figures, group, year, area) if ages else ())]
    card = passport.card(figures, "annual_reach", reach, f"Jahr {year}", place, name)
    return beside_the_district(place, rows, year, card)


def beside_the_district(place: str, rows: Sequence[Compared], year: int, card: Passport | None = None) -> Finding:
    """Each line on its own scale around the district."""
    told = [row for row in rows if not row.head]
    width = max((len(row.all_places) for row in told), default=0)
    others = [row.all_places or (MISSING,) * width for row in told]
    spread = [Series("", tuple(share(reaches[at]) for reaches in others), "spread") for at in range(width)]
    here = Series(place, tuple(share(row.place) for row in told))
    there = Series(DISTRICT, tuple(share(row.district) for row in told), "context")
    return Finding(
        key="gemeinde_landkreis",
        title=summary(place, rows),
        sub=f"Reichweite {year}, von 100 Kindern. Strich in der Mitte: Landkreis; Balken: kleinste bis größte Gemeinde, "
        f"dunkler die mittlere Hälfte; {_estimated(told)}schraffiert: Spanne; gepunktet: nach oben offen. Niedriger oder höher nur, wo Zufall (95 %) "
        "und Überschneidung das nicht erklären. Ohne Wertung",
        chart=Chart("spine", "von 100", tuple(row.name for row in told), (here, there, *spread)),
        table=table_of(
            f"{place} und Landkreis, Reichweite {year}",
            (
                "Von 100 Kindern",
                Column(place, figure=True, look="here"),
                Column("Kinder", figure=True, detail=True),
                Column("Bevölkerung", figure=True, detail=True),
                DISTRICT,
                Column("Lage", look="side"),
            ),
            map(_line, rows),
            look="spine",
        ),
        passport=card,
    )


def _estimated(rows: Sequence[Compared]) -> str:
    """What the marks of an estimate mean, where one is drawn."""
    if not any(row.place.asked for row in rows):
        return ""
    return "blass mit Strich: geschätzt, Rahmen: Schätzung für den Landkreis; "


def _line(row: Compared) -> Row:
    if row.head:
        return Row((row.name, "", "", "", "", ""), part=True)
    word = position(row.place, row.district)
    cells = (row.name, _cell(row.place), row.place.count, row.place.people, _cell(row.district), word)
    return Row(cells, row.beside, tone="strong" if word in CLEAR else "")


def _cell(reach: Reach) -> Cell:
    """One decimal, because small shares differ there; a wide range in whole children; a tiny lower bound says nothing."""
    if reach.open_end and reach.count_low is not None and reach.few_at_least:
        return Cell("of_100", state="open")
    wide = reach.told and not reach.is_value and not reach.open_end and reach.most - reach.least > WIDE
    return share(reach, 0 if wide else 1)


def summary(place: str, rows: Sequence[Compared]) -> str:
    """Where does the place stand clearly lower or higher? The title of the spine."""
    words = [position(row.place, row.district) for row in rows if not row.head]
    counts = {word: words.count(word) for word in CLEAR if word in words}
    told = sum(counts.values()) + words.count("kein klarer Unterschied")
    if not told:
        return f"{place}: kein Wert ist eindeutig mit dem Landkreis vergleichbar"
    if not counts:
        alike = (
            "ein vergleichbarer Wert, ohne klaren" if told == 1 else f"{told} vergleichbare Werte, keiner mit klarem"
        )
        return f"{place}: {alike} Unterschied zum Landkreis"
    said = listed([f"{count} {word}" for word, count in counts.items()])
    verb = "liegt" if sum(counts.values()) < 2 else "liegen"
    return f"{place}: von {told} vergleichbaren Werten {verb} {said} als im Landkreis"


def by_group(figures: Figures, year: int, area: str) -> list[Compared]:
    """Ways to count and Bereiche always; single offers only where both are known as one number."""
    parts = []
    for level, name in (("kopf", "Reichweite"), ("bereich", "Bereiche"), ("angebot", "Einzelne Angebote")):
        rows = [_compared(figures, key, year, area) for key in figures.of_level(level)]
        if level == "angebot":
            told = [row for row in rows if row.place.is_value and not row.place.is_small and row.district.is_value]
            rows = told[:MOST_OFFERS]
        parts += [Compared(name, head=True), *rows] if rows else []
    return parts


def _compared(figures: Figures, group: str, year: int, area: str) -> Compared:
    towns = tuple(figures.reach(group, year, key) for key in gaps.municipalities(figures))
    here, there = (figures.reach(group, year, key) for key in (area, figures.district))
    return Compared(figures.names[group], here, there, towns)


def by_age(figures: Figures, group: str, year: int, area: str) -> list[Compared]:
    """The age bands of the chosen way to count, with the number of children."""
    everywhere = {
        key: figures.along("age_band", "annual_reach", year, offer_group=group, area=key)
        for key in (figures.district, *gaps.municipalities(figures))
    }
    rows = [Compared(f"Alter: {figures.group[group]['name']}", head=True)]
    for band in figures.bands:
        of = {key: told.get(band["age_band"], figures.absent(group, key)) for key, told in everywhere.items()}
        children, towns = of[area].children, tuple(of[key] for key in gaps.municipalities(figures))
        name = f"{band['name']} Jahre{'' if band['age_from'] else 'n'}"
        beside = f"{number(children)} Kinder" if children else ""
        rows.append(Compared(name, of[area], of[figures.district], towns, beside))
    return rows


def over_the_years(figures: Figures, area: str) -> Finding:
    """What changed here, as far as a test carries it: one panel an offer, this place beside the district."""
    place, chosen = figures.area_names[area], tested(figures, area)
    if not chosen:
        why = f"Für {place} ist kein Angebot über genug Jahre als eine Zahl bekannt"
        return Finding("gemeinde_entwicklung", "Entwicklung nicht bestimmbar", why)
    count = f"{len(chosen)} {'Reihe' if len(chosen) == 1 else 'Reihen'}"
    panels = tuple(_panel(figures, group, trend, here, area) for group, trend, here in chosen)
    return Finding(
        key="gemeinde_entwicklung",
        title=f"Entwicklung in {place}",
        sub=f"Von 100 Kindern, {place} und Landkreis. {trend_say.ONLY_TESTED}",
        chart=Chart("small_lines", "von 100", panels=panels),
        table=_years(f"Reichweite über die Jahre, {place}", panels),
        passport=passport.card(figures, "trend", period=f"bis {max(chosen[0][2])}", place=place, basis=count),
    )


def _panel(figures: Figures, group: str, trend: Trend, here: dict[int, Reach], area: str) -> Chart:
    """The series the word is on, here and in the district."""
    there = trends.series_of(figures, group, trend, figures.district)
    lines = {figures.area_names[area]: here, DISTRICT: there}
    years = sorted({year for line in lines.values() for year in _valued(line)})
    series = tuple(
        Series(name, tuple(share(line[year], 1) if year in line else None for year in years), look)
        for (name, line), look in zip(lines.items(), ("accent", "context"), strict=True)
    )
    alt = ". ".join(f"{name}: {_in_years(_valued(line))}" for name, line in lines.items())
    title = trends.name_of(figures, group, trend)
    return Chart("small_lines", "von 100", tuple(map(str, years)), series, alt=alt, title=title, beside=trend.said)


def _valued(series: dict[int, Reach]) -> dict[int, Reach]:
    return {year: reach for year, reach in sorted(series.items()) if reach.is_value and reach.told}


def _in_years(series: dict[int, Reach]) -> str:
    if not series:
        return "keine Werte"
    first, last = min(series), max(series)
    return f"{first} rund {about(series[first], 1)}, {last} rund {about(series[last], 1)} von 100"


def _years(caption: str, panels: Sequence[Chart]) -> Table:
    """The same figures to read; closed until asked for. Each line: its name, this place or the district."""
    years = sorted({year for panel in panels for year in panel.categories})
    rows: list[tuple[Said, ...]] = []
    for panel in panels:
        for series in panel.series:
            cells = dict(zip(panel.categories, series.cells, strict=True))
            rows.append((f"{panel.title}, {series.name}", *(cells.get(year) or "–" for year in years)))
    return table_of(caption, ("Von 100 Kindern", *years), rows, closed=True, wide=True)


def tested(figures: Figures, area: str) -> list[tuple[str, Trend, dict[int, Reach]]]:
    """Group, its word and the series that it is on; what has a word comes first."""
    found = [
        (group, trend, trends.series_of(figures, group, trend, area))
        for group, trend in sorted(trends.of_area(figures, area).items(), key=lambda pair: not pair[1].known)
        if trend.state == "ok"
    ]
    drawn = [one for one in found if sum(reach.is_value and not reach.is_small for reach in one[2].values()) > 1]
    return drawn[:MOST_LINES]


def not_shown(figures: Figures, year: int, group: str, area: str) -> Finding:
    """What this page keeps silent about, and why; and where to read on."""
    reaches = {figures.names[key]: figures.reach(key, year, area) for key in figures.of_level("angebot")}
    hidden = [name for name, reach in reaches.items() if reach.state == "protected"]
    elsewhere = [
        name for name, reach in reaches.items() if (reach.state, reach.reason) == ("not_applicable", "by_place")
    ]
    parts = [
        f"Zum Schutz der Kinder nur für den Landkreis: {listed(hidden)}." if hidden else "",
        f"Am Ort des Angebots gezählt und deshalb nur für den Landkreis: {listed(elsewhere)}." if elsewhere else "",
    ]
    return Finding(
        key="gemeinde_ohne",
        title="Was hier nicht steht",
        lead=(" ".join(filter(None, parts)) or "Alle Angebote werden gezeigt.",),
        links={"Reichweite im Einzelnen": gaps.link(year, group, area, "/reichweite")},
    )


def where(figures: Figures, year: int, group: str, area: str) -> Finding:
    """Where the place lies in the district."""
    towns, place = gaps.municipalities(figures), figures.area_names[area]
    links = tuple(gaps.link(year, group, key) for key in towns)
    alt, names = f"Lage von {place} im Landkreis", tuple(towns.values())
    chart = Chart("locator", "", names, now=place, alt=alt, keys=tuple(towns), links=links)
    return Finding("gemeinde_lage", "", chart=chart)


def district_in_words(district: Reach) -> str:
    """'Im Landkreis: rund 40 von 100.', to stand below the sentence of the place."""
    if not district.shown or not district.low:
        return ""
    return f"Im Landkreis: {in_words(share(district))}."
