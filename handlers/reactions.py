"""Reactions on what a group or channel was told, counted where it wants that."""

from __future__ import annotations

from telegram import MessageReactionCountUpdated, MessageReactionUpdated

from bot.domain.models import ChatKind
from bot.domain.reactions import total, value
from handlers.call import Call
from handlers.declare import Feature, Press
from handlers.keyboards import Key, key, ticked
from handlers.services import Services


async def reacted(services: Services, update: MessageReactionUpdated) -> None:
    """Count the change of one reader's reactions; who it was is not kept."""
    change = value(each.to_dict() for each in update.new_reaction) - value(
        each.to_dict() for each in update.old_reaction
    )
    now = services.clock.now()
    found = await services.reactions.message(update.chat.id, update.message_id, now)
    if found is not None and change:
        await services.reactions.add(found, update.message_id, change, now)


async def counted(services: Services, update: MessageReactionCountUpdated) -> None:
    """Take the reactions of a channel's readers, of which Telegram tells only how many."""
    now = services.clock.now()
    found = await services.reactions.message(update.chat.id, update.message_id, now)
    if found is not None:
        worth = total(each.to_dict() for each in update.reactions)
        await services.reactions.put(found, update.message_id, worth, now)


def door_key(call: Call) -> list[Key]:
    """A button to the screen, where there are several readers."""
    if call.chat.kind is ChatKind.PRIVATE:
        return []
    return [key(call.label("button.reactions"), "react")]


async def press(call: Call) -> None:
    """`react` shows whether reactions count, `react:on` and `react:off` change that."""
    if call.words in ("on", "off") and call.chat.kind is not ChatKind.PRIVATE:
        await call.services.reactions.want(call.chat.id, on=call.words == "on")
    wanted = await call.services.reactions.wanted(call.chat.id)
    label = ticked(call.label("button.reactions"), on=wanted)
    row = [key(label, "react", "off" if wanted else "on"), key(call.label("button.back"), "set")]
    await call.show(call.text("reactions.on" if wanted else "reactions.off"), [row])


FEATURE = Feature(presses=(Press(verb="react", run=press),))
