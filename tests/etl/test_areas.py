"""Is a municipality known in every way its official key is written? Files with keys of twelve places, with DE, blanks, lost zeros."""

import pytest

from tests.etl.office import Desk, counts, errors, people, reasons, said, uses


def homes(report) -> list[str]:
    return report.parts[0].rows["wohngemeinde"].to_list()


@pytest.mark.parametrize(
    ("written", "area"),
    [
        ("031550011011", "03155011"),  # places 6 to 9 are the association
        ("31550011011", "03155011"),  # and a spreadsheet took the zero
        ("03 1 55 0011 011", "03155011"),
        ("03155 0011 011", "03155011"),
        ("DE031550011011", "03155011"),
        ("DE 03 155 011", "03155011"),
        ("de3155011", "03155011"),
        ("03155\u00a0011", "03155011"),  # a blank that does not break
        ("031520012012", "ausserhalb"),
        ("031550000000", "unbekannt"),  # the district with zeros to twelve places and to eight
        ("03155000", "unbekannt"),
    ],
)
def test_a_home_is_known_by_every_form_of_the_official_key(desk: Desk, written, area):
    report = desk.check({"nutzung_hze.csv": uses(f"kind_nr | wohngemeinde\nK1 | {written}")})
    assert homes(report) == [area]


def test_one_file_may_write_its_keys_in_several_forms(desk: Desk):
    written = ("03155001", "3155002", "031550003003", "DE03155004", "03 155 005", "31550006006")
    rows = "\n".join(f"K{n} | {key}" for n, key in enumerate(written))
    report = desk.check({"nutzung_hze.csv": uses(f"kind_nr | wohngemeinde\n{rows}")})
    assert (homes(report), reasons(report)) == (
        ["03155001", "03155002", "03155003", "03155013", "03155005", "03155006"],  # 004 went into 013
        [],
    )


def test_counts_and_residents_with_twelve_places_say_the_same_as_with_eight(desk: Desk):
    long, short = (
        desk.check(
            {
                "zaehlwerte_kita.csv": counts(f"gemeinde | anzahl\n{first} | 30\n{second} | 40"),
                "bevoelkerung.csv": people(f"gemeinde | anzahl\n{first} | 300\n{second} | 400\n{district} | 5000"),
            }
        )
        for first, second, district in (
            ("DE031550011011", "31550012012", "031550000000"),
            ("03155011", "03155012", "03155"),
        )
    )
    assert [part.rows["gemeinde"].to_list() for part in long.parts] == [
        part.rows["gemeinde"].to_list() for part in short.parts
    ]
    assert errors(long) == []


@pytest.mark.parametrize("written", ["031550099099", "0315500110110", "03155 01", "DE-03155011", "031550011999"])
def test_what_only_looks_like_a_key_is_rejected_and_not_guessed(desk: Desk, written):
    report = desk.check({"nutzung_hze.csv": uses(f"kind_nr | wohngemeinde\nK1 | {written}\nK2 | 03155011")})
    assert reasons(report) == [(2, "gebiet|wohngemeinde")]
    assert written not in said(report)
