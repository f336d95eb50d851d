"""Inline mode: a search in any chat, whose results are shared there. Everybody's sources alone."""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.domain.errors import InputError, StoreSlowError
from bot.domain.models import Chat
from bot.domain.search_results import SearchResult
from bot.domain.sight import Sight
from bot.log import log_event
from bot.render.catalogue import label, resolve
from bot.render.clean import clean
from bot.render.graphemes import shortened
from bot.render.inline import render_shared
from bot.render.search import matching_sentence, wanted_words
from bot.services.quotas import Allowance
from bot.text.sentences.splitting import split_sentences
from handlers.services import Services

_LOG = logging.getLogger(__name__)

#: Results that are offered at once, and how far can be scrolled.
PAGE, _MOST = 10, 50
#: Fewer letters are still being typed.
_SHORTEST = 3
#: Telegram gives the same answer to the same person for so long.
_CACHED_S = 60
_DESCRIPTION_UNITS = 160


class InlineSearch:
    """Answers what is typed after the bot's name. Nothing private of anybody is found by it."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def answer(self, query: InlineQuery) -> None:
        """Offer what the words find; nothing for a banned person or one who asks too much."""
        person, now = query.from_user.id, self._services.clock.now()
        if (await self._services.chats.standing(person)).banned:
            return
        home = await self._services.chats.find(person)
        language = home.language if home else resolve(query.from_user.language_code or "")
        words = " ".join(query.query.split())[:200]
        offset = int(query.offset) if query.offset.isdecimal() else 0
        results: list[SearchResult] = []
        more = False
        if len(words) >= _SHORTEST and offset < _MOST:
            if self._services.quotas.inline(person, now) is not Allowance.YES:
                return
            results, more = await self._results(words, offset, home, language)
        answers = [self._shared(result, words, home, language) for result in results]
        await _answer(query, answers, str(offset + PAGE) if more else "", language)

    async def _results(
        self, words: str, offset: int, home: Chat | None, language: str
    ) -> tuple[list[SearchResult], bool]:
        try:
            found = await self._services.search.search(
                words,
                sight=Sight(),
                now=self._services.clock.now(),
                zone=self._zone(home),
                language=language,
                limit=PAGE,
                offset=offset,
            )
        except (InputError, StoreSlowError):
            return [], False
        return list(found.results), found.more or found.total > offset + PAGE

    def _shared(
        self, result: SearchResult, words: str, home: Chat | None, language: str
    ) -> InlineQueryResultArticle:
        sentence = matching_sentence(result, wanted_words(words), sentences=split_sentences)
        message = render_shared(
            result,
            sentence=sentence,
            language=language,
            zone=self._zone(home),
            now=self._services.clock.now(),
        )
        source = clean(result.article.source_title)
        return InlineQueryResultArticle(
            id=str(result.article.id),
            title=shortened(clean(result.article.headline), _DESCRIPTION_UNITS) or source or "…",
            description=shortened(f"{source} · {sentence}", _DESCRIPTION_UNITS),
            input_message_content=InputTextMessageContent(
                message.html,
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            ),
        )

    def _zone(self, home: Chat | None) -> ZoneInfo:
        return ZoneInfo(home.zone if home else self._services.defaults.zone)


async def _answer(
    query: InlineQuery, answers: list[InlineQueryResultArticle], offset: str, language: str
) -> None:
    key = "inline.open" if answers or offset else "inline.type"
    try:
        await query.answer(
            answers,
            cache_time=_CACHED_S,
            is_personal=True,
            next_offset=offset,
            button=InlineQueryResultsButton(label(key, language), start_parameter="inline"),
        )
    except BadRequest as error:  # the person typed on: nobody waits for this answer
        log_event(_LOG, logging.DEBUG, "inline.too_late", why=error.message)
