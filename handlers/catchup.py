"""One digest of the best of the last days, for who did not read."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.domain.catching_up import USUAL_DAYS, days_between, parse_since
from handlers.call import Call
from handlers.declare import About, Command, Feature, Press
from handlers.keyboards import key

#: Offered where there was nothing, or another span is wished for.
_DAYS = (1, 3, 7, 14)


async def catchup(call: Call) -> None:
    """Send one digest of the best since then; without words of a week."""
    briefing = await call.briefing()
    since = parse_since(call.words or f"{USUAL_DAYS}d", now=call.now, zone=ZoneInfo(call.chat.zone))
    # Another bot's updates have other numbers, which may be the same.
    name = f"{call.bot.id}:{call.update.update_id}"
    if await call.services.editions.catch_up(briefing.id, since=since, key=name, now=call.now):
        await call.notice(call.label("digest.coming"))
        return
    days = days_between(since, call.now)
    others = [
        key(call.label("button.days", count=each), "catchup", f"{each}d", about=briefing.id)
        for each in _DAYS
        if each > days
    ]
    await call.reply(call.text("catchup.none", count=days), [others])


FEATURE = Feature(
    commands=(
        Command(name="catchup", run=catchup, heavy=True, about=About.PREFIX, makes_briefing=False),
    ),
    presses=(Press(verb="catchup", run=catchup),),
)
