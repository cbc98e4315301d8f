"""The commands about versions and the desk: python -m etl history | release | discard | rollback | withdraw | watch."""

from datetime import date, datetime
from pathlib import Path

import click

from etl.drop import Drop
from etl.release import discard_draft, release_draft, roll_back
from etl.watch import Watcher
from etl.withdraw import withdraw
from etl.work import bench, step
from store import versions
from store.editions import all_editions
from store.german import day, listed
from store.profile import read_profile
from store.wishes import Decision

MARKS = {"holds": "gilt", "draft": "Entwurf", "discarded": "verworfen", "earlier": ""}
profile_option = click.option("--profile", help="Profilordner (sonst REICHWEITE_PROFILE, sonst data/profile)")
store_option = click.option("--store", help="Speicherordner (sonst REICHWEITE_STORE, sonst data/store)")


@click.command("history", help="Welche Ausgaben und Versionen gibt es, und welche gilt?")
@store_option
def history_command(store: str | None) -> None:
    folder = versions.store_folder(store)
    holds, drafts = versions.released(folder), versions.open_drafts(folder)
    if holds is None and not drafts:
        click.echo("Noch nichts geladen.")
    for edition in all_editions(folder):
        told = edition.about
        made_on = day(date.fromisoformat(told["made_on"]))
        click.echo(
            f"fest  {edition.title}  {made_on}  aus Version {told['version']}  {told['note']}{'  DEMO' if told['demo'] else ''}"
        )
    for version, mark in versions.marked(folder):
        about = version.about()
        click.echo(
            f"{MARKS[mark]:9}  Version {version.number}  {about['loaded_at'].replace('T', ' ')}  {about['delivery']}  {about['files']} Dateien, {about['rows_read']} Zeilen{'  DEMO' if about['demo'] else ''}"
        )


@click.command("rollback", help="Eine frühere Version wieder gelten lassen.")
@click.argument("edition", type=int)
@store_option
def rollback_command(edition: int, store: str | None) -> None:
    roll_back(versions.store_folder(store), edition)
    click.echo(f"Es gilt wieder Version {edition}.")


@click.command("release", help="Den offenen Entwurf gelten lassen, mit allen, auf denen er aufbaut.")
@click.argument("version", type=int, required=False)
@store_option
def release_command(version: int | None, store: str | None) -> None:
    click.echo(f"Freigegeben: Es gilt Version {release_draft(versions.store_folder(store), version).number}.")


@click.command("discard", help="Einen Entwurf verwerfen, mit allen, die auf ihm aufbauen.")
@click.argument("version", type=int)
@store_option
def discard_command(version: int, store: str | None) -> None:
    folder = versions.store_folder(store)
    gone = discard_draft(folder, version, datetime.now().astimezone())
    click.echo(f"Verworfen: {listed_versions(gone)}. {_next_builds_on(folder)}")


@click.command("withdraw", help="Eine Lieferung zurückziehen, als Entwurf: Es zählt, was ohne sie gälte.")
@click.argument("number", type=int)
@click.option("--who", required=True, help="wer das entschieden hat (Funktion)")
@click.option("--why", required=True, help="warum")
@profile_option
@store_option
def withdraw_command(number: int, who: str, why: str, profile: str | None, store: str | None) -> None:
    folder, said = versions.store_folder(store), read_profile(profile)
    at = bench(folder, said)
    withdraw(folder, said, number, Decision(who, why), key=at.key, now=datetime.now().astimezone(), say=_quiet)
    made = versions.draft(folder)
    click.echo(
        f"Lieferung {number} ist zurückgezogen, als Entwurf: Version {made.number if made else 0}. "
        "Er gilt erst nach python -m etl release."
    )


def _quiet(phase: str, text: str, percent: float) -> None:
    """Nobody watches the progress."""


@click.command(
    "watch", help="Die Ablage beobachten: prüfen, was kommt, laden, was bestätigt ist (run.py startet das mit)."
)
@profile_option
@store_option
@click.option("--once", is_flag=True, help="enden, wenn nichts mehr zu tun ist")
def watch_command(profile: str | None, store: str | None, once: bool) -> None:
    folder = versions.store_folder(store)
    options = ("--store", str(folder), *(("--profile", profile) if profile else ()))
    Watcher(folder, options, click.echo, Drop(folder / "eingang")).run(once=once)


@click.command("work", hidden=True, help="Einen Schritt einer Lieferung tun; die Beobachtung ruft das auf.")
@click.argument("name")
@profile_option
@store_option
def work_command(name: str, profile: str | None, store: str | None) -> None:
    step(bench(versions.store_folder(store), read_profile(profile)), name)


def listed_versions(found: list[versions.Version]) -> str:
    return listed([f"Version {version.number}" for version in found])


def _next_builds_on(folder: Path) -> str:
    newest = versions.newest(folder)
    return f"Das nächste Laden baut auf Version {newest.number} auf." if newest else "Der Speicher ist wieder leer."


COMMANDS = (
    *(history_command, release_command, discard_command, rollback_command, withdraw_command),
    *(watch_command, work_command),
)
