"""A mapping that is well written and cannot be right: it is named, with what fits, and no row is blamed."""

import pytest

from etl import date_forms
from store.profile import ProfileProblem
from tests.etl.office import deliver, errors, mapping, profile_in, reasons, said, uses
from tests.etl.steward import typed

ROWS = uses("kind_nr | beginn\nK1 | 14.03.2024\nK2 | 02.05.2024")


def mapped(old: str, new: str) -> dict[str, str]:
    toml = mapping("hze", "bestand")
    assert old in toml
    return {"hze": toml.replace(old, new, 1)}


def misfit_of(desk_of, old: str, new: str) -> str:
    with pytest.raises(ProfileProblem) as problem:
        desk_of(mappings=mapped(old, new)).check({"hze-2025-12-31.csv": ROWS})
    return str(problem.value)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('geschlecht = "geschlecht"', 'geschlecht = { aus = "geschlecht", codes = { "1" = "maennlich", "2" = "w" } }', "spalten geschlecht codes „1“: Dort steht „maennlich“. Erwartet: eines von: m, w"),
        ('geschlecht = "geschlecht"', 'geschlecht = { aus = "geschlecht", codes = { "1" = "m" }, sonst = "?" }', "spalten geschlecht sonst: Dort steht „?“. Erwartet: eines von: m, w"),
        ('angebot = "angebot"', 'angebot = { fest = "hze31" }', "spalten angebot fest: Dort steht „hze31“. Erwartet: ein Angebot aus angebote.csv, vielleicht „hze_31“"),
        ('angebot = "angebot"', 'angebot = { aus = "angebot", codes = { "31" = "quatsch" } }', "spalten angebot codes „31“: Dort steht „quatsch“. Erwartet: ein Angebot aus angebote.csv."),
        ('wohngemeinde = "wohngemeinde"', 'wohngemeinde = { fest = "Entenhausen" }', "spalten wohngemeinde fest: Dort steht „Entenhausen“. Erwartet: ein Gebiet aus gebiete.csv"),
        ('beginn = "beginn"', 'beginn = { fest = "2024" }', "spalten beginn fest: Dort steht „2024“. Erwartet: TT.MM.JJJJ, JJJJ-MM-TT oder MM.JJJJ."),
        ('geburtsjahr = "geburtsjahr"', 'geburtsjahr = { fest = "12" }', "spalten geburtsjahr fest: Dort steht „12“. Erwartet: vier Ziffern."),
    ],
)  # fmt: skip
def test_a_word_that_no_row_could_be_filled_with_is_named_with_what_fits(desk_of, old, new, what):
    assert f"quellen/hze.toml [datei] 1. {what}" in misfit_of(desk_of, old, new)


def test_all_misfits_are_told_at_once(desk_of):
    codes = '{ aus = "geschlecht", codes = { "1" = "maennlich", "2" = "frau" } }'
    told = misfit_of(desk_of, 'geschlecht = "geschlecht"', f"geschlecht = {codes}")
    assert [line.partition(": ")[0][-2:] for line in told.splitlines()] == ["1“", "2“"]


def test_the_shipped_mappings_have_no_misfit(desk_of):
    right = 'beginn = { aus = "beginn", codes = { "a" = "01.2024" }, sonst = "02.2024" }'
    report = desk_of(mappings=mapped('beginn = "beginn"', right)).check({"hze-2025-12-31.csv": ROWS})
    assert errors(report) == []


@pytest.mark.parametrize(
    ("form", "meant"),
    [("TT.MM.JJJJ", "%d.%m.%Y"), ("dd/mm/yyyy", "%d/%m/%Y"), ("JJJJ-MM-TT", "%Y-%m-%d"), ("TT.MM.JJ", "%d.%m.%y"),
     ("%D.%M.%J", "%d.%m.%Y"), ("%d.%m", "%d.%m.%Y"), ("deutsch", "%d.%m.%Y"), ("YYYYMMDD", "%Y%m%d")],
)  # fmt: skip
def test_a_form_of_dates_that_reads_no_day_is_named_with_the_one_that_is_meant(desk_of, form, meant):
    said = misfit_of(desk_of, 'beginn = "beginn"', f'beginn = {{ aus = "beginn", datum = "{form}" }}')
    assert f"spalten beginn datum: Dort steht „{form}“." in said
    assert f"hier wohl „{meant}“" in said


@pytest.mark.parametrize("form", date_forms.KNOWN)
def test_every_form_that_is_known_reads_the_day_it_writes(form):
    assert date_forms.works(form)


@pytest.mark.parametrize(
    ("column", "cells", "meant"),
    [
        ('{ aus = "beginn", datum = "%Y-%m-%d" }', ["14.03.2024", "02.05.2024"], "„%d.%m.%Y“"),
        ('{ aus = "beginn", datum = "%m/%d/%Y" }', ["14/03/2024", "02/05/2024"], "„%d/%m/%Y“"),  # some read by chance
        ('{ aus = "beginn", datum = "%d.%m.%Y" }', ["20240314", "20240502"], "„%Y%m%d“"),
        ('"beginn"', ["14.03.24", "02.05.24"], "„%d.%m.%y“"),
        ('"beginn"', ["02/05/2024", "03/05/2024"], "„%d/%m/%Y“ und „%m/%d/%Y“"),  # nobody can tell
        ('"beginn"', ["14.03.2024 00:00", "02.05.2024 13:30"], "„%d.%m.%Y %H:%M“"),
    ],
)
def test_dates_that_all_have_another_form_blame_the_mapping_and_suggest_it(desk_of, column, cells, meant):
    rows = uses("kind_nr | beginn\n" + "\n".join(f"K{n} | {cell}" for n, cell in enumerate(cells)))
    report = desk_of(mappings=mapped('beginn = "beginn"', f"beginn = {column}")).check({"hze-2025-12-31.csv": rows})
    assert errors(report) == ["datumsform"]
    assert f"alle passen zu {meant}" in said(report)
    assert "in der Zuordnung „hze“ bei dieser Spalte „datum“ so angeben" in said(report)


def test_a_birth_date_of_another_form_is_told_so_too_and_never_shown(desk_of):
    toml = mapped('geburtsjahr = "geburtsjahr"', 'geburt = { aus = "GEB", datum = "%Y-%m-%d", kuerzen = "monat" }')
    toml = {"hze": "\n".join(line for line in toml["hze"].splitlines() if not line.startswith("geburtsmonat"))}
    rows = ROWS.replace("geburtsjahr", "GEB").replace("2015", "04.07.2015").replace("geburtsmonat", "spalte")
    report = desk_of(
        mappings={"hze": toml["hze"].replace("[datei.spalten]", 'weglassen = ["spalte"]\n[datei.spalten]')}
    ).check({"hze-2025-12-31.csv": rows})
    assert errors(report) == ["datumsform"]
    assert "04.07." not in said(report)


def test_one_date_that_is_none_costs_its_row_and_blames_nobody(desk_of):
    rows = uses("kind_nr | beginn\nK1 | 14.03.2024\nK2 | 32.05.2024\nK3 | 02.05.2024")
    report = desk_of("bestand").check({"hze-2025-12-31.csv": rows})
    assert (errors(report), reasons(report)) == ([], [(3, "datum|beginn")])


def test_check_and_load_say_the_same_of_a_misfit(tmp_path):
    folder = deliver(tmp_path / "delivery", {"hze-2025-12-31.csv": ROWS})
    profile = profile_in(tmp_path / "profile").folder
    (profile / "quellen" / "hze.toml").write_text(
        mapped('angebot = "angebot"', 'angebot = { fest = "hze31" }')["hze"], "utf-8"
    )
    store = ("--unencrypted", "--store", tmp_path / "store")
    done = [typed(verb, folder, "--profile", profile, *more) for verb, more in (("check", ()), ("load", store))]
    assert [run.returncode for run in done] == [1, 1]
    sentences = [[line for line in (run.stdout + run.stderr).splitlines() if "quellen/" in line] for run in done]
    assert sentences[0] == sentences[1] != []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("[[datei]]", "[datei]", "[datei] braucht zwei eckige Klammern: [[datei]]."),
        ('rolle = "nutzung"', 'rolle = "nutzung"\nnur = ["51"]', 'nur braucht { spalte = ["Wert"] }'),
        ('rolle = "nutzung"', 'rolle = "nutzung"\nnur = { Amt = "51" }', 'nur braucht { spalte = ["Wert"] }'),
        ('rolle = "nutzung"', 'rolle = "nutzung"\nnur = "^51"', "Das Format „text“ kennt „nur“ nicht"),
        ('rolle = "nutzung"', 'rolle = "nutzung"\nformat = "genesis"\nnur = "("', 'nur braucht { spalte = ["Wert"] } oder'),
        ('rolle = "nutzung"', 'rolle = "nutzung"\nformat = "excel"\nblatt = []', "blatt braucht den Namen eines Blatts"),
        ('rolle = "nutzung"', 'rolle = "nutzung"\nformat = "excel"\nblatt = 1', "blatt braucht den Namen eines Blatts"),
    ],
)  # fmt: skip
def test_what_is_said_of_sheets_and_rows_is_told_with_what_fits(desk_of, old, new, what):
    said = misfit_of(desk_of, old, new)
    assert "quellen/hze.toml" in said
    assert what in said
