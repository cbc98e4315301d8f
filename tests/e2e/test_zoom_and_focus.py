"""Can everybody find the place of the keyboard, read at 200 per cent, and read each drawing as a table?"""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard import PAGES
from tests.e2e.drawn import opened, stand, stay_within

NAMES = [Path(file).stem for group in PAGES.values() for file in group]
WINDOW = {"width": 1440, "height": 900}
MOST_STEPS = 400  # of the keyboard through one page
LOOK = """e => (s => [s.outlineStyle === 'none' ? '' : s.outlineWidth + s.outlineColor, s.boxShadow,
  s.borderStyle === 'none' ? '' : s.borderColor, s.textDecorationLine, s.backgroundColor].join())(getComputedStyle(e))"""
REMEMBER = f"""() => {{
  const look = {LOOK};
  window.before = new Map();
  for (const e of document.querySelectorAll('*')) window.before.set(e, look(e)); }}"""
AT = f"""async () => {{
  const changing = document.getAnimations().filter(one => one instanceof CSSTransition);
  await Promise.all(changing.map(one => one.finished.catch(() => null)));
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
  const words = [...document.querySelectorAll('.lk')].map(part => part.innerText).join(' ') + e.textContent;
  const said = words.match(/\\d[\\d.,]*/g) || [];  // one figure: its numbers stand on the page in words
  return (alt.match(/\\d+(,\\d+)?/g) || []).some(n => n !== '0' && n !== '100' && !said.some(word => word.includes(n)));
}).map(e => (e.getAttribute('aria-label') || '?').slice(0, 90))"""


@pytest.fixture(scope="module", params=NAMES)
def page(whole, tab, request):
    """A page in a wide window, opened once for all that is asked of it here."""
    tab.set_viewport_size(WINDOW)
    opened(tab, f"{whole.url}/{request.param}")
    return tab


def zoom(page) -> None:
    """To 200 per cent: in the same window half as many pixels of the page are there, each twice as large."""
    half = {side: size // 2 for side, size in WINDOW.items()}
    shown = page.context.new_cdp_session(page)
    shown.send("Emulation.setDeviceMetricsOverride", {**half, "deviceScaleFactor": 2, "mobile": False})
    page.wait_for_function("innerWidth === " + str(half["width"]))
    page.evaluate(
        "() => document.querySelectorAll('*').forEach(e => { e.scrollTop = 0; })"
    )  # where the keyboard has been
    stand(page)


def test_every_drawing_is_named_and_stands_by_its_table(page):
    assert page.evaluate(WITHOUT_TABLE) == []


def test_every_place_of_the_keyboard_can_be_seen(page):
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


def test_at_two_hundred_per_cent_nothing_is_cut_or_lies_over_another(page):
    zoom(page)
    stay_within(page)
    assert page.evaluate(CUT) == []
    assert page.evaluate(OVERLAP) == []


def test_a_hidden_focus_a_cut_heading_and_a_drawing_without_a_table_are_found(whole, tab):
    opened(tab, f"{whole.url}/hilfe")
    zoom(tab)
    tab.evaluate("""() => document.querySelector('.lk .foot').insertAdjacentHTML('beforeend', `
        <a href="#" class="planted" style="outline:none!important;box-shadow:none!important">x</a><div class="lk"><section><svg role="img" aria-label="Bild mit 77"></svg></section>
        <div role="heading" aria-level="2" style="width:2rem;overflow:hidden;white-space:nowrap">Ein langer Titel</div>
        <p class="note" style="margin-top:-1rem;position:relative;top:-.5rem">darüber</p></div>`)""")
    assert tab.evaluate(WITHOUT_TABLE) == ["Bild mit 77"]
    assert tab.evaluate(CUT) == ["Ein langer Titel"]
    assert tab.evaluate(OVERLAP) != []
    tab.evaluate(REMEMBER)
    tab.evaluate("document.querySelector('.planted').focus()")
    assert tab.evaluate(AT)["visible"] is False
