"""Subscriptions: from words, an address or a button to a subscription, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.address_words import AddressLikeness, likeness
from bot.domain.errors import FetchError, InputError
from bot.domain.models import Interest, InterestKind, Source, SourceKind, Subscription, Topic
from bot.domain.query import parse_query
from bot.domain.secrets import shown_locator
from bot.ports import Clock, Discovery, FoundFeed
from bot.services.offers import OfferService
from bot.services.shelf import ShelfService, is_shelved
from bot.services.unfollow import UnfollowService
from bot.store.briefings import BriefingStore
from bot.store.interests import InterestStore
from bot.store.sources import SourceStore

#: What a chat may follow, over all its briefings.
MAX_FOLLOWED = 100

#: How many sources that people brought are polled.
MAX_SOURCES = 20_000

#: Refusals that no other meaning of the words gets around.
_LIMITS = ("error.follow_many", "error.sources_many")

_EXAMPLE = "/subscribe technology"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowResult:
    """The outcome of following something."""

    interest: Interest
    #: False when it was followed already.
    new: bool
    #: What the feed has now, where one was looked at.
    headlines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """An address that must be asked for its feeds first."""

    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedChoice:
    """Several feeds stand behind an address: the person chooses."""

    feeds: tuple[FoundFeed, ...]
    #: The address as it was asked for.
    asked: str = ""


class SubscriptionService:
    """Follows and unfollows. Everything is idempotent."""

    def __init__(
        self,
        *,
        following: BriefingStore,
        interests: InterestStore,
        sources: SourceStore,
        discovery: Discovery,
        clock: Clock,
        max_followed: int = MAX_FOLLOWED,
        max_sources: int = MAX_SOURCES,
        own_discovery: Discovery | None = None,
        shelf: ShelfService | None = None,
    ) -> None:
        self._following = following
        self._interests = interests
        self._sources = sources
        self._discovery = discovery
        #: For addresses that operators ask for, which may be on a private network.
        self._own_discovery = own_discovery or discovery
        self._clock = clock
        #: Topics of the catalogue.
        self.shelf = shelf or ShelfService(interests=interests, sources=sources, clock=clock)
        self.offered = OfferService(
            following=following,
            interests=interests,
            sources=sources,
            shelf=self.shelf,
            clock=clock,
        )
        leaving = UnfollowService(
            following=following, sources=sources, shelf=self.shelf, offered=self.offered
        )
        self.unfollow, self.unfollow_interest = leaving.unfollow, leaving.unfollow_interest
        self.unfollow_shelved = leaving.unfollow_shelved
        self._max_followed = max_followed
        #: How many sources of people are polled; operators' own do not count.
        self.max_sources = max_sources

    async def follow(self, chat_id: int, briefing_id: int, words: str) -> FollowResult | FeedChoice:
        """Follow what the words mean: a topic, a source, an address, or the words themselves.

        Raises:
            InputError: nothing can be followed by them; the chat follows too much; the address
                leads to no feed.
        """
        found = await self.follow_known(chat_id, briefing_id, words)
        if isinstance(found, Unseen):
            return await self.look(chat_id, briefing_id, found.address)
        return found

    async def follow_known(
        self, chat_id: int, briefing_id: int, words: str, *, language: str = ""
    ) -> FollowResult | Unseen:
        """Follow what the words mean, without asking any site: an address is given back as such.

        `language` is the one in which entries of the catalogue are named.

        Raises:
            InputError: nothing can be followed by them, or the chat follows too much.
        """
        words = " ".join(words.split())
        if not words:
            raise InputError(
                "Say what to follow: a topic, an address or words.",
                example=_EXAMPLE,
                key="error.follow_empty",
            )
        topic = await self._interests.get_topic(words)
        if topic is not None and not is_shelved(topic):
            return await self._follow_topic(chat_id, briefing_id, topic)
        entry = self.shelf.named(words, language)
        if entry is not None:
            return await self.follow_shelved(chat_id, briefing_id, entry.key, language)
        source = await self._public_source(words)
        if source is not None:
            return await self._follow_source(chat_id, briefing_id, source)
        if likeness(words) is AddressLikeness.NO:
            return await self._follow_query(chat_id, briefing_id, words)
        await self._check_room(chat_id)
        return Unseen(address=words)

    async def look(
        self, chat_id: int, briefing_id: int, address: str, *, trusted: bool = False
    ) -> FollowResult | FeedChoice:
        """Follow the feed behind an address, which is asked for it. May be repeated.

        What may be an address or words (`node.js`) is followed as words when it leads to none.

        Raises:
            InputError: it leads to no feed, or it is one too many.
        """
        try:
            found = await self._follow_address(chat_id, briefing_id, address, trusted=trusted)
        except InputError as error:
            if error.key in _LIMITS or likeness(address) is AddressLikeness.SURE:
                raise
        else:
            if isinstance(found, FeedChoice):
                return replace(found, asked=address)
            await self._following.remember(briefing_id, found.interest.id, address)
            return found
        return await self._follow_query(chat_id, briefing_id, address)

    async def follow_offer(
        self, chat_id: int, briefing_id: int, kind: InterestKind, ref: str
    ) -> FollowResult:
        """Follow a topic or a source by its number, as a button names it."""
        if kind is InterestKind.TOPIC:
            for topic in await self.offered.topics():
                if str(topic.id) == ref:
                    return await self._follow_topic(chat_id, briefing_id, topic)
        elif kind is InterestKind.SOURCE:
            for source in await self.offered.public_sources():
                if str(source.id) == ref:
                    return await self._follow_source(chat_id, briefing_id, source)
        raise InputError("That is no longer there.", example="/topics", key="error.offer_gone")

    async def follow_shelved(
        self, chat_id: int, briefing_id: int, key: str, language: str
    ) -> FollowResult:
        """Follow an entry of the catalogue, with its feeds for who reads a language.

        Raises:
            InputError: there is no such entry, or the chat follows too much.
        """
        entry = self.shelf.catalogue.entry(key)
        await self._check_room(chat_id)
        async with self._following.as_one():
            topic = await self.shelf.topic(entry, language)
            self.offered.forget()
            return await self._follow_topic(chat_id, briefing_id, topic)

    async def follow_feed(
        self,
        chat_id: int,
        briefing_id: int,
        *,
        url: str,
        title: str,
        headlines: Sequence[str] = (),
        trusted: bool = False,
        asked: str = "",
    ) -> FollowResult:
        """Follow a feed whose address is known to be one; `asked` is the one a person gave.

        Raises:
            InputError: the chat follows too much, or people brought as many as may be polled.
        """
        await self._check_room(chat_id)
        if not trusted and await self.is_new(url):
            await self._check_sources()
        async with self._following.as_one():
            source = await self._sources.add(
                kind=SourceKind.of(url),
                locator=url,
                title=title or shown_locator(url),
                now=self._clock.now(),
                public=False,
                trusted=trusted,
            )
            found = await self._follow_source(chat_id, briefing_id, source, headlines=headlines)
            if asked:
                await self._following.remember(briefing_id, found.interest.id, asked)
            return found

    async def is_new(self, url: str) -> bool:
        """True if nothing is polled at this address yet."""
        return await self._sources.find(url) is None

    async def followed(self, chat_id: int) -> list[Subscription]:
        """The subscriptions of a chat by briefing; without their languages."""
        return await self._following.followed(chat_id, spoken=False)

    async def _follow_topic(self, chat_id: int, briefing_id: int, topic: Topic) -> FollowResult:
        return await self._subscribe(
            chat_id, briefing_id, InterestKind.TOPIC, str(topic.id), topic.title
        )

    async def _follow_source(
        self, chat_id: int, briefing_id: int, source: Source, *, headlines: Sequence[str] = ()
    ) -> FollowResult:
        return await self._subscribe(
            chat_id,
            briefing_id,
            InterestKind.SOURCE,
            str(source.id),
            source.title,
            headlines=headlines,
        )

    async def follow_words(self, chat_id: int, briefing_id: int, words: str) -> FollowResult:
        """Follow words, whatever else they may name.

        Raises:
            InputError: nothing can be looked for by them, or the chat follows too much.
        """
        return await self._follow_query(chat_id, briefing_id, words)

    async def _follow_query(self, chat_id: int, briefing_id: int, words: str) -> FollowResult:
        query = parse_query(words)
        return await self._subscribe(
            chat_id, briefing_id, InterestKind.QUERY, query.normalised, words[:100]
        )

    async def _follow_address(
        self, chat_id: int, briefing_id: int, address: str, *, trusted: bool
    ) -> FollowResult | FeedChoice:
        await self._check_room(chat_id)
        if "://" not in address and not address.startswith("@"):
            address = f"https://{address}"
        discovery = self._own_discovery if trusted else self._discovery
        try:
            feeds = tuple(await discovery.discover(address))
        except FetchError as error:
            raise InputError(
                "That address cannot be read as a feed.",
                example="/subscribe https://example.org/feed",
                key=f"error.fetch.{error.reason.value}",
            ) from error
        if not feeds:
            raise InputError(
                "There is no feed at that address.",
                example="/subscribe https://example.org/feed",
                key="error.fetch.not_a_feed",
            )
        if len(feeds) > 1:
            return FeedChoice(feeds=feeds)
        (feed,) = feeds
        return await self.follow_feed(
            chat_id,
            briefing_id,
            url=feed.url,
            title=feed.title,
            headlines=feed.headlines,
            trusted=trusted,
        )

    async def _subscribe(
        self,
        chat_id: int,
        briefing_id: int,
        kind: InterestKind,
        ref: str,
        title: str,
        *,
        headlines: Sequence[str] = (),
    ) -> FollowResult:
        await self._check_room(chat_id)
        now = self._clock.now()
        async with self._following.as_one():
            interest = await self._interests.ensure(kind, ref, title, now)
            new = await self._following.subscribe(briefing_id, interest, now)
        return FollowResult(interest=interest, new=new, headlines=tuple(headlines)[:3])

    async def _check_room(self, chat_id: int) -> None:
        if len(await self.followed(chat_id)) >= self._max_followed:
            raise InputError(
                f"This chat follows {self._max_followed} things, which is as many as it can; "
                "stop following one first.",
                example="/list",
                key="error.follow_many",
                values={"count": str(self._max_followed)},
            )

    async def _check_sources(self) -> None:
        if await self._sources.people_count() >= self.max_sources:
            raise InputError(
                "This bot reads as many addresses of people as its operator lets it; "
                "a topic or words can be followed all the same.",
                example=_EXAMPLE,
                key="error.sources_many",
            )

    async def _public_source(self, words: str) -> Source | None:
        """The source of this title or locator; a private one only by its exact locator."""
        wanted = words.casefold()
        for source in await self.offered.public_sources():
            if source.title.casefold() == wanted:
                return source
        return await self._sources.find(words)
