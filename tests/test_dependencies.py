"""Is every package that the code imports asked for, and does the code import every one that is? What may each be used under?"""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions

import pytest

from tests.test_house import PYTHON_FILES, ROOT, tree

OURS = {"dashboard", "run", "tests", "benchmarks", "pages", "exports", "views", "measures", "store", "etl"}
FOR_TESTS = ("tests", "benchmarks")


def asked_for(name: str) -> dict[str, str]:
    """Package → what its line says behind it, in one of the two files people write."""
    lines = (ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines()
    found = (re.match(r"([a-z][\w\-]*)(?:==\S+)?\s*(?:#\s*(.*))?$", line) for line in lines)
    return {line[1]: line[2] or "" for line in found if line}


def imported(for_tests: bool) -> set[str]:
    """The packages that the files of the house import (or, with `for_tests`, its tests and benchmarks)."""
    names = set()
    for place in PYTHON_FILES:
        if (place.parts[0] in FOR_TESTS) == for_tests:
            for node in ast.walk(tree(place)):
                if isinstance(node, ast.Import):
                    names |= {name.name.partition(".")[0] for name in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    names.add(node.module.partition(".")[0])
    known = packages_distributions()
    outside = names - OURS - sys.stdlib_module_names
    return {re.sub(r"[_.]", "-", known[name][0].lower()) if name in known else name for name in outside}


def test_every_package_that_the_house_imports_is_asked_for():
    assert imported(for_tests=False) - asked_for("requirements").keys() == set()


def test_every_package_that_tests_import_is_asked_for():
    assert imported(for_tests=True) - asked_for("requirements").keys() - asked_for("requirements-dev").keys() == set()


@pytest.mark.parametrize(("name", "for_tests"), [("requirements", False), ("requirements-dev", True)])
def test_every_package_asked_for_is_imported_or_says_who_needs_it(name, for_tests):
    asked, used = asked_for(name), imported(for_tests)
    assert asked
    assert {package for package, why in asked.items() if why.startswith("not imported: ")} == asked.keys() - used


def test_the_licence_of_every_package_asked_for_is_told_once():
    told = (ROOT / "docs/decisions/0009-licence.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| [^|]+ \| ([^|]+) \|$", told, re.MULTILINE)[1:]
    named = [name for cell in table for name in cell.strip().split(", ")]
    assert sorted(named) == sorted({*asked_for("requirements"), *asked_for("requirements-dev")})
