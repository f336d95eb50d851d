"""Stories that a digest left out: opened by its buttons, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.editions import LeftOut
from bot.render.catalogue import language_name
from bot.render.dates import and_list
from bot.render.left import PAGE, render_left
from bot.store.kept_digests import read_left, write_left
from handlers.call import Call
from handlers.declare import Feature, Press, Who
from handlers.keyboards import Key, key, pager

#: The kinds of what is left out, with the words of their buttons and pages.
_KINDS = {
    "rest": ("button.more", "left.rest"),
    "held": ("button.held", "left.held"),
    "unread": ("button.unread", "left.unread"),
    "muted": ("button.muted", "left.muted"),
}


async def more(call: Call) -> None:
    """Headlines of one kind: `more:<edition or kept>:<kind>[:<page>]`.

    Without a page in a message of its own, as the digest is to stay; with one in that message.
    """
    door, kind = call.arg(0), call.arg(1)
    entries = _entries(await _left(call, door), kind)
    known = await call.services.left_out.articles([article_id for _, article_id in entries])
    found = [(title, known[each]) for title, each in entries if each in known]
    if not found:
        await call.notice(call.label("left.none"), alert=True)
        return
    pages = -(-len(found) // PAGE)
    page = min(call.number(2), pages - 1)
    message = render_left(
        found[page * PAGE : (page + 1) * PAGE],
        title=call.label(_KINDS[kind][1]),
        page=page,
        pages=pages,
        language=call.language,
    )
    rows = [pager(page, pages, "more", door, kind)]
    if call.arg(2):
        await call.show(message, rows)
    else:
        await call.reply(message, rows)


def door_keys(call: Call, left: LeftOut, door: str | int) -> list[Key]:
    """A button for each kind of what was left out, with how much there is."""
    return [
        key(call.label(button, count=count), "more", door, kind)
        for kind, (button, _) in _KINDS.items()
        if (count := len(_entries(left, kind)))
    ]


async def left_lines(call: Call, left: LeftOut) -> list[str]:
    """The stories left out and why, a sentence for each kind."""
    lines = []
    if left.rest:
        lines.append(call.text("left.line_rest", count=left.more))
    if left.unread:
        known = await call.services.left_out.articles(left.unread)
        names = sorted({language_name(each.language, call.language) for each in known.values()})
        lines.append(
            call.text(
                "left.line_unread",
                count=len(left.unread),
                languages=and_list(names, call.language),
            )
        )
    if left.held:
        lines.append(call.text("left.line_held", count=len(left.held)))
    if left.muted:
        lines.append(call.text("left.line_muted", count=len(left.muted)))
    return lines


async def kept_door(call: Call, left: LeftOut) -> str:
    """The name of a door to what a digest that was not sent would leave out."""
    return f"k{await call.kept({'left': write_left(left)})}"


async def _left(call: Call, door: str) -> LeftOut:
    if not door.startswith("k"):
        return await call.services.left_out.of_edition(call.number(0), call.chat.id)
    kept: Mapping[str, Any] = (
        await call.services.buttons.get(door[1:], call.chat.id, call.now) or {}
    )
    return read_left(kept.get("left"))


def _entries(left: LeftOut, kind: str) -> list[tuple[str, int]]:
    """The articles of one kind, each with the title of its section."""
    if kind == "rest":
        return [(title, article_id) for title, articles in left.rest for article_id in articles]
    others = {"held": left.held, "unread": left.unread, "muted": left.muted}
    return [("", each) for each in others.get(kind, ())]


FEATURE = Feature(presses=(Press(verb="more", run=more, who=Who.ANYONE),))
