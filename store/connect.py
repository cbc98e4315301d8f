"""How is a store opened? The one way: an in-memory connection with the file attached, encrypted when a key is given.

Encryption needs the httpfs extension, which its wheel loads without any network. Spill files are encrypted too and lie
inside the store, so that nothing of a child is ever written elsewhere in clear text.
"""

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import duckdb_extension_httpfs  # type: ignore[import-untyped]  # a wheel with one file, no code

from store.keys import KeyProblem

Connection = duckdb.DuckDBPyConnection
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "preserve_insertion_order": False,
    "threads": min(4, os.cpu_count() or 1),
}


def connect(
    files: dict[str, Path],
    *,
    key: str | None = None,
    read_only: bool = True,
    temp: Path | None = None,
    encrypted: frozenset[str] = frozenset({"microdata", "analysis"}),
) -> duckdb.DuckDBPyConnection:
    """Attaches each file under its name; names in `encrypted` use the key. The first one is the default schema.

    temp: where what does not fit in memory goes; without it, beside the first file.
    """
    con = duckdb.connect(config=SETTINGS)
    beside = (
        next(iter(files.values()), Path()).parent / f"spill-{secrets.token_hex(4)}"
    )  # another one asks at the same time
    con.execute("SET temp_directory = $1", [str(temp or beside)])
    if key is not None:
        extension = (
            Path(duckdb_extension_httpfs.__file__).parent
            / "extensions"
            / f"v{duckdb.__version__}"
            / "httpfs.duckdb_extension"
        )
        con.load_extension(str(extension))
        con.execute("SET temp_file_encryption = true")
    for name, path in files.items():
        _attach(con, name, path, key if name in encrypted else None, read_only)
    if files:
        con.execute(f"USE {next(iter(files))}")
    return con


def _attach(con: duckdb.DuckDBPyConnection, name: str, path: Path, key: str | None, read_only: bool) -> None:
    options = [*(["READ_ONLY"] if read_only else []), *([f"ENCRYPTION_KEY '{key}'"] if key else [])]
    target = str(path).replace("'", "''")
    try:
        con.execute(f"ATTACH '{target}' AS {name}" + (f" ({', '.join(options)})" if options else ""))
    except (
        duckdb.CatalogException,
        duckdb.BinderException,
        duckdb.InvalidInputException,
        duckdb.PermissionException,
    ) as fault:
        if "encrypt" in str(fault).lower() or "key" in str(fault).lower():
            raise KeyProblem(
                f"Der Speicher {path.name} lässt sich mit diesem Schlüssel nicht öffnen. Wo er liegt, sagt: python -m etl key where"
            ) from fault
        raise


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing: killed in between, the file keeps what it had."""
    con.execute("BEGIN")
    try:
        yield
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")


def single(con: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()) -> Any:
    """The one value a query gives; None where it gives no row."""
    row = con.execute(query, values).fetchone()
    return None if row is None else row[0]
