"""/help and /cancel."""

from __future__ import annotations

from collections.abc import Iterable

from telegram import ReplyKeyboardRemove

from bot.render.catalogue import TelegramHtml
from handlers.call import Call
from handlers.declare import Command, Feature, Part, Press, Who
from handlers.managing import leave
from handlers.rights import operator


def help_text(call: Call, commands: Iterable[Command]) -> str:
    """Every command that who asks may use, by section."""
    shown = [each for each in commands if each.who is not Who.OPERATOR or operator(call)]
    lines = [call.text("help.title")]
    for part in Part:
        section = [each for each in shown if each.part is part]
        if section:
            lines.append(f"\n<b>{call.text(f'help.{part.value}')}</b>")
            lines += [
                call.text("help.line", name=each.name, what=call.label(f"command.{each.name}"))
                for each in section
            ]
    lines.append("\n" + call.text("help.end"))
    return TelegramHtml("\n".join(lines))


async def cancel(call: Call) -> None:
    """Forget what was asked last; every command does so too. The command ends managing as well."""
    await call.services.buttons.answered(call.place.id, call.answerer_id)
    if call.private and not call.pressed:
        if not await leave(call):
            # whatever keyboard stands there: what it asked is not asked any more
            await call.keyboard(call.text("cancel.done"), ReplyKeyboardRemove())
        return
    await call.show(call.text("cancel.done"))


FEATURE = Feature(
    commands=(Command(name="cancel", run=cancel, who=Who.ANYONE, part=Part.CHAT, home=True),),
    presses=(Press(verb="cancel", run=cancel),),
)
