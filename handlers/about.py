"""The briefing of a command: told by its words once, before the command runs."""

from __future__ import annotations

from bot.domain.briefing_names import folded_name, nearest_name, read_prefix
from bot.domain.models import Briefing
from bot.render.dates import and_list
from handlers.call import Call
from handlers.declare import About, Command
from handlers.keyboards import key

#: The feature that makes a briefing which was asked about, or takes another one.
VERB = "newbrief"

#: Briefings that are offered where none of the name is there.
_OFFERED = 4


async def resolve(call: Call, command: Command) -> bool:
    """Set the call's briefing and take its name off the words; False when it asked instead."""
    if command.about is About.CHAT or not call.words:
        return True
    call.listed = await call.briefings()
    briefings = {each.name: each for each in call.listed}
    if command.about is About.NAMED:
        return await _take_named(call, command, briefings)
    found = read_prefix(call.words, briefings)
    if found is None:
        return True
    if found.known:
        call.take(briefings[folded_name(found.name)])
        call.words = found.words
        return True
    await _ask(call, command, name=found.name, rest=found.words, known=list(briefings))
    return False


async def _take_named(call: Call, command: Command, briefings: dict[str, Briefing]) -> bool:
    """Take the briefing of a name; False when there is none and those there are were offered."""
    name = call.words.rstrip(":： ")
    wanted = briefings.get(folded_name(name))
    if wanted is None:
        names = list(briefings)
        near = nearest_name(name, names)
        offered = [near] if near else names[:_OFFERED]
        rows = [
            [key(f"/{command.name} {each}", "do", command.name, await call.kept({"words": each}))]
            for each in offered
        ]
        said = call.text("error.no_briefing", name=name[:40], names=and_list(names, call.language))
        await call.reply(said, rows)
        return False
    call.take(wanted)
    call.words = ""
    return True


async def _ask(call: Call, command: Command, *, name: str, rest: str, known: list[str]) -> None:
    """Ask whether the briefing shall be made: a typo makes none."""
    near = nearest_name(name, known)
    kept = await call.kept(
        {"name": name, "command": command.name, "rest": rest, "words": call.words, "near": near}
    )
    row = []
    if command.makes_briefing:
        said = call.text("briefings.unknown", name=name)
        row.append(key(call.label("button.briefing_make", name=name), VERB, kept, "make"))
    else:
        said = call.text("error.no_briefing", name=name, names=and_list(known, call.language))
    if near:
        row.append(key(call.label("button.briefing_use", name=near), VERB, kept, "use"))
    if command.about is About.WORDS:
        row.append(key(call.label("button.briefing_words"), VERB, kept, "words"))
    row.append(key(call.label("button.cancel"), "cancel"))
    await call.reply(said, [[each] for each in row[:-2]] + [row[-2:]])
