"""The articles that the mutes of chats take: each article is asked once for all chats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.curation import Uncurated
from bot.domain.matching import InterestMatcher
from bot.domain.models import Article, Interest, InterestKind, Topic
from bot.domain.mutes import Mute, queries, source_of
from bot.text.words.normalise import search_terms, stem_text

_NONE: frozenset[int] = frozenset()


class MuteSieve:
    """The mutes of all chats that are looked at together; alike ones are one."""

    def __init__(self) -> None:
        self._matcher = InterestMatcher(expand=_all_languages)
        self._numbers: dict[str, frozenset[int]] = {}
        self._asked: dict[int, frozenset[int]] = {}
        self._last = 0

    def add(self, mutes: Iterable[Mute]) -> None:
        """Know these mutes."""
        for each in mutes:
            if each.words not in self._numbers:
                self._numbers[each.words] = frozenset(self._add(each.words))
                self._asked.clear()

    def set_topics(self, topics: Sequence[Topic]) -> None:
        """Set the topics that `topic:` in a mute refers to."""
        self._matcher.set_topics(topics)

    def takes(self, mutes: Sequence[Mute], article: Article) -> Mute | None:
        """The first of these mutes that takes an article; None when none does."""
        asked = self._answered(article)
        if not asked:
            return None
        return next((one for one in mutes if self._numbers[one.words] & asked), None)

    def _add(self, words: str) -> Iterable[int]:
        source_id = source_of(words)
        if source_id:
            self._last += 1
            self._matcher.add(
                [Interest(id=self._last, kind=InterestKind.SOURCE, ref=str(source_id), title="")]
            )
            yield self._last
            return
        for query in queries(words):
            self._last += 1
            self._matcher.add(
                [Interest(id=self._last, kind=InterestKind.QUERY, ref=query, title="")]
            )
            yield self._last

    def _answered(self, article: Article) -> frozenset[int]:
        if not self._numbers:
            return _NONE
        found = self._asked.get(article.id)
        if found is None:
            found = frozenset(self._matcher.match(_as_read(article)))
            self._asked[article.id] = found
        return found


def _all_languages(words: str) -> list[list[str]]:
    """A mute's words in the forms of any language, as those of what is followed."""
    return search_terms(words, "")


def _as_read(article: Article) -> Uncurated:
    """An article as a reader sees it: its headline and lead; its site is where it links to."""
    return Uncurated(
        id=article.id,
        source_id=article.source_id,
        headline=article.headline,
        lead=article.lead,
        language=article.language,
        search_text=stem_text(f"{article.headline}\n{article.lead}", article.language),
        first_seen_at=article.first_seen_at,
        is_news=True,
        held=article.held,
        public=True,
        source_title=article.source_title,
        source_locator=article.url,
    )
