"""One thing that is followed: the words that narrow it down, its bell, its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.errors import InputError
from bot.domain.models import Subscription
from bot.domain.narrowing import read_words
from handlers.call import Call
from handlers.declare import Feature, Press, TypedAnswer
from handlers.keyboards import Key, key, pager
from handlers.undo import undo_key

#: Followed things on one page.
PAGE = 8


async def press(call: Call) -> None:
    """`sub::<page>` lists what is followed, `sub@<briefing>:<interest>` shows one thing.

    `sub@<briefing>:<interest>:words` asks for words, `…:all` takes them away, `…:<on|off>`
    says whether it is told at once.
    """
    if not call.arg(0):
        await _screen(call, call.number(1))
        return
    each = await followed_thing(call, call.number(0))
    what = call.arg(1)
    if what == "words":
        question = call.text("narrow.ask", title=each.interest.title)
        await call.ask("narrow", question, interest=each.interest.id)
    elif what == "all":
        await narrow(call, each, "")
    else:
        if what in ("on", "off"):
            await call.services.briefings.set_urgent(
                each.briefing_id, each.interest.id, urgent=what == "on"
            )
            each = await followed_thing(call, each.interest.id)
        await _one(call, each)


async def typed(call: Call, asked: Mapping[str, Any]) -> None:
    """Narrow it down by what was typed after it was asked for."""
    await narrow(call, await followed_thing(call, int(asked.get("interest", 0))), call.words)


async def narrow(call: Call, each: Subscription, words: str) -> None:
    """Narrow one thing down by words, or tell all of it again; say so.

    Raises:
        InputError: nothing can be looked for by the words.
    """
    words = read_words(words) if words else ""
    undo = await undo_key(
        call, "words", briefing=each.briefing_id, interest=each.interest.id, words=each.words
    )
    await call.services.briefings.set_words(each.briefing_id, each.interest.id, words)
    said = call.text("narrow.done" if words else "narrow.all", title=each.interest.title)
    lines = [said, *([words_line(call, words)] if words else [])]
    rows = [[undo, key(call.label("button.followed"), "un", "", 0)]]
    await call.show("\n".join(lines), rows)


def words_line(call: Call, words: str) -> str:
    """The words that narrow something down, with what they mean; a line."""
    return call.text("narrow.words", words=words)


async def followed_thing(call: Call, interest_id: int) -> Subscription:
    """The subscription that a button or a question named.

    Raises:
        InputError: it is not followed any more.
    """
    for each in await call.services.subscriptions.followed(call.chat.id):
        if each.interest.id == interest_id and call.briefing_id in (0, each.briefing_id):
            return each
    raise InputError("You do not follow that any more.", example="/list", key="error.follow_gone")


async def _screen(call: Call, page: int) -> None:
    followed = await call.services.subscriptions.followed(call.chat.id)
    pages = max(1, -(-len(followed) // PAGE))
    page = min(page, pages - 1)
    rows: list[list[Key]] = [
        [key(each.interest.title, "sub", each.interest.id, about=each.briefing_id)]
        for each in followed[page * PAGE : (page + 1) * PAGE]
    ]
    rows.append(pager(page, pages, "sub", ""))
    rows.append([key(call.label("button.back"), "un", "", page)])
    await call.show(call.text("narrow.screen" if followed else "list.empty"), rows)


async def _one(call: Call, each: Subscription) -> None:
    here = each.briefing_id
    lines = [call.text("narrow.one", title=each.interest.title)]
    lines.append(words_line(call, each.words) if each.words else call.text("narrow.none"))
    lines += [call.text("narrow.urgent")] if each.urgent else []
    number = each.interest.id
    bell = call.label("button.bell_off" if each.urgent else "button.bell_on")
    words = [key(call.label("button.narrow"), "sub", number, "words", about=here)]
    if each.words:
        words.append(key(call.label("button.narrow_all"), "sub", number, "all", about=here))
    rows = [
        words,
        [key(bell, "sub", number, "off" if each.urgent else "on", about=here)],
        [key(f"✕ {each.interest.title}", "un", number, 0, about=here)],
        [key(call.label("button.back"), "sub", "", 0)],
    ]
    await call.show("\n".join(lines), rows)


FEATURE = Feature(
    presses=(Press(verb="sub", run=press),),
    answers=(TypedAnswer(name="narrow", run=typed),),
)
