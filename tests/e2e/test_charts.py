"""Can one point at a chart, save it, see it large, print it, and sort a table? A real browser on the demo's pages."""

import io
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.e2e.complaints import note_complaints
from tests.e2e.conftest import DESK
from tests.e2e.drawn import READY, opened, stand

WORDS = """() => [...document.querySelectorAll('.plot text')].filter(e => !e.closest('.xtick, .ytick, .untold'))
  .map(e => e.textContent.trim())"""  # the marks of an axis are as many as there is room
NOW = """() => [...document.querySelectorAll('.plot[data-now]')].map(place => [...place.querySelectorAll('.trace.bars')]
  .map(trace => [...trace.querySelectorAll('.point')].findIndex(column => column.matches('.now'))))"""
COUNTED = """() => {
  window.drawn = 0;
  for (const place of document.querySelectorAll('.plot')) place.on('plotly_afterplot', () => { drawn += 1; }); }"""
COLOUR = """() => ['path', '.annotation.now text'].map(part =>
  getComputedStyle(document.querySelector(part === 'path' ? '.plot .point.now path' : part)).fill)"""
CHARTS = {  # page → what its first chart says of some point
    "reichweite": r"20\d\d",
    "trends?sicht=angebot": r"20\d\d",
    "gemeinde?gebiet=03155012": r"20\d\d",
    "luecken?gruppe=kindertagespflege": r"Demo-",
    "fachbereich": r"20\d\d",
    "angebote?angebot=kita": r"20\d\d",
}


@pytest.fixture(scope="module")
def store(small_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(small_store, tmp_path_factory.mktemp("charts") / "store"))


@pytest.fixture(scope="module")
def shared(serving, store):
    with serving(store=store) as running:
        yield running


@pytest.fixture
def page(tab):
    """The visitor of the file, in a window of the usual size again."""
    tab.set_viewport_size(DESK)
    return tab


@pytest.mark.parametrize("address", CHARTS)
def test_the_pointer_reads_a_german_figure_with_its_evidence(shared, page, address):
    complaints = note_complaints(page)
    opened(page, f"{shared.url}/{address}")
    place = page.locator(".plot").first
    place.scroll_into_view_if_needed()
    box, told = place.bounding_box(), ""
    for step in range(1, 40):
        page.mouse.move(box["x"] + box["width"] * step / 40, box["y"] + box["height"] * (0.35 + 0.3 * (step % 2)))
        page.wait_for_timeout(40)
        told = page.evaluate("() => document.querySelector('.plot .hovertext')?.textContent ?? ''")
        if told:
            break
    assert re.match(CHARTS[address], told), told
    assert re.search(r"gezählt|hochgerechnet|geschützt|keine Daten|unter 10", told) and not re.search(r"\d\.\d\b", told)
    assert complaints == []


def test_a_click_on_a_year_chooses_it(shared, page):
    opened(page, f"{shared.url}/reichweite?jahr=2025")
    page.evaluate("() => document.querySelector('.plot').emit('plotly_click', {points: [{x: '2023'}]})")
    page.wait_for_url("**jahr=2023*")
    page.wait_for_selector(READY)
    assert "2023 nutzten" in page.locator('[role="heading"][aria-level="1"]').inner_text()


def test_another_year_marks_its_columns_and_words_and_draws_nothing_anew(shared, page):
    opened(page, f"{shared.url}/fachbereich?jahr=2025")
    page.evaluate(COUNTED)
    marked = page.evaluate(NOW)
    assert marked and all(place == at for at, *places in marked for place in places)
    page.locator(".st-key-filter_jahr input").click()
    page.get_by_role("option", name="Jahr 2024").click()
    page.wait_for_url("**jahr=2024*")
    stand(page)
    assert page.evaluate(NOW) == [[at - 1 for at in places] for places in marked]
    assert len(set(page.evaluate(COLOUR))) == 1, "the column and its word have the same colour"
    assert page.evaluate("() => drawn") == 0


@pytest.mark.parametrize("name", ["PNG", "SVG"])
def test_a_chart_is_saved_with_title_source_and_demo_inside(shared, page, name):
    opened(page, f"{shared.url}/reichweite")
    with page.expect_download() as saving:
        page.get_by_role("link", name=name, exact=True).first.click()
    content = Path(saving.value.path()).read_bytes()
    assert saving.value.suggested_filename.startswith("DEMO_")
    if name == "PNG":
        assert Image.open(io.BytesIO(content)).width >= 1200
        return
    told = re.search(r"<desc>(.*?)</desc>", content.decode(), re.DOTALL)[1]
    assert all(word in told for word in ("DEMO", "gezählt", "Quelle: ", "Datenstand"))


def test_a_table_is_saved_as_csv_with_the_words_of_the_page(shared, page):
    opened(page, f"{shared.url}/reichweite")
    with page.expect_download() as saving:
        page.get_by_role("link", name="Tabelle als CSV").first.click()
    assert saving.value.suggested_filename.startswith("DEMO_")
    rows = [line.split(";") for line in Path(saving.value.path()).read_text("utf-8-sig").splitlines()]
    table = page.locator(".lk table").first
    shown = table.evaluate("t => [...t.rows].map(row => [...row.cells].map(cell => cell.textContent))")
    assert [row[0] for row in rows] == [row[0] for row in shown] and len(rows) > 3


def test_full_screen_saving_and_the_table_are_reached_by_keyboard(shared, page):
    opened(page, f"{shared.url}/reichweite")
    found = []
    for _ in range(60):
        page.keyboard.press("Tab")
        found.append(page.evaluate("() => document.activeElement.innerText?.trim().split('\\n')[0] ?? ''"))
    assert {"Vollbild", "PNG", "SVG", "Tabelle als CSV"} <= set(found)
    assert any(text.startswith("Tabelle ") for text in found)


def test_a_chart_fills_the_screen_and_comes_back(shared, page):
    opened(page, f"{shared.url}/reichweite")
    before = page.locator(".plot").first.bounding_box()["height"]
    page.get_by_role("button", name="Vollbild").first.click()
    page.wait_for_function("() => document.fullscreenElement")
    page.wait_for_function(
        f"() => document.querySelector('.plot .main-svg').getBoundingClientRect().height > {before} * 1.5"
    )
    page.evaluate("() => document.exitFullscreen()")
    page.wait_for_function(
        f"() => document.querySelector('.plot .main-svg').getBoundingClientRect().height < {before} * 1.2"
    )


def test_a_click_on_a_head_sorts_a_table_and_what_has_no_value_stays_last(shared, page):
    opened(page, f"{shared.url}/reichweite")
    table = page.locator(".lk table:visible").filter(has=page.locator("thead button")).first
    head = table.locator("thead th").filter(has=page.locator("button")).last
    values = lambda: table.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => row.lastElementChild.dataset.value)"
    )
    for order, sign in (("descending", -1), ("ascending", 1)):
        head.locator("button").click()
        told = [float(value) for value in values() if value]
        assert head.get_attribute("aria-sort") == order and told == sorted(told, key=lambda v: sign * v)
        assert values()[: len(told)] == [value for value in values() if value]


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    "address", ["reichweite", "trends?sicht=angebot", "luecken?gruppe=kindertagespflege", "fachbereich"]
)
def test_paper_cuts_no_chart(shared, page, address, width, tmp_path):
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, f"{shared.url}/{address}")
    written = tmp_path / "page.pdf"
    page.pdf(path=written, prefer_css_page_size=True, print_background=True)  # before anybody scrolled to a chart
    for place in page.locator(".plot:visible").all():
        place.scroll_into_view_if_needed()
        place.locator(".main-svg").first.wait_for()
    shown = page.evaluate(WORDS)
    placed: list[tuple[str, float, float]] = []
    for sheet in PdfReader(written).pages:
        wide = float(sheet.mediabox.width)
        sheet.extract_text(
            visitor_text=lambda text, cm, tm, *_, wide=wide: placed.append((text, cm[4] + tm[4] * cm[0], wide))
        )
    assert all(0 <= x <= wide for text, x, wide in placed if text.strip())
    printed = re.sub(r"\s", "", "".join(text for text, *_ in placed))
    assert shown and [text for text in shown if re.sub(r"\s", "", text) not in printed] == []
