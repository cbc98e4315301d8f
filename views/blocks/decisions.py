"""What else does the overview tell? What became of decisions, who waits, which posts are filled; nothing where nothing is known."""

from store.german import count_shown, day, listed, number
from views.figures.reach import MISSING, Record
from views.figures.read import Figures
from views.finding import Column, Finding, Row, Table
from views.words import sentences
from views.words import supply_sentences as say

STATES = {"laufend": "läuft"}  # said otherwise than delivered
COLUMNS = (
    Column("Maßnahme"),
    Column("beschlossen", detail=True),
    Column("Frist", detail=True),
    Column("Ausgang → Ziel", detail=True),
    Column("Stand"),
    Column("Ergebnis", detail=True),
)
SHOWN = 4
LISTS = 3


def look_back(figures: Figures, department: str = "", most: int | None = None) -> Finding:
    """The latest decisions, at most so many, with their state; a calm line while none is entered. department: '' = of all."""
    table = figures.published.table("decision").sort("decided_on", "id", descending=[True, False], nulls_last=True)
    rows = [row for row in table.to_dicts() if department in ("", row["department"])]
    title = f"{'Rückblick: ' if department else ''}Was wurde aus den Beschlüssen?"
    if not rows:
        of = "Für diesen Fachbereich sind" if department else "Es sind noch"
        return Finding("rueckblick", title, f"{of} keine Beschlüsse eingetragen.")
    some = most is not None and len(rows) > most
    return Finding(
        key="rueckblick",
        title=title,
        sub=f"{len(rows)} Beschlüsse, gezeigt: die jüngsten {most}" if some else "",
        table=Table("Beschlüsse und was daraus wurde", COLUMNS, tuple(map(_decision, rows[:most]))),
    )


def _decision(row: Record) -> Row:
    """One decision: what, how far, since when and until when, what came of it."""
    decided, due = (day(row[name]) if row[name] else "" for name in ("decided_on", "due"))
    aim = f"{row['start_value']} → {row['target_value']}" if row["start_value"] and row["target_value"] else ""
    result, body = row["result"] or "", row["body"] or ""
    beside = " · ".join(filter(None, (decided and f"beschlossen {decided}", body, due and f"Frist {due}", aim)))
    when = " · ".join(filter(None, (decided, body)))
    state = str(STATES.get(row["state"], row["state"]))
    told = ". ".join(filter(None, (beside, result)))
    return Row((row["action"], when, due or "–", aim or "–", state, result or "–"), told)


def waiting_and_staff(figures: Figures, year: int) -> Finding | None:
    """One line each; None where neither is known."""
    lines = tuple(line for line in (waiting(figures, year), staff(figures, year)) if line)
    return Finding("wartende_stellen", "Wartende und Stellen", lead=lines) if lines else None


def waiting(figures: Figures, year: int) -> str:
    """How many wait, for which offers, and how many requests stayed without a place."""
    told: dict[str, dict[tuple[str, str], Record]] = {"waiting": {}, "requests": {}, "unfilled": {}}
    for row in figures.rows("waiting", year=year, area=figures.district, age_band="all", state="ok"):
        if row["numerator"] is not None and row["quantity"] in told:
            told[row["quantity"]][row["offer_group"], row["counted_unit"]] = row
    lists = sorted(told["waiting"].values(), key=lambda row: -row["numerator"])[:LISTS]
    if not lists:
        return ""
    named = [
        f"{count_shown(row['numerator'], figures.base)} {say.UNITS[row['counted_unit']]} auf {figures.names[row['offer_group']]}"
        for row in lists
    ]
    said = f"{_on(lists[0], year)} warteten {listed(named)}."
    both = told["requests"].keys() & told["unfilled"].keys()
    if both:
        without, of = (number(sum(told[which][key]["numerator"] for key in both)) for which in ("unfilled", "requests"))
        said += f" {without} von {of} Anfragen blieben ohne Platz."
    return f"{said} {say.twice(say.UNITS['children'])}" if any(row["may_repeat"] for row in lists) else said


def _on(row: Record, year: int) -> str:
    """'Am 31.12.2025', as far as the row has one date."""
    return f"Am {day(row['reference_date'])}" if row["reference_date"] else f"Ende {year}"


def staff(figures: Figures, year: int) -> str:
    """How many posts of all Fachbereiche were filled?"""
    rows = figures.rows("staffing", year=year, area=figures.district, department=None, state="ok")
    office = {row["quantity"]: row for row in rows}
    posts, filled = office.get("posts"), office.get("filled")
    if not posts or not filled:
        return ""
    every = number(posts["value"], 1)
    many = f"alle {every}" if filled["value"] >= posts["value"] else f"{number(filled['value'], 1)} von {every}"
    return f"{_on(posts, year)} waren {many} Stellen (VZÄ) besetzt."


def day_care(figures: Figures, year: int) -> Finding:
    """What Kita and Hort do to the number, in one sentence."""
    everything, without = (
        figures.reach(figures.head(role), year, figures.district) if figures.head(role) else MISSING
        for role in ("alle", "ohne_kita")
    )
    return Finding("kita_wirkung", "", notes=(sentences.effect_of_day_care(everything, without, year=year),))
