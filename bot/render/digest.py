"""A digest as Telegram messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.choice import Digest, Story
from bot.domain.models import RenderedMessage
from bot.domain.toplists import reading_s
from bot.render.catalogue import label
from bot.render.digest_head import (
    best_address,
    heading,
    section_block,
    size_words,
    top_headlines,
    top_of,
)
from bot.render.doubt import doubt_block
from bot.render.runs import ITALIC, Run, bold
from bot.render.split import MessageBlock, in_one, messages, numbered
from bot.render.story import headline_runs, lines_of, story_block

#: How stories are shown: language, zone, day, with leads.
_How = tuple[str, str | None, date, bool]
#: Blocks of stories as many digests show them: by how they are shown, and the story's identity; with
#: the story, so that no other has its identity.
Blocks = dict[_How, dict[int, "_Made"]]


class _Made(NamedTuple):
    """A rendered story with its rank and reading time, shared by digests."""

    story: Story
    block: MessageBlock
    #: Its rank, the time to read it in seconds, the beginning of its headline.
    rank: float
    read_s: float
    top: str


def render_digest(
    digest: Digest,
    *,
    title: str,
    language: str,
    zone: ZoneInfo,
    now: datetime,
    leads: bool = True,
    covers_days: int = 1,
    in_doubt: Sequence[str] = (),
    door: bool = True,
    page: str = "",
    preview: bool = False,
    first: bool = False,
    made: Blocks | None = None,
) -> list[RenderedMessage]:
    """The messages of a digest, in order; none when it has no stories.

    `title` is the briefing's name, empty for the usual heading; `covers_days` above 1 says that
    slots were missed; `in_doubt` are plain texts that may not have arrived and are asked about, also
    when there is nothing else to tell. What it leaves out is opened by buttons below the last
    message; without a `door` the rest is counted under the headlines in `Section.also`, and all of
    it stands on the edition's `page`, where that has an address. With `preview` the first message
    shows the picture of the best story; `first` says that the chat was told nothing before. `made`
    keeps what other digests show as well. Each message is within Telegram's limits as HTML and as
    plain text.
    """
    if not digest and not in_doubt:
        return []
    blocks = _blocks(
        digest,
        title=title,
        language=language,
        zone=zone,
        now=now,
        leads=leads,
        days=covers_days,
        in_doubt=in_doubt,
        door=door,
        made={} if made is None else made,
    )
    whole = in_one(blocks)
    found = (
        [whole]
        if whole is not None
        else messages([numbered(block, number) if number else block for block, number in blocks])
    )
    if preview and (shown := best_address(digest)):
        found[0] = found[0].but(preview=shown)
    if page and digest.more:
        more = label("button.more", language, count=digest.more)
        found[-1] = found[-1].but(buttons=((more, page),))
    if door:
        found[-1] = found[-1].but(buttons=_buttons(digest, language, first=first))
    return found


def _blocks(
    digest: Digest,
    *,
    title: str,
    language: str,
    zone: ZoneInfo,
    now: datetime,
    leads: bool,
    days: int,
    in_doubt: Sequence[str],
    door: bool,
    made: Blocks,
) -> list[tuple[MessageBlock, int]]:
    """The blocks of a digest, each with the number in front of it, 0 for none."""
    today = _day(now, zone)
    how = (language, zone.key, today, leads)
    sections, told = _shown_in(digest, how, zone, now, made.setdefault(how, {}))
    size = size_words([each.read_s for each in told], language)
    tops = top_headlines([(each.rank, each.top) for each in told])
    blocks = [(heading(title, language, today, days, size, tops), 0)]
    if in_doubt:
        blocks.append((doubt_block(in_doubt, language), 0))
    titled = len(digest.sections) > 1 or any(section.title for section in digest.sections)
    first = 0
    for name, count in sections:
        if titled:
            blocks.append((section_block(name, language), 0))
        mine = told[first : first + count]
        blocks += [(each.block, number) for number, each in enumerate(mine, first + 1)]
        first += count
    if not door:
        blocks += [(block, 0) for block in _also(digest, language)]
    if digest.ticked:
        blocks.append((_ticked(digest, language), 0))
    if digest.muted:
        count = len(digest.muted)
        words = label("digest.muted", language, count=count)
        blocks.append((MessageBlock([Run(words, (ITALIC,))]), 0))
    return blocks


@lru_cache(maxsize=64)
def _day(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def _shown_in(
    digest: Digest, how: _How, zone: ZoneInfo, now: datetime, made: dict[int, _Made]
) -> tuple[list[tuple[str, int]], list[_Made]]:
    """The sections with something to tell, by title and number of stories; and all stories."""
    language, _, _, leads = how
    told: list[_Made] = []
    sections: list[tuple[str, int]] = []
    for section in digest.sections:
        if section.stories:
            sections.append((section.title, len(section.stories)))
        for story in section.stories:
            found = made.get(id(story))
            if found is None:
                block = story_block(
                    story, number=0, language=language, zone=zone, now=now, leads=leads
                )
                found = made[id(story)] = _Made(
                    story,
                    block,
                    sum(story.score.values()),
                    reading_s(story, leads=leads),
                    top_of(story.speaker.headline),
                )
            told.append(found)
    return sections, told


def _ticked(digest: Digest, language: str) -> MessageBlock:
    """The list of stories that alerts told already, a line for each."""
    lines = [[bold(label("digest.ticked", language))]]
    lines += [headline_runs(article, language, mark="✓ ") for article in digest.ticked]
    return MessageBlock(lines_of(lines))


def _also(digest: Digest, language: str) -> Iterator[MessageBlock]:
    """The list of stories that did not fit: headlines, and how many more there are."""
    also = [story.speaker for section in digest.sections for story in section.also]
    if not digest.more:
        return
    lines = [[bold(label("left.also", language))]] if also else []
    lines += [headline_runs(speaker, language) for speaker in also]
    if digest.more > len(also):
        count = digest.more - len(also)
        lines.append([Run(label("digest.more", language, count=count), (ITALIC,))])
    yield MessageBlock(lines_of(lines))


def _buttons(digest: Digest, language: str, *, first: bool) -> tuple[tuple[str, str], ...]:
    """The buttons under a digest: open the rest, with its count, and act on its stories.

    Under the `first` one the way on to when it comes.
    """
    tells = any(section.stories for section in digest.sections)
    return _doors(digest.more, len(digest.held), language, tells=tells, first=first)


@lru_cache(maxsize=1024)
def _doors(
    more: int, held: int, language: str, *, tells: bool, first: bool
) -> tuple[tuple[str, str], ...]:
    found = tuple(
        (label(f"button.{name}", language, count=count), f"more:{{edition}}:{kind}")
        for name, kind, count in (("more", "rest", more), ("held", "held", held))
        if count
    )
    if tells:
        found += (
            (label("button.why", language), "reason:{edition}"),
            (label("button.save", language), "save:{edition}"),
        )
    if first:
        return (*found, (label("button.next", language), "open:when"))
    return (*found, ("⚙", "open:set"))
