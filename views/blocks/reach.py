"""Who uses the offers? Reach by year, age, Bereich, offer and municipality as findings; pages and documents show the same."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from store.german import day, number
from views.figures import deliveries
from views.figures.gaps import municipalities
from views.figures.reach import MISSING, Reach, Record, share
from views.figures.read import Figures
from views.finding import Chart, Column, Event, Finding, Passport, Row, Series, Table, table_of
from views.words import evidence, passport, sentences

OF_100 = "von 100"
COLUMNS = (
    Column(OF_100, figure=True),
    Column("Kinder", figure=True, detail=True),
    Column("Bevölkerung", figure=True, detail=True),
)


def by_year(figures: Figures, group: str, year: int, area: str) -> Finding:
    """All years with their breaks."""
    series = years_of(figures, group, area)
    if not series:
        why = figures.absent(group, area).note or sentences.SELECTION_EMPTY
        return Finding("reichweite_jahre", "Für keines der Jahre wird ein Wert gezeigt", why)
    first, last, place, name = min(series), max(series), figures.area_names[area], figures.names[group]
    events, period = figures.events(group, first, last), f"{first} bis {last}, hier {year}"
    breaks = tuple(map(told_event, events))
    return Finding(
        key="reichweite_jahre",
        title=sentences.over_the_years(series),
        sub=f"{place}, {name}, von 100 {sentences.CHILDREN}, {first} bis {last}. {evidence.legend(series.values())}",
        chart=Chart(
            "columns",
            OF_100,
            tuple(map(str, series)),
            (Series(OF_100, tuple(map(share, series.values())), "proved"),),
            on_axis(events, last),
            now=str(year),
        ),
        notes=breaks,
        table=table(
            f"Reichweite im Jahr, {name}, {place}, {first} bis {last}",
            "Jahr",
            [(str(at), reach) for at, reach in series.items()],
            closed=True,
        ),
        passport=passport.card(figures, "annual_reach", series.get(year, MISSING), period, place, name, breaks=breaks),
    )


def years_of(figures: Figures, group: str, area: str) -> dict[int, Reach]:
    """Every year from the first to the last with data; empty where none is shown."""
    series = figures.series("annual_reach", group, area=area)
    known = [year for year, reach in series.items() if reach.state != "no_data"]
    return {year: series.get(year, MISSING) for year in range(min(known), max(known) + 1)} if known else {}


def told_event(event: Record) -> str:
    return f"{event['short']} ({day(event['date'])}): {event['text']}."


def on_axis(events: Sequence[Record], last: int) -> tuple[Event, ...]:
    """Breaks and events of ereignisse.csv on an axis of years that ends with `last`."""
    return tuple(
        Event(
            str(event["date"].year),
            event["short"],
            event["kind"] == "reihenbruch",
            str(min((event["end"] or event["date"]).year, last)),
            told_event(event),
        )
        for event in events
    )


def table(
    caption: str,
    what: str,
    rows: Sequence[tuple[str, Reach | None]],
    *,
    digits: int = 0,
    closed: bool = False,
    beside: dict[str, str] | None = None,
) -> Table:
    """Name, share, children and whom it relates to; a name without a reach heads a part."""
    columns = tuple(Column(c.head, c.figure, c.detail and not closed) for c in COLUMNS)
    lines = [
        Row((name, share(reach, digits), reach.count, reach.people), (beside or {}).get(name, ""))
        if reach
        else Row((name, "", "", ""), part=True)
        for name, reach in rows
    ]
    return table_of(caption, (what, *columns), lines, closed=closed)


def marks(rows: Sequence[tuple[str, Reach | None]], kind: str = "bars") -> Chart:
    """The drawing of such a table, one mark a row."""
    told = [(name, reach) for name, reach in rows if reach]
    cells = tuple(share(reach) for _, reach in told)
    return Chart(kind, OF_100, tuple(name for name, _ in told), (Series(OF_100, cells, "proved"),))


def by_domain(figures: Figures, year: int, area: str, level: str = "bereich") -> Finding:
    """The disjoint Bereiche, or the single offers, by what is estimated or proved of each; never to be added."""
    reaches = figures.along("offer_group", "annual_reach", year, area=area)
    names = {key: figures.names[key] for key in figures.of_level(level) if key in reaches}
    known = [key for key in names if reaches[key].shown and reaches[key].low is not None]
    shown = sorted(known, key=lambda key: -reaches[key].likeliest)
    rows = [(names[key], reaches[key]) for key in [*shown, *(key for key in names if key not in shown)]]
    place, what = figures.area_names[area], "Angebot" if level == "angebot" else "Bereich"
    question = "Welche Angebote nutzen Kinder und Jugendliche?"
    return Finding(
        key=f"reichweite_{level}",
        title=question if level == "angebot" else sentences.most_used(names, reaches),
        sub=f"{place}, von 100 {sentences.CHILDREN}, {year}. Nicht addieren: Ein Kind kann mehrere Angebote nutzen",
        chart=marks(rows),
        table=table(
            f"Reichweite {year} nach {what}, {place}",
            what,
            rows,
            digits=1,
            beside={name: reach.note for name, reach in rows if reach.open_end},
        ),
        passport=_card(figures, year, place, f"{len(rows)} {what}e", [reaches[key] for key in shown[:1]]),
    )


def _card(figures: Figures, year: int, place: str, group: str, reaches: Iterable[Reach], of: str = "") -> Passport:
    """The Zahlenpass of many figures; reaches: of all whom they relate to."""
    people = sum(r.children or 0 for r in reaches)
    basis = f"{of}bezogen auf {number(people)} Kinder" if people else ""
    return passport.card(figures, "annual_reach", MISSING, f"Jahr {year}", place, group, basis=basis)


def by_municipality(figures: Figures, group: str, year: int, *, digits: int = 0) -> Finding:
    """The municipalities by name; a group that is not counted by residence says why, and shows a part of it that is."""
    towns = towns_of(figures, group, year)
    if told_by_residence(towns):
        return of_towns(figures, group, year, towns, digits)
    why = next((r.note for r in towns.values() if r.note), "Diese Auswahl gibt es nur für den Landkreis.")
    other = next((key for key in figures.heads if told_by_residence(towns_of(figures, key, year))), None)
    if other is None or figures.group[group]["level"] == "angebot":
        return Finding("reichweite_gemeinden", "Für Gemeinden ist diese Auswahl nicht bestimmbar", why)
    link = {figures.names[other]: f"?jahr={year}&gruppe={other}"}
    if set(figures.group[other]["offers"]) <= set(figures.group[group]["offers"]):
        instead = f"{why} Für die Gemeinden wird deshalb gezeigt: {figures.group[other]['name']}."
        return replace(of_towns(figures, other, year, towns_of(figures, other, year)), lead=(instead,), links=link)
    lead = (f"{why} Nach Gemeinden zeigbar: {figures.group[other]['name']}.",)
    return Finding("reichweite_gemeinden", "Für Gemeinden ist diese Auswahl nicht bestimmbar", lead=lead, links=link)


def of_towns(figures: Figures, group: str, year: int, towns: dict[str, Reach], digits: int = 0) -> Finding:
    """All municipalities by name, never by rank."""
    dots = all(r.is_value for r in towns.values() if r.shown)
    why_open = sorted({f"Gepunktet: nach oben offen. {r.note}" for r in towns.values() if r.shown and r.high is None})[
        :1
    ]
    name, rows = figures.names[group], list(towns.items())
    return Finding(
        key="reichweite_gemeinden",
        title=sentences.by_municipality(towns, sentences.said_group(figures.group[group])),
        sub=f"Von 100 {sentences.CHILDREN} mit Wohnung in der Gemeinde, {year}. {evidence.legend(towns.values())}",
        chart=marks(rows, "dots" if dots else "bars"),
        table=table(f"Reichweite {year} nach Gemeinde, {name}", "Gemeinde", rows, digits=digits),
        notes=(*why_open, sentences.LESS_USE),
        passport=_card(figures, year, "Städte und Gemeinden", name, towns.values(), f"{len(towns)} Gemeinden, "),
    )


def towns_of(figures: Figures, group: str, year: int) -> dict[str, Reach]:
    """Name of every municipality → its reach."""
    reaches = figures.along("area", "annual_reach", year, offer_group=group)
    return {name: reaches.get(area, figures.absent(group, area)) for area, name in municipalities(figures).items()}


def told_by_residence(towns: dict[str, Reach]) -> bool:
    """Is there anything to say by municipality, if only that it is protected?"""
    return any(reach.state not in ("not_applicable", "no_data") for reach in towns.values())


def by_age(figures: Figures, group: str, year: int, area: str, *, digits: int = 0) -> Finding:
    """The age bands from young to old; in the district girls and boys below."""
    reaches = figures.along("age_band", "annual_reach", year, offer_group=group, area=area)
    place, name, whole = figures.area_names[area], figures.names[group], reaches.get("all", MISSING)
    rows: list[tuple[str, Reach | None]] = []
    rows += [(band["name"], reaches.get(band["age_band"], figures.absent(group, area))) for band in figures.bands]
    sexes = figures.along("sex", "annual_reach", year, offer_group=group, area=area)
    if "w" in sexes and "m" in sexes:
        rows += [("Geschlecht", None), ("Mädchen", sexes["w"]), ("Jungen", sexes["m"])]
    in_care = {offer for offer, row in figures.offers.items() if row["role"] == "kita"}
    hint = "Sechs- bis Neunjährige: enthält Kinder, die bis zum Sommer noch eine Kita besuchten."
    by_sex = "Mädchen und Jungen getrennt gibt es nur für den Landkreis."
    return Finding(
        key="reichweite_alter",
        title=sentences.by_age(_bands_of(figures, group), reaches),
        sub=f"{place}, {name}, von 100 Kindern des Alters am 31.12.{year}. {evidence.legend(reaches.values())}",
        chart=marks(rows),
        table=table(f"Reichweite {year} nach Alter, {name}, {place}", "Alter", rows, digits=digits),
        notes=(
            hint if in_care & set(figures.group[group]["offers"]) else "",
            "" if area == figures.district else by_sex,
        ),
        passport=passport.card(
            figures, "annual_reach", whole, f"Jahr {year}", place, name, ages="vollendete Jahre am 31.12."
        ),
    )


def _bands_of(figures: Figures, group: str) -> list[Record]:
    """The age bands that lie within the ages of the group's offers: only those may be compared."""
    ages = [figures.offers[offer] for offer in figures.group[group]["offers"]]
    first, last = min(offer["age_from"] for offer in ages), max(offer["age_to"] for offer in ages)
    return [band for band in figures.bands if first <= band["age_from"] and band["age_to"] <= last]


def in_three_ways(figures: Figures, year: int, area: str) -> Finding:
    """All offers, without Kita and Hort, only individual help: side by side, and what the Kita does to the number."""
    reaches = {key: figures.reach(key, year, area) for key in figures.heads}
    everything, without = (reaches.get(figures.head(role), MISSING) for role in ("alle", "ohne_kita"))
    rows = [(figures.names[key], reach) for key, reach in reaches.items()]
    place = figures.area_names[area]
    return Finding(
        key="reichweite_zaehlweisen",
        title=sentences.effect_of_day_care(everything, without, year=year) or f"Reichweite {year} in drei Zählweisen",
        sub=f"{place}, von 100 {sentences.CHILDREN}, {year}. {evidence.legend(reaches.values())}",
        chart=marks(rows),
        table=table(f"Reichweite {year} in drei Zählweisen, {place}", "Angebote", rows),
        passport=passport.card(figures, "annual_reach", period=f"Jahr {year}", place=place),
    )


def data_situation(figures: Figures, group: str, year: int) -> Finding:
    """How complete is what the page says?"""
    return Finding(
        key="datenlage",
        title=f"Was liegt für {year} vor?",
        lead=(deliveries.of_group(figures, group, year).sentence(year),),
        links={"Zur Datenqualität": "/qualitaet"},
    )


def below_the_sentence(figures: Figures, group: str, year: int, told: Reach, place: str) -> str:
    """In children, why a range, what is missing, and what to choose instead of a hidden figure."""
    found = deliveries.of_group(figures, group, year)
    parts = [sentences.in_children(told, sums_only=found.sums_only, offers=len(found.offers))]
    parts += [evidence.BEYOND] if told.asked and place != figures.area_names[figures.district] else []
    parts.append(evidence.contradicted(told))
    if told.open_end:
        lacking = (sentences.lower_bound(year, deliveries.shortened(found.missing)), found.doubts)
        parts += [part for part in lacking if part] or [told.note]
    elif told.state == "protected":
        parts.append(told.note or sentences.SELECTION_PROTECTED)
    elif not told.shown:
        parts.append(told.note)
    parts.append(sentences.few_children(told, place))
    return " ".join(part for part in parts if part)


def in_one_bar(figures: Figures, told: Reach) -> Finding | None:
    """The share as one bar with its words: counted, estimated, possible; None where one number says it, or none is said."""
    if not told.told or told.narrow:
        return None
    return Finding("anteil", "", chart=Chart("share", OF_100, ("Reichweite",), (Series("", (share(told),)),)))


def hundred(figures: Figures, told: Reach) -> Finding:
    """One hundred children as dots: counted, possible, without a use; empty where no share is said."""
    cell = share(told)
    shown = cell.state == "ok" and cell.low is not None
    return Finding("hundert", "", chart=Chart("hundred", OF_100, ("",), (Series("", (cell,)),)) if shown else None)
