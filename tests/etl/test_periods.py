"""Do rows lie in the time that a file claims? A name, rows, and what comes of it."""

from datetime import date

import pytest

from etl.periods import last_day
from tests.etl.office import Desk, counts, drawn, mapping, people, questions, reasons, slip, uses

KITA_BY_YEAR = """
[quelle]
name = "kita"
lieferart = "zeitraum"
zaehlweise = "zaehlwerte"
stand = { aus_dateiname = '(\\d{4})\\.csv', bis = "31.12." }
[[datei]]
rolle = "zaehlwerte"
muster = ["kita_*.csv"]
[datei.spalten]
stichtag = "Tag"
angebot = { fest = "kita" }
merkmal = { fest = "bestand" }
gemeinde = "Ort"
ortsbezug = { fest = "einrichtung" }
alter = { fest = "3" }
einheit = { fest = "kinder" }
anzahl = "Kinder"
doppelt_gezaehlt = { fest = "nein" }
"""


def by_year(days: list[str]) -> str:
    return "Tag;Ort;Kinder\n" + "".join(f"{day};{place};5\n" for day, place in zip(days, PLACES, strict=False))


PLACES = ("Northeim", "Einbeck", "Uslar")


@pytest.mark.parametrize(
    ("days", "asked", "rejected"),
    [
        (["01.03.2024"] * 3, [], []),
        (["01.03.2023"] * 3, ["andere_zeit"], []),
        (["01.03.2023", "01.03.2024", "01.03.2024"], [], [(2, "ausserhalb_zeitraum|stichtag")]),
        (["01.03.2025", "01.03.2024", "01.03.2024"], [], [(2, "nach_stand|stichtag")]),
    ],
)
def test_a_yearly_file_holds_its_year_only(desk_of, days, asked, rejected):
    report = desk_of(mappings={"kita": KITA_BY_YEAR}).check({"kita_2024.csv": by_year(days)})
    assert ([code for code in questions(report) if code == "andere_zeit"], reasons(report)) == (asked, rejected)


@pytest.mark.parametrize(
    ("name", "years", "asked"),
    [
        ("zaehlwerte_kita_2024.csv", (2023,), ["andere_zeit"]),
        ("zaehlwerte_kita_2024.csv", (2023, 2024), []),
        ("zaehlwerte_kita_2022-2024.csv", (2023,), []),
        ("zaehlwerte_kita_2025-02-15.csv", (2024,), []),  # the day of the extract claims no year
        ("zaehlwerte_kita.csv", (2019,), []),
    ],
)
def test_the_year_in_a_name_is_a_claim(desk: Desk, name, years, asked):
    rows = "\n".join(f"{year} |  | {n}" for n, year in enumerate(years))
    report = desk.check({name: counts(f"jahr | stichtag | alter_von\n{rows}")})
    assert questions(report) == asked


def test_the_period_of_a_lieferschein_is_a_claim(desk: Desk):
    said = slip("quelle | angebot | zeitraum_von | zeitraum_bis\nkita | kita | 01.01.2024 | 31.12.2024")
    report = desk.check({"zaehlwerte_kita.csv": counts("stichtag\n01.03.2023"), "lieferschein.csv": said})
    assert questions(report) == ["andere_zeit"]


@pytest.mark.parametrize(
    ("role", "content", "reason"),
    [
        ("zaehlwerte", counts("stichtag | alter_bis\n01.03.2025 | 5\n01.03.2024 | 6"), "nach_stand|stichtag"),
        ("bevoelkerung", people("stichtag\n31.12.2025\n31.12.2023"), "nach_stand|stichtag"),
        ("kontakte", drawn("angebot | jahr | gemeinde | besuche\nkita | 2025 | 03155011 | 3\nkita | 2024 | 03155011 | 3"), "nach_stand|jahr"),
    ],
)  # fmt: skip
def test_a_row_after_the_stand_of_its_file_is_rejected(desk: Desk, role, content, reason):
    assert reasons(desk.check({f"{role}_x_2024-12-31.csv": content})) == [(2, reason)]


@pytest.mark.parametrize("role", ["plaetze", "personal"])
def test_a_plan_may_speak_of_days_to_come(desk: Desk, role):
    plans = {
        "plaetze": drawn(
            "angebot | stichtag | gemeinde | alter_von | alter_bis | plaetze_genehmigt\nkita | 01.08.2025 | 03155013 | 0 | 2 | 180"
        ),
        "personal": drawn(
            "fachbereich | sachgebiet | stichtag | stellen_vzae | besetzt_vzae | personen_klasse\nA | B | 30.06.2025 | 12,5 | 10,8 | ab5"
        ),
    }
    assert reasons(desk.check({f"{role}_x_2024-12-31.csv": plans[role]})) == []


@pytest.mark.parametrize(
    ("begin", "rows", "delivery", "asked"),
    [
        ("01.02.2023", 25, "bestand", ["nichts_bewegt"]),
        ("01.02.2023", 25, "zeitraum", ["nichts_bewegt"]),
        ("01.02.2024", 25, "bestand", []),
        ("01.02.2023", 5, "bestand", []),  # so few may all just run on
        ("01.02.2023", 25, "aenderung", []),  # what is unchanged may come again
    ],
)
def test_a_list_of_a_year_in_which_nothing_happened_is_asked_about(desk_of, begin, rows, delivery, asked):
    content = uses("kind_nr | beginn\n" + "\n".join(f"K{n} | {begin}" for n in range(rows)))
    desk: Desk = desk_of(mappings={"hze": mapping("hze", delivery)})
    assert questions(desk.check({"hze-2024-12-31.csv": content})) == asked


@pytest.mark.parametrize(
    ("first", "asked"), [("01.01.2024", ["nichts_bewegt"]), ("31.12.2024", []), ("01.07.2024", [])]
)
def test_in_a_time_shorter_than_a_year_nothing_need_begin_or_end(tmp_path, first, asked):
    desk = Desk(tmp_path, {"hze": mapping("hze", "bestand")})
    rows = uses("kind_nr | beginn\n" + "".join(f"K{n} | 01.02.2023\n" for n in range(25)))
    said = slip(f"lieferart | zeitraum_von | zeitraum_bis\nbestand | {first} | 31.12.2024")
    report = desk.check({"hze-auszug.csv": rows, "lieferschein.csv": said})
    assert [code for code in questions(report) if code == "nichts_bewegt"] == asked


@pytest.mark.parametrize(
    ("name", "content", "day"),
    [
        ("hze-2024-12-31.csv", uses("beginn | ende\n12.12.2024 | 31.12.2024\n03.03.2024 |"), date(2024, 12, 12)),
        ("zaehlwerte_kita_2024-12-31.csv", counts("stichtag\n01.03.2024\n01.08.2024"), date(2024, 8, 1)),
        ("zaehlwerte_kita_2024-12-31.csv", counts("jahr | stichtag | merkmal\n2024 | | nutzende"), None),
    ],
)
def test_the_last_day_of_a_file_is_the_last_begin_or_date_and_never_a_planned_end(desk_of, name, content, day):
    (part,) = desk_of("bestand").check({name: content}).parts
    assert last_day(part) == day
