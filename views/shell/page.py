"""How is a page put together? Kicker, finding, sections, footer; and the mark that a demo carries everywhere."""

import re
from collections.abc import Sequence
from datetime import date
from html import escape

from store.german import day
from views.drawings.charts import DEFINITIONS
from views.figures.read import Figures
from views.words.glossary import explained
from views.words.passport import as_of
from views.words.sentences import DEMO, PROTECTION

MARK = "DEMO, erfundene Zahlen: "


def kicker(figures: Figures, question: str, year: int) -> str:
    """The line above the finding: the page's question, year, edition and Stand; at the right that it is a demo."""
    demo = '<span class="demo">DEMO · erfundene Zahlen</span>' if figures.demo else ""
    words = " · ".join(part for part in (question, f"Jahr {year}", figures.edition, as_of(figures)) if part)
    return f'{DEFINITIONS}<div class="kicker"><span>{escape(words)}</span>{demo}</div>'


def opening(finding: str, below: str = "", *, hero: bool = False) -> str:
    """The finding of the page and what it rests on. The finding of a hero page has its numbers large."""
    size, style = ("large", "hero") if hero else ("number", "h1")
    said = re.sub(r"(mindestens|höchstens|rund|als) (\d+)", rf'\1 <span class="{size}">\2</span>', escape(finding))
    return (
        f'<header><div role="heading" aria-level="1" class="{style}">{said}</div>'
        f"{f'<p class=sub>{explained(below)}</p>' if below else ''}</header>"
    )


def block(figures: Figures, title: str, sub: str, *parts: str, small: bool = True) -> str:
    """One finding with its drawing, table and Zahlenpass. In a demo every drawing and the block itself say so."""
    demo = ' <span class="demo tag">DEMO</span>' if figures.demo else ""
    body = "".join(parts)
    if figures.demo:
        body = body.replace('aria-label="', f'aria-label="{MARK}').replace("<caption>", f"<caption>{MARK}")
    return (
        f'<section><div role="heading" aria-level="2" class="finding{" small" if small else ""}">'
        f"{escape(title.removesuffix('.'))}{demo}</div>"
        f"{f'<p class=sub>{explained(sub)}</p>' if sub else ''}{body}</section>"
    )


def side_by_side(left: str, right: str, *, wide: str = "") -> str:
    """Two columns that stand one below the other on a narrow screen; wide: 'left' gives the left one more room."""
    return f'<div class="two {wide}"><div>{left}</div><div>{right}</div></div>'


def balanced(blocks: Sequence[str]) -> tuple[str, str]:
    """Blocks in their order, each into the column that is shorter so far; closed tables count as a line."""
    columns: list[list[str]] = [[], []]
    tall = [0, 0]
    for block in blocks:
        side = int(tall[1] < tall[0])
        columns[side].append(block)
        tall[side] += _height(block)
    return "".join(columns[0]), "".join(columns[1])


def _height(block: str) -> int:
    """About how many px a block is high."""
    open_part = re.sub(r"<details.*?</details>", "<p>", block)
    rows = open_part.count("<tr") * 34 or sum(
        int(found) for found in re.findall(r'<svg[^>]* height="(\d+)"', open_part)
    )
    return 110 + rows + 32 * open_part.count("<p") + 40 * open_part.count("<dt")


def rule() -> str:
    return '<hr class="rule">'


def notes(*lines: str) -> str:
    """Small words under a drawing; empty ones fall away."""
    told = [line for line in lines if line]
    return "".join(f'<p class="note">{escape(line)}</p>' for line in told)


def calm(text: str) -> str:
    """A quiet message about a link or a selection, not an alarm."""
    return f'<p class="calm-note" role="status">{escape(text)}</p>'


def footer(figures: Figures, sources: Sequence[str] = ()) -> str:
    """Edition, Stand, next figures, rounding, source; the protection; DEMO."""
    meta = figures.meta
    upcoming = meta.get("next_delivery", "")
    source = "; ".join([*sources, meta.get("population_source", "")])
    first = [
        f"<b>{escape(as_of(figures))}</b>",
        escape(figures.edition),
        f"nächste Zahlen {day(date.fromisoformat(upcoming))}" if upcoming else "",
        f"auf {figures.base} gerundet",
    ]
    demo = (
        f"<p><b class=demo>{escape(DEMO.format(district=meta.get('district_name', 'Landkreis')))}</b></p>"
        if figures.demo
        else ""
    )
    return (
        f'<footer class="foot"><p>{" · ".join(part for part in first if part)}</p><p>Quelle: {escape(source)}</p>'
        f"<p>{PROTECTION.format(base=figures.base)}</p>{demo}</footer>"
    )


def title(figures: Figures, name: str) -> str:
    """What the browser's tab says."""
    return f"{'DEMO · ' if figures.demo else ''}{name} · {figures.meta.get('office_short', 'Reichweitenmonitor')}"
