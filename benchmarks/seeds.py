"""Do the tests hold for many more draws than their everyday run tries? The same tests, more worlds and more kills.

python benchmarks/seeds.py
"""

import os
import subprocess
import sys
from pathlib import Path

MORE = {  # test file → what it tries, and how often here
    "tests/measures/test_worlds.py": {"REICHWEITE_WORLDS": "200"},
    "tests/etl/test_killed_load.py": {"REICHWEITE_KILLS": "200"},
}


def main() -> None:
    for file, often in MORE.items():
        print(f"{file}: {often}", flush=True)
        command = [sys.executable, "-m", "pytest", "-q", file]
        subprocess.run(command, cwd=Path(__file__).parent.parent, env={**os.environ, **often}, check=True)


if __name__ == "__main__":
    main()
