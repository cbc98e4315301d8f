"""One door to all formats, and no format beside it."""

import ast
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import etl.readers
from etl.readers import FORMATS, Unreadable
from etl.readers.table import REFUSALS
from tests.etl.readers.one import read_one as read


def test_every_reader_is_a_format_a_mapping_may_name():
    modules = [module.name for module in pkgutil.iter_modules(etl.readers.__path__)]
    readers = {f"etl.readers.{name}" for name in modules if hasattr(import_module(f"etl.readers.{name}"), "read")}
    assert {form.read.__module__ for form in FORMATS.values()} == readers


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "fehlt.csv"):
        with pytest.raises(Unreadable, match="nicht da"):
            read(path, "text")


def test_every_refusal_that_is_written_down_is_said_and_no_other():
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in Path(etl.readers.__file__).parent.glob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    calls = [node for node in nodes if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "refusal"]
    said = {call.args[1].value for call in calls if isinstance(call.args[1], ast.Constant)}
    strings = {node.value for node in nodes if isinstance(node, ast.Constant)}
    assert set() < said <= set(REFUSALS) <= strings
    assert all({"what", "please"} <= text.keys() <= {"what", "expected", "please"} for text in REFUSALS.values())
