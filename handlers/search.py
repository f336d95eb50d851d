"""Search over stored articles, paged by buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.archive import archive_url
from bot.domain.errors import InputError
from bot.domain.fates import Fate, verdict
from bot.domain.message_links import message_url
from bot.domain.models import Article, RenderedMessage
from bot.domain.ranking import story_of
from bot.domain.search_results import SearchPage, ToldAt
from bot.domain.sight import Sight
from bot.render.search import render_search
from bot.services.quotas import Allowance
from bot.text.sentences.splitting import split_sentences
from handlers.call import Call
from handlers.declare import Command, Feature, Press, TypedAnswer, Who
from handlers.keyboards import Key, key, pager
from handlers.story_words import (
    answered_stories,
    ask_which,
    chosen_link,
    linked_story,
    story_query,
)

#: Results on one page.
PAGE = 5

#: Messages are looked for in editions of so long ago; older ones are no longer kept.
_TOLD_SINCE = timedelta(days=70)

#: Pages that can be turned to.
_MAX_PAGES = 40


async def search(call: Call) -> None:
    """Find articles; in reply to a story more of it; else, without words, ask for them."""
    stories = [] if call.words else await answered_stories(call)
    if len(stories) > 1:
        await ask_which(call, call.text("search.which"), stories, "findof")
    elif stories:
        await _more_of(call, stories[0])
    elif not call.words:
        await call.ask("search", call.text("search.ask"))
    else:
        await _find(call, call.words[:200])


async def more_of_chosen(call: Call) -> None:
    """Find more of one of several stories: `findof:<button>:<place>`."""
    link = await chosen_link(call, call.arg(0), call.number(1))
    if not link:
        return
    if not (story := await linked_story(call, link)):
        raise InputError("That is no longer there.", key="error.offer_gone")
    await _more_of(call, story)


async def _more_of(call: Call, story: Sequence[Article]) -> None:
    words, _ = await story_query(call, story)
    await _find(call, words)


async def _find(call: Call, words: str) -> None:
    if not await within_quota(call):
        return
    message, found = await _page(call, words, 0)
    kept = await call.kept({"words": words})
    await call.reply(message, _rows(call, kept, 0, found))


async def typed(call: Call, _asked: Mapping[str, Any]) -> None:
    """Find what was typed after it was asked for."""
    await search(call)


async def turn(call: Call) -> None:
    """Turn to another page in place: `find:<button>:<page>`."""
    kept = await call.services.buttons.get(call.arg(0), call.chat.id, call.now)
    if kept is None:
        await call.notice(call.label("error.button_old"), alert=True)
        return
    if not await within_quota(call):
        return
    page = min(call.number(1), _MAX_PAGES - 1)
    message, found = await _page(call, str(kept["words"]), page)
    await call.edit(message, _rows(call, call.arg(0), page, found))


async def search_kept(call: Call) -> None:
    """Find words that were typed without a command: `search:<button>`."""
    kept = await call.services.buttons.get(call.words, call.chat.id, call.now)
    call.words = str(kept["words"]) if kept else ""
    await search(call)


async def _page(call: Call, words: str, page: int) -> tuple[RenderedMessage, SearchPage]:
    found = await call.services.search.search(
        words,
        sight=Sight(chat_id=call.chat.id),
        now=call.now,
        zone=ZoneInfo(call.chat.zone),
        language=call.language,
        limit=PAGE,
        offset=page * PAGE,
    )
    message = render_search(
        found.results,
        words=words,
        page=page + 1,
        pages=_pages(found),
        more=found.more,
        language=call.language,
        zone=ZoneInfo(call.chat.zone),
        now=call.now,
        told=await _told(call, found),
        sentences=split_sentences,
    )
    return message, found


async def _told(call: Call, found: SearchPage) -> dict[int, ToldAt]:
    """Of these results, where a digest told their story in this chat."""
    told: dict[int, ToldAt] = {}
    stories: dict[int, int] = {}
    for facts in await call.services.fates.facts(
        [result.article for result in found.results], call.chat.id
    ):
        became = verdict(facts, muted=False)
        if became.fate in (Fate.TOLD, Fate.JOINED) and became.at is not None:
            told[facts.article.id] = ToldAt(at=became.at, number=became.number)
            stories[facts.article.id] = story_of(facts.article)
    links = await _links(call, stories)
    return {each: replace(where, url=links.get(each, "")) for each, where in told.items()}


async def _links(call: Call, stories: Mapping[int, int]) -> dict[int, str]:
    """By article the message that told its story first, else the page of the digest that did."""
    if not stories:
        return {}
    if message_url(call.chat, 1):
        first = await call.services.first_tellings.messages(
            call.chat.id, set(stories.values()), since=call.now - _TOLD_SINCE
        )
        return {
            each: message_url(call.chat, first[story])
            for each, story in stories.items()
            if story in first
        }
    archive = (
        await call.services.archives.of_chat(call.chat.id) if call.services.public_url else None
    )
    if archive is None:
        return {}
    home = archive_url(call.services.public_url, archive.key)
    pages = await call.services.archives.told_articles(call.chat.id)
    return {each: f"{home}/{pages[each]}" for each in stories if each in pages}


def _pages(found: SearchPage) -> int:
    return min(-(-found.total // PAGE), _MAX_PAGES)


def _rows(call: Call, kept: str, page: int, found: SearchPage) -> list[list[Key]]:
    pages = _pages(found)
    follow = [key(call.label("button.follow_search"), "follow", kept)]
    return [pager(page, pages, "find", kept, more=found.more), follow if pages else []]


async def within_quota(call: Call) -> bool:
    """True if who asks may search once more; they are told when not."""
    allowed = call.services.quotas.search(call.counted_id, call.at)
    if allowed is Allowance.SAY:
        await call.reply(call.text("error.search_quota"))
    return allowed is Allowance.YES


async def nothing(call: Call) -> None:
    """A button that only shows something."""
    await call.notice()


FEATURE = Feature(
    commands=(Command(name="search", run=search, who=Who.ANYONE, heavy=True),),
    presses=(
        Press(verb="find", run=turn, who=Who.ANYONE),
        Press(verb="findof", run=more_of_chosen, who=Who.ANYONE),
        Press(verb="search", run=search_kept, who=Who.ANYONE),
        Press(verb="noop", run=nothing, who=Who.ANYONE),
    ),
    answers=(TypedAnswer(name="search", run=typed, who=Who.ANYONE),),
)
