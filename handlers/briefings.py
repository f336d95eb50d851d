"""The chat's briefings: listed, made, renamed, removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.models import Briefing
from handlers.call import Call
from handlers.declare import Command, Feature, Part, Press, TypedAnswer
from handlers.keyboards import Key, key
from handlers.undo import undo_key
from handlers.wording import next_digest, schedule


async def screen(call: Call, *, undo: Sequence[Key] = ()) -> None:
    """List the briefings, each a button, and one to make another; `undo` brings one back."""
    briefings = await call.briefings()
    lines = [call.text("briefings.title")]
    lines += [
        call.text("briefings.line", name=each.name, schedule=schedule(call, each))
        for each in briefings
    ]
    lines.append(call.text("briefings.hint"))
    rows = [[key(each.name, "brief", about=each.id)] for each in briefings]
    rows.append([*undo])
    rows.append([key(call.label("button.briefing_new"), "brief", "new")])
    rows.append([key(call.label("button.back"), "set")])
    await call.show("\n".join(lines), rows)


async def press(call: Call) -> None:
    """Show one (`brief@<id>`), all (`brief`), or do something: `brief@<id>:remove`, `brief:new`."""
    what = call.arg(0)
    if what == "new":
        await call.ask("briefing_new", call.text("briefings.ask_name"))
    elif not call.briefing_id:
        await screen(call)
    elif what == "rename":
        await call.ask("briefing_rename", call.text("briefings.ask_name"))
    elif what == "remove":
        await _confirm(call)
    elif what == "gone":
        briefing = await call.briefing()
        kept = await call.services.undoing.briefing(briefing.id)
        await call.services.bundles.remove(call.chat.id, briefing.id)
        await call.notice(call.label("briefings.removed", name=briefing.name))
        call.take(None)
        await screen(call, undo=[await undo_key(call, "briefing", briefing=kept)])
    else:
        await _one(call)


async def typed_new(call: Call, _asked: Mapping[str, Any]) -> None:
    """Make the briefing whose name was typed."""
    call.take(await call.services.bundles.add(call.chat.id, call.words))
    await _one(call)


async def typed_name(call: Call, _asked: Mapping[str, Any]) -> None:
    """Give the briefing the name that was typed."""
    briefing = await call.briefing()
    await call.services.bundles.rename(call.chat.id, briefing.id, call.words)
    await _one(call)


def switches(briefings: list[Briefing], chosen: Briefing, verb: str) -> list[Key]:
    """Buttons to the same screen of the chat's other briefings; none when it has one."""
    return [
        key(f"› {each.name}", verb, about=each.id) for each in briefings if each.id != chosen.id
    ]


async def _confirm(call: Call) -> None:
    briefing = await call.briefing()
    count = len(await call.services.briefings.subscriptions(briefing.id))
    row = [
        key(call.label("button.remove"), "brief", "gone", about=briefing.id),
        key(call.label("button.back"), "brief", about=briefing.id),
    ]
    await call.show(call.text("briefings.confirm", name=briefing.name, count=count), [row])


async def _one(call: Call) -> None:
    briefing = await call.briefing(reread=True)
    followed = await call.services.briefings.subscriptions(briefing.id)
    lines = [
        call.text("briefings.line", name=briefing.name, schedule=schedule(call, briefing)),
        next_digest(call, briefing),
        call.text("list.title", count=len(followed)) if followed else call.text("list.empty"),
        *(call.text("list.line", title=each.interest.title) for each in followed[:20]),
    ]
    here = briefing.id
    rows = [
        [
            key(call.label("button.time"), "time", about=here),
            key(call.label("button.settings"), "set", about=here),
        ],
        [key(call.label("button.topics"), "topic", "page", "0", 0, about=here)],
        [
            key(call.label("button.rename"), "brief", "rename", about=here),
            key(call.label("button.remove"), "brief", "remove", about=here),
        ],
        [key(call.label("button.back"), "brief")],
    ]
    await call.show("\n".join(lines), rows)


FEATURE = Feature(
    commands=(Command(name="briefings", run=screen, part=Part.TIMES),),
    presses=(Press(verb="brief", run=press),),
    answers=(
        TypedAnswer(name="briefing_new", run=typed_new),
        TypedAnswer(name="briefing_rename", run=typed_name),
    ),
)
