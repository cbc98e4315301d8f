"""Which parts do the pages about reach share? Each takes the figures and a choice and gives one finished block."""

from html import escape

from store.german import day, number
from views.drawings import charts, tables
from views.figures import deliveries
from views.figures.reach import MISSING, Reach
from views.figures.read import Figures
from views.shell import page
from views.words import passport, sentences

FULL_AND_HATCHED = "Voll: nachgewiesen, schraffiert: möglich"


def dots(figures: Figures, told: Reach) -> str:
    """One hundred dots with their words; nothing where no share is said."""
    if not told.shown or told.low is None or told.is_small:
        return ""
    proved, possible = charts.dots_of(told)
    maybe = f'<span><i class="maybe"></i>{possible - proved} möglich</span>' if possible > proved else ""
    drawing = charts.hundred_dots(told)
    if figures.demo:
        drawing = drawing.replace('aria-label="', f'aria-label="{page.MARK}')
    return (
        f'{drawing}<p class="legend"><span><i class="full"></i>{proved} nachgewiesen</span>{maybe}'
        f'<span><i class="none"></i>{100 - possible} ohne Nutzung</span></p>'
    )


def by_year(figures: Figures, group: str, year: int, area: str) -> str:
    """The columns of all years, the breaks in words, the table and the Zahlenpass."""
    series = figures.series("annual_reach", group, area=area)
    known = [y for y, r in series.items() if r.state != "no_data"]
    if not known:
        why = figures.absent(group, area).note or sentences.SELECTION_EMPTY
        return page.block(figures, "Für keines der Jahre wird ein Wert gezeigt", why)
    series = {y: series.get(y, MISSING) for y in range(min(known), max(known) + 1)}
    events = figures.events(group, min(series), max(series))
    place = figures.area_names[area]
    breaks = [f"{event['short']} ({day(event['date'])}): {event['text']}." for event in events]
    caption = f"Reichweite im Jahr, {place}, {min(series)} bis {max(series)}"
    return page.block(
        figures,
        sentences.over_the_years(series),
        f"{place}, von 100 {sentences.CHILDREN}, {min(series)} bis {max(series)}. {FULL_AND_HATCHED}",
        charts.year_columns(series, year, events),
        page.notes(" ".join(breaks)),
        tables.years_table(caption, series),
        passport.passport(
            figures,
            "annual_reach",
            series.get(year, MISSING),
            period=f"{min(series)} bis {max(series)}, hier {year}",
            place=place,
            group=figures.group[group]["name"],
            breaks=breaks,
        ),
    )


def by_domain(figures: Figures, year: int, area: str, *, level: str = "bereich") -> str:
    """The disjoint Bereiche, or the single offers, as proved and possible; never to be added."""
    reaches = figures.along("offer_group", "annual_reach", year, area=area)
    names = {key: row["name"] for key, row in figures.group.items() if row["level"] == level and key in reaches}
    shown = sorted((k for k in names if reaches[k].shown and reaches[k].low is not None), key=lambda k: -reaches[k].low)
    hidden = [k for k in names if k not in shown]
    question = (
        "Welche Angebote nutzen Kinder und Jugendliche?" if level == "angebot" else sentences.most_used(names, reaches)
    )
    place = figures.area_names[area]
    what = "Angebot" if level == "angebot" else "Bereich"
    rows = [tables.Row(names[key], reaches[key], beside=_lower_bound(reaches[key])) for key in [*shown, *hidden]]
    return page.block(
        figures,
        question,
        f"{place}, von 100 {sentences.CHILDREN}, {year}. Nicht addieren: Ein Kind kann mehrere Angebote nutzen",
        tables.reach_table(f"Reichweite {year} nach {what}, {place}", what, rows, digits=1),
        passport.passport(
            figures,
            "annual_reach",
            MISSING,
            period=f"Jahr {year}",
            place=place,
            group=f"{len(rows)} {what}e",
            basis=_basis([reaches[key] for key in shown[:1]]),
        ),
    )


def _lower_bound(told: Reach) -> str:
    return told.note if told.open_end else ""


def _basis(reaches: list[Reach], of: str = "") -> str:
    people = sum(r.children or 0 for r in reaches)
    return f"{of}bezogen auf {number(people)} Kinder" if people else ""


def by_municipality(figures: Figures, group: str, year: int, *, instead: bool = True, digits: int = 0) -> str:
    """The municipalities by name, never by rank; not counted by residence: why, and (instead) another choice."""
    told = _towns(figures, group, year)
    if _told(told):
        return _towns_block(figures, group, year, told, digits=digits)
    why = next((r.note for r in told.values() if r.note), "Diese Auswahl gibt es nur für den Landkreis.")
    if not instead:
        return page.block(figures, "Für Gemeinden ist diese Auswahl nicht bestimmbar", why)
    heads = [key for key, row in figures.group.items() if row["level"] == "kopf" and key != group]
    other = next((key for key in heads if _told(_towns(figures, key, year))), None)
    if other is None:
        return page.block(figures, "Für Gemeinden ist diese Auswahl nicht bestimmbar", why)
    name = escape(figures.group[other]["name"])
    link = f'<a href="?jahr={year}&amp;gruppe={other}" target="_self">{name}</a>'
    if set(figures.group[other]["offers"]) <= set(figures.group[group]["offers"]):
        lead = f'<p class="text">{escape(why)} Für die Gemeinden wird deshalb gezeigt: {link}.</p>'
        return _towns_block(figures, other, year, _towns(figures, other, year), lead)
    lead = f'<p class="text">{escape(why)} Nach Gemeinden zeigbar: {link}.</p>'
    return page.block(figures, "Für Gemeinden ist diese Auswahl nicht bestimmbar", "", lead)


def _told(towns: dict[str, Reach]) -> bool:
    """Is there anything to say by municipality, if only that it is protected?"""
    return any(reach.state != "not_applicable" for reach in towns.values())


def _towns(figures: Figures, group: str, year: int) -> dict[str, Reach]:
    towns = figures.areas.filter(figures.areas["level"] == "gemeinde").sort("name")
    reaches = figures.along("area", "annual_reach", year, offer_group=group)
    return {
        row["name"]: reaches.get(row["area"], figures.absent(group, row["area"])) for row in towns.iter_rows(named=True)
    }


def _towns_block(
    figures: Figures, group: str, year: int, told: dict[str, Reach], lead: str = "", *, digits: int = 0
) -> str:
    dots = all(r.is_value for r in told.values() if r.shown)
    why_open = sorted({f"Gepunktet: nach oben offen. {r.note}" for r in told.values() if r.open_end})[:1]
    return page.block(
        figures,
        sentences.by_municipality(told, sentences.said_group(figures.group[group])),
        f"Von 100 {sentences.CHILDREN} mit Wohnung in der Gemeinde, {year}. {FULL_AND_HATCHED}",
        lead,
        tables.reach_table(
            f"Reichweite {year} nach Gemeinde",
            "Gemeinde",
            [tables.Row(*pair) for pair in told.items()],
            dots=dots,
            digits=digits,
        ),
        page.notes(*why_open, sentences.LESS_USE),
        passport.passport(
            figures,
            "annual_reach",
            MISSING,
            period=f"Jahr {year}",
            place="Städte und Gemeinden",
            group=figures.group[group]["name"],
            basis=_basis(list(told.values()), f"{len(told)} Gemeinden, "),
        ),
    )


def by_age(figures: Figures, group: str, year: int, area: str, *, digits: int = 0) -> str:
    """The age bands from young to old; in the district girls and boys below."""
    reaches = figures.along("age_band", "annual_reach", year, offer_group=group, area=area)
    place = figures.area_names[area]
    rows = [
        tables.Row(band["name"], reaches.get(band["age_band"], figures.absent(group, area))) for band in figures.bands
    ]
    sexes = figures.along("sex", "annual_reach", year, offer_group=group, area=area)
    if "w" in sexes and "m" in sexes:
        rows += [
            tables.Row("Geschlecht", head=True),
            tables.Row("Mädchen", sexes["w"]),
            tables.Row("Jungen", sexes["m"]),
        ]
    hint = (
        "Sechs- bis Neunjährige: enthält Kinder, die bis zum Sommer noch eine Kita besuchten."
        if "kita" in figures.group[group]["offers"]
        else ""
    )
    by_sex = "" if area == figures.district else "Mädchen und Jungen getrennt gibt es nur für den Landkreis."
    return page.block(
        figures,
        sentences.by_age(figures.bands, reaches),
        f"{place}, von 100 Kindern des Alters am 31.12.{year}. {FULL_AND_HATCHED}",
        tables.reach_table(f"Reichweite {year} nach Alter, {place}", "Alter", rows, digits=digits),
        page.notes(hint, by_sex),
        passport.passport(
            figures,
            "annual_reach",
            reaches.get("all", MISSING),
            period=f"Jahr {year}",
            place=place,
            group=figures.group[group]["name"],
            ages="vollendete Jahre am 31.12.",
        ),
    )


def data_situation(figures: Figures, group: str, year: int) -> str:
    """How complete is what the page says?"""
    found = deliveries.of_group(figures, group, year)
    return (
        f'<section><div role="heading" aria-level="2" class="finding small">Was liegt für {year} vor?</div>'
        f'<p class="text">{escape(found.sentence(year))} <a href="/qualitaet" target="_self">Zur Datenqualität</a>'
        "</p></section>"
    )


def below_the_sentence(figures: Figures, group: str, year: int, told: Reach, place: str) -> str:
    """In children, why a range, what is missing, and what to choose instead of a hidden figure."""
    found = deliveries.of_group(figures, group, year)
    parts = [sentences.in_children(told, sums_only=found.sums_only, offers=len(found.offers))]
    if told.open_end:
        parts.append(sentences.lower_bound(year, deliveries.shortened(found.missing)) or told.note)
    elif told.state == "protected":
        parts.append(told.note or sentences.SELECTION_PROTECTED)
    elif not told.shown:
        parts.append(told.note)
    parts.append(sentences.few_children(told, place))
    return " ".join(part for part in parts if part)
