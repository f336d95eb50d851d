"""What a chat says is not the same news is told apart there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.models import Article
from bot.domain.parting import Parting, concerned, parted
from bot.text.story.tellings import is_nearer

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HEADLINES = {
    1: "Founder of the Lark Theatre dies",
    2: "Founder of Pinegate Books dies",
    3: "Pinegate Books mourns its founder",
    4: "Lark Theatre mourns its founder",
}


def article(number: int, story_id: int = 1) -> Article:
    return Article(
        id=number,
        source_id=number,
        source_title=f"Source {number}",
        headline=HEADLINES[number],
        lead="",
        url="",
        language="en",
        published_at=None,
        first_seen_at=NOW,
        story_id=story_id,
    )


def test_what_is_nearer_to_the_parted_article_goes_with_it() -> None:
    """The story of who spoke keeps its own; the other is named after the parted article."""
    everything = [article(number) for number in HEADLINES]
    shown, stories = parted(everything[2:], {1: everything}, [Parting(2, 1)], is_nearer)
    assert [(each.id, each.story_id) for each in shown] == [(3, -2), (4, 1)]
    assert {story: [each.id for each in told] for story, told in stories.items()} == {
        1: [1, 4],
        -2: [2, 3],
    }


def test_partings_of_other_stories_change_nothing() -> None:
    """Nor do those of articles that are no longer known, or no longer one story."""
    everything = [article(number) for number in HEADLINES]
    others = [Parting(2, 9), Parting(8, 1)]
    shown, stories = parted(everything, {1: everything}, others, is_nearer)
    assert shown == everything
    assert stories == {1: everything}
    assert concerned([*others, Parting(2, 1)], everything, {}) == {Parting(2, 1)}
    apart = [article(1), replace(article(2), story_id=2)]
    assert not concerned([Parting(2, 1)], apart, {})
