"""Does the offline page, opened from disk, write what the command writes, ask nobody for anything, and serve everybody?"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from xlsxwriter import Workbook

from etl.__main__ import etl
from etl.pseudonym.recipe import check_value, secret_of
from tests.e2e.complaints import note_complaints
from tests.etl.pseudonym import lists
from views.drawings.tokens import TOKENS

YEARLY = "gemeinsamer-schluessel-2026:" + "5e" * 32
SHORT = "Name;Vorname;Geburtsdatum\nMüller;Anna;23.04.2016\n"


def etl_says(*words: str | Path) -> None:
    CliRunner().invoke(etl, [str(word) for word in words], catch_exceptions=False, standalone_mode=False)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page and a shared key."""
    folder = tmp_path_factory.mktemp("pseudonym")
    (folder / "key.txt").write_text(YEARLY, "ascii")
    etl_says("pseudonymise-page", folder / "page.html")
    return folder


@pytest.fixture
def opened(page, desk: Path):
    """The page, ready; nothing it does asks for anything, and the browser has nothing to complain about."""
    asked, said = [], note_complaints(page)
    page.on("request", lambda request: asked.append(request.url))
    page.goto((desk / "page.html").as_uri())
    page.wait_for_selector("#work:not([hidden])")
    yield page
    assert asked == [(desk / "page.html").as_uri()]
    assert said == []


def given(page, desk: Path, file: Path) -> None:
    page.set_input_files("#secret-file", desk / "key.txt")
    page.set_input_files("#list", file)
    page.wait_for_selector("#list-said:not(:empty)")


def converted(page) -> bytes:
    """The file as it is saved."""
    page.click("#convert")
    page.wait_for_selector("#result:not([hidden])", timeout=120_000)
    with page.expect_download() as saved:
        page.click("#save")
    return Path(saved.value.path()).read_bytes()


def listed(folder: Path, content: str, name: str = "liste.csv", encoding: str = "utf-8") -> Path:
    file = folder / name
    file.write_bytes(content.encode(encoding))
    return file


def workbook(file: Path, count: int) -> Path:
    with Workbook(file) as book:
        sheet = book.add_worksheet("Kinder")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write(0, 0, "Alle Kinder")
        for number, row in enumerate((lists.HEADER, *lists.rows(count, seed=3)), 2):
            for place, cell in enumerate(row):
                if place == 3 and re.fullmatch(r"\d\d\.\d\d\.(19|20)\d\d", cell) and cell[:5] != "30.02":
                    sheet.write_formula(number, place, f"=DATE({cell[6:]},{cell[3:5]},{cell[:2]})", day, serial(cell))
                elif cell.isdecimal():
                    sheet.write_number(number, place, int(cell))
                else:
                    sheet.write_string(number, place, cell)
    return file


def serial(day: str) -> int:
    """The number that a workbook keeps for a day."""
    return (date(int(day[6:]), int(day[3:5]), int(day[:2])) - date(1899, 12, 30)).days


def test_odd_names_of_a_list_have_the_same_keys_byte_by_byte(opened, desk, tmp_path):
    file = listed(tmp_path, lists.csv(1500, seed=2))
    given(opened, desk, file)
    mine = converted(opened)
    etl_says("pseudonymise", file, "--key", desk / "key.txt")
    assert mine == (tmp_path / "pseudonymisiert" / "liste.csv").read_bytes()
    assert mine.count(b"v2:") > 4000


def test_a_workbook_becomes_the_same_file(opened, desk, tmp_path):
    file = workbook(tmp_path / "liste.xlsx", 300)
    given(opened, desk, file)
    mine = converted(opened)
    etl_says("pseudonymise", file, "--key", desk / "key.txt")
    assert mine == (tmp_path / "pseudonymisiert" / "liste.csv").read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_the_encoding_of_the_list_does_not_matter(opened, desk, tmp_path, encoding):
    file = listed(tmp_path, f"Kinder 2026\n\n{SHORT}", encoding=encoding)
    given(opened, desk, file)
    mine = converted(opened)
    etl_says("pseudonymise", file, "--key", desk / "key.txt")
    assert mine == (tmp_path / "pseudonymisiert" / "liste.csv").read_bytes()


def test_the_page_says_the_check_value_and_what_it_leaves_out_and_never_a_name(opened, desk, tmp_path):
    given(opened, desk, listed(tmp_path, SHORT.replace("Anna", "Анна").replace("Müller", "Иванова")))
    converted(opened)
    said = opened.inner_text("#result")
    assert f"Prüfwert {check_value(secret_of(YEARLY))}" in said
    assert "Weggelassen: „Name“, „Vorname“, „Geburtsdatum“." in said
    assert "1 Zeile ohne Kinderschlüssel: Zeile 2." in said
    assert "Иванова" not in opened.content() and YEARLY not in opened.content()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("leer.csv", b"", "Die Datei ist leer"),
        ("alt.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "alt.xls hat das alte Excel-Format (.xls)"),
        ("bild.xlsx", b"PK\x03\x04" + bytes(100), "keine lesbare Excel-Mappe"),
        ("bild.csv", bytes(100), "keine Liste, die diese Seite lesen kann"),
        ("kopf.csv", b"Name;Vorname;Geburtsdatum\n", "Unter der Kopfzeile steht keine Zeile"),
        ("zweimal.csv", b"Name;Name;Geburtsdatum\nA;B;23.04.2016\n", "Ein Spaltenname steht mehrfach"),
        ("umlaute.csv", "Name;Vorname\nMÃ¼ller;Anna\n".encode(), "Umlaute der Datei sind beschädigt"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_is_named_with_what_to_do(opened, desk, tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    given(opened, desk, tmp_path / name)
    assert told in opened.inner_text("#list-said")
    assert opened.locator("#columns-asked").is_hidden()


@pytest.mark.parametrize("secret", ["", "5e" * 32, YEARLY[:-1], "Name;Vorname"])
def test_what_is_no_shared_key_is_refused(opened, tmp_path, secret):
    opened.set_input_files("#secret-file", listed(tmp_path, secret, "key.txt"))
    opened.wait_for_selector("#secret-said.problem")
    assert "gemeinsame Schlüssel" in opened.inner_text("#secret-said") and "5e5e" not in opened.inner_text(
        "#secret-said"
    )
    opened.set_input_files("#list", listed(tmp_path, SHORT))
    opened.click("#convert")
    assert "Noch kein gemeinsamer Schlüssel" in opened.inner_text("#convert-said")


def test_missing_and_double_columns_and_dates_of_two_readings_are_asked_about(opened, desk, tmp_path):
    given(opened, desk, listed(tmp_path, "Name;Nachname;Kind Vorname;Tag;AZ\nx;Müller;Anna;04/05/2016;7\n"))
    opened.click("#convert")
    assert "Mehrere Spalten sind „Nachname“" in opened.inner_text("#convert-said")
    opened.get_by_label("Name", exact=True).select_option("weglassen")
    opened.click("#convert")
    assert "Welche Spalte ist „Geburtsdatum“?" in opened.inner_text("#convert-said")
    opened.get_by_label("Tag", exact=True).select_option("Geburtsdatum")
    opened.click("#convert")
    opened.wait_for_selector("#date-asked:not([hidden])")
    opened.select_option("#date", "MM/TT/JJJJ")
    assert b";2016;4;" in converted(opened)
    assert opened.get_by_label("AZ", exact=True).locator("option", has_text="kommt unverändert mit").count() == 0


def test_whoever_uses_the_keyboard_alone_comes_to_the_result(opened, desk, tmp_path):
    given(opened, desk, listed(tmp_path, SHORT))
    opened.focus("#sheet-asked ~ p, #secret-text")
    for _ in range(20):
        opened.keyboard.press("Tab")
        if opened.evaluate("document.activeElement.id") == "convert":
            break
    opened.keyboard.press("Enter")
    opened.wait_for_selector("#result:not([hidden])")
    assert opened.evaluate("document.activeElement.id") == "result-head"
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.id") == "save"


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_nothing_hinders_anybody(visit, desk, tmp_path, scheme, width):
    with visit(color_scheme=scheme, viewport={"width": width, "height": 900}) as page:
        page.goto((desk / "page.html").as_uri())
        page.wait_for_selector("#work:not([hidden])")
        given(page, desk, listed(tmp_path, SHORT))
        converted(page)
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_browser_whose_keys_differ_is_not_served(page, desk, tmp_path):
    html = (desk / "page.html").read_text("utf-8")
    changed = re.sub(r"script-src '[^']+'", "script-src 'unsafe-inline'", html).replace(
        '["BP", "", "", "1"]', '["BP", "", "", "2"]'
    )
    (tmp_path / "page.html").write_text(changed, "utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_selector("#self.problem")
    assert "bildet andere Schlüssel als vereinbart" in page.inner_text("#self")
    assert page.locator("#work").is_hidden()


@pytest.fixture
def listening() -> Iterator[tuple[str, list[str]]]:
    """An address of this machine, and what anybody asked it."""
    heard: list[str] = []

    class Ear(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Ear) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", heard
        server.shutdown()


ASK = """async (address) => {
    const image = new Promise((done) => {
        const one = new Image();
        one.onload = one.onerror = () => done();
        one.src = `${address}/image`;
    });
    const asked = fetch(`${address}/fetch`, { mode: "no-cors" }).catch(() => "no");
    return [await asked, await image][0];
}"""


def test_even_a_script_that_wanted_to_could_not_send_anything_from_the_page(page, desk, tmp_path, listening):
    address, heard = listening
    page.goto((desk / "page.html").as_uri())
    assert page.evaluate(ASK, address) == "no"
    page.wait_for_timeout(300)
    assert heard == []
    without = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", (desk / "page.html").read_text("utf-8"))
    page.goto(listed(tmp_path, without, "without.html").as_uri())
    page.evaluate(ASK, address)
    assert {"/image", "/fetch"} <= set(heard)


def test_printed_are_the_instructions_alone(opened):
    opened.emulate_media(media="print")
    assert opened.locator("#work").is_hidden() and opened.locator("#instructions h3").first.is_visible()


def test_the_colours_are_those_of_the_house(desk):
    style = (desk / "page.html").read_text("utf-8")
    used = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", style)
    assert len(used) >= 8
    assert {name: (light, dark) for name, light, dark in used} == {name: TOKENS[name] for name, _, _ in used}
