"""Are the three parts of an estimate and its whisker there, seen and read out? A real browser on the small store with answers."""

import shutil
from pathlib import Path

import pytest

from tests.e2e.complaints import note_complaints
from tests.e2e.drawn import opened, stay_within
from tests.e2e.test_every_page import violations
from tests.views.small_answers import answer

PLACES = {  # page → what it says of its figure, where its estimate is drawn
    "uebersicht": ("rund 49 von 100 Kindern und Jugendlichen unter 18", "svg.share"),
    "reichweite": ("rund 49 von 100 Kindern und Jugendlichen unter 18", "svg.bars"),
    "gemeinde?gebiet=03155011&gruppe=ohne_kita": ("(26 bis 32), geschätzt aus rund 640 Antworten", ".spine svg"),
}
VISITORS = (("light", 1440), ("dark", 820), ("dark", 390))
PARTS = """svg => ['bar', 'estimate', 'maybe'].map(kind => {
  const part = svg.querySelector('rect.' + kind).getBoundingClientRect();
  return [Math.round(part.left), Math.round(part.right)]; })"""
FILLS = """() => ['paper', 'estimate', 'accent'].map(name => {
  const box = document.createElement('i'); box.style.color = `var(--${name})`; document.querySelector('.lk').append(box);
  const colour = getComputedStyle(box).color; box.remove(); return colour; })"""
COLUMN = """() => [...document.querySelectorAll('.plot .trace.bars')].slice(0, 3).map(trace => {
  const column = trace.querySelector('.point:last-child path'), style = getComputedStyle(column);
  return [style.fill, style.stroke]; })"""


@pytest.fixture(scope="module")
def asked(serving, small_store: Path, tmp_path_factory: pytest.TempPathFactory):
    store = answer(Path(shutil.copytree(small_store, tmp_path_factory.mktemp("asked") / "store")))
    with serving(store=store) as running:
        yield running


@pytest.fixture(scope="module", params=VISITORS, ids=["-".join(map(str, who)) for who in VISITORS])
def visitor(request, visit):
    scheme, width = request.param
    with visit(color_scheme=scheme, viewport={"width": width, "height": 900}) as page:
        yield page


@pytest.mark.parametrize("address", PLACES)
def test_a_page_with_an_estimate_says_and_draws_it_for_everybody(asked, visitor, address):
    said, (words, place) = note_complaints(visitor), PLACES[address]
    opened(visitor, f"{asked.url}/{address}")
    assert words in visitor.locator('[role="heading"][aria-level="1"]').inner_text().replace("\n", " ")
    drawn = visitor.locator(f"{place}:has(.estimate)").first
    assert drawn.locator("line.whisker").count() >= 3 and "geschätzt" in drawn.get_attribute("aria-label")
    stay_within(visitor)
    assert (said, violations(visitor)) == ([], [])


def test_full_middle_and_hatched_follow_one_another_with_the_whisker_where_the_middle_ends(asked, visitor):
    opened(visitor, f"{asked.url}/uebersicht")
    bar = visitor.locator("svg.share")
    (zero, counted), (from_there, likely), (on, possible) = bar.evaluate(PARTS)
    assert zero < counted == from_there < likely == on < possible
    dot = bar.locator("circle.whisker").bounding_box()
    assert abs(dot["x"] + dot["width"] / 2 - likely) < 2
    assert bar.get_attribute("aria-label").endswith(
        "rund 49 (46 bis 52, geschätzt) von 100, 28 gezählt, bis 75 möglich"
    )
    boxes = [words.bounding_box() for words in bar.locator("text.name").all()]
    apart = [a["x"] + a["width"] < b["x"] or b["x"] + b["width"] < a["x"] or abs(a["y"] - b["y"]) > 15
             for at, a in enumerate(boxes) for b in boxes[at + 1 :]]  # fmt: skip
    assert len(boxes) == 3 and all(apart)


def test_a_column_has_the_middle_tone_of_the_theme_with_an_outline(asked, visitor):
    opened(visitor, f"{asked.url}/reichweite")
    _, estimate, accent = visitor.evaluate(FILLS)
    assert visitor.evaluate(COLUMN)[1] == [estimate, accent]


def test_answers_that_do_not_fit_are_said_below_the_sentence(asked, tab):
    opened(tab, f"{asked.url}/reichweite?gruppe=individuell&jahr=2024")
    assert "Befragung und Zählung passen nicht zusammen" in tab.locator("header .sub").first.inner_text()
