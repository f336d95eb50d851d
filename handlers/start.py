"""The first minute: topics and a first digest at once; then time and zone, confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.call import Call
from handlers.declare import Command, Feature, Part, Press, TypedAnswer
from handlers.digest import never_told, reading_first, sample, send_now
from handlers.keyboards import key
from handlers.managing import stop
from handlers.rights import operator
from handlers.schedule import change as change_schedule
from handlers.schedule import time_keys
from handlers.share import brought
from handlers.timezone import change as change_zone
from handlers.timezone import zone_keys
from handlers.topics import KINDS, choose, offer_keys
from handlers.wording import moment, next_digest, schedule


async def start(call: Call) -> None:
    """Say what this is and ask for topics; or whether what a link brought is to be followed."""
    await stop(call)
    if call.chat.paused_until is not None:
        await call.reply(call.text("start.paused"))
    if call.words and await brought(call):
        return
    await _topics(call, 0)
    if operator(call):
        await _operator(call)


async def press(call: Call) -> None:
    """One step further: `on:<step>:…`."""
    step, value = call.arg(0), call.arg(1)
    if step in KINDS:
        on = call.arg(3) == "on"
        await choose(call, step, value, on=on)
        # The way on stands under what the first topic brings, not above it; in groups, where a
        # digest is everybody's, it stays here.
        followed = await call.services.subscriptions.followed(call.chat.id)
        await _topics(call, call.number(2), further=not call.private or not followed)
        if on:
            await sample(call, next_step="when")
    elif step == "page":
        await _topics(call, call.number(2))
    elif step in ("zone", "time"):
        if value:
            await (change_zone if step == "zone" else change_schedule)(call, value)
        await clock(call)
    elif step == "done":
        await _finish(call)
    elif step == "typezone":
        await call.ask("start_zone", call.text("zone.ask"))
    elif step == "typetime":
        await call.ask("start_time", call.text("schedule.ask"))


async def typed_zone(call: Call, _asked: Mapping[str, Any]) -> None:
    """The zone was typed."""
    await change_zone(call, call.words)
    await clock(call)


async def typed_time(call: Call, _asked: Mapping[str, Any]) -> None:
    """The time was typed."""
    await change_schedule(call, call.words)
    await clock(call)


async def _topics(call: Call, page: int, *, further: bool = True) -> None:
    rows = [row for row in await offer_keys(call, "on", page=page) if row]
    body = "start.topics" if rows else "start.no_topics"
    if further:
        rows.append([key(call.label("button.next"), "on", "zone")])
    link = "start.link" if call.private else "start.link_here"
    lines = [call.text("start.hello"), call.text(body), call.text(link)]
    await call.show("\n\n".join(lines), rows)


async def _operator(call: Call) -> None:
    """The first steps for an operator: sources for everybody."""
    keys = [
        key(call.label("button.own_source"), "src", "add"),
        key(call.label("button.test_digest"), "now"),
    ]
    if call.services.subscriptions.shelf.catalogue.entries():
        keys.insert(0, key(call.label("button.catalogue"), "shelf", "t", call.language, 0))
    await call.reply(call.text("start.operator"), [keys[:2], keys[2:]])


async def clock(call: Call) -> None:
    """Zone and time on one screen: guessed, to be confirmed or changed."""
    briefing = await call.briefing()
    rows = [
        *time_keys(briefing, "on:time"),
        *zone_keys(call, "on:zone"),
        [
            key(call.label("button.type_time"), "on", "typetime"),
            key(call.label("button.type_zone"), "on", "typezone"),
        ],
        [
            key(call.label("button.back"), "on", "page", "0", 0),
            key(call.label("button.done"), "on", "done"),
        ],
    ]
    said = call.text(
        "start.clock",
        schedule=schedule(call, briefing),
        now=moment(call, call.now),
        next=next_digest(call, briefing),
    )
    await call.show(said, rows)


async def _finish(call: Call) -> None:
    """Say when it comes, and send what the chosen topics have now."""
    briefing = await call.briefing()
    followed = await call.services.briefings.subscriptions(briefing.id)
    lines = [call.text("start.done"), next_digest(call, briefing)]
    if not followed:
        lines.append(call.text("start.follow"))
    await call.show("\n".join(lines))
    if not followed or await reading_first(call, briefing):
        return
    if not await send_now(call, briefing) and await never_told(call):
        await call.reply(call.text("start.nothing_yet"))


FEATURE = Feature(
    commands=(Command(name="start", run=start, part=Part.CHAT, home=True),),
    presses=(Press(verb="on", run=press),),
    answers=(
        TypedAnswer(name="start_zone", run=typed_zone),
        TypedAnswer(name="start_time", run=typed_time),
    ),
)
