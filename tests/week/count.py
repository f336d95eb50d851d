"""What a reader's chat says of a week, compared with what was printed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.week.agenda import Article
from tests.week.life import Received
from tests.week.papers import BY_KEY, PAPERS

_NUMBERED = re.compile(r"(\d+)\. (?=\S)")
_ALSO, _UPDATE = "Also: ", "Update: "
_SPACES = re.compile(r"[\s\u2066-\u2069\u200e\u200f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One story as a message tells it."""

    headline: str
    lead: str
    #: The title of the paper that speaks, and of others that tell it.
    paper: str
    also: tuple[str, ...]
    update: bool
    at: datetime


@dataclass(slots=True, kw_only=True)
class Count:
    """Shares of a week."""

    events: int = 0
    #: Told with its own headline and its own first sentence, or opened under its own headline.
    right: int = 0
    #: Of these the ones for which there was no place, so that a press opened them.
    opened: int = 0
    #: Told or to be opened nowhere.
    hidden: int = 0
    #: Told with another headline or first sentence.
    otherwise: int = 0
    stories: int = 0
    wrong_headlines: int = 0
    furniture: int = 0
    twice: int = 0
    wrong_coverage: int = 0
    #: Told right by kind and by day: how many, of how many.
    kinds: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    days: dict[int, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    #: What went wrong, in words.
    faults: list[str] = field(default_factory=list)

    def share(self, number: int) -> float:
        """A number of events or stories as a share of the events."""
        return number / max(self.events, 1)


def count(articles: Sequence[Article], received: Sequence[Received]) -> Count:
    """The figures of a week."""
    found = Count()
    told = [each for message in received for each in stories_of(message)]
    by_event: dict[str, list[Article]] = defaultdict(list)
    by_headline: dict[str, Article] = {}
    for article in articles:
        by_event[article.event].append(article)
        by_headline[_plain(article.text.headline)] = article
    found.stories = len(told)
    _judge_stories(found, told, by_headline, by_event)
    _judge_furniture(found, received)
    everything = _plain("\n".join(message.text for message in received))
    opened = {_plain(line) for one in received if one.opened for line in one.text.split("\n")}
    said = {(each.headline, each.lead.removeprefix(_UPDATE)) for each in told}
    for event, tellings in by_event.items():
        kind, day = tellings[0].kind, (tellings[0].at - articles[0].at).days
        told_right = any(_is_told(one, said) for one in tellings)
        only_opened = not told_right and any(_opened_as(one) in opened for one in tellings)
        right = told_right or only_opened
        seen = any(_plain(one.text.headline) in everything for one in tellings)
        found.events += 1
        found.right += right
        found.hidden += not seen
        found.opened += only_opened
        found.otherwise += seen and not right
        for tally in (found.kinds[kind], found.days[day]):
            tally[0] += right
            tally[1] += 1
        if not right:
            how = "told otherwise" if seen else "hidden"
            found.faults.append(f"{how}: {event}: {tellings[0].text.headline}")
    return found


def stories_of(message: Received) -> Iterator[Told]:
    """The stories a message tells, one after another."""
    block: list[str] = []
    for line in message.text.split("\n"):
        if _NUMBERED.match(line) and (not block or _is_whole(block)):
            if block and (told := _told(block, message)):
                yield told
            block = [line]
        elif block:
            block.append(line)
    if block and (told := _told(block, message)):
        yield told


def _is_whole(block: Sequence[str]) -> bool:
    return any(_paper(line) for line in block[1:])


def _paper(line: str) -> str:
    line = _plain(line)
    return next((paper.title for paper in PAPERS if line.startswith(f"{paper.title} ·")), "")


def _told(block: Sequence[str], message: Received) -> Told | None:
    at = next((place for place, line in enumerate(block) if place and _paper(line)), None)
    if at is None:
        return None
    lead = _plain(" ".join(block[1:at]))
    also = next((_plain(line) for line in block[at + 1 :] if line.startswith(_ALSO)), "")
    return Told(
        headline=_plain(_NUMBERED.sub("", block[0], count=1)),
        lead=lead,
        paper=_paper(block[at]),
        also=tuple(paper.title for paper in PAPERS if paper.title in also),
        update=lead.startswith(_UPDATE),
        at=message.at,
    )


def _judge_stories(
    found: Count,
    told: Sequence[Told],
    by_headline: Mapping[str, Article],
    by_event: Mapping[str, Sequence[Article]],
) -> None:
    times: Counter[str] = Counter()
    for each in told:
        article = by_headline.get(each.headline)
        if article is None:
            found.wrong_headlines += 1
            found.faults.append(f"wrong headline: {each.paper}: {each.headline} | {each.lead[:80]}")
            continue
        times[article.event] += 1
        if times[article.event] > 1:
            found.twice += 1
            found.faults.append(f"told twice: {article.event}: {each.headline}")
        related = {article.event, *filter(None, [article.follows])} | {
            one.event
            for event in by_event.values()
            for one in event
            if one.follows == article.event
        }
        tellers = {BY_KEY[one.paper].title for event in related for one in by_event.get(event, ())}
        if not set(each.also) <= tellers or (each.update and len(related) < 2):
            found.wrong_coverage += 1
            found.faults.append(f"wrong coverage: {each.headline} | {each.lead[:60]} | {each.also}")


def _judge_furniture(found: Count, received: Sequence[Received]) -> None:
    for message in received:
        shown = [piece for paper in PAPERS for piece in paper.furniture if piece in message.text]
        if shown:
            found.furniture += 1
            found.faults.append(f"furniture shown: {shown}")


def _opened_as(article: Article) -> str:
    """The line of an article among those for which there was no place."""
    return _plain(f"• {article.text.headline} · {BY_KEY[article.paper].title}")


def _is_told(article: Article, said: set[tuple[str, str]]) -> bool:
    headline, first = _plain(article.text.headline), _plain(article.text.first)
    return any(title == headline and lead.startswith(first) for title, lead in said)


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def table(found: Count) -> str:
    """The figures in words and numbers."""
    rows = [
        ("told right", found.right),
        ("  of these opened by a press", found.opened),
        ("told otherwise", found.otherwise),
        ("hidden", found.hidden),
        ("wrong headlines", found.wrong_headlines),
        ("messages with furniture", found.furniture),
        ("told twice", found.twice),
        ("wrong coverage", found.wrong_coverage),
    ]
    lines = [f"{found.events} events, {found.stories} stories told", ""]
    lines += [f"{name:32}{number:6}{found.share(number):9.4f}" for name, number in rows]
    lines += ["", f"{'told right by kind':32}{'':6}"]
    lines += [f"  {kind:30}{right:6}/{all_}" for kind, (right, all_) in sorted(found.kinds.items())]
    lines += ["", "told right by day"]
    lines += [
        f"  day {day + 1:26}{right:6}/{all_}" for day, (right, all_) in sorted(found.days.items())
    ]
    return "\n".join(lines)
