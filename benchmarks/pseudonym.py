"""Are the keys of the offline page those of the command, byte by byte, and how long does a browser take?

    python -m benchmarks.pseudonym [--rows 100000]

A list of invented children with odd names, as CSV and as workbook, is converted by the command and by the page, opened from disk
in a real browser. Printed: equal or not, keys, seconds in the browser, CPU seconds of the command, requests. Nothing is decided here.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from xlsxwriter import Workbook

from tests import browser
from tests.etl.pseudonym import lists

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    count = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        etl("shared-key", "make", str(folder / "key.txt"), "--year", "2026")
        etl("pseudonymise-page", str(folder / "page.html"))
        opened = playwright.chromium.launch(executable_path=browser.find())
        for file in (as_csv(folder, count), as_workbook(folder, count)):
            compare(opened.new_page(), file)
        opened.close()


def compare(page: Page, file: Path) -> None:
    """One list, both ways."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    used = spent()
    etl("pseudonymise", str(file), "--key", str(file.parent / "key.txt"), "--out", str(file.parent / file.suffix[1:]))
    used = spent() - used
    page.goto((file.parent / "page.html").as_uri())
    page.set_input_files("#secret-file", file.parent / "key.txt")
    begun = time.perf_counter()
    page.set_input_files("#list", file)
    page.wait_for_selector("#columns-asked:not([hidden])", timeout=600_000)
    read = time.perf_counter() - begun
    page.click("#convert", timeout=600_000)
    page.wait_for_selector("#result:not([hidden])", timeout=600_000)
    seconds = time.perf_counter() - begun
    with page.expect_download() as saved:
        page.click("#save")
    mine, theirs = (
        Path(saved.value.path()).read_bytes(),
        (file.parent / file.suffix[1:] / f"{file.stem}.csv").read_bytes(),
    )
    print(
        f"{file.suffix}: {'equal' if mine == theirs else 'DIFFERENT'}, {theirs.count(b'v2:'):,} keys, {len(theirs):,} bytes"
    )
    print(
        f"  browser {seconds:.1f} s (reading {read:.1f}), command {used:.1f} CPU s, requests beside the page: {len(asked) - 1}"
    )
    page.close()


def as_csv(folder: Path, count: int) -> Path:
    file = folder / "liste_csv.csv"
    file.write_text(lists.csv(count), "utf-8")
    return file


def as_workbook(folder: Path, count: int) -> Path:
    file = folder / "liste_xlsx.xlsx"
    with Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Kinder")
        for number, row in enumerate((lists.HEADER, *lists.rows(count))):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
    return file


def etl(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "etl", *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def spent() -> float:
    """CPU seconds of the commands so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
