"""Is „nearly every child“ borne out? Three verdicts, and what would decide."""

from dataclasses import replace

import duckdb
import polars as pl
import pytest

from measures.claim import DECIDES, MEASURE, verdict, verdicts
from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Surroundings
from measures.engine.publication import derived_figures, surroundings
from measures.engine.reading.further_use import FurtherUse
from tests.grid import fill_analysis, frame
from tests.measures.simulated_childhood import TRUTH, fill_childhood
from tests.measures.test_cumulative_reach import apart, published

AROUND = Surroundings(
    areas=frame("area | name | level | parent\nD | D | kreis | null"),
    age_bands=frame("age_band | name | age_from | age_to\nall | unter 18 | 0 | 17"),
    offer_groups=pl.DataFrame(
        {
            "offer_group": ["alle", "ohne_kita", "individuell", "kita"],
            "name": ["Alle", "Ohne Kita", "Nur individuell", "Kita"],
            "level": ["kopf", "kopf", "kopf", "angebot"],
            "offers": [["kita", "hilfe"], ["hilfe"], ["hilfe"], ["kita"]],
            "position": [0, 1, 2, 3],
        }
    ),
    events=pl.DataFrame(),
)
REACH = """
    measure          | area | year | age_band | sex | offer_group | quantity | value | low  | high | bound_low | bound_high | state   | interval | note
    cumulative_reach | D    | 2025 | all      | all | alle        | period   |       |      |      | 0.95      | 1.0        | ok      | window   | ''
    cumulative_reach | D    | 2025 | all      | all | ohne_kita   | period   |       |      |      | 0.70      | 0.94       | ok      | window   | ''
    cumulative_reach | D    | 2025 | all      | all | individuell | period   |       |      |      | 0.94      | 0.96       | ok      | window   | ''
    cumulative_reach | D    | 2025 | all      | all | kita        | period   |       |      |      | 0.94      | 0.96       | ok      | window   | ''
    cumulative_reach | D    | 2024 | all      | all | alle        | period   |       |      |      |           |            | no_data | none     | zu kurz
"""


UNITS = """
    year | offer_group | unit | counting   | never_linked | by_hand
    2025 | individuell | kita | zaehlwerte | false        | false
    2025 | individuell | cafe | zaehlwerte | false        | false
"""


def asked(units: str = UNITS) -> Surroundings:
    return replace(AROUND, asked=FurtherUse(units=frame(units).with_columns(pl.col("year").cast(pl.Int16))))


def figures(drawn: str = REACH) -> pl.DataFrame:
    found = frame(drawn)
    missing = [pl.lit(None, kind).alias(name) for name, kind in FIGURE_TYPES.items() if name not in found.columns]
    return found.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in FIGURE_TYPES.items())


def labels(found: pl.DataFrame) -> dict:
    return {(group, year): label for group, year, label in found.select("offer_group", "year", "label").iter_rows()}


def test_the_three_verdicts_come_from_the_two_edges():
    assert labels(verdicts(figures(), AROUND, threshold=0.95)) == {
        ("alle", 2025): "covered",
        ("ohne_kita", 2025): "not_covered",
        ("individuell", 2025): "undecided",
        ("alle", 2024): "",
    }


@pytest.mark.parametrize(("threshold", "label"), [(0.94, "covered"), (0.95, "undecided"), (0.97, "not_covered")])
def test_the_threshold_of_the_office_decides(threshold, label):
    assert labels(verdicts(figures(), AROUND, threshold=threshold))["individuell", 2025] == label


def test_a_value_counts_with_its_chance():
    row = {
        "value": 0.96,
        "low": 0.94,
        "high": 0.97,
        "bound_low": None,
        "bound_high": None,
        "state": "ok",
        "arrivals_known": True,
    }
    assert verdict(row, threshold=0.95, floor=0.0) == "undecided"
    assert verdict(row | {"low": 0.95}, threshold=0.95, floor=0.0) == "covered"
    assert verdict(row | {"high": 0.94}, threshold=0.95, floor=0.0) == "not_covered"


def test_where_arrivals_are_unknown_only_the_reach_of_one_year_can_cover():
    row = {
        "value": None,
        "low": None,
        "high": None,
        "bound_low": 0.97,
        "bound_high": 1.0,
        "state": "ok",
        "arrivals_known": False,
    }
    assert verdict(row, threshold=0.95, floor=0.80) == "undecided"
    assert verdict(row, threshold=0.95, floor=0.96) == "covered"


def test_without_an_upper_edge_nothing_is_refuted():
    row = {
        "value": None,
        "low": None,
        "high": None,
        "bound_low": 0.5,
        "bound_high": None,
        "state": "ok",
        "arrivals_known": True,
    }
    assert verdict(row, threshold=0.95, floor=0.0) == "undecided"


SUMS = """
    measure       | area | year | age_band | sex | offer_group | quantity | offer | value | bound_high | state
    first_contact | D    | 2025 | all      | all | individuell | sums     | kita  |       |            | not_applicable
    first_contact | D    | 2025 | all      | all | individuell | sums     | cafe  |       |            | not_applicable
    first_contact | D    | 2026 | all      | all | individuell | sums     | huge  |       |            | not_applicable
    annual_reach  | D    | 2025 | all      | all | kita        |          |       |       | 0.40       | ok
    annual_reach  | D    | 2025 | all      | all | cafe        |          |       | 0.05  |            | ok
"""


def advice(around: Surroundings, drawn: str = SUMS) -> dict:
    found = verdicts(pl.concat([figures(), figures(drawn)]), around, threshold=0.95)
    return found.filter((pl.col("offer_group") == "individuell") & (pl.col("year") == 2025)).row(0, named=True)


def test_the_largest_offer_that_is_only_a_sum_would_decide_most():
    row = advice(asked())
    assert row["note"] == "Am meisten würde klären: Kita mit Schlüssel statt als Summe."
    assert (row["would_decide"], row["would_decide_offer"]) == ("key", "kita")


@pytest.mark.parametrize(
    ("kita", "why"),
    [("zaehlwerte | true ", "the law forbids it"), ("kontakte   | false", "nobody there knows who comes")],
)
def test_an_offer_that_cannot_have_a_key_is_no_advice(kita, why):
    units = UNITS.replace("kita | zaehlwerte | false       ", f"kita | {kita}       ")
    assert advice(asked(units))["would_decide_offer"] == "cafe", why


def test_an_offer_whose_number_is_hidden_or_missing_is_no_advice():
    hidden = SUMS.replace("0.40       | ok", "           | protected")
    assert advice(asked(), hidden)["would_decide_offer"] == "cafe"


@pytest.mark.parametrize("equals", [("zoo", "atelier"), ("atelier", "zoo")])
def test_of_offers_as_large_as_each_other_the_first_of_the_profile_would_decide_whatever_its_id(equals):
    offers = pl.DataFrame(
        {
            "offer_group": equals,
            "name": equals,
            "level": ["angebot"] * 2,
            "offers": [[offer] for offer in equals],
            "position": [4, 5],
        }
    )
    units = UNITS.replace("kita", equals[1]).replace("cafe", equals[0])
    around = replace(asked(units), offer_groups=pl.concat([AROUND.offer_groups, offers], how="diagonal_relaxed"))
    sums = SUMS.replace("kita ", f"{equals[1]} ").replace("cafe ", f"{equals[0]} ").replace("0.05", "0.40")
    found = verdicts(pl.concat([figures(), figures(sums)]), around, threshold=0.95)
    row = found.filter((pl.col("offer_group") == "individuell") & (pl.col("year") == 2025)).row(0, named=True)
    assert row["would_decide_offer"] == equals[0]


def said_of(**how) -> dict:
    con = duckdb.connect()
    fill_childhood(con, **how)
    return latest(con)


def latest(con) -> dict:
    """The verdict on all offers in the last year, as it is published."""
    found = derived_figures(published(con), MEASURE, surroundings(con))
    return found.filter((pl.col("offer_group") == "alle") & (pl.col("year") == 2025)).row(0, named=True)


def test_a_full_record_with_arrivals_decides_and_without_them_it_says_what_is_missing():
    assert TRUTH < 0.95  # the threshold the profile proposes
    known = said_of(seed=3, arrivals_known=True)
    assert known["bound_low"] < TRUTH < known["bound_high"] and known["unit"] == MEASURE.unit
    unknown = said_of(seed=3, turnover=0.05)
    assert (unknown["would_decide"], unknown["arrivals_known"]) == ("arrivals", False)
    assert unknown["note"].endswith(DECIDES["arrivals"])


def test_with_known_arrivals_a_short_record_asks_for_time():
    row = said_of(seed=3, turnover=0.05, arrivals_known=True, record_years=8)
    assert (row["label"], row["would_decide"]) == ("undecided", "time") and row["note"].endswith(DECIDES["time"])


def test_of_two_sources_the_smaller_one_should_be_linked():
    con = duckdb.connect()
    fill_analysis(con, **apart())
    row = latest(con)
    assert (row["label"], row["would_decide"]) == ("undecided", "link") and "zu verknüpfen" in row["note"]
