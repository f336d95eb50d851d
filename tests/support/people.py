"""Chats, articles and updates for tests of what people see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import insert, update

from bot.domain.chats import ChatDefaults
from bot.domain.models import Chat, ChatKind, Interest, Schedule, SourceKind
from bot.store.chats import ChatStore
from bot.store.database import Database
from bot.store.sources import SourceStore
from bot.store.tables import article, article_text, match
from bot.store.tables import source as source_table

#: A Monday morning in UTC; every test's now unless it says otherwise.
NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)

DEFAULTS = ChatDefaults(zone="UTC", language="en", schedule=Schedule(times=(time(8),)))


async def meet(
    database: Database,
    telegram_id: int = 1001,
    *,
    thread_id: int = 0,
    kind: ChatKind = ChatKind.PRIVATE,
    title: str = "Ann",
    language: str = "en",
    now: datetime = NOW,
) -> Chat:
    """A chat that wrote."""
    return await ChatStore(database).seen(
        telegram_id=telegram_id,
        thread_id=thread_id,
        kind=kind,
        title=title,
        language=language,
        now=now,
        defaults=DEFAULTS,
    )


async def publish_articles(
    database: Database,
    interest: Interest | None,
    published: Mapping[int, datetime | None],
    *,
    seen_at: datetime = NOW,
    headline: str = "Headline {seq}",
) -> None:
    """Curated articles with these seqs and published times, belonging to an interest."""
    source = await SourceStore(database).add(
        kind=SourceKind.FEED, locator="https://news.example/feed", title="News", now=seen_at
    )
    async with database.write() as connection:
        await connection.execute(
            update(source_table)
            .where(source_table.c.id == source.id)
            .values(last_success_at=seen_at, settled=True)
        )
        for seq, published_at in published.items():
            row = await connection.execute(
                insert(article)
                .values(
                    source_id=source.id,
                    key=f"k{seq}",
                    url=f"https://news.example/{seq}",
                    headline=headline.format(seq=seq),
                    lead=f"Lead {seq}.",
                    language="en",
                    published_at=published_at,
                    first_seen_at=seen_at,
                    content_hash="",
                    is_news=True,
                    edits=0,
                    seq=seq,
                    story_id=None,
                )
                .returning(article.c.id)
            )
            number = row.scalar_one()
            await connection.execute(
                insert(article_text).values(
                    article_id=number, body=f"Lead {seq}. More.", search_text=f"headline {seq}"
                )
            )
            if interest is not None:
                await connection.execute(
                    insert(match).values(interest_id=interest.id, seq=seq, article_id=number)
                )


def message(
    update_id: int,
    text: str,
    *,
    chat_id: int = 1001,
    person_id: int | None = None,
    kind: str = "private",
    at: datetime = NOW,
    thread_id: int | None = None,
    language: str = "en",
    **more: Any,
) -> dict[str, Any]:
    """An update with a message, as Telegram gives it."""
    body: dict[str, Any] = {
        "message_id": 10 + update_id,
        "date": int(at.timestamp()),
        "chat": {"id": chat_id, "type": kind}
        | ({"first_name": "Ann"} if kind == "private" else {"title": "Readers"}),
        "from": {
            "id": person_id or abs(chat_id),
            "is_bot": False,
            "first_name": "Ann",
            "language_code": language,
        },
        "text": text,
    }
    if text.startswith("/"):
        length = len(text.split(maxsplit=1)[0].encode("utf-16-le")) // 2
        body["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    if thread_id is not None:
        body |= {"message_thread_id": thread_id, "is_topic_message": True}
    return {"update_id": update_id, "message": body | more}


def press(
    update_id: int,
    data: str,
    *,
    chat_id: int = 1001,
    person_id: int | None = None,
    kind: str = "private",
    message_id: int = 5,
    at: datetime = NOW,
    thread_id: int | None = None,
) -> dict[str, Any]:
    """An update with a pressed button, as Telegram gives it."""
    under = message(update_id, "…", chat_id=chat_id, kind=kind, at=at, thread_id=thread_id)[
        "message"
    ]
    under |= {"message_id": message_id, "from": {"id": 42, "is_bot": True, "first_name": "Lede"}}
    return {
        "update_id": update_id,
        "callback_query": {
            "id": str(update_id),
            "from": {
                "id": person_id or abs(chat_id),
                "is_bot": False,
                "first_name": "Ann",
                "language_code": "en",
            },
            "message": under,
            "chat_instance": "1",
            "data": data,
        },
    }
