"""Dokumente erstellen. Strategiepapier, briefing and slides from the figures shown: choose, read first, make, save."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import htpy as h
import streamlit as st
from markupsafe import Markup

from exports import documents
from exports.content.placeholder import TextProblem
from exports.content.shared import Asked
from exports.content.strategy import ALL, ANNEX, TITLES
from exports.content.texts import state_of
from exports.report import Bullets, Content, Heading, Paragraph, Report
from measures.engine.attack.audit import Disclosed
from measures.engine.attack.handover import hand_over
from store.audience import for_audience
from store.editions import open_edition
from store.german import number
from store.profile import read_profile
from store.published import StoreProblem
from store.settings import ProfileProblem
from store.versions import store_folder
from views.blocks import comparison, departments
from views.figures import read
from views.finding import Finding, Passport
from views.shell import editions, filters, page, render
from views.shell.theme import show

READERS = {"intern": "nur im Amt", "dezernat": "für das Dezernat", "oeffentlich": "für die Öffentlichkeit"}
FORMATS = {"word": "Word", "pdf": "PDF", "powerpoint": "PowerPoint", "excel": "Excel", "bundle": "Alles in einem ZIP"}
POSSIBLE = {"strategiepapier": ("word", "pdf", "excel", "bundle"), "briefing": ("word", "pdf", "excel", "bundle")}
POSSIBLE |= {"folien": ("powerpoint", "excel", "bundle")}
DEPARTMENT = "fachbereich:"
MADE = "made_file"
Choice = Hashable


def main(figures: read.Figures) -> None:
    show(
        page.kicker(figures, "Dokumente erstellen", figures.default_year)
        + page.opening(
            "Dokumente erstellen",
            "Word, PowerPoint, PDF, Excel: dieselben Zahlen wie hier. Jede Datei nennt Ausgabe, Datenstand und Schutz.",
        )
    )
    document, asked = choose(figures)
    chapters = chosen_chapters() if document == "strategiepapier" else ALL
    try:
        folder = read_profile().folder
    except ProfileProblem as problem:
        show(page.calm(str(problem)) + page.footer(figures))
        return
    choice = (document, asked, folder, tuple(chapters), state_of(folder))
    try:
        report = built(figures, *choice)
    except TextProblem as problem:  # the workbook needs no text of the office
        show(page.calm(str(problem)))
        without = tuple(documents.chapters_for("excel", chapters))
        offer(document, asked, built(figures, document, asked, folder, without, choice[-1]), choice, ("excel",))
    else:
        offer(document, asked, report, choice, POSSIBLE[document])
        show(page.rule())
        preview(figures, report, choice)
    show(compared(figures) + page.footer(figures))


@read.kept
def built(
    _: read.Figures, document: str, asked: Asked, folder: Path, chapters: Sequence[str], _texts: Choice
) -> Report:
    """The document for this choice, built once as long as the texts of the office are the same."""
    return documents.built(document, asked, folder, chapters=chapters)


def choose(figures: read.Figures) -> tuple[str, Asked]:
    """Which document, of which edition, for whom, about what and which year."""
    with st.container(key="choices", horizontal=True, vertical_alignment="center"):
        document = filters.choose("dokument", documents.DOCUMENTS, "strategiepapier", filters.buttons("Dokument"))
        year = filters.choose_year(figures)
        about = filters.choose("gebiet", places(figures, document), figures.district, filters.menu("Gebiet"))
        reader = filters.choose("leser", READERS, "intern", filters.menu("Für wen"))
        choose_edition(figures)
    shown = for_readers(figures, reader)
    asked = Asked(shown, year, figures.district, reader, day=datetime.now().astimezone().date())
    if about.startswith(DEPARTMENT):
        return document, replace(asked, department=departments.name_of(figures, about.removeprefix(DEPARTMENT)))
    return document, replace(asked, area=about)


def places(figures: read.Figures, document: str) -> dict[str, str]:
    """The Strategiepapier and the slides are of the district; a briefing is of any municipality or Fachbereich."""
    if document != "briefing":
        return {figures.district: figures.area_names[figures.district]}
    groups = [key for key, row in figures.group.items() if row["level"] == "fachbereich"]
    return figures.area_names | {
        f"{DEPARTMENT}{key}": f"Fachbereich {departments.name_of(figures, key)}" for key in groups
    }


def choose_edition(figures: read.Figures) -> None:
    """Another edition is another address: the page begins anew with its figures."""
    names, shown = editions.names(), read.EDITION.get() or read.NOW
    chosen = st.selectbox(
        "Ausgabe", list(names), format_func=names.get, index=list(names).index(shown), label_visibility="collapsed"
    )
    if chosen != shown:
        st.session_state["edition"] = st.query_params[editions.KEY] = chosen
        st.rerun(scope="fragment")


def for_readers(figures: read.Figures, reader: str) -> read.Figures:
    """What these readers may see; made once for an edition and kept."""
    if reader != "oeffentlich":
        return figures
    kept = st.session_state.get("public_figures")
    if kept is None or kept[0] is not figures:
        kept = st.session_state["public_figures"] = (figures, read.Figures(for_audience(figures.published, reader)))
    return kept[1]


def chosen_chapters() -> list[str]:
    names = {str(n): f"{n} {title}" for n, title in TITLES.items()} | {ANNEX: "Anhang"}
    with st.expander("Kapitel auswählen"):
        return filters.choose_many("kapitel", names, list(ALL), "Kapitel") or list(ALL)


def offer(document: str, asked: Asked, report: Report, choice: Choice, forms: Sequence[str]) -> None:
    """A button for each format makes the file; then it can be saved. What was made for another choice is forgotten."""
    with st.container(key="formats", horizontal=True):
        wanted = [form for form in forms if st.button(f"{FORMATS[form]} erstellen", key=f"make_{form}")]
    if wanted:
        with st.status(f"{report.title} wird erstellt") as status:
            content = handed_out(wanted[0], asked, report, lambda text: status.update(label=text))
            status.update(label="Fertig" if content else "Nicht erstellt", state="complete" if content else "error")
        if content:
            st.session_state[MADE] = (choice, f"{report.file_name}{documents.ENDINGS[wanted[0]]}", content)
    there = st.session_state.get(MADE)
    if there is not None and there[0] == choice:
        size = number(max(1, len(there[2]) / 1000))
        st.download_button(f"{there[1]} speichern ({size} KB)", there[2], there[1], on_click="ignore", type="primary")


def handed_out(form: str, asked: Asked, report: Report, tell: Callable[[str], None]) -> bytes | None:
    """The finished file, entered as handed out; None, and the reason on the page, where it may not be."""
    tell("Wird mit allem verglichen, was schon ausgegeben ist")
    about = {"form": form, "title": report.file_name, "audience": asked.audience, "edition": read.EDITION.get()}
    try:
        hand_over(store_folder(), asked.figures.published, **about, today=asked.day)
    except (Disclosed, StoreProblem) as problem:
        show(page.calm(str(problem)))
        return None
    return made(form, asked, report, tell)


def made(form: str, asked: Asked, report: Report, tell: Callable[[str], None]) -> bytes:
    """The finished file; a bundle holds all three documents."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{report.file_name}{documents.ENDINGS[form]}"
        if form != "bundle":
            tell(f"{FORMATS[form]} wird geschrieben")
            return documents.written(form, asked.figures, report, path).read_bytes()
        reports = [report]
        for other in documents.DOCUMENTS:
            if other != report.kind:
                tell(f"{documents.DOCUMENTS[other]} wird zusammengestellt")
                reports.append(documents.built(other, asked, read_profile().folder))
        tell("Die Dateien werden geschrieben")
        return documents.bundled(asked.figures, reports, path).read_bytes()


def preview(figures: read.Figures, report: Report, choice: tuple[Any, ...]) -> None:
    """One chapter of the document as it will stand in the file: its own findings, as every page shows them."""
    chapters = chapters_of(report)
    show(Markup(h.div(".finding", role="heading", aria_level=2)[f"Vorschau: {report.title}"]))
    names = {str(at): title for at, (title, _) in enumerate(chapters)}
    first = next((at for at, (_, parts) in enumerate(chapters) if any(isinstance(p, Finding) for p in parts)), 0)
    asked = filters.choose("abschnitt", names, str(first), filters.menu("Kapitel")) if len(names) > 1 else "0"
    show(drawn(figures, choice, int(asked)))


def chapters_of(report: Report) -> list[tuple[str, list[Content]]]:
    """The parts from one heading of the first level to the next, each with its name."""
    found: list[tuple[str, list[Content]]] = []
    for part in report.content:
        if not found or (isinstance(part, Heading) and part.level == 1):
            found.append((f"{part.number} {part.text}".strip() if isinstance(part, Heading) else report.title, []))
        found[-1][1].append(part)
    return found or [(report.title, [])]


@read.kept
def drawn(figures: read.Figures, choice: tuple[Any, ...], at: int) -> Markup:
    report = built(figures, *choice)
    content = chapters_of(report)[at][1]
    above = accumulate(content, lambda level, part: part.level if isinstance(part, Heading) else level, initial=0)
    lines = [previewed(part, level, demo=figures.demo) for part, level in zip(content, above, strict=False)]
    slides = h.ol[[h.li[slide.finding] for slide in report.slides]] if report.slides else None
    return Markup(
        h.section[
            h.p(".sub")[f"{report.subtitle}. Auswahl: {report.facts.selection}"],
            h.div(".preview", tabindex=0, role="region", aria_label="Vorschau")[lines, slides],
        ]
    )


def previewed(part: Content, above: int, *, demo: bool) -> h.Node:
    """above: the level of the heading that it stands below."""
    if isinstance(part, Finding):
        return render.finding(part, demo=demo, level=above + 3)
    if isinstance(part, Heading):
        words = f"{part.number} {part.text}".strip()
        return h.div(f".level{part.level}", role="heading", aria_level=part.level + 2)[words]
    if isinstance(part, Paragraph):
        return h.p(class_="note" if part.style == "note" else "text")[part.text]
    if isinstance(part, Passport):
        return h.p(".note")[" · ".join(f"{name}: {text}" for name, text in part.fields)]
    return h.ul[[h.li[line] for line in part.lines]] if isinstance(part, Bullets) else None


def compared(figures: read.Figures) -> str:
    """What is different from the edition before; nothing where there is none."""
    name = comparison.compared_with(figures)
    if not name or editions.found(name) is None:
        return ""
    then = open_edition(store_folder(), name)
    changed = render.of(figures, comparison.block, figures.district)
    return page.rule() + changed + render.finding(comparison.overview(figures, then), demo=figures.demo)


filters.run(main)
