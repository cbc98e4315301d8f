"""When does a page stand? It computes no longer, and all charts near the window are drawn; the others wait until somebody comes near."""

READY = ".lk .foot"
NEAR = 100  # px around the window: so far the page draws ahead
DRAWN = f"""() => [...document.querySelectorAll('.plot')].every(place => {{
  const {{top, bottom}} = place.getBoundingClientRect();
  return top > innerHeight + {NEAR} || bottom < -{NEAR} || place.querySelector('.main-svg'); }})"""
AT_REST = """() => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'
  && !document.querySelector('[data-testid="stSkeleton"]')"""  # no widget's code is still on its way
WITHIN = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  return main.scrollWidth <= main.clientWidth; }"""


def stand(page) -> None:
    """Wait until the page stands."""
    page.wait_for_selector(READY)
    page.wait_for_function(AT_REST)
    page.wait_for_function(DRAWN)


def opened(page, address: str) -> None:
    """The page by its address, as a bookmark opens it."""
    page.goto(address)
    stand(page)


def stay_within(page) -> None:
    """Fails as long as the page scrolls sideways; a chart may need a moment to follow its window."""
    page.wait_for_function(WITHIN, timeout=5_000)
