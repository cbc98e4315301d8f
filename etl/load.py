"""How does a delivery become a new version? check → keep → build → publish → switch over; killed anywhere, the old one
stays."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from etl import keep, record, sizes
from etl.as_of import Loading, earlier_figures
from etl.build import build
from etl.content import Content
from etl.delivery import Kept, Refused, by_source
from etl.examine import checked
from etl.findings import Confirmation
from etl.further_use.count import says_nothing
from etl.further_use.forget import forget_due, forget_in_versions, write_anew
from etl.further_use.kept import keep_counted
from etl.known import compared, more_than_live
from etl.publish import publish, rounding_key
from etl.release import forget, no_open_draft, only_one
from etl.report import Report, Say
from etl.roles import STORED
from etl.told import told
from measures.engine.protect import rule as rule_of
from store import reports, versions
from store.connect import connect, transaction
from store.ledger import cells_of_all
from store.profile import Profile
from store.spool import spool_key

Change = Callable[[duckdb.DuckDBPyConnection, int], Report]  # of the rows kept so far, for the version of this number


@dataclass(frozen=True)
class Task:
    """Of what a new version comes: it is called `name`, for whom, how and when. spooled: the delivery at the
    desk (store/spool.py) that it came from; "" = it came from elsewhere. withdraws: the delivery it does without."""

    name: str
    profile: Profile
    store: Path
    key: str | None
    now: datetime
    say: Say
    demo_seed: int | None = None
    as_draft: bool = False
    spooled: str = ""
    withdraws: int | None = None


def load(
    delivery: Path | Sequence[Content],
    profile: Profile,
    store: Path,
    *,
    key: str | None,
    now: datetime,
    say: Say,
    override: str | None = None,
    demo_seed: int | None = None,
    confirmed: Sequence[Confirmation] = (),
    as_draft: bool = False,
    spooled: str = "",
) -> Report:
    """Loads a delivery as a new version and returns its Report; when it is refused nothing is changed.

    as_draft: the desk looks at it first, nobody else sees it until it is released (etl/release.py).
    """
    name = delivery.name if isinstance(delivery, Path) else ", ".join(content.name for content in delivery)
    task = Task(name, profile, store, key, now, say, demo_seed, as_draft, spooled)
    with only_one(store), checked(delivery, profile, override, say, today=now.date(), confirmed=confirmed) as report:
        report = compared(report, versions.newest(store), key, store / "spill")
        if report.refused:
            return report
        kept = as_new_version(task, _keeping(report, task))
        if not spooled:
            _keep_report(task, kept)
        return kept


def rebuild(
    profile: Profile, store: Path, *, key: str | None, now: datetime, say: Say, name: str = "neu veröffentlicht"
) -> None:
    """Counts and publishes the kept rows again as a new version, after a change in the profile or the program."""
    if versions.released(store) is None:
        raise Refused("Noch nichts geladen: Es gibt keine Version, die neu veröffentlicht werden könnte.")
    with only_one(store):
        no_open_draft(store, "Neu gezählt")
        task = Task(name, profile, store, key, now, say)
        as_new_version(task, _keeping(Report(), task))


def _keeping(report: Report, task: Task) -> Change:
    return lambda con, version: keep_rows(con, report, version, task.now, task.profile, task.say)


def _keep_report(task: Task, report: Report) -> None:
    """Which lines were rejected, and why: the page Datenqualität names them. A load from the desk has it there."""
    made = versions.newest(task.store)
    if made is not None:
        key = bytes.fromhex(task.key) if task.key else spool_key(task.store)
        reports.keep(made, key, told(report, ()))


def as_new_version(task: Task, change: Change) -> Report:
    """Takes over the rows kept so far, lets `change` have them, counts and publishes; what was changed, as a Report."""
    store, say, days = task.store, task.say, task.profile.office.further_use.keep_days
    before = versions.newest(store)
    demo = task.demo_seed is not None or bool(before and before.about().get("demo"))
    rounding = rounding_key(store, task.demo_seed)
    rule = replace(rule_of(task.profile.office, rounding), handed=cells_of_all(store))
    new = versions.begin(store)
    loading = Loading(store, new, before, task.profile, task.key, task.now, demo, say)
    if before is not None:
        take_over(before, new, task.key)
    with _opened(loading) as con, transaction(con):
        report = change(con, new.number)
    earlier = earlier_figures(loading, rule)
    with _opened(loading) as con:
        say("zaehlen", "Kinder werden gezählt", 65)
        with transaction(con):
            build(con, task.profile, demo=demo)
        with transaction(con):
            keep_counted(con)
            gone = forget_due(con, task.now.date(), days)
        say("veroeffentlichen", "Zahlen werden geschützt und veröffentlicht", 75)
        publish(con, task.profile, rule, demo=demo, earlier=earlier)
        report = replace(report, findings=(*report.findings, *more_than_live(con), *says_nothing(con)))
    if gone:
        write_anew(new.microdata, task.key, loading.spill)
    shutil.rmtree(loading.spill, ignore_errors=True)
    say("umschalten", "Der Entwurf wird abgelegt" if task.as_draft else "Neue Zahlen werden freigegeben", 98)
    versions.finish(store, new, _about(task, loading, report), as_draft=task.as_draft)
    forget(store, task.profile.office.keeping.versions)
    forget_in_versions(store, task.key, task.now.date(), days)
    say("fertig", "Fertig", 100)
    return report


@contextmanager
def _opened(loading: Loading) -> Iterator[duckdb.DuckDBPyConnection]:
    """The three stores of the version that is being made; left in order, all rows lie in their files and none beside them."""
    new = loading.new
    files = {"microdata": new.microdata, "analysis": new.analysis, "published": new.published}
    con = connect(files, key=loading.key, read_only=False, temp=loading.spill)
    try:
        yield con
        for name in files:
            con.execute(f"CHECKPOINT {name}")  # closing would pass over a full disk and leave rows in a file beside
    finally:
        con.close()


def _about(task: Task, loading: Loading, report: Report) -> dict[str, object]:
    """What version.json says of a load."""
    return {
        "number": loading.new.number,
        "after": loading.before.number if loading.before else None,
        "loaded_at": f"{loading.now:%Y-%m-%dT%H:%M:%S}",
        "delivery": task.name,
        "spooled": task.spooled,
        "withdraws": task.withdraws,
        "demo": loading.demo,
        "world": task.profile.world or (loading.before.about().get("world", "") if loading.before else ""),
        "encrypted": loading.key is not None,
        "files": len(report.parts),
        "rows_read": sum(part.read for part in report.parts),
    }


def take_over(before: versions.Version, new: versions.Version, key: str | None) -> None:
    """The new version begins with the rows of the one before it. Raises Refused where that cannot be opened."""
    if not before.microdata.exists():
        raise Refused(
            f"Zu Version {before.number} fehlen die Einzeldaten. Bitte die Sicherung zurückholen oder in einen neuen Speicherordner laden."
        )
    if bool(before.about().get("encrypted")) != (key is not None):
        said = (
            "verschlüsselt. Bitte --unencrypted weglassen; wo der Schlüssel liegt, sagt: python -m etl key where"
            if key is None
            else "unverschlüsselt. Bitte --unencrypted angeben oder in einen neuen Speicherordner laden"
        )
        raise Refused(f"Der Speicher ist {said}.")
    shutil.copyfile(before.microdata, new.microdata)


def keep_rows(
    con: duckdb.DuckDBPyConnection, report: Report, version: int, now: datetime, profile: Profile, say: Say
) -> Report:
    """Joins the rows with those kept; the Report says what of each file was new."""
    con.execute("USE microdata")
    keep.create_tables(con)
    groups, kept = by_source(report.parts), []
    sizes.create_table(con)
    for n, ((name, role), parts) in enumerate(sorted(groups.items())):
        say("speichern", f"{name}: {role} wird übernommen", 45 + 19 * n / len(groups))
        stored, found = role in STORED, sizes.sizes_of(con, parts)
        now_kept = keep.keep(con, parts, role, version) if stored else [Kept(**vars(part)) for part in parts]
        record.record(con, now_kept, version, now)
        sizes.keep(con, parts, found, version)
        if stored:
            keep.retire(con, name, parts[0].source.delivery, role, version)
        kept += now_kept
    record.forget_replaced(con, now, profile.office.keeping.replaced_rows_years)
    record.confirm(con, report.given, version)
    return replace(report, parts=tuple(kept))
