"""At which age do children come into contact with the offers for the first time?"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from measures.annual_reach import YEARS
from measures.engine.counting.declared import who_can_be
from measures.engine.counting.reach import NOT_ADJUSTED, TALLY, in_tally
from measures.engine.counting.situation import SAID, Situation, situation
from measures.engine.measure import Measure, Selection
from measures.engine.reading.counted import Counted
from measures.engine.reading.coverage import SHARED_SPACE, WITHOUT_KEY, Coverage, read_coverage
from measures.engine.reading.keyed import Keyed, read_keyed
from measures.engine.reading.leaving import Leaving, of_ages, read_leaving, still_here
from measures.engine.reading.occasion import Moment, Occasion
from measures.engine.reading.population import read_population
from measures.engine.reading.setting import AGES, Band, Group, Offer, Setting, as_group, read_setting
from measures.engine.told import first_case
from store.connect import Connection

CHILDREN = """
    SELECT space, (list_position($1::INTEGER[], year) - 1)::BIGINT AS moment, age::BIGINT AS age, mask, coalesce(prev, 0)::UBIGINT AS prev,
        since <= year - age AS born_here, count(*)::BIGINT AS children
    FROM child_year WHERE list_contains($1::INTEGER[], year) AND age BETWEEN 0 AND $2 GROUP BY ALL ORDER BY ALL"""
SUMS = f"""
    SELECT DISTINCT offer, year FROM (
        SELECT offer, year FROM counted_year UNION ALL
        SELECT offer, year FROM coverage WHERE counting IN ('{"', '".join(WITHOUT_KEY)}'))
    WHERE year IS NOT NULL ORDER BY ALL"""
CONTACTS = ("age", "born")
SO_FAR = ("seen", "seen_born")  # whether they still live here or not
USED = {"age": "used", "born": "used_born", "users": "used", "users_born": "used_born"}
TOLD = ("delivery", "reason", "reason_offers", "note", "short", "untold_leavers", "offers", "cell_band")
ENOUGH_KNOWN = 0.99  # of arrivals: from this share on, children born here are followed, and the rest are not
ALL_NEW = "Erstes Jahr der Aufzeichnung: Alle gelten als erste Kontakte."
ONLY_A_SUM = "{} wird nur als Summe gemeldet; ein erster Kontakt ist daran nicht zu erkennen."


@dataclass(frozen=True)
class Space:
    """What one key tells. cells: age interval, its situation and its place there; rows: CHILDREN of this space."""

    name: str
    groups: list[Group]
    cells: list[tuple[Band, Situation, int]]
    rows: pl.DataFrame
    people: np.ndarray  # [moment, first age, last age] of the district
    moments: tuple[Moment, ...]
    leaving: Leaving


def compute(con: Connection, selection: Selection) -> pl.DataFrame:
    """The tally of the district: every year × offer group × single age and age band, for each key of its own."""
    setting, years = read_setting(con), [year for (year,) in con.sql(YEARS).fetchall()]
    if not years:
        return pl.DataFrame(schema=TALLY)
    moments = tuple(Moment(year, None, "first_contact", date(year, 12, 31)) for year in years)
    occasion = Occasion("child_year", "year", moments)
    rows = con.sql(CHILDREN, params=[years, setting.last_age]).pl()
    coverage, keyed = read_coverage(con, setting, occasion), read_keyed(con, setting, occasion)
    people = read_population(con, setting, [moment.population_date for moment in moments]).count[:, 0, 0]
    leaving = read_leaving(con, setting)
    wanted = [group for group in setting.groups if selection.wants(group.name)]
    parts = [_only_sums(con, setting, wanted)]
    for name in sorted({*keyed.rows, *coverage.spaces}):
        groups = _groups_inside(name, setting, wanted, coverage, keyed)
        if groups:
            cells = _cells(replace(setting, groups=tuple(groups)), occasion, coverage.of_space(name), keyed)
            space = Space(name, groups, cells, rows.filter(pl.col("space") == name), people, moments, leaving)
            parts += _of_space(space, setting)
    return pl.concat(parts)


def _groups_inside(space: str, setting: Setting, wanted: list[Group], coverage: Coverage, keyed: Keyed) -> list[Group]:
    """The groups reduced to the offers this key tells of, without those it tells nothing of."""
    told = {at for _, at in np.argwhere(coverage.spaces.get(space, []))}
    told |= {at for _, at, _ in np.argwhere(keyed.used(space))} if space in keyed.rows else set()
    inside = {group.name: [at for at in group.offers if at in told and setting.offers[at].mask] for group in wanted}
    return [as_group(name, offers, setting.offers, True) for name, offers in inside.items() if offers]


def _cells(setting: Setting, occasion: Occasion, coverage: Coverage, keyed: Keyed) -> list[tuple[Band, Situation, int]]:
    """Every age band of more than one year, and every single age."""
    singles = replace(setting, bands=tuple(Band(str(age), age, age) for age in range(setting.last_age + 1)))
    shape = (len(occasion.moments), len(setting.offers))
    no_sums = Counted(
        {}, {}, np.zeros(shape, bool), np.zeros((*shape, AGES), bool), *(np.zeros(shape, bool) for _ in range(4))
    )
    return [
        (band, known, at)
        for told in (setting, singles)
        for known in [situation(told, occasion, coverage, no_sums, keyed)]
        for at, band in enumerate(told.bands)
        if told is singles or band.last > band.first
    ]


def _of_space(space: Space, setting: Setting) -> list[pl.DataFrame]:
    """First contacts of every group; where arrivals are known, those of children born here, and of the widest such groups the
    users to compare with."""
    used = {group.name: (space.rows["mask"].to_numpy() & np.uint64(group.mask)) != 0 for group in space.groups}
    known = [group for group in space.groups if _arrivals_known(space.rows.filter(pl.Series(used[group.name])))]
    offers = {group.name: set(group.offers) for group in setting.groups}
    widest = [group for group in known if not any(offers[group.name] < offers[other.name] for other in known)]
    born, parts = space.rows.filter("born_here"), []
    for group in space.groups:
        moments = space.rows["moment"].to_numpy()[used[group.name]]
        start = int(moments.min()) if len(moments) else len(space.moments)
        first = _contacts(space, space.rows, group, start)
        counts = {"age": first, "seen": _seen(space, first)}
        if group in known:
            first_born = _contacts(space, born, group, start)
            counts |= {"born": first_born, "seen_born": _seen(space, first_born)}
        if group in widest:
            counts["users"] = _contacts(space, space.rows, group, len(space.moments))
            counts["users_born"] = _contacts(space, born, group, len(space.moments))
        parts += [_counts(space, setting, group, kind, children, start) for kind, children in counts.items()]
    return parts


def _seen(space: Space, first: np.ndarray) -> np.ndarray:
    """children[moment, age] of this birth year seen up to the end of this year, whether they still live here or not."""
    years, seen = [moment.year for moment in space.moments], first.copy()
    for at in range(1, len(years)):
        step = years[at] - years[at - 1]
        seen[at, step:] += seen[at - 1, :-step]
    return seen


def _arrivals_known(users: pl.DataFrame) -> bool:
    known, everyone = (float(rows["children"].sum()) for rows in (users.drop_nulls("born_here"), users))
    return everyone > 0 and known >= ENOUGH_KNOWN * everyone


def _contacts(space: Space, rows: pl.DataFrame, group: Group, everyone_until: int) -> np.ndarray:
    """children[moment, age] who use the group for the first time in this space; up to this moment whether first or not: in the
    first year of the record a use that began before it makes nobody known."""
    bits = np.uint64(group.mask)
    hit = (rows["mask"].to_numpy() & bits) != 0
    hit &= ((rows["prev"].to_numpy() & bits) == 0) | (rows["moment"].to_numpy() <= everyone_until)
    place = rows["moment"].to_numpy()[hit] * AGES + rows["age"].to_numpy()[hit]
    weights = rows["children"].to_numpy()[hit]
    return np.bincount(place, weights=weights, minlength=len(space.moments) * AGES).reshape(-1, AGES)


def _counts(space: Space, setting: Setting, group: Group, kind: str, children: np.ndarray, start: int) -> pl.DataFrame:
    """The rows of one kind of children (age: all; born: in the district; seen, seen_born: so far, of the birth year; users,
    users_born: first time or not), each count once: at 0 all are born here and all seen are new, and in the first year
    of the record everyone seen is new, in a band those of annual reach."""
    moments = range(len(space.moments))
    columns: dict[str, list[object]] = defaultdict(list)
    for band, known, at in space.cells:
        single = known.setting.bands[0].name == "0"
        if (kind != "age" and band.last == 0) or not (single or kind in CONTACTS):
            continue
        said = known.of(group, at)
        line = f"{kind}:{space.name}" + (f":age:{band.name}" if single else "")
        about = {
            "year": [moment.year for moment in space.moments],
            "denominator_date": [moment.population_date for moment in space.moments],
            "counted": children[:, band.first : band.last + 1].sum(axis=1).astype(np.int64).tolist(),
            "denominator": space.people[:, band.first, band.last].tolist(),
            "share_leaving": [of_ages(space.leaving, band.first, band.last)] * len(moments),
            "early": [moment <= start for moment in moments],
            "told": [moment > start or (single and kind in CONTACTS) for moment in moments],
            "who": [_who(space, known, group, kind, band, at, everyone=at <= start) for at in moments],
            "series": [f"{'everyone_new' if moment <= start else 'first_contact'}:{line}" for moment in moments],
            "age_band": ["all" if single else band.name] * len(moments),
            "age": [band.first] * len(moments),
            "age_to": [band.last] * len(moments),
        }
        for name, cells in (about | {name: said[name] for name in TOLD}).items():
            columns[name] += cells
    frame = pl.DataFrame(columns, schema_overrides=SAID | {"who": pl.String()}).with_columns(
        quantity=pl.lit(kind),
        leaving=pl.lit(space.leaving.source),
        source=pl.lit(None if space.name == SHARED_SPACE else space.name, pl.String),
    )
    return _as_tally(frame.filter("told"), setting.district, group.name)


def _who(space: Space, known: Situation, group: Group, kind: str, band: Band, at: int, *, everyone: bool) -> str | None:
    """The cell by declaration. Users are those of annual reach, and so are new children where everyone is new; else a new child
    used none of the offers it may have met before. Children seen so far have no other name than their labels."""
    if kind not in USED:
        return None
    year = known.occasion.moments[at].year
    if everyone or kind not in CONTACTS:
        return f"{USED[kind]}|{year}|{known.setting.district}|{who_can_be(known, group, band, at, below=False)}"
    offers = [known.setting.offers[offer] for offer in group.offers]
    ages = _one_band(known.setting, offers) if band.name == "all" else band
    before = "+".join(sorted(offer.name for offer in offers if offer.first <= ages.last))
    return f"{kind}|{year}|{space.name}|{who_can_be(known, group, ages, at, below=False)}|{before}"


def _one_band(setting: Setting, offers: list[Offer]) -> Band:
    """New children of all ages are those of the one band that all the offers are for; else of the whole."""
    first, last = min(offer.first for offer in offers), max(offer.last for offer in offers)
    within = (band for band in setting.bands if band.name != "all" and band.first <= first and last <= band.last)
    return next(within, setting.bands[0])


def _as_tally(frame: pl.DataFrame, district: str, group: str) -> pl.DataFrame:
    """Counts where the year was delivered; a lower bound where offers are missing. As in reach, those who may have left are taken
    off the lower end (engine/counting/leavers.py); of children seen so far nobody is."""
    delivered, people = pl.col("delivery") == "ok", pl.col("denominator").is_not_null()
    told, counted, may_leave = delivered & people, pl.col("counted"), pl.col("may_leave").is_not_null()
    here = still_here(frame["counted"].to_numpy(), frame["share_leaving"].to_numpy()).astype(np.int64)
    least = pl.when(may_leave).then(pl.Series(here)).otherwise(counted)
    day = pl.col("denominator_date").dt.strftime("%d.%m.%Y")
    parts = [pl.when("early").then(pl.lit(ALL_NEW)), "note", pl.when(may_leave).then(pl.lit(NOT_ADJUSTED))]
    beside = pl.concat_str(parts, separator=" ", ignore_nulls=True).str.strip_chars()
    state = pl.when(least > pl.col("denominator")).then(pl.lit("unreliable")).otherwise(pl.lit("ok"))
    said = {name: pl.col(name) for name in ("reason", "reason_offers", "note")}
    nobody = {"reason": "no_people", "note": pl.format("Bevölkerung vom {} fehlt für dieses Alter.", day)}
    cases = first_case(
        (~delivered, said | {"state": pl.col("delivery")}),
        (~people, nobody | {"state": "no_data"}),
        (pl.col("early"), said | {"state": state, "note": beside, "observed_from": pl.col("year")}),
        (True, said | {"state": state, "note": beside, "observed_from": None}),
    )
    leaves = pl.col("untold_leavers") & ~pl.col("quantity").is_in(SO_FAR) & (pl.col("share_leaving") > 0)
    frame = frame.with_columns(
        pl.col("denominator").fill_nan(None).cast(pl.Int64), may_leave=pl.when(leaves).then("share_leaving")
    )
    frame = frame.with_columns(
        children=pl.when(told & ~pl.col("short")).then(counted),
        at_least=pl.when(told & pl.col("short")).then(least),
        may_leave=pl.when(told & ~pl.col("short")).then("may_leave"),
        leavers=pl.when(told & may_leave).then("leaving"),
        offer_group=pl.lit(group),
        sex=pl.lit("all"),
        alone=pl.lit(False),
        **dict.fromkeys(("area", "cell_area"), pl.lit(district)),
        **cases,
    )
    return in_tally(frame)


def _only_sums(con: Connection, setting: Setting, groups: list[Group]) -> pl.DataFrame:
    """One row per group, year and offer that comes without a key: no first contact can be told, and cumulative reach must know."""
    place = {offer.name: at for at, offer in enumerate(setting.offers)}
    same = {"area": setting.district, "age_band": "all", "sex": "all", "quantity": "sums"}
    why = {"state": "not_applicable", "reason": "sums_only"}
    rows = [
        same
        | why
        | {"year": year, "offer_group": group.name, "offer": offer, "reason_offers": [offer]}
        | {"note": ONLY_A_SUM.format(setting.offers[place[offer]].short_name)}
        for offer, year in con.sql(SUMS).fetchall()
        for group in groups
        if place.get(offer) in group.offers
    ]
    return pl.DataFrame(rows, schema=TALLY)


MEASURE = Measure(
    name="first_contact",
    version="3",
    label="Erster Kontakt",
    question="In welchem Alter kommen Kinder zum ersten Mal mit unseren Angeboten in Kontakt?",
    unit="Anteil der Kinder",
    numerator="Kinder mit Wohnort im Landkreis, die im Jahr ein Angebot der Gruppe nutzen und seit Beginn der Aufzeichnung vorher keines, wo sie damals auch wohnten.",
    denominator="Alle Kinder dieses Alters im Landkreis am 31.12. desselben Jahres, auch die schon früher erreichten.",
    ages="Vollendete Jahre am 31.12., einzeln (Merkmal „age:7“) und nach Altersgruppen („age:3-5“).",
    scope="Nur Angebote mit Schlüssel. Reichen mehrere Schlüssel in eine Gruppe, steht jede Quelle für sich („age:7:hze“). "
    "„born“ zählt nur im Landkreis geborene Kinder, „users“ alle Nutzenden, „seen“ alle seit Beginn der Aufzeichnung gesehenen Kinder des Geburtsjahrgangs, "
    "auch fortgezogene; sie dienen der Reichweite bis 18.",
    caveats="Nur für den Landkreis. In den ersten Jahren der Aufzeichnung gelten auch Kinder als neu, die schon vorher dabei waren; "
    "die Zahlen sind dann zu hoch. Im allerersten Jahr gelten alle als neu. Nennt eine Quelle keine Fortzüge, ist die Zahl eine Spanne wie bei der Reichweite im Jahr; „seen“ bleibt gezählt.",
    source="Eigene Auszählung der Lieferungen.",
    reviewed_on="2026-11-28",
    oracle="Jedes Kind einzeln durch die Jahre verfolgt, in zwölf kleinen Ämtern.",
    sql="""SELECT year, age, count(*) FROM child_year WHERE mask & $gruppe <> 0 AND prev & $gruppe = 0 GROUP BY ALL""",
    lattice=("year", "offer_group", "quantity", "age", "age_to", "source"),
    uses=("offer", "reason", "reason_offers", "estimated_people", "observed_from", "leavers"),
    compute=compute,
)
