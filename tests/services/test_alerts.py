"""What is urgent is told at once: once, within limits, not at night, and ticked by the digest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from bot.domain.models import Chat, InterestKind
from bot.domain.query import parse_query
from bot.domain.quiet import parse_quiet
from bot.services.alerts import AlertService
from bot.store.alerts import AlertStore
from bot.store.database import Database
from bot.store.editions import EditionStore
from bot.store.interests import InterestStore
from bot.store.mutes import MuteStore
from bot.store.tables import alert, body, briefing, chat, edition, outbox, subscription
from tests.support.articles import add_source, new_article, store
from tests.support.pipeline import Pipeline, word
from tests.support.texts import texts_in

QUAKE = "Strong earthquake shakes the islands at dawn"


class Wire(Pipeline):
    """A pipeline with alerts, at most three an hour."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.store = AlertStore(database)
        self.alerts = self.service()
        self._last = 0

    def service(self) -> AlertService:
        editions = EditionStore(self.database)
        return AlertService(store=self.store, editions=editions, clock=self.clock, an_hour=3)

    async def reader(self, number: int, *, words: str = "", **more: Any) -> Chat:
        """A chat to which the Gazette, or words, are urgent."""
        chat = await self.chat(number, **more)
        await self.alerts.tick()
        briefing = await self.briefing_id(chat)
        if words:
            ref = parse_query(words).normalised
            interest = await InterestStore(self.database).ensure(
                InterestKind.QUERY, ref, words, self.clock.now()
            )
            await self.briefings.subscribe(briefing, interest, self.clock.now())
        else:
            interest = (await self.briefings.subscriptions(briefing))[0].interest
        assert await self.briefings.set_urgent(briefing, interest.id, urgent=True)
        return chat

    async def bring(
        self, *headlines: str, source: str = "gazette", public: bool = True, **more: Any
    ) -> None:
        """New articles, curated at once; without a headline one of its own words."""
        found = await add_source(self.database, source, public=public)
        articles = []
        for headline in headlines or ("",):
            self._last += 1
            title = headline or " ".join(word(self._last * 6 + at) for at in range(6))
            changes = {"headline": title, "body": f"{title}, they said."} | more
            articles.append(new_article(f"{self._last}", **changes))
        await store(self.database, found, *articles, now=self.clock.now())
        await self.curate.tick()

    async def said(self, *, alerts: bool = True) -> list[tuple[int, str]]:
        """Chat and text of every alert, or digest, in order."""
        return [
            (row.chat_id, text.plain)
            for row, text in await texts_in(self.database)
            if (row.alert if alerts else row.edition_id) is not None
        ]


async def more_readers(wire: Wire, *, like: int, count: int) -> None:
    """So many chats that follow what another does."""
    async with wire.database.write() as connection:
        for number in range(1000, 1000 + count):
            ids: list[int] = []
            for table, where, changes in (
                (chat, chat.c.id == like, {"telegram_id": number}),
                (briefing, briefing.c.chat_id == like, {"chat_id": 0}),
            ):
                row = dict((await connection.execute(select(table).where(where))).one()._mapping)
                row |= changes
                del row["id"]
                if ids:
                    row["chat_id"] = ids[0]
                made = await connection.execute(insert(table).values(row).returning(table.c.id))
                ids.append(made.scalar_one())
            mine = select(briefing.c.id).where(briefing.c.chat_id == like).scalar_subquery()
            theirs = select(subscription).where(subscription.c.briefing_id == mine)
            row = dict((await connection.execute(theirs)).one()._mapping)
            await connection.execute(insert(subscription).values(row | {"briefing_id": ids[1]}))


@pytest.fixture
async def wire(database: Database) -> Wire:
    wire = Wire(database)
    await wire.bring("An old story that stood there before anybody came")
    wire.clock.advance(seconds=60)
    return wire


async def test_an_urgent_story_is_told_at_once_and_once(wire: Wire) -> None:
    """To whom it is urgent alone; not what stood there before, nor a second article of it."""
    mine, other = await wire.reader(1), await wire.chat(2)
    assert await wire.alerts.tick() == 0
    wire.clock.advance(seconds=60)
    await wire.bring(QUAKE)
    assert await wire.alerts.tick() == 1
    assert await wire.alerts.tick() == 0
    await wire.bring(QUAKE, source="herald")
    assert await wire.service().tick() == 0
    ((told, text),) = await wire.said()
    assert told == mine.id != other.id
    assert QUAKE in text
    assert "Gazette" in text


async def test_what_was_alerted_is_ticked_in_the_next_digest(wire: Wire) -> None:
    """A line and not the story; the digest after it knows nothing of it any more."""
    reader = await wire.reader(1, words="earthquake")
    wire.clock.advance(seconds=60)
    await wire.bring(QUAKE, "Parliament votes on the new budget tonight")
    await wire.alerts.tick()
    wire.at(day=2, hour=8)
    await wire.editions.tick()
    ((_, digest),) = await wire.said(alerts=False)
    assert "Told already" in digest
    assert digest.count(QUAKE) == 1
    assert f"{QUAKE}, they said" not in digest
    assert "1. " in digest
    assert "Parliament votes" in digest
    wire.at(day=3, hour=7, minute=59)
    await wire.bring()
    wire.at(day=3, hour=8)
    await wire.editions.tick()
    _, (_, second) = await wire.said(alerts=False)
    assert QUAKE not in second
    assert reader.id


async def test_an_alert_that_reached_nobody_is_told_by_the_digest(wire: Wire) -> None:
    """Dead, cancelled or expired in the outbox: then the story is news to the chat."""
    await wire.reader(1)
    wire.clock.advance(seconds=60)
    await wire.bring(QUAKE)
    await wire.alerts.tick()
    async with wire.database.write() as connection:
        await connection.execute(update(outbox).values(state="expired"))
    wire.at(day=2, hour=8)
    await wire.editions.tick()
    ((_, digest),) = await wire.said(alerts=False)
    assert f"{QUAKE}, they said" in digest
    assert "Told already" not in digest


async def test_more_than_the_hour_allows_waits_and_comes_together(wire: Wire) -> None:
    """Three at once, the others in one message an hour later, each story once."""
    await wire.reader(1)
    wire.clock.advance(seconds=60)
    await wire.bring(*[f"{word(n)} {word(n + 50)} {word(n + 90)} is here" for n in range(8)])
    assert await wire.alerts.tick() == 3
    wire.clock.advance(seconds=1800)
    await wire.bring(QUAKE)
    assert await wire.alerts.tick() == 0
    wire.clock.advance(seconds=1801)
    assert await wire.alerts.tick() == 1
    texts = [text for _, text in await wire.said()]
    assert "6 stories that had to wait" in texts[-1]
    assert QUAKE in texts[-1]
    assert all(sum(f"{word(n)} " in text for text in texts) == 1 for n in range(8))
    wire.clock.advance(seconds=60)
    await wire.bring("Something else happens in the valley again")
    assert await wire.alerts.tick() == 1


async def test_at_night_alerts_wait_for_the_morning(wire: Wire) -> None:
    """In the chat's own zone, told in one message; what a digest told meanwhile is left out."""
    reader = await wire.reader(1, zone="Europe/Berlin", at="06:30")
    await wire.chats.set_quiet(reader.id, parse_quiet("22:00-07:30"))
    wire.at(day=2, hour=22)
    await wire.bring(QUAKE)
    assert await wire.alerts.tick() == 0
    wire.at(day=3, hour=5, minute=30)
    await wire.editions.tick()
    wire.at(day=3, hour=5, minute=40)
    await wire.bring("Parliament votes on the new budget", "Storm closes the northern harbour")
    assert await wire.alerts.tick() == 0
    wire.at(day=3, hour=6, minute=29)
    assert await wire.alerts.tick() == 0
    wire.at(day=3, hour=6, minute=30)
    assert await wire.alerts.tick() == 1
    ((_, text),) = await wire.said()
    assert "2 stories that had to wait" in text
    assert QUAKE not in text


async def test_mutes_pauses_bans_and_second_thoughts_are_respected(wire: Wire) -> None:
    """As they are when it is sent: also of what was found before."""
    muted, paused, banned, undone = [await wire.reader(number) for number in (1, 2, 3, 4)]
    night = parse_quiet("05:00-07:00")
    for each in (muted, paused, banned, undone):
        await wire.chats.set_quiet(each.id, night)
    wire.clock.advance(seconds=60)
    await wire.bring(QUAKE)
    assert await wire.alerts.tick() == 0
    await MuteStore(wire.database).add(muted.id, "earthquake", "", wire.clock.now())
    await wire.chats.pause(paused.id, None, wire.clock.now())
    briefing = await wire.briefing_id(undone)
    followed = (await wire.briefings.subscriptions(briefing))[0].interest
    await wire.briefings.set_urgent(briefing, followed.id, urgent=False)
    async with wire.database.write() as connection:
        mine = chat.c.id == banned.id
        await connection.execute(update(chat).where(mine).values(status="banned"))
    wire.at(day=2, hour=7)
    assert await wire.alerts.tick() == 0
    await wire.bring("Storm closes the northern harbour")
    assert await wire.alerts.tick() == 1
    ((told, _),) = await wire.said()
    assert told == muted.id


async def test_what_stood_in_a_new_source_is_no_alert(wire: Wire) -> None:
    """Undated articles of its first reading are not; those that come later are."""
    await wire.reader(1, words="earthquake OR harbour")
    await wire.bring(QUAKE, source="herald")
    assert await wire.alerts.tick() == 0
    wire.clock.advance(seconds=2)
    await wire.bring("Storm closes the northern harbour", source="herald")
    assert await wire.alerts.tick() == 1


async def test_somebodys_own_source_alerts_nobody_else(wire: Wire) -> None:
    """Words find everybody's sources only."""
    await wire.reader(1, words="earthquake")
    await wire.bring(source="mine", public=False)
    wire.clock.advance(seconds=60)
    await wire.bring(QUAKE, source="mine", public=False)
    assert await wire.alerts.tick() == 0


async def test_a_process_that_dies_between_tells_each_story_once(wire: Wire) -> None:
    """Found and not told: told by the next. Told twice at once: in the outbox once."""
    await wire.reader(1)
    wire.clock.advance(seconds=60)
    await wire.bring(QUAKE)
    while await wire.store.find(now=wire.clock.now()):
        pass
    pending = await wire.store.due(now=wire.clock.now(), chats=10)
    first, second = wire.service(), wire.service()
    assert [await first._tell(pending), await second._tell(pending)] == [1, 0]
    assert await wire.service().tick() == 0
    assert len(await wire.said()) == 1


async def test_finding_costs_one_statement_for_any_number_of_chats(wire: Wire) -> None:
    """Hundreds of chats are found by it and told in batches; what is over is forgotten."""
    reader = await wire.reader(1)
    await more_readers(wire, like=reader.id, count=205)
    wire.clock.advance(seconds=60)
    await wire.bring(QUAKE)
    assert await wire.alerts.tick() == 206
    assert len({told for told, _ in await wire.said()}) == 206
    async with wire.database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(body)) == 1
        assert await connection.scalar(select(func.count()).select_from(edition)) == 0
    assert await wire.store.retire(wire.clock.now() + timedelta(days=13)) == 0
    assert await wire.store.retire(wire.clock.now() + timedelta(days=15)) == 206
    async with wire.database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(alert)) == 0


@pytest.mark.parametrize("both", [True, False])
async def test_a_topic_of_words_alerts_in_what_is_read(wire: Wire, both: bool) -> None:
    """A story in another language is urgent only where the topic has nothing in one's own."""
    interests = InterestStore(wire.database)
    now = wire.clock.now()
    await interests.add_topic(name="quakes", words="earthquake OR Erdbeben", now=now)
    topic = next(one for one in await interests.topics() if one.name == "quakes")
    mine = await wire.reader(1, words="anything")
    briefing_id = await wire.briefing_id(mine)
    interest = await interests.ensure(InterestKind.TOPIC, str(topic.id), topic.title, now)
    await wire.briefings.subscribe(briefing_id, interest, now)
    assert await wire.briefings.set_urgent(briefing_id, interest.id, urgent=True)
    await wire.bring("Der alte Hafen", source="bote", language="de")
    if both:
        await wire.bring(QUAKE, language="en")
        assert await wire.alerts.tick() == 1
    wire.clock.advance(hours=2)
    await wire.bring("Starkes Erdbeben auf den Inseln am Morgen", source="bote", language="de")
    assert await wire.alerts.tick() == (0 if both else 1)
