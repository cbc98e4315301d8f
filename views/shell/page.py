"""How is a page put together? Kicker, finding, sections, footer; and the mark that a demo carries everywhere."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

import htpy as h
from markupsafe import Markup

from store.german import day
from views.drawings.marks import DEFINITIONS
from views.figures.read import Figures, kept
from views.finding import Cell, Text
from views.words.cells import said
from views.words.glossary import explained
from views.words.passport import as_of
from views.words.sentences import DEMO, PROTECTION

MARK = "DEMO, erfundene Zahlen: "
INTERNAL = "Genaue Zahlen. Nur für die Jugendhilfeplanung; nicht abfotografieren, nicht weitergeben."


@kept
def kicker(figures: Figures, question: str, year: int) -> Markup:
    """The line above the finding: the page's question, year, edition and Stand; at the right that it is a demo."""
    words = " · ".join(part for part in (question, f"Jahr {year}", figures.edition, as_of(figures)) if part)
    demo = h.span(".demo")["DEMO · erfundene Zahlen"] if figures.demo else None
    return DEFINITIONS + Markup(h.div(".kicker")[h.span[words], demo])


def opening(finding: Text, below: str = "", *, hero: bool = False) -> Markup:
    """The finding of the page and what it rests on; its values stand out, on a hero page large, its evidence is quieter."""
    size, style = ("large", "hero") if hero else ("number", "h1")
    parts, basis = ([finding], "") if isinstance(finding, str) else (finding.parts(), finding.basis)
    told = [h.span(class_=size)[said(part)] if isinstance(part, Cell) else part for part in parts]
    heading = h.div(role="heading", aria_level=1, class_=style)[told, h.span(".basis")[basis] if basis else None]
    return Markup(h.header[heading, h.p(".sub")[explained(below)] if below else None])


def side_by_side(left: Markup, right: Markup, *, wide: str = "") -> Markup:
    """Two columns that stand one below the other on a narrow screen; wide: 'left' gives the left one more room."""
    return Markup(h.div(class_=f"two {wide}".strip())[h.div[Markup(left)], h.div[Markup(right)]])


def balanced(blocks: Sequence[Markup]) -> tuple[Markup, Markup]:
    """Blocks in their order, each into the column that is shorter so far; closed tables count as a line."""
    columns, tall = [Markup(), Markup()], [0, 0]
    for block in blocks:
        side = int(tall[1] < tall[0])
        columns[side] += block
        tall[side] += _height(block)
    return columns[0], columns[1]


def _height(block: str) -> int:
    """About how many px a block is high."""
    open_part = re.sub(r"<details.*?</details>", "<p>", block)
    rows = open_part.count("<tr") * 34 or sum(
        int(found) for found in re.findall(r'<svg[^>]* height="(\d+)"', open_part)
    )
    return 110 + rows + 32 * open_part.count("<p") + 40 * open_part.count("<dt")


@cache
def rule() -> Markup:
    return Markup(h.hr(".rule"))


def calm(text: str) -> Markup:
    """A quiet message about a link or a selection, not an alarm."""
    return Markup(h.p(".calm-note", role="status")[text])


def internal(more: str = "") -> Markup:
    """Stands above exact numbers."""
    return Markup(h.p(".internal")[h.b["Nur intern."], " ", f"{INTERNAL} {more}".strip()])


@kept
def footer(figures: Figures) -> Markup:
    """Edition, Stand, next figures, rounding, source; the protection; DEMO."""
    meta, upcoming = figures.meta, figures.meta.get("next_delivery", "")
    soon = f" · nächste Zahlen {day(date.fromisoformat(upcoming))}" if upcoming else ""
    demo = DEMO.format(district=meta.get("district_name", "Landkreis"))
    return Markup(
        h.footer(".foot")[
            h.p[h.b[as_of(figures)], f" · {figures.edition}{soon} · auf {figures.base} gerundet"],
            h.p[f"Quelle: {meta.get('population_source', '')}"],
            h.p[PROTECTION.format(base=figures.base)],
            h.p[h.b(".demo")[demo]] if figures.demo else None,
        ]
    )


def title(figures: Figures, name: str) -> str:
    """What the browser's tab says."""
    return f"{'DEMO · ' if figures.demo else ''}{name} · {figures.meta.get('office_short', 'Reichweitenmonitor')}"
