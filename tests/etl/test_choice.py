"""Which rows of a file are wanted? `nur` names cells of any column; the other rows are told and no rejected ones."""

import pytest

from tests.etl.office import errors, mapping, reasons, said, uses

ROWS = "kind_nr | Amt | Art\nK1 | 51 | ambulant\nK2 | 51 | stationär\nK3 | 50 | ambulant\nK4 | 510 | ambulant"


def choosing(nur: str, dropped: str = '"Amt", "Art"') -> dict[str, str]:
    options = f"weglassen = [{dropped}]\nnur = {nur}\n" if dropped else f"nur = {nur}\n"
    return {"hze": mapping("hze", "bestand").replace("[datei.spalten]", options + "[datei.spalten]")}


@pytest.mark.parametrize(
    ("nur", "chosen"),
    [
        ('{ Amt = ["51"] }', ["K1", "K2"]),
        ('{ AMT = ["50", "510"] }', ["K3", "K4"]),
        ('{ Amt = ["51*"], Art = ["ambulant"] }', ["K1", "K4"]),
        ('{ kind_nr = ["K2"] }', ["K2"]),
    ],
)
@pytest.mark.parametrize("all_dropped", [False, True])
def test_rows_are_chosen_by_any_column_and_the_others_are_told_but_not_rejected(desk_of, nur, chosen, all_dropped):
    named = [name for name in ("Amt", "Art") if all_dropped or name.lower() not in nur.lower()]
    dropped = ", ".join(f'"{name}"' for name in named)
    report = desk_of(mappings=choosing(nur, dropped)).check({"hze-2025-12-31.csv": uses(ROWS)})
    assert (errors(report), reasons(report)) == ([], [])
    (part,) = report.parts
    assert (part.rows["kind_nr"].to_list(), part.read) == (chosen, len(chosen))
    left = 4 - len(chosen)
    assert f"{left} {'Zeile' if left == 1 else 'Zeilen'} übergangen (Zuordnung: nur = " in said(report)


def test_a_column_that_is_not_there_is_named_with_those_that_are(desk_of):
    report = desk_of(mappings=choosing('{ Abteilung = ["51"] }')).check({"hze-2025-12-31.csv": uses(ROWS)})
    assert "wählt Zeilen nach der Spalte „Abteilung“, die es nicht gibt. Gefunden: „kind_nr“, „Amt“" in said(report)


def test_a_choice_that_no_row_meets_refuses_the_file(desk_of):
    report = desk_of(mappings=choosing('{ Amt = ["Jugendamt"] }', '"Art"')).check({"hze-2025-12-31.csv": uses(ROWS)})
    assert "keine Zeile passt zu „nur“ in der Zuordnung (Spalte „Amt“)" in said(report)
