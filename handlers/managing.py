"""Another chat is managed from a private one: the doors in and out."""

from __future__ import annotations

from handlers.call import Call, titled
from handlers.keyboards import Key, key


async def stop(call: Call) -> str:
    """Have what is written here be about this chat again; the other's title, empty for none."""
    if not call.private:
        return ""
    managed = call.managed_id
    if managed is None:
        managed = await call.services.buttons.managed(call.place.id, call.now)
    if not managed:
        return ""
    await call.services.buttons.manage(call.place.id, 0, call.now)
    chat = await call.services.chats.get(managed)
    call.chat, call.home = call.place, None
    return titled(chat) if chat is not None else "?"


async def leave(call: Call) -> bool:
    """Stop managing another chat and say so; False when none was managed."""
    title = await stop(call)
    if title:
        rows = [
            [key(call.label("button.manage"), "manage"), key(call.label("button.settings"), "set")]
        ]
        await call.show(call.text("manage.left", title=title), rows)
    return bool(title)


def manage_keys(call: Call) -> list[list[Key]]:
    """Buttons to manage another chat, or to leave it; none where there is none."""
    if call.home is not None:
        return [[key(call.label("button.manage_leave"), "manage", "leave")]]
    return [[key(call.label("button.manage"), "manage")]] if call.private else []
