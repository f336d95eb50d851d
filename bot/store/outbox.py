"""The ledger of what was, may have been and will be delivered.

The order of commits is the promise: a part is `sending` before its request leaves, and has its
outcome only afterwards. What a process was sending when it died is in doubt; nothing else is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    exists,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import ChatChange, Policy, Reason, Rescued, Settlement
from bot.domain.models import Lane, OutboxPart, PartState
from bot.store import delivery_chats
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore, add_counts, gate
from bot.store.outbox_expiry import ExpiryStore
from bot.store.outbox_rows import READY, RECORD, SENDING, read_parts, recorded, release_next
from bot.store.tables import chat, outbox

#: How long a claimed part waits for its turn before another worker may claim it.
CLAIM_LEASE_S = 10.0
#: How long a part is being sent before its sender counts as dead; longer than any request.
SEND_LEASE_S = 30.0
#: The lanes that pass through the outbox, in the order in which they are claimed.
_LANES = (Lane.REPLY, Lane.ALERT, Lane.DIGEST, Lane.BROADCAST)


class OutboxStore:
    """Claims, intents and outcomes. Every method is one transaction."""

    def __init__(self, database: Database, *, send_lease_s: float = SEND_LEASE_S) -> None:
        self._database = database
        self._send_lease_s = send_lease_s
        #: Whether no other process can be sending: what is `sending` at the start is orphaned.
        self.alone = database.sqlite
        self.expire = ExpiryStore(database).expire
        self.pause = DeliveryStateStore(database).pause

    async def claim(self, *, owner: str, now: datetime, limit: int) -> list[OutboxPart]:
        """Parts that may be sent now, at most one of each chat, owned for `CLAIM_LEASE_S`.

        Empty while sending is held or paused. Parts of an edition that has begun go before
        other digests of the same chat. Claims of several workers never overlap, and never hold
        two parts of one chat: the chat's row is locked while its parts are looked at.
        """
        async with self._database.write() as connection:
            if (await gate(connection)).closed(now):
                return []
            chosen: dict[int, int] = {}
            for lane in _LANES:
                if len(chosen) < limit:
                    await self._choose(connection, lane, chosen, now=now, limit=limit)
            if not chosen:
                return []
            clock = self._database.lease_now(now)
            other = outbox.alias("other")
            # A second look with the chats locked: another worker may have claimed in between.
            claimed = await connection.execute(
                update(outbox)
                .where(
                    outbox.c.id.in_(chosen.values()),
                    READY,
                    _free(outbox, clock),
                    ~exists().where(
                        other.c.chat_id == outbox.c.chat_id,
                        other.c.id != outbox.c.id,
                        _taken(other, clock),
                    ),
                )
                .values(lease_owner=owner, lease_until=self._database.lease_end(now, CLAIM_LEASE_S))
                .returning(outbox.c.id)
            )
            return await read_parts(connection, [row.id for row in claimed])

    async def _choose(
        self,
        connection: AsyncConnection,
        lane: Lane,
        chosen: dict[int, int],
        *,
        now: datetime,
        limit: int,
    ) -> None:
        """Add the first part of each chat that may be sent, from one lane."""
        clock = self._database.lease_now(now)
        other = outbox.alias("other")
        blocked = _taken(other, clock)
        if lane in (Lane.DIGEST, Lane.BROADCAST):
            # An edition of which something was sent is finished before the chat's next one.
            begun = and_(other.c.state == literal_column("'ready'"), other.c.part > 1)
            blocked = or_(blocked, and_(begun, outbox.c.part == 1))
        rows = await connection.execute(
            select(outbox.c.id, outbox.c.chat_id)
            .join(chat, chat.c.id == outbox.c.chat_id)
            .where(
                outbox.c.lane == lane.value,
                READY,
                # What was never put off is due even when the clock was set back since it came.
                or_(
                    outbox.c.not_before <= now,
                    and_(outbox.c.attempts == 0, outbox.c.not_before <= outbox.c.created_at),
                ),
                or_(outbox.c.deadline_at.is_(None), outbox.c.deadline_at > now, _begun(outbox)),
                _free(outbox, clock),
                chat.c.status == "active",
                or_(chat.c.held_until.is_(None), chat.c.held_until <= now),
                ~exists().where(
                    other.c.chat_id == outbox.c.chat_id, other.c.id != outbox.c.id, blocked
                ),
            )
            .order_by(outbox.c.not_before, outbox.c.id)
            .limit(limit - len(chosen))
            .with_for_update(of=chat, skip_locked=True, key_share=True)
        )
        for row in rows:
            chosen.setdefault(row.chat_id, row.id)

    async def begin(
        self, parts: Sequence[OutboxPart], *, owner: str, now: datetime
    ) -> list[OutboxPart]:
        """Commit the intent to send these parts at once; the parts as they now are.

        Those that were cancelled, or whose claim ran out, are left out: they must not be sent.
        """
        async with self._database.write() as connection:
            clock = self._database.lease_now(now)
            begun = await connection.execute(
                update(outbox)
                .where(
                    outbox.c.id.in_([part.id for part in parts]),
                    READY,
                    outbox.c.lease_owner == owner,
                    outbox.c.lease_until > clock,
                )
                .values(
                    state=PartState.SENDING.value,
                    attempts=outbox.c.attempts + 1,
                    epoch=outbox.c.epoch + 1,
                    lease_until=self._database.lease_end(now, self._send_lease_s),
                )
                .returning(outbox.c.id, outbox.c.epoch, outbox.c.attempts)
            )
            rows = {row.id: row for row in begun}
        return [
            replace(part, epoch=rows[part.id].epoch, attempts=rows[part.id].attempts)
            for part in parts
            if part.id in rows
        ]

    async def record(self, settlements: Sequence[Settlement], *, now: datetime) -> int:
        """Write outcomes down, with all that follows for the chats; how many parts they freed.

        An outcome counts only while its part is still in the epoch in which it was sent: a
        worker that slept through its lease changes nothing.
        """
        async with self._database.write() as connection:
            await connection.execute(RECORD, [recorded(settled, now) for settled in settlements])
            freed = [settled.part for settled in settlements if settled.final]
            count = await release_next(connection, freed)
            for settled in settlements:
                if settled.chat is not ChatChange.NONE:
                    await delivery_chats.apply(connection, settled, now=now)
            well = [s.part.chat_id for s in settlements if s.part.doubted and not s.reason]
            if well:
                await connection.execute(
                    update(chat).where(chat.c.id.in_(well)).values(not_found_at=None)
                )
            await add_counts(connection, (settled.count for settled in settlements), now=now)
        return count

    async def renew(self, parts: Iterable[OutboxPart], *, owner: str, now: datetime) -> None:
        """Keep claimed parts that still wait for their turn."""
        async with self._database.write() as connection:
            await connection.execute(
                update(outbox)
                .where(
                    outbox.c.id.in_([part.id for part in parts]),
                    READY,
                    outbox.c.lease_owner == owner,
                )
                .values(lease_until=self._database.lease_end(now, CLAIM_LEASE_S))
            )

    async def release(self, parts: Iterable[OutboxPart], *, owner: str) -> None:
        """Give claimed parts back that were not begun."""
        async with self._database.write() as connection:
            await connection.execute(
                update(outbox)
                .where(
                    outbox.c.id.in_([part.id for part in parts]),
                    READY,
                    outbox.c.lease_owner == owner,
                )
                .values(lease_owner="", lease_until=None)
            )

    async def rescue(
        self,
        *,
        now: datetime,
        policy: Policy,
        restarted: bool = False,
        spare: Collection[int] = (),
    ) -> Rescued:
        """Decide on parts whose sender is dead: once more, silently, or never known.

        `restarted` says that no other process can be at work (one process, just started): then
        nobody's lease need run out, but a part still waits until a request of the dead process
        cannot be under way any more. Its death is not the part's fault: unlike an answer that
        never came it may happen several times before the part is given up. `spare` are parts
        the caller knows to be under way, whatever a clock that was set may say.
        """
        async with self._database.write() as connection:
            await delivery_chats.follow_moves(connection)
            clock = self._database.lease_now(now)
            dead = SENDING if restarted else and_(SENDING, outbox.c.lease_until <= clock)
            found = (
                await connection.execute(
                    select(outbox)
                    .where(dead, outbox.c.id.not_in(spare))
                    .limit(1000)
                    .with_for_update(skip_locked=True)
                )
            ).all()
            if restarted:
                await connection.execute(
                    update(outbox)
                    .where(READY, outbox.c.lease_until.is_not(None))
                    .values(lease_owner="", lease_until=None)
                )
            if not found:
                return Rescued()
            again = [
                row.id
                for row in found
                if policy.may_resend(Lane(row.lane)) and row.rescues < policy.max_rescues
            ]
            unknown = [row for row in found if row.id not in set(again)]
            fenced: dict[str, Any] = {
                "epoch": outbox.c.epoch + 1,
                "rescues": outbox.c.rescues + 1,
                "reason": Reason.RESTART.value,
                "lease_owner": "",
                "lease_until": None,
            }
            wait_until = outbox.c.lease_until if restarted else outbox.c.not_before
            await connection.execute(
                update(outbox)
                .where(outbox.c.id.in_(again))
                .values(state=PartState.READY.value, silent=True, not_before=wait_until, **fenced)
            )
            await connection.execute(
                update(outbox)
                .where(outbox.c.id.in_([row.id for row in unknown]))
                .values(state=PartState.UNKNOWN.value, done_at=now, **fenced)
            )
            await release_next(connection, unknown)
            await add_counts(connection, [Reason.RESTART.value] * len(found), now=now)
        return Rescued(again=len(again), unknown=len(unknown))


def _free(table: Any, clock: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Nobody's claim on the part is alive."""
    return or_(table.c.lease_until.is_(None), table.c.lease_until <= clock)


def _taken(table: Any, clock: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The part is being sent, or is somebody's to send."""
    return or_(
        table.c.state == literal_column("'sending'"),
        and_(table.c.state == literal_column("'ready'"), table.c.lease_until > clock),
    )


def _begun(table: Any) -> ColumnElement[bool]:
    """Something of its edition went out, or may have: it is finished however late."""
    return or_(table.c.part > 1, table.c.ambiguous > 0, table.c.rescues > 0)
