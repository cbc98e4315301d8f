"""What do the findings about offers, Fachbereiche, indicators and procedures hold? As data, and as a page shows them."""

import re
from dataclasses import replace

import polars as pl
from markupsafe import Markup

from views.blocks import departments, indicators, offers, protection, supply
from views.blocks.decisions import look_back
from views.figures.read import Figures
from views.finding import Cell, Finding
from views.shell import page, render
from views.words import supply_sentences as say
from views.words.cells import said as told
from views.words.cells import words

SOCIAL = "fb_soziale_dienste"


def column(finding: Finding, at: int = 1) -> dict[str, str]:
    """One column of the table of a finding, as it is read, by the first one."""
    return {row.cells[0]: told(row.cells[at]) for row in finding.table.rows}


def drawn(finding: Finding) -> dict[str, str]:
    """What the columns of its drawing say, by year."""
    chart = finding.chart
    return dict(zip(chart.categories, map(told, chart.series[0].cells), strict=True))


def block(finding: Finding) -> str:
    return str(render.finding(finding))


def test_a_unit_on_several_lists_is_named_only_where_it_may_be(figures):
    twice = "Kinder können auf mehreren Listen stehen."
    assert say.twice("Kinder") == twice
    assert words(supply.waiting(figures, "kita", "children", 2025).notes[0]).endswith(twice)
    assert twice not in words(supply.waiting(figures, "kita", "children", 2023).notes[0])


def test_the_block_of_an_offer_without_a_list_does_not_say_that_nobody_waits(figures):
    assert say.NO_LIST.format(offer="Hort") in block(supply.no_list(figures, "hort"))
    assert supply.lists_of(figures, "hort") == {}


def test_the_block_of_a_list_tells_the_sentence_the_requests_and_every_year_in_its_table(figures):
    finding = supply.waiting(figures, "hze_31", "families", 2025)
    assert words(finding.title).startswith(
        "Am 31.12.2025 warteten rund 10 Familien auf SPFH § 31, im Mittel (Median) 25 Tage"
    )
    assert "10 von 50 Anfragen blieben ohne Platz; häufigster Grund: kein Personal." in words(finding.notes[0])
    shown = {"2021": "rund 15", "2022": "rund 20", "2023": "geschützt", "2024": "1–9", "2025": "rund 10"}
    assert column(finding) == shown
    assert dict(re.findall(r'<th scope="row">(\d{4})</th><td class="figure[^>]*>([^<]+)</td>', block(finding))) == shown


def test_a_year_that_nobody_delivered_stays_a_hole_on_the_axis(figures):
    finding = supply.waiting(figures, "kita", "children", 2025)
    assert drawn(finding)["2023"] == "keine Daten" and drawn(finding)["2024"] == "130"
    assert "2023: keine Daten" in block(finding) and "2024: 130" in block(finding)


def test_all_lists_of_a_year_stand_in_one_table_and_are_never_added(figures):
    finding = supply.all_lists(figures, 2024)
    assert [row.cells[:3] for row in finding.table.rows] == [
        ("Kita", "Kinder", Cell("about", 130, 130, base=5)),
        ("SPFH § 31", "Familien", Cell("about", 5, 5, base=5)),
    ]
    assert "Am 31.12.2024 warteten weniger als zehn Familien auf SPFH § 31." in finding.lead


def test_a_duration_with_an_open_end_is_drawn_open_and_said_open(figures):
    finding = offers.duration(figures, "hze_33")
    assert "mehr als die Hälfte der Nutzungen noch läuft" in words(finding.title)
    assert "open-half" in block(finding) and column(finding, 2) == {"2021–2025": "20–offen"}
    assert column(finding, 1) == {"2021–2025": "offen"}
    assert offers.duration(figures, "hze_35").table is None
    assert "nicht einzeln geliefert" in words(offers.duration(figures, "jugendarbeit").sub)


def test_places_name_what_was_not_delivered(figures):
    finding = offers.places(figures, "kita", 2025)
    assert "37 je 100 Kinder dieses Alters" in words(finding.title)
    assert "keine Daten" in column(finding, 2).values()
    assert list(column(finding)) == ["unter 3", "3 bis 5", "6 bis 10"]
    assert any(
        words(note).startswith("Am 01.08.2025 gab es 220 genehmigte Plätze für Kinder von 6 bis 10 Jahren, 4 je 100")
        for note in finding.notes
    )
    assert "Für 2022 nicht geliefert; gezeigt wird 2025." in offers.places(figures, "kita", 2022).notes
    assert offers.places(figures, "hze_31", 2025) is None


def test_the_sum_of_a_fachbereich_holds_only_offers_that_told_every_year(figures):
    finding = departments.money(figures, SOCIAL, 2025)
    assert departments.years_of(figures, SOCIAL, 2025) == [2021, 2022, 2023, 2024, 2025]
    assert "Nicht enthalten, weil nicht in jedem Jahr gezeigt: § 29, § 30 und § 35." in words(finding.notes[0])
    assert "2025 noch nicht abgeschlossen" in words(finding.notes[0])
    assert drawn(finding)["2021"] == "2,1\u00a0Mio." and drawn(finding)["2025"] == "2,3\u00a0Mio."


def test_hidden_money_is_named_and_never_drawn(figures):
    hidden = offers.expenditure(figures, "hze_35", 2025)
    assert words(hidden.title) == "§ 35: Aufwand nicht gezeigt" and hidden.chart is None
    finding = offers.expenditure(figures, "hze_29", 2023)
    assert words(finding.notes[0]).startswith("2023: Nicht gezeigt, weil die Zahl der nutzenden Kinder geschützt ist")
    assert drawn(finding)["2023"] == "geschützt" and column(finding)["2023"] == "geschützt"
    assert "2025 betrug der Aufwand 144.800" in words(finding.title)


def test_the_money_of_a_year_names_the_offers_that_show_it_and_how_final_it_is(figures):
    finding = offers.money_of(figures, ("hze_29", "hze_31", "hze_35"), 2025)
    assert [tuple(map(told, row.cells)) for row in finding.table.rows] == [
        ("§ 29", "144.800", "–", "vorläufig"),
        ("SPFH § 31", "2.340.000", "11.500", "vorläufig"),
    ]


def test_an_earlier_chosen_year_widens_the_common_axis(figures):
    assert departments.years_of(figures, SOCIAL, 2018)[0] == 2018
    assert departments.use(figures, SOCIAL, 2018).chart.categories[0] == "2018"


def test_the_posts_of_a_fachbereich_name_merged_sachgebiete_and_hide_their_numbers(figures):
    finding = departments.sections(figures, SOCIAL, 2025)
    assert words(finding.notes[0]).startswith(
        "Eingliederungshilfe und Verfahrenslotse: unter fünf Personen oder damit zusammengefasst"
    )
    assert list(column(finding)) == ["Allgemeiner Sozialer Dienst", "Pflegekinderdienst", "Fachbereich zusammen"]
    assert column(finding)["Pflegekinderdienst"] == "7,0" and column(finding, 3)["Pflegekinderdienst"] == "14\u202f%"
    assert departments.staff_sentence(figures, SOCIAL, 2025) == (
        "Am 30.06.2025 waren 41,8 von 46,0 Stellen (VZÄ) im Fachbereich Sozialpädagogische Dienste besetzt. "
        "Auf eine besetzte Stelle kamen 23,9 Fälle."
    )
    assert departments.staff_sentence(figures, "fb_kinder_familie", 2025) == "Alle 14,5 Stellen waren besetzt."


def test_posts_that_are_not_filled_are_an_empty_outline(figures):
    finding = departments.staff(figures, SOCIAL, 2025)
    assert drawn(finding)["2025"] == "41,8 von 46,0" and finding.chart.series[0].look == "vacant"
    assert [told(cell) for cell in departments.of_all(figures, 2025).table.rows[0].cells[1:]] == ["14,5", "14,5"]


def test_waiting_lists_of_a_fachbereich_are_never_added(figures):
    finding = departments.waiting(figures, SOCIAL, 2025)
    assert "Am 31.12.2025 warteten rund 10 Familien auf SPFH § 31" in words(finding.notes[0])
    none = departments.waiting(figures, "fb_unterhalt", 2025)
    assert "Das heißt nicht, dass niemand wartet." in words(none.notes[0]) and none.chart is None


def test_a_fachbereich_looks_back_on_its_own_decisions_only(figures):
    of = lambda group: block(look_back(figures, departments.name_of(figures, group)))
    assert "Gemeinsame Vergabe" in of(SOCIAL)
    assert "keine Beschlüsse eingetragen" in of("fb_kinder_familie")


def test_each_official_indicator_has_a_drawing_of_its_own_and_its_full_label(figures):
    cases, density = (indicators.beside(figures, one, "hze_31", 2025) for one in indicators.of_offer(figures, "hze_31"))
    assert words(cases.title) == (
        "HzE-Inanspruchnahme (AKJStat): mit §\u00a041, ohne §\u00a035a, ohne §\u00a028: 362 je 10.000 unter 21 (2025)"
    )
    assert density.chart.unit == "je 1.000 unter 18" and "je 10.000" not in block(density).partition("<details")[0]
    (advice,) = indicators.of_offer(figures, "erziehungsberatung")
    assert "300–311" in words(indicators.beside(figures, advice, "erziehungsberatung", 2025).title)
    assert indicators.of_offer(figures, "jugendarbeit") == []


def test_an_indicator_of_several_offers_stands_once_for_each(figures):
    offers = [offer for offer, row in figures.offers.items() if row["role"] == "fruehe_hilfen"][:2]
    rows = figures.published.table("figure")
    advice = rows.filter(pl.col("measure") == "advice_rate", pl.col("quantity") == "cases")
    known = [advice.with_columns(measure=pl.lit("early_help_rate"), offer_group=pl.lit(offer)) for offer in offers]
    tables = figures.published.tables | {"figure": pl.concat([rows, *known])}
    told = indicators.of_year(Figures(replace(figures.published, tables=tables)), 2025)
    labels = [row.cells[0] for row in told.table.rows]
    name = "early_help_rate"  # the small store has no card of it
    assert [label for label in labels if label.startswith(name)] == [f"{name}, {figures.names[o]}" for o in offers]
    assert len(labels) == len(set(labels)) and told.passport.measures.count("early_help_rate") == 1


def test_the_bounds_of_an_indicator_stay_true():
    row = dict(state="ok", value=None, bound_low=300.9, bound_high=310.1, unit="je 10.000 unter 21")
    assert told(indicators.value(row)) == "300–311"
    assert told(indicators.value(row | dict(bound_high=None))) == "mind. 300"
    share = row | dict(bound_low=0.18449, bound_high=0.2321, unit="Anteil der Kinder")
    assert told(indicators.value(share)) == "18,4–23,3\u202f%"


def test_our_value_stands_on_a_scale_with_the_official_ones(figures):
    asked = indicators.of_offer(figures, "hze_31")[0]
    scales = [
        chart for chart in indicators.beside(figures, asked, "hze_31", 2025).chart.panels if chart.kind == "scale"
    ]
    entered = [row for row in figures.published.table("benchmark").to_dicts() if row["indicator"] == asked.benchmark]
    assert len(scales) == bool(entered)


def test_procedures_are_drawn_as_rates_and_hidden_years_stay_empty(figures):
    finding = protection.procedures(figures, "taking_into_care", 2025)
    assert drawn(finding)["2019"] == "geschützt" and drawn(finding)["2025"] == "25"
    assert column(finding)["2025"] == "rund 50"
    assert [c.head for c in finding.table.columns] == [
        "Jahr",
        "begonnen",
        "je 10.000 unter 18",
    ]  # ended ones: never told
    assert words(finding.title).endswith("immer 25 je 10.000 unter 18")
    assert "2025: Bevölkerung geschätzt." in protection.procedures(figures, "child_protection", 2025).notes
    assert words(protection.sentence(figures, 2025)) == (
        "2025 begannen rund 230 Gefährdungseinschätzungen und rund 50 Inobhutnahmen."
    )


def test_blocks_fall_into_the_shorter_column_in_their_order():
    tall, low = Markup('<section><svg width="1" height="900"></svg></section>'), Markup("<section></section>")
    assert page.balanced([tall, low, low, low]) == (tall, low * 3)
