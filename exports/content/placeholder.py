"""How does a figure enter a text of the office? By one kind of placeholder, and by no other way.

    {{annual_reach gruppe=alle jahr=2025 gebiet=03155}}  →  28 bis 86 von 100

The name is that of the measure; what is not named stands at the year and area of the document, at all ages, both sexes and
all offers. The words are those of the screen: a range as a range, a small or hidden figure in words, never its middle.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exports.content.figure_rows import NAMES
from exports.content.shared import LETTERS, Asked
from store.german import STATES, count_shown, number, percent
from views.figures.childhood import MEASURE as CHILDHOOD
from views.figures.reach import share
from views.figures.read import Figures
from views.finding import Cell
from views.words.cells import few, in_words

Where = dict[str, str | int]  # column → what is asked of it
Row = dict[str, Any]  # of the figure table
KEYS = {"gruppe": "offer_group", "jahr": "year", "gebiet": "area", "alter": "age_band", "geschlecht": "sex"}
KEYS |= {name.lower().translate(LETTERS).replace(" ", "_"): column for column, name in NAMES.items()}
FOUND = re.compile(r"\{\{(.*?)\}\}")
UNTIL_18 = (CHILDHOOD, "claim")
OF_CHILDREN = "Anteil der Kinder"
WHOLE = ("Kinder", "Plätze", "Euro", "Tage", "Monate")


class TextProblem(Exception):
    """German text: which file and line, what stands there, what was expected."""


@dataclass(frozen=True)
class Place:
    """Where a text stands, for the error."""

    file: str
    line: int

    def problem(self, told: str) -> TextProblem:
        return TextProblem(f"{self.file}, Zeile {self.line}: {told}")


def filled(text: str, asked: Asked, place: Place) -> str:
    """The text with every placeholder said. Raises TextProblem."""
    said = FOUND.sub(lambda found: figure(found[1], asked, place), text)
    if "{{" in said or "}}" in said:
        raise place.problem(
            "Ein Platzhalter ist nicht geschlossen. Erwartet: {{kennzahl schlüssel=wert …}} in einer Zeile."
        )
    return said


def figure(placeholder: str, asked: Asked, place: Place) -> str:
    """What one placeholder says; without its braces."""
    name, *conditions = placeholder.split() or [""]
    if not asked.figures.definition(name):
        raise place.problem(
            f"Die Kennzahl „{name}“ gibt es in dieser Ausgabe nicht. Vorhanden: {', '.join(measures(asked))}."
        )
    where = _defaults(asked) | dict(_condition(text, place) for text in conditions)
    _known(where, asked, place)
    rows = found(name, where, asked)
    if not rows and where["area"] != asked.figures.district:
        group, area = str(where["offer_group"]), str(where["area"])
        return STATES[asked.figures.absent(group, area).state if group in asked.figures.group else "no_data"]
    if len(rows) != 1:
        raise place.problem(f"Zu {{{{{placeholder}}}}} gibt es {_how_many(rows)}. {_possible(name, where, asked)}")
    return said(rows[0], asked.figures)


def found(name: str, where: Where, asked: Asked) -> list[Row]:
    """The rows that are meant: those with everything that is named, and of them the ones with the least besides.

    A Merkmal may also be named as other programs write it: with all further dimensions in one text.
    """
    further = {column: text for column, text in where.items() if column in NAMES}
    rows = asked.figures.rows(name, **{column: value for column, value in where.items() if column not in NAMES})
    whole = [row for row in rows if row["item"] == further.get("quantity")]
    if whole:
        return whole
    rows = [row for row in rows if all(str(row[column]) == text for column, text in further.items())]
    besides = [sum(row[column] is not None for column in NAMES) for row in rows]
    return [row for row, count in zip(rows, besides, strict=True) if count == min(besides)]


def said(row: Row, figures: Figures) -> str:
    """A published row in words, as the screen says them; annual reach with its estimate where families were asked."""
    base = figures.base
    if row["state"] != "ok":
        return STATES[row["state"]]
    if row["measure"] in UNTIL_18:
        ends = (row["bound_low"], row["bound_high"]) if row["value"] is None else (row["value"], row["value"])
        return in_words(Cell("of_100", *ends)) if ends[0] is not None else STATES["no_data"]
    if row["unit"] == OF_CHILDREN:
        reach = figures.reach_of(row)
        few_children = f"weniger als {few(base)} Kinder"
        return few_children if reach.is_small else STATES["protected"] if reach.low is None else in_words(share(reach))
    value, low, high, unit = row["value"], row["bound_low"], row["bound_high"], row["unit"]
    if unit == "Anteil" or unit.startswith(("Anteil ", "Veränderung")):
        return percent(value) if value is not None else f"{number(low * 100, 1)} bis {percent(high)}"
    if value is None and low is None:
        return count_shown(row["numerator"], base) if row["numerator"] is not None else STATES["no_data"]
    if value is None:
        least = amount(low, unit)
        return f"{least} bis {amount(high, unit)} {unit}" if high is not None else f"mindestens {least} {unit}"
    if row["numerator"] is not None and row["numerator"] < 2 * base:
        return f"{count_shown(row['numerator'], base)} ({unit} nicht gezeigt)"
    return f"{amount(value, unit)} {unit}"


def amount(value: float, unit: str) -> str:
    """What is counted in whole ones without decimals; a rate with one below 100, as beside the offers."""
    return number(value, 0 if unit.startswith(WHOLE) or abs(value) >= 100 else 1)


def measures(asked: Asked) -> list[str]:
    return sorted(asked.figures.published.table("definition")["measure"].to_list())


def _defaults(asked: Asked) -> Where:
    place: Where = {"offer_group": asked.heads[0], "year": asked.year, "area": asked.area}
    return place | {"age_band": "all", "sex": "all"}


def _condition(text: str, place: Place) -> tuple[str, str | int]:
    key, equals, value = text.partition("=")
    if not equals or key not in KEYS:
        raise place.problem(f"„{text}“ ist nicht verständlich. Erwartet schlüssel=wert mit {', '.join(KEYS)}.")
    if key == "jahr" and not value.isdigit():
        raise place.problem(f"jahr={value} ist kein Jahr. Erwartet zum Beispiel jahr=2025.")
    return KEYS[key], int(value) if key == "jahr" else value


def _known(where: Where, asked: Asked, place: Place) -> None:
    """Year, area and group must be of this edition."""
    bands = {band["age_band"] for band in asked.figures.bands} | {"all"}
    for key, column, known in (("gebiet", "area", asked.figures.area_names), ("alter", "age_band", bands)):
        if where[column] not in known:
            raise place.problem(
                f"{key}={where[column]} gibt es in dieser Ausgabe nicht. Möglich: {', '.join(sorted(known))}."
            )


def _how_many(rows: list[Row]) -> str:
    return f"{len(rows)} Zahlen" if rows else "in dieser Ausgabe keine Zahl"


def _possible(name: str, where: Where, asked: Asked) -> str:
    """Which values of year, group and further keys this measure has, so that the text can be put right."""
    rows = asked.figures.rows(name)
    groups = sorted({row["offer_group"] for row in rows})
    if where["offer_group"] not in groups:
        return f"Möglich für gruppe: {', '.join(groups[:12])}{' …' if len(groups) > 12 else ''}."
    years = sorted({row["year"] for row in rows})
    if where["year"] not in years:
        return f"Möglich für jahr: {years[0]} bis {years[-1]}."
    told = []
    for key, column in KEYS.items():
        values = {str(row[column]) for row in rows if row["year"] == where["year"] and row[column] is not None}
        if column in NAMES and values:
            told.append(f"{key}: {', '.join(sorted(values)[:12])}{' …' if len(values) > 12 else ''}")
    return f"Möglich für {'; '.join(told)}." if told else ""


def named(path: Path) -> str:
    """A file of the profile as the office knows it: its folder and name, no machine path."""
    return f"{path.parent.name}/{path.name}"
