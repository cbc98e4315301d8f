"""Does the house stand as its plan says? Who imports whom, where things are, how big they are, what must not be in it."""

from __future__ import annotations

import ast
import csv
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOT_OURS = {"__pycache__", "wheels", "screenshots", "incoming"}
LONGER_FILES = {"run.py": "one file of the standard library only, so that it starts before anything is installed"}
LONGER_FUNCTIONS: dict[str, str] = {}


def files_of_the_house() -> Iterator[Path]:
    """Every file that belongs to the repository, relative to its root."""
    for path in sorted(ROOT.rglob("*")):
        place = path.relative_to(ROOT)
        hidden = place.parts[0].startswith(".") and place.parts[0] not in (".ci", ".streamlit", ".gitignore")
        if path.is_file() and not hidden and not NOT_OURS & set(place.parts) and place.parts[:2] != ("data", "store"):
            yield place


PYTHON_FILES = [place for place in files_of_the_house() if place.suffix == ".py"]
PAGES = [place for place in PYTHON_FILES if place.parts[0] == "pages"]


def tree(place: Path) -> ast.Module:
    return ast.parse((ROOT / place).read_text(encoding="utf-8"))


def strings_and_names(module: ast.Module) -> set[str]:
    """Every string and name of a file except its docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    nodes = [node for node in ast.walk(module) if id(node) not in docstrings]
    strings = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return strings | names | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


# ── Who imports whom (the layers: `run.py check`, tests/test_check.py) ─────────────────────────────────────────────────────────────────────────────


def imports_of(place: Path) -> set[str]:
    """Every module that a file imports; of `from store import keys`, store.keys."""
    found = set()
    for node in ast.walk(tree(place)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{name.name}" if node.module == "store" else node.module for name in node.names}
    return found


def test_the_start_imports_nothing_but_the_standard_library():
    """Itself, and what it takes of the house: it runs before any package is there."""
    ahead, seen = {"run"}, set()
    while ahead:
        seen |= ahead
        found = {name for module in ahead for name in imports_of(Path(*module.split(".")).with_suffix(".py"))}
        ours = {name for name in found if name.partition(".")[0] not in sys.stdlib_module_names}
        assert [name for name in sorted(ours) if not name.startswith("store.")] == []
        ahead = ours - seen


SPILLING = re.compile(r"\.lazy\(|\bscan_\w+\(|\bSQLContext\b|\bcollect_all\(|\bsink_\w+\(")


def test_no_frame_is_lazy_where_rows_of_children_are():
    """Short of memory, polars writes what a lazy frame works on into the system's folder for temporary files, in clear."""
    rooms = [place for place in PYTHON_FILES if place.parts[0] in ("store", "measures", "etl")]
    found = [place for place in rooms if SPILLING.search((ROOT / place).read_text(encoding="utf-8"))]
    assert (len(rooms) > 100, found) == (True, [])


def test_every_package_of_the_house_is_under_the_import_rules():
    ruled = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    packages = {place.parts[0] for place in PYTHON_FILES if len(place.parts) > 1}
    assert packages - {"tests", "benchmarks"} == set(ruled["root_packages"])


def test_the_entry_knows_only_pages_documents_views_and_published_figures():
    ours_or_outside = set()
    for node in ast.walk(tree(Path("dashboard.py"))):
        if isinstance(node, ast.Import):
            ours_or_outside |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            ours_or_outside.add(node.module)
    outside = {name for name in ours_or_outside if name.partition(".")[0] not in sys.stdlib_module_names}
    allowed = re.compile(r"(streamlit|starlette|pages|views|exports)(\.|$)|store\.(published|german)$")
    assert [name for name in sorted(outside) if not allowed.match(name)] == []


def test_rows_of_single_children_are_named_only_by_store_and_etl():
    shown = ("dashboard.py", "pages", "exports", "views", "measures")
    showing = [place for place in PYTHON_FILES if place.parts[0] in shown]
    assert [
        str(place) for place in showing if any("microdata" in text for text in strings_and_names(tree(place)))
    ] == []


# ── Where things are ─────────────────────────────────────────────────────────────────────────────


def test_no_page_file_lies_directly_in_pages():
    # There the platform would run it without dashboard.py, and so without its check of access.
    assert [str(place) for place in PAGES if len(place.parts) == 2] == []


def test_every_page_file_stands_in_dashboard_and_every_page_there_is_a_file():
    listed = {text for text in strings_and_names(tree(Path("dashboard.py"))) if re.fullmatch(r"pages/.+\.py", text)}
    assert listed == {place.as_posix() for place in PAGES} != set()


def test_a_page_that_the_program_points_to_is_in_its_menu():
    menus = [node.value for node in tree(Path("dashboard.py")).body if isinstance(node, ast.Assign)]
    menu = {group: set(pages.values()) for group, pages in ast.literal_eval(menus[0]).items()}
    texts = {text for place in PYTHON_FILES if place.parts[0] != "tests" for text in strings_and_names(tree(place))}
    named = sorted({hit for text in texts for hit in re.findall(r"(\w+) › (\w+)", text)})
    elsewhere = ("Ansicht", "Folienmaster")  # a menu of PowerPoint
    assert [found for found in named if found != elsewhere and found[1] not in menu.get(found[0], ())] == []


def test_no_two_pages_share_a_file_name():
    names = [place.name for place in PAGES]
    assert sorted(names) == sorted(set(names))


def test_no_file_is_a_drawer_for_everything():
    assert [str(place) for place in PYTHON_FILES if re.search("utils|helper|common|misc", place.stem)] == []


def ids_of_the_profile() -> set[str]:
    """Ids of offers, groups, areas and bands; without those that are also words of the program (roles and the total)."""
    found, words = set(), {"all"}
    for name, key in (
        ("angebote", "id"),
        ("angebotsgruppen", "id"),
        ("altersgruppen", "id"),
        ("gebiete", "schluessel"),
    ):
        text = (ROOT / "data" / "profile" / f"{name}.csv").read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
        found |= {row[key] for row in rows}
        words |= {row["rolle"] for row in rows if "rolle" in row}
    return found - words


def test_no_code_names_an_id_of_the_profile():
    # Another office has others. What a group or an offer is to the program is its role. The demo invents data for this
    # very profile, and the first format knew no roles.
    ours = [
        place
        for place in PYTHON_FILES
        if place.parts[0] not in ("tests", "benchmarks") and place.parts[:2] != ("etl", "demo")
    ]
    ids = ids_of_the_profile()
    named = {str(place): sorted(ids & strings_and_names(tree(place))) for place in ours if place.name != "format_1.py"}
    assert {place: found for place, found in named.items() if found} == {}


# ── How big they are ─────────────────────────────────────────────────────────────────────────────


def test_no_file_is_longer_than_300_lines():
    lines = {str(place): len((ROOT / place).read_text(encoding="utf-8").splitlines()) for place in PYTHON_FILES}
    assert {place: n for place, n in lines.items() if n > 300 and place not in LONGER_FILES} == {}


def test_no_function_is_longer_than_40_lines():
    found = {
        f"{place}: {node.name}": node.end_lineno - node.lineno + 1
        for place in PYTHON_FILES
        for node in ast.walk(tree(place))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: n for name, n in found.items() if n > 40 and name not in LONGER_FUNCTIONS} == {}


# ── What must not be in it ───────────────────────────────────────────────────────────────────────


def test_no_error_is_passed_over_in_silence():
    silent = [
        f"{place}:{node.lineno}"
        for place in PYTHON_FILES
        for node in ast.walk(tree(place))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or all(isinstance(step, ast.Pass) for step in node.body))
    ]
    assert silent == []


def test_the_repository_names_no_machine_and_no_registry():
    machine = "|".join(["work", "tmp", "root", "home"])
    registries = "|".join([r"pypi\.o" + "rg", "pythonhosted" + r"\.org", "npmjs" + r"\.(com|org)"])
    trace = re.compile(rf"(?<![\w.\-*])/(?:{machine})/[\w.]|{registries}|--(extra-)?index-url\s+\S+|file:/{{3}}")
    found = []
    for place in files_of_the_house():
        try:
            text = (ROOT / place).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a file of another encoding holds no address of ours
        found += [f"{place}:{text[: hit.start()].count(chr(10)) + 1}" for hit in trace.finditer(text)]
    assert found == []


# ── Set-up ───────────────────────────────────────────────────────────────────────────────────────


def test_the_readme_names_the_two_commands_and_the_ci_runs_the_second():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^python run\.py(?: test)?$", readme, re.MULTILINE) == ["python run.py", "python run.py test"]
    steps = (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip().splitlines()
    assert re.match(r"exec python3 run\.py test( |$)", steps[-1])


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_package_is_pinned_to_a_version_and_its_hashes(name):
    pinned = (ROOT / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in pinned.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert lines
    assert [
        line.split()[0] for line in lines if not re.match(r"[\w.\-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)
    ] == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_what_is_asked_for_is_what_is_pinned(name):
    asked = re.findall(r"^[\w\-]+(?:==\S+)?", (ROOT / f"{name}.in").read_text(encoding="utf-8"), re.MULTILINE)
    pinned = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    wanted = [entry for entry in asked if not entry.startswith("-")]
    assert wanted
    assert [entry for entry in wanted if not re.search(rf"^{re.escape(entry)}(==| |$)", pinned, re.MULTILINE)] == []
