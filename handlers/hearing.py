"""Opting out of what operators write to everybody, by the button under it."""

from __future__ import annotations

from bot.render.catalogue import label
from handlers.call import Call
from handlers.declare import Feature, Press
from handlers.keyboards import key


def refusal_door(language: str) -> tuple[str, str]:
    """The button under a message to everybody, in a language."""
    return label("button.hear_no_more", language), "hear:off"


async def press(call: Call) -> None:
    """`hear` shows whether they come, `hear:off` refuses them, `hear:on` wants them again."""
    broadcasts = call.services.operations.broadcasts
    if call.words in ("on", "off"):
        await broadcasts.refuse(call.chat.id, refused=call.words == "off")
    # The message that was refused is kept; a screen of ours changes in place.
    call.anew = call.words == "off"
    refused = await broadcasts.refused(call.chat.id)
    row = [
        key(call.label("button.hear_again"), "hear", "on")
        if refused
        else key(call.label("button.hear_no_more"), "hear", "off"),
        key(call.label("button.settings"), "set"),
    ]
    await call.show(call.text("hear.off" if refused else "hear.on"), [row])


FEATURE = Feature(presses=(Press(verb="hear", run=press),))
