"""Files of a folder, and their bytes: no links out of it, no pipes, nothing unfinished."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import FetchError, FetchReason
from bot.sources.documents import KINDS, MOST_BYTES

#: Files and folders that are looked at, and how deep.
MOST_FILES = 1_000_000
MOST_FOLDERS = 20_000
MOST_DEPTH = 16

#: What editors, browsers and copiers call a file they are not done with.
_UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".swp", ".lock", "~")


@dataclass(frozen=True, slots=True, order=True)
class FoundFile:
    """A file as found; sorts in the order in which files are taken."""

    #: The inode's change time: writing, renaming and moving set it, and nothing sets it back.
    changed_ns: int
    name: str
    #: Its folder, relative to the source's, with `/`; empty for the source's own.
    folder: str
    #: The folder's inode: another folder moved here is another one.
    folder_id: int
    size_bytes: int
    kind: str
    gzipped: bool

    @property
    def path(self) -> str:
        """Relative to the source's folder."""
        return f"{self.folder}/{self.name}" if self.folder else self.name


def scan(root: Path) -> list[FoundFile]:
    """All documents below a folder. Raises `FetchError` when it cannot be looked into."""
    try:
        os.scandir(root).close()
    except FileNotFoundError:
        raise FetchError(FetchReason.NOT_FOUND, f"there is no folder {root}") from None
    except NotADirectoryError:
        raise FetchError(FetchReason.NOT_FOUND, f"{root} is not a folder") from None
    except OSError as error:
        raise FetchError(
            FetchReason.FORBIDDEN, f"the folder {root} cannot be read ({error.strerror})"
        ) from error
    found: list[FoundFile] = []
    folders = [("", 0)]
    for count, (folder, depth) in enumerate(folders):
        if count >= MOST_FOLDERS or len(found) >= MOST_FILES:
            break
        for entry, is_folder in _entries(root / folder):
            if not is_folder:
                found += _found(entry, folder, root / folder)
            elif depth < MOST_DEPTH:
                folders.append((f"{folder}/{entry.name}" if folder else entry.name, depth + 1))
    return found


def load(root: Path, file: FoundFile) -> bytes | str | None:
    """The bytes of a file; why it cannot be read; or None when it changed since it was found."""
    if file.size_bytes > MOST_BYTES:
        return f"{file.path}: larger than {MOST_BYTES // 1024 // 1024} MB"
    folder = (root / file.folder).resolve()
    if not folder.is_relative_to(root.resolve()):
        return f"{file.path}: leads out of the folder"
    try:
        fd = os.open(folder / file.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(fd, "rb") as stream:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode):
                return f"{file.path}: not a file"
            data = stream.read(MOST_BYTES + 1)
            status = os.fstat(fd)
    except FileNotFoundError:
        return None
    except OSError as error:
        return f"{file.path}: {error.strerror}"
    return data if status.st_ctime_ns == file.changed_ns else None


def _entries(folder: Path) -> Iterator[tuple[os.DirEntry[str], bool]]:
    """The entries of a folder that are not hidden and not links, and whether each is a folder."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name.lower().endswith(_UNFINISHED):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield entry, True
                elif entry.is_file(follow_symlinks=False):
                    yield entry, False
    except OSError:
        return  # it went away, or is not ours to read; the others are read all the same


def _found(entry: os.DirEntry[str], folder: str, path: Path) -> list[FoundFile]:
    name = entry.name.lower()
    gzipped = name.endswith(".gz")
    kind = KINDS.get(Path(name.removesuffix(".gz")).suffix)
    if kind is None or not entry.name.isprintable():
        return []
    try:
        status = entry.stat(follow_symlinks=False)
        folder_id = path.stat().st_ino
    except OSError:
        return []
    return [
        FoundFile(
            changed_ns=status.st_ctime_ns,
            name=entry.name,
            folder=folder,
            folder_id=folder_id,
            size_bytes=status.st_size,
            kind=kind,
            gzipped=gzipped,
        )
    ]
