"""Whole conversations in every kind of place, as people have them: from the first minute to alerts.

What Ann types and presses, and what stands in the chat afterwards. `test_talk_more.py` goes on.
"""

from __future__ import annotations

from tests.support.emulator import buttons_of, text_of
from tests.support.people import NOW
from tests.support.places import Place, alert, bring, title
from tests.support.running import BEN


async def _told_each_morning(place: Place) -> None:
    """Three stories are told by the digest of the first morning."""
    await bring(place.bot, 1, 2, 3)
    await place.say("/subscribe Gazette", "You now follow")
    await place.bot.at(day=2, hour=8)


async def test_the_first_minute(place: Place) -> None:
    """Section 1: the topics, one tap, the digest; then when, where, done."""
    await bring(place.bot, 1, 2)
    sources = await place.bot.services.sources.all()
    await place.bot.services.interests.add_topic(
        name="world", title="World", source_ids=[sources[0].id], now=NOW
    )
    if place.managed:  # begins with its settings, and tells nothing before its time
        await place.press("Topics", "Press to follow")
        await place.press("World", "Press to follow")
        await place.bot.work()
        assert await place.shown() == []
        await place.bot.at(day=2, hour=8)
        assert buttons_of(await place.digest(1)) == []
        return
    hello = await place.say("/start", "What do you want to read?")
    assert ("send the link" in hello) is place.private
    assert ("/subscribe https://" in hello) is not place.private
    await place.press("World", "What do you want to read?")
    told = await place.digest(1)
    assert title(2) in text_of(told)
    await place.press("Next ›", "When? 08:00 every day (UTC)")
    await place.press("07:00", "When? 07:00 every day")
    await place.press("Berlin", "Europe/Berlin")
    done = await place.press("✓ Done", "Next digest: tomorrow at 07:00 (Europe/Berlin)")
    assert "Nothing new" not in done
    await place.bot.work()
    assert len(await place.shown(lambda m: title(1) in text_of(m))) == 1


async def test_following_by_a_link(place: Place) -> None:
    """Section 2: a link, narrowed down by buttons, ended by its ✕, and back with its words."""
    await bring(place.bot, 1)
    words = "https://gazette.test/feed"
    await place.say(words if place.private else f"/subscribe {words}", "You now follow Gazette")
    await place.bot.work()
    assert len(await place.shown(lambda m: title(1) in text_of(m))) == (not place.managed)
    await place.say("/list", "You follow 1 thing")
    await place.press("✎ Change", "Choose what to change")
    await place.press("Gazette", "You get all of it")
    await place.press("Only with words …", "Type words")
    await place.answer("rates -crypto", "only: rates -crypto")
    assert "only: rates -crypto" in await place.say("/list", "You follow 1 thing")
    await place.press("✕ Gazette", "You follow nothing yet")
    await place.press("Undo", "Undone.")
    assert "only: rates -crypto" in await place.say("/list", "You follow 1 thing")


async def test_the_digest_is_a_briefing(place: Place) -> None:
    """Section 3: how many and the top ones first, numbered, with what did not fit behind a door."""
    await bring(place.bot)
    await place.say("/subscribe Gazette", "You now follow")
    await bring(place.bot, *range(1, 14))
    await place.bot.at(day=2, hour=8)
    (told,) = await place.shown(lambda m: "Your news" in text_of(m))
    lines = text_of(told).split("\n")
    assert lines[0] == "Your news · Monday, 2 March · 10 stories · 1 min"
    assert lines[1].count("…") == 3
    assert [line.split(".")[0] for line in lines if line[:2].rstrip(".").isdigit()] == [
        str(number) for number in range(1, 11)
    ]
    wanted = [] if place.managed else ["More (3)", "Why", "Save", place.first_door]
    assert buttons_of(told) == wanted
    if place.managed:
        rest = await place.say("/why", "Did not fit: 3 stories")
        rest = await place.press("More (3)", "What did not fit")
    else:
        rest = await place.press("More (3)", "What did not fit", by=BEN)
    everything = text_of(told) + rest
    assert [title(n) in everything for n in range(1, 14)] == [True] * 13
    await place.say("/settings", "Standard: headlines")
    await place.press("Compact", "Compact: headlines")
    await bring(place.bot, 20, 21)
    await place.bot.at(day=3, hour=8)
    assert "they said" not in text_of(await place.digest(20))


async def test_what_was_told_is_remembered(place: Place) -> None:
    """Section 4: saved, followed on, looked at before it comes, caught up, paused."""
    await _told_each_morning(place)
    await place.say("/why 2", "You follow Gazette")
    await place.press("Save", "")
    await place.say("/saved", "1 saved story")
    await place.say("/follow 1", "I will tell you about")
    await place.press("Follow the story", "Following the story")
    await place.say("/list", "one story")
    await place.say("/digest", "Nothing new since the last digest")
    await bring(place.bot, 4)
    await place.say("/preview", title(4))
    told = await place.shown(lambda m: title(4) in text_of(m))
    assert len(told) == (not place.managed)  # a preview is told nobody
    await place.say("/pause until 9 March", "Paused until")
    await place.bot.at(day=4, hour=8)
    digests = await place.shown(lambda m: "Your news" in text_of(m))
    assert len(digests) == 1 + len(told)
    await place.again()
    await place.say("/resume", "Digests come again")
    await place.only_say("/catchup 7d")
    caught_up = await place.came("What is new in 7 days")
    assert all(title(number) in text_of(caught_up) for number in (1, 2, 3, 4))
    await place.say("/recap", "The weekly recap is off")
    week = await place.bot.people.messages(place.chat)
    assert any("4 stories told" in text_of(each) for each in week)
    await place.press("Weekly recap", "The weekly recap comes on Sundays")


async def test_alerts_keep_quiet_at_night(place: Place) -> None:
    """Section 5: at once by day, held by night and told as one, ticked by the next digest."""
    await bring(place.bot)
    await alert(place.bot)
    await place.say("/alert Gazette", "is told at once from now on")
    await place.say("/quiet 22:00-07:00", "Quiet hours: 22:00–07:00")
    await place.bot.at(day=2, hour=12)
    await bring(place.bot, 1)
    await alert(place.bot)
    (told,) = await place.shown(lambda m: title(1) in text_of(m))
    assert text_of(told).startswith("🔔")
    await place.bot.at(day=2, hour=23)
    await bring(place.bot, 2, 3)
    await alert(place.bot)
    assert await place.shown(lambda m: title(2) in text_of(m)) == []
    await place.bot.at(day=3, hour=7, minute=1)
    await alert(place.bot)
    (held,) = await place.shown(lambda m: title(2) in text_of(m))
    assert "2 stories that had to wait" in text_of(held)
    assert title(3) in text_of(held)
    await bring(place.bot, 4)
    await alert(place.bot)
    await place.bot.at(day=3, hour=8)
    (digest,) = await place.shown(lambda m: "Told already" in text_of(m))
    assert text_of(digest).count("✓") == 4
    await place.again()
    await place.say("/quiet off", "Quiet hours: none")
    await place.say("/alert", "Alerts")
    await place.press("🔔 Gazette", "Alerts")
    await bring(place.bot, 5)
    await alert(place.bot)
    assert await place.shown(lambda m: title(5) in text_of(m)) == []
