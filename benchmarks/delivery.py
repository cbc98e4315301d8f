"""How long does a large Windows-1252 delivery take, against recoding it and reading it plainly into a file?

    python -m benchmarks.delivery [--megabytes 1000]

Prints ratios from one run; nothing is decided here. Goal: at most 2.5 ×.
"""

import argparse
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from etl.findings import sentence
from etl.load import load
from store.profile import read_profile

SLIP = """quelle;angebot;zeitraum_von;zeitraum_bis;datenstand;lieferart;vollstaendig
gross;hze_31;01.01.2010;31.12.2025;31.01.2026;bestand;ja
"""


def write_delivery(folder: Path, megabytes: int) -> Path:
    rows = megabytes * 1_000_000 // 101
    random = np.random.default_rng(1)
    years = 2009 + np.arange(rows) // 3 % 4  # of birth, the same in every row of a child
    first = (years - 1969).astype("datetime64[Y]").astype("datetime64[D]")
    begin = first + random.integers(0, 12 * 365, rows)
    homes = np.array([f"0315500{n}" for n in (1, 2, 3, 5, 6, 7, 9)])[random.integers(0, 7, rows)]
    frame = pl.DataFrame({"n": np.arange(rows), "begin": begin, "year": years, "home": homes})
    line = pl.format(
        "K{};V{};hze_31;{};4;w;{};beginn;{};{};eigen;schule für Übergänge, Förderstraße",
        pl.col("n") // 3,
        "n",
        "year",
        "home",
        pl.col("begin").dt.strftime("%d.%m.%Y"),
        (pl.col("begin") + pl.duration(days=60)).dt.strftime("%d.%m.%Y"),
    )
    head = "kind_nr;vorgang_nr;angebot;geburtsjahr;geburtsmonat;geschlecht;wohngemeinde;wohngemeinde_stand;beginn;ende;zustaendigkeit;zugang"
    path = folder / "nutzung_gross.csv"
    with path.open("w", encoding="cp1252", newline="\r\n") as file:
        file.write(head + "\n")
        for piece in frame.iter_slices(500_000):
            file.write("\n".join(piece.select(line).to_series()) + "\n")
    (folder / "lieferschein.csv").write_text(SLIP, "utf-8")
    return path


def plainly(path: Path, work: Path) -> float:
    started = time.perf_counter()
    recoded = work / "utf8.csv"
    with path.open(encoding="cp1252") as source, recoded.open("w", encoding="utf-8") as target:
        while chunk := source.read(1 << 24):
            target.write(chunk)
    con = duckdb.connect(str(work / "plain.duckdb"))
    con.execute(
        "CREATE TABLE plain AS SELECT * FROM read_csv(?, all_varchar = true, delim = ';', header = true)",
        [str(recoded)],
    )
    con.close()
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=1000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        delivery = work / "lieferung"
        delivery.mkdir()
        path = write_delivery(delivery, asked.megabytes)
        size = path.stat().st_size / 1e6
        plain = plainly(path, work)
        marks: list[tuple[str, float]] = []
        started = time.perf_counter()
        report = load(
            delivery,
            read_profile(),
            work / "store",
            key=None,
            now=datetime.now(UTC),
            say=lambda phase, text, percent: marks.append((phase, time.perf_counter() - started)),
        )
        whole = time.perf_counter() - started
        if report.refused:
            sys.exit("\n".join(sentence(finding) for finding in report.findings))
        stored = next(at for phase, at in marks if phase == "zaehlen")
        print(f"delivery of {size:.0f} MB: recode + plain read_csv to file {plain:.1f} s")
        print(f"read, checked and kept: {stored:.1f} s = {stored / plain:.2f} x (goal 2.5)")
        print(f"whole load with counting and publishing: {whole:.1f} s = {whole / plain:.2f} x")
        print("  " + " · ".join(f"{phase} {at:.1f} s" for phase, at in dict(reversed(marks)).items()))
        shutil.rmtree(work / "store")


if __name__ == "__main__":
    main()
