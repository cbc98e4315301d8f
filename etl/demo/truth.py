"""What is true in the demo? Counted from the invented children themselves, never from the files: tests compare against it.

`kinder`: distinct children living in the area on 31 December who used the group in the year, and how many live there.
`quellen`: what a flawless load must count per own-key source (the rules of the handbook applied to the rows as delivered:
area of the latest record, moves away only where delivered). The two differ where a file does not know that a child moved.
`verknuepft`, where lists carry keys: of all of them together, what is true, and what a load without one mistaken link must count.
`wahres_verhaeltnis`: use of a group in a municipality against the district as it was planted, without the chance of one seed.
"""

import json
from pathlib import Path

import numpy as np
import polars as pl

from etl.demo.anchors import YEARS
from etl.demo.delivered import CHILD_LISTS, OUTSIDE, UNKNOWN, Delivered, existing, offers_of_linked
from etl.demo.rates import GAP_OFFERS, GAPS, OPEN, TRENDS, by_town
from etl.demo.use import Use
from etl.demo.world import HORIZON, YEAR_END, YEAR_START
from store.profile import Profile, read_profile

PROFILE = Path(__file__).parents[2] / "data" / "profile"
DISTRICT = "03155"
ROW = ("child", "offer", "start", "end", "home", "left", "birth_year")


def write_truth(file: Path, use: Use, sources: list[Delivered], seed: int, lists_since: int | None) -> None:
    """wahrheit.json: reach by year, group and area; by source; until 18; overlaps; planted gaps and trends. lists_since: the first year of
    the lists that did not always exist (CHILD_LISTS)."""
    groups = groups_of(read_profile(PROFILE), set(use.offers))
    used = {offer: use.used(offer) & use.resident for offer in use.offers}
    reached = {group: np.any([used[offer] for offer in offers], axis=0) for group, offers in groups.items()}
    reached |= {offer: used[offer] for offer in use.offers}
    under_18 = use.resident & (use.world.ages() < 18)
    truth: dict[str, object] = {
        "seed": seed,
        "hinweis": "Erfundene Kinder. Gezählt aus den Kindern selbst, nicht aus den Dateien.",
        "gruppen": groups,
        "bevoelkerung_unter_18": _by_area(use, under_18),
        "kinder": {name: _by_area(use, who & under_18) for name, who in reached.items()},
        "kinder_nach_alter": {name: _by_age(use, reached[name]) for name in groups},
        "quellen": {source.source: _source(use, source) for source in sources},
        "bis_18": _until_18(use, reached, list(groups)),
        "ueberschneidung": _overlap(used, under_18, use.offers),
        "luecken": _gaps(use, reached, under_18),
        "wahres_verhaeltnis": _true_ratios(use, groups | {offer: [offer] for offer in use.offers}, used, under_18),
        "trends": _trends(used, under_18),
    }
    carry_keys = [source for source in sources if source.check_value]
    if carry_keys:
        truth["verknuepft"] = _linked(use, carry_keys, groups, used, lists_since)
    file.write_text(json.dumps(truth, ensure_ascii=False, sort_keys=True, separators=(",", ":")), encoding="utf-8")


def groups_of(profile: Profile, delivered: set[str]) -> dict[str, list[str]]:
    """Offers of each named group that the demo has: those that count, or that the office has switched on."""
    offers = (
        profile.offers.filter((pl.col("zaehlt") == "ja") | pl.col("id").is_in(list(profile.office.switches.on)))
        .filter(pl.col("art") != "eingriff")
        .rows(named=True)
    )
    rules = {"art": "art", "bereich": "bereich", "fachbereich": "fachbereich"}
    out = {}
    for group, rule in profile.groups.select("id", "regel").iter_rows():
        members = set()
        for part in rule.split(";"):
            kind, _, value = part.strip().partition(":")
            names = {name.strip() for name in value.split(",")}
            members |= {
                o["id"]
                for o in offers
                if kind == "alle"
                or (kind == "ohne" and o["id"] not in names)
                or (kind == "liste" and o["id"] in names)
                or (kind in rules and o[rules[kind]] == value)
            }
        out[group] = sorted(members & delivered)
    return out


def _by_area(use: Use, who: np.ndarray) -> dict[str, dict[str, int]]:
    counts = np.array(
        [np.bincount(use.world.home[who[:, y], y], minlength=len(use.world.municipalities)) for y in range(len(YEARS))]
    )
    return {
        str(year): {DISTRICT: int(counts[y].sum())}
        | {key: int(n) for key, n in zip(use.world.municipalities, counts[y])}
        for y, year in enumerate(YEARS)
    }


def _by_age(use: Use, who: np.ndarray) -> dict[str, list[int]]:
    ages = use.world.ages()
    return {
        str(year): [int(n) for n in np.bincount(ages[who[:, y] & (ages[:, y] < 18), y], minlength=18)]
        for y, year in enumerate(YEARS)
    }


def _source(use: Use, source: Delivered) -> dict[str, dict[str, dict[str, int]]]:
    """year -> offer (and `alle`) -> area -> children under 18; „-“ = municipality unknown."""
    last = source.frame.with_columns(home=existing(pl.col("home")))
    out = {}
    for y, year in enumerate(YEARS):
        running = last.filter(
            (pl.col("start") <= int(YEAR_END[y]))
            & (pl.col("end") >= int(YEAR_START[y]))
            & (pl.col("start") <= HORIZON)
            & (pl.lit(int(year)) - pl.col("birth_year") < 18)
        )
        latest = (
            running.sort("start")
            .group_by("number", maintain_order=True)
            .agg(home=pl.col("home").last(), left=pl.col("left").last())
        )
        here = latest.filter((pl.col("home") != OUTSIDE) & (pl.col("left") > int(YEAR_END[y]))).drop("left")
        known = running.drop("home").join(here, on="number")
        by_offer = {offer: frame for (offer,), frame in known.sort("offer").group_by("offer", maintain_order=True)} | {
            "alle": known
        }
        out[str(year)] = {offer: _areas_of(frame, "number") for offer, frame in by_offer.items()}
    return out


def _linked(
    use: Use,
    sources: list[Delivered],
    groups: dict[str, list[str]],
    used: dict[str, np.ndarray],
    lists_since: int | None,
) -> dict[str, object]:
    """angebote: from which year on each is listed; kinder, gezaehlt: group of the listed offers → year → area → children under 18, in
    truth, and by the latest record over all lists."""
    rows = pl.concat([source.frame.select(*ROW) for source in sources]).filter(pl.col("child") >= 0)
    later = offers_of_linked(source for source in sources if source.source in CHILD_LISTS)
    since = {
        offer: lists_since if lists_since and offer in later else int(YEARS[0]) for offer in offers_of_linked(sources)
    }
    listed = {offer: used[offer] & (YEARS >= first) for offer, first in since.items()}
    inside = {group: [offer for offer in offers if offer in since] for group, offers in groups.items()}
    inside = {group: offers for group, offers in inside.items() if offers}
    under_18 = use.resident & (use.world.ages() < 18)
    reached = {group: np.any([listed[offer] for offer in offers], axis=0) for group, offers in inside.items()}
    counted = {year: _latest_records(rows, y) for y, year in enumerate(YEARS)}
    told = {
        group: {
            str(year): _areas_of(known.filter(pl.col("offer").is_in([o for o in offers if since[o] <= year])), "child")
            for year, known in counted.items()
        }
        for group, offers in inside.items()
    }
    return {
        "angebote": since,
        "kinder": {group: _by_area(use, who & under_18) for group, who in reached.items()},
        "gezaehlt": told,
    }


def _latest_records(rows: pl.DataFrame, y: int) -> pl.DataFrame:
    """child, offer, home of the year: who lives here at its end by the latest record of whichever list; a known home goes before none."""
    first, last = int(YEAR_START[y]), int(YEAR_END[y])
    age = pl.lit(int(YEARS[y])) - pl.col("birth_year")
    running = rows.filter((pl.col("start") <= last) & (pl.col("end") >= first) & (age < 18))
    newest = pl.all().sort_by(pl.col("home") != UNKNOWN, "start").last()
    latest = running.select("child", "home", "left", "start").group_by("child").agg(newest)
    here = latest.filter((pl.col("home") != OUTSIDE) & (pl.col("left") > last))
    return running.select("child", "offer").join(here.select("child", "home"), on="child")


def _areas_of(known: pl.DataFrame, number: str) -> dict[str, int]:
    """Area → distinct numbers; „-“ = municipality unknown."""
    homes = known.with_columns(home=existing(pl.col("home")).replace(UNKNOWN, "-"))
    counted = homes.group_by("home").agg(pl.col(number).n_unique()).sort("home")
    return {DISTRICT: known[number].n_unique()} | dict(counted.iter_rows())


def _until_18(use: Use, reached: dict[str, np.ndarray], groups: list[str]) -> dict[str, dict[str, object]]:
    """Children born in 2008, the one cohort seen from birth to 17: of those living here at 17, who ever used the group while living here?"""
    cohort = (use.world.birth_year == YEARS[0]) & use.resident[:, -1]
    always = cohort & (use.world.born_here == 1)
    seen = {group: (reached[group] & (use.world.ages() < 18)).any(axis=1) for group in groups}
    return {
        str(YEARS[0]): {
            "kinder": int(cohort.sum()),
            "hier_geboren": int(always.sum()),
            "erreicht": {g: int((cohort & seen[g]).sum()) for g in groups},
            "hier_geboren_erreicht": {g: int((always & seen[g]).sum()) for g in groups},
        }
    }


def _overlap(used: dict[str, np.ndarray], under_18: np.ndarray, offers: list[str]) -> dict[str, dict[str, int]]:
    """year -> „a+b“ -> children under 18 who used both in the year; pairs that nobody used are left out."""
    out = {}
    for y, year in enumerate(YEARS):
        matrix = np.array([used[offer][:, y] & under_18[:, y] for offer in offers]).astype(
            np.float32
        )  # whole numbers far below 2^24: exact
        both = matrix @ matrix.T
        out[str(year)] = {
            f"{a}+{b}": int(both[i, j])
            for i, a in enumerate(offers)
            for j, b in enumerate(offers)
            if i < j and both[i, j]
        }
    return out


def _gaps(use: Use, reached: dict[str, np.ndarray], under_18: np.ndarray) -> list[dict[str, object]]:
    """Planted gaps with observed and expected children (district rates by age and sex) over 2021 to 2025."""
    world, ages, out = use.world, use.world.ages(), []
    for (town, group), factor in GAPS.items():
        expected = observed = 0.0
        for y in range(len(YEARS) - 5, len(YEARS)):
            here, users = under_18[:, y], reached[group][:, y] & under_18[:, y]
            stratum = np.clip(ages[:, y], 0, 17) * 2 + world.sex
            rate = np.bincount(stratum[users], minlength=36) / np.maximum(1, np.bincount(stratum[here], minlength=36))
            there = world.home[:, y] == world.municipalities.index(town)
            expected, observed = expected + rate[stratum[here & there]].sum(), observed + (users & there).sum()
        out.append(
            {
                "gemeinde": town,
                "gruppe": group,
                "angebote": list(GAP_OFFERS[group]),
                "faktor": factor,
                "jahre": "2021-2025",
                "beobachtet": int(observed),
                "erwartet": round(float(expected), 1),
            }
        )
    return out


def _true_ratios(
    use: Use, groups: dict[str, list[str]], used: dict[str, np.ndarray], under_18: np.ndarray
) -> dict[str, dict[str, float]]:
    """group -> municipality -> share of its children who use the group / that of the district, as planted, 2021 to 2025.

    Below 1 by a planted gap or because an offer is in some towns only; 1 nearly everywhere else (a little above, where
    others lie below). A child who uses several offers is lost only where all of them are.
    """
    towns, last = use.world.municipalities, slice(len(YEARS) - 5, None)
    kept = {offer: by_town(offer, towns) for offer in use.offers}
    kept |= {o.offer: kept[o.offer] * np.isin(np.array(towns), o.towns) for o in OPEN if o.towns}
    people = np.bincount(use.world.home[:, last][under_18[:, last]], minlength=len(towns))
    out = {}
    for group, offers in groups.items():
        touched = [offer for offer in offers if (kept[offer] != 1).any()]
        members = [(used[offer] & under_18)[:, last] for offer in offers]
        code = sum((member.astype(np.int64) << offers.index(o)) for o, member in zip(offers, members))
        sets, children = np.unique(code[code > 0], return_counts=True)
        keep = np.array([_kept_of(int(bits), offers, touched, kept, len(towns)) for bits in sets]).reshape(
            -1, len(towns)
        )
        everywhere = children / (keep @ people / people.sum())
        share = everywhere @ keep
        average = share @ people / people.sum()
        out[group] = {town: round(float(n / average), 3) if average else 1.0 for town, n in zip(towns, share)}
    return out


def _kept_of(bits: int, offers: list[str], touched: list[str], kept: dict[str, np.ndarray], towns: int) -> np.ndarray:
    """Per municipality: which share of those who would use exactly these offers still uses one of them?"""
    mine = [offer for at, offer in enumerate(offers) if bits >> at & 1]
    if any(offer not in touched for offer in mine):
        return np.ones(towns)
    share: np.ndarray = 1 - np.prod([1 - kept[offer] for offer in mine], axis=0)
    return share


def _trends(used: dict[str, np.ndarray], under_18: np.ndarray) -> list[dict[str, object]]:
    return [
        {
            "angebot": offer,
            "ab": first,
            "faktor_je_jahr": factor,
            "richtung": "falling" if factor and factor < 1 else "rising",
            "kinder": {str(year): int((used[offer][:, y] & under_18[:, y]).sum()) for y, year in enumerate(YEARS)},
        }
        for offer, (first, factor) in TRENDS.items()
    ]
