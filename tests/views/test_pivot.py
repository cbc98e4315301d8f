"""What may leave the page of free questions? Only cuts of the lattice, and only as they are published."""

import pytest

from measures.engine.counting.explore import Question
from views.blocks import pivot


def question(figures, **changed) -> Question:
    offers = tuple(figures.group["alle"]["offers"])
    asked = {
        "offers": offers,
        "ages": (0, 17),
        "years": (),
        "area": figures.district,
        "sex": "all",
        "down": "year",
        "across": "",
    }
    return Question(**(asked | changed))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, ""),
        ({"sex": "m"}, ""),
        ({"down": "area"}, ""),
        ({"ages": (3, 5)}, ""),
        ({"down": "area", "across": "sex"}, "Geschlechter"),
        ({"area": "03155011", "sex": "w"}, "Geschlechter"),
        ({"ages": (4, 5)}, "keine Altersgruppe"),
        ({"down": "age"}, "Altersjahre"),
        ({"offers": ("kita", "hze_31")}, "keine benannte Angebotsgruppe"),
        ({"offers": ("kita", "hze_31"), "down": "offer"}, ""),
    ],
)
def test_a_cut_outside_the_lattice_stays_and_says_why(figures, changed, told):
    reason = pivot.why_not_exportable(figures, question(figures, **changed))
    assert (reason == "") == (told == "")
    assert told in reason
    assert reason == "" or reason.startswith("So fein gegliedert verlassen Zahlen das Jugendamt nicht.")


def test_what_leaves_is_what_is_published(figures):
    rows = pivot.protected(figures, question(figures))
    published = figures.published.figures(
        "annual_reach", offer_group="alle", age_band="all", sex="all", area=figures.district
    )
    assert rows["Kinder (auf 5 gerundet)"].to_list() == published.sort("year")["numerator"].to_list()
    by_place = pivot.protected(figures, question(figures, down="year", across="area"))
    assert set(by_place["Gebiet"]) == set(figures.area_names.values())
    assert all(count % 5 == 0 for count in by_place["Kinder (auf 5 gerundet)"].drop_nulls())


@pytest.mark.parametrize(
    ("row", "children", "share"),
    [
        ({"children": 7, "at_least": None, "at_most": None, "denominator": 200, "state": "ok"}, "7", "3,5"),
        ({"children": None, "at_least": 5, "at_most": 9, "denominator": 100, "state": "ok"}, "5–9", "5,0–9,0"),
        ({"children": None, "at_least": 5, "at_most": None, "denominator": 100, "state": "ok"}, "mind. 5", "mind. 5,0"),
        ({"children": None, "at_least": None, "at_most": None, "denominator": 100, "state": "no_data"}, "keine Daten", "keine Daten"),
        ({"children": 3, "at_least": None, "at_most": None, "denominator": None, "state": "ok"}, "3", "kein Anteil"),
    ],
)  # fmt: skip
def test_a_cell_is_exact_a_range_or_the_kind_of_empty_cell(row, children, share):
    assert pivot.cell(row | {"note": ""}, pivot.CHILDREN) == children
    assert pivot.cell(row | {"note": ""}, pivot.SHARES) == share


def test_only_one_known_value_is_drawn_as_a_point():
    row = {"children": 7, "at_least": None, "at_most": None, "denominator": 200, "state": "ok", "note": ""}
    assert (pivot.drawn(row, pivot.CHILDREN), pivot.drawn(row, pivot.SHARES)) == (7, pytest.approx(3.5))
    assert pivot.drawn(row | {"children": None, "at_least": 5, "at_most": 9}, pivot.CHILDREN) is None
    assert pivot.drawn(row | {"denominator": None}, pivot.SHARES) is None
