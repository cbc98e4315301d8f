"""python -m etl suggest: the mapping of an unknown file, told on screen and, with --out, written down."""

from pathlib import Path

import click

from etl.assistant.preview import preview
from etl.assistant.suggest import SUGGESTED, suggest
from etl.assistant.told import lines_of, lines_of_preview
from etl.assistant.words import WORDS
from etl.assistant.written import written
from etl.content import OnDisk
from etl.delivery import Refused
from etl.readers import Unreadable
from etl.readers.table import refusal
from store.profile import read_profile


@click.command("suggest", help="Für eine unbekannte Datei eine Zuordnung vorschlagen; geschrieben wird nur mit --out.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--role", type=click.Choice(SUGGESTED), help="Rolle der Datei, wenn der Vorschlag nicht stimmt")
@click.option("--name", help="Name der Quelle (sonst nach dem Dateinamen)")
@click.option("--profile", help="Profilordner (sonst REICHWEITE_PROFILE, sonst data/profile)")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Zuordnung hierhin schreiben, etwa data/profile/quellen/NAME.toml"
)
def suggest_command(file: Path, role: str | None, name: str | None, profile: str | None, out: Path | None) -> None:
    if out is not None and out.exists():
        raise Refused(WORDS["told"]["exists"].format(file=out.name))
    office, content = read_profile(profile), OnDisk(file)
    try:
        if not file.is_file():
            raise refusal(file.name, "not_there")
        found = suggest(content, office, role=role, name=name)
        shown = preview(content, found, office)
    except Unreadable as fault:
        raise Refused(str(fault)) from fault
    for line in (*lines_of(found), *lines_of_preview(shown)):
        click.echo(line)
    if out is None:
        click.echo(WORDS["told"]["not_written"])
        return
    with out.open("x", encoding="utf-8", newline="\n") as target:
        target.write(written([found]))
    click.echo(WORDS["told"]["written"].format(file=out.name))
