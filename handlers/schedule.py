"""The schedule of digests: times and days, by words and by buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.models import Briefing
from bot.domain.schedule import parse_schedule
from handlers.briefings import switches
from handlers.call import Call
from handlers.declare import About, Command, Feature, Part, Press, TypedAnswer
from handlers.keyboards import Key, grid, key, ticked
from handlers.presets import TIMES
from handlers.undo import schedule_undo
from handlers.wording import next_digest, schedule


async def command(call: Call) -> None:
    """Set times and days by words; without words, show them."""
    if not call.words:
        await screen(call)
        return
    undo = await schedule_undo(call)
    await change(call, call.words)
    await _tell(call, undo)


async def change(call: Call, words: str) -> None:
    """Give the call's briefing the schedule that words mean."""
    briefing = await call.briefing()
    wanted = parse_schedule(words, current=briefing.schedule)
    call.take(await call.services.briefings.set_schedule(briefing.id, wanted, call.now))


async def screen(call: Call) -> None:
    """Show every briefing's schedule, with buttons for the one the call is about."""
    chosen, briefings = await call.briefing(), await call.briefings()
    lines = [call.text("schedule.title")]
    for each in briefings:
        name = f"{each.name}: " if len(briefings) > 1 else ""
        lines.append(call.text("schedule.line", schedule=name + schedule(call, each)))
    if len(briefings) > 1:
        lines.append(call.text("schedule.about", name=chosen.name))
    lines += [next_digest(call, chosen), call.text("schedule.hint")]
    rows = [
        *time_keys(chosen, "time"),
        [
            key(call.label("button.daily"), "time", "daily", about=chosen.id),
            key(call.label("button.weekdays"), "time", "weekdays", about=chosen.id),
        ],
        [
            key(call.label("button.type_time"), "time", "type", about=chosen.id),
            key(call.label("button.off"), "time", "off", about=chosen.id),
        ],
        *grid(switches(briefings, chosen, "time"), 2),
        [key(call.label("button.back"), "set", about=chosen.id)],
    ]
    await call.show("\n".join(lines), rows)


def time_keys(briefing: Briefing, verb: str) -> list[list[Key]]:
    """The times most people choose, the chosen ones ticked."""
    chosen = {clock.strftime("%H:%M") for clock in briefing.schedule.times}
    return grid(
        [
            key(ticked(each, on=each in chosen), verb, each.replace(":", ""), about=briefing.id)
            for each in TIMES
        ],
        3,
    )


async def press(call: Call) -> None:
    """Set a time (`time:0800`), the days, or ask for them (`time:type`)."""
    words = call.arg(0)
    if words == "type":
        await call.ask("schedule", call.text("schedule.ask"))
        return
    if words:
        await change(call, words)
    await screen(call)


async def typed(call: Call, _asked: Mapping[str, Any]) -> None:
    """Set what was typed after it was asked for."""
    await command(call)


async def _tell(call: Call, undo: Key) -> None:
    briefing = await call.briefing()
    name = f"{briefing.name}: " if len(await call.briefings()) > 1 else ""
    done = call.text("schedule.done", schedule=name + schedule(call, briefing))
    await call.reply(f"{done}\n{next_digest(call, briefing)}", [[undo]])


FEATURE = Feature(
    commands=(Command(name="schedule", run=command, part=Part.TIMES, about=About.PREFIX),),
    presses=(Press(verb="time", run=press),),
    answers=(TypedAnswer(name="schedule", run=typed),),
)
