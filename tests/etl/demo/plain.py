"""How do the tests read the demo's files? By plain code of their own, never by the readers of the house."""

import csv
from datetime import date
from hashlib import sha256
from pathlib import Path

SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"


def quiet(text: str, percent: float) -> None:
    assert text and 0 <= percent <= 100


def table(path: Path, *, encoding: str = "utf-8-sig", separator: str = ";", skip: int = 0) -> list[dict[str, str]]:
    lines = path.read_text(encoding).splitlines()[skip:]
    return [row for row in csv.DictReader(lines, delimiter=separator) if None not in row and None not in row.values()]


def hze(demo: Path, year: int) -> list[dict[str, str]]:
    folder = "03_hze_2025" if year == 2025 else "02_hze_bis_2024"
    return table(demo / folder / f"hze_{year}.csv", encoding="cp1252", skip=3)


def day(text: str) -> date | None:
    d, m, y = map(int, text.split("."))
    return None if y == 9999 else date(y, m, d)


def age_on_1_march(row: dict[str, str], year: int) -> int:
    _, month, born = map(int, row["geb_datum"].split("."))
    return year - born - (month >= 3)


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()
    }
