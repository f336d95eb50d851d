"""Topics of the starter catalogue: offered to all, made and read once somebody follows them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.catalogue.shelf import OFF, Catalogue, CatalogueEntry
from bot.domain.models import SourceKind, Topic
from bot.ports import Clock
from bot.store.interests import InterestStore
from bot.store.sources import SourceStore

#: The names of topics that people's choices made of entries begin with it.
_MARK = "catalogue:"


def is_shelved(topic: Topic) -> bool:
    """True if a topic is an entry of the catalogue that somebody followed."""
    return topic.name.startswith(_MARK)


class ShelfService:
    """The catalogue as people see it. Everything is idempotent.

    An entry in a language becomes a topic of its own. Its feeds are everybody's, but no
    operator's: they are read like people's own, never on private networks and no longer than
    somebody follows them.
    """

    def __init__(
        self,
        *,
        interests: InterestStore,
        sources: SourceStore,
        clock: Clock,
        catalogue: Catalogue | None = None,
    ) -> None:
        self._interests = interests
        self._sources = sources
        self._clock = clock
        self.catalogue = catalogue or Catalogue(OFF)

    def entries(self, language: str, *, countries: bool) -> Sequence[CatalogueEntry]:
        """Topics that have a feed in the language, else all; or countries, by title."""
        wanted = [each for each in self.catalogue.entries() if each.country is countries]
        if countries:
            return sorted(wanted, key=lambda each: each.title(language).casefold())
        mine = [each for each in wanted if any(f.language == language for f in each.feeds)]
        return mine or wanted

    def languages(self) -> Sequence[str]:
        """Languages that have topics of their own, those with most first."""
        topics = [each for each in self.catalogue.entries() if not each.country]
        counts: dict[str, int] = {}
        for each in topics:
            for language in {feed.language for feed in each.feeds}:
                counts[language] = counts.get(language, 0) + 1
        enough = [code for code, count in counts.items() if code and count >= 5]
        return sorted(enough, key=lambda code: (-counts[code], code))

    def named(self, words: str, language: str) -> CatalogueEntry | None:
        """The entry that words name."""
        return self.catalogue.named(words, language)

    @staticmethod
    def topic_name(key: str, language: str) -> str:
        """The name of the topic of an entry in the store."""
        return f"{_MARK}{key}:{language}"

    async def topic(self, entry: CatalogueEntry, language: str) -> Topic:
        """The topic of an entry with its feeds, made when it is new."""
        now, ids = self._clock.now(), []
        for feed in entry.together(language):
            source = await self._sources.add(
                kind=SourceKind.of(feed.url),
                locator=feed.url,
                title=feed.title,
                language=feed.language,
                now=now,
                trusted=False,
            )
            ids.append(source.id)
        return await self._interests.add_topic(
            name=self.topic_name(entry.key, language),
            title=entry.title(language),
            source_ids=ids,
            now=now,
        )
