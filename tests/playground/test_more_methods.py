"""The less used methods, through python-telegram-bot."""

from __future__ import annotations

import struct
import zlib

import pytest
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, MenuButtonCommands, Update
from telegram.error import BadRequest

from bot.playground.server import Emulator
from tests.playground.conftest import ANNA, BORIS
from tests.support.emulator import ControlError, EmulatorClient


def png(width: int, height: int) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


async def test_pictures(bot: Bot) -> None:
    """They have a size, a caption with its own limit, and can be sent again by id."""
    sent = await bot.send_photo(ANNA, png(30, 20), caption="<i>grey</i>", parse_mode="HTML")
    assert (sent.photo[0].width, sent.photo[0].height) == (30, 20)
    assert sent.caption_entities[0].type == "italic"
    again = await bot.send_photo(BORIS, sent.photo[0].file_id)
    assert again.photo[0].file_unique_id == sent.photo[0].file_unique_id
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(ANNA, sent.photo[0].file_id, caption="x" * 1025)
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_document(ANNA, "no-such-file")


async def test_copies_and_forwards(bot: Bot) -> None:
    """A copy has no origin, a forward has."""
    sent = await bot.send_message(ANNA, "<b>x</b>", parse_mode="HTML")
    copied = await bot.copy_message(BORIS, ANNA, sent.message_id)
    assert copied.message_id != sent.message_id
    forwarded = await bot.forward_message(BORIS, ANNA, sent.message_id)
    assert forwarded.forward_origin is not None
    assert forwarded.entities == sent.entities
    with pytest.raises(BadRequest, match="Message to copy not found"):
        await bot.copy_message(BORIS, ANNA, 999)


async def test_replies(bot: Bot, people: EmulatorClient) -> None:
    """To what is there, or to nothing where that is allowed."""
    said = await people.say(ANNA, "question")
    answer = await bot.send_message(ANNA, "answer", reply_to_message_id=said["message_id"])
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "question"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(ANNA, "x", reply_to_message_id=999)
    alone = await bot.send_message(
        ANNA, "x", reply_to_message_id=999, allow_sending_without_reply=True
    )
    assert alone.reply_to_message is None


async def test_deleting_pinning_reacting(bot: Bot, people: EmulatorClient) -> None:
    """On messages that are there."""
    sent = await bot.send_message(ANNA, "x")
    await bot.pin_chat_message(ANNA, sent.message_id)
    pinned = (await bot.get_chat(ANNA)).pinned_message
    assert pinned is not None
    await bot.unpin_chat_message(ANNA)
    await bot.set_message_reaction(ANNA, sent.message_id, "👍")
    await bot.delete_message(ANNA, sent.message_id)
    assert await people.messages(ANNA) == []
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(ANNA, sent.message_id)


async def test_what_the_bot_says_about_itself(bot: Bot) -> None:
    """Texts by language, menus by scope, the button beside the input."""
    await bot.set_my_description("News")
    await bot.set_my_description("Новости", language_code="ru")
    await bot.set_my_short_description("Short")
    await bot.set_my_name("Lede")
    assert (await bot.get_my_description("ru")).description == "Новости"
    assert (await bot.get_my_description("de")).description == "News"
    assert (await bot.get_my_short_description()).short_description == "Short"
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_chat_menu_button()).type == "commands"
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand("a", "b")], scope=scope)
    await bot.delete_my_commands(scope=scope)
    assert await bot.get_my_commands(scope=scope) == ()
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Ä", "b")])


async def test_paid_messages_cost_stars(bot: Bot, emulator: Emulator) -> None:
    """A tenth of a star for each that is accepted."""
    before = await bot.get_my_star_balance()
    for _ in range(3):
        await bot.send_message(ANNA, "x", allow_paid_broadcast=True)
    after = await bot.get_my_star_balance()
    assert after.amount + (after.nanostar_amount or 0) / 1e9 == pytest.approx(before.amount - 0.3)
    assert [entry.paid for entry in emulator.journal.sent()] == [True] * 3


async def test_edited_messages_and_channel_posts(bot: Bot, people: EmulatorClient) -> None:
    """Come as updates of their own kinds."""
    said = await people.say(ANNA, "firts")
    await people.act("edit", chat=ANNA, message_id=said["message_id"], text="first")
    channel = await people.add_chat("channel", "C", members={ANNA: "creator"}, bot="administrator")
    await people.say(channel, "post", person=ANNA)
    updates = await bot.get_updates(timeout=0)
    assert updates[1].edited_message is not None
    assert updates[1].edited_message.text == "first"
    assert updates[2].channel_post is not None
    assert updates[2].channel_post.text == "post"
    assert updates[2].channel_post.sender_chat is not None


async def test_leaving_and_being_gone(bot: Bot, people: EmulatorClient) -> None:
    """A bot that left, or whose group was deleted, cannot write."""
    group = await people.add_chat("supergroup", "G", members={ANNA: "creator"})
    await bot.leave_chat(group)
    with pytest.raises(Exception, match="bot is not a member of the supergroup chat"):
        await bot.send_message(group, "x")
    other = await people.add_chat("group", "H", members={ANNA: "creator"})
    await people.act("delete_chat", chat=other)
    with pytest.raises(Exception, match="the group chat was deleted"):
        await bot.send_message(other, "x")


async def test_how_many_came_within_a_second(bot: Bot, emulator: Emulator) -> None:
    """The busiest window is counted at the receiver, wherever it begins."""
    for at_s in (0.0, 0.9, 1.0, 1.5, 1.89, 5.0):
        await bot.send_message(ANNA, "x")
        emulator.journal.entries[-1].at_s = at_s
    assert emulator.journal.most_in(1.0) == 4
    assert emulator.journal.most_in(0.5, ANNA) == 2
    assert emulator.journal.most_in(1.0, BORIS) == 0


async def test_an_administrator_learns_of_reactions(bot: Bot, people: EmulatorClient) -> None:
    """In a group who had which and has which now, in a channel how many; only when asked for."""
    group = await people.add_chat("supergroup", "Readers", members={ANNA: "creator"})
    channel = await people.add_chat("channel", "Paper", members={ANNA: "creator"})
    places = [group, channel]
    for chat in places:
        await people.act("bot_status", chat=chat, status="administrator")
    sent = [(await bot.send_message(chat, "x")).message_id for chat in places]
    offset = -1

    async def react(*emoji: str) -> list[Update]:
        nonlocal offset
        for chat, message in zip(places, sent, strict=True):
            await people.act("react", person=ANNA, chat=chat, message_id=message, emoji=emoji)
        kinds = ["message_reaction", "message_reaction_count"]
        found = await bot.get_updates(offset=offset, allowed_updates=kinds, timeout=0)
        offset = max([offset, *(each.update_id + 1 for each in found)])
        return [each for each in found if each.message_reaction or each.message_reaction_count]

    await react("👍")  # not asked for yet
    offset = 1
    in_group, in_channel = await react("👎")
    assert in_group.message_reaction is not None
    assert [each.to_dict() for each in in_group.message_reaction.old_reaction] == [
        {"type": "emoji", "emoji": "👍"}
    ]
    assert [each.to_dict() for each in in_group.message_reaction.new_reaction] == [
        {"type": "emoji", "emoji": "👎"}
    ]
    assert in_group.message_reaction.user is not None
    assert in_channel.message_reaction_count is not None
    assert [each.to_dict() for each in in_channel.message_reaction_count.reactions] == [
        {"type": {"type": "emoji", "emoji": "👎"}, "total_count": 1}
    ]
    await people.act("bot_status", chat=group, status="member")
    assert [each.message_reaction for each in await react()] == [None]
    with pytest.raises(ControlError, match="no message"):
        await people.act("react", person=ANNA, chat=group, message_id=999, emoji=["👍"])
