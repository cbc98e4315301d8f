"""Is every pair said as its case demands (texte.md § 7 no. 9), and never as an order of cause?"""

import re
from dataclasses import replace

import pytest

from views.blocks import overlaps
from views.figures import pairs, pathways
from views.figures.pairs import OpenPair, Partner
from views.figures.pathways import Before, Entries
from views.figures.reach import MISSING, Reach
from views.finding import Cell
from views.shell import render
from views.words import cells
from views.words import overlap_sentences as said

A = "Kindertagespflege"
YEAR = 2025


def share(low: float, high: float, users: int = 540) -> Reach:
    return Reach("ok", low, high, round(low * users), None if high is None else round(high * users), users, base=5)


def both(low: int, high: int | None) -> Reach:
    return Reach("ok", low / 20_000, None if high is None else high / 20_000, low, high, 20_000, base=5)


def partner(kind: str, told: Reach = MISSING, together: Reach = MISSING) -> Partner:
    return Partner("kita", "Kita", kind, told, together)


VALUE = partner("counted", share(0.2, 0.2), both(110, 110))
RANGE = partner("stated", share(0.37, 0.417), both(200, 225))
FEW = partner("counted", share(0.01, 0.01), both(5, 5))
LIMIT = partner("unlinked", share(0, 0.472))


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (VALUE, "Rund 20 von 100 Kindern in Kindertagespflege nutzten im selben Jahr Kita"),
        (RANGE, "Zwischen 37 und 42 von 100 Kindern in Kindertagespflege nutzten im selben Jahr Kita"),
        (FEW, "Kindertagespflege und Kita: Weniger als zehn Kinder nutzten beide"),
        (partner("counted", share(0.0, 0.0), both(0, 0)), "Kindertagespflege und Kita: Weniger als zehn Kinder nutzten beide"),
        (
            partner("counted", share(0.3, None), both(165, None)),
            "Mindestens 30 von 100 Kindern in Kindertagespflege nutzten im selben Jahr Kita",
        ),
        (
            partner("stated", share(0.01, 0.04), both(5, 20)),
            "Höchstens 4 von 100 Kindern in Kindertagespflege nutzten im selben Jahr Kita",
        ),
        (
            partner("stated", MISSING, both(200, 225)),
            "200 bis 225 Kinder nutzten im selben Jahr Kindertagespflege und Kita",
        ),
    ],
)  # fmt: skip
def test_every_case_of_a_known_pair_has_its_sentence(found, sentence):
    assert cells.words(said.opening(A, [found])) == sentence


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ([RANGE, LIMIT], "Zwischen 37 und 42 von 100 Kindern in Kindertagespflege nutzten im selben Jahr Kita"),
        ([partner("protected"), LIMIT], "Zu Kindertagespflege wird keine Mehrfachnutzung gezeigt"),
        ([LIMIT], "Welche Angebote dieselben Kinder nutzen wie Kindertagespflege, ist nicht bekannt"),
    ],
)
def test_the_finding_is_a_known_share_never_a_limit(found, sentence):
    assert cells.words(said.opening(A, found)) == sentence


def test_the_numbers_of_a_finding_are_its_values():
    assert [part for part in said.opening(A, [RANGE]).parts() if isinstance(part, Cell)] == [
        Cell("at_least", 0.37, 0.37),
        Cell("at_most", 0.417, 0.417),
    ]


@pytest.mark.parametrize(
    ("found", "level", "sentence"),
    [
        ([], "angebot", ""),
        ([LIMIT], "angebot", "Von einem anderen Angebot ist keines bekannt; bei einem weiteren begrenzen beide Zahlen, was möglich ist."),
        ([RANGE, LIMIT, LIMIT], "angebot", "Von 3 anderen Angeboten ist eines bekannt; bei 2 weiteren begrenzen beide Zahlen, was möglich ist."),
        ([RANGE, VALUE, partner("keys")], "bereich", "Von 3 anderen Bereichen sind 2 bekannt."),
    ],
)  # fmt: skip
def test_how_much_is_known_counts_known_and_limited(found, level, sentence):
    assert said.how_much_is_known(found, level) == sentence


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (both(0, 0), "weniger als zehn Kinder"),
        (both(5, 5), "weniger als zehn Kinder"),
        (both(5, 10), "höchstens 10 Kinder"),
        (both(35, 35), "rund 35 Kinder"),
        (both(200, 1225), "200 bis 1.225 Kinder"),
        (both(15, None), "mindestens 15 Kinder"),
    ],
)
def test_a_small_count_of_both_is_never_said_as_a_number(count, words):
    assert said.children(count) == words


def test_too_small_to_be_said_follows_the_rounding_base():
    wider = replace(both(15, 15), base=10)
    assert said.children(wider) == "weniger als zwanzig Kinder"
    assert cells.said(partner("counted", share(0.03, 0.03), wider).cell) == "unter 20 Kinder"
    assert cells.words(said.opening(A, [partner("counted", MISSING, wider)])).endswith(
        "Weniger als zwanzig Kinder nutzten beide"
    )


def test_the_closed_table_says_between_what_the_limits_lie():
    assert said.bounds_in_short([LIMIT], "Angebot") == "1 Angebot: höchstens 48 von 100 möglich"
    assert (
        said.bounds_in_short([LIMIT, partner("keys", share(0, 0.98))], "Bereich")
        == "2 Bereiche: höchstens 48 bis 98 von 100 möglich"
    )


def test_reasons_are_grouped_in_one_line_each_and_long_lists_are_cut():
    found = [RANGE, *[Partner(f"g{n}", f"§ {n}", "protected", MISSING, MISSING) for n in range(1, 8)], partner("keys")]
    assert said.reasons(A, True, found, "angebot") == [
        ("Zum Schutz einzelner Kinder nicht gezeigt", "§ 1, § 2, § 3 und 4 weitere"),
        ("Nicht verknüpfbar: führen eigene Nummern", "Kita"),
    ]


def test_an_offer_without_a_key_is_named_once_instead_of_all_others():
    found = [Partner(f"g{n}", f"§ {n}", "unlinked", MISSING, MISSING) for n in range(12)]
    assert said.reasons("Kita", False, found, "angebot") == [
        ("Nicht verknüpfbar: Kita meldet nur Summen oder Besuche", "alle 12 übrigen")
    ]


@pytest.mark.parametrize(
    ("found", "cell"),
    [
        (None, ("anderes Alter", "off")),
        (VALUE, ("20", "known")),
        (RANGE, ("37–42", "known")),
        (FEW, ("unter 10 Kinder", "known")),
        (LIMIT, ("höchst. 48", "bounded")),
        (partner("protected"), ("geschützt", "off")),
        (partner("no_data"), ("keine Daten", "off")),
        (partner("keys"), ("nicht bekannt", "off")),
        (partner("stated", MISSING, both(200, 225)), ("kein Anteil", "off")),
    ],
)
def test_every_cell_of_the_matrix_has_a_word(found, cell):
    told, tone = overlaps._in_matrix(found, same=False)
    assert (cells.said(told), tone) == cell


def test_the_first_offer_is_named_only_where_it_is_certainly_first():
    far = {"§ 31": replace(share(0.5, 0.5), chance=(0.45, 0.55)), "§ 30": replace(share(0.2, 0.2), chance=(0.15, 0.25))}
    near = far | {"§ 30": replace(share(0.44, 0.44), chance=(0.39, 0.49))}
    assert cells.words(said.entry(Entries("x", 240, far, ()))) == "Am häufigsten begann es mit § 31: rund 50 von 100"
    assert said.entry(Entries("x", 240, near, ())) == "Mit welchem Angebot begann der erste Kontakt?"
    assert cells.words(said.earlier(Before("§ 30", far["§ 30"], {}, (), ""))).startswith(
        "Rund 20 von 100 Kindern in § 30 nutzten in früheren"
    )


def test_what_would_tell_is_a_key_only_where_both_have_one():
    assert said.way(OpenPair(("A", "B"), 90, ())).startswith("gemeinsamer Schlüssel")
    assert said.way(OpenPair(("A", "B"), 90, ("B",))) == "Auszählung von Hand; B ohne Schlüssel"


def test_a_combination_says_whom_it_leaves_out():
    assert said.only_users(["A"], ["A", "B"]) == "nur A"
    assert said.only_users(["A", "B"], ["A", "B"]) == "A und B zusammen"
    assert said.only_users(["A", "C"], ["A", "B", "C"]) == "A und C, nicht B"
    assert (
        said.of_combination(["A", "B"], 1, {"A": 1, "B": 12})
        == "1 Kind nutzte beide: von 1 Kind in A und von 12 Kindern in B"
    )


def test_the_small_store_has_every_kind_of_pair_and_the_known_ones_come_first(figures):
    kinds = {p.kind for group in pairs.choices(figures, YEAR) for p in pairs.partners(figures, group, YEAR)}
    assert kinds == {"counted", "stated", "protected", "no_data", "keys", "unlinked"}
    assert [p.name for p in pairs.partners(figures, "hze_31", YEAR)][0] == "§ 30"
    assert [p.kind for p in pairs.partners(figures, "kindertagespflege", YEAR) if p.bounded] == ["unlinked"]
    assert {s.names for s in pairs.stated(figures, YEAR)} == {
        ("Kindertagespflege", "Kita"),
        ("Erziehungsberatung", "SPFH § 31"),
        ("Eingliederungshilfe und junge Volljährige", "Hilfen zur Erziehung, ambulant und teilstationär"),
    }


def test_both_directions_of_a_pair_have_the_same_children_and_their_own_share(figures):
    one = next(p for p in pairs.partners(figures, "hze_30", YEAR) if p.group == "hze_31")
    other = next(p for p in pairs.partners(figures, "hze_31", YEAR) if p.group == "hze_30")
    assert one.both == other.both
    assert (round(one.share.low, 3), round(other.share.low, 3)) == (round(25 / 85, 3), round(25 / 155, 3))


def test_open_pairs_never_hold_more_children_than_the_smaller_offer(figures):
    found = pairs.open_pairs(figures, YEAR)
    reaches = figures.along("offer_group", "annual_reach", YEAR)
    names = {row["name"]: key for key, row in figures.group.items() if row["level"] == "angebot"}
    assert found and [pair.children for pair in found] == sorted((pair.children for pair in found), reverse=True)
    for pair in found:
        assert pair.children == min(reaches[names[name]].count_high for name in pair.names)
    assert {pair.without_key for pair in found} >= {(), ("Kita",)}


def test_what_came_before_is_told_with_what_is_not_shown(figures):
    told = pathways.before(figures, "hze_30", YEAR)
    assert list(told.single) == ["SPFH § 31"] and told.hidden == ("§ 27 Abs. 2",)
    assert pathways.before(figures, "kita", YEAR) is None
    (found,) = pathways.entries(figures, YEAR)
    assert list(found.shares) == ["SPFH § 31", "§ 30", "§ 27 Abs. 2"]
    assert (found.children, found.hidden) == (240, ("§ 29",))


def test_no_sentence_makes_an_order_a_cause(figures):
    told = []
    for group, name in pairs.choices(figures, YEAR).items():
        found = pairs.partners(figures, group, YEAR)
        level = figures.group[group]["level"]
        told += [cells.words(said.opening(name, [p])) for p in found] + [
            cells.words(said.opening(name, found)),
            said.how_much_is_known(found, level),
        ]
        told += [" ".join(line) for line in said.reasons(name, True, found, level)]
        told += [cells.words(said.earlier(before)) for before in pathways.all_before(figures, YEAR)]
    told += [cells.words(said.entry(found)) for found in pathways.entries(figures, YEAR)]
    never = "führt|folgt|wegen|dadurch|bewirkt|dank|Bedarf|signifikant|erreicht|fehlend"
    assert [text for text in told if re.search(never, text)] == []


def test_known_pairs_are_drawn_with_where_they_come_from_and_limits_only_when_asked_for(figures):
    known = overlaps.known(figures, "kindertagespflege", YEAR)
    assert [(row.cells[0], cells.said(row.cells[1]), row.beside) for row in known.table.rows] == [
        ("Kita", "37–42", "200 bis 225 Kinder · von Hand ausgezählt")
    ]
    assert (
        known.chart.categories == ("Kita",)
        and known.passport.short == "bezogen auf rund 540 Kinder im Angebot · Jahr 2025"
    )
    limits = overlaps.bounded(figures, "kindertagespflege", YEAR)
    assert limits.closed and limits.sub == "1 Angebot: höchstens 12 von 100 möglich"
    assert render.of(figures, overlaps.bounded, "kindertagespflege", YEAR).startswith(
        '<details class="pass bounded"><summary><b>'
    )
    assert (
        overlaps.bounded(figures, "hze_31", YEAR) is None and render.of(figures, overlaps.bounded, "hze_31", YEAR) == ""
    )


def test_the_matrix_fills_what_is_known_and_says_why_the_rest_is_empty(figures):
    told = overlaps.of_domains(figures, YEAR)
    at = [column.head for column in told.table.columns].index("Hilfen zur Erziehung, ambulant und teilstationär")
    (row,) = (row for row in told.table.rows if row.cells[0].startswith("Eingliederungshilfe"))
    assert (cells.said(row.cells[at]), row.tones[at]) == ("23", "known")
    shown = render.of(figures, overlaps.of_domains, YEAR)
    assert '<div class="scroll" tabindex="0" role="region"' in shown and '<table class="heat pairs">' in shown
    assert (
        re.search(r'<td class="known"[^>]*>23</td>', shown)
        and "off" in shown.split(">geschützt</td>")[0].rpartition("<td")[2]
    )


def test_what_is_open_is_a_number_in_its_table(figures):
    told = overlaps.most_open(figures, YEAR)
    assert all(
        isinstance(row.cells[1], Cell) and cells.said(row.cells[1]).startswith("bis ") for row in told.table.rows
    )


def test_every_block_of_the_page_is_plain_data_and_can_be_shown(figures):
    for group in pairs.choices(figures, YEAR):
        for block in (overlaps.known, overlaps.unknown, overlaps.before, overlaps.bounded):
            assert "None" not in render.of(figures, block, group, YEAR)
    for block in (overlaps.first_offers, overlaps.most_open, overlaps.by_hand, overlaps.of_domains):
        assert render.of(figures, block, YEAR).startswith("<section>")
    offers = [key for key in pairs.choices(figures, YEAR) if figures.group[key]["level"] == "angebot"]
    assert all(
        "/ueberschneidungen?jahr=2025&amp;angebot=" in render.of(figures, overlaps.in_short, key, YEAR)
        for key in offers
    )
