"""What is wrong with a delivery? A file drawn in, what the screener says out; and no word of a row in what it says."""

import pytest

from etl.findings import LEVELS, SAID, Confirmation
from etl.report import lines_of
from tests.etl.office import (
    LOST,
    Desk,
    balanced,
    errors,
    hints,
    mapping,
    people,
    questions,
    reasons,
    said,
    slip,
    uses,
)

PLANTED = "Meierhofer"


@pytest.mark.parametrize(
    "column",
    [
        "Name", "VORNAME", "Nach_Name", "Familienname", "Name des Kindes", "Straße", "Strasse_Nr", "Haus-Nummer", "Adresse", "Telefon", "E-Mail", "e_mail",
        "Aktenzeichen", "Steuer-ID", "Versichertennummer", "Geburtsdatum", "Geb.-Datum", "GebDat", "Bemerkung", "Freitext", "Fachkraft", "Sachbearbeiterin",
        "IBAN", "Telefonnummer", "Hausnr", "AZ", "Geburtstag", "Handynummer",
    ],
)  # fmt: skip
def test_identifying_columns_are_refused_under_any_of_their_names(desk, column):
    report = desk.check({"nutzung_hze.csv": uses(f"kind_nr | {column}\nK1 | {PLANTED}\nK2 | {PLANTED}")})
    assert errors(report) == ["personenbezug"]
    assert f"Spalte „{column}“ (2 Zeilen) wird nicht angenommen" in said(report)
    assert PLANTED not in said(report)


def test_an_identifying_column_is_refused_even_where_the_mapping_drops_it(desk_of):
    toml = mapping("hze", "bestand").replace("[datei.spalten]", 'weglassen = ["Name"]\n[datei.spalten]')
    report = desk_of(mappings={"hze": toml}).check({"hze-2025-12-31.csv": uses(f"kind_nr | Name\nK1 | {PLANTED}")})
    assert errors(report) == ["personenbezug"]


@pytest.mark.parametrize("column", ["Angebotsname", "Gemeindename", "Titel", "AZR"])
def test_other_columns_are_unknown_but_not_called_identifying(desk, column):
    assert errors(desk.check({"nutzung_hze.csv": uses(f"kind_nr | {column}\nK1 | x")})) == ["unbekannte_spalte"]


@pytest.mark.parametrize(
    "cell", ["Meierhofer, Anna", "Anna Meierhofer", "17.04.2015", "2015-04-17", "20150417", "A 17.04.2015"]
)
@pytest.mark.parametrize("column", ["kind_nr", "vorgang_nr", "zugang"])
def test_names_and_birth_dates_hidden_in_a_number_are_refused_without_showing_them(desk, column, cell):
    content = uses(f"{column} | geburtsmonat\n" + f"{cell} | 1\n" * 3)
    report = desk.check({"nutzung_hze.csv": content})
    assert errors(report) == ["person_in_zellen"]
    assert f"„{column}“ enthält in 3 Zeilen" in said(report)
    assert cell not in said(report)


def test_a_full_birth_date_in_the_birth_year_is_refused_and_no_cell_of_it_is_shown(desk):
    report = desk.check({"nutzung_hze.csv": uses("kind_nr | geburtsjahr\nK1 | 17.04.2015\nK2 | 18.04.2015\nK3 | 2015")})
    assert report.refused and questions(report) == ["zu_viele_abgewiesen"]
    assert "04.2015" not in said(report) + "".join(lines_of(report))


KEY = "v1:" + "0123456789abcdef" * 4


@pytest.mark.parametrize("key", [KEY[3:], KEY.upper(), KEY + "0", "v3:" + KEY[3:], "v1:" + "0" * 63, "K0815"])
def test_keys_of_another_form_refuse_the_delivery(desk, key):
    report = desk.check({"nutzung_hze.csv": uses(f"kind_schluessel_1 | kind_schluessel_3\n{KEY} | {key}\n{KEY} | ")})
    assert errors(report) == ["schluessel_form"]
    assert "„kind_schluessel_3“ hat in 1 Zeilen nicht die Form" in said(report)
    assert key not in said(report)


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_keys_of_the_right_form_are_accepted(desk, version):
    assert errors(desk.check({"nutzung_hze.csv": uses(f"kind_schluessel_1\n{version}{KEY[2:]}")})) == []


@pytest.mark.parametrize(
    ("born", "month", "begin", "end", "reason"),
    [
        (2015, 6, "10.01.2024", "09.01.2024", "ende_vor_beginn|ende"),
        (2015, 6, "31.05.2015", "", "vor_geburt|beginn"),
        (2015, "", "31.12.2014", "", "vor_geburt|beginn"),
        (1990, 6, "10.01.2024", "", "zu_alt|beginn"),
        (2015, 6, "01.01.2025", "", "nach_stand|beginn"),
        ("", 6, "10.01.2024", "", "fehlt|geburtsjahr"),
    ],
)
def test_a_use_outside_its_own_dates_is_rejected(desk_of, born, month, begin, end, reason):
    files = {
        "hze-2024-12-31.csv": uses(
            f"kind_nr | geburtsjahr | geburtsmonat | beginn | ende\nK1 | {born} | {month} | {begin} | {end}\nK2 | 2015 | 6 | 01.02.2024 | "
        )
    }
    report = desk_of("bestand").check(files)
    assert reasons(report) == [(2, reason)]
    assert balanced(report)


@pytest.mark.parametrize(
    ("born", "month", "begin", "end"),
    [
        (2015, 6, "10.01.2024", "10.01.2024"),  # one day
        (2015, 6, "01.06.2015", ""),  # in the month of birth
        (1998, 6, "10.01.2024", ""),  # 26: the last age of a young person
        (2015, 6, "31.12.2024", ""),  # on the day of the Stand
    ],
)
def test_a_use_at_the_edge_of_its_dates_is_accepted(desk_of, born, month, begin, end):
    files = {
        "hze-2024-12-31.csv": uses(f"geburtsjahr | geburtsmonat | beginn | ende\n{born} | {month} | {begin} | {end}")
    }
    assert reasons(desk_of("bestand").check(files)) == []


def test_homes_outside_and_unknown_and_odd_ages_are_told_and_loaded(desk_of):
    report = desk_of("bestand").check(
        {
            "hze-2024-12-31.csv": uses("""
        kind_nr | angebot | geburtsjahr | wohngemeinde
        K1      | hze_31  | 2015        | ausserhalb
        K2      | hze_31  | 2015        | unbekannt
        K3      | hze_35  | 2020        | 03155011
        K4      | hze_31  | 2015        | 03155011
    """)
        }
    )
    assert sorted(hints(report)) == ["alter_angebot", "ungeprueft", "wohnort_ausserhalb", "wohnort_unbekannt"]
    assert report.parts[0].rows.height == 4


def test_two_values_for_the_same_are_both_rejected_and_the_same_twice_is_merged_when_confirmed(desk):
    report = desk.load(
        {
            "bevoelkerung_lsn.csv": people("""
        gemeinde | alter_von | alter_bis | anzahl | quelle
        03155004 | 0         | 2         | 300    | LSN
        03155008 | 0         | 2         | 90     | LSN
        03155011 | 0         | 2         | 800    | LSN
        03155011 | 0         | 2         | 800    | LSN
        03155011 | 0         | 2         | 810    | Melderegister
    """)
        },
        confirmed=[*LOST, Confirmation("zweimal_gesagt", "in der Vorlage doppelt")],
    )
    assert reasons(report) == [(2, "widerspruch|"), (3, "widerspruch|")]
    assert (report.parts[0].merged, balanced(report)) == (1, True)
    assert desk.valid("gemeinde, anzahl", "bevoelkerung") == [("03155011", 800), ("03155011", 810)]


# ── Children's file ──────────────────────────────────────────────────────────────────────────────
def test_birth_sex_and_home_come_from_the_childrens_file(desk):
    report = desk.load({
        "nutzung_hze.csv": "kind_nr;angebot;beginn\nK1;hze_31;01.02.2024\nK2;hze_31;01.02.2024\nK9;hze_31;01.02.2024\n",
        "kinder_hze.csv": "kind_nr;geburtsjahr;geburtsmonat;geschlecht;wohngemeinde\nK1;2015;4;w;Dassel\nK2;2016;;m;\n",
    }, confirmed=LOST)  # fmt: skip
    assert desk.valid("kind_nr, geburtsjahr, geburtsmonat, geschlecht, wohngemeinde") == [
        ("K1", 2015, 4, "w", "03155003"), ("K2", 2016, None, "m", "unbekannt")]  # fmt: skip
    assert reasons(report) == [(4, "kind_fehlt|kind_nr")]
    assert balanced(report)


def test_a_home_that_the_use_leaves_open_comes_from_the_childrens_file(desk):
    desk.load(
        {
            "nutzung_hze.csv": uses("kind_nr | wohngemeinde\nK1 | \nK2 | Uslar"),
            "kinder_hze.csv": "kind_nr;wohngemeinde\nK1;Dassel\nK2;Dassel\n",
        }
    )
    assert desk.valid("kind_nr, wohngemeinde") == [("K1", "03155003"), ("K2", "03155012")]


# ── Lieferschein ─────────────────────────────────────────────────────────────────────────────────
TWO = uses("kind_nr | angebot\nK1 | hze_31\nK2 | hze_30")


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("hze_31 | 1\nhze_30 | 1", []),
        ("hze_31 | 1\nhze_30 | ", []),  # not every offer says how many
        ("hze_31 | 2\nhze_30 | 1", ["zeilenzahl"]),  # cut off
        ("hze_31 | 1\nhze_30 | 0", ["zeilenzahl"]),  # more than stated
        ("hze_31 | 0\nhze_30 | 2", ["zeilenzahl", "zeilenzahl"]),  # the sum is right, the parts are not
    ],
)
def test_a_file_that_does_not_have_the_rows_of_its_lieferschein_is_refused(desk, stated, found):
    report = desk.check({"nutzung_hze.csv": TWO, "lieferschein.csv": slip(f"angebot | zeilen\n{stated}")})
    assert errors(report) == found


def test_a_rejected_row_counts_among_the_rows_of_the_lieferschein(desk):
    files = {"nutzung_hze.csv": TWO + TWO.splitlines()[1].replace("hze_31", "hze_99").replace("K1", "K3") + "\n"}
    assert errors(desk.check(files | {"lieferschein.csv": slip("angebot | zeilen\nhze_31 | 2\nhze_30 | 1")})) == []
    assert errors(desk.check(files | {"lieferschein.csv": slip("angebot | zeilen\nhze_31 | 2\nhze_30 | 2")})) == [
        "zeilenzahl",
        "zeilenzahl",
    ]


def test_one_lieferschein_counts_the_rows_of_all_files_of_its_source(desk):
    files = {"nutzung_a.csv": uses("angebot\nhze_31"), "nutzung_b.csv": uses("angebot\nhze_30")}
    report = desk.check(
        files | {"lieferschein.csv": slip("quelle | angebot | zeilen\nhze | hze_31 | 1\nhze | hze_30 | 1")}
    )
    assert errors(report) == []
    assert {part.source.name for part in report.parts} == {"hze", "lieferschein"}


def test_a_lieferschein_whose_file_is_missing_is_refused(desk):
    files = {
        "nutzung_hze.csv": uses("angebot\nhze_31"),
        "lieferschein.csv": slip("quelle | angebot | zeilen\nhze | hze_31 | 1\nuvg | unterhaltsvorschuss | 40"),
    }
    report = desk.check(files)
    assert errors(report) == ["ohne_datei"]
    assert "nennt die Quelle „uvg“" in said(report)


def test_a_lieferschein_that_states_no_rows_for_a_source_needs_no_file_of_it(desk):
    files = {
        "nutzung_hze.csv": uses("angebot\nhze_31"),
        "lieferschein.csv": slip("quelle | angebot | zeilen\nhze | hze_31 | 1\nuvg | unterhaltsvorschuss | 0"),
    }
    assert errors(desk.check(files)) == []


def test_a_lieferschein_may_come_later_than_its_file(desk):
    report = desk.check({"lieferschein.csv": slip("zeilen\n3")})
    assert (errors(report), hints(report)) == ([], ["schein_allein"])


def test_the_lieferschein_says_stand_period_and_kind_of_delivery(desk):
    content = slip(
        "angebot | zeitraum_von | zeitraum_bis | datenstand | lieferart\nhze_31 | 01.2023 | 12.2023 | 15.02.2024 | bestand"
    )
    part = next(
        p
        for p in desk.check({"nutzung_hze.csv": uses("kind_nr\nK1"), "lieferschein.csv": content}).parts
        if p.kind.role == "nutzung"
    )
    assert (str(part.as_of), str(part.period[0]), str(part.period[1]), part.source.delivery) == (
        "2024-02-15",
        "2023-01-01",
        "2023-12-31",
        "bestand",
    )


def test_the_lieferschein_of_a_source_says_nothing_about_the_population_beside_it(desk):
    files = {
        "nutzung_hze.csv": uses("kind_nr\nK1"),
        "bevoelkerung.csv": people("anzahl\n3000"),
        "lieferschein.csv": slip("lieferart\nbestand"),
    }
    part = next(p for p in desk.check(files).parts if p.kind.role == "bevoelkerung")
    assert (part.source.name, part.source.delivery, str(part.as_of)) == ("bevoelkerung", "aenderung", "2026-11-01")


# ── What is said ─────────────────────────────────────────────────────────────────────────────────
def test_the_report_says_for_every_file_where_its_rows_went(desk):
    report = desk.check({"nutzung_hze.csv": uses("kind_nr | geschlecht\nK1 | w\nK2 | x\nK3 | m\nSumme | ")})
    assert lines_of(report)[:3] == [
        "nutzung_hze.csv → hze (Stand 01.11.2026): 4 Zeilen gelesen = 2 angenommen + 0 zusammengeführt + 1 abgewiesen + 1 Summenzeilen",
        "    abgewiesen: 1 × „geschlecht“ enthält einen Code, der nicht in der Codeliste steht (dort steht x; Zeile 3)",
        "    Summenzeilen: Zeile 5",
    ]


def test_all_errors_of_all_files_are_told_at_once(desk):
    report = desk.check(
        {"nutzung_hze.csv": uses("Name\nx"), "zaehlwerte_kita.csv": "angebot;jahr\nkita;2025", "kontakte_cafe.csv": ""}
    )
    assert sorted(errors(report)) == ["personenbezug", "spalte_fehlt", "unlesbar"]


def test_every_finding_has_a_level_and_a_sentence():
    assert [code for code, told in SAID.items() if told["level"] not in LEVELS or not told["what"]] == []


def test_far_fewer_rows_than_the_delivery_before_are_told(desk_of):
    desk: Desk = desk_of("bestand")
    many = [f"K{n}" for n in range(40)]
    assert "sprung" not in hints(
        desk.load({"hze-2023-12-31.csv": uses("kind_nr | beginn\n" + "\n".join(f"{k} | 01.02.2023" for k in many))})
    )
    report = desk.load(
        {"hze-2024-12-31.csv": uses("kind_nr | beginn\n" + "\n".join(f"{k} | 01.02.2024" for k in many[:20]))}
    )
    assert "20 Zeilen, in der Lieferung davor (Stand 31.12.2023) waren es 40" in said(report)
