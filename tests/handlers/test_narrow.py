"""Words on any subscription: said behind an address or at /list, kept to in digests and alerts."""

from __future__ import annotations

import json

from bot.domain.models import Subscription
from bot.services.alerts import AlertService
from bot.store.alerts import AlertStore
from bot.store.editions import EditionStore
from bot.store.tables import outbox
from tests.handlers.test_left_out import OTHER, Paper, last_part
from tests.support.harness import Feed, Harness

ADDRESS = "https://paper.example/feed"
_NEWS = {
    "The central bank raises its interest rate": "It was expected.",
    "A crypto exchange cuts its interest rate": "Nobody expected it.",
    "A harbour opens after ten years": "Ships wait already.",
}


async def _followed(harness: Harness, telegram_id: int = 1001) -> list[Subscription]:
    chat = await harness.services.chats.find(telegram_id)
    assert chat is not None
    return await harness.services.subscriptions.followed(chat.id)


async def _bring(harness: Harness, name: str = "gazette") -> None:
    for number, (headline, body) in enumerate(_NEWS.items()):
        await Paper(harness, name).bring(number, headline=headline, body=f"{headline}. {body}")


async def _narrow(harness: Harness, words: str) -> str:
    """Change the words of the first thing of /list by its buttons; what is said."""
    await harness.say("/list")
    await harness.press(harness.buttons()["✎ Change"])
    await harness.press(next(iter(harness.buttons().values())))
    await harness.press(harness.buttons()["Only with words …"])
    (said,) = await harness.say(words)
    return said


async def test_words_behind_an_address_narrow_down_what_it_leads_to(harness: Harness) -> None:
    """With the command and as it is pasted; said, listed, changed by saying it again, undone."""
    harness.web.feeds[ADDRESS] = [Feed(ADDRESS, "Paper", ["One headline"])]
    (said,) = await harness.say(f'/subscribe {ADDRESS} "interest rate" -crypto')
    assert "only: &quot;interest rate&quot; -crypto" in said
    assert [each.words for each in await _followed(harness)] == ['"interest rate" -crypto']
    (listed,) = await harness.say("/list")
    assert "only: &quot;interest rate&quot; -crypto" in listed
    (said,) = await harness.say(f"{ADDRESS} -harbour")  # as it is pasted
    assert [each.words for each in await _followed(harness)] == ["-harbour"]
    await harness.press(harness.buttons()["Undo"])
    assert [each.words for each in await _followed(harness)] == ['"interest rate" -crypto']
    await harness.say(f"Look at {ADDRESS} please")  # a link in a sentence says no words
    assert [each.words for each in await _followed(harness)] == ['"interest rate" -crypto']
    (wrong,) = await harness.say(f"/subscribe {ADDRESS} lang:en")
    assert "“lang:”" in wrong
    await harness.say(f"/unsubscribe {ADDRESS}")
    assert await _followed(harness) == []


async def test_a_choice_of_feeds_keeps_the_words(lite: Harness) -> None:
    """Those behind the address are those of the feed that is chosen."""
    lite.web.feeds[ADDRESS] = [Feed(f"{ADDRESS}/1", "World"), Feed(f"{ADDRESS}/2", "Sport")]
    await lite.say(f"/subscribe {ADDRESS} -football")
    await lite.press(lite.buttons()["Sport"])
    assert [(e.interest.title, e.words) for e in await _followed(lite)] == [("Sport", "-football")]


async def test_a_digest_tells_what_the_words_leave(harness: Harness) -> None:
    """Wanted and unwanted words; the rest is not behind any button, and /why not says why."""
    await Paper(harness).bring()
    await harness.say("/subscribe Gazette")
    assert "only what fits" in await _narrow(harness, '"interest rate" -crypto')
    await _bring(harness)
    await harness.say("/digest")
    message, _ = await last_part(harness)
    assert "central bank" in message.plain
    assert "crypto" not in message.plain
    assert "harbour" not in message.plain
    assert not any("More" in label for label, _ in message.buttons)
    harness.clock.advance(seconds=3600)  # the one after it, which goes on from there
    for number, headline in enumerate(("A new interest rate for savers", "Whales sing"), 10):
        await Paper(harness).bring(number, headline=headline, body=headline)
    await harness.say("/digest")
    message, _ = await last_part(harness)
    assert "savers" in message.plain
    assert "Whales" not in message.plain
    (why,) = await harness.say("/why not harbour")
    assert "You narrowed Gazette down" in why
    (why,) = await harness.say("/why not crypto")
    assert "You narrowed Gazette down" in why
    assert "only: &quot;interest rate&quot; -crypto" in (await harness.say("/list"))[0]


async def test_words_hide_nothing_that_another_subscription_brings(lite: Harness) -> None:
    """They are of one thing that is followed, not of the chat."""
    for name in ("gazette", "herald"):
        await Paper(lite, name).bring()
    for name in ("gazette", "herald"):
        await lite.say(f"/subscribe {name}")
    await _narrow(lite, "-harbour")
    await _bring(lite, name="herald")
    await lite.say("/digest")
    assert "harbour" in (await last_part(lite))[0].plain
    assert "Gazette" not in (await last_part(lite))[0].plain


async def test_of_a_busy_source_the_words_find_what_is_far_down(lite: Harness) -> None:
    """Also among more articles than a digest of all of them looks at."""
    await Paper(lite).bring()
    await lite.say("/subscribe Gazette")
    await _narrow(lite, "harbour")
    await _bring(lite)
    await Paper(lite).bring(*range(1000, 1320))
    await lite.say("/digest")
    message, _ = await last_part(lite)
    assert "harbour" in message.plain
    assert "central bank" not in message.plain


async def test_alerts_keep_to_the_words(harness: Harness) -> None:
    """What they do not leave is not told at once, either; words are said behind the address."""
    database = harness.services.chats._database
    service = AlertService(
        store=AlertStore(database), editions=EditionStore(database), clock=harness.clock, an_hour=9
    )
    await Paper(harness).bring()
    await harness.say("/alert https://gazette.test/feed harbour -closes")
    (followed,) = await _followed(harness)
    assert (followed.urgent, followed.words) == (True, "harbour -closes")
    await service.tick()
    harness.clock.advance(seconds=60)
    for number, headline in enumerate((*_NEWS, "The harbour closes again")):
        await Paper(harness).bring(
            number, headline=headline, body=headline, published_at=harness.clock.now()
        )
    assert await service.tick() == 1
    assert "A harbour opens" in (await last_part(harness))[0].plain
    async with database.read() as connection:
        assert len((await connection.execute(outbox.select())).all()) == 1


async def test_words_are_taken_along_and_shared(lite: Harness) -> None:
    """By /export and /import, and by a link to what is followed; a wrong file breaks nothing."""
    await Paper(lite).bring()
    await lite.say("/subscribe Gazette")
    await _narrow(lite, "harbour -closes")
    await lite.say("/export")
    exported = json.loads(lite.telegram.documents["lede.json"])
    (thing,) = exported["briefings"][0]["follows"]
    assert thing["only"] == "harbour -closes"
    (shared,) = await lite.say("/share")
    payload = shared.split("?start=")[1].split()[0].split('"')[0].split("<")[0]
    await lite.say(f"/start {payload}", chat_id=OTHER, person_id=OTHER)
    await lite.press(
        next(data for data in lite.buttons().values() if data.startswith("link:")),
        chat_id=OTHER,
        person_id=OTHER,
    )
    assert [each.words for each in await _followed(lite, OTHER)] == ["harbour -closes"]
    await lite.press("undo:nothing")
    for only, kept in (("lang:en", ""), ("!!!", ""), (["x"], ""), ("-closes", "-closes")):
        await lite.say("/unsubscribe Gazette")
        thing["only"] = only
        lite.telegram.files["F"] = json.dumps(exported).encode()
        document = {"file_id": "F", "file_unique_id": "u", "file_name": "lede.json", "file_size": 9}
        await lite.say("", document=document)
        assert [each.words for each in await _followed(lite)] == [kept]
        lite.clock.advance(seconds=3600)


async def test_a_page_of_one_thing_changes_it_and_nobody_elses(lite: Harness) -> None:
    """Its words, its bell, its end; pressed in another chat nothing happens."""
    await Paper(lite).bring()
    await lite.say("/subscribe Gazette")
    await lite.say("/list")
    await lite.press(lite.buttons()["✎ Change"])
    page = lite.buttons()["Gazette"]
    (shown,) = await lite.press(page)
    assert "You get all of it." in shown
    bell = lite.buttons()["🔔 Tell at once"]
    await lite.say("/help", chat_id=OTHER, person_id=OTHER)
    for data in (page, bell, f"{page}:words", f"{page}:all"):
        await lite.press(data, chat_id=OTHER, person_id=OTHER)
    assert not (await _followed(lite))[0].urgent
    await lite.press(bell)
    assert (await _followed(lite))[0].urgent
    await _narrow(lite, "harbour")
    await lite.press(f"{page}:all")
    assert [each.words for each in await _followed(lite)] == [""]
    await lite.press(lite.buttons()["Undo"])
    assert [each.words for each in await _followed(lite)] == ["harbour"]
