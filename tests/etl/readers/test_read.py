"""One door to all formats, and no format beside it."""

import pkgutil
from importlib import import_module

import pytest

import etl.readers
from etl.readers import FORMATS, Unreadable, read


def test_every_reader_is_a_format_a_mapping_may_name():
    modules = [module.name for module in pkgutil.iter_modules(etl.readers.__path__)]
    readers = {f"etl.readers.{name}" for name in modules if hasattr(import_module(f"etl.readers.{name}"), "read")}
    assert {form.read.__module__ for form in FORMATS.values()} == readers


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "fehlt.csv"):
        with pytest.raises(Unreadable, match="nicht da"):
            read(path, "text")
