"""Who says that a year was delivered in full? A person or a Lieferschein; never a mapping, a name or a row."""

from datetime import date

import pytest

from etl.findings import Confirmation
from tests.etl.office import Desk, counts, hints, people, slip, uses
from tests.etl.test_loss import reach

WHOLE = (Confirmation("ungeprueft", "Frau Amt hat gezählt"),)
PEOPLE = {"bevoelkerung.csv": people("alter_von | alter_bis\n0 | 17")}
USES = uses("kind_nr | ende\nK1 | 30.06.2024\nK2 | 30.06.2024")
# The same, and a child that moved away:
TOLD = uses("kind_nr | ende | wegzug\nK1 | 30.06.2024 |\nK2 | 30.06.2024 |\nK3 | 30.06.2024 | 06.2024")


def said_of(desk: Desk, year: int = 2024) -> list[tuple]:
    """complete, whole_year, completeness of the year, by source and offer."""
    desk.build()
    columns = "complete, whole_year, completeness"
    return desk.con.sql(
        f"SELECT {columns} FROM analysis.coverage WHERE year = {year} ORDER BY source, offer"
    ).fetchall()


def test_a_mapping_that_says_since_when_says_nothing_about_what_is_complete(desk_of):
    desk: Desk = desk_of("bestand")
    assert "ungeprueft" in hints(desk.load({"hze-2024-12-31.csv": USES}))
    assert said_of(desk) == said_of(desk, 2021) == [(False, True, "unchecked")]


def test_a_year_not_delivered_to_its_end_is_not_even_unchecked_as_a_whole(desk_of):
    desk: Desk = desk_of("bestand")
    desk.load({"hze-2024-06-30.csv": USES})
    assert (said_of(desk), said_of(desk, 2023)) == ([(False, False, "unchecked")], [(False, True, "unchecked")])


@pytest.mark.parametrize(
    "files",
    [
        {"nutzung_hze_2024-12-31.csv": USES},
        {"zaehlwerte_kita.csv": counts("jahr | stichtag | merkmal\n2024 | | nutzende")},
        {"zaehlwerte_kita.csv": counts("stichtag\n01.03.2024")},
        {"kontakte_cafe.csv": "angebot;jahr;gemeinde;besuche\ncafe_kinderwagen;2024;03155;900\n"},
    ],
)
def test_a_file_of_which_nobody_says_anything_is_unchecked_in_the_years_of_its_rows(desk, files):
    desk.load(files)
    assert said_of(desk) == [(False, True, "unchecked")]


@pytest.mark.parametrize("name", ["hze-2024-12-31.csv", "nutzung_hze_2024-12-31.csv"])
def test_a_person_may_confirm_it(desk_of, name):
    desk: Desk = desk_of("bestand")
    desk.load({name: USES}, confirmed=WHOLE)
    assert said_of(desk) == [(True, True, "confirmed")]


def until(day: date) -> tuple[Confirmation, ...]:
    return (Confirmation("ungeprueft", "vor Jahresende gezogen", until=day),)


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (date(2024, 12, 12), (False, False, "confirmed")),
        (date(2024, 12, 31), (True, True, "confirmed")),
        (date(2023, 6, 30), (False, False, "confirmed")),
    ],
)
@pytest.mark.parametrize("name", ["hze-2024-12-31.csv", "nutzung_hze_2024-12-31.csv"])
def test_who_confirms_it_only_until_a_day_makes_no_year_whole_that_goes_further(desk_of, name, named, told):
    desk: Desk = desk_of("bestand")
    desk.load({name: USES}, confirmed=until(named))
    assert said_of(desk) == [told]


def test_years_before_that_day_are_complete(desk_of):
    desk: Desk = desk_of("bestand")
    desk.load({"hze-2024-12-31.csv": USES}, confirmed=until(date(2024, 12, 12)))
    assert said_of(desk, 2023) == [(True, True, "confirmed")]


@pytest.mark.parametrize("kind", ["bestand", "zeitraum"])
def test_a_correction_that_is_complete_only_until_a_day_does_not_live_on_the_word_of_what_it_replaces(desk_of, kind):
    desk: Desk = desk_of(kind)
    desk.load({"hze-2024-12-31.csv": USES}, confirmed=WHOLE)
    desk.load({"hze-2024-12-31.csv": USES.replace("30.06.2024", "30.05.2024")}, confirmed=until(date(2024, 12, 12)))
    assert said_of(desk) == [(False, False, "confirmed")]


YEAR_2025 = slip("zeitraum_von | zeitraum_bis | datenstand\n01.01.2025 | 31.12.2025 | 31.12.2025")


def begun(year: int, december: int) -> str:
    rows = [f"K{n} | 10.{month:02}.{year}" for month in range(1, 12) for n in range(30 * month, 30 * month + 25)]
    return uses("kind_nr | beginn\n" + "\n".join(rows + [f"D{n} | 10.12.{year}" for n in range(december)]))


@pytest.mark.parametrize(
    ("december", "answer", "told"),
    [
        (3, (), (True, True, "slip")),
        (3, (Confirmation("ende_leer", "vor Jahresende gezogen", until=date(2025, 12, 10)),), (False, False, "slip")),
        (3, (Confirmation("ende_leer", "so war es"),), (True, True, "slip")),
        (25, (Confirmation("ende_leer", "niemand hat gefragt", until=date(2025, 12, 10)),), (True, True, "slip")),
    ],
)
def test_a_person_may_know_better_than_a_lieferschein_where_the_last_month_is_almost_empty(
    desk_of, december, answer, told
):
    desk: Desk = desk_of("zeitraum")
    desk.load({"hze-2024-12-31.csv": begun(2024, 25), "lieferschein.csv": slip("datenstand\n31.12.2024")})
    report = desk.load({"hze-2025-12-31.csv": begun(2025, december), "lieferschein.csv": YEAR_2025}, confirmed=answer)
    assert ("ende_leer" in hints(report)) == (december == 3)
    assert said_of(desk, 2025) == [told]


def test_what_a_person_said_of_one_period_says_nothing_of_another_one(desk_of):
    desk: Desk = desk_of("zeitraum")
    desk.load({"hze-2024-12-31.csv": begun(2024, 25), "lieferschein.csv": slip("datenstand\n31.12.2024")})
    limited = (Confirmation("ende_leer", "vor Jahresende gezogen", until=date(2025, 12, 10)),)
    desk.load({"hze-2025-12-31.csv": begun(2025, 3), "lieferschein.csv": YEAR_2025}, confirmed=limited)
    assert said_of(desk, 2024) == [(True, True, "slip")]


def test_counts_on_a_date_behind_that_day_are_not_covered(desk):
    counted = counts("stichtag\n01.03.2024\n01.12.2024")
    desk.load({"zaehlwerte_kita_2024-12-31.csv": counted}, confirmed=until(date(2024, 6, 30)))
    assert said_of(desk) == [(False, False, "confirmed")]


def test_a_later_delivery_that_nobody_confirms_takes_the_word_away_again(desk_of):
    desk: Desk = desk_of("bestand")
    desk.load({"hze-2024-12-31.csv": USES}, confirmed=WHOLE)
    desk.load({"hze-2024-12-31.csv": USES.replace("30.06.2024", "30.05.2024")})
    assert said_of(desk) == [(False, True, "unchecked")]


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("vollstaendig\nja", (True, True, "slip")),
        ("vollstaendig\nnein", (False, False, "slip")),
        ("zeitraum_bis\n30.06.2024", (False, False, "slip")),
    ],
)
def test_a_lieferschein_says_what_is_complete_and_what_is_not(desk, stated, told):
    desk.load({"nutzung_hze.csv": USES, "lieferschein.csv": slip(stated)})
    assert said_of(desk) == [told]


def test_a_lieferschein_says_nothing_of_the_years_it_does_not_name(desk_of):
    desk: Desk = desk_of("aenderung")
    desk.load({"hze-2024-12-31.csv": USES, "lieferschein.csv": slip("vollstaendig\nja")})
    desk.load({"hze-2025-12-31.csv": uses("kind_nr | beginn\nK7 | 01.02.2025")})
    assert (said_of(desk), said_of(desk, 2025)) == ([(True, True, "slip")], [(False, True, "unchecked")])


def test_a_new_stock_without_a_word_is_not_complete_because_the_former_one_was(desk_of):
    desk: Desk = desk_of("bestand")
    desk.load({"hze-2024-12-31.csv": USES, "lieferschein.csv": slip("lieferart\nbestand")})
    assert said_of(desk) == [(True, True, "slip")]
    desk.load({"hze-2025-12-31.csv": USES})
    assert said_of(desk) == [(False, True, "unchecked")]


def test_the_figure_of_an_unchecked_year_is_a_lower_bound_and_says_ungeprueft(desk):
    desk.load({"nutzung_hze_2024-12-31.csv": TOLD} | PEOPLE)
    desk.build()
    found = reach(desk)
    assert (found["numerator"], round(found["bound_low"] * 3000), found["bound_high"]) == (None, 2, None)
    assert (found["reason"], "ungeprüft" in found["note"]) == ("unconfirmed", True)
    desk.load({"nutzung_hze_2024-12-31.csv": TOLD}, confirmed=WHOLE)
    desk.build()
    assert reach(desk)["numerator"] == 2


def test_a_source_that_lists_the_children_of_one_offer_may_send_sums_of_another(desk):
    """Else the sums would count as told by a complete list of nobody, and be left out."""
    desk.load(
        {
            "nutzung_hebammen_2024-12-31.csv": uses("kind_nr | angebot | beginn\nK1 | familienhebammen | 10.01.2024"),
            "zaehlwerte_hebammen_2024-12-31.csv": counts(
                "angebot | jahr | stichtag | merkmal | ortsbezug | alter_von | alter_bis | anzahl\n"
                "anlaufstelle_fruehe_hilfen | 2024 | | nutzende | wohnort | 0 | 2 | 40"
            ),
        }
    )
    told = desk.build().rows(
        "SELECT DISTINCT offer, counting FROM analysis.coverage WHERE source = 'hebammen' ORDER BY ALL"
    )
    assert [tuple(row.values()) for row in told] == [
        ("anlaufstelle_fruehe_hilfen", "zaehlwerte"),
        ("familienhebammen", "eigener_schluessel"),
    ]
