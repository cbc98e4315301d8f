"""Is the Strategiepapier whole, in its order, and the office's own where it should be?"""

import re
from pathlib import Path

import polars as pl
import pytest

from exports.content.placeholder import TextProblem
from exports.content.strategy import ALL, TITLES, WRITTEN, strategy
from exports.content.texts import parsed
from exports.drawing.drawn import is_line, rows_of, words_of
from exports.report import Bullets, Heading, Paragraph, Picture, lines_of, pictures_of
from measures.engine.measure import catalogue
from store.audience import sensitive
from tests.exports.asked import asked_of, headings, texts, with_rows
from views.finding import Table

PROFILE = Path("data/profile")
FORBIDDEN = re.compile(
    r"fehlende Kinder|vermisste|verlorene Kinder|unterversorgt|Versorgungslücke|Brennpunkt|führt zu|bewirkt|\bdank\b|"
    r"signifikant|Rangplatz|Schlusslicht|anonymisiert|Durchschnittskind|Überwachung|Konfidenzintervall"
)
NOT_IN_THE_ANNEX = {  # measures whose card the Strategiepapier does not print
    "caseload": "shown on the page of its Fachbereich",
    "change": "the comparison of two years, on the page",
    "duration": "shown on the page of its offer",
    "early_help_rate": "shown on the page of its offer",
    "edition_change": "the comparison with an edition, on the page",
    "first_contact": "what cumulative_reach and gap are made of",
    "new_spells": "shown on the page of its offer",
    "overlap": "shown on the page Mehrfachnutzung",
    "overlap_share": "shown on the page Mehrfachnutzung",
    "pathway": "shown on the page Mehrfachnutzung",
    "places": "shown on the page of its offer",
    "places_taken": "shown on the page of its offer",
}


@pytest.fixture(scope="module")
def paper(small_published):
    return strategy(asked_of(small_published), PROFILE)


def chapters(report) -> list[str]:
    return [text for level, _, text in headings(report) if level == 1]


def test_the_chapters_stand_in_the_order_of_the_outline(paper):
    assert chapters(paper) == [*TITLES.values(), "Anhang"]
    assert [number for level, number, _ in headings(paper) if level == 1] == [*map(str, TITLES), ""]


def test_no_heading_skips_a_level(paper):
    levels = [level for level, *_ in headings(paper)]
    assert all(later <= before + 1 for before, later in zip(levels, levels[1:], strict=False))


def test_chapters_can_be_chosen_and_ordered(small_published):
    chosen = strategy(asked_of(small_published), PROFILE, chapters=("9", "5"))
    assert chapters(chosen) == [TITLES[9], TITLES[5]]
    with pytest.raises(TextProblem, match="Das Kapitel „15“ gibt es nicht. Möglich: 1, 2,"):
        strategy(asked_of(small_published), PROFILE, chapters=("15",))


def test_the_annex_prints_the_cards_of_the_chapters_that_are_in(small_published):
    whole, part = (headings(strategy(asked_of(small_published), PROFILE, chapters=c)) for c in (ALL, ("9", "anhang")))
    assert any("Reichweite im Jahr" in text for level, _, text in whole if level == 3)
    assert not any("Reichweite im Jahr" in text for level, _, text in part if level == 3)


def test_every_text_of_the_office_that_ships_can_be_read_and_leaves_gaps(small_published):
    for number in WRITTEN:
        (path,) = (PROFILE / "texte").glob(f"{number:02d}_*.md")
        parts = parsed(path, number, asked_of(small_published))
        assert parts[0] == Heading(1, TITLES[number], str(number))
        gaps = [part for part in parts if isinstance(part, Paragraph) and part.style == "empty"]
        points = [line for part in parts if isinstance(part, Bullets) for line in part.lines if line.startswith("[")]
        assert gaps or points


def test_a_missing_text_of_the_office_is_a_gap_and_a_foreign_one_an_error(small_published, tmp_path):
    report = strategy(asked_of(small_published), tmp_path, chapters=("12",))
    assert [part.style for part in report.parts if isinstance(part, Paragraph)] == ["empty"]
    (tmp_path / "texte").mkdir()
    (tmp_path / "texte" / "05_reichweite.md").write_text("Text", "utf-8")
    with pytest.raises(TextProblem, match=r"texte/05_reichweite.md: Diese Datei gehört zu keinem Kapitel des Amts"):
        strategy(asked_of(small_published), tmp_path, chapters=("12",))


def test_the_subset_of_markdown(small_published, tmp_path):
    path = tmp_path / "texte" / "12_ziele.md"
    path.parent.mkdir()
    path.write_text(
        "# Ziele\n## Eins\nein\nAbsatz\n\n- a\n- b\n> Satz\n[Lücke]\n<!-- unsichtbar -->\n### Drei\n", "utf-8"
    )
    assert parsed(path, 12, asked_of(small_published)) == [
        Heading(1, "Ziele", "12"),
        Heading(2, "Eins", "12.1"),
        Paragraph("ein Absatz"),
        Bullets(("a", "b")),
        Paragraph("Satz", "quote"),
        Paragraph("Lücke", "empty"),
        Heading(3, "Drei"),
    ]
    path.write_text("gut\n| Tabelle |\n", "utf-8")
    with pytest.raises(TextProblem, match="texte/12_ziele.md, Zeile 2: Diese Auszeichnung wird nicht verstanden"):
        parsed(path, 12, asked_of(small_published))


@pytest.mark.parametrize("audience", ["intern", "dezernat", "oeffentlich"])
def test_no_forbidden_word_stands_in_any_text(small_published, audience):
    report = strategy(asked_of(small_published, audience), PROFILE)
    assert [text for text in texts(report) if FORBIDDEN.search(text)] == []


def test_interventions_are_no_reach_and_nobody_is_reached_by_them(paper):
    own = strategy_chapter(paper, TITLES[9])
    said = " ".join(part.text for part in own if isinstance(part, Paragraph))
    assert "Keine Reichweite" in said
    assert "erreicht" not in said and "nutzten" not in said


def strategy_chapter(report, title: str) -> list:
    starts = [i for i, part in enumerate(report.parts) if isinstance(part, Heading) and part.level == 1]
    begin = next(i for i in starts if report.parts[i].text == title)
    end = next((i for i in starts if i > begin), len(report.parts))
    return list(report.parts[begin:end])


def test_the_public_sees_sensitive_groups_in_the_district_only(small_published):
    asked = asked_of(small_published, "oeffentlich")
    closed = sensitive(small_published)
    assert "b_beratung" in closed and "individuell" in closed and "alle" not in closed
    below = asked.figures.published.table("figure").filter(
        (pl.col("area") != "03155") & pl.col("offer_group").is_in(closed)
    )
    assert below.is_empty()
    assert asked.reach("b_beratung", "03155013").state == "protected"
    assert asked_of(small_published).reach("b_beratung", "03155013").state != "protected"


def test_the_public_sees_no_internal_benchmark_and_not_the_word_intern(small_published):
    marked = small_published.table("benchmark").with_columns(pl.lit(True).alias("internal"))
    asked = asked_of(with_rows(small_published, "benchmark", marked), "oeffentlich")
    assert asked.figures.published.table("benchmark").is_empty()
    assert not any("intern" in text.lower().split() for text in texts(strategy(asked, PROFILE)))
    assert "intern" in strategy(asked_of(small_published), PROFILE).subtitle


def test_every_chart_has_as_many_values_and_words_as_categories(paper):
    for picture in pictures_of(paper):
        chart = picture.chart
        assert all(len(row.values) == len(chart.categories) for row in rows_of(chart)), picture.title
        assert is_line(chart) or len(words_of(chart)) == len(chart.categories), picture.title


def test_every_row_of_a_table_is_as_long_as_its_head(paper):
    tables = [part for part in paper.parts if isinstance(part, Table)]
    assert tables
    assert [t.caption for t in tables if any(len(line) != len(t.columns) for line in lines_of(t))] == []


def test_a_demo_says_so_and_its_file_name_too(paper):
    assert paper.facts.demo.startswith("DEMO – erfundene Zahlen")
    assert paper.file_name == "DEMO-Strategiepapier-2025"


def test_what_is_being_made_is_told(small_published):
    heard = []
    strategy(
        asked_of(small_published),
        PROFILE,
        chapters=("2", "5"),
        tell=lambda text, percent: heard.append((text, percent)),
    )
    assert heard == [(TITLES[2], 0), (TITLES[5], 50)]


def test_a_chart_of_ranges_has_a_proved_and_a_possible_part(paper):
    reach = strategy_chapter(paper, TITLES[5])
    years = next(part for part in reach if isinstance(part, Picture) and part.chart.kind == "columns")
    assert [row.look for row in rows_of(years.chart)] == ["proved", "possible"]


def test_every_measure_has_its_card_in_the_annex_or_says_why_not(small_published, paper):
    cards = small_published.table("definition").iter_rows(named=True)
    labels = {f"{card['label']} (Fassung {card['version']})": card["measure"] for card in cards}
    printed = {labels[text] for level, _, text in headings(paper) if level == 3 and text in labels}
    without_figures = {measure for measure in catalogue() if not small_published.figures(measure).height}
    without_figures |= {"forecast"} - printed  # the small store projects one offer, the paper tells of Bereiche
    assert set(catalogue()) - without_figures == (printed | NOT_IN_THE_ANNEX.keys()) - without_figures
    assert not printed & NOT_IN_THE_ANNEX.keys()
