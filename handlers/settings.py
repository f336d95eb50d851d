"""Settings, on one screen of buttons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.models import Briefing, Style
from bot.render.catalogue import languages, resolve
from handlers.briefings import switches
from handlers.call import Call
from handlers.declare import About, Command, Feature, Part, Press
from handlers.keyboards import grid, key, ticked
from handlers.managing import manage_keys
from handlers.presets import LENGTHS, MINUTES, city
from handlers.quiet import quiet_line
from handlers.reactions import door_key
from handlers.reads import reads_line
from handlers.wording import next_digest, schedule

#: A style's words on its button and in a line.
_STYLES = {
    Style.COMPACT: ("button.style_compact", "settings.style_compact"),
    Style.STANDARD: ("button.style_standard", "settings.style_standard"),
    Style.FULL: ("button.style_full", "settings.style_full"),
}


async def settings(call: Call) -> None:
    """Show what is set and the buttons that change it."""
    briefing = await call.briefing(reread=True)
    await _show(call, briefing, await call.briefings(), await reads_line(call))


async def _show(call: Call, briefing: Briefing, briefings: list[Briefing], reads: str) -> None:
    here = briefing.id
    lines = [
        call.text("settings.title"),
        *([call.text("schedule.about", name=briefing.name)] if len(briefings) > 1 else []),
        call.text("settings.schedule", schedule=schedule(call, briefing)),
        call.text("settings.length", count=briefing.max_stories),
        call.text("settings.minutes", count=briefing.minutes)
        if briefing.minutes
        else call.text("settings.any_long"),
        call.text(_STYLES[briefing.style][1]),
        *([call.text("settings.preview")] if briefing.preview else []),
        call.text("settings.language", name=languages()[resolve(call.chat.language)]),
        reads,
        quiet_line(call),
        next_digest(call, briefing),
    ]
    rows = [
        [
            key(call.label("button.time"), "time", about=here),
            key(call.label("button.zone", zone=city(call.chat.zone, call.language)), "zone"),
        ],
        [
            key(
                ticked(str(each), on=each == briefing.max_stories),
                *("set", "length", each),
                about=here,
            )
            for each in LENGTHS
        ],
        [
            key(
                ticked(_minutes(call, each), on=each == briefing.minutes),
                *("set", "minutes", each),
                about=here,
            )
            for each in MINUTES
        ],
        [
            key(
                ticked(call.label(_STYLES[each][0]), on=each is briefing.style),
                *("set", "style", each),
                about=here,
            )
            for each in Style
        ],
        [
            key(
                ticked(call.label("button.preview"), on=briefing.preview),
                *("set", "preview", int(not briefing.preview)),
                about=here,
            ),
            key(call.label("button.language"), "lang"),
            key(call.label("button.reads"), "reads"),
        ],
        [
            key(call.label("button.topics"), "topic", "page", "0", 0, about=here),
            key(call.label("button.followed"), "un", "", 0),
        ],
        [
            key(call.label("button.mutes"), "mute"),
            key(call.label("button.likings"), "like"),
            key(call.label("button.recap"), "recap"),
        ],
        [*door_key(call), key(call.label("button.operators"), "hear")],
        [
            key(call.label("button.pause"), "pause"),
            key(call.label("button.quiet"), "quiet"),
            key(call.label("button.briefings"), "brief"),
        ],
        *grid(switches(briefings, briefing, "set"), 2),
        *manage_keys(call),
    ]
    await call.show("\n".join(lines), rows)


def _minutes(call: Call, minutes: int) -> str:
    """A button's words for a reading time."""
    return call.label("button.minutes", count=minutes) if minutes else call.label("button.any_long")


async def press(call: Call) -> None:
    """Change the layout; `set` alone shows the screen.

    `set:length:<n>`, `set:minutes:<n>`, `set:style:<style>`, `set:preview:<0|1>`.
    """
    briefing = await call.briefing()
    briefings, reads = await call.briefings(), await reads_line(call)
    what, number = call.arg(0), call.number(1)
    change: dict[str, Any] = {}
    if what == "length" and number in LENGTHS:
        change = {"max_stories": number}
    elif what == "minutes" and number in MINUTES:
        change = {"minutes": number}
    elif what == "style" and call.arg(1) in set(Style):
        change = {"style": Style(call.arg(1))}
    elif what == "preview" and call.arg(1) in ("0", "1"):
        change = {"preview": number == 1}
    if change:
        await call.services.briefings.set_layout(briefing.id, **change)
    changed = replace(briefing, **change)
    await _show(call, changed, briefings, reads)


async def language(call: Call) -> None:
    """Show the languages, or speak the one that was named."""
    wanted = call.words.strip().casefold()
    for code, name in languages().items():
        if wanted in (code, name.casefold()):
            await call.services.chats.set_language(call.chat.id, code)
            call.chat = replace(call.chat, language=code)
            await call.notice(name)
            break
    keys = [
        key(ticked(name, on=code == resolve(call.chat.language)), "lang", code)
        for code, name in languages().items()
    ]
    rows = [*grid(keys, 3), [key(call.label("button.back"), "set")]]
    await call.show(call.text("language.screen"), rows)


FEATURE = Feature(
    commands=(
        Command(name="settings", run=settings, part=Part.TIMES, about=About.NAMED),
        Command(name="language", run=language, part=Part.CHAT),
    ),
    presses=(Press(verb="set", run=press), Press(verb="lang", run=language)),
)
