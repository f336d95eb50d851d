"""The state of the whole bot's sending: holds, pauses, the shared rate, counts by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.connection import finish
from bot.store.database import Database
from bot.store.dialect import insert_ignore, put_fact, upsert
from bot.store.engines.parts import EngineClock
from bot.store.tables import bot_state, send_count
from bot.store.types import Moment

#: Names of rows in `bot_state`.
_HOLD, _PAUSE, _RATE = "hold", "bot_pause", "send_rate"
#: How long the lowest rate any process fell back to binds the others.
_LOWEST_S = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SendGate:
    """The gate of all sending: open, or shut by an operator."""

    #: Held by an operator until released, or empty; why.
    hold: str = ""
    #: The bot as a whole is to wait until then.
    paused_until: datetime | None = None

    def closed(self, now: datetime) -> bool:
        """True if nothing may be sent now."""
        return bool(self.hold) or (self.paused_until is not None and self.paused_until > now)


_GATE = select(bot_state.c.name, bot_state.c.value).where(bot_state.c.name.in_((_HOLD, _PAUSE)))


async def gate(connection: AsyncConnection) -> SendGate:
    """The gate as it stands in this transaction."""
    rows = await connection.execute(_GATE)
    values = {row.name: row.value for row in rows}
    paused = values.get(_PAUSE)
    return SendGate(
        hold=str(values.get(_HOLD) or ""),
        paused_until=datetime.fromisoformat(paused) if paused else None,
    )


async def forget_pause(connection: AsyncConnection) -> None:
    """End the pause of the bot as a whole."""
    await connection.execute(delete(bot_state).where(bot_state.c.name == _PAUSE))


async def add_counts(
    connection: AsyncConnection, names: Iterable[str], *, now: datetime, last: bool = False
) -> None:
    """Add to today's figures (days of UTC); maybe as the `last` of a transaction."""
    counts = Counter(names)
    if not counts:
        return
    statement = upsert(connection, send_count, added=("count",))
    day = now.astimezone(UTC).date().isoformat()
    rows = [{"day": day, "outcome": name, "count": each} for name, each in sorted(counts.items())]
    if last:
        await finish(connection, statement, rows)
    else:
        await connection.execute(statement, rows)


class DeliveryStateStore:
    """Holds and pauses, stored so that they outlive the process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def gate(self) -> SendGate:
        """True if anything may be sent."""
        async with self._database.read() as connection:
            return await gate(connection)

    async def hold(self, why: str) -> None:
        """Send nothing until `resume`."""
        async with self._database.write() as connection:
            await put_fact(connection, _HOLD, why or "by the operator")

    async def resume(self) -> bool:
        """Send again; whether sending was held or paused."""
        async with self._database.write() as connection:
            gone = await connection.execute(
                delete(bot_state).where(bot_state.c.name.in_((_HOLD, _PAUSE)))
            )
        return gone.rowcount > 0

    async def pause(self, until: datetime) -> None:
        """Send nothing to anybody before `until`; a longer pause stays."""
        async with self._database.write() as connection:
            before = (await gate(connection)).paused_until
            if before is None or before < until:
                await put_fact(connection, _PAUSE, until.astimezone(UTC).isoformat())


class SharedRateStore:
    """The send rate of all workers together: one row that says when the next message is due.

    Each worker takes portions of a tenth of a second; a pause of the bot stops them all.
    """

    def __init__(self, database: Database, clock: EngineClock, *, cap: float) -> None:
        self._database = database
        self._clock = clock
        self._cap = cap

    @classmethod
    def of(cls, database: Database, *, cap: float) -> SharedRateStore | None:
        """The rate on this database; None where one process sends alone."""
        clock = database.dialect.clock
        return None if clock is None else cls(database, clock, cap=cap)

    async def reserve(self, count: int, rate: float) -> tuple[float, float]:
        """Take `count` messages at `rate` a second.

        Returns after how many seconds they may begin to go, and the lowest rate any worker
        has had to fall back to in the last ten minutes.
        """
        async with self._database.write() as connection:
            row = (
                await connection.execute(
                    select(
                        bot_state.c.value,
                        type_coerce(self._clock.now(), Moment()).label("now"),
                    )
                    .where(bot_state.c.name == _RATE)
                    .with_for_update()
                )
            ).one_or_none()
            if row is None:
                await connection.execute(
                    insert_ignore(connection, bot_state),
                    {"name": _RATE, "value": {"next": 0.0, "rate": self._cap, "rate_at": 0.0}},
                )
                return 0.05, self._cap
            now: datetime = row.now
            at, value = now.timestamp(), row.value
            lowest, lowest_at = float(value["rate"]), float(value["rate_at"])
            if rate < lowest or at - lowest_at > _LOWEST_S:
                lowest, lowest_at = rate, at
            begin = max(float(value["next"]), at)
            paused = (await gate(connection)).paused_until
            if paused is not None:
                begin = max(begin, min(paused, now + timedelta(days=1)).timestamp())
            # A clock that was set back must not stop everything for as long.
            begin = min(begin, at + 86_400.0)
            await put_fact(
                connection,
                _RATE,
                {"next": begin + count / min(rate, lowest), "rate": lowest, "rate_at": lowest_at},
            )
        return begin - at, lowest
