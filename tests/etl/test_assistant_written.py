"""How is a suggestion told, shown and written down? A file in; the text of a mapping, ten rows and German lines out."""

import pytest

from etl.assistant.preview import preview
from etl.assistant.told import lines_of, lines_of_preview
from etl.assistant.written import written
from etl.content import InMemory
from etl.sources import read_sources
from tests.etl.office import ROOT, Desk, deliver, errors, profile_in, reasons, said
from tests.etl.steward import typed
from tests.etl.suggested import CARE, RATES, cases, lay, seen

CASES = {
    "FALL_NR": ["V-4711", "V-4712"],
    "NACHNAME": ["Quittenbaum", "Zwetschge"],
    "GEBURTSDATUM": ["24.12.2013", "13.01.2014"],
    "HILFEART": ["hze_31", "Q9"],
    "WOHNORT": ["Einbeck", "Dassel"],
    "ENDE": ["31.12.9999", "30.06.2024"],
    "NOTIZ": ["spielt gern Geige", "hat einen Hund"],
    "STELLE_X": ["77001122", "77001133"],
}
SECRET = ("Quittenbaum", "Zwetschge", "V-4711", "24.12.2013", "13.01.2014", "Geige", "Hund", "77001122", "K0", "K7")


@pytest.fixture
def office(tmp_path):
    return profile_in(tmp_path / "profile")


# ── The text of the mapping ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("hze_2024.csv", cases(CASES, 4)),
        ("22543-01-02-4_probe.csv", CARE),
        ("AI003-3_probe.csv", RATES),
        ("uvg 2024.csv", cases({"VON_MONAT": ["3"], "VON_JAHR": ["2023"], 'Art "b"': ["x"], "C:\\D": ["y"]})),
        ("leer.csv", "KIND_NR;HILFEART\n"),
    ],
)
def test_the_mapping_is_read_as_what_was_suggested_and_is_the_same_every_time(office, file, content):
    found, again = (seen(file, content, office, name="probe") for _ in range(2))
    assert written([found]) == written([again])
    lay(office, "probe", written([found]))
    assert read_sources(office)["probe"].files == (found.kind(),)


def test_what_is_open_or_unsure_stands_as_a_comment_where_a_person_looks(office):
    lines = written([seen("hze_2024.csv", cases(CASES, 4), office)]).splitlines()
    told = {line.partition("  # ")[0].strip(): line.partition("  # ")[2] for line in lines if "  # " in line}
    assert told['# "Q9" = "…"'] == "offen: Code ohne Bedeutung"
    assert told["# vollstaendig_seit = 2020-01-01"].startswith("offen: ")
    assert told['lieferart = "aenderung"'].startswith("prüfen: ")
    assert '"hze_31" = "hze_31"' in lines
    care = written([seen("22543-01-02-4_probe.csv", CARE, office)])
    assert '# ortsbezug = { fest = "…" }' in care and "eines von wohnort, einrichtung" in care
    assert "prüfen: üblich, steht nicht in der Datei" in care


def test_columns_that_lead_to_a_person_are_dropped_first_and_said_to_be_such(office):
    text = written([seen("hze_2024.csv", cases(CASES, 4), office)])
    dropped = text[text.index("weglassen = [") : text.index("[datei.spalten]")].splitlines()
    assert [line.strip() for line in dropped] == [
        "weglassen = [",
        "# machen ein Kind erkennbar: ohne diese Spalten liefern lassen",
        '"NACHNAME",',
        '"NOTIZ",',
        "# nicht gebraucht",
        '"STELLE_X",',
        "]",
    ]


def test_files_of_one_system_stand_in_one_mapping(office):
    children = seen("kinder_x.csv", "KIND;GEB_JAHR;GEB_MONAT;SEX\nk1;2015;3;w\n", office, name="zwei")
    uses = seen("faelle_x.csv", "KIND;HILFEART;BEGINN;WOHNORT\nk1;hze_31;01.02.2024;Einbeck\n", office)
    lay(office, "zwei", written([children, uses]))
    source = read_sources(office)["zwei"]
    assert ([kind.role for kind in source.files], source.counting) == (["kinder", "nutzung"], "eigener_schluessel")


def test_the_check_names_what_an_incomplete_mapping_lacks(office, tmp_path):
    text = written([seen("22543-01-02-4_probe.csv", CARE, office)])
    report = Desk(tmp_path / "desk", {"care": text}).check({"22543-01-02-4_probe.csv": CARE})
    assert errors(report) == ["spalte_fehlt"]
    assert "„ortsbezug“ und „doppelt_gezaehlt“" in said(report)


def test_a_code_without_a_meaning_is_rejected_by_line_until_a_person_gives_it_one(office, tmp_path):
    columns = {name: CASES[name] for name in ("HILFEART", "WOHNORT")} | {"GEB_JAHR": ["2014", "2015"]}
    content = cases(columns, 4)
    text = written([seen("hze_2024.csv", content, office)])
    report = Desk(tmp_path / "desk", {"hze": text}).check({"hze_2024.csv": content})
    assert {reason for _, reason in reasons(report)} == {"code|angebot"}
    answered = text.replace('# "Q9" = "…"', '"Q9" = "hze_34"')
    report = Desk(tmp_path / "answered", {"hze": answered}).check({"hze_2024.csv": content})
    assert (errors(report), reasons(report), report.parts[0].rows.height) == ([], [], 8)


# ── Ten rows ─────────────────────────────────────────────────────────────────────────────────────


def test_ten_rows_are_shown_without_what_identifies_a_child(office):
    content = cases({name: cells for name, cells in CASES.items() if name not in ("NACHNAME", "NOTIZ")}, 8)
    shown = preview(InMemory("hze_2024.csv", content.encode()), seen("hze_2024.csv", content, office), office)
    assert shown.columns == ("angebot", "geburtsjahr", "wohngemeinde", "beginn", "ende")
    assert (len(shown.rows), shown.rows[0]) == (8, ("hze_31", "2013", "03155013", "01.02.2024", ""))
    assert shown.reasons == (("code|angebot", 8),)


@pytest.mark.parametrize("rows", [1, 9, 25])
def test_never_more_than_ten_rows(office, rows):
    content = cases({"WOHNORT": ["Einbeck"], "GEB_JAHR": ["2015"]}, rows)
    shown = preview(InMemory("x.csv", content.encode()), seen("x.csv", content, office, role="nutzung"), office)
    assert (len(shown.rows), shown.read) == (min(10, rows), rows)


def test_a_file_without_a_row_that_fits_says_so(office):
    content = "KIND_NR;HILFEART\n"
    found = seen("leer.csv", content, office, role="nutzung")
    told = list(lines_of_preview(preview(InMemory("leer.csv", content.encode()), found, office)))
    assert told[1].strip() == "Noch keine Zeile lässt sich so übernehmen."


def test_what_the_check_refuses_by_name_is_told_with_the_preview(office):
    content = cases(CASES, 4)
    shown = preview(InMemory("hze_2024.csv", content.encode()), seen("hze_2024.csv", content, office), office)
    assert {finding.values["column"] for finding in shown.findings if finding.code == "personenbezug"} == {
        "NACHNAME",
        "NOTIZ",
    }


# ── Nobody is told ───────────────────────────────────────────────────────────────────────────────


def test_no_cell_that_leads_to_a_child_is_told_shown_or_written(office):
    content = cases(CASES, 4)
    found = seen("hze_2024.csv", content, office)
    shown = preview(InMemory("hze_2024.csv", content.encode()), found, office)
    told = "\n".join([*lines_of(found), *lines_of_preview(shown), written([found]), repr(found), repr(shown)])
    assert [secret for secret in SECRET if secret in told] == []


# ── The command ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def suggest(tmp_path, office):
    """`python -m etl suggest` on a file of this content."""

    def call(name: str, content: str, *more: str):
        file = deliver(tmp_path / "delivery", {name: content}) / name
        return typed("suggest", file, "--profile", office.folder, *more)

    return call


def test_the_command_tells_and_writes_nothing_by_itself(suggest, office):
    done = suggest("hze_2024.csv", cases(CASES, 4))
    assert done.returncode == 0, done.stderr
    assert "Wahrscheinlich „nutzung“" in done.stdout and "angebot ← „HILFEART“" in done.stdout
    assert "Vorschau" in done.stdout and done.stdout.splitlines()[-1].startswith("Nichts geschrieben.")
    assert list(office.sources_folder.iterdir()) == []
    assert [secret for secret in SECRET if secret in done.stdout + done.stderr] == []


def test_with_out_it_writes_the_mapping_and_never_over_another(suggest, office):
    out = office.sources_folder / "hze.toml"
    done = suggest("hze_2024.csv", cases(CASES, 4), "--name", "hze", "--out", f"{out}")
    assert (done.returncode, set(read_sources(office))) == (0, {"hze"})
    before = out.read_bytes()
    again = suggest("hze_2024.csv", cases(CASES, 4), "--out", f"{out}")
    assert (again.returncode, out.read_bytes()) == (1, before)
    assert "hze.toml gibt es schon und wird nicht überschrieben." in again.stderr


@pytest.mark.parametrize("content", ["", "%PDF-1.7", "nur eine Zeile"])
def test_a_file_that_cannot_be_read_is_refused_in_german(suggest, content):
    done = suggest("x.csv", content)
    assert done.returncode == 1
    assert "Bitte" in done.stderr and "Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_refused_in_german(office):
    done = typed("suggest", ROOT / "gibt_es_nicht.csv", "--profile", office.folder)
    assert (done.returncode, "Traceback" in done.stderr, "Bitte" in done.stderr) == (1, False, True)
