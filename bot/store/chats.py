"""Chats as stored: met for the first time, changed, paused, banned, forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, case, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.chats import FIRST_BRIEFING, FOR_EVER, ChatDefaults, LastDigest, Standing
from bot.domain.models import Chat, ChatKind, ChatStatus, Schedule
from bot.domain.outbox import PartState
from bot.domain.quiet import QuietHours
from bot.store.briefings import NEWEST_SEQ, add_briefing, replan, timing
from bot.store.database import Database
from bot.store.dialect import insert_ignore
from bot.store.outbox.delivery_chats import wake
from bot.store.outbox.states import end_pending
from bot.store.rows import read_chat
from bot.store.successors import moved_on, successor
from bot.store.tables import briefing, chat, edition, outbox

_AWAY = (ChatStatus.BLOCKED.value, ChatStatus.GONE.value)


class ChatStore:
    """The chat table, and what belongs to whole chats."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def seen(
        self,
        *,
        telegram_id: int,
        thread_id: int = 0,
        kind: ChatKind,
        title: str,
        language: str,
        now: datetime,
        defaults: ChatDefaults,
    ) -> Chat:
        """The chat that wrote, made with its first briefing when it is new.

        One that had blocked the bot is active again, with all its threads. `language` is what Telegram says of the
        person; empty takes the default. A private chat's title is not kept. What comes from where a
        group was is the group's, wherever it is now; a thread held for deleted begins anew.
        """
        title = "" if kind is ChatKind.PRIVATE else title[:200]
        numbers = {"telegram": telegram_id, "thread": thread_id}
        found = await self.find(telegram_id, thread_id)
        if found is not None and found.telegram_id != telegram_id:
            return found
        known = found is not None and found.status.value not in _AWAY
        if found is not None and known and (found.title, found.kind) == (title, kind):
            return found
        async with self._database.write() as connection:
            new = (
                await connection.execute(
                    insert_ignore(connection, chat)
                    .values(
                        telegram_id=telegram_id,
                        thread_id=thread_id,
                        kind=kind.value,
                        title=title,
                        language=language or defaults.language,
                        zone=defaults.zone,
                        status=ChatStatus.ACTIVE.value,
                        created_at=now,
                    )
                    .returning(chat.c.id)
                )
            ).scalar_one_or_none()
            if new is not None:
                await add_briefing(
                    connection,
                    chat_id=new,
                    name=FIRST_BRIEFING,
                    schedule=defaults.schedule,
                    zone=ZoneInfo(defaults.zone),
                    now=now,
                )
            elif found is None:
                row = (await connection.execute(_NAMED, numbers)).one()
                place = await moved_on(connection, row)
                if place is not None and place.telegram_id != telegram_id:
                    return read_chat(place)
                if row.status == ChatStatus.MOVED.value:
                    await _begin_anew(connection, row.id, defaults.schedule, now=now)
            return await _touch(connection, telegram_id, thread_id, kind=kind, title=title, now=now)

    async def find(self, telegram_id: int, thread_id: int = 0) -> Chat | None:
        """The chat with Telegram's numbers, or what became of it when its group moved, or None."""
        numbers = {"telegram": telegram_id, "thread": thread_id}
        async with self._database.read() as connection:
            row = (await connection.execute(_NAMED, numbers)).one_or_none()
            found = await moved_on(connection, row) if row else None
        return read_chat(found) if found else None

    async def get(self, chat_id: int) -> Chat | None:
        """The chat with our number, or what it became part of, or None."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(chat).where(chat.c.id == chat_id))).one_or_none()
            found = await successor(connection, row) if row else None
        return read_chat(found) if found else None

    async def set_language(self, chat_id: int, language: str) -> None:
        """Speak another language with a chat."""
        async with self._database.write() as connection:
            await connection.execute(
                update(chat).where(chat.c.id == chat_id).values(language=language)
            )

    async def set_up(self, chat_id: int, *, by: int, now: datetime) -> None:
        """Note that somebody changed how a chat is set up, and who (Telegram's id; 0 for unknown)."""
        async with self._database.write() as connection:
            await connection.execute(
                update(chat)
                .where(chat.c.id == chat_id)
                .values(set_at=now, **({"set_by": by} if by else {}))
            )

    async def set_reads(self, chat_id: int, reads: Sequence[str]) -> None:
        """Say which languages a chat reads; empty for those of what it follows."""
        async with self._database.write() as connection:
            await connection.execute(
                update(chat).where(chat.c.id == chat_id).values(reads=" ".join(reads))
            )

    async def set_quiet(self, chat_id: int, quiet: QuietHours | None) -> None:
        """Say when nothing may make a sound in a chat; None for never."""
        async with self._database.write() as connection:
            await connection.execute(
                update(chat).where(chat.c.id == chat_id).values(quiet=str(quiet or ""))
            )

    async def set_zone(self, chat_id: int, zone: str, now: datetime) -> None:
        """Move a chat to another zone and its briefings' next slots with it.

        A change around a slot never gives two digests within 12 hours (less only where the
        schedule itself has less).
        """
        async with self._database.write() as connection:
            old = (
                await connection.execute(
                    select(chat.c.zone).where(chat.c.id == chat_id).with_for_update()
                )
            ).scalar_one()
            await connection.execute(update(chat).where(chat.c.id == chat_id).values(zone=zone))
            if old != zone:
                await replan(connection, chat_id, now=now, old_zone=ZoneInfo(old))

    async def pause(self, chat_id: int, until: datetime | None, now: datetime) -> None:
        """Send no digests until then; None means until `resume`."""
        async with self._database.write() as connection:
            await connection.execute(
                update(chat).where(chat.c.id == chat_id).values(paused_until=until or FOR_EVER)
            )
            await replan(connection, chat_id, now=now)

    async def resume(self, chat_id: int, now: datetime) -> None:
        """Send digests again, from the next slot on."""
        async with self._database.write() as connection:
            await connection.execute(
                update(chat).where(chat.c.id == chat_id).values(paused_until=None)
            )
            await replan(connection, chat_id, now=now)

    async def ban(self, telegram_id: int, now: datetime, defaults: ChatDefaults) -> None:
        """Never answer or write to a chat or person, known or not."""
        async with self._database.write() as connection:
            await connection.execute(
                insert_ignore(connection, chat),
                {
                    "telegram_id": telegram_id,
                    "thread_id": 0,
                    "kind": (ChatKind.PRIVATE if telegram_id > 0 else ChatKind.GROUP).value,
                    "title": "",
                    "language": defaults.language,
                    "zone": defaults.zone,
                    "status": ChatStatus.BANNED.value,
                    "created_at": now,
                },
            )
            await connection.execute(
                update(chat)
                .where(chat.c.telegram_id == telegram_id)
                .values(status=ChatStatus.BANNED.value)
            )
            mine = select(chat.c.id).where(chat.c.telegram_id == telegram_id)
            await end_pending(
                connection,
                outbox.c.chat_id.in_(mine),
                PartState.CANCELLED,
                now=now,
                reason="banned",
            )

    async def unban(self, telegram_id: int) -> bool:
        """Take a ban back; False when there was none.

        What the ban alone made goes with it: who never wrote is no chat that may be written to.
        """
        async with self._database.write() as connection:
            alone = await connection.execute(
                delete(chat).where(
                    chat.c.telegram_id == telegram_id,
                    chat.c.status == ChatStatus.BANNED.value,
                    ~exists().where(briefing.c.chat_id == chat.c.id),
                )
            )
            if alone.rowcount:
                return True
            done = await connection.execute(
                update(chat)
                .where(chat.c.telegram_id == telegram_id, chat.c.status == ChatStatus.BANNED.value)
                .values(status=ChatStatus.ACTIVE.value)
            )
        return done.rowcount > 0

    async def standing(self, telegram_id: int, person_id: int = 0) -> Standing:
        """True if there is anything of a chat, and whether it or who writes there is banned."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                _STANDING, {"numbers": list({telegram_id, person_id or telegram_id})}
            )
            found = {(row.telegram_id, row.status) for row in rows}
        return Standing(
            known=any(number == telegram_id for number, _ in found),
            banned=any(status == ChatStatus.BANNED.value for _, status in found),
        )

    async def counts(self) -> dict[ChatStatus, int]:
        """The number of chats that are in each status."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(chat.c.status, func.count().label("chats")).group_by(chat.c.status)
            )
            found = {ChatStatus(row.status): row.chats for row in rows}
        return {status: found.get(status, 0) for status in ChatStatus}

    async def was_told(self, chat_id: int) -> bool:
        """True if a digest was ever made for a chat."""
        async with self._database.read() as connection:
            return await connection.scalar(_WAS_TOLD, {"chat": chat_id}) is not None

    async def last_digest(self, chat_id: int) -> LastDigest | None:
        """The newest edition of a chat and how much of it arrived."""
        async with self._database.read() as connection:
            row = (await connection.execute(_LAST_DIGEST, {"chat": chat_id})).one_or_none()
        if row is None:
            return None
        # of what arrived whole the parts are not kept
        return LastDigest(
            at=row.created_at, parts=row.parts or 1, sent=row.sent if row.parts else 1
        )


_OF_CHAT = edition.c.chat_id == bindparam("chat")
_WAS_TOLD = select(edition.c.id).where(_OF_CHAT).limit(1)
_LAST_DIGEST = (
    select(
        edition.c.created_at,
        func.count(outbox.c.id).label("parts"),
        func.count(case((outbox.c.state == "sent", 1))).label("sent"),
    )
    .join(outbox, outbox.c.edition_id == edition.c.id, isouter=True)
    .where(_OF_CHAT)
    .group_by(edition.c.id, edition.c.created_at)
    .order_by(edition.c.created_at.desc())
    .limit(1)
)
#: In which states the chats of some numbers are, in whatever thread.
_STANDING = (
    select(chat.c.telegram_id, chat.c.status)
    .distinct()
    .where(chat.c.telegram_id.in_(bindparam("numbers", expanding=True)))
)


_NAMED = select(chat).where(
    chat.c.telegram_id == bindparam("telegram"), chat.c.thread_id == bindparam("thread")
)


async def _begin_anew(
    connection: AsyncConnection, chat_id: int, schedule: Schedule, *, now: datetime
) -> None:
    """A thread that was held for deleted is a chat again; what it followed is told in General."""
    row = (
        await connection.execute(
            update(chat)
            .where(chat.c.id == chat_id)
            .values(
                status=ChatStatus.ACTIVE.value,
                successor_id=None,
                away_at=None,
                held_until=None,
                refused_at=None,
                refused_reason="",
                lost_thread_at=None,
            )
            .returning(chat.c.zone)
        )
    ).one()
    zone = ZoneInfo(row.zone)
    await add_briefing(
        connection, chat_id=chat_id, name=FIRST_BRIEFING, schedule=schedule, zone=zone, now=now
    )
    # The one it had stayed as the parent of its editions.
    first = (briefing.c.chat_id == chat_id) & (briefing.c.name == FIRST_BRIEFING)
    await connection.execute(
        update(briefing)
        .where(first, briefing.c.times == "")
        .values(**timing(schedule), cursor=NEWEST_SEQ)
    )
    await replan(connection, chat_id, now=now)


async def _touch(
    connection: AsyncConnection,
    telegram_id: int,
    thread_id: int,
    *,
    kind: ChatKind,
    title: str,
    now: datetime,
) -> Chat:
    """Write what is new about a chat; bring it back when it was away."""
    # The bot is in a chat or not: who writes in one thread brings back all of them.
    woken = await wake(connection, telegram_id)
    row = (
        await connection.execute(
            update(chat)
            .where(chat.c.telegram_id == telegram_id, chat.c.thread_id == thread_id)
            .values(kind=kind.value, title=title, not_found_at=None)
            .returning(chat)
        )
    ).one()
    if not woken:  # as for every newcomer of a crowd
        return read_chat(row)
    running = select(chat.c.id).where(chat.c.id.in_(woken), chat.c.paused_until.is_(None))
    for chat_id in (await connection.execute(running)).scalars().all():
        await replan(connection, chat_id, now=now)
    return read_chat(row)
