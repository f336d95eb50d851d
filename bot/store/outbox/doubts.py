"""Parts of which it is not known whether they arrived, until a later edition asks about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, exists, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import ASK_FOR
from bot.domain.editions import InDoubt
from bot.domain.outbox import PartState
from bot.store.tables import briefing, edition, outbox
from bot.store.texts import read_messages

#: What an edition says at the most, in parts.
_MOST = 20
# Written out, not bound: a partial index is only used when its condition is seen.
_UNKNOWN = outbox.c.state == literal_column("'unknown'")
#: An edition whose first part is in one of these has asked, or will.
_ASKS = [state.value for state in (PartState.READY, PartState.SENDING, PartState.SENT)]


async def in_doubt(
    connection: AsyncConnection, briefing_ids: Sequence[int], *, now: datetime
) -> dict[int, list[InDoubt]]:
    """For each of these briefings, the parts in doubt that no edition that arrived asks about."""
    asking = outbox.alias("asking")
    asked = exists().where(
        asking.c.edition_id == outbox.c.asked_by,
        asking.c.part == 1,
        asking.c.state.in_(_ASKS),
    )
    chats = select(briefing.c.chat_id).where(briefing.c.id.in_(briefing_ids))
    found_rows = await connection.execute(
        select(edition.c.briefing_id, outbox.c.id, outbox.c.body_id)
        .join(edition, edition.c.id == outbox.c.edition_id)
        .where(
            _UNKNOWN,
            outbox.c.chat_id.in_(chats),
            edition.c.briefing_id.in_(briefing_ids),
            outbox.c.done_at > now - ASK_FOR,
            or_(outbox.c.asked_by.is_(None), ~asked),
        )
        .order_by(outbox.c.id.desc())
    )
    rows = found_rows.all()
    texts = await read_messages(connection, {row.body_id for row in rows})
    found: dict[int, list[InDoubt]] = {}
    for row in rows:
        mine = found.setdefault(row.briefing_id, [])
        if len(mine) < _MOST:
            mine.insert(0, InDoubt(part_id=row.id, plain=texts[row.body_id].plain))
    return found


async def note_asked(connection: AsyncConnection, asks: Sequence[tuple[int, int]]) -> None:
    """Note which edition asks about which part: (edition, part), none twice."""
    if asks:
        await connection.execute(
            update(outbox)
            .where(outbox.c.id == bindparam("part_id"))
            .values(asked_by=bindparam("asking_id")),
            [{"asking_id": edition_id, "part_id": part_id} for edition_id, part_id in asks],
        )
