"""How are numbers, dates and lists written for a German reader? The one place; nothing else formats."""

import re
from collections.abc import Sequence
from datetime import date

NARROW_SPACE = "\u202f"
MINUS = "\u2212"
MILLION = 1_000_000


def number(value: float, digits: int = 0) -> str:
    """1234.5 -> '1.234,5'; a true minus sign; never a negative zero."""
    text = f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))
    return re.sub(r"^-(?=[0.,]*$)", "", text).replace("-", MINUS)


def percent(share: float, digits: int = 1) -> str:
    """0.289 -> '28,9 %' with a narrow space."""
    return f"{number(share * 100, digits)}{NARROW_SPACE}%"


def short_euro(amount: float) -> str:
    """2379210 -> '2,4 Mio.'; 846320 -> '846.300': amounts are told, not booked."""
    return f"{number(amount / MILLION, 1)}\u00a0Mio." if abs(amount) >= MILLION else number(round(amount, -2))


def euro(amount: float) -> str:
    """'2,4 Mio. Euro' or '846.300 Euro'."""
    return f"{short_euro(amount)}\u00a0Euro"


def day(value: date) -> str:
    """2026-03-01 -> '01.03.2026'."""
    return f"{value:%d.%m.%Y}"


def listed(words: Sequence[str]) -> str:
    """['a', 'b', 'c'] -> 'a, b und c'."""
    return " und ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else list(words))


def year_spans(years: Sequence[int]) -> str:
    """[2008, 2009, 2010, 2013] -> '2008–2010, 2013'."""
    spans: list[list[int]] = []
    for year in years:
        if spans and year == spans[-1][-1] + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return ", ".join(f"{span[0]}–{span[-1]}" if len(span) > 1 else str(span[0]) for span in spans)


def count_shown(numerator: int | None, base: int) -> str:
    """What a reader sees of a protected count: never a bare small number, and a true 0 looks like a rounded one."""
    if numerator is None:
        return "geschützt"
    return f"{'rund ' if numerator >= 2 * base else ''}{count_alone(numerator, base)}"


def count_alone(numerator: int, base: int) -> str:
    """The same where „rund“ is said elsewhere: '1.235', '1–9', '0–4'."""
    if numerator >= 2 * base:
        return number(numerator)
    return f"{max(1, numerator - base + 1) if numerator else 0}–{numerator + base - 1}"


def one_or_many(words: Sequence[str], count: int) -> str:
    """['eine Zahl', '{number} Zahlen'], 1.204 -> '1.204 Zahlen'."""
    return words[0] if count == 1 else words[1].format(number=number(count))


def capital(text: str) -> str:
    """As a sentence begins: 'rund 20' -> 'Rund 20'."""
    return text[:1].upper() + text[1:]


def in_words(count: int) -> str:
    """Numbers up to twelve are written out: 10 -> 'zehn', 20 -> '20'."""
    return WORDS[count] if count < len(WORDS) else number(count)


WORDS = ["null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"]
STATES = {
    "protected": "geschützt",
    "no_data": "keine Daten",
    "not_applicable": "trifft nicht zu",
    "unreliable": "unsicher",
}

VERDICTS = {
    "firm": "belastbar",
    "unsure": "unsicher",
    "too_small": "nicht bewertbar",
    "usual": "üblich",
    "more": "mehr",
    "rising": "gestiegen",
    "falling": "gesunken",
    "none": "kein klarer Trend",
    "undetermined": "nicht bestimmbar",
    "higher": "höher",
    "lower": "niedriger",
}

SEXES = {"m": "männlich", "w": "weiblich"}
