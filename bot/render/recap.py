"""A look back at the week as one message."""

from __future__ import annotations

from bot.domain.models import Article, RenderedMessage
from bot.domain.recap import Recap
from bot.render.catalogue import label
from bot.render.clean import clean, isolate
from bot.render.graphemes import shortened
from bot.render.runs import Run, bold, linked
from bot.render.split import MessageBlock, one_message
from bot.render.story import headline_runs

_HEADLINE_UNITS = 200


def render_recap(recap: Recap, *, language: str) -> RenderedMessage:
    """The number of stories told, the stories that most sources told, what was saved, what did not
    fit.
    """
    told = label("recap.told", language, count=recap.told)
    digests = label("recap.digests", language, count=recap.digests)
    blocks = [
        MessageBlock(
            [bold(label("recap.title", language)), Run(f"\n{told} · {digests}")], heads=True
        )
    ]
    blocks += _headlines("recap.biggest", recap.biggest, language)
    if recap.saved:
        runs = [bold(label("recap.saved", language, count=recap.saved_count))]
        for headline, url in recap.saved:
            name = isolate(shortened(clean(headline), _HEADLINE_UNITS) or "…", language)
            runs += [Run("\n• "), linked(name, url)]
        blocks.append(MessageBlock(runs))
    blocks += _headlines("recap.missed", recap.missed, language)
    return one_message(blocks)


def _headlines(title: str, articles: tuple[Article, ...], language: str) -> list[MessageBlock]:
    if not articles:
        return []
    runs = [bold(label(title, language))]
    for each in articles:
        runs += [Run("\n"), *headline_runs(each, language)]
    return [MessageBlock(runs)]
