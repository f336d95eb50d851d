"""Privacy: what is kept about a chat, and forgetting it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from handlers.call import Call
from handlers.declare import Command, Feature, Part, Press, Who
from handlers.keyboards import key

#: How long the confirmation works.
_CONFIRM = timedelta(minutes=10)


async def privacy(call: Call) -> None:
    """Say what is kept."""
    await call.show(call.text("privacy.text", days=call.services.backup_days))


async def forgetme(call: Call) -> None:
    """Ask whether everything is to be deleted."""
    kept = await call.kept({"do": "forget", "person": call.person_id})
    rows = [
        [key(call.label("button.backup_first"), "export")],
        [
            key(call.label("button.forget"), "forget", kept),
            key(call.label("button.cancel"), "cancel"),
        ],
    ]
    would = await call.services.forgetting.count(call.chat.telegram_id)
    counts = call.text(
        "forget.counts",
        followed=str(would.followed),
        digests=str(would.digests),
        chats=str(would.chats),
    )
    await call.reply(f"{call.text('forget.confirm')}\n{counts}", rows)


async def confirmed(call: Call) -> None:
    """Delete everything of the chat: only by who asked for it, once, soon after."""
    kept = await call.services.buttons.get(call.arg(0), call.chat.id, call.now, life=_CONFIRM)
    mine = kept is not None and kept.get("do") == "forget" and kept["person"] in (0, call.person_id)
    if not mine:
        await call.notice(call.label("error.button_old"), alert=True)
        return
    gone = await call.services.forgetting.forget(call.chat.telegram_id)
    call.services.scrub()
    counts = {name: str(count) for name, count in asdict(gone).items()}
    await call.edit(call.text("forget.done", **counts, days=call.services.backup_days))


FEATURE = Feature(
    commands=(
        Command(name="privacy", run=privacy, who=Who.ANYONE, part=Part.CHAT, home=True),
        Command(name="forgetme", run=forgetme, part=Part.CHAT),
    ),
    presses=(Press(verb="forget", run=confirmed),),
)
