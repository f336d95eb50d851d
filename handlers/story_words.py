"""The story that a message tells, and the words by which it is found."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.errors import InputError
from bot.domain.models import Article
from bot.domain.sight import Sight
from bot.text.story.tellings import naming_words
from handlers.call import Call

#: Words looked up for their rarity; links of a message looked at.
_CANDIDATES, _LINKS = 6, 10
#: Of its words one must be in every article, and any of these others.
_OTHERS = 2


async def answered(call: Call) -> list[Article]:
    """The article of the message that is answered; empty where it tells several stories or none."""
    message = call.update.effective_message
    about = message.reply_to_message if message is not None and not call.pressed else None
    if about is None:
        return []
    links = [each.url for each in about.entities if each.url]
    links += [about.parse_entity(each) for each in about.entities if each.type == "url"]
    found = await call.services.fates.by_link(
        list(dict.fromkeys(links))[:_LINKS],
        sight=Sight(chat_id=call.chat.id),
        now=call.now,
        limit=_LINKS,
    )
    first = sorted(found, key=lambda each: links.index(each.url))
    return first if len({each.story_id or -each.id for each in found}) == 1 else []


async def story_query(call: Call, articles: Sequence[Article]) -> tuple[str, int]:
    """The words that find a story, and how many articles they find now (51 is many)."""
    first = articles[0]
    rare: list[tuple[int, str]] = []
    least = min(2, len(articles))
    for word in naming_words(first.headline, first.lead, first.language, most=_CANDIDATES):
        count = await _count(call, _quoted(word), first.language)
        if count >= least:
            rare.append((count, _quoted(word)))
    rare.sort(key=lambda each: each[0])
    if not rare:
        raise InputError(
            "That story has no words of its own to follow it by.",
            example="/subscribe central bank",
            key="error.story_words",
        )
    anchor, others = rare[0][1], [word for _, word in rare[1 : 1 + _OTHERS]]
    words = " ".join(filter(None, (anchor, " OR ".join(others))))
    return words, await _count(call, words, first.language)


async def _count(call: Call, words: str, language: str) -> int:
    page = await call.services.search.search(
        words, sight=Sight(chat_id=call.chat.id), now=call.now, language=language, limit=1
    )
    return page.total


def _quoted(word: str) -> str:
    return word if word.isalnum() else f'"{word}"'
