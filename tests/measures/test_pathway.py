"""Entry doors and what came before, drawn and against a count by hand; and nothing of one or two children."""

from datetime import date

import duckdb
import numpy as np
import polars as pl
import pytest

from measures.annual_reach import MEASURE as ANNUAL
from measures.engine.figures import protected_figures
from measures.engine.measure import Selection
from measures.engine.protect import Rule
from measures.first_contact import MEASURE as FIRST
from measures.pathway import MEASURE
from store.items import with_item
from store.profile import read_profile
from tests.grid import fill_analysis
from tests.measures.office import analysis, children, figures
from tests.measures.raw_rows import identities, used, users
from tests.measures.test_first_contact import COMPLETE, PEOPLE
from tests.measures.test_worlds import counted_by_the_chain
from tests.measures.worlds import YEARS, world, write_profile

SEEN = """
    space      | year | area | age | sex | mask | prev | times
    verknuepft | 2022 | A    | 5   | m   | 1    | 0    | 120
    verknuepft | 2022 | A    | 5   | m   | 2    | 0    | 30
    verknuepft | 2023 | A    | 6   | m   | 1    | 1    | 60
    verknuepft | 2023 | A    | 6   | m   | 2    | 1    | 45
    verknuepft | 2023 | B    | 6   | w   | 3    | 0    | 35
    verknuepft | 2023 | B    | 9   | o   | 2    | 3    | 10
    verknuepft | 2023 | B    | 18  | o   | 2    | 1    | 8
"""


def told(child_year: str = SEEN, **tables) -> dict[tuple[int, str, str], dict]:
    """Exact figures: (year, offer, item) → row."""
    con = analysis(**({"child_year": children(child_year), "population": PEOPLE, "coverage": COMPLETE} | tables))
    return {(r["year"], r["offer_group"], r["item"]): r for r in figures(con, "pathway").iter_rows(named=True)}


def test_who_used_nothing_before_enters_by_every_offer_of_that_year():
    rows = told()
    assert rows[2023, "visit", "entry"]["numerator"] == rows[2023, "help", "entry"]["numerator"] == 35
    assert rows[2023, "visit", "entry"]["denominator"] == 1800


def test_before_counts_users_of_another_offer_in_earlier_years_and_no_grown_ups():
    rows = told()
    assert rows[2023, "visit", "before:help"]["numerator"] == 55  # 45 changed, 10 had used both
    assert rows[2023, "help", "before:visit"]["numerator"] == 0
    assert rows[2023, "visit", "before:help"]["note"] == "Früher heißt: seit Beginn der Aufzeichnung 2022."


def test_nothing_is_told_that_another_measure_tells_already():
    rows = told()
    assert not [key for key in rows if key[0] == 2022]  # all are new: their number is that of the users
    assert not [item for _, _, item in rows if item == "before:any"]  # one other offer: any would be that one again
    assert not [item for _, offer, item in rows if item == f"before:{offer}"]  # the rest of the first contacts
    alone = told(
        SEEN.replace("| 2 ", "| 1 ").replace("| 3 ", "| 1 "),
        coverage=COMPLETE.replace("one    | visit", "one    | guard"),
    )
    assert alone == {}


def test_any_is_told_beside_several_others():
    three = COMPLETE + "    one    | kita  | 2022 | true     | 2022-12-31 | 2024-12-31 | verknuepft\n"
    row = told(
        SEEN + "    verknuepft | 2022 | A | 5 | w | 4 | 0 | 9\n    verknuepft | 2023 | A | 6 | w | 2 | 4 | 9\n",
        coverage=three,
    )
    assert row[2023, "visit", "before:any"]["numerator"] == 55 + 9


def test_an_own_key_is_named_and_an_offer_that_comes_as_a_sum_has_no_row():
    rows = told(
        SEEN.replace("verknuepft", "hze"),
        coverage=COMPLETE.replace("one    |", "hze    |").replace("verknuepft", "eigener_schluessel"),
    )
    assert rows[2023, "visit", "entry:hze"]["numerator"] == 35
    as_sum = "visit | 2023 | true     | 2023-12-31 | 2024-12-31 | "
    sums = told(
        coverage=COMPLETE.replace(f"{as_sum}verknuepft", f"{as_sum}zaehlwerte"),
        counted_year="year | offer | area | age_from | age_to | sex | low | high\n2023 | visit | D | 0 | 17 | all | 50 | 50",
    )
    assert not [key for key in sums if key[:2] == (2023, "visit")]


def test_a_year_not_delivered_has_no_data():
    row = told(coverage=COMPLETE.replace("visit | 2023 | true ", "visit | 2023 | false"))[2023, "visit", "before:help"]
    assert (row["state"], row["numerator"], row["note"]) == ("no_data", None, "Nicht vollständig geliefert: Besuch.")


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    return read_profile(write_profile(tmp_path_factory.mktemp("office") / "profile"))


def by_hand(rows: dict) -> dict[tuple[int, str, str], int]:
    """(year, offer, item) → children under 18 of the linked sources, walked through one by one, year after year."""
    found = {}
    for records in identities(rows["nutzung"]):
        met: set[str] = set()
        for year in (2020, *YEARS):
            for use in users(records, date(year, 1, 1), date(year, 12, 31)):
                for offer in use["offers"] if use["space"] == "linked" else ():
                    other = "b" if offer == "a" else "a"
                    for item, holds in (("entry", not met), (f"before:{other}", other in met)):
                        found[year, offer, item] = found.get((year, offer, item), 0) + (holds and use["age"] <= 17)
            met |= used(records, date(year, 1, 1), date(year, 12, 31))
    return found


def test_entries_and_earlier_uses_equal_a_count_by_hand(profile):
    checked = 0
    for seed in range(1, 40, 6):
        rows = world(seed)
        wanted = by_hand(rows)
        for (measure, _, year, _, _, offer, item), row in counted_by_the_chain(rows, profile, ("pathway",)).items():
            if measure == "pathway" and row["state"] in ("ok", "unreliable"):
                assert row["numerator"] == wanted.get((year, offer, item), 0), (seed, year, offer, item)
                checked += row["numerator"] > 0
    assert checked > 10


# ── Can entries, earlier uses, first contacts and users be played off against each other? ──

NAMES = ("one", "two", "three")
CHILDHOOD = range(2010, 2022)


def three_offers(users: pl.DataFrame, people: list[dict]):
    """An analysis store of these users of three offers, each a group of its own, and of all together."""
    con = duckdb.connect()
    offers = [
        {"offer": n, "name": n, "counts": True, "sensitive": False, "age_from": 0, "age_to": 17, "bit": at}
        for at, n in enumerate(NAMES)
    ]
    groups = [
        {"offer_group": n, "name": n, "level": "angebot", "offers": [n], "mask": 1 << at, "position": 2}
        for at, n in enumerate(NAMES)
    ]
    fill_analysis(
        con,
        area="area | name | level | parent | inhabited\n D | D | kreis | | true",
        age_band="age_band | name | age_from | age_to\n all | unter 18 | 0 | 17",
        offer=offers,
        offer_group=[
            {"offer_group": "alle", "name": "alle", "level": "kopf", "offers": sorted(NAMES), "mask": 7, "position": 1},
            *groups,
        ],
        population=people,
        coverage=[
            {
                "source": "s",
                "offer": n,
                "year": y,
                "complete": True,
                "until": f"{y}-12-31",
                "as_of": "2022-03-01",
                "counting": "verknuepft",
            }
            for n in NAMES
            for y in CHILDHOOD
        ],
        child_year=users.with_columns(
            pl.lit("verknuepft").alias("space"), pl.lit("-").alias("area"), pl.lit("m").alias("sex")
        ).to_dicts(),
    )
    return con


def tallies(seed: int, births: int) -> dict[str, pl.DataFrame]:
    """Users, first contacts and pathways of a simulated district of three offers, all ages together."""
    random = np.random.default_rng(seed)
    birth, prev = np.repeat(np.arange(1993, 2022), births), np.zeros(29 * births, dtype=np.uint64)
    frames, people = [], []
    for year in CHILDHOOD:
        age = year - birth
        mask = sum(
            ((random.random(len(birth)) < rate * np.where(prev & np.uint64(1 << at), 6, 1)) & (age >= 0)).astype(
                np.uint64
            )
            << np.uint64(at)
            for at, rate in enumerate((0.05, 0.012, 0.004))
        )
        frames.append(
            pl.DataFrame({"age": age, "mask": mask, "prev": prev})
            .filter(pl.col("age").is_between(0, 17))
            .with_columns(pl.lit(year).alias("year"))
        )
        people += [
            {"date": f"{year}-12-31", "area": "D", "age_from": a, "age_to": a, "sex": "all", "count": births}
            for a in range(18)
        ]
        prev = prev | mask
    users = pl.concat(frames).filter(pl.col("mask") > 0)
    con = three_offers(users, people)
    return {
        measure.name: with_item(measure.compute(con, Selection()), measure.name) for measure in (ANNUAL, FIRST, MEASURE)
    }


def known(frames: dict[str, pl.DataFrame], column: str) -> dict[tuple, int]:
    """(measure, year, offer, item) → count, of all ages together."""
    rows = pl.concat(
        [f.select(pl.lit(name).alias("m"), "year", "offer_group", "item", column) for name, f in frames.items()]
    )
    return {
        tuple(key): n for *key, n in rows.drop_nulls().iter_rows() if key[3] in ("", "age:0-17") or key[0] == "pathway"
    }


def narrowed(low: dict, high: dict) -> None:
    """Every relation that holds by definition, until nothing narrows: a part is no more than its whole, and a whole no more
    than its parts together; two parts that share nobody are together no more than the whole."""
    keys = sorted({(year, offer) for m, year, offer, _ in low if m == "pathway"})
    for _ in range(12):
        for year, offer in keys:
            of = lambda item: ("pathway", year, offer, item)  # noqa: B023
            users, first = ("annual_reach", year, offer, ""), ("first_contact", year, offer, "age:0-17")
            others = [of(f"before:{name}") for name in NAMES if name != offer]
            inside = [
                (of("entry"), first),
                (first, users),
                (of("before:any"), users),
                *((o, of("before:any")) for o in others),
            ]
            for part, whole in inside:
                high[part], low[whole] = min(high[part], high[whole]), max(low[whole], low[part])
            for part, rest in ((of("entry"), of("before:any")), (of("before:any"), of("entry"))):
                high[part] = min(high[part], high[users] - low[rest])
            high[of("before:any")] = min(high[of("before:any")], sum(high[o] for o in others))
            high[first] = min(high[first], high[of("entry")] + high[of("before:any")])
            low[of("entry")] = max(low[of("entry")], low[first] - high[of("before:any")])
            for one, other in (others, others[::-1]):
                low[one] = max(low[one], low[of("before:any")] - high[other])


@pytest.mark.parametrize("births", [25, 60, 120])
def test_no_way_of_one_or_two_children_can_be_proved(births):
    exact = tallies(births, births)
    truth, people = known(exact, "children"), 18 * births
    small = {key for key, n in truth.items() if key[0] == "pathway" and 1 <= n <= 2}
    for key in range(10):
        rule = Rule(bytes([key]) * 32, "D")
        shown = known(
            {m.name: protected_figures(exact[m.name], m, rule) for m in (ANNUAL, FIRST, MEASURE)}, "numerator"
        )
        low = {cell: max(shown[cell] - 4, 0) if cell in shown else 0 for cell in truth}
        high = {cell: shown[cell] + 4 if cell in shown else people for cell in truth}
        narrowed(low, high)
        assert all(low[cell] <= n <= high[cell] for cell, n in truth.items())
        assert not [cell for cell in small if low[cell] >= 1 and high[cell] <= 2]
    assert len(small) > 3


def test_the_same_attack_breaks_hiding_of_one_and_two_alone():
    proofs = 0
    for births in (25, 60, 120):
        truth = known(tallies(births, births), "children")
        low, high = ({cell: n if n >= 3 else hidden for cell, n in truth.items()} for hidden in (0, 2))
        narrowed(low, high)
        proofs += sum(cell[0] == "pathway" and 1 <= n <= 2 and low[cell] >= 1 for cell, n in truth.items())
    assert proofs > 3
