"""What is different from an edition, and why? Two published versions figure by figure, and the parts of each change of reach.

The parts come from the measure edition_change: late records, the population, what was decided to count; they add up to the
whole. For other measures only what two versions show themselves is told: another definition, another population, or the rest.
"""

from dataclasses import dataclass

import polars as pl

from store.german import MINUS, listed, number
from store.published import Published
from store.tables import FIGURE_KEY
from views.drawings import tables
from views.figures.read import Figures
from views.shell import page

MEASURE = "edition_change"
ENDS = {"": "", "mindestens": "mindestens", "hoechstens": "höchstens"}
PARTS = ("", "festlegung", "bevoelkerung", "spaet")
HEADS = (
    "Angebote",
    "Jahr",
    "Änderung",
    "andere Festlegung",
    "andere Bevölkerung",
    "Nachmeldungen und Berichtigungen",
    "Anmerkung",
)
ROUNDING = (
    "In Kindern; ein Strich bedeutet: keine Änderung. Die drei Teile ergeben die ganze Änderung; jeder kann allein aus der "
    "Schutzrundung um bis zu acht Kinder abweichen."
)
COMPARED = ("numerator", "denominator", "value", "bound_low", "bound_high", "state")
OLD = "_before"


@dataclass(frozen=True)
class Change:
    """One figure of reach that differs: its group and year, which end of a range, the whole and its parts in children (None:
    not divided), and what is to be said."""

    group: str
    year: int
    end: str
    parts: dict[str, float | None]
    note: str


def changes(figures: Figures, area: str) -> list[Change]:
    """The changes of one area, the latest year first, groups in the order of the profile."""
    found: dict[tuple, dict] = {}
    for row in figures.rows(MEASURE, area=area):
        _, part, end, *_ = [*row["item"].split(":"), "", ""]
        if row["unit"] != "Kinder":
            continue
        parts = found.setdefault((row["offer_group"], row["year"], end if part or end in ENDS else ""), {})
        parts[part] = row
    place = {group: at for at, group in enumerate(figures.group)}
    order = sorted(found, key=lambda key: (-key[1], place.get(key[0], len(place)), key[2]))
    return [_change(key, found[key]) for key in order if key[0] in place]


def _change(key: tuple[str, int, str], rows: dict[str, dict]) -> Change:
    group, year, end = key
    notes = [rows[part]["note"] for part in PARTS if part in rows and rows[part]["note"]]
    return Change(
        group, year, end, {part: rows[part]["value"] if part in rows else None for part in PARTS}, " ".join(notes)
    )


def compared_with(figures: Figures) -> str:
    """The edition that the figures are compared with; '' where there is none or nothing differs."""
    rows = figures.rows(MEASURE)
    return rows[0]["item"].split(":")[0] if rows else ""


def block(figures: Figures, area: str, years: int = 3) -> str:
    """The changes of the latest years as a table; years: how many that changed."""
    told = [change for change in changes(figures, area) if _is_told(change)]
    latest = sorted({change.year for change in told}, reverse=True)[:years]
    shown = [change for change in told if change.year in latest]
    name = compared_with(figures)
    if not shown:
        return ""
    caption = f"Reichweite im Jahr, {figures.area_names[area]}: Änderungen gegenüber der Ausgabe {name}"
    lines = [_line(figures, change) for change in shown]
    return page.block(
        figures,
        f"Was ist anders als in der Ausgabe {name}?",
        f"{ROUNDING} Gezeigt: {listed([str(year) for year in latest])}.",
        tables.scrolling(caption, tables.plain_table(caption, HEADS, lines, figures=frozenset({2, 3, 4, 5}))),
        small=False,
    )


def _is_told(change: Change) -> bool:
    """A change that is only one of the share (another population) is no change in children."""
    return any(change.parts.values()) or change.parts[""] is None


def _line(figures: Figures, change: Change) -> tuple[str, ...]:
    name = figures.group[change.group]["name"]
    end = f", {ENDS[change.end]}" if change.end else ""
    return (f"{name}{end}", str(change.year), *[signed(change.parts[part]) for part in PARTS], change.note)


def signed(children: float | None) -> str:
    """15.0 -> '+15', -15.0 -> '−15', 0 -> '–', None -> 'nicht aufteilbar'."""
    if children is None:
        return "nicht aufteilbar"
    whole = round(children)
    return "–" if whole == 0 else f"{'+' if whole > 0 else MINUS}{number(abs(whole))}"


def differences(then: Published, now: Published) -> pl.DataFrame:
    """FIGURE_KEY, the figures of both (`_before`), and reason: neu | entfallen | definition | bevoelkerung | bestand.

    One row for every figure that differs. bestand: neither definition nor population differ, so the records do. The measure
    edition_change, which is itself a comparison, is left out.
    """
    key = [column for column in FIGURE_KEY if column != "version"]
    side = lambda published: published.table("figure").filter(pl.col("measure") != MEASURE)
    old, new = side(then), side(now)
    columns = [*key, "version", *COMPARED]
    both = new.select(columns).join(old.select(columns), on=key, how="full", suffix=OLD, coalesce=True)
    both = both.with_columns(both["offer_group"].is_in(_redefined(then, now)).alias("regrouped"))
    differs = pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"{c}{OLD}")) for c in ("version", *COMPARED))
    reason = (
        pl.when(pl.col(f"version{OLD}").is_null())
        .then(pl.lit("neu"))
        .when(pl.col("version").is_null())
        .then(pl.lit("entfallen"))
        .when((pl.col("version") != pl.col(f"version{OLD}")) | pl.col("regrouped"))
        .then(pl.lit("definition"))
        .when(pl.col("denominator").ne_missing(pl.col(f"denominator{OLD}")))
        .then(pl.lit("bevoelkerung"))
        .otherwise(pl.lit("bestand"))
    )
    return both.filter(differs).with_columns(reason.alias("reason")).drop("regrouped").sort(key)


def _redefined(then: Published, now: Published) -> list[str]:
    """Groups whose counting offers are not the same in both."""
    before, after = _members(then), _members(now)
    return [group for group in after if after[group] != before.get(group, after[group])]


def _members(published: Published) -> dict[str, frozenset[str]]:
    counting = set(published.table("offer").filter("counts")["offer"])
    groups = published.table("offer_group").select("offer_group", "offers").iter_rows()
    return {group: frozenset(counting & set(offers)) for group, offers in groups}


REASONS = {
    "bestand": "Nachmeldungen oder Berichtigungen",
    "bevoelkerung": "andere Bevölkerung",
    "definition": "andere Festlegung",
    "neu": "neu",
    "entfallen": "nicht mehr enthalten",
}


def overview(figures: Figures, then: Published) -> str:
    """How many figures of each measure differ from an edition, and why; every measure, folded in."""
    counted = differences(then, figures.published).group_by("measure", "reason").len()
    found = {(measure, reason): n for measure, reason, n in counted.iter_rows()}
    measures = sorted({measure for measure, _ in found}, key=lambda m: figures.definition(m).get("label", m))
    if not measures:
        return page.notes("Alle Zahlen sind dieselben wie in der Ausgabe.")
    lines = [
        (figures.definition(m).get("label", m), *[number(found[m, r]) if (m, r) in found else "–" for r in REASONS])
        for m in measures
    ]
    caption = "Wie viele Zahlen jeder Kennzahl sich unterscheiden, nach Grund"
    table = tables.plain_table(caption, ("Kennzahl", *REASONS.values()), lines, figures=frozenset(range(1, 6)))
    return (
        f'<details class="pass"><summary><b>Alle Kennzahlen</b> <span>{caption}</span></summary>'
        f"{tables.scrolling(caption, table)}</details>"
    )
