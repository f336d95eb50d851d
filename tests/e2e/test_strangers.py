"""Strangers at the running bot, on both engines: nobody is stopped, nothing is shown or kept."""

from __future__ import annotations

from pathlib import Path

from bot.clock import SystemClock
from bot.domain.models import SourceKind
from bot.playground.server import Emulator
from bot.store.database import Database
from bot.store.inbox import InboxStore
from bot.store.sources import SourceStore
from tests.support.articles import new_article, store
from tests.support.crowd import Crowd, until
from tests.support.emulator import EmulatorClient, text_of
from tests.support.hostile_words import HOSTILE_WORDS
from tests.support.process import lede
from tests.support.web import FeedServer

ANN, BOB = 7712345678, 1500
SECRET = "https://diary.example/feed?key=tokenof7712345678"

#: Fewer than anybody may ask in a minute.
_EACH = 9

#: Half a character cannot be sent over the network.
_WORDS = [words for words in HOSTILE_WORDS if words == words.encode(errors="replace").decode()]


async def test_hostile_words_of_strangers_stop_nobody(
    emulator: Emulator, settings: dict[str, str], database_url: str, tmp_path: Path
) -> None:
    """Every search is answered once, on both engines; a bystander is answered, too."""
    crowd = Crowd(emulator, -(-len(_WORDS) // _EACH) + 1)
    *strangers, bystander = crowd.numbers
    async with lede("run", folder=tmp_path, settings=settings) as running:
        await running.wait_for("app.started")
        for number, words in enumerate(_WORDS):
            person = strangers[number // _EACH]
            emulator.people.say(person, person, f"/search {words}")
        emulator.people.say(bystander, bystander, "/help")
        total = len(_WORDS) + 1
        await until(lambda: len(crowd.sent()) >= total, timeout_s=90, what="every answer")
        assert await running.stop() == 0
    counted = crowd.counted(crowd.sent())
    assert counted[bystander] == 1
    assert sum(counted.values()) == total
    database = Database(database_url)
    assert await InboxStore(database).dead() == 0
    await database.aclose()


async def test_a_feed_is_seen_by_who_follows_it_and_gone_when_they_are(
    emulator: Emulator, settings: dict[str, str], database_url: str, tmp_path: Path
) -> None:
    """A stranger's search shows none of it; after /forgetme no file holds any of it."""
    database = Database(database_url)
    now = SystemClock().now()
    source = await SourceStore(database).add(
        kind=SourceKind.FEED, locator=SECRET, title="Annsdiary", now=now, public=False
    )
    diary = new_article("mine", headline="Xylophonists of Annstown", body="Quokkas annsleeping.")
    await store(database, source, diary, now=now)
    async with (
        EmulatorClient(emulator.url) as people,
        lede("run", folder=tmp_path, settings=settings) as running,
    ):
        await running.wait_for("app.started")
        ann = await people.add_person(ANN, "Annsname", started=False)
        bob = await people.add_person(BOB, "Bob", started=False)
        await ann.ask(f"/subscribe {SECRET}")
        await ann.ask("/subscribe zeppelins of annswords")
        assert "Annstown" in text_of(await ann.ask("/search xylophonists"))
        theirs = text_of(await bob.ask("/search xylophonists"))
        assert "Annstown" not in theirs
        assert "tokenof" not in theirs
        await ann.ask("/forgetme")
        await ann.press("Delete everything")
        told = await ann.wait_for(lambda message: "is deleted" in text_of(message))
        assert "feeds of its own: 1" in text_of(told)
        assert await SourceStore(database).all() == []
        if database.dialect.name == "sqlite":
            await until(lambda: not _found(tmp_path), timeout_s=30, what="nothing in any file")
        assert await running.stop() == 0
    await database.aclose()
    assert not _found(tmp_path)


def _found(folder: Path) -> set[tuple[str, bytes]]:
    """What is found of the person, and in which file."""
    words = (b"zeppelin", b"tokenof", b"Annsname", b"annsword", b"nnstown", b"quokka", b"annsleep")
    traces = (str(ANN).encode(), ANN.to_bytes(5, "big"), *words)
    return {
        (file.name, trace)
        for file in folder.rglob("*")
        if file.is_file()
        for trace in traces
        if trace in file.read_bytes()
    }


async def test_the_private_network_is_open_to_operators_sources_alone(
    emulator: Emulator, settings: dict[str, str], database_url: str, tmp_path: Path
) -> None:
    """`FETCH_ALLOW_PRIVATE`: a stranger's address on it is never asked, an operator's is read."""
    people = Crowd(emulator, 2)
    stranger, operator = people.numbers
    own = settings | {
        "FETCH_ALLOW_PRIVATE": "true",
        "ADMIN_IDS": str(operator),
        "INGEST_INTERVAL_S": "2",
    }
    rss = (
        "<rss version='2.0'><channel><title>Inside</title><item><title>A thing happened</title>"
        "<link>http://127.0.0.1/1</link><guid>1</guid></item></channel></rss>"
    )
    database = Database(database_url)
    async with FeedServer() as site, lede("run", folder=tmp_path, settings=own) as running:
        site.serve("/feed", rss)
        site.serve("/theirs", rss)
        await running.wait_for("app.started")
        # As it would be after an operator turned the setting on: somebody's from before.
        await SourceStore(database).add(
            kind=SourceKind.FEED,
            locator=site.url("/theirs"),
            title="Theirs",
            now=SystemClock().now(),
            public=False,
        )
        emulator.people.say(stranger, stranger, f"/subscribe {site.url('/secret')}")
        emulator.people.say(operator, operator, f"/subscribe {site.url('/feed')}")

        def shown(person: int) -> list[str]:
            chat = emulator.world.chats[person]
            return [text_of(message) for message in chat.messages.values()]

        await until(
            lambda: any("private network" in text for text in shown(stranger)),
            timeout_s=60,
            what="the stranger is refused",
        )
        await until(
            lambda: any("You now follow" in text for text in shown(operator)),
            timeout_s=60,
            what="the operator follows",
        )
        await until(
            lambda: sum(seen.path == "/feed" for seen in site.seen) > 1,
            timeout_s=60,
            what="the operator's source is polled",
        )
        assert await running.stop() == 0, str(running)
        assert {seen.path for seen in site.seen} == {"/feed"}
    theirs = await SourceStore(database).find(site.url("/theirs"))
    assert theirs is not None
    assert theirs.last_error
    await database.aclose()
