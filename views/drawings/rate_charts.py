"""How is one quantity drawn over the years, or on a scale? Columns, spans of months, a scale with what official statistics say.

One unit for each drawing. Full = counted, hatched = possible, empty outline = posts that are not filled. x in per cent, so
that words keep their size at every width.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from store.german import number
from views.drawings.charts import svg

FOOT, HEAD = 22, 24  # px below and above the columns for years and figures
APART = 22  # per cent of the width that two labelled columns keep between them
SCALE = 62  # px, height of a scale


@dataclass(frozen=True)
class Point:
    """One year: `said` is what is written; low None: nothing is drawn; high above low: a second part; high None: open."""

    said: str
    low: float | None = None
    high: float | None = None


def value(said: str, amount: float) -> Point:
    return Point(said, amount, amount)


def columns(
    series: dict[int, Point],
    chosen: int,
    name: str,
    *,
    breaks: Sequence[int] = (),
    height: int = 170,
    above: str = "possible",
    few: bool = True,
) -> str:
    """A column a year, the chosen one in colour; few: figures only at the first, the chosen and the last year."""
    years = sorted(series)
    width = 100 / len(years)
    top = max((p.low if p.high is None else p.high for p in series.values() if p.low is not None), default=0) or 1
    told = _labelled(years, chosen, width) if few else years
    drawn = "".join(
        _column(year, series[year], i * width, width, top, height, now=year == chosen, above=above, told=year in told)
        for i, year in enumerate(years)
    )
    marks = "".join(_break((year - years[0]) * width, height) for year in breaks if years[0] < year <= years[-1])
    base = f'<line x1="0" x2="100%" y1="{height - FOOT}" y2="{height - FOOT}" class="base"></line>'
    words = "; ".join(f"{year}: {series[year].said}" for year in years)
    return svg(drawn + base + marks, f"{name}. {words}", height, "columns amounts")


def _labelled(years: Sequence[int], chosen: int, width: float) -> set[int]:
    """The chosen year and the ends, where they do not touch."""
    now = chosen if chosen in years else years[-1]
    return {now} | {end for end in (years[0], years[-1]) if abs(end - now) * width >= APART}


def _column(
    year: int, point: Point, x: float, width: float, top: float, height: int, *, now: bool, above: str, told: bool
) -> str:
    room, ground, kind = height - FOOT - HEAD, height - FOOT, "now" if now else "past"
    left, wide = x + width * 0.14, width * 0.72
    at, side = (0, "left") if x < 1 else (100, "right") if x + width > 99 else (x + width / 2, "")
    side = side if told and width < APART else ""
    at = at if side else x + width / 2
    parts = [f'<text x="{at:.2f}%" y="{height - 5}" class="tick {side}">{year}</text>'] if told else []
    if point.low is None:
        said = f'<text x="{at:.2f}%" y="{ground - 6}" class="tick {side}">–</text>'
        return "".join([*parts, said if told else ""]) + _title(x, width, height, year, point)
    low = point.low / top * room
    high = room if point.high is None else point.high / top * room
    parts.append(_part(left, wide, ground - low, low, f"proved {kind}"))
    if high > low:
        parts.append(
            _part(left, wide, ground - high, high - low, f"{'unknown' if point.high is None else above} {kind}")
        )
    if told:
        parts.append(
            f'<text x="{at:.2f}%" y="{ground - max(high, low) - 6:.1f}" class="figure {side} {kind} outside">{escape(point.said)}</text>'
        )
    return "".join(parts) + _title(x, width, height, year, point)


def _part(left: float, wide: float, y: float, tall: float, kind: str) -> str:
    return f'<rect x="{left:.2f}%" width="{wide:.2f}%" y="{y:.1f}" height="{max(tall, 0):.1f}" class="{kind}"></rect>'


def _title(x: float, width: float, height: int, year: int, point: Point) -> str:
    """The figure of every column for those who point at it."""
    return (
        f'<rect x="{x:.2f}%" width="{width:.2f}%" y="0" height="{height}" class="touch">'
        f"<title>{year}: {escape(point.said)}</title></rect>"
    )


def _break(x: float, height: int) -> str:
    return f'<line x1="{x:.2f}%" x2="{x:.2f}%" y1="4" y2="{height - FOOT}" class="break"></line>'


def span(low: float | None, middle: float | None, high: float | None, top: float, alt: str) -> str:
    """The middle half of the uses as a bar, the median as a stroke; an end that is not known yet stays open to the right."""
    if low is None:
        return svg("", alt, 20, "strip")
    end = top if high is None else high
    bar = f'<rect x="{low / top * 100:.2f}%" width="{max(end - low, 0) / top * 100:.2f}%" y="5" height="10" class="{"half open-half" if high is None else "half"}"></rect>'
    stroke = (
        ""
        if middle is None
        else f'<line x1="{middle / top * 100:.2f}%" x2="{middle / top * 100:.2f}%" y1="0" y2="20" class="median"></line>'
    )
    return svg(bar + stroke, alt, 20, "strip")


def scale(ours: float, said: str, marks: Sequence[float], alt: str) -> str:
    """Our value as a dot on a scale from 0, with marks of official statistics below it."""
    top = max(ours, *marks, 1) * 1.08
    x = lambda amount: amount / top * 100
    ticks = "".join(
        f'<line x1="{x(m):.2f}%" x2="{x(m):.2f}%" y1="24" y2="40" class="mark"></line>'
        f'<text x="{x(m):.2f}%" y="56" class="tick">{number(m)}</text>'
        for m in marks
    )
    return svg(
        f'<line x1="0" x2="100%" y1="32" y2="32" class="base"></line>{ticks}'
        f'<circle cx="{x(ours):.2f}%" cy="32" r="6" class="dot"></circle>'
        f'<text x="{x(ours):.2f}%" y="17" class="figure strong">{escape(said)}</text>',
        alt,
        SCALE,
        "scale-line",
    )
