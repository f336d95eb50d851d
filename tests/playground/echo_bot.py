"""A tiny bot for tests of the page: it greets, echoes, edits and sends files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import (
    Bot,
    BotCommand,
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.constants import ChatAction

from bot.playground.server import Emulator
from tests.playground.conftest import bot_on

GREETING = (
    "<b>Hello</b>, <i>{name}</i>! <a href='https://example.org/a?b=1&amp;c=2'>A link</a>, "
    "<code>code</code>, <tg-spoiler>secret</tg-spoiler> &lt;img src=x onerror=alert(1)&gt; /help\n"
    "<blockquote>One line of a quote.</blockquote>"
    "<blockquote expandable>First of many lines.\nSecond.\nThird.\nFourth.\nFifth.</blockquote>\n"
    '<pre><code class="language-python">print("👍🏽")</code></pre>'
)
BUTTONS = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Technology", callback_data="topic:tech"),
            InlineKeyboardButton("Science", callback_data="topic:science"),
        ],
        [
            InlineKeyboardButton("Open the site", url="https://example.org/"),
            InlineKeyboardButton("Copy the code", copy_text=CopyTextButton("42")),
        ],
        [InlineKeyboardButton("Warn me", callback_data="warn")],
    ]
)
KEYBOARD = ReplyKeyboardMarkup([["Digest now", "My topics"], ["Settings"]], resize_keyboard=True)
DAYS = ReplyKeyboardMarkup([[day] for day in ("Monday", "Wednesday", "Friday", "Sunday")])
COMMANDS = (
    BotCommand("start", "Begin"),
    BotCommand("digest", "What is new now"),
    BotCommand("settings", "Time, zone, language"),
)


async def answer(bot: Bot, update: Update) -> None:
    """Do what an update asks for."""
    if update.callback_query is not None:
        await _pressed(bot, update.callback_query)
    elif update.message is not None:
        await _written(bot, update.message)


async def _pressed(bot: Bot, query: CallbackQuery) -> None:
    if query.data == "warn":
        await bot.answer_callback_query(query.id, "Careful!", show_alert=True)
        return
    await bot.answer_callback_query(query.id, "Saved")
    assert isinstance(query.message, Message)
    await bot.edit_message_text(
        f"You chose <b>{query.data}</b>",
        query.message.chat_id,
        query.message.message_id,
        parse_mode="HTML",
        reply_markup=InlineKeyboardMarkup.from_button(
            InlineKeyboardButton("Back", callback_data="topic:back")
        ),
    )


async def _written(bot: Bot, message: Message) -> None:
    chat, thread = message.chat_id, message.message_thread_id
    await bot.send_chat_action(chat, ChatAction.TYPING, message_thread_id=thread)
    if message.document is not None:
        file = await bot.get_file(message.document.file_id)
        content = bytes(await file.download_as_bytearray())
        await bot.send_document(
            chat, content[::-1], filename=f"reversed-{message.document.file_name}"
        )
    elif message.text is not None and message.text.startswith("/start"):
        name = message.from_user.first_name if message.from_user else "you"
        await bot.send_message(chat, "Welcome", reply_markup=KEYBOARD)
        await bot.send_message(
            chat, GREETING.format(name=name), parse_mode="HTML", reply_markup=BUTTONS
        )
    elif message.text == "keyboard":
        await bot.send_message(chat, "Choose a day", reply_markup=DAYS)
    elif message.text is not None and message.text != "silence":
        await bot.send_message(chat, f"You said: {message.text}", message_thread_id=thread)


@asynccontextmanager
async def echo_bot(emulator: Emulator) -> AsyncIterator[Bot]:
    """The bot, listening until the end of the block."""
    async with bot_on(emulator) as bot:
        await bot.set_my_commands(COMMANDS)
        await bot.set_my_description("A digest of your news, once, on time.")
        task = asyncio.create_task(_listen(bot))
        try:
            yield bot
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _listen(bot: Bot) -> None:
    offset = 0
    while True:
        for update in await bot.get_updates(offset=offset, timeout=5):
            offset = update.update_id + 1
            await answer(bot, update)
