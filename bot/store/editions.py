"""Editions and their frozen parts, written with what the briefings have read so far."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import LOOK_BACK
from bot.domain.outbox import Lane
from bot.domain.planning import LeftOut, Planned, ToldStory
from bot.store.alerted import tick
from bot.store.dialect import insert_ignore
from bot.store.outbox.doubts import note_asked
from bot.store.outbox.insert import body_ids, insert_parts, new_part
from bot.store.shared import shared_rows
from bot.store.tables import briefing, digest, edition, subscription

#: So much of what a digest leaves out is kept with it; the search finds everything.
MOST_LEFT = 1000


async def write_editions(
    connection: AsyncConnection, planned: Sequence[Planned], *, now: datetime
) -> int:
    """Insert editions, their digests, texts and parts; how many parts.

    A briefing that already has an edition for its slot gets neither a second one nor its parts.
    """
    marks = {plan.briefing_id: _told_mark(plan) for plan in planned}
    by_mark = {marks[plan.briefing_id]: plan for plan in planned}
    digests = await shared_rows(
        connection,
        digest,
        {
            mark: {"stories": _listed(plan.stories), "left_out": write_left(plan.left)}
            for mark, plan in by_mark.items()
        },
        now=now,
    )
    texts = [message for plan in planned for message in plan.messages]
    bodies = await body_ids(connection, texts, now=now)
    rows = (
        await connection.execute(
            insert_ignore(connection, edition).returning(edition.c.id, edition.c.briefing_id),
            [
                {
                    "briefing_id": plan.briefing_id,
                    "chat_id": plan.chat_id,
                    "slot": plan.slot,
                    "slot_at": plan.slot_at,
                    "digest_id": digests[marks[plan.briefing_id]],
                    "window_from": plan.window_from,
                    "window_to": plan.window_to,
                    "created_at": now,
                }
                for plan in planned
            ],
        )
    ).all()
    by_briefing = {plan.briefing_id: plan for plan in planned}
    parts = [
        new_part(
            edition_id=row.id,
            chat_id=plan.chat_id,
            lane=(Lane.DIGEST if plan.scheduled else Lane.ALERT).value,
            part=number,
            parts=len(plan.messages),
            body_id=bodies[message],
            deadline_at=plan.deadline_at,
            now=now,
        )
        for row in rows
        for plan in (by_briefing[row.briefing_id],)
        for number, message in enumerate(plan.messages, start=1)
    ]
    await insert_parts(connection, parts)
    await tick(
        connection, [alert_id for row in rows for alert_id in by_briefing[row.briefing_id].ticks]
    )
    await note_asked(
        connection,
        [(row.id, part_id) for row in rows for part_id in by_briefing[row.briefing_id].asks],
    )
    return len(parts)


async def move_on(
    connection: AsyncConnection, planned: Sequence[Planned], *, now: datetime
) -> None:
    """Cursors, next slots and claims after the plans, one statement for each kind of plan.

    `now` is when they were begun: what was followed after it was not among what they told.
    """
    for advance in (True, False):
        for scheduled in (True, False):
            plans = [
                plan for plan in planned if (plan.advance, plan.scheduled) == (advance, scheduled)
            ]
            if not plans:
                continue
            values: dict[str, Any] = {"lease_until": None}
            if advance:
                # What was taken back meanwhile is still to be told.
                values["cursor"] = case(
                    (briefing.c.cursor == bindparam("from_seq"), bindparam("to_seq")),
                    else_=briefing.c.cursor,
                )
            if scheduled:
                values["next_slot_at"] = bindparam("next_at")
                values["last_slot"] = bindparam("planned_slot")
            await connection.execute(
                update(briefing).where(briefing.c.id == bindparam("planned_id")).values(values),
                [
                    {
                        "planned_id": plan.briefing_id,
                        "from_seq": plan.window_from,
                        "to_seq": plan.window_to,
                        "next_at": plan.next_slot_at,
                        "planned_slot": plan.last_slot,
                    }
                    for plan in plans
                ],
            )
    moved = [plan.briefing_id for plan in planned if plan.advance]
    await connection.execute(
        update(subscription)
        .where(
            subscription.c.briefing_id.in_(moved),
            subscription.c.start_seq.is_not(None),
            subscription.c.since_at <= now - LOOK_BACK,
        )
        .values(start_seq=None)
    )


def _told_mark(plan: Planned) -> str:
    """The same for digests that tell and leave out the same, under the same titles."""
    told: list[object] = [
        (told.story_id, told.article_ids, told.interest, told.update) for told in plan.stories
    ]
    if plan.left:
        told.append((plan.left.rest, plan.left.unread, plan.left.held))
    if plan.left.muted:
        told.append(plan.left.muted)
    return hashlib.blake2b(repr(told).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _listed(stories: Sequence[ToldStory]) -> list[list[Any]]:
    """`[[story id, [article ids], why], …]`, as it is stored."""
    return [
        [
            told.story_id,
            list(told.article_ids),
            {
                "speaker": told.speaker_id,
                "interest": told.interest,
                "score": {name: round(part, 3) for name, part in told.score.items()},
                "update": told.update,
            },
        ]
        for told in stories
    ]


def write_left(left: LeftOut) -> dict[str, Any] | None:
    """All that a digest leaves out as it is stored, `MOST_LEFT` of each kind at the most."""
    if not left:
        return None
    rest, room = [], MOST_LEFT
    for title, articles in left.rest:
        rest.append([title, list(articles[:room])])
        room -= len(articles[:room])
    return {
        "rest": rest,
        "unread": list(left.unread[:MOST_LEFT]),
        "held": list(left.held[:MOST_LEFT]),
        "muted": list(left.muted[:MOST_LEFT]),
    }


def read_left(stored: Mapping[str, Any] | None) -> LeftOut:
    """All that a digest left out, from how it was stored; older rows do not know."""
    if not stored:
        return LeftOut()
    return LeftOut(
        rest=tuple((title, tuple(articles)) for title, articles in stored["rest"]),
        unread=tuple(stored["unread"]),
        held=tuple(stored["held"]),
        muted=tuple(stored.get("muted", ())),
    )


def read_told(stored: Sequence[Any]) -> list[ToldStory]:
    """Stories as they were stored; older rows do not know why."""
    told = []
    for story_id, article_ids, *more in stored:
        why = more[0] if more else {}
        told.append(
            ToldStory(
                story_id=story_id,
                article_ids=tuple(article_ids),
                speaker_id=why.get("speaker") or next(iter(article_ids), 0),
                interest=why.get("interest", ""),
                score=why.get("score", {}),
                update=why.get("update", False),
            )
        )
    return told
