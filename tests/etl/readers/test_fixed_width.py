"""Fixed width: cells come from their positions, and a row whose positions have shifted is never read."""

import pytest
from polars.testing import assert_frame_equal

from etl.readers import Unreadable
from tests.etl.readers.one import read_one as read


def municipality(ags: str, name: str, area: int, people: int, male: int) -> str:
    """A row of the register, record type 60, as GV100AD lays it out (220 places)."""
    row = f"6020251130{ags[:5]}5013{ags[5:]}{name:<50}{'':<50}63{'':<4}{area:011}{people:011}{male:011}"
    return f"{row:<220}"


# Figures: Gemeindeverzeichnis GV100AD 30.11.2025 (population 31.12.2024), © Destatis.
EINBECK = municipality("03155013", "Einbeck, Stadt", 23192, 29751, 14617)
NOERTEN = municipality("03155010", "Nörten-Hardenberg, Flecken", 5413, 7719, 3796)
DISTRICT = f"{'402025113003155       Northeim':<220}"


def test_the_municipality_register_gives_key_name_and_population(file, drawn):
    table = read(file("\n".join([DISTRICT, EINBECK, NOERTEN, ""]), "gv.txt"), "feste_breite")
    assert_frame_equal(
        table.frame,
        drawn("""
        ags | name | stand | flaeche_ha | einwohner | einwohner_maennlich | line
        03155013 | Einbeck, Stadt | 20251130 | 00000023192 | 00000029751 | 00000014617 | 2
        03155010 | Nörten-Hardenberg, Flecken | 20251130 | 00000005413 | 00000007719 | 00000003796 | 3"""),
    )
    assert table.notes == ("1 Zeile anderer Satzart als 60 übergangen.",)


def test_positions_count_characters_in_every_encoding(file):
    for code in ("utf-8", "cp1252"):
        assert read(file(NOERTEN, "gv.txt", code), "feste_breite").frame["einwohner"].to_list() == ["00000007719"]


def test_a_mapping_may_lay_out_its_own_fields(file, drawn):
    felder = {"nr": [3, 4], "typ": [1, 1]}
    table = read(file("A 1 Uslar\nB 22Dassel\nA 3 Uslar\n", "x.txt"), "feste_breite", felder=felder)
    assert table.bad_lines == ((2, "stellen|10|9"),)
    assert_frame_equal(table.frame, drawn("nr|typ|line\n1|A|1\n3|A|3"))


def test_a_record_type_may_be_chosen(file):
    rows = "6001\n4002\n6003\n"
    table = read(file(rows, "x.txt"), "feste_breite", felder={"nr": [3, 4]}, satzart="60")
    assert table.frame["nr"].to_list() == ["01", "03"]


def test_shifted_and_nameless_rows_are_bad_lines(file):
    rows = [EINBECK, NOERTEN.replace("Flecken", "Fleck"), EINBECK[:180], "x" + EINBECK[1:], EINBECK]
    table = read(file("\n".join(rows), "gv.txt"), "feste_breite")
    assert table.frame["line"].to_list() == [1, 5]
    assert table.bad_lines == (
        (2, "stellen|218|220"),
        (3, "stellen|180|220"),
        (4, "ohne_satzart|"),
    )


@pytest.mark.parametrize(
    ("content", "layout", "said"),
    [
        ("", {}, "leer"),
        (DISTRICT, {}, "keine Zeile der Satzart 60"),
        (EINBECK[:100], {}, "100 Stellen, das letzte Feld endet an Stelle 161"),
        (EINBECK, {"felder": "GV200"}, "„GV200“ ist nicht bekannt"),
        (EINBECK, {"felder": {"nr": [5, 2]}}, "keine gültigen Stellen"),
        (EINBECK, {"felder": {"nr": [0, 2]}}, "keine gültigen Stellen"),
        (EINBECK, {"felder": {"nr": [1]}}, "keine gültigen Stellen"),
    ],
)
def test_a_file_or_layout_that_cannot_be_right_is_refused(file, content, layout, said):
    with pytest.raises(Unreadable, match=said):
        read(file(content, "gv.txt"), "feste_breite", **layout)
