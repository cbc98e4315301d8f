"""Does any code read what was written for people, or take apart what was put together for other programs?

A `note` may be passed on, joined and shown; an `item` may be shown and compared as a whole. What either tells stands in
columns (store/tables.py, DIMENSIONS and FACTS).
"""

import ast

import pytest

from tests.test_house import PYTHON_FILES, tree

ROOMS = ("measures", "store", "views", "exports", "pages", "etl")
READERS = ("format_1.py", "items.py")  # the old format, and the one place that makes an item
NAMES = {"note", "item"}
BY_PATTERN = {"match", "search", "fullmatch", "findall", "finditer", "sub"}
TAKING_APART = BY_PATTERN | {
    *(
        "split",
        "rsplit",
        "splitlines",
        "partition",
        "rpartition",
        "removeprefix",
        "removesuffix",
        "startswith",
        "endswith",
    ),
    *("find", "rfind", "index", "rindex", "count", "replace"),
}


def is_one(node: ast.expr) -> bool:
    """note, row.note, row["note"], row.get("note"), pl.col("note"), and each of these `or ""`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=name)):
            return name in NAMES
        case ast.Call(func=ast.Attribute(attr="get" | "col"), args=[ast.Constant(value=name), *_]):
            return name in NAMES
        case ast.BoolOp(values=values):
            return any(map(is_one, values))
    return False


def reads(node: ast.AST) -> bool:
    """A string method or pattern on one of them, something looked for in it, or its `.str` in a table."""
    match node:
        case ast.Call(func=ast.Attribute(value=of, attr=method), args=args) if method in TAKING_APART:
            return is_one(of) or (method in BY_PATTERN and any(map(is_one, args)))
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[whole]):
            return is_one(whole)
        case ast.Attribute(value=of, attr="str") | ast.Subscript(value=of, slice=ast.Slice()):
            return is_one(of)
    return False


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('re.search("Stichtag", row["note"] or "")', True),
        ('"Reihenbruch" in trend.note', True),
        ('row["item"].split(":")', True),
        ('pl.col("item").str.starts_with("age:")', True),
        ('row.get("note").startswith("Nur")', True),
        ("SINCE.search(note)", True),
        ("item[7:]", True),
        ('rows["value"].item().split()', False),
        ('" ".join([row["note"], note])', False),
        ('f"{note} {row.note}".strip()', False),
        ("notes.count(note)", False),
        ('pl.col("item") == "period"', False),
        ("sorted(terms, key=lambda item: item[0].casefold())", False),
    ],
)
def test_reading_is_told_from_showing(code, found):
    assert any(map(reads, ast.walk(ast.parse(code)))) is found


def test_no_code_reads_a_note_or_takes_an_item_apart():
    found = [
        f"{place}:{node.lineno}"
        for place in PYTHON_FILES
        if place.parts[0] in ROOMS and place.name not in READERS
        for node in ast.walk(tree(place))
        if reads(node)
    ]
    assert found == []
