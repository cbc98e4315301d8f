"""Who may read a store? Its owner alone: folders 0700, files 0600, also those that an earlier version or a copy left open.

On Windows these calls hide nothing; there a store is as private as the folder it lies in.
"""

import os
from contextlib import suppress
from pathlib import Path

OTHERS = 0o077  # the rights of everybody but the owner


def close(store: Path) -> None:
    """Takes the rights of all others from everything in a store. A link is left as it is, and so is what it leads to."""
    for folder, _, names in os.walk(store):
        for place in (Path(folder), *(Path(folder, name) for name in names)):
            with suppress(FileNotFoundError):  # another process has just finished with it
                rights = place.lstat().st_mode
                if rights & OTHERS and not place.is_symlink():
                    place.chmod(rights & 0o7777 & ~OTHERS)
