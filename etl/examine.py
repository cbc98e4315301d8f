"""Do the files of a delivery fit each other, and the life of a child? Slips, Stand, children's files, dates, hints.

A Report comes out of it. Rows with a reason are kept apart (etl/delivery.py, Checked.rejecting); no finding holds a cell of a row.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from etl.benchmarks import said_twice
from etl.check import columns_problems, typed_rows
from etl.content import Content
from etl.delivery import Checked, Found, Read, by_source, files_of, read_file
from etl.findings import Confirmation, Finding
from etl.from_profile import tables
from etl.further_use.check import Beside, beside_samples
from etl.judged import judged, sums_judged
from etl.loss import losses, nothing_accepted, too_many_rejected
from etl.misfits import misfits_of, wrong_date_forms
from etl.readers import Unreadable
from etl.report import Report, Say
from etl.roles import CHILD_COLUMNS, OF_USE, OLDEST
from etl.same_key import of_the_delivery
from etl.signs import signs
from etl.slips import SLIP, confirmed_by, dated, of_its_source, says_none, slip_mismatch, slips_alone, slips_of
from etl.sources import read_sources
from etl.typed import OUTSIDE, UNKNOWN, Lists, lists_of
from store.profile import Profile
from store.settings import ProfileProblem

UNTYPED = ("keine_spalte_bekannt", "datumsform")  # nothing can be said of the rows of such a file
UNREAD = ("unlesbar", "keine_quelle", "mehrere_quellen", "mehrere_eintraege", "spalte_fehlt", *UNTYPED)


@contextmanager
def checked(
    delivery: Path | Sequence[Content],
    profile: Profile,
    override: str | None,
    say: Say,
    *,
    today: date,
    confirmed: Sequence[Confirmation] = (),
) -> Iterator[Report]:
    """Yields the Report of a delivery with its typed rows; nothing of it is ever written to disk. Raises Refused.

    today: the Stand of a file that says none; no stated Stand lies after it. confirmed: what a person says of the questions (etl/findings.toml, frage) that the delivery raises.
    """
    say("suchen", "Dateien werden gesucht", 1)
    tables(profile, demo=False)  # what is wrong with the profile is told now, and not after the rows were kept
    sources, lists = read_sources(profile), lists_of(profile)
    if wrong := misfits_of(sources, lists):
        raise ProfileProblem("\n".join(wrong))
    files, problems, notes = files_of(delivery, sources, override)
    report = Report((), tuple(problems), tuple(notes), tuple(confirmed))
    for n, file in enumerate(files):
        say("lesen", f"{file.name} wird gelesen", 2 + 38 * n / len(files))
        report = _with(report, file, files, lists)
    say("pruefen", "Zeilen werden geprüft", 41)
    yield _of_whole_sources(report, profile, lists, today)


def _with(report: Report, file: Found, files: list[Found], lists: Lists) -> Report:
    """The report and one more file, as far as it can be read."""
    try:
        parts = read_file(file)
    except Unreadable as fault:
        return _more(report, [Finding("unlesbar", file.source.name, values={"said": str(fault).removesuffix(".")})])
    with_children = any(f.kind.role == "kinder" and f.source.name == file.source.name for f in files)
    for part in parts:
        report = _with_part(report, part, lists, with_children=with_children)
    return report


def _with_part(report: Report, part: Read, lists: Lists, *, with_children: bool) -> Report:
    """The report and one more table, typed unless its columns are wrong."""
    problems = columns_problems(part, with_children=with_children) or wrong_date_forms(part)
    told = [part.finding(hint.code, rows=hint.rows, lines=hint.lines, **hint.values) for hint in part.table.hints]
    report = _more(report, told + signs(part))
    report = replace(report, notes=(*report.notes, *(f"{part.label}: {note}" for note in part.table.notes)))
    if any(problem.code in UNTYPED for problem in problems):
        return _more(report, problems)
    typed, more = typed_rows(part, lists, whole=not problems)
    return _more(replace(report, parts=(*report.parts, typed)), [*problems, *more])


def _more(report: Report, findings: list[Finding]) -> Report:
    return replace(report, findings=(*report.findings, *findings))


def _of_whole_sources(report: Report, profile: Profile, lists: Lists, today: date) -> Report:
    """What files say together, of sources all of whose files were read: of the others it would follow from what is missing."""
    unread = {finding.source for finding in report.findings if finding.code in UNREAD}
    aside = [part for part in report.parts if part.source.name in unread]
    read = tuple(part for part in report.parts if part.source.name not in unread)
    told = _together(replace(report, parts=read, findings=()), profile, lists, today)
    findings = [finding for finding in told.findings if not (unread and finding.code == "ohne_datei")]
    return replace(told, parts=(*aside, *told.parts), findings=(*report.findings, *findings))


def _together(report: Report, profile: Profile, lists: Lists, today: date) -> Report:
    """Stand, period and source of every file; children joined to their use; dates, row numbers, hints."""
    slips = [p.rows.with_columns(folder=pl.lit(p.folder)) for p in report.parts if p.kind.role == SLIP]
    said = pl.concat(slips) if slips else pl.DataFrame(schema={"quelle": pl.String, "folder": pl.String})
    sure = [sums_judged(part) for part in report.parts]
    parts = [dated(of_its_source(part, said), said, today) for part in sure]
    parts, findings = judged([_in_time(_with_children(part, parts)) for part in parts])
    parts, more = beside_samples(parts, Beside(_may_be_asked(parts, profile, lists), today))
    parts = [replace(part, losses=losses(part, lists)) for part in parts]
    findings += more
    findings += [finding for part in parts for finding in _of_a_file(part, said, today, profile.offers)]
    for of_source in by_source(parts).values():
        findings += too_many_rejected(of_source)
    using = [part for part in parts if part.kind.role in OF_USE]
    for name in sorted({part.source.name for part in using} & set(said["quelle"])):
        mine = [part for part in using if part.source.name == name]
        findings += slip_mismatch(mine, said.filter(pl.col("quelle") == name))
    findings += of_the_delivery(parts)
    findings += slips_alone(said, {part.source.name for part in using}, beside_files=bool(using))
    findings += [finding for part in parts for finding in said_twice(part, profile)]
    answered, unclear = confirmed_by(said)
    return _more(replace(report, parts=tuple(parts), confirmed=(*report.confirmed, *answered)), [*findings, *unclear])


def _may_be_asked(parts: Sequence[Checked], profile: Profile, lists: Lists) -> frozenset[str]:
    """Names of which a sample may say that its families were drawn there."""
    return frozenset({*lists.offers, *read_sources(profile), *(part.source.name for part in parts)})


def _of_a_file(part: Checked, slips: pl.DataFrame, today: date, offers: pl.DataFrame) -> list[Finding]:
    """Its Stand, whether it holds anything, who says that it is complete, and what the office should look at."""
    findings, mine = [], slips_of(part, slips)
    if part.as_of and part.as_of > today and mine.is_empty():
        findings.append(part.finding("stand_zukunft", stand=part.as_of, today=today))
    if part.kind.role in OF_USE and not part.as_of_stated:
        findings.append(part.finding("ohne_stand", stand=today))
    if part.kind.role in OF_USE and mine.is_empty():
        findings.append(part.finding("ungeprueft"))
    return findings + nothing_accepted(part, says_none=says_none(mine)) + hints(part, offers)


def _with_children(part: Checked, parts: list[Checked]) -> Checked:
    """Birth, sex and home from the children's file of the same source; that of the same Stand goes first."""
    mine = [p for p in parts if p.kind.role == "kinder" and p.source.name == part.source.name]
    if part.kind.role != "nutzung" or not mine:
        return part
    known = pl.concat([p.rows.with_columns(other=pl.lit(p.as_of != part.as_of), stand=pl.lit(p.as_of)) for p in mine])
    known = known.sort("other", "stand", "kind_nr", "line", descending=[False, True, False, False]).unique(
        "kind_nr", keep="first", maintain_order=True
    )
    rows = part.rows.with_columns(pl.col("wohngemeinde").replace(UNKNOWN, None))
    joined = rows.join(
        known.select("kind_nr", *(pl.col(c).alias(f"{c}_kind") for c in CHILD_COLUMNS)), on="kind_nr", how="left"
    )
    missing = ~pl.col("kind_nr").is_in(known["kind_nr"].implode())
    return part.rejecting(
        joined.with_columns([pl.coalesce(c, f"{c}_kind").alias(c) for c in CHILD_COLUMNS]).select(
            *part.rows.columns, reason=pl.when(missing).then(pl.lit("kind_fehlt|kind_nr"))
        )
    )


def _in_time(part: Checked) -> Checked:
    """Without use that ends before it begins, begins before the child or after the file's own Stand."""
    if part.kind.role != "nutzung":
        return part
    born = pl.date(pl.col("geburtsjahr"), pl.col("geburtsmonat").fill_null(1), 1)
    after = pl.lit(False) if part.as_of is None else pl.col("beginn") > part.as_of
    problem = (
        pl.when(pl.col("geburtsjahr").is_null())
        .then(pl.lit("fehlt|geburtsjahr"))
        .when(pl.col("ende") < pl.col("beginn"))
        .then(pl.lit("ende_vor_beginn|ende"))
        .when(pl.col("beginn") < born)
        .then(pl.lit("vor_geburt|beginn"))
        .when(pl.col("beginn").dt.year() - pl.col("geburtsjahr") > OLDEST)
        .then(pl.lit("zu_alt|beginn"))
        .when(after)
        .then(pl.lit("nach_stand|beginn"))
    )
    return part.rejecting(part.rows.with_columns(pl.col("wohngemeinde").fill_null(UNKNOWN), reason=problem))


def hints(part: Checked, offers: pl.DataFrame) -> list[Finding]:
    """What the office should look at, though it is loaded: unknown homes, homes outside, ages that do not fit the offer."""
    if part.kind.role != "nutzung":
        return []
    rows = part.rows
    ages = offers.select("id", *(pl.col(c).cast(pl.Int32, strict=False) for c in ("alter_von", "alter_bis")))
    fitting = rows.join(ages, left_on="angebot", right_on="id", how="left")
    age = pl.col("beginn").dt.year() - pl.col("geburtsjahr")
    odd = fitting.filter((age < pl.col("alter_von") - 1) | (age > pl.col("alter_bis") + 1)).height
    counts = {
        "wohnort_unbekannt": rows.filter(pl.col("wohngemeinde") == UNKNOWN).height,
        "wohnort_ausserhalb": rows.filter(pl.col("wohngemeinde") == OUTSIDE).height,
        "alter_angebot": odd,
    }
    return [part.finding(code, rows=n) for code, n in counts.items() if n]
