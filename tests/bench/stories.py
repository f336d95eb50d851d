"""Stories, ours beside TF-IDF with average link: `LEDE_DATA=… python -m tests.bench.stories`.

One setting for all sets, all at once and 50 at a time as the curator does; TF-IDF has the
threshold that is best for each set. Formula news needs no data.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from random import Random

from bot.domain.stories import Arrival, StoryIndex
from bot.text.sentences.splitting import split_sentences
from bot.text.story.tellings import telling
from tests.bench import text_measures as measure
from tests.bench.text_quality import show
from tests.support.formulas import FORMULAS, formula_news

_START = datetime(2024, 5, 1, tzinfo=UTC)
#: The curator's batch.
_STREAM = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An article of a set and where it truly belongs."""

    headline: str
    lead: str
    language: str
    event: str
    #: The kind of event; events of one kind are kin.
    kind: str


def ecb(half: int | None = None) -> list[Case]:
    """Reports of two events of one kind each; every second kind where a half is asked for."""
    given = measure.load("stories/ecb.json")
    kinds = sorted({each["topic"] for each in given}, key=int)
    wanted = set(kinds if half is None else kinds[half::2])
    return [
        Case(
            headline=each["title"],
            lead=each["lead"],
            language="en",
            event=each["event"],
            kind=each["topic"],
        )
        for each in given
        if each["topic"] in wanted
    ]


def headlines() -> list[Case]:
    """Headlines alone."""
    return [
        Case(headline=g["title"], lead="", language="en", event=g["story"], kind=g["story"])
        for g in measure.load("stories/headlines.json")
    ]


def linked_headlines() -> list[Case]:
    """Headlines of many events alone: those of one body of text, and of linked ones, are one."""
    linked = measure.load("stories/headline_body.json")["pairs"]
    leader: dict[str, str] = {}

    def lead(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    for headline, body, related in linked:
        if related:
            leader[lead(headline)] = lead(f"body {body}")
    found = sorted({headline for headline, _, _ in linked if headline in leader})
    Random(0).shuffle(found)
    return [
        Case(headline=each, lead="", language="en", event=lead(each), kind=lead(each))
        for each in found
    ]


def formulas() -> list[Case]:
    """Formula news in six languages, told by two papers each."""
    cases = [
        Case(
            headline=headline,
            lead=lead,
            language=language,
            event=f"{formula.name} {event}",
            kind=formula.name,
        )
        for formula in FORMULAS
        for (language, headline, lead), event in formula_news(formula)
    ]
    Random(1).shuffle(cases)
    return cases


def prose(name: str = "leads/xsum_250.json") -> list[Case]:
    """Pieces of three sentences of unrelated articles; pieces of one article are one event."""
    cases = []
    for number, each in enumerate(measure.load(name)):
        sentences = split_sentences(each["article"].replace("\n", " "), "en")
        for at in range(0, max(len(sentences) - 2, 1), 3):
            first, *rest = sentences[at : at + 3]
            cases.append(
                Case(
                    headline=first,
                    lead=" ".join(rest),
                    language="en",
                    event=f"{name} {number}",
                    kind=str(at),
                )
            )
    return cases


def placed(cases: Sequence[Case], batch: int) -> list[int]:
    """The stories of some articles that come so many at a time."""
    index = StoryIndex()
    arrivals = [
        Arrival(id=n, telling=telling(c.headline, c.lead, c.language), at=_START)
        for n, c in enumerate(cases, 1)
    ]
    for at in range(0, len(arrivals), batch):
        index.place(arrivals[at : at + batch])
    return [index.story_of(n) or 0 for n in range(1, len(cases) + 1)]


def rates(found: Sequence[int], cases: Sequence[Case]) -> tuple[float, float, float]:
    """The shares of pairs: of one event joined, of kin kept apart, of strangers joined."""
    counts = {"one": [0, 0], "kin": [0, 0], "strangers": [0, 0]}
    for (a, x), (b, y) in combinations(zip(found, cases, strict=True), 2):
        kind = "one" if x.event == y.event else "kin" if x.kind == y.kind else "strangers"
        counts[kind][0] += a == b
        counts[kind][1] += 1
    one, kin, strangers = (hit / max(total, 1) for hit, total in counts.values())
    return one, 1 - kin, strangers


def tf_idf(cases: Sequence[Case]) -> Callable[[float], list[int]] | None:
    """Average-link clusters of TF-IDF over words, by threshold."""
    try:
        from sklearn.cluster import AgglomerativeClustering
        from sklearn.feature_extraction.text import TfidfVectorizer
    except ImportError:
        return None
    texts = [f"{case.headline} {case.lead}" for case in cases]
    vectors = TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
    far = (1 - (vectors @ vectors.T).toarray()).clip(0, 1)

    def cluster(threshold: float) -> list[int]:
        model = AgglomerativeClustering(
            n_clusters=None,
            metric="precomputed",
            linkage="average",
            distance_threshold=1 - threshold,
        )
        return [int(label) for label in model.fit_predict(far)]

    return cluster


def quality(title: str, cases: Sequence[Case], target: str) -> None:
    """One set: B-cubed F1, precision, recall; one event joined, kin apart, strangers joined."""
    true = [case.event for case in cases]
    rows: list[tuple[str, Sequence[object]]] = []
    for name, batch in (("Lede, in one call", len(cases)), (f"Lede, {_STREAM} at a time", _STREAM)):
        found = placed(cases, batch)
        rows.append((name, [*measure.b_cubed(found, true), *rates(found, cases)]))
    cluster = tf_idf(cases)
    if cluster is None:
        rows.append(("TF-IDF average link", ["absent"]))
    else:
        tried = [(n / 100, cluster(n / 100)) for n in range(2, 41)]
        best, found = max(tried, key=lambda each: measure.b_cubed(each[1], true)[0])
        name = f"TF-IDF average link, best: {best:.2f}"
        rows.append((name, [*measure.b_cubed(found, true), *rates(found, cases)]))
    show(f"{title}: F1, precision, recall; together, kin apart, strangers joined", target, rows)


def _swallowed(cases: Sequence[Case], counted: Set[str]) -> float:
    """The share of articles of the events counted in a story that is mostly another event's."""
    stories: dict[int, list[str]] = {}
    for story, case in zip(placed(cases, _STREAM), cases, strict=True):
        stories.setdefault(story, []).append(case.event)
    lost = 0
    for each in stories.values():
        most = max(each, key=each.count)
        lost += sum(1 for event in each if event != most and event in counted)
    return lost / sum(1 for case in cases if case.event in counted)


def swallowed() -> None:
    """The share of unrelated prose that another article's story swallowed, by window."""
    cases = prose()
    rows: list[tuple[str, Sequence[object]]] = []
    for window, times in ((10, 40), (50, 10), (400, 3), (len(cases), 2)):
        shares = []
        for seed in range(times):
            some = cases[:]
            Random(seed).shuffle(some)
            some = some[:window]
            shares.append(_swallowed(some, {case.event for case in some}))
        rows.append((f"window of {window}", [sum(shares) / len(shares)]))
    # articles of one month tell of the same events: in their midst only the others are counted
    crowd = [*cases, *prose("leads/cnn_400.json")][:5000]
    Random(0).shuffle(crowd)
    counted = {case.event for case in cases}
    rows.append((f"{len(cases)} among {len(crowd)}", [_swallowed(crowd, counted)]))
    show("Unrelated prose swallowed", "<= 0.003 at 400", rows)


def cost(sizes: Sequence[int] = (500, 8000, 50_000)) -> None:
    """Milliseconds an article and bytes a member, by articles in the window."""
    words = sorted({word for case in prose() for word in case.lead.split() if word.isalpha()})
    rows: list[tuple[str, Sequence[object]]] = []
    for members in sizes:
        random = Random(members)

        def text(count: int, random: Random = random) -> str:
            # as rare as words are: the n-th is met 1/n as often
            return " ".join(words[int(len(words) ** random.random()) - 1] for _ in range(count))

        index = StoryIndex(window_s=10**9)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        spent = read = 0.0
        for at in range(0, members, _STREAM):
            start = time.process_time()
            arrivals = [
                Arrival(
                    id=at + n + 1,
                    telling=telling(text(9), text(50), "en"),
                    at=_START + timedelta(seconds=at),
                )
                for n in range(_STREAM)
            ]
            middle = time.process_time()
            index.place(arrivals)
            if at >= members - 1000:
                read += middle - start
                spent += time.process_time() - middle
        last = min(members, 1000)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        rows.append(
            (
                f"{members} in the window",
                [
                    f"{1000 * spent / last:.2f} ms placed, {1000 * read / last:.2f} ms read",
                    f"{1024 * grown / members:.0f} bytes",
                ],
            )
        )
    show("Cost of an article", "<= 1 ms flat, <= 1,500 bytes", rows)


def main() -> int:
    """Print all tables; 0, also when there is no data to measure on."""
    quality("Formula news", formulas(), "kin apart >= 0.99, together >= 0.85")
    if measure.data_folder() is None:
        print("LEDE_DATA names no folder: nothing else to measure on")
        return 0
    target = "F1 >= 0.91, together >= 0.86, kin apart >= 0.92, strangers <= 0.0002"
    quality("ECB+", ecb(), target)
    quality("ECB+, first half", ecb(0), target)
    quality("ECB+, second half", ecb(1), target)
    quality("Headlines alone", headlines(), "F1 >= 0.88")
    quality("Headlines of many events", linked_headlines(), "none; no six topics")
    swallowed()
    cost()
    return 0


if __name__ == "__main__":
    sys.exit(main())
