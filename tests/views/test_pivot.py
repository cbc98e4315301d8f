"""What may leave the page of free questions? Only cuts of the lattice, and only as they are published."""

import pytest

from measures.engine.counting.explore import Question
from views.blocks import pivot
from views.figures import exact
from views.figures.reach import from_row, share
from views.words.cells import said


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
    rows = leaving(figures, question(figures))
    published = figures.published.figures(
        "annual_reach", offer_group="alle", age_band="all", sex="all", area=figures.district
    )
    told = [from_row(row, figures.base) for row in published.sort("year").iter_rows(named=True)]
    assert [(row["Kinder"], row["von 100"]) for row in rows] == [(said(of.count), said(share(of, 1))) for of in told]
    by_place = leaving(figures, question(figures, down="year", across="area"))
    assert {row["Gebiet"] for row in by_place} == set(figures.area_names.values())


def leaving(figures, asked: Question) -> list[dict[str, str]]:
    """The rows of the table that the page offers, as they are said."""
    (address,) = pivot.hand_on(figures, asked).links.values()
    table = figures.shown[address.rpartition("/")[2].removesuffix(".csv")].table
    heads = [column.head for column in table.columns]
    return [dict(zip(heads, map(said, row.cells), strict=True)) for row in table.rows]


def test_what_may_not_leave_is_offered_nowhere(figures):
    assert not pivot.hand_on(figures, question(figures, down="age")).links


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
    assert said(pivot.cell(row | {"note": ""}, pivot.CHILDREN)) == children
    assert said(pivot.cell(row | {"note": ""}, pivot.SHARES)) == share


def test_only_one_known_value_is_drawn_as_a_point():
    row = {"children": 7, "at_least": None, "at_most": None, "denominator": 200, "state": "ok", "note": ""}
    assert (pivot.point(row, pivot.CHILDREN).low, pivot.point(row, pivot.SHARES).low) == (7, pytest.approx(0.035))
    assert pivot.point(row | {"children": None, "at_least": 5, "at_most": 9}, pivot.CHILDREN) is None
    assert pivot.point(row | {"denominator": None}, pivot.SHARES) is None and pivot.point(None, pivot.SHARES) is None


def exact_row(down: str, across: str, children: int, people: int = 200) -> dict:
    return dict(
        down=down,
        across=across,
        children=children,
        at_least=None,
        at_most=None,
        denominator=people,
        state="ok",
        note="Ein Hinweis",
    )


def test_one_dimension_tells_shares_and_children_the_asked_ones_first(figures, monkeypatch):
    monkeypatch.setattr(exact, "rows", lambda *_: [exact_row("2024", "", 7), exact_row("2025", "", 9)])
    told = pivot.answered(figures, question(figures), pivot.CHILDREN)
    assert [column.head for column in told.table.columns] == ["Jahr", "Kinder", "von 100", "Kinder insgesamt"]
    assert [tuple(map(said, row.cells)) for row in told.table.rows] == [
        ("2024", "7", "3,5", "200"),
        ("2025", "9", "4,5", "200"),
    ]
    assert (told.chart.kind, told.chart.categories, told.chart.now, told.notes) == (
        "columns",
        ("2024", "2025"),
        "2025",
        ("Ein Hinweis",),
    )
    shares = pivot.answered(figures, question(figures), pivot.SHARES)
    assert [column.head for column in shares.table.columns] == ["Jahr", "von 100", "Kinder", "Kinder insgesamt"]


def test_two_dimensions_are_one_number_a_cell_and_one_line_over_the_years(figures, monkeypatch):
    rows = [exact_row("2024", "m", 7), exact_row("2024", "w", 8), exact_row("2025", "w", 9)]
    monkeypatch.setattr(exact, "rows", lambda *_: rows)
    asked = question(figures, across="sex")
    told = pivot.answered(figures, asked, pivot.CHILDREN)
    assert [column.head for column in told.table.columns] == ["Jahr", "männlich", "weiblich"] and told.chart is None
    assert [tuple(map(said, row.cells)) for row in told.table.rows] == [("2024", "7", "8"), ("2025", "–", "9")]
    lines = pivot.over_the_years(figures, asked, pivot.CHILDREN)
    assert [(s.name, [c and c.low for c in s.cells]) for s in lines.chart.series] == [
        ("männlich", [7, None]),
        ("weiblich", [8, 9]),
    ]
    assert pivot.over_the_years(figures, question(figures), pivot.CHILDREN) is None
