"""What is said of a delivery: a finding is data; its level and its German words stand in findings.toml, by its code.

A finding never holds a cell that may be a key, a name or free text: names of columns and files, numbers, days, codes.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from store.german import day, listed, number

SAID: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
REFUSES, ASKS, REJECTS, TELLS = LEVELS = ("fehler", "frage", "zeile", "hinweis")
CONFIRMABLE = tuple(code for code, said in SAID.items() if said["level"] in (ASKS, TELLS))
MOST_LINES = 10  # of a finding are named, the others counted
Value = str | int | date | Sequence[str]


@dataclass(frozen=True)
class Confirmation:
    """What a person says of a question: `reason` why it is right; `source` it is said of, "" = of all of the delivery; `until`:
    it holds up to this day and not beyond, None = without end."""

    code: str
    reason: str
    source: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Finding:
    """`source`, `file`: what it is about, "" = the whole delivery; `rows`: how many, None = it is not about rows.

    `shown`: what stands there (codes, forms of numbers and dates: etl/shown.py).
    """

    code: str
    source: str = ""
    file: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    lines: Sequence[int] = ()
    rows: int | None = None
    shown: Sequence[str] = ()

    @property
    def level(self) -> str:
        """fehler refuses the delivery, frage until a person confirms it, zeile rejects rows, hinweis is told."""
        return SAID[self.code]["level"]


def sentence(finding: Finding) -> str:
    """The finding in German: which file, what, how many, in which lines, what would be right, what to do."""
    where = f"{finding.file}: " if finding.file else ""
    told = f"{where}{what(finding)}{_many(finding)}."
    wanted = expected(finding)
    told += f" Erwartet: {wanted}." if wanted else ""
    told += f" Dort steht: {', '.join(finding.shown)}." if finding.shown else ""
    return f"{told} Bitte {todo(finding)}." if todo(finding) else told


def what(finding: Finding) -> str:
    return _said(finding, "what")


def expected(finding: Finding) -> str:
    """What would have been right; "" where `what` says it all."""
    return _said(finding, "expected")


def todo(finding: Finding) -> str:
    """What to do about it, after „Bitte“; "" = nothing."""
    return _said(finding, "todo")


def reason(code_and_column: str) -> Finding:
    """Why a row was rejected, as it is kept beside the row: `code|column`, or `code|found|wanted`."""
    code, first, *second = [*code_and_column.split("|"), ""][:3]
    return Finding(code, values={"column": first, "found": first, "wanted": "".join(second)})


def reason_text(code_and_column: str) -> str:
    """The same in German: „anzahl“ ist keine Zahl (erwartet Ziffern …)."""
    found = reason(code_and_column)
    wanted = expected(found)
    return f"{what(found)} (erwartet {wanted})" if wanted else what(found)


def rejecting(found: Finding) -> str:
    """The same of rows of one file: „VON_MONAT und VON_JAHR“ ist kein Datum (erwartet …; dort steht 9.99; Zeile 3)."""
    told = [f"erwartet {expected(found)}"] if expected(found) else []
    told += [f"dort steht {', '.join(found.shown)}"] if found.shown else []
    return f"{what(found)} ({'; '.join([*told, f'Zeile {some(found.lines)}'])})"


def confirmations(text: str, source: str = "") -> list[Confirmation] | None:
    """CODE=GRUND, several with | between them; None: it cannot be read, or the code is none that can be confirmed."""
    pairs = [[side.strip() for side in one.split("=", 1)] for one in text.split("|")]
    if not all(len(pair) == 2 and pair[0] in CONFIRMABLE and pair[1] for pair in pairs):
        return None
    return [Confirmation(code, why, source) for code, why in pairs]


def some(lines: Sequence[int]) -> str:
    """The first of many line numbers."""
    numbers = list(dict.fromkeys(lines))  # a line of an official table holds many values
    more = f" und {len(numbers) - MOST_LINES} weitere" if len(numbers) > MOST_LINES else ""
    return ", ".join(map(str, numbers[:MOST_LINES])) + more


def _said(finding: Finding, part: str) -> str:
    values = {name: _german(value) for name, value in finding.values.items()}
    values |= {} if finding.rows is None else {"rows": number(finding.rows)}
    return SAID[finding.code].get(part, "").format(**values)


def _many(finding: Finding) -> str:
    """Rows and lines, where the sentence itself does not say how many."""
    told = []
    if finding.rows is not None and "{rows}" not in SAID[finding.code]["what"]:
        told.append(f"{number(finding.rows)} {'Zeile' if finding.rows == 1 else 'Zeilen'}")
    if finding.lines:
        told.append(f"Zeile {some(finding.lines)}")
    return f" ({': '.join(told)})" if told else ""


def _german(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return number(value)
    return day(value) if isinstance(value, date) else listed([f"„{name}“" for name in value]) or "keine"
