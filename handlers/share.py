"""Links that bring what somebody follows to others, and what comes by such a link."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from bot.domain.address_words import AddressLikeness, likeness
from bot.domain.errors import InputError
from bot.domain.links import DeepLink, LinkKind, read_link, write_link
from bot.domain.narrowing import read_words
from bot.domain.portable import Thing
from bot.render.catalogue import TelegramHtml
from bot.services.subscriptions import FollowResult
from handlers.call import Call
from handlers.declare import Command, Feature, Press
from handlers.digest import sample
from handlers.keyboards import key
from handlers.lists import SharedLists
from handlers.looking import count_address
from handlers.subscribe import subscribe

#: Things of a shared list that are shown, and that it holds.
_SHOWN, _MOST = 12, 100


async def share(call: Call) -> None:
    """A link to everything that is followed here, or to what the words name."""
    followed = await call.services.subscriptions.followed(call.chat.id)
    wanted = " ".join(call.words.split()).casefold()
    if wanted:
        followed = [each for each in followed if each.interest.title.casefold() == wanted]
        if not followed:
            words = call.words[:60]
            raise InputError(
                f"You do not follow “{words}”; /list shows what you follow.",
                example="/share",
                key="error.not_followed",
                values={"word": words},
            )
    lists = SharedLists(call.services)
    things = [
        thing for each in followed if (thing := await lists.thing(each, secrets=False)) is not None
    ]
    unique = list({str(thing): thing for thing in things}.values())[:_MOST]
    if not unique:
        await call.show(call.text("share.nothing"))
        return
    payload = _short(unique) or await _listed(call, unique)
    address = f"https://t.me/{call.bot.username}"
    lines = [
        call.text("share.link", count=len(unique)),
        call.text("share.person", url=f"{address}?start={payload}"),
        call.text("share.group", url=f"{address}?startgroup={payload}"),
    ]
    if len(things) < len(followed):
        lines.append(call.text("share.kept_back", count=len(followed) - len(things)))
    await call.reply("\n".join(lines))


def _short(things: Sequence[Thing]) -> str | None:
    """A payload that needs nothing kept, for one thing that fits into it."""
    if len(things) != 1:
        return None
    (thing,) = things
    if "only" in thing:
        return None
    if "words" in thing:
        return write_link(DeepLink(kind=LinkKind.FOLLOW, value=str(thing["words"])))
    if "topic" in thing and ":" not in str(thing["topic"]):
        return write_link(DeepLink(kind=LinkKind.TOPIC, value=str(thing["topic"])))
    if "url" in thing and likeness(str(thing["url"])) is AddressLikeness.SURE:
        return write_link(DeepLink(kind=LinkKind.FOLLOW, value=str(thing["url"])))
    return None


async def _listed(call: Call, things: Sequence[Thing]) -> str:
    kept = await call.kept({"share": [dict(thing) for thing in things]})
    return f"{LinkKind.LIST.value}-{kept}"


async def brought(call: Call) -> bool:
    """Ask whether what a link brought is meant; False when it brought nothing of ours."""
    link = read_link(call.words)
    if link is None:
        return False
    things: Sequence[Thing] = []
    if link.kind is LinkKind.SEARCH:
        kept = await call.kept({"words": link.value[:200]})
        row = [
            key(call.label("button.search_it"), "search", kept),
            key(call.label("button.follow_it"), "follow", kept),
        ]
        await call.reply(call.text("plain.offer", words=link.value[:60]), [row])
        return True
    if link.kind is LinkKind.LIST:
        shared = await call.services.buttons.shared(link.value, call.now)
        if shared is None:
            await call.reply(call.text("share.gone"))
            return False
        things = list(shared)[:_MOST]
    elif link.kind is LinkKind.TOPIC:
        title = await _topic_title(call, link.value)
        if title is None:
            return False
        things = [{"topic": link.value, "title": title}]
    else:
        things = [{"words": link.value, "title": link.value}]
    await _ask(call, things)
    return True


async def _topic_title(call: Call, name: str) -> str | None:
    for topic in await call.services.subscriptions.offered.topics():
        if topic.name == name:
            return topic.title
    entry = call.services.subscriptions.shelf.named(name, call.language)
    return entry.title(call.language) if entry is not None else None


async def _ask(call: Call, things: Sequence[Thing]) -> None:
    kept = await call.kept({"follow": [dict(thing) for thing in things]})
    lines = [call.text("share.brought", count=len(things))]
    lines += [call.text("list.line", title=str(each["title"])[:100]) for each in things[:_SHOWN]]
    if len(things) > _SHOWN:
        lines.append(TelegramHtml("…"))
    rows = [
        [
            key(call.label("button.follow_all", count=len(things)), "link", kept),
            key(call.label("button.cancel"), "link"),
        ]
    ]
    await call.reply("\n".join(lines), rows)


async def confirmed(call: Call) -> None:
    """Follow what a link brought: `link:<button>`; without one, begin as usual."""
    if not call.words:
        await call.show(call.text("cancel.done"))
        return
    kept = await call.services.buttons.get(call.arg(0), call.chat.id, call.now)
    things = kept.get("follow") if kept else None
    if not things:
        raise InputError("That is no longer there.", example="/start", key="error.offer_gone")
    if len(things) == 1 and "words" in things[0]:
        call.words = str(things[0]["words"])
        await subscribe(call)
        return
    followed, lists = 0, SharedLists(call.services)
    for thing in things:
        try:
            found = await follow_thing(call, lists, thing)
        except InputError:
            continue
        if found.new:
            await narrow_thing(call, (await call.briefing()).id, found.interest.id, thing)
        followed += 1
    await call.show(call.text("share.done", count=followed, all=str(len(things))))
    await sample(call, most=len(things))


async def follow_thing(
    call: Call, lists: SharedLists, thing: Thing, *, counted: bool = True
) -> FollowResult:
    """Follow one thing of a list; a new address counts as any, where it is `counted`.

    Raises:
        InputError: it cannot be followed.
    """
    if counted and await lists.is_new(thing):
        count_address(call)
    return await lists.follow(call.chat.id, (await call.briefing()).id, thing, call.language)


async def narrow_thing(call: Call, briefing_id: int, interest_id: int, thing: Thing) -> None:
    """Narrow down what was followed as a list says; words that cannot be read are left out."""
    with suppress(InputError):
        words = read_words(str(thing.get("only") or ""))
        await call.services.briefings.set_words(briefing_id, interest_id, words)


FEATURE = Feature(
    commands=(Command(name="share", run=share),),
    presses=(Press(verb="link", run=confirmed), Press(verb="share", run=share)),
)
