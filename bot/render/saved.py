"""Saved stories of a chat, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.keeping import Saved
from bot.domain.models import RenderedMessage
from bot.render.catalogue import label
from bot.render.clean import clean, isolate, join
from bot.render.dates import moment_text
from bot.render.graphemes import shortened
from bot.render.runs import BOLD, ITALIC, Run, bold, linked
from bot.render.split import MessageBlock, one_message

_HEADLINE_UNITS, _LEAD_UNITS = 200, 300


def render_saved(
    stories: Sequence[Saved],
    *,
    first: int,
    count: int,
    language: str,
    zone: ZoneInfo,
    now: datetime,
) -> RenderedMessage:
    """One page of saved stories, numbered from `first`; `count` is how many there are in all."""
    blocks = [MessageBlock([bold(label("saved.title", language, count=count))], heads=True)]
    for number, story in enumerate(stories, first):
        name = shortened(clean(story.headline), _HEADLINE_UNITS) or clean(story.source_title)
        runs = [bold(f"{number}. "), linked(isolate(name or "…", language), story.url, BOLD)]
        if lead := shortened(clean(story.lead), _LEAD_UNITS):
            runs += [Run("\n"), Run(isolate(lead, language))]
        at = moment_text(
            story.published_at or story.saved_at, now=now, zone=zone, language=language
        )
        where = join((isolate(clean(story.source_title), language), at))
        blocks.append(MessageBlock([*runs, Run("\n"), Run(where, (ITALIC,))]))
    return one_message(blocks)
