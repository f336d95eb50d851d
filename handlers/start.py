"""The first minute: topics, zone, time, and a first digest at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.zones import zone_label
from handlers.call import Call
from handlers.declare import Answer, Command, Feature, Part, Press
from handlers.digest import send_now
from handlers.keyboards import key
from handlers.schedule import change as change_schedule
from handlers.schedule import time_keys
from handlers.timezone import change as change_zone
from handlers.timezone import zone_keys
from handlers.topics import choose, offer_keys
from handlers.wording import next_digest


async def start(call: Call) -> None:
    """Say what this is and ask for topics. What a link brought with it authorises nothing."""
    if call.chat.paused_until is not None:
        await call.reply(call.text("start.paused"))
    await _topics(call, 0)


async def press(call: Call) -> None:
    """One step further: `on:<step>:…`."""
    step, value = call.arg(0), call.arg(1)
    if step in ("topic", "source"):
        await choose(call, step, value, on=call.arg(3) == "on")
        await _topics(call, call.number(2))
    elif step == "page":
        await _topics(call, call.number(2))
    elif step == "zone":
        if value:
            await change_zone(call, value)
            await _time(call)
        else:
            await _zone(call)
    elif step == "time":
        if value:
            await change_schedule(call, value)
            await _finish(call)
        else:
            await _time(call)
    elif step == "done":
        await _finish(call)
    elif step == "typezone":
        await call.ask("start_zone", call.text("zone.ask"))
    elif step == "typetime":
        await call.ask("start_time", call.text("schedule.ask"))


async def typed_zone(call: Call, _asked: Mapping[str, Any]) -> None:
    """The zone was typed; on to the time."""
    await change_zone(call, call.words)
    await _time(call)


async def typed_time(call: Call, _asked: Mapping[str, Any]) -> None:
    """The time was typed; that is all."""
    await change_schedule(call, call.words)
    await _finish(call)


async def _topics(call: Call, page: int) -> None:
    rows = await offer_keys(call, "on", page=page)
    rows.append([key(call.label("button.next"), "on", "zone")])
    body = "start.topics" if len(rows) > 2 else "start.no_topics"
    await call.show(f"{call.text('start.hello')}\n\n{call.text(body)}", rows)


async def _zone(call: Call) -> None:
    keep = call.label("button.keep_zone", zone=zone_label(call.chat.zone))
    rows = [
        *zone_keys(call, "on:zone"),
        [key(call.label("button.type_zone"), "on", "typezone"), key(keep, "on", "time")],
    ]
    await call.show(call.text("start.zone"), rows)


async def _time(call: Call) -> None:
    briefing = await call.briefing()
    rows = [
        *time_keys(briefing, "on:time"),
        [
            key(call.label("button.type_time"), "on", "typetime"),
            key(call.label("button.keep_time"), "on", "done"),
        ],
    ]
    await call.show(call.text("start.time", zone=zone_label(call.chat.zone)), rows)


async def _finish(call: Call) -> None:
    """Say when it comes, and send what the chosen topics have now."""
    briefing = await call.briefing()
    followed = await call.desk.briefings.subscriptions(briefing.id)
    lines = [call.text("start.done"), next_digest(call, briefing)]
    if not followed:
        lines.append(call.text("start.follow"))
        await call.show("\n".join(lines))
        return
    await call.show("\n".join(lines))
    if not await send_now(call, briefing):
        await call.reply(call.text("start.nothing_yet"))


FEATURE = Feature(
    commands=(Command(name="start", run=start, part=Part.CHAT),),
    presses=(Press(verb="on", run=press),),
    answers=(
        Answer(name="start_zone", run=typed_zone),
        Answer(name="start_time", run=typed_time),
    ),
)
