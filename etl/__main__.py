"""The commands of the data stewards: python -m etl check | suggest | load | demo | publish | audit, and those of etl/history.py and etl/key.py."""

import json
import os
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from etl import history
from etl.assistant.command import suggest_command
from etl.delivery import Refused
from etl.editions import publish_edition
from etl.examine import checked
from etl.findings import CONFIRMABLE, Confirmation, confirmations
from etl.further_use import command as further_use
from etl.history import profile_option, store_option
from etl.key import commands as key_commands
from etl.known import can_be_compared, compared
from etl.load import load, rebuild
from etl.pseudonym import command as pseudonym
from etl.publish import KeyMissing
from etl.report import Report, Say, lines_of, total_of
from etl.worlds import DEFAULT, WORLDS, as_in
from measures.engine.protect import RuleProblem
from store import rights, versions
from store.audience import AUDIENCES
from store.faults import ended
from store.german import number
from store.keys import KeyProblem, read_key
from store.ledger import cells_of_all
from store.profile import read_profile
from store.published import StoreProblem, open_published
from store.sealed import Damaged
from store.settings import ProfileProblem
from store.spool import Changed

SEED = 2026

source_option = click.option("--source", help="Name der Quelle, wenn der Dateiname sie nicht verrät")
progress_option = click.option(
    "--progress", type=click.Choice(["text", "json"]), default="text", help="Fortschritt als Text oder als JSON-Zeilen"
)
confirm_option = click.option(
    "--confirm", multiple=True, help="CODE=GRUND: bestätigt eine Frage der Prüfung; mehrfach möglich"
)
unencrypted_option = click.option("--unencrypted", is_flag=True, help="ausdrücklich ohne Verschlüsselung speichern")


@click.group(help="Lieferungen prüfen, laden und verwalten.")
def etl() -> None:
    pass


for command in (suggest_command, key_commands, *pseudonym.COMMANDS, *history.COMMANDS, *further_use.COMMANDS):
    etl.add_command(command)


@etl.command("check", help="Eine Lieferung nur prüfen, auch gegen den Bestand; nichts wird gespeichert.")
@click.argument("delivery", type=click.Path(path_type=Path))
@profile_option
@store_option
@source_option
@confirm_option
@progress_option
def check_command(
    delivery: Path,
    profile: str | None,
    store: str | None,
    source: str | None,
    confirm: tuple[str, ...],
    progress: str,
) -> None:
    asked = _confirmed(confirm)
    today, folder = datetime.now().astimezone().date(), versions.store_folder(store)
    with checked(
        delivery, as_in(folder, read_profile(profile)), source, _say(progress), today=today, confirmed=asked
    ) as report:
        kept = versions.newest(folder)
        key = read_key() if kept and kept.about().get("encrypted") else None
        click.echo(_beside_what(kept, key))
        _finish(compared(report, kept, key, folder / "spill"), "Die Lieferung würde geladen.")


@etl.command("load", help="Eine Lieferung prüfen und als neue Version laden.")
@click.argument("delivery", type=click.Path(path_type=Path))
@profile_option
@store_option
@source_option
@confirm_option
@progress_option
@unencrypted_option
@click.option("--draft", is_flag=True, help="als Entwurf, den erst python -m etl release gelten lässt")
def load_command(
    delivery: Path,
    profile: str | None,
    store: str | None,
    source: str | None,
    confirm: tuple[str, ...],
    progress: str,
    unencrypted: bool,
    draft: bool,
) -> None:
    folder = versions.store_folder(store)
    opened = versions.open_drafts(folder)
    report = load(
        delivery,
        as_in(folder, read_profile(profile)),
        folder,
        key=_key(unencrypted),
        now=datetime.now().astimezone(),
        say=_say(progress),
        override=source,
        as_draft=draft,
        confirmed=_confirmed(confirm),
    )
    _finish(report, _loaded(folder, opened, as_draft=draft) if not report.refused else "")


@etl.command("demo", help="Erfundene Lieferungen erzeugen und laden (immer als DEMO gekennzeichnet).")
@profile_option
@store_option
@click.option("--seed", type=int, default=SEED, show_default=True, help="Startzahl des Zufalls")
@click.option("--children", type=int, help="Zahl der Kinder unter 18 (sonst wie im Landkreis)")
@click.option(
    "--world",
    type=click.Choice(list(WORLDS)),
    default=DEFAULT,
    show_default=True,
    help="Listen mit gemeinsamem Schlüssel, jede mit eigenen Nummern, oder nur Zählwerte",
)
@progress_option
def demo_command(
    profile: str | None, store: str | None, seed: int, children: int | None, world: str, progress: str
) -> None:
    from etl.demo import make_deliveries

    folder, say = versions.store_folder(store), _say(progress)
    now = versions.newest(folder)
    if now and now.about().get("encrypted"):
        raise Refused("Dieser Speicher ist verschlüsselt. Erfundene Daten bitte in einen anderen laden: --store ORDNER")
    if read_key() is not None:
        click.echo("Die Demodaten sind erfunden und werden ohne den Schlüssel gespeichert.", err=True)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="demo-", dir=folder) as work:
        making = lambda text, share: say("demo", text, share * 0.3)
        made = make_deliveries(Path(work) / "demo", seed=seed, children=children, world=world, say=making)
        (made / "wahrheit.json").replace(folder / "wahrheit.json")
        report = load(
            made,
            replace(read_profile(profile), world=world),
            folder,
            key=None,
            now=datetime.now().astimezone(),
            say=lambda phase, text, share: say(phase, text, 30 + share * 0.7),
            demo_seed=seed,
        )
    if report.refused:
        _finish(report, "")
    click.echo(total_of(report))
    click.echo(f"DEMO geladen: Version {_number(folder)}.")


@etl.command(
    "publish",
    help="Die geltende Version neu zählen und veröffentlichen, etwa nach einer Änderung im Profil; mit --edition festhalten.",
)
@profile_option
@store_option
@progress_option
@unencrypted_option
@click.option("--edition", help="die geltende Version als Ausgabe festhalten, zum Beispiel 2026")
@click.option("--note", default="", help="wofür die Ausgabe ist, zum Beispiel Jahrestreffen 2026")
def publish_command(
    profile: str | None, store: str | None, progress: str, unencrypted: bool, edition: str | None, note: str
) -> None:
    folder = versions.store_folder(store)
    if edition:
        frozen = publish_edition(folder, name=edition, note=note, today=datetime.now().astimezone().date())
        click.echo(f"{frozen.title} ist veröffentlicht: Version {frozen.about['version']}, ab jetzt unverändert.")
        return
    rebuild(read_profile(profile), folder, key=_key(unencrypted), now=datetime.now().astimezone(), say=_say(progress))
    click.echo(f"Neu veröffentlicht: Version {_number(folder)}.")


@etl.command("audit", help="Greift die geltende Veröffentlichung an: Lassen sich 1 oder 2 Kinder erschließen?")
@store_option
@click.option("--cells", default=300, show_default=True, help="so viele kleinste Zellen auch ganzzahlig prüfen")
def audit_command(store: str | None, cells: int) -> None:
    from measures.engine.attack.audit import audit
    from measures.engine.attack.handover import proofs_of_all
    from measures.engine.attack.integer import integer_audit

    folder = versions.store_folder(store)
    tables = open_published(folder).tables
    found = audit(tables, cells_of_all(folder))
    click.echo(f"{number(found.known)} gezeigte Zahlen, {number(found.relations)} Beziehungen zwischen ihnen.")
    click.echo(
        f"Eingrenzung: {found.proofs or 'keine'} Gruppe{'n' * (found.proofs > 1)} von 1 oder 2 Kindern erschlossen."
    )
    small, again = len(found.against.small), len(found.against.drawn_twice)
    click.echo(
        f"Gezeigt, wo zu wenige zu erwarten sind: {small or 'keine'}. Ein zweites Mal gerundet: {again or 'keine'}."
    )
    given = {reader: proofs_of_all(folder, reader) for reader in AUDIENCES}
    for reader, proofs in given.items():
        click.echo(f"Alles Ausgegebene zusammen, {AUDIENCES[reader]}: {proofs or 'keine'} erschlossen.")
    whole = integer_audit(tables, cells)
    click.echo(
        f"Ganzzahlprüfung der {whole.asked} kleinsten: {len(whole.proved) or 'keine'} erschlossen"
        + (f", {whole.open} nicht zu Ende gerechnet." if whole.open else ".")
    )
    if found.failures or whole.proved or any(given.values()):
        raise Refused("Bitte in amt.toml, [schutz], min_erwartet anheben und python -m etl publish aufrufen.")


def _confirmed(said: tuple[str, ...]) -> list[Confirmation]:
    read = [confirmations(one) for one in said]
    if None in read:
        raise click.UsageError(f"--confirm braucht CODE=GRUND. Bestätigen lassen sich: {', '.join(CONFIRMABLE)}.")
    return [answer for answers in read for answer in answers or ()]


def _key(unencrypted: bool) -> str | None:
    key = read_key()
    if key is None and not unencrypted:
        raise click.UsageError(
            "Kein Schlüssel gesetzt. Einen anlegen: python -m etl key make. Oder --unencrypted angeben."
        )
    return None if unencrypted else key


def _beside_what(kept: versions.Version | None, key: str | None) -> str:
    if kept is None:
        return "Im Speicher liegt noch nichts, mit dem die Lieferung zu vergleichen wäre."
    if can_be_compared(kept, key):
        return f"Verglichen mit Version {kept.number} im Speicher."
    return f"Nicht verglichen: Version {kept.number} im Speicher lässt sich ohne ihren Schlüssel nicht öffnen."


def _number(folder: Path) -> int:
    newest = versions.newest(folder)
    return newest.number if newest else 0


def _loaded(folder: Path, opened: list[versions.Version], *, as_draft: bool) -> str:
    """opened: the drafts that were open before."""
    number = _number(folder)
    if not as_draft:
        also = f" Damit gilt auch der Entwurf davor: {history.listed_versions(opened)}." if opened else ""
        return f"Geladen: Version {number}.{also}"
    return (
        f"Als Entwurf geladen: Version {number}. Sie gilt erst nach python -m etl release; "
        f"verwerfen: python -m etl discard {number}."
    )


def _say(progress: str) -> Say:
    if progress == "json":
        return lambda phase, text, percent: click.echo(
            json.dumps({"phase": phase, "text": text, "percent": round(percent, 1)}, ensure_ascii=False)
        )
    return lambda phase, text, percent: click.echo(f"{percent:3.0f} %  {text}", err=True)


def _finish(report: Report, done: str) -> None:
    for line in lines_of(report):
        click.echo(line, err=report.refused)
    if report.refused:
        raise Refused("Die Lieferung wird nicht geladen. Am Bestand ist nichts geändert.")
    click.echo(done)


def main() -> int:
    os.umask(rights.OTHERS)

    def work() -> None:
        """As click does it, but the exit codes and the last words are ours."""
        try:
            with etl.make_context("python -m etl", sys.argv[1:]) as context:
                etl.invoke(context)
        except click.exceptions.Exit:  # --help was read
            sys.stdout.flush()
        except click.Abort as stop:
            raise KeyboardInterrupt from stop
        except click.ClickException as wrong:
            raise click.UsageError(wrong.format_message()) from wrong

    refused = (Refused, KeyProblem, KeyMissing, ProfileProblem, RuleProblem, StoreProblem, Changed, Damaged)
    return ended("etl", work, sys.argv[1:], refused=refused, wrong=(click.ClickException,))


if __name__ == "__main__":
    sys.exit(main())
