"""python -m etl draw-sample | forget: whom to ask, and when the answers go."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from etl.further_use.draw import draw, lines_of
from etl.further_use.forget import Sample, arrived, forget_at_the_desk, forget_in_versions, samples_of
from etl.history import profile_option, store_option
from etl.load import rebuild
from etl.release import only_one
from store import versions
from store.german import day, number
from store.keys import read_key
from store.profile import Profile, read_profile


@click.command(
    "draw-sample", help="Aus einer Liste ziehen, wer nach der Mitnutzung gefragt wird; genannt werden nur Zeilen."
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--count", type=click.IntRange(min=1), required=True, help="so viele Familien oder Kinder")
@click.option(
    "--by",
    help="Spalte, die in allen Zeilen einer Familie (oder eines Kindes) gleich ist; sonst ist jede Zeile ein Kind",
)
def draw_command(file: Path, count: int, by: str | None) -> None:
    for line in lines_of(draw(file, count, by), families=by is not None):
        click.echo(line)


@click.command(
    "forget", help="Antworten der Mitnutzungsfrage löschen, deren Frist um ist, überall; sagt, was als Nächstes kommt."
)
@profile_option
@store_option
def forget_command(profile: str | None, store: str | None) -> None:
    folder, said, now = versions.store_folder(store), read_profile(profile), datetime.now().astimezone()
    for line in forget(folder, said, now):
        click.echo(line)


def forget(store: Path, profile: Profile, now: datetime) -> Iterator[str]:
    """Deletes what is due, counts again so that the proof is published, and says both in German. Raises Refused, Busy, KeyProblem."""
    days, newest = profile.office.further_use.keep_days, versions.newest(store)
    if newest is None:
        yield "Noch nichts geladen."
        return
    key = read_key() if newest.about().get("encrypted") else None
    due, later = _split(samples_of(newest, key, days), now.date())
    waits = bool(due) and versions.draft(store) is not None
    if due and not waits:
        rebuild(profile, store, key=key, now=now, say=_quiet, name="Antworten gelöscht")
    with only_one(store):
        closed = forget_in_versions(store, key, now.date(), days)
        desk = forget_at_the_desk(store, now, days)
    yield from (f"Gelöscht: {_named(one)}, fällig seit {day(one.due_on)}." for one in due)
    yield from (f"Gelöscht: Dateien einer Lieferung, die seit dem {day(arrived(one))} hier lag." for one in desk)
    yield from (
        f"Version {one.number} lässt sich gerade nicht öffnen (anderer Schlüssel, oder jemand liest sie); dort ist nichts gelöscht. "
        "Bitte den Befehl wiederholen."
        for one in closed
    )
    if not due and not desk:
        yield "Nichts ist fällig."
    if waits:
        yield "Ein Entwurf ist offen: Der Nachweis steht auf der Seite Datenqualität, sobald wieder geladen oder neu gezählt wird."
    yield from (f"Als Nächstes: {_named(one)}, fällig am {day(one.due_on)}." for one in later)
    yield "Die Bögen und die gelieferte Datei selbst löscht, wer sie hat."


def _quiet(phase: str, text: str, percent: float) -> None:
    """Nobody watches the progress."""


def _split(found: Sequence[Sample], today: date) -> tuple[list[Sample], list[Sample]]:
    return [one for one in found if one.due_on <= today], [one for one in found if one.due_on > today]


def _named(one: Sample) -> str:
    return f"{number(one.rows)} Antwort{'en' * (one.rows != 1)}, befragt in „{one.source}“, Jahr {one.year}"


COMMANDS = (draw_command, forget_command)
