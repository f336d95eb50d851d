"""The words over a digest and over its sections: name, day, size, top headlines."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from bot.domain.choice import Digest
from bot.domain.toplists import reading_s
from bot.render.catalogue import label
from bot.render.clean import clean, isolate, link, utf16_length
from bot.render.dates import day_text
from bot.render.graphemes import shortened
from bot.render.runs import ITALIC, Run, bold
from bot.render.split import MessageBlock, ready

#: From so many stories on the first lines name so many of them, each by so much of its headline.
_TOPS_FROM, _TOPS, _TOP_UNITS = 4, 3, 44


@lru_cache(maxsize=512)
def section_block(title: str, language: str) -> MessageBlock:
    """The name of an interest over its stories."""
    name = isolate(clean(title), language)
    capitals = [Run(name.upper())]
    # a bar before it tells a section from a story at a glance
    return ready(
        MessageBlock([bold(f"▌{name}")], plain=(capitals, capitals, capitals, ()), heads=True)
    )


@lru_cache(maxsize=512)
def heading(
    title: str, language: str, today: date, days: int, size: str, tops: tuple[str, ...]
) -> MessageBlock:
    """Name, day and size, then the top headlines: what a phone's notification shows."""
    name = clean(title) or label("digest.title", language)
    runs = [bold(isolate(name, language)), Run(f" · {day_text(today, language)}{size}")]
    if days > 1:
        runs.append(Run("\n" + label("digest.covers", language, count=days)))
    if tops:
        shown = " · ".join(isolate(top, language) for top in tops)
        runs += [Run("\n"), Run(shown, (ITALIC,))]
    return ready(MessageBlock(runs, heads=True))


def size_words(digest: Digest, language: str, *, leads: bool) -> str:
    """The number of stories, and how many minutes they take to read."""
    stories = digest.stories
    if len(stories) < 2:
        return ""
    read_s = sum(reading_s(story, leads=leads) for story in stories)
    count = label("digest.stories", language, count=len(stories))
    return f" · {count}, {label('button.minutes', language, count=max(1, round(read_s / 60)))}"


def best_address(digest: Digest) -> str:
    """The address of the best story that has one on the web."""
    order = sorted(digest.stories, key=lambda story: -sum(story.score.values()))
    return next((url for each in order if (url := link(each.speaker.url))), "")


@lru_cache(maxsize=4096)
def _top(headline: str) -> str:
    """The beginning of a headline."""
    shown = clean(headline)
    return shortened(shown, min(_TOP_UNITS, utf16_length(shown) * 2 // 3)) if shown else ""


def top_headlines(digest: Digest) -> tuple[str, ...]:
    """The beginnings of the best headlines, never whole: each stands below with its story."""
    stories = digest.stories
    if len(stories) < _TOPS_FROM:
        return ()
    order = sorted(stories, key=lambda story: -sum(story.score.values()))
    best = {story.id for story in order[:_TOPS]}
    headlines = (_top(story.speaker.headline) for story in stories if story.id in best)
    return tuple([each for each in headlines if each])
