"""Briefings and what they follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.chats import FOR_EVER
from bot.domain.models import (
    LOOK_BACK,
    Briefing,
    Interest,
    InterestKind,
    Schedule,
    Style,
    Subscription,
)
from bot.domain.replan import following_slot, renamed_slot, slot_instant
from bot.store.database import Database
from bot.store.dialect import insert_ignore
from bot.store.interests import leave
from bot.store.rows import read_briefing, read_subscription
from bot.store.spoken import FOLLOWED, read_followed
from bot.store.successors import following, kept_briefing
from bot.store.tables import article, briefing, chat, interest, match, subscription

#: The seq of the newest article.
NEWEST_SEQ = select(func.coalesce(func.max(article.c.seq), 0)).scalar_subquery()

#: Addresses kept of how one thing was asked for.
_MOST_ASKED = 5

#: The place in an interest where a new subscription begins, in one statement: what is curated
#: between two would be in neither. Also its place in the briefing.
_BEGIN = select(
    func.coalesce(
        select(func.min(match.c.seq) - 1)
        .join(article, article.c.id == match.c.article_id)
        .where(
            match.c.interest_id == bindparam("interest"),
            func.coalesce(article.c.published_at, article.c.first_seen_at) >= bindparam("since"),
        )
        .scalar_subquery(),
        NEWEST_SEQ,
    ),
    select(func.coalesce(func.max(subscription.c.position), 0) + 1)
    .where(subscription.c.briefing_id == bindparam("briefing"))
    .scalar_subquery(),
)
_OF_CHAT = select(briefing).where(briefing.c.chat_id == bindparam("chat")).order_by(briefing.c.id)
_OF_BRIEFING = FOLLOWED.where(subscription.c.briefing_id == bindparam("number"))
_FOLLOWED = FOLLOWED.where(
    subscription.c.briefing_id.in_(
        select(briefing.c.id).where(briefing.c.chat_id == bindparam("number"))
    )
)


class BriefingStore:
    """The briefing and subscription tables."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.as_one = database.as_one

    async def of_chat(self, chat_id: int) -> list[Briefing]:
        """The briefings of a chat, the first one first."""
        async with self._database.read() as connection:
            rows = await connection.execute(_OF_CHAT, {"chat": chat_id})
            return [read_briefing(row) for row in rows]

    async def add(self, chat_id: int, name: str, schedule: Schedule, now: datetime) -> Briefing:
        """The chat's briefing with this name, made when it is new."""
        async with self._database.write() as connection:
            zone = (
                await connection.execute(select(chat.c.zone).where(chat.c.id == chat_id))
            ).scalar_one()
            await add_briefing(
                connection,
                chat_id=chat_id,
                name=name,
                schedule=schedule,
                zone=ZoneInfo(zone),
                now=now,
            )
            row = (
                await connection.execute(
                    select(briefing).where(briefing.c.chat_id == chat_id, briefing.c.name == name)
                )
            ).one()
        return read_briefing(row)

    async def remove(self, briefing_id: int) -> None:
        """Remove a briefing with its subscriptions."""
        async with self._database.write() as connection:
            await leave(connection, [briefing_id])
            await connection.execute(delete(briefing).where(briefing.c.id == briefing_id))

    async def kept(self, briefing_id: int) -> int:
        """The number of a briefing, or of the one it has become part of with its chat."""
        async with self._database.write() as connection:
            return await kept_briefing(connection, briefing_id)

    async def rename(self, briefing_id: int, name: str) -> None:
        """Call a briefing something else."""
        async with self._database.write() as connection:
            await connection.execute(
                update(briefing).where(briefing.c.id == briefing_id).values(name=name)
            )

    async def set_schedule(self, briefing_id: int, schedule: Schedule, now: datetime) -> Briefing:
        """Give a briefing another schedule; its next slot follows."""
        async with self._database.write() as connection:
            row = (
                await connection.execute(
                    update(briefing)
                    .where(briefing.c.id == briefing_id)
                    .values(**timing(schedule))
                    .returning(briefing.c.chat_id)
                )
            ).one()
            await replan(connection, row.chat_id, now=now, only=briefing_id)
            changed = (
                await connection.execute(select(briefing).where(briefing.c.id == briefing_id))
            ).one()
        return read_briefing(changed)

    async def set_layout(
        self,
        briefing_id: int,
        *,
        max_stories: int | None = None,
        minutes: int | None = None,
        style: Style | None = None,
        preview: bool | None = None,
    ) -> None:
        """Change how long a briefing is (0 minutes: any), its style, or whether it has a picture."""
        values: dict[str, Any] = {}
        if minutes is not None:
            values["minutes"] = minutes
        if max_stories is not None:
            values["max_stories"] = max_stories
        if style is not None:
            values["style"] = style.value
        if preview is not None:
            values["preview"] = preview
        if values:
            async with self._database.write() as connection:
                await connection.execute(
                    update(briefing).where(briefing.c.id == briefing_id).values(values)
                )

    async def subscriptions(self, briefing_id: int) -> list[Subscription]:
        """The subscriptions of a briefing, in its own order."""
        return await self._subscriptions(_OF_BRIEFING, briefing_id)

    async def followed(self, chat_id: int, *, spoken: bool = True) -> list[Subscription]:
        """The subscriptions of a chat, by briefing; without its languages where not `spoken`."""
        return await self._subscriptions(_FOLLOWED, chat_id, spoken=spoken)

    async def _subscriptions(
        self, which: Select[Any], number: int, *, spoken: bool = True
    ) -> list[Subscription]:
        async with self._database.read() as connection:
            rows = (await connection.execute(which, {"number": number})).all()
            if spoken:
                return await read_followed(connection, rows)
            return [read_subscription(row, {}) for row in rows]

    async def subscribe(self, briefing_id: int, found: Interest, now: datetime) -> bool:
        """Follow an interest, also where the briefing is part of another by now; False if followed.

        Of what stands in it now the last 24 hours are told, and all that becomes visible later.
        """
        since = now - LOOK_BACK
        async with self._database.write() as connection:
            briefing_id = await kept_briefing(connection, briefing_id)
            given = {"interest": found.id, "briefing": briefing_id, "since": since}
            start, place = (await connection.execute(_BEGIN, given)).one()
            added = await connection.execute(
                insert_ignore(connection, subscription),
                {
                    "briefing_id": briefing_id,
                    "interest_id": found.id,
                    "since_at": since,
                    "start_seq": start,
                    "position": place,
                    "urgent": False,
                },
            )
            return added.rowcount > 0

    async def set_urgent(self, briefing_id: int, interest_id: int, *, urgent: bool) -> bool:
        """Have its stories told at once, or no longer; False when it is not followed."""
        async with self._database.write() as connection:
            changed = await connection.execute(
                update(subscription)
                .where(*await following(connection, briefing_id, interest_id))
                .values(urgent=urgent)
            )
        return changed.rowcount > 0

    async def set_story(self, briefing_id: int, interest_id: int, now: datetime) -> None:
        """Have it end by itself once there is no news of it."""
        async with self._database.write() as connection:
            await connection.execute(
                update(subscription)
                .where(*await following(connection, briefing_id, interest_id))
                .values(story_at=now)
            )

    async def set_words(self, briefing_id: int, interest_id: int, words: str) -> None:
        """Narrow it down by words; empty: tell all of it again."""
        async with self._database.write() as connection:
            await connection.execute(
                update(subscription)
                .where(*await following(connection, briefing_id, interest_id))
                .values(words=words)
            )

    async def remember(self, briefing_id: int, interest_id: int, address: str) -> None:
        """Keep an address by which an interest was asked for; the last few count."""
        address = " ".join(address.split())
        async with self._database.write() as connection:
            where = await following(connection, briefing_id, interest_id)
            before = await connection.scalar(
                select(subscription.c.asked).where(*where).with_for_update()
            )
            if before is None or not address:
                return
            kept = [each for each in before.split("\n") if each and each != address]
            asked = "\n".join([*kept, address][-_MOST_ASKED:])
            await connection.execute(update(subscription).where(*where).values(asked=asked))

    async def unsubscribe(self, briefing_ids: Sequence[int], interest_id: int) -> bool:
        """Stop following; False when none of the briefings followed it."""
        async with self._database.write() as connection:
            return await leave(connection, briefing_ids, interest_id) > 0

    async def followers(self, kind: InterestKind, ref: str) -> int:
        """The number of briefings that follow an interest."""
        async with self._database.read() as connection:
            count = await connection.execute(
                select(func.count())
                .select_from(subscription)
                .join(interest, interest.c.id == subscription.c.interest_id)
                .where(interest.c.kind == kind.value, interest.c.ref == ref)
            )
            return count.scalar_one()

    async def counts(self) -> tuple[int, int]:
        """The number of briefings and of subscriptions."""
        async with self._database.read() as connection:
            briefings = await connection.execute(select(func.count()).select_from(briefing))
            followed = await connection.execute(select(func.count()).select_from(subscription))
            return briefings.scalar_one(), followed.scalar_one()


async def add_briefing(
    connection: AsyncConnection,
    *,
    chat_id: int,
    name: str,
    schedule: Schedule,
    zone: ZoneInfo,
    now: datetime,
) -> None:
    """Write a briefing unless the chat has one of this name.

    Its cursor is the newest seq: only its subscriptions' own starts reach back.
    """
    slot = following_slot(schedule, now=now, zone=zone)
    await connection.execute(
        insert_ignore(connection, briefing).values(
            chat_id=chat_id,
            name=name,
            **timing(schedule),
            cursor=NEWEST_SEQ,
            next_slot_at=slot.at if slot else None,
            last_slot="",
            max_stories=10,
        )
    )


async def replan(
    connection: AsyncConnection,
    chat_id: int,
    *,
    now: datetime,
    only: int | None = None,
    old_zone: ZoneInfo | None = None,
) -> None:
    """Work out the next slots of a chat's briefings anew; a paused chat's begin after its pause.

    With `old_zone`, the zone the last slots were named in, digests are kept apart.
    """
    where = (
        await connection.execute(
            select(chat.c.zone, chat.c.paused_until).where(chat.c.id == chat_id)
        )
    ).one()
    begin = max(now, where.paused_until or now)
    rows = select(briefing).where(briefing.c.chat_id == chat_id).with_for_update()
    if only is not None:
        rows = rows.where(briefing.c.id == only)
    for row in (await connection.execute(rows)).all():
        each = read_briefing(row)
        last_slot = each.last_slot
        if old_zone is not None:
            last_slot = renamed_slot(last_slot, old=old_zone, new=ZoneInfo(where.zone))
        slot = None
        if begin < FOR_EVER:
            slot = following_slot(
                each.schedule,
                now=begin,
                zone=ZoneInfo(where.zone),
                last_slot=last_slot,
                apart_from=slot_instant(each.last_slot, old_zone) if old_zone else None,
            )
        await connection.execute(
            update(briefing)
            .where(briefing.c.id == each.id)
            .values(next_slot_at=slot.at if slot else None, last_slot=last_slot)
        )


def timing(schedule: Schedule) -> dict[str, str]:
    """A schedule as a briefing's row has it."""
    return {
        "times": " ".join(clock.strftime("%H:%M") for clock in schedule.times),
        "weekdays": "".join(str(day) for day in schedule.weekdays),
    }
