"""What does a steward read who types a command? Without the second that a process takes to start."""

import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from etl.__main__ import main
from tests.etl.office import surroundings
from tests.planted import planted_in


def typed(*arguments: str | Path, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess:
    """What `python -m etl …` says and how it ends, in this process.

    Where memory, threads, signals or temporary files are asked about, `tests.etl.office.command` starts one."""
    said, wrong, rights = StringIO(), StringIO(), os.umask(0)
    wanted = surroundings(environment)
    try:
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(wrong):
            patch.setattr(sys, "argv", ["etl", *map(str, arguments)])
            for name in os.environ.keys() - wanted:
                patch.delenv(name)
            for name, value in wanted.items():
                patch.setenv(name, value)
            code = main()
    finally:
        os.umask(rights)
    done = subprocess.CompletedProcess(["etl", *arguments], code, said.getvalue(), wrong.getvalue())
    assert planted_in(done.stdout, done.stderr) == [], "a message speaks of a child"
    return done
