"""A found article as a message that somebody shares in any chat."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.models import RenderedMessage
from bot.domain.search_results import SearchResult
from bot.render.clean import clean, isolate, join
from bot.render.dates import moment_text
from bot.render.graphemes import shortened
from bot.render.runs import BOLD, ITALIC, Run, linked
from bot.render.split import MessageBlock, one_message

_HEADLINE_UNITS = 200


def render_shared(
    result: SearchResult, *, sentence: str, language: str, zone: ZoneInfo, now: datetime
) -> RenderedMessage:
    """Headline with its link, source and time, and the sentence that was looked for."""
    article = result.article
    at = moment_text(article.effective_at, now=now, zone=zone, language=language)
    headline = isolate(shortened(clean(article.headline), _HEADLINE_UNITS), language)
    runs = [
        linked(headline, article.url, BOLD),
        Run("\n"),
        Run(join((isolate(clean(article.source_title), language), at)), (ITALIC,)),
    ]
    if sentence:
        runs += [Run("\n"), Run(isolate(sentence, language))]
    return one_message([MessageBlock(runs)])
