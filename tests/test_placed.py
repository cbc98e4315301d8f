"""Has a new measure been thought of wherever measures are listed? It is placed, or it says here why not."""

from exports.content.strategy import MEASURES
from measures.engine.attack.cells import CHILDREN
from measures.engine.measure import catalogue

NO_CHILDREN_OF_A_POPULATION = {  # counted, but the attack may not bound it by who lives there
    "advice_rate": "cases, one child may have several",
    "assistance_rate": "cases",
    "caseload": "cases",
    "child_protection": "procedures",
    "early_help_rate": "families per birth",
    "hze_density": "cases",
    "hze_rate": "young persons of other ages than the bands",
    "maintenance_rate": "children on a day, over the children of another one",
    "need": "people a statistic tells of, not users",
    "new_spells": "begun uses, one child may have several",
    "overlap": "two groups at once, with relations of its own",
    "pathway": "two years at once, with relations of its own",
    "places_taken": "by place and not by home",
    "taking_into_care": "measures taken, one child may have several",
    "waiting": "families or children on a list",
}
NOT_IN_THE_ANNEX = {  # measures whose card the Strategiepapier does not print
    "advice_rate": "shown on the page of its offer",
    "assistance_rate": "shown on the page of its Fachbereich",
    "care_share": "shown on the page of its offer",
    "caseload": "shown on the page of its Fachbereich",
    "change": "the comparison of two years, on the page",
    "duration": "shown on the page of its offer",
    "early_help_rate": "shown on the page of its offer",
    "edition_change": "the comparison with an edition, on the page",
    "first_contact": "what cumulative_reach and gap are made of",
    "maintenance_rate": "shown on the page of its offer",
    "new_spells": "shown on the page of its offer",
    "overlap": "shown on the page Mehrfachnutzung",
    "overlap_share": "shown on the page Mehrfachnutzung",
    "pathway": "shown on the page Mehrfachnutzung",
    "places": "shown on the page of its offer",
    "places_taken": "shown on the page of its offer",
}


def test_every_counted_measure_is_bounded_by_who_lives_there_or_says_why_not():
    counted = {name for name, measure in catalogue().items() if measure.compute}
    assert counted == {*CHILDREN, *NO_CHILDREN_OF_A_POPULATION}
    assert not set(CHILDREN) & NO_CHILDREN_OF_A_POPULATION.keys()


def test_every_measure_has_its_card_in_the_annex_or_says_why_not():
    printed = {name for names in MEASURES.values() for name in names}
    assert set(catalogue()) == printed | NOT_IN_THE_ANNEX.keys()
    assert not printed & NOT_IN_THE_ANNEX.keys()
