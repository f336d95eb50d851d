"""More and fewer like this: wished for at a story, listed and taken back one by one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.aspects import aspects, source_aspect
from bot.domain.errors import InputError
from bot.domain.likings import MAX_LIKINGS, Liking, too_many
from bot.domain.models import Article
from bot.render.clean import clean
from bot.render.graphemes import shortened
from handlers.call import Call
from handlers.declare import Feature, Press
from handlers.keyboards import Key, grid, key, pager
from handlers.mutes import mute_words
from handlers.undo import undo_key

#: Wishes on one page.
PAGE = 8
_HEADLINE_UNITS = 90
_LESS, _MORE = "less", "more"


def story_keys(call: Call, edition_id: int, number: int) -> list[list[Key]]:
    """The wishes about one story of an edition."""
    return [
        [
            key(call.label("button.less"), "like", _LESS, edition_id, number),
            key(call.label("button.more_like"), "like", _MORE, edition_id, number),
        ],
        [key(call.label("button.mute_source"), "like", "mute", edition_id, number)],
    ]


async def press(call: Call) -> None:
    """`like` and `like:page:<n>` list the wishes; `like:x:<id>` takes one back.

    `like:<less|more>:<edition>:<number>` asks what of a story is meant, `like:set:<kept>:<n>`
    wishes it; `like:mute:<edition>:<number>` mutes the story's source.
    """
    what = call.arg(0)
    if what in (_LESS, _MORE):
        await _ask(call, more=what == _MORE)
    elif what == "set":
        await _wish(call)
    elif what == "x":
        await _take_back(call)
    elif what == "mute":
        await _mute(call)
    else:
        await _screen(call, call.number(1))


async def _story(call: Call) -> Article:
    """The article that spoke for the story that a button names.

    Raises:
        InputError: it, or the digest, is gone, or another chat's.
    """
    told = await call.services.why.told_in(call.number(1), call.chat.id)
    number = call.number(2)
    if told is not None and 1 <= number <= len(told.told):
        article = told.articles.get(told.told[number - 1].speaker_id)
        if article is not None:
            return article
    raise InputError("That is no longer there.", example="/why", key="error.offer_gone")


async def _ask(call: Call, *, more: bool) -> None:
    article = await _story(call)
    found = aspects(article)
    kept = await call.kept({"liking": [[each.words, each.title] for each in found], "more": more})
    headline = shortened(clean(article.headline), _HEADLINE_UNITS)
    rows = grid([key(each.title, "like", "set", kept, at) for at, each in enumerate(found)], 2)
    rows.append([key(call.label("button.back"), "why", call.number(2))])
    text = "liking.ask_more" if more else "liking.ask_less"
    await call.show(call.text(text, headline=headline), rows)


async def _wish(call: Call) -> None:
    kept = await call.services.buttons.get(call.arg(1), call.chat.id, call.now)
    offered = kept.get("liking", []) if kept else []
    at = call.number(2)
    if kept is None or at >= len(offered):
        raise InputError("That is no longer there.", example="/why", key="error.offer_gone")
    if too_many(await call.services.likings.of_chat(call.chat.id)):
        raise InputError(
            f"There are {MAX_LIKINGS} wishes; take one back first.",
            example="/settings",
            key="error.likings_many",
            values={"count": str(MAX_LIKINGS)},
        )
    words, title = offered[at]
    made = await call.services.likings.add(
        call.chat.id, words, title, more=bool(kept["more"]), now=call.now
    )
    row = [
        key(call.label("button.undo"), "like", "x", made.id),
        key(call.label("button.likings"), "like"),
    ]
    await call.show(call.text("liking.done", wish=_named(call, made)), [row])


async def _take_back(call: Call) -> None:
    gone = await call.services.likings.remove(call.chat.id, call.number(1))
    undo = []
    if gone is not None:
        await call.notice(call.label("liking.gone", wish=_named(call, gone)))
        wish = {"words": gone.words, "title": gone.title, "more": gone.more}
        undo = [await undo_key(call, "liking", **wish)]
    await _screen(call, 0, undo)


async def _mute(call: Call) -> None:
    source = source_aspect(await _story(call))
    await mute_words(call, source.words, source.title)


async def _screen(call: Call, page: int, undo: Sequence[Key] = ()) -> None:
    likings = await call.services.likings.of_chat(call.chat.id)
    pages = max(1, -(-len(likings) // PAGE))
    page = min(page, pages - 1)
    shown = likings[page * PAGE : (page + 1) * PAGE]
    rows: list[list[Key]] = [
        [key(f"✕ {_named(call, each)}", "like", "x", each.id)] for each in shown
    ]
    rows.append(pager(page, pages, "like", "page"))
    rows.append([*undo])
    rows.append([key(call.label("button.back"), "set")])
    await call.show(call.text("liking.screen" if likings else "liking.none"), rows)


def _named(call: Call, liking: Liking) -> str:
    """A wish in words."""
    text = "liking.more" if liking.more else "liking.less"
    return call.label(text, what=clean(liking.title))


FEATURE = Feature(presses=(Press(verb="like", run=press),))
