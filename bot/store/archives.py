"""Chats' archives: their addresses, and what their editions told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.archive import (
    Archive,
    ArchiveView,
    EditionLine,
    EditionPage,
    PageSection,
    PageStory,
    new_key,
)
from bot.domain.choice import ToldSource
from bot.domain.editions import ToldStory
from bot.domain.models import Article, ChatKind, ChatStatus
from bot.store.database import Database
from bot.store.kept_digests import DIGEST_COLUMNS, with_listings
from bot.store.rows import ARTICLE_COLUMNS, article_of
from bot.store.tables import archive, article, briefing, chat, digest, edition, source

#: Headlines shown of an edition in the list.
_HEADLINES = 3
#: Ids in one statement.
_BATCH = 500
_SHUT = (ChatStatus.BANNED.value, ChatStatus.MOVED.value)


class ArchiveStore:
    """Reads and writes archives."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_chat(self, chat_id: int) -> Archive | None:
        """A chat's archive, or None when it has none."""
        async with self._database.read() as connection:
            return (await archives_of(connection, [chat_id])).get(chat_id)

    async def open(self, chat_id: int, now: datetime) -> Archive:
        """A chat's archive, made when it has none."""
        async with self._database.write() as connection:
            found = (await archives_of(connection, [chat_id])).get(chat_id)
            if found is None:
                found = Archive(chat_id=chat_id, key=new_key(), saved_key=new_key())
                await connection.execute(insert(archive).values(created_at=now, **asdict(found)))
        return found

    async def renew(self, chat_id: int) -> None:
        """Give a chat's archive other addresses; those before lead nowhere."""
        async with self._database.write() as connection:
            await connection.execute(
                update(archive)
                .where(archive.c.chat_id == chat_id)
                .values(key=new_key(), saved_key=new_key())
            )

    async def show(self, chat_id: int, *, public: bool) -> None:
        """Let search engines show a chat's archive, or not."""
        async with self._database.write() as connection:
            await connection.execute(
                update(archive).where(archive.c.chat_id == chat_id).values(public=public)
            )

    async def close(self, chat_id: int) -> None:
        """Take a chat's archive off the web."""
        async with self._database.write() as connection:
            await connection.execute(delete(archive).where(archive.c.chat_id == chat_id))

    async def put_back(self, before: Archive, now: datetime) -> None:
        """Give a chat's archive the addresses it had, also where it has none now."""
        async with self._database.write() as connection:
            await connection.execute(delete(archive).where(archive.c.chat_id == before.chat_id))
            await connection.execute(insert(archive).values(created_at=now, **asdict(before)))

    async def find(self, key: str) -> ArchiveView | None:
        """The archive at an address, or None."""
        return await self._find(archive.c.key == key)

    async def find_saved(self, key: str) -> ArchiveView | None:
        """The archive of the chat whose saved stories are at an address, or None."""
        return await self._find(archive.c.saved_key == key)

    async def _find(self, wanted: ColumnElement[bool]) -> ArchiveView | None:
        async with self._database.read() as connection:
            row = (
                await connection.execute(
                    select(archive, chat.c.kind, chat.c.title, chat.c.language, chat.c.zone)
                    .join(chat, chat.c.id == archive.c.chat_id)
                    .where(wanted, chat.c.status.not_in(_SHUT))
                )
            ).one_or_none()
        if row is None:
            return None
        return ArchiveView(
            archive=_archive(row),
            title="" if row.kind == ChatKind.PRIVATE.value else row.title,
            language=row.language,
            zone=row.zone,
        )

    async def editions(
        self, chat_id: int, *, before: int | None = None, limit: int
    ) -> list[EditionLine]:
        """A chat's editions, the newest first, from the one before `before` on."""
        wanted = _EDITIONS.where(edition.c.chat_id == chat_id)
        if before is not None:
            wanted = wanted.where(edition.c.id < before)
        async with self._database.read() as connection:
            rows = (
                await connection.execute(wanted.order_by(edition.c.id.desc()).limit(limit))
            ).all()
            kept = await with_listings(connection, rows)
            told = {row.id: kept.told(row) for row in rows}
            first = [each.speaker_id for some in told.values() for each in some[:_HEADLINES]]
            known = await _articles(connection, first)
        return [
            EditionLine(
                id=row.id,
                briefing=_briefing(row),
                at=row.slot_at,
                headlines=tuple(
                    known[each.speaker_id].headline or known[each.speaker_id].lead
                    for each in told[row.id][:_HEADLINES]
                    if each.speaker_id in known
                ),
                count=len(told[row.id]),
            )
            for row in rows
        ]

    async def edition(self, chat_id: int, edition_id: int) -> EditionPage | None:
        """The stories of an edition of a chat, or None when it is gone or another's."""
        async with self._database.read() as connection:
            row = (
                await connection.execute(
                    _EDITIONS.where(edition.c.chat_id == chat_id, edition.c.id == edition_id)
                )
            ).one_or_none()
            if row is None:
                return None
            kept = await with_listings(connection, [row])
            told, left = kept.told(row), kept.left(row)
            rest = [each for _, articles in left.rest for each in articles]
            ids = {number for each in told for number in (each.speaker_id, *each.article_ids)}
            known = await _articles(connection, ids | set(rest))
            older, newer = (
                await connection.execute(
                    select(
                        func.max(edition.c.id).filter(edition.c.id < edition_id),
                        func.min(edition.c.id).filter(edition.c.id > edition_id),
                    ).where(edition.c.chat_id == chat_id)
                )
            ).one()
        return EditionPage(
            id=row.id,
            briefing=_briefing(row),
            at=row.slot_at,
            sections=_sections(told, known),
            rest=tuple(known[each] for each in rest if each in known),
            older=older,
            newer=newer,
        )

    async def told_articles(self, chat_id: int) -> dict[int, int]:
        """Every article that a chat's kept editions told, with the newest edition that did."""
        async with self._database.read() as connection:
            found = await connection.execute(
                _EDITIONS.where(edition.c.chat_id == chat_id).order_by(edition.c.id)
            )
            rows = found.all()
            kept = await with_listings(connection, rows)
            return {
                number: row.id
                for row in rows
                for each in kept.told(row)
                for number in (each.speaker_id, *each.article_ids)
            }


async def archives_of(connection: AsyncConnection, chat_ids: Sequence[int]) -> dict[int, Archive]:
    """The archives of chats; most have none."""
    rows = await connection.execute(select(archive).where(archive.c.chat_id.in_(chat_ids)))
    return {row.chat_id: _archive(row) for row in rows}


def _archive(row: Row[tuple[Any, ...]]) -> Archive:
    return Archive(chat_id=row.chat_id, key=row.key, saved_key=row.saved_key, public=row.public)


_EDITIONS: Select[tuple[object, ...]] = (
    select(edition.c.id, edition.c.slot_at, briefing.c.name, *DIGEST_COLUMNS)
    .join(digest, digest.c.id == edition.c.digest_id)
    .join(briefing, briefing.c.id == edition.c.briefing_id)
)


def _briefing(row: Row[tuple[object, ...]]) -> str:
    return "" if row.name == "main" else str(row.name)


async def _articles(connection: AsyncConnection, ids: Collection[int]) -> dict[int, Article]:
    wanted, found = sorted(ids), {}
    for at in range(0, len(wanted), _BATCH):
        rows = await connection.execute(
            select(*ARTICLE_COLUMNS)
            .join(source, source.c.id == article.c.source_id)
            .where(article.c.id.in_(wanted[at : at + _BATCH]))
        )
        found.update({row.id: article_of(row) for row in rows})
    return found


def _sections(told: Sequence[ToldStory], known: dict[int, Article]) -> tuple[PageSection, ...]:
    """Stories under the titles they were told under, numbered as they were."""
    sections: dict[str, list[PageStory]] = {}
    for number, each in enumerate(told, start=1):
        speaker = known.get(each.speaker_id)
        if speaker is None:
            continue
        others: dict[str, str] = {}
        for article_id in each.article_ids:
            other = known.get(article_id)
            if other is not None and other.source_id != speaker.source_id:
                others.setdefault(other.source_title, other.url)
        sections.setdefault(each.interest, []).append(
            PageStory(
                number=number,
                speaker=speaker,
                coverage=tuple(ToldSource(title=title, url=url) for title, url in others.items()),
                update=each.update,
            )
        )
    return tuple(
        PageSection(title=title, stories=tuple(stories)) for title, stories in sections.items()
    )
