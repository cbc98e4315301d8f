"""Was hat sich verändert, und ist das mehr als Zufall? Small panels with the tested word, and what stands behind a change."""

from functools import partial

import streamlit as st
from markupsafe import Markup

from views.blocks import divided, trends
from views.figures import read
from views.shell import filters, page, render
from views.shell.theme import show
from views.words import trend_sentences as say


def main(figures: read.Figures) -> None:
    above = st.container()
    level, area = choose(figures)
    groups = trends.of_level(figures, level, area)
    with above:
        show(header(figures, level, area))
    block, done = partial(render.of, figures), [trend.known for trend in groups.values()]
    show(
        (block(trends.tested, level, area) if any(done) else "")
        + (page.rule() if any(done) and not all(done) else "")
        + ("" if all(done) else block(trends.untested, level, area))
        + page.rule()
        + block(divided.by_children_and_use, tuple(groups), area, figures.default_year)
        + page.rule()
        + block(divided.outlooks, tuple(groups), area)
        + page.footer(figures)
    )


@read.kept
def header(figures: read.Figures, level: str, area: str) -> Markup:
    """What changed more than chance does, in one sentence."""
    changed = list(trends.of_level(figures, level, area).values())
    place = "" if area == figures.district else figures.area_names[area]
    return page.kicker(
        figures, "Was hat sich verändert, und ist das mehr als Zufall?", figures.default_year
    ) + page.opening(say.changed(changed, place=place), f"{say.ONLY_TESTED} {say.WITHOUT_JUDGEMENT}")


def choose(figures: read.Figures) -> tuple[str, str]:
    """Bereiche, single offers or Fachbereiche; and the area."""
    present = {trends.level_of(figures, group) for group in figures.group}
    levels = {key: name for key, name in trends.LEVELS.items() if key in present}
    with st.container(key="choices", horizontal=True, vertical_alignment="center"):
        level = filters.choose("sicht", levels, next(iter(levels)), filters.buttons("Gliederung"))
        area = filters.choose_area(figures)
    return level, area


filters.run(main)
