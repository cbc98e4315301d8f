"""Official indicators: drawn cases, coverage and people in, known rates out."""

import random

import polars as pl
import pytest

from measures.engine.counting.cases import added
from measures.engine.figures import protected_figures
from measures.engine.measure import Selection, catalogue
from measures.engine.reading.setting import Band, read_setting
from tests.measures.indicator_office import CASES, COVERAGE, GROUPS, PEOPLE, RULE, less, office, row
from tests.measures.office import children, figures


# ── Hilfen zur Erziehung ─────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("item", "cases", "rate"), [("cases:without_28", 20, 200.0), ("cases", 90, 900.0)])
def test_the_hze_rate_is_running_and_ended_per_10000_under_21(item, cases, rate):
    found = row(figures(office(), "hze_rate"), item=item)
    assert (found["numerator"], found["denominator"], found["state"], found["note"]) == (cases, 1000, "ok", "")
    assert found["value"] == pytest.approx(rate) and found["area"] == "D"


def test_young_people_are_counted_once_and_with_advice_they_are_a_range():
    used = children("""space | year | area | age | sex | mask | times
        hze | 2024 | A | 7  | m | 3 | 12
        hze | 2024 | - | 17 | w | 2 | 3
        hze | 2024 | A | 20 | w | 4 | 5
        hze | 2024 | A | 21 | w | 4 | 7""")
    advice = "year | offer | area | by_place | age_from | age_to | sex | unit | count | low | high\n2024 | erziehungsberatung | D | false | 0 | 20 | all | kinder | 60 | 60 | 60"
    found = figures(office(child_year=used, counted_year=advice), "hze_rate")
    assert row(found, item="people:without_28")["numerator"] == 20
    both = row(found, item="people")
    assert (both["numerator"], both["bound_low"], both["bound_high"]) == (None, pytest.approx(600), pytest.approx(800))


def test_the_density_counts_under_18_per_1000():
    found = row(figures(office(), "hze_density"))
    assert (found["numerator"], found["denominator"], found["value"]) == (15, 800, pytest.approx(18.75))


def test_an_offer_that_was_not_delivered_in_full_makes_a_lower_bound_and_alone_no_figure():
    running = COVERAGE.replace(
        "hze_34             | 2024 | true     | 2024-12-31", "hze_34 | 2024 | false | 2024-09-30"
    )
    found = row(figures(office(coverage=running), "hze_rate"), item="cases:without_28")
    assert (found["numerator"], found["bound_low"], found["bound_high"]) == (None, pytest.approx(150), None)
    assert found["note"] == "Untergrenze: es fehlt Heim."
    found = row(
        figures(
            office(
                coverage=less(COVERAGE, "hze", "hilfe")
                + "\n hze | hze_34 | 2024 | false | 2024-09-30 | eigener_schluessel"
            ),
            "hze_density",
        )
    )
    assert (found["state"], found["numerator"], found["note"]) == (
        "no_data",
        None,
        "Heim: nicht vollständig geliefert (bis 30.09.2024).",
    )


def test_ended_cases_that_nobody_delivered_are_not_zero():
    only_stock = (
        CASES.replace("| 30      | 50    | 40", "| 30 | 50 | ")
        .replace("| 3       | 5     | 4", "| 3 | 5 | ")
        .replace("| 27      | 45    | 36", "| 27 | 45 | ")
        .replace("| 10      | 20    | 15", "| 10 | 20 | ")
    )
    found = row(figures(office(case_year=only_stock), "advice_rate"), item="cases")
    assert (found["state"], found["numerator"]) == ("no_data", None)
    assert found["note"] == "§ 28: Bestand am 31.12. und beendete Fälle nicht geliefert."
    assert row(figures(office(case_year=only_stock), "hze_rate"), item="cases")["note"] == "Untergrenze: es fehlt § 28."


def test_a_complete_keyed_offer_without_any_case_has_nobody():
    found = row(figures(office(case_year=less(CASES, "hze_34")), "hze_density"))
    assert (found["numerator"], found["state"]) == (10, "ok")


def test_without_people_there_is_no_rate():
    found = row(figures(office(population=less(PEOPLE, "18       | 20")), "hze_rate"), item="cases")
    assert (found["state"], found["numerator"], found["note"]) == (
        "no_data",
        None,
        "Bevölkerung am 31.12. fehlt für dieses Alter.",
    )


# ── Other indicators ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("band", "cases"), [("all", 70), ("u3", 7), ("3-5", None)])
def test_advice_by_age_is_told_by_parts_that_add_up_and_never_guessed(band, cases):
    found = row(figures(office(), "advice_rate"), item="cases", age_band=band)
    assert found["numerator"] == cases
    assert found["state"] == ("no_data" if cases is None else "ok")


def test_children_with_advice_carry_the_same_protected_count_as_in_annual_reach():
    """One cell, one draw: two different roundings of one count would narrow it."""
    used = "\n".join(
        ["year | offer | area | by_place | age_from | age_to | sex | unit | count | low | high"]
        + [
            f"2024 | erziehungsberatung | D | false | {a} | {b} | all | kinder | {n} | {n} | {n}"
            for a, b, n in ((0, 2, 21), (3, 5, 33), (6, 17, 47))
        ]
    )
    group = GROUPS + "\n    erziehungsberatung | EB | angebot | [erziehungsberatung] | 0 | false | 4 | "
    with office(counted_year=used, offer_group=group) as con:
        advice, reach = (
            protected_figures(m.compute(con, Selection()), m, RULE)
            for m in (catalogue()[n] for n in ("advice_rate", "annual_reach"))
        )
    same = advice.filter(item="people").join(
        reach.filter(sex="all"), on=["area", "year", "age_band", "offer_group"], suffix="_reach"
    )
    same = same.filter(pl.col("age_band") != "all")
    assert (
        same["numerator"].to_list() == same["numerator_reach"].to_list() and same["numerator"].is_not_null().sum() == 3
    )


@pytest.mark.parametrize(
    ("measure", "offer", "value"),
    [("assistance_rate", "beistandschaft", 35), ("maintenance_rate", "unterhaltsvorschuss", 0.035)],
)
def test_running_cases_stand_over_the_children_under_18(measure, offer, value):
    cases = f"year | offer | area | age_from | age_to | sex | unit | running\n2024 | {offer} | D | 0 | 17 | all | faelle | 28"
    stated = f"source | offer | year | complete | counting\nu | {offer} | 2024 | true | zaehlwerte"
    found = row(figures(office(case_year=cases, coverage=stated), measure))
    assert (found["numerator"], found["denominator"], found["value"]) == (28, 800, pytest.approx(value))


def test_procedures_to_protect_a_child_stand_per_10000_begun_and_ended_apart():
    cases = "year | offer | area | age_from | age_to | sex | unit | begun\n2024 | schutzauftrag_8a | D | 0 | 17 | all | verfahren | 12"
    stated = "source | offer | year | complete | counting\nu | schutzauftrag_8a | 2024 | true | zaehlwerte"
    found = figures(office(case_year=cases, coverage=stated), "child_protection")
    assert row(found, item="begun")["value"] == pytest.approx(150)
    assert row(found, item="ended")["note"] == "§ 8a: beendete Fälle nicht geliefert."
    stated = stated.replace("schutzauftrag_8a", "inobhutnahme")
    found = figures(
        office(case_year=cases.replace("schutzauftrag_8a", "inobhutnahme"), coverage=stated), "taking_into_care"
    )
    assert row(found, item="begun")["numerator"] == 12
    assert all("keine Reichweite" in catalogue()[name].scope for name in ("child_protection", "taking_into_care"))


# ── The same by plain Python ─────────────────────────────────────────────────────────────────────
def drawn_cases(draw: random.Random) -> tuple[list[tuple], list[tuple]]:
    """Single cases (area, age, sex) and the same as sums: totals, some with their parts, by sex or together."""
    cases = [(draw.choice("ABC-"), draw.randint(0, 20), draw.choice("mw")) for _ in range(draw.randint(0, 40))]
    apart, cuts = draw.randrange(3), draw.choice([[(0, 20)], [(0, 2), (3, 20)], [(0, 2), (3, 5), (6, 17), (18, 20)]])
    areas = [("D", "ABC-")] if draw.random() < 0.4 else [(area, area) for area in "ABC-"]
    areas += [("R", "AB"), ("A", "A")] if areas[0][0] == "D" and draw.random() < 0.5 else []
    ages = sorted({*cuts, (0, 20)}) if draw.random() < 0.5 else cuts
    sums = [
        (area, first, last, sex, sum(a in inside and first <= age <= last and sex in ("all", s) for a, age, s in cases))
        for area, inside in areas
        for first, last in ages
        for sex in ({0: ("all",), 1: "mw", 2: ("all", "m", "w")}[apart])
    ]
    if len(ages) > len(cuts) and draw.random() < 0.5:  # one part is not told, the total is
        left_out = draw.choice(cuts)
        sums = [row for row in sums if row[1:3] != left_out]
    return cases, sums


def test_sums_in_any_form_are_added_once_or_not_at_all():
    setting, told = read_setting(office()), 0
    for seed in range(150):
        cases, sums = drawn_cases(random.Random(seed))
        rows = pl.DataFrame(sums, schema=["area", "age_from", "age_to", "sex", "count"], orient="row")
        for band in (Band("all", 0, 20), Band("u18", 0, 17), Band("u3", 0, 2), Band("x", 4, 9)):
            found = added(rows, "count", setting, band)
            assert found in (None, sum(band.first <= age <= band.last for _, age, _ in cases)), (seed, band)
            told += found is not None
            assert found is not None or band.last != 20
    assert told > 225
