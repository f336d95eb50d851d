"""When digests come: times and days, by words and by buttons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.domain.errors import InputError
from bot.domain.models import Briefing
from bot.domain.schedule import parse_schedule
from handlers.call import Call
from handlers.declare import Answer, Command, Feature, Part, Press
from handlers.keyboards import Key, grid, key, ticked
from handlers.presets import TIMES
from handlers.wording import next_digest, schedule

#: Briefings a chat may have.
MAX_BRIEFINGS = 10

#: `science: 10:00 sun`: a name has a letter, so that a time is none.
_NAMED = re.compile(r"(?P<name>[^\W\d_][\w -]{0,30}):\s+(?P<words>\S.*)", re.DOTALL)


async def command(call: Call) -> None:
    """Set times and days by words; without words, show them."""
    if not call.words:
        await screen(call)
        return
    briefing, words = await _named(call)
    await change(call, briefing, words)
    await _tell(call, briefing)


async def change(call: Call, briefing: Briefing, words: str) -> None:
    """Give a briefing the schedule that words mean."""
    wanted = parse_schedule(words, current=briefing.schedule)
    await call.desk.briefings.set_schedule(briefing.id, wanted, call.now)


async def screen(call: Call) -> None:
    """Show every briefing's schedule, with buttons for the first one's."""
    briefings = await call.briefings()
    lines = [call.text("schedule.title")]
    for each in briefings:
        name = f"{each.name}: " if len(briefings) > 1 else ""
        lines.append(call.text("schedule.line", schedule=name + schedule(call, each)))
    lines += [next_digest(call, briefings[0]), call.text("schedule.hint")]
    rows = [
        *time_keys(briefings[0], "time"),
        [
            key(call.label("button.daily"), "time", "daily"),
            key(call.label("button.weekdays"), "time", "weekdays"),
        ],
        [
            key(call.label("button.type_time"), "time", "type"),
            key(call.label("button.off"), "time", "off"),
        ],
    ]
    await call.show("\n".join(lines), rows)


def time_keys(briefing: Briefing, verb: str) -> list[list[Key]]:
    """The times most people choose, the chosen ones ticked."""
    chosen = {clock.strftime("%H:%M") for clock in briefing.schedule.times}
    return grid(
        [key(ticked(each, on=each in chosen), verb, each.replace(":", "")) for each in TIMES], 3
    )


async def press(call: Call) -> None:
    """Set a time (`time:0800`), the days, or ask for them (`time:type`)."""
    words = call.arg(0)
    if words == "type":
        await call.ask("schedule", call.text("schedule.ask"))
        return
    if words:
        await change(call, await call.first_briefing(), words)
    await screen(call)


async def typed(call: Call, _asked: Mapping[str, Any]) -> None:
    """Set what was typed after it was asked for."""
    await command(call)


async def _named(call: Call) -> tuple[Briefing, str]:
    """The briefing the words name, made when it is new, and the rest of the words."""
    found = _NAMED.fullmatch(call.words)
    briefings = await call.briefings()
    if found is None:
        return briefings[0], call.words
    name, words = found["name"].strip(), found["words"]
    for each in briefings:
        if each.name.casefold() == name.casefold():
            return each, words
    if len(briefings) >= MAX_BRIEFINGS:
        raise InputError(
            f"A chat can have {MAX_BRIEFINGS} briefings.",
            example="/schedule",
            key="error.briefings_many",
            values={"count": str(MAX_BRIEFINGS)},
        )
    wanted = parse_schedule(words, current=briefings[0].schedule)
    return await call.desk.briefings.add(call.chat.id, name.casefold(), wanted, call.now), words


async def _tell(call: Call, briefing: Briefing) -> None:
    for each in await call.briefings():
        if each.id == briefing.id:
            done = call.text("schedule.done", schedule=schedule(call, each))
            await call.reply(f"{done}\n{next_digest(call, each)}")


FEATURE = Feature(
    commands=(Command(name="schedule", run=command, part=Part.TIMES),),
    presses=(Press(verb="time", run=press),),
    answers=(Answer(name="schedule", run=typed),),
)
