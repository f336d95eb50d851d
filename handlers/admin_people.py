"""Bans, and holding everything back, for operators."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.errors import InputError
from handlers.call import Call
from handlers.declare import Command, Feature, Part, Press, Who
from handlers.keyboards import key

#: How long the confirmation works.
_CONFIRM = timedelta(minutes=10)


async def ban(call: Call) -> None:
    """Never answer or write to a chat or person again: `/ban <number>`."""
    number = _number(call, "/ban 123456789")
    if number in call.services.admin_ids:
        raise InputError("That is an operator.", key="error.operator")
    await call.services.chats.ban(number, call.now, call.services.defaults)
    await call.reply(call.text("ban.done", id=str(number)))


async def unban(call: Call) -> None:
    """Take a ban back: `/unban <number>`."""
    number = _number(call, "/unban 123456789")
    done = await call.services.chats.unban(number)
    await call.reply(call.text("ban.over" if done else "ban.none", id=str(number)))


async def hold(call: Call) -> None:
    """Ask whether nothing is to be sent to anybody until /release: `/hold [why]`, `hold`."""
    kept = await call.kept({"do": "hold", "why": call.words[:200]})
    row = [
        key(call.label("button.hold"), "hold!", kept),
        key(call.label("button.cancel"), "admin"),
    ]
    await call.show(call.text("hold.confirm"), [row])


async def held(call: Call) -> None:
    """Send nothing to anybody until /release; replies still go. Once: `hold!:<button>`."""
    kept = await call.services.buttons.take(call.arg(0), call.chat.id, call.now, life=_CONFIRM)
    if kept is None or kept.get("do") != "hold":
        await call.notice(call.label("error.button_old"), alert=True)
        return
    await call.services.operations.delivery.hold(str(kept["why"]))
    await call.edit(call.text("hold.on"))


async def release(call: Call) -> None:
    """Sends again what was held back."""
    done = await call.services.operations.delivery.resume()
    await call.show(call.text("hold.off" if done else "hold.none"))


def _number(call: Call, example: str) -> int:
    words = call.words.strip()
    digits = words.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise InputError("Give Telegram's number of the chat.", example=example, key="error.number")
    return int(words)


FEATURE = Feature(
    commands=(
        Command(name="ban", run=ban, who=Who.OPERATOR, part=Part.ADMIN),
        Command(name="unban", run=unban, who=Who.OPERATOR, part=Part.ADMIN),
        Command(name="hold", run=hold, who=Who.OPERATOR, part=Part.ADMIN),
        Command(name="release", run=release, who=Who.OPERATOR, part=Part.ADMIN),
    ),
    presses=(
        Press(verb="hold", run=hold, who=Who.OPERATOR),
        Press(verb="hold!", run=held, who=Who.OPERATOR),
        Press(verb="release", run=release, who=Who.OPERATOR),
    ),
)
