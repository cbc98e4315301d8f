"""How does the page Lieferung say what a draft would change? Drawn as figures before and after."""

from dataclasses import replace
from datetime import date

import pytest

from store.reasons import REASONS
from views.blocks import changed as changing
from views.figures.changed import DIMENSIONS, Change, Changed, OfMeasure, Told
from views.words.cells import said
from views.words.texts import DESK


def change(before: Told | None, after: Told | None, **other: object) -> Change:
    usual = Change("Musterkreis", 2024, "Alle Angebote", "unter 6", "all", "Anteil", True, (), before, after)
    return replace(usual, **other)


def one(low: float | None, high: float | None = None, state: str = "ok", *doubts: str) -> Told:
    return Told(low, high, state, doubts)


@pytest.mark.parametrize(
    ("told", "row", "beside"),
    [
        (change(one(110, 110), one(70, 70)), ("110", "70"), ""),
        (change(one(110, 110), one(110, None, "ok", "unconfirmed")), ("110", "mind. 110"), "jetzt: ungeprüft"),
        (change(one(110, None, "ok", "unconfirmed"), one(110, 110)), ("mind. 110", "110"), "jetzt: ohne Vorbehalt"),
        (change(one(110, 110), one(110, 110, "ok", "rows_lost", "final")), ("110", "110"), "jetzt: Zeilen verloren, endgültig"),
        (change(None, one(5, 5)), ("–", "unter 10"), ""),
        (change(one(20, 20), one(None, None, "protected")), ("20", "geschützt"), ""),
        (change(one(16, 16), one(18, 18), counted=False, unit="Monate"), ("16,0", "18,0"), "Monate"),
    ],
)  # fmt: skip
def test_a_change_is_said_as_the_pages_say_figures(told, row, beside):
    found = changing.changed(Changed((OfMeasure("annual_reach", "Reichweite im Jahr", 1, (told,)),), 5))
    part, line = found.table.rows
    assert part.part and part.cells == ("Reichweite im Jahr: eine Zahl",)
    assert tuple(map(said, line.cells)) == ("Alle Angebote", *row)
    assert line.beside == ", ".join(filter(None, ("Musterkreis, 2024, unter 6", beside)))


def test_what_a_figure_speaks_of_besides_stands_below_it():
    about = (("quantity", "median"), ("reference_date", date(2026, 3, 1)), ("partner", "Kita"))
    told = change(one(1, 1), one(2, 2), group="", sex="w", about=about)
    row = changing.changed(Changed((OfMeasure("duration", "Dauer", 1, (told,)),), 5)).table.rows[1]
    assert (
        row.cells[0] == "Dauer"
        and row.beside == "Musterkreis, 2024, unter 6, weiblich, Median, am 01.03.2026, mit Kita"
    )


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ((("single_age", 17),), "mit 17 Jahren"),
        ((("age", 0), ("age_to", 5)), "ab 0 Jahren, bis 5 Jahre"),
        ((("partner", "any"),), "mit irgendeinem anderen"),
        ((("quantity", "sgb2_unter_15"),), "Kinder unter 15 mit Leistungen nach dem SGB II"),
    ],
)
def test_dimensions_are_said_in_words(about, words):
    told = change(one(1, 1), one(2, 2), about=about)
    row = changing.changed(Changed((OfMeasure("first_contact", "Erster Kontakt", 1, (told,)),), 5)).table.rows[1]
    assert row.beside == f"Musterkreis, 2024, unter 6, {words}"


def test_every_dimension_and_every_doubt_of_a_published_figure_has_words():
    assert {*DIMENSIONS, "single_age"} == set(DESK["about"])
    assert set(DESK["doubts"]) - {"else", "preliminary", "final", "plan"} <= set(REASONS)


def test_what_is_left_out_is_counted_by_measure():
    told = (change(one(110, 110), one(70, 70)),)
    measures = tuple(OfMeasure(f"m{n}", f"Kennzahl {n}", 1204, told) for n in range(10))
    found = changing.changed(Changed(measures, 5))
    assert sum(row.part for row in found.table.rows) == 8
    assert found.notes == (
        "Nicht gezeigt sind 9.624 kleinere Änderungen dieser Kennzahlen.",
        "Dazu ändern sich 2.408 Zahlen in: Kennzahl 8 (1.204), Kennzahl 9 (1.204).",
    )
    assert changing.sentence(Changed(measures, 5)) == "Es ändern sich 12.040 Zahlen in 10 Kennzahlen."
