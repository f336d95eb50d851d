"""Alerts: words, or a mark on anything that is followed."""

from __future__ import annotations

from bot.domain.models import Subscription
from bot.domain.narrowing import read_words, split_words
from bot.render.catalogue import TelegramHtml
from bot.services.subscriptions import Unseen
from handlers.call import Call
from handlers.declare import About, Command, Feature, Press
from handlers.digest import first_digest
from handlers.keyboards import Key, key, pager
from handlers.looking import look_at
from handlers.quiet import quiet_line

#: Followed things on one page.
PAGE = 8
_BELL = "🔔"


async def alert(call: Call) -> None:
    """Follow what the words mean and have it told at once; without words, show what is."""
    if not call.words:
        await _screen(call, 0)
        return
    briefing = await call.briefing()
    what, words = split_words(call.words)
    words = read_words(words) if words else ""
    found = await call.services.subscriptions.follow_known(call.chat.id, briefing.id, what)
    if isinstance(found, Unseen):
        await call.reply(call.text("alert.looking"))
        await look_at(call, found.address, words)
        return
    interest = found.interest
    if words:
        await call.services.briefings.set_words(briefing.id, interest.id, words)
    await call.services.briefings.set_urgent(briefing.id, interest.id, urgent=True)
    undo = (
        key(call.label("button.undo"), "un", interest.id, 0, about=briefing.id)
        if found.new
        else key(call.label("button.undo"), "alert", interest.id, 0, "off", about=briefing.id)
    )
    lines = [call.text("alert.on", title=interest.title), quiet_line(call)]
    if (first := await first_digest(call)) is not None and first.line:
        lines.append(first.line)
    await call.show("\n".join(lines), [[undo, key(call.label("button.alerts"), "alert")]])


async def press(call: Call) -> None:
    """`alert` shows the screen, `alert::<page>` turns it.

    `alert:<interest>:<page>:<on|off>` says whether one thing is told at once.
    """
    if call.arg(0):
        briefing, urgent = await call.briefing(), call.arg(2) == "on"
        await call.services.briefings.set_urgent(briefing.id, call.number(0), urgent=urgent)
        for each in await call.services.subscriptions.followed(call.chat.id):
            if (each.briefing_id, each.interest.id) == (briefing.id, call.number(0)):
                title = each.interest.title
                await call.notice(f"{_BELL} {title}" if urgent else title)
    await _screen(call, call.number(1))


async def _screen(call: Call, page: int) -> None:
    """The list of subscriptions, with a mark at those that are urgent."""
    followed = await call.services.subscriptions.followed(call.chat.id)
    if not followed:
        rows = [[key(call.label("button.topics"), "topic", "page", "0", 0)]]
        await call.show(call.text("alert.none"), rows)
        return
    pages = -(-len(followed) // PAGE)
    page = min(page, pages - 1)
    shown = followed[page * PAGE : (page + 1) * PAGE]
    rows = [[_key(each, page)] for each in shown]
    words = call.text("alert.screen", quiet=TelegramHtml(quiet_line(call)))
    back = [key(call.label("button.back"), "un", "", 0)]
    await call.show(words, [*rows, pager(page, pages, "alert", ""), back])


def _key(followed: Subscription, page: int) -> Key:
    title = followed.interest.title
    return key(
        f"{_BELL} {title}" if followed.urgent else title,
        "alert",
        followed.interest.id,
        page,
        "off" if followed.urgent else "on",
        about=followed.briefing_id,
    )


FEATURE = Feature(
    commands=(Command(name="alert", run=alert, about=About.WORDS),),
    presses=(Press(verb="alert", run=press),),
)
