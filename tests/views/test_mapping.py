"""What does the page Zuordnung say of a suggestion, and what becomes of the choices of a person? Plain data in, words and answers out."""

from dataclasses import replace

import pytest

from views.blocks import mapping as blocks
from views.figures.mapping import Column, Preview, Said, Suggested
from views.words.markdown import plain

KIND = Column("kind_nr", ("kind_nr",), True, (), None, "", True, False, 0, {}, ("NR", "ART"), {}, False)
OFFER = Column(
    *("angebot", ("angebot",), False, ("ART",), None, "name", False, False, 2),
    *({"A": "", "B": "kita"}, ("NR", "ART"), {"kita": "Kita"}, True),
)
SUGGESTED = Suggested(
    *("hilfen.csv", "text", 1234, "nutzung", {"nutzung": 80}, "hilfen*.csv", "", {}, {}, {}, (KIND, OFFER)),
    *((("ART", ("A", "B")),), ("NAME",), ("NOTIZ_9",), ("kind_nr",), (), Preview(("angebot",), (), 1234, (), ())),
)


@pytest.mark.parametrize(
    ("columns", "open_columns", "said"),
    [
        ((KIND, OFFER), ("kind_nr",), "Noch zu klären: 1 Spalte ist offen und 1 Code hat keine Bedeutung."),
        ((KIND,), ("kind_nr", "beginn"), "Noch zu klären: 2 Spalten sind offen."),
        ((OFFER, replace(OFFER, name="geschlecht")), (), "Noch zu klären: 2 Codes haben keine Bedeutung."),
        (
            (replace(OFFER, codes={"A": None, "B": "kita"}),),
            (),
            "Alles Nötige ist zugeordnet. Bitte ansehen und speichern.",
        ),
    ],
)
def test_the_headline_counts_what_is_left_to_decide(columns, open_columns, said):
    assert blocks.headline(replace(SUGGESTED, columns=columns, open=open_columns)) == said


def test_the_file_and_its_chosen_rows_are_told():
    assert blocks.about(SUGGESTED) == "Text (CSV), 1.234 Zeilen. Gelesen werden nur Zeilen mit ART A, B."


@pytest.mark.parametrize(
    ("column", "parts"),
    [
        (KIND, ["Nummer nur dieser Quelle, kein Aktenzeichen"]),
        (OFFER, ["nach dem Namen", "bitte prüfen", "2 weitere Werte nicht gezeigt"]),
        (replace(OFFER, sure=True, two_forms=True), ["Tag und Monat könnten vertauscht sein"]),
    ],
)
def test_each_column_says_what_it_means_and_why_it_is_filled_so(column, parts):
    told = blocks.reason(column, "nutzung")
    assert [part for part in parts if part not in told] == []


def test_what_leads_to_a_child_comes_first_among_what_is_not_read():
    rows = [row.cells[0] for row in blocks.unread(SUGGESTED).table.rows]
    assert rows == ["NAME", "NOTIZ_9"]


@pytest.mark.parametrize(
    ("chosen", "codes", "columns", "sealed"),
    [
        (("NR",), {}, {"angebot": {"columns": ["NR"]}}, {}),
        ("kita", {}, {"angebot": {"fixed": "kita"}}, {}),
        ((), {}, {}, {}),
        ("", {}, {}, {}),
        (("ART",), {"A": None}, {"angebot": {"columns": ["ART"]}}, {"angebot": {"A": None}}),
    ],
)
def test_a_choice_is_said_as_the_process_that_reads_the_file_expects_it(chosen, codes, columns, sealed):
    said = Said("hilfen.csv", "nutzung", "hilfen*.csv", "", {})
    said.fill(OFFER, chosen, codes)
    assert (said.columns, said.codes) == (columns, sealed)


def test_a_column_can_be_filled_from_nothing_from_what_it_is_filled_from_and_from_each_other():
    pair = replace(OFFER, columns=("MONAT", "JAHR"))
    assert (KIND.ways, pair.ways) == ([(), ("NR",), ("ART",)], [(), ("MONAT", "JAHR"), ("NR",), ("ART",)])


def test_a_code_stands_in_a_label_as_it_is():
    assert plain(":red[A_1*]") == r"\:red\[A\_1\*\]"
