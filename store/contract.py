"""What may a delivering office send? The roles and columns of contract.toml, for templates and whoever explains them.

HANDBUCH „Lieferformat“ says the same to people; etl/roles.toml says what the loading program makes of each column.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

SAID = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
AS_OF: date = SAID["as_of"]


@dataclass(frozen=True)
class Column:
    """One column as the office fills it. codes: what may be written, () = no list; need: P, E or F, in words where it depends.
    brings: what is gained by it, "" = nothing that is told to whoever delivers without it."""

    name: str
    form: str
    codes: tuple[str, ...]
    example: str
    need: str
    meaning: str
    brings: str

    @property
    def always(self) -> bool:
        """Must every row have it?"""
        return self.need == "P"


@dataclass(frozen=True)
class Role:
    """One kind of file; row: what one row is, '' where its columns say it."""

    name: str
    title: str
    row: str
    note: str
    columns: tuple[Column, ...]

    @property
    def pattern(self) -> str:
        """How a file of this kind is named."""
        return f"{self.name}.csv" if self.name == "lieferschein" else f"{self.name}_*.csv"


def _column(name: str, said: dict[str, Any]) -> Column:
    form = said["form"]
    codes = tuple(form) if isinstance(form, list) else ()
    return Column(
        name, ", ".join(codes) or form, codes, said["example"], said["need"], said["meaning"], said.get("brings", "")
    )


def _role(name: str, said: dict[str, Any]) -> Role:
    columns = tuple(_column(column, about) for column, about in said["columns"].items())
    return Role(name, said["title"], said["row"], said["note"], columns)


ROLES = tuple(_role(name, said) for name, said in SAID.items() if isinstance(said, dict))
