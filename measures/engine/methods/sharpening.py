"""What would a next delivery make of a range? Every step is tried on what is known, with the most likely answer.

Arithmetic over the model of a group (engine/methods/units.py): a step makes another model, and the points it wins are the width
before less the width after, in the district or, of a step that tells homes, in the mean of the places. Nothing hidden or
missing is ever tried: only units whose number in the district is shown.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from measures.engine.methods.further_use import Allowance, Numbers, Sample, shares
from measures.engine.methods.intervals import Z
from measures.engine.methods.units import Model, Unit
from measures.engine.reading.coverage import OWN_SPACE, VISITS
from measures.engine.reading.further_use import names_known

FAMILIES, ANSWERS = 100, 85  # asked, and so many of them answer
WITH_AGES = 1.1  # so many times as many as of all ages may its ages have together, because every number is rounded


@dataclass(frozen=True)
class Step:
    """kind; effort: 1 a column, 2 a count, 3 a question, 4 a key; fits: can this unit take it; taken: the model after it; of_places: it
    tells nothing new of the district."""

    kind: str
    effort: int
    fits: Callable[[Unit], bool]
    taken: Callable[[Model, Unit], Model]
    of_places: bool = False


def gains(model: Model, within: Allowance) -> Iterator[tuple[Step, Unit, float]]:
    """Every step that a unit can take, and by which share of the children the range is narrower after it."""
    known = _by_hand(model)
    before = width(known, within)
    for unit in known.units[1:]:
        for step in STEPS if unit.told else ():
            if step.fits(unit):
                won = before - width(step.taken(known, unit), within)
                yield step, unit, float(np.nanmean(won[1:]) if step.of_places else won[0])


def width(model: Model, within: Allowance) -> np.ndarray:
    """[area] of what is proved, narrowed by what families said; as a share of the children."""
    told = [unit.children for unit in model.units]
    least = np.maximum.reduce([np.maximum(of.least - Z * of.variance**0.5, 0) for of in told])
    most = np.fmin(np.add.reduce([of.most + Z * of.variance**0.5 for of in told]), model.grid.people)
    low, high = np.maximum(least[:, 0], least[:, 1:].sum(axis=1)), np.minimum(most[:, 0], most[:, 1:].sum(axis=1))
    if any(unit.sample and unit.sample.speaks for unit in model.units):
        asked_low, asked_high = model.asked(within).within()
        low, high = np.maximum(low, asked_low[:, 0]), np.minimum(high, asked_high[:, 0])
    return np.asarray(np.maximum(high - low, 0) / model.grid.people[:, 0])


def _by_hand(model: Model) -> Model:
    """A unit that was counted by hand against the first one is already as if it were linked with it."""
    for unit in model.units[1:]:
        model = model if unit.by_hand is None else joined(model, unit)
    return model


def likely_alone(model: Model, unit: Unit) -> np.ndarray:
    """[band] the likeliest share of a unit's children who are not among the first unit's: as its families said, else as if both were used
    by chance."""
    if unit.sample and unit.sample.speaks:
        by_age = shares(unit.sample, Allowance(0, 1), len(model.grid.bands) - 1)
        return by_age.with_all_ages(unit.likeliest[0, 1:]).likeliest
    alone = 1 - np.minimum(model.units[0].likeliest[0] / model.grid.people[0], 1)
    children = unit.likeliest[0, 1:]
    return np.append(alone[1:] @ children / children.sum() if children.sum() else alone[0], alone[1:])


def joined(model: Model, unit: Unit) -> Model:
    """Its children are known one by one beside those of the first unit."""
    first, share = model.units[0], likely_alone(model, unit)
    known, more = first.children, unit.children
    together = Numbers(known.least + share * more.least, known.most + share * more.most, known.variance)
    return replace(
        model, units=(replace(first, children=together), *(other for other in model.units[1:] if other is not unit))
    )


def _listed(model: Model, unit: Unit) -> Model:
    """A list tells how many they are, too."""
    exact = _exact(unit)
    return joined(_changed(model, unit, exact), exact)


def _changed(model: Model, unit: Unit, other: Unit) -> Model:
    return replace(model, units=tuple(other if of is unit else of for of in model.units))


def _asked(model: Model, unit: Unit) -> Model:
    """Its families are asked what else they use."""
    children = unit.likeliest[0, 1:]
    answers = ANSWERS * children / max(children.sum(), 1)
    earlier = answers * (1 - likely_alone(model, unit)[1:])
    return _changed(model, unit, replace(unit, sample=Sample(answers, earlier, response=ANSWERS / FAMILIES)))


def _counted_once(model: Model, unit: Unit) -> Model:
    return _changed(model, unit, _exact(unit))


def _exact(unit: Unit) -> Unit:
    return replace(unit, children=Numbers(unit.likeliest, unit.likeliest, unit.children.variance))


def _with_ages(model: Model, unit: Unit) -> Model:
    """The numbers of all ages stay; each age has as many as its people say."""
    people = np.where(unit.children.most > 0, model.grid.people, 0)[:, 1:]
    by_age = people / np.maximum(people.sum(axis=1, keepdims=True), 1)
    least, most = (
        np.column_stack([edge[:, :1], by_age * edge[:, :1]]) for edge in (unit.children.least, unit.children.most)
    )
    return _changed(model, unit, replace(unit, children=Numbers(least, most, unit.children.variance)))


def _at_home(model: Model, unit: Unit) -> Model:
    """The number of the district stays; each place has as many as its people say."""
    share = model.grid.people / model.grid.people[0]
    least, most = (
        np.concatenate([edge[:1], (share * edge[0])[1:]]) for edge in (unit.children.least, unit.children.most)
    )
    known = np.where(unit.children.variance > 0, model.grid.variance, 0)
    return _changed(model, unit, replace(unit, children=Numbers(least, most, known)))


def _no_ages(unit: Unit) -> bool:
    return not unit.keyed and bool(unit.children.most[0, 1:].sum() > WITH_AGES * unit.children.most[0, 0])


def _names_known(unit: Unit) -> bool:
    return names_known(unit.counting, unit.never_linked)


STEPS = (
    Step("ages", 1, _no_ages, _with_ages),
    Step("home", 1, lambda unit: unit.by_place, _at_home, of_places=True),
    Step("first_visits", 1, lambda unit: unit.counting == VISITS and unit.ranged, _counted_once),
    Step("count", 2, _names_known, joined),
    Step("question", 3, lambda unit: not (unit.sample and unit.sample.speaks), _asked),
    Step("link", 4, lambda unit: unit.counting == OWN_SPACE, _listed),
    Step("key", 4, lambda unit: unit.counting != OWN_SPACE and _names_known(unit), _listed),
)
