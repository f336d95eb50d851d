"""A message to everybody: seen first, confirmed with the count, stoppable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.domain.errors import InputError
from bot.domain.models import RenderedMessage
from bot.render.clean import escape, utf16_length
from handlers.call import Call
from handlers.declare import Command, Feature, Part, Press, TypedAnswer, Who
from handlers.hearing import refusal_door
from handlers.keyboards import Key, key

#: What fits into one message.
_MAX_UNITS = 4000

_CONFIRM = timedelta(minutes=10)


async def broadcast(call: Call) -> None:
    """Show the message as it will look, and how many get it."""
    words = call.words.strip()
    if not words:
        await call.ask("broadcast", call.text("broadcast.ask"))
        return
    if utf16_length(words) > _MAX_UNITS:
        raise InputError(
            f"A message has at most {_MAX_UNITS} characters.",
            key="error.too_long",
            values={"count": str(_MAX_UNITS)},
        )
    number = await call.services.operations.broadcasts.draft(call.person_id, words, call.now)
    kept = await call.kept({"do": "broadcast", "id": number})
    count = await call.services.operations.broadcasts.audience()
    await call.reply(escape(words))
    rows = [
        [
            key(call.label("button.send"), "bc", kept),
            key(call.label("button.cancel"), "bcstop", number),
        ]
    ]
    await call.reply(call.text("broadcast.confirm", count=count), rows)


async def typed(call: Call, _asked: Mapping[str, Any]) -> None:
    """Show what was typed after it was asked for."""
    await broadcast(call)


async def send(call: Call) -> None:
    """Send it: `bc:<button>`, soon after it was shown. Pressed twice, nobody gets it twice."""
    kept = await call.services.buttons.get(call.arg(0), call.chat.id, call.now, life=_CONFIRM)
    words = None
    if kept is not None and kept.get("do") == "broadcast":
        words = await call.services.operations.broadcasts.begin(kept["id"], call.person_id)
    if kept is None or words is None:
        await call.notice(call.label("error.button_old"), alert=True)
        return
    message = RenderedMessage(html=escape(words), plain=words)
    count = await call.services.operations.outbox.enqueue_broadcast(
        kept["id"], [message], now=call.now, door=refusal_door
    )
    await call.edit(call.text("broadcast.going", count=count), _going(call, kept["id"]))


async def show(call: Call) -> None:
    """Say how far it is: `bcshow:<number>`."""
    number = call.number(0)
    progress = await call.services.operations.broadcasts.progress(number)
    body = call.text(
        "broadcast.result",
        sent=str(progress.sent),
        open=str(progress.open),
        lost=str(progress.lost),
    )
    await call.edit(body, _going(call, number) if progress.open else None)


def _going(call: Call, number: int) -> list[list[Key]]:
    return [
        [
            key(call.label("button.progress"), "bcshow", number),
            key(call.label("button.stop"), "bcstop", number),
        ]
    ]


async def stop(call: Call) -> None:
    """Stop it: `bcstop:<number>`."""
    number = call.number(0)
    if not await call.services.operations.broadcasts.stop(number):
        await call.notice(call.label("error.button_old"), alert=True)
        return
    count = await call.services.operations.outbox.cancel_broadcast(number, now=call.now)
    await call.edit(call.text("broadcast.stopped", count=count))


FEATURE = Feature(
    commands=(Command(name="broadcast", run=broadcast, who=Who.OPERATOR, part=Part.ADMIN),),
    presses=(
        Press(verb="bc", run=send, who=Who.OPERATOR),
        Press(verb="bcshow", run=show, who=Who.OPERATOR),
        Press(verb="bcstop", run=stop, who=Who.OPERATOR),
    ),
    answers=(TypedAnswer(name="broadcast", run=typed, who=Who.OPERATOR),),
)
