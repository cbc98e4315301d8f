"""How does a delivery become a new version? check → keep → build → publish → switch over; killed anywhere, the old one
stays."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb

from etl import keep, record
from etl.as_of import Loading, earlier_figures
from etl.build import build
from etl.delivery import Checked, Kept, Refused
from etl.examine import checked
from etl.findings import Confirmation
from etl.publish import publish, rounding_key
from etl.report import Report, Say
from etl.roles import STORED
from measures.engine.protect import rule as rule_of
from store import rights, versions
from store.connect import connect, transaction
from store.faults import PLACES, system_error
from store.profile import Profile


def load(
    delivery: Path,
    profile: Profile,
    store: Path,
    *,
    key: str | None,
    now: datetime,
    say: Say,
    override: str | None = None,
    demo_seed: int | None = None,
    confirmed: Sequence[Confirmation] = (),
) -> Report:
    """Loads a delivery as a new version and returns its Report; when it is refused nothing is changed."""
    with (
        only_one(store),
        checked(delivery, profile, override, say, confirmed=confirmed) as report,
    ):
        if report.refused:
            return report
        return _as_new_version(delivery.name, report, profile, store, key, now, say, demo_seed)


@contextmanager
def only_one(store: Path) -> Iterator[None]:
    """One load at a time: the lock falls with its process, however that ends."""
    store.mkdir(parents=True, exist_ok=True)
    try:
        lock = duckdb.connect(str(store / "laden.lock"))
    except duckdb.IOException as fault:
        if system_error(fault) in PLACES:  # the place is read-only or full, and nobody else is loading
            raise
        raise Refused("In diesem Speicher wird gerade geladen. Bitte warten, bis das fertig ist.") from fault
    rights.close(store)
    try:
        yield
    finally:
        lock.close()
        rights.close(store)


def rebuild(profile: Profile, store: Path, *, key: str | None, now: datetime, say: Say) -> None:
    """Counts and publishes the kept rows again as a new version, after a change in the profile or the program."""
    if versions.current(store) is None:
        raise Refused("Noch nichts geladen: Es gibt keine Version, die neu veröffentlicht werden könnte.")
    with only_one(store):
        _as_new_version("neu veröffentlicht", Report(), profile, store, key, now, say, None)


def _as_new_version(
    name: str, report: Report, profile: Profile, store: Path, key: str | None, now: datetime, say: Say, seed: int | None
) -> Report:
    before = versions.current(store)
    demo = seed is not None or bool(before and before.about().get("demo"))
    rounding = rounding_key(store, seed)
    new = versions.begin(store)
    loading = Loading(store, new, before, profile, key, now, demo, say)
    if before is not None:
        _take_over(before, new, key)
    with _opened(loading) as con, transaction(con):
        report = keep_rows(con, report, new.number, now, profile, say)
    earlier = earlier_figures(loading, rule_of(profile.office, rounding))
    with _opened(loading) as con:
        say("zaehlen", "Kinder werden gezählt", 65)
        with transaction(con):
            build(con, profile, demo=demo)
        say("veroeffentlichen", "Zahlen werden geschützt und veröffentlicht", 75)
        publish(con, profile, rounding, demo=demo, earlier=earlier)
    shutil.rmtree(loading.spill, ignore_errors=True)
    say("umschalten", "Neue Zahlen werden freigegeben", 98)
    versions.finish(store, new, _about(name, loading, report))
    _forget(store, profile.office.keeping.versions)
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


def _about(name: str, loading: Loading, report: Report) -> dict[str, object]:
    """What version.json says of a load."""
    return {
        "number": loading.new.number,
        "after": loading.before.number if loading.before else None,
        "loaded_at": f"{loading.now:%Y-%m-%dT%H:%M:%S}",
        "delivery": name,
        "demo": loading.demo,
        "encrypted": loading.key is not None,
        "files": len(report.parts),
        "rows_read": sum(part.read for part in report.parts),
    }


def _take_over(before: versions.Version, new: versions.Version, key: str | None) -> None:
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
    groups: dict[tuple[str, str], list[Checked]] = {}
    for part in report.parts:
        groups.setdefault((part.source.name, part.kind.role), []).append(part)
    kept, hints = [], []
    for n, ((name, role), parts) in enumerate(sorted(groups.items())):
        say("speichern", f"{name}: {role} wird übernommen", 45 + 19 * n / len(groups))
        hints += [hint for part in parts for hint in record.jumps(con, part)]
        stored = role in STORED
        now_kept = keep.keep(con, parts, role, version) if stored else [Kept(**vars(part)) for part in parts]
        record.record(con, now_kept, version, now)
        if stored:
            keep.retire(con, parts[0].source, role, version)
        kept += now_kept
    record.forget_replaced(con, now, profile.office.keeping.replaced_rows_years)
    record.confirm(con, report.given, version)
    return replace(report, parts=tuple(kept), findings=(*report.findings, *hints))


def _forget(store: Path, held: int) -> None:
    """Rows of children stay in the newest `held` versions only; published figures of all versions stay."""
    for old in versions.all_versions(store)[:-held]:
        old.microdata.unlink(missing_ok=True)
        old.analysis.unlink(missing_ok=True)
        for spill in old.folder.glob("spill-*"):  # of a question that was killed
            shutil.rmtree(spill)
