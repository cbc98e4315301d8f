"""Welche Angebote nutzen dieselben Kinder? Pairs, Bereiche, first contacts and what came before; what is not known, and why."""

from dataclasses import replace
from html import escape

import streamlit as st

from store.german import listed, number
from store.published import StoreProblem
from views.blocks import combination
from views.drawings import tables
from views.figures import exact, pairs, pathways, read
from views.figures.pairs import Partner
from views.figures.reach import MISSING, SMALL, Reach, of_100
from views.shell import filters, page
from views.shell.theme import show
from views.words import overlap_sentences as said
from views.words import passport, sentences

QUESTION = "Welche Angebote nutzen dieselben Kinder?"
OPEN_SHOWN, LINKABLE_SHOWN = 6, 2
INTERNAL = "Genaue Zahlen. Nur für die Jugendhilfeplanung; nicht abfotografieren, nicht weitergeben."


def main() -> None:
    """Reads from top to bottom as the page does."""
    figures = read.figures()
    filters.name_unknown_keys()
    above = st.container()
    year, group = choose(figures)
    if not group:
        show(page.kicker(figures, QUESTION, year) + page.opening(sentences.SELECTION_EMPTY) + page.footer(figures))
        return
    with above:
        show(header(figures, group, year))
    show(
        page.rule().join(
            filter(
                None,
                [
                    page.side_by_side(
                        known_block(figures, group, year), unknown_block(figures, group, year), wide="left"
                    ),
                    page.side_by_side(entry_block(figures, year), before_block(figures, group, year)),
                    page.side_by_side(open_block(figures, year), stated_block(figures, year)),
                    matrix_block(figures, year),
                ],
            )
        )
        + page.rule()
    )
    own_combination(figures, year)
    show(page.footer(figures))


def choose(figures: read.Figures) -> tuple[int, str]:
    """One offer or Bereich, and the year; at first the one of which most is known."""
    years = {str(year): f"Jahr {year}" for year in reversed(figures.years)}
    with st.container(key="choices", horizontal=True):
        holder = st.container()
        year = int(filters.choose("jahr", years, str(figures.default_year), filters.menu("Jahr")))
        options = pairs.choices(figures, year)
        if not options:
            return year, ""
        with holder:
            group = filters.choose("angebot", options, pairs.best(figures, year), filters.menu("Angebot oder Bereich"))
    return year, group


def header(figures: read.Figures, group: str, year: int) -> str:
    """The largest share that is known, and how much is known at all."""
    found, chosen = pairs.partners(figures, group, year), figures.group[group]
    return page.kicker(figures, QUESTION, year) + page.opening(
        said.opening(chosen["name"], found), said.how_much_is_known(found, chosen["level"])
    )


def known_block(figures: read.Figures, group: str, year: int) -> str:
    """Of 100 children in the chosen offer: what is known, and, closed, what is only bounded."""
    found, name = pairs.partners(figures, group, year), figures.group[group]["name"]
    known, bounded = [p for p in found if p.known], [p for p in found if p.bounded]
    what = "Bereich" if figures.group[group]["level"] == "bereich" else "Angebot"
    caption = f"Von 100 Kindern in {name} nutzten {year} auch"
    rows = [tables.Row(p.name, shown_share(p), beside=said.mark(p)) for p in known]
    drawn = (
        tables.reach_table(caption, what, rows)
        if rows
        else '<p class="text">Zu keinem anderen steht hier eine Zahl.</p>'
    )
    return page.block(
        figures,
        f"Was Kinder in {name} im selben Jahr noch nutzten",
        f"Von 100 Kindern, die {name} {year} nutzten. Voll: nachgewiesen, schraffiert: möglich",
        drawn,
        bounded_table(bounded, name, what, year) if bounded else "",
        of_shares(figures, found[0].share if len(found) == 1 else MISSING, year, name, basis(found)),
    )


def shown_share(partner: Partner) -> Reach:
    """The share as drawn: nothing of a small count is proved; where no share can be told, a reach that says so."""
    if not partner.share.shown:
        return Reach("ok", count_low=0, count_high=0) if partner.both.is_small else Reach("ok")
    few = not partner.share.is_value and partner.share.count_low < SMALL
    return replace(partner.share, low=0.0) if few else partner.share


def bounded_table(bounded: list[Partner], name: str, what: str, year: int) -> str:
    """Closed until asked for: so much is possible at most, and nothing of it proved."""
    caption = f"Rechnerische Grenzen aus beiden Zahlen, {name}, {year}"
    table = tables.reach_table(caption, what, [tables.Row(p.name, p.share) for p in bounded])
    short = said.bounds_in_short(bounded, what)
    return (
        f'<details class="pass bounded"><summary><b>Nur rechnerisch begrenzt</b> <span>{escape(short)}</span></summary>'
        f"{table}</details>"
    )


def basis(found: tuple[Partner, ...]) -> str:
    users = next((p.share.children for p in found if p.share.children), None)
    return f"bezogen auf rund {number(users)} Kinder im Angebot" if users else ""


def of_shares(figures: read.Figures, reach: Reach, year: int, group: str, n: str = "") -> str:
    """The Zahlenpass of the shares of this page."""
    place = figures.area_names[figures.district]
    return passport.passport(
        figures, "overlap_share", reach, period=f"Jahr {year}", place=place, group=group, basis=n or "nicht bezogen"
    )


def of_pairs(figures: read.Figures, year: int, n: str) -> str:
    """The Zahlenpass of what is said of children in both offers."""
    place = figures.area_names[figures.district]
    return passport.passport(figures, "overlap", MISSING, period=f"Jahr {year}", place=place, basis=n)


def unknown_block(figures: read.Figures, group: str, year: int) -> str:
    """Why something is not known; one line per reason."""
    found, chosen = pairs.partners(figures, group, year), figures.group[group]
    lines = said.reasons(chosen["name"], bool(pairs.key_of(figures, group, year)), found, chosen["level"])
    if not lines:
        return page.block(figures, "Alle Paare sind bekannt", "")
    what = "Bereiche" if chosen["level"] == "bereich" else "Angebote"
    table = tables.plain_table("Was nicht bekannt ist, und warum", ["Warum", what], lines)
    return page.block(
        figures,
        "Was nicht bekannt ist, und warum",
        f"{chosen['name']}, {year}",
        f'<div class="words">{table}</div>',
        page.notes(f"Nicht aufgeführt: {what} für ein anderes Alter."),
        of_pairs(figures, year, f"{len(found)} Paare"),
    )


def entry_block(figures: read.Figures, year: int) -> str:
    """With which offer did it begin? One key: the one that reaches most offers."""
    found = [one for one in pathways.entries(figures, year) if one.shares]
    alone = pathways.alone_with_a_key(figures, year)
    note = f"Nicht bestimmbar für {listed(alone)}: je ein eigener Schlüssel." if alone else ""
    if not found:
        return page.block(figures, "Womit es begann, ist nicht bekannt", f"Jahr {year}. {note}")
    first = found[0]
    hidden = f"Nicht gezeigt: {listed(first.hidden)}." if first.hidden else ""
    rows = [tables.Row(name, reach) for name, reach in first.shares.items()]
    caption = f"Von 100 Kindern mit erstem Kontakt {year}: womit es begann"
    return page.block(
        figures,
        said.entry(first),
        f"Von 100 Kindern mit erstem Kontakt {year}, {first.source}. Wer mit zwei Angeboten begann, steht bei beiden",
        tables.reach_table(caption, "Erstes Angebot", rows, dots=True),
        page.notes(hidden, note),
        of_shares(figures, MISSING, year, first.source, f"rund {number(first.children)} erste Kontakte"),
    )


def before_block(figures: read.Figures, group: str, year: int) -> str:
    """What the users of the chosen offer had used before; where nothing is told of it, every offer that is."""
    told = pathways.before(figures, group, year)
    if told and told.anything:
        rows = [tables.Row("irgendein anderes Angebot", told.anything)]
        rows += [tables.Row(name, reach) for name, reach in told.single.items()]
        hidden = "Einzelne weitere Angebote werden nicht gezeigt." if told.hidden else ""
        title, of, notes = said.earlier(told), told.name, (hidden, told.note)
    else:
        every = pathways.all_before(figures, year)
        if not every:
            return page.block(figures, "Was Kinder davor nutzten, ist nicht bekannt", f"Jahr {year}")
        rows = [tables.Row(one.name, one.anything) for one in every]
        title, of, notes = "Was nutzten Kinder davor?", "das Angebot", (every[0].note,)
    caption = f"Von 100 Kindern, die {of} {year} nutzten: in früheren Jahren genutzt"
    return page.block(
        figures,
        title,
        f"Von 100 Kindern, die {of} {year} nutzten: in früheren Jahren ein anderes Angebot mit demselben Schlüssel",
        tables.reach_table(caption, "Davor genutzt" if told and told.anything else "Angebot", rows, dots=True),
        page.notes(*notes, said.NO_CAUSE),
        of_shares(
            figures,
            rows[0].reach if len(rows) == 1 else MISSING,
            year,
            of,
            "ein Anteil" if len(rows) == 1 else f"{len(rows)} Anteile",
        ),
    )


def open_block(figures: read.Figures, year: int) -> str:
    """Which pairs leave most open, and what would tell? Some of those a key would join are always among them."""
    found = pairs.open_pairs(figures, year)
    if not found:
        return page.block(figures, "Kein Paar von Angeboten ist offen", f"Jahr {year}")
    by_key = [pair for pair in found if not pair.without_key][:LINKABLE_SHOWN]
    shown = sorted({*found[: OPEN_SHOWN - len(by_key)], *by_key}, key=found.index)
    lines = [(" und ".join(pair.names), f"bis {number(pair.children)}", said.way(pair)) for pair in shown]
    heads = ["Angebote", "Kinder offen", "Was Klarheit brächte"]
    return page.block(
        figures,
        "Wo eine Verknüpfung oder Auszählung am meisten klären würde",
        f"Paare von Angeboten, bei denen am meisten offen ist, {year}: So viele Kinder können beide genutzt haben oder keines",
        f'<div class="words">{tables.plain_table("Offene Paare", heads, lines, figures=frozenset({1}))}</div>',
        of_pairs(figures, year, f"{len(shown)} von {len(found)} offenen Paaren"),
    )


def stated_block(figures: read.Figures, year: int) -> str:
    """The pairs counted by hand; the source is named where the analysis store lies here."""
    found = pairs.stated(figures, year)
    if not found:
        return page.block(
            figures,
            f"Für {year} ist keine Überschneidung von Hand ausgezählt",
            "Eine Auszählung wird als Datei ueberschneidung_*.csv geliefert und macht die Spannen enger",
        )
    by_hand = exact.sources(figures, year) if exact.available(figures) else {}
    lines = [(" und ".join(s.names), said.children(s.both), by_hand.get(s.pair, "Auszählung von Hand")) for s in found]
    table = tables.plain_table("Von Hand ausgezählt", ["Angebote", "Kinder in beiden", "Quelle"], lines)
    return page.block(
        figures,
        said.stated(len(found)),
        f"Kinder mit beiden Angeboten im Jahr {year}, ohne gemeinsamen Schlüssel",
        f'<div class="words">{table}</div>',
        of_pairs(figures, year, f"{len(found)} Paare" if len(found) > 1 else "ein Paar"),
    )


def matrix_block(figures: read.Figures, year: int) -> str:
    """Bereich × Bereich: of 100 children of the row so many also used the column; what is never linked, in one line."""
    domains, cells = pairs.matrix(figures, year)
    if not domains:
        return ""
    known, bounded, all_pairs = pairs.known_pairs(domains, cells)
    names = {key: figures.group[key]["name"] for key in domains}
    linked = pairs.linked(domains, cells)
    rest = page.notes(said.without_link([names[key] for key in domains if key not in linked]))
    title = said.over_the_domains(known, bounded, all_pairs)
    if not linked:
        return page.block(figures, title, f"Jahr {year}", rest, small=False)
    rows = {names[row]: [matrix_cell(cells, row, column) for column in linked] for row in linked}
    caption = f"Von 100 Kindern eines Bereichs nutzten {year} auch einen anderen"
    return page.block(
        figures,
        title,
        f"Von 100 Kindern im Bereich der Zeile nutzten so viele {year} auch den der Spalte. "
        "Gefüllt: bekannt; „höchst.“: nur rechnerisch begrenzt",
        f'<div class="pairs">{tables.heat_table(caption, "Bereich", [names[key] for key in linked], rows)}</div>',
        rest,
        of_shares(figures, MISSING, year, f"{len(domains)} Bereiche", f"{all_pairs} Paare von Bereichen"),
        small=False,
    )


def matrix_cell(cells: dict[tuple[str, str], Partner], row: str, column: str) -> tuple[str, str]:
    if row == column:
        return "–", "off"
    partner = cells.get((row, column))
    return said.cell(partner, of_100(partner.share) if partner else "")


def own_combination(figures: read.Figures, year: int) -> None:
    """Two or three offers of one key, exactly; only where the analysis store lies here."""
    sub = "Zwei oder drei Angebote mit demselben Schlüssel, genau gezählt"
    if not exact.available(figures):
        show(page.block(figures, "Eigene Kombination", exact.ABSENT, small=False))
        return
    show(
        page.block(figures, "Eigene Kombination", sub, small=False)
        + f'<p class="internal"><b>Nur intern.</b> {escape(INTERNAL)}</p>'
    )
    try:
        keyed = {offer for each in figures.years for offer in exact.keys(figures, each)}
        names = {key: figures.group[key]["name"] for key in figures.group if key in keyed}
        chosen = filters.choose_many("kombination", names, [], "Angebote der Kombination")
        show(combination.combination(figures, tuple(chosen), year))
    except StoreProblem as problem:
        show(page.calm(str(problem)))


filters.run(main)
