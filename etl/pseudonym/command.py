"""python -m etl pseudonymise: a list of children with names becomes a delivery with keys."""

import re
from dataclasses import dataclass
from pathlib import Path

import click

from etl.content import OnDisk
from etl.delivery import Refused
from etl.history import profile_option
from etl.pseudonym import secret_file
from etl.pseudonym.columns import DATES, Chosen, ColumnProblem, choose, date_form
from etl.pseudonym.page import page_command
from etl.pseudonym.recipe import check_value, secret_of, year_of
from etl.pseudonym.rows import Written, written
from etl.pseudonym.told import REFUSED, SAID, lines_of, refusal
from etl.readers import Columns, Table, Unreadable, read
from etl.typed import Lists, lists_of
from store.profile import read_profile

OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
FORMS = [form["label"] for form in DATES]


@dataclass(frozen=True)
class Told:
    """What a person says of the columns; the same for every file of one call."""

    asked: dict[str, str]
    keep: tuple[str, ...]
    form: str | None
    sheet: str | None


@dataclass(frozen=True)
class Done:
    """A list and what becomes of it."""

    target: Path
    table: Table
    chosen: Chosen
    form: str
    made: Written


@click.command(
    "pseudonymise", help="Aus Listen mit Namen Lieferungen mit Kinderschlüsseln machen; Namen und Tage bleiben hier."
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--key", "key_file", required=True, type=click.Path(path_type=Path), help="Datei des gemeinsamen Schlüssels"
)
@click.option("--given", help="Spalte mit dem Vornamen, wenn sie nicht erkannt wird")
@click.option("--surname", help="Spalte mit dem Nachnamen")
@click.option("--born", help="Spalte mit dem Geburtsdatum")
@click.option("--sex", help="Spalte mit dem Geschlecht")
@click.option("--municipality", help="Spalte mit der Wohngemeinde")
@click.option("--keep", multiple=True, help="Spalte, die unverändert mitkommt; mehrfach möglich")
@click.option("--date", "form", type=click.Choice(FORMS), help="wie das Geburtsdatum geschrieben ist")
@click.option("--sheet", help="Blatt der Excel-Mappe")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Ordner der Ausgabe (sonst „pseudonymisiert“ neben der Liste)"
)
@profile_option
def pseudonymise_command(
    files: tuple[Path, ...],
    key_file: Path,
    keep: tuple[str, ...],
    form: str | None,
    sheet: str | None,
    out: Path | None,
    profile: str | None,
    **asked: str | None,
) -> None:
    text, lists = secret_file.read(key_file), lists_of(read_profile(profile))
    said = Told({meaning: column for meaning, column in asked.items() if column}, keep, form, sheet)
    done = [_done(file, said, secret_of(text), lists, out) for file in files]  # all of them, before one is written
    for file, one in zip(files, done, strict=True):
        _write(one)
        for line in lines_of(file.name, one.chosen, one.form, one.made, one.table):
            click.echo(line)
        click.echo(SAID["written"].format(path=one.target))
    click.echo(SAID["check"].format(year=year_of(text), value=check_value(secret_of(text))))
    click.echo(SAID["looked_at"])


def _done(file: Path, said: Told, secret: bytes, lists: Lists, out: Path | None) -> Done:
    """What becomes of a list. Raises Refused."""
    target = (out or file.parent / "pseudonymisiert") / f"{file.stem}.csv"
    if target.exists():
        raise Refused(REFUSED["exists"].format(path=target))
    table = _table(file, said.sheet)
    born = ""
    try:
        chosen = choose([name for name in table.frame.columns if name != "line"], said.asked, said.keep)
        born = chosen.asked["born"]
        form = date_form(table.frame[born].to_list(), said.form)
    except ColumnProblem as problem:
        raise Refused(f"{file.name}: {refusal(problem, born)}") from problem
    made = written(table.frame, chosen, form, secret, lists)
    return Done(target, table, chosen, form["label"], made)


def _table(file: Path, sheet: str | None) -> Table:
    """The one table of a file. Raises Refused."""
    if not file.is_file():
        raise Refused(REFUSED["not_there"].format(file=file))
    with file.open("rb") as opened:
        if opened.read(len(OLD_EXCEL)) == OLD_EXCEL:
            raise Refused(REFUSED["xls"].format(file=file.name))
    content, format = OnDisk(file), "excel" if file.suffix.lower() == ".xlsx" else "text"
    try:
        tables = read(content, format, blatt=sheet) if sheet else read(content, format)
        if len(tables) == 1 and tables[0].part and not sheet:  # and every other sheet of such columns
            tables = read(content, format, Columns(frozenset(map(str.lower, tables[0].frame.columns))))
    except Unreadable as fault:
        raise Refused(str(fault)) from fault
    filled = [table for table in tables if table.frame.height]
    if not filled:
        raise Refused(REFUSED["no_rows"].format(file=file.name))
    if len(filled) > 1:
        names = ", ".join(f"„{table.part}“" for table in filled)
        raise Refused(REFUSED["sheets"].format(file=file.name, sheets=names))
    return filled[0]


def _write(done: Done) -> None:
    done.target.parent.mkdir(parents=True, exist_ok=True)
    with done.target.open("x", encoding="utf-8-sig", newline="") as file:
        file.writelines(";".join(map(_quoted, cells)) + "\n" for cells in (done.made.header, *done.made.rows))


def _quoted(cell: str) -> str:
    """A cell of CSV: in quotes where it needs them."""
    return '"' + cell.replace('"', '""') + '"' if re.search('[;"\r\n]', cell) else cell


COMMANDS = (pseudonymise_command, page_command, secret_file.commands)
