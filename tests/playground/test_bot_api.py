"""The emulator driven by the real python-telegram-bot."""

from __future__ import annotations

import asyncio

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken

from bot.playground.server import Emulator
from tests.playground.conftest import ANNA, BORIS
from tests.support.emulator import EmulatorClient, buttons_of, text_of

KEYBOARD = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("Yes", callback_data="vote:yes")],
        [
            InlineKeyboardButton("Site", url="https://example.org/"),
            InlineKeyboardButton("Copy", copy_text=CopyTextButton("copied")),
        ],
    ]
)


async def test_a_message_comes_back_as_telegram_would_give_it(bot: Bot) -> None:
    """Text, entities in UTF-16 units, keyboard and link preview options survive the round trip."""
    message = await bot.send_message(
        ANNA,
        "👍🏽 <b>Привет</b> &amp; <a href='https://example.org/?a=1&amp;b=2'>ссылка</a>",
        parse_mode="HTML",
        reply_markup=KEYBOARD,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert message.text == "👍🏽 Привет & ссылка"
    assert message.from_user is not None
    assert message.from_user.is_bot
    assert message.chat.type == "private"
    assert message.chat.first_name == "Anna"
    found = {entity.type: text for entity, text in message.parse_entities().items()}
    assert found == {"bold": "Привет", "text_link": "ссылка"}
    assert [(entity.offset, entity.length) for entity in message.entities] == [(5, 6), (14, 6)]
    assert message.entities[1].url == "https://example.org/?a=1&b=2"
    assert message.reply_markup == KEYBOARD
    assert message.link_preview_options == LinkPreviewOptions(is_disabled=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<x>y</x>", 'Can\'t parse entities: unsupported start tag "x" at byte offset 0'),
        ("да <b>y", "Can't parse entities: can't find end tag corresponding to start tag \"b\""),
        ("a" * 4097, "Message is too long"),
        ("👍" * 2049, "Message is too long"),
        (" <b> </b> ", "Text must be non-empty"),
    ],
)
async def test_wrong_texts_are_refused_in_telegrams_words(bot: Bot, text: str, words: str) -> None:
    """The refusal is a BadRequest whose text begins as Telegram's does."""
    with pytest.raises(BadRequest) as refusal:
        await bot.send_message(ANNA, text, parse_mode="HTML")
    assert str(refusal.value).lower() == words.lower()


async def test_texts_of_4096_units_are_taken(bot: Bot) -> None:
    """The limit counts after parsing, in UTF-16 units."""
    message = await bot.send_message(ANNA, f"<b>{'👍' * 2048}</b>", parse_mode="HTML")
    assert message.text == "👍" * 2048


async def test_more_than_a_hundred_entities_are_dropped(bot: Bot) -> None:
    """The message arrives, the rest of its entities does not."""
    text = " ".join(f"<b>{number}</b>" for number in range(130))
    message = await bot.send_message(ANNA, text, parse_mode="HTML")
    assert len(message.entities) == 100


async def test_who_cannot_be_written_to(
    bot: Bot, emulator: Emulator, people: EmulatorClient
) -> None:
    """Blocked, deleted, unknown and shy people are refused with the right class and words."""
    await people.block(BORIS)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(BORIS, "x")
    await people.block(BORIS, blocked=False)
    await bot.send_message(BORIS, "x")
    await people.act("deactivate", person=BORIS)
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(BORIS, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(4242, "x")
    await people.add_person(1003, "Clara", started=False)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(1003, "x")
    statuses = [entry.status for entry in emulator.journal.entries if entry.sends]
    assert statuses == [403, 200, 403, 400, 403]


async def test_updates_wait_until_they_are_confirmed(bot: Bot, people: EmulatorClient) -> None:
    """The same update is served until an offset above it is asked for."""
    await people.say(ANNA, "/start deep")
    [first] = await bot.get_updates(timeout=0)
    [again] = await bot.get_updates(timeout=0)
    assert first.update_id == again.update_id
    assert first.message is not None
    assert first.message.from_user is not None
    assert first.message.from_user.language_code == "en"
    assert first.message.parse_entities(["bot_command"]).popitem()[1] == "/start"
    assert await bot.get_updates(offset=first.update_id + 1, timeout=0) == ()


async def test_a_poll_waits_for_the_next_update(bot: Bot, people: EmulatorClient) -> None:
    """A long poll ends as soon as somebody writes."""
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await people.until(lambda figures: figures["polls"] == 1)
    await people.say(ANNA, "hello")
    [update] = await poll
    assert update.message is not None
    assert update.message.text == "hello"


async def test_the_older_of_two_polls_is_ended(bot: Bot, people: EmulatorClient) -> None:
    """Telegram's 409 goes to the poll that waited."""
    older = asyncio.create_task(bot.get_updates(timeout=30))
    await people.until(lambda figures: figures["polls"] == 1)
    newer = asyncio.create_task(bot.get_updates(timeout=1))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await older
    assert await newer == ()


async def test_only_the_kinds_asked_for_are_queued(bot: Bot, people: EmulatorClient) -> None:
    """`allowed_updates` holds for what happens after it."""
    await bot.get_updates(timeout=0, allowed_updates=["callback_query"])
    await people.say(ANNA, "not wanted")
    assert await bot.get_updates(timeout=0) == ()


async def test_a_press_an_edit_and_an_answer(bot: Bot, people: EmulatorClient) -> None:
    """A button's query can be answered once it is known, and its message edited in place."""
    sent = await bot.send_message(ANNA, "Vote", reply_markup=KEYBOARD)
    query_id = await people.press(ANNA, "Yes")
    [update] = await bot.get_updates(timeout=0)
    query = update.callback_query
    assert query is not None
    assert query_id is not None
    assert (query.id, query.data, query.chat_instance != "") == (query_id, "vote:yes", True)
    await bot.answer_callback_query(query.id, "Thanks", show_alert=True)
    assert await people.answer_to(query_id) == {"text": "Thanks", "show_alert": True}
    await bot.edit_message_text("Voted", ANNA, sent.message_id)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("Voted", ANNA, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("Voted", ANNA, 999)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query("1")
    [message] = await people.messages(ANNA)
    assert text_of(message) == "Voted"
    assert buttons_of(message) == []


async def test_buttons_that_telegram_refuses(bot: Bot) -> None:
    """Data over 64 bytes and addresses without a dot in their host."""
    with pytest.raises(BadRequest, match="Button_data_invalid"):
        await bot.send_message(
            ANNA,
            "x",
            reply_markup=InlineKeyboardMarkup.from_button(
                InlineKeyboardButton("x", callback_data="ы" * 33)
            ),
        )
    with pytest.raises(BadRequest, match="wrong http url"):
        await bot.send_message(
            ANNA,
            "x",
            reply_markup=InlineKeyboardMarkup.from_button(
                InlineKeyboardButton("x", url="http://localhost/x")
            ),
        )


async def test_a_keyboard_above_the_input_says_its_text(bot: Bot, people: EmulatorClient) -> None:
    """Pressing it is writing; it can be taken away again."""
    await bot.send_message(ANNA, "?", reply_markup=ReplyKeyboardMarkup([[KeyboardButton("Yes")]]))
    assert await people.press(ANNA, "Yes") is None
    [update] = await bot.get_updates(timeout=0)
    assert update.message is not None
    assert update.message.text == "Yes"
    await bot.send_message(ANNA, "!", reply_markup=ReplyKeyboardRemove())
    assert (await people.ask("messages", chat=ANNA))["keyboard"] is None


async def test_files_go_up_and_down(bot: Bot, people: EmulatorClient) -> None:
    """A person's file can be read by the bot, and the bot's file by a person."""
    await people.upload(ANNA, "feeds.opml", b"<opml/>", caption="mine")
    [update] = await bot.get_updates(timeout=0)
    assert update.message is not None
    assert update.message.document is not None
    file = await bot.get_file(update.message.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"<opml/>"
    sent = await bot.send_document(
        ANNA, b"[]", filename="export.json", caption="<b>Yours</b>", parse_mode="HTML"
    )
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("export.json", 2)
    assert sent.caption == "Yours"
    again = await bot.send_document(BORIS, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_unique_id == sent.document.file_unique_id


async def test_a_group_that_became_a_supergroup(bot: Bot, people: EmulatorClient) -> None:
    """Service messages in both, and ChatMigrated for who writes to the old one."""
    group = await people.add_chat("group", "Old", members={ANNA: "creator", BORIS: "member"})
    await bot.send_message(group, "x")
    new = (await people.act("migrate", chat=group))["chat"]
    with pytest.raises(ChatMigrated) as refusal:
        await bot.send_message(group, "x")
    assert refusal.value.new_chat_id == new
    updates = await bot.get_updates(timeout=0)
    leaving, coming = (update.message for update in updates)
    assert leaving is not None
    assert coming is not None
    assert leaving.migrate_to_chat_id == new
    assert coming.migrate_from_chat_id == group
    assert (await bot.send_message(new, "y")).chat.type == "supergroup"


async def test_topics_of_a_forum(bot: Bot, people: EmulatorClient) -> None:
    """Threads can be made, closed and reopened; wrong ones are refused."""
    forum = await people.add_chat(
        "supergroup",
        "Forum",
        forum=True,
        members={ANNA: "creator"},
        topics={2: "World"},
        bot="member",
    )
    sent = await bot.send_message(forum, "x", message_thread_id=2)
    assert (sent.message_thread_id, sent.is_topic_message) == (2, True)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(forum, "x", message_thread_id=77)
    await people.act("topic", chat=forum, id=2, closed=True)
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(forum, "x", message_thread_id=2)
    await people.act("topic", chat=forum, id=2, deleted=True)
    with pytest.raises(BadRequest, match="Topic_deleted"):
        await bot.send_message(forum, "x", message_thread_id=2)
    await people.act(
        "bot_status", chat=forum, status="administrator", rights={"can_manage_topics": True}
    )
    topic = await bot.create_forum_topic(forum, "Science")
    await bot.close_forum_topic(forum, topic.message_thread_id)
    await bot.send_message(forum, "admins may", message_thread_id=topic.message_thread_id)
    await bot.reopen_forum_topic(forum, topic.message_thread_id)


async def test_members_and_administrators(bot: Bot, people: EmulatorClient) -> None:
    """Who is what in a group, and the update when the bot is added, promoted and kicked."""
    group = await people.add_chat(
        "supergroup", "G", members={ANNA: "creator", BORIS: "member"}, bot="left"
    )
    await people.act("bot_status", chat=group, status="member", by=ANNA)
    assert (await bot.get_chat_member(group, BORIS)).status == "member"
    assert [one.user.id for one in await bot.get_chat_administrators(group)] == [ANNA]
    assert await bot.get_chat_member_count(group) == 3
    assert (await bot.get_chat(group)).title == "G"
    await people.act("bot_status", chat=group, status="kicked", by=ANNA)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group, "x")
    changes = [
        (update.my_chat_member.old_chat_member.status, update.my_chat_member.new_chat_member.status)
        for update in await bot.get_updates(timeout=0)
        if update.my_chat_member is not None
    ]
    assert changes == [("left", "member"), ("member", "kicked")]


async def test_a_bot_without_rights_may_not_write(bot: Bot, people: EmulatorClient) -> None:
    """In a silenced group and in a channel it does not administer."""
    group = await people.add_chat("supergroup", "G", members={ANNA: "creator"})
    await people.act("permissions", chat=group, can_send_messages=False)
    with pytest.raises(BadRequest, match="Not enough rights to send text messages"):
        await bot.send_message(group, "x")
    channel = await people.add_chat("channel", "C", members={ANNA: "creator"})
    with pytest.raises(BadRequest, match="Need administrator rights in the channel chat"):
        await bot.send_message(channel, "x")
    await people.act("bot_status", chat=channel, status="administrator")
    assert (await bot.send_message(channel, "x")).sender_chat is not None


async def test_menus_by_scope_and_language(bot: Bot, people: EmulatorClient) -> None:
    """The narrowest menu in the person's language is what they see."""
    await bot.set_my_commands([BotCommand("start", "Begin")])
    await bot.set_my_commands([BotCommand("start", "Начать")], language_code="ru")
    await bot.set_my_commands([BotCommand("admin", "All")], scope=BotCommandScopeChat(chat_id=ANNA))
    assert (await people.ask("commands", chat=BORIS, person=BORIS))[0]["description"] == "Начать"
    assert (await people.ask("commands", chat=ANNA, person=ANNA))[0]["command"] == "admin"
    assert (await bot.get_my_commands())[0].description == "Begin"


async def test_a_wrong_token_is_refused(emulator: Emulator) -> None:
    """As InvalidToken, before anything is looked at."""
    with pytest.raises(InvalidToken):
        async with Bot("1:wrong", base_url=f"{emulator.url}/bot"):
            pass


async def test_privacy_mode_hides_what_is_not_meant_for_the_bot(
    bot: Bot, people: EmulatorClient
) -> None:
    """A member sees commands for it, replies and mentions; an administrator sees everything."""
    group = await people.add_chat("supergroup", "G", members={ANNA: "creator"})
    sent = await bot.send_message(group, "hello")
    for text in ("chat", "/list", "/list@other_bot", "/list@lede_playground_bot"):
        await people.say(group, text, person=ANNA)
    await people.act("say", person=ANNA, chat=group, text="yes", reply_to=sent.message_id)
    await people.act("bot_status", chat=group, status="administrator")
    await people.say(group, "more chat", person=ANNA)
    texts = [u.message.text for u in await bot.get_updates(timeout=0) if u.message is not None]
    assert texts == ["/list", "/list@lede_playground_bot", "yes", "more chat"]
