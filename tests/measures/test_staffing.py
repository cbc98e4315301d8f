"""Posts: by Fachbereich and Sachgebiet, and no unit of under five persons to be told apart, nor worked out."""

import polars as pl
import pytest

from measures.caseload import MEASURE as CASES
from measures.engine.figures import FIGURE_TYPES
from measures.engine.protect import Rule
from measures.engine.publication import figures_of
from measures.staffing import MERGED, ONE_SMALL_UNIT, merged_sections
from tests.measures.office import analysis, reported

DRAWN = """
    department | section | date       | posts | filled | few   | cases | cases_unit
    Hilfen     | ASD     | 2024-12-31 | 20.0  | 15.0   | false | 300   | faelle
    Hilfen     | PKD     | 2024-12-31 | 7.0   | 7.0    | false | 90    | faelle
    Hilfen     | Lotse   | 2024-12-31 | 1.0   | 1.0    | true  | 21    | faelle
    Geld       | UVG     | 2024-12-31 | 8.0   | 9.0    | false | 500   | kinder
    Geld       | BST     | 2024-12-31 | 4.5   | 4.0    | false |       |
"""
NO_CASES = pl.DataFrame(schema=FIGURE_TYPES)


def told(drawn: str, figures: pl.DataFrame = NO_CASES) -> dict[str, dict]:
    rows = reported(analysis(staff=drawn), "staffing", figures).iter_rows(named=True)
    return {row["item"]: row for row in rows}


def values(found: dict[str, dict], kind: str) -> dict[str, float | None]:
    return {item.split(":", 1)[1]: row["value"] for item, row in found.items() if item.startswith(f"{kind}:")}


def test_a_fachbereich_is_the_sum_of_its_units_with_the_share_of_posts_not_filled():
    found = told(DRAWN)
    assert (found["posts:department:Hilfen"]["value"], found["filled:department:Hilfen"]["value"]) == (28.0, 23.0)
    assert found["vacancy:department:Hilfen"]["value"] == pytest.approx(5 / 28)
    assert found["posts:office"]["value"] == 40.5 and found["filled:office"]["value"] == 36.0
    assert found["posts:department:Hilfen"]["unit"] == "Stellen (VZÄ)" and found["posts:office"]["area"] == "D"


def test_a_small_unit_is_merged_with_the_smallest_other_so_that_the_rest_is_never_one_small_unit():
    found = told(DRAWN)
    assert values(found, "posts") == {
        "department:Hilfen": 28.0, "section:Hilfen/ASD": 20.0, "section:Hilfen/PKD": None, "section:Hilfen/Lotse": None,
        "department:Geld": 12.5, "section:Geld/UVG": 8.0, "section:Geld/BST": 4.5, "office": 40.5,
    }  # fmt: skip
    hidden = found["filled:section:Hilfen/PKD"]
    assert (hidden["state"], hidden["note"]) == ("protected", MERGED)
    assert (
        found["posts:department:Hilfen"]["note"] == "Stichtag 31.12.2024. Darin, nicht einzeln gezeigt: Lotse und PKD."
    )


@pytest.mark.parametrize(
    ("sections", "merged"),
    [
        ([("a", 9.0, False), ("b", 7.0, False)], set()),
        ([("a", 9.0, False), ("b", 7.0, False), ("c", 3.0, True)], {"b", "c"}),
        ([("a", 9.0, False), ("c", 3.0, True), ("d", 2.0, True)], {"c", "d"}),
        ([("a", 9.0, False), ("c", 3.0, True)], {"a", "c"}),
        ([("c", 3.0, True)], {"c"}),
        ([("b", 7.0, False), ("a", 7.0, False), ("c", 3.0, True)], {"a", "c"}),  # equal: by name, always the same
    ],
)
def test_which_units_stand_in_their_fachbereich_only(sections, merged):
    assert merged_sections(sections) == merged == merged_sections(sections[::-1])


@pytest.mark.parametrize(
    "small", [("Lotse",), ("PKD", "Lotse"), ("ASD",), ("ASD", "PKD", "Lotse"), ("BST",), ("UVG", "BST")]
)
def test_what_is_shown_never_leaves_one_small_unit_as_a_difference(small):
    drawn = "\n".join(
        line.replace("| false", "| true ")
        if any(f"| {name} " in line for name in small)
        else line.replace("| true ", "| false")
        for line in DRAWN.splitlines()
    )
    shown = values(told(drawn), "posts")
    for department, units in (("Hilfen", ("ASD", "PKD", "Lotse")), ("Geld", ("UVG", "BST"))):
        left = [unit for unit in units if shown[f"section:{department}/{unit}"] is None]
        assert set(small) & set(units) <= set(left) and len(left) != 1


def test_a_fachbereich_of_one_small_unit_is_shown_nowhere_nor_in_the_sum_of_the_office():
    alone = DRAWN + "    Lotsen     | Lotse2  | 2024-12-31 | 2.0   | 2.0    | true  | 30    | faelle\n"
    found = told(alone)
    assert found["posts:department:Lotsen"]["value"] is None
    assert found["posts:department:Lotsen"]["note"] == ONE_SMALL_UNIT and "posts:office" not in found
    two = alone + "    Presse     | Presse  | 2024-12-31 | 1.5   | 1.0    | true  | 0     | faelle\n"
    assert told(two)["posts:office"]["value"] == 44.0  # 3.5 posts of two units together


def test_cases_come_to_a_filled_post_from_the_protected_count_of_the_fachbereich():
    cases = figures_of(analysis(staff=DRAWN), CASES, Rule(b"k" * 32, "D"))
    found = told(DRAWN, cases)
    count = cases.filter(item="department:Hilfen")["numerator"].item()
    assert count in (410, 415)  # truly 411
    assert found["cases_per_post:department:Hilfen"]["value"] == count / 23
    assert found["cases_per_post:department:Geld"]["state"] == "no_data"
    assert not [item for item in found if item.startswith("cases_per_post:section")]


@pytest.mark.parametrize(("shown", "state"), [(None, "protected"), (45, "protected"), (50, "ok")])
def test_few_cases_make_no_quotient(shown, state):
    cases = figures_of(analysis(staff=DRAWN), CASES, Rule(b"k" * 32, "D")).with_columns(
        pl.lit(shown, pl.Int64).alias("numerator")
    )
    assert told(DRAWN, cases)["cases_per_post:department:Hilfen"]["state"] == state


def test_where_no_cases_are_known_there_is_none_either():
    row = told(DRAWN)["cases_per_post:department:Hilfen"]
    assert (row["state"], row["value"], row["note"]) == ("no_data", None, "Fälle nicht geliefert.")


def test_of_several_dates_of_a_year_the_last_one_counts_and_a_fachbereich_of_one_unit_is_not_said_twice():
    drawn = """
        department | section | date       | posts | filled | few   | cases | cases_unit
        Geld       | gesamt  | 2024-06-30 | 9.0   | 9.0    | false |       |
        Geld       | gesamt  | 2024-12-31 | 8.0   | 6.0    | false |       |
    """
    assert values(told(drawn), "vacancy") == {"department:Geld": 0.25, "office": 0.25}
