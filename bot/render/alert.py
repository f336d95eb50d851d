"""Alerts as Telegram messages: one story, or all that had to wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.models import Article, Message, Story
from bot.render.catalogue import label
from bot.render.clean import clean, isolate
from bot.render.digest import story_block
from bot.render.runs import bold
from bot.render.split import Block, one_message


def render_alert(
    told: Sequence[tuple[str, Article]], *, language: str, zone: ZoneInfo, now: datetime
) -> Message:
    """One message for these stories, each given with what it was alerted for.

    Several are headlines with their sources, so that they fit.
    """
    if len(told) == 1:
        title = f"🔔 {isolate(clean(told[0][0]), language)}"
    else:
        title = f"🔔 {label('alert.together', language, count=len(told))}"
    blocks = [Block([bold(title)], heads=True)]
    blocks += [
        story_block(
            Story(id=article.id, speaker=article),
            number=0,
            language=language,
            zone=zone,
            now=now,
            leads=len(told) == 1,
        )
        for _, article in told
    ]
    return one_message(blocks)
