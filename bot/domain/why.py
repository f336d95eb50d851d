"""The reason why a story stood in a digest: who follows what, which articles are one story by which
words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.editions import ToldStory
from bot.domain.models import Article

#: Gives the words that two articles share, the most telling first.
SharedWords = Callable[[Article, Article], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Another article of the story."""

    article_id: int
    source_title: str
    headline: str
    #: The words it shares with the one that spoke, the most telling first.
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldReason:
    """The reason why one story was told, in the place it had."""

    #: From 1, as the digest numbers its stories.
    number: int
    speaker: Article
    #: The interest's title.
    interest: str
    update: bool = False
    joined: tuple[Joined, ...] = ()
    #: The parts of its rank by name.
    score: Mapping[str, float] = field(default_factory=dict)


def reasons(
    told: Sequence[ToldStory], articles: Mapping[int, Article], shared: SharedWords
) -> list[ToldReason]:
    """The reasons for the stories of a digest, in its order.

    `articles` are those still stored, by id; a story whose speaker is gone is left out.
    """
    return [
        ToldReason(
            number=number,
            speaker=speaker,
            interest=one.interest,
            update=one.update,
            joined=_joined(
                speaker, [articles[n] for n in one.article_ids if n in articles], shared
            ),
            score=one.score,
        )
        for number, one in enumerate(told, 1)
        if (speaker := articles.get(one.speaker_id)) is not None
    ]


def _joined(
    speaker: Article, members: Sequence[Article], shared: SharedWords
) -> tuple[Joined, ...]:
    return tuple(
        Joined(
            article_id=article.id,
            source_title=article.source_title,
            headline=article.headline,
            shared=shared(speaker, article),
        )
        for article in members
        if article.id != speaker.id
    )
