"""Why a story stood in a digest."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.editions import ToldStory
from bot.domain.models import Article
from bot.domain.why import reasons
from bot.text.story.tellings import shared_words

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def shared(a: Article, b: Article) -> tuple[str, ...]:
    return shared_words((a.headline, a.lead, a.language), (b.headline, b.lead, b.language), most=9)


def article(number: int, headline: str, lead: str = "") -> Article:
    return Article(
        id=number,
        source_id=number,
        source_title=f"Source {number}",
        headline=headline,
        lead=lead,
        url="",
        language="en",
        published_at=None,
        first_seen_at=NOW,
    )


ARTICLES = {
    1: article(1, "Riverton reopens its stone bridge after repairs"),
    2: article(2, "Stone bridge in Riverton open again", "Walkers crossed the bridge on Saturday."),
    3: article(3, "Library stays open all night"),
}


def test_a_story_names_its_articles_with_the_words_they_share() -> None:
    """The speaker's interest, the others with their words, the parts of the rank as they were."""
    told = [
        ToldStory(
            story_id=1, article_ids=(1, 2), speaker_id=2, interest="World", score={"topic": 0.1}
        ),
        ToldStory(story_id=3, article_ids=(3,), speaker_id=3),
    ]
    first, second = reasons(told, ARTICLES, shared)
    assert (first.number, first.interest, first.speaker.id) == (1, "World", 2)
    assert [each.source_title for each in first.joined] == ["Source 1"]
    assert set(first.joined[0].shared) == {"stone", "bridge", "riverton"}
    assert first.score == {"topic": 0.1}
    assert (second.number, second.joined) == (2, ())


def test_what_is_no_longer_stored_is_left_out_and_numbers_stay() -> None:
    """The numbers are those of the digest."""
    told = [
        ToldStory(story_id=9, article_ids=(9,), speaker_id=9),
        ToldStory(story_id=1, article_ids=(9, 1), speaker_id=1),
    ]
    (only,) = reasons(told, ARTICLES, shared)
    assert (only.number, only.joined) == (2, ())
