"""One story as Telegram messages show it.

A lead is shown as ordinary text: it was cut to be read without a tap, and a quotation's bar
and margin cost a fifth of a phone's width. Only a long one (an unusually long sentence, or a
source's own teaser) folds away in an expandable quotation, so that it does not push the other
stories off the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.choice import Story
from bot.domain.models import Article
from bot.render.catalogue import label
from bot.render.clean import clean, isolate, join
from bot.render.dates import moment_text
from bot.render.graphemes import shortened
from bot.render.runs import BOLD, ITALIC, Run, Tag, linked, visible
from bot.render.split import MessageBlock, numbered, ready

#: Leads longer than this, about seven lines on a phone, are folded.
_FOLD_CHARS = 400
#: Of a lead that stands in for a headline.
_HEADLINE_UNITS = 80
#: Other sources named in the coverage line; the rest is counted.
_NAMED = 3
_FOLDED = Tag("blockquote", "expandable")


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
        public=story.public and not story.told_url,
    )
    block = _ready_block(shown)
    return numbered(block, number) if number else block


class _Shown(NamedTuple):
    """The values that a story's text is rendered from, without its number."""

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
    #: Everybody may read it.
    public: bool


@lru_cache(maxsize=2048)
def _ready_block(shown: _Shown) -> MessageBlock:
    """The rendered text of a story, cached for the digests of a slot: about 5 kB each."""
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
            lines_of((headline, lead_runs, source, also)),
            # the other sources without addresses, which would be most of the text
            plain=(
                lines_of((headline, lead_runs, source, names)),
                lines_of((headline, lead_runs, source)),
                lines_of((headline, source)),
                headline,
            ),
            shared=shown.public,
        )
    )


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


def lines_of(lines: Sequence[Sequence[Run]]) -> list[Run]:
    """Lines of runs, parted by line ends outside of their tags."""
    runs: list[Run] = []
    for line in lines:
        if not line:
            continue
        if runs:
            runs.append(Run("\n"))
        runs.extend(line)
    return runs
