"""Which source does a file belong to, and what may its mapping say? A mapping in, its meaning or the German refusal out."""

from datetime import date

import pytest

from etl.sources import canonical_name, canonical_role, read_sources
from store.profile import ProfileProblem, read_profile
from tests.etl.office import LOST, counts, errors, mapping, profile_in, said, slip, uses, zipped

ROW = uses("kind_nr\nK1")


def source(tmp_path, toml: str):
    return next(iter(read_sources(profile_in(tmp_path / "office", {"hze": toml})).values()))


@pytest.mark.parametrize(
    ("file", "role", "name"),
    [
        ("nutzung_hze_2025.csv", "nutzung", "hze"),
        ("NUTZUNG_HZE_2026.xlsx", "nutzung", "hze"),  # its years belong together
        ("nutzung.csv", "nutzung", "nutzung"),
        ("zaehlwerte_kita_1. Halbjahr.csv", "zaehlwerte", "kita_halbjahr"),
        ("geburten_zuzuege_2025.csv", "geburten_zuzuege", "geburten_zuzuege"),
        ("lieferschein.csv", "lieferschein", "lieferschein"),
        ("lieferschein_kita_2025.csv", "lieferschein", "lieferschein"),  # it speaks of others
    ],
)
def test_a_canonical_file_needs_no_mapping(file, role, name):
    assert (canonical_role(file), canonical_name(role, file)) == (role, name)


@pytest.mark.parametrize("file", ["hze_2025.csv", "nutzungen.csv", "meine_nutzung_hze.csv"])
def test_another_name_is_not_canonical(file):
    assert canonical_role(file) is None


def test_a_file_that_fits_no_source_is_refused_naming_the_sources(desk_of):
    report = desk_of(mappings={"hze": mapping("hze", "bestand"), "uvg": mapping("uvg", "bestand")}).check(
        {"kita-2025-12-31.csv": ROW}
    )
    assert "kita-2025-12-31.csv: passt zu keiner Quelle. Bekannte Zuordnungen: „hze“ und „uvg“." in said(report)


def test_a_file_that_fits_two_sources_is_refused_naming_both_and_source_decides(desk_of):
    both = {"hze": mapping("hze", "bestand"), "uvg": mapping("uvg", "bestand").replace("uvg-*", "h*")}
    desk = desk_of(mappings=both)
    assert "passt zu mehreren Quellen („hze“ und „uvg“)" in said(desk.check({"hze-2025-12-31.csv": ROW}))
    assert desk.check({"hze-2025-12-31.csv": ROW}, source="uvg").parts[0].source.name == "uvg"


def test_a_file_of_any_name_is_loaded_when_its_source_is_named(desk_of):
    report = desk_of("bestand").check({"Export.csv": ROW}, source="hze")
    assert (errors(report), report.parts[0].source.name) == ([], "hze")


def test_naming_an_unknown_source_is_refused(desk_of):
    assert "Die Quelle „hzee“ gibt es nicht. Bekannt: hze." in said(desk_of().check({"Export.csv": ROW}, source="hzee"))


def test_all_files_without_a_source_are_named_at_once(desk_of):
    report = desk_of().check({"a.csv": ROW, "b.csv": ROW, "hze-2025-12-31.csv": ROW})
    assert [finding.file for finding in report.findings if finding.code == "keine_quelle"] == ["a.csv", "b.csv"]


def test_an_empty_folder_is_refused(desk):
    assert "keine Datei mit Daten gefunden" in said(desk.check({".DS_Store": "x", "~$nutzung_hze.xlsx": "x"}))


def test_a_file_a_folder_and_a_zip_hold_the_same_delivery(desk):
    reports = [
        desk.check(files)
        for files in (
            {"nutzung_hze.csv": ROW},
            {"2025/nutzung_hze.csv": ROW},
            {"all.zip": zipped({"a/nutzung_hze.csv": ROW})},
        )
    ]
    assert {report.parts[0].rows.height for report in reports} == {1}
    assert {report.parts[0].name for report in reports} == {"nutzung_hze.csv"}


def test_two_zips_of_the_same_name_stay_apart(desk):
    files = {
        f"{year}/daten.zip": zipped({f"nutzung_{year}.csv": uses(f"kind_nr\n{kind}")})
        for year, kind in (("a", "K1"), ("b", "K2"))
    }
    report = desk.check(files)
    assert sorted(kind for part in report.parts for kind in part.rows["kind_nr"]) == ["K1", "K2"]


def test_a_zip_in_a_zip_is_refused(desk):
    inner = zipped({"nutzung_hze.csv": ROW})
    assert "ein ZIP in einem ZIP" in said(desk.check({"all.zip": zipped({"inner.zip": inner})}))


def test_an_unused_file_is_left_aside_and_named(desk_of):
    more = '\n[[datei]]\nrolle = "unbenutzt"\nmuster = ["protokoll-*.csv"]\n'
    report = desk_of(mappings={"hze": mapping("hze", "bestand") + more}).check(
        {"hze-2025-12-31.csv": ROW, "protokoll-1.csv": "x"}
    )
    assert (len(report.parts), report.notes) == (1, ("protokoll-1.csv: laut Zuordnung „hze“ nicht gebraucht.",))


@pytest.mark.parametrize(
    ("rule", "file", "as_of"),
    [
        (r"{ aus_dateiname = '(\d{4})-', bis = '31.03. des Folgejahres' }", "2017-x.csv", date(2018, 3, 31)),
        (r"{ aus_dateiname = '(\d{4})', bis = '31.12.' }", "hze_2025.csv", date(2025, 12, 31)),
        (r"{ aus_dateiname = '(\d{4}-\d\d-\d\d)' }", "hze-2025-02-15.csv", date(2025, 2, 15)),
        (r"{ aus_dateiname = '_(\d+)' }", "hze_20250215.csv", date(2025, 2, 15)),
        (r"{ aus_dateiname = '_(\d+)' }", "hze.csv", None),
    ],
)
def test_the_stand_comes_from_the_file_name(tmp_path, rule, file, as_of):
    toml = mapping("hze", "bestand").replace("{ aus_dateiname = '(\\d{4}-\\d\\d-\\d\\d)' }", rule)
    assert source(tmp_path, toml).as_of(file) == as_of


def test_a_file_of_a_period_replaces_the_twelve_months_before_its_stand(tmp_path):
    assert source(tmp_path, mapping("hze", "zeitraum")).period("hze-2018-03-31.csv") == (
        date(2017, 4, 1),
        date(2018, 3, 31),
    )


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('lieferart = "bestand"', 'lieferart = "alles"', "lieferart: Dort steht „alles“ (Text). Erwartet: eines von: bestand, zeitraum, aenderung."),
        ('lieferart = "bestand"', "", "Es fehlt „lieferart“"),
        ('zaehlweise = "eigener_schluessel"', 'zaehlweise = "kopfzahl"', "zaehlweise: Dort steht „kopfzahl“ (Text). Erwartet: eines von: verknuepft, "),
        ('titel = "Hze"', 'untertitel = "Hze"', "[quelle] kennt „untertitel“ nicht"),
        ('rolle = "nutzung"', 'rolle = "nutzungen"', "rolle: Dort steht „nutzungen“ (Text). Erwartet: eines von: lieferschein, "),
        ('rolle = "nutzung"', 'rolle = "nutzung"\nformat = "pdf"', "format: Dort steht „pdf“ (Text). Erwartet: eines von: text, "),
        ('rolle = "nutzung"', 'rolle = "nutzung"\nfarbe = 1', "[datei] 1. kennt „farbe“ nicht"),
        ('muster = ["hze-*.csv"]', 'muster = "hze-*.csv"', "muster: Dort steht „hze-*.csv“ (Text). Erwartet: eine Liste"),
        ('ende = "ende"', 'schluss = "ende"', "Die Rolle nutzung hat keine Spalte „schluss“"),
        ('ende = "ende"', 'ende = { aus = "ende", format = "d" }', "spalten ende kennt „format“ nicht"),
        ('geburtsjahr = "geburtsjahr"', 'geburt = "DOB"', 'braucht kuerzen = "monat"'),
        ('geburtsjahr = "geburtsjahr"', 'geburt = { aus = "DOB", kuerzen = "tag" }', 'braucht kuerzen = "monat"'),
        (r"aus_dateiname = '(\d{4}-\d\d-\d\d)'", r"aus_dateiname = '(\d{4'", "stand aus_dateiname braucht einen regulären Ausdruck"),
        (r"aus_dateiname = '(\d{4}-\d\d-\d\d)'", "bis = '31.12.'", "stand: Es fehlt „aus_dateiname“"),
        (r"'(\d{4}-\d\d-\d\d)'", r"'(\d{4})', bis = 'Jahresende'", "stand bis muss ein Tag im Jahr sein"),
        ("[[datei]]", "[[datei]", "nicht lesbar"),
        ('beginn = "beginn"', 'beginn = { codes = ["A"], aus = "b" }', "spalten beginn codes: Dort steht eine Liste. Erwartet: eine Tabelle"),
        ('beginn = "beginn"', "beginn = 3", "spalten beginn: Dort steht „3“ (Zahl). Erwartet: eine Tabelle"),
        ('beginn = "beginn"', "beginn = { offen = ['x'] }", "spalten beginn braucht eines von: aus, fest, monat und jahr."),
        ('rolle = "nutzung"', 'rolle = "nutzung"\nkopfzeile = "2"', "kopfzeile: Dort steht „2“ (Text). Erwartet: eine ganze Zahl."),
        ('rolle = "nutzung"', 'rolle = "nutzung"\nblatt = "A"', "Das Format „text“ kennt „blatt“ nicht. Erwartet: kopfzeile."),
        ('rolle = "nutzung"', 'rolle = "nutzung"\nformat = "feste_breite"\nfelder = 3', "felder braucht GV100AD oder"),
    ],
)  # fmt: skip
def test_a_mapping_that_is_wrong_is_refused_naming_file_and_key(tmp_path, old, new, what):
    toml = mapping("hze", "bestand")
    assert old in toml
    with pytest.raises(ProfileProblem, match=r"quellen/hze\.toml") as problem:
        source(tmp_path, toml.replace(old, new, 1))
    assert what in str(problem.value)


def test_two_mappings_of_one_name_are_refused(tmp_path):
    with pytest.raises(ProfileProblem, match="„hze“"):
        read_sources(profile_in(tmp_path, {"a": mapping("hze", "bestand"), "b": mapping("hze", "zeitraum")}))


RELEASE = '[freigabe]\ndatum = 2026-03-03\nfunktion = "Datenschutz"\nvermerk = "DSB vom 03.03.2026"\n'


def test_linking_is_off_until_the_mapping_notes_a_release(tmp_path):
    linked = mapping("hze", "bestand").replace("eigener_schluessel", "verknuepft")
    assert not source(tmp_path, linked).linked
    assert source(tmp_path, linked + RELEASE).linked


def test_a_release_alone_does_not_link_a_source_with_its_own_key(tmp_path):
    assert not source(tmp_path, mapping("hze", "bestand") + RELEASE).linked


@pytest.mark.parametrize("lacking", ["datum", "funktion", "vermerk"])
def test_a_release_without_date_function_or_note_is_refused(tmp_path, lacking):
    release = "\n".join(line for line in RELEASE.splitlines() if not line.startswith(lacking))
    with pytest.raises(ProfileProblem, match=f"\\[freigabe\\]: Es fehlt „{lacking}“"):
        source(tmp_path, mapping("hze", "bestand") + release)


def test_nothing_is_linked_where_no_offer_is_said_to_be_barred_by_law(tmp_path):
    linked = mapping("hze", "bestand").replace("eigener_schluessel", "verknuepft") + RELEASE
    profile = profile_in(tmp_path, {"hze": linked})
    file = profile.folder / "angebote.csv"
    file.write_text(file.read_text("utf-8-sig").replace("nie_verknuepfen", "frueher"), "utf-8")
    with pytest.raises(ProfileProblem, match="nie_verknuepfen"):
        read_sources(read_profile(profile.folder))


BARRED = {
    "beistandschaft": "§ 68",
    "vormundschaft": "§ 68",
    "erziehungsberatung": "§ 65",
    "trennungsberatung": "§ 65",
    "umgangsberatung": "§ 65",
}


@pytest.mark.parametrize("offer", BARRED)
def test_a_release_for_an_offer_that_must_never_be_linked_is_refused(tmp_path, offer):
    toml = mapping("hze", "bestand").replace('angebot = "angebot"', f'angebot = {{ fest = "{offer}" }}') + RELEASE
    with pytest.raises(ProfileProblem, match=f"„{offer}“ darf nie verknüpft werden.*{BARRED[offer]}"):
        source(tmp_path, toml)


@pytest.mark.parametrize("offer", BARRED)
def test_a_released_source_that_delivers_such_an_offer_in_a_row_is_refused(desk_of, offer):
    desk = desk_of(mappings={"hze": mapping("hze", "bestand").replace("eigener_schluessel", "verknuepft") + RELEASE})
    report = desk.check({"hze-2025-12-31.csv": uses(f"angebot\n{offer}\nhze_31")})
    assert errors(report) == ["verknuepfung_verboten"]
    assert f"„{offer}“ darf nie verknüpft werden ({BARRED[offer]} SGB VIII)" in said(report)


def test_columns_neither_mapped_nor_dropped_are_refused_by_name(desk_of):
    report = desk_of("bestand").check({"hze-2025-12-31.csv": uses("kind_nr | Farbe | Größe\nK1 | rot | 3")})
    assert errors(report) == ["unbekannte_spalte"]
    assert "„Farbe“ und „Größe“ sind weder zugeordnet noch unter weglassen genannt" in said(report)


def test_a_dropped_column_is_neither_refused_nor_kept(desk_of):
    toml = mapping("hze", "bestand").replace("[datei.spalten]", 'weglassen = ["Farbe"]\n[datei.spalten]')
    desk = desk_of(mappings={"hze": toml})
    desk.load(
        {
            "hze-2025-12-31.csv": uses(
                "kind_nr | farbe | geburtsjahr\nK1 | rot | 2015\nK2 | grün | 15\nK3 | blau | 2016"
            )
        },
        confirmed=LOST,
    )
    assert "grün" not in str(desk.rows("SELECT * FROM microdata.rejected"))


def test_missing_columns_are_all_named_with_those_found(desk):
    report = desk.check({"zaehlwerte_kita.csv": "angebot;jahr\nkita;2025"})
    assert "Es fehlen die Spalten „merkmal“, „gemeinde“" in said(report)
    assert "Gefunden: „angebot“ und „jahr“" in said(report)


def test_a_file_without_its_header_shows_no_cell_of_its_first_row(desk):
    report = desk.check({"nutzung_hze.csv": "Meierhofer;weiblich;Einbeck\nBauernfeind;männlich;Dassel\n"})
    assert errors(report) == ["keine_spalte_bekannt"]
    assert not {"Meierhofer", "weiblich", "Einbeck"} & set(said(report).replace("„", " ").replace("“", " ").split())


def test_a_lieferschein_gives_canonical_files_the_name_of_its_one_source(desk):
    report = desk.check(
        {"zaehlwerte_kita.csv": counts("anzahl\n3"), "lieferschein.csv": slip("quelle | angebot\nkita_programm | kita")}
    )
    assert [part.source.name for part in report.parts] == ["lieferschein", "kita_programm"]
