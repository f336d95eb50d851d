"""Choices that can be followed by one press, and which of them are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.models import InterestKind, Source, Topic
from bot.ports import Clock
from bot.services.shelf import ShelfService, is_shelved
from bot.store.briefings import BriefingStore
from bot.store.interests import InterestStore
from bot.store.sources import SourceStore

#: For so long what can be followed is not read again: many people may ask at once, of thousands
#: of sources.
_FRESH = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A topic or source that can be followed by one press."""

    kind: InterestKind
    #: The source's or topic's id.
    ref: str
    title: str
    followed: bool
    #: An entry of the catalogue, which `ref` is the key of.
    shelved: bool = False


class OfferService:
    """Topics, entries of the catalogue and sources, as a chat sees them."""

    def __init__(
        self,
        *,
        following: BriefingStore,
        interests: InterestStore,
        sources: SourceStore,
        shelf: ShelfService,
        clock: Clock,
    ) -> None:
        self._following = following
        self._interests = interests
        self._sources = sources
        self._shelf = shelf
        self._clock = clock
        self._known_topics: Sequence[Topic] = ()
        self._known_sources: Sequence[Source] = ()
        self._known_at: datetime | None = None

    def forget(self) -> None:
        """Read anew next time: there is more than a moment ago."""
        self._known_at = None

    async def all(self, chat_id: int, *, briefing_id: int = 0, language: str = "") -> list[Offer]:
        """Choices that can be followed by one press: topics, those of the catalogue, then
        sources.

        Followed in this briefing; 0: in any of the chat. Those of the catalogue in a language,
        without those that an operator has a topic for.
        """
        followed = await self._following_now(chat_id, briefing_id)
        topics = [topic for topic in await self.topics() if not is_shelved(topic)]
        offered = [(InterestKind.TOPIC, str(topic.id), topic.title) for topic in topics]
        sources = [
            (InterestKind.SOURCE, str(source.id), source.title)
            for source in await self.public_sources()
            if source.trusted
        ]
        taken = {topic.title.casefold() for topic in topics}
        shelved = [
            each
            for each in await self._shelved(followed, language)
            if each.title.casefold() not in taken
        ]
        return [
            *(_offer(each, followed) for each in offered),
            *shelved,
            *(_offer(each, followed) for each in sources),
        ]

    async def shelved(
        self, chat_id: int, language: str, *, briefing_id: int = 0, countries: bool = False
    ) -> list[Offer]:
        """The catalogue's topics or countries for who reads a language."""
        followed = await self._following_now(chat_id, briefing_id)
        return await self._shelved(followed, language, countries=countries)

    async def _shelved(
        self, followed: set[tuple[InterestKind, str]], language: str, *, countries: bool = False
    ) -> list[Offer]:
        names = {
            topic.name
            for topic in await self.topics()
            if (InterestKind.TOPIC, str(topic.id)) in followed
        }
        return [
            Offer(
                kind=InterestKind.TOPIC,
                ref=entry.key,
                title=entry.title(language),
                followed=self._shelf.topic_name(entry.key, language) in names,
                shelved=True,
            )
            for entry in self._shelf.entries(language, countries=countries)
        ]

    async def _following_now(self, chat_id: int, briefing_id: int) -> set[tuple[InterestKind, str]]:
        return {
            (each.interest.kind, each.interest.ref)
            for each in await self._following.followed(chat_id, spoken=False)
            if briefing_id in (0, each.briefing_id)
        }

    async def topics(self) -> Sequence[Topic]:
        """All topics, those of the catalogue that are followed among them."""
        await self._refresh()
        return self._known_topics

    async def public_sources(self) -> Sequence[Source]:
        """The sources that everybody may follow."""
        await self._refresh()
        return self._known_sources

    async def _refresh(self) -> None:
        """Read what can be followed, unless that was done a moment ago."""
        now = self._clock.now()
        if self._known_at is None or abs(now - self._known_at) >= _FRESH:
            self._known_topics = await self._interests.topics()
            self._known_sources = await self._sources.public()
            self._known_at = now


def _offer(found: tuple[InterestKind, str, str], followed: set[tuple[InterestKind, str]]) -> Offer:
    kind, ref, title = found
    return Offer(kind=kind, ref=ref, title=title, followed=(kind, ref) in followed)
