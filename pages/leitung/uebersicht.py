"""Wie viele Kinder nutzen unsere Angebote? The leadership's first page: one sentence, and what stands behind it."""

from html import escape

import streamlit as st

from views.blocks import childhood, decisions, trends
from views.blocks import reach as findings
from views.drawings import map, tables
from views.figures import gaps, read
from views.figures.reach import MISSING
from views.shell import filters, page, render
from views.shell.theme import show
from views.words import gap_sentences, passport, sentences

HEADS = {"alle": "alle", "ohne_kita": "ohne Kita und Hort", "individuell": "nur individuelle Hilfen und Beratung"}


def main() -> None:
    """Reads from top to bottom as the page does."""
    figures = read.figures()
    filters.name_unknown_keys()
    kicker = st.container()
    left, right = st.columns([1.75, 1], gap="large", vertical_alignment="center")
    with left:
        above = st.container()
        year, group = choose(figures)
    reach = figures.series("annual_reach", group, area=figures.district).get(year, MISSING)
    district = figures.area_names[figures.district]
    with kicker:
        show(page.kicker(figures, "Wie viele Kinder nutzen unsere Angebote?", year))
    with above:
        said = sentences.annual_reach(reach, year=year, group=sentences.said_group(figures.group[group]))
        show(page.opening(said, findings.below_the_sentence(figures, group, year, reach, district), hero=True))
    with right:
        show(render.finding(findings.hundred(figures, reach), demo=figures.demo))
    show(
        passport.passport(
            figures, "annual_reach", reach, period=f"Jahr {year}", place=district, group=figures.group[group]["name"]
        )
        + page.rule()
        + page.side_by_side(
            childhood.claim_check(figures, year), childhood.beside_the_year(figures, group, year, reach)
        )
        + page.rule()
        + page.side_by_side(
            render.of(figures, trends.strongest, year, figures.district),
            childhood.sayable(figures, year) + day_care(figures, year) + decisions.waiting_and_staff(figures, year),
        )
        + page.rule()
        + page.side_by_side(
            largest_gaps(figures, year), decisions.look_back(figures) + render.of(figures, findings.data_situation, group, year)
        )
        + page.footer(figures)
    )


def choose(figures: read.Figures) -> tuple[int, str]:
    """The year and one of the three ways to count."""
    heads = {key: name for key, name in HEADS.items() if key in figures.group}
    years = {str(year): f"Jahr {year}" for year in reversed(figures.years)}
    with st.container(key="choices", horizontal=True, vertical_alignment="center"):
        group = filters.choose("gruppe", heads, next(iter(heads)), filters.buttons("Angebote"))
        year = filters.choose("jahr", years, str(figures.default_year), filters.menu("Jahr"))
    return int(year), group


def largest_gaps(figures: read.Figures, year: int) -> str:
    """The largest distances to what is usual in the district, in one sentence; the map and the list have a page of their own."""
    if not gaps.told_groups(figures, year):
        return ""
    group = gaps.best_group(figures, year)
    screen = gaps.screen(figures, group, year)
    link = gaps.link(year, group, page="/luecken")
    return page.block(
        figures,
        gap_sentences.largest(screen) or gap_sentences.NONE_FIRM,
        f"{figures.group[group]['name']}, {screen.period}",
        small_map(screen, year),
        f'<p class="text">{sentences.LESS_USE} <a href="{escape(link)}" target="_self">Karte und Liste</a></p>',
        gap_table(screen),
        passport.passport(
            figures,
            "gap",
            MISSING,
            period=screen.period,
            place="Städte und Gemeinden",
            group=figures.group[group]["name"],
            basis=f"{len(screen.told)} Gemeinden",
        ),
    )


def gap_table(screen: gaps.Screen) -> str:
    """What the circles say, in words; closed until asked for."""
    lines = [[gap.name, gap_sentences.beside(gap), gap.word] for gap in screen.gaps]
    caption = "Kinder weniger als zu erwarten, nach Gemeinde"
    table = tables.plain_table(caption, ["Gemeinde", "Kinder", "Urteil"], lines, figures=frozenset({1}))
    return f'<details class="pass"><summary><b>Tabelle</b> <span>{caption}</span></summary>{table}</details>'


def small_map(screen: gaps.Screen, year: int) -> str:
    """Circles as large as the children fewer than expected; '' where the office has no map or nobody is below."""
    sheet = map.of_office()
    if sheet is None or not screen.below or not sheet.shapes.keys() & {gap.area for gap in screen.gaps}:
        return ""
    most = max(gap.fewer for gap in screen.below)
    marks = {
        gap.area: map.Mark(
            gap.name,
            gap.verdict if gap.below else "",
            map.radius(gap.fewer, most) if gap.below else 0,
            gap_sentences.beside(gap) if gap.below else "",
            gaps.link(year, screen.group, gap.area, "/gemeinde"),
        )
        for gap in screen.gaps
    }
    return map.draw(sheet, marks, f"Karte der Gemeinden. {gap_sentences.largest(screen)}")


def day_care(figures: read.Figures, year: int) -> str:
    """What Kita and Hort do to the number, in one sentence."""
    heads = figures.along("offer_group", "annual_reach", year)
    return page.notes(
        sentences.effect_of_day_care(heads.get("alle", MISSING), heads.get("ohne_kita", MISSING), year=year)
    )


filters.run(main)
