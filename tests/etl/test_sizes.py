"""How large is a delivery beside the last one of its source? Drawn as uses; every size is counted by hand."""

from datetime import date

from etl.sizes import Before, Size, compared, sizes_of
from tests.etl.office import Desk, counts, mapping, uses

FIRST = """
    kind_nr | angebot | geburtsjahr | wohngemeinde | beginn
    K1      | hze_31  | 2015        | 03155011     | 10.01.2024
    K1      | hze_31  | 2015        | 03155011     | 11.05.2024
    K2      | hze_30  | 2020        | 03155012     | 10.12.2024
    K3      | hze_31  | 2010        | 03155011     | 10.12.2023
"""


MAY = """
    kind_nr | beginn
    K1      | 10.01.2024
    K2      | 11.05.2024
"""


def desk(folder) -> Desk:
    return Desk(folder, {"hze": mapping("hze", "bestand")})


def told(found: list[Size], source: str = "hze") -> dict[str, tuple]:
    return {
        size.size: (size.before and size.before.value, size.now, size.jumped) for size in found if size.source == source
    }


def test_the_sizes_of_a_delivery(tmp_path):
    report = desk(tmp_path).check({"hze-2024-12-31.csv": uses(FIRST)})
    found = sizes_of(None, report.parts)
    begun = {name: value for name, value in found.items() if name.startswith("begin_") and value}
    assert begun == {"begin_01": 1, "begin_05": 1, "begin_12": 1}, "of the newest year"
    assert {name: value for name, value in found.items() if not name.startswith("begin_")} == {
        "rows": 4, "children": 3, "offers": 2, "areas": 2, "youngest": 4, "oldest": 13, "months": 4,
        "area_03155011": 2, "area_03155012": 1,
    }  # fmt: skip


def test_months_behind_the_stand_are_not_counted_as_empty(tmp_path):
    found = sizes_of(None, desk(tmp_path).check({"hze-2024-05-31.csv": uses(MAY)}).parts)
    assert [name for name in found if name.startswith("begin_")] == [f"begin_0{month}" for month in range(1, 6)]


def test_the_first_delivery_has_nothing_before_it_and_the_next_has_the_last_one(tmp_path):
    office = desk(tmp_path)
    first = office.check({"hze-2024-12-31.csv": uses(FIRST)})
    assert {before for before, _, _ in told(compared(office.con, first.parts)).values()} == {None}
    office.load({"hze-2024-12-31.csv": uses(FIRST)})
    again = office.check({"hze-2025-12-31.csv": uses(FIRST.rsplit("\n", 2)[0])})
    found = told(compared(office.con, again.parts))
    assert (found["rows"], found["children"], found["oldest"]) == ((4, 3, False), (3, 2, False), (13, 9, True))


def numbered(children: int, *, beginning: int = 0, home: str = "03155011") -> str:
    rows = "\n".join(f"K{n} | {home} | 10.01.2024" for n in range(beginning, beginning + children))
    return uses(f"kind_nr | wohngemeinde | beginn\n{rows}")


def test_what_is_usual_are_the_last_five_deliveries(tmp_path):
    office = desk(tmp_path)
    for year, children in zip(range(2018, 2025), (60, 31, 41, 38, 35, 37, 40), strict=True):
        office.load({f"hze-{year}-12-31.csv": numbered(children).replace("2024", str(year))})
    report = office.check({"hze-2025-12-31.csv": numbered(39).replace("2024", "2025")})
    (rows,) = [size for size in compared(office.con, report.parts) if size.size == "rows"]
    assert rows.before == Before(40, date(2024, 12, 31), 35, 41)


def test_a_municipality_whose_children_stay_away_counts_none_and_jumps(tmp_path):
    office = desk(tmp_path)
    office.load({"hze-2024-12-31.csv": numbered(30)})
    report = office.check({"hze-2025-12-31.csv": numbered(30, home="03155012")})
    found = told(compared(office.con, report.parts))
    assert found["area_03155011"] == (30, 0, True) and found["area_03155012"] == (None, 30, False)


def test_of_running_cases_so_many_of_a_hundred_come_again(tmp_path):
    office = desk(tmp_path)
    office.load({"hze-2023-12-31.csv": numbered(20).replace("2024", "2023")})
    office.load({"hze-2024-12-31.csv": numbered(20, beginning=1)})
    report = office.check({"hze-2025-12-31.csv": numbered(20, beginning=11)})
    assert told(compared(office.con, report.parts))["again"] == (95, 50, True)


def test_of_a_few_running_cases_no_share_is_said(tmp_path):
    office = desk(tmp_path)
    office.load({"hze-2023-12-31.csv": numbered(9).replace("2024", "2023")})
    report = office.check({"hze-2024-12-31.csv": numbered(9)})
    assert "again" not in told(compared(office.con, report.parts))


def test_children_of_counts_are_no_children_of_a_municipality(tmp_path):
    report = Desk(tmp_path).check({"zaehlwerte_kita_2024-12-31.csv": counts("stichtag\n01.03.2024")})
    assert not [
        size for size in told(compared(None, report.parts), "kita") if size.startswith(("area_", "begin_", "again"))
    ]


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
    assert {
        case: Size("hze", case[0], case[2], Before(case[1], None, case[1], case[1])).jumped for case in drawn
    } == drawn


def test_what_lies_among_the_last_five_is_usual_however_far_from_the_last():
    drawn = {("rows", 60): False, ("rows", 49): True, ("rows", 141): True, ("offers", 55): False}
    usual = Before(100, None, 50, 140)
    assert {case: Size("hze", case[0], case[1], usual).jumped for case in drawn} == drawn
