"""Where does a secret of keys come from, and how does it go? python -m etl shared-key make | check | delete: one file a year, which only
its owner may read."""

import os
import secrets
from datetime import datetime
from pathlib import Path

import click

from etl.history import store_option
from etl.pseudonym.recipe import check_value, secret_of, year_of
from etl.pseudonym.told import WORDS
from store import keys, versions
from store.german import day

SAID = WORDS["secret"]
LARGEST = 1000  # bytes; a larger file is another one


@click.group(
    "shared-key",
    help="Der gemeinsame Schlüssel, mit dem Listen pseudonymisiert werden: anlegen, Prüfwert zeigen, löschen.",
)
def commands() -> None:
    pass


@commands.command(
    "make", help="Den gemeinsamen Schlüssel eines Jahres anlegen; einer, den es gibt, wird nie überschrieben."
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", type=click.IntRange(2020, 2099), required=True, help="für die Lieferungen dieses Jahres")
@store_option
def make_command(file: Path, year: int, store: str | None) -> None:
    if wrong := keys.misplaced(file, versions.store_folder(store)):
        raise keys.KeyProblem(wrong)
    text = f"gemeinsamer-schluessel-{year}:{secrets.token_hex(32)}"
    keys.write_new(file, text, SAID["exists"].format(path=file))
    click.echo(SAID["made"].format(year=year, path=file))
    click.echo(SAID["value"].format(value=check_value(secret_of(text))))
    click.echo(SAID["care"])


@commands.command("check", help="Den Prüfwert zeigen, oder ob er der genannte ist.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--value", help="der Prüfwert, den der Schlüssel haben soll")
def check_command(file: Path, value: str | None) -> None:
    text = read(file)
    found, year = check_value(secret_of(text)), year_of(text)
    if value is not None and value.strip().lower() != found:
        raise keys.KeyProblem(SAID["differs"].format(value=found, said=value))
    click.echo(SAID["value"].format(value=found) if value is None else SAID["fits"].format(year=year))


@commands.command("delete", help="Den gemeinsamen Schlüssel löschen und den Satz nennen, der es belegt.")
@click.argument("file", type=click.Path(path_type=Path))
def delete_command(file: Path) -> None:
    """What the file held is written over before it goes; a copy elsewhere, or an older state of the disk, it does not reach."""
    text = read(file)
    with file.open("r+b") as opened:
        opened.write(secrets.token_bytes(file.stat().st_size))
        opened.flush()
        os.fsync(opened.fileno())
    file.unlink()
    about = {"year": year_of(text), "value": check_value(secret_of(text))}
    click.echo(SAID["deleted"].format(day=day(datetime.now().astimezone().date()), **about))
    click.echo(SAID["copies"])


def read(file: Path) -> str:
    """The secret as it is written. Raises KeyProblem, also where a file of another kind is named."""
    if not file.is_file():
        raise keys.KeyProblem(SAID["not_there"].format(path=file))
    with file.open("rb") as opened:
        text = opened.read(LARGEST).decode("utf-8", "replace")
    secret_of(text)
    return text
