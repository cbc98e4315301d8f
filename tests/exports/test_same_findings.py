"""Do page and document show the same findings? No document builds a drawing or a table of figures of its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILT = {"Chart", "Table", "Series", "Finding", "Picture"}
LAID_OUT = "exports/content/told.py"  # the one place that turns a finding into drawings and tables
ONLY_DOCUMENTS = {
    "exports/content/annex.py: annex": "the glossary as a table; on a page each word explains itself where it stands",
    "exports/content/annex.py: deliveries": "one line for each source as an annex lists its sources, no figures",
    "exports/content/briefing.py: _table": "for the two tables of the one page: three numbers, and offers with their money",
    "exports/content/briefing.py: back": "the Zahlenpass of the key figure, without a drawing",
}


def building() -> Iterator[str]:
    """File and function of every call that makes a drawing, a table or a finding."""
    for path in sorted((ROOT / "exports").rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for outer in ast.parse(path.read_text(encoding="utf-8")).body if place != LAID_OUT else ():
            calls = [node.func for node in ast.walk(outer) if isinstance(node, ast.Call)]
            names = {getattr(called, "id", getattr(called, "attr", "")) for called in calls}
            if isinstance(outer, ast.FunctionDef | ast.ClassDef) and names & BUILT:
                yield f"{place}: {outer.name}"


def test_what_a_document_shows_was_built_for_the_page_too():
    assert sorted(building()) == sorted(ONLY_DOCUMENTS)
