"""Answers to a person when something cannot be done, and when it broke."""

from __future__ import annotations

from telegram import Update
from telegram.ext import ExtBot

from bot.domain.errors import InputError
from bot.render.catalogue import error_text, resolve, text
from handlers.call import Call
from handlers.keyboards import key
from handlers.presets import city

#: Errors that name zones which may be meant.
_PLACES = ("error.zone_similar", "error.zone_wide")


async def tell(call: Call, error: InputError) -> None:
    """Tell who asked: by a message, which stays, also after a press."""
    await call.notice()
    # what was perhaps meant is a button
    zones = error.values.get("zones", "").split(" / ") if error.key in _PLACES else []
    rows = [[key(city(zone, call.language), "zone", zone) for zone in zones]]
    await call.reply(error_text(error, call.language), rows)


async def say_sorry(update: Update, bot: ExtBot[None]) -> None:
    """Tell who asked that it did not work, after the last try; in private only."""
    chat, person = update.effective_chat, update.effective_user
    if chat is not None and chat.type == "private":
        language = resolve((person.language_code if person else None) or "")
        await bot.send_message(chat.id, text("error.bug", language), parse_mode="HTML")
