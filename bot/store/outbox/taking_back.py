"""Editions that did not go out are taken back: their articles are news again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import LOOK_BACK
from bot.domain.outbox import PartState
from bot.store.dialect import insert_ignore
from bot.store.outbox.rows import SENDING, is_open
from bot.store.outbox.states import end_pending
from bot.store.tables import briefing, digest, edition, outbox, subscription

#: The digest of an edition that told nothing.
_NOTHING = "nothing"

#: Something of the part's edition went out, or may have.
BEGUN = or_(outbox.c.part > 1, outbox.c.ambiguous > 0, outbox.c.rescues > 0, SENDING)


async def take_back_pending(
    connection: AsyncConnection,
    which: ColumnElement[bool],
    *,
    now: datetime,
    state: PartState = PartState.CANCELLED,
) -> int:
    """Take back the editions of which no part can have gone out; how many parts that ends.

    `which` chooses among the open parts; all of an edition's parts must be chosen. Editions that
    have begun stay in the outbox, to be finished.
    """
    rows = (
        await connection.execute(
            select(outbox.c.edition_id, outbox.c.state, BEGUN.label("begun"))
            .where(is_open(outbox), outbox.c.edition_id.is_not(None), which)
            .with_for_update()
        )
    ).all()
    waiting = PartState.WAITING.value
    begun = {row.edition_id for row in rows if row.begun and row.state != waiting}
    ids = sorted({row.edition_id for row in rows} - begun)
    return await end_editions(connection, ids, now=now, state=state)


async def end_editions(
    connection: AsyncConnection, ids: Sequence[int], *, now: datetime, state: PartState
) -> int:
    """End what is open of these editions and take them back; how many parts that ends.

    In the same transaction the briefings' cursors go back to before the editions and their
    stories no longer count as told, so that the next editions tell them.
    """
    if not ids:
        return 0
    ended = await end_pending(connection, outbox.c.edition_id.in_(ids), state, now=now)
    await _take_back(connection, ids, now=now)
    return len(ended)


async def _take_back(connection: AsyncConnection, ids: Sequence[int], *, now: datetime) -> None:
    rows = (await connection.execute(select(edition).where(edition.c.id.in_(ids)))).all()
    nothing = await _nothing(connection, now=now)
    await connection.execute(
        update(edition)
        .where(edition.c.id.in_(ids))
        .values(digest_id=nothing, packed=None, window_to=edition.c.window_from)
    )
    for row in rows:
        await connection.execute(
            update(briefing)
            .where(briefing.c.id == row.briefing_id)
            .values(
                cursor=case(
                    (briefing.c.cursor > row.window_from, row.window_from),
                    else_=briefing.c.cursor,
                )
            )
        )
        await _begin_again(connection, row)


async def _begin_again(connection: AsyncConnection, row: Any) -> None:
    """Subscriptions whose first edition this was begin with their last day once more."""
    before = (
        await connection.execute(
            select(func.max(edition.c.created_at)).where(
                edition.c.briefing_id == row.briefing_id, edition.c.id < row.id
            )
        )
    ).scalar_one()
    first_here = [
        subscription.c.briefing_id == row.briefing_id,
        subscription.c.start_seq.is_(None),
        subscription.c.since_at <= row.created_at - LOOK_BACK,
    ]
    if before is not None:
        first_here.append(subscription.c.since_at > before - LOOK_BACK)
    await connection.execute(update(subscription).where(*first_here).values(start_seq=0))


async def _nothing(connection: AsyncConnection, *, now: datetime) -> int:
    """The id of the digest without stories."""
    await connection.execute(
        insert_ignore(connection, digest).values(fingerprint=_NOTHING, stories=[], created_at=now)
    )
    found = await connection.execute(select(digest.c.id).where(digest.c.fingerprint == _NOTHING))
    return int(found.scalar_one())
