"""Addresses that people bring: no handler waits for a site, and there is a limit to all of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import select

from bot.domain.models import ChatKind, InterestKind, SourceKind, SourceState
from bot.services.look import MAX_WAITING, PER_PERSON, LookService
from bot.services.quotas import Quotas
from bot.store.database import Database
from bot.store.looks import LookStore
from bot.store.orphans import GRACE, OrphanStore
from bot.store.tables import source, subscription
from handlers.looking import LookTeller
from handlers.subscribe import tell_followed
from tests.support.harness import OPERATOR, Feed, Harness, open_harness
from tests.support.people import NOW, meet, message, publish_articles


def _feed(name: str) -> str:
    return f"https://{name}.example/feed"


def _serve(found: Harness, *names: str) -> None:
    for name in names:
        found.web.feeds[_feed(name)] = [Feed(_feed(name), name.title(), ("News",))]


async def _say_only(found: Harness, number: int, words: str, **more: object) -> None:
    """Say something and have it handled, without waiting for any site."""
    said = message(number, words, **more)  # type: ignore[arg-type]  # what `message` takes
    await found.services.inbox.store([said], found.clock.now())
    await found.listen.dispatch()


async def test_slow_sites_hold_up_nobody(harness: Harness) -> None:
    """Said at once, answered in its place later; others are answered meanwhile."""
    _serve(harness, "one", "two")
    harness.web.slow = True
    for number in range(1, 3):
        await _say_only(harness, number, f"/subscribe {_feed('one' if number == 1 else 'two')}")
    assert [text[:10] for text in harness.texts()] == ["Looking at"] * 2
    await _say_only(harness, 9, "/privacy", chat_id=5)
    assert len(harness.texts()) == 3
    assert harness.web.asked == []  # nothing was asked in the handlers' time
    looking = asyncio.create_task(harness.services.looks.drain())
    while len(harness.web.asked) < 2:
        await asyncio.sleep(0)
    harness.web.answers.set()
    await looking
    edits = harness.named("editMessageText")
    assert sorted(edit["message_id"] for edit in edits) == [101, 102]
    assert all("You now follow" in edit["text"] for edit in edits)
    assert await harness.services.looks._looks.open(9) == []


async def test_one_person_has_few_sites_asked_at_once_and_few_waiting(lite: Harness) -> None:
    """Whatever the number of chats; somebody else's address is asked meanwhile."""
    lite.web.slow = True
    group = {"kind": "supergroup", "person_id": 9}
    for number in range(MAX_WAITING + 2):
        lite.telegram.members[-number - 1, 9] = "creator"
        words = f"/subscribe {_feed(f'slow{number}')}"
        await _say_only(lite, number + 1, words, chat_id=-number - 1, **group)
    assert sum("are being looked at" in text for text in lite.texts()) == 2
    await _say_only(lite, 90, f"/subscribe {_feed('other')}", chat_id=5)
    looking = asyncio.create_task(lite.services.looks.drain())
    while "https://other.example/feed" not in lite.web.asked:
        await asyncio.sleep(0)
    assert len(lite.web.asked) == PER_PERSON + 1
    lite.web.answers.set()
    await looking
    assert len(lite.web.asked) == MAX_WAITING + 1


async def test_a_restart_while_an_address_is_looked_at_loses_nothing(harness: Harness) -> None:
    """What was under way is asked again by the next process, and answered in the same place."""
    _serve(harness, "one")
    harness.web.slow = True
    await _say_only(harness, 1, f"/subscribe {_feed('one')}")
    stop = asyncio.Event()
    running = asyncio.create_task(harness.services.looks.run(stop))
    while not harness.web.asked:
        await asyncio.sleep(0.001)
    stop.set()
    await running
    harness.web.slow = False
    again = LookService(
        looks=harness.services.looks._looks, subscriptions=harness.services.subscriptions
    )
    again.teller = LookTeller(harness.services, harness.bot, followed=tell_followed)
    await again.drain()
    assert harness.named("editMessageText")[-1]["message_id"] == 101
    assert "You now follow" in harness.texts()[-1]


async def test_an_address_that_is_fetched_while_its_chat_is_merged_is_followed_where_it_went(
    harness: Harness, database: Database
) -> None:
    """The group becomes a supergroup that has a row already, between the question and the feed."""
    harness, old, new = harness, -5, -1005
    _serve(harness, "one")
    harness.web.slow = True
    for place in (old, new):
        harness.telegram.members[place, 4] = "administrator"
    await meet(database, new, kind=ChatKind.SUPERGROUP)
    words = f"/subscribe {_feed('one')}"
    await _say_only(harness, 1, words, chat_id=old, person_id=4, kind="group")
    looking = asyncio.create_task(harness.services.looks.drain())
    while not harness.web.asked:
        await asyncio.sleep(0.001)

    await harness.services.operations.moves.migrate(old, new, now=NOW)
    harness.web.answers.set()
    await looking

    chat = await harness.services.chats.find(new)
    assert chat is not None
    (briefing,) = await harness.services.briefings.of_chat(chat.id)
    async with database.read() as connection:
        rows = await connection.execute(select(subscription.c.briefing_id))
        assert list(rows.scalars()) == [briefing.id]
    assert len(harness.web.asked) == 1
    told = harness.telegram.calls[-1][1]
    assert (told["chat_id"], "You now follow" in told["text"]) == (new, True)
    assert await harness.services.looks._looks.open(9) == []


async def test_an_address_that_ends_the_process_is_given_up_after_three_times(
    database: Database,
) -> None:
    """Its attempts are counted before they are made."""
    async with open_harness(database) as found:
        await _say_only(found, 1, f"/subscribe {_feed('one')}")
        looks = LookStore(database)
        for _ in range(3):
            await looks.attempt(1, 1)
        await found.services.looks.drain()
        assert "did not work" in found.texts()[-1]
        assert found.web.asked == []


async def test_new_addresses_an_hour_are_limited_over_all_chats(database: Database) -> None:
    """Clear words, and an operator can lift it; what is read already costs nothing."""
    async with open_harness(database, quotas=Quotas(addresses=2)) as found:
        _serve(found, "a", "b", "c", "d")
        found.telegram.members[-1, 1001] = "creator"
        group = {"chat_id": -1, "kind": "supergroup", "person_id": 1001}
        assert "You now follow" in (await found.say(f"/subscribe {_feed('a')}"))[0]
        assert "You now follow" in (await found.say(f"/subscribe {_feed('b')}", **group))[0]
        assert "an hour" in (await found.say(f"/subscribe {_feed('c')}"))[0]
        assert "You now follow" in (await found.say(f"/subscribe {_feed('a')}", **group))[0]
        assert "You now follow" in (await found.say(f"/subscribe {_feed('c')}", chat_id=2))[0]
        await found.say("/admin", chat_id=OPERATOR)
        (shown,) = await found.press("lim", chat_id=OPERATOR)
        assert "One person" in shown
        await found.press(found.buttons()["Lift for 1001"], chat_id=OPERATOR)
        assert "You now follow" in (await found.say(f"/subscribe {_feed('d')}"))[0]
        found.clock.advance(seconds=3601)


async def test_people_bring_only_so_many_sources_and_operators_more(database: Database) -> None:
    """By an address and by a button; words are followed all the same."""
    async with open_harness(database, max_sources=1) as found:
        _serve(found, "a", "b")
        found.own_web.feeds = {_feed("own"): [Feed(_feed("own"), "Own")]}
        assert "You now follow" in (await found.say(f"/subscribe {_feed('a')}"))[0]
        assert "as many addresses" in (await found.say(f"/subscribe {_feed('b')}"))[0]
        assert "You now follow" in (await found.say("/subscribe central bank"))[0]
        own = await found.say(f"/subscribe {_feed('own')}", chat_id=OPERATOR)
        assert "You now follow" in own[0]


async def test_only_an_operators_address_may_be_private(lite: Harness) -> None:
    """Asked for in their own chat; what is followed later by others is still the operator's."""
    private = "http://10.0.0.1/feed"
    lite.own_web.feeds[private] = [Feed(private, "Inside")]
    assert "You now follow" not in (await lite.say(f"/subscribe {private}"))[0]
    assert "You now follow" in (await lite.say(f"/subscribe {private}", chat_id=OPERATOR))[0]
    (kept,) = [each for each in await lite.services.sources.all() if each.locator == private]
    assert (kept.trusted, kept.public) == (True, False)
    theirs = await lite.services.sources.add(
        kind=SourceKind.FEED, locator=_feed("x"), title="X", public=False, now=NOW
    )
    assert not theirs.trusted


async def test_what_nobody_follows_is_retired_within_a_day(database: Database) -> None:
    """Not before its grace; kept while it has articles; back when somebody follows it again."""
    async with open_harness(database) as found:
        _serve(found, "a", "b")
        orphans = OrphanStore(database)
        for name in ("a", "b"):
            await found.say(f"/subscribe {_feed(name)}")
        await publish_articles(database, None, {1: NOW})  # an operator's own, followed by nobody
        await found.say("/unsubscribe A")
        await found.say("/subscribe lonely words")
        await found.say("/unsubscribe lonely words")
        assert await orphans.retire(NOW) == 1  # the words
        assert await _states(found) == {"a": "active", "b": "active", "news": "active"}
        assert await orphans.retire(NOW + GRACE - timedelta(minutes=1)) == 0
        assert await orphans.retire(NOW + GRACE) == 2  # retired, and gone: it has no articles
        assert await _states(found) == {"b": "active", "news": "active"}
        await found.say(f"/subscribe {_feed('a')}")
        assert await _states(found) == {"a": "active", "b": "active", "news": "active"}
        assert await orphans.retire(NOW + 3 * GRACE) == 0


async def test_a_retired_source_with_articles_stays_for_search(database: Database) -> None:
    """It is not polled; following it again brings it back."""
    async with open_harness(database) as found:
        orphans = OrphanStore(database)
        await publish_articles(database, None, {1: NOW})
        async with database.write() as connection:
            await connection.execute(source.update().values(public=False))
        await orphans.retire(NOW)
        assert await orphans.retire(NOW + GRACE) == 1
        assert await found.services.sources.claim_due(now=NOW, limit=9, lease_s=1) == []
        async with database.read() as connection:
            row = (await connection.execute(source.select())).one()
        assert row.state == SourceState.RETIRED.value
        back = await found.services.sources.add(
            kind=SourceKind.FEED, locator=row.locator, title="News", public=False, now=NOW
        )
        assert back.state is SourceState.ACTIVE
        assert await found.services.briefings.followers(InterestKind.SOURCE, str(back.id)) == 0


async def _states(found: Harness) -> dict[str, str]:
    return {
        each.locator.removeprefix("https://").partition(".")[0]: each.state.value
        for each in await found.services.sources.all()
    }
