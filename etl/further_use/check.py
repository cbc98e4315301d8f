"""Do the answers to the question on further use fit their sample? A sample comes whole: its row, and its answers in one file.

What is asked of every row alone stands in etl/roles.py. No message names a cell of an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from etl.delivery import Checked
from etl.findings import Finding
from etl.roles import NO_ANSWER, SAMPLE, SURVEY
from etl.typed import OUTSIDE
from store.table import Row

ENOUGH = 0.6  # of those drawn must have answered, or the sample is kept and not used
SAME = ("jahr", "befragt_in")
BY_CHANCE, BY_DAY, AS_IT_COMES = "zufall", "besuchstag", "gelegenheit"


@dataclass(frozen=True)
class Beside:
    """What a person or the profile knows besides the files: `names` that may be asked in, today's date."""

    names: frozenset[str]
    today: date


def named(sample: Row) -> str:
    """What a sample is called in a message."""
    return f"„{sample['befragt_in']}“ {sample['jahr']}"


def beside_samples(parts: Sequence[Checked], beside: Beside) -> tuple[list[Checked], list[Finding]]:
    """The parts without answers that do not fit their sample, and what is to be said; files of other roles stay as they are."""
    samples = [(part, row) for part in parts if part.kind.role == SAMPLE for row in part.rows.iter_rows(named=True)]
    about = pl.DataFrame([row for _, row in samples], schema=_schema(parts)) if samples else None
    judged = [_of_its_sample(part, about) if part.kind.role == SURVEY else part for part in parts]
    answers = [part for part in judged if part.kind.role == SURVEY]
    findings = [finding for part in answers for finding in _without_sample(part, about)]
    findings += [_outside(part) for part in answers if _lives_elsewhere(part)]
    for part, sample in samples:
        findings += [*_of_the_sample(part, sample, beside), *_how_many(part, sample, answers)]
    return judged, findings


def _schema(parts: Sequence[Checked]) -> dict[str, pl.DataType]:
    return dict(next(part for part in parts if part.kind.role == SAMPLE).rows.schema)


def _of_its_sample(part: Checked, samples: pl.DataFrame | None) -> Checked:
    """Without answers that say something else than their sample does."""
    if samples is None or part.rows.is_empty():
        return part
    asked = samples.select(*SAME, "auswahl", "gezogen", pl.col("fragebogen").str.split("|")).unique(SAME)
    rows = part.rows.join(asked, on=SAME, how="left", maintain_order="left")
    by_day = pl.col("auswahl") == BY_DAY
    some = {name: pl.col(name).is_not_null().any().over(SAME) for name in ("familie", "gewicht")}
    used = pl.col("genutzt").str.split("|").list.eval(pl.element().filter(~pl.element().is_in(["", NO_ANSWER])))
    reason = (
        pl.when(by_day & pl.col("tag").is_null()).then(pl.lit("fehlt|tag"))
        .when(by_day & pl.col("besuche_im_jahr").is_null()).then(pl.lit("fehlt|besuche_im_jahr"))
        .when(some["familie"] & pl.col("familie").is_null()).then(pl.lit("fehlt|familie"))
        .when(~pl.col("familie").is_between(1, pl.col("gezogen"))).then(pl.lit("familie_nummer|familie"))
        .when(some["gewicht"] & pl.col("gewicht").is_null()).then(pl.lit("fehlt|gewicht"))
        .when(used.list.set_difference("fragebogen").list.len() > 0).then(pl.lit("nicht_gefragt|genutzt"))
    )  # fmt: skip
    return part.rejecting(rows.with_columns(reason=reason).drop("auswahl", "gezogen", "fragebogen"))


def _without_sample(part: Checked, samples: pl.DataFrame | None) -> list[Finding]:
    alone = part.rows if samples is None else part.rows.join(samples, on=SAME, how="anti")
    if alone.is_empty():
        return []
    names = sorted({f"{name} {year}" for year, name in alone.select(SAME).unique().iter_rows()})
    return [part.finding("ohne_stichprobe", rows=alone.height, names=names)]


def _lives_elsewhere(part: Checked) -> bool:
    return bool((part.rows["wohngemeinde"] == OUTSIDE).any())


def _outside(part: Checked) -> Finding:
    return part.finding("antwort_ausserhalb", rows=part.rows.filter(pl.col("wohngemeinde") == OUTSIDE).height)


def _of_the_sample(part: Checked, sample: Row, beside: Beside) -> list[Finding]:
    name, drawn = named(sample), max(sample["gezogen"], 1)
    found = []
    if sample["befragt_in"] not in beside.names:
        found.append(part.finding("befragt_unbekannt", name=sample["befragt_in"]))
    if sample["stand"] > beside.today:
        found.append(part.finding("stand_zukunft", stand=sample["stand"], today=beside.today))
    if sample["auswahl"] == AS_IT_COMES:
        found.append(part.finding("stichprobe_gelegenheit", name=name))
    elif sample["geantwortet"] < ENOUGH * drawn:
        found.append(part.finding("antwort_gering", name=name, share=100 * sample["geantwortet"] // drawn))
    return found


def _how_many(part: Checked, sample: Row, answers: Sequence[Checked]) -> list[Finding]:
    """Do so many answer in the files as the sample says?"""
    mine = [(one, one.rows.filter(*(pl.col(name) == sample[name] for name in SAME))) for one in answers]
    there = [(one, rows) for one, rows in mine if rows.height]
    name, stated = named(sample), sample["geantwortet"]
    if len(there) > 1:
        return [part.finding("stichprobe_verteilt", name=name)]
    if not there:
        return [part.finding("ohne_antworten", name=name, stated=stated)] if stated else []
    one, rows = there[0]
    found = rows["familie"].n_unique() if rows["familie"].null_count() < rows.height else rows.height
    if found > stated:
        return [part.finding("mehr_antworten", name=name, stated=stated, found=found)]
    if found + one.rejected.height < stated:
        return [part.finding("antworten_fehlen", name=name, stated=stated, found=found)]
    return []
