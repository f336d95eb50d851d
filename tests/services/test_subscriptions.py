"""The rules of following, on a real store."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest

from bot.domain.errors import FetchError, FetchReason, InputError
from bot.domain.models import InterestKind, SourceKind
from bot.ports import FoundFeed
from bot.render.catalogue import error_text
from bot.services.subscriptions import MAX_FOLLOWED, FeedChoice, FollowResult, SubscriptionService
from bot.store.briefings import BriefingStore
from bot.store.database import Database
from bot.store.interests import InterestStore
from bot.store.sources import SourceStore
from tests.support.clock import FakeClock
from tests.support.people import NOW, meet


@pytest.fixture
async def sqlite_database(sqlite_template: Path, tmp_path: Path) -> AsyncGenerator[Database]:
    """A database for rules that have nothing to do with the engine."""
    file = tmp_path / "lede.db"
    file.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{file}", server_leases=False)
    try:
        yield database
    finally:
        await database.aclose()


class Web:
    """Fails for one reason, whatever is asked."""

    def __init__(self, reason: FetchReason | None = None) -> None:
        self.reason = reason
        self.asked: list[str] = []

    async def discover(self, address: str) -> Sequence[FoundFeed]:
        self.asked.append(address)
        if self.reason is not None:
            raise FetchError(self.reason, "no")
        return []


def _service(
    database: Database, web: Web, *, max_followed: int = MAX_FOLLOWED
) -> SubscriptionService:
    return SubscriptionService(
        following=BriefingStore(database),
        interests=InterestStore(database),
        sources=SourceStore(database),
        discovery=web,
        clock=FakeClock(NOW),
        max_followed=max_followed,
    )


async def test_two_ways_to_write_a_query_are_one_interest(database: Database) -> None:
    """So that it is matched once for everybody."""
    service = _service(database, Web())
    one, two = await meet(database, 1), await meet(database, 2)
    (mine,) = await BriefingStore(database).of_chat(one.id)
    (theirs,) = await BriefingStore(database).of_chat(two.id)
    first = await service.follow(one.id, mine.id, "Central  bank")
    second = await service.follow(two.id, theirs.id, "bank central")
    assert isinstance(first, FollowResult)
    assert isinstance(second, FollowResult)
    assert first.interest == second.interest
    assert first.new
    assert second.new
    again = await service.follow(one.id, mine.id, "central bank")
    assert isinstance(again, FollowResult)
    assert not again.new


async def test_a_chat_follows_only_so_much(sqlite_database: Database) -> None:
    """The next one is refused with the number; stopping one makes room."""
    chat = await meet(sqlite_database)
    service = _service(sqlite_database, Web(), max_followed=8)
    assert MAX_FOLLOWED == 100
    for number in range(8):
        await service.follow(chat.id, 1, f"word{number}")
    with pytest.raises(InputError) as caught:
        await service.follow(chat.id, 1, "onemore")
    assert "8" in error_text(caught.value, "ru")
    await service.unfollow(chat.id, "WORD7")
    await service.follow(chat.id, 1, "onemore")
    assert len(await service.followed(chat.id)) == 8


@pytest.mark.parametrize("reason", list(FetchReason))
async def test_every_failure_of_an_address_has_its_own_words(
    reason: FetchReason, sqlite_database: Database
) -> None:
    """In every language of the interface, not the general sentence."""
    chat = await meet(sqlite_database)
    service = _service(sqlite_database, Web(reason))
    with pytest.raises(InputError) as caught:
        await service.follow(chat.id, 1, "https://site.example/feed")
    told = {error_text(caught.value, language) for language in ("en", "ru", "de")}
    assert len(told) == 3
    assert not any("cannot be read as a feed" in each for each in told)


async def test_a_known_source_is_followed_without_asking_the_web(database: Database) -> None:
    """A public one by its title, any by its exact address; private ones are not offered."""
    chat = await meet(database)
    web = Web(FetchReason.TIMEOUT)
    service = _service(database, web)
    sources = SourceStore(database)
    for title, public in (("The Times", True), ("Diary", False)):
        await sources.add(
            kind=SourceKind.FEED,
            locator=f"https://{title[-5:].lower()}.example",
            title=title,
            now=NOW,
            public=public,
        )
    followed = await service.follow(chat.id, 1, "the times")
    assert isinstance(followed, FollowResult)
    assert followed.interest.kind is InterestKind.SOURCE
    assert isinstance(await service.follow(chat.id, 1, "https://diary.example"), FollowResult)
    assert web.asked == []
    diary = await service.follow(chat.id, 1, "diary")
    assert isinstance(diary, FollowResult)
    assert diary.interest.kind is InterestKind.QUERY
    offers = await service.offered.all(chat.id)
    assert [(each.title, each.followed) for each in offers] == [("The Times", True)]
    with pytest.raises(InputError):
        await service.follow_offer(chat.id, 1, InterestKind.SOURCE, "2")


async def test_an_address_without_a_feed_is_told_and_nothing_is_stored(
    sqlite_database: Database,
) -> None:
    """No source, no subscription."""
    chat = await meet(sqlite_database)
    service = _service(sqlite_database, Web())
    with pytest.raises(InputError):
        await service.follow(chat.id, 1, "www.site.example")
    assert await SourceStore(sqlite_database).all() == []
    assert not isinstance(await service.follow(chat.id, 1, "site.example"), FeedChoice)
    assert [each.interest.ref for each in await service.followed(chat.id)] == ["site.example"]
