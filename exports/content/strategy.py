"""What is in the Strategiepapier? Fourteen chapters and an annex: figures by the program, judgement by the office.

The program fills 2–7, 9, 10 and the annex from published figures; 1, 8 and 11–14 come from PROFILE/texte/NN_….md
(exports/content/texts.py). Chapters can be chosen and ordered by their numbers, the annex is 'anhang'.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from exports.content import duty_chapters, reach_chapters, summary_chapters, supply_chapters
from exports.content import shared as content
from exports.content.annex import annex
from exports.content.placeholder import TextProblem
from exports.content.shared import Asked, heading
from exports.content.texts import chapter_files, parsed
from exports.content.told import laid_out
from exports.report import Content, PageBreak, Paragraph, Report
from views.finding import Passport

TITLES = {
    1: "Auftrag, Anlass, Beschlusslage",
    2: "Das Wichtigste auf einer Seite",
    3: "Rückblick: Beschlüsse des letzten Treffens und was daraus wurde",
    4: "Kinder und Familien im Landkreis",
    5: "Reichweite",
    6: "Entwicklung der Angebote und Hilfen",
    7: "Rechnerische Lücken, Wartende, nicht besetzte Anfragen",
    8: "Sicht der Kinder, Familien und Träger",
    9: "Schutzauftrag",
    10: "Personal und Aufwand",
    11: "Bewertung: was wir wissen, vermuten, nicht wissen",
    12: "Ziele",
    13: "Maßnahmen",
    14: "Überprüfung, Termine, Beteiligung",
}
ANNEX = "anhang"
ALL = (*(str(number) for number in TITLES), ANNEX)
FILLED: dict[int, Callable[[Asked], list[Content]]] = {
    2: summary_chapters.most_important,
    3: summary_chapters.look_back,
    4: reach_chapters.children_and_families,
    5: reach_chapters.reach,
    6: supply_chapters.developments,
    7: supply_chapters.gaps_and_waiting,
    9: duty_chapters.protection,
    10: duty_chapters.staff_and_money,
}
WRITTEN = tuple(number for number in TITLES if number not in FILLED)
OPEN = "Dieses Kapitel schreibt das Amt; eine Textdatei dafür liegt noch nicht vor."


def strategy(
    asked: Asked,
    profile: Path,
    *,
    chapters: Sequence[str] = ALL,
    tell: Callable[[str, int], None] = lambda text, percent: None,
) -> Report:
    """The report; tell(text, percent) hears what is being built. Raises TextProblem for an unknown chapter or a faulty text."""
    unknown = [chapter for chapter in chapters if chapter not in ALL]
    if unknown:
        raise TextProblem(f"Das Kapitel „{unknown[0]}“ gibt es nicht. Möglich: {', '.join(ALL)}.")
    files = chapter_files(profile, WRITTEN) if set(map(str, WRITTEN)) & set(chapters) else {}
    told: dict[str, list[Content]] = {}
    for place, chapter in enumerate(
        sorted(chapters, key=lambda one: one == ANNEX)
    ):  # the annex knows what the others show
        tell(TITLES[int(chapter)] if chapter != ANNEX else "Anhang", 100 * place // len(chapters))
        told[chapter] = annex(asked, _shown(told)) if chapter == ANNEX else _chapter(asked, chapter, files)
    content_: list[Content] = []
    for chapter in chapters:
        content_ += [PageBreak()] if chapter in ("2", "3", ANNEX) and content_ else []
        content_ += told[chapter]
    return Report(
        kind="strategiepapier",
        title=f"Strategiepapier {asked.figures.meta.get('office', '')}".strip(),
        subtitle=content.subtitle(asked),
        audience=asked.audience,
        facts=content.facts(asked, f"{asked.place}, {asked.year}, alle Altersgruppen unter 18"),
        content=tuple(content_),
        file_name=content.file_name(asked, "Strategiepapier"),
    )


def _shown(told: dict[str, list[Content]]) -> list[str]:
    """The measures whose figures stand in these chapters, as their Zahlenpässe name them, each once."""
    passports = [part for chapter in told.values() for part in laid_out(chapter) if isinstance(part, Passport)]
    return list(dict.fromkeys(measure for passport in passports for measure in passport.measures))


def _chapter(asked: Asked, chapter: str, files: dict[int, Path]) -> list[Content]:
    number = int(chapter)
    if number in FILLED:
        return [heading(1, TITLES[number], chapter), *FILLED[number](asked)]
    if number not in files:
        return [heading(1, TITLES[number], chapter), Paragraph(OPEN, "empty")]
    parts: list[Content] = [*parsed(files[number], number, asked)]
    titled = any(getattr(part, "level", 0) == 1 for part in parts)
    return parts if titled else [heading(1, TITLES[number], chapter), *parts]
