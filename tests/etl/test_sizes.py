"""How large is a delivery beside the last one of its source? Drawn as uses; every size is counted by hand."""

from etl.sizes import Size, compared, sizes_of
from tests.etl.office import Desk, mapping, uses

FIRST = """
    kind_nr | angebot | geburtsjahr | wohngemeinde | beginn
    K1      | hze_31  | 2015        | 03155011     | 10.01.2024
    K1      | hze_31  | 2015        | 03155011     | 11.05.2024
    K2      | hze_30  | 2020        | 03155012     | 10.12.2024
    K3      | hze_31  | 2010        | 03155011     | 10.12.2023
"""


def desk(folder) -> Desk:
    return Desk(folder, {"hze": mapping("hze", "bestand")})


def told(found: list[Size]) -> dict[str, tuple]:
    return {size.size: (size.before, size.now, size.jumped) for size in found if size.source == "hze"}


def test_the_sizes_of_a_delivery(tmp_path):
    report = desk(tmp_path).check({"hze-2024-12-31.csv": uses(FIRST)})
    found = sizes_of(report.parts)
    begun = {name: value for name, value in found.items() if name.startswith("begin_") and value}
    assert begun == {"begin_01": 1, "begin_05": 1, "begin_12": 1}, "of the newest year"
    assert {name: value for name, value in found.items() if not name.startswith("begin_")} == {
        "rows": 4, "children": 3, "offers": 2, "areas": 2, "youngest": 4, "oldest": 13, "months": 4,
    }  # fmt: skip


def test_the_first_delivery_has_nothing_before_it_and_the_next_has_the_last_one(tmp_path):
    office = desk(tmp_path)
    first = office.check({"hze-2024-12-31.csv": uses(FIRST)})
    assert {before for before, _, _ in told(compared(office.con, first.parts)).values()} == {None}
    office.load({"hze-2024-12-31.csv": uses(FIRST)})
    again = office.check({"hze-2025-12-31.csv": uses(FIRST.rsplit("\n", 2)[0])})
    found = told(compared(office.con, again.parts))
    assert (found["rows"], found["children"], found["oldest"]) == ((4, 3, False), (3, 2, False), (13, 9, True))


def test_a_store_of_before_sizes_were_kept_knows_none(tmp_path):
    office = desk(tmp_path)
    report = office.check({"hze-2024-12-31.csv": uses(FIRST)})
    assert all(size.before is None for size in compared(office.con, report.parts))
    assert all(size.before is None for size in compared(None, report.parts))


def test_what_is_a_jump():
    drawn = {
        ("rows", 100, 131): True,
        ("rows", 100, 130): False,
        ("rows", 100, 69): True,
        ("rows", 10, 3): False,
        ("begin_12", 29, 3): True,
        ("offers", 10, 9): True,
        ("oldest", 20, 20): False,
    }
    assert {case: Size("hze", case[0], case[2], case[1], None).jumped for case in drawn} == drawn
