"""The words over a digest and over its sections: name, day, size, top headlines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from bot.domain.choice import Digest
from bot.render.catalogue import label
from bot.render.clean import clean, escape, isolate, link, utf16_length
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


def heading(
    title: str, language: str, today: date, days: int, size: str, tops: tuple[str, ...]
) -> MessageBlock:
    """Name, day and size, then the top headlines: what a phone's notification shows."""
    first = _first_line(title, language, today, days, size)
    if not tops:
        return first
    shown = " · ".join([_isolated(top, language) for top in tops])
    plain = f"{first.texts[0]}\n{shown}"
    units = 1 + utf16_length(shown)
    return MessageBlock(
        [*first.runs, Run("\n"), Run(shown, (ITALIC,))],
        heads=True,
        units=first.units + units,
        entities=first.entities + 1,
        html=f"{first.html}\n<i>{escape(shown)}</i>",
        texts=(plain,),
        sizes=(first.sizes[0] + units,),
    )


@lru_cache(maxsize=512)
def _first_line(title: str, language: str, today: date, days: int, size: str) -> MessageBlock:
    """Name, day and size."""
    name = clean(title) or label("digest.title", language)
    runs = [bold(isolate(name, language)), Run(f" · {day_text(today, language)}{size}")]
    if days > 1:
        runs.append(Run("\n" + label("digest.covers", language, count=days)))
    return ready(MessageBlock(runs, heads=True))


@lru_cache(maxsize=4096)
def _isolated(top: str, language: str) -> str:
    return isolate(top, language)


def size_words(reads_s: Sequence[float], language: str) -> str:
    """The number of stories, and how many minutes they take to read, by seconds for each."""
    if len(reads_s) < 2:
        return ""
    return _size(len(reads_s), max(1, round(sum(reads_s) / 60)), language)


@lru_cache(maxsize=1024)
def _size(stories: int, minutes: int, language: str) -> str:
    count = label("digest.stories", language, count=stories)
    return f" · {count} · {label('button.minutes', language, count=minutes)}"


def best_address(digest: Digest) -> str:
    """The address of the best story that has one on the web."""
    order = sorted(digest.stories, key=lambda story: -sum(story.score.values()))
    return next((url for each in order if (url := link(each.speaker.url))), "")


@lru_cache(maxsize=4096)
def top_of(headline: str) -> str:
    """The beginning of a headline."""
    shown = clean(headline)
    return shortened(shown, min(_TOP_UNITS, utf16_length(shown) * 2 // 3)) if shown else ""


def top_headlines(stories: Sequence[tuple[float, str]]) -> tuple[str, ...]:
    """The beginnings of the best headlines, never whole: each stands below with its story.

    Of each story its rank and the beginning of its headline.
    """
    if len(stories) < _TOPS_FROM:
        return ()
    order = sorted(range(len(stories)), key=lambda at: -stories[at][0])
    return tuple([top for at in sorted(order[:_TOPS]) if (top := stories[at][1])])
