"""What an office may decide is typed once: what does not fit is told in German, all of it at once, and nothing is ignored."""

import pytest

from store.profile import read_profile
from store.settings import Office, ProfileProblem, Turnover
from tests.etl.steward import typed

OFFICE = """
[amt]
name = "Jugendamt Musterkreis"
schluessel = "97001"
[schutz]
basis = 5
"""


def told(tmp_path, more: str, old: str = "", new: str = "") -> str:
    (tmp_path / "amt.toml").write_text(OFFICE.replace(old, new) + more, encoding="utf-8")
    with pytest.raises(ProfileProblem) as problem:
        read_profile(tmp_path)
    return str(problem.value)


@pytest.mark.parametrize(
    ("old", "new", "more", "says"),
    [
        ('name = "Jugendamt Musterkreis"', "name = 3", "", "[amt] name: Dort steht „3“ (Zahl). Erwartet: ein Text"),
        ('schluessel = "97001"', "", "", "[amt]: Es fehlt „schluessel“."),
        ("[schutz]\nbasis = 5", "", "", "amt.toml: Es fehlt „schutz“."),
        ("basis = 5", 'basis = "5"', "", "[schutz] basis: Dort steht „5“ (Text). Erwartet: eine ganze Zahl."),
        ("basis = 5", "basis = 0", "", "[schutz] basis: Dort steht „0“ (Zahl). Erwartet: mehr als 0."),
        ("basis = 5", "basis = 5\nbeschlossen_am = 3", "", "Erwartet: ein Datum wie 2026-11-01."),
        ("basis = 5", "basis = 5\nvermrk = 'x'", "", "[schutz] kennt „vermrk“ nicht. Gemeint ist vielleicht „vermerk“."),
        ("basis = 5", "basis = 5\nbleibt_erwartet = 12", "", "bleibt_erwartet darf nicht größer sein als min_erwartet."),
        ("", "", "[zufall]\na = 1", "amt.toml kennt „zufall“ nicht. Bekannt: amt, schutz, "),
        ("", "", '[angebote]\nschalter = "kita"', "[angebote] schalter: Dort steht „kita“ (Text). Erwartet: eine Liste"),
        ("", "", '[stichtage]\ntage = ["31.12."]', "[stichtage] tage kennt den Tag „31.12.“ nicht."),
        ("", "", "[demo]\numschlag = 3", "[demo] umschlag: Dort steht „3“ (Zahl). Erwartet: eine Tabelle"),
        ("", "", "[umschlag]\nkita = { hoechstens = 1.2 }", "[umschlag] kita: Es fehlt „quelle“."),
        ("", "", "[demo]\numschlag = { kita = { hoechsten = 2 } }", "kita kennt „hoechsten“ nicht. Gemeint ist vielleicht"),
        ("", "", "[aussage]\nschwelle = 195", "[aussage] schwelle: Dort steht „195“ (Zahl). Erwartet: höchstens 100."),
    ],
)  # fmt: skip
def test_a_slip_in_amt_toml_is_told_with_what_stands_there_and_what_fits(tmp_path, old, new, more, says):
    assert says in told(tmp_path, more, old, new)


def test_all_slips_of_a_file_are_told_at_once(tmp_path):
    lines = told(tmp_path, "[aussage]\nschwele = 95\n[zufall]\n", 'schluessel = "97001"', "").splitlines()
    assert len(lines) == 3 and all(line.startswith("amt.toml") for line in lines)


@pytest.mark.parametrize("call", ["check", "load"])
def test_check_and_load_say_the_same_of_a_wrong_profile(tmp_path, call):
    said = told(tmp_path, '[angebote]\nschalter = "kita"')
    more = ["--store", tmp_path / "store", "--unencrypted"] if call == "load" else []
    ended = typed(call, tmp_path, "--profile", tmp_path, *more)
    assert (ended.returncode, ended.stderr.strip()) == (1, said)


def test_what_amt_toml_does_not_say_is_as_the_handbook_says(tmp_path):
    (tmp_path / "amt.toml").write_text(OFFICE, encoding="utf-8")
    office = read_profile(tmp_path).office
    assert (office.protection.min_expected, office.statement.threshold, office.reference_days.days) == (
        10,
        95,
        ("12-31",),
    )
    assert isinstance(office, Office) and not office.switches.on
    with pytest.raises(ValueError, match="frozen"):
        office.protection.base = 3


def test_a_turnover_below_one_child_per_place_is_refused():
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        Turnover(hoechstens=0.5, quelle="x")
