"""Files that only the one who runs Lede may read: what it makes, and what it is given."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

#: Where containers put secrets; nobody else is in there.
_CONTAINERS = Path("/run/secrets")


def make_private() -> None:
    """From now on, whatever this process makes can be read by nobody else."""
    os.umask(os.umask(0o077) | 0o077)


def readable_by_all(files: Iterable[Path]) -> list[Path]:
    """Of these files, those that everybody on this machine can read or change."""
    found = []
    for file in files:
        try:
            mode = file.stat().st_mode
        except OSError:
            continue
        if mode & (stat.S_IROTH | stat.S_IWOTH) and _CONTAINERS not in file.absolute().parents:
            found.append(file)
    return found
