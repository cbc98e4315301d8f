"""How many children used two offers in the same year?"""

from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import numpy as np
import polars as pl

from measures.annual_reach import YEARS
from measures.engine.counting.declared import who_can_be
from measures.engine.counting.linear import REFUSED, stated_bounds
from measures.engine.counting.reach import TALLY, Material, read_material
from measures.engine.counting.situation import Situation, situation
from measures.engine.counting.stratum import Stratum
from measures.engine.measure import Measure, Selection
from measures.engine.reading.leaving import of_ages, still_here
from measures.engine.reading.occasion import Moment, Occasion
from measures.engine.reading.setting import Group, Setting, read_setting
from store.connect import Connection
from store.german import day
from store.reasons import REASONS
from store.table import Row

LEVELS = ("angebot", "bereich")  # pairs of one level: offers with offers, domains with domains
NOT_LINKED = "Nicht bekannt: {} ist nicht verknüpfbar."
TWO_KEYS = "Nicht bekannt: {} und {} haben keinen gemeinsamen Schlüssel."


@dataclass(frozen=True)
class Ground:
    """All that pairs are told from; bands: the default ages alone. said: group → Situation.of; titles: group → as shown."""

    material: Material
    known: Situation
    groups: list[Group]
    said: dict[str, Row]
    titles: dict[str, str]

    @property
    def people(self) -> np.ndarray:
        """[moment] children of the district, NaN = unknown."""
        (band,) = self.material.setting.bands
        return self.material.population.count[:, 0, 0, band.first, band.last]

    def key_of(self, group: Group, moment: int) -> str | None:
        """The one key that tells of all the group's offers; None: several, none, or a sum among them."""
        active = [at for at in group.offers if self.known.active[0, moment, at]]
        spaces = self.known.spaces_of(active, moment)
        summed = (self.known.counted.delivered | self.known.coverage.summed)[moment, active].any()
        return next(iter(spaces)) if len(spaces) == 1 and not summed else None


def compute(con: Connection, selection: Selection) -> pl.DataFrame:
    """The tally of the district, one row per year and pair: offer_group and partner, in order of their ids, named in that
    of the profile.

    children: with a use of both in the year, where one key tells of both; at_least, at_most: as stated by hand
    (stated_overlap), where none does; not_applicable: neither. The denominator is all children, so that the pair has an
    expectation of its own; shares of the users of one offer are made from protected counts (overlap_share)."""
    ground = read_ground(con, "overlap", LEVELS)
    if ground is None:
        return pl.DataFrame(schema=TALLY)
    setting, groups = ground.material.setting, ground.groups
    both, level = _both(ground), _levels(con)
    pairs = [
        (a, b)
        for a, b in combinations(range(len(groups)), 2)
        if level[groups[a].name] == level[groups[b].name]
        and selection.wants(min(groups[a].name, groups[b].name))
        and _ages(setting, groups[a]) & _ages(setting, groups[b])
    ]
    rows = [
        _row(ground, (groups[a], groups[b]), moment, {space: n[moment, a, b] for space, n in both.items()})
        for a, b in pairs
        for moment in range(len(ground.people))
    ]
    return as_tally([row for row in rows if row], ground)


def read_ground(con: Connection, series: str, levels: tuple[str, ...]) -> Ground | None:
    """None: no year was delivered. groups: in the order of the profile; those of one level share no offer (the first one stays)."""
    years, found = [year for (year,) in con.sql(YEARS).fetchall()], read_setting(con)
    if not years:
        return None
    setting = replace(found, bands=tuple(band for band in found.bands if band.name == "all"))
    moments = tuple(Moment(year, None, series, date(year, 12, 31)) for year in years)
    occasion = Occasion("child_year", "year", moments)
    material = read_material(con, occasion, setting)
    known = situation(setting, occasion, material.coverage, material.counted, material.keyed)
    level = _levels(con)
    groups: list[Group] = []
    for group in (group for group in setting.groups if level[group.name] in levels):
        same_level = [other for other in groups if level[other.name] == level[group.name]]
        if not any(set(group.offers) & set(other.offers) for other in same_level):
            groups.append(group)
    names = con.sql("SELECT offer_group, name FROM offer_group").fetchall()
    titles = dict(names) | {offer.name: offer.short_name for offer in setting.offers}
    return Ground(material, known, groups, {group.name: known.of(group, 0) for group in groups}, titles)


def _levels(con: Connection) -> dict[str, str]:
    return dict(con.sql("SELECT offer_group, level FROM offer_group").fetchall())


def _ages(setting: Setting, group: Group) -> set[int]:
    """On 31 December a child may be a year older than when it used the offer."""
    offers = (setting.offers[at] for at in group.offers)
    return {age for offer in offers for age in range(offer.first, min(offer.last + 1, setting.last_age) + 1)}


def _both(ground: Ground) -> dict[str, np.ndarray]:
    """Space → children[moment, group, group] of the default ages who used both."""
    (band,) = ground.material.setting.bands
    bits = np.array([group.mask for group in ground.groups], dtype=np.uint64)
    found = {}
    for space, rows in ground.material.keyed.rows.items():
        inside = rows.filter(pl.col("age").is_between(band.first, band.last))
        masks = inside.group_by("moment", "mask").agg(pl.col("children").sum())
        found[space] = np.zeros((len(ground.people), len(bits), len(bits)), dtype=np.int64)
        for (moment,), of_moment in masks.partition_by("moment", as_dict=True).items():
            used = ((of_moment["mask"].to_numpy() & bits[:, None]) != 0).astype(np.int64)
            found[space][moment] = used * of_moment["children"].to_numpy() @ used.T
    return found


def _row(ground: Ground, pair: tuple[Group, Group], at: int, both: dict[str, int]) -> Row | None:
    """What is known of a pair in one year; None: one of the two did not exist."""
    one, other = (ground.said[group.name] for group in pair)
    deliveries = one["delivery"][at], other["delivery"][at]
    if "not_applicable" in deliveries:
        return None
    cell = "&".join(sorted((one["offers"][at], other["offers"][at])))
    (band,) = ground.material.setting.bands
    who = "&".join(sorted(who_can_be(ground.known, group, band, at, below=False) for group in pair))
    row = {
        "at": at,
        "offer_group": min(group.name for group in pair),
        "partner": max(group.name for group in pair),
        "series": f"overlap:{cell}",  # with offer_group: one pair; a domain of one offer is drawn as that offer
        "offers": cell,
        "who": f"both|{ground.material.occasion.moments[at].year}|{who}",
        "note": " ".join(filter(None, dict.fromkeys((one["note"][at], other["note"][at])))),
        **_reason([(side["reason"][at], side["reason_offers"][at]) for side in (one, other)]),
    }
    key, *others = {ground.key_of(group, at) for group in pair}
    if "no_data" in deliveries:
        return row | {"state": "no_data"}
    if key is not None and not others:
        short = one["short"][at] or other["short"][at]
        return row | counted(ground, pair, at, int(both.get(key, 0)), short=short)
    return row | (_stated(ground, pair, at) or _unknown(ground, pair, at))


def counted(ground: Ground, groups: tuple[Group, ...], at: int, children: int, *, short: bool) -> Row:
    """So many children of these groups, or at least so many; some may have moved away where no source says so."""
    (band,), told = ground.material.setting.bands, sorted({offer for group in groups for offer in group.offers})
    share = of_ages(ground.material.leaving, band.first, band.last)
    if not share or not ground.material.coverage.leavers[at, told].any():
        return {"at_least" if short else "children": children}
    source = {"leavers": ground.material.leaving.source}
    if short:
        return source | {"at_least": int(still_here(np.array(children), share))}
    return source | {"children": children, "may_leave": share}


def _reason(sides: list[tuple[str | None, list[str] | None]]) -> Row:
    """Of both sides; the offers of those that have the first reason."""
    told = [reason for reason in REASONS if any(reason == of_side for of_side, _ in sides)]
    offers = [offer for reason, of_side in sides if told and reason == told[0] for offer in of_side or []]
    return {"reason": told[0] if told else None, "reason_offers": list(dict.fromkeys(offers)) or None}


def _stated(ground: Ground, pair: tuple[Group, Group], at: int) -> Row:
    """The range counted by hand for the whole district, if there is one; not used where it contradicts the counts."""
    material, offers = ground.material, tuple(sorted(at for group in pair for at in group.offers))
    setting = material.setting
    found = [
        s for s in material.statements if (s.moment, s.area, tuple(sorted(s.offers))) == (at, setting.district, offers)
    ]
    if not found:
        return {}
    stratum = Stratum(setting, material.keyed, material.counted, material.population, at, 0, setting.bands[0])
    union = Group("", offers, pair[0].mask | pair[1].mask, below_district=False)
    if stated_bounds(stratum, union, found, (0, np.inf))[2]:
        refused = [setting.offers[o] for o in offers]
        note = REFUSED.format(*(offer.short_name for offer in refused))
        return _untold("refused", [offer.name for offer in refused], note)
    (statement,) = found
    if statement.low == statement.high:  # one number has one draw
        return {"children": int(statement.low)}
    return {"at_least": int(statement.low), "at_most": None if np.isinf(statement.high) else int(statement.high)}


def _unknown(ground: Ground, pair: tuple[Group, Group], at: int) -> Row:
    without_key = [group.name for group in pair if ground.key_of(group, at) is None]
    if without_key:
        return _untold("not_linkable", without_key[:1], NOT_LINKED.format(ground.titles[without_key[0]]))
    names = [group.name for group in pair]
    return _untold("no_common_key", names, TWO_KEYS.format(*(ground.titles[name] for name in names)))


def _untold(reason: str, offers: list[str], note: str) -> Row:
    return {"state": "not_applicable", "reason": reason, "reason_offers": offers, "note": note}


def as_tally(rows: list[Row], ground: Ground) -> pl.DataFrame:
    """Rows of the district and the default ages in the columns of TALLY; `at` names the moment."""
    moments, district = ground.material.occasion.moments, ground.material.setting.district
    same: Row = dict.fromkeys(("area", "cell_area"), district) | {"alone": False}
    same |= dict.fromkeys(("age_band", "cell_band", "sex"), "all")
    told = []
    for row in rows:
        moment, people = moments[row["at"]], ground.people[row["at"]]
        full = same | {"year": moment.year, "denominator_date": moment.population_date, "state": "ok"} | row
        full["denominator"] = None if np.isnan(people) else int(people)
        if full["state"] == "ok" and full["denominator"] is None:
            full |= {"state": "no_data", "note": f"Bevölkerung vom {day(moment.population_date)} fehlt."}
            full |= dict.fromkeys(("children", "at_least", "at_most", "may_leave", "leavers", "reason_offers")) | {
                "reason": "no_people"
            }
        told.append({name: full.get(name) for name in TALLY})
    return pl.DataFrame(told, schema=TALLY)


MEASURE = Measure(
    name="overlap",
    version="2",
    label="Mehrfachnutzung",
    question="Welche Angebote nutzen dieselben Kinder?",
    unit="Anteil der Kinder",
    numerator="Kinder mit Wohnort im Landkreis, die im selben Jahr beide Angebote (oder beide Bereiche) genutzt haben; jedes Kind zählt einmal.",
    denominator="Alle Kinder am 31.12. desselben Jahres (amtliche Bevölkerung).",
    ages="Unter 18, alle Altersgruppen zusammen: vollendete Jahre am 31.12.",
    scope="Paare von Angeboten und Paare von Bereichen, deren Altersgruppen sich treffen. Nur für den Landkreis.",
    caveats="Genau bekannt ist die Zahl nur, wo ein gemeinsamer Schlüssel beide Angebote verbindet und beide Listen ganz vorliegen. Sonst steht die Spanne einer Auszählung von Hand, "
    "wenn es eine gibt; andernfalls ist die Zahl nicht bekannt. Nennt keine Quelle Fortzüge, ist auch die genau gezählte Zahl eine Spanne wie bei der Reichweite im Jahr. Eine Auszählung, die den gelieferten Zahlen widerspricht, wird nicht verwendet. "
    "Dass Kinder beide Angebote nutzen, sagt nichts über Reihenfolge oder Ursache.",
    source="Eigene Auszählung der Lieferungen; Auszählungen von Hand aus ueberschneidung_*.csv.",
    reviewed_on="2026-11-28",
    oracle="Auszählung von Hand über die Rohzeilen; beide = a + b − eines von beiden.",
    sql="SELECT year, count(*) FROM child_year WHERE mask & $a <> 0 AND mask & $b <> 0 GROUP BY ALL",
    lattice=("year", "offer_group", "partner"),
    uses=("reason", "reason_offers", "leavers"),
    compute=compute,
)
