"""Are all linked sources made with one key? Keys of two recipes beside each other, check values, and a change of key."""

import pytest

from etl.examine import checked
from etl.findings import Confirmation
from etl.known import compared
from etl.load import load
from measures.annual_reach import MEASURE as REACH
from measures.engine.measure import Selection
from store.versions import all_versions, newest
from tests.etl.office import (
    NOW,
    Desk,
    deliver,
    errors,
    load_into,
    people,
    profile_in,
    questions,
    quiet,
    said,
    slip,
    uses,
)
from tests.etl.test_link import children, linked

OLD, NEW = "2023-12-31", "2024-12-31"
ONE, OTHER = "7f3a09bd", "00c1d2e3"


def key(recipe: str, n: int) -> str:
    return f"{recipe}:{n:064x}"


def named(recipe: str, *numbers: int, offer: str = "hze_31", begin: str = "01.02.2023", end: str = "") -> str:
    """Children of a linked source, by the numbers their keys are made of."""
    rows = [f"{key(recipe, n)} | {key(recipe, n + 1000)} | {offer} | {begin} | {end}" for n in numbers]
    content = uses("kind_schluessel_1 | kind_schluessel_2 | angebot | beginn | ende\n" + "\n".join(rows))
    return content.replace(";kind_nr", "").replace(";K1", "")


def slips(*said: str) -> str:
    """A line each: source, offer, check value (- = none), day, new keys."""
    rows = [line.split() for line in said]
    return slip(
        "quelle | angebot | pruefwert | datenstand | zeitraum_bis | lieferart | neuer_schluessel\n"
        + "\n".join(
            f"{s} | {o} | {value.strip('-')} | {day} | {day} | bestand | {new}" for s, o, value, day, new in rows
        )
    )


HZE, UVG = "hze hze_31", "uvg unterhaltsvorschuss"


def desk_with(desk_of, delivery: str = "bestand") -> Desk:
    """Two linked sources, in which nobody counts who moved away."""
    mappings = {name: linked(name).replace("bestand", delivery) for name in ("hze", "uvg")}
    return desk_of(
        mappings={n: m.replace("zaehlweise", "ohne_fortgezogene = true\nzaehlweise") for n, m in mappings.items()}
    )


def told(value: str = ONE, day: str = NEW, new: str = "nein", other: str | None = None) -> str:
    return slips(f"{HZE} {value} {day} {new}", f"{UVG} {other or value} {day} {new}")


def both(recipe: str, day: str, *, hze=(1, 2, 3), uvg=(2, 3, 4), other: str | None = None) -> dict[str, str]:
    return {
        f"hze-{day}.csv": named(recipe, *hze),
        f"uvg-{day}.csv": named(other or recipe, *uvg, offer="unterhaltsvorschuss"),
    }


# ── Keys of two recipes ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("recipe", ["v1", "v2"])
def test_sources_of_one_recipe_share_one_space(desk_of, recipe):
    desk = desk_with(desk_of)
    desk.load({**both(recipe, NEW), "lieferschein.csv": told()})
    assert children(desk) == [("verknuepft", 4)]


def test_keys_of_the_older_recipe_are_a_space_of_their_own_and_never_joined_with_newer_ones(desk_of):
    desk = desk_with(desk_of)
    desk.load({**both("v2", NEW, other="v1"), "lieferschein.csv": told()})
    assert children(desk) == [("verknuepft", 3), ("verknuepft_v1", 3)]
    held = desk.rows("SELECT DISTINCT source, counting FROM analysis.coverage ORDER BY ALL")
    assert [tuple(row.values()) for row in held] == [("hze", "verknuepft"), ("uvg", "verknuepft_v1")]


@pytest.mark.parametrize(("other", "at_least"), [("v2", 4), ("v1", 3)])
def test_over_both_recipes_no_more_children_are_proved_than_the_larger_one_has(desk_of, other, at_least):
    desk = desk_with(desk_of)
    living = people("alter_von | alter_bis | anzahl\n0 | 17 | 900")
    desk.load({**both("v2", NEW, other=other), "lieferschein.csv": told(), "bevoelkerung_a.csv": living})
    desk.build().con.execute("USE analysis")
    rows = REACH.compute(desk.con, Selection()).filter(area="03155", year=2024, age_band="all", sex="all")
    found = {r["offer_group"]: (r["children"], r["at_least"], r["at_most"]) for r in rows.iter_rows(named=True)}
    assert found["hze_31"][0] == found["unterhaltsvorschuss"][0] == 3
    assert found["alle"] == (None, at_least, None)


# ── Check values ─────────────────────────────────────────────────────────────────────────────────


def test_two_check_values_in_one_delivery_refuse_it_and_say_who(desk_of):
    report = desk_with(desk_of).check({**both("v2", NEW), "lieferschein.csv": told(other=OTHER)})
    assert errors(report) == ["anderer_pruefwert", "anderer_pruefwert"]
    assert (
        ONE in said(report)
        and OTHER in said(report)
        and "„uvg“" in said(report)
        and "demselben gemeinsamen Schlüssel" in said(report)
    )


def test_another_check_value_than_that_of_a_source_in_the_store_refuses_the_load(desk_of):
    desk = desk_with(desk_of)
    first, second = both("v2", NEW).items()
    desk.load(dict([first]) | {"lieferschein.csv": slips(f"{HZE} {ONE} {NEW} nein")})
    report = desk.compared(dict([second]) | {"lieferschein.csv": slips(f"{UVG} {OTHER} {NEW} nein")})
    assert errors(report) == ["anderer_pruefwert"] and "„hze“ (7f3a09bd)" in said(report)
    fitting = desk.compared(dict([second]) | {"lieferschein.csv": slips(f"{UVG} {ONE} {NEW} nein")})
    assert errors(fitting) == []


def test_keys_of_the_older_recipe_have_no_check_value_and_are_not_compared(desk_of):
    report = desk_with(desk_of).check({**both("v2", NEW, other="v1"), "lieferschein.csv": told(other=OTHER)})
    assert (errors(report), questions(report)) == ([], [])


def test_a_linked_source_without_a_check_value_is_asked_about_once_and_can_be_confirmed(desk_of):
    desk = desk_with(desk_of)
    alone = {f"hze-{NEW}.csv": named("v2", 1, 2)}
    assert questions(desk.check(alone)) == ["ohne_pruefwert"]
    assert questions(desk.check({**both("v2", NEW), "lieferschein.csv": told("-")})) == ["ohne_pruefwert"] * 2
    assert not desk.check(alone, confirmed=[Confirmation("ohne_pruefwert", "alter Stand")]).refused
    assert questions(desk_of(mappings={"hze": linked("hze", released=False)}).check(alone)) == []


@pytest.mark.parametrize("value", ["7f3a", "7f3a09b", "7F3A09BDE", "1,2E+11", "g0000000"])
def test_a_check_value_of_another_form_rejects_the_line_and_is_not_shown(desk_of, value):
    report = desk_with(desk_of).check({**both("v2", NEW), "lieferschein.csv": told(value=value)})
    reasons = [reason for part in report.parts for reason in part.rejected["reason"]]
    assert reasons == ["pruefwert|pruefwert"] * 2 and value not in said(report)


def test_capitals_are_read_as_small_letters(desk_of):
    report = desk_with(desk_of).check({**both("v2", NEW), "lieferschein.csv": told(other=ONE.upper())})
    assert (errors(report), questions(report)) == ([], [])


def test_the_secret_itself_in_a_lieferschein_is_refused_and_never_repeated(desk_of):
    secret = "gemeinsamer-schluessel-2026:" + "ab" * 32
    report = desk_with(desk_of).check({**both("v2", NEW), "lieferschein.csv": told(value=secret)})
    assert "gemeinsamer_schluessel_geliefert" in errors(report) and "ab" * 32 not in said(report) and report.refused


# ── A change of key ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("recipe", "value", "new", "refused"),
    [
        ("v2", ONE, "nein", []),  # the same key again
        ("v2", OTHER, "nein", ["schluessel_gewechselt"]),  # what was open would go on beside
        ("v2", OTHER, "ja", []),
        ("v1", "-", "nein", ["schluessel_gewechselt"]),
        ("v1", "-", "ja", []),
    ],
)
def test_a_whole_source_changes_its_key_where_its_lieferschein_says_so(desk_of, recipe, value, new, refused):
    desk = desk_with(desk_of)
    desk.load({f"hze-{OLD}.csv": named("v2", 1, 2, 3), "lieferschein.csv": slips(f"{HZE} {ONE} {OLD} nein")})
    now = {f"hze-{NEW}.csv": named(recipe, 11, 12, 13), "lieferschein.csv": slips(f"{HZE} {value} {NEW} {new}")}
    report = desk.compared(now)
    assert [code for code in errors(report) if "schluessel" in code] == refused
    if not report.refused:
        desk.load(now)
        assert (
            dict(desk.build().con.sql("SELECT year, count(*) FROM analysis.child_year GROUP BY year").fetchall())[2024]
            == 3
        )


@pytest.mark.parametrize(("delivery", "refused"), [("aenderung", True), ("zeitraum", True), ("bestand", False)])
def test_old_rows_that_go_on_holding_under_another_key_refuse_the_change(desk_of, delivery, refused):
    desk = desk_with(desk_of, delivery)
    before = named("v1", 1, 2, 3, end="31.05.2023")
    desk.load({f"hze-{OLD}.csv": before, "lieferschein.csv": slips(f"{HZE} - {OLD} nein")})
    now = {
        f"hze-{NEW}.csv": named("v2", 4, 5, begin="01.02.2024"),
        "lieferschein.csv": slips(f"{HZE} {ONE} {NEW} ja").replace("01.01.2024", "01.02.2024"),
    }
    report = desk.compared(now)
    assert ("schluessel_gewechselt" in errors(report)) == refused
    if refused:
        assert "v1, jetzt v2 mit Prüfwert 7f3a09bd" in said(report) and "3 Zeilen" in said(report)


def test_one_source_with_keys_of_two_recipes_in_one_delivery_is_refused(desk_of):
    files = {f"hze-{OLD}.csv": named("v1", 1, 2), f"hze-{NEW}.csv": named("v2", 1, 2)}
    report = desk_with(desk_of).check(files | {"lieferschein.csv": slips(f"{HZE} {ONE} {NEW} nein")})
    assert "zwei_schluessel" in errors(report) and "„v1“" not in said(report)


def test_a_yearly_key_is_taken_over_by_all_linked_sources_together(desk_of):
    desk = desk_with(desk_of)
    desk.load({**both("v2", OLD), "lieferschein.csv": told(day=OLD)})
    fresh = both("v2", NEW, hze=(11, 12, 13), uvg=(12, 13, 14))
    (name, content), _ = fresh.items()
    alone = desk.compared({name: content, "lieferschein.csv": slips(f"{HZE} {OTHER} {NEW} ja")})
    assert errors(alone) == ["anderer_pruefwert"]
    desk.load({**fresh, "lieferschein.csv": told(OTHER, new="ja")})
    counted = dict(desk.build().con.sql("SELECT year, count(*) FROM analysis.child_year GROUP BY year").fetchall())
    assert counted == {2023: 4, 2024: 4}


# ── The commands ─────────────────────────────────────────────────────────────────────────────────


def test_check_and_load_say_the_same_of_another_key_and_nothing_is_changed(tmp_path):
    store, profile = (
        tmp_path / "store",
        profile_in(tmp_path / "profile", {name: linked(name) for name in ("hze", "uvg")}),
    )
    first, second = both("v2", NEW).items()
    load_into(store, profile, dict([first]) | {"lieferschein.csv": slips(f"{HZE} {ONE} {NEW} nein")})
    wrong = deliver(tmp_path / "wrong", dict([second]) | {"lieferschein.csv": slips(f"{UVG} {OTHER} {NEW} nein")})
    loaded = load(wrong, profile, store, key=None, now=NOW, say=quiet)
    with checked(wrong, profile, None, quiet, today=NOW.date()) as report:
        asked = compared(report, newest(store), None, store / "spill")
    assert errors(loaded) == ["anderer_pruefwert"] and said(loaded) == said(asked)
    assert len(all_versions(store)) == 1 and key("v2", 2) not in said(loaded)
