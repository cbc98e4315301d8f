"""Taken places are children: counted where the place is, protected like every count."""

from measures.engine.protect import Rule
from measures.engine.publication import figures_of
from measures.places_taken import MEASURE
from tests.measures.office import OFFERS, analysis, figures, one

DRAWN = """
    offer | date       | area | age_from | age_to | approved | taken | provider
    kita  | 2024-12-31 | A    | 0        | 2      | 40       | 28    | frei
    kita  | 2024-12-31 | A    | 0        | 2      | 20       | 15    | oeffentlich
    kita  | 2024-12-31 | B    | 0        | 2      | 80       | 70    | frei
    kita  | 2024-12-31 | A    | 3        | 6      | 90       | 88    | frei
    help  | 2024-12-31 | A    | 0        | 2      | 9        |       | frei
"""
KITA = {"offer_group": "kita", "age_band": "u3"}
RULE = Rule(b"k" * 32, "D")


def test_taken_places_of_all_providers_are_compared_with_the_children_who_live_there():
    row = one(figures(analysis(place=DRAWN), "places_taken"), **KITA, area="A")
    assert (row["numerator"], row["denominator"], row["value"]) == (43, 100, 0.43)
    assert row["note"] == "Stichtag 31.12.2024, gezählt am Ort der Einrichtung."


def test_more_children_than_live_there_is_told_and_marked():
    row = one(figures(analysis(place=DRAWN), "places_taken"), **KITA, area="B")
    assert (row["state"], row["numerator"], row["denominator"]) == ("unreliable", 70, 50)


def test_an_offer_that_did_not_tell_taken_places_has_no_figure():
    assert set(figures(analysis(place=DRAWN), "places_taken")["offer_group"]) == {"kita"}


def test_ages_of_no_band_stand_under_all_and_need_the_children_of_just_these_ages():
    row = one(figures(analysis(place=DRAWN), "places_taken"), offer_group="kita", area="A")
    assert (row["item"], row["state"], row["numerator"]) == ("ages:3-6", "no_data", None)


def test_published_counts_are_multiples_of_five_and_hang_on_the_district():
    places = DRAWN + "    kita  | 2024-12-31 | C    | 0        | 2      | 20       | 19    | frei\n"
    people = """
        date       | area | age_from | age_to | sex | count
        2024-12-31 | A    | 0        | 2      | all | 100
        2024-12-31 | B    | 0        | 2      | all | 100
        2024-12-31 | C    | 0        | 2      | all | 15
    """
    shown = figures_of(analysis(place=places, population=people), MEASURE, RULE).filter(age_band="u3")
    found = {row["area"]: (row["state"], row["numerator"]) for row in shown.iter_rows(named=True)}
    assert found["A"] in (("ok", 40), ("ok", 45)) and found["D"] in (("ok", 130), ("ok", 135))
    # 132 of 215 in the district: 9.2 expected in C, hidden although there are 19 (more than live there)
    assert found["C"] == ("protected", None)
    without_c = figures_of(analysis(place=DRAWN, population=people), MEASURE, RULE).filter(age_band="u3")
    assert set(without_c["state"]) == {"protected"}  # no district, nothing to expect by


def test_places_of_a_sensitive_offer_stand_in_the_district_only():
    sensitive = OFFERS.replace(
        "kita  | Kita  | Kita       | universell  | Kinder | true   | false ",
        "kita  | Kita  | Kita       | universell  | Kinder | true   | true  ",
    )
    everywhere = DRAWN + "    kita  | 2024-12-31 | D    | 0        | 2      | 200      | 150   | frei\n"
    people = "date | area | age_from | age_to | sex | count\n2024-12-31 | D | 0 | 2 | all | 300\n2024-12-31 | A | 0 | 2 | all | 100"
    of = lambda offers: figures_of(analysis(place=everywhere, population=people, offer=offers), MEASURE, RULE)
    shown = lambda figures: set(figures.filter(state="ok", age_band="u3")["area"])
    assert shown(of(OFFERS)) == {"A", "D"} and shown(of(sensitive)) == {"D"}
