"""Holiday: no digests for a while, then one with the best of what was missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.pauses import parse_until
from handlers.call import Call
from handlers.declare import Command, Feature, Part, Press, TypedAnswer
from handlers.keyboards import key
from handlers.undo import pause_undo
from handlers.wording import moment, next_digest


async def pause(call: Call) -> None:
    """Pause until the day that words mean; without words, ask by buttons."""
    if not call.words:
        rows = [
            [
                key(call.label("button.pause_day"), "pause", "1 day"),
                key(call.label("button.pause_week"), "pause", "1 week"),
            ],
            [
                key(call.label("button.pause_type"), "pause", "type"),
                key(call.label("button.pause_ever"), "pause", "ever"),
            ],
            [key(call.label("button.back"), "set")],
        ]
        await call.show(call.text("pause.screen"), rows)
        return
    await _pause(call, parse_until(call.words, now=call.now, zone=ZoneInfo(call.chat.zone)))


async def press(call: Call) -> None:
    """Pause as the button says: `pause:1 week`, `pause:ever`; `pause` alone asks."""
    if call.words == "type":
        await call.ask("pause", call.text("pause.ask"))
    elif call.words == "ever":
        await _pause(call, None)
    else:
        await pause(call)


async def typed(call: Call, _asked: Mapping[str, Any]) -> None:
    """Pause until what was typed after it was asked for."""
    await pause(call)


async def resume(call: Call) -> None:
    """Send digests again."""
    undo = [await pause_undo(call)] if call.chat.paused_until else []
    await call.services.chats.resume(call.chat.id, call.now)
    call.chat = replace(call.chat, paused_until=None)
    done = call.text("pause.over")
    await call.show(f"{done}\n{next_digest(call, await call.soonest())}", [undo])


async def _pause(call: Call, until: datetime | None) -> None:
    undo = await pause_undo(call)
    await call.services.chats.pause(call.chat.id, until, call.now)
    done = (
        call.text("pause.ever")
        if until is None
        else call.text("pause.until", at=moment(call, until))
    )
    await call.show(done, [[key(call.label("button.resume"), "resume"), undo]])


FEATURE = Feature(
    commands=(
        Command(name="pause", run=pause, part=Part.TIMES),
        Command(name="resume", run=resume, part=Part.TIMES),
    ),
    presses=(Press(verb="pause", run=press), Press(verb="resume", run=resume)),
    answers=(TypedAnswer(name="pause", run=typed),),
)
