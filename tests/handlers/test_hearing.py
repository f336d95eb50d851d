"""Whether a chat gets what operators write to everybody."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.store.tables import body, chat, outbox
from tests.support.harness import OPERATOR, Harness


async def test_who_does_not_want_what_operators_say_gets_no_more_of_it(harness: Harness) -> None:
    """By the button under it, in the words of its chat; by settings as well, and back again."""
    me, ann, ben = {"chat_id": OPERATOR}, {"chat_id": 1001}, {"chat_id": 1002}
    await harness.say("/help", language="de", **ann)
    await harness.say("/help", **ben)
    harness.telegram.members[-9, 9] = "administrator"
    await harness.say("/list", chat_id=-9, person_id=9, kind="channel")

    async def reached() -> dict[int, list[tuple[str, str]]]:
        await harness.say("/broadcast Hello", **me)
        await harness.press(harness.buttons()["Send"], **me)
        async with harness.services.chats._database.read() as connection:
            rows = await connection.execute(
                select(chat.c.telegram_id, body.c.buttons)
                .join(outbox, outbox.c.chat_id == chat.c.id)
                .join(body, body.c.id == outbox.c.body_id)
                .where(
                    outbox.c.broadcast_id
                    == select(func.max(outbox.c.broadcast_id)).scalar_subquery()
                )
            )
            return {row.telegram_id: [tuple(each) for each in row.buttons or ()] for row in rows}

    english = [("No more of these", "hear:off")]
    everybody = {1001: [("Nicht mehr davon", "hear:off")], 1002: english, OPERATOR: english, -9: []}
    assert await reached() == everybody
    (said,) = await harness.press("hear:off", **ann)
    assert "nicht mehr hierher" in said
    assert await reached() == {each: keys for each, keys in everybody.items() if each != 1001}
    await harness.say("/settings", **ann)
    await harness.press(harness.buttons()["Mitteilungen des Betreibers"], **ann)
    await harness.press(harness.buttons()["Wieder bekommen"], **ann)
    assert await reached() == everybody
