"""Does a delivery fit those before it? Two deliveries in, the second loaded, asked about or refused."""

import pytest

from etl.findings import Confirmation
from etl.load import load
from etl.report import lines_of
from store.keys import read_key
from store.versions import all_versions
from tests.etl.office import (
    NOW,
    Desk,
    counts,
    deliver,
    errors,
    hints,
    load_into,
    mapping,
    people,
    profile_in,
    questions,
    quiet,
    said,
    slip,
    uses,
)
from tests.etl.steward import typed

OLD, NEW = "hze-2023-12-31.csv", "hze-2024-12-31.csv"


def cases(numbers: list[str], begin: str = "01.02.2023", end: str = "") -> str:
    return uses("kind_nr | beginn | ende\n" + "\n".join(f"{number} | {begin} | {end}" for number in numbers))


def of(form: str, first: int = 1, last: int = 13) -> list[str]:
    return [form.format(n) for n in range(first, last)]


def second(desk: Desk, before: str, now: dict[str, str]):
    desk.load({OLD: before})
    return desk.compared(now)


@pytest.mark.parametrize(
    ("before", "now", "refused", "asked"),
    [
        (of("{:04}"), of("{}"), ["nullen_verloren"], []),
        (of("{}"), of("{:04}"), ["nullen_verloren"], []),
        (of("{:04}", 1, 5), of("{}", 1, 5), ["nullen_verloren"], []),
        (of("A{}"), of("B{}"), [], ["schluessel_neu"]),
        (of("A{}"), of("A{}", 1, 3) + of("B{}"), [], []),
        (of("A{}", 1, 5), of("B{}", 1, 5), [], []),  # so few may be chance
    ],
)
def test_running_cases_must_come_again_under_their_numbers(desk_of, before, now, refused, asked):
    report = second(desk_of("aenderung"), cases(before), {NEW: cases(now)})
    assert (errors(report), questions(report)) == (refused, asked)


def test_canonical_files_of_one_day_are_compared_as_well(desk: Desk):
    desk.load({"nutzung_hze_2023.csv": cases(of("{:04}"))})
    assert errors(desk.compared({"nutzung_hze_2024.csv": cases(of("{}"))})) == ["nullen_verloren"]


def test_ended_cases_need_not_come_again(desk_of):
    report = second(
        desk_of("aenderung"), cases(of("A{}"), end="31.05.2023"), {NEW: cases(of("B{}"), begin="01.02.2024")}
    )
    assert questions(report) == []


@pytest.mark.parametrize("delivery", ["aenderung", "bestand", "zeitraum"])
@pytest.mark.parametrize(
    ("numbers", "ended", "asked"),
    [
        (of("A{}", 1, 31), "", ["nichts_neu"]),  # all of last year's rows, and no other
        (of("A{}", 1, 26), "", ["nichts_neu"]),
        (of("A{}", 1, 31), "31.05.2024", []),  # the same cases, ended since
        (of("A{}", 1, 31) + ["B1"], "", []),
        (of("A{}", 1, 16), "", []),  # so few may be chance
    ],
)
def test_last_years_rows_under_this_years_name_are_asked_about(desk_of, delivery, numbers, ended, asked):
    before = cases(of("A{}", 1, 31))
    report = second(desk_of(delivery), before, {NEW: cases(numbers, end=ended)})
    assert [code for code in questions(report) if code == "nichts_neu"] == asked


def test_the_counts_of_last_year_are_asked_about_as_well_and_those_of_last_month_are_not(desk: Desk):
    rows = [f"01.{month:02}.2023 | {month}" for month in range(1, 13)] + [f"02.{m:02}.2023 | {m}" for m in range(1, 10)]
    held = counts("stichtag | anzahl\n" + "\n".join(rows))
    desk.load({"zaehlwerte_kita_2023-12-31.csv": held})
    asked = [
        [code for code in questions(desk.compared({f"zaehlwerte_kita_{day}.csv": held})) if code == "nichts_neu"]
        for day in ("2024-12-31", "2024-01-31")
    ]
    assert asked == [["nichts_neu"], []]


RENUMBERED = slip("neuer_schluessel | datenstand\nja | 31.12.2024")


@pytest.mark.parametrize("delivery", ["aenderung", "bestand", "zeitraum"])
def test_new_numbers_that_the_lieferschein_states_are_accepted_and_no_child_counts_twice_in_any_year(desk_of, delivery):
    desk: Desk = desk_of(delivery)
    desk.load({OLD: cases(of("A{}"))})
    desk.load({NEW: cases(of("B{}")), "lieferschein.csv": RENUMBERED.replace("aenderung", delivery)})
    desk.build()
    assert by_year(desk) == {2023: 12, 2024: 12}


def test_a_case_that_does_not_come_again_under_new_numbers_still_counts_until_its_stand(desk_of):
    desk: Desk = desk_of("aenderung")
    desk.load({OLD: cases(of("A{}")) + cases(of("C{}", 1, 3), begin="05.05.2023").split("\n", 1)[1]})
    desk.load({NEW: cases(of("B{}")), "lieferschein.csv": RENUMBERED})
    desk.build()
    assert by_year(desk) == {2023: 14, 2024: 12}


def by_year(desk: Desk) -> dict[int, int]:
    told = desk.rows("SELECT year, count(*) AS n FROM analysis.child_year WHERE mask <> 0 GROUP BY year")
    return {row["year"]: row["n"] for row in told}


def test_new_numbers_can_be_confirmed_when_all_cases_have_ended(desk_of):
    desk: Desk = desk_of("aenderung")
    desk.load({OLD: cases(of("A{}"))})
    desk.load(
        {NEW: cases(of("B{}"), begin="01.02.2024")}, confirmed=[Confirmation("schluessel_neu", "Hilfe eingestellt")]
    )
    assert desk.rows("SELECT code, reason FROM microdata.confirmed") == [
        {"code": "schluessel_neu", "reason": "Hilfe eingestellt"}
    ]


# ── The same under another name ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("name", "numbers", "asked"),
    [
        ("nutzung_hilfen.csv", of("K{}"), ["unter_anderer_quelle"]),
        ("nutzung_hze_neu.csv", of("K{}"), ["unter_anderer_quelle"]),
        ("nutzung_hze_neu.csv", of("L{}"), ["quelle_neu"]),  # other rows, but a name like a known one
        ("nutzung_hilfen.csv", of("L{}"), []),
        ("nutzung_hze.csv", of("K{}"), []),
    ],
)
def test_rows_and_names_of_a_known_source_are_asked_about(desk: Desk, name, numbers, asked):
    desk.load({"nutzung_hze.csv": cases(of("K{}"))})
    assert questions(desk.compared({name: cases(numbers)})) == asked


def test_a_mapped_source_of_a_new_name_is_no_question(desk_of):
    desk = desk_of(mappings={"hze": mapping("hze", "aenderung"), "hze2": mapping("hze2", "aenderung")})
    desk.load({OLD: cases(of("K{}"))})
    assert questions(desk.compared({"hze2-2023-12-31.csv": cases(of("L{}"))})) == []


def test_counts_of_another_source_for_the_same_day_are_told(desk: Desk):
    desk.load({"zaehlwerte_kita.csv": counts("anzahl\n700")})
    report = desk.compared({"zaehlwerte_statistik.csv": counts("anzahl\n710")})
    assert "zweiter_bestand" in hints(report)


# ── Fewer rows ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("delivery", "rows", "asked", "told"),
    [
        ("bestand", 19, ["weniger_als_halb"], []),
        ("zeitraum", 10, ["weniger_als_halb"], []),
        ("aenderung", 10, ["weniger_als_halb"], []),  # its mapping says a period
        ("bestand", 20, [], ["sprung"]),
        ("bestand", 39, [], []),
        ("bestand", 90, [], ["sprung"]),
    ],
)
def test_fewer_than_half_the_rows_are_asked_about_and_other_jumps_told(desk_of, delivery, rows, asked, told):
    report = second(
        desk_of(delivery), cases(of("K{}", 1, 41)), {NEW: cases(of("K{}", 1, rows + 1), begin="01.02.2024")}
    )
    assert questions(report) == asked
    assert [code for code in hints(report) if code == "sprung"] == told


def test_changes_alone_may_be_few(desk: Desk):
    desk.load({"nutzung_hze_2024-03-31.csv": cases(of("K{}", 1, 41))})
    assert questions(desk.compared({"nutzung_hze_2024-06-30.csv": cases(of("K{}", 1, 4))})) == []


def test_a_question_left_open_changes_nothing_in_the_store_and_a_check_beside_it_asks_the_same(tmp_path):
    store, profile = tmp_path / "store", profile_in(tmp_path / "profile", {"hze": mapping("hze", "bestand")})
    load_into(store, profile, {OLD: cases(of("K{}", 1, 41))})
    few = deliver(tmp_path / "few", {NEW: cases(of("K{}", 1, 11), begin="01.02.2024")})
    asked = typed("check", few, "--profile", profile.folder, "--store", store)
    alone = typed("check", few, "--profile", profile.folder, "--store", tmp_path / "none")
    report = load(few, profile, store, key=None, now=NOW, say=quiet)
    assert (asked.returncode, alone.returncode) == (1, 0)
    assert [line for line in asked.stderr.splitlines() if line in lines_of(report)] == lines_of(report)
    assert "Verglichen mit Version 1" in asked.stdout and "liegt noch nichts" in alone.stdout
    assert (questions(report), len(all_versions(store))) == (["weniger_als_halb"], 1)
    answer = [Confirmation("weniger_als_halb", "Fälle abgegeben")]
    load(few, profile, store, key=None, now=NOW, say=quiet, confirmed=answer)
    assert len(all_versions(store)) == 2


@pytest.mark.parametrize(("living", "told"), [("3", True), ("3000", False)])
def test_more_children_than_live_there_are_told_at_the_load(tmp_path, living, told):
    profile = profile_in(tmp_path / "profile")
    bands = [(low, low) for low in range(18)]
    living_there = people(
        "alter_von | alter_bis | anzahl\n" + "\n".join(f"{low} | {high} | {living}" for low, high in bands)
    )
    files = {
        "nutzung_hze_2024-12-31.csv": cases(of("K{}", 1, 60), begin="01.02.2024"),
        "bevoelkerung.csv": living_there,
        "lieferschein.csv": slip("quelle | angebot\nhze | hze_31"),
    }
    report = load_into(tmp_path / "store", profile, files)
    assert ("mehr_als_leben" in hints(report)) == told


def test_a_check_without_the_key_of_the_store_says_that_nothing_was_compared(tmp_path):
    profile = profile_in(tmp_path / "profile", {"hze": mapping("hze", "bestand")})
    store, key = tmp_path / "store", tmp_path / "key"
    key.write_text("k" * 40)
    named = {"REICHWEITE_KEY_FILE": str(key)}
    load_into(store, profile, {OLD: cases(of("K{}", 1, 41))}, key=read_key(named))
    few = deliver(tmp_path / "few", {NEW: cases(of("K{}", 1, 11), begin="01.02.2024")})
    call = ("check", few, "--profile", profile.folder, "--store", store)
    without, with_key = typed(*call), typed(*call, environment=named)
    assert (without.returncode, "Nicht verglichen: Version 1" in without.stdout) == (0, True)
    assert (with_key.returncode, "weniger als die Hälfte" in with_key.stderr) == (1, True)


def test_the_message_holds_no_number_of_a_child(desk_of):
    report = second(desk_of("aenderung"), cases(of("00471{}")), {NEW: cases(of("471{}"))})
    assert "471" not in said(report)
