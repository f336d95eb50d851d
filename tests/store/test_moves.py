"""No write leaves the table of a part's moves: the database itself watches, on both engines."""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.delivery import MOVES, Policy, settle
from bot.domain.outbox import PartState
from bot.domain.outcomes import Outcome, RefusalReason, RequestVerdict
from bot.store.chats import ChatStore
from bot.store.database import Database
from bot.store.editions import EditionStore
from bot.store.outbox.admin import OutboxAdminStore
from bot.store.outbox.delivery_chats import DeliveryChatStore
from bot.store.outbox.expiry import ExpiryStore
from bot.store.outbox.ledger import OutboxStore
from bot.store.tables import briefing, outbox
from tests.support.editions import add_editions
from tests.support.people import DEFAULTS

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def _allowed() -> str:
    """The table of moves as a condition."""
    rows = [
        f"(OLD.state = '{state}' AND NEW.state IN ({', '.join(repr(str(to)) for to in after)}))"
        for state, after in ((s.value, sorted(t.value for t in a)) for s, a in MOVES.items())
        if after
    ]
    return " OR ".join(["OLD.state = NEW.state", *rows])


async def watch(database: Database) -> None:
    """Have the database refuse every other move."""
    if database.dialect.name == "sqlite":
        watcher = [
            f"CREATE TRIGGER moves BEFORE UPDATE OF state ON outbox WHEN NOT ({_allowed()}) "
            "BEGIN SELECT RAISE(ABORT, 'no such move'); END"
        ]
    else:
        watcher = [
            "CREATE OR REPLACE FUNCTION moves() RETURNS trigger AS $$ BEGIN IF NOT ("
            + _allowed()
            + ") THEN RAISE EXCEPTION 'no such move: % to %', OLD.state, NEW.state; END IF; "
            "RETURN NEW; END $$ LANGUAGE plpgsql",
            "CREATE TRIGGER moves BEFORE UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION moves()",
        ]
    async with database.write() as connection:
        for statement in watcher:
            await connection.exec_driver_sql(statement)


async def unwatch(database: Database) -> None:
    """The tables are as before."""
    on = "" if database.dialect.name == "sqlite" else " ON outbox"
    async with database.write() as connection:
        await connection.exec_driver_sql(f"DROP TRIGGER moves{on}")


_VERDICTS = [
    RequestVerdict(outcome=Outcome.SENT, message_id=1),
    RequestVerdict(outcome=Outcome.AMBIGUOUS, reason=RefusalReason.NO_ANSWER),
    RequestVerdict(outcome=Outcome.NOT_SENT, reason=RefusalReason.UNREACHABLE),
    RequestVerdict(outcome=Outcome.LIMITED, reason=RefusalReason.LIMITED, retry_after_s=5),
    *(
        RequestVerdict(outcome=Outcome.REFUSED, reason=reason)
        for reason in (
            RefusalReason.BLOCKED,
            RefusalReason.DEACTIVATED,
            RefusalReason.NO_RIGHTS,
            RefusalReason.CLOSED,
            RefusalReason.NOT_FOUND,
            RefusalReason.MARKUP,
        )
    ),
    RequestVerdict(outcome=Outcome.REFUSED, reason=RefusalReason.MIGRATED, migrate_to=-77),
]


class Life:
    """Everything that is ever done to the outbox, by number."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW
        self.under_way: list[Any] = []
        self.slots = 0
        ledger, chats = OutboxStore(database), DeliveryChatStore(database)
        self.ledger = ledger
        admin = OutboxAdminStore(database)
        self.deeds: list[Callable[[int], Awaitable[object]]] = [
            self._edition,
            self._begin,
            self._begin,
            self._settle,
            self._settle,
            lambda _: ledger.rescue(now=self.now, policy=Policy(max_rescues=1)),
            lambda n: ledger.rescue(now=self.now, policy=Policy(resend=n % 2 == 0), restarted=True),
            lambda _: ExpiryStore(database).expire(now=self.now),
            lambda n: admin.retry([n, n + 1, n + 2], now=self.now),
            lambda n: admin.drop([n], now=self.now),
            lambda n: chats.block(-1 - n % 3, now=self.now),
            lambda n: chats.reactivate(-1 - n % 3),
            lambda n: chats.forgive([-1, -2, -3], now=self.now),
            lambda n: chats.migrate(-1 - n % 3, -50 - n % 2, now=self.now),
            lambda n: ChatStore(database).ban(-3, self.now, DEFAULTS),
            lambda n: ChatStore(database).unban(-3),
            self._plan,
            self._later,
        ]

    async def _edition(self, number: int) -> None:
        self.slots += 1
        await add_editions(
            self.database,
            3,
            now=self.now,
            parts=1 + number % 3,
            slot=f"slot {self.slots}",
            deadline_s=None if number % 2 else 3600,
            kind="supergroup",
        )

    async def _begin(self, number: int) -> None:
        parts = await self.ledger.claim(owner="a", now=self.now, limit=1 + number % 5)
        self.under_way += await self.ledger.begin(parts, owner="a", now=self.now)

    async def _settle(self, number: int) -> None:
        verdict = _VERDICTS[number % len(_VERDICTS)]
        settled = [settle(p, verdict, policy=Policy(), now=self.now) for p in self.under_way]
        # Some outcomes come late, or twice.
        if number % 4:
            self.under_way = []
        if settled:
            await self.ledger.record(settled, now=self.now)

    async def _plan(self, number: int) -> None:
        async with self.database.read() as connection:
            ids = (await connection.execute(select(briefing.c.id))).scalars().all()
        for briefing_id in ids[: number % 4]:
            await EditionStore(self.database).claim(briefing_id, now=self.now)

    async def _later(self, number: int) -> None:
        self.now += timedelta(seconds=(5, 40, 700, 90_000)[number % 4])

    async def live(self, deeds: list[tuple[int, int]]) -> None:
        """Do all this; the database refuses what is no move."""
        await self._edition(2)
        for deed, number in deeds:
            await self.deeds[deed % len(self.deeds)](number)
        async with self.database.read() as connection:
            rows = (await connection.execute(select(outbox.c.state, outbox.c.done_at))).all()
        for row in rows:
            is_open = row.state in ("waiting", "ready", "sending")
            assert is_open == (row.done_at is None), row


_DEEDS = st.lists(st.tuples(st.integers(0, 17), st.integers(0, 43)), min_size=8, max_size=30)


@given(_DEEDS)
@settings(max_examples=25, deadline=None)
def test_no_write_leaves_the_table_of_moves(
    sqlite_template: Path, deeds: list[tuple[int, int]]
) -> None:
    """Whatever is done to the outbox in whatever order; final parts, and only they, have an end."""

    async def live() -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "lede.db"
            shutil.copyfile(sqlite_template, file)
            database = Database(f"sqlite:///{file}", server_leases=False)
            try:
                await watch(database)
                await Life(database).live(deeds)
            finally:
                await database.aclose()

    asyncio.run(live())


async def test_a_long_life_is_watched_on_both_engines(database: Database) -> None:
    """Every deed several times, in an order that mixes them."""
    await watch(database)
    try:
        await Life(database).live([(step * 7, step * 5) for step in range(120)])
    finally:
        await unwatch(database)


def test_one_file_writes_states_and_one_inserts() -> None:
    """Found by reading: nobody else updates a state of the outbox, or puts a part in."""
    root = Path(__file__).parents[2] / "bot"
    writes, inserts = set(), set()
    for file in root.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        for update in re.split(r"update\(outbox\)", text)[1:]:
            values = re.match(r"(?:.|\n)*?\.values\(((?:.|\n)*?)\n\s*\)\n|", update)
            if values and values[1] and re.search(r"\bstate=", values[1]):
                writes.add(file.name)
        if re.search(r"insert(?:_ignore)?\((?:connection, )?outbox\)", text):
            inserts.add(file.name)
    assert writes <= {"states.py"}
    assert inserts == {"insert.py"}
    assert PartState.SENT not in MOVES[PartState.READY]
