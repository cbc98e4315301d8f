"""What would the sources of a world deliver? Files of the contract (etl/roles.toml), one of each source and the public statistics.

A source knows what it can know: the address of a use (of its begin, or the newest one), a leaver who gave notice, and for
sums only numbers. Nobody delivers whether a child lives in the district on 31 December.
"""

from datetime import date
from hashlib import sha256

import numpy as np
import polars as pl

from tests.simulator.drawn import Drawn
from tests.simulator.people import OUTSIDE, People, year_of
from tests.simulator.sums import stock, users, visits
from tests.simulator.uses import NEVER, home_on, key_of, next_leave
from tests.simulator.world import KEYED, OFFERS, REPORT, World


def deliveries(drawn: Drawn) -> dict[str, pl.DataFrame]:
    """Name of the file → its table."""
    files = {}
    for source, counting in drawn.world.counting.items():
        names = [name for name, offer in OFFERS.items() if offer.source == source]
        of_source = drawn.uses.filter(pl.col("offer").is_in(names))
        if counting in KEYED:
            files[source] = _children(drawn, of_source, source)
        elif counting == "kontakte":
            files[source] = visits(drawn, of_source)
        else:
            files[source] = (stock if source == "kita" else users)(drawn, of_source)
    if drawn.world.reported:
        files[REPORT] = stock(drawn, drawn.uses.filter(pl.col("offer").is_in(drawn.world.reported)))
    return files | {"lieferschein": _slips(drawn.world)}


def _children(drawn: Drawn, uses: pl.DataFrame, source: str) -> pl.DataFrame:
    """One row for each use that reaches into the record, and a new one where the source follows a child to a new address."""
    people, world = drawn.people, drawn.world
    inside = uses.filter(pl.col("end") >= date(world.years[0], 1, 1), pl.col("start") <= drawn.last_day)
    rows = _cut_at_moves(people, inside) if world.follows else inside
    child, start, end = (rows[name].to_numpy() for name in ("child", "start", "end"))
    left = next_leave(people)[child, year_of(start) - people.years[0]]
    told = (left < NEVER) & (left <= drawn.last_day) & _noticed(drawn, child, left)
    born = people.born[child]
    about = {
        "angebot": rows["offer"],
        "geburtsjahr": year_of(born),
        "geburtsmonat": born.astype("datetime64[M]").astype(int) % 12 + 1,
        "geschlecht": np.where(people.girl[child], "w", "m"),
        "wohngemeinde": key_of(home_on(people, child, start)),
        "beginn": start,
        "ende": pl.Series(end).set(pl.Series(end > drawn.last_day), None),
        "wegzug": pl.Series(left).set(pl.Series(~told), None),
    }
    if not world.noticed:
        del about["wegzug"]
    if world.arrivals:
        about["im_kreis_seit"] = _since(people, child, start)
    linked = world.counting[source] == "verknuepft"
    keys = (
        {f"kind_schluessel_{n}": _keys(child, n) for n in (1, 2, 3, 4)}
        if linked
        else {"kind_nr": [f"{source[0].upper()}{n:07}" for n in child]}
    )
    return pl.DataFrame(keys | about)


def _keys(child: np.ndarray, number: int) -> list[str]:
    known = {one: "v1:" + sha256(f"{number} {one}".encode()).hexdigest() for one in set(child.tolist())}
    return [known[one] for one in child.tolist()]


def _noticed(drawn: Drawn, child: np.ndarray, left: np.ndarray) -> np.ndarray:
    at = np.clip(year_of(left) - drawn.people.years[0], 0, drawn.heard.shape[1] - 1)
    return drawn.heard[child, at]


def _since(people: People, child: np.ndarray, day: np.ndarray) -> list[str]:
    """im_kreis_seit of each child on its day: MM.JJJJ of the last arrival, or `geburt`."""
    prior = np.hstack([people.place[:, :1], people.place[:, :-1]])
    arrived = (prior == OUTSIDE) & (people.place < OUTSIDE)
    came = np.where(arrived, people.moved, np.datetime64("1900-01-01"))
    at = year_of(day) - people.years[0]
    this_year, before = came[child, at], np.maximum.accumulate(came, axis=1)[child, np.maximum(at - 1, 0)]
    last = np.where((this_year <= day) & (this_year > before), this_year, before)
    born_here = last <= people.born[child]
    return ["geburt" if here else f"{since:%m.%Y}" for here, since in zip(born_here, last.tolist(), strict=True)]


def _cut_at_moves(people: People, uses: pl.DataFrame) -> pl.DataFrame:
    """The uses, each ended and begun again on the day of a move within the district."""
    child, at = np.nonzero(~np.isnat(people.moved) & (people.place < OUTSIDE))
    moves = pl.DataFrame({"child": child, "day": people.moved[child, at]})
    inside = (
        uses.with_row_index("use")
        .join(moves, on="child")
        .filter(pl.col("day") > pl.col("start"), pl.col("day") <= pl.col("end"))
    )
    days = inside.group_by("use").agg(pl.col("day").sort())
    rows = (
        uses.with_row_index("use")
        .join(days, on="use", how="left", maintain_order="left")
        .with_columns(pl.col("day").fill_null([]))
    )
    starts = rows.with_columns(
        start=pl.concat_list("start", "day"),
        end=pl.concat_list(pl.col("day").list.eval(pl.element().dt.offset_by("-1d")), "end"),
    )
    return starts.select("child", "offer", "start", "end").explode("start", "end")


def _slips(world: World) -> pl.DataFrame:
    """All years of all offers are delivered in full."""
    told = [(offer.source, name) for name, offer in OFFERS.items()] + [(REPORT, name) for name in world.reported]
    days = [f"01.01.{world.years[0]}", *[f"31.12.{world.years[-1]}"] * 2]
    names = ["quelle", "angebot", "zeitraum_von", "zeitraum_bis", "datenstand", "lieferart", "vollstaendig"]
    return pl.DataFrame([(*one, *days, "bestand", "ja") for one in told], schema=names, orient="row")
