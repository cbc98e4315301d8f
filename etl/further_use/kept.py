"""What was counted of the answers outlives them: a copy in `microdata` of the tables of `analysis`, taken anew by every load."""

from store.connect import Connection
from store.tables import ANALYSIS

TABLES = tuple(table for table in ANALYSIS if table.name in ("further_use", "further_use_recall", "further_use_told"))


def kept(table: str) -> str:
    """Its name in `microdata`."""
    return f"kept_{table}"


def ddl() -> list[str]:
    """In the connection's default schema, `microdata`: also the proof of what was deleted (published.forgotten; number: the delivery)."""
    columns = {kept(table.name): ", ".join(f"{name} {kind}" for name, kind, _ in table.columns) for table in TABLES}
    columns["forgotten"] = "source VARCHAR, year SMALLINT, rows BIGINT, due_on DATE, deleted_on DATE, number INTEGER"
    return [f"CREATE TABLE IF NOT EXISTS {name} ({of})" for name, of in columns.items()]


def keep_counted(con: Connection) -> None:
    """`con` holds both stores, `analysis` just counted."""
    for table in TABLES:
        con.execute(f"DELETE FROM microdata.{kept(table.name)}")
        con.execute(f"INSERT INTO microdata.{kept(table.name)} BY NAME SELECT * FROM analysis.{table.name}")


def take_back(con: Connection, number: int) -> None:
    """As if delivery `number` had never come: of its answers, long deleted, nothing holds; the proof stays."""
    for table in TABLES:
        con.execute(
            f"DELETE FROM {kept(table.name)} WHERE (source, year) IN (SELECT (source, year) FROM forgotten WHERE number = $1)",
            [number],
        )
