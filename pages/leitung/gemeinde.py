"""What do we know of one municipality? One page to print, beside the district, never as a ranking."""

from html import escape

import streamlit as st

from store.german import VERDICTS, listed, number
from views.blocks import reach as findings
from views.drawings import gap_charts, map, profile_charts
from views.drawings.profile_charts import Compared
from views.figures import gaps, read
from views.figures.reach import MISSING, Reach
from views.shell import filters, page
from views.shell.theme import show
from views.words import gap_sentences, passport, sentences

MOST_LINES = 4  # small drawings over the years on one row
MOST_OFFERS = 6
YEARS = 10  # that a trend looks at


def main() -> None:
    """Reads from top to bottom as the page does."""
    figures = read.figures()
    filters.name_unknown_keys()
    above = st.container()
    year, asked, area = choose(figures)
    group = told_group(figures, asked, year, area)
    with above:
        show(header(figures, year, group, area, asked))
    show(
        spine(figures, year, group, area)
        + page.rule()
        + page.side_by_side(lines(figures, area), gaps_here(figures, year, area), wide="right")
        + page.rule()
        + not_shown(figures, year, group, area)
        + page.footer(figures)
    )


def choose(figures: read.Figures) -> tuple[int, str, str]:
    """The municipality, the year, and what counts as use."""
    heads = {key: row["name"] for key, row in figures.group.items() if row["level"] == "kopf"}
    towns, years = gaps.municipalities(figures), {str(year): f"Jahr {year}" for year in reversed(figures.years)}
    with st.container(key="choices", horizontal=True):
        area = filters.choose("gebiet", towns, next(iter(towns)), filters.menu("Gemeinde"))
        group = filters.choose("gruppe", heads, next(iter(heads)), filters.menu("Angebote"))
        year = filters.choose("jahr", years, str(figures.default_year), filters.menu("Jahr"))
    return int(year), group, area


def told_group(figures: read.Figures, asked: str, year: int, area: str) -> str:
    """The way to count that was asked for; where it cannot be said of a municipality, the next that can."""
    heads = [asked, *(key for key, row in figures.group.items() if row["level"] == "kopf")]
    return next((key for key in heads if reach_of(figures, key, year, area).state != "not_applicable"), asked)


def reach_of(figures: read.Figures, group: str, year: int, area: str) -> Reach:
    return figures.series("annual_reach", group, area=area).get(year, figures.absent(group, area))


def header(figures: read.Figures, year: int, group: str, area: str, asked: str) -> str:
    """The sentence of the place with its range, the district beside it, and where it lies."""
    place, reach = figures.area_names[area], reach_of(figures, group, year, area)
    district = reach_of(figures, group, year, figures.district)
    said = sentences.annual_reach(reach, year=year, group=sentences.said_group(figures.group[group]), place=place)
    compared = f"Im Landkreis: {profile_charts.span_of(district)} von 100." if district.shown and district.low else ""
    why = reach_of(figures, asked, year, area).note if group != asked else ""
    told = [why, findings.below_the_sentence(figures, group, year, reach, place), compared]
    below = " ".join(part for part in told if part)
    sheet = map.of_office()
    words = page.kicker(figures, "Gemeinden", year), page.opening(said, below, hero=True)
    if sheet is None or area not in sheet.shapes:
        return "".join(words)
    marks = {
        key: map.Mark(name, "here" if key == area else "", link=gaps.link(year, group, key))
        for key, name in gaps.municipalities(figures).items()
    }
    demo = page.MARK if figures.demo else ""
    drawing = map.draw(sheet, marks, f"{demo}Lage von {place} im Landkreis", names=False, kind="small")
    return f'{words[0]}<div class="place-head"><div>{words[1]}</div>{drawing}</div>'


def spine(figures: read.Figures, year: int, group: str, area: str) -> str:
    """The three ways to count, the Bereiche, comparable offers and the ages, each against the district."""
    place = figures.area_names[area]
    rows = [*by_group(figures, year, area), *by_age(figures, group, year, area)]
    return page.block(
        figures,
        profile_charts.summary(place, rows),
        f"Reichweite {year}, von 100 Kindern. Strich in der Mitte: Landkreis; Balken: kleinste bis größte Gemeinde, "
        "dunkler die mittlere Hälfte; schraffiert: Spanne; gepunktet: nach oben offen. Niedriger oder höher nur, wo Zufall (95 %) "
        "und Überschneidung das nicht erklären. Ohne Wertung",
        profile_charts.spine(f"{place} und Landkreis, Reichweite {year}", place.removeprefix("Demo-"), rows),
        passport.passport(
            figures,
            "annual_reach",
            reach_of(figures, group, year, area),
            period=f"Jahr {year}",
            place=place,
            group=figures.group[group]["name"],
        ),
        small=False,
    )


def by_group(figures: read.Figures, year: int, area: str) -> list[Compared]:
    """Head groups and Bereiche always; single offers only where both are known as one number."""
    parts = []
    for level, name in (("kopf", "Reichweite"), ("bereich", "Bereiche"), ("angebot", "Einzelne Angebote")):
        keys = [key for key, row in figures.group.items() if row["level"] == level]
        rows = [compared(figures, key, year, area) for key in keys]
        if level == "angebot":
            rows = [row for row in rows if row.place.is_value and not row.place.is_small and row.district.is_value][
                :MOST_OFFERS
            ]
        parts += [Compared(name, head=True), *rows] if rows else []
    return parts


def compared(figures: read.Figures, group: str, year: int, area: str) -> Compared:
    towns = tuple(reach_of(figures, group, year, key) for key in gaps.municipalities(figures))
    here, district = reach_of(figures, group, year, area), reach_of(figures, group, year, figures.district)
    return Compared(figures.group[group]["name"], here, district, towns)


def by_age(figures: read.Figures, group: str, year: int, area: str) -> list[Compared]:
    """The age bands of the chosen way to count, with the number of children."""
    everywhere = {
        key: figures.along("age_band", "annual_reach", year, offer_group=group, area=key)
        for key in (figures.district, *gaps.municipalities(figures))
    }
    rows = [Compared(f"Alter: {figures.group[group]['name']}", head=True)]
    for band in figures.bands:
        of = {key: told.get(band["age_band"], figures.absent(group, key)) for key, told in everywhere.items()}
        children = of[area].children
        rows.append(
            Compared(
                f"{band['name']} Jahre" if band["age_from"] else f"{band['name']} Jahren",
                of[area],
                of[figures.district],
                tuple(reach for key, reach in of.items() if key != figures.district),
                f"{number(children)} Kinder" if children else "",
            )
        )
    return rows


def lines(figures: read.Figures, area: str) -> str:
    """What changed here, as far as a test carries it."""
    place, chosen = figures.area_names[area], tested(figures, area)
    if not chosen:
        return page.block(
            figures,
            "Entwicklung nicht bestimmbar",
            f"Für {place} ist kein Angebot über genug Jahre als eine Zahl bekannt",
        )
    series = [
        (figures.group[row["offer_group"]]["name"], here, recent(county(figures, row["offer_group"])))
        for row, here in chosen
    ]
    drawn = "".join(
        f"<figure><figcaption><b>{escape(name)}</b> {VERDICTS[row['label']]}</figcaption>"
        f"{profile_charts.small_lines(place, here, district)}</figure>"
        for (row, _), (name, here, district) in zip(chosen, series, strict=True)
    )
    count = f"{len(chosen)} {'Reihe' if len(chosen) == 1 else 'Reihen'}"
    return page.block(
        figures,
        f"Entwicklung in {place}",
        f"Von 100 Kindern; {place} blau, Landkreis grau. Achsen beginnen nicht bei 0",
        f'<div class="many">{drawn}</div>',
        profile_charts.lines_table(f"Reichweite über die Jahre, {place}", place, series),
        passport.passport(figures, "trend", MISSING, period=f"bis {chosen[0][0]['year']}", place=place, basis=count),
    )


def tested(figures: read.Figures, area: str) -> list[tuple[dict, dict[int, Reach]]]:
    """The trends of this place with their last ten years; what a test could decide comes first."""
    found = []
    for row in figures.rows("trend", area=area, age_band="all", state="ok"):
        here = recent(figures.series("annual_reach", row["offer_group"], area=area))
        if sum(reach.is_value and not reach.is_small for reach in here.values()) > 1:
            found.append((row, here))
    order = lambda one: (one[0]["label"] == "undetermined", figures.group[one[0]["offer_group"]]["position"])
    return sorted(found, key=order)[:MOST_LINES]


def county(figures: read.Figures, group: str) -> dict[int, Reach]:
    return figures.series("annual_reach", group, area=figures.district)


def recent(series: dict[int, Reach]) -> dict[int, Reach]:
    """The years that a trend looks at."""
    return {year: reach for year, reach in series.items() if year > max(series) - YEARS}


def gaps_here(figures: read.Figures, year: int, area: str) -> str:
    """Every group of offers in which this place can be compared, in children; pooled years are named."""
    place = figures.area_names[area]
    screens = [gaps.screen(figures, key, year) for key in gaps.told_groups(figures, year)]
    found = [(screen, gap) for screen in screens if (gap := screen.of(area)) is not None and gap.told]
    if not found:
        return ""
    rows, groups = [], {}
    for screen, gap in found:
        period = f", im Jahr, {screen.period}" if screen.period != str(year) else ""
        rows.append((figures.group[screen.group]["name"] + period, gap))
        groups[id(gap)] = screen.group
    table = gap_charts.gap_table(
        f"{place}: Abstand zum Erwarteten in Kindern, {year}",
        "Angebote",
        rows,
        lambda gap: gaps.link(year, groups[id(gap)], area, "/luecken"),
    )
    count = f"{len(rows)} {'Vergleich' if len(rows) == 1 else 'Vergleiche'}"
    return page.block(
        figures,
        gap_sentences.here(place, [gap for _, gap in rows]),
        "Kinder weniger als bei kreisweit üblicher Nutzung in jedem Alter zu erwarten. Strich: Zufall (95 %)",
        table,
        page.notes(sentences.LESS_USE),
        passport.passport(figures, "gap", MISSING, period=f"Jahr {year}", place=place, basis=count),
    )


def not_shown(figures: read.Figures, year: int, group: str, area: str) -> str:
    """What this page keeps silent about, and why; and where to read on."""
    offers = [key for key, row in figures.group.items() if row["level"] == "angebot"]
    reaches = {key: reach_of(figures, key, year, area) for key in offers}
    hidden = [figures.group[key]["name"] for key in offers if reaches[key].state == "protected"]
    elsewhere = [
        figures.group[key]["name"] for key, r in reaches.items() if r.state == "not_applicable" and "Ort des" in r.note
    ]
    parts = [
        f"Zum Schutz der Kinder nur für den Landkreis: {listed(hidden)}." if hidden else "",
        f"Am Ort des Angebots gezählt und deshalb nur für den Landkreis: {listed(elsewhere)}." if elsewhere else "",
    ]
    links = (
        f'<a href="{escape(gaps.link(year, group, area, "/reichweite"))}" target="_self">Reichweite im Einzelnen</a>'
    )
    return (
        '<section><div role="heading" aria-level="2" class="finding small">Was hier nicht steht</div>'
        f'<p class="text wide">{escape(" ".join(filter(None, parts)) or "Alle Angebote werden gezeigt.")} {links}</p></section>'
    )


filters.run(main)
