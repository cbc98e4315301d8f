"""What does a file hold of which a test knows that it is one table?"""

from pathlib import Path

from etl.content import OnDisk
from etl.readers import Columns, Table, read
from etl.readers.table import ANY


def read_one(path: Path, format: str, columns: Columns = ANY, **layout) -> Table:
    """The only table of a file on the disk."""
    (table,) = read(OnDisk(path), format, columns, **layout)
    return table
