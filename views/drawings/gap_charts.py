"""How are gaps drawn? Dot and range on a common zero line, the funnel, and the cells of the heat table.

Rust never stands alone: firm is filled and bold, unsure is hollow, and a word says it beside.
"""

from collections.abc import Callable, Sequence
from html import escape

import numpy as np

from store.german import count_shown, number
from views.drawings.charts import svg
from views.figures.gaps import Gap, Screen
from views.figures.reach import SMALL
from views.words.gap_sentences import beside, span

OUTER, INNER = 3.09, 1.96  # the limits of the funnel: 99.8 % and 95 %
HEIGHT, TOP, GROUND = 340, 14, 48  # px of the funnel: in all, above, below
LEFT = 7  # per cent at the left for the numbers of the axis
ROW = 22  # px, height of one line of the table
STEPS = 48
WIDE = 78  # per cent; a name right of this would leave the drawing
APART = 18  # px that two names need


def kind_of(gap: Gap) -> str:
    """The style of a gap: firm | unsure | small | plain."""
    return {"firm": "firm", "unsure": "unsure", "too_small": "small"}.get(gap.verdict, "plain")


def gap_line(gap: Gap, left: float, right: float) -> str:
    """Children fewer to the right of the line, more to the left, both in children; the thin line is chance."""
    alt = f"{gap.name}: {gap.word}, Spanne {span(gap)}" if gap.told else f"{gap.name}: {gap.word}"
    if not gap.told:
        return svg("", alt, ROW, "strip")
    at = lambda value: min(100, max(0, (value + left) / (left + right) * 100))
    return svg(
        f'<line x1="{at(0):.2f}%" x2="{at(0):.2f}%" y1="0" y2="{ROW}" class="zero"></line>'
        f'<line x1="{at(gap.low):.2f}%" x2="{at(gap.high):.2f}%" y1="{ROW / 2}" y2="{ROW / 2}" class="reach {kind_of(gap)}"></line>'
        f'<circle cx="{at(gap.fewer):.2f}%" cy="{ROW / 2}" r="5.5" class="spot {kind_of(gap)}"></circle>',
        alt,
        ROW,
        "strip",
    )


def gap_table(
    caption: str, what: str, rows: Sequence[tuple[str, Gap]], link: Callable[[Gap], str], chosen: str = ""
) -> str:
    """One line per (name, gap): drawing, children fewer, counted of expected, verdict; `chosen` is an area."""
    told = [gap for _, gap in rows if gap.told]
    left = max([-gap.low for gap in told] + [1]) * 1.05
    right = max([gap.high for gap in told] + [1]) * 1.05
    zero = left / (left + right) * 100
    scale = f'<span class="scale" style="padding-left:{max(0, zero - 26):.0f}%"><span>mehr</span><span>weniger</span></span>'
    body = "".join(_line(name, gap, left, right, link(gap), gap.area == chosen) for name, gap in rows)
    return (
        f'<table class="gaps"><caption>{escape(caption)}</caption><thead><tr><th scope="col">{escape(what)}</th>'
        f'<th scope="col" class="drawing">{scale}</th><th scope="col" class="figure">Abstand</th>'
        f'<th scope="col" class="figure side">gezählt / erwartet</th><th scope="col">Urteil</th></tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _line(name: str, gap: Gap, left: float, right: float, link: str, chosen: bool) -> str:
    kind = "untold" if not gap.told else kind_of(gap)
    counted = f"{_counted(gap)} / {number(gap.expected)}" if gap.told else "–"
    return (
        f'<tr class="{kind}{" chosen" if chosen else ""}"><th scope="row">'
        f'<a href="{escape(link)}" target="_self">{escape(name)}</a></th>'
        f'<td class="drawing">{gap_line(gap, left, right)}</td><td class="figure">{beside(gap)}</td>'
        f'<td class="figure side">{counted}</td><td><span class="verdict">{escape(gap.word)}</span></td></tr>'
    )


def funnel(screen: Screen, usual: float, chosen: str = "") -> str:
    """Counted children per 100 expected against the expected children, with what chance explains for each size.

    usual: the district's share (0..1), which says how much a count of this size scatters.
    """
    shown = [gap for gap in screen.told if gap.index is not None]
    most = max(gap.expected for gap in shown) * 1.08
    low, high = _range(shown)
    x = lambda expected: LEFT + (100 - LEFT) * expected / most
    y = lambda index: TOP + (HEIGHT - TOP - GROUND) * (high - index) / (high - low)
    axis = "".join(
        f'<line x1="{LEFT}%" x2="100%" y1="{y(tick):.1f}" y2="{y(tick):.1f}" class="{"base" if tick == 100 else "grid"}"></line>'
        f'<text x="0" y="{y(tick) + 5:.1f}" class="tick start">{tick}</text>'
        for tick in _ticks(low, high, 25 if high - low > 60 else 10)
    )
    foot = "".join(
        f'<text x="{x(tick):.1f}%" y="{HEIGHT - GROUND + 18}" class="tick">{number(tick)}</text>'
        for tick in _ticks(1, most * 0.98, _step(most))
    )
    limits = "".join(_curve(usual, most, (low, high), z, kind) for z, kind in ((INNER, "inner"), (OUTER, "outer")))
    dots = "".join(
        f'<circle cx="{x(gap.expected):.2f}%" cy="{y(gap.index):.1f}" r="6" class="spot {kind_of(gap)}">'
        f"<title>{escape(said(gap))}</title></circle>"
        for gap in shown
    )
    foot += f'<text x="100%" y="{HEIGHT - 8}" class="tick end">zu erwartende Kinder</text>'
    ground = f'<line x1="{LEFT}%" x2="100%" y1="{HEIGHT - GROUND}" y2="{HEIGHT - GROUND}" class="axis"></line>'
    alt = "Trichterdiagramm. " + "; ".join(map(said, shown))
    return svg(axis + foot + limits + ground + dots + _names(shown, x, y, chosen), alt, HEIGHT, "funnel")


def _counted(gap: Gap) -> str:
    """A small count only as its rounded band."""
    return count_shown(gap.counted).removeprefix("rund ")


def said(gap: Gap) -> str:
    """One point of the funnel in words."""
    return f"{gap.name}: {number(gap.index)} von 100 erwarteten Kindern ({_counted(gap)} von {number(gap.expected)})"


def below_the_funnel(screen: Screen, usual: float) -> list[Gap]:
    """Which municipalities have fewer children than the outer limit for their size?"""
    from measures.engine.methods.standardise import funnel_limits  # loads scipy, and only this page draws funnels

    lowest = {
        gap.area: float(funnel_limits(usual, gap.expected / usual, OUTER)[0])
        for gap in screen.told
        if gap.index is not None
    }
    return [gap for gap in screen.told if gap.area in lowest and gap.index < 100 * lowest[gap.area] / usual]


def _range(shown: Sequence[Gap]) -> tuple[float, float]:
    """Every point is inside, 100 too, with a little room; a whole multiple of 10."""
    lows, highs = min(gap.index for gap in shown), max(gap.index for gap in shown)
    return max(0, 10 * np.floor(min(lows, 90) / 10 - 0.5)), 10 * np.ceil(max(highs, 110) / 10 + 0.5)


def _ticks(low: float, high: float, step: int) -> list[int]:
    return [tick for tick in range(0, int(high) + 1, step) if low <= tick <= high]


def _step(most: float) -> int:
    return next((step for step in (5, 10, 25, 50, 100, 250, 500, 1000, 2500) if most / step <= 6), 5000)


def _curve(usual: float, most: float, edges: tuple[float, float], z: float, kind: str) -> str:
    """Both limits as one drawing of its own, stretched to the field; the lines keep their width."""
    from measures.engine.methods.standardise import funnel_limits

    expected = np.linspace(most / STEPS / 2, most, STEPS)
    low, high = funnel_limits(usual, expected / usual, z)
    width, height = 1000, 1000
    lines = ""
    for limit in (low, high):
        index = np.clip(100 * limit / usual, edges[0] - 50, edges[1] + 50)
        level = height * (edges[1] - index) / (edges[1] - edges[0])
        points = " ".join(f"{width * e / most:.0f},{v:.0f}" for e, v in zip(expected, level, strict=True))
        lines += f'<polyline points="{points}" class="limit {kind}"></polyline>'
    return (
        f'<svg x="{LEFT}%" y="{TOP}" width="{100 - LEFT}%" height="{HEIGHT - TOP - GROUND}" class="field" '
        f'viewBox="0 0 {width} {height}" preserveAspectRatio="none" aria-hidden="true">{lines}</svg>'
    )


def _names(shown: Sequence[Gap], x: Callable, y: Callable, chosen: str) -> str:
    """Names where they have room: the firm and the chosen first, then the largest."""
    weight = lambda gap: (gap.verdict != "firm", gap.area != chosen, -gap.expected)
    placed: list[tuple[float, float]] = []
    out = ""
    for gap in sorted(shown, key=weight):
        at, level = x(gap.expected), y(gap.index)
        if any(abs(at - other) < 34 and abs(level - height) < APART for other, height in placed):
            continue
        placed.append((at, level))
        level -= APART / 2 if abs(level - y(100)) < 8 else 0
        side = ("end", "-11") if at > WIDE else ("start", "11")
        important = gap.verdict == "firm" or gap.area == chosen
        kind = f"{kind_of(gap)} {side[0]}{' chosen' if gap.area == chosen else ''}{'' if important else ' long'}"
        out += f'<text x="{at:.2f}%" y="{level + 5:.1f}" dx="{side[1]}" class="point {kind}">{escape(gap.name)}</text>'
    return out


def heat_cell(gap: Gap | None) -> tuple[str, str]:
    """Counted per 100 expected; only a firm gap is filled. Without a number the kind of the empty cell in words."""
    if gap is None:
        return "keine Daten", "off"
    if not gap.told or gap.verdict == "too_small" or gap.index is None:
        return gap.word, "off"
    told = number(gap.index) if gap.counted >= SMALL else "unter 10 Kinder"
    return (f"▾ {told}", "part") if gap.verdict == "firm" else (told, "" if gap.counted >= SMALL else "off")
