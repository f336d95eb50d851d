"""The fetcher of folders: new and changed documents, once they are written to their end.

Files are taken in the order of (change time, name) once they have rested for two seconds; a
mark per folder says how far. Whatever is written, renamed, moved or unpacked later has a later
change time, so nothing is passed by; a folder moved in as a whole has no mark yet. A poll costs
one `stat` per file, and the memory is as large as there are folders, not files.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain.drafts import Draft, Fetched
from bot.domain.errors import DocumentError, InputError
from bot.domain.models import Source, SourceKind
from bot.log import log_event
from bot.ports import Workbench
from bot.sources.documents import MOST_BYTES, drafts_of_files
from bot.sources.folder_scan import FoundFile, load, scan
from bot.sources.kinds import FetcherKind
from bot.sources.moments import parse_moment

logger = logging.getLogger(__name__)

#: A file that changed less than this ago may still be being written.
SETTLED_S = 2.0

#: So long after a folder was added, files that are still being written belong to its first
#: reading, which goes on until they are at rest.
_FIRST_READING = timedelta(minutes=1)
#: Documents and bytes of one poll; the rest comes with the next.
MOST_DOCUMENTS = 500
MOST_POLL_BYTES = 32 * 1024 * 1024
READ_BATCH = 25
READ_S = 20.0
#: A clock set back by more than this makes change times worthless as an order.
CLOCK_SLACK = timedelta(minutes=1)

#: How far each folder was read: its inode, then change time and name of the last file taken.
Marks = dict[str, tuple[int, int, str]]
Document = tuple[str, str, bytes, bool]


class FolderFetcher:
    """Reads the documents below a folder of this machine.

    Its memory holds the marks and when it looked. A document's key is its path below the
    folder, so that a changed file is the same article edited.
    """

    def __init__(
        self,
        *,
        workbench: Workbench,
        now: Callable[[], datetime],
        settled_s: float = SETTLED_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._workbench = workbench
        self._now = now
        self._settled_s = settled_s
        self._monotonic = monotonic
        #: Per source the files that had not settled at the last look, by path: change time and
        #: since when they look like that.
        self._restless: dict[str, dict[str, tuple[int, float]]] = {}

    async def fetch(self, source: Source) -> Fetched:
        """Documents that are new or changed. Raises `FetchError` only."""
        root = Path(source.locator.removeprefix("folder:"))
        now = self._now()
        found = await asyncio.to_thread(scan, root)
        marks = _marks(source.memory, now)
        settled = self._settled(source.locator, [f for f in found if _is_new(f, marks)], now)
        taken = settled[: _how_many(settled)]
        drafts = await self._read(root, taken, now, source_id=source.id)
        there = {file.folder for file in found}
        marks = {folder: mark for folder, mark in marks.items() if folder in there}
        for file in taken:
            marks[file.folder] = (file.folder_id, file.changed_ns, file.name)
        return Fetched(
            drafts=drafts[::-1],  # the newest first, as in a feed
            title=root.name,
            not_modified=not taken,
            memory={
                "marks": {folder: list(mark) for folder, mark in marks.items()},
                "looked_at": now.isoformat(),
            },
            more=len(taken) < len(settled)
            or (bool(self._restless[source.locator]) and now - source.added_at < _FIRST_READING),
        )

    def _settled(self, locator: str, files: list[FoundFile], now: datetime) -> list[FoundFile]:
        """The files that are written to their end, in order; in each folder up to the first
        that is not, or its mark would pass that one by.

        Settled is what changed two seconds ago by the clock, or looks as it did two seconds
        ago: the clock of a network disk may differ from ours.
        """
        before = self._restless.get(locator, {})
        after: dict[str, tuple[int, float]] = {}
        looked = self._monotonic()
        rested_ns = int((now.timestamp() - self._settled_s) * 1e9)
        waiting: set[str] = set()
        settled: list[FoundFile] = []
        for file in sorted(files):
            changed_ns, since = before.get(file.path, (file.changed_ns, looked))
            if changed_ns != file.changed_ns:
                since = looked
            rested = file.changed_ns <= rested_ns or looked - since >= self._settled_s
            if rested and file.folder not in waiting:
                settled.append(file)
                continue
            waiting.add(file.folder)
            after[file.path] = (file.changed_ns, since)
        self._restless[locator] = after
        return settled

    async def _read(
        self, root: Path, files: Sequence[FoundFile], now: datetime, *, source_id: int
    ) -> list[Draft]:
        """The drafts of the files that can be read; the others are told of in the log."""
        drafts: list[Draft] = []
        for at in range(0, len(files), READ_BATCH):
            documents: list[Document] = []
            results: list[list[Draft] | str] = []
            batch = files[at : at + READ_BATCH]
            for file, data in zip(batch, await asyncio.to_thread(_load, root, batch), strict=True):
                if isinstance(data, bytes):
                    documents.append((file.path, file.kind, data, file.gzipped))
                elif data is not None:
                    results.append(data)
            for result in results + await self._read_batch(documents, now):
                if isinstance(result, list):
                    drafts += result
                    continue
                log_event(
                    logger, logging.WARNING, "document.unreadable", source=source_id, why=result
                )
        return drafts

    async def _read_batch(
        self, documents: Sequence[Document], now: datetime
    ) -> list[list[Draft] | str]:
        """Read in a worker process; one by one when together they killed it."""
        if not documents:
            return []
        try:
            return await self._workbench.run(drafts_of_files, documents, now, timeout_s=READ_S)
        except DocumentError as error:
            if len(documents) == 1:
                return [f"{documents[0][0]}: {error}"]
        return [
            result for document in documents for result in await self._read_batch([document], now)
        ]


def _load(root: Path, files: Sequence[FoundFile]) -> list[bytes | str | None]:
    return [load(root, file) for file in files]


def _how_many(files: Sequence[FoundFile]) -> int:
    """The number of the files that fit into one poll; one always does."""
    left_bytes = MOST_POLL_BYTES
    for count, file in enumerate(files):
        left_bytes -= file.size_bytes if file.size_bytes <= MOST_BYTES else 0
        if count >= MOST_DOCUMENTS or (left_bytes < 0 and count):
            return count
    return len(files)


def _is_new(file: FoundFile, marks: Marks) -> bool:
    folder_id, changed_ns, name = marks.get(file.folder, (0, 0, ""))
    return folder_id != file.folder_id or (file.changed_ns, file.name) > (changed_ns, name)


def _marks(memory: Mapping[str, Any], now: datetime) -> Marks:
    """The marks of the last poll; none when the clock was set back since."""
    looked_at = parse_moment(memory.get("looked_at"))
    stored = memory.get("marks")
    if not isinstance(stored, dict) or looked_at is None or now < looked_at - CLOCK_SLACK:
        return {}
    return {folder: (int(mark[0]), int(mark[1]), str(mark[2])) for folder, mark in stored.items()}


_EXAMPLE = "folder:/srv/news"


def _parse(rest: str) -> str:
    if not rest.strip() or "\x00" in rest:
        raise InputError("A folder needs a path.", example=_EXAMPLE)
    return f"folder:{Path(rest).expanduser().absolute()}"


KIND = FetcherKind(
    kind=SourceKind.FOLDER,
    written="folder:PATH",
    example=_EXAMPLE,
    parse=_parse,
    make=lambda parts: FolderFetcher(workbench=parts.workbench, now=parts.now),
)
