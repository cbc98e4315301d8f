"""What is a role, and what do its columns mean? Which columns each role has stands in roles.toml.

A role's columns keep their German names from the file to `microdata`: the delivering office can read its own table.
Kinds: text | id (a number that names a child or a case) | key (v1: or v2: + 64 hex) | offer | offers (ids, sorted, | between) |
answer (the same, or "" = none, or ? = no answer) | area | home (area, `ausserhalb`, `unbekannt`) |
place (area, else as written) | day_from, day_to (a month means its first, its last day) | day | year | month | since (month or
`geburt`) | whole | decimal | yesno | code |
check_value (of the key that keys are made with: eight signs).
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

TYPES = {
    **dict.fromkeys(
        ("text", "id", "key", "offer", "offers", "answer", "area", "home", "place", "code", "since", "check_value"),
        pl.String,
    ),
    **dict.fromkeys(("day_from", "day_to", "day"), pl.Date),
    "year": pl.Int16,
    "month": pl.Int8,
    "whole": pl.Int64,
    "decimal": pl.Float64,
    "yesno": pl.Boolean,
}
Rules = tuple[tuple[str, pl.Expr], ...]  # reason (code|column) and which rows it is true of


@dataclass(frozen=True)
class Field:
    """One column; what each word means: roles.toml. `codes`: what the office may write → what is stored;
    of an offer: instead of one."""

    name: str
    kind: str
    required: bool = False
    codes: dict[str, str] | None = None
    says: bool = False
    adds: bool = False

    @property
    def is_amount(self) -> bool:
        """Is it a number that a row tells of something, as official statistics do?"""
        return self.says and self.kind in ("whole", "decimal")


@dataclass(frozen=True)
class Role:
    """One kind of file; `key`: SQL of what a row is about, where columns do not say it."""

    fields: tuple[Field, ...]
    rules: Rules
    key: tuple[str, ...] = ()
    of_use: bool = False
    personal: bool = False
    passing: bool = False
    stored: bool = True

    @property
    def names(self) -> list[str]:
        return [field.name for field in self.fields]

    @property
    def about(self) -> tuple[str, ...]:
        """SQL expressions that say what a row is about, within its source."""
        return self.key or tuple(field.name for field in self.fields if not field.says)


SAID = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
KINDS_OF_DELIVERY = tuple(SAID["codes"]["delivery"])
CHILD = ("kind_nr", "kind_schluessel_1", "kind_schluessel_2", "kind_schluessel_3", "kind_schluessel_4")
CHILD_KEYS = CHILD[1:]
RECIPE_OF = f"left(coalesce({', '.join(CHILD_KEYS)}), 2)"  # v1 or v2: how the keys of a row are made, in SQL
REFERENCE = f"coalesce({', '.join(CHILD)})"  # what a source calls a child, in SQL
SURVEY, SAMPLE = "mitnutzung", "mitnutzung_stichprobe"
KEYS = {
    "nutzung": (REFERENCE, "angebot", "coalesce(vorgang_nr, beginn::VARCHAR)"),
    SURVEY: ("jahr", "befragt_in", "line"),  # two children may have answered the same
}
OLDEST = 26  # completed years: young persons under 27 (§ 7 Abs. 1 Nr. 4 SGB VIII)
NO_ANSWER = "?"
RULES: dict[str, Rules] = {
    "nutzung": (("ohne_kind|kind_nr", pl.all_horizontal([pl.col(c).is_null() for c in CHILD])),),
    "zaehlwerte": (("zeitbezug|jahr", pl.col("jahr").is_null() == pl.col("stichtag").is_null()),),
    SURVEY: (
        ("fehlt|alter", pl.any_horizontal(pl.coalesce(edge, "alter").is_null() for edge in ("alter_von", "alter_bis"))),
        ("alter_ausserhalb|alter", pl.max_horizontal("alter", "alter_von", "alter_bis") > OLDEST),
        (
            "frage_gemischt|genutzt",
            pl.col("genutzt").str.contains(NO_ANSWER, literal=True) & (pl.col("genutzt") != NO_ANSWER),
        ),
        ("ohne_besuch|besuche_im_jahr", pl.col("besuche_im_jahr") < 1),
        ("ohne_gewicht|gewicht", pl.col("gewicht") <= 0),
    ),
    SAMPLE: (
        ("fehlt|gezogen", pl.any_horizontal(pl.col("grundgesamtheit", "gezogen", "geantwortet").is_null())),
        ("mehr_gezogen|gezogen", pl.col("gezogen") > pl.col("grundgesamtheit")),
        ("mehr_geantwortet|geantwortet", pl.col("geantwortet") > pl.col("gezogen")),
    ),
}
AGES = ("alter_verdreht|alter_bis", pl.col("alter_bis") < pl.col("alter_von"))


def _codes(said: str | list[str] | None) -> dict[str, str] | None:
    """A list of codes, or the name of one, is stored as it is written."""
    named: list[str] | dict[str, str] | None = SAID["codes"][said] if isinstance(said, str) else said
    return dict(zip(named, named, strict=True)) if isinstance(named, list) else named


def _fields(said: dict[str, Any]) -> Iterator[Field]:
    if "like" in said:
        yield from _fields(SAID["roles"][said["like"]])
    for name, about in said["columns"].items():
        yield Field(name, **about | {"codes": _codes(about.get("codes"))})


def _role(name: str, said: dict[str, Any]) -> Role:
    fields, flags = tuple(_fields(said)), {k: v for k, v in said.items() if isinstance(v, bool)}
    ages = (AGES,) if {"alter_von", "alter_bis"} <= {field.name for field in fields} else ()
    return Role(fields, (*RULES.get(name, ()), *ages), KEYS.get(name, ()), **flags)


ROLES = {name: _role(name, said) for name, said in SAID["roles"].items()}
OF_USE = tuple(name for name, role in ROLES.items() if role.of_use)
STORED = tuple(name for name, role in ROLES.items() if role.stored)
CHILD_COLUMNS = tuple(name for name in ROLES["kinder"].names if name not in CHILD)  # may stand there instead of the use
