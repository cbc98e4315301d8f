"""How many rows are lost, of which years, and does the figure know? Over 2 of 100 it is a lower bound, over 10 a person must say why."""

from datetime import date

import pytest

from etl.findings import Confirmation
from measures.engine.figures import exact_figures
from measures.engine.measure import Selection, catalogue
from tests.etl.office import LOST, Desk, hints, people, questions, said, slip, uses

SLIP = {"lieferschein.csv": slip("zeilen\n100")}
PEOPLE = {"bevoelkerung.csv": people("alter_von | alter_bis\n0 | 17")}
SAID = "hze_31 hat mehr"


def hundred(lost: int, *, begin: str = "01.03.2024", damaged: str = "xx", of: int = 100, away: str = "") -> str:
    """So many uses, of which so many have a begin that cannot be read; away: when the last child moved."""
    begins = [damaged if n < lost else begin for n in range(of)]
    rows = [f"V{n} | K{n} | {day} | {away if n == of - 1 else ''}" for n, day in enumerate(begins)]
    return uses("\n".join(["vorgang_nr | kind_nr | beginn | wegzug", *rows]))


def coverage(desk: Desk) -> dict[int, int | None]:
    """Year → rows lost."""
    return dict(
        desk.build().con.sql("SELECT year, max(rows_lost) FROM analysis.coverage GROUP BY year ORDER BY 1").fetchall()
    )


def reach(desk: Desk, year: int = 2024) -> dict:
    """Annual reach of the offer in the district."""
    desk.con.execute("USE analysis")
    measure = catalogue()["annual_reach"]
    found = exact_figures(measure.compute(desk.con, Selection()), measure)
    return found.filter(area="03155", year=year, offer_group="hze_31", age_band="all", sex="all").row(0, named=True)


@pytest.mark.parametrize(("lost", "told"), [(0, None), (2, None), (3, 5), (7, 10), (10, 10)])
def test_more_than_2_of_100_rows_are_held_rounded_up_to_five(desk, lost, told):
    report = desk.load({"nutzung_hze.csv": hundred(lost)} | SLIP)
    assert ("zeilen_verloren" in hints(report), questions(report)) == (told is not None, [])
    assert coverage(desk) == {2024: told}


@pytest.mark.parametrize(("lost", "of"), [(11, 100), (40, 100), (1, 8)])
def test_more_than_10_of_100_refuse_until_a_person_says_why(desk, lost, of):
    files = {"nutzung_hze.csv": hundred(lost, of=of)}
    report = desk.check(files)
    assert report.refused and questions(report) == ["zu_viele_abgewiesen"]
    assert f"{lost} von {of} Zeilen sind nicht lesbar („beginn“ ist kein Datum" in said(report)
    desk.load(files, confirmed=LOST)
    assert desk.rows("SELECT code, reason FROM microdata.confirmed") == [
        {"code": "zu_viele_abgewiesen", "reason": "im Test"}
    ]


def test_the_figure_of_a_year_that_lost_rows_is_a_lower_bound_and_says_how_many(desk):
    desk.load({"nutzung_hze.csv": hundred(40, away="05.2024")} | SLIP | PEOPLE, confirmed=LOST)
    desk.build()
    found = reach(desk)
    assert (found["numerator"], round(found["bound_low"] * 3000), found["bound_high"]) == (None, 59, None)
    assert (found["reason"], found["reason_offers"], found["rows_lost"]) == ("rows_lost", ["hze_31"], 40)
    assert "bis zu 40 Zeilen waren nicht lesbar" in found["note"]


def test_without_loss_the_same_figure_is_a_value(desk):
    desk.load({"nutzung_hze.csv": hundred(0, away="05.2024")} | SLIP | PEOPLE)
    desk.build()
    assert (reach(desk)["numerator"], reach(desk)["rows_lost"]) == (99, None)


def test_only_the_year_of_the_lost_rows_is_in_doubt(desk_of):
    desk: Desk = desk_of("bestand")
    rows = [f"A{n} | w | 01.02.2022 | 31.12.2022" for n in range(200)]
    rows += [f"B{n} | {'?' if n < 4 else 'w'} | 01.02.2023 | 31.12.2023" for n in range(50)]
    desk.load({"hze-2023-12-31.csv": uses("\n".join(["kind_nr | geschlecht | beginn | ende", *rows]))})
    assert coverage(desk) == {2020: None, 2021: None, 2022: None, 2023: 5}


def test_a_row_whose_year_cannot_be_read_is_shared_out_over_the_years(desk):
    rows = [f"A{n} | 01.02.2023 | 31.12.2023" for n in range(90)] + [f"B{n} | 01.02.2024 | " for n in range(60)]
    rows += [f"C{n} | bald | " for n in range(5)]
    both = slip("zeitraum_von | zeitraum_bis\n01.01.2023 | 31.12.2024")
    desk.load({"nutzung_hze.csv": uses("\n".join(["kind_nr | beginn | ende", *rows])), "lieferschein.csv": both})
    assert coverage(desk) == {2023: 5, 2024: 5}


def test_a_delivery_that_corrects_the_rows_takes_the_doubt_away(desk):
    desk.load({"nutzung_hze.csv": hundred(5)} | SLIP)
    assert coverage(desk) == {2024: 5}
    desk.load({"nutzung_hze.csv": hundred(0)} | SLIP)
    assert coverage(desk) == {2024: None}


@pytest.mark.parametrize(("confirmed", "told"), [((), False), ((Confirmation("zeilen_verloren", SAID),), True)])
def test_it_is_kept_whether_somebody_said_why(desk, confirmed, told):
    desk.load({"nutzung_hze.csv": hundred(5)} | SLIP, confirmed=confirmed)
    assert desk.build().rows("SELECT DISTINCT loss_confirmed FROM analysis.coverage") == [{"loss_confirmed": told}]


def test_rows_that_the_lieferschein_names_and_that_were_rejected_are_told(desk):
    report = desk.load({"nutzung_hze.csv": hundred(2)} | SLIP)
    assert "zeilen_fehlen" in hints(report)
    assert "Der Lieferschein nennt 100 Zeilen, angenommen sind 98" in said(report)


def test_a_file_that_is_not_of_use_is_judged_as_a_whole(desk):
    rows = "\n".join(f"{age} | {age} | {'viele' if age < 3 else 10}" for age in range(18))
    report = desk.check({"bevoelkerung.csv": people("alter_von | alter_bis | anzahl\n" + rows)})
    assert (questions(report), report.parts[0].losses) == (["zu_viele_abgewiesen"], ())
    assert report.parts[0].as_of == date(2026, 11, 1)
