"""Deletes a chat or person whole, with what nobody else has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Table,
    cast,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.forgotten import Forgotten
from bot.domain.models import InterestKind
from bot.domain.updates import person_id
from bot.store.buttons import questions_to
from bot.store.database import Database
from bot.store.interests import count_change
from bot.store.scrubbing import ask_for_scrub
from bot.store.successors import all_of
from bot.store.tables import (
    body,
    briefing,
    button,
    chat,
    digest,
    edition,
    inbox,
    interest,
    outbox,
    source,
    subscription,
)

_FOLLOWED = exists().where(subscription.c.interest_id == interest.c.id)


class ForgetStore:
    """Deletes all data of a person, over all tables, in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, telegram_id: int) -> Forgotten:
        """The size of what `forget` would delete, as far as it is the chat's alone."""
        async with self._database.read() as connection:
            chats, _ = await all_of(connection, telegram_id)
            return Forgotten(
                chats=len(chats),
                followed=len(await _followed_in(connection, chats)),
                digests=await _digests_of(connection, chats),
            )

    async def forget(self, telegram_id: int) -> Forgotten:
        """Delete a chat with its threads, and what is kept elsewhere of the person behind it.

        What nobody else has goes with it: words as they were typed, feeds that only it brought
        with their addresses and articles, the texts of its digests. Rows that others may be
        about to use are locked before it is asked whether anybody does.
        """
        async with self._database.write() as connection:
            chats, numbers = await all_of(connection, telegram_id)
            texts = await _ids(
                connection, select(outbox.c.body_id).where(outbox.c.chat_id.in_(chats))
            )
            told = await _ids(
                connection, select(edition.c.digest_id).where(edition.c.chat_id.in_(chats))
            )
            followed = await _followed_in(connection, chats)
            digests = await _digests_of(connection, chats)
            await connection.execute(delete(chat).where(chat.c.id.in_(chats)))
            for number in numbers:
                await _delete_traces(connection, number)
            await _delete_unused(connection, body, body.c.id, outbox.c.body_id, texts)
            await _delete_unused(connection, digest, digest.c.id, edition.c.digest_id, told)
            await count_change(connection)
            words = await _delete_words(connection, followed)
            feeds = await _delete_feeds(connection, chats, followed)
            await ask_for_scrub(connection)
        return Forgotten(
            chats=len(chats),
            followed=len(followed),
            digests=digests,
            words=words,
            feeds=feeds,
        )


async def _ids(connection: AsyncConnection, statement: Select[Any]) -> list[int]:
    return sorted(set((await connection.execute(statement)).scalars()))


async def _followed_in(connection: AsyncConnection, chats: Sequence[int]) -> list[int]:
    return await _ids(
        connection,
        select(subscription.c.interest_id)
        .join(briefing, briefing.c.id == subscription.c.briefing_id)
        .where(briefing.c.chat_id.in_(chats)),
    )


async def _digests_of(connection: AsyncConnection, chats: Sequence[int]) -> int:
    count = select(func.count()).select_from(edition).where(edition.c.chat_id.in_(chats))
    return await connection.scalar(count) or 0


async def _delete_traces(connection: AsyncConnection, telegram_id: int) -> None:
    """The person in other chats, and updates of theirs that were given up."""
    await connection.execute(update(chat).where(chat.c.set_by == telegram_id).values(set_by=None))
    asked = cast(button.c.payload["person"].as_string(), String)
    await connection.execute(
        delete(button).where(
            or_(button.c.id.like(questions_to(telegram_id)), asked == str(telegram_id))
        )
    )
    dead = await connection.execute(
        select(inbox.c.update_id, inbox.c.chat_key, inbox.c.payload).where(inbox.c.state == "dead")
    )
    keys = (f"c{telegram_id}", f"p{telegram_id}")
    theirs = [
        row.update_id
        for row in dead
        if row.chat_key in keys or person_id(json.loads(row.payload or "{}")) == telegram_id
    ]
    await connection.execute(delete(inbox).where(inbox.c.update_id.in_(theirs)))


async def _delete_unused(
    connection: AsyncConnection,
    table: Table,
    key: ColumnElement[int],
    used_as: ColumnElement[int],
    ids: Sequence[int],
) -> None:
    """Of these rows, those that nothing refers to any more."""
    locked = await _ids(connection, select(key).where(key.in_(ids)).with_for_update())
    await connection.execute(delete(table).where(key.in_(locked), ~exists().where(used_as == key)))


async def _delete_words(connection: AsyncConnection, followed: Sequence[int]) -> int:
    """Words that nobody follows; those that others follow are called by what they mean."""
    query = interest.c.kind == InterestKind.QUERY.value
    unfollowed = await _ids(
        connection, select(interest.c.id).where(query, ~_FOLLOWED).with_for_update()
    )
    await connection.execute(delete(interest).where(interest.c.id.in_(unfollowed), ~_FOLLOWED))
    await connection.execute(
        update(interest).where(query, interest.c.id.in_(followed)).values(title=interest.c.ref)
    )
    return len(set(unfollowed) & set(followed))


async def _delete_feeds(
    connection: AsyncConnection, chats: Sequence[int], followed: Sequence[int]
) -> int:
    """Feeds that people brought, of which nobody but these chats is left.

    They followed it, or were the last to leave it. What others left stays until its time is over:
    they may come back.
    """
    kind = interest.c.kind == InterestKind.SOURCE.value
    refs = set(
        (
            await connection.execute(
                select(interest.c.ref).where(kind, interest.c.id.in_(followed))
            )
        ).scalars()
    )
    theirs = source.c.id.in_([int(ref) for ref in refs]) | source.c.left_by.in_(chats)
    private = await _ids(
        connection, select(source.c.id).where(~source.c.public, theirs).with_for_update()
    )
    named = kind & interest.c.ref.in_([str(number) for number in private])
    kept = set((await connection.execute(select(interest.c.ref).where(named, _FOLLOWED))).scalars())
    gone = [number for number in private if str(number) not in kept]
    await connection.execute(
        delete(interest).where(kind, interest.c.ref.in_([str(number) for number in gone]))
    )
    await connection.execute(delete(source).where(source.c.id.in_(gone)))
    return len(gone)
