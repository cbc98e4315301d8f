"""How does one municipality stand beside the district? The spine, and small lines over the years.

Blue says nothing about good or bad; a word says lower or higher only where chance and overlap leave no doubt.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

import numpy as np

from measures.engine.methods.intervals import ROUNDING_VARIANCE, wilson
from store.german import STATES, listed
from views.drawings.charts import in_words, svg
from views.figures.reach import SMALL, Reach, about, apart, at_least, at_most, of_100

MIDDLE = 50  # per cent: the line of the district
ROOM = 46  # per cent on each side of it
LINE = 92  # px, height of a small drawing over the years
FOOT = 20  # px below it for the years
ROW = 16  # px, height of one line of the spine
END = 70  # per cent of the width that the line has; right of it stand the last values


@dataclass(frozen=True)
class Compared:
    """One line of the spine: this place, the district, and all municipalities; head starts a part."""

    name: str
    place: Reach | None = None
    district: Reach | None = None
    all_places: tuple[Reach, ...] = ()
    beside: str = ""
    head: bool = False


def position(place: Reach, district: Reach) -> str:
    """Lower or higher than the district, without judgement; only where the ranges do not touch."""
    if not (_known(place) and _known(district)):
        return STATES[place.state] if not place.shown else "nicht bestimmbar"
    sure = _with_chance(place)
    if apart(sure, district):
        return "niedriger"
    if apart(district, sure):
        return "höher"
    return "nicht bestimmbar" if place.open_end or district.open_end else "kein klarer Unterschied"


def _with_chance(reach: Reach) -> Reach:
    """The place with what chance and rounding leave open at both of its ends; the district is the measure."""
    counts = [reach.count_low, reach.count_low if reach.count_high is None else reach.count_high]
    low, high = wilson(
        np.array(counts, dtype=float), np.full(2, float(reach.children)), extra_variance=ROUNDING_VARIANCE
    )
    return replace(reach, chance=(float(low[0]), float(high[1])))


def _known(reach: Reach) -> bool:
    return reach.shown and reach.low is not None and not reach.is_small


def spine(caption: str, place: str, rows: Sequence[Compared]) -> str:
    """Each line on its own scale around the district: smallest to largest municipality pale, the middle half darker."""
    scale = '<span class="ends"><span>niedriger</span><span>Landkreis</span><span>höher</span></span>'
    return (
        f'<table class="spine"><caption>{escape(caption)}</caption><thead><tr><th scope="col">Von 100 Kindern</th>'
        f'<th scope="col" class="figure">{escape(place)}</th><th scope="col" class="drawing">{scale}</th>'
        f'<th scope="col" class="figure">Landkreis</th><th scope="col" class="words">Lage</th></tr></thead>'
        f"<tbody>{''.join(map(_line, rows))}</tbody></table>"
    )


def _line(row: Compared) -> str:
    if row.head:
        return f'<tr class="part"><th scope="rowgroup" colspan="5">{escape(row.name)}</th></tr>'
    word = position(row.place, row.district)
    alt = f"{row.name}: {in_words(row.place)}, Landkreis {in_words(row.district)}, {word}"
    beside = f'<span class="beside">{escape(row.beside)}</span>' if row.beside else ""
    told = "strong" if word in ("niedriger", "höher") else ""
    below = f' <span class="short strong">{word}</span>' if told else ""
    return (
        f'<tr><th scope="row">{escape(row.name)}{beside}{below}</th>'
        f'<td class="figure here">{_cell(row.place)}</td><td class="drawing">{_backbone(row, alt)}</td>'
        f'<td class="figure">{_cell(row.district)}</td><td class="words {told}">{escape(word)}</td></tr>'
    )


def _cell(reach: Reach) -> str:
    """One decimal, because small shares differ there; a wide range in whole children; a tiny lower bound says nothing."""
    if reach.open_end and reach.count_low is not None and reach.count_low < SMALL:
        return "offen"
    wide = _known(reach) and not reach.is_value and not reach.open_end and reach.high - reach.low > 0.1
    return of_100(reach, 0 if wide else 1)


def _backbone(row: Compared, alt: str) -> str:
    """The line of the district in the middle; on it the spread of the municipalities and this place."""
    if not (_known(row.place) and _known(row.district)):
        return svg("", alt, ROW, "strip")
    centre = (row.district.low + (row.district.low if row.district.high is None else row.district.high)) / 2
    others = [r.low for r in row.all_places if r.is_value and r.low is not None]
    edges = [*others, *(e for r in (row.place, row.district) for e in (r.low, r.high) if e is not None)]
    reach = max((abs(edge - centre) for edge in edges), default=0) or 1
    at = lambda rate: MIDDLE + ROOM * (rate - centre) / reach
    parts = ""
    if len(others) > 3:
        quarter = np.quantile(others, [0.25, 0.75])
        parts += _bar(at(min(others)), at(max(others)), "land") + _bar(at(quarter[0]), at(quarter[1]), "middle")
    if not row.district.is_value and row.district.high is not None:
        parts += _bar(at(row.district.low), at(row.district.high), "county", 0, 6)
    parts += f'<line x1="{MIDDLE}%" x2="{MIDDLE}%" y1="0" y2="{ROW}" class="zero"></line>'
    return svg(parts + _place(row.place, at), alt, ROW, "strip")


def _bar(low: float, high: float, kind: str, top: int = 4, height: int = 8) -> str:
    return (
        f'<rect x="{low:.2f}%" y="{top}" width="{max(high - low, 0.5):.2f}%" height="{height}" class="{kind}"></rect>'
    )


def _place(reach: Reach, at) -> str:
    if reach.is_value:
        return f'<circle cx="{at(reach.low):.2f}%" cy="8" r="5" class="dot"></circle>'
    if reach.open_end:
        return f'<line x1="{at(reach.low):.2f}%" x2="100%" y1="12" y2="12" class="open"></line>'
    return (
        f'<rect x="{at(reach.low):.2f}%" y="9" width="{max(at(reach.high) - at(reach.low), 1):.2f}%" height="7" '
        f'class="maybe"></rect>'
    )


def small_lines(place: str, here: dict[int, Reach], district: dict[int, Reach]) -> str:
    """This place in blue, the district in grey, both in children of 100; the last values stand at the right.

    Both on one scale from 40 to 160 per cent of their mean, so that chance does not look like a trend.
    """
    years = sorted({*_values(here), *_values(district)})
    both = [*_values(here).values(), *_values(district).values()]
    mean = sum(both) / len(both)
    low, high = min(mean * 0.4, *both), max(mean * 1.6, *both)
    height = LINE - FOOT
    x = lambda year: END * (year - years[0]) / max(years[-1] - years[0], 1)
    y = lambda rate: 6 + (height - 12) * (high - rate) / ((high - low) or 1)
    ends = f'<line x1="0" x2="{END}%" y1="{height}" y2="{height}" class="base"></line>' + "".join(
        f'<text x="{x(year):.1f}%" y="{LINE - 4}" class="tick {side}">{year}</text>'
        for year, side in ((years[0], "start"), (years[-1], "end"))
    )
    lines = _trace(_values(district), x, y, "county") + _trace(_values(here), x, y, "here")
    alt = f"{place}: {_in_years(here)}. Landkreis: {_in_years(district)}"
    return svg(ends + lines + _last(here, district, y), alt, LINE, "small-lines")


def _values(series: dict[int, Reach]) -> dict[int, float]:
    """What may be said as a share: known as one number, and not of fewer than ten children."""
    return {year: reach.low for year, reach in sorted(series.items()) if reach.is_value and _known(reach)}


def _trace(values: dict[int, float], x, y, kind: str) -> str:
    """Neighbouring years are joined; a hole stays a hole."""
    return "".join(
        f'<line x1="{x(a):.2f}%" y1="{y(values[a]):.1f}" x2="{x(a + 1):.2f}%" y2="{y(values[a + 1]):.1f}" '
        f'class="line {kind}"></line>'
        for a in values
        if a + 1 in values
    )


def _last(here: dict[int, Reach], district: dict[int, Reach], y) -> str:
    """The two last values as words at the right, pushed apart where they would touch."""
    ends = [(kind, max(_values(s)), s) for kind, s in (("county", district), ("here", here)) if _values(s)]
    levels = {kind: y(series[year].low) for kind, year, series in ends}
    if len(levels) == 2 and abs(levels["here"] - levels["county"]) < 15:
        middle, first = sum(levels.values()) / 2, -1 if levels["here"] <= levels["county"] else 1
        levels = {"here": middle + 8 * first, "county": middle - 8 * first}
    return "".join(
        f'<circle cx="{END}%" cy="{y(series[year].low):.1f}" r="3.5" class="{kind}"></circle>'
        f'<text x="{END}%" dx="8" y="{levels[kind] + 5:.1f}" class="start last {kind}">'
        f"{about(series[year], 1)}{' Kreis' if kind == 'county' else ''}</text>"
        for kind, year, series in ends
    )


def _in_years(series: dict[int, Reach]) -> str:
    values = _values(series)
    if not values:
        return "keine Werte"
    first, last = min(values), max(values)
    return f"{first} rund {about(series[first], 1)}, {last} rund {about(series[last], 1)} von 100"


def lines_table(caption: str, place: str, lines: Sequence[tuple[str, dict[int, Reach], dict[int, Reach]]]) -> str:
    """The same figures to read; closed until asked for. Each line: its name, this place, the district."""
    years = sorted({year for _, here, there in lines for year in (*_values(here), *_values(there))})
    cell = lambda series, year: of_100(series[year], 1) if year in series else "–"
    body = "".join(
        f'<tr><th scope="row">{escape(f"{name}, {who}")}</th>'
        + "".join(f'<td class="figure">{cell(series, year)}</td>' for year in years)
        + "</tr>"
        for name, here, there in lines
        for who, series in ((place, here), ("Landkreis", there))
    )
    heads = "".join(f'<th scope="col" class="figure">{year}</th>' for year in years)
    return (
        f'<details class="pass on-screen"><summary><b>Tabelle</b> <span>{escape(caption)}</span></summary>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f'<caption>{escape(caption)}</caption><thead><tr><th scope="col">Von 100 Kindern</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></details>"
    )


def summary(place: str, rows: Sequence[Compared]) -> str:
    """Where does the place stand clearly lower or higher? The title of the spine."""
    words = [(row.name, position(row.place, row.district)) for row in rows if not row.head]
    told = [(name, word) for name, word in words if word in ("niedriger", "höher", "kein klarer Unterschied")]
    if not told:
        return f"{place}: kein Wert ist eindeutig mit dem Landkreis vergleichbar"
    lower, higher = ([name for name, word in told if word == wanted] for wanted in ("niedriger", "höher"))
    clear = [f"{len(names)} {word}" for names, word in ((lower, "niedriger"), (higher, "höher")) if names]
    said = listed(clear) if clear else "keiner sicher niedriger oder höher"
    return f"{place}: von {len(told)} vergleichbaren Werten {'liegt' if len(lower + higher) == 1 or not clear else 'liegen'} {said} als im Landkreis"


def span_of(reach: Reach) -> str:
    """'rund 40' or '28 bis 75', for a sentence."""
    if reach.narrow:
        return f"rund {about(reach)}"
    return f"mindestens {at_least(reach.low)}" if reach.open_end else f"{at_least(reach.low)} bis {at_most(reach.high)}"
