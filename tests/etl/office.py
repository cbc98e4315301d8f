"""An imagined office: its profile in a temporary folder, deliveries drawn in the test, stores in memory.

Files are written from drawings (tests/grid.py): cells between `|` become a CSV with semicolons; text without a drawing
and bytes are written as they are.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import polars as pl

from etl import keep
from etl.build import build
from etl.delivery import Refused
from etl.examine import checked
from etl.findings import Confirmation, Finding, sentence
from etl.known import against_known
from etl.load import keep_rows as keep_all
from etl.load import load
from etl.report import Report
from store.connect import connect
from store.profile import Profile, read_profile
from store.published import open_published
from tests.planted import of_no_child, planted_in

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "data" / "profile"
NOW = datetime(2026, 11, 1, 12, 0)  # noqa: DTZ001  the load writes local time
USE = {  # a row of `nutzung` that is right in every cell; a test draws the cells that it is about
    "kind_nr": "K1",
    "angebot": "hze_31",
    "geburtsjahr": "2015",
    "geburtsmonat": "6",
    "geschlecht": "w",
    "wohngemeinde": "03155011",
    "beginn": "10.01.2024",
    "ende": "",
}
COUNT = {  # the same for `zaehlwerte`
    "angebot": "kita",
    "jahr": "",
    "stichtag": "01.03.2025",
    "merkmal": "bestand",
    "gemeinde": "03155011",
    "ortsbezug": "einrichtung",
    "alter_von": "3",
    "alter_bis": "5",
    "einheit": "kinder",
    "anzahl": "700",
    "doppelt_gezaehlt": "nein",
}
PEOPLE = {  # the same for `bevoelkerung`
    "stichtag": "31.12.2024",
    "gemeinde": "03155",
    "alter_von": "0",
    "alter_bis": "2",
    "geschlecht": "alle",
    "anzahl": "3000",
    "basis": "Zensus 2022",
    "geschaetzt": "nein",
    "quelle": "LSN A100002G",
}
SLIP = {  # the same for `lieferschein`
    "quelle": "hze",
    "angebot": "hze_31",
    "zeitraum_von": "01.01.2024",
    "zeitraum_bis": "31.12.2024",
    "datenstand": "31.12.2024",
    "lieferart": "aenderung",
    "vollstaendig": "ja",
}


LOST = (
    Confirmation("zu_viele_abgewiesen", "im Test"),
)  # of a file so small that one rejected row is more than a tenth


def quiet(phase: str, text: str, percent: float) -> None:
    """Progress that nobody watches."""


def drawn(table: str, usual: dict[str, str] | None = None) -> str:
    """A drawing as CSV; columns of `usual` that are not drawn are filled."""
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    header, body = lines[0], lines[1:]
    more = {name: cell for name, cell in (usual or {}).items() if name not in header}
    return "".join(
        ";".join(line) + "\n" for line in [header + list(more), *(row + list(more.values()) for row in body)]
    )


def uses(table: str) -> str:
    return drawn(table, USE)


def counts(table: str) -> str:
    return drawn(table, COUNT)


def people(table: str) -> str:
    return drawn(table, PEOPLE)


def slip(table: str) -> str:
    return drawn(table, SLIP)


def mapping(name: str, delivery: str, more: str = "") -> str:
    """A source whose files `NAME-2024-12-31.csv` hold canonical columns of nutzung; the name says the Stand."""
    columns = "\n".join(f'{column} = "{column}"' for column in USE)
    return f"""
[quelle]
name = "{name}"
titel = "{name.title()}"
lieferart = "{delivery}"
zaehlweise = "eigener_schluessel"
vollstaendig_seit = 2020-01-01
stand = {{ aus_dateiname = '(\\d{{4}}-\\d\\d-\\d\\d)' }}
{more}
[[datei]]
rolle = "nutzung"
muster = ["{name}-*.csv"]
[datei.spalten]
{columns}
"""


def profile_in(folder: Path, mappings: dict[str, str] | None = None, *, office: Path = SHIPPED) -> Profile:
    """The profile of an office, copied without its mappings; `mappings`: name -> TOML."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in [office / "amt.toml", *office.glob("*.csv")]:
        shutil.copy(file, folder)
    (folder / "quellen").mkdir(exist_ok=True)
    for name, toml in (mappings or {}).items():
        (folder / "quellen" / f"{name}.toml").write_text(toml, "utf-8")
    return read_profile(folder)


def deliver(folder: Path, files: dict[str, str | bytes]) -> Path:
    """A delivery folder with these files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return folder


class Desk:
    """Where a test delivers: each `load` checks and keeps a delivery in memory as the next version, `built` counts it."""

    def __init__(self, folder: Path, mappings: dict[str, str] | None = None, *, office: Path = SHIPPED) -> None:
        self.folder, self.version = folder, 0
        self.profile = profile_in(folder / "profile", mappings, office=office)
        self.con = connect({"microdata": Path(":memory:"), "analysis": Path(":memory:")}, read_only=False)
        keep.create_tables(self.con)

    def check(
        self, files: dict[str, str | bytes], *, source: str | None = None, confirmed: Sequence[Confirmation] = ()
    ) -> Report:
        """What the screener says of a delivery; refusals of the whole delivery are in its findings as well."""
        delivery = deliver(self.folder / f"delivery-{len(list(self.folder.iterdir()))}", files)
        try:
            with checked(delivery, self.profile, source, quiet, today=NOW.date(), confirmed=confirmed) as report:
                return of_no_child(report)
        except Refused as refusal:
            return of_no_child(refused(refusal))

    def compared(
        self, files: dict[str, str | bytes], *, source: str | None = None, confirmed: Sequence[Confirmation] = ()
    ) -> Report:
        """The same, and what the rows kept so far say of it."""
        report = self.check(files, source=source, confirmed=confirmed)
        self.con.execute("USE microdata")
        return against_known(self.con, report)

    def load(
        self, files: dict[str, str | bytes], *, source: str | None = None, confirmed: Sequence[Confirmation] = ()
    ) -> Report:
        report = self.compared(files, source=source, confirmed=confirmed)
        assert not report.refused, said(report)
        self.version += 1
        return keep_all(self.con, report, self.version, NOW, self.profile, quiet)

    def build(self) -> "Desk":
        """Counts what is kept; a second call counts anew."""
        for (table,) in self.con.sql(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'analysis'"
        ).fetchall():
            self.con.execute(f"DROP TABLE analysis.{table}")
        build(self.con, self.profile)
        return self

    def rows(self, query: str) -> list[dict]:
        return self.con.sql(query).pl().to_dicts()

    def valid(self, columns: str, role: str = "nutzung") -> list[tuple]:
        """The rows that hold now, these columns of them, sorted."""
        return self.con.sql(f"SELECT {columns} FROM microdata.{role} WHERE replaced_in IS NULL ORDER BY ALL").fetchall()


def refused(refusal: Refused) -> Report:
    return Report(findings=tuple(Finding("unlesbar", values={"said": text}) for text in refusal.texts))


def errors(report: Report) -> list[str]:
    """The codes of what refuses the delivery."""
    return [finding.code for finding in report.findings if finding.level == "fehler"]


def questions(report: Report) -> list[str]:
    """The codes of what refuses the delivery until a person confirms it."""
    return [finding.code for finding in report.findings if finding.level == "frage"]


def hints(report: Report) -> list[str]:
    return [finding.code for finding in report.findings if finding.level == "hinweis"]


def said(report: Report) -> str:
    """All that the report says in words."""
    return "\n".join([*(sentence(finding) for finding in report.findings), *report.notes])


def reasons(report: Report) -> list[tuple[int, str]]:
    """Line and reason of every rejected row."""
    return sorted(row for part in report.parts for row in part.rejected.select("line", "reason").rows())


def balanced(report: Report) -> bool:
    """Rows read = accepted + merged + rejected + named sum rows, in every file."""
    return all(
        part.read == part.rows.height + part.added + part.rejected.height + len(part.sums) for part in report.parts
    )


def load_into(
    store: Path,
    profile: Profile,
    files: dict[str, str | bytes],
    *,
    key: str | None = None,
    confirmed: Sequence[Confirmation] = (),
) -> Report:
    """A real load into a real store, in this process."""
    delivery = deliver(store.parent / f"delivery-{len(list(store.parent.iterdir()))}", files)
    report = of_no_child(load(delivery, profile, store, key=key, now=NOW, say=quiet, confirmed=confirmed))
    assert not report.refused, said(report)
    return report


def command(*arguments: str | Path, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess:
    """`python -m etl …` (or another module of the house) as a process of its own."""
    asked = {"cwd": ROOT, "env": surroundings(environment), "capture_output": True, "text": True, "timeout": 120}
    done = subprocess.run(call(*arguments), check=False, **asked)
    assert planted_in(done.stdout, done.stderr) == [], "a message speaks of a child"
    return done


def call(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", *map(str, arguments)]


def surroundings(more: dict[str, str] | None = None) -> dict[str, str]:
    """The environment of a process: nothing of the house is set unless the test says so, and nobody's own key is used."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("REICHWEITE_")}
    return {**clean, "PYTHONIOENCODING": "utf-8", "REICHWEITE_KEY_FILE": "", **(more or {})}


def fingerprints(store: Path) -> dict[str, str]:
    """sha256 of every published table as sorted CSV."""
    tables = open_published(store).tables
    return {name: _print(frame) for name, frame in tables.items()}


def _print(frame: pl.DataFrame) -> str:
    lines = frame.with_columns(pl.col(pl.List).cast(pl.List(pl.String)).list.join("|")).write_csv().splitlines()
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()


def zipped(files: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
