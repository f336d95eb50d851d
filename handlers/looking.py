"""Addresses that are looked at beside the handlers: asked for here, answered here."""

from __future__ import annotations

from typing import Any, Protocol

from telegram import Update
from telegram.ext import ExtBot

from bot.domain.errors import InputError
from bot.domain.looks import AddressLook
from bot.domain.models import ChatStatus
from bot.render.catalogue import error_text
from bot.services.look import Outcome
from bot.services.quotas import ADDRESSES
from bot.services.subscriptions import FeedChoice, FollowResult
from handlers.call import Call
from handlers.rights import operator
from handlers.services import Services

#: How much of an address is shown back.
_SHOWN_CHARS = 200


class Said(Protocol):
    """Says in a chat what came of following."""

    async def __call__(
        self,
        call: Call,
        found: FollowResult | FeedChoice,
        *,
        trusted: bool = False,
        words: str = "",
    ) -> None:
        """Says the answer in the chat."""


def trusts(call: Call) -> bool:
    """True if an address may be on a private network: an operator asks, as themselves."""
    return call.services.trusts_everybody or operator(call)


def count_address(call: Call) -> None:
    """Count a new address; raise `InputError` when the person brought as many as they may."""
    if operator(call) or call.services.quotas.address(call.counted_id, call.at):
        return
    raise InputError(
        f"{ADDRESSES} new addresses an hour are as many as one person can bring; "
        "try again in an hour. Topics and words can be followed all the same.",
        example="/topics",
        key="error.addresses_hour",
        values={"count": str(ADDRESSES)},
    )


async def look_at(call: Call, address: str, words: str = "") -> None:
    """Say that an address is looked at, and have it looked at; its answer takes that place.

    `words` narrow down what it leads to.
    """
    await call.services.looks.check_room(call.counted_id)
    count_address(call)
    said = call.text("follow.looking", address=address[:_SHOWN_CHARS])
    message_id = call.shown
    if message_id is None:
        message_id = await call.reply(said)
    else:
        await call.edit(said)
    await call.services.looks.ask(
        AddressLook(
            update_id=call.update.update_id,
            chat_id=call.chat.id,
            briefing_id=(await call.briefing()).id,
            person_id=call.counted_id,
            address=address,
            words=words,
            trusted=trusts(call),
            message_id=message_id,
            asked_at=call.now,
            home_id=call.home.id if call.home is not None else None,
        )
    )


class LookTeller:
    """Says in its chat what came of an address."""

    def __init__(self, services: Services, bot: ExtBot[Any], *, followed: Said) -> None:
        self._services = services
        self._bot = bot
        self._followed = followed

    async def tell(self, look: AddressLook, outcome: Outcome) -> None:
        """Change the message that said that it is looked at."""
        chat = await self._services.chats.get(look.chat_id)
        home = await self._services.chats.get(look.home_id) if look.home_id else None
        place = home if look.home_id else chat
        if chat is None or place is None or place.status is not ChatStatus.ACTIVE:
            return
        call = Call(
            update=Update(look.update_id),
            services=self._services,
            chat=chat,
            home=home,
            bot=self._bot,
            person_id=look.person_id,
            words="",
            at=self._services.clock.now(),
            briefing_id=look.briefing_id,
            under=look.message_id,
        )
        if outcome is None:
            await call.show(call.text("error.bug"))
        elif isinstance(outcome, InputError):
            await call.show(error_text(outcome, call.language))
        else:
            await self._followed(call, outcome, trusted=look.trusted, words=look.words)
