"""Pictures beside an answer; an answer never waits for one, and is whole without."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from telegram import InputFile
from telegram.error import TelegramError

from bot.log import log_event
from bot.render.chart import Bars, draw
from handlers.call import Call

_LOG = logging.getLogger(__name__)


async def chart(call: Call, rows: Sequence[Bars], caption: str) -> None:
    """Send bars as a picture, with words about it; where it cannot be sent, nothing is said."""
    if not any(any(row.counts) for row in rows):
        return
    try:
        png = await asyncio.to_thread(draw, rows)
    except ImportError as error:  # a platform that the drawing library is not made for
        log_event(_LOG, logging.INFO, "picture.not_drawn", why=error)
        return
    try:
        await call.bot.send_photo(
            call.place.telegram_id,
            InputFile(png, filename="chart.png"),
            caption=caption,
            message_thread_id=call.place.thread_id or None,
            disable_notification=True,
        )
    except TelegramError as error:
        log_event(_LOG, logging.INFO, "picture.not_sent", chat=call.chat.id, why=error)
