"""Up to which day does a file report? Lieferschein, else mapping, else a whole date in its name, else the day of loading."""

import pytest

from tests.etl.office import NOW, Desk, counts, errors, hints, mapping, said, slip, uses

TODAY = f"{NOW:%Y-%m-%d}"
ENDED = uses("\n".join(["vorgang_nr | kind_nr | ende", *(f"V{n} | K{n} | 31.05.2024" for n in range(8))]))
PLANNED = ENDED.replace("31.05.2024", "31.07.2034", 1).replace("31.05.2024", "")


def stand(desk: Desk, name: str, content: str | None = None, **more: str) -> tuple[str, bool]:
    """The Stand of one file, and whether it was stated."""
    report = desk.check({name: content or uses("kind_nr\nK1"), **more})
    (part,) = [part for part in report.parts if part.name == name]
    return str(part.as_of), part.as_of_stated


@pytest.mark.parametrize(
    ("name", "day", "stated"),
    [
        ("nutzung_hze_2024-12-31.csv", "2024-12-31", True),
        ("nutzung_hze_31.12.2024.csv", "2024-12-31", True),
        ("nutzung_hze_20241231.csv", "2024-12-31", True),
        ("nutzung_hze_31122024.csv", "2024-12-31", True),
        ("nutzung_hze_31-12-2024_neu.csv", "2024-12-31", True),
        ("nutzung_hze_2024_01_01_bis_2024_12_31.csv", "2024-12-31", True),
        ("nutzung_hze_2024.csv", TODAY, False),
        ("nutzung_hze_99999999.csv", TODAY, False),
        ("nutzung_hze_12311231.csv", TODAY, False),
        ("nutzung_hze_120241231.csv", TODAY, False),
        ("nutzung_hze.csv", TODAY, False),
    ],
)
def test_a_whole_plausible_date_in_the_name_is_the_stand_else_the_day_of_loading_is_assumed(desk, name, day, stated):
    assert stand(desk, name) == (day, stated)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("hze-2024.csv", "2024-12-31"),
        ("hze-20240630.csv", "2024-06-30"),  # the last four digits are no year
        ("hze-2024-09-30.csv", "2024-09-30"),
        ("hze-0630.csv", TODAY),
    ],
)
def test_a_year_found_by_the_mapping_is_one_of_our_time_or_the_whole_date_holds(desk_of, name, day):
    toml = mapping("hze", "bestand").replace(r"'(\d{4}-\d\d-\d\d)' }", r"'(\d{4})\.csv', bis = '31.12.' }")
    assert stand(desk_of(mappings={"hze": toml}), name)[0] == day


def test_the_lieferschein_goes_before_the_name(desk):
    beside = {"lieferschein.csv": slip("datenstand\n15.01.2025")}
    assert stand(desk, "nutzung_hze_2024-12-31.csv", **beside) == ("2025-01-15", True)


@pytest.mark.parametrize(
    "content",
    [uses("ende\n31.07.2034"), uses("im_kreis_seit | wegzug\n01.2020 | 01.08.2024"), uses("beginn\n01.01.2024")],
)
def test_no_row_ever_says_the_stand(desk, content):
    assert stand(desk, "nutzung_hze_2024.csv", content) == (TODAY, False)


def test_a_planned_end_years_ahead_does_not_hide_the_next_delivery(desk):
    desk.load({"nutzung_hze_2024.csv": PLANNED})
    report = desk.load({"nutzung_hze_2025.csv": ENDED})
    assert sum(part.merged for part in report.parts) == 0
    assert desk.valid("vorgang_nr, ende::VARCHAR") == [(f"V{n}", "2024-05-31") for n in range(8)]


@pytest.mark.parametrize(
    "files",
    [
        {"nutzung_hze_2034-07-31.csv": uses("kind_nr\nK1")},
        {"nutzung_hze.csv": uses("kind_nr\nK1"), "lieferschein.csv": slip("datenstand\n02.11.2026")},
        {"zaehlwerte_kita_20270301.csv": counts("jahr | stichtag\n2024 | ")},
    ],
)
def test_a_stated_stand_in_the_future_refuses(desk, files):
    report = desk.check(files)
    assert errors(report) == ["stand_zukunft"]
    assert "liegt in der Zukunft (heute: 01.11.2026)" in said(report)


def test_the_running_year_of_a_mapping_that_means_its_last_day_refuses(desk_of):
    toml = mapping("hze", "bestand").replace(r"'(\d{4}-\d\d-\d\d)' }", r"'(\d{4})\.csv', bis = '31.12.' }")
    assert errors(desk_of(mappings={"hze": toml}).check({"hze-2026.csv": uses("kind_nr\nK1")})) == ["stand_zukunft"]


def test_an_assumed_stand_is_told_and_stands_beside_the_year(desk):
    report = desk.load({"nutzung_hze_2024.csv": uses("kind_nr\nK1"), "nutzung_ktp_2024-12-31.csv": uses("kind_nr\nK2")})
    assert hints(report).count("ohne_stand") == 1
    assert "Als Stand gilt der Tag des Ladens, 01.11.2026 (angenommen)" in said(report)
    told = desk.build().con.sql(
        "SELECT DISTINCT source, as_of_stated FROM analysis.coverage WHERE year = 2024 ORDER BY 1"
    )
    assert told.fetchall() == [("hze", False), ("ktp", True)]
