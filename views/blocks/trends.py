"""What has changed? The tested lines of an edition, as a page and the overview show them."""

from html import escape
from urllib.parse import quote

from store.german import listed, number
from views.drawings import tables
from views.drawings import trend_charts as charts
from views.figures.reach import MISSING, Reach
from views.figures.read import Figures
from views.shell import page
from views.words import passport
from views.words import trend_sentences as say
from views.words.trend_sentences import Trend

LEVELS = {"angebot": "Angebote", "bereich": "Bereiche", "fachbereich": "Fachbereiche", "kopf": "Zusammenfassungen"}
SHOWN_YEARS = 10
IN_THE_OVERVIEW = 5
ORDER = ("rising", "falling", "none", "undetermined")
LEGEND = (
    "Punkte und Linie: gezählt. Dünner Strich: Zufall (95\u202f%). Hell mit Schraffur: nachgewiesen und möglich. "
    "Gepunktete Senkrechte: Reihenbruch. Strich unter der Achse: Ereignis."
)


def of_area(figures: Figures, area: str) -> dict[str, Trend]:
    """Every group of offers that the edition tells of, with its tested line or why there is none."""
    rows = {r["offer_group"]: r for r in figures.rows("trend", area=area, age_band="all")}
    series = {group: found for group in figures.group if (found := _series(figures, group, area))}
    return {
        group: say.from_row(rows.get(group), ranges=not any(reach.is_value for reach in told.values()))
        for group, told in series.items()
    }


def _series(figures: Figures, group: str, area: str) -> dict[int, Reach]:
    """The last ten years up to the last one with a figure; empty where the group tells nothing."""
    whole = figures.series("annual_reach", group, area=area)
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


def panels(figures: Figures, groups: dict[str, Trend], area: str) -> str:
    """One panel a group, its tested word beside its name and its sentence below; the table of all for reading."""
    often = said_often(groups)
    drawn = "".join(_panel(figures, group, trend, area, once=trend.note in often) for group, trend in groups.items())
    return f'<div class="panels">{drawn}</div>{page.notes(*often)}'


def said_often(groups: dict[str, Trend]) -> list[str]:
    """What must be known of more than one tested line is said once, below all."""
    notes = [trend.note for trend in groups.values() if trend.tested and trend.note]
    return sorted({note for note in notes if notes.count(note) > 1})


def _panel(figures: Figures, group: str, trend: Trend, area: str, *, once: bool) -> str:
    series, name = _series(figures, group, area), figures.group[group]["name"]
    behind = {} if area == figures.district else _series(figures, group, figures.district)
    sentence = sentence_of(figures, group, trend, area)
    sentence = sentence.removesuffix(trend.note).strip() if once else sentence
    known = [reach.low for reach in series.values() if reach.is_value]
    unit = say.unit_for(known) if known else 100
    drawing = charts.panel(
        series,
        events_of(figures, group, min(series), max(series)),
        f"{name}, von 100 Kindern:",
        clear=trend.clear,
        unit=unit,
        behind={year: reach for year, reach in behind.items() if year in series and reach.is_value},
    )
    kind, of = ("word clear" if trend.clear else "word"), f" · von {number(unit)}" if trend.tested else " · von 100"
    return (
        f'<div class="panel"><p class="title">{escape(name)}</p><p class="{kind}">{escape(trend.said)}'
        f'<span class="of">{of}</span></p>{drawing}'
        f'<p class="note">{escape(sentence.removeprefix(f"{name}: "))}</p></div>'
    )


def reasons(figures: Figures, groups: dict[str, Trend], area: str) -> list[str]:
    """Why nothing is said of these lines: each reason once, with the names it holds for."""
    found: dict[str, list[str]] = {}
    for group, trend in groups.items():
        name = figures.group[group]["name"]
        found.setdefault(sentence_of(figures, group, trend, area).removeprefix(f"{name}: "), []).append(name)
    return [f"{listed(names)}: {reason}" for reason, names in found.items()]


def sentence_of(figures: Figures, group: str, trend: Trend, area: str) -> str:
    series = _series(figures, group, area)
    missing = [year for year, reach in series.items() if reach.state == "no_data"]
    place = "" if area == figures.district else figures.area_names[area]
    return say.development(figures.group[group]["name"], trend, series, place=place, missing=missing)


def events_of(figures: Figures, group: str, first: int, last: int) -> list[dict]:
    """Breaks and events of all, of this group, and of every group that shares an offer with it."""
    offers = set(figures.group[group]["offers"])
    near = [key for key, row in figures.group.items() if offers & set(row["offers"])]
    found = {(e["date"], e["short"]): e for key in near for e in figures.events(key, first, last)}
    return [found[key] for key in sorted(found)]


def marks_in_words(figures: Figures, groups: dict[str, Trend], area: str) -> str:
    """Every break and event on the axes, once."""
    found = {}
    for group in groups:
        series = _series(figures, group, area)
        found |= {(e["date"], e["short"]): e for e in events_of(figures, group, min(series), max(series))}
    return " ".join(f"{key[0].year} {key[1]}: {found[key]['text']}." for key in sorted(found))


def table(figures: Figures, groups: dict[str, Trend], area: str, caption: str) -> str:
    """All panels as figures, closed until asked for."""
    series = {group: _series(figures, group, area) for group in groups}
    years = sorted({year for line in series.values() for year in line})
    rows = {
        figures.group[group]["name"]: [(tables.of_100(line[year], 1) if year in line else "–", "") for year in years]
        + [(groups[group].said, "")]
        for group, line in series.items()
    }
    body = tables.heat_table(caption, "Angebot", [*map(str, years), "Befund"], rows)
    return f'<details class="pass"><summary><b>Tabelle</b> <span>{escape(caption)}</span></summary>{body}</details>'


def card(figures: Figures, measure: str, groups: dict[str, Trend], place: str) -> str:
    tested = [trend for trend in groups.values() if trend.tested]
    period = f"{min(t.first for t in tested)} bis {max(t.last for t in tested)}" if tested else ""
    basis = f"{len(groups)} Reihen, {len(tested)} geprüft"
    return passport.passport(figures, measure, MISSING, period=period, place=place, basis=basis)


def in_the_overview(figures: Figures, year: int) -> str:
    """What changed: the sentence, and the offers with a clear word, on one relative scale."""
    groups = of_level(figures, "angebot", figures.district)
    clear = {group: trend for group, trend in groups.items() if trend.clear and _ends(figures, group, trend)}
    shown = dict(sorted(clear.items(), key=lambda pair: -abs(pair[1].change))[:IN_THE_OVERVIEW])
    lines = "".join(_short_line(figures, group, trend) for group, trend in shown.items())
    head = '<th scope="col">Angebot</th><th scope="col" class="drawing">Verlauf</th><th scope="col" class="figure">Kinder</th>'
    body = (
        f'<table class="short-lines"><caption>Angebote mit klarer Entwicklung</caption><thead><tr>{head}<th scope="col">Befund</th></tr></thead>'
        f"<tbody>{lines}</tbody></table>"
        if shown
        else ""
    )
    address = f"/trends?jahr={year}&amp;sicht={quote('angebot')}&amp;gebiet={figures.district}"
    more = f"Gezeigt: die {len(shown)} stärksten. " if len(clear) > len(shown) else ""
    return page.block(
        figures,
        say.changed(list(groups.values())),
        f"{len(groups)} Angebote, Anteil der Kinder. Nur geprüfte Befunde. {say.WITHOUT_JUDGEMENT}",
        body,
        f'<p class="text">{more}<a href="{address}" target="_self">Alle Entwicklungen</a></p>',
        card(figures, "trend", groups, figures.area_names[figures.district]),
    )


def _ends(figures: Figures, group: str, trend: Trend) -> tuple[float, float] | None:
    """The shares of the first and the last tested year; None where one of them is not a counted value."""
    series = _series(figures, group, figures.district)
    ends = [series.get(year, MISSING) for year in (trend.first, trend.last)]
    return (ends[0].low, ends[1].low) if all(reach.is_value and reach.low is not None for reach in ends) else None


def _short_line(figures: Figures, group: str, trend: Trend) -> str:
    series, name = _series(figures, group, figures.district), figures.group[group]["name"]
    first, last = _ends(figures, group, trend)
    drawing = charts.spark(series, f"{name}: {charts.told(series)}", clear=True)
    unit = say.unit_for([first, last])
    yearly = f"{say.signed_percent(trend.change)} im Jahr{'' if say.JUMP not in trend.note or say.told_by_its_ends(trend, first, last) else ' ohne Sprung'}"
    return (
        f'<tr><th scope="row">{escape(name)}<span class="beside">seit {trend.first}: {yearly}</span></th>'
        f'<td class="drawing">{drawing}</td>'
        f'<td class="figure">{number(first * unit)} → <b>{number(last * unit)}</b>'
        f'<span class="beside">von {number(unit)}</span></td>'
        f"<td><b>{escape(trend.said)}</b></td></tr>"
    )
