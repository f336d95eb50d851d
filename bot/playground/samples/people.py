"""The people and chats that the playground starts with."""

from __future__ import annotations

from typing import Final

from bot.playground.world.rights import ALL_RIGHTS
from bot.playground.world.state import ForumTopic, MemberState, Person, World

ANNA: Final = 1001
BORIS: Final = 1002
#: Whoever runs the bot: put it into `ADMIN_IDS`.
OPERATOR: Final = 9001
CLARA: Final = 1003

GROUP: Final = -1_002_000_000_101
FORUM: Final = -1_002_000_000_102
CHANNEL: Final = -1_002_000_000_103


def add_sample_people(world: World) -> None:
    """Four people, a group, a forum with two topics and a channel; the bot is in all of them."""
    for person in (
        Person(id=ANNA, first_name="Anna", last_name="Berg", username="anna", language_code="en"),
        Person(id=BORIS, first_name="Борис", username="boris", language_code="ru"),
        Person(id=CLARA, first_name="Clara", username="clara", language_code="de"),
        Person(id=OPERATOR, first_name="Operator", username="operator", language_code="en"),
    ):
        world.add_person(person, started=False)
    creator = MemberState(status="creator")
    admin_bot = MemberState(
        status="administrator",
        rights=ALL_RIGHTS
        | {
            "can_post_messages": True,
            "can_edit_messages": True,
            "can_pin_messages": True,
            "can_manage_topics": True,
        },
    )
    people = {BORIS: MemberState(), CLARA: MemberState()}
    bot = world.bot.id
    world.add_chat(
        "supergroup",
        "Breakfast club",
        chat_id=GROUP,
        members={ANNA: creator, **people, bot: MemberState()},
    )
    forum = world.add_chat(
        "supergroup",
        "Newsroom",
        chat_id=FORUM,
        forum=True,
        members={ANNA: MemberState(status="creator"), BORIS: MemberState(), bot: admin_bot},
    )
    forum.next_message_id = 10
    forum.topics = {
        2: ForumTopic(id=2, name="World"),
        3: ForumTopic(id=3, name="Science", icon_color=9367192),
    }
    world.add_chat(
        "channel",
        "The morning paper",
        chat_id=CHANNEL,
        username="morning_paper",
        members={ANNA: MemberState(status="creator"), BORIS: MemberState(), bot: admin_bot},
    )
