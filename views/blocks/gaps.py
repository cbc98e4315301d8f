"""Where do fewer children use the offers than expected? Map, list, funnel and heat table as findings."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from store.german import VERDICTS, listed, number
from views.figures import gaps
from views.figures.gaps import Gap, Screen
from views.figures.reach import MISSING
from views.figures.read import Figures
from views.finding import Band, Cell, Chart, Column, Finding, Passport, Row, Series, Table, Text, table_of
from views.words import gap_sentences as say
from views.words import passport, sentences
from views.words.cells import apart_span, said

EXPECTED = "Zu erwarten: die Nutzung im Landkreis in jeder Altersgruppe, angewandt auf die Kinder der Gemeinde"
OF_EXPECTED = "von 100 erwarteten Kindern"
LEAST_POINTS = 3  # municipalities that a funnel needs
STEPS = 48  # points of the limits of the funnel
COLUMNS = (
    Column("Abstand", figure=True),
    Column("gezählt", figure=True, look="side"),
    Column("erwartet", figure=True, look="side"),
    Column("Zufall (95 %)", figure=True, detail=True),
    Column("Urteil", look="verdict"),
)


def opening(figures: Figures, group: str, year: int) -> Text:
    """The finding in one sentence."""
    row = figures.group[group]
    return say.opening(gaps.screen(figures, group, year), sentences.said_group(row), row["name"])


def on_the_map(figures: Figures, group: str, year: int, area: str) -> Finding:
    """Only what is below the expected has a circle."""
    screen = gaps.screen(figures, group, year)
    told = "; ".join(f"{gap.name} rund {say.beside(gap)} ({gap.word})" for gap in screen.below)
    words = told or "Keine Gemeinde liegt unter dem Erwarteten"
    return Finding(
        key="luecken_karte",
        title="Wo weniger Kinder nutzten als zu erwarten" if screen.below else words,
        sub="Kreisfläche: Kinder weniger als zu erwarten. Voll: belastbar, hohl: unsicher. Schraffiert: unbewohnt. "
        "Ein Klick wählt die Gemeinde",
        chart=replace(
            _map(screen, year, f"Karte der Gemeinden, {screen.period}. {words}"), now=figures.area_names[area]
        ),
    )


def _map(screen: Screen, year: int, alt: str, page: str = "") -> Chart:
    """A circle for every municipality below the expected; a click leads to the page."""
    return Chart(
        "map",
        "Kinder",
        tuple(gap.name for gap in screen.gaps),
        by_word(screen.gaps, lambda gap: gap.distance if gap.below else None),
        alt=alt,
        keys=tuple(gap.area for gap in screen.gaps),
        links=tuple(gaps.link(year, screen.group, gap.area, page) for gap in screen.gaps),
    )


def largest(figures: Figures, year: int) -> Finding | None:
    """The largest distances to what is usual in the district, in one sentence; the map and the list have a page of their own."""
    if not gaps.told_groups(figures, year):
        return None
    group = gaps.best_group(figures, year)
    screen, name = gaps.screen(figures, group, year), figures.names[group]
    caption = "Kinder weniger als zu erwarten, nach Gemeinde"
    return Finding(
        key="luecken_groesste",
        title=say.largest(screen) or (say.BLIND if screen.blind else say.NONE_FIRM),
        sub=f"{name}, {screen.period}",
        chart=_map(screen, year, f"Karte der Gemeinden. {say.largest(screen)}", "/gemeinde") if screen.below else None,
        table=table_of(
            caption,
            ("Gemeinde", "Kinder", Column("Urteil")),
            [(gap.name, say.judged(gap), gap.word) for gap in screen.gaps],
            closed=True,
        ),
        notes=(sentences.LESS_USE,),
        passport=_card(figures, name, screen.period, f"{len(screen.told)} Gemeinden"),
        links={"Karte und Liste": gaps.link(year, group, page="/luecken")},
    )


def by_word(told: Sequence[Gap], cell: Callable[[Gap], Cell | None]) -> tuple[Series, ...]:
    """A series for each verdict, and for each kind of empty cell; where no cell is made, nothing is drawn."""
    words = dict.fromkeys((gap.word, gap.look) for gap in told)
    return tuple(Series(w, tuple(cell(gap) if gap.word == w else None for gap in told), look) for w, look in words)


def by_municipality(figures: Figures, group: str, year: int, area: str = "") -> Finding:
    """By name; children fewer than expected with their range and the verdict."""
    screen, name = gaps.screen(figures, group, year), figures.names[group]
    words = {gap.verdict for gap in screen.gaps} & say.HELP.keys()
    meaning = " ".join(f"{VERDICTS[key]}: {say.HELP[key]}" for key in say.HELP if key in words)
    rows = [(gap.name, gap, gaps.link(year, group, gap.area)) for gap in screen.gaps]
    return Finding(
        key="luecken",
        title=f"Kinder weniger als zu erwarten: {name}",
        sub=f"{EXPECTED}, {screen.period}. Strich: Zufall (95 %)",
        chart=marks(rows, screen.gaps[0].unit),
        table=table(f"Abstand zum Erwarteten in Kindern, {name}, {screen.period}", "Gemeinde", rows, area),
        notes=(sentences.LESS_USE, meaning, _scatter(screen)),
        passport=of_screen(figures, screen),
    )


def marks(rows: Sequence[tuple[str, Gap, str]], unit: str = "Kinder") -> Chart:
    """The drawing of such a table: the distance with what chance explains."""
    told = [gap for _, gap, _ in rows]
    return Chart("apart", unit, tuple(name for name, *_ in rows), by_word(told, lambda gap: gap.distance))


def table(caption: str, what: str, rows: Sequence[tuple[str, Gap, str]], chosen: str = "") -> Table:
    """One line for each name, gap and link: children fewer, counted, expected, verdict; `chosen` is an area."""
    return Table(caption, (Column(what), *COLUMNS), tuple(_row(*row, chosen) for row in rows), look="gaps")


def _row(name: str, gap: Gap, link: str, chosen: str) -> Row:
    distance = say.judged(gap)
    cells = (name, distance, gap.counted_cell, gap.expected_cell, apart_span(distance) or "–", gap.word)
    return Row(cells, tone=f"{gap.look}{' chosen' if gap.area == chosen else ''}", link=link)


def _scatter(screen: Screen) -> str:
    """What all municipalities of a screen were judged with."""
    return next((said for gap in screen.told if (said := say.scatter(gap))), "")


def of_screen(figures: Figures, screen: Screen) -> Passport:
    expected = sum(gap.expected_cell.least for gap in screen.told)
    basis = f"{len(screen.told)} von {len(screen.gaps)} Gemeinden, {number(expected)} zu erwartende Kinder"
    return _card(figures, figures.names[screen.group], screen.period, basis)


def _card(figures: Figures, offers: str, period: str, basis: str) -> Passport:
    return passport.card(figures, "gap", period=period, place="Städte und Gemeinden", group=offers, basis=basis)


def funnel(figures: Figures, group: str, year: int, area: str) -> Finding | None:
    """Of the single year: how pooled years scatter is another matter. None where too little is known for one."""
    screen = gaps.screen(figures, group, year, pooled=False)
    usual = figures.series("annual_reach", group, area=figures.district).get(year, MISSING).as_counted
    shown = [gap for gap in screen.told if gap.index is not None]
    if len(shown) < LEAST_POINTS or not usual.is_value or not usual.low:
        return None
    outside = gaps.below_the_funnel(screen, usual.low)
    points = "; ".join(
        f"{gap.name}: {said(gap.point)} {OF_EXPECTED} ({said(gap.counted_cell)} von {said(gap.expected_cell)})"
        for gap in shown
    )
    return Finding(
        key="luecken_trichter",
        title=say.funnel([gap for gap in shown if gap not in outside], outside),
        sub=f"Gezählte von 100 zu erwartenden Kindern ({year}) gegen ihre Zahl. Gestrichelt: 95 %, Linie: 99,8 % der "
        f"Gemeinden dieser Größe, wenn nur {_at_work(shown[0])} wirken. Ohne Mehrfachprüfung",
        chart=Chart(
            "funnel",
            OF_EXPECTED,
            tuple(gap.name for gap in shown),
            by_word(shown, lambda gap: gap.point),
            now=figures.area_names[area],
            alt=f"Trichterdiagramm. {points}",
            across=tuple(gap.expected_cell for gap in shown),
            bands=bands(usual.low, max(gap.expected_cell.least for gap in shown), shown[0]),
        ),
        notes=(
            "Die gezählten und die zu erwartenden Kinder jeder Gemeinde stehen in der Tabelle oben.",
            _scatter(screen),
        ),
        passport=of_screen(figures, screen),
    )


def _at_work(gap: Gap) -> str:
    return "Zufall und Rundung" if gap.families is None else "Zufall, Geschwister, übliche Unterschiede und Rundung"


def bands(usual: float, most: float, like: Gap) -> tuple[Band, ...]:
    """Within what do municipalities lie where nothing is the matter, for each number of expected children? like: one of the screen."""
    right = most * 1.08
    expected = np.linspace(right / STEPS / 2, right, STEPS)
    found = []
    for name, width in (("95 %", gaps.INNER), ("99,8 %", gaps.OUTER)):
        low, high = gaps.limits(usual, expected, width, like)
        found.append(Band(name, *(tuple(map(float, part)) for part in (expected, low, high))))
    return tuple(found)


def detectable(figures: Figures, group: str, year: int) -> Finding | None:
    """What a difference would have to be to be seen, where the verdict is unsure; None where none is."""
    screen = gaps.screen(figures, group, year)
    rows = [(gap.name, say.visible(gap)) for gap in screen.gaps if gap.verdict == "unsure"]
    if not rows:
        return None
    return Finding(
        key="luecken_sichtbar",
        title="„Unsicher“ heißt nicht „kein Unterschied“",
        sub=f"Was hier bei dieser Größe in acht von zehn Fällen zu sehen wäre, {screen.period}",
        table=table_of("Was wäre hier zu sehen?", ("Gemeinde", "Ab wann ein Unterschied zu sehen wäre"), rows, words=2),
    )


def over_the_domains(figures: Figures, year: int) -> Finding:
    """Municipality × Bereich, and the single offers that can be compared; what cannot is named with its reason."""
    compared = gaps.told_groups(figures, year)
    told = [gaps.screen(figures, g, year) for g in compared if figures.group[g]["level"] in ("bereich", "angebot")]
    note = say.without_comparison(_reasons(figures, year, compared))
    if not told:
        return Finding("luecken_bereiche", "Kein Bereich lässt sich zwischen den Gemeinden vergleichen", note)
    names = {screen.group: figures.names[screen.group] for screen in told}
    periods = sorted({screen.period for screen in told})
    heads = [names[s.group] + (f", {s.period}" if len(periods) > 1 else "") for s in told]
    caption = f"Gezählte von 100 zu erwartenden Kindern, {listed(periods)}"
    return Finding(
        key="luecken_bereiche",
        title=say.over_the_domains(told, names),
        sub=f"{caption}; 100 = wie im Landkreis. ▾: belastbar darunter. Alle anderen Abstände können Zufall sein",
        table=table_of(
            caption,
            ("Gemeinde", *heads),
            [_of_domains(gap.name, [screen.of(gap.area) for screen in told]) for gap in told[0].gaps],
            words=len(heads) + 1,
            look="heat domains",
            wide=True,
        ),
        notes=(note,),
        passport=_card(figures, ", ".join(names.values()), listed(periods), f"{len(told)} Bereiche und Angebote"),
    )


def _reasons(figures: Figures, year: int, compared: Sequence[str]) -> dict[str, list[str]]:
    """Why a Bereich cannot be compared: the most frequent word of its municipalities → the names of the Bereiche."""
    reasons: dict[str, list[str]] = {}
    for key in figures.of_level("bereich"):
        if key not in compared:
            words = [gap.word for gap in gaps.screen(figures, key, year).gaps]
            most = max(set(words), key=words.count, default="keine Daten")
            reasons.setdefault(most, []).append(figures.names[key])
    return reasons


def _of_domains(name: str, found: Sequence[Gap | None]) -> Row:
    cells = [heat(gap) for gap in found]
    return Row((name, *(cell for cell, _ in cells)), tones=("", *(tone for _, tone in cells)))


def heat(gap: Gap | None) -> tuple[Cell | str, str]:
    """Counted per 100 expected; only a firm gap is filled. Without a number the kind of the empty cell in words."""
    if gap is None:
        return "keine Daten", "off"
    if not gap.told or gap.verdict == "too_small" or gap.index is None:
        return gap.word, "off"
    return gap.ratio, "part" if gap.verdict == "firm" else "off" if gap.ratio.state == "small" else ""


def of_place(figures: Figures, year: int, area: str) -> Finding | None:
    """Every group of offers in which this place can be compared, in children; pooled years are named. None without any."""
    rows = []
    for key in gaps.told_groups(figures, year):
        screen = gaps.screen(figures, key, year)
        gap = screen.of(area)
        if gap is not None and gap.told:
            period = f", im Jahr, {screen.period}" if screen.period != str(year) else ""
            rows.append((figures.names[key] + period, gap, gaps.link(year, key, area, "/luecken")))
    if not rows:
        return None
    place, count = figures.area_names[area], f"{len(rows)} {'Vergleich' if len(rows) == 1 else 'Vergleiche'}"
    return Finding(
        key="luecken_gemeinde",
        title=say.here(place, [gap for _, gap, _ in rows]),
        sub="Kinder weniger als bei kreisweit üblicher Nutzung in jedem Alter zu erwarten. Strich: Zufall (95 %)",
        chart=marks(rows),
        table=table(f"{place}: Abstand zum Erwarteten in Kindern, {year}", "Angebote", rows),
        notes=(sentences.LESS_USE,),
        passport=passport.card(figures, "gap", period=f"Jahr {year}", place=place, basis=count),
    )
