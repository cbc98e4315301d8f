"""Was leistet dieses Angebot, für wen und wo? One offer: reach, ages, places, duration, waiting, money, and where it comes from."""

from html import escape

import streamlit as st

from store.german import number
from views.blocks import indicators, overlaps, supply, trends
from views.blocks import reach as findings
from views.drawings import rate_charts
from views.figures import read
from views.figures.reach import MISSING, Reach, at_least, at_most, children_of, of_100
from views.shell import filters, page, render
from views.shell.theme import show
from views.words import passport, sentences
from views.words import supply_sentences as say
from views.words.trend_sentences import unit_for


def main() -> None:
    """Reads from top to bottom as the page does."""
    figures = read.figures()
    filters.name_unknown_keys()
    above = st.container()
    year, offer = choose(figures)
    with above:
        show(header(figures, offer, year))
    parts = [
        by_year(figures, offer, year),
        supply.waiting(figures, offer, year),
        by_age(figures, offer, year),
        by_municipality(figures, offer, year),
        supply.duration(figures, offer),
        supply.expenditure(figures, offer, year),
        supply.places(figures, offer, year),
        *indicators.beside(figures, offer, year),
        render.of(figures, overlaps.in_short, offer, year),
        supply.counted(figures, offer, year),
    ]
    show(page.side_by_side(*page.balanced([part for part in parts if part])) + page.footer(figures))


def choose(figures: read.Figures) -> tuple[int, str]:
    """The offer, by its Fachbereich as the profile lists them, and the year."""
    offers = {key: row["name"] for key, row in figures.group.items() if row["level"] == "angebot"}
    years = {str(year): f"Jahr {year}" for year in reversed(figures.years)}
    with st.container(key="choices", horizontal=True):
        offer = filters.choose("angebot", offers, next(iter(offers)), filters.menu("Angebot"))
        year = filters.choose("jahr", years, str(figures.default_year), filters.menu("Jahr"))
    return int(year), offer


def header(figures: read.Figures, offer: str, year: int) -> str:
    """The sentence of its reach, and what the offer is."""
    series, name = figures.series("annual_reach", offer, area=figures.district), figures.group[offer]["name"]
    reach = series.get(year, MISSING)
    latest = max((y for y, r in series.items() if r.state != "no_data"), default=None)
    said = (
        sentences.annual_reach(reach, year=year, group=sentences.said_group(figures.group[offer]))
        if reach.shown
        else say.no_value(name, year, reach.state, latest)
    )
    row = next(row for row in figures.published.table("offer").to_dicts() if row["offer"] == offer)
    what = f"{row['name']}. Fachbereich {row['department']}, {say.ages(row['age_from'], row['age_to'])}."
    return page.kicker(figures, "Was leistet dieses Angebot, für wen und wo?", year) + page.opening(
        said, " ".join(filter(None, (what, in_children(figures, reach))))
    )


def in_children(figures: read.Figures, reach: Reach) -> str:
    """The same in children, and why it is a range."""
    if not reach.shown or reach.is_small or reach.low is None:
        return ""
    said = f"Das sind {children_of(reach, figures.base)}."
    return said if reach.is_value else f"{said} Genauer ist es nicht bekannt, weil nicht Kind für Kind gezählt wird."


def by_year(figures: read.Figures, offer: str, year: int) -> str:
    """The reach of all years, of so many children that whole numbers tell it; the tested sentence below."""
    series = figures.series("annual_reach", offer, area=figures.district)
    known = {y: r for y, r in series.items() if r.shown and r.low is not None}
    if not known:
        why = next((r.note for r in series.values() if r.note), sentences.SELECTION_EMPTY)
        return page.block(figures, "Für keines der Jahre wird ein Wert gezeigt", why)
    unit = unit_for([r.low if r.high is None else r.high for r in known.values()])
    points = {y: point(series.get(y, MISSING), unit) for y in range(min(known), max(series) + 1)}
    marks = [e for e in trends.events_of(figures, offer, min(known), max(known)) if e["kind"] == "reihenbruch"]
    trend = trends.of_area(figures, figures.district).get(offer)
    said = trends.sentence_of(figures, offer, trend, figures.district) if trend else ""
    name = figures.group[offer]["name"]
    hidden = f"{year}: {points[year].said}." if year in points and points[year].low is None else ""
    caption = f"Reichweite im Jahr, {name}, von {number(unit)} Kindern"
    reach = series.get(year, MISSING)
    return page.block(
        figures,
        f"{name}: {trend.said} seit {trend.first}" if trend and trend.clear else f"{name} über die Jahre",
        f"Von {number(unit)} {sentences.CHILDREN}, {min(points)} bis {max(points)}. {findings.FULL_AND_HATCHED}",
        rate_charts.columns(points, year, caption, breaks=[mark["date"].year for mark in marks]),
        page.notes(hidden, said, " ".join(f"Gepunktet, {mark['date'].year}: {mark['text']}." for mark in marks)),
        supply.table(caption, ["Jahr", f"von {number(unit)}"], [[str(y), p.said] for y, p in points.items()]),
        passport.passport(
            figures,
            "annual_reach",
            reach,
            period=f"{min(points)} bis {max(points)}, hier {year}",
            place=figures.area_names[figures.district],
            group=name,
        ),
    )


def point(reach: Reach, unit: int) -> rate_charts.Point:
    """A reach as a column of so many children."""
    if not reach.shown or reach.low is None or reach.is_small:
        return rate_charts.Point(of_100(reach))
    digits = len(str(unit)) - 3
    if reach.is_value:
        return rate_charts.value(number(reach.low * unit), reach.low * unit)
    low = at_least(reach.low * 10**digits)
    if reach.open_end:
        return rate_charts.Point(f"mind. {low}", reach.low * unit, None)
    return rate_charts.Point(f"{low}–{at_most(reach.high * 10**digits)}", reach.low * unit, reach.high * unit)


def by_age(figures: read.Figures, offer: str, year: int) -> str:
    """By age; one line where every age is hidden, nothing where the offer is not for those under 18."""
    states = {r.state for r in figures.along("age_band", "annual_reach", year, offer_group=offer).values()}
    if "ok" in states or "no_data" in states:
        return render.of(figures, findings.by_age, offer, year, figures.district, digits=1)
    hidden = "Nach Alter und Geschlecht zum Schutz der Kinder nicht gezeigt."
    return page.block(figures, f"Alter, {year}", hidden) if "protected" in states else ""


def by_municipality(figures: read.Figures, offer: str, year: int) -> str:
    """By municipality, or why not; nothing where the offer is not for those under 18."""
    if figures.series("annual_reach", offer, area=figures.district).get(year, MISSING).state == "not_applicable":
        return ""
    if figures.group[offer]["below_district"]:
        return render.of(figures, findings.by_municipality, offer, year, digits=1)
    why = "Zum Schutz der Kinder wird dieses Angebot allein nur für den Landkreis gezeigt."
    link = f"/reichweite?jahr={year}"
    return page.block(
        figures,
        "Gemeinden: nur zusammen mit anderen Angeboten",
        "",
        f'<p class="text">{escape(why)} <a href="{escape(link)}" target="_self">Angebote zusammen, nach Gemeinden</a></p>',
    )


filters.run(main)
