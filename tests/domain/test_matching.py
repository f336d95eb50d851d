"""Which interests an article belongs to: sources, topics, words, fields."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.curation import Uncurated
from bot.domain.matching import UNKNOWN, InterestMatcher
from bot.domain.models import Interest, InterestKind, Topic
from bot.domain.query_index import plain_words

SPACE = Topic(id=5, name="space", title="Space news", words="moon OR mars", source_ids=(2,))

INTERESTS = (
    Interest(id=1, kind=InterestKind.SOURCE, ref="1", title="One"),
    Interest(id=2, kind=InterestKind.TOPIC, ref="5", title="Space"),
    Interest(id=3, kind=InterestKind.QUERY, ref="moon landing", title="moon landing"),
    Interest(id=4, kind=InterestKind.QUERY, ref="moon lang:de", title="moon lang:de"),
    Interest(id=5, kind=InterestKind.QUERY, ref="moon -mars", title="moon -mars"),
)


def article(words: str, *, source: int = 9, public: bool = True, language: str = "en") -> Uncurated:
    return Uncurated(
        id=1,
        source_id=source,
        headline=words,
        lead="",
        language=language,
        search_text=words,
        first_seen_at=datetime(2026, 3, 2, tzinfo=UTC),
        is_news=True,
        held=False,
        public=public,
        source_title="Nine",
        source_locator="https://nine.example/feed",
    )


def matcher(*interests: Interest) -> InterestMatcher:
    made = InterestMatcher(expand=plain_words)
    made.add(interests)
    made.set_topics([SPACE])
    return made


@pytest.mark.parametrize(
    ("found", "belongs"),
    [
        (article("nothing", source=1), (1,)),
        (article("nothing", source=2), (2,)),
        (article("nothing"), ()),
        (article("the moon landing"), (2, 3, 5)),
        (article("moon and mars landing"), (2, 3)),
        (article("the moon", language="de"), (2, 4, 5)),
        (article("mars"), (2,)),
        # a private source is for who follows it, whatever its words
        (article("the moon landing", source=1, public=False), (1,)),
        (article("the moon", source=2, public=False), ()),
    ],
)
def test_an_article_belongs_to(found: Uncurated, belongs: tuple[int, ...]) -> None:
    """Its source, topics with its source or words, and queries whose words and fields hold."""
    assert matcher(*INTERESTS).match(found) == belongs


def test_it_grows_and_knows_what_it_holds() -> None:
    """Before anything is there it is of no version that there is."""
    made = InterestMatcher(expand=plain_words)
    assert (made.version, made.newest, len(made)) == (UNKNOWN, 0, 0)
    made.add(INTERESTS)
    assert (made.newest, len(made)) == (5, 5)
    made.set_topics([SPACE])
    made.set_topics([Topic(id=5, name="space", title="Space news", words="venus")])
    assert made.match(article("mars", source=2)) == ()
    assert made.match(article("venus")) == (2,)
    made.set_topics([])
    assert made.match(article("venus")) == ()
