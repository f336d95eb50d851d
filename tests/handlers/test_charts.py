"""Figures as pictures: the operator's course of things, a reader's week."""

from __future__ import annotations

import struct

import pytest
from sqlalchemy import insert, select

from bot.render.chart import Bars, draw
from bot.store.tables import briefing, chat
from tests.handlers.test_left_out import Paper
from tests.support.harness import OPERATOR, Harness


@pytest.mark.parametrize("counts", [[0, 7, 123_456_789], [0] * 24, [1], list(range(24)), []])
def test_any_counts_make_a_picture(counts: list[int]) -> None:
    """A PNG of one width, without a font of the machine."""
    png = draw([Bars(counts=counts, below=[n if n % 2 else None for n in range(len(counts))])])
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (720, 208)
    assert len(png) < 40_000


async def test_stats_and_status_come_with_a_picture_and_words(harness: Harness) -> None:
    """The picture after the words; a chat that was told nothing has none, nor has a press."""
    paper = Paper(harness)
    await paper.bring()
    await harness.say("/status")
    assert _pictures(harness) == []
    await harness.say("/subscribe Gazette")
    await paper.bring(*range(3))
    await harness.say("/digest")
    await harness.say("/status")
    assert _pictures(harness) == ["How many stories came here on each of the last seven days."]
    assert harness.telegram.documents["chart.png"].startswith(b"\x89PNG")
    me = {"chat_id": OPERATOR, "person_id": OPERATOR}
    await harness.say("/stats", **me)
    await harness.press("stats", **me)
    assert _pictures(harness)[1:] == [
        "Above: messages that arrived, by hour. Below: new articles, by day."
    ]


async def test_it_is_said_how_long_a_slot_takes_that_many_share(harness: Harness) -> None:
    """Until all have theirs; of a short time only operators are told."""
    await harness.say("/start")
    me = {"chat_id": OPERATOR, "person_id": OPERATOR}
    assert "All have theirs" not in (await harness.say("/status"))[0]
    await harness.say("/start", **me)
    (figures,) = await harness.say("/stats", **me)
    assert "busiest slot: 2 chats at " in figures
    assert ": about 0 s" in figures
    theirs = select(briefing).where(briefing.c.next_slot_at.is_not(None)).limit(1)
    async with harness.services.chats._database.write() as connection:
        row = dict((await connection.execute(theirs)).one()._mapping)
        other = await connection.scalar(select(chat.c.id).where(chat.c.telegram_id == OPERATOR))
        row |= {"chat_id": other}
        del row["id"]
        more = [row | {"name": f"b{n}"} for n in range(1740)]
        await connection.execute(insert(briefing), more)
    status = (await harness.say("/status"))[0]
    assert "Chats told at that time: 1742. All have theirs after about 2 min" in status
    (figures,) = await harness.say("/stats", **me)
    assert "busiest slot: 1,742 chats at " in figures
    assert ": about 60 s" in figures


async def test_a_picture_that_cannot_be_sent_takes_no_answer_with_it(harness: Harness) -> None:
    """A chat without the right to be sent pictures is answered in words."""
    paper = Paper(harness)
    await paper.bring(*range(3))
    refusal = {"ok": False, "error_code": 400, "description": "Bad Request: not enough rights"}
    harness.telegram.scripted.append(("sendPhoto", 400, refusal))
    me = {"chat_id": OPERATOR, "person_id": OPERATOR}
    (figures,) = await harness.say("/stats", **me)
    assert "articles.day: 3" in figures


def _pictures(harness: Harness) -> list[str]:
    return [asked["caption"] for name, asked in harness.telegram.calls if name == "sendPhoto"]
