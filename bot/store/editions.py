"""The store of the third tick: due briefings and their windows in, editions out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.breath import Breath
from bot.domain.alerts import Alerted
from bot.domain.editions import Asked, DueBriefing, DueGroup, EditionPlan, InDoubt
from bot.domain.likings import Liking
from bot.domain.models import (
    LOOK_BACK,
    Article,
    Subscription,
    Topic,
)
from bot.domain.mutes import Mute
from bot.domain.parting import Parting
from bot.store.alerted import alerted
from bot.store.database import Database
from bot.store.due import Follows, due_groups, own_ways
from bot.store.edition_writing import lists_of, move_on, write_editions
from bot.store.first_reading import FirstReadingStore
from bot.store.first_tellings import FirstTellings
from bot.store.gaps import GapStore
from bot.store.interests import read_topics
from bot.store.likings import likings_of
from bot.store.mutes import mutes_of
from bot.store.outbox.doubts import in_doubt
from bot.store.outbox.refusals import refusing_of, take_in_kept
from bot.store.packing import Packer, Segment
from bot.store.partings import partings_of
from bot.store.reactions import wished_by_reactions
from bot.store.rows import ARTICLE_COLUMNS, CHAT_COLUMNS, article_of, read_briefing, read_chat
from bot.store.spoken import followed_by, is_told_in
from bot.store.tables import (
    archive,
    article,
    briefing,
    chat,
    match,
    source,
)
from bot.store.texts import KnownPieces
from bot.store.told import Stories, told_stories
from bot.store.units import current
from bot.store.windows import WindowStore

#: How long a planner owns the briefings it claimed.
CLAIM_LEASE_S = 60.0


class EditionStore:
    """Briefings, windows and editions."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.as_one = database.as_one
        gaps = GapStore(database)
        self.seq_before, self.seen_at = gaps.seq_before, gaps.seen_at
        self.bodies = gaps.bodies
        self.first_messages = FirstTellings(database).messages
        windows = WindowStore(database)
        self._pieces = KnownPieces()
        self._segments: dict[bytes, Segment] = {}
        self.newest, self.articles = windows.newest, windows.articles
        self.coverage = windows.coverage
        self.stories, self.of_stories = windows.stories, windows.of_stories

    async def claim_due(self, *, now: datetime, limit: int) -> list[DueGroup]:
        """Briefings whose slot has come, the longest due first, owned for `CLAIM_LEASE_S`.

        Claims of several workers never overlap; the edition's unique key is the real guard.
        """
        clock = self._database.lease_now(now)
        due = (
            select(briefing.c.id)
            .where(
                briefing.c.next_slot_at <= now,
                or_(briefing.c.lease_until.is_(None), briefing.c.lease_until <= clock),
            )
            .order_by(briefing.c.next_slot_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        async with self._database.write() as connection:
            ids = (
                (
                    await connection.execute(
                        update(briefing)
                        .where(briefing.c.id.in_(select(due.c.id)))
                        .values(lease_until=self._database.lease_end(now, CLAIM_LEASE_S))
                        .returning(briefing.c.id)
                    )
                )
                .scalars()
                .all()
            )
            refusing = await refusing_of(connection, ids)
            if refusing:
                await take_in_kept(connection, refusing, now=now)
            return await due_groups(connection, ids)

    async def claim(self, briefing_id: int, *, now: datetime) -> DueBriefing | None:
        """One briefing, owned as by `claim_due`; None when it is gone or owned by another."""
        clock = self._database.lease_now(now)
        async with self._database.write() as connection:
            ids = (
                (
                    await connection.execute(
                        update(briefing)
                        .where(
                            briefing.c.id == briefing_id,
                            or_(briefing.c.lease_until.is_(None), briefing.c.lease_until <= clock),
                        )
                        .values(lease_until=self._database.lease_end(now, CLAIM_LEASE_S))
                        .returning(briefing.c.id)
                    )
                )
                .scalars()
                .all()
            )
            await take_in_kept(connection, ids, now=now, ask=True)
            found = await _briefings(connection, ids)
        return found[0] if found else None

    async def briefing(self, briefing_id: int) -> DueBriefing | None:
        """One briefing and its chat."""
        async with self._database.read() as connection:
            found = await _briefings(connection, [briefing_id])
        return found[0] if found else None

    async def asked(self, *, now: datetime) -> list[Asked]:
        """Briefings whose digest waited for a first reading that is done, or has begun."""
        return await FirstReadingStore(self._database).ready(now)

    async def newest_seq(self) -> int:
        """The seq of the newest curated article, 0 when there is none."""
        async with self._database.read() as connection:
            return int(await connection.scalar(select(func.max(article.c.seq))) or 0)

    async def subscriptions(self, briefing_ids: Sequence[int]) -> dict[int, list[Subscription]]:
        """The subscriptions of each briefing, in its own order."""
        found: dict[int, list[Subscription]] = {briefing_id: [] for briefing_id in briefing_ids}
        async with self._database.read() as connection:
            for each in await followed_by(connection, briefing_ids):
                found[each.briefing_id].append(each)
        return found

    async def follows(
        self, briefing_ids: Sequence[int], known: Follows
    ) -> dict[int, tuple[Subscription, ...]]:
        """The subscriptions of each briefing, as `Follows.read` gives them."""
        async with self._database.read() as connection:
            return await known.read(connection, briefing_ids)

    async def own_ways(self, chat_ids: Sequence[int], *, since: datetime) -> set[int]:
        """Of these chats those that may be told something else than others who follow the same."""
        async with self._database.read() as connection:
            return await own_ways(connection, chat_ids, since=since)

    async def window(
        self, interest_id: int, *, after_seq: int, to_seq: int, limit: int
    ) -> list[Article]:
        """The newest articles of an interest with after_seq < seq <= to_seq, newest first."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(*ARTICLE_COLUMNS)
                .select_from(match)
                .join(article, article.c.id == match.c.article_id)
                .join(source, source.c.id == article.c.source_id)
                .where(
                    match.c.interest_id == interest_id,
                    match.c.seq > after_seq,
                    match.c.seq <= to_seq,
                )
                .order_by(match.c.seq.desc())
                .limit(limit)
            )
            return [article_of(row) for row in rows]

    async def window_stories(
        self, interest_id: int, *, after_seq: int, to_seq: int, since: datetime
    ) -> frozenset[int]:
        """The ids of all stories of a new follower's window.

        Of what stood there `LOOK_BACK` after `since` only what is not older.
        """
        happened = case(
            (article.c.published_at < article.c.first_seen_at, article.c.published_at),
            else_=article.c.first_seen_at,
        )
        recent = or_(happened >= since, article.c.first_seen_at > since + LOOK_BACK)
        async with self._database.read() as connection:
            found = await connection.execute(
                select(article.c.story_id)
                .distinct()
                .select_from(match)
                .join(article, article.c.id == match.c.article_id)
                .where(
                    match.c.interest_id == interest_id,
                    match.c.seq > after_seq,
                    match.c.seq <= to_seq,
                    article.c.story_id.is_not(None),
                    ~article.c.held,
                    recent,
                )
            )
            return frozenset(found.scalars())

    async def is_told_in(self, interest_id: int, languages: frozenset[str]) -> bool:
        """True if an interest is told, as its newest articles show, in one of these languages."""
        async with self._database.read() as connection:
            return await is_told_in(connection, interest_id, languages)

    async def told(self, chat_ids: Sequence[int], *, since: datetime) -> dict[int, Stories]:
        """For each chat, the stories told to it since then, each with the articles told."""
        async with self._database.read() as connection:
            return await told_stories(connection, chat_ids, since=since, segments=self._segments)

    async def partings(self, chat_ids: Sequence[int]) -> dict[int, tuple[Parting, ...]]:
        """The partings of each chat: articles that it said are not the same story."""
        async with self._database.read() as connection:
            return await partings_of(connection, chat_ids)

    async def alerted(
        self, chat_ids: Sequence[int], *, since: datetime
    ) -> dict[int, list[Alerted]]:
        """For each chat, the stories that alerts told it since then."""
        async with self._database.read() as connection:
            return await alerted(connection, chat_ids, since=since)

    async def mutes(self, chat_ids: Sequence[int]) -> dict[int, tuple[Mute, ...]]:
        """The mutes of each chat."""
        async with self._database.read() as connection:
            return await mutes_of(connection, chat_ids)

    async def likings(self, chat_ids: Sequence[int]) -> dict[int, tuple[Liking, ...]]:
        """The likings of each chat, said by people or derived from reactions."""
        async with self._database.read() as connection:
            said = await likings_of(connection, chat_ids)
            for chat_id, wished in (await wished_by_reactions(connection, chat_ids)).items():
                said[chat_id] = (*said.get(chat_id, ()), *wished)
            return said

    async def topics(self) -> list[Topic]:
        """All topics of the instance."""
        async with self._database.read() as connection:
            return await read_topics(connection)

    async def in_doubt(
        self, briefing_ids: Sequence[int], *, now: datetime
    ) -> dict[int, list[InDoubt]]:
        """For each briefing, the parts that may not have arrived and were not asked about."""
        async with self._database.read() as connection:
            return await in_doubt(connection, briefing_ids, now=now)

    async def commit(
        self,
        planned: Sequence[EditionPlan],
        *,
        now: datetime,
        began: datetime | None = None,
        packer: Packer | None = None,
    ) -> int:
        """Write editions, their frozen parts, cursors and next slots, all or nothing.

        `began` is when planning of the slot did, of which this is a part. `packer` is one for all
        that is planned together: it keeps what it packed, and all of that.

        Returns how many parts were put into the outbox. A briefing that already has an edition
        for its slot gets no second one; its schedule still moves on.
        """
        parts = 0
        breath = Breath()
        packer = packer or Packer()
        for one in lists_of(planned):
            if breath.over:
                await breath.take()  # hundreds in a slot's first batch, a fraction of a ms each
            packer.know(one)
        pieces = self._pieces.on(now.date().isoformat())
        async with self._database.write() as connection:
            with_edition = [plan for plan in planned if plan.messages]
            if with_edition:
                parts = await write_editions(
                    connection, with_edition, packer, pieces, now=now, began=began or now
                )
            await move_on(connection, planned, now=now)
        if current(self._database.engine) is None:  # otherwise it may still be rolled back
            pieces.committed()
            packer.committed()
        return parts


async def _briefings(connection: AsyncConnection, ids: Sequence[int]) -> list[DueBriefing]:
    rows = await connection.execute(
        select(briefing, *CHAT_COLUMNS, archive.c.key.label("archive"))
        .join(chat, chat.c.id == briefing.c.chat_id)
        .outerjoin(archive, archive.c.chat_id == chat.c.id)
        .where(briefing.c.id.in_(ids))
        .order_by(briefing.c.next_slot_at, briefing.c.id)
    )
    return [
        DueBriefing(
            briefing=read_briefing(row),
            chat=read_chat(row, chat_id=row.chat_id),
            archive=row.archive or "",
        )
        for row in rows
    ]
