"""Which figures hold now? The released version, opened once and kept; the small pointer file is looked at each time."""

import hashlib
import json
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, wraps
from inspect import getfile
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from measures.engine.protect import STANDARD
from store.editions import open_edition
from store.published import Published, StoreProblem, open_published
from store.tables import FIGURE_KEY
from store.versions import released, store_folder
from views.figures.reach import MISSING, ONLY_DISTRICT, Reach, Record, asked_about, from_row, with_answers
from views.finding import Finding

EDITION: ContextVar[str] = ContextVar("edition", default="")
KEPT = 4096  # answers that are kept for a version: a page needs about thirty
SAVED = "/sichern/"  # addresses of what can be saved: edition, then the finding
NOW = "aktuell"  # the figures that hold now, in an address
SHOWN = ("annual_reach", "point_reach")  # the measures that the pages tell of
STALE_SECONDS = 120  # a load that has said nothing for so long is taken as interrupted


Question = TypeVar("Question", bound=Callable[..., Any])


def kept(answer: Question) -> Question:
    """The same question about the same figures is answered once; the answers die with the version they were given for."""
    name = getfile(answer), answer.__qualname__  # a page is read again for every visit: its functions are new ones

    @wraps(answer)
    def again(figures: "Figures", *args: Any, **choice: Any) -> Any:
        question = (name, args, tuple(sorted(choice.items())))
        if question in figures.answers:
            return figures.answers[question]
        if len(figures.answers) >= KEPT:  # what a kept page leads to is forgotten with it, never before
            figures.answers.clear()
            figures.shown.clear()
        return figures.answers.setdefault(question, answer(figures, *args, **choice))

    return again  # type: ignore[return-value]  # it is asked as `answer` is


class Figures:
    """One version, laid out so that a page finds its rows without scanning all of them; answers are kept, never changed."""

    def __init__(self, published: Published):
        self.published = published
        self.number = published.number
        self.meta = published.meta
        frame = published.table("figure").sort(FIGURE_KEY)
        self._by_group = frame.partition_by("measure", "offer_group", as_dict=True)
        self._by_year = frame.partition_by("measure", "year", as_dict=True)
        self._none = frame.clear()
        self._by_measure = frame.partition_by("measure", as_dict=True)
        answered = self._by_measure.get(("asked_reach",), self._none)
        self._answered = {asked_about(row): row for row in answered.iter_rows(named=True)}
        self.answers: dict[Hashable, Any] = {}
        self.shown: dict[str, Finding] = {}

    def hold(self, told: Finding) -> str:
        """Keeps what is shown so that it can be saved, and says under which address; a new version forgets it."""
        key = hashlib.sha256(repr(told).encode()).hexdigest()[:16]
        self.shown[key] = told
        return f"{SAVED}{EDITION.get() or NOW}/{key}"

    @property
    def demo(self) -> bool:
        return self.meta.get("demo") == "ja"

    @property
    def edition(self) -> str:
        """A load is named by its number, which the tables do not hold: the same rows give the same tables."""
        return self.meta.get("edition") or f"Ladung {self.number}"

    @property
    def base(self) -> int:
        """Every protected count is a multiple of this one."""
        return int(self.meta.get("base", STANDARD.base))

    @property
    def min_population(self) -> int:
        """Shares are told from so many children on."""
        return int(self.meta.get("min_population", STANDARD.min_population))

    @cached_property
    def district(self) -> str:
        return str(self.areas.filter(pl.col("level") == "kreis")["area"][0])

    @cached_property
    def areas(self) -> pl.DataFrame:
        return self.published.table("area").filter(pl.col("inhabited")).sort("area")

    @cached_property
    def area_names(self) -> dict[str, str]:
        return dict(self.areas.select("area", "name").iter_rows())

    @cached_property
    def groups(self) -> pl.DataFrame:
        return self.published.table("offer_group").sort("position")

    @cached_property
    def group(self) -> dict[str, Record]:
        return {row["offer_group"]: row for row in self.groups.iter_rows(named=True)}

    @cached_property
    def names(self) -> dict[str, str]:
        """Group of offers → its name."""
        return {key: row["name"] for key, row in self.group.items()}

    def of_level(self, level: str) -> list[str]:
        """The groups of one level (angebotsgruppen.csv, ebene), in the order of the profile."""
        return [key for key, row in self.group.items() if row["level"] == level]

    @cached_property
    def offers(self) -> dict[str, Record]:
        """Offer → its row of the profile, those that count in the profile's order before all others."""
        place = {key: at for at, key in enumerate(self.group)}
        rows = self.published.table("offer").to_dicts()
        return {row["offer"]: row for row in sorted(rows, key=lambda r: (place.get(r["offer"], len(place)), r["name"]))}

    @cached_property
    def heads(self) -> list[str]:
        """The ways to count that stand above all others, the widest first."""
        return self.of_level("kopf")

    def head(self, role: str) -> str:
        """The group that has this role in the profile (angebotsgruppen.csv, rolle); '' where none has."""
        return next((key for key, row in self.group.items() if row["role"] == role), "")

    def reach(self, group: str, year: int, area: str) -> Reach:
        """Annual reach, or why there is none."""
        return self.series("annual_reach", group, area=area).get(year, self.absent(group, area))

    @cached_property
    def bands(self) -> list[Record]:
        """Age bands from young to old, without the total."""
        return self.published.table("age_band").filter(pl.col("age_band") != "all").sort("age_from").to_dicts()

    @cached_property
    def years(self) -> list[int]:
        """Years for which a page has something to say, oldest first; a reference date counts for its year.

        Where no figure can be shown yet (no population loaded), every year that has one: the page then says what lacks.
        """
        figures = self.published.table("figure").filter(pl.col("measure").is_in(SHOWN))
        said = figures.filter(pl.col("state").is_in(["ok", "protected"]))
        return sorted((said if said.height else figures)["year"].unique().to_list())

    @cached_property
    def default_year(self) -> int:
        """The latest year with a figure for the whole district."""
        series = self.series("annual_reach", next(iter(self.group)), area=self.district)
        told = [year for year, reach in series.items() if reach.shown]
        return max(told or self.years)

    def series(self, measure: str, group: str, *, area: str) -> dict[int, Reach]:
        """All ages and sexes of one area, by year."""
        return self._all_series(measure, group).get(area, {})

    @kept
    def _all_series(self, measure: str, group: str) -> dict[str, dict[int, Reach]]:
        """Area → year → reach, in one pass: a page asks for one municipality after the other."""
        found: dict[str, dict[int, Reach]] = {}
        rows = self._by_group.get((measure, group), self._none)
        for row in rows.filter(pl.col("age_band") == "all", pl.col("sex") == "all").iter_rows(named=True):
            found.setdefault(row["area"], {})[row["year"]] = self.reach_of(row)
        return found

    @kept
    def along(self, key: str, measure: str, year: int, **where: str | date) -> dict[str, Reach]:
        """One year's rows by one dimension; the dimensions not named stand at their total."""
        first = next(iter(self.group))
        total = {"area": self.district, "age_band": "all", "sex": "all", "offer_group": first} | where
        total.pop(key)
        group, none = total.get("offer_group"), self._none
        of_year = self._by_year.get((measure, year), none)
        frame = self._by_group.get((measure, group), none).filter(year=year) if group else of_year
        return {row[key]: self.reach_of(row) for row in frame.filter(**total).iter_rows(named=True)}

    def reach_of(self, row: Record) -> Reach:
        """What this row says, with what families answered beside it."""
        return with_answers(from_row(row, self.base), self._answered.get(asked_about(row)))

    @kept
    def rows(self, measure: str, **where: str | int | date | None) -> list[Record]:
        """Rows of the figure table of one measure, sorted by their key; each keyword names a column and its one value."""
        frame = self._by_measure.get((measure,), self._none)
        return frame.filter(*(pl.col(column).eq_missing(value) for column, value in where.items())).to_dicts()

    def by_year(self, measure: str, **where: str | int | None) -> dict[int, Record]:
        """Year → the row of the district."""
        return {row["year"]: row for row in self.rows(measure, area=self.district, **where)}

    def absent(self, group: str, area: str) -> Reach:
        """What a row that is not published means: below the district some groups are never shown; else no data."""
        if area != self.district and not self.group[group]["below_district"]:
            return ONLY_DISTRICT
        return MISSING

    @kept
    def definition(self, measure: str) -> Record:
        rows = self.published.table("definition").filter(pl.col("measure") == measure).to_dicts()
        return rows[0] if rows else {}

    @kept
    def events(self, group: str, first: int, last: int) -> list[Record]:
        """Breaks and events after the first year that concern this group, in time order; group: '' = those that concern all."""
        return (
            self.published.table("event")
            .filter(pl.col("offer_group").is_in(["", group]), pl.col("date").dt.year().is_between(first + 1, last))
            .sort("date")
            .to_dicts()
        )


def breaks(events: Iterable[Record]) -> list[Record]:
    """Across which of these events may nothing be compared?"""
    return [event for event in events if event["kind"] == "reihenbruch"]


@contextmanager
def showing(edition: str) -> Iterator[None]:
    """Within, figures() are those of this edition; '' = those that hold now."""
    before = EDITION.set(edition)
    try:
        yield
    finally:
        EDITION.reset(before)


def figures() -> Figures:
    """The version that holds, or the edition that is being shown. Raises StoreProblem when there is none or it cannot be read."""
    store, edition = store_folder(), EDITION.get()
    if edition:
        return _frozen(store, edition, (store / "editions" / edition / "edition.json").stat().st_mtime_ns)
    found = released_or_none(store)
    return _load(store, found, _stamp(store, found))


def released_or_none(store: Path) -> int | None:
    try:
        found = released(store)
    except (OSError, ValueError):  # open_published says what is wrong with the pointer
        return None
    return found.number if found else None


def _stamp(store: Path, number: int | None) -> int:
    """A version number can come again after the store was removed; the time of its file cannot."""
    path = store / "versions" / str(number) / "published.duckdb"
    return path.stat().st_mtime_ns if path.exists() else 0


@lru_cache(maxsize=1)
def _frozen(store: Path, edition: str, stamp: int) -> Figures:
    """An edition never changes; the time of its file tells one store from another in the same place."""
    return Figures(open_edition(store, edition))


@lru_cache(maxsize=1)
def _load(store: Path, number: int | None, stamp: int) -> Figures:
    published = open_published(store)
    if published.table("figure").is_empty():
        raise StoreProblem(
            "empty", "Es ist schon etwas geladen, aber noch keine Nutzung. Bitte als Nächstes die Nutzung laden."
        )
    return Figures(published)


@dataclass(frozen=True)
class Progress:
    """A load that is running: what it does now, in German, and how far it is."""

    text: str
    percent: int


def progress() -> Progress | None:
    """Is a first load running? The last line of STORE/progress.jsonl; None when done, interrupted or never begun."""
    path = store_folder() / "progress.jsonl"
    if not path.exists() or time.time() - path.stat().st_mtime > STALE_SECONDS:
        return None
    for line in reversed(path.read_text("utf-8", errors="replace").splitlines()):
        try:
            said = json.loads(line)
        except ValueError:  # a line that is still being written
            continue
        return Progress(str(said["text"]), int(said["percent"])) if said["percent"] < 100 else None
    return Progress("Das Laden beginnt", 0)
