"""Stories that the chat keeps: saved by a button under a digest or by number, listed by /saved."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.domain.errors import InputError
from bot.domain.keeping import MAX_SAVED
from bot.domain.models import Article
from bot.render.clean import clean
from bot.render.graphemes import shortened
from bot.render.saved import render_saved
from bot.store.why import LastTold
from handlers.call import Call, whole_number
from handlers.declare import Command, Feature, Press, Who
from handlers.keyboards import Key, grid, key, pager, ticked

#: Saved stories on one page, and stories of a digest that can be saved by buttons.
PAGE, _MOST = 5, 24
_COLUMNS, _HEADLINE_UNITS = 6, 90


async def save(call: Call) -> None:
    """Save a story of the last digest by its number; without one, offer the numbers."""
    last = await call.services.why.last_told(call.chat.id)
    if last is None or not last.told:
        await call.show(call.text("why.none"))
        return
    if not call.words:
        await _numbers(call, last)
        return
    numbers = [whole_number(word) for word in call.words.replace(",", " ").split()[:_MOST]]
    for number in numbers or [0]:
        article = _numbered(last, number)
        if article is None:
            raise InputError(
                "The last digest has no story of that number.",
                example="/save 2",
                key="error.no_story",
            )
        await _save(call, article)
        await call.reply(
            call.text("saved.done", headline=_short(article)),
            [[key(call.label("button.saved"), "saved", 0)]],
        )


async def press(call: Call) -> None:
    """`save:<edition>` offers a digest's stories in a message of its own.

    `save:<edition>:<number>:<on|off>` saves one of them, or takes it back: each says what is
    wished, so that the same press twice is the same wish.
    """
    told = await call.services.why.told_in(call.number(0), call.chat.id)
    if told is None:
        await call.notice(call.label("left.none"), alert=True)
        return
    article = _numbered(told, call.number(1)) if call.arg(1) else None
    if article is not None:
        if call.arg(2) == "off":
            await call.services.saved.forget(call.chat.id, article)
            await call.notice(call.label("saved.undone"))
        else:
            await _save(call, article)
            await call.notice(call.label("saved.short"))
    await _numbers(call, told)


async def press_alert(call: Call) -> None:
    """`keep:<article>` saves what an alert told; what this chat was not told is not there."""
    number = call.number(0)
    article = await call.services.saved.alerted(call.chat.id, number)
    if article is None:
        await call.notice(call.label("error.button_old"), alert=True)
        return
    await _save(call, article)
    await call.notice(call.label("saved.short"))


async def listing(call: Call) -> None:
    """Show what is saved."""
    await _page(call, 0)


async def press_saved(call: Call) -> None:
    """`saved:<page>` turns the page, `saved:x:<id>:<page>` removes, `saved:back:<kept>` undoes."""
    what = call.arg(0)
    if what == "x":
        gone = await call.services.saved.remove(call.chat.id, call.number(1))
        if gone is not None:
            kept = await call.kept({"saved": gone})
            await _page(call, call.number(2), undo=kept)
            return
    elif what == "back":
        asked = await call.services.buttons.get(call.arg(1), call.chat.id, call.now)
        if asked is not None and "saved" in asked:
            await call.services.saved.put_back(call.chat.id, asked["saved"])
    await _page(call, call.number(2) if what == "x" else call.number(0))


async def _save(call: Call, article: Article) -> None:
    if await call.services.saved.save(call.chat.id, article, call.now) is None:
        raise InputError(
            f"You have saved {MAX_SAVED} stories; take some away first.",
            example="/saved",
            key="error.saved_many",
            values={"count": str(MAX_SAVED)},
        )


async def _numbers(call: Call, told: LastTold) -> None:
    """The stories of a digest, each with a button that saves it."""
    found = {
        number: article
        for number in range(1, min(len(told.told), _MOST) + 1)
        if (article := _numbered(told, number)) is not None
    }
    having = await call.services.saved.marks(call.chat.id, found.values())
    lines = [call.text("saved.choose")]
    lines += [
        call.text("saved.line", number=number, headline=_short(article))
        for number, article in found.items()
    ]
    keys = [
        key(
            ticked(str(number), on=article.id in having),
            *("save", told.edition_id, number, "off" if article.id in having else "on"),
        )
        for number, article in found.items()
    ]
    rows = [*grid(keys, _COLUMNS), [key(call.label("button.saved"), "saved", 0)]]
    if call.pressed and not call.arg(1):
        await call.reply("\n".join(lines), rows)  # the digest stays as it is
    else:
        await call.show("\n".join(lines), rows)


async def _page(call: Call, page: int, *, undo: str = "") -> None:
    count = await call.services.saved.count(call.chat.id)
    back = [key(call.label("button.undo"), "saved", "back", undo)] if undo else []
    if not count:
        await call.show(call.text("saved.none"), [back])
        return
    pages = -(-count // PAGE)
    page = min(page, pages - 1)
    first = page * PAGE
    shown = await call.services.saved.page(call.chat.id, offset=first, limit=PAGE)
    message = render_saved(
        shown,
        first=first + 1,
        count=count,
        language=call.language,
        zone=ZoneInfo(call.chat.zone),
        now=call.now,
    )
    keys: list[Key] = [
        key(f"✕ {number}", "saved", "x", each.id, page)
        for number, each in enumerate(shown, first + 1)
    ]
    await call.show(message, [keys, pager(page, pages, "saved"), back])


def _numbered(told: LastTold, number: int) -> Article | None:
    """The article that spoke for a story of a digest, None when it is no longer stored."""
    if not 1 <= number <= len(told.told):
        return None
    return told.articles.get(told.told[number - 1].speaker_id)


def _short(article: Article) -> str:
    return shortened(clean(article.headline), _HEADLINE_UNITS)


FEATURE = Feature(
    commands=(
        Command(name="save", run=save),
        Command(name="saved", run=listing, who=Who.ANYONE),
    ),
    presses=(
        Press(verb="save", run=press),
        Press(verb="keep", run=press_alert),
        Press(verb="saved", run=press_saved),
    ),
)
