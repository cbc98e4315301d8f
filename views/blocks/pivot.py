"""How is a free question answered? A table of exact counts or shares, and the reason why a cut may not leave the office."""

from collections.abc import Sequence

import polars as pl

from measures.engine.counting.explore import Question
from store.german import STATES, number
from views.drawings import tables
from views.figures.reach import Reach, at_least, at_most
from views.figures.read import Figures

NOT_EXPORTABLE = "So fein gegliedert verlassen Zahlen das Jugendamt nicht. Exportierbar sind Jahr × Gebiet × Altersgruppe × Angebotsgruppe."
SHARES, CHILDREN = "anteil", "kinder"


def as_reach(row: dict) -> Reach:
    """One exact row; a count without a population has no share."""
    people = row["denominator"]
    low, high = (row["children"],) * 2 if row["children"] is not None else (row["at_least"], row["at_most"])
    if row["state"] not in ("ok", "unreliable") or low is None:
        return Reach(row["state"], note=row["note"])
    share = lambda count: count / people if count is not None and people else None
    return Reach("ok", share(low), share(high), low, high, people, note=row["note"])


def cell(row: dict | None, view: str) -> str:
    """A count, a range, or the kind of empty cell; exact, without any protection."""
    if row is None:
        return "–"
    reach = as_reach(row)
    if not reach.shown:
        return STATES[reach.state]
    if view == SHARES:
        if reach.low is None:
            return "kein Anteil"
        low, high = at_least(reach.low, 1), None if reach.high is None else at_most(reach.high, 1)
        one = number(reach.low * 100, 1)
    else:
        low, high = number(reach.count_low), None if reach.count_high is None else number(reach.count_high)
        one = low
    if reach.count_low == reach.count_high:
        return one
    return f"mind. {low}" if high is None else f"{low}–{high}"


def drawn(row: dict, view: str) -> float | None:
    """The value of a row in a line; None for a range and for what is not known."""
    reach = as_reach(row)
    if not reach.shown or reach.count_low != reach.count_high:
        return None
    if view == SHARES:
        return None if reach.low is None else reach.low * 100
    return reach.count_low


def pivot(
    caption: str, what: str, answer: pl.DataFrame, downs: dict[str, str], acrosses: dict[str, str], view: str
) -> str:
    """downs, acrosses: keys → names in their order; {'': ''} where nothing is told apart across."""
    rows = {(row["down"], row["across"]): row for row in answer.iter_rows(named=True)}
    kept = [key for key in acrosses if any(across == key for _, across in rows)]
    heads = [
        what,
        *(
            [acrosses[key] for key in kept]
            if kept != [""]
            else ["von 100" if view == SHARES else "Kinder", "Kinder insgesamt"]
        ),
    ]
    lines = []
    for key in (key for key in downs if any(down == key for down, _ in rows)):
        cells = [cell(rows.get((key, across)), view) for across in kept]
        if kept == [""]:
            people = rows[key, ""]["denominator"]
            cells.append("–" if people is None else number(people))
        lines.append([downs[key], *cells])
    table = tables.plain_table(caption, heads, lines, figures=frozenset(range(1, len(heads))))
    return tables.scrolling(caption, table)


def notes_of(answer: pl.DataFrame) -> Sequence[str]:
    """Every note once."""
    return answer.filter(pl.col("note") != "")["note"].unique(maintain_order=True).to_list()


def named_group(figures: Figures, question: Question) -> str | None:
    """The offer group of the profile that has exactly these offers."""
    wanted = set(question.offers)
    return next((key for key, row in figures.group.items() if set(row["offers"]) == wanted), None)


def named_band(figures: Figures, question: Question) -> str | None:
    """The age band of the profile with exactly these ages."""
    first, last = question.ages
    bands = figures.published.table("age_band").filter((pl.col("age_from") == first) & (pl.col("age_to") == last))
    return bands["age_band"][0] if bands.height else None


def why_not_exportable(figures: Figures, question: Question) -> str:
    """Why may this cut not leave the office? '' = it may, protected."""
    asked = (question.down, question.across)
    reasons = []
    if "offer" not in asked and named_group(figures, question) is None:
        reasons.append("Diese Zusammenstellung von Angeboten ist keine benannte Angebotsgruppe.")
    if "age" in asked:
        reasons.append("Einzelne Altersjahre werden nicht weitergegeben.")
    elif named_band(figures, question) is None:
        reasons.append("Dieser Altersabschnitt ist keine Altersgruppe des Profils.")
    below = question.area != figures.district or "area" in asked
    if below and ("sex" in asked or question.sex != "all"):
        reasons.append("Unterhalb des Landkreises werden Geschlechter nicht getrennt.")
    return " ".join([NOT_EXPORTABLE, *reasons]) if reasons else ""


def protected(figures: Figures, question: Question) -> pl.DataFrame:
    """The published rows of the same cut, for handing on: German heads, protected counts, state in words."""
    asked = (question.down, question.across)
    rows = figures.published.figures("annual_reach", age_band=named_band(figures, question))
    groups = list(question.offers) if "offer" in asked else [named_group(figures, question)]
    rows = rows.filter(pl.col("offer_group").is_in(groups))
    if question.years:
        rows = rows.filter(pl.col("year").is_in(question.years))
    if "area" not in asked:
        rows = rows.filter(pl.col("area") == question.area)
    rows = rows.filter(pl.col("sex") != "all" if "sex" in asked else pl.col("sex") == question.sex)
    share = lambda column: (pl.col(column) * 100).round(1).cast(pl.String).str.replace(".", ",", literal=True)
    return rows.sort("year", "area", "offer_group", "sex").select(
        pl.col("year").alias("Jahr"),
        pl.col("area").replace(figures.area_names).alias("Gebiet"),
        pl.col("age_band").alias("Alter"),
        pl.col("sex").alias("Geschlecht"),
        pl.col("offer_group").replace({key: row["name"] for key, row in figures.group.items()}).alias("Angebote"),
        pl.col("numerator").alias("Kinder (auf 5 gerundet)"),
        pl.col("denominator").alias("Bevölkerung"),
        share("value").alias("von 100"),
        share("bound_low").alias("von 100 mindestens"),
        share("bound_high").alias("von 100 höchstens"),
        pl.col("state").replace(STATES | {"ok": ""}).alias("Zustand"),
        pl.col("note").alias("Hinweis"),
    )
