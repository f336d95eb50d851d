"""Mutes: words, and ready sets of them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from typing import Any

from bot.domain.errors import InputError
from bot.domain.models import InterestKind
from bot.domain.mute_sets import SETS
from bot.domain.mutes import MAX_MUTES, Mute, of_set, of_source, read_mute, set_of, too_many
from bot.render.clean import clean
from bot.render.graphemes import shortened
from handlers.call import Call
from handlers.declare import Command, Feature, Press, TypedAnswer
from handlers.keyboards import Key, grid, key, pager, ticked

#: `source:times` alone, which no query of words is.
_SOURCE = re.compile(r"source:(?:\"([^\"]+)\"|(\S+))", re.IGNORECASE)

#: Mutes on one page, and examples of what a new one takes.
PAGE = 8
_EXAMPLES, _HEADLINE_UNITS = 3, 90
#: What ready sets are called.
_SETS = {
    "sport": "mute.set.sport",
    "celebrities": "mute.set.celebrities",
    "war": "mute.set.war",
}


async def mute(call: Call) -> None:
    """Mute what the words mean; without words, show what is muted."""
    if not call.words:
        await _screen(call, 0)
        return
    if source := _SOURCE.fullmatch(call.words.strip()[:100]):
        await _mute_source(call, (source[1] or source[2]).casefold())
        return
    name = _set_named(call, call.words)
    words = of_set(name) if name else read_mute(call.words)
    await mute_words(call, words, name or " ".join(call.words.split())[:100])


async def _mute_source(call: Call, wanted: str) -> None:
    """Mute the one source that is called so; offer several.

    Raises:
        InputError: nothing that may be seen here is.
    """
    found = {
        number: title
        for number, title in (await _sources(call)).items()
        if wanted in title.casefold()
    }
    if not found:
        raise InputError(
            "There is no source of that name here.",
            example="/mute source:times",
            key="error.not_followed",
            values={"word": wanted},
        )
    if len(found) > 1:
        keys = [key(title, "mute", "src", number) for number, title in found.items()]
        await call.reply(call.text("follow.choose"), grid(keys[:PAGE], 1))
        return
    ((number, title),) = found.items()
    await mute_words(call, of_source(number), title[:100])


async def _sources(call: Call) -> dict[int, str]:
    """Sources that may be seen here, by id: everybody's, and what is followed."""
    found = {each.id: each.title for each in await call.services.sources.all() if each.public}
    for each in await call.services.briefings.followed(call.chat.id):
        if each.interest.kind is InterestKind.SOURCE:
            found.setdefault(int(each.interest.ref), each.interest.title)
    return found


async def unmute(call: Call) -> None:
    """Take away the mute that the words mean; without words, show what is muted."""
    if not call.words:
        await _screen(call, 0)
        return
    name = _set_named(call, call.words)
    wanted = {of_set(name)} if name else {" ".join(call.words.split()).casefold()}
    with contextlib.suppress(InputError):
        wanted.add(read_mute(call.words))
    mutes = await call.services.mutes.of_chat(call.chat.id)
    for each in mutes:
        if each.words in wanted or each.title.casefold() in wanted:
            await _unmute(call, each.id)
            return
    raise InputError(
        "That is not muted.", example="/mute", key="error.not_muted", values={"words": call.words}
    )


async def press(call: Call) -> None:
    """`mute` shows the screen, `mute:page:<n>` a page, `mute:x:<id>` takes one away.

    `mute:set:<name>` mutes a ready set, `mute:back:<kept>` one that was taken away, `mute:type`
    asks for words.
    """
    what = call.arg(0)
    if what == "x":
        await _unmute(call, call.number(1))
    elif what == "set" and call.arg(1) in SETS:
        await call.services.mutes.add(call.chat.id, of_set(call.arg(1)), call.arg(1), call.now)
        await _screen(call, 0)
    elif what == "src":
        title = (await _sources(call)).get(call.number(1))
        if title is not None:
            await mute_words(call, of_source(call.number(1)), title[:100])
    elif what == "back":
        kept = await call.services.buttons.get(call.arg(1), call.chat.id, call.now)
        if kept is None:
            raise InputError("That is no longer there.", example="/mute", key="error.offer_gone")
        await mute_words(call, str(kept["mute"]), str(kept["title"]))
    elif what == "type":
        await call.ask("mute", call.text("mute.ask"))
    else:
        await _screen(call, call.number(1))


async def typed(call: Call, _asked: Mapping[str, Any]) -> None:
    """Mute what was typed after it was asked for."""
    await mute(call)


async def mute_words(call: Call, words: str, title: str) -> None:
    """Mute, and show what that takes of what waits for the next digest."""
    if too_many(await call.services.mutes.of_chat(call.chat.id)):
        raise InputError(
            f"That is more than {MAX_MUTES} mutes; take one away first.",
            example="/unmute",
            key="error.mutes_many",
            values={"count": str(MAX_MUTES)},
        )
    briefing = await call.briefing()
    before = (await call.services.editions.look(briefing.id, now=call.now)).left.muted
    added = await call.services.mutes.add(call.chat.id, words, title, call.now)
    after = (await call.services.editions.look(briefing.id, now=call.now)).left.muted
    made = next(e for e in await call.services.mutes.of_chat(call.chat.id) if e.words == words)
    lines = [call.text("mute.done" if added else "mute.already", words=name_of(call, made))]
    taken = [number for number in after if number not in before]
    if taken:
        lines.append(call.text("mute.takes", count=len(taken)))
        known = await call.services.left_out.articles(taken[:_EXAMPLES])
        lines += [
            call.text("follow.headline", headline=shortened(clean(each.headline), _HEADLINE_UNITS))
            for each in known.values()
        ]
    undo = key(call.label("button.undo"), "mute", "x", made.id)
    await call.show("\n".join(lines), [[undo, key(call.label("button.mutes"), "mute")]])


async def _unmute(call: Call, mute_id: int) -> None:
    gone = await call.services.mutes.remove(call.chat.id, mute_id)
    if gone is None:
        await _screen(call, 0)
        return
    kept = await call.kept({"mute": gone.words, "title": gone.title})
    undo = key(call.label("button.undo"), "mute", "back", kept)
    words = call.text("mute.gone", words=name_of(call, gone))
    await call.show(words, [[undo, key(call.label("button.mutes"), "mute")]])


async def _screen(call: Call, page: int) -> None:
    """The list of mutes, each with a button that removes it; sets that may be muted."""
    mutes = await call.services.mutes.of_chat(call.chat.id)
    pages = max(1, -(-len(mutes) // PAGE))
    page = min(page, pages - 1)
    shown = mutes[page * PAGE : (page + 1) * PAGE]
    lines = [call.text("mute.screen" if mutes else "mute.none")]
    lines += [call.text("list.line", title=name_of(call, each)) for each in shown]
    rows: list[list[Key]] = [[key(f"✕ {name_of(call, e)}", "mute", "x", e.id)] for e in shown]
    rows.append(pager(page, pages, "mute", "page"))
    having = {each.ready_set for each in mutes}
    offers = [
        key(ticked(call.label(_SETS[name]), on=False), "mute", "set", name)
        for name in SETS
        if name not in having
    ]
    rows += grid(offers, 3)
    rows.append([key(call.label("button.mute_words"), "mute", "type")])
    await call.show("\n".join(lines), rows)


def name_of(call: Call, mute: Mute) -> str:
    """The name of a mute to the chat."""
    name = mute.ready_set
    return call.label(_SETS[name]) if name else mute.title


def _set_named(call: Call, words: str) -> str:
    """The ready set that is called so in the chat's language, empty when none is."""
    wanted = words.strip().casefold()
    for name in SETS:
        if wanted in (of_set(name), call.label(_SETS[name]).casefold()):
            return set_of(of_set(name))
    return ""


FEATURE = Feature(
    commands=(Command(name="mute", run=mute), Command(name="unmute", run=unmute)),
    presses=(Press(verb="mute", run=press),),
    answers=(TypedAnswer(name="mute", run=typed),),
)
