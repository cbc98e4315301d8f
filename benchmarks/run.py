"""Runs every benchmark in turn and prints what it says; nothing is decided here.

    python benchmarks/run.py [--quick]

`--quick`: sizes that take a minute in all, for the run that only prints; without it the sizes of the goals.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = (  # name, sizes of the goals, quick sizes (None: the tests do it, or it needs a loaded store, or a browser)
    ("reach", (), ("--children", "100000")),
    ("delivery", ("--megabytes", "1000"), ("--megabytes", "30")),
    ("upload", ("--megabytes", "1000"), ("--megabytes", "30")),
    ("gaps", ("300",), ("10",)),
    ("planted", ("--seeds", "20"), None),
    ("worlds", ("--seeds", "10"), ("real", "--seeds", "1")),
    ("trends", (), ("--series", "100")),
    ("linkage", (), ("--seeds", "2")),
    ("further_use", (), ("--draws", "20")),
    ("ladder", (), None),
    ("seeds", (), None),
    ("documents", (), None),
    ("pages", (), None),
    ("users", (), None),
    ("pseudonym", (), None),
)


def main() -> None:
    quick = "--quick" in sys.argv
    for name, full, small in RUNS:
        sizes = small if quick else full
        if sizes is None:
            continue
        print(f"\n== {name}", flush=True)
        ended = subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *sizes], cwd=ROOT, check=False)
        if ended.returncode:
            print(f"{name}: no result (exit {ended.returncode})")


if __name__ == "__main__":
    main()
