"""Partings: what a chat said is not the same news; its stories are told apart there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.models import Article

#: Whether the first article is nearer to the second than to the third.
Nearer = Callable[[Article, Article, Article], bool]


@dataclass(frozen=True, slots=True, order=True)
class Parting:
    """An article that a chat says tells other news than the one that spoke for its story."""

    article_id: int
    speaker_id: int


def parted(
    articles: Sequence[Article],
    coverage: Mapping[int, Sequence[Article]],
    partings: Iterable[Parting],
    nearer: Nearer,
) -> tuple[list[Article], dict[int, list[Article]]]:
    """The articles of a window and the coverage of their stories, as a chat wants them parted.

    What was parted is a story of its own with all of the old story that is nearer to it than to
    the one that spoke. Its id is its article's, negative: the article may have given the old
    story its id.
    """
    known = {each.id: each for told in coverage.values() for each in told}
    known.update((each.id, each) for each in articles)
    moved: dict[int, int] = {}
    for parting in sorted(partings):
        away, speaker = known.get(parting.article_id), known.get(parting.speaker_id)
        if away is None or speaker is None or away.story_id != speaker.story_id:
            continue
        for each in known.values():
            mine = each.story_id == away.story_id and each.id != speaker.id
            if mine and (each.id == away.id or nearer(each, away, speaker)):
                moved[each.id] = -away.id
    shown = [_moved(each, moved) for each in articles]
    stories: dict[int, list[Article]] = {}
    for told in coverage.values():
        for each in told:
            at = moved.get(each.id, each.story_id)
            if at is not None:
                stories.setdefault(at, []).append(_moved(each, moved))
    return shown, stories


def concerned(
    partings: Iterable[Parting],
    articles: Iterable[Article],
    coverage: Mapping[int, Sequence[Article]],
) -> frozenset[Parting]:
    """Those partings whose two articles are one story among these."""
    stories = {each.id: each.story_id for told in coverage.values() for each in told}
    stories.update((each.id, each.story_id) for each in articles)
    return frozenset(
        parting
        for parting in partings
        if stories.get(parting.article_id) is not None
        and stories.get(parting.article_id) == stories.get(parting.speaker_id)
    )


def _moved(article: Article, moved: Mapping[int, int]) -> Article:
    story_id = moved.get(article.id)
    return article if story_id is None else replace(article, story_id=story_id)
