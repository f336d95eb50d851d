"""Checks before anything is done: may they, is it too much, is it too late.

The order is told here once: what somebody wants goes through `STEPS` one by one, and the first
that does not let it pass has said what there is to say. Who is banned gets no further than
`handlers.arriving`, which keeps nothing of them.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.models import ChatKind
from bot.log import log_event
from bot.services.quotas import Allowance
from handlers.call import SHARED_IDS, Call
from handlers.declare import Who
from handlers.keyboards import key
from handlers.rights import ANONYMOUS, SILENT, Members, Ruling, operator, ruling

_LOG = logging.getLogger(__name__)

#: A heavy command sent longer ago than this is answered softly instead.
STALE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A requested action, as far as rights and quotas ask about it."""

    #: The command, verb or question, for the books.
    name: str = ""
    who: Who = Who.OWNER
    #: Not begun when it was sent long before it could be read.
    heavy: bool = False


@dataclass(slots=True, kw_only=True)
class Asking:
    """An act on its way through the steps."""

    call: Call
    act: Act
    members: Members
    ruling: Ruling


Step = Callable[[Asking], Awaitable[bool]]


async def rights(asking: Asking) -> bool:
    """True if they may; who may not and is told nothing is not counted either."""
    asking.ruling = await ruling(asking.call, asking.act.who, asking.members)
    return asking.ruling.allowed or bool(asking.ruling.key)


async def quota(asking: Asking) -> bool:
    """True if it is not too much; says so once when it is."""
    call = asking.call
    if operator(call):
        return True
    quotas, own = call.services.quotas, call.own_words
    allowance = (quotas.command if own else quotas.forwarded)(call.counted_id, call.at)
    if allowance is Allowance.SAY and own:
        await _say(call, "error.too_fast")
    return allowance is Allowance.YES


async def refusal(asking: Asking) -> bool:
    """Tells who may not what they may not."""
    call, key_name = asking.call, asking.ruling.key
    if key_name == ANONYMOUS and asking.act.name and not call.pressed:
        # Who presses is known: the button does what was asked for, as that person.
        kept = await call.kept({"words": call.words[:1000]})
        rows = [[key(call.label("button.it_is_me"), "do", asking.act.name, kept)]]
        await call.reply(call.text(key_name), rows)
    elif not asking.ruling.allowed:
        await _say(call, key_name)
    return asking.ruling.allowed


async def books(asking: Asking) -> bool:
    """Notes who sets a group up, and what operators do."""
    call, act = asking.call, asking.act
    if act.who is Who.OWNER and call.chat.kind is not ChatKind.PRIVATE:
        person = 0 if call.person_id in SHARED_IDS else max(0, call.person_id)
        await call.services.chats.set_up(call.chat.id, by=person, now=call.now)
    elif act.who is Who.OPERATOR:
        first = call.words.partition(" ")[0]
        on = first if first.removeprefix("-").isdecimal() else ""
        log_event(_LOG, logging.INFO, "operator.acts", by=call.person_id, act=act.name, on=on)
    return True


async def in_time(asking: Asking) -> bool:
    """True if something heavy was not asked for long ago; says so when it was."""
    late = asking.act.heavy and asking.call.now - asking.call.at > STALE
    if late:
        await asking.call.reply(asking.call.text("error.stale"))
    return not late


#: What every act goes through, in this order.
STEPS: tuple[Step, ...] = (rights, quota, refusal, books, in_time)


class Gate:
    """Lets acts pass, or not."""

    def __init__(self, members: Members) -> None:
        self._members = members

    async def passes(self, call: Call, act: Act, *, steps: tuple[Step, ...] = STEPS) -> bool:
        """True if something is done; whoever should know hears why not."""
        asking = Asking(call=call, act=act, members=self._members, ruling=SILENT)
        for step in steps:
            if not await step(asking):
                return False
        return True


async def _say(call: Call, key: str) -> None:
    if call.pressed:
        await call.notice(call.label(key), alert=True)
    else:
        await call.reply(call.text(key))
