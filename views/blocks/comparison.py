"""What is different from an edition, and why? Two published versions figure by figure, and the parts of each change of reach.

The parts come from the measure edition_change: late records, the population, what was decided to count; they add up to the
whole. For other measures only what two versions show themselves is told: another definition, another population, or the rest.
"""

from dataclasses import dataclass

import polars as pl

from store.german import listed
from store.published import Published
from store.tables import FIGURE_KEY
from views.figures.reach import Record
from views.figures.read import Figures
from views.finding import Cell, Column, Finding, Row, Said, table_of

MEASURE = "edition_change"
ENDS = {"low": "mindestens", "high": "höchstens"}
PARTS = (None, "festlegung", "bevoelkerung", "spaet")
ROUNDING = (
    "In Kindern; ein Strich bedeutet: keine Änderung. Die drei Teile ergeben die ganze Änderung; jeder kann allein aus der "
    "Schutzrundung um bis zu {most} Kinder abweichen."
)
COMPARED = ("numerator", "denominator", "value", "bound_low", "bound_high", "state")
OLD = "_before"


@dataclass(frozen=True)
class Change:
    """One figure of reach that differs: its group and year, which end of a range (low | high), the whole (None) and its parts
    in children (value None: not divided), and what is to be said."""

    group: str
    year: int
    end: str | None
    parts: dict[str | None, float | None]
    note: str


def changes(figures: Figures, area: str) -> list[Change]:
    """The changes of one area, the latest year first, groups in the order of the profile."""
    found: dict[tuple[str, int, str | None], dict[str | None, Record]] = {}
    for row in figures.rows(MEASURE, area=area, unit="Kinder"):
        found.setdefault((row["offer_group"], row["year"], row["edge"]), {})[row["quantity"]] = row
    place = {group: at for at, group in enumerate(figures.group)}
    order = sorted((key for key in found if key[0] in place), key=lambda key: (-key[1], place[key[0]], key[2] or ""))
    return [_change(key, found[key]) for key in order]


def _change(key: tuple[str, int, str | None], rows: dict[str | None, Record]) -> Change:
    notes = [rows[part]["note"] for part in PARTS if part in rows and rows[part]["note"]]
    return Change(*key, {part: rows[part]["value"] if part in rows else None for part in PARTS}, " ".join(notes))


def compared_with(figures: Figures) -> str:
    """The edition that the figures are compared with; '' where there is none or nothing differs."""
    return next((str(row["edition"]) for row in figures.rows(MEASURE)), "")


def block(figures: Figures, area: str, years: int = 3) -> Finding:
    """The changes of the latest years as a table; years: how many that changed."""
    told = [change for change in changes(figures, area) if _is_told(change)]
    latest = sorted({change.year for change in told}, reverse=True)[:years]
    name, place = compared_with(figures), figures.area_names[area]
    if not told:
        return Finding("aenderungen", f"{place}: nichts ist anders als in der Ausgabe {name}" if name else "")
    heads = ("Jahr", "Änderung", "andere Festlegung", "andere Bevölkerung", "Nachmeldungen und Berichtigungen")
    return Finding(
        key="aenderungen",
        title=f"Was ist anders als in der Ausgabe {name}?",
        sub=f"{ROUNDING.format(most=2 * figures.base - 2)} Gezeigt: {listed([str(year) for year in latest])}.",
        table=table_of(
            f"Reichweite im Jahr, {place}: Änderungen gegenüber der Ausgabe {name}",
            ("Angebote", *heads, Column("Anmerkung")),
            [_row(figures, change) for change in told if change.year in latest],
            wide=True,
        ),
    )


def _is_told(change: Change) -> bool:
    """A change that is only one of the share (another population) is no change in children."""
    return any(change.parts.values()) or change.parts[None] is None


def _row(figures: Figures, change: Change) -> Row:
    end = f", {ENDS[change.end]}" if change.end else ""
    year = Cell("year", change.year, change.year)
    return Row((f"{figures.names[change.group]}{end}", year, *map(signed, change.parts.values()), change.note))


def signed(children: float | None) -> Said:
    """15.0 -> '+15', -15.0 -> '−15', 0 -> '–', None -> 'nicht aufteilbar'."""
    if children is None:
        return "nicht aufteilbar"
    return Cell("more", children, children) if round(children) else "–"


def differences(then: Published, now: Published) -> pl.DataFrame:
    """FIGURE_KEY, the figures of both (`_before`), and reason: neu | entfallen | definition | bevoelkerung | bestand.

    One row for every figure that differs. bestand: neither definition nor population differ, so the records do. The measure
    edition_change, which is itself a comparison, is left out.
    """
    key = [column for column in FIGURE_KEY if column != "version"]
    old, new = (side.table("figure").filter(pl.col("measure") != MEASURE) for side in (then, now))
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
    told: pl.DataFrame = both.filter(differs).with_columns(reason.alias("reason")).drop("regrouped").sort(key)
    return told


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


def overview(figures: Figures, then: Published) -> Finding:
    """How many figures of each measure differ from an edition, and why; every measure, folded in."""
    counted = differences(then, figures.published).group_by("measure", "reason").len()
    found = {(measure, reason): Cell("number", n, n) for measure, reason, n in counted.iter_rows()}
    labels = {measure: figures.definition(measure).get("label", measure) for measure, _ in found}
    if not labels:
        return Finding("aenderungen_anzahl", "", lead=("Alle Zahlen sind dieselben wie in der Ausgabe.",))
    rows: list[tuple[Said, ...]] = []
    for measure, label in sorted(labels.items(), key=lambda pair: pair[1]):
        rows.append((label, *(found.get((measure, reason), "–") for reason in REASONS)))
    caption = "Alle Kennzahlen: Wie viele Zahlen sich unterscheiden, nach Grund"
    table = table_of(caption, ("Kennzahl", *REASONS.values()), rows, closed=True, wide=True)
    return Finding("aenderungen_anzahl", "", table=table)
