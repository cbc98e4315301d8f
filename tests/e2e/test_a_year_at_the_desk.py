"""Does a steward get two years of messy files from an empty desk to released figures, using only what the page says?

Five faults as offices make them, a correction, one taken back, a delivery with fresh numbers. At the end the figures are those of
the same files, loaded by command without the faults; and nothing planted is readable anywhere.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from store.published import open_published
from tests.e2e import year_files
from tests.e2e.year_files import FIRST, SLIP, Files, header_only, of_year, packed, recoded
from tests.etl.office import ROOT, call, deliver, surroundings
from tests.planted import PLANTED, holding, planted_in

HEADING = '.lk [role="heading"][aria-level="1"]'
SLOW = 300_000  # ms: a check or a load is a process of its own
NEXT = FIRST + 1
FIGURE = ["measure", "area", "year", "age_band", "sex", "offer_group", "item", "state", "numerator", "denominator"]
FIGURE += ["bound_low", "bound_high"]


@dataclass(frozen=True)
class Steward:
    """Somebody at the page: what it shows at every stop is kept as a file, to be searched."""

    page: Page
    url: str
    folder: Path
    stops: Iterator[int]

    def drop(self, arriving: dict[str, Files]) -> str:
        """Drops these ZIPs together and opens the delivery when it was checked; what the page then says."""
        folder = deliver(self.folder / "files" / str(next(self.stops)), {n: packed(n, f) for n, f in arriving.items()})
        self.page.goto(f"{self.url}/lieferung")
        self.page.set_input_files(".lk .drop input", sorted(folder.iterdir()))
        expect(self.page.locator(".lk table").get_by_text("bitte entscheiden")).to_be_visible(timeout=SLOW)
        self.page.locator(".lk table a").first.click()
        expect(self.page.get_by_role("button", name="Verwerfen")).to_be_visible(timeout=SLOW)
        return self.seen()

    def seen(self) -> str:
        (self.folder / f"page-{next(self.stops)}.html").write_text(self.page.content(), "utf-8")
        return self.page.locator("body").inner_text()

    def discard(self) -> None:
        self.decide("Verwerfen", "Verworfen")

    def answer(self, question: str, why: str) -> None:
        field = self.page.get_by_label(re.compile(question))
        field.fill(why)
        field.press("Enter")

    def vouch(self, why: str) -> None:
        """That nothing is missing."""
        self.page.get_by_text("Ja, bis zum").click(timeout=SLOW)
        field = self.page.get_by_placeholder("Grund")
        field.fill(why)
        field.press("Tab")

    def load_and_release(self) -> str:
        """What the page says of the draft."""
        self.decide("Als Entwurf laden", "Der Entwurf ist geladen.")
        said = self.seen()
        self.decide("Freigeben", "Freigegeben: Diese Zahlen gelten.")
        return said

    def take_back_the_newest(self) -> None:
        self.page.goto(f"{self.url}/qualitaet")
        self.answer("^Wer entscheidet", "Datenpflege")
        self.answer("^Grund$", "Die Korrektur war falsch")
        self.page.get_by_role("button", name="Lieferung zurückziehen").click(timeout=SLOW)
        expect(self.page.locator(".lk .calm-note")).to_contain_text("Angenommen.", timeout=SLOW)
        self.page.goto(f"{self.url}/lieferung")
        self.page.get_by_role("link", name=re.compile("zurückziehen$")).click()
        expect(self.page.locator(HEADING)).to_contain_text("Der Entwurf ohne diese Lieferung", timeout=SLOW)
        self.seen()
        self.decide("Freigeben", "Es gelten die Zahlen ohne diese Lieferung.")

    def decide(self, button: str, heading: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click(timeout=SLOW)
        expect(self.page.locator(HEADING)).to_contain_text(heading, timeout=SLOW)
        self.seen()


@pytest.fixture
def key(tmp_path) -> dict[str, str]:
    file = tmp_path / "key"
    file.write_text("k" * 40)
    return {"REICHWEITE_KEY_FILE": str(file)}


@pytest.fixture
def store(tmp_path, key) -> Iterator[Path]:
    """Nothing was loaded yet; its watcher runs."""
    store = tmp_path / "store"
    with (tmp_path / "watch.log").open("wb") as log:
        command = call("etl", "watch", "--store", store)
        watcher = subprocess.Popen(command, cwd=ROOT, env=surroundings(key), stdout=log, stderr=log)
        yield store
        watcher.kill()
        watcher.wait()


@pytest.fixture
def steward(server, store, page, key, tmp_path) -> Steward:
    running = server(store=store, environment=key)
    page.goto(f"{running.url}/lieferung")
    expect(page.locator(HEADING)).to_have_text("Hier liegt noch keine Lieferung.", timeout=SLOW)
    return Steward(page, running.url, tmp_path, count())


def figures(store: Path) -> pl.DataFrame:
    return open_published(store).tables["figure"].select(FIGURE).sort(FIGURE)


def reach_of(found: pl.DataFrame, offer: str) -> pl.DataFrame:
    """Children of an offer in a year."""
    return found.filter(pl.col("measure") == "annual_reach", pl.col("offer_group") == offer)


def only(arriving: dict[str, Files], source: str) -> dict[str, Files]:
    return {name: files for name, files in arriving.items() if name.startswith(source)}


def with_fault(arriving: dict[str, Files], name: str, change) -> dict[str, Files]:
    """The same delivery with one file changed."""
    (holder,) = [zip_name for zip_name, files in arriving.items() if name in files]
    return {**arriving, holder: {**arriving[holder], name: recoded(arriving[holder][name], change)}}


def without(arriving: dict[str, Files], holder: str, name: str) -> dict[str, Files]:
    return {**arriving, holder: {known: content for known, content in arriving[holder].items() if known != name}}


def loaded_by_command(folder: Path, store: Path, *deliveries: dict[str, Files]) -> Path:
    """The store of the same files, loaded at once; figures are rounded as in `store`."""
    other = folder / "other"
    other.mkdir()
    shutil.copy(store / "rundung.key", other)
    named = {f"{n}/{name}": packed(name, files) for n, one in enumerate(deliveries) for name, files in one.items()}
    delivery = deliver(folder / "files" / "clean", named)
    command = call("etl", "load", delivery, "--store", other, "--unencrypted")
    done = subprocess.run(command, cwd=ROOT, env=surroundings(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert planted_in(done.stdout, done.stderr) == []
    return other


def first_year(steward: Steward, arriving: dict[str, Files]) -> None:
    """Four faults are told in one pass; the corrected files lack a Lieferschein, and somebody vouches for them."""
    faulty = with_fault(arriving, f"hze_{FIRST}.csv", year_files.with_exponents)
    faulty = with_fault(faulty, f"kita_{FIRST}.csv", header_only)
    faulty = with_fault(faulty, f"uvg_bestand_{FIRST}-12-31.csv", year_files.with_unknown_homes)
    said = steward.drop(with_fault(faulty, f"ktp_{FIRST}.csv", year_files.with_names))
    assert "Die Lieferung wird so nicht geladen." in said
    for told in ("als Zahl mit Exponent", "nur die Kopfzeile", "Spalte „Nachname“", "„WOHNORT“ nennt ein Gebiet"):
        assert told in said
    steward.discard()
    said = steward.drop(without(arriving, f"kindertagespflege_{FIRST}.zip", SLIP))
    assert "Die Lieferung wird so nicht geladen." not in said
    steward.vouch("Die Vermittlung hat alle Kinder genannt")
    assert "Der Entwurf ist geladen." in steward.load_and_release()


def next_year(steward: Steward, before: dict[str, Files], arriving: dict[str, Files]) -> None:
    """The rows of the year before under the name of this one are asked about; then the right file comes."""
    (last_year,) = [content for files in before.values() for name, content in files.items() if name.startswith("hze_")]
    said = steward.drop(with_fault(arriving, f"hze_{NEXT}.csv", lambda text: last_year.decode("cp1252")))
    assert f"was nicht schon die Lieferung mit Stand 31.12.{FIRST} gesagt hat" in said
    expect(steward.page.get_by_role("button", name="Als Entwurf laden")).to_be_disabled()
    steward.discard()
    steward.drop(arriving)
    steward.load_and_release()


def test_two_years_of_messy_files_with_their_faults_become_the_figures_of_the_files_without(steward, store, tmp_path):
    sources = year_files.made(tmp_path / "files" / "made")
    first, second = of_year(sources, FIRST), of_year(sources, NEXT)
    first_year(steward, first)
    next_year(steward, first, second)
    known = figures(loaded_by_command(tmp_path, store, first, second))
    assert figures(store).equals(known)

    steward.drop(with_fault(only(second, "kita"), f"kita_{NEXT}.csv", year_files.with_more_children))
    assert "Was sich in den Zahlen ändert" in steward.load_and_release()
    assert not figures(store).equals(known)
    steward.take_back_the_newest()
    assert figures(store).equals(known)

    fresh = with_fault(only(second, "kindertagespflege"), f"ktp_{NEXT}.csv", year_files.with_fresh_numbers)
    steward.drop(with_fault(fresh, SLIP, year_files.saying_fresh_numbers))
    steward.load_and_release()
    assert reach_of(figures(store), "kindertagespflege").equals(reach_of(known, "kindertagespflege"))
    assert holding([tmp_path], PLANTED, apart_from=[tmp_path / "files", tmp_path / "other"]) == []
