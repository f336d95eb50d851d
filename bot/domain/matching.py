"""Which interests an article belongs to."""

from __future__ import annotations

from bot.domain.curation import Followed, Uncurated
from bot.domain.models import InterestKind, Topic
from bot.domain.query import parse_query
from bot.domain.query_index import Expand, QueryIndex


class InterestMatcher:
    """Everything that can be followed, ready to be asked about one article after another."""

    def __init__(self, followed: Followed, *, expand: Expand) -> None:
        self.version = followed.version
        self._by_source: dict[int, list[int]] = {}
        self._by_topic_source: dict[int, list[int]] = {}
        self._queries = QueryIndex(expand)
        topics = {topic.id: topic for topic in followed.topics}
        for interest in followed.interests:
            if interest.kind is InterestKind.SOURCE:
                self._by_source.setdefault(int(interest.ref), []).append(interest.id)
            elif interest.kind is InterestKind.QUERY:
                self._queries.add(interest.id, parse_query(interest.ref))
            elif (topic := topics.get(int(interest.ref))) is not None:
                self._add_topic(interest.id, topic)

    def _add_topic(self, interest_id: int, topic: Topic) -> None:
        for source_id in topic.source_ids:
            self._by_topic_source.setdefault(source_id, []).append(interest_id)
        if topic.words:
            self._queries.add(interest_id, parse_query(topic.words))

    def match(self, article: Uncurated) -> tuple[int, ...]:
        """The interests an article belongs to, by id.

        Words and topics find only everybody's sources: a private one is for who follows it.
        """
        found = set(self._by_source.get(article.source_id, ()))
        if article.public:
            found |= set(self._by_topic_source.get(article.source_id, ()))
            found |= self._queries.match(article.search_text.split())
        return tuple(sorted(found))
