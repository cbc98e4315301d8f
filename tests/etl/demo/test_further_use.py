"""Do the demo's answers to the question on further use hold what was truly used, less what is concealed, and no one's identity?"""

from collections import Counter

import numpy as np
import pytest

from etl.demo.anchors import YEARS, anchors
from etl.demo.further_use_files import ASKED_IN, CONCEALED, LISTS, SILENT, VISITED, write_further_use
from etl.demo.use import Use, live
from tests.etl.demo.plain import fingerprint, table

ANSWERS = {"jahr", "befragt_in", "alter", "wohngemeinde", "familie", "besuche_im_jahr", "tag", "genutzt", "frueher"}
SAMPLES = {"jahr", "befragt_in", "grundgesamtheit", "gezogen", "geantwortet", "auswahl", "fragebogen", "stand"}


@pytest.fixture(scope="module")
def use() -> Use:
    return live(anchors(None), np.random.default_rng(2026), 1)


@pytest.fixture(scope="module")
def made(use, tmp_path_factory):
    folder = tmp_path_factory.mktemp("asked")
    write_further_use(folder, use, np.random.default_rng(1))
    return folder


@pytest.fixture(scope="module")
def answers(made) -> list[dict[str, str]]:
    return [row for year in ASKED_IN for row in table(made / f"mitnutzung_{year}.csv")]


@pytest.fixture(scope="module")
def samples(made) -> dict[tuple[str, str], dict[str, str]]:
    rows = [row for year in ASKED_IN for row in table(made / f"mitnutzung_stichprobe_{year}.csv")]
    return {(row["jahr"], row["befragt_in"]): row for row in rows}


def test_every_sample_has_its_row_and_the_columns_of_the_contract(answers, samples):
    assert set(answers[0]) == ANSWERS and set(next(iter(samples.values()))) == SAMPLES
    assert samples.keys() == {(str(year), name) for year in ASKED_IN for name in (*LISTS, *VISITED)}
    assert {(row["jahr"], row["befragt_in"]) for row in answers} == samples.keys()
    assert {samples[key]["auswahl"] for key in samples if key[1] in VISITED} == {"besuchstag"}
    assert {samples[key]["auswahl"] for key in samples if key[1] in LISTS} == {"zufall"}


def test_as_many_answer_as_the_sample_says(answers, samples):
    families, visits = {}, Counter()
    for row in answers:
        key = row["jahr"], row["befragt_in"]
        families.setdefault(key, set()).add(row["familie"])
        visits[key] += 1
    for key, sample in samples.items():
        found = visits[key] if sample["auswahl"] == "besuchstag" else len(families[key])
        assert found == int(sample["geantwortet"]) <= int(sample["gezogen"]) <= int(sample["grundgesamtheit"])
    lists = [sample for (_, name), sample in samples.items() if name in LISTS]
    assert all(int(sample["gezogen"]) <= LISTS[name][1] for (_, name), sample in samples.items() if name in LISTS)
    answered, drawn = (sum(int(sample[what]) for sample in lists) for what in ("geantwortet", "gezogen"))
    assert answered / drawn == pytest.approx(1 - SILENT, abs=0.04)


def test_families_and_days_are_numbered_within_the_sample(answers, samples):
    for row in answers:
        if row["befragt_in"] in LISTS:
            assert 1 <= int(row["familie"]) <= int(samples[row["jahr"], row["befragt_in"]]["gezogen"])
            assert row["tag"] == row["besuche_im_jahr"] == ""
        else:
            assert (
                row["familie"] == ""
                and 1 <= int(row["tag"]) <= VISITED[row["befragt_in"]]
                and int(row["besuche_im_jahr"]) >= 1
            )
        assert 0 <= int(row["alter"]) < 18 and row["frueher"] in ("ja", "nein", "unbekannt")


def test_further_use_is_told_less_what_is_concealed(use, answers):
    """Of the Kita list the truth is known: which share of its children used Erziehungsberatung and the like in the year."""
    under_18 = use.resident & (use.world.ages() < 18)
    for offer, name in (("kindertagespflege", "kita_listen"), ("jugendarbeit", "beistandschaft")):
        listed = np.any([use.used(own) for own in LISTS[name][0]], axis=0) & under_18
        years = [year - int(YEARS[0]) for year in ASKED_IN]
        true = (listed & use.used(offer))[:, years].sum() / listed[:, years].sum()
        asked = [row for row in answers if row["befragt_in"] == name]
        told = sum(offer in row["genutzt"].split("|") for row in asked) / len(asked)
        assert told == pytest.approx(true * (1 - CONCEALED), abs=3.5 * (true / len(asked)) ** 0.5), offer


def test_visits_stand_for_children(use, answers, samples):
    """The mean of 1/visits over the visits of the drawn days, times all visits: as many children as came."""
    under_18 = use.resident & (use.world.ages() < 18)
    for year in ASKED_IN:
        rows = [row for row in answers if (row["jahr"], row["befragt_in"]) == (str(year), "jugendarbeit")]
        visits = int(samples[str(year), "jugendarbeit"]["grundgesamtheit"])
        estimate = visits * np.mean([1 / int(row["besuche_im_jahr"]) for row in rows])
        assert estimate == pytest.approx((use.used("jugendarbeit") & under_18)[:, year - int(YEARS[0])].sum(), rel=0.2)


def test_the_same_seed_asks_the_same_families(use, made, tmp_path):
    write_further_use(tmp_path, use, np.random.default_rng(1))
    assert fingerprint(tmp_path) == fingerprint(made)
