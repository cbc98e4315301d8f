"""Which offer was a child's first, and what had children used in the years before?"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from measures.engine.counting.reach import TALLY, with_series
from measures.engine.measure import Measure, Selection
from measures.engine.reading.coverage import SHARED_SPACE
from measures.engine.reading.setting import Group
from measures.overlap import Ground, as_tally, counted, read_ground
from store.connect import Connection
from store.table import Row

ROWS = """
    SELECT year, mask, coalesce(prev, 0)::UBIGINT AS prev, count(*)::BIGINT AS children
    FROM child_year WHERE space = $1 AND age BETWEEN $2 AND $3 GROUP BY ALL ORDER BY ALL"""

ENTRY, ANY = "entry", "any"


@dataclass(frozen=True)
class Space:
    """What one key tells. told[moment, group]: it alone tells of the offer; rows: ROWS of it, one frame per year."""

    name: str
    told: np.ndarray
    rows: dict[int, pl.DataFrame]


def compute(con: Connection, selection: Selection) -> pl.DataFrame:
    """The tally of the district, per year and offer, as far as one key reaches.

    entry: children who use the offer and had used nothing before (source: as far as the key of one source tells);
    before: users who had used the partner, or any other offer, in earlier years.
    Only where another offer of the key was delivered in an earlier year: otherwise it would be the first contact again.
    What children used after the year is told by the later offer alone: there is no number of a child to follow."""
    ground = read_ground(con, "pathway", ("angebot",))
    if ground is None:
        return pl.DataFrame(schema=TALLY)
    rows = []
    for space in _spaces(con, ground):
        for at, _ in enumerate(ground.people):
            for group_at in np.flatnonzero(space.told[at]):
                group = ground.groups[group_at]
                if selection.wants(group.name):
                    rows += _of_offer(ground, space, group, at)
    return with_series(as_tally(rows, ground), "pathway").select(*TALLY)


def _spaces(con: Connection, ground: Ground) -> list[Space]:
    (band,) = ground.material.setting.bands
    moments = range(len(ground.people))
    keys = np.array([[ground.key_of(group, at) or "" for group in ground.groups] for at in moments])
    spaces = []
    for name in sorted(set(keys.ravel()) - {""}):
        rows = con.sql(ROWS, params=[name, band.first, band.last]).pl()
        by_year = {year: of_year for (year,), of_year in rows.partition_by("year", as_dict=True).items()}
        spaces.append(Space(name, keys == name, by_year))
    return spaces


def _of_offer(ground: Ground, space: Space, group: Group, at: int) -> list[Row]:
    """The rows of one offer in one year."""
    said, year = ground.said[group.name], ground.material.occasion.moments[at].year
    earlier = np.flatnonzero(space.told[:at].any(axis=0))
    others = [ground.groups[n] for n in earlier if ground.groups[n] != group]
    if not others or said["reason"][at] == "not_applicable":
        return []
    start = ground.material.occasion.moments[int(np.flatnonzero(space.told.any(axis=1))[0])].year
    since = f"Früher heißt: seit Beginn der Aufzeichnung {start}."
    counts = _counts(space.rows.get(year), group, others)
    same = {"at": at, "offer_group": group.name, "offers": said["offers"][at], "state": said["delivery"][at]}
    ok, short = same["state"] == "ok", bool(said["short"][at])
    same |= {name: said[name][at] for name in ("reason", "reason_offers")} | {"observed_from": start if ok else None}
    same["note"] = " ".join(filter(None, (said["note"][at], since if ok else "")))
    source = None if space.name == SHARED_SPACE else space.name
    about = {ENTRY: {"quantity": ENTRY, "source": source}}
    return [
        same
        | about.get(other, {"quantity": "before", "partner": other})
        | (counted(ground, (group,), at, n, short=short) if ok else {})
        for other, n in counts.items()
    ]


def _counts(rows: pl.DataFrame | None, group: Group, others: list[Group]) -> dict[str, int]:
    """ENTRY, ANY other one before, and each of the others before → children. With one other only, ANY would be that one again."""
    if rows is None:
        rows = pl.DataFrame(schema={"mask": pl.UInt64, "prev": pl.UInt64, "children": pl.Int64})
    users = rows.filter(pl.Series((rows["mask"].to_numpy() & np.uint64(group.mask)) != 0, dtype=pl.Boolean))
    before, children = users["prev"].to_numpy(), users["children"].to_numpy()
    bits = {other.name: np.uint64(other.mask) for other in others}
    any_other = np.bitwise_or.reduce(np.array(list(bits.values()), dtype=np.uint64))
    known = any_other | np.uint64(group.mask)
    counts = {ENTRY: children[(before & known) == 0].sum()}
    if len(others) > 1:
        counts[ANY] = children[(before & any_other) != 0].sum()
    counts |= {name: children[(before & mask) != 0].sum() for name, mask in bits.items()}
    return {other: int(n) for other, n in counts.items()}


MEASURE = Measure(
    name="pathway",
    version="2",
    label="Davor und zuerst genutzt",
    question="Mit welchem Angebot beginnt es, und was haben Kinder davor genutzt?",
    unit="Anteil der Kinder",
    numerator="Kinder mit Wohnort im Landkreis, die das Angebot im Jahr nutzen und davor kein Angebot genutzt haben („entry“), "
    "in früheren Jahren ein anderes („before:any“) oder ein bestimmtes („before:…“). Jedes Kind zählt einmal.",
    denominator="Alle Kinder am 31.12. desselben Jahres (amtliche Bevölkerung).",
    ages="Unter 18, alle Altersgruppen zusammen: vollendete Jahre am 31.12.",
    scope="Nur Angebote mit Schlüssel, jeder Schlüssel für sich („entry:hze“ reicht so weit wie die Quelle hze). Nur für den Landkreis.",
    caveats="Davor heißt: in einem früheren Kalenderjahr seit Beginn der Aufzeichnung, wo das Kind damals auch wohnte. Je länger sie reicht, desto mehr Kinder haben etwas davor genutzt; "
    "erste Jahre sind deshalb nicht mit späteren vergleichbar. Was danach kam, zeigt das spätere Angebot mit seinem Davor. "
    "Wer in einem Jahr mit zwei Angeboten beginnt, steht bei beiden. Eine Reihenfolge ist keine Ursache.",
    source="Eigene Auszählung der Lieferungen.",
    reviewed_on="2026-11-22",
    oracle="Jedes Kind einzeln durch die Jahre verfolgt.",
    sql="SELECT year, count(*) FROM child_year WHERE mask & $angebot <> 0 AND prev & $anderes <> 0 GROUP BY ALL",
    lattice=("year", "offer_group", "quantity", "partner"),
    uses=("source", "reason", "reason_offers", "observed_from", "leavers"),
    compute=compute,
)
