"""Alerts as Telegram messages: one story, or all that had to wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.choice import Story
from bot.domain.models import Article, RenderedMessage
from bot.render.catalogue import label
from bot.render.clean import clean, isolate
from bot.render.runs import bold
from bot.render.split import MessageBlock, one_message
from bot.render.story import story_block


def render_alert(
    told: Sequence[tuple[str, Article]],
    *,
    language: str,
    zone: ZoneInfo,
    now: datetime,
    door: bool = True,
) -> RenderedMessage:
    """One message for these stories, each given with what it was alerted for.

    Several are headlines with their sources, so that they fit. One has a button that saves it,
    where there is a `door`: in a channel nobody would see what a press does.
    """
    if len(told) == 1:
        title = f"🔔 {isolate(clean(told[0][0]), language)}"
    else:
        title = f"🔔 {label('alert.together', language, count=len(told))}"
    blocks = [MessageBlock([bold(title)], heads=True)]
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
    message = one_message(blocks)
    if len(told) > 1 or not door:
        return message
    save = (label("button.save", language), f"keep:{told[0][1].id}")
    return message.but(buttons=(save,))
