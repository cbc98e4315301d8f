"""Does what format 1 said in items and notes stand in the columns of format 2? The stored editions are never made anew."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from store import format_1
from store.editions import open_edition
from store.items import with_item
from store.reasons import REASONS
from store.tables import DIMENSIONS, FACTS, FIGURE, FIGURE_KEY, PUBLISHED

DEMO = Path(__file__).parent / "demo_format_1"  # a whole demo, frozen by the last program of format 1
NATIVE = json.loads((DEMO / "format_2.json").read_text("utf-8"))  # the print of each column as format 2 published it
OFFERS = [("a", "Hilfe, ambulant", "Hilfe"), ("b", "Beratung", "Sorge und Umgang"), ("c", "Treff", "§§ 19, 20")]


@pytest.fixture(scope="module")
def figures() -> pl.DataFrame:
    return open_edition(DEMO, "2026").table("figure").sort(FIGURE_KEY)


def print_of(column: pl.Series) -> str:
    """The same values give the same print."""
    text = column.list.join("|") if column.dtype == pl.List else column
    return sha256(text.to_frame("x").write_csv(float_precision=12).encode()).hexdigest()


@pytest.mark.parametrize("column", [name for name, *_ in FIGURE.columns if name in NATIVE])
def test_a_demo_of_format_1_tells_in_every_column_what_format_2_published_of_the_same_deliveries(figures, column):
    assert print_of(figures[column]) == NATIVE[column]


def test_what_format_1_could_not_tell_is_unknown(figures):
    younger = [name for name, *_ in FIGURE.columns if name not in NATIVE]
    assert {"counted", "cell", "rows_lost"} <= set(younger)
    assert figures.select(pl.col(younger).is_null().all()).row(0) == (True,) * len(younger)


def test_every_item_is_made_of_its_dimensions_as_format_1_wrote_it(figures):
    for (measure,), rows in figures.partition_by("measure", as_dict=True).items():
        assert with_item(rows.drop("item"), measure)["item"].to_list() == rows["item"].to_list(), measure


def test_every_reason_is_a_known_code_and_nothing_that_has_no_number_lacks_one(figures):
    assert set(figures["reason"].drop_nulls()) <= set(REASONS)
    silent = figures.filter(
        ~pl.col("state").is_in(["ok", "unreliable"]) & (pl.col("note") != "") & pl.col("reason").is_null()
    )
    assert silent.is_empty()


def told(measure: str, *, item: str = "", note: str = "", state: str = "ok") -> dict:
    """What one row of format 1 says in dimensions and facts, without what it does not say."""
    row = {"measure": measure, "year": 2025, "item": item, "note": note, "state": state, "unit": "Kinder"}
    offers = [{"offer": offer, "name": name, "short_name": short} for offer, name, short in OFFERS]
    groups = [{"offer_group": offer, "name": short} for offer, _, short in OFFERS] + [
        {"offer_group": "g", "name": "Gruppe"}
    ]
    stored = {"figure": pl.DataFrame([row]), "offer": pl.DataFrame(offers), "offer_group": pl.DataFrame(groups)}
    (read,) = format_1.as_today(stored)["figure"].to_dicts()
    return {name: read[name] for name, *_ in (*DIMENSIONS, *FACTS) if read[name] is not None}


@pytest.mark.parametrize(
    ("measure", "item", "dimensions"),
    [
        ("edition_change", "2026-2:", {"edition": "2026-2"}),
        ("edition_change", "2026::hoechstens:anteil", {"edition": "2026", "edge": "high"}),
        ("edition_change", "2026:spaet:mindestens", {"edition": "2026", "quantity": "spaet", "edge": "low"}),
        ("edition_change", "2026:festlegung:anteil", {"edition": "2026", "quantity": "festlegung"}),
        ("expenditure", "spent:product:36.3.03", {"quantity": "spent", "product": "36.3.03"}),
        ("places", "supply_rate:3-6", {"quantity": "supply_rate", "age": 3, "age_to": 6}),
        ("places_taken", "ages:3-6", {"age": 3, "age_to": 6}),
        ("cumulative_reach", "period:7", {"quantity": "period", "age": 7, "age_to": 7, "arrivals_known": True}),
        ("forecast", "share:trend", {"quantity": "share", "scenario": "trend"}),
        ("staffing", "filled:office", {"quantity": "filled"}),
    ],
)
def test_an_item_that_the_demo_has_not_is_read_too(measure, item, dimensions):
    assert told(measure, item=item) == dimensions


@pytest.mark.parametrize(
    ("measure", "state", "note", "facts"),
    [
        ("annual_reach", "ok", "Untergrenze: es fehlen Hilfe, Sorge und Umgang und §§ 19, 20. Bevölkerung geschätzt.",
         {"reason": "not_delivered", "reason_offers": ["a", "b", "c"], "estimated_people": True}),
        ("annual_reach", "ok", "Vollständigkeit nicht bestätigt: §§ 19, 20.", {"reason": "unconfirmed", "reason_offers": ["c"]}),
        ("annual_reach", "no_data", "Das Jahr ist noch nicht vollständig geliefert (bis 30.06.2025).", {"reason": "year_unfinished"}),
        ("annual_reach", "ok", "Untergrenze: es fehlt Hilfe. Anteile erst ab 50 Kindern.", {"reason": "few_people"}),
        ("annual_reach", "ok", "Angegebene Überschneidung „Hilfe und Sorge und Umgang“ widerspricht den Zählungen und wird nicht verwendet.",
         {"reason": "refused", "reason_offers": ["a", "b"]}),
        ("hze_rate", "no_data", "Hilfe: nicht vollständig geliefert. §§ 19, 20: nicht nach diesem Alter geliefert.",
         {"reason": "not_delivered", "reason_offers": ["a", "c"]}),
        ("overlap", "not_applicable", "Nicht bekannt: Gruppe ist nicht verknüpfbar.", {"reason": "not_linkable", "reason_offers": ["g"]}),
        ("overlap", "not_applicable", "Nicht bekannt: Sorge und Umgang und Hilfe haben keinen gemeinsamen Schlüssel.",
         {"reason": "no_common_key", "reason_offers": ["b", "a"]}),
        ("cumulative_reach", "ok", "Beobachtet seit 2012; die obere Zahl ist hochgerechnet. Ab Alter 15 sind zu wenige noch nicht erreichte Kinder übrig; die Kurve endet dort.",
         {"observed_from": 2012, "ends_at_age": 15, "arrivals_known": True}),
        ("claim", "ok", "Am meisten würde klären: die Quelle „jugend“ mit den anderen zu verknüpfen.",
         {"would_decide": "link", "would_decide_offer": "jugend", "arrivals_known": True}),
        ("claim", "ok", "Zugezogene Kinder sind nicht erkennbar; die obere Zahl ist deshalb eher zu hoch. Am meisten würde klären: die Angabe, seit wann ein Kind im Kreis lebt (im_kreis_seit).",
         {"would_decide": "arrivals", "arrivals_known": False}),
        ("claim", "ok", "Mit jedem weiteren Jahr der Aufzeichnung wird die Spanne enger.", {"would_decide": "time", "arrivals_known": True}),
        ("trend", "ok", "Getestet 2021–2025. Reihenbruch 2021 (neu); getestet nur ab 2021.",
         {"period_from": 2021, "period_to": 2025, "break_year": 2021}),
        ("gap", "ok", "Zuverlässig zu sehen wäre hier erst ein Unterschied von rund 1.250 Kindern (12 von 100).",
         {"detectable": 1250, "detectable_of_100": 12}),
        ("waiting", "ok", "Stichtag 31.12.2025.", {"reference_date": date(2025, 12, 31), "may_repeat": False}),
        ("waiting", "ok", "Grund nicht geliefert.", {}),
        ("waiting_time", "ok", "Median, im Jahr Begonnene, Stichtag 31.12.2025.",
         {"reference_date": date(2025, 12, 31), "days_of": "begonnen"}),
        ("staffing", "ok", "Stichtag 30.06.2025 und 31.12.2025. Alle gemeldeten Fachbereiche.", {}),
        ("expenditure", "ok", "Stand: Plan.", {"stage": "plan"}),
        ("edition_change", "not_applicable", "Nicht aufteilbar: In der Ausgabe 2026: eine Zahl, jetzt eine Spanne.", {"reason": "other_kind"}),
        ("edition_change", "ok", "Nicht aufteilbar: Die Ausgabe beruht auf einer Ladung, die zurückgenommen wurde.", {"reason": "taken_back"}),
        ("annual_reach", "ok", "Ein Satz, den niemand kennt.", {}),
    ],
)  # fmt: skip
def test_a_note_that_the_demo_has_not_is_read_too_and_what_it_does_not_say_is_unknown(measure, state, note, facts):
    assert told(measure, note=note, state=state) == facts


def test_a_rejected_row_of_format_1_is_told_by_its_reason_alone():
    texts = open_edition(DEMO, "2026").table("finding").filter(pl.col("code").str.starts_with("abgewiesen:"))["text"]
    assert len(texts) > 0
    assert not texts.str.contains("Abgewiesene Zeilen").any()


def test_offers_and_groups_of_format_1_have_the_roles_they_had_by_their_ids():
    opened = open_edition(DEMO, "2026")
    heads = opened.table("offer_group").filter(level="kopf").sort("position")
    assert heads["role"].to_list() == ["alle", "ohne_kita", "individuell"]
    assert (
        heads["said"].to_list()[0] == "ein Angebot oder eine Leistung"
        and heads["short"].to_list()[1] == "ohne Kita und Hort"
    )
    role = dict(opened.table("offer").select("offer", "role").iter_rows())
    assert (role["hze_31"], role["schutzauftrag_8a"], role["elternkurse"]) == (
        "hilfe_zur_erziehung",
        "gefaehrdungseinschaetzung",
        "",
    )
    assert (opened.meta["base"], opened.meta["min_population"]) == ("5", "50")


def test_the_tables_have_the_columns_of_today():
    opened = open_edition(DEMO, "2026")
    assert {table.name: opened.table(table.name).schema for table in PUBLISHED} == {t.name: t.schema for t in PUBLISHED}
