"""What is too old is forgotten, and nothing that is still needed goes with it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Table, func, insert, select, update

from bot.domain.models import InterestKind
from bot.store.curation import CurationStore
from bot.store.database import Database
from bot.store.interests import InterestStore
from bot.store.outbox.insert import new_part
from bot.store.retention import SENT, TEXTS, RetentionStore
from bot.store.tables import (
    article,
    article_text,
    body,
    briefing,
    chat,
    digest,
    edition,
    match,
    outbox,
)
from tests.store.test_curation import seal_all
from tests.support.articles import NOW, add_source, new_article, store
from tests.support.editions import add_editions

OLD = NOW - timedelta(days=200)


async def count(database: Database, table: Table) -> int:
    async with database.read() as connection:
        return await connection.scalar(select(func.count()).select_from(table)) or 0


async def test_old_articles_go_with_their_texts_and_matches(database: Database) -> None:
    """The newest stay; curating goes on where it was."""
    source = await add_source(database)
    interest = await InterestStore(database).ensure(
        InterestKind.SOURCE, str(source.id), "Gazette", OLD
    )
    await store(database, source, new_article("old"), now=OLD)
    await seal_all(database, interests=(interest.id,))
    await store(database, source, new_article("new"), now=NOW)
    await seal_all(database, interests=(interest.id,))

    assert await RetentionStore(database).clean(now=NOW) > 0
    assert await RetentionStore(database).clean(now=NOW) == 0

    for table in (article, article_text, match):
        assert await count(database, table) == 1
    assert (await CurationStore(database).told_since(OLD))[0].headline == "Headline of new"


async def test_deliveries_go_with_what_only_they_needed(database: Database) -> None:
    """A text that a newer part shares stays; an open part stays whatever its age."""
    async with database.write() as connection:
        await connection.execute(
            insert(chat), {"id": 1, "telegram_id": 1, "created_at": OLD, "status": "active"}
        )
        await connection.execute(insert(briefing), {"id": 1, "chat_id": 1})
        for number, at in ((1, OLD), (2, OLD), (3, NOW)):
            shared = {"id": number, "created_at": at}
            await connection.execute(
                insert(digest), {**shared, "fingerprint": f"{number}", "stories": []}
            )
            await connection.execute(
                insert(body), {**shared, "fingerprint": f"{number}", "html": "", "plain": ""}
            )
            await connection.execute(
                insert(edition),
                {
                    **shared,
                    "briefing_id": 1,
                    "chat_id": 1,
                    "slot": f"{number}",
                    "slot_at": at,
                    "digest_id": number,
                    "window_from": 0,
                    "window_to": 0,
                },
            )
            await connection.execute(
                insert(outbox),
                {
                    **shared,
                    "edition_id": number,
                    "chat_id": 1,
                    "lane": "digest",
                    "body_id": 1 if number == 3 else number,
                    "state": "ready" if number == 2 else "sent",
                    "not_before": at,
                    "done_at": None if number == 2 else at,
                },
            )

    await RetentionStore(database).clean(now=NOW)

    async with database.read() as connection:
        for table, left in ((outbox, [2, 3]), (edition, [2, 3]), (digest, [2, 3])):
            rows = await connection.execute(select(table.c.id).order_by(table.c.id))
            assert list(rows.scalars()) == left
        rows = await connection.execute(select(body.c.id).order_by(body.c.id))
        assert list(rows.scalars()) == [1, 2, 3]


async def test_of_an_edition_that_arrived_whole_only_what_it_told_is_kept(
    database: Database,
) -> None:
    """One that is not all sent keeps its parts, and so does one that asks about a part in doubt."""
    at = NOW - SENT - timedelta(days=1)
    await add_editions(database, 4, now=at, texts=["first", "second"], parts=2)
    async with database.write() as connection:
        await connection.execute(update(outbox).values(state="sent", done_at=at))
        ids = (
            (await connection.execute(select(edition.c.id).order_by(edition.c.id))).scalars().all()
        )
        half = (outbox.c.edition_id == ids[1]) & (outbox.c.part == 2)
        await connection.execute(update(outbox).where(half).values(state="ready", done_at=None))
        doubt = (outbox.c.edition_id == ids[2]) & (outbox.c.part == 1)
        asked = {"state": "unknown", "asked_by": ids[3]}
        await connection.execute(update(outbox).where(doubt).values(asked))

    await RetentionStore(database).clean(now=NOW)

    async with database.read() as connection:
        rows = await connection.execute(select(outbox.c.edition_id).distinct())
        assert sorted(rows.scalars()) == ids[1:]
        assert await count(database, edition) == 4


async def test_texts_of_final_digests_are_emptied_and_what_is_still_open_keeps_its_own(
    database: Database,
) -> None:
    """What is sent again word for word (no digest: it has its day in it) is left as it is."""
    at = NOW - TEXTS - timedelta(days=1)
    await add_editions(database, 3, now=at, texts=["first", "second"], parts=2)
    async with database.write() as connection:
        final = {"state": "sent", "done_at": at}
        await connection.execute(update(outbox).where(outbox.c.part == 1).values(final))
        kept = select(body.c.id).where(body.c.html == "first").limit(1)
        welcome = {"fingerprint": "w", "html": "welcome", "plain": "welcome", "created_at": at}
        number = await connection.scalar(insert(body).returning(body.c.id), welcome)
        row = new_part(alert="a", chat_id=1, lane="alert", body_id=number, now=at)
        await connection.execute(insert(outbox), {**row, **final})
        assert await connection.scalar(kept)

    await RetentionStore(database).clean(now=NOW)

    async with database.read() as connection:
        texts = (await connection.execute(select(body.c.html))).scalars().all()
    assert set(texts) == {"", "second", "welcome"}


async def test_a_chat_that_was_lost_yesterday_is_kept_however_old_it_is(database: Database) -> None:
    """Its time begins when it went: it may be back, and finds what it had set."""
    for number, away_at in ((1, NOW - timedelta(days=1)), (2, OLD)):
        async with database.write() as connection:
            await connection.execute(
                insert(chat),
                {"telegram_id": number, "created_at": OLD, "status": "gone", "away_at": away_at},
            )
    await RetentionStore(database).clean(now=NOW)
    async with database.read() as connection:
        assert list((await connection.execute(select(chat.c.telegram_id))).scalars()) == [1]
