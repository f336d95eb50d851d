"""The look back at the week: asked for now, wanted on Sundays or not."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.domain.recap import WEEK, next_recap
from bot.render.recap import render_recap
from handlers.call import Call
from handlers.declare import Command, Feature, Press
from handlers.keyboards import key, ticked
from handlers.wording import moment


async def recap(call: Call) -> None:
    """Show the last seven days, and whether that comes by itself."""
    found = await call.services.recaps.recap(call.chat, since=call.now - WEEK)
    if found:
        await call.reply(render_recap(found, language=call.language))
    else:
        await call.reply(call.text("recap.nothing"))
    await _screen(call)


async def press(call: Call) -> None:
    """`recap` shows whether it comes by itself; `recap:on` and `recap:off` change that."""
    if call.words in ("on", "off"):
        at = next_recap(call.now, ZoneInfo(call.chat.zone)) if call.words == "on" else None
        await call.services.recap_times.want(call.chat.id, at)
    await _screen(call)


async def replan(call: Call) -> None:
    """Have it come at the hour of the zone that the chat has now."""
    if await call.services.recap_times.next_at(call.chat.id) is not None:
        at = next_recap(call.now, ZoneInfo(call.chat.zone))
        await call.services.recap_times.want(call.chat.id, at)


async def _screen(call: Call) -> None:
    at = await call.services.recap_times.next_at(call.chat.id)
    said = call.text("recap.on", at=moment(call, at)) if at else call.text("recap.off")
    row = [
        key(ticked(call.label("button.recap"), on=at is not None), "recap", "off" if at else "on"),
        key(call.label("button.back"), "set"),
    ]
    await call.show(said, [row])


FEATURE = Feature(
    commands=(Command(name="recap", run=recap, heavy=True),),
    presses=(Press(verb="recap", run=press),),
)
