"""The children of the years to come: birth years grown older by hand, and what is read of the district."""

import polars as pl
import pytest

from measures.engine.publication import surroundings
from measures.engine.reading.projection import MOVES, PEOPLE, aged
from tests.measures.office import analysis


def people(*single: tuple[int, list[int]], basis: str = "Z") -> pl.DataFrame:
    """PEOPLE of some years: (year, children of each age)."""
    rows = [(year, age, count, basis) for year, counts in single for age, count in enumerate(counts)]
    return pl.DataFrame(rows, schema=PEOPLE, orient="row")


def test_without_moves_the_birth_years_grow_as_they_did_and_newborns_are_the_mean_of_three_years():
    known = people((2021, [50, 100, 80]), (2022, [90, 100, 80]), (2023, [100, 99, 90]), (2024, [110, 90, 99]))
    grown = aged(known, pl.DataFrame(schema=MOVES), years=2)
    one, two = (100 + 99 + 90) / (50 + 90 + 100), (80 + 90 + 99) / (100 + 100 + 99)
    assert grown.count[0] == pytest.approx([100, 110 * one, 90 * two])
    assert grown.count[1] == pytest.approx([100, 100 * one, 110 * one * two])
    assert "Kinder unter 1 Jahr wie im Mittel 2022–2024" in grown.note
    assert "Veränderungen der Jahrgänge 2021–2024" in grown.note


def test_with_moves_the_birth_years_change_by_their_mean():
    moved = pl.DataFrame(
        [(2024, 0, 100, 9, 9), (2024, 1, None, 15, 5), (2024, 2, None, 0, 20)], schema=MOVES, orient="row"
    )
    grown = aged(people((2023, [100, 100, 100]), (2024, [100, 110, 80])), moved, years=1)
    assert grown.count[0] == pytest.approx([100, 100 * 1.1, 110 * 0.8]) and "Fortzüge wie im Mittel 2024" in grown.note


def test_a_change_of_basis_is_no_move():
    new = people((2024, [80, 80, 80]), basis="neu")
    grown = aged(pl.concat([people((2023, [100, 100, 100])), new]), pl.DataFrame(schema=MOVES), years=1)
    assert grown.count[0] == pytest.approx([80, 80, 80]) and "ohne Zu- und Fortzüge" in grown.note
    assert aged(pl.DataFrame(schema=PEOPLE), pl.DataFrame(schema=MOVES), years=1) is None


AGES = "\n".join(f"2024-12-31 | D | {age} | {age} | all | {10 + age} | Z" for age in range(18))


def test_children_moves_and_projection_are_read_for_the_district():
    known = surroundings(
        analysis(
            population=f"date | area | age_from | age_to | sex | count | basis\n{AGES}\n2023-12-31 | D | 0 | 17 | all | 300 | Z",
            birth_move="""
                year | area | age | births | moved_in | moved_out
                2024 | A    | 0   | 5      | 2        | 1
                2024 | B    | 0   | 6      | 0        | 0
                2024 | C    | 3   | 7      | 4        | 3
                2023 | A    | 0   | 5      | 2        | 1
                2022 | D    |     | 20     | 90       | 80
                2021 | D    | 1   |        | 4        | 2
                2021 | A    | 1   |        | 1        | 1
            """,
            projection="""
                date       | area | age_from | age_to | sex | count | variant | made_on    | source
                2030-12-31 | A    | 0        | 2      | m   | 10    | v       | 2025-01-01 | x
                2030-12-31 | A    | 0        | 2      | w   | 12    | v       | 2025-01-01 | x
                2030-12-31 | B    | 0        | 2      | all | 5     | v       | 2025-01-01 | x
                2030-12-31 | C    | 0        | 2      | all | 3     | v       | 2025-01-01 | x
                2030-12-31 | D    | 0        | 2      | all | 99    | v       | 2020-01-01 | x
            """,
        )
    )
    assert known.people["year"].unique().to_list() == [2024] and known.people["count"].to_list() == list(range(10, 28))
    moves = {(row["year"], row["age"]): row for row in known.moves.iter_rows(named=True)}
    assert {year for year, _ in moves} == {2021, 2024}  # 2023: towns are missing; 2022: moves of people of every age
    assert [moves[2024, 0][name] for name in ("births", "moved_in", "moved_out")] == [18, 2, 1]
    assert [moves[2024, 3][name] for name in ("births", "moved_in", "moved_out")] == [None, 4, 3]
    assert moves[2024, 9]["moved_in"] == 0 and moves[2021, 1]["moved_in"] == 4
    assert known.projection.select("year", "age_band", "count").rows() == [(2030, "u3", 30)]
