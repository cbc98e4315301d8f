"""python -m exports: documents from published figures, for the people who are not at the screen.

python -m exports FORMAT [--store DIR] [--edition ID] [--out FILE|DIR] [--document strategiepapier|briefing|folien]
    [--area KEY | --department NAME] [--year J] [--audience intern|dezernat|oeffentlich] [--occasion TEXT] [--chapters 2,5,anhang] [--profile DIR]
FORMAT: word | powerpoint | pdf | excel | csv | bundle. Exit codes: 0 done, 1 refused because of the data or a text of the
office, 2 wrong call, 3 a fault of ours (where: STORE/fehler.log).
"""

import argparse
import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from exports import documents
from exports.content.audience import AUDIENCES, for_audience
from exports.content.placeholder import TextProblem
from exports.content.shared import Asked
from exports.content.strategy import ALL
from store.faults import ended
from store.profile import ProfileProblem, read_profile
from store.published import Published, StoreProblem, open_published
from store.versions import store_folder
from views.blocks.departments import name_of
from views.figures.read import Figures

CALL = (
    "python -m exports FORMAT [--store ORDNER] [--edition AUSGABE] [--out DATEI|ORDNER] "
    "[--document strategiepapier|briefing|folien] [--area SCHLÜSSEL | --department NAME] [--year JAHR] "
    "[--audience intern|dezernat|oeffentlich] [--occasion ANLASS] [--chapters 2,5,anhang] [--profile ORDNER], "
    "FORMAT ist word, powerpoint, pdf, excel, csv oder bundle"
)


class WrongCall(Exception):
    """German text: what cannot be asked, and what can."""


class Parser(argparse.ArgumentParser):
    """Says in German what a call looks like."""

    def error(self, message: str):
        raise WrongCall(f"Der Aufruf ist unvollständig oder enthält Unbekanntes. Erwartet: {CALL}")


def main(arguments: list[str], today: date) -> int:
    def work() -> None:
        print(f"Geschrieben: {make(parse(arguments), today)}")

    refused = (StoreProblem, ProfileProblem, TextProblem)
    return ended("exports", work, arguments, refused=refused, wrong=(WrongCall,))


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = Parser(prog="exports", add_help=False)
    parser.add_argument("form", choices=tuple(documents.ENDINGS))
    parser.add_argument("--store", type=Path)
    parser.add_argument("--edition", default="")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--document", choices=tuple(documents.DOCUMENTS))
    about = parser.add_mutually_exclusive_group()
    about.add_argument("--area")
    about.add_argument("--department", default="")
    parser.add_argument("--year", type=int)
    parser.add_argument("--audience", choices=tuple(AUDIENCES), default="intern")
    parser.add_argument("--occasion", default="")
    parser.add_argument("--chapters", type=lambda text: tuple(text.split(",")), default=ALL)
    parser.add_argument("--profile", type=Path)
    called = parser.parse_args(arguments)
    called.document = called.document or ("folien" if called.form == "powerpoint" else "strategiepapier")
    if called.form in (documents.READ if called.document == "folien" else documents.SHOWN):
        raise WrongCall("Der Foliensatz wird mit powerpoint geschrieben, die anderen Dokumente mit word oder pdf.")
    called.out = called.out or Path()
    ending = documents.ENDINGS[called.form]
    if not called.out.is_dir() and called.out.suffix.lower() != ending:
        raise WrongCall(f"--out {called.out.name}: {called.form} schreibt eine Datei, die auf {ending} endet.")
    if not called.out.is_dir() and not called.out.parent.is_dir():
        raise WrongCall(f"--out {called.out}: Den Ordner gibt es nicht.")
    return called


def make(called: argparse.Namespace, today: date) -> Path:
    """Builds the document and writes the file; says on the error stream how far it is."""
    if called.profile:  # templates and the map of the office are looked up in the same folder
        os.environ["REICHWEITE_PROFILE"] = str(called.profile)
    figures = Figures(for_audience(published(called), called.audience))
    profile, asked = read_profile(), chosen(figures, called, today)
    if called.document == "strategiepapier" and not (asked.in_district and not asked.department):
        raise WrongCall(
            "Das Strategiepapier gibt es für den Landkreis. Für Gemeinden und Fachbereiche: --document briefing."
        )
    chapters = documents.chapters_for(called.form, called.chapters)
    report = documents.built(called.document, asked, profile.folder, chapters=chapters, tell=told)
    named = report.file_name + documents.ENDINGS[called.form]
    path = called.out / named if called.out.is_dir() else called.out
    told(f"{documents.DOCUMENTS[called.document]} wird geschrieben", 50)
    if called.form != "bundle":
        return documents.written(called.form, figures, report, path)
    others = [one for one in documents.DOCUMENTS if one != called.document]
    return documents.bundled(figures, [report, *(documents.built(one, asked, profile.folder) for one in others)], path)


def told(text: str, percent: int) -> None:
    print(f"{percent:3d} %  {text}", file=sys.stderr)


def published(called: argparse.Namespace) -> Published:
    """The current figures, or those of a frozen edition."""
    store = store_folder(called.store)
    if not called.edition:
        return open_published(store)
    from store.editions import open_edition

    return open_edition(store, called.edition)


def chosen(figures: Figures, called: argparse.Namespace, today: date) -> Asked:
    """What the call asks about. Raises WrongCall with what is possible."""
    year = called.year or figures.default_year
    if year not in figures.years:
        raise WrongCall(f"Für {year} liegen keine Zahlen vor. Möglich: {figures.years[0]} bis {figures.years[-1]}.")
    asked = Asked(figures, year, figures.district, called.audience, day=today, occasion=called.occasion)
    if called.area:
        if called.area not in figures.area_names:
            raise WrongCall(f"Das Gebiet „{called.area}“ gibt es nicht. Möglich: {', '.join(figures.area_names)}.")
        return replace(asked, area=called.area)
    if not called.department:
        return asked
    groups = [key for key, row in figures.group.items() if row["level"] == "fachbereich"]
    names = {name_of(figures, key) for key in groups}
    if called.department not in names:
        raise WrongCall(f"Den Fachbereich „{called.department}“ gibt es nicht. Möglich: {', '.join(sorted(names))}.")
    return replace(asked, department=called.department)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], date.today()))
