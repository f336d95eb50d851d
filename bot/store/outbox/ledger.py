"""The ledger of what was, may have been and will be delivered.

The order of commits is the promise: a part is `sending` before its request leaves, and has its
outcome only afterwards. What a process was sending when it died is in doubt; nothing else is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update

from bot.domain.delivery import (
    ChatChange,
    ClaimScope,
    Policy,
    Rescued,
    Settlement,
    after_crash,
)
from bot.domain.outbox import Lane, OutboxPart, PartState
from bot.domain.outcomes import RefusalReason
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore, add_counts, gate
from bot.store.outbox import chat_moves, delivery_chats
from bot.store.outbox.claim import PumpStatements
from bot.store.outbox.expiry import ExpiryStore
from bot.store.outbox.rows import READY, SENDING, read_parts
from bot.store.outbox.states import record, release_next, rescue
from bot.store.tables import outbox

#: How long a claimed part waits for its turn before another worker may claim it.
CLAIM_LEASE_S = 10.0
#: How long a part is being sent before its sender counts as dead; longer than any request.
SEND_LEASE_S = 30.0
#: The lanes that pass through the outbox, in the order in which they are claimed.
_LANES = (Lane.REPLY, Lane.ALERT, Lane.DIGEST, Lane.BROADCAST)


class OutboxStore:
    """Claims, intents and outcomes. Every method is one transaction."""

    def __init__(
        self,
        database: Database,
        *,
        claim_lease_s: float = CLAIM_LEASE_S,
        send_lease_s: float = SEND_LEASE_S,
    ) -> None:
        self._database = database
        self._pump = PumpStatements(
            database, claim_lease_s=claim_lease_s, send_lease_s=send_lease_s
        )
        #: Whether no other process can be sending: what is `sending` at the start is orphaned.
        self.alone = not database.dialect.shared
        self.expire = ExpiryStore(database).expire
        self.pause = DeliveryStateStore(database).pause
        self.forgive = delivery_chats.DeliveryChatStore(database).forgive

    async def claim(
        self, *, owner: str, now: datetime, limit: int, places: ClaimScope = ClaimScope.ALL
    ) -> list[OutboxPart]:
        """Parts that may be sent now, at most one of each chat, owned for `CLAIM_LEASE_S`.

        Empty while sending is held or paused. Parts of an edition that has begun go before
        other digests of the same chat. Claims of several workers never overlap, and never hold
        two parts of one chat: the chat's row is locked while its parts are looked at.
        """
        times = self._pump.values(now)
        async with self._database.write() as connection:
            if (await gate(connection)).closed(now):
                return []
            chosen: dict[int, int] = {}
            for lane in _LANES:
                room = limit - len(chosen)
                if room > 0:
                    orderly = lane in (Lane.DIGEST, Lane.BROADCAST)
                    rows = await connection.execute(
                        self._pump.choose_orderly if orderly else self._pump.choose,
                        {
                            **times,
                            "lane": lane.value,
                            "room": room,
                            "private": places is not ClaimScope.GROUPS,
                            "groups": places is not ClaimScope.PRIVATE,
                        },
                    )
                    for row in rows:
                        chosen.setdefault(row.chat_id, row.id)
            if not chosen:
                return []
            claimed = await connection.execute(
                self._pump.claim, {**times, "new_owner": owner, "ids": list(chosen.values())}
            )
            return await read_parts(connection, [row.id for row in claimed])

    async def begin(
        self, parts: Sequence[OutboxPart], *, owner: str, now: datetime
    ) -> list[OutboxPart]:
        """Commit the intent to send these parts at once; the parts as they now are.

        Those that were cancelled, or whose claim ran out, are left out: they must not be sent.
        """
        begun = await self._database.carry_out(self._pump.begin, self._mine(parts, owner, now))
        rows = {row.id: row for row in begun}
        return [
            replace(part, epoch=rows[part.id].epoch, attempts=rows[part.id].attempts)
            for part in parts
            if part.id in rows
        ]

    def _mine(self, parts: Iterable[OutboxPart], owner: str, now: datetime) -> dict[str, Any]:
        ids = [part.id for part in parts]
        return {**self._pump.values(now), "owner": owner, "ids": ids}

    async def record(self, settlements: Sequence[Settlement], *, now: datetime) -> int:
        """Write outcomes down, with all that follows for the chats; how many parts they freed.

        An outcome counts only while its part is still in the epoch in which it was sent: a
        worker that slept through its lease changes nothing.
        """
        async with self._database.write(first=True) as connection:
            await record(connection, settlements, now)
            freed = [settled.part for settled in settlements if settled.final]
            count = await release_next(connection, freed)
            for settled in settlements:
                if settled.chat is not ChatChange.NONE:
                    await delivery_chats.apply(connection, settled, now=now)
            well = [s.part for s in settlements if s.part.doubted and not s.reason]
            if well:
                await delivery_chats.accepted(connection, well, now=now)
            counts = [settled.count for settled in settlements]
            await add_counts(connection, counts, now=now, last=True)
        return count

    async def renew(self, parts: Iterable[OutboxPart], *, owner: str, now: datetime) -> None:
        """Keep claimed parts that still wait for their turn."""
        await self._database.carry_out(self._pump.renew, self._mine(parts, owner, now))

    async def release(self, parts: Iterable[OutboxPart], *, owner: str) -> None:
        """Give claimed parts back that were not begun."""
        await self._database.carry_out(self._pump.release, self._mine(parts, owner, _NEVER))

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
        cannot be under way any more. `spare` are parts
        the caller knows to be under way, whatever a clock that was set may say.
        """
        async with self._database.write() as connection:
            await chat_moves.follow_moves(connection)
            found = [
                row
                for row in await connection.execute(
                    _ALL_SENDING if restarted else self._pump.dead, self._pump.values(now)
                )
                if row.id not in spare
            ]
            if restarted:
                await connection.execute(
                    update(outbox)
                    .where(READY, outbox.c.lease_until.is_not(None))
                    .values(lease_owner="", lease_until=None)
                )
            if not found:
                return Rescued()
            decided: dict[PartState, list[Any]] = {PartState.READY: [], PartState.UNKNOWN: []}
            for row in found:
                state = after_crash(lane=Lane(row.lane), rescues=row.rescues, policy=policy)
                decided[state].append(row)
            wait_until = outbox.c.lease_until if restarted else outbox.c.not_before
            for state, rows in decided.items():
                ids = [row.id for row in rows]
                await rescue(connection, ids, state, now=now, not_before=wait_until)
            unknown = decided[PartState.UNKNOWN]
            await release_next(connection, unknown)
            await add_counts(connection, [RefusalReason.RESTART.value] * len(found), now=now)
        return Rescued(again=len(found) - len(unknown), unknown=len(unknown))


#: The time in statements that use none.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_ALL_SENDING = select(outbox).where(SENDING).with_for_update()
