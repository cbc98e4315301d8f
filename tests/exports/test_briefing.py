"""Does the briefing tell one place or one Fachbereich on a page and its back?"""

import pytest
from pypdf import PdfReader

from exports import pdf
from exports.content import briefing as made
from exports.content.briefing import ARROWS, briefing, word
from exports.content.told import laid_out
from exports.report import Bullets, Heading, PageBreak, Paragraph, Picture, heads_of
from tests.exports.asked import asked_of, headings, texts
from views.blocks import municipality
from views.finding import Table
from views.words.trend_sentences import Trend

ORDER = [
    "Kernaussage",
    "Was sich verändert hat",
    "Offene Punkte",
    "Was die Zahlen nicht sagen",
    "Voraussichtliche Fragen",
    "Entscheidung erbeten",
    "Zahlen und Definitionen",
]


@pytest.fixture(scope="module")
def asked(small_published):
    return asked_of(small_published, "dezernat", "03155012", occasion="Besuch im Rathaus")


@pytest.fixture(scope="module")
def report(asked):
    return briefing(asked)


def front(report) -> list:
    return list(report.parts[: report.parts.index(PageBreak())])


def test_the_parts_stand_in_the_order_of_the_outline(report):
    assert [text for *_, text in headings(report)] == ORDER


def test_its_head_names_occasion_date_edition_and_that_it_is_internal(report):
    assert report.title == "Demo-Uslar: Nutzung der Angebote 2025"
    assert report.subtitle.startswith("Besuch im Rathaus · 22.11.2026 · Ausgabe 2026 · Datenstand 30.09.2026 · intern")
    assert report.file_name == "DEMO-Briefing-Uslar-2025"


def test_the_public_does_not_read_intern(small_published):
    told = briefing(asked_of(small_published, "oeffentlich", "03155012"))
    assert not any("intern" in text.lower().split() for text in texts(told))


def test_one_page_holds_one_chart_three_numbers_three_questions_and_room_to_decide(report):
    page = front(report)
    assert sum(isinstance(part, Picture) for part in page) == 1
    (numbers,) = (part for part in page if isinstance(part, Table))
    assert len(numbers.rows) == 3
    assert [len(part.lines) for part in page if isinstance(part, Bullets)][-1] == 3
    assert [part.style for part in page if isinstance(part, Paragraph)][-1] == "empty"


@pytest.mark.parametrize(
    ("trend", "said"),
    [
        (Trend("rising", "ok", 0.03, 2016, 2025), "↗ gestiegen"),
        (Trend("falling", "ok", -0.03, 2016, 2025), "↘ gesunken"),
        (Trend("none", "ok", 0.01, 2016, 2025), "kein klarer Trend"),
        (Trend("undetermined", "ok"), "nicht bestimmbar"),
        (None, "nicht bestimmbar"),
    ],
)
def test_an_arrow_stands_only_after_a_test(trend, said):
    assert word(trend) == said
    assert any(arrow in word(trend) for arrow in ARROWS.values()) == bool(trend and trend.clear)


def test_a_municipality_is_drawn_beside_the_district(asked):
    told = municipality.over_the_years(asked.figures, asked.area).chart.panels[0]
    (picture,) = laid_out(made.chart(asked, asked.heads[0]))
    assert [series.look for series in picture.chart.series] == ["accent", "context"]
    assert (picture.title, picture.chart.categories) == (f"{told.title}: {told.beside}", told.categories)
    assert any("Landkreis" in part.caption for part in briefing(asked).parts if isinstance(part, Table))


def test_open_points_of_a_place_are_its_own(asked):
    assert made.open_points(asked)
    assert all("Demo-Uslar" in point for point in made.open_points(asked))


def test_every_place_and_every_department_has_one(small_published):
    figures = asked_of(small_published).figures
    for area, name in figures.area_names.items():
        assert briefing(asked_of(small_published, area=area)).title.startswith(name)
    told = briefing(asked_of(small_published, department="Sozialpädagogische Dienste"))
    assert told.title == "Fachbereich Sozialpädagogische Dienste: Nutzung der Angebote 2025"
    own = {figures.group[offer]["name"] for offer in figures.group["fb_soziale_dienste"]["offers"]}
    tables = [part for part in told.parts if isinstance(part, Table) and heads_of(part)[0] == "Angebot"]
    assert {row.cells[0] for table in tables for row in table.rows} <= own


def test_it_has_one_level_one_heading_first(report):
    assert isinstance(report.parts[0], Heading) and report.parts[0].level == 1


def test_it_is_one_page_and_its_back(small_published, tmp_path):
    departments = [row["name"].removeprefix("Fachbereich ") for row in fachbereiche(small_published)]
    cases = [{"area": area} for area in asked_of(small_published).figures.area_names]
    cases += [{"department": name} for name in departments]
    for case in cases:
        path = tmp_path / "briefing.pdf"
        pdf.write(briefing(asked_of(small_published, "dezernat", occasion="Besuch im Rathaus", **case)), path)
        assert len(PdfReader(path).pages) == 2, case


def fachbereiche(published) -> list[dict]:
    return [row for row in published.table("offer_group").to_dicts() if row["level"] == "fachbereich" and row["offers"]]
