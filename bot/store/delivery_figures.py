"""The state of delivery, in figures for operators and metrics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, literal_column, select

from bot.domain.figures import DeliveryFigures, SlotLoad, SlotPunctuality
from bot.domain.models import ChatStatus
from bot.domain.outbox import PartState
from bot.store.database import Database
from bot.store.delivery_state import gate
from bot.store.outbox.rows import OPEN
from bot.store.tables import briefing, chat, edition, outbox, send_count

#: Of how many editions the punctuality is measured.
_MEASURED = 10_000
#: Slots that are told one by one.
_SLOTS = 12


class DeliveryFiguresStore:
    """Counts, from one consistent view."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def busiest(self, *, now: datetime) -> SlotLoad | None:
        """The slot of the next 24 hours that most briefings share; None when there is none."""
        async with self._database.read() as connection:
            row = (
                await connection.execute(
                    select(briefing.c.next_slot_at, func.count().label("digests"))
                    .where(
                        briefing.c.next_slot_at > now,
                        briefing.c.next_slot_at <= now + timedelta(days=1),
                    )
                    .group_by(briefing.c.next_slot_at)
                    .order_by(func.count().desc(), briefing.c.next_slot_at)
                    .limit(1)
                )
            ).one_or_none()
        return SlotLoad(at=row.next_slot_at, digests=row.digests) if row is not None else None

    async def load_of(self, slot_at: datetime) -> SlotLoad:
        """The number of briefings that share a slot that is to come."""
        async with self._database.read() as connection:
            found = await connection.scalar(
                select(func.count()).where(briefing.c.next_slot_at == slot_at)
            )
        return SlotLoad(at=slot_at, digests=found or 0)

    async def figures(self, *, now: datetime) -> DeliveryFigures:
        """The state of delivery, from one consistent view."""
        day_ago = now - timedelta(days=1)
        count = func.count()
        async with self._database.read() as connection:
            parts = await connection.execute(
                select(outbox.c.state, count)
                .where(outbox.c.done_at >= day_ago)
                .group_by(outbox.c.state)
                .union_all(select(outbox.c.state, count).where(OPEN).group_by(outbox.c.state))
            )
            refused = await connection.execute(
                select(send_count.c.outcome, func.sum(send_count.c.count))
                .where(
                    send_count.c.day >= day_ago.astimezone(UTC).date().isoformat(),
                    send_count.c.outcome != PartState.SENT.value,
                )
                .group_by(send_count.c.outcome)
            )
            chats = await connection.execute(select(chat.c.status, count).group_by(chat.c.status))
            held = await connection.execute(
                select(count).where(
                    chat.c.held_until > now, chat.c.status == ChatStatus.ACTIVE.value
                )
            )
            oldest = await connection.execute(
                select(func.min(outbox.c.not_before)).where(
                    outbox.c.state == literal_column("'ready'"), outbox.c.not_before <= now
                )
            )
            late = await connection.execute(
                select(outbox.c.sent_at, edition.c.slot_at, edition.c.slot)
                .join(edition, edition.c.id == outbox.c.edition_id)
                .where(
                    outbox.c.done_at >= day_ago, outbox.c.part == 1, outbox.c.sent_at.is_not(None)
                )
                .order_by(outbox.c.done_at.desc())
                .limit(_MEASURED)
            )
            lateness: list[float] = []
            slots: dict[datetime, list[float]] = defaultdict(list)
            for row in late:
                late_s = max(0.0, (row.sent_at - row.slot_at).total_seconds())
                lateness.append(late_s)
                if not row.slot.startswith("now:"):
                    slots[row.slot_at].append(late_s)
            oldest_at = oldest.scalar_one()
            at_gate = await gate(connection)
            return DeliveryFigures(
                parts={row[0]: int(row[1]) for row in parts},
                refused={row[0]: int(row[1]) for row in refused},
                chats_held=int(held.scalar_one()),
                chats={row[0]: int(row[1]) for row in chats},
                hold=at_gate.hold,
                paused_until=at_gate.paused_until,
                backlog_age_s=(now - oldest_at).total_seconds() if oldest_at else 0.0,
                lateness_s=_percentiles(lateness),
                slots=[
                    SlotPunctuality(
                        at=at,
                        editions=len(slots[at]),
                        median_s=_percentiles(slots[at])["p50"],
                        worst_s=max(slots[at]),
                    )
                    for at in sorted(slots, reverse=True)[:_SLOTS]
                ],
            )


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 by nearest rank; empty for no values."""
    ordered = sorted(values)
    if not ordered:
        return {}
    return {
        f"p{rank}": ordered[min(len(ordered) - 1, -(-rank * len(ordered) // 100) - 1)]
        for rank in (50, 95, 99)
    }
