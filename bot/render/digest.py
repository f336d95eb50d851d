"""A digest as Telegram messages.

A lead is shown as ordinary text: it was cut to be read without a tap, and a quotation's bar
and margin cost a fifth of a phone's width. Only a long one (an unusually long sentence, or a
source's own teaser) folds away in an expandable quotation, so that it does not push the other
stories off the screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.choice import Digest, Story
from bot.domain.models import Article, RenderedMessage
from bot.render.catalogue import label
from bot.render.clean import clean, isolate, join
from bot.render.dates import moment_text
from bot.render.digest_head import best_address, heading, section_block, size_words, top_headlines
from bot.render.doubt import doubt_block
from bot.render.graphemes import shortened
from bot.render.runs import BOLD, ITALIC, Run, Tag, bold, linked, visible
from bot.render.split import MessageBlock, messages, numbered, ready

#: Leads longer than this, about seven lines on a phone, are folded.
_FOLD_CHARS = 400
#: Of a lead that stands in for a headline.
_HEADLINE_UNITS = 80
#: Other sources named in the coverage line; the rest is counted.
_NAMED = 3
_FOLDED = Tag("blockquote", "expandable")


#: Blocks of stories as many digests show them: by the story's identity, and how it is shown; with
#: the story, so that no other has its identity.
Blocks = dict[tuple[int, str, str | None, date, bool], tuple[Story, MessageBlock]]


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
    found = messages(
        _blocks(
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
    )
    if preview and (shown := best_address(digest)):
        found[0] = replace(found[0], preview=shown)
    if page and digest.more:
        more = label("button.more", language, count=digest.more)
        found[-1] = replace(found[-1], buttons=((more, page),))
    if door:
        found[-1] = replace(found[-1], buttons=_buttons(digest, language, first=first))
    return found


def headline_runs(speaker: Article, language: str, *, mark: str = "• ") -> list[Run]:
    """A story by its linked headline alone, with its source's name."""
    source = clean(speaker.source_title)
    title = clean(speaker.headline) or shortened(clean(speaker.lead), _HEADLINE_UNITS)
    runs = [Run(mark), linked(isolate(title or source or "…", language), speaker.url)]
    return [*runs, Run(f" · {isolate(source, language)}", (ITALIC,))] if source else runs


def story_block(
    story: Story,
    *,
    number: int,
    language: str,
    zone: ZoneInfo,
    now: datetime,
    leads: bool = True,
) -> MessageBlock:
    """One story: number and linked headline, lead, source and time, who else tells it.

    Number 0 is not shown.
    """
    speaker = story.speaker
    at = moment_text(speaker.effective_at, now=now, zone=zone, language=language)
    shown = _Shown(
        headline=speaker.headline,
        lead=speaker.lead,
        url=speaker.url,
        source=speaker.source_title,
        at=at,
        coverage=tuple((told.title, told.url) for told in story.coverage),
        update=story.update,
        told_url=story.told_url,
        leads=leads or story.update,
        language=language,
    )
    block = _ready_block(shown)
    return numbered(block, number) if number else block


class _Shown(NamedTuple):
    """All that is seen of a story, whatever its number."""

    headline: str
    lead: str
    url: str
    source: str
    #: When it was told, in words.
    at: str
    #: Titles and addresses of who else tells it.
    coverage: tuple[tuple[str, str], ...]
    update: bool
    #: Where it was told first.
    told_url: str
    leads: bool
    language: str


@lru_cache(maxsize=2048)
def _ready_block(shown: _Shown) -> MessageBlock:
    """All that many digests tell is made once: about 5 kB each, for a slot's worth of stories."""
    language = shown.language
    headline = _headline(shown)
    lead = clean(shown.lead) if shown.leads else ""
    lead_runs = _lead(lead, shown)
    name = isolate(clean(shown.source), language)
    source = [Run(join((name, shown.at)), (ITALIC,))]
    also = _coverage(shown.coverage, language)
    names = [Run(visible(also))] if also else []
    return ready(
        MessageBlock(
            _lines((headline, lead_runs, source, also)),
            # the other sources without addresses, which would be most of the text
            plain=(
                _lines((headline, lead_runs, source, names)),
                _lines((headline, lead_runs, source)),
                _lines((headline, source)),
                headline,
            ),
        )
    )


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
) -> Iterator[MessageBlock]:
    today = now.astimezone(zone).date()
    yield heading(
        title,
        language,
        today,
        days,
        size_words(digest, language, leads=leads),
        top_headlines(digest),
    )
    if in_doubt:
        yield doubt_block(in_doubt, language)
    number = 0
    titled = len(digest.sections) > 1 or any(section.title for section in digest.sections)
    for section in digest.sections:
        if not section.stories:
            continue
        if titled:
            yield section_block(section.title, language)
        for story in section.stories:
            number += 1
            key = (id(story), language, zone.key, today, leads)
            found = made.get(key)
            if found is None:
                block = story_block(
                    story, number=0, language=language, zone=zone, now=now, leads=leads
                )
                found = made[key] = story, block
            yield numbered(found[1], number)
    if not door:
        yield from _also(digest, language)
    if digest.ticked:
        yield _ticked(digest, language)
    if digest.muted:
        count = len(digest.muted)
        yield MessageBlock([Run(label("digest.muted", language, count=count), (ITALIC,))])


def _ticked(digest: Digest, language: str) -> MessageBlock:
    """All that alerts told already, a line for each."""
    lines = [[bold(label("digest.ticked", language))]]
    lines += [headline_runs(article, language, mark="✓ ") for article in digest.ticked]
    return MessageBlock(_lines(lines))


def _also(digest: Digest, language: str) -> Iterator[MessageBlock]:
    """All that did not fit: headlines, and how many more there are."""
    also = [story.speaker for section in digest.sections for story in section.also]
    if not digest.more:
        return
    lines = [[bold(label("left.also", language))]] if also else []
    lines += [headline_runs(speaker, language) for speaker in also]
    if digest.more > len(also):
        count = digest.more - len(also)
        lines.append([Run(label("digest.more", language, count=count), (ITALIC,))])
    yield MessageBlock(_lines(lines))


def _buttons(digest: Digest, language: str, *, first: bool) -> tuple[tuple[str, str], ...]:
    """All that opens the rest of a digest, with how much there is, and what is done with its
    stories.

    Under the `first` one the way on to when it comes.
    """
    doors = (("more", "rest", digest.more), ("held", "held", len(digest.held)))
    found = tuple(
        (label(f"button.{name}", language, count=count), f"more:{{edition}}:{kind}")
        for name, kind, count in doors
        if count
    )
    if digest.stories:
        found += (
            (label("button.why", language), "reason:{edition}"),
            (label("button.save", language), "save:{edition}"),
        )
    if first:
        return (*found, (label("button.next", language), "open:when"))
    return (*found, ("⚙", "open:set"))


def _headline(shown: _Shown) -> list[Run]:
    text = clean(shown.headline)
    if not text:
        # something must be there to press on
        text = shortened(clean(shown.lead), _HEADLINE_UNITS) or clean(shown.source) or "…"
    return [linked(isolate(text, shown.language), shown.url, BOLD)]


def _lead(lead: str, shown: _Shown) -> list[Run]:
    if not lead:
        return []
    language = shown.language
    if shown.update:
        mark = linked(label("digest.update", language), shown.told_url, BOLD)
        return [mark, Run(f" {isolate(lead, language)}")]
    return [Run(isolate(lead, language), (_FOLDED,) if len(lead) > _FOLD_CHARS else ())]


def _coverage(coverage: Sequence[tuple[str, str]], language: str) -> list[Run]:
    """`Also: A, B and 2 more`, each name leading to its source's article."""
    named = [(name, url) for title, url in coverage if (name := clean(title))]
    if not named:
        return []
    rest = len(named) - _NAMED
    mark = "\0"
    key, values = ("digest.also_more", {"count": rest}) if rest > 0 else ("digest.also", {})
    before, _, after = label(key, language, sources=mark, **values).partition(mark)
    runs = [Run(before)]
    for place, (name, url) in enumerate(named[:_NAMED]):
        if place:
            runs.append(Run(", "))
        runs.append(linked(isolate(name, language), url))
    return [*runs, Run(after)] if after else runs


def _lines(lines: Sequence[Sequence[Run]]) -> list[Run]:
    """Lines of runs, parted by line ends outside of their tags."""
    runs: list[Run] = []
    for line in lines:
        if not line:
            continue
        if runs:
            runs.append(Run("\n"))
        runs.extend(line)
    return runs
