"""Planning: digests merged from shared lists, and lists built, per second of CPU.

Run as `python -m tests.bench.planning`.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.domain.digest import Budget, merge
from bot.domain.models import Article, InterestKind
from bot.domain.ranking import Candidates, TopList, top_list

_NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
_TOPICS, _STORIES, _SOURCES, _FOLLOWED, _BEST = 200, 60, 40, 5, 20


def articles(rng: random.Random, count: int) -> list[Article]:
    """Articles of a window: two of three stories in one source, the rest in several."""
    found = []
    for number in range(1, count + 1):
        story = number if rng.random() < 0.66 else rng.randint(1, number)
        source = rng.randint(1, _SOURCES)
        found.append(
            Article(
                id=number,
                source_id=source,
                source_title=f"Source {source}",
                headline=f"Headline {number} of what happened somewhere",
                lead="The council agreed on Monday to change the rules. " * rng.randint(1, 6),
                url=f"https://example.org/{number}",
                language="en",
                published_at=_NOW - timedelta(minutes=rng.randint(1, 1440)),
                first_seen_at=_NOW - timedelta(seconds=rng.randint(1, 60)),
                seq=number,
                story_id=story,
                weight=rng.choice((0.5, 1.0, 1.0, 1.5)),
            )
        )
    return found


def topics(rng: random.Random) -> list[Candidates]:
    """What each topic has in the window, chosen from all articles."""
    everything = articles(rng, 20_000)
    return [
        Candidates(
            interest_id=topic,
            title=f"Topic {topic}",
            kind=InterestKind.TOPIC,
            articles=rng.sample(everything, _STORIES),
        )
        for topic in range(_TOPICS)
    ]


def rate(count: int, work: Callable[[], None], *, rounds: int = 12) -> float:
    """Things done per second of CPU, in the best of some rounds (the machine is shared)."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return count / best


def main() -> None:
    """Print the figures."""
    rng = random.Random(1)
    candidates = topics(rng)
    lists: list[TopList] = []

    def build() -> None:
        lists[:] = [top_list(each, now=_NOW, limit=_BEST) for each in candidates]

    print(f"top_list({_STORIES} articles)  {rate(_TOPICS, build):10,.0f} lists/s")
    chats = [rng.sample(range(_TOPICS), _FOLLOWED) for _ in range(5_000)]
    known: dict[str, dict[int, tuple[int, ...]]] = {
        "nothing told before": {},
        "60 stories told before": {story: (story,) for story in rng.sample(range(1, 20_001), 60)},
    }
    for name, told in known.items():

        def plan(told: dict[int, tuple[int, ...]] = told) -> None:
            for chosen in chats:
                merge([lists[each] for each in chosen], told=told, budget=Budget())

        print(
            f"merge({_FOLLOWED} lists of {_BEST}), {name:24}{rate(len(chats), plan):10,.0f} digests/s"
        )


if __name__ == "__main__":
    main()
