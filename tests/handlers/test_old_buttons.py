"""A button acts on the topic it stands in, however old its message is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.buttons import MAX_DATA_BYTES, split_thread, with_thread
from bot.domain.models import ChatKind
from bot.store.database import Database
from tests.support.harness import Harness
from tests.support.people import meet, press

FORUM, TOPIC, ADMIN = -1007, 9, 4


@pytest.fixture
async def forum(harness: Harness, database: Database) -> Harness:
    harness.telegram.members[(FORUM, ADMIN)] = "administrator"
    for thread_id in (0, TOPIC):
        await meet(database, FORUM, thread_id=thread_id, kind=ChatKind.SUPERGROUP)
    return harness


async def _languages(forum: Harness) -> tuple[str, ...]:
    found = [await forum.services.chats.find(FORUM, thread_id) for thread_id in (0, TOPIC)]
    return tuple(chat.language if chat else "" for chat in found)


async def test_a_button_older_than_telegram_keeps_acts_on_its_topic(forum: Harness) -> None:
    """Telegram tells the chat alone; the thread is in what the button stands for."""
    await forum.say("/language", chat_id=FORUM, person_id=ADMIN, kind="supergroup", thread_id=TOPIC)
    data = next(data for label, data in forum.buttons().items() if "Deutsch" in label)
    old = press(70, data, chat_id=FORUM, person_id=ADMIN, kind="supergroup")
    chat = {"id": FORUM, "type": "supergroup", "title": "Readers", "is_forum": True}
    old["callback_query"]["message"] = {"chat": chat, "message_id": 5, "date": 0}

    await forum.give(old)

    assert await _languages(forum) == ("en", "de")


async def test_a_button_of_a_topic_that_is_gone_makes_no_chat(forum: Harness) -> None:
    """A thread that is known no more, or made up, is the chat itself."""
    await forum.say("/language", chat_id=FORUM, person_id=ADMIN, kind="supergroup")
    data = next(data for label, data in forum.buttons().items() if "Deutsch" in label)
    old = press(71, with_thread(data, 77), chat_id=FORUM, person_id=ADMIN, kind="supergroup")
    chat = {"id": FORUM, "type": "supergroup", "title": "Readers", "is_forum": True}
    old["callback_query"]["message"] = {"chat": chat, "message_id": 5, "date": 0}

    await forum.give(old)

    assert await forum.services.chats.find(FORUM, 77) is None
    assert await _languages(forum) == ("de", "en")


@given(st.text("abc:@~019_-", max_size=55), st.integers(0, 2**31 - 1))
def test_data_and_thread_are_parted_again(data: str, thread_id: int) -> None:
    """Whatever a button does; within Telegram's limit."""
    whole = with_thread(data, thread_id)
    assert len(whole.encode()) <= MAX_DATA_BYTES
    if thread_id:
        assert split_thread(whole) == (data, thread_id)
