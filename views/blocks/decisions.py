"""What else does the overview tell? What became of decisions, who waits, which posts are filled; nothing where nothing is known."""

import re
from html import escape

from store.german import count_shown, day, listed, number
from views.figures.read import Figures
from views.shell import page

STATES = {
    "geplant": "geplant",
    "laufend": "läuft",
    "erledigt": "erledigt",
    "verschoben": "verschoben",
    "aufgegeben": "aufgegeben",
}
SHOWN = 4
UNITS = {"children": "Kinder", "families": "Familien"}
LISTS = 3
TWICE = "Kinder können auf mehreren Listen stehen."


def look_back(figures: Figures) -> str:
    """The latest decisions with their state; a calm line while none is entered."""
    rows = figures.published.table("decision").sort("decided_on", "id", descending=[True, False]).to_dicts()
    title = "Was wurde aus den Beschlüssen?"
    if not rows:
        return page.block(figures, title, "Es sind noch keine Beschlüsse eingetragen.")
    lines = "".join(f"<li>{decision(row)}</li>" for row in rows[:SHOWN])
    more = f"{len(rows)} Beschlüsse, gezeigt: die jüngsten {SHOWN}" if len(rows) > SHOWN else ""
    return page.block(figures, title, more, f'<ul class="list">{lines}</ul>')


def decision(row: dict) -> str:
    """One decision: what, how far, since when and until when, what came of it."""
    when = [f"beschlossen {day(row['decided_on'])}" if row["decided_on"] else "", row["body"] or ""]
    due = f"Frist {day(row['due'])}" if row["due"] else ""
    aim = f"{row['start_value']} → {row['target_value']}" if row["start_value"] and row["target_value"] else ""
    words = " · ".join(part for part in (*when, due, aim) if part)
    result = f" {row['result']}" if row["result"] else ""
    return (
        f"<b>{escape(row['action'])}</b>: {escape(STATES.get(row['state'], row['state']))}.{escape(result)}"
        f'<span class="beside">{escape(words)}</span>'
    )


def waiting_and_staff(figures: Figures, year: int) -> str:
    """One line each; '' where neither is known."""
    lines = [line for line in (waiting(figures, year), staff(figures, year)) if line]
    if not lines:
        return ""
    body = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return page.block(figures, "Wartende und Stellen", "", f'<ul class="list">{body}</ul>')


def waiting(figures: Figures, year: int) -> str:
    """How many wait, for which offers, and how many requests stayed without a place."""
    rows = figures.rows("waiting", year=year, area=figures.district, age_band="all", state="ok")
    told = [row for row in rows if row["numerator"] is not None]
    lists = sorted((row for row in told if row["item"].startswith("waiting:")), key=lambda row: -row["numerator"])
    if not lists:
        return ""
    named = listed(
        [f"{_counted(row, figures.base)} auf {figures.group[row['offer_group']]['name']}" for row in lists[:LISTS]]
    )
    said = f"{_on(lists[0]) or f'Ende {year}'} warteten {named}."
    asked = {
        (row["offer_group"], row["item"].partition(":")[2]): row["numerator"]
        for row in told
        if "requests:" in row["item"]
    }
    unfilled = {
        (row["offer_group"], row["item"].partition(":")[2]): row["numerator"]
        for row in told
        if "unfilled:" in row["item"]
    }
    both = asked.keys() & unfilled.keys()
    if both:
        without, of = (number(sum(found[key] for key in both)) for found in (unfilled, asked))
        said += f" {without} von {of} Anfragen blieben ohne Platz."
    return f"{said} {TWICE}" if any(TWICE in row["note"] for row in lists[:LISTS]) else said


def _counted(row: dict, base: int) -> str:
    return f"{count_shown(row['numerator'], base)} {UNITS[row['item'].partition(':')[2]]}"


def _on(row: dict) -> str:
    """'Am 31.12.2025', as the row's note names its date."""
    found = re.search(r"Stichtag (\d\d\.\d\d\.\d{4})", row["note"] or "")
    return f"Am {found[1]}" if found else ""


def staff(figures: Figures, year: int) -> str:
    """How many posts of all Fachbereiche were filled?"""
    rows = {row["item"]: row for row in figures.rows("staffing", year=year, area=figures.district, state="ok")}
    posts, filled = rows.get("posts:office"), rows.get("filled:office")
    if not posts or not filled:
        return ""
    on = _on(posts) or f"Ende {year}"
    if filled["value"] >= posts["value"]:
        return f"{on} waren alle {number(posts['value'], 1)} Stellen (VZÄ) besetzt."
    return f"{on} waren {number(filled['value'], 1)} von {number(posts['value'], 1)} Stellen (VZÄ) besetzt."
