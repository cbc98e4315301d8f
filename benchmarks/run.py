"""Runs every benchmark in turn and prints what it says; nothing is decided here.

    python benchmarks/run.py [--quick]

`--quick`: sizes that take a minute in all, for the run that only prints; without it the sizes of the goals.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
RUNS = (  # file, sizes of the goals, quick sizes (None: needs a loaded store, or a browser and the packages of the tests)
    ("reach.py", (), ("--children", "100000")),
    ("delivery.py", ("--megabytes", "1000"), ("--megabytes", "30")),
    ("planted.py", ("--seeds", "20"), ("--seeds", "1")),
    ("seeds.py", (), None),
    ("documents.py", (), None),
    ("pages.py", (), None),
    ("users.py", (), None),
)


def main() -> None:
    quick = "--quick" in sys.argv
    for file, full, small in RUNS:
        if quick and small is None:
            continue
        print(f"\n== {file}", flush=True)
        ended = subprocess.run([sys.executable, str(HERE / file), *(small if quick else full)], check=False)
        if ended.returncode:
            print(f"{file}: no result (exit {ended.returncode})")


if __name__ == "__main__":
    main()
