"""What becomes of a suggestion when a person answers, and which answers become a mapping? Files and answers in, a mapping out."""

import json
from pathlib import Path

import pytest

from etl.assistant.answers import Answers, answered
from etl.assistant.keep import keep
from etl.assistant.offered import offered
from etl.assistant.preview import preview
from etl.assistant.suggest import desk_of
from etl.assistant.suggestion import Head, Suggestion
from etl.content import InMemory
from etl.delivery import Refused
from etl.sources import read_sources
from store.profile import Profile
from tests.etl.office import Desk, errors, profile_in, reasons
from tests.etl.suggested import CARE, RATES, cases, of_column, said_of

HEAD = Head("hze_nord", "Hilfen Nord", "aenderung", "eigener_schluessel")
CASES = cases(
    {
        "HILFEART": ["hze_31", "Q9"],
        "GEB_JAHR": ["2014", "2015"],
        "WOHNORT": ["Einbeck", "Dassel"],
        "ENDE": ["24/12/2024", "31/12/2024"],
        "ORT2": ["Einbeck", "Einbeck"],
        "NACHNAME": ["Quittenbaum", "Zwetschge"],
        "NOTIZ": ["spielt gern Geige", "hat einen Hund"],
    },
    4,
)
SECRET = ("Quittenbaum", "Zwetschge", "Geige", "Hund", "K0", "K7")


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Profile:
    """Of a whole file: read it, do not change it."""
    return profile_in(tmp_path_factory.mktemp("office") / "profile")


@pytest.fixture
def own_office(tmp_path) -> Profile:
    """Where a test keeps a mapping."""
    return profile_in(tmp_path / "profile")


@pytest.fixture(scope="module")
def found(office) -> Suggestion:
    """What is suggested of CASES, which is looked at once."""
    return of_file(office, "hze_2024.csv", CASES)


def of_file(office: Profile, name: str, content: str, **said) -> Suggestion:
    return answered(desk_of(InMemory(name, content.encode()), office), Answers(name, **said))


def as_it_is(found: Suggestion, **changed) -> dict:
    """What the page says when a person leaves everything but this as it is; None: not filled any more."""
    said = {
        one.name: {"columns": list(one.value.columns)} if one.value.columns else {"fixed": one.value.fixed}
        for one in found.filled
    }
    return {name: choice for name, choice in {**said, **changed}.items() if choice is not None}


# ── Columns ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "content"), [("hze_2024.csv", CASES), ("22543-01-02-4_probe.csv", CARE), ("AI003-3_probe.csv", RATES)]
)
def test_who_changes_nothing_gets_what_was_suggested(office, name, content):
    found = of_file(office, name, content)
    assert of_file(office, name, content, columns=as_it_is(found)) == found


def test_another_column_is_read_in_its_own_form_and_the_old_one_is_let_go(office, found):
    told = of_file(office, "hze_2024.csv", CASES, columns=as_it_is(found, beginn={"columns": ["ENDE"]}, ende=None))
    assert said_of(told, "beginn") == {"aus": "ENDE", "datum": "%d/%m/%Y"}
    assert (of_column(told, "beginn").why, "BEGINN" in told.dropped, said_of(told, "ende")) == ("person", True, None)


def test_a_needed_column_that_is_taken_away_is_open_again(office, found):
    told = of_file(office, "hze_2024.csv", CASES, columns=as_it_is(found, wohngemeinde=None))
    assert ("wohngemeinde" in found.open, "wohngemeinde" in told.open) == (False, True)


@pytest.mark.parametrize("word", ["hze_34", "kita"])
def test_the_same_in_every_row_takes_the_place_of_a_column(office, found, word):
    told = of_file(office, "hze_2024.csv", CASES, columns=as_it_is(found, angebot={"fixed": word}))
    assert (said_of(told, "angebot"), "HILFEART" in told.dropped) == ({"fest": word}, True)


def test_another_role_begins_anew(office):
    assert of_file(office, "hze_2024.csv", CASES, role="kinder").role == "kinder"


# ── Codes ────────────────────────────────────────────────────────────────────────────────────────


def test_a_code_gets_the_meaning_that_a_person_gives(office, found):
    codes = {"angebot": {"hze_31": "hze_31", "Q9": "hze_34"}}
    told = of_column(of_file(office, "hze_2024.csv", CASES, columns=as_it_is(found), codes=codes), "angebot")
    assert of_column(found, "angebot").untranslated == ("Q9",)
    assert (told.value.codes, told.untranslated, told.sure) == ({"hze_31": "hze_31", "Q9": "hze_34"}, (), True)


def test_a_code_that_a_person_unsays_is_open_again(office, found):
    codes = {"angebot": {"hze_31": "", "Q9": "hze_34"}}
    told = of_column(of_file(office, "hze_2024.csv", CASES, columns=as_it_is(found), codes=codes), "angebot")
    assert (told.value.codes, told.untranslated) == ({"Q9": "hze_34"}, ("hze_31",))


@pytest.mark.parametrize(
    ("name", "content", "column", "codes", "chosen"),
    [
        ("hze_2024.csv", CASES, "angebot", {"hze_31": "hze_31", "Q9": None}, {"HILFEART": ["hze_31"]}),
        (
            "22543-01-02-4_probe.csv",
            CARE,
            "angebot",
            {"Tageseinrichtung": None, "Tagespflege": None, "Alle zusammen einmal": "kita"},
            {
                "schluessel": ["03155"],
                "kopf_3": ["unter 3 Jahre", "3 bis unter 6 Jahre"],
                "zeile_1": ["Alle zusammen einmal"],
            },
        ),
    ],
)
def test_rows_of_a_code_can_be_left_out_and_the_others_of_the_table_stay_chosen(
    office, name, content, column, codes, chosen
):
    found = of_file(office, name, content)
    told = of_file(office, name, content, columns=as_it_is(found), codes={column: codes})
    assert told.layout["nur"] == chosen and of_column(told, column).untranslated == ()


def test_rows_stay_left_out_where_another_column_is_filled_from_the_same(office, found):
    columns = as_it_is(found, zugang={"columns": ["HILFEART"]})
    told = of_file(office, "hze_2024.csv", CASES, columns=columns, codes={"angebot": {"hze_31": "hze_31", "Q9": None}})
    assert told.layout["nur"] == {"HILFEART": ["hze_31"]}


def test_all_rows_cannot_be_left_out(office, found):
    with pytest.raises(Refused, match="alle Zeilen weggelassen"):
        of_file(
            office,
            "hze_2024.csv",
            CASES,
            columns=as_it_is(found),
            codes={"angebot": {"hze_31": None, "Q9": None}},
        )


# ── What becomes a mapping ───────────────────────────────────────────────────────────────────────


def kept(office: Profile, head: Head = HEAD, **said) -> Path:
    found = of_file(office, "hze_2024.csv", CASES, **said)
    keep(office, found, Answers("hze_2024.csv", **said), head)
    return office.sources_folder / f"{head.name}.toml"


def test_a_kept_mapping_reads_the_file_and_a_person_can_read_it(own_office, found, tmp_path):
    codes = {"angebot": {"hze_31": "hze_31", "Q9": "hze_34"}}
    text = kept(own_office, columns=as_it_is(found), codes=codes).read_text("utf-8")
    assert text.startswith("# Angelegt aus „hze_2024.csv“ auf der Seite Zuordnung.\n[quelle]\n")
    assert not [word for word in ("prüfen", "offen", "Punkten") if word in text]
    source = read_sources(own_office)["hze_nord"]
    assert (source.title, source.delivery, source.counting) == ("Hilfen Nord", "aenderung", "eigener_schluessel")
    assert source.files[0].patterns == ("hze_*.csv",)
    report = Desk(tmp_path / "desk", {"hze_nord": text}).check({"hze_2024.csv": CASES})
    assert (errors(report), reasons(report)) == (["personenbezug", "personenbezug"], [])


def test_a_file_more_of_a_known_source_leaves_what_a_person_wrote(own_office):
    path = kept(own_office)
    path.write_text(f"# von Hand\n{path.read_text('utf-8')}", "utf-8")
    second = of_file(own_office, "anders.csv", CASES)
    keep(own_office, second, Answers("anders.csv", into="hze_nord"), HEAD)
    assert path.read_text("utf-8").startswith("# von Hand\n")
    assert [kind.patterns for kind in read_sources(own_office)["hze_nord"].files] == [("hze_*.csv",), ("anders.csv",)]


@pytest.mark.parametrize(
    ("head", "said", "told"),
    [
        (Head("Hilfen Süd", "", "aenderung", ""), {}, "Kleinbuchstaben ohne Umlaute"),
        (Head("../fort", "", "aenderung", ""), {}, "Kleinbuchstaben ohne Umlaute"),
        (HEAD, {"into": "fehlt"}, "gibt es nicht mehr"),
        (HEAD, {"pattern": "*.csv"}, "zu jeder Datei"),
        (HEAD, {"pattern": "kita_*.csv"}, "passt nicht"),
        (HEAD, {"columns": {}}, "Noch offen: .*„kind_nr“"),
        (HEAD, {"columns": {"angebot": {"fixed": "hze_99"}}}, "Erwartet: ein Angebot aus angebote.csv"),
        (Head("hze_nord", "", "immer", ""), {}, "lieferart"),
    ],
)
def test_what_cannot_be_a_mapping_is_said_and_nothing_is_written(own_office, head, said, told):
    with pytest.raises(Refused, match=told):
        kept(own_office, head, **said)
    assert list(own_office.sources_folder.iterdir()) == []


def test_a_name_that_is_taken_is_said(own_office):
    before = kept(own_office).read_text("utf-8")
    with pytest.raises(Refused, match="trägt schon eine Quelle"):
        kept(own_office)
    assert (own_office.sources_folder / "hze_nord.toml").read_text("utf-8") == before


# ── What the page is told ────────────────────────────────────────────────────────────────────────


def shown(office: Profile, name: str, content: str, **answers) -> dict:
    file = InMemory(name, content.encode())
    desk, said = desk_of(file, office), Answers(name, **answers)
    found = answered(desk, said)
    return offered(desk, found, said, HEAD, preview(file, found, office), read_sources(office), ())


@pytest.fixture(scope="module")
def on_page(office) -> dict:
    return shown(office, "hze_2024.csv", CASES)


def test_no_cell_that_leads_to_a_child_reaches_the_page(on_page):
    told = json.dumps(on_page, ensure_ascii=False)
    assert [secret for secret in SECRET if secret in told] == []


def test_the_page_offers_columns_words_and_codes(on_page):
    told = on_page
    columns = {column["name"]: column for column in told["columns"]}
    assert columns["angebot"]["codes"] == [["Q9", ""], ["hze_31", "hze_31"]]
    assert {"kita", "hze_34"} <= dict(columns["angebot"]["words"]).keys()
    assert "NACHNAME" not in columns["wohngemeinde"]["options"] and "ORT2" in columns["wohngemeinde"]["options"]
    assert (columns["geburt"]["makes"], columns["kind_nr"]["may_be_fixed"]) == (["geburtsjahr", "geburtsmonat"], False)
    assert told["preview"]["columns"] == ["angebot", "geburtsjahr", "wohngemeinde", "ort_angebot", "beginn", "ende"]
    assert [len(told["preview"][part]) for part in ("rows", "rejected")] == [4, 1]


def test_a_code_that_was_left_out_is_still_offered_so_that_nobody_loses_what_was_said(office, found):
    codes = {"angebot": {"hze_31": "hze_31", "Q9": None}}
    told = shown(office, "hze_2024.csv", CASES, columns=as_it_is(found), codes=codes)
    (column,) = [one for one in told["columns"] if one["name"] == "angebot"]
    assert column["codes"] == [["hze_31", "hze_31"], ["Q9", None]]
