"""The fetcher of tables: articles in another system's SQL database, each row once.

See `bot.sources.sql_ledger` for how rows that become visible late are found, and by when.
Edits of rows that were read are not noticed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.domain.drafts import Draft, Fetched
from bot.domain.errors import InputError
from bot.domain.models import Source, SourceKind
from bot.sources.kinds import FetcherKind
from bot.sources.moments import parse_moment
from bot.sources.records import record_draft
from bot.sources.sql_ledger import BLOCK_ROWS, MODULUS, Ledger, check_of, load_ledger
from bot.sources.sql_table import ForeignTable, open_table, parse_table_locator

#: Rows of one poll; the rest comes with the next, which need not wait.
MOST_ROWS = 500
#: New rows that are noticed at once; more are noticed when these were read.
MOST_IDS = 20_000
#: While there are no more blocks than this they are compared at every poll, else this often.
FEW_BLOCKS = 40
COMPARED_EVERY = timedelta(hours=1)


class SqlFetcher:
    """Reads a table of articles in PostgreSQL or SQLite, newest rows first.

    Its memory holds the ledger of what was read and when its blocks were last compared.
    """

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        self._now = now

    async def fetch(self, source: Source) -> Fetched:
        """Rows that were not read yet. Raises `FetchError` only."""
        now = self._now()
        locator = parse_table_locator(source.locator)
        async with open_table(locator) as table:
            ledger = load_ledger(source.memory.get("ledger")) or await _begin(table)
            ids, more = await _newest(table, ledger)
            compared_at = parse_moment(source.memory.get("compared_at"))
            if len(ids) < MOST_ROWS and _is_due(ledger, compared_at, now):
                late, unfinished = await _late(table, ledger)
                ids += late
                more = more or unfinished
                compared_at = compared_at if unfinished else now
            if len(ids) < MOST_ROWS and ledger.deep is not None:
                ids += await _deeper(table, ledger, MOST_ROWS - len(ids))
            drafts = await self._drafts(table, ids, now)
        return Fetched(
            drafts=drafts,
            title=locator.table,
            not_modified=not ids,
            memory={
                "ledger": ledger.dump(),
                "compared_at": compared_at.isoformat() if compared_at else None,
            },
            more=more or ledger.deep is not None,
        )

    async def _drafts(self, table: ForeignTable, ids: Sequence[int], now: datetime) -> list[Draft]:
        rows = []
        for at in range(0, len(ids), MOST_ROWS):
            rows += await table.rows(ids[at : at + MOST_ROWS])
        rows.sort(key=lambda row: int(row["id"]), reverse=True)
        drafts = (record_draft(row, now=now) for row in rows)
        return [draft for draft in drafts if draft is not None]


async def _begin(table: ForeignTable) -> Ledger:
    """An empty ledger: the newest rows are read first, the rest after them."""
    floor = await table.newest(skip=MOST_ROWS)
    return Ledger(floor=floor, deep=floor)


async def _newest(table: ForeignTable, ledger: Ledger) -> tuple[list[int], bool]:
    """Unread ids near the top, the lowest first, and whether there are more of them."""
    above = await table.ids_above(ledger.floor, MOST_IDS)
    unread = [number for number in above if number not in ledger.near]
    taken, waiting = unread[:MOST_ROWS], unread[MOST_ROWS:]
    ledger.note(taken, pending=waiting[0] if waiting else None)
    return taken, bool(waiting) or len(above) == MOST_IDS


def _is_due(ledger: Ledger, compared_at: datetime | None, now: datetime) -> bool:
    few = len(ledger.blocks) <= FEW_BLOCKS
    return few or compared_at is None or now - compared_at >= COMPARED_EVERY


async def _late(table: ForeignTable, ledger: Ledger) -> tuple[list[int], bool]:
    """Rows of the first block that is not as it was read, and whether others differ too.

    When exactly one row was added, the checksum says which; otherwise all of them are read
    again.
    """
    ranges = [(ledger.low_of(place), block.high) for place, block in enumerate(ledger.blocks)]
    differing = [
        place
        for place, (count, check) in enumerate(await table.sums(ranges))
        if (count, check) != (ledger.blocks[place].count, ledger.blocks[place].check)
    ]
    if not differing:
        return [], False
    place = differing[0]
    was = ledger.blocks[place]
    ids = await table.ids_within(*ranges[place], 4 * BLOCK_ROWS)
    # What is there now, not what was counted: a row may have come in between.
    ledger.settle(place, count=len(ids), check=check_of(ids))
    if len(ids) == was.count + 1:
        added = check_of(ids) - was.check
        ids = [number for number in ids if (check_of([number]) - added) % MODULUS == 0]
    return ids, len(differing) > 1


async def _deeper(table: ForeignTable, ledger: Ledger, limit: int) -> list[int]:
    """The next rows below everything that was read."""
    assert ledger.deep is not None
    ids = await table.ids_within(None, ledger.deep, limit)
    ledger.note_deep(ids, end=len(ids) < limit)
    return ids


_EXAMPLE = "sql:postgresql://reader@127.0.0.1/news#articles?title=headline&id=nr"


def _parse(rest: str) -> str:
    """`URL#TABLE?…`, checked for its parts."""
    address, _, table = rest.partition("#")
    name, _, _ = table.partition("?")
    if not re.match(r"(?:postgres(?:ql)?|sqlite)(?:\+\w+)?://", address):
        raise InputError(
            "Only postgresql:// and sqlite:// databases can be read.", example=_EXAMPLE
        )
    if not re.fullmatch(r"\w+(?:\.\w+)?", name):
        raise InputError("The database's table is missing after #.", example=_EXAMPLE)
    return f"sql:{address}#{table}"


KIND = FetcherKind(
    kind=SourceKind.SQL,
    written="sql:URL#TABLE",
    example=_EXAMPLE,
    parse=_parse,
    make=lambda parts: SqlFetcher(now=parts.now),
)
