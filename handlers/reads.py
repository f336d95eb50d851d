"""The languages a chat reads: shown, and changed by buttons."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.reads import ANY, reads_of
from bot.render.catalogue import language_name
from bot.render.dates import and_list
from handlers.call import Call
from handlers.declare import Feature, Press
from handlers.keyboards import grid, key, ticked
from handlers.presets import READ

#: Stands for no list of one's own.
_AS_MET = "auto"


async def reads_line(call: Call) -> str:
    """The languages that the chat reads; a sentence."""
    reads = await _reads(call)
    if reads is None:
        return call.text("settings.reads_any")
    names = sorted(language_name(code, call.language) for code in reads)
    return call.text("settings.reads", languages=and_list(names, call.language))


async def reads(call: Call) -> None:
    """Show the languages, changed first: `reads[:<code>|:*|:auto]`."""
    asked = call.arg(0)
    if asked:
        await _change(call, asked)
    chosen = await _reads(call)
    codes = sorted({*READ, *(chosen or ()), call.chat.language}, key=_own_name)
    keys = [
        key(ticked(_own_name(code), on=chosen is not None and code in chosen), "reads", code)
        for code in codes
    ]
    rows = [
        *grid(keys, 3),
        [
            key(ticked(call.label("button.any_language"), on=chosen is None), "reads", ANY),
            key(
                ticked(call.label("button.reads_as_met"), on=not call.chat.reads), "reads", _AS_MET
            ),
        ],
        [key(call.label("button.back"), "set")],
    ]
    await call.show(f"{call.text('reads.screen')}\n\n{await reads_line(call)}", rows)


async def _change(call: Call, asked: str) -> None:
    """Take a language in or out, or take any, or none of its own."""
    now = await _reads(call)
    if asked == _AS_MET:
        wanted: tuple[str, ...] = ()
    elif asked == ANY:
        wanted = (ANY,)
    elif asked in READ or (now is not None and asked in now) or asked == call.chat.language:
        # from any language to one is a choice of that one
        wanted = tuple(sorted(frozenset(now or ()) ^ {asked})) or (ANY,)
    else:
        return
    await call.services.chats.set_reads(call.chat.id, wanted)
    call.chat = replace(call.chat, reads=wanted)


async def _reads(call: Call) -> frozenset[str] | None:
    return reads_of(call.chat, await call.services.briefings.followed(call.chat.id))


def _own_name(code: str) -> str:
    return language_name(code, code).capitalize()


FEATURE = Feature(presses=(Press(verb="reads", run=reads),))
