"""python -m etl key make | where | prove: is there a key, where does it lie, and does its copy open the store?"""

from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from store import keys, versions
from store.connect import connect

store_option = click.option("--store", help="Speicherordner (sonst REICHWEITE_STORE, sonst data/store)")


@click.group("key", help="Der Schlüssel der Einzeldaten: anlegen, zeigen, wo er liegt, eine Kopie prüfen.")
def commands() -> None:
    pass


@commands.command("make", help="Einen Schlüssel anlegen; einer, den es gibt, wird nie überschrieben.")
@store_option
def make_command(store: str | None) -> None:
    path, folder = _own(), versions.store_folder(store)
    keys.make(path, folder)
    click.echo(f"Angelegt. {keys.told(path)}")


@commands.command("where", help="Wo der Schlüssel liegt und ob eine Kopie geprüft ist.")
def where_command() -> None:
    click.echo(keys.told(_own()))


@commands.command("prove", help="Beweist, dass eine Kopie des Schlüssels den Speicher öffnet.")
@click.argument("backup", type=click.Path(path_type=Path))
@store_option
def prove_command(backup: Path, store: str | None) -> None:
    path, folder = _own(), versions.store_folder(store)
    copied = _copied(backup, path, folder)
    opened = keys.encrypted(folder)
    if opened:
        _open_all(opened, copied)
    elif keys.read_key() != copied:
        raise keys.KeyProblem(f"Das ist ein anderer Schlüssel als {path}. Bitte die Kopie neu machen.")
    keys.note_proof(path, datetime.now().astimezone().date())
    what = f"Die Kopie öffnet den Speicher (Version {opened.number})." if opened else "Die Kopie gleicht dem Schlüssel."
    click.echo(f"{what} {keys.told(path)}")


def _own() -> Path:
    path = keys.key_file()
    if path is None:
        raise keys.KeyProblem(f"{keys.SETTING} ist leer: Es ist kein Schlüssel gewünscht. Bitte die Angabe entfernen.")
    return path


def _copied(backup: Path, path: Path, folder: Path) -> str:
    """The key that the copy holds. Raises KeyProblem where it is no copy in another place."""
    if not backup.is_file():
        raise keys.KeyProblem(f"{backup} ist keine Datei. Bitte den Pfad der Kopie prüfen.")
    if path.exists() and backup.samefile(path):
        raise keys.KeyProblem("Das ist der Schlüssel selbst und keine Kopie. Bitte die Kopie nennen.")
    wrong = keys.misplaced(backup, folder)
    if wrong:
        raise keys.KeyProblem(wrong)
    return keys.content_of(backup)


def _open_all(version: versions.Version, key_: str) -> None:
    """Raises KeyProblem unless the key opens both stores of a version."""
    files = {"microdata": version.microdata, "analysis": version.analysis}
    with closing(connect({name: file for name, file in files.items() if file.exists()}, key=key_)) as con:
        con.sql("SELECT count(*) FROM duckdb_tables()").fetchone()
