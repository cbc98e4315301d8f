"""How does a report become the binding PDF? PDF/UA-1: tagged, with bookmarks, German hyphenation and alternative texts.

The look is in document.typ; the compiler, the fonts and everything else lie in installed packages, nothing is fetched.
A report whose headings skip a level is refused by the compiler.
"""

from dataclasses import asdict
from datetime import UTC
from pathlib import Path

from exports.drawing.canvas import WIDTH
from exports.drawing.picture import svgs
from exports.drawing.typeset import compiled
from exports.office.layout import around, column_plan, headline, padding, parts_in_order
from exports.office.package import stamp
from exports.report import Part, Picture, Report, figures_of, heads_of, lines_of
from views.drawings.tokens import TOKENS
from views.finding import Table

TEMPLATE = Path(__file__).with_name("document.typ")


def write(report: Report, path: Path) -> None:
    """Writes the PDF; the same report gives the same bytes."""
    made_on = stamp(report.facts).replace(tzinfo=UTC)
    path.write_bytes(compiled(TEMPLATE.read_text("utf-8"), told(report), "pdf", made_on=made_on)[0])


def told(report: Report) -> dict[str, object]:
    """The report as document.typ reads it: parts with their kind, charts drawn, columns measured."""
    facts = asdict(report.facts) | {"headline": headline(report.facts), "stated": around(report.facts)}
    return {
        "kind": report.kind,
        "title": report.title,
        "subtitle": report.subtitle,
        "language": report.language.split("-")[0],
        "region": report.language.partition("-")[2],
        "facts": facts,
        "colours": {name: light for name, (light, _) in TOKENS.items()},
        "parts": [_part(part, report) for part in parts_in_order(report)],
    }


def _part(part: Part, report: Report) -> dict[str, object]:
    kind = {"part": type(part).__name__}
    if isinstance(part, Picture):
        drawings = svgs(part.chart, report.facts.demo, brief=report.kind == "briefing")
        return kind | {"title": part.title, "sub": part.sub, "alt": part.chart.alt, "drawings": drawings}
    if isinstance(part, Table):
        size, widths = column_plan(part, WIDTH)
        words = {"caption": part.caption, "heads": heads_of(part), "rows": lines_of(part)}
        return kind | words | {"figures": figures_of(part), "size": size, "widths": widths, "inset": padding(part)}
    return kind | asdict(part)
