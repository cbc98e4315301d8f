"""Do the files of a delivery fit each other, and the life of a child? Slips, Stand, children's files, dates, hints.

A Report comes out of it. Rows with a reason are kept apart (etl/delivery.py, Checked.rejecting); no finding holds a cell of a row.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from etl.check import MOST_REJECTED, columns_problems, typed_rows
from etl.content import Content
from etl.delivery import Checked, Found, Read, files_of, read_file
from etl.findings import Confirmation, Finding, confirmations, reason_text
from etl.from_profile import tables
from etl.readers import Unreadable
from etl.report import Report, Say, reasons_of
from etl.roles import CHILD_COLUMNS, OF_USE, ROLES
from etl.signs import signs
from etl.slips import slips_of, wrong_date_forms
from etl.sources import read_sources
from etl.typed import OLDEST, OUTSIDE, UNKNOWN, Lists, lists_of
from store.german import listed
from store.profile import Profile
from store.settings import ProfileProblem

SLIP = "lieferschein"


@contextmanager
def checked(
    delivery: Path | Sequence[Content],
    profile: Profile,
    override: str | None,
    say: Say,
    *,
    confirmed: Sequence[Confirmation] = (),
) -> Iterator[Report]:
    """Yields the Report of a delivery with its typed rows; nothing of it is ever written to disk. Raises Refused.

    confirmed: what a person says of the questions (etl/findings.toml, frage) that the delivery raises.
    """
    say("suchen", "Dateien werden gesucht", 1)
    tables(profile, demo=False)  # what is wrong with the profile is told now, and not after the rows were kept
    sources, lists = read_sources(profile), lists_of(profile)
    if slips := slips_of(sources, lists):
        raise ProfileProblem("\n".join(slips))
    files, problems, notes = files_of(delivery, sources, override)
    report = Report((), tuple(problems), tuple(notes), tuple(confirmed))
    for n, file in enumerate(files):
        say("lesen", f"{file.name} wird gelesen", 2 + 38 * n / len(files))
        report = _with(report, file, files, lists)
    if not report.refused:
        say("pruefen", "Zeilen werden geprüft", 41)
        report = _together(report, profile)
    yield report


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
    if report.refused or problems:
        return _more(report, problems)
    typed, problems = typed_rows(part, lists)
    return _more(replace(report, parts=(*report.parts, typed)), problems)


def _more(report: Report, findings: list[Finding]) -> Report:
    return replace(report, findings=(*report.findings, *findings))


def _together(report: Report, profile: Profile) -> Report:
    """Stand, period and source of every file; children joined to their use; dates, row numbers, hints."""
    slips = [p.rows.with_columns(folder=pl.lit(p.folder)) for p in report.parts if p.kind.role == SLIP]
    said = pl.concat(slips) if slips else pl.DataFrame(schema={"quelle": pl.String, "folder": pl.String})
    sure = [part if ROLES[part.kind.role].personal else _without_contradictions(part) for part in report.parts]
    parts = [_dated(_of_its_source(part, said), said) for part in sure]
    using = [part for part in parts if part.kind.role in OF_USE]
    findings = [part.finding("ohne_stand") for part in using if _unstated(part, said)]
    for name in sorted({part.source.name for part in using} & set(said["quelle"])):
        mine = [part for part in using if part.source.name == name]
        findings += slip_mismatch(mine, said.filter(pl.col("quelle") == name))
    findings += slips_alone(said, {part.source.name for part in using}, beside_files=bool(using))
    parts = [_in_time(_with_children(part, parts)) for part in parts]
    for part in parts:
        findings += too_many_rejected(part) + hints(part, profile.offers)
    answered, unclear = _confirmed(said)
    return _more(replace(report, parts=tuple(parts), confirmed=(*report.confirmed, *answered)), [*findings, *unclear])


def _confirmed(slips: pl.DataFrame) -> tuple[list[Confirmation], list[Finding]]:
    """What the slips confirm of their sources, and slips whose confirmation cannot be read."""
    if slips.is_empty():
        return [], []
    told = slips.drop_nulls("bestaetigt").select("quelle", "bestaetigt").unique(maintain_order=True)
    answers = {(source, text): confirmations(text, source) for source, text in told.iter_rows()}
    unclear = sorted({source for (source, _), found in answers.items() if found is None})
    return [one for found in answers.values() for one in found or ()], [
        Finding("bestaetigung_unklar", source, values={"name": source}) for source in unclear
    ]


def _without_contradictions(part: Checked) -> Checked:
    """Without rows that say different things about the same: none of them can be believed."""
    about = ROLES[part.kind.role].about
    said = part.rows.drop("line").unique().group_by(about).len().filter(pl.col("len") > 1)
    judged = part.rows.join(said, on=about, how="left", nulls_equal=True, maintain_order="left")
    problem = pl.when(pl.col("len").is_not_null()).then(pl.lit("widerspruch|"))
    return part.rejecting(judged.with_columns(reason=problem).drop("len"))


def _near(part: Checked, slips: pl.DataFrame) -> pl.DataFrame:
    """Slips that lie beside the file, else all."""
    beside = slips.filter(pl.col("folder") == part.folder)
    return beside if beside.height else slips


def _slips_of(part: Checked, slips: pl.DataFrame) -> pl.DataFrame:
    return _near(part, slips).filter((pl.col("quelle") == part.source.name) & (part.kind.role != SLIP))


def _of_its_source(part: Checked, slips: pl.DataFrame) -> Checked:
    """A canonical file whose name says nothing takes the one source its slip names, and is delivered as the slip says."""
    if part.kind.values is not None or part.kind.role not in OF_USE:
        return part
    source, named = part.source, _near(part, slips)["quelle"].unique().to_list()
    if source.name not in named and len(named) == 1:
        source = replace(source, name=named[0])
    mine = _slips_of(replace(part, source=source), slips)
    return replace(part, source=replace(source, delivery=mine["lieferart"][0]) if mine.height else source)


def _dated(part: Checked, slips: pl.DataFrame) -> Checked:
    """With its Stand and the period it covers: as its slips say it, else its name, else the last day in its rows."""
    if part.kind.role == SLIP:
        return replace(part, as_of=_newest(part.rows["datenstand"]))
    mine, stand, source = _slips_of(part, slips), part.source.as_of(part.name), part.source
    if mine.height:
        covered = (min(mine["zeitraum_von"].to_list()), max(mine["zeitraum_bis"].to_list()))
        return replace(part, as_of=_newest(mine["datenstand"]), period=covered)
    if stand and source.delivery == "zeitraum":
        return replace(part, as_of=stand, period=source.period(part.name))
    if stand and source.complete_since:
        return replace(part, as_of=stand, period=(source.complete_since, stand))
    return replace(part, as_of=stand or _last_date(part.rows))


def _unstated(part: Checked, slips: pl.DataFrame) -> bool:
    return not _slips_of(part, slips).height and not part.source.as_of(part.name)


def _last_date(rows: pl.DataFrame) -> date | None:
    days = [_newest(rows[name]) for name, kind in rows.schema.items() if kind == pl.Date and name != "wegzug"]
    days += [_newest(rows.select(pl.date("jahr", 12, 31)).to_series())] if "jahr" in rows.columns else []
    return max((day for day in days if day), default=None)


def _newest(days: pl.Series) -> date | None:
    found = days.max()
    return found if isinstance(found, date) else None


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


def too_many_rejected(part: Checked) -> list[Finding]:
    if part.rejected.height <= MOST_REJECTED * part.read:
        return []
    reasons = listed([reason_text(reason) for reason, _ in reasons_of(part)][:3])
    return [part.finding("zu_viele_abgewiesen", rows=part.rejected.height, read=part.read, reasons=reasons)]


def slip_mismatch(parts: list[Checked], slips: pl.DataFrame) -> list[Finding]:
    """Files of one source cut off in transit: fewer or more rows of an offer than its Lieferschein says.

    A rejected row may belong to any offer, so it fills up what an offer lacks.
    """
    stated = dict(
        slips.drop_nulls("zeilen").group_by("angebot").agg(pl.col("zeilen").sum()).sort("angebot").iter_rows()
    )
    rows = pl.concat([part.rows.select("angebot") for part in parts])
    found = dict(rows.group_by("angebot").len().iter_rows())
    rejected = sum(part.rejected.height for part in parts)
    missing = sum(max(0, said - found.get(offer, 0)) for offer, said in stated.items())
    wrong = [
        offer for offer, said in stated.items() if found.get(offer, 0) > said or said > found.get(offer, 0) + rejected
    ]
    if missing > rejected:
        wrong = wrong or [offer for offer, said in stated.items() if found.get(offer, 0) < said]
    return [
        parts[0].finding("zeilenzahl", rows=found.get(offer, 0), offer=offer, stated=stated[offer], rejected=rejected)
        for offer in wrong
    ]


def slips_alone(slips: pl.DataFrame, delivered: set[str], *, beside_files: bool) -> list[Finding]:
    """A Lieferschein without its file: the file got lost, or the Lieferschein comes later than the file."""
    alone = sorted(set(slips["quelle"]) - delivered)
    code = "ohne_datei" if beside_files else "schein_allein"
    return [
        Finding(code, name, values={"name": name})
        for name in alone
        if not beside_files or slips.filter((pl.col("quelle") == name) & (pl.col("zeilen").fill_null(1) > 0)).height
    ]
