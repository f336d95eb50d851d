"""The reason of a silence: what became of a story that somebody names by words or by its link."""

from __future__ import annotations

from itertools import chain
from zoneinfo import ZoneInfo

from bot.domain.address_words import AddressLikeness, likeness, spoken_form
from bot.domain.fates import Fate, StoryFacts, StoryFate, verdict
from bot.domain.models import Article
from bot.domain.mutes import Mute
from bot.domain.narrowing import narrowing
from bot.domain.sight import Sight
from bot.render.catalogue import TelegramHtml, language_name
from bot.render.clean import clean
from bot.render.graphemes import shortened
from bot.services.mutes import MuteSieve
from bot.services.narrowing import leaves
from handlers.call import Call
from handlers.keyboards import Key, key
from handlers.mutes import name_of
from handlers.search import within_quota
from handlers.wording import moment

#: Stories explained in one answer, and articles looked at for them.
_MOST, _LOOKED = 3, 10
_HEADLINE_UNITS = 120


async def why_not(call: Call, words: str) -> None:
    """Say of each story that the words or the link mean what became of it here."""
    if not await within_quota(call):
        return
    found = _one_each(await meant(call, words))[:_MOST]
    if not found:
        key_name = "fate.no_link" if likeness(words) is AddressLikeness.SURE else "fate.no_words"
        await call.reply(call.text(key_name, words=words[:100]))
        return
    mutes = await call.services.mutes.of_chat(call.chat.id)
    sieve = MuteSieve()
    if mutes:
        sieve.set_topics(await call.services.interests.topics())
        sieve.add(mutes)
    lines, rows = [], []
    for facts in await call.services.fates.facts(found, call.chat.id):
        taken = sieve.takes(mutes, facts.article) if mutes else None
        left_out = _left_out(facts, sieve)
        became = verdict(facts, muted=taken is not None, narrowed=bool(left_out))
        lines.append(_line(call, facts, became, taken, left_out))
        if became.fate is Fate.MUTED and taken is not None:
            words = call.label("button.unmute", words=name_of(call, taken))
            rows.append([key(words, "mute", "x", taken.id)])
    await call.reply("\n\n".join(lines), _once(rows))


async def meant(call: Call, words: str) -> list[Article]:
    """The articles that words or a link mean, of those this chat may see, the newest first."""
    sight = Sight(chat_id=call.chat.id)
    if likeness(words) is AddressLikeness.SURE:
        bare = spoken_form(words)
        links = [words, *(f"{begin}{bare}{end}" for begin in _BEGINS for end in ("", "/"))]
        return await call.services.fates.by_link(links, sight=sight, now=call.now, limit=_LOOKED)
    found = await call.services.search.search(
        words,
        sight=sight,
        now=call.now,
        zone=ZoneInfo(call.chat.zone),
        language=call.language,
        limit=_LOOKED,
    )
    return [result.article for result in found.results]


_BEGINS = ("https://", "https://www.", "http://", "http://www.")


def _one_each(articles: list[Article]) -> list[Article]:
    """One article of each story, in their order."""
    return list({one.story_id or -one.id: one for one in reversed(articles)}.values())[::-1]


def _left_out(facts: StoryFacts, sieve: MuteSieve) -> tuple[str, str] | None:
    """The first of what has a story, with its words, where no words of any leave it."""
    sieve.add(chain.from_iterable(narrowing(words).queries for _, words in facts.follows if words))
    for _, words in facts.follows:
        if not words or leaves(words, facts.article, sieve):
            return None
    return facts.follows[0] if facts.follows else None


def _line(
    call: Call,
    facts: StoryFacts,
    became: StoryFate,
    taken: Mute | None,
    left_out: tuple[str, str] | None,
) -> str:
    at = moment(call, became.at) if became.at is not None else ""
    spoken = language_name(facts.article.language, call.language)
    reason = call.text(
        _TEXTS[became.fate],
        at=at,
        number=became.number,
        spoken=spoken,
        title=left_out[0] if left_out else "",
        words=name_of(call, taken) if taken else left_out[1] if left_out else "",
    )
    headline = shortened(clean(facts.article.headline), _HEADLINE_UNITS)
    source = clean(facts.article.source_title)
    return call.text("fate.line", headline=headline, source=source, reason=TelegramHtml(reason))


_TEXTS = {
    Fate.TOLD: "fate.told",
    Fate.ALERTED: "fate.alerted",
    Fate.JOINED: "fate.joined",
    Fate.MUTED: "fate.muted",
    Fate.UNREAD: "fate.unread",
    Fate.HELD: "fate.held",
    Fate.NARROWED: "fate.narrowed",
    Fate.REST: "fate.rest",
    Fate.WAITING: "fate.waiting",
    Fate.BEFORE: "fate.before",
    Fate.UNFOLLOWED: "fate.unfollowed",
}


def _once(rows: list[list[Key]]) -> list[list[Key]]:
    return list({row[0].data: row for row in rows}.values())
