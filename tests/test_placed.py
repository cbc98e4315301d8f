"""Has a new measure been thought of wherever measures are listed? It is placed, or it says here why not."""

from measures.engine.attack.cells import CHILDREN
from measures.engine.measure import catalogue

NO_CHILDREN_OF_A_POPULATION = {  # counted, but the attack may not bound it by who lives there
    "advice_rate": "cases, one child may have several",
    "assistance_rate": "cases",
    "caseload": "cases",
    "child_protection": "procedures",
    "early_help_rate": "families per birth",
    "entries": "new users among all users, with relations of its own; cases where only sums are known",
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


def test_every_counted_measure_is_bounded_by_who_lives_there_or_says_why_not():
    counted = {name for name, measure in catalogue().items() if measure.compute}
    assert counted == {*CHILDREN, *NO_CHILDREN_OF_A_POPULATION}
    assert not set(CHILDREN) & NO_CHILDREN_OF_A_POPULATION.keys()
