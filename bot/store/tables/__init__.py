"""The tables. Private to `bot.store`: rows never leave it.

Foreign keys are declared where a row without its parent would be a bug. Each table is of one of three
kinds: of a chat (`OF_CHATS`), shared by all chats (`SHARED`, the reference tables of an engine that
shards), or of the instance (`OF_INSTANCE`). Shared ones point to shared ones alone.
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

#: Rows of one chat, by `chat_id` (of `subscription` by its briefing): what grows with chats and is
#: read and written for one chat at a time, but for claims, which go by an index of what is due.
OF_CHATS = (
    *(chat, briefing, subscription, mute, liking, saved, archive, parting, reaction, alert),
    *(button, look, edition, outbox),
)
#: Read for everybody and written by the curator, by polls and by planning, never for a chat alone.
SHARED = (
    *(source, topic, topic_source, interest, article, article_name, article_text, match, noise),
    *(listing, piece, digest, body, broadcast),
)
#: Of the bot and its processes.
OF_INSTANCE = (bot_state, duty_lease, inbox, operator_pass, send_count)

__all__ = (
    "OF_CHATS",
    "OF_INSTANCE",
    "SHARED",
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
