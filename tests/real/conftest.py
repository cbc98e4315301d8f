"""Official files as downloaded. They are not part of the repository: REICHWEITE_REAL_FILES names their folder."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("REICHWEITE_REAL_FILES", Path(__file__).parents[3] / "shared" / "data"))
NOT_TESTED = "real files not tested"


@pytest.fixture
def real() -> Callable[[str], Path]:
    """The path of an official file; without it the test is skipped and the run says so in its last lines."""

    def path_of(name: str) -> Path:
        if not (FOLDER / name).is_file():
            pytest.skip(f"{NOT_TESTED}: {name} (REICHWEITE_REAL_FILES)")
        return FOLDER / name

    return path_of


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if NOT_TESTED in str(report.longrepr)]
    terminalreporter.write_line(f"{NOT_TESTED}: {len(skipped)}")
