"""The lines about waiting and posts, and what became of decisions."""

from views.blocks import decisions


def test_waiting_and_posts_are_one_line_each_and_nothing_without_rows(figures):
    assert decisions.waiting(figures, 2025) == (
        "Am 31.12.2025 warteten rund 135 Kinder auf Kita und rund 10 Familien auf SPFH § 31. 120 von 690 Anfragen blieben ohne Platz. "
        "Kinder können auf mehreren Listen stehen."
    )
    assert decisions.staff(figures, 2025) == "Am 31.12.2025 waren 94,5 von 100,0 Stellen (VZÄ) besetzt."
    assert decisions.waiting_and_staff(figures, 2018) is None


def test_a_decision_says_what_became_of_it(figures):
    told = decisions.look_back(figures)
    row = next(row for row in told.table.rows if row.cells[0].startswith("Offene Sprechstunde"))
    assert row.cells == (
        "Offene Sprechstunde an zwei weiteren Orten",
        "05.11.2024 · Jugendhilfeausschuss",
        "31.12.2025",
        "3 Orte → 5 Orte",
        "läuft",
        "Ein Ort ist eröffnet.",
    )
    assert row.beside == (
        "beschlossen 05.11.2024 · Jugendhilfeausschuss · Frist 31.12.2025 · 3 Orte → 5 Orte. Ein Ort ist eröffnet."
    )
    assert decisions.look_back(figures, "Verwaltung").sub == "Für diesen Fachbereich sind keine Beschlüsse eingetragen."
