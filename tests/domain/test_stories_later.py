"""Stories that are looked at again once there is more to judge by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.domain.merging import StoryLink, strength
from bot.domain.stories import Arrival, StoryIndex
from bot.text.story.tellings import telling

_START = datetime(2024, 5, 1, 8, tzinfo=UTC)
_DAM = (
    "Herbolt dam leaks after heavy rain",
    "Leaks at Herbolt dam worry valley towns",
    "Herbolt dam leaks: valley towns told to be ready",
    "Heavy rain opens leaks in Herbolt dam",
    "Valley towns watch Herbolt dam as leaks grow",
    "Engineers rush to Herbolt dam leaks",
    "Herbolt dam leaks grow after night of rain",
    "Rain stops, Herbolt dam leaks do not",
)
_LATE = "Minister promises Herbolt money"
_OTHERS = (
    "Chess champion retires at forty",
    "Library in Osk opens on Sundays",
    "New tram line is late again",
)


def _arrivals(headlines: Sequence[str], first: int = 1) -> list[Arrival]:
    return [
        Arrival(id=n, telling=telling(headline, "", "en"), at=_START)
        for n, headline in enumerate(headlines, first)
    ]


@pytest.mark.parametrize("late_first", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("at_once", [3, 20])
def test_a_headline_joins_a_story_that_it_is_like_on_average(
    at_once: int, late_first: bool
) -> None:
    """It shares one word with each of eight headlines: too little for two, enough for eight."""
    headlines = [_LATE, *_OTHERS, *_DAM] if late_first else [*_OTHERS, *_DAM, _LATE]
    index = StoryIndex()
    arrivals = _arrivals(headlines)
    for at in range(0, len(arrivals), at_once):
        index.place(arrivals[at : at + at_once])
    stories = {headline: index.story_of(n) for n, headline in enumerate(headlines, 1)}
    assert len({stories[headline] for headline in (_LATE, *_DAM)}) == 1
    assert len(set(stories.values())) == 1 + len(_OTHERS)


def test_two_grown_stories_of_headlines_alone_need_more_than_a_shared_name() -> None:
    """What is enough for a single headline is none for eight and eight."""
    link = StoryLink(alike=0.07, same=0.2, dates=0.0, dated=0.0, brief=1.0, shared=0.6)
    assert strength(link, 1, 8) > 0
    assert strength(link, 8, 8) == 0


def test_a_headline_as_long_as_a_lead_is_asked_for_as_much() -> None:
    """Sentences of unrelated news that share a name and a common word are two stories."""
    index = StoryIndex()
    index.place(
        _arrivals(
            (
                "The harbour authority of Herbolt said on Monday that its oldest crane will be"
                " taken down before the winter storms arrive",
                "A teacher from Herbolt who crossed the desert on a bicycle said she slept in"
                " schools and paid for beds with lessons",
            )
        )
    )
    assert index.story_of(1) != index.story_of(2)


def test_no_article_is_lost_between_stories_that_part_and_meet_again() -> None:
    """A story's id goes with its article: two never have the same, and all leave the window."""
    words = [f"word{n}" for n in range(60)]
    for seed in range(40):
        random = Random(seed)
        index = StoryIndex(window_s=3600)
        for batch in range(12):
            arrivals = [
                Arrival(
                    id=batch * 6 + n + 1,
                    telling=telling(
                        " ".join(random.choices(words[:20], k=4)),
                        " ".join(random.choices(words, k=9)),
                        "en",
                    ),
                    at=_START + timedelta(minutes=batch),
                )
                for n in range(6)
            ]
            index.place(arrivals)
        index.place([Arrival(id=999, telling=telling("Late", "", "en"), at=_START + timedelta(1))])
        assert len(index) == 1


def test_an_id_that_is_taken_is_shared_rather_than_lost() -> None:
    """Stories as they were stored before ids went with their articles."""
    index = StoryIndex(window_s=3600)
    for arrival, story_id in zip(
        _arrivals(("Chess champion retires at forty", "Herbolt dam leaks after heavy rain")),
        (2, 9),
        strict=True,
    ):
        index.restore(arrival, story_id)
    (tram,) = _arrivals(("New tram line to Osk harbour is late again",), first=9)
    index.restore(tram, 9)
    index.place(_arrivals(("New tram line to Osk harbour late again, town says",), first=10))
    assert index.story_of(9) == index.story_of(10) == 9
    assert index.story_of(2) == 2
    index.place([Arrival(id=999, telling=telling("Late", "", "en"), at=_START + timedelta(1))])
    assert len(index) == 1


def test_an_edited_article_is_as_if_it_had_come_so() -> None:
    """Whatever was edited, forgotten and placed since, equal windows have equal stories."""
    chance = Random(7)
    headlines = [*_DAM, *_OTHERS, _LATE]
    index = StoryIndex(window_s=10 * 3600)
    now: dict[int, Arrival] = {}
    for n in range(1, 200):
        at = _START + timedelta(hours=n / 4)
        new = Arrival(id=n, telling=telling(chance.choice(headlines), "", "en"), at=at)
        changed = chance.choice(list(now.values())) if now else new
        edited = Arrival(
            id=changed.id, telling=telling(chance.choice(headlines), "", "en"), at=changed.at
        )
        index.place([new], [edited])
        now |= {new.id: new, edited.id: edited} if edited.id != n else {n: new}
        standing = [each for each in now.values() if index.story_of(each.id) is not None]
        assert len(index) == len(standing) <= 41
    standing = [each for each in now.values() if index.story_of(each.id) is not None]
    after = StoryIndex(window_s=10 * 3600)
    after.place(sorted(standing, key=lambda each: each.id))
    groups = []
    for one in (index, after):
        by_story: dict[int | None, set[int]] = {}
        for each in standing:
            by_story.setdefault(one.story_of(each.id), set()).add(each.id)
        groups.append(sorted(map(sorted, by_story.values())))
    assert groups[0] == groups[1]
