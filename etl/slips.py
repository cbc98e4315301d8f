"""What does a Lieferschein say of the files beside it? Source, Stand, period, numbers of rows, confirmations."""

from dataclasses import replace
from datetime import date

import polars as pl

from etl.delivery import Checked
from etl.findings import Confirmation, Finding, confirmations
from etl.roles import OF_USE

SLIP = "lieferschein"


def _near(part: Checked, slips: pl.DataFrame) -> pl.DataFrame:
    """Slips that lie beside the file, else all."""
    beside = slips.filter(pl.col("folder") == part.folder)
    return beside if beside.height else slips


def slips_of(part: Checked, slips: pl.DataFrame) -> pl.DataFrame:
    """Those of its source; where its name says a day and some of them speak of that day, only these."""
    mine = _near(part, slips).filter((pl.col("quelle") == part.source.name) & (part.kind.role != SLIP))
    named = part.source.as_of(part.name)
    if named is None or mine.is_empty():
        return mine
    of_that_day = mine.filter(pl.lit(named).is_between("zeitraum_von", "zeitraum_bis"))
    return of_that_day if of_that_day.height else mine


def of_its_source(part: Checked, slips: pl.DataFrame) -> Checked:
    """A canonical file whose name says nothing takes the one source its slip names, and is delivered as the slip says."""
    if part.kind.values is not None or part.kind.role not in OF_USE:
        return part
    source, named = part.source, _near(part, slips)["quelle"].unique().to_list()
    if source.name not in named and len(named) == 1:
        source = replace(source, name=named[0])
    mine = slips_of(replace(part, source=source), slips)
    return replace(part, source=replace(source, delivery=mine["lieferart"][0]) if mine.height else source)


def dated(part: Checked, slips: pl.DataFrame, today: date) -> Checked:
    """With its Stand, the period it covers and the check value of its key: as its slips say it; Stand and period else by its name;
    else the day of loading is assumed."""
    if part.kind.role == SLIP:
        return replace(part, as_of=_newest(part.rows["datenstand"]))
    mine, stand, source = slips_of(part, slips), part.source.as_of(part.name), part.source
    if mine.height:
        covered = (min(mine["zeitraum_von"].to_list()), max(mine["zeitraum_bis"].to_list()))
        values = tuple(mine["pruefwert"].drop_nulls().unique().sort())
        return replace(part, as_of=_newest(mine["datenstand"]), period=covered, check_values=values)
    if stand and source.delivery == "zeitraum":
        return replace(part, as_of=stand, period=source.period(part.name))
    since = source.complete_since
    period = (since, stand or today) if since and since <= (stand or today) else None
    return replace(part, as_of=stand or today, as_of_stated=stand is not None, period=period)


def _newest(days: pl.Series) -> date | None:
    found = days.max()
    return found if isinstance(found, date) else None


def says_none(slips: pl.DataFrame) -> bool:
    """Does one of them say that there is nothing to report?"""
    return bool(slips.height and slips["zeilen"].eq(0).any())


def confirmed_by(slips: pl.DataFrame) -> tuple[list[Confirmation], list[Finding]]:
    """What the slips confirm of their sources, and slips whose confirmation cannot be read."""
    if slips.is_empty():
        return [], []
    told = slips.drop_nulls("bestaetigt").select("quelle", "bestaetigt").unique(maintain_order=True)
    answers = {(source, text): confirmations(text, source) for source, text in told.iter_rows()}
    unclear = sorted({source for (source, _), found in answers.items() if found is None})
    return [one for found in answers.values() for one in found or ()], [
        Finding("bestaetigung_unklar", source, values={"name": source}) for source in unclear
    ]


def slip_mismatch(parts: list[Checked], slips: pl.DataFrame) -> list[Finding]:
    """Files of one source cut off in transit: fewer or more rows of an offer than its Lieferschein says.

    A rejected row may belong to any offer: what is lacking may have been rejected, and is then only told.
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
    if missing and not wrong:
        accepted = sum(found.get(offer, 0) for offer in stated)
        return [parts[0].finding("zeilen_fehlen", rows=accepted, stated=sum(stated.values()))]
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
