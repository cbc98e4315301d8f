"""A simulated district for the protection: areas, offers, groups and years like a real one, children by a seed.

No raw rows: it fills the analysis tables directly, vectorised, so that whole publications can be attacked in seconds.
"""

import numpy as np
import polars as pl

from tests.grid import fill_analysis

BANDS = (("all", 0, 17), ("u3", 0, 2), ("3-5", 3, 5), ("6-9", 6, 9), ("10-14", 10, 14), ("15-17", 15, 17))
SIZES = (4457, 4667, 2182, 1676, 1587, 1236, 1224, 1211, 1121, 998, 458)  # children under 18 per municipality
TREE = (("D", "kreis", None), ("R1", "planungsraum", "D"), ("R2", "planungsraum", "D"), ("R3", "planungsraum", "D"))
FIELDS = ("early", "family", "care", "advice", "home", "away", "support", "money", "youth")


def offers(count: int = 30) -> list[dict]:
    """Offers of nine fields with different ages, rates and sensitivity; one bit each."""
    ages = ((0, 2), (0, 17), (0, 6), (0, 17), (6, 17), (0, 17), (3, 17), (0, 17), (6, 17))
    return [
        {
            "offer": f"o{at:02}",
            "name": f"o{at:02}",
            "short_name": f"o{at:02}",
            "domain": FIELDS[at % 9],
            "kind": "individuell" if at % 9 in (3, 4, 5, 6) else "universell",
            "unit": "Kinder",
            "counts": True,
            "sensitive": at % 9 in (3, 5) or at == 9,
            "age_from": ages[at % 9][0],
            "age_to": ages[at % 9][1],
            "bit": at,
            "department": f"fb{at % 4}",
        }
        for at in range(count)
    ]


def groups(of: list[dict]) -> list[dict]:
    """Head groups, fields, departments and each single offer, in this order."""
    named = [
        ("alle", [o["offer"] for o in of]),
        ("ohne_care", [o["offer"] for o in of if o["domain"] != "care"]),
        ("individuell", [o["offer"] for o in of if o["kind"] == "individuell"]),
    ]
    named += [(f"b_{field}", [o["offer"] for o in of if o["domain"] == field]) for field in FIELDS]
    named += [("home_and_away", [o["offer"] for o in of if o["domain"] in ("home", "away")])]
    named += [(f"fb{n}", [o["offer"] for o in of if o["department"] == f"fb{n}"]) for n in range(4)] + [
        (o["offer"], [o["offer"]]) for o in of
    ]
    return [
        {
            "offer_group": name,
            "name": name,
            "level": "kopf" if name == "individuell" else "bereich",
            "offers": sorted(members),
            "mask": sum(1 << int(m[1:]) for m in members),
            "below_district": not name.startswith("fb"),
            "position": at,
        }
        for at, (name, members) in enumerate(named)
    ]


def fill_district(con, *, seed: int, years: range = range(2008, 2026), scale: float = 1.0, linked: bool = True) -> None:
    """Fills the analysis tables. Unlinked: offers lie in three own-key spaces and every fifth comes as counts."""
    random, of = np.random.default_rng(seed), offers()
    towns = [f"T{at:02}" for at in range(len(SIZES))]
    tables = {
        "area": [
            {"area": a, "name": a, "level": level, "parent": parent, "inhabited": True} for a, level, parent in TREE
        ]
        + [
            {
                "area": t,
                "name": t,
                "level": "gemeinde",
                "parent": "R3" if at == 10 else f"R{1 + at % 2}",
                "inhabited": True,
            }
            for at, t in enumerate(towns)
        ],
        "offer": of,
        "offer_group": groups(of),
        "age_band": [{"age_band": n, "name": n, "age_from": a, "age_to": b} for n, a, b in BANDS],
    }
    children, people = _children(random, of, towns, years, scale)
    counted = [] if linked else [o["offer"] for o in of[::5]]
    tables["population"] = people
    tables["child_year"] = children if linked else _apart(children, of, counted)
    tables["counted_year"] = _sums(children, counted)
    counting = {
        o["offer"]: "verknuepft" if linked else "zaehlwerte" if o["offer"] in counted else "eigener_schluessel"
        for o in of
    }
    tables["coverage"] = _complete(of, years, counting)
    fill_analysis(con, **tables)


def _complete(of: list[dict], years: range, counting: dict[str, str]) -> list[dict]:
    return [
        {
            "source": f"space{o['bit'] % 3}",
            "offer": o["offer"],
            "year": y,
            "complete": True,
            "until": f"{y}-12-31",
            "final": True,
            "counting": counting[o["offer"]],
        }
        for o in of
        for y in years
    ]


def _children(
    random: np.random.Generator, of: list[dict], towns: list[str], years: range, scale: float
) -> tuple[pl.DataFrame, list[dict]]:
    """Every child of every year with its mask (users only are kept), and the population they come from."""
    rate = random.uniform(0.002, 0.06, len(of)) * np.array([8 if o["domain"] == "care" else 1 for o in of])
    town = np.repeat(np.arange(len(towns)), [int(size * scale * 1.5) for size in SIZES])
    birth, sex = random.integers(years[0] - 17, years[-1] + 1, len(town)), random.random(len(town)) < 0.51
    prone, frames, people = random.gamma(2, 0.5, len(town)), [], []
    ever, last = (np.zeros(len(town), dtype=np.uint64) for _ in range(2))
    for year in years:
        age = year - birth
        here = (age >= 0) & (age <= 17)
        ages, mask = age[here], np.zeros(here.sum(), dtype=np.uint64)
        for at, offer in enumerate(of):
            uses = random.random(len(mask)) < rate[at] * prone[here] * (
                (ages >= offer["age_from"]) & (ages <= offer["age_to"])
            )
            mask |= uses.astype(np.uint64) << np.uint64(at)
        all_here = pl.DataFrame(
            {
                "space": "verknuepft",
                "year": np.full(len(mask), year, dtype=np.int16),
                "area": np.array(towns)[town[here]],
                "age": ages,
                "sex": np.where(sex[here], "m", "w"),
                "mask": mask,
                "prev": ever[here],
                "before": last[here],
            }
        )
        ever[here] |= mask
        last = np.zeros(len(town), dtype=np.uint64)
        last[here] = mask
        frames.append(all_here.filter(pl.col("mask") != 0))
        people += _people(all_here, towns, year)
    return pl.concat(frames), people


def _people(all_here: pl.DataFrame, towns: list[str], year: int) -> list[dict]:
    """Everyone by town, single age and sex; nobody is a row too."""
    counts = {(area, age, sex): n for area, age, sex, n in all_here.group_by("area", "age", "sex").len().iter_rows()}
    same = {"date": f"{year}-12-31", "basis": "Z", "source": "x", "estimated": False}
    return [
        same | {"area": area, "age_from": age, "age_to": age, "sex": sex, "count": counts.get((area, age, sex), 0)}
        for area in towns
        for age in range(18)
        for sex in "mw"
    ]


def _apart(children: pl.DataFrame, of: list[dict], counted: list[str]) -> pl.DataFrame:
    """The same children in three spaces that share no key, without the offers that come as counts."""
    spaces = [sum(1 << o["bit"] for o in of if o["offer"] not in counted and o["bit"] % 3 == n) for n in range(3)]
    parts = [
        children.with_columns(
            pl.lit(f"space{n}").alias("space"),
            *[(pl.col(name) & bits).cast(pl.UInt64) for name in ("mask", "prev", "before")],
        ).filter(pl.col("mask") != 0)
        for n, bits in enumerate(spaces)
    ]
    return pl.concat(parts)


def _sums(children: pl.DataFrame, counted: list[str]) -> pl.DataFrame:
    """One row per offer, year, area and band, as an office that counts would deliver it."""
    band = pl.col("age").replace_strict({age: (a, b)[0] for _, a, b in BANDS[1:] for age in range(a, b + 1)})
    last = {a: b for _, a, b in BANDS[1:]}
    parts = [
        children.filter((pl.col("mask") & (1 << int(offer[1:]))) != 0)
        .group_by("year", "area", band.alias("age_from"))
        .len("count")
        .with_columns(pl.lit(offer).alias("offer"))
        for offer in counted
    ]
    if not parts:
        return pl.DataFrame()
    return pl.concat(parts).with_columns(
        pl.col("age_from").replace_strict(last).alias("age_to"),
        pl.lit("all").alias("sex"),
        pl.lit("kinder").alias("unit"),
        pl.lit(False).alias("by_place"),
        pl.col("count").cast(pl.Float64).alias("low"),
        pl.col("count").cast(pl.Float64).alias("high"),
    )
