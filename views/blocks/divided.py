"""Is it the number of children, or their use? And what would come of it? The two blocks below the developments."""

from html import escape

from store.german import listed, number
from views.drawings import tables
from views.drawings import trend_charts as charts
from views.figures.reach import MISSING, Reach
from views.figures.read import Figures
from views.shell import page
from views.words import passport
from views.words import trend_sentences as say

SINCE = "seit:"
DRAWN = 6  # projections as panels; the table has all
SCENARIOS = {"share:constant": "bei Nutzung wie zuletzt", "share:trend": "bei fortgesetzter Entwicklung"}


def by_children_and_use(figures: Figures, groups: list[str], area: str, year: int) -> str:
    """A line for each group: the change in children, in its two parts where no break lies between."""
    found = {(row["offer_group"], row["item"]): row for row in figures.rows("change", area=area, year=year)}
    ago = sorted({int(item.split(":")[1]) for _, item in found})
    chosen = {group: when for group in groups if (when := _longest(found, group, ago))}
    without = [group for group in groups if group not in chosen]
    same = [group for group, when in chosen.items() if _same(found[group, f"{SINCE}{when}"])]
    chosen = {group: when for group, when in chosen.items() if group not in same}
    widest = max((abs(value) for g, when in chosen.items() for _, value in _parts(found, g, when)), default=1) or 1
    rows = "".join(_line(figures, found, group, when, ago, year, widest) for group, when in chosen.items())
    head = '<th scope="col">Angebot</th><th scope="col" class="drawing">weniger | mehr</th><th scope="col">Befund</th>'
    broken = sorted(
        {row["note"] for row in found.values() if "Reihenbruch" in row["note"] and row["offer_group"] in chosen}
    )
    place = figures.area_names[area]
    caption = f"Andere Kinderzahl, andere Nutzung, {place}, {year}"
    return page.block(
        figures,
        "Liegt die Veränderung an der Zahl der Kinder oder an ihrer Nutzung?",
        f"{place}, {year} gegenüber früher, in Kindern. Oben, grau: andere Kinderzahl. Unten, blau: andere Nutzung",
        f'<table class="divided"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        if chosen
        else "",
        page.notes(
            *broken,
            _names(figures, "Veränderung kleiner als die Schutzrundung", same),
            _names(figures, "Nur als Spanne oder nicht bekannt", without),
        ),
        passport.passport(
            figures, "change", MISSING, period=f"bis {year}", place=place, basis=f"{len(chosen)} Vergleiche"
        ),
        small=False,
    )


def _names(figures: Figures, reason: str, groups: list[str]) -> str:
    return f"{reason}: {listed([figures.group[group]['name'] for group in groups])}." if groups else ""


def _same(whole: dict) -> bool:
    return say.WITHIN_ROUNDING in whole["note"]


def _longest(found: dict, group: str, ago: list[int]) -> int | None:
    """The earliest year with both parts; without any, the earliest with a change at all."""
    whole = [when for when in ago if (row := found.get((group, f"{SINCE}{when}"))) and row["state"] == "ok"]
    return next((when for when in whole if _parts(found, group, when)), next(iter(whole), None))


def _parts(found: dict, group: str, ago: int) -> list[tuple[str, float]]:
    rows = [found.get((group, f"{SINCE}{ago}:{part}")) for part in ("kinderzahl", "nutzung")]
    if any(row is None or row["state"] != "ok" for row in rows):
        return []
    return [("andere Kinderzahl", rows[0]["value"]), ("andere Nutzung", rows[1]["value"])]


def _line(figures: Figures, found: dict, group: str, when: int, ago: list[int], year: int, widest: float) -> str:
    rows = [found.get((group, f"{SINCE}{when}{part}")) for part in ("", ":kinderzahl", ":nutzung")]
    sentence, name = say.split(year, when, *rows), figures.group[group]["name"]
    parts = _parts(found, group, when)
    drawing = charts.two_bars(parts, widest, f"{name}: {sentence}") if parts else ""
    others = [
        f"gegenüber {other}: {say.signed(row['value'])}"
        for other in ago
        if other != when and (row := found.get((group, f"{SINCE}{other}"))) and row["state"] == "ok"
    ]
    beside = f'<span class="beside">{escape(", ".join(others))}</span>' if others else ""
    return f'<tr><th scope="row">{escape(name)}</th><td class="drawing">{drawing}</td><td>{escape(sentence)}{beside}</td></tr>'


def outlooks(figures: Figures, groups: list[str], area: str) -> str:
    """Panels with the years ahead, for every group that has a projection; '' where none was made."""
    rows = figures.rows("forecast", area=area, age_band="all", state="ok")
    found = {group: scenarios_of([row for row in rows if row["offer_group"] == group]) for group in groups}
    sentences = {group: scenarios for group, scenarios in found.items() if scenarios and _counted(figures, group, area)}
    drawn = [_panel(figures, group, _counted(figures, group, area), told) for group, told in sentences.items()][:DRAWN]
    if not drawn:
        return ""
    notes = sorted({row["note"] for row in rows if row["offer_group"] in sentences and row["note"]})
    place = figures.area_names[area]
    return page.block(
        figures,
        "Wie viele Kinder wären es in den nächsten Jahren?",
        f"{place}. Gestrichelt: hochgerechnet, helle Fläche: Spanne dazu. Keine Vorhersage"
        f"{f'. Gezeigt: {DRAWN} von {len(sentences)}, alle in der Tabelle' if len(sentences) > DRAWN else ''}",
        f'<div class="panels">{"".join(drawn)}</div>',
        _table(figures, sentences),
        page.notes(*notes[:2]),
        passport.passport(figures, "forecast", MISSING, period="", place=place, basis=f"{len(drawn)} Reihen"),
        small=False,
    )


def _counted(figures: Figures, group: str, area: str) -> dict[int, Reach]:
    series = figures.series("annual_reach", group, area=area)
    return {year: reach for year, reach in sorted(series.items())[-10:] if reach.is_value}


def scenarios_of(rows: list[dict]) -> list[charts.Outlook]:
    """By scenario and variant of the projected population; the first variant first."""
    variants = sorted({row["item"].partition(":")[2].partition(":")[2] for row in rows})
    found = []
    for variant in variants:
        for item, name in SCENARIOS.items():
            asked = f"{item}:{variant}" if variant else item
            points = {row["year"]: (row["value"], row["low"], row["high"]) for row in rows if row["item"] == asked}
            if points:
                said = f"{name} ({variant})" if variant else name
                found.append(charts.Outlook(said, points, variant=variant, second=item == "share:trend"))
    return found


def _panel(figures: Figures, group: str, series: dict[int, Reach], scenarios: list[charts.Outlook]) -> str:
    name, first = figures.group[group]["name"], scenarios[0]
    last = max(first.points)
    middle, low, high = first.points[last]
    unit = say.unit_for([reach.low for reach in series.values()] + [middle])
    sentence = f"{last} {first.name} {number(low * unit)} bis {number(high * unit)} von {number(unit)} Kindern."
    drawing = charts.panel(
        series,
        [],
        f"{name}. {sentence}",
        clear=True,
        unit=unit,
        ahead=[s for s in scenarios if s.variant == first.variant],
    )
    return (
        f'<div class="panel"><p class="title">{escape(name)}</p>{drawing}<p class="note">{escape(sentence)}</p></div>'
    )


def _table(figures: Figures, told: dict[str, list[charts.Outlook]]) -> str:
    caption = "Hochrechnung, von 100 Kindern"
    lines = [
        [figures.group[group]["name"], scenario.name, str(year), share(middle), f"{share(low)}–{share(high)}"]
        for group, scenarios in told.items()
        for scenario in scenarios
        for year, (middle, low, high) in sorted(scenario.points.items())
    ]
    body = tables.plain_table(
        caption, ["Angebot", "Annahme", "Jahr", "Mitte", "Spanne"], lines, figures=frozenset({2, 3, 4})
    )
    return f'<details class="pass"><summary><b>Tabelle</b> <span>{caption}, {number(len(lines))} Zeilen</span></summary>{body}</details>'


def share(rate: float) -> str:
    """Of 100 children, with the decimals a small offer needs."""
    return number(rate * 100, 1 if rate >= 0.01 else 2)
