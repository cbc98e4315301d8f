"""What does a delivered file hold? One file per format; each gives a `Table` of text cells, before any mapping."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.readers import excel, ffcsv, fixed_width, genesis, spreadsheetml, text
from etl.readers.table import Table, Unreadable, refusal

__all__ = ["FORMATS", "Format", "Table", "Unreadable", "format_of", "read"]


@dataclass(frozen=True)
class Format:
    """`endings`: of files without a mapping; `public`: statistics, whose columns we do not use are no secret."""

    read: Callable[..., Table]
    endings: tuple[str, ...] = ()
    public: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        """What a mapping may say of how the file is read."""
        return tuple(self.read.__kwdefaults__ or {})


FORMATS = {
    "text": Format(text.read),
    "excel": Format(excel.read, endings=(".xlsx", ".xls", ".ods")),
    "feste_breite": Format(fixed_width.read, public=True),
    "genesis": Format(genesis.read, public=True),
    "ffcsv": Format(ffcsv.read, public=True),
    "spreadsheetml": Format(spreadsheetml.read),
}


def format_of(path: Path) -> str:
    """How is a file without a mapping read?"""
    return next((name for name, form in FORMATS.items() if path.suffix.lower() in form.endings), "text")


def read(path: Path, format: str, **layout: Any) -> Table:
    """What does the file hold? `layout`: options of the format. Unreadable for every file that is not what the format says."""
    if not path.is_file():
        raise refusal(path.name, "not_there")
    return FORMATS[format].read(path, **layout)
