"""What are families asked? One page for one child: every offer of these ages once, in plain words, and what becomes of the answer."""

from datetime import date
from itertools import chain

import pytest
from pypdf import PdfReader

from exports import word
from exports.__main__ import main
from exports.content.questionnaire import NotKnown, asking, questionnaire
from exports.report import Heading, Paragraph
from store.profile import read_profile

TODAY = date(2026, 11, 27)


@pytest.fixture(scope="module")
def offers(small_published):
    return {row["offer"]: row for row in small_published.table("offer").iter_rows(named=True)}


@pytest.fixture(scope="module")
def year(small_published):
    return small_published.table("source_status")["year"].max()


def sources(published) -> list[str]:
    status = published.table("source_status")
    counted = published.table("offer").filter("counts")["offer"].to_list()
    return sorted({offer for offer in status["offer"] if offer in counted})


def test_every_offer_of_these_ages_is_asked_for_once_and_none_of_the_source_itself(small_published, offers, year):
    for name in sources(small_published):
        asked = asking(small_published, name, year)
        assert len(asked.ids) == len(set(asked.ids)) and name not in asked.ids
        own = offers[name]
        for offer, row in offers.items():
            near = row["age_from"] <= own["age_to"] + 1 and row["age_to"] + 1 >= own["age_from"]
            there = (row["since"] or year) <= year <= (row["until"] or year)
            if row["counts"] and near and there and offer != name and row["age_from"] < 18:
                assert offer in asked.ids, (name, offer)


def test_an_offer_for_other_ages_or_that_does_not_count_is_left_out(small_published, offers, year):
    youngest = min(sources(small_published), key=lambda name: offers[name]["age_to"])
    asked = asking(small_published, youngest, year)
    assert all(offers[offer]["counts"] for offer in asked.ids)
    last = max(
        b["age_to"]
        for b in small_published.table("age_band").to_dicts()
        if b["age_from"] <= offers[youngest]["age_to"] + 1 and b["age_band"] != "all"
    )
    assert all(offers[offer]["age_from"] <= last for offer in asked.ids)
    assert set(asked.ids) < {offer for offer, row in offers.items() if row["counts"]}


def test_the_sheet_says_that_it_is_free_names_nobody_and_when_the_answer_goes(small_published, year):
    asked = asking(small_published, sources(small_published)[0], year)
    report = questionnaire(asked, read_profile(), year, TODAY)
    text = " ".join(part.text for part in report.parts if isinstance(part, (Heading, Paragraph)))
    for said in (
        f"Welche dieser Angebote hat dieses Kind {year} auch genutzt?",
        "Und in früheren Jahren, hier oder anderswo?",
        "Ihre Antwort ist freiwillig.",
        "keinen Namen",
        "90 Tage nach der Eingabe löschen wir sie",
        "☐\N{NO-BREAK SPACE}weiß nicht",
    ):
        assert said in text
    assert all(words in text for _, words in chain(*asked.offers.values()))


def test_visitors_of_an_open_offer_are_asked_how_often_they_came(small_published, year):
    by_way = {way: asking(small_published, offer, year).by_visit for offer, way in _ways(small_published).items()}
    assert by_way["kontakte"] and not by_way["eigener_schluessel"]


def _ways(published) -> dict[str, str]:
    return dict(published.table("source_status").select("offer", "counting").unique("offer", keep="any").iter_rows())


def test_every_sheet_is_one_page(small_published, year, as_pdf, tmp_path):
    longest = max(sources(small_published), key=lambda name: len(asking(small_published, name, year).ids))
    path = tmp_path / "bogen.docx"
    word.write(questionnaire(asking(small_published, longest, year), read_profile(), year, TODAY), path)
    assert len(PdfReader(as_pdf(path)).pages) == 1


def test_the_command_writes_the_sheet_and_says_which_offers_it_asks_for(small_store, small_published, tmp_path, capsys):
    name = sources(small_published)[0]
    assert main(["fragebogen", "--source", name, "--store", str(small_store), "--out", str(tmp_path)], TODAY) == 0
    said = capsys.readouterr().out
    (path,) = tmp_path.iterdir()
    assert said.splitlines()[0] == f"Geschrieben: {path}"
    assert said.splitlines()[1].startswith("In mitnutzung_stichprobe_*.csv eintragen: fragebogen = ")


def test_a_source_that_delivered_nothing_is_named_with_those_that_did(small_published, year):
    with pytest.raises(NotKnown, match="Von „quatsch“ ist nichts geliefert. Möglich: "):
        asking(small_published, "quatsch", year)
