"""Whole conversations in every kind of place, as people have them: from search to farewell.

They begin in `test_talk.py`.
"""

from __future__ import annotations

import base64

import pytest

from tests.support.emulator import text_of
from tests.support.places import Place, bring, title
from tests.support.running import ANN, BEN

OPML = b'<opml><body><outline text="Herald" xmlUrl="https://herald.test/feed"/></body></opml>'


async def _told(place: Place, *numbers: int) -> None:
    """These stories are told by the digest of the first morning."""
    await bring(place.bot, *numbers)
    await place.say("/subscribe Gazette", "You now follow")
    await place.bot.at(day=2, hour=8)


async def test_search_finds_and_follows(place: Place) -> None:
    """Section 6: what was told says so, pages turn, more of a story, words followed, a hit shared."""
    await _told(place, *range(1, 8))
    found = await place.say("/search said", "page 1 of 2")
    assert found.count(", no. ") == 5
    if place.about != ANN:  # in channels and supergroups a message has an address
        assert any("t.me/c/" in str(each) for each in place.last["entities"])
    await place.press("›", "page 2 of 2")
    only = await place.say(f"/search since:monday source:gazette {title(3)}", "Results")
    assert title(3) in only
    assert title(4) not in only
    await place.press("＋ Follow these words", "You now follow source:gazette")  # of any day
    await place.say("/search wrong:x said", "I do not know “wrong:” in a search")
    (hit,) = (offered := await place.offered(title(5)))["results"]
    people, of = place.bot.people, {"id": offered["id"], "result": hit["id"]}
    await people.act("inline/send", person=ANN, chat=place.about, **of)
    assert title(5) in text_of((await people.messages(place.about))[-1])
    if not place.managed:
        await bring(place.bot, 8)
        await place.bot.at(day=3, hour=8)
        story = await place.digest(8)
        await place.say("/search", "Results for", reply=story["message_id"])


async def test_why_and_why_not(place: Place) -> None:
    """Section 7: plain words, numbers behind a button, a wish that is listed and undone, why not."""
    await _told(place, 1, 2)
    await bring(place.bot, 3, paper="herald")
    await place.say("/why", "Why these stories?")
    reason = await place.press("2", "You follow Gazette.")
    assert "rank" not in reason
    await place.press("The numbers", "Its rank")
    await place.press("Fewer like this", "because of what?")
    await place.press("Gazette", "Noted: fewer: Gazette")
    await place.press("More and fewer", "")
    await place.press("✕ fewer: Gazette", "You have not asked for more or fewer")
    await place.press("Undo", "Undone.")
    await place.say(f"/why not {title(1)}", "Told here")
    await place.say(f"/why not {title(3)}", "Nothing you follow has it")
    if not place.managed:  # a member opens the same doors
        await place.press("Why", "Why these stories?", by=BEN)
        await place.press("1", "You follow Gazette.", by=BEN)


async def test_the_interface_speaks_another_language(place: Place) -> None:
    """Section 9: from the press on, in answers and in what is told; right to left as well."""
    await _told(place, 1)
    await place.say("/language", "Language")
    said = "Language" if place.managed else "Sprache"  # who manages it keeps their own
    await place.press("Deutsch", said)
    await bring(place.bot, 2, 3)
    await place.bot.at(day=3, hour=8)
    german = text_of(await place.digest(2)).split("\n")[0]
    assert german.startswith("Ihre Nachrichten · Dienstag, 3. März")
    await place.again()
    await place.say("/language", said)
    await place.press("العربية", "Language" if place.managed else "اللغة")
    await bring(place.bot, 4, 5)
    await place.bot.at(day=4, hour=8)
    arabic = text_of(await place.digest(4))
    assert "4 مارس" in arabic
    assert f"\u2068{title(4)}\u2069" in arabic


async def test_everything_is_taken_along_and_forgotten(place: Place) -> None:
    """Section 10: a file in, a file out, forgotten with a backup; and every word gets an answer."""
    await _told(place, 1)
    people = place.bot.people
    content = base64.b64encode(OPML).decode()
    file = {"name": "a.opml", "content": content, "thread": place.thread}
    sent = await people.act("upload", person=ANN, chat=place.chat, **file)
    if place.chat == ANN:
        await place.answered_after(sent["message_id"], "Now followed: 1 more")
    else:
        await place.say("/import", "Now followed: 1 more", reply=sent["message_id"])
    await place.say("/list", "Herald")
    number = await place.only_say("/export")
    back = await people.wait_for(
        place.chat, lambda m: m.get("document", {}).get("file_name") == "lede.json", since=number
    )
    assert back.get("message_thread_id", 0) == place.thread
    await place.say("/privacy", "What is kept about this chat")
    await place.say("/forgetme", "This cannot be undone")
    await place.press("Delete everything", "Everything about this chat is deleted")
    found = await place.bot.services.chats.find(place.about, place.thread)
    assert found is None


@pytest.mark.parametrize("place", ["group", "topic"], indirect=True)
async def test_a_group_is_answered_when_it_speaks_to_the_bot(place: Place) -> None:
    """Section 10: by name, by an unknown command of its own; its other talk is its own."""
    await place.say("/start", "Hello")
    for talk in ("good morning", "https://gazette.test/feed", "/weather", "stop", "@somebody hi"):
        await place.only_say(talk)
    number = await place.only_say("/digset@lede_playground_bot", by=BEN)
    await place.answered_after(number, "I do not know that command")
    assert place.buttons == ["/digest"]
    said = await place.say("@lede_playground_bot central bank", "“central bank”", by=BEN)
    assert "lede_playground_bot" not in said
    assert place.buttons == ["🔍 Search", "＋ Follow"]
    await place.say("@lede_playground_bot https://gazette.test/feed", "gazette", by=BEN)
    assert place.buttons == ["＋ Follow"]
    await place.bot.people.press(place.chat, "＋ Follow", person=BEN)
    await place.say("/list", "You follow nothing yet", by=BEN)
    answers = [text_of(each) for each in await place.shown()]
    assert len(answers) == 5, answers


async def test_who_may_set_it(place: Place) -> None:
    """Section 8: members are refused, also who was an administrator; it comes back where it was."""
    await _told(place, 1)
    people, bot = place.bot.people, place.bot
    if place.private:
        chat = await people.add_chat("channel", "Harbour", members={ANN: "creator"}, bot="left")
        await place.say("/channels", "Choose below")
        await people.act("share", person=ANN, label="Choose a channel", chat=chat)
        await place.answered_after(0, "📣 Harbour\n\nSettings")
        await place.press("‹ Back to my own chat", "Harbour goes on")
        assert "📣" not in await place.say("/list", "You follow 1 thing")
        await people.block(ANN)
        await people.block(ANN, blocked=False)
        await place.say("/start", "Hello")
    else:
        if not place.managed:
            await place.say("/subscribe x", "Only administrators of this chat", by=BEN)
        await people.act("bot_status", chat=place.about, status="left", by=ANN)
        rights = {"can_post_messages": True}
        await people.act(
            "bot_status", chat=place.about, status="administrator", by=ANN, rights=rights
        )
        if place.managed:
            await place.answered_after(place.last["message_id"], "I was added to Harbour")
        else:
            await place.came("Hello! I can bring this group a news digest.")
        await people.act("member", chat=place.about, person=ANN, status="member")
        refused = (
            "administrators of Harbour now" if place.managed else "Only administrators of this chat"
        )
        await place.say("/schedule 09:00", refused)
    await bring(bot, 2)
    await bot.at(day=3, hour=8)
    await place.digest(2)
