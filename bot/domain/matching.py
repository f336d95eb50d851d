"""The interests that an article belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.curation import Uncurated
from bot.domain.models import Interest, InterestKind, Topic
from bot.domain.query import parse_query
from bot.domain.query_fields import ArticleFacts, Field, holds
from bot.domain.query_index import Expand, QueryIndex, matches

#: The version of a matcher that is not whole; never one of what can be followed.
UNKNOWN = -1


class InterestMatcher:
    """An index of all interests, to find those that an article matches.

    It grows by what is new; what that costs does not depend on what is there already.
    """

    def __init__(self, *, expand: Expand) -> None:
        #: The version of what can be followed that it holds.
        self.version = UNKNOWN
        #: The id of the newest interest it holds.
        self.newest = 0
        self._count = 0
        self._by_source: dict[int, list[int]] = {}
        self._by_topic_source: dict[int, list[int]] = {}
        self._expand = expand
        self._queries = QueryIndex(expand)
        #: Interest -> what its query asks for beside words.
        self._fields: dict[int, tuple[Field, ...]] = {}
        self._topics: dict[int, Topic] = {}
        #: Topic -> the interest that follows it.
        self._followed_topics: dict[int, int] = {}

    def __len__(self) -> int:
        return self._count

    def add(self, interests: Iterable[Interest]) -> None:
        """Take in interests that are newer than those it holds, in the order of their ids."""
        for interest in interests:
            self.newest = interest.id
            self._count += 1
            if interest.kind is InterestKind.SOURCE:
                self._by_source.setdefault(int(interest.ref), []).append(interest.id)
            elif interest.kind is InterestKind.QUERY:
                self._add_query(interest.id, interest.ref)
            else:
                self._followed_topics[int(interest.ref)] = interest.id
                self._put_topic(int(interest.ref))

    def set_topics(self, topics: Iterable[Topic]) -> None:
        """Take in what the topics are now; only those that changed cost anything."""
        now = {topic.id: topic for topic in topics}
        changed = [
            number for number in now | self._topics if now.get(number) != self._topics.get(number)
        ]
        for number in changed:
            self._drop_topic(number)
        self._topics = now
        for number in changed:
            self._put_topic(number)

    def _add_query(self, interest_id: int, words: str) -> None:
        query = parse_query(words, strict=False)
        self._queries.add(interest_id, query)
        if query.fields:
            self._fields[interest_id] = query.fields

    def _put_topic(self, number: int) -> None:
        topic, interest_id = self._topics.get(number), self._followed_topics.get(number)
        if topic is None or interest_id is None:
            return
        for source_id in topic.source_ids:
            self._by_topic_source.setdefault(source_id, []).append(interest_id)
        if topic.words:
            self._add_query(interest_id, topic.words)

    def _drop_topic(self, number: int) -> None:
        topic, interest_id = self._topics.get(number), self._followed_topics.get(number)
        if topic is None or interest_id is None:
            return
        for source_id in topic.source_ids:
            self._by_topic_source[source_id].remove(interest_id)
        self._queries.remove(interest_id)
        self._fields.pop(interest_id, None)

    def match(self, article: Uncurated) -> tuple[int, ...]:
        """The interests an article belongs to, by id.

        Words and topics find only everybody's sources: a private one is for who follows it.
        """
        found = set(self._by_source.get(article.source_id, ()))
        if article.public:
            found |= set(self._by_topic_source.get(article.source_id, ()))
            tokens = article.search_text.split()
            answered = self._queries.match(tokens)
            if not answered.isdisjoint(self._fields):
                answered = self._narrowed(answered, article, tokens)
            found |= answered
        return tuple(sorted(found))

    def _narrowed(self, answered: set[int], article: Uncurated, tokens: list[str]) -> set[int]:
        """Those of the queries whose fields hold, too."""
        facts = ArticleFacts(
            source_title=article.source_title,
            source_locator=article.source_locator,
            language=article.language,
            topics=self._topics_of(article, tokens),
        )
        return {
            number
            for number in answered
            if all(holds(field, facts) for field in self._fields.get(number, ()))
        }

    def _topics_of(self, article: Uncurated, tokens: list[str]) -> set[str]:
        """Names and titles, casefolded, of the topics an article belongs to."""
        names: set[str] = set()
        for topic in self._topics.values():
            if article.source_id in topic.source_ids or (
                topic.words
                and matches(parse_query(topic.words, strict=False), tokens, self._expand)
            ):
                names |= {topic.name.casefold(), topic.title.casefold()}
        return names
