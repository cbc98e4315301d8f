"""Who lives here? Children, births and the social context as findings; what they are related to, never a need."""

from measures.need import MARKS
from views.blocks.reach import told_event
from views.figures.gaps import municipalities
from views.figures.reach import MISSING, Record
from views.figures.read import Figures, breaks
from views.finding import Cell, Chart, Event, Finding, Said, Series, table_of
from views.words import passport, supply_sentences

CHILDREN = "Kinder und Jugendliche unter 18"
NOTHING = "Dazu liegen in dieser Ausgabe keine Zahlen vor."


def by_year(figures: Figures, area: str) -> Finding:
    """The children of every year that reach is related to."""
    series = figures.series("annual_reach", figures.heads[0], area=area)
    people = {year: reach.children for year, reach in sorted(series.items()) if reach.children}
    if not people:
        return Finding("bevoelkerung", "Bevölkerung", lead=(NOTHING,))
    events = figures.events("", min(people), max(people))
    broken = tuple(Event(str(event["date"].year), event["short"], breaks=True) for event in breaks(events))
    return Finding(
        key="bevoelkerung",
        title=supply_sentences.between(people, CHILDREN),
        sub=f"{figures.area_names[area]}, {CHILDREN} am 31.12.",
        chart=_columns("Kinder", people, broken),
        notes=tuple(map(told_event, events)),
    )


def _columns(unit: str, counts: dict[int, int], broken: tuple[Event, ...] = ()) -> Chart:
    cells = tuple(Cell("number", count, count) for count in counts.values())
    return Chart("columns", unit, tuple(map(str, counts)), (Series(unit, cells),), broken, now=str(max(counts)))


def by_town(figures: Figures, year: int) -> Finding:
    """Children by municipality and age, from the published population."""
    bands = {band["age_band"]: band["name"] for band in figures.bands} | {"all": "unter 18"}
    caption = f"{CHILDREN} am 31.12.{year} nach Gemeinde und Alter"
    source = f"Quelle: {figures.meta.get('population_source', '')}"
    rows: list[list[Said]] = []
    for area, name in towns_and_district(figures).items():
        found = figures.along("age_band", "annual_reach", year, offer_group=figures.heads[0], area=area)
        rows.append([name, *(found.get(band, MISSING).people for band in bands)])
    table = table_of(caption, ("Gemeinde", *bands.values()), rows)
    return Finding("bevoelkerung_gemeinden", "Wie viele Kinder leben in den Gemeinden?", table=table, notes=(source,))


def towns_and_district(figures: Figures) -> dict[str, str]:
    """Municipalities by name, then the district."""
    return municipalities(figures) | {figures.district: figures.area_names[figures.district]}


def births(figures: Figures) -> Finding:
    rows = figures.by_year("early_help_rate")
    born = {year: row["denominator"] for year, row in sorted(rows.items()) if row["denominator"]}
    if not born:
        return Finding("geburten", "Lebendgeborene sind in dieser Ausgabe nicht geliefert")
    title, place = supply_sentences.between(born, "Lebendgeborene"), figures.area_names[figures.district]
    return Finding("geburten", title, place, chart=_columns("Lebendgeborene", born))


def social_context(figures: Figures, year: int) -> Finding:
    """Every mark of the social context by municipality: beside use, never instead of need."""
    found = {(row["area"], row["quantity"]): row for row in figures.rows("need", year=year)}
    known = [row for row in found.values() if row["state"] == "ok"]
    title = f"Wie ist die soziale Lage {year}?"
    if not known:
        return Finding("soziale_lage", title, lead=(NOTHING,))
    marks = sorted({mark for _, mark in found})
    towns = towns_and_district(figures).items()
    heads = ("Gemeinde", *(MARKS.get(mark, mark) for mark in marks))
    return Finding(
        key="soziale_lage",
        title=title,
        lead=("Soziale Lage erklärt Nutzung nicht; sie steht daneben, damit beides zusammen gelesen wird.",),
        table=table_of(
            f"Soziale Lage {year} nach Gemeinde",
            heads,
            [(name, *(_share(found.get((area, mark))) for mark in marks)) for area, name in towns],
            wide=True,
        ),
        notes=(known[0]["note"],),
        passport=passport.card(figures, "need", period=f"Jahr {year}", place="Städte und Gemeinden"),
    )


def _share(row: Record | None) -> Cell:
    return Cell("rate", row["value"], row["value"], 1, row["state"]) if row else Cell("rate")
