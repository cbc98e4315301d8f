"""Which offers do the same children use? Pairs, what came before and what is not known, as findings; an order is never a cause."""

from collections.abc import Sequence

from store.german import listed, number
from store.published import StoreProblem
from views.figures import exact, pairs, pathways
from views.figures.pairs import Partner
from views.figures.reach import MISSING, Reach, share
from views.figures.read import Figures
from views.finding import Cell, Chart, Column, Finding, Passport, Row, Series, Table, table_of
from views.words import evidence, passport
from views.words import overlap_sentences as said

OPEN_SHOWN, LINKABLE_SHOWN = 6, 2
OF_100 = "von 100"
Line = tuple[str, Cell, str]  # name, share, small words under the name


def in_short(figures: Figures, offer: str, year: int) -> Finding | None:
    """What is known of the pairs of this offer; all that is known stands under Mehrfachnutzung. None: no other has its ages."""
    found, name = pairs.partners(figures, offer, year), figures.group[offer]["name"]
    if not found:
        return None
    known = [partner for partner in found if partner.known]
    chart, table = drawn(_caption(name, year), "Angebot", _lines(known)) if known else (None, None)
    why = said.reasons(name, bool(pairs.key_of(figures, offer, year)), found, "angebot")
    return Finding(
        key="mehrfachnutzung",
        title=said.opening(name, found),
        sub=f"Von 100 Kindern, die {name} {year} nutzten. {evidence.legend(())}" if known else "",
        chart=chart,
        table=table,
        notes=(said.how_much_is_known(found, "angebot"), *(f"{reason}: {names}." for reason, names in why)),
        links={"Mehrfachnutzung im Einzelnen": f"/ueberschneidungen?jahr={year}&angebot={offer}"},
        passport=_of_shares(figures, MISSING, year, name, f"{len(known)} von {len(found)} bekannt"),
    )


def drawn(caption: str, what: str, lines: Sequence[Line], kind: str = "bars") -> tuple[Chart, Table]:
    """Shares by name, drawn in their table."""
    names, cells = tuple(name for name, *_ in lines), tuple(cell for _, cell, _ in lines)
    table = table_of(caption, (what, OF_100), [Row((name, cell), beside) for name, cell, beside in lines])
    return Chart(kind, OF_100, names, (Series(OF_100, cells, "proved"),)), table


def _caption(name: str, year: int) -> str:
    return f"Von 100 Kindern in {name} nutzten {year} auch"


def _lines(partners: Sequence[Partner]) -> list[Line]:
    return [(partner.name, partner.cell, said.mark(partner)) for partner in partners]


def _what(figures: Figures, group: str) -> str:
    return "Bereich" if figures.group[group]["level"] == "bereich" else "Angebot"


def known(figures: Figures, group: str, year: int) -> Finding:
    """The share of every pair that is known, in both ways to know it."""
    found, name = pairs.partners(figures, group, year), figures.names[group]
    lines = _lines([partner for partner in found if partner.known])
    chart, table = drawn(_caption(name, year), _what(figures, group), lines) if lines else (None, None)
    users = next((partner.share.children for partner in found if partner.share.children), None)
    basis = f"bezogen auf rund {number(users)} Kinder im Angebot" if users else "nicht bezogen"
    return Finding(
        key="mehrfachnutzung",
        title=f"Was Kinder in {name} im selben Jahr noch nutzten",
        sub=f"Von 100 Kindern, die {name} {year} nutzten. {evidence.legend(())}",
        lead=() if lines else ("Zu keinem anderen steht hier eine Zahl.",),
        chart=chart,
        table=table,
        passport=_of_shares(figures, found[0].share if len(found) == 1 else MISSING, year, name, basis),
    )


def bounded(figures: Figures, group: str, year: int) -> Finding | None:
    """So much is possible at most, and nothing of it proved; None where both numbers leave everything possible."""
    found = [partner for partner in pairs.partners(figures, group, year) if partner.bounded]
    if not found:
        return None
    name, what = figures.names[group], _what(figures, group)
    lines = [(partner.name, partner.cell, "") for partner in found]
    chart, table = drawn(f"Rechnerische Grenzen aus beiden Zahlen, {name}, {year}", what, lines)
    short = said.bounds_in_short(found, what)
    return Finding("mehrfachnutzung_grenzen", "Nur rechnerisch begrenzt", short, chart=chart, table=table, closed=True)


def unknown(figures: Figures, group: str, year: int) -> Finding:
    """Why something is not known; one line per reason."""
    found, chosen = pairs.partners(figures, group, year), figures.group[group]
    lines = said.reasons(chosen["name"], bool(pairs.key_of(figures, group, year)), found, chosen["level"])
    if not lines:
        return Finding("mehrfachnutzung_offen", "Alle Paare sind bekannt")
    title, what = "Was nicht bekannt ist, und warum", f"{_what(figures, group)}e"
    return Finding(
        key="mehrfachnutzung_offen",
        title=title,
        sub=f"{chosen['name']}, {year}",
        table=table_of(title, ("Warum", what), lines, words=2, look="words"),
        notes=(f"Nicht aufgeführt: {what} für ein anderes Alter.",),
        passport=_of_pairs(figures, year, f"{len(found)} Paare"),
    )


def _of_shares(figures: Figures, reach: Reach, year: int, group: str, basis: str) -> Passport:
    """The Zahlenpass of shares of the users of an offer."""
    return passport.card(figures, "overlap_share", reach, f"Jahr {year}", group=group, basis=basis)


def _of_pairs(figures: Figures, year: int, basis: str) -> Passport:
    """The Zahlenpass of what is said of children in both offers."""
    return passport.card(figures, "overlap", period=f"Jahr {year}", basis=basis)


def first_offers(figures: Figures, year: int) -> Finding:
    """With which offer did it begin? One key: the one that reaches most offers."""
    found = [one for one in pathways.entries(figures, year) if one.shares]
    alone = pathways.alone_with_a_key(figures, year)
    note = f"Nicht bestimmbar für {listed(alone)}: je ein eigener Schlüssel." if alone else ""
    if not found:
        return Finding("erstes_angebot", "Womit es begann, ist nicht bekannt", f"Jahr {year}. {note}")
    first, caption = found[0], f"Von 100 Kindern mit erstem Kontakt {year}"
    lines = [(name, share(reach), "") for name, reach in first.shares.items()]
    chart, table = drawn(f"{caption}: womit es begann", "Erstes Angebot", lines, "dots")
    return Finding(
        key="erstes_angebot",
        title=said.entry(first),
        sub=f"{caption}, {first.source}. Wer mit zwei Angeboten begann, steht bei beiden",
        chart=chart,
        table=table,
        notes=(f"Nicht gezeigt: {listed(first.hidden)}." if first.hidden else "", note),
        passport=_of_shares(figures, MISSING, year, first.source, f"rund {number(first.children or 0)} erste Kontakte"),
    )


def before(figures: Figures, group: str, year: int) -> Finding:
    """What the users of the chosen offer had used before; where nothing is told of it, every offer that is."""
    told, every = pathways.before(figures, group, year), pathways.all_before(figures, year)
    if told and told.anything:
        reaches = {"irgendein anderes Angebot": told.anything} | told.single
        hidden = "Einzelne weitere Angebote werden nicht gezeigt." if told.hidden else ""
        title, of, what, notes = said.earlier(told), told.name, "Davor genutzt", (hidden, told.note)
    elif every:
        reaches = {one.name: one.anything for one in every if one.anything}
        title, of, what, notes = "Was nutzten Kinder davor?", "das Angebot", "Angebot", ("", every[0].note)
    else:
        return Finding("davor", "Was Kinder davor nutzten, ist nicht bekannt", f"Jahr {year}")
    caption = f"Von 100 Kindern, die {of} {year} nutzten: in früheren Jahren"
    lines = [(name, share(reach), "") for name, reach in reaches.items()]
    chart, table = drawn(f"{caption} genutzt", what, lines, "dots")
    only = next(iter(reaches.values())) if len(reaches) == 1 else MISSING
    return Finding(
        key="davor",
        title=title,
        sub=f"{caption} ein anderes Angebot mit demselben Schlüssel",
        chart=chart,
        table=table,
        notes=(*notes, said.NO_CAUSE),
        passport=_of_shares(figures, only, year, of, "ein Anteil" if len(reaches) == 1 else f"{len(reaches)} Anteile"),
    )


def most_open(figures: Figures, year: int) -> Finding:
    """Which pairs leave most open, and what would tell? Some of those a key would join are always among them."""
    found = pairs.open_pairs(figures, year)
    if not found:
        return Finding("offene_paare", "Kein Paar von Angeboten ist offen", f"Jahr {year}")
    by_key = [pair for pair in found if not pair.without_key][:LINKABLE_SHOWN]
    shown = sorted({*found[: OPEN_SHOWN - len(by_key)], *by_key}, key=found.index)
    return Finding(
        key="offene_paare",
        title="Wo eine Verknüpfung oder Auszählung am meisten klären würde",
        sub=f"Paare von Angeboten, bei denen am meisten offen ist, {year}: So viele Kinder können beide genutzt haben oder keines",
        table=table_of(
            "Offene Paare",
            ("Angebote", "Kinder offen", Column("Was Klarheit brächte")),
            [(" und ".join(pair.names), Cell("up_to", pair.children, pair.children), said.way(pair)) for pair in shown],
            look="words",
        ),
        passport=_of_pairs(figures, year, f"{len(shown)} von {len(found)} offenen Paaren"),
    )


def by_hand(figures: Figures, year: int) -> Finding:
    """The pairs counted by hand; the source is named where the analysis store lies here."""
    found = pairs.stated(figures, year)
    if not found:
        return Finding(
            "auszaehlungen",
            f"Für {year} ist keine Überschneidung von Hand ausgezählt",
            "Eine Auszählung wird als Datei ueberschneidung_*.csv geliefert und macht die Spannen enger",
        )
    who = _who_counted(figures, year)
    lines = [(" und ".join(s.names), said.children(s.both), who.get(s.pair, "Auszählung von Hand")) for s in found]
    return Finding(
        key="auszaehlungen",
        title=said.stated(len(found)),
        sub=f"Kinder mit beiden Angeboten im Jahr {year}, ohne gemeinsamen Schlüssel",
        table=table_of("Von Hand ausgezählt", ("Angebote", "Kinder in beiden", "Quelle"), lines, words=3, look="words"),
        passport=_of_pairs(figures, year, f"{len(found)} Paare" if len(found) > 1 else "ein Paar"),
    )


def _who_counted(figures: Figures, year: int) -> dict[tuple[str, ...], str]:
    try:
        return exact.sources(figures, year)
    except StoreProblem:  # only published figures lie here: the page says that it was counted by hand, not by whom
        return {}


def of_domains(figures: Figures, year: int) -> Finding | None:
    """Bereich × Bereich: of 100 children of the row so many also used the column; what is never linked, in one line."""
    domains, cells = pairs.matrix(figures, year)
    if not domains:
        return None
    names, linked = {key: figures.names[key] for key in domains}, pairs.linked(domains, cells)
    many, few, every = pairs.known_pairs(domains, cells)
    title = said.over_the_domains(many, few, every)
    notes = (said.without_link([names[key] for key in domains if key not in linked]),)
    if not linked:
        return Finding("bereiche_paare", title, f"Jahr {year}", notes=notes)
    rows = []
    for row in linked:
        told = [_in_matrix(cells.get((row, column)), row == column) for column in linked]
        rows.append(Row((names[row], *(cell for cell, _ in told)), tones=("", *(tone for _, tone in told))))
    return Finding(
        key="bereiche_paare",
        title=title,
        sub=f"Von 100 Kindern im Bereich der Zeile nutzten so viele {year} auch den der Spalte. "
        "Gefüllt: bekannt; „höchst.“: nur rechnerisch begrenzt",
        table=table_of(
            f"Von 100 Kindern eines Bereichs nutzten {year} auch einen anderen",
            ("Bereich", *(names[key] for key in linked)),
            rows,
            words=len(linked) + 1,
            look="heat pairs",
            wide=True,
        ),
        notes=notes,
        passport=_of_shares(figures, MISSING, year, f"{len(domains)} Bereiche", f"{every} Paare von Bereichen"),
    )


def _in_matrix(partner: Partner | None, same: bool) -> tuple[Cell | str, str]:
    """What stands in a cell of the matrix, and its style."""
    if same or partner is None:
        return "–" if same else Cell("of_100", state="other_ages"), "off"
    if partner.known and partner.cell.state in ("ok", "small"):
        return partner.cell, "known"
    return partner.cell, "bounded" if partner.bounded else "off"
