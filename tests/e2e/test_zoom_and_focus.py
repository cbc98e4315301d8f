"""Can everybody find the place of the keyboard, read at 200 per cent, and read each drawing as a table?"""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard import PAGES

NAMES = [Path(file).stem for group in PAGES.values() for file in group]
READY = ".lk .foot"
MOST_STEPS = 400  # of the keyboard through one page
LOOK = """e => (s => [s.outlineStyle === 'none' ? '' : s.outlineWidth + s.outlineColor, s.boxShadow,
  s.borderStyle === 'none' ? '' : s.borderColor, s.textDecorationLine, s.backgroundColor].join())(getComputedStyle(e))"""
REMEMBER = f"""() => {{
  const look = {LOOK};
  window.before = new Map();
  for (const e of document.querySelectorAll('*')) window.before.set(e, look(e)); }}"""
AT = f"""() => {{
  const look = {LOOK}, e = document.activeElement;
  if (!e || e === document.body) return null;
  const ours = document.querySelector('[data-testid=stMain]').contains(e);
  const near = [e, e.parentElement, e.parentElement?.parentElement, ...e.children];
  const visible = near.some(n => n && window.before.get(n) !== look(n)) || Boolean(e.querySelector('.tip'));
  const first = !window.seen?.has(e);
  (window.seen ??= new Set()).add(e);
  return {{ours, visible, first, name: e.outerHTML.slice(0, 160)}}; }}"""
CUT = """() => [...document.querySelectorAll('.lk [role=heading], .lk .sub, .lk th, .lk figcaption, .lk summary')].filter(e => {
  const box = e.getBoundingClientRect();
  if (!box.width || !box.height) return false;
  const style = getComputedStyle(e), main = document.querySelector('[data-testid=stMain]').getBoundingClientRect();
  const cut = style.overflow !== 'visible' && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
  const outside = !e.closest('.scroll, .domains') && box.right > main.right + 1;
  return e.innerText.trim() && (cut || outside); }).map(e => e.innerText.slice(0, 80))"""
OVERLAP = """() => {
  const boxes = [...document.querySelectorAll('.lk [role=heading], .lk .sub, .lk .text, .lk .note')]
    .map(e => [e, e.getBoundingClientRect()]).filter(([e, b]) => b.width && b.height && e.innerText.trim());
  const over = [];
  for (const [a, p] of boxes) for (const [b, q] of boxes)
    if (a !== b && !a.contains(b) && !b.contains(a) && Math.min(p.right, q.right) - Math.max(p.left, q.left) > 2
        && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 2) over.push(a.innerText.slice(0, 60));
  return over; }"""
WITHOUT_TABLE = """() => [...document.querySelectorAll('.lk svg[role=img], .js-plotly-plot')].filter(e => {
  const alt = (e.getAttribute('aria-label') || '').trim();
  if (!alt) return true;
  if (e.closest('table')) return false;
  const section = e.closest('section, header, .place-head, .two, .lk');
  if (section.querySelector('table') || /Tabelle/.test(section.innerText)) return false;
  const said = section.innerText.match(/\\d[\\d.,]*/g) || [];  // one figure: its numbers stand beside it in words
  return (alt.match(/\\d+(,\\d+)?/g) || []).some(n => n !== '0' && n !== '100' && !said.some(word => word.includes(n)));
}).map(e => (e.getAttribute('aria-label') || '?').slice(0, 90))"""


@pytest.fixture
def opened(whole, browser):
    contexts = []

    def start(name: str, **options):
        contexts.append(browser.new_context(locale="de-DE", **options))
        page = contexts[-1].new_page()
        page.goto(f"{whole.url}/{name}")
        page.wait_for_selector(READY)
        page.wait_for_timeout(300)
        return page

    yield start
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", NAMES)
def test_every_place_of_the_keyboard_can_be_seen(opened, name):
    page = opened(name, viewport={"width": 1440, "height": 900})
    page.evaluate(REMEMBER)
    unseen, ours = [], 0
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        at = page.evaluate(AT)
        if at is None or not at["first"]:
            break
        ours += at["ours"]
        unseen += [at["name"]] if not at["visible"] else []
    assert unseen == []
    assert ours > 0


@pytest.mark.parametrize("name", NAMES)
def test_at_two_hundred_per_cent_nothing_is_cut_or_lies_over_another(opened, name):
    page = opened(name, viewport={"width": 720, "height": 450}, device_scale_factor=2)
    wide, room = page.evaluate(
        "() => {const m = document.querySelector('[data-testid=stMain]'); return [m.scrollWidth, m.clientWidth]}"
    )
    assert wide <= room, "the page scrolls sideways"
    assert page.evaluate(CUT) == []
    assert page.evaluate(OVERLAP) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_drawing_is_named_and_stands_by_its_table(opened, name):
    page = opened(name, viewport={"width": 1440, "height": 900})
    assert page.evaluate(WITHOUT_TABLE) == []


def test_a_hidden_focus_a_cut_heading_and_a_drawing_without_a_table_are_found(opened):
    page = opened("hilfe", viewport={"width": 720, "height": 450}, device_scale_factor=2)
    page.evaluate("""() => document.querySelector('.lk .foot').insertAdjacentHTML('beforeend', `
        <a href="#" class="planted" style="outline:none!important;box-shadow:none!important">x</a><div class="lk"><section><svg role="img" aria-label="Bild mit 77"></svg></section>
        <div role="heading" aria-level="2" style="width:2rem;overflow:hidden;white-space:nowrap">Ein langer Titel</div>
        <p class="note" style="margin-top:-1rem;position:relative;top:-.5rem">darüber</p></div>`)""")
    assert page.evaluate(WITHOUT_TABLE) == ["Bild mit 77"]
    assert page.evaluate(CUT) == ["Ein langer Titel"]
    assert page.evaluate(OVERLAP) != []
    page.evaluate(REMEMBER)
    page.evaluate("document.querySelector('.planted').focus()")
    assert page.evaluate(AT)["visible"] is False
