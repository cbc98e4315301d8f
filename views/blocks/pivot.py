"""How is a free question answered? A table of exact counts or shares, its drawing, and why a cut may not leave the office."""

import polars as pl

from measures.engine.counting.explore import Question
from store import german
from store.tables import SHOWN
from views.drawings.lines import MOST
from views.figures import exact
from views.figures.reach import Reach, Record, share
from views.figures.read import Figures
from views.finding import Cell, Chart, Finding, Said, Series, table_of
from views.words.cells import is_value

NOT_EXPORTABLE = "So fein gegliedert verlassen Zahlen das Jugendamt nicht. Exportierbar sind Jahr × Gebiet × Altersgruppe × Angebotsgruppe."
SHARES, CHILDREN = "anteil", "kinder"
VIEWS = {SHARES: "von 100", CHILDREN: "Kinder"}
DIMENSIONS = {"year": "Jahr", "area": "Gebiet", "age": "Alter in Jahren", "sex": "Geschlecht", "offer": "Angebot"}
SEXES = {"all": "alle Geschlechter"} | german.SEXES
OLDEST = 26
NOTES_SHOWN = 8
HAND_ON, AS_CSV = "Weitergeben", "Als CSV sichern"
PROTECTED = "Reichweite im Jahr, geschützte Zahlen"
HEADS = ("Jahr", "Gebiet", "Alter", "Geschlecht", "Angebote", "von 100", "Kinder", "Kinder insgesamt", "Hinweis")
Rows = dict[tuple[str, str], Record]  # keys down and across → a row of exact.rows


def answered(figures: Figures, question: Question, view: str) -> Finding:
    """The table, the drawing where one dimension is told, and every note."""
    rows, (first, last) = exact.rows(figures, question), question.ages
    caption = " × ".join(DIMENSIONS[asked] for asked in (question.down, question.across) if asked)
    place = "" if "area" in (question.down, question.across) else f"{figures.area_names[question.area]}, "
    offers = "ein Angebot" if len(question.offers) == 1 else f"{len(question.offers)} Angebote"
    found = {(row["down"], row["across"]): row for row in rows}
    downs = {key: name for key, name in names(figures, question.down).items() if any(down == key for down, _ in found)}
    columns = _columns(figures, question, found, view)
    drawn = {name: found[key, ""] for key, name in downs.items()} if not question.across else {}
    return Finding(
        key="auswertung",
        title=f"Wie viele Kinder nutzten die gewählten Angebote? Nach {caption}",
        sub=f"{place}{offers}, {first} bis {last} Jahre. Kinder mit mindestens einer Nutzung im Jahr, jedes Kind einmal",
        chart=_drawing(question, drawn) if drawn else None,
        table=table_of(
            caption,
            (DIMENSIONS[question.down], *columns),
            [(name, *(column[key] for column in columns.values())) for key, name in downs.items()],
            wide=True,
        ),
        notes=tuple(dict.fromkeys(row["note"] for row in rows if row["note"]))[:NOTES_SHOWN],
    )


def _columns(figures: Figures, question: Question, found: Rows, view: str) -> dict[str, dict[str, Said]]:
    """Head → key down → cell. One dimension: shares and children beside each other, the ones asked for first; two: one number a
    cell."""
    if question.across:
        used, downs = {across for _, across in found}, {down for down, _ in found}
        heads = {key: name for key, name in names(figures, question.across).items() if key in used}
        return {name: {down: cell(found.get((down, across)), view) for down in downs} for across, name in heads.items()}
    rows = {down: row for (down, _), row in found.items()}
    of = {VIEWS[one]: {down: cell(row, one) for down, row in rows.items()} for one in dict.fromkeys((view, *VIEWS))}
    people: dict[str, Said] = {
        down: Cell("number", row["denominator"], row["denominator"]) for down, row in rows.items()
    }
    return of | {"Kinder insgesamt": people}


def _drawing(question: Question, rows: dict[str, Record]) -> Chart:
    """The shares of one dimension."""
    series = Series("von 100", tuple(share(as_reach(row)) for row in rows.values()), "proved")
    return Chart("columns" if question.down == "year" else "bars", "von 100", tuple(rows), (series,), now=max(rows))


def as_reach(row: Record) -> Reach:
    """One exact row; a count without a population has no share."""
    people = row["denominator"]
    low, high = (row["children"],) * 2 if row["children"] is not None else (row["at_least"], row["at_most"])
    if row["state"] not in SHOWN or low is None:
        return Reach(row["state"], note=row["note"])
    least, most = (count / people if count is not None and people else None for count in (low, high))
    return Reach("ok", least, most, low, high, people, note=row["note"])


def cell(row: Record | None, view: str) -> Said:
    """A count, a share, a range, or the kind of empty cell; exact, without any protection."""
    if row is None:
        return "–"
    reach = as_reach(row)
    if view == SHARES:
        return share(reach, 1)
    return reach.count if reach.shown else Cell("children", state=reach.state)


def over_the_years(figures: Figures, question: Question, view: str) -> Finding | None:
    """One line for each key of the other dimension, to point at; None where no years are told or no value is known."""
    asked = (question.down, question.across)
    if "year" not in asked or not question.across:
        return None
    year, other = ("down", "across") if question.down == "year" else ("across", "down")
    found = {(row[year], row[other]): row for row in exact.rows(figures, question)}
    years = tuple(sorted({at for at, _ in found}, key=int))
    told = names(figures, getattr(question, other))
    lines = {name: tuple(point(found.get((at, key)), view) for at in years) for key, name in told.items()}
    series = tuple(Series(name, line, "context") for name, line in lines.items() if any(line))
    if not series:
        return None
    title = f"Verlauf nach {DIMENSIONS[getattr(question, other)]}"
    alt = f"{title}: {len(series)} Linien über die Jahre, Werte in der Tabelle darüber"
    sub = f"{VIEWS[view]}. Höchstens {MOST} Linien; Spannen stehen nur in der Tabelle darüber"
    return Finding("verlauf", title, sub, chart=Chart("lines", VIEWS[view], years, series, alt=alt))


def point(row: Record | None, view: str) -> Cell | None:
    """The value of a row in a line; None for a range and for what is not known."""
    told = cell(row, view)
    return told if isinstance(told, Cell) and told.state == "ok" and is_value(told) else None


def names(figures: Figures, dimension: str) -> dict[str, str]:
    """Keys of a dimension → as shown, in the order of the page."""
    return {
        "year": {str(year): str(year) for year in range(min(figures.years), max(figures.years) + 1)},
        "area": figures.area_names,
        "age": {str(age): str(age) for age in range(OLDEST + 1)},
        "sex": german.SEXES,
        "offer": figures.names,
    }[dimension]


def hand_on(figures: Figures, question: Question) -> Finding:
    """What may leave the office: the protected figures of the same cut, or the reason why not."""
    reason = why_not_exportable(figures, question)
    if reason:
        return Finding("weitergeben", HAND_ON, reason)
    sub = f"Geschützte Zahlen desselben Schnitts, auf {figures.base} gerundet"
    return Finding("weitergeben", HAND_ON, sub, links={AS_CSV: f"{figures.hold(protected(figures, question))}.csv"})


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


def protected(figures: Figures, question: Question) -> Finding:
    """The published rows of the same cut as a table, for handing on: too long a one for a page."""
    asked = (question.down, question.across)
    rows = figures.published.figures("annual_reach", age_band=named_band(figures, question))
    groups = list(question.offers) if "offer" in asked else [named_group(figures, question)]
    rows = rows.filter(pl.col("offer_group").is_in(groups))
    if question.years:
        rows = rows.filter(pl.col("year").is_in(question.years))
    if "area" not in asked:
        rows = rows.filter(pl.col("area") == question.area)
    rows = rows.filter(pl.col("sex") != "all" if "sex" in asked else pl.col("sex") == question.sex)
    rows = rows.sort("year", "area", "offer_group", "sex")
    ages = "{} bis {} Jahre".format(*question.ages)
    lines = [_line(figures, row, ages) for row in rows.iter_rows(named=True)]
    table = table_of(PROTECTED, HEADS, lines, words=5)
    return Finding("weitergegeben", PROTECTED, table=table)


def _line(figures: Figures, row: Record, ages: str) -> tuple[Said, ...]:
    reach = figures.reach_of(row)
    place, offers = figures.area_names[row["area"]], figures.names[row["offer_group"]]
    about = (str(row["year"]), place, ages, SEXES[row["sex"]], offers)
    return *about, share(reach, 1), reach.count, reach.people, reach.note
