"""English: the language every key must be in."""

from __future__ import annotations

from bot.render.texts import (
    en_admin,
    en_archive,
    en_buttons,
    en_chat,
    en_exchange,
    en_first,
    en_left,
    en_notices,
    en_wants,
)
from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    # digests
    "digest.title": "Your news",
    "digest.in_doubt": "These may not have arrived last time:",
    "digest.covers": Plural(one="What is new since yesterday", other="What is new in {count} days"),
    "digest.also": "Also: {sources}",
    "digest.also_more": Plural(
        one="Also: {sources} and {count} more", other="Also: {sources} and {count} more"
    ),
    "digest.update": "Update:",
    "digest.more": Plural(one="+{count} more", other="+{count} more"),
    # search
    "search.title": "Results for “{words}”",
    "search.page": "page {page} of {pages}",
    "search.none": "Nothing found for “{words}”.",
    # schedules
    "schedule.off": "No digests by the clock",
    "schedule.daily": "{times} every day ({zone})",
    "schedule.weekdays": "{times} on weekdays ({zone})",
    "schedule.weekends": "{times} at weekends ({zone})",
    "schedule.days": "{times} on {days} ({zone})",
    # wrong input
    "error.example": "For example: {example}",
    "error.quiet": "Give the quiet hours as two times with a dash between them, or “off”.",
    "error.schedule": "Say at which times, and on which days if not every day.",
    "error.schedule_off": "“off” stands alone.",
    "error.schedule_many": Plural(
        one="A briefing can come once a day at most.",
        other="A briefing can come at most {count} times a day.",
    ),
    "error.schedule_time": "Say at which time of day, too.",
    "error.schedule_word": "“{word}” is neither a time nor a day.",
    "error.zone": "I do not know the place “{word}”; name a large city of your time zone.",
    "error.zone_none": "Name a large city of your time zone, or the zone.",
    "error.zone_similar": "I do not know the place “{word}”. Did you mean {zones}?",
    "error.zone_wide": "“{word}” has several time zones. Which is yours: {zones}?",
    "error.query": "Say at least one word to look for.",
    "error.query_field": "I do not know “{word}” in a search; there are {known}",
    "error.query_value": "“{word}” needs a value, like lang:en or source:times.",
    "error.query_since": "“{word}” is no day I know; say monday, yesterday, 7d or 2026-11-25.",
    "error.query_long": "That is too long to look for.",
    "error.query_many": Plural(
        one="Name one word.", other="That is more than {count} words; name the few that matter."
    ),
    # chats, buttons, operators: files of their own
    **en_chat.TEXTS,
    **en_buttons.TEXTS,
    **en_admin.TEXTS,
    **en_exchange.TEXTS,
    **en_first.TEXTS,
    **en_left.TEXTS,
    **en_archive.TEXTS,
    **en_notices.TEXTS,
    **en_wants.TEXTS,
}
