"""When does a page stand? All charts near the window are drawn; the others wait until somebody comes near."""

NEAR = 100  # px below the window: so far the page draws ahead
DRAWN = f"""() => [...document.querySelectorAll('.plot')].every(place =>
  place.getBoundingClientRect().top > innerHeight + {NEAR} || place.querySelector('.main-svg'))"""
