"""Quiet hours: when nothing makes a sound in the chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.domain.quiet import parse_quiet
from bot.domain.zones import zone_label
from bot.render.catalogue import TelegramHtml
from handlers.call import Call
from handlers.declare import Command, Feature, Part, Press, TypedAnswer
from handlers.keyboards import grid, key, ticked
from handlers.undo import undo_key

#: Offered by buttons: as they are shown, and as a button carries them.
_PRESETS = {"22:00-07:00": "22-7", "23:00-08:00": "23-8", "21:00-09:00": "21-9"}


async def quiet(call: Call) -> None:
    """Set what the words mean, then show what is set with buttons that change it."""
    undo = []
    if call.words:
        undo = [await undo_key(call, "quiet", quiet=str(call.chat.quiet or ""))]
        chosen = parse_quiet(call.words)
        await call.services.chats.set_quiet(call.chat.id, chosen)
        call.chat = replace(call.chat, quiet=chosen)
    now = str(call.chat.quiet or "")
    keys = [
        key(ticked(shown, on=shown == now), "quiet", words) for shown, words in _PRESETS.items()
    ]
    rows = [
        *grid(keys, 3),
        [
            key(call.label("button.quiet_type"), "quiet", "type"),
            key(ticked(call.label("button.quiet_off"), on=not now), "quiet", "off"),
        ],
        undo,
        [key(call.label("button.back"), "set")],
    ]
    screen = call.text(
        "quiet.screen", zone=zone_label(call.chat.zone), now=TelegramHtml(quiet_line(call))
    )
    await call.show(screen, rows)


async def press(call: Call) -> None:
    """`quiet` shows the screen, `quiet:22-7` and `quiet:off` set, `quiet:type` asks."""
    if call.words == "type":
        await call.ask("quiet", call.text("quiet.ask"))
    else:
        await quiet(call)


async def typed(call: Call, _asked: Mapping[str, Any]) -> None:
    """Set what was typed after it was asked for."""
    await quiet(call)


def quiet_line(call: Call) -> str:
    """The quiet hours, in words; a sentence."""
    if call.chat.quiet is None:
        return call.text("quiet.none")
    return call.text("quiet.line", times=str(call.chat.quiet).replace("-", "–"))


FEATURE = Feature(
    commands=(Command(name="quiet", run=quiet, part=Part.TIMES),),
    presses=(Press(verb="quiet", run=press),),
    answers=(TypedAnswer(name="quiet", run=typed),),
)
