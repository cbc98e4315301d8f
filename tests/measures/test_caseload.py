"""Cases of a Fachbereich: a sum only where all its units told them, protected like every count."""

from measures.caseload import INCOMPLETE, MEASURE, MIXED
from measures.engine.protect import Rule
from measures.engine.publication import figures_of
from tests.measures.office import analysis, figures, one

DRAWN = """
    department | section | date       | posts | filled | few   | cases | cases_unit
    Hilfen     | ASD     | 2024-12-31 | 20.0  | 15.0   | false | 300   | faelle
    Hilfen     | PKD     | 2024-12-31 | 7.0   | 7.0    | false | 91    | faelle
    Geld       | UVG     | 2024-12-31 | 8.0   | 9.0    | false | 500   | kinder
    Geld       | BST     | 2024-12-31 | 4.5   | 4.0    | false |       |
    Jugend     | JHS     | 2024-12-31 | 3.0   | 3.0    | true  | 40    | verfahren
    Jugend     | JSA     | 2024-12-31 | 3.0   | 3.0    | true  | 40    | faelle
    Presse     | Presse  | 2024-12-31 | 1.0   | 1.0    | true  | 3     | faelle
"""


def of(found, department: str) -> dict:
    return one(found, offer_group="alle", item=f"department:{department}")


def test_the_cases_of_all_units_are_added_and_named_in_their_unit():
    row = of(figures(analysis(staff=DRAWN), "caseload"), "Hilfen")
    assert (row["numerator"], row["denominator"]) == (391, 1200) and row[
        "note"
    ] == "Stichtag 31.12.2024. Einheit: Fälle."


def test_a_unit_that_did_not_tell_its_cases_or_counts_something_else_leaves_no_sum():
    found = figures(analysis(staff=DRAWN), "caseload")
    for department, why in (("Geld", INCOMPLETE), ("Jugend", MIXED)):
        row = of(found, department)
        assert (row["state"], row["numerator"], row["note"]) == ("no_data", None, why)


def test_published_cases_are_rounded_and_a_few_are_hidden():
    shown = figures_of(analysis(staff=DRAWN), MEASURE, Rule(b"k" * 32, "D"))
    assert of(shown, "Hilfen")["numerator"] in (390, 395)
    assert (of(shown, "Presse")["state"], of(shown, "Presse")["numerator"]) == ("protected", None)
