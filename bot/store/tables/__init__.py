"""The tables. Private to `bot.store`: rows never leave it.

Foreign keys are declared where a row without its parent would be a bug; hot tables are keyed
by chat so that a PostgreSQL-compatible distributed engine can shard them.
"""

from __future__ import annotations

from bot.store.tables.articles import (
    article,
    article_name,
    article_text,
    interest,
    match,
    noise,
    source,
    topic,
    topic_source,
)
from bot.store.tables.chats import (
    alert,
    archive,
    briefing,
    button,
    chat,
    liking,
    look,
    mute,
    parting,
    reaction,
    saved,
    subscription,
)
from bot.store.tables.columns import metadata
from bot.store.tables.delivery import (
    body,
    broadcast,
    digest,
    edition,
    listing,
    outbox,
    piece,
    send_count,
)
from bot.store.tables.state import bot_state, duty_lease, inbox, operator_pass

__all__ = (
    "source",
    "article",
    "article_text",
    "article_name",
    "noise",
    "topic",
    "topic_source",
    "interest",
    "match",
    "chat",
    "briefing",
    "subscription",
    "look",
    "parting",
    "button",
    "mute",
    "liking",
    "reaction",
    "alert",
    "saved",
    "archive",
    "digest",
    "listing",
    "body",
    "piece",
    "edition",
    "broadcast",
    "outbox",
    "send_count",
    "inbox",
    "bot_state",
    "metadata",
    "operator_pass",
    "duty_lease",
)
