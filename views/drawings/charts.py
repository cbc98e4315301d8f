"""How is a reach drawn? SVG without a viewBox: x in per cent, so that text and circles keep their size at every width.

Full = proved, hatched = possible, dashed outline = nothing known. Every drawing says in words what it shows (`alt`);
the colours are CSS variables, so one drawing serves both themes and the print.
"""

from collections.abc import Sequence
from html import escape

from views.figures.reach import Reach, about, at_least, at_most, of_100

HATCHES = "".join(
    f'<pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<line x1="1" y1="0" x2="1" y2="5" class="{name}"></line></pattern>'
    for name in ("hatch", "hatch-grey")
)
DEFINITIONS = f'<svg width="0" height="0" class="defs" aria-hidden="true"><defs>{HATCHES}</defs></svg>'
LABEL_SPACE = 52  # px above the columns for the words of breaks
MANY_YEARS = 12  # above this a narrow screen shows every second year and only the chosen figure
YEAR_SPACE = 24  # px below the columns for the years


def svg(content: str, alt: str, height: int, kind: str) -> str:
    return f'<svg class="{kind}" width="100%" height="{height}" role="img" aria-label="{escape(alt)}">{content}</svg>'


def in_words(reach: Reach) -> str:
    """A reach for those who hear the page."""
    if not reach.shown or reach.low is None or reach.is_small:
        return of_100(reach)
    if reach.open_end:
        return f"mindestens {at_least(reach.low)} von 100"
    return (
        f"rund {about(reach)} von 100" if reach.narrow else f"{at_least(reach.low)} bis {at_most(reach.high)} von 100"
    )


def hundred_dots(reach: Reach) -> str:
    """Of 100 children: filled proved, hatched possible, empty without a use."""
    proved, possible = dots_of(reach)
    kinds = ["full"] * proved + ["maybe"] * (possible - proved) + ["none"] * (100 - possible)
    dots = "".join(
        f'<circle cx="{i % 10 * 20 + 10}" cy="{i // 10 * 20 + 10}" r="7" class="{kind}"></circle>'
        for i, kind in enumerate(kinds)
    )
    alt = f"100 Punkte: {proved} gefüllt, {possible - proved} schraffiert, {100 - possible} leer"
    return f'<svg class="hundred" viewBox="0 0 200 200" role="img" aria-label="{alt}">{dots}</svg>'


def dots_of(reach: Reach) -> tuple[int, int]:
    """How many dots are proved, and how many at most possible."""
    if not reach.shown or reach.low is None:
        return 0, 0
    if reach.narrow:
        return int(about(reach)), int(about(reach))
    return int(at_least(reach.low)), int(at_most(1 if reach.high is None else reach.high))


def bar(reach: Reach, top: float, alt: str) -> str:
    """Proved as a full bar, possible as a hatched one behind it; `top` is the rate at the right edge."""
    height, content = 18, ""
    if reach.shown and reach.low is not None:
        low = reach.low / top * 100
        content = f'<rect x="0" y="2" width="{low:.2f}%" height="14" class="bar"></rect>'
        if reach.open_end:
            content += f'<line x1="{low:.2f}%" x2="100%" y1="9" y2="9" class="open"></line>'
        elif reach.high > reach.low:
            wide = (reach.high - reach.low) / top * 100
            content += f'<rect x="{low:.2f}%" y="2" width="{wide:.2f}%" height="14" class="maybe"></rect>'
    return svg(content, alt, height, "bars")


def dot_and_range(reach: Reach, top: float, alt: str) -> str:
    """A counted value with its usual scatter as a thin line, or a range as a hatched band."""
    content = ""
    if reach.is_value and reach.low is not None:
        if reach.chance:
            low, high = (min(1, edge / top) * 100 for edge in reach.chance)
            content += f'<line x1="{low:.2f}%" x2="{high:.2f}%" y1="13" y2="13" class="chance"></line>'
        content += f'<circle cx="{reach.low / top * 100:.2f}%" cy="13" r="5.5" class="dot"></circle>'
        return svg(content, alt, 26, "strip")
    return svg(_band(reach, top), alt, 26, "strip")


def _band(reach: Reach, top: float) -> str:
    if not reach.shown or reach.low is None:
        return ""
    high = top if reach.high is None else reach.high
    low = reach.low / top * 100
    return f'<rect x="{low:.2f}%" y="7" width="{high / top * 100 - low:.2f}%" height="12" class="maybe"></rect>'


def year_columns(series: dict[int, Reach], chosen: int, events: Sequence[dict], *, height: int = 280) -> str:
    """One column a year, proved and possible, the chosen year in colour, breaks dotted with their words."""
    years = sorted(series)
    told = [r for r in series.values() if r.shown and r.low is not None]
    top = max((r.low if r.high is None else r.high for r in told), default=1) * 1.02 or 1
    width = 100 / len(years)
    columns = "".join(
        _column(year, series[year], i * width, width, top, height, year == chosen) for i, year in enumerate(years)
    )
    base = f'<line x1="0" x2="100%" y1="{height - YEAR_SPACE}" y2="{height - YEAR_SPACE}" class="base"></line>'
    said = "; ".join(f"{year}: {in_words(series[year])}" for year in years)
    kind = "columns dense" if len(years) > MANY_YEARS else "columns"
    return svg(columns + base + _marks(events, years, width, height), f"Säulen je Jahr. {said}", height, kind)


def _column(year: int, reach: Reach, x: float, width: float, top: float, height: int, now: bool) -> str:
    room, kind, centre = height - LABEL_SPACE - YEAR_SPACE, "now" if now else "past", x + width / 2
    left, wide, ground = x + width * 0.14, width * 0.72, height - YEAR_SPACE
    parts = [
        f'<text x="{centre:.2f}%" y="{height - 6}" class="tick long">{year}</text>'
        f'<text x="{centre:.2f}%" y="{height - 6}" class="tick short{" even" if year % 2 == 0 else ""}">’{year % 100:02d}</text>'
    ]
    if not reach.shown or reach.low is None:
        parts.append(
            f'<text x="{centre:.2f}%" y="{ground - 8}" class="tick long">{of_100(reach)}</text>'
            f'<text x="{centre:.2f}%" y="{ground - 8}" class="tick short">–</text>'
        )
        return "".join(parts)
    low = reach.low / top * room
    parts.append(
        f'<rect x="{left:.2f}%" width="{wide:.2f}%" y="{ground - low:.1f}" height="{low:.1f}" '
        f'class="proved {kind}"></rect>'
    )
    high = low
    if reach.open_end or reach.high > reach.low:
        high = room if reach.open_end else reach.high / top * room
        shape = "unknown" if reach.open_end else "possible"
        parts.append(
            f'<rect x="{left:.2f}%" width="{wide:.2f}%" y="{ground - high:.1f}" height="{high - low:.1f}" '
            f'class="{shape} {kind}"></rect>'
        )
    inside = low > 26
    label = about(reach) if reach.narrow else at_least(reach.low)
    parts.append(
        f'<text x="{centre:.2f}%" y="{ground - (low - 19 if inside else high + 6):.1f}" '
        f'class="figure {kind if inside else ""}">'
        f"{label if inside or reach.narrow else of_100(reach)}</text>"
    )
    if inside and not reach.narrow and not reach.open_end:
        parts.append(
            f'<text x="{centre:.2f}%" y="{ground - high - 6:.1f}" class="upper {kind}">{at_most(reach.high)}</text>'
        )
    return "".join(parts)


def _marks(events: Sequence[dict], years: Sequence[int], width: float, height: int) -> str:
    """A break: a dotted line before the first year it touches. An event: a line over its years, in a row of its own."""
    out = []
    breaks: dict[int, list[str]] = {}
    for event in events:
        x = (event["date"].year - years[0]) * width
        if event["kind"] == "reihenbruch":
            breaks.setdefault(event["date"].year, []).append(event["short"])
            continue
        right = (min((event["end"] or event["date"]).year, years[-1]) - years[0] + 1) * width
        out.append(
            f'<line x1="{x + width * 0.14:.2f}%" x2="{right - width * 0.14:.2f}%" y1="34" y2="34" class="event"></line>'
            f'<text x="{(x + right) / 2:.2f}%" y="29" class="tick long">{escape(event["short"])}</text>'
        )
    for year, words in breaks.items():
        x = (year - years[0]) * width
        out.append(
            f'<line x1="{x:.2f}%" x2="{x:.2f}%" y1="15" y2="{height - YEAR_SPACE}" class="break"></line>'
            f'<text x="{x:.2f}%" y="11" class="tick long">{escape(", ".join(words))}</text>'
        )
    return "".join(out)
