"""What does a person type who has no browser or office suite for the tests?"""

from __future__ import annotations

import os

import pytest

from tests import browser, office_suite


@pytest.mark.parametrize("program", [browser, office_suite])
@pytest.mark.parametrize("manager", sorted(browser.MANAGERS))
def test_without_a_program_one_command_is_named(program, manager, tmp_path, monkeypatch):
    name = tmp_path / (manager + (".exe" if os.name == "nt" else ""))
    name.write_text("")
    name.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    told = program.hint()
    assert told.startswith(f"{program.NOT_FOUND} Bitte eingeben: ")
    assert manager in told
    assert "\n" not in told


def test_without_a_known_package_manager_the_person_is_asked_to_install_one(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.hint().endswith("Bitte Chromium, Chrome oder Edge installieren.")
    assert office_suite.hint().endswith("Bitte LibreOffice installieren.")
    assert browser.install(pytest.fail) is None
    assert office_suite.install(pytest.fail) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such name")
def test_a_name_that_does_not_start_is_no_browser(tmp_path, monkeypatch):
    stub = tmp_path / "chromium"
    stub.write_text("#!/bin/sh\necho 'install the snap first' >&2\nexit 10\n")
    stub.chmod(0o755)
    monkeypatch.setenv("REICHWEITE_BROWSER", str(stub))
    assert browser.find() != str(stub)


def test_an_office_suite_without_sheets_or_slides_is_none(tmp_path):
    program = tmp_path / "soffice"
    assert office_suite._whole(program), "its parts lie elsewhere"
    for part, whole in (("libswlo.so", False), ("libsclo.so", False), ("libsdlo.so", True)):
        (tmp_path / part).write_text("")
        assert office_suite._whole(program) is whole
