"""What does a room or a file share without the program get? One ZIP: documents, their charts, their tables, one page that lists them."""

import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from exports import csv
from exports.documents import ENDINGS, READ, SHOWN, written
from exports.drawing.picture import svgs
from exports.drawing.typeset import pngs
from exports.office.layout import stated
from exports.office.package import stamp, write_zip
from exports.report import Report, pictures_of
from views.drawings.tokens import TOKENS
from views.figures.read import Figures

PLACES = {"dokumente": "Dokumente", "diagramme": "Diagramme", "tabellen": "Tabellen"}
DOTS = 200  # per inch, of the pictures
SHEET = """body{{max-width:46em;margin:2em auto;padding:0 1em;font:17px/1.5 sans-serif;color:{ink};background:{paper}}}
h1,h2{{font-family:serif;line-height:1.2}}a{{color:{accent}}}.demo{{color:{gap};font-weight:bold}}
dt{{color:{ink3}}}dd{{margin:0 0 .4em}}"""


def write(figures: Figures, reports: Sequence[Report], path: Path) -> None:
    """Writes the ZIP; the tables are those of the first report."""
    first = reports[0]
    entries = _documents(figures, reports) | _charts(reports)
    entries |= {f"tabellen/{name}": content for name, content in csv.files(figures, first).items()}
    names = _titles(reports)
    page = _page(first, {name: names.get(name, Path(name).name) for name in entries}).encode("utf-8")
    write_zip(path, {"index.html": page} | entries, stamp(first.facts))


def _documents(figures: Figures, reports: Sequence[Report]) -> dict[str, bytes]:
    entries = {}
    with tempfile.TemporaryDirectory() as folder:
        for place, report in enumerate(reports):
            forms = (
                (READ if report.parts else ()) + (SHOWN if report.slides else ()) + (("excel",) if place == 0 else ())
            )
            for form in forms:
                name = report.file_name + ENDINGS[form]
                entries[f"dokumente/{name}"] = written(form, figures, report, Path(folder) / name).read_bytes()
    return entries


def _charts(reports: Sequence[Report]) -> dict[str, bytes]:
    """Each picture as a drawing (SVG) and as pixels (PNG); one that several documents show stands once."""
    facts, drawn = reports[0].facts, dict[str, str]()
    pictures = dict.fromkeys(picture for report in reports for picture in pictures_of(report))
    for number, picture in enumerate(pictures, 1):
        drawings = svgs(picture.chart, facts.demo)
        for part, drawing in enumerate(drawings, 1):
            piece = f" Teil {part}" if len(drawings) > 1 else ""
            drawn[csv.file_name(f"{number:02d} {picture.title[:45]}{piece}", facts, "")] = drawing
    entries: dict[str, bytes] = {}
    for (name, drawing), png in zip(drawn.items(), pngs(list(drawn.values()), DOTS), strict=True):
        entries |= {f"diagramme/{name}.svg": drawing.encode("utf-8"), f"diagramme/{name}.png": png}
    return entries


def _titles(reports: Sequence[Report]) -> dict[str, str]:
    """What the list calls a file, where its name says less."""
    return {
        f"dokumente/{report.file_name}{ending}": f"{report.title} ({ending.removeprefix('.').upper()})"
        for report in reports
        for ending in ENDINGS.values()
    }


def _page(report: Report, names: dict[str, str]) -> str:
    facts = report.facts
    colours = {name: light for name, (light, _) in TOKENS.items()}
    lists = "".join(
        f"<h2>{title}</h2><ul>"
        + "".join(
            f'<li><a href="{escape(n)}">{escape(t)}</a></li>' for n, t in names.items() if n.startswith(f"{place}/")
        )
        + "</ul>"
        for place, title in PLACES.items()
    )
    about = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in stated(facts).items())
    demo = f'<p class="demo">{escape(facts.demo)}</p>' if facts.demo else ""
    return (
        f'<!doctype html>\n<html lang="de"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width"><title>{escape(report.title)}</title><style>{SHEET.format(**colours)}</style>'
        f"</head><body><h1>{escape(report.title)}</h1><p>{escape(report.subtitle)}</p>{demo}"
        f"<p>Diese Seite und alle Dateien öffnen sich ohne das Programm.</p>{lists}"
        f"<h2>Zu den Zahlen</h2><dl>{about}</dl></body></html>\n"
    )
