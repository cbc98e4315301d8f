"""python -m exports: documents from published figures, for the people who are not at the screen.

Exit codes: 0 done, 1 refused because of the data or a text of the office, 2 wrong call, 3 a fault of ours (where:
STORE/fehler.log).
"""

import os
import sys
from datetime import date
from pathlib import Path

import click

from exports import documents
from exports.content import questionnaire
from exports.content.placeholder import TextProblem
from exports.content.shared import Asked
from exports.content.strategy import ALL
from measures.engine.attack.audit import Disclosed
from measures.engine.attack.handover import hand_over
from store.audience import AUDIENCES, for_audience
from store.editions import open_edition
from store.faults import ended
from store.profile import read_profile
from store.published import StoreProblem, open_published
from store.settings import ProfileProblem
from store.versions import store_folder
from views.blocks.departments import name_of
from views.figures.read import Figures

CALL = (
    "python -m exports FORMAT [--store ORDNER] [--edition AUSGABE] [--out DATEI|ORDNER] "
    "[--document strategiepapier|briefing|folien] [--area SCHLÜSSEL | --department NAME] [--year JAHR] "
    "[--audience intern|dezernat|oeffentlich] [--occasion ANLASS] [--chapters 2,5,anhang] [--profile ORDNER], "
    "FORMAT ist word, powerpoint, pdf, excel, csv oder bundle; leere Vorlagen für Lieferungen: "
    "python -m exports templates [--out ORDNER]; der Bogen der Mitnutzungsfrage: "
    "python -m exports fragebogen --source NAME [--year JAHR] [--out DATEI|ORDNER]"
)
INCOMPLETE = f"Der Aufruf ist unvollständig oder enthält Unbekanntes. Erwartet: {CALL}"
FOLDER = click.Path(path_type=Path)


class WrongCall(Exception):
    """German text: what cannot be asked, and what can."""


@click.command(
    "exports",
    help="Ein Dokument aus den veröffentlichten Zahlen schreiben.",
    epilog="Leere Vorlagen für Lieferungen: python -m exports templates --out ORDNER. "
    "Der Bogen der Mitnutzungsfrage: python -m exports fragebogen --source NAME",
)
@click.argument("form", metavar="FORMAT", type=click.Choice(tuple(documents.ENDINGS)))
@click.option("--store", type=FOLDER, help="Speicherordner (sonst REICHWEITE_STORE, sonst data/store)")
@click.option("--edition", default="", help="eine feste Ausgabe (sonst die geltende Version)")
@click.option("--out", type=FOLDER, default=Path(), help="Datei oder Ordner (sonst hier)")
@click.option("--document", type=click.Choice(tuple(documents.DOCUMENTS)), help="sonst das Strategiepapier")
@click.option("--area", default="", help="Schlüssel einer Gemeinde (sonst der Landkreis)")
@click.option("--department", default="", help="Name eines Fachbereichs")
@click.option("--year", type=int, help="Berichtsjahr (sonst das letzte)")
@click.option("--audience", type=click.Choice(tuple(AUDIENCES)), default="intern", help="wer es lesen darf")
@click.option("--occasion", default="", help="Anlass, steht im Kopf des Briefings")
@click.option("--chapters", default=",".join(ALL), help="Kapitel des Strategiepapiers, in dieser Reihenfolge")
@click.option("--profile", type=FOLDER, help="Profilordner (sonst REICHWEITE_PROFILE, sonst data/profile)")
@click.pass_obj
def command(
    today: date, form: str, store: Path | None, edition: str, out: Path, document: str | None, area: str,
    department: str, year: int | None, audience: str, occasion: str, chapters: str, profile: Path | None,
) -> None:  # fmt: skip
    """Builds the document and writes the file; says on the error stream how far it is."""
    document = document or ("folien" if form == "powerpoint" else "strategiepapier")
    possible(form, document, out)
    if area and department:
        raise WrongCall(INCOMPLETE)
    if profile:  # templates and the map of the office are looked up in the same folder
        os.environ["REICHWEITE_PROFILE"] = str(profile)
    folder = store_folder(store)
    published = open_edition(folder, edition) if edition else open_published(folder)
    figures = Figures(for_audience(published, audience))
    texts = read_profile().folder
    asked = Asked(
        figures, year or figures.default_year, area or figures.district, audience, department, today, occasion
    )
    known(asked)
    if document == "strategiepapier" and (not asked.in_district or department):
        raise WrongCall(
            "Das Strategiepapier gibt es für den Landkreis. Für Gemeinden und Fachbereiche: --document briefing."
        )
    wanted = documents.chapters_for(form, chapters.split(","))
    report = documents.built(document, asked, texts, chapters=wanted, tell=told)
    path = out / (report.file_name + documents.ENDINGS[form]) if out.is_dir() else out
    hand_over(folder, published, form=form, title=report.file_name, audience=audience, edition=edition, today=today)
    told(f"{documents.DOCUMENTS[document]} wird geschrieben", 50)
    if form == "bundle":
        others = [documents.built(one, asked, texts) for one in documents.DOCUMENTS if one != document]
        documents.bundled(figures, [report, *others], path)
    else:
        documents.written(form, figures, report, path)
    click.echo(f"Geschrieben: {path}")


def possible(form: str, document: str, out: Path) -> None:
    """Raises WrongCall where this document is not written in this format, or not to this place."""
    if form in (documents.READ if document == "folien" else documents.SHOWN):
        raise WrongCall("Der Foliensatz wird mit powerpoint geschrieben, die anderen Dokumente mit word oder pdf.")
    ending = documents.ENDINGS[form]
    if not out.is_dir() and out.suffix.lower() != ending:
        raise WrongCall(f"--out {out.name}: {form} schreibt eine Datei, die auf {ending} endet.")
    if not out.is_dir() and not out.parent.is_dir():
        raise WrongCall(f"--out {out}: Den Ordner gibt es nicht.")


def known(asked: Asked) -> None:
    """Raises WrongCall with what is possible where there are no figures for what is asked."""
    figures = asked.figures
    if asked.year not in figures.years:
        raise WrongCall(
            f"Für {asked.year} liegen keine Zahlen vor. Möglich: {figures.years[0]} bis {figures.years[-1]}."
        )
    if asked.area not in figures.area_names:
        raise WrongCall(f"Das Gebiet „{asked.area}“ gibt es nicht. Möglich: {', '.join(figures.area_names)}.")
    groups = [key for key, row in figures.group.items() if row["level"] == "fachbereich"]
    names = sorted({name_of(figures, key) for key in groups})
    if asked.department and asked.department not in names:
        raise WrongCall(f"Den Fachbereich „{asked.department}“ gibt es nicht. Möglich: {', '.join(names)}.")


@click.command(
    "templates",
    help="Leere Vorlagen für alle, die liefern: je Datei eine Excel-Mappe, dazu das Lieferformat als Word-Datei.",
)
@click.option("--out", type=FOLDER, default=Path(), help="Ordner (sonst hier)")
@click.option("--profile", type=FOLDER, help="Profilordner (sonst REICHWEITE_PROFILE, sonst data/profile)")
@click.pass_obj
def blank_forms(today: date, out: Path, profile: Path | None) -> None:
    from exports import templates

    if not out.is_dir():
        raise WrongCall(f"--out {out}: Den Ordner gibt es nicht.")
    for path in templates.write(read_profile(profile), out):
        click.echo(f"Geschrieben: {path}")


@click.command("fragebogen", help="Der Bogen der Mitnutzungsfrage als Word-Datei: eine Seite je Kind.")
@click.option("--source", required=True, help="Quelle oder Angebot, dessen Familien gefragt werden")
@click.option("--year", type=int, help="Jahr, nach dem gefragt wird (sonst das letzte)")
@click.option("--store", type=FOLDER, help="Speicherordner (sonst REICHWEITE_STORE, sonst data/store)")
@click.option("--out", type=FOLDER, default=Path(), help="Datei oder Ordner (sonst hier)")
@click.option("--profile", type=FOLDER, help="Profilordner (sonst REICHWEITE_PROFILE, sonst data/profile)")
@click.pass_obj
def sheet(today: date, source: str, year: int | None, store: Path | None, out: Path, profile: Path | None) -> None:
    """Writes it and says which offers it asks for: they belong into the sample's file."""
    from exports import word

    possible("word", "fragebogen", out)
    if profile:
        os.environ["REICHWEITE_PROFILE"] = str(profile)
    published = open_published(store_folder(store))
    about = year or Figures(published).default_year
    asked = questionnaire.asking(published, source, about)
    report = questionnaire.questionnaire(asked, read_profile(), about, today)
    path = out / f"{report.file_name}_{source}_{about}.docx" if out.is_dir() else out
    word.write(report, path)
    click.echo(f"Geschrieben: {path}")
    click.echo(f"In mitnutzung_stichprobe_*.csv eintragen: fragebogen = {'|'.join(asked.ids)}")


def told(text: str, percent: int) -> None:
    click.echo(f"{percent:3d} %  {text}", err=True)


def main(arguments: list[str], today: date) -> int:
    def work() -> None:
        """As click does it, but the exit codes and the last words are ours."""
        try:
            others = {one.name: one for one in (blank_forms, sheet)}
            asked, rest = (
                (others[arguments[0]], arguments[1:]) if arguments and arguments[0] in others else (command, arguments)
            )
            with asked.make_context("python -m exports", list(rest), obj=today) as context:
                asked.invoke(context)
        except click.exceptions.Exit:  # --help was read
            sys.stdout.flush()
        except click.UsageError as wrong:
            raise WrongCall(INCOMPLETE) from wrong

    refused = (StoreProblem, ProfileProblem, TextProblem, Disclosed, questionnaire.NotKnown)
    return ended("exports", work, arguments, refused=refused, wrong=(WrongCall,))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], date.today()))
