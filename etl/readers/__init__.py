"""What does a delivered file hold? One file per format; each gives a `Table` of text cells, before any mapping."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from etl.content import Content
from etl.readers import excel, ffcsv, fixed_width, genesis, nature, spreadsheetml, text
from etl.readers.choice import chosen
from etl.readers.table import ANY, Columns, Hint, Table, Unreadable, refusal

__all__ = ["FORMATS", "Columns", "Format", "Hint", "Table", "Unreadable", "read"]
NOT_SAID = ("columns",)  # what a reader is told and no mapping says


@dataclass(frozen=True)
class Format:
    """`public`: statistics, whose columns we do not use are no secret."""

    read: Callable[..., list[Table]]
    public: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        """What a mapping may say of how the file is read."""
        return tuple(name for name in self.read.__kwdefaults__ or () if name not in NOT_SAID)


FORMATS = {
    "text": Format(text.read),
    "excel": Format(excel.read),
    "feste_breite": Format(fixed_width.read, public=True),
    "genesis": Format(genesis.read, public=True),
    "ffcsv": Format(ffcsv.read, public=True),
    "spreadsheetml": Format(spreadsheetml.read),
}


def read(content: Content, format: str, columns: Columns = ANY, **layout: Any) -> list[Table]:
    """What does the file hold: a table, or one for each sheet? `layout`: options of the format; `nur` as a table: rows.

    Unreadable for every file that is not what the format says; a table of another kind (text, Excel, SpreadsheetML) than
    its name or mapping says is read as what it is.
    """
    try:
        content.open().close()
    except OSError:
        raise refusal(content.name, "not_there") from None
    nur = layout.get("nur")
    choice = {name: layout.pop(name) for name in ("nur",) if isinstance(nur, dict)}
    actual = nature.format_of(content, format)
    for option in layout.keys() - set(FORMATS[actual].options):
        raise refusal(content.name, "other_options", option=option, format=actual)
    found = FORMATS[actual].read(content, columns=columns, **layout)
    return [chosen(content.name, table, **choice) for table in found] if choice else found
