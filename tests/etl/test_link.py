"""Which records are the same child? Keys in, children out; without a noted release nothing is linked."""

import polars as pl
import pytest

from etl.findings import Confirmation
from etl.same_child import same_child
from store.connect import connect
from store.published import open_published
from store.versions import all_versions
from tests.etl.office import Desk, load_into, mapping, profile_in, uses
from tests.grid import frame

RELEASE = '[freigabe]\ndatum = 2026-03-03\nfunktion = "Datenschutz"\nvermerk = "DSB vom 03.03.2026"\n'


OTHERWISE_WRITTEN = "\n"  # one and the same file twice is refused


def key(n: int) -> str:
    return "v1:" + f"{n:064x}"


def linked(name: str, *, released: bool = True) -> str:
    keys = "\n".join(f'kind_schluessel_{n} = "kind_schluessel_{n}"' for n in (1, 2))
    toml = mapping(name, "bestand", RELEASE if released else "") + keys
    return toml.replace("eigener_schluessel", "verknuepft").replace('kind_nr = "kind_nr"\n', "")


def delivered(table: str) -> str:
    """Children by their keys, drawn as numbers."""
    header, *body = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    body = [
        [key(int(cell)) if name.startswith("kind_s") and cell else cell for name, cell in zip(header, row, strict=True)]
        for row in body
    ]
    content = uses("\n".join(" | ".join(line) for line in [header, *body]))
    return content.replace(";kind_nr", "").replace(";K1", "")


def unknown(keys: pl.DataFrame) -> pl.DataFrame:
    """Records of which nothing but their keys is told."""
    nothing = {"own_number": False, "born_first": 2015, "born_last": 2015, "male": False, "female": False}
    return keys.select("source", "reference").unique().with_columns(pl.lit(v).alias(k) for k, v in nothing.items())


def children(desk: Desk) -> list[tuple]:
    """Spaces, and how many children each has."""
    return (
        desk.build()
        .con.sql("SELECT space, count(DISTINCT child)::INT FROM episode GROUP BY space ORDER BY space")
        .fetchall()
    )


@pytest.mark.parametrize(
    ("records", "together"),
    [
        ("s | a | k1\ns | b | k1", [["a", "b"]]),
        ("s | a | k1\ns | b | k2", [["a"], ["b"]]),
        ("s | a | k1\ns | a | k2\ns | b | k2\ns | b | k3\ns | c | k3", [["a", "b", "c"]]),  # over a third record
        ("s | a | \ns | b | ", [["a"], ["b"]]),  # no key: nobody else
        ("s | a | k1\nt | a | k1", [["a", "a"]]),
        ("s | a | k1\nt | a | ", [["a"], ["a"]]),  # the same reference in another source is another record
    ],
)
def test_records_that_share_any_key_are_one_child(records, together):
    keys = frame("source | reference | key\n" + records).cast(pl.String)
    found = same_child(unknown(keys), keys.with_columns(level=pl.lit(1))).children
    groups = found.group_by("child").agg("reference").sort("child")
    assert sorted(sorted(names) for names in groups["reference"].to_list()) == together
    assert sorted(found["child"].unique().to_list()) == list(range(len(together)))


def test_released_sources_share_one_space_and_a_child_of_both_counts_once(desk_of):
    desk: Desk = desk_of(mappings={"hze": linked("hze"), "uvg": linked("uvg")})
    desk.load({
        "hze-2024-12-31.csv": delivered("kind_schluessel_1 | kind_schluessel_2\n1 | 9\n2 | "),
        "uvg-2024-12-31.csv": delivered("kind_schluessel_1 | kind_schluessel_2 | angebot\n3 | 9 | unterhaltsvorschuss\n4 | | unterhaltsvorschuss"),
    })  # fmt: skip
    assert children(desk) == [("verknuepft", 3)]
    masks = desk.rows("SELECT bit_count(mask)::INT AS offers FROM analysis.child_year ORDER BY ALL")
    assert [row["offers"] for row in masks] == [1, 1, 2]


def test_without_a_release_equal_keys_of_two_sources_are_two_children(desk_of):
    desk: Desk = desk_of(mappings={"hze": linked("hze", released=False), "uvg": linked("uvg")})
    same = delivered("kind_schluessel_1 | kind_schluessel_2\n1 | 9")
    desk.load({"hze-2024-12-31.csv": same, "uvg-2024-12-31.csv": OTHERWISE_WRITTEN + same})
    assert children(desk) == [("hze", 1), ("verknuepft", 1)]


def test_canonical_files_are_never_linked(desk):
    same = delivered("kind_schluessel_1 | kind_schluessel_2\n1 | 9")
    desk.load({"nutzung_hze_2024-12-31.csv": same, "nutzung_uvg_2024-12-31.csv": OTHERWISE_WRITTEN + same})
    assert children(desk) == [("hze", 1), ("uvg", 1)]


def test_no_key_and_no_number_of_a_child_leaves_microdata(desk_of):
    desk: Desk = desk_of(mappings={"hze": linked("hze")})
    desk.load(
        {
            "hze-2024-12-31.csv": delivered("kind_schluessel_1 | kind_schluessel_2\n1 | 9"),
            "nutzung_uvg_2024-12-31.csv": uses("kind_nr\nK4711"),
        }
    )
    desk.build()
    tables = [
        name
        for (name,) in desk.con.sql(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'analysis'"
        ).fetchall()
    ]
    stored = "".join(str(desk.con.sql(f"FROM analysis.{name}").fetchall()) for name in tables)
    assert "child_year" in tables
    assert not [word for word in (key(1), key(9), key(1)[3:], "K4711") if word in stored]


def test_the_report_counts_the_records_of_each_key_and_only_rounded_counts_are_published(tmp_path):
    """Of 30 children of each source 20 are in both: 15 by the strongest key, 5 by the second; two are kept apart by their numbers."""
    profile = profile_in(tmp_path / "profile", {name: numbered(name) for name in ("hze", "uvg")})
    rows = {
        "hze": [(n, n, 100 + n) for n in range(28)] + [(28, 28, 100), (29, 29, 101)],
        "uvg": [(n, n if n < 15 else 200 + n, 100 + n) for n in range(20)]
        + [(n, 300 + n, 400 + n) for n in range(20, 30)],
    }
    offers = {"hze": "hze_31", "uvg": "unterhaltsvorschuss"}
    files = {f"{name}-2024-12-31.csv": of_numbers(rows[name], offers[name]) for name in rows}
    load_into(tmp_path / "store", profile, files, confirmed=[Confirmation("ohne_pruefwert", "im Test")])
    (made,) = all_versions(tmp_path / "store")
    con = connect({"analysis": made.analysis})
    counted = {tuple(row[:4]): row[4] for row in con.sql("FROM linkage WHERE count IS NOT NULL").fetchall()}
    assert {key[1:]: n for key, n in counted.items()} == {
        ("records", None, None): 60, ("children", None, None): 40, ("in_several", None, None): 20,
        ("joined", 1, None): 15, ("joined", 2, None): 5, ("joined", 3, None): 0, ("joined", 4, None): 0,
        ("refused", None, "own_number"): 2, ("refused", None, "birth_year"): 0, ("refused", None, "sex"): 0,
    }  # fmt: skip
    shown = open_published(tmp_path / "store").table("linkage")
    assert shown.height == len(counted) + 2 and all(n % 5 == 0 for n in shown["count"].drop_nulls())
    assert shown.columns == ["space", "quantity", "key", "reason", "count", "share"]


def numbered(name: str) -> str:
    return linked(name).replace("[datei.spalten]\n", '[datei.spalten]\nkind_nr = "kind_nr"\n')


def of_numbers(rows: list[tuple[int, int, int]], offer: str) -> str:
    """Own number and what the first two keys are made of."""
    drawn = [f"N{number} | v2:{one:064x} | v2:{two:064x} | {offer}" for number, one, two in rows]
    return uses("kind_nr | kind_schluessel_1 | kind_schluessel_2 | angebot\n" + "\n".join(drawn))
