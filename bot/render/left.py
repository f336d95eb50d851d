"""Stories that a digest left out, page by page, as headlines."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.models import Article, RenderedMessage
from bot.render.catalogue import label
from bot.render.clean import clean, isolate
from bot.render.runs import ITALIC, Run, bold
from bot.render.split import MessageBlock, one_message
from bot.render.story import headline_runs

#: Headlines on one page.
PAGE = 15


def render_left(
    articles: Sequence[tuple[str, Article]], *, title: str, page: int, pages: int, language: str
) -> RenderedMessage:
    """One page of headlines, each given with the title of its section, under a heading.

    `page` counts from 0.
    """
    number = label("search.page", language, page=page + 1, pages=pages) if pages > 1 else ""
    blocks = [
        MessageBlock([bold(title), Run(f"\n{number}" if number else "", (ITALIC,))], heads=True)
    ]
    titled = len({section for section, _ in articles}) > 1
    shown: list[Run] = []
    before = None
    for section, article in articles:
        if titled and section != before:
            blocks.append(MessageBlock(shown))
            shown = [bold(f"▌{isolate(clean(section), language)}")]
            before = section
        if shown:
            shown.append(Run("\n"))
        shown += headline_runs(article, language)
    blocks.append(MessageBlock(shown))
    return one_message([block for block in blocks if block.units])
