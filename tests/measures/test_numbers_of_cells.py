"""One count, one draw: what is a cell, whatever it is called, and what does it keep of the edition that showed it first?"""

import polars as pl

from measures.engine.protect import Rule, protect, round_fixed
from tests.measures.drawn_cells import RULE, cells

NAMED = "year | offer_group | who | handed | kept | population | children\n"


def drawn(lines: str, rule: Rule = RULE) -> pl.DataFrame:
    return protect(cells(NAMED + lines), rule).sort("year", "offer_group")


def test_cells_of_one_name_have_one_number_and_one_draw_whatever_they_are_called():
    found = drawn(
        "".join(f"{y} | {group} | x{y} | false | | 1000 | 101\n" for y in range(2000, 2030) for group in "ab")
    )
    a, b = (found.filter(offer_group=group) for group in "ab")
    assert a["children"].to_list() == b["children"].to_list() and a["cell"].to_list() == b["cell"].to_list()
    assert set(a["children"]) == {100, 105} and a["cell"].n_unique() == 30


def test_a_cell_that_was_handed_out_keeps_its_draw_and_gives_it_to_all_of_its_name():
    years = range(2000, 2030)
    before = drawn("".join(f"{y} | a | | false | | 1000 | 101\n" for y in years))
    now = drawn(
        "".join(f"{y} | a | x{y} | true | | 1000 | 101\n{y} | b | x{y} | false | | 1000 | 101\n" for y in years)
    )
    fresh = drawn("".join(f"{y} | a | x{y} | false | | 1000 | 101\n" for y in years))
    for group in "ab":
        assert now.filter(offer_group=group)["children"].to_list() == before["children"].to_list()
    assert fresh["children"].to_list() != before["children"].to_list()


def test_a_number_that_an_edition_kept_holds_though_the_declarations_have_changed():
    years = range(2000, 2030)
    before = drawn("".join(f"{y} | a | x{y} | false | | 1000 | 101\n" for y in years))
    kept = dict(before.select("year", "cell").iter_rows())
    after = drawn("".join(f"{y} | a | other{y} | true | {kept[y]} | 1000 | 101\n" for y in years))
    assert after.select("children", "cell").equals(before.select("children", "cell"))


def test_another_base_leaves_the_number_of_a_cell_and_refines_its_draw():
    """The draw of ten, taken by fives, is the draw of five: no second one."""
    lines = "".join(f"{y} | a | x{y} | false | | 1000 | 101\n" for y in range(2000, 2100))
    five, ten = drawn(lines), drawn(lines, Rule(RULE.key, "D", base=10))
    assert five["cell"].equals(ten["cell"])
    for cell in range(200):
        up = {
            base: sum(round_fixed(n, (cell,), Rule(RULE.key, "D", base=base)) > 0 for n in range(base))
            for base in (5, 10)
        }
        assert up[10] % 5 == up[5]


def test_upper_ends_of_sources_that_tell_no_sex_are_one_number():
    lines = "year | sex | sexless | who | population | children | at_least | at_most\n" + "".join(
        f"{y} | {sex} | {{}} | x{y} | 1000 | | 101 | 103\n" for y in range(2000, 2030) for sex in ("all", "m", "w")
    )
    for told, several in (("true", False), ("false", True)):
        found = protect(cells(lines.replace("{}", told)), RULE).group_by("year").agg(pl.col("at_most").n_unique())
        assert (found["at_most"].max() > 1) is several


def test_two_draws_of_one_count_that_were_handed_out_are_both_kept():
    """They cannot be taken back; a third cell of the name takes the first of them."""
    years = range(2000, 2030)
    line = "{y} | {group} | x{y} | {handed} | {kept} | 1000 | 101\n"
    kept = {"a": 1, "b": 2, "c": ""}
    found = drawn(
        "".join(
            line.format(y=y, group=group, handed=str(bool(n)).lower(), kept=n)
            for y in years
            for group, n in kept.items()
        )
    )
    assert {group: set(found.filter(offer_group=group)["cell"]) for group in kept} == {"a": {1}, "b": {2}, "c": {1}}
