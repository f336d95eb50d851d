"""The time zone of a chat, by name, by city and by button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.domain.zones import find_zone, zone_label
from handlers.call import Call
from handlers.declare import Command, Feature, Part, Press, TypedAnswer
from handlers.keyboards import Key, Rows, grid, key, ticked
from handlers.presets import ZONES, city
from handlers.recap import replan
from handlers.undo import undo_key
from handlers.wording import moment, next_digest


async def command(call: Call) -> None:
    """Set the zone by words; without words, show it."""
    if not call.words:
        await screen(call)
        return
    undo = await undo_key(call, "zone", zone=call.chat.zone)
    await change(call, call.words)
    await tell(call, [[undo]])


async def change(call: Call, words: str) -> None:
    """Move the chat to the zone that words mean."""
    zone = find_zone(words)
    await call.services.chats.set_zone(call.chat.id, zone, call.now)
    call.chat = replace(call.chat, zone=zone)
    await replan(call)


async def screen(call: Call) -> None:
    """Show the zone and the time there, with buttons for others."""
    rows = [
        *zone_keys(call, "zone"),
        [
            key(call.label("button.type_zone"), "zone", "type"),
            key(call.label("button.back"), "set"),
        ],
    ]
    await call.show(
        call.text("zone.screen", zone=zone_label(call.chat.zone), time=moment(call, call.now)),
        rows,
    )


def zone_keys(call: Call, verb: str) -> list[list[Key]]:
    """The zones most people of a language live in, the chosen one ticked."""
    zones = ZONES.get(call.language, ZONES["en"])
    if call.chat.zone not in zones:
        zones = (call.chat.zone, *zones)
    return grid(
        [
            key(ticked(city(each, call.language), on=each == call.chat.zone), verb, each)
            for each in zones
        ],
        2,
    )


async def press(call: Call) -> None:
    """Set a zone (`zone:Europe/Berlin`) or ask for one (`zone:type`)."""
    if call.arg(0) == "type":
        await call.ask("zone", call.text("zone.ask"))
        return
    if call.arg(0):
        await change(call, call.arg(0))
    await screen(call)


async def typed(call: Call, _asked: Mapping[str, Any]) -> None:
    """Set what was typed after it was asked for."""
    await command(call)


async def tell(call: Call, rows: Rows = ()) -> None:
    """Say which zone was set, and when the next digest comes by it."""
    done = call.text("zone.done", zone=zone_label(call.chat.zone), time=moment(call, call.now))
    await call.reply(f"{done}\n{next_digest(call, await call.soonest())}", rows)


FEATURE = Feature(
    commands=(Command(name="timezone", run=command, part=Part.TIMES),),
    presses=(Press(verb="zone", run=press),),
    answers=(TypedAnswer(name="zone", run=typed),),
)
