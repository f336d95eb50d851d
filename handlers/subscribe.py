"""Following and no longer following: words, addresses, buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.errors import InputError
from bot.domain.models import Interest, Subscription
from bot.domain.narrowing import read_words, split_words
from bot.domain.query_fields import undated
from bot.render.catalogue import TelegramHtml
from bot.services.subscriptions import FeedChoice, FollowResult, Unseen
from handlers.call import Call
from handlers.declare import About, Command, Feature, Press, TypedAnswer, Who
from handlers.digest import FirstDigest, first_digest
from handlers.keyboards import Key, key, pager
from handlers.looking import count_address, look_at, trusts
from handlers.narrow import followed_thing, narrow, words_line
from handlers.topics import offer_keys
from handlers.undo import leave, undo_key
from handlers.wording import next_digest

#: Words after /unsubscribe that mean everything.
_ALL = frozenset(
    [
        "all",
        "everything",
        "alle",
        "alles",
        "все",
        "всё",
        "todo",
        "todos",
        "tout",
        "tutto",
        "tudo",
        "wszystko",
        "усе",
        "hepsi",
        "semua",
        "الكل",
        "همه",
        "सब",
        "全部",
        "すべて",
    ]
)

#: Followed things on one page of /list.
PAGE = 8


async def subscribe(call: Call) -> None:
    """Follow what the words mean; without words, ask."""
    if not call.words:
        rows = await offer_keys(call, "topic", page=0)
        await call.reply(call.text("topics.screen" if any(rows) else "topics.none"), rows)
        await call.ask("follow", call.text("follow.ask"))
        return
    what, words = split_words(call.words)
    words = read_words(words) if words else ""
    briefing, first = await call.briefing(), None
    async with call.services.undoing.at_once():
        found = await call.services.subscriptions.follow_known(
            call.chat.id, briefing.id, what, language=call.language
        )
        if isinstance(found, FollowResult):
            first = await _begin(call, found, words)
    if isinstance(found, Unseen):
        await look_at(call, found.address, words)
    else:
        await _tell(call, found, words, first)


async def typed(call: Call, _asked: Mapping[str, Any]) -> None:
    """Follow what was typed after it was asked for."""
    await subscribe(call)


async def choose_feed(call: Call) -> None:
    """Follow one of the feeds behind an address: `feed:<button>:<number>`."""
    kept = await call.services.buttons.get(call.arg(0), call.chat.id, call.now)
    feeds = kept.get("feeds", []) if kept else []
    place = call.number(1)
    if place >= len(feeds):
        raise InputError("That is no longer there.", example="/subscribe", key="error.offer_gone")
    trusted = bool(feeds[place].get("trusted")) and trusts(call)
    if await call.services.subscriptions.is_new(feeds[place]["url"]):
        count_address(call)
    found = await call.services.subscriptions.follow_feed(
        call.chat.id, (await call.briefing()).id, **feeds[place] | {"trusted": trusted}
    )
    await tell_followed(call, found, words=str(kept.get("words", "")) if kept else "")


async def follow_kept(call: Call) -> None:
    """Follow words that were searched for, or typed without a command: `follow:<button>`."""
    kept = await call.services.buttons.get(call.words, call.chat.id, call.now)
    call.words = undated(str(kept["words"])) if kept else ""
    await subscribe(call)


async def unsubscribe(call: Call) -> None:
    """Stop following what the words mean; without words, show the list."""
    if not call.words:
        await listing(call)
        return
    if call.words.strip().casefold() in _ALL:
        await _confirm_all(call)
        return
    followed = await call.services.subscriptions.followed(call.chat.id)
    kept = await call.services.undoing.followed([(e.briefing_id, e.interest.id) for e in followed])
    async with call.services.undoing.at_once():
        gone = await call.services.subscriptions.unfollow(
            call.chat.id, split_words(call.words)[0], briefing_id=call.briefing_id
        )
        undo = await _undo(call, kept, gone)
    await call.reply(call.text("follow.gone", title=gone.title), [[undo]])


async def _undo(call: Call, kept: Sequence[Mapping[str, Any]], gone: Interest) -> Key:
    """A button that follows again what is no longer followed, of what was `kept` before."""
    mine = [
        each
        for each in kept
        if each["interest_id"] == gone.id and call.briefing_id in (0, each["briefing_id"])
    ]
    return await undo_key(call, "follow", things=mine)


async def _confirm_all(call: Call) -> None:
    """Ask whether nothing is to be followed any more, with a backup first."""
    followed = await call.services.subscriptions.followed(call.chat.id)
    if not followed:
        await listing(call)
        return
    kept = await call.kept({"unfollow": [[e.briefing_id, e.interest.id] for e in followed]})
    rows = [
        [key(call.label("button.backup_first"), "export")],
        [
            key(call.label("button.unfollow_all", count=len(followed)), "unall", kept),
            key(call.label("button.cancel"), "cancel"),
        ],
    ]
    await call.reply(call.text("follow.confirm_all", count=len(followed)), rows)


async def drop_all(call: Call) -> None:
    """Stop following everything that was listed then: `unall:<button>`, once."""
    kept = await call.services.buttons.take(call.arg(0), call.chat.id, call.now)
    if not kept or "unfollow" not in kept:
        await call.notice(call.label("error.button_old"), alert=True)
        return
    gone, undo = await leave(call, map(tuple, kept["unfollow"]))
    await call.show(call.text("import.undone", count=gone), [undo])


async def drop(call: Call) -> None:
    """Stop following one thing of the list: `un:<interest>:<page>`; `un::<page>` turns the page."""
    followed = await call.services.subscriptions.followed(call.chat.id)
    names = {each.id: each.name for each in await call.briefings()}
    undo: list[Key] = []
    if call.arg(0):
        kept = await call.services.undoing.followed(
            [(e.briefing_id, e.interest.id) for e in followed]
        )
        async with call.services.undoing.at_once():
            gone = await call.services.subscriptions.unfollow_interest(
                call.chat.id, call.number(0), briefing_id=call.briefing_id
            )
            undo = [await _undo(call, kept, gone)]
        await call.notice(call.label("follow.gone_short", title=gone.title))
        about = {call.briefing_id} if call.briefing_id else set(names)
        followed = [
            each
            for each in followed
            if each.interest.id != gone.id or each.briefing_id not in about
        ]
    await _list(call, followed, names, call.number(1), undo)


async def listing(call: Call) -> None:
    """Show what is followed."""
    followed = await call.services.subscriptions.followed(call.chat.id)
    names = {each.id: each.name for each in await call.briefings()}
    await _list(call, followed, names, 0)


async def _list(
    call: Call,
    followed: Sequence[Subscription],
    names: Mapping[int, str],
    page: int,
    undo: Sequence[Key] = (),
) -> None:
    """The list of subscriptions, page by page; `undo` brings back what was just removed."""
    if not followed:
        rows = [[*undo], *await offer_keys(call, "topic", page=0)]
        await call.show(call.text("list.empty"), rows)
        return
    pages = -(-len(followed) // PAGE)
    page = min(max(page, 0), pages - 1)
    shown = followed[page * PAGE : (page + 1) * PAGE]
    lines = [call.text("list.title", count=len(followed))]
    for each in shown:
        where = f" · {names[each.briefing_id]}" if len(names) > 1 else ""
        mark = f" · {call.label('list.story')}" if each.story else ""
        lines.append(call.text("list.line", title=each.interest.title + mark + where))
        lines += [words_line(call, each.words)] if each.words else []
    keys: list[list[Key]] = [
        [key(f"✕ {each.interest.title}", "un", each.interest.id, page, about=each.briefing_id)]
        for each in shown
    ]
    doors = [
        key(call.label("button.edit"), "sub", "", page),
        key(call.label("button.alerts"), "alert"),
        key(call.label("button.share"), "share"),
    ]
    doors.append(key(call.label("button.back"), "set"))
    await call.show("\n".join(lines), [*keys, pager(page, pages, "un", ""), undo, doors])


async def tell_followed(
    call: Call, found: FollowResult | FeedChoice, *, trusted: bool = False, words: str = ""
) -> None:
    """Say what came of following; `words` narrow it down."""
    if isinstance(found, FeedChoice):
        feeds = [
            {
                "url": each.url,
                "title": each.title,
                "headlines": list(each.headlines)[:3],
                "trusted": trusted,
                "asked": found.asked,
            }
            for each in found.feeds[:8]
        ]
        kept = await call.kept({"feeds": feeds, "words": words})
        rows = [
            [key(each.title or each.url, "feed", kept, at, about=call.briefing_id)]
            for at, each in enumerate(found.feeds[:8])
        ]
        await call.show(call.text("follow.choose"), rows)
        return
    await _tell(call, found, words, await _begin(call, found, words))


async def _begin(call: Call, found: FollowResult, words: str) -> FirstDigest | None:
    """Narrow down what is followed now, and have the first digest come if one is due."""
    if words and not found.new:
        return None
    if words:
        briefing = await call.briefing()
        await call.services.briefings.set_words(briefing.id, found.interest.id, words)
    return await first_digest(call)


async def _tell(call: Call, found: FollowResult, words: str, first: FirstDigest | None) -> None:
    title, briefing = found.interest.title, await call.briefing()
    if words and not found.new:
        call.take(briefing)
        await narrow(call, await followed_thing(call, found.interest.id), words)
        return
    lines = [call.text("follow.new" if found.new else "follow.already", title=title)]
    if words:
        lines.append(words_line(call, words))
    else:
        lines += [call.text("follow.headline", headline=each[:200]) for each in found.headlines]
    if first is not None and first.line:
        lines.append(first.line)
    lines.append(TelegramHtml(next_digest(call, briefing)))
    row = [
        key(call.label("button.undo"), "un", found.interest.id, 0, about=briefing.id),
        key(call.label("button.now"), "now", about=briefing.id),
    ]
    await call.show("\n".join(lines), [row])


FEATURE = Feature(
    commands=(
        Command(name="subscribe", run=subscribe, about=About.WORDS),
        Command(name="unsubscribe", run=unsubscribe, about=About.WORDS, makes_briefing=False),
        Command(name="list", run=listing, who=Who.ANYONE),
    ),
    presses=(
        Press(verb="feed", run=choose_feed),
        Press(verb="follow", run=follow_kept),
        Press(verb="un", run=drop),
        Press(verb="unall", run=drop_all),
    ),
    answers=(TypedAnswer(name="follow", run=typed),),
)
