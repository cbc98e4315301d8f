"""How is a development drawn? Small panels that all begin at 0, so that noise stays small; breaks and events on the axis.

A counted line is solid with its chance as thin strokes; what overlap leaves open is hatched; a projection is dashed in a
pale fan. x in per cent, so that words keep their size at every width.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from store.german import number
from views.drawings.charts import in_words, svg
from views.figures.reach import Reach, of_100

HEIGHT, TOP, BOTTOM = 132, 30, 22  # px
ROOM = 1.2  # the scale ends this far above the largest value
LEFT, RIGHT = 4, 96  # per cent: first and last year
LOOSE = (0.4, 1.6)  # of the mean: what the small line in a table shows at least


@dataclass(frozen=True)
class Outlook:
    """A scenario of a projection: its name and, by year, middle, low and high as shares; second: drawn without its fan."""

    name: str
    points: dict[int, tuple[float, float, float]]
    variant: str = ""
    second: bool = False


def panel(
    series: dict[int, Reach],
    events: Sequence[dict],
    alt: str,
    *,
    clear: bool,
    unit: int = 100,
    behind: dict[int, Reach] | None = None,
    ahead: Sequence[Outlook] = (),
) -> str:
    """One offer or group over the years, its figures of `unit` children; behind: the district, pale; ahead: scenarios."""
    years = [*series, *(year for outlook in ahead for year in outlook.points)]
    first, last = min(years), max(years)
    top = _top([*series.values(), *(behind or {}).values()], ahead)
    x = lambda year: LEFT + (year - first) / max(last - first, 1) * (RIGHT - LEFT)
    y = lambda share: HEIGHT - BOTTOM - share / top * (HEIGHT - TOP - BOTTOM)
    kind = "" if clear else " calm"
    content = [
        _axis(first, last, x),
        _marks(events, first, max(series), x),
        *(_fan(outlook, max(series), x, y) for outlook in ahead),
        _lines(behind or {}, x, y, " district"),
        _ranges(series, x, y),
        _chances(series, x, y),
        _lines(series, x, y, kind),
        _ends(series, x, y, kind, unit),
    ]
    return svg("".join(content), f"{alt} {told(series)}", HEIGHT, "panel-drawing")


def told(series: dict[int, Reach]) -> str:
    """Every year of a line for those who hear the page."""
    return "; ".join(f"{year}: {in_words(reach)}" for year, reach in sorted(series.items()))


def _top(reaches: Sequence[Reach], ahead: Sequence[Outlook]) -> float:
    edges = [r.low if r.high is None else r.high for r in reaches if r.shown and r.low is not None]
    edges += [point[2] for outlook in ahead for point in outlook.points.values()]
    return max(edges, default=0) * ROOM or 1.0


def _axis(first: int, last: int, x) -> str:
    ground = HEIGHT - BOTTOM
    return (
        f'<line x1="0" x2="100%" y1="{ground}" y2="{ground}" class="base"></line>'
        f'<text x="0" y="{HEIGHT - 5}" class="tick left">{first}</text>'
        f'<text x="100%" y="{HEIGHT - 5}" class="tick right">{last}</text>'
    )


def _marks(events: Sequence[dict], first: int, last: int, x) -> str:
    """A break between two years, an event over its years; the words stand below the panels, once for all."""
    out = []
    for event in events:
        year = event["date"].year
        if not first < year <= last:
            continue
        if event["kind"] == "reihenbruch":
            at = (x(year) + x(year - 1)) / 2
            out.append(
                f'<line x1="{at:.2f}%" x2="{at:.2f}%" y1="{TOP - 12}" y2="{HEIGHT - BOTTOM}" class="panel-break">'
                f"<title>{escape(event['short'])}</title></line>"
            )
            continue
        end = min((event["end"] or event["date"]).year, last)
        ground = HEIGHT - BOTTOM
        out.append(
            f'<line x1="{x(year) - 1.5:.2f}%" x2="{x(end) + 1.5:.2f}%" y1="{ground + 3}" y2="{ground + 3}" class="event wide">'
            f"<title>{escape(event['short'])}</title></line>"
        )
    return "".join(out)


def _values(series: dict[int, Reach]) -> dict[int, Reach]:
    return {year: r for year, r in sorted(series.items()) if r.is_value and r.low is not None}


def _lines(series: dict[int, Reach], x, y, kind: str) -> str:
    """From year to year; over a year without a value nothing is drawn."""
    known = _values(series)
    return "".join(
        f'<line x1="{x(year - 1):.2f}%" y1="{y(known[year - 1].low):.1f}" x2="{x(year):.2f}%" y2="{y(reach.low):.1f}" '
        f'class="trend{kind}"></line>'
        for year, reach in known.items()
        if year - 1 in known
    )


def _chances(series: dict[int, Reach], x, y) -> str:
    return "".join(
        f'<line x1="{x(year):.2f}%" x2="{x(year):.2f}%" y1="{y(r.chance[0]):.1f}" y2="{max(y(r.chance[1]), 2):.1f}" '
        'class="chance pale"></line>'
        for year, r in _values(series).items()
        if r.chance
    )


def _ranges(series: dict[int, Reach], x, y) -> str:
    """What overlap leaves open: a hatched column a year, or a dashed one where only a lower bound is known."""
    years, out = sorted(series), []
    half = (RIGHT - LEFT) / max(len(years) - 1, 1) * 0.32
    for year in years:
        reach = series[year]
        if not reach.shown or reach.low is None or reach.is_value:
            continue
        high = TOP - 12 if reach.open_end else y(reach.high)
        kind = "unknown" if reach.open_end else "possible past"
        left = max(x(year) - half, 0)
        ground, low = HEIGHT - BOTTOM, y(reach.low)
        out.append(
            f'<rect x="{left:.2f}%" width="{2 * half:.2f}%" y="{low:.1f}" height="{ground - low:.1f}" class="proved past"></rect>'
            f'<rect x="{left:.2f}%" width="{2 * half:.2f}%" y="{high:.1f}" height="{max(low - high, 1):.1f}" class="{kind}">'
            f"<title>{year}: {escape(of_100(reach, 1))} von 100</title></rect>"
        )
    return "".join(out)


def _ends(series: dict[int, Reach], x, y, kind: str, unit: int) -> str:
    """First and last value as words, the last with a point; each point tells its year."""
    known = _values(series)
    if not known:
        return _last_range(series, x, y)
    out = [
        f'<circle cx="{x(year):.2f}%" cy="{y(r.low):.1f}" r="{4.5 if year == max(known) else 2.6}" class="trend-dot{kind}">'
        f"<title>{year}: {escape(of_100(r, 1))} von 100</title></circle>"
        for year, r in known.items()
    ]
    for year in sorted({min(known), max(known)}):
        reach = known[year]
        above = y(reach.chance[1] if reach.chance else reach.low) - 6
        side = "left" if x(year) < 20 else "right" if x(year) > 80 else ""
        at = "0" if side == "left" else "100%" if side == "right" else f"{x(year):.2f}%"
        out.append(f'<text x="{at}" y="{max(above, 12):.1f}" class="value {side}">{number(reach.low * unit)}</text>')
    return "".join(out)


def _last_range(series: dict[int, Reach], x, y) -> str:
    """What the last year's column says, above it."""
    year = max(series)
    reach = series[year]
    if not reach.shown or reach.low is None:
        return ""
    top = TOP - 12 if reach.open_end else y(reach.high)
    return f'<text x="100%" y="{max(top - 6, 12):.1f}" class="value right">{escape(of_100(reach, 1))}</text>'


def _fan(outlook: Outlook, last: int, x, y) -> str:
    """The range of a scenario from year to year as pale columns that touch, its middle dashed."""
    years = sorted(outlook.points)
    kind = " second" if outlook.second else ""
    step = (x(last + 1) - x(last)) if years else 0
    fans = (
        ""
        if outlook.second
        else "".join(
            f'<rect x="{x(year) - step / 2:.2f}%" width="{step:.2f}%" y="{y(high):.1f}" height="{y(low) - y(high):.1f}" class="fan">'
            f"<title>{year}: {number(low * 100, 1)} bis {number(high * 100, 1)} von 100</title></rect>"
            for year, (_, low, high) in sorted(outlook.points.items())
        )
    )
    middles = "".join(
        f'<line x1="{x(a):.2f}%" y1="{y(outlook.points[a][0]):.1f}" x2="{x(b):.2f}%" y2="{y(outlook.points[b][0]):.1f}" '
        f'class="ahead{kind}"></line>'
        for a, b in zip(years, years[1:], strict=False)
    )
    return fans + middles


def spark(series: dict[int, Reach], alt: str, *, clear: bool) -> str:
    """A line for a table cell, on a scale relative to its mean: what is small against the mean looks small."""
    known = _values(series)
    if len(known) < 2:
        return ""
    mean = sum(r.low for r in known.values()) / len(known)
    shares = {year: r.low / mean for year, r in known.items()} if mean else dict.fromkeys(known, 1.0)
    low, high = min(LOOSE[0], *shares.values()), max(LOOSE[1], *shares.values())
    first, last = min(known), max(known)
    x = lambda year: 3 + (year - first) / (last - first) * 94
    y = lambda s: 24 - (s - low) / (high - low) * 20
    kind = "" if clear else " calm"
    lines = "".join(
        f'<line x1="{x(year - 1):.1f}%" y1="{y(shares[year - 1]):.1f}" x2="{x(year):.1f}%" y2="{y(s):.1f}" class="trend{kind}"></line>'
        for year, s in shares.items()
        if year - 1 in shares
    )
    dot = f'<circle cx="{x(last):.1f}%" cy="{y(shares[last]):.1f}" r="4" class="trend-dot{kind}"></circle>'
    return svg(lines + dot, alt, 28, "strip")


def two_bars(parts: Sequence[tuple[str, float]], widest: float, alt: str) -> str:
    """Changes in children around a common zero: one bar a part, its name at the left of the drawing's words."""
    out = ['<line x1="50%" x2="50%" y1="0" y2="100%" class="base"></line>']
    for at, (_, children) in enumerate(parts):
        size = min(abs(children) / widest, 1) * 48
        left = 50 if children >= 0 else 50 - size
        kind = "proved past" if at == 0 else "bar"
        out.append(
            f'<rect x="{left:.2f}%" width="{max(size, 0.4):.2f}%" y="{3 + at * 14}" height="11" class="{kind}"></rect>'
        )
    return svg("".join(out), alt, 6 + 14 * len(parts), "strip")
