"""How is a childhood drawn? One strip for both ranges of the overview, and the curve by age.

Observed is solid, projected dashed, what a short record leaves open a pale band: never hatched, for hatching means overlap.
SVG: curves in an inner drawing that stretches, words and points in per cent, so that they keep their size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from store.german import number
from views.drawings.charts import svg
from views.figures.reach import Reach, at_least, at_most
from views.words.childhood_sentences import Childhood

WIDE = 80  # per cent of the width for the ages; the rest is for the words at the end of each curve
TOP, BOTTOM = 16, 44  # px above and below the plot
SMALLEST_GAP = 17  # px between two words at the right
LEFT = 5  # per cent for the figures of the scale
SCALES = {0.05: 0.01, 0.1: 0.02, 0.25: 0.05, 0.5: 0.1, 1.0: 0.25}  # end of the scale → its step


@dataclass(frozen=True)
class Curve:
    """ages of one line; by_age: least and most (equal for a value). kind: cohort, older, period."""

    name: str
    kind: str
    by_age: dict[int, tuple[float, float]]

    @property
    def end(self) -> tuple[int, float]:
        age = max(self.by_age)
        return age, self.by_age[age][1]


def strip(year: int, annual: Reach, told: Childhood, alt: str) -> str:
    """The reach in the year and until 18 on one scale from 0 to 100: two marks one below the other."""
    rows = [
        _row(f"im Jahr {year}", annual.low, annual.high, "maybe", 20) if annual.shown and annual.low is not None else ""
    ]
    if told.shown:
        rows.append(_row("bis 18", told.least, told.most, "maybe" if told.by == "bounds" else "open-band", 66))
    ticks = "".join(
        f'<line x1="{x}%" x2="{x}%" y1="14" y2="92" class="grid"></line>'
        f'<text x="{x}%" y="108" class="tick" style="text-anchor:{anchor}">{x}</text>'
        for x, anchor in ((0, "start"), (50, "middle"), (100, "end"))
    )
    return svg(ticks + "".join(rows), alt, 112, "range")


def _row(name: str, low: float, high: float | None, kind: str, y: int) -> str:
    """A proved part as a full bar, an open part behind it, and the words above."""
    top = 1.0 if high is None else high
    said = f"{at_least(low)} bis {at_most(top)}" if top - low > 0.01 else f"rund {number((low + top) * 50)}"
    left, width = low * 100, (top - low) * 100
    wide = (
        f'<rect x="{left:.1f}%" y="{y + 4}" width="{width:.1f}%" height="14" class="{kind}"></rect>'
        if width > 0
        else ""
    )
    return (
        f'<rect x="0" y="{y + 4}" width="{left:.1f}%" height="14" class="bar"></rect>{wide}'
        f'<text x="0" y="{y - 2}" class="name">{escape(name)}: <tspan class="strong">{said}</tspan> von 100</text>'
    )


def claim_strip(told: Childhood, threshold: int, alt: str) -> str:
    """The range of one line of the check, and the threshold it is held against."""
    content = '<line x1="0" x2="100%" y1="11" y2="11" class="base"></line>'
    if told.shown:
        left, width = told.least * 100, max((told.most - told.least) * 100, 0.6)
        kind = "maybe" if told.by == "bounds" else "open-band" if told.by == "window" else "bar"
        content += f'<rect x="{left:.1f}%" y="4" width="{width:.1f}%" height="14" class="{kind}"></rect>'
    content += f'<line x1="{threshold}%" x2="{threshold}%" y1="0" y2="22" class="threshold"></line>'
    return svg(content, alt, 22, "strip")


def curves(lines: Sequence[Curve], last: int, window: int | None, alt: str, *, height: int = 340) -> str:
    """The curves by age with their words at the right; last: the last age; window: ages below it are
    wholly observed (None: all or nothing)."""
    top = _top(max(high for line in lines for _, high in line.by_age.values()))
    plot = height - TOP - BOTTOM
    x = lambda age: LEFT + age / max(last, 1) * (WIDE - LEFT)
    y = lambda share: TOP + plot * (1 - share / top)
    inner = "".join(_band(line, top) for line in lines) + "".join(_line(line, top) for line in lines)
    return svg(
        _grid(top, y)
        + f'<svg x="{LEFT}%" y="{TOP}" width="{WIDE - LEFT}%" height="{plot}" viewBox="0 0 {max(last, 1)} 100" '
        f'preserveAspectRatio="none" aria-hidden="true">{inner}</svg>'
        + _window(window, last, x, height)
        + _ages(last, x, height)
        + _points(lines, x, y)
        + _words(lines, last, x, y),
        alt,
        height,
        "curves",
    )


def _top(share: float) -> float:
    """The scale ends at the next of a few round shares above the curves."""
    return next(edge for edge in SCALES if share <= edge * 0.98 or edge == 1.0)


def _path(points: Sequence[tuple[int, float]], top: float) -> str:
    return " ".join(f"{age},{100 - share / top * 100:.2f}" for age, share in points)


def _band(line: Curve, top: float) -> str:
    """What a short record leaves open, between observed and projected."""
    ages = sorted(line.by_age)
    if all(line.by_age[age][0] == line.by_age[age][1] for age in ages):
        return ""
    edge = [(age, line.by_age[age][1]) for age in ages] + [(age, line.by_age[age][0]) for age in reversed(ages)]
    return f'<polygon points="{_path(edge, top)}" class="window"></polygon>'


def _line(line: Curve, top: float) -> str:
    points = [(age, line.by_age[age][1]) for age in sorted(line.by_age)]
    return f'<polyline points="{_path(points, top)}" class="curve {line.kind}"></polyline>'


def _grid(top: float, y) -> str:
    return "".join(
        f'<line x1="{LEFT}%" x2="{WIDE}%" y1="{y(share):.1f}" y2="{y(share):.1f}" class="{"grid" if step else "base"}"></line>'
        f'<text x="0" y="{y(share) + 4:.1f}" class="tick left">{number(share * 100)}</text>'
        for step, share in enumerate(SCALES[top] * i for i in range(round(top / SCALES[top]) + 1))
    )


def _window(window: int | None, last: int, x, height: int) -> str:
    """Up to here every age was watched from birth."""
    if window is None or not 0 < window <= last:
        return ""
    return (
        f'<line x1="{x(window - 1):.2f}%" x2="{x(window - 1):.2f}%" y1="{TOP}" y2="{height - BOTTOM}" class="break"></line>'
        f'<text x="{x(window - 1) + 1:.2f}%" y="{height - BOTTOM - 8}" class="tick left">ab {window} nur zum Teil gesehen</text>'
    )


def _ages(last: int, x, height: int) -> str:
    ticks = sorted({0, 3, 6, 10, 14, last} & set(range(last + 1)))
    return "".join(f'<text x="{x(age):.2f}%" y="{height - BOTTOM + 18}" class="tick">{age}</text>' for age in ticks) + (
        f'<text x="{LEFT}%" y="{height - 6}" class="tick left">Alter in Jahren, jeweils bis zum Ende des Altersjahrs</text>'
    )


def _points(lines: Sequence[Curve], x, y) -> str:
    """One point per age; resting on it tells its figure."""
    return "".join(
        f'<circle cx="{x(age):.2f}%" cy="{y(high):.1f}" r="{4.5 if age == line.end[0] else 3}" class="at {line.kind}">'
        f"<title>{escape(line.name)}, Alter {age}: {said(low, high)} von 100</title></circle>"
        for line in lines
        for age, (low, high) in sorted(line.by_age.items())
    )


def said(low: float, high: float) -> str:
    return number(high * 100) if low == high else f"{at_least(low)} bis {at_most(high)}"


def _words(lines: Sequence[Curve], last: int, x, y) -> str:
    """Names at the ends: those at the last age stand apart from one another, the others above their end."""
    out, taken = [], []
    for line in sorted(lines, key=lambda line: y(line.end[1])):
        age, share = line.end
        low = line.by_age[age][0]
        at = y(share)
        if age < last and line.kind != "period":
            out.append(
                f'<text x="{x(age) + 1:.2f}%" y="{at + 16:.1f}" class="word halo {line.kind}">{escape(line.name)}</text>'
            )
            continue
        at = max([at + 5, *(other + SMALLEST_GAP for other in taken[-1:])])
        taken.append(at)
        out.append(_end_word(line, said(share, share), at, x(age)))
        if low < share:
            below = max(y(low) + 5, at + SMALLEST_GAP)
            taken.append(below)
            out.append(_end_word(line, f"mind. {at_least(low)}", below, x(age), bare=True))
    return "".join(out)


def _end_word(line: Curve, figure: str, at: float, x: float, *, bare: bool = False) -> str:
    name = "beobachtet" if bare else line.name
    short = "" if bare else line.name.replace("Jahrgang ", "Jg. ").replace("hochgerechnet", "hochger.")
    place = f'x="{x + 1.6:.2f}%" y="{at:.1f}"'
    return (
        f'<text {place} class="word left long {line.kind}"><tspan class="strong">{figure}</tspan> {escape(name)}</text>'
        f'<text {place} class="word left short {line.kind}"><tspan class="strong">{figure}</tspan> {escape(short)}</text>'
    )


def in_words(lines: Sequence[Curve]) -> str:
    """The curves for those who hear the page: each at four ages."""
    return "; ".join(
        f"{line.name}: "
        + ", ".join(
            f"Alter {age} {said(*line.by_age[age])}" for age in sorted(line.by_age) if age in (2, 5, 9, line.end[0])
        )
        for line in lines
    )
