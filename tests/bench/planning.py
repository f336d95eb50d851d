"""Planning: slots, queries matched, lists built, digests merged and rendered, per second of CPU.

Run as `python -m tests.bench.planning`.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from itertools import accumulate
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.digest import Budget, merge
from bot.domain.models import Article, InterestKind, Schedule
from bot.domain.query import Query, parse_query
from bot.domain.query_index import QueryIndex
from bot.domain.ranking import Candidates, top_list
from bot.domain.schedule import next_slot
from bot.domain.toplists import TopList
from bot.render.digest import render_digest
from bot.text.sentences.splitting import split_sentences

_NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
_ZONE = ZoneInfo("Europe/Berlin")
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


def bench_lists(rng: random.Random) -> None:
    """Lists built and merged, digests rendered."""
    candidates = topics(rng)
    lists: list[TopList] = []

    def build() -> None:
        lists[:] = [
            top_list(each, now=_NOW, sentences=split_sentences, limit=_BEST) for each in candidates
        ]

    report(f"top_list of {_STORIES} articles", rate(_TOPICS, build), "lists")
    chats = [rng.sample(range(_TOPICS), _FOLLOWED) for _ in range(5_000)]
    known: dict[str, dict[int, tuple[int, ...]]] = {
        "nothing told before": {},
        "60 stories told before": {story: (story,) for story in rng.sample(range(1, 20_001), 60)},
    }
    for name, told in known.items():

        def plan(told: dict[int, tuple[int, ...]] = told) -> None:
            for chosen in chats:
                merge([lists[each] for each in chosen], told=told, budget=Budget())

        report(f"merge {_FOLLOWED} lists of {_BEST}, {name}", rate(len(chats), plan), "digests")
    digests = [
        merge([lists[each] for each in chosen], told={}, budget=Budget()) for chosen in chats[:300]
    ]

    def render() -> None:
        for digest in digests:
            render_digest(digest, title="", language="en", zone=_ZONE, now=_NOW)

    report("render a digest of 10 stories", rate(len(digests), render), "digests")


def bench_slots(rng: random.Random) -> None:
    """The next slot of schedules in many zones."""
    zones = [ZoneInfo(name) for name in sorted(available_timezones())[::7] if "/" in name]
    schedule = Schedule(times=(time_of_day(8), time_of_day(18, 30)))
    cases = [
        (rng.choice(zones), _NOW + timedelta(hours=rng.randint(0, 8760))) for _ in range(5_000)
    ]

    def slots() -> None:
        for zone, after in cases:
            next_slot(schedule, after=after, zone=zone)

    report("next_slot, twice a day", rate(len(cases), slots), "slots")


def bench_queries(rng: random.Random) -> None:
    """Articles of 600 tokens matched against 100,000 distinct queries; words as in a language."""
    words = [f"w{number}" for number in range(30_000)]
    weights = list(accumulate(1 / (number + 10) for number in range(30_000)))
    queries: dict[str, Query] = {}
    while len(queries) < 100_000:
        chosen = rng.choices(words, cum_weights=weights, k=rng.choice((1, 2, 2, 3)))
        query = parse_query(" ".join(chosen))
        queries[query.normalised] = query
    index = QueryIndex()
    start = time.process_time()
    for number, query in enumerate(queries.values()):
        index.add(number, query)
    report("add a query", len(queries) / (time.process_time() - start), "queries")
    texts = [rng.choices(words, cum_weights=weights, k=600) for _ in range(40)]
    found = sum(len(index.match(text)) for text in texts) / len(texts)

    def match() -> None:
        for text in texts:
            index.match(text)

    report(
        f"match 100,000 queries ({found:,.0f} answer)",
        rate(len(texts), match, rounds=4),
        "articles",
    )


def report(what: str, per_s: float, unit: str) -> None:
    """One line of figures."""
    print(f"{what:50} {per_s:10,.0f} {unit}/s {1e6 / per_s:10,.1f} us each")


def main() -> None:
    """Print the figures."""
    rng = random.Random(1)
    bench_slots(rng)
    bench_lists(rng)
    bench_queries(rng)


if __name__ == "__main__":
    main()
