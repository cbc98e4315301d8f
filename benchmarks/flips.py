"""Would a test notice if a definition were slightly wrong? Flips operators and constants of measures/ one by one.

`python -m benchmarks.flips [NUMBER …]`: each flip is made in a copy of the repository, the test files named beside it run
there, and the first test that fails is printed. Goal: all but two are caught. tests/measures/test_flips.py holds
that every line still stands in its file exactly once.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGINE = "measures/engine"


@dataclass(frozen=True)
class Flip:
    """In `file`, `before` becomes `after`; one of `tests` must fail: files of tests/measures, or with their folder below tests."""

    file: str
    before: str
    after: str
    tests: str

    @property
    def files(self) -> list[str]:
        """The test files, from the root of the repository."""
        return [f"tests/{name if '/' in name else f'measures/{name}'}.py" for name in self.tests.split()]


FLIPS = (
    Flip(f"{ENGINE}/protect.py", "(base**2 - 1) / 6", "(base**2 - 1) / 8", "test_intervals"),
    Flip(f"{ENGINE}/methods/intervals.py", "Z = 1.959963984540054", "Z = 1.96", "test_intervals"),
    Flip(f"{ENGINE}/methods/intervals.py", "1 + unit, share + unit / 2", "1 + unit, share - unit / 2", "test_intervals"),
    Flip(f"{ENGINE}/counting/bounds.py", "np.add.reduce(sources), population", "np.maximum.reduce(sources), population", "test_ranges"),
    Flip(f"{ENGINE}/reading/coverage.py", "& (lost[0] == 0)", "", "test_doubt"),
    Flip(f"{ENGINE}/counting/pairwise.py", "2 / (k * (k + 1)) * pairs", "2 / (k + 1) * pairs", "test_pairwise"),
    Flip(f"{ENGINE}/methods/lifetable.py", "first[year - 1, :-1]) * stay[year - 1]", "first[year - 1, :-1])", "test_lifetable"),
    Flip(f"{ENGINE}/methods/lifetable.py", "at_risk = contacts.people - reached\n", "at_risk = contacts.people\n", "test_cumulative_reach"),
    Flip(f"{ENGINE}/methods/lifetable.py", "reached = 1 - np.cumprod(1 - chance)", "reached = np.cumsum(chance)", "test_lifetable"),
    Flip(f"{ENGINE}/methods/lifetable.py", "np.cumsum(some / (some + rest) / rest)", "np.cumsum(some / (some + rest) ** 2)", "test_lifetable"),
    Flip(f"{ENGINE}/methods/record.py", "record.moves.born_here if record.moves else _born_here_rate", "_born_here_rate", "test_childhood_moves"),
    Flip(f"{ENGINE}/methods/record.py", "share[year - 1, :-1] * (1 - np.minimum", "share[year, :-1] * (1 - np.minimum", "test_childhood_moves"),
    Flip("etl/sql/child_year.sql", "    FROM yearly\n", "    FROM yearly WHERE lives_here(latest, make_date(year, 12, 31))\n", "test_entries"),
    Flip(f"{ENGINE}/methods/multiple.py", "SHARE * place / tested", "SHARE * place", "test_gap test_gap_screens"),
    Flip(f"{ENGINE}/methods/multiple.py", "SHARE = 0.03", "SHARE = 0.10", "test_gap test_oracles"),
    Flip(f"{ENGINE}/methods/scatter.py", "max(len(distance) - told_by, 1) / max", "max(len(distance), 1) / max", "test_gap_screens"),
    Flip(f"{ENGINE}/methods/scatter.py", "squared <= ASIDE**2 * expected", "squared <= 100 * ASIDE**2 * expected", "test_gap_screens"),
    Flip(f"{ENGINE}/methods/standardise.py", "scatter - chance", "scatter + chance", "test_gap"),
    Flip(f"{ENGINE}/protect.py", "% rule.base) // rule.base)", "% rule.base + 1) // rule.base)", "test_protect"),
    Flip(f"{ENGINE}/protect.py", 'pl.col("expected") >= rule.min_expected', 'pl.col("expected") > 0', "test_protect"),
    Flip(f"{ENGINE}/protect.py", "people // rule.base * rule.base", "people", "test_protect"),
    Flip(f"{ENGINE}/protect.py", 'pl.col("expected") < rule.stay_expected', 'pl.col("expected") < rule.min_expected', "test_protect"),
    Flip(f"{ENGINE}/protect.py", 'pl.coalesce(handed, alike, "by_name")', 'pl.coalesce(alike, "by_name")', "test_numbers_of_cells"),
    Flip(f"{ENGINE}/protect.py", '.then("rate").otherwise("rate_below")', '.then("rate").otherwise("rate")', "test_protect"),
    Flip(f"{ENGINE}/protect.py", "ALL if sexless and count", "sex if sexless and count", "test_numbers_of_cells"),
    Flip(f"{ENGINE}/counting/declared.py", "if counted.placed[moment, offer] or not below", "if True or not below", "test_declared"),
    Flip(f"{ENGINE}/counting/declared.py", "min(said.last + reach, band.last)", "min(said.last, band.last)", "test_declared"),
    Flip(f"{ENGINE}/reading/keyed.py", "rows[\"mask\"].to_numpy() & np.uint64(mask)) != 0", "rows[\"mask\"].to_numpy() & np.uint64(mask)) == np.uint64(mask)", "test_annual_reach test_worlds"),
    Flip(f"{ENGINE}/reading/coverage.py", "complete & ~unchecked & ~missing", "complete & ~unchecked", "test_doubt test_annual_reach test_ranges test_worlds"),
    Flip(f"{ENGINE}/reading/counted.py", "older.fill_null(False)", "0", "test_ranges"),
    Flip(f"{ENGINE}/reading/counted.py", 'pl.when(yearly).then("later").otherwise(0)', "pl.lit(0)", "test_ranges test_worlds"),
    Flip(f"{ENGINE}/reading/counted.py", "np.fmin.accumulate(later, axis=-2)", "later", "test_ranges"),
    Flip(f"{ENGINE}/reading/leaving.py", "children - gone(children * share)", "children - children * 0 * share", "test_ranges test_knowing_more"),
    Flip(f"{ENGINE}/reading/leaving.py", "TOGETHER = 2 ", "TOGETHER = -2 ", "test_ranges"),
    Flip(f"{ENGINE}/counting/reach.py", 'pl.when(plain & MAY_LEAVE).then("certain")', 'pl.when(plain & MAY_LEAVE).then("children")', "test_ranges"),
    Flip("measures/point_reach.py", "day.month >= 7", "day.month >= 1", "test_point_reach"),
    Flip("measures/first_contact.py", '(rows["prev"].to_numpy() & bits) == 0', '(rows["prev"].to_numpy() & bits) >= 0', "test_first_contact"),
    Flip("measures/cumulative_reach.py", "SHORTEST_WINDOW = 3", "SHORTEST_WINDOW = 1", "test_cumulative_reach"),
    Flip("measures/claim.py", "if proved >= threshold:", "if least >= threshold:", "test_claim"),
    Flip("measures/gap.py", "LEAST_GAP = 0.10", "LEAST_GAP = 0.0", "test_gap_verdicts"),
    Flip("measures/trend.py", "scale=max(measured, rounding)", "scale=1.0", "test_trend"),
    Flip("measures/trend.py", "(1 + stay) / (1 - stay), use_t", "1.0, use_t", "test_trend"),
    Flip("measures/trend.py", "same_way = all(", "same_way = any(", "test_trend"),
    Flip("measures/trend.py", "FINDABLE = 0.1 ", "FINDABLE = 10.0 ", "test_trend"),
    Flip("measures/trend.py", "most_start < least_end", "start < end", "test_trend"),
    Flip("measures/entries.py", " AND a.before & g.mask = 0", "", "test_entries"),
    Flip("measures/entries.py", 'pl.col("keys") == pl.col("keys_before")', "pl.lit(True)", "test_entries"),
    Flip("measures/trend.py", "return max(told) if told", "return min(told) if told", "test_trend"),
    Flip(f"{ENGINE}/counting/pairwise.py", "-np.triu(told.both_low, 1)", "-np.triu(told.both_high, 1)", "test_pairwise"),
    Flip(f"{ENGINE}/methods/wandering.py", "(near - drift) / 2, least", "near / 2, least", "test_wandering"),
    Flip(f"{ENGINE}/methods/wandering.py", "drift * (ahead + lag)", "drift * lag", "test_wandering"),
    Flip(f"{ENGINE}/methods/lifetable.py", "(np.maximum.accumulate(edge) for edge in (low, high))", "(edge for edge in (low, high))", "test_lifetable"),
    Flip(f"{ENGINE}/methods/lifetable.py", "+ z2 * of_one / 2", "- z2 * of_one / 2", "test_lifetable"),
    Flip("measures/gap.py", "pl.Series(2 * stdtr(", "pl.Series(stdtr(", "test_gap_verdicts"),
    Flip("measures/cumulative_reach.py", "record.needed(at) <= window and", "record.needed(at) >= 0 and", "test_cumulative_reach"),
    Flip("measures/cumulative_reach.py", "1.0 if end is not None else float(found.high[age])", "1.0 if end is not None else float(found.reached[age])", "test_cumulative_reach"),
    Flip("measures/forecast.py", "np.log(1.3)", "np.log(3.0)", "test_forecast"),
    Flip("measures/forecast.py", "min(float(edge), whole) / of", "float(edge) / of", "test_forecast"),
    Flip("measures/forecast.py", '"low": value * np.exp(-half)', '"low": value * (1 - half)', "test_forecast"),
    Flip("measures/forecast.py", ", np.hypot(width, trend.half * further)", ", width", "test_forecast"),
    Flip("measures/forecast.py", "if ahead <= use.known_years else", "if ahead <= YEARS_AHEAD else", "test_forecast"),
    Flip("measures/forecast.py", "- 1 - LAGS * breaks_after]", "- 1 - breaks_after]", "test_forecast"),
    Flip(f"{ENGINE}/methods/wandering.py", "stdtrit(2 * (years - 1)", "stdtrit(years - 1", "test_forecast"),
    Flip(f"{ENGINE}/protect.py", '.with_columns(pl.col("rate", "rate_below").forward_fill().over(GROUP))', "", "test_protect"),
    Flip(f"{ENGINE}/protect.py", "ago.is_between(1, rule.years_back)", "ago.is_between(0, rule.years_back - 1)", "test_protect"),
    Flip(f"{ENGINE}/counting/reach.py", '& pl.col("people_needed")', '& ~pl.col("people_needed")', "test_annual_reach"),
    Flip(f"{ENGINE}/reading/population.py", "count[inner].sum(axis=0), own)", "np.nansum(count[inner], axis=0), own)", "test_annual_reach"),
    Flip("measures/entries.py", 'known_before=pl.col("children").is_not_null()', "known_before=pl.lit(True)", "test_entries"),
    Flip("measures/entries.py", "if band.last > 0]", "if band.last >= 0]", "test_entries"),
    Flip(f"{ENGINE}/counting/declared.py", "join(sorted(parts))", "join(parts)", "test_declared"),
    Flip(f"{ENGINE}/attack/handover.py", "published.number not in others", "published.number in others", "exports/test_saved"),
    Flip("store/ledger.py", "in sources(store, OFFICE)", "in sources(store, EVERYBODY)", "store/test_ledger"),
    Flip("store/audience.py", "order[: order.index(audience) + 1]", "order[: order.index(audience)]", "store/test_ledger"),
    Flip("exports/saved.py", "    if made:\n", "    if made and ending != \"csv\":\n", "exports/test_saved"),
    Flip("measures/change.py", 'by_use=pl.col("whole") - pl.col("by_numbers")', 'by_use=pl.col("whole") + pl.col("by_numbers")', "test_change test_derived_by_hand"),
    Flip("measures/first_contact.py", '~pl.col("quantity").is_in(SO_FAR)', "pl.lit(True)", "test_first_contact"),
    Flip("measures/first_contact.py", "pl.when(may_leave).then(pl.Series(here)).otherwise(counted)", "counted", "test_first_contact"),
    Flip("etl/same_child.py", "apart > FARTHEST", "apart > 99", "etl/test_same_child"),
    Flip("etl/same_child.py", 'numbers.filter(pl.col("len") > 1)', 'numbers.filter(pl.col("len") > 99)', "etl/test_same_child"),
    Flip("etl/same_child.py", 'pl.col("female") & (apart > 0)', 'pl.col("female") & (apart >= 0)', "etl/test_same_child"),
    Flip("etl/link.py", "recipe < max(recipe) OVER ()", "recipe < min(recipe) OVER ()", "etl/test_same_key"),
    Flip("etl/same_key.py", "way.recipe == one.recipe and", "", "etl/test_same_key"),
    Flip(f"{ENGINE}/counting/linear.py", " & ~older.any(axis=1)", "", "test_linear"),
    Flip(f"{ENGINE}/methods/record.py", '"numerator", "counted", (pl.col', '"numerator", (pl.col', "test_first_contact"),
    Flip("etl/pseudonym/recipe.py", 'unicodedata.normalize("NFC", name)).split()', "name).split()", "etl/pseudonym/test_recipe"),
    Flip("etl/pseudonym/recipe.py", "sorted(set(words(person.surname)))", "words(person.surname)", "etl/pseudonym/test_recipe"),
    Flip("etl/pseudonym/rows.py", "    rows.sort(key=lambda cells: cells[: len(CHILD_KEYS)])\n", "", "etl/pseudonym/test_command"),
    Flip("etl/pseudonym/rows.py", "        if names & _words_of(cell):", "        if names & set(words(cell)):", "etl/pseudonym/test_command"),
    Flip("etl/pseudonym/columns.py", "may_not_come_along(name) or name in", "name in", "etl/pseudonym/test_command"),
    Flip(f"{ENGINE}/methods/further_use.py", "1 - np.minimum(1, used / owned_up)", "1 - used", "test_asked_reach test_simulated_answers"),
    Flip(f"{ENGINE}/methods/further_use.py", "used + within.unequal * (1 - used)", "used + (1 - used)", "test_asked_reach test_simulated_answers"),
    Flip(f"{ENGINE}/methods/further_use.py", "if kept_back > stated.concealed", "if kept_back > 0", "test_asked_reach test_simulated_answers"),
    Flip(f"{ENGINE}/methods/units.py", "found + alone(unit.children, of, scatter=scatter)", "found + counted(unit.children)", "test_asked_reach"),
    Flip(f"{ENGINE}/methods/units.py", "no_more_than(1 - (unit.by_hand or 0)", "no_more_than(1 - 0 * (unit.by_hand or 0)", "test_asked_reach"),
    Flip("measures/asked_reach.py", 'value=pl.when("agrees").then(', 'value=pl.when(True).then(', "test_asked_reach"),
    Flip(f"{ENGINE}/methods/sharpening.py", "for step in STEPS if unit.told else ()", "for step in STEPS", "test_sharpen"),
    Flip("etl/sql/coverage.sql", "CASE WHEN bool_or(how = 'eigener_schluessel') THEN", "CASE WHEN true THEN", "etl/test_completeness"),
)  # fmt: skip


def main() -> None:
    """Prints one line for each flip, and how many were caught; without a flip every named test must pass."""
    everything = " ".join(sorted({test for flip in FLIPS for test in flip.tests.split()}))
    broken = caught_by(Flip("README.md", "", "", everything))
    if broken:
        sys.exit(f"Without any flip {broken} fails: nothing can be said.")
    wanted = {int(number) for number in sys.argv[1:]} or set(range(1, len(FLIPS) + 1))
    caught = 0
    for number, flip in enumerate(FLIPS, 1):
        if number in wanted:
            by = caught_by(flip)
            caught += bool(by)
            print(
                f"{number:>2}  {by or 'NOT CAUGHT':<110} {flip.file}: {flip.before.strip()!r} → {flip.after.strip()!r}",
                flush=True,
            )
    print(f"\n{caught} of {len(wanted)} caught")


def _left_out(folder: str, names: list[str]) -> set[str]:
    """What no test needs: the stores of this office, and what is made anew."""
    made = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache")(folder, names)
    return made | ({"store"} if Path(folder).name == "data" else set())


def caught_by(flip: Flip) -> str:
    """The first test that fails; empty when all pass."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "house"
        shutil.copytree(ROOT, copy, ignore=_left_out)
        if flip.before:
            file = copy / flip.file
            file.write_text(file.read_text("utf-8").replace(flip.before, flip.after), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *flip.files]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    failed = re.search(r"^FAILED (\S+::\S+)", done.stdout, re.MULTILINE)
    if done.returncode and not failed:
        sys.exit(f"{flip.files} do not run: nothing can be said.\n{done.stdout}{done.stderr}")
    return failed[1].removeprefix("tests/measures/") if failed else ""


if __name__ == "__main__":
    main()
