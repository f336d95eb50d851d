"""Every function that sees hostile text costs as much for each of its characters.

A table of all of them, with the longest text each is given; worst cases of many kinds are made
for each. Twice the text may take 2.6 times the processor time, and no more.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.briefing_names import check_name, read_prefix
from bot.domain.models import Schedule
from bot.domain.pauses import parse_until
from bot.domain.query import parse_query
from bot.domain.quiet import parse_quiet
from bot.domain.schedule_words import parse_schedule
from bot.domain.secrets import shown_database, shown_locator
from bot.domain.zones import find_zone
from bot.log import Redactor
from bot.render.clean import clean, isolate, link
from bot.sources.addresses import parse_url
from bot.sources.dates import parse_date
from bot.sources.decode import decode
from bot.sources.feed_reading import read_feed
from bot.sources.locators import parse_locator
from bot.sources.opml import read_opml
from bot.sources.robots_reading import may_read, read_robots
from bot.sources.sitemap_reading import read_sitemap
from bot.sources.telegram_page import read_channel
from bot.sources.web_page import read_page
from bot.text.dateline import strip_dateline
from bot.text.language import detect_language
from bot.text.lead import extract_lead
from bot.text.normalise import fold, normalise, search_terms, stem_text, words_of
from bot.text.reading import read_document
from bot.text.sentences import split_sentences
from tests.support.worst_cases import WORST, cpu_s

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
URL = "https://a.example/feed"

#: A message of Telegram.
_MESSAGE = 4096
#: What is read of a document, and what of it in a test.
_DOCUMENT = 16_000


def _html(text: str) -> object:
    return read_document(f"<html><body>{text}</body></html>", html=True, url=URL)


def _feed(text: str) -> object:
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>a</title><item><title>b</title>'
    return read_feed(f"{head}<description>{text}".encode(), "application/xml", URL, NOW)


#: Name, function, and the longest text it is given.
BUDGETS: dict[str, tuple[Callable[[str], object], int]] = {
    # what people write
    "locator": (parse_locator, _MESSAGE),
    "address": (lambda text: parse_url(text, allow_private=False), _MESSAGE),
    "query": (parse_query, _MESSAGE),
    "schedule": (lambda text: parse_schedule(text, current=Schedule(times=())), _MESSAGE),
    "zone": (find_zone, _MESSAGE),
    "quiet hours": (parse_quiet, _MESSAGE),
    "pause": (lambda text: parse_until(text, now=NOW, zone=ZoneInfo("UTC")), _MESSAGE),
    "name": (check_name, _MESSAGE),
    "prefix": (lambda text: read_prefix(text, ("a", "science")), _MESSAGE),
    "search words": (lambda text: search_terms(text, "en"), _MESSAGE),
    "lists of feeds": (lambda text: read_opml(text.encode()), _DOCUMENT),
    # what sources serve
    "robots": (lambda text: may_read(read_robots(text).groups, f"{URL}/{text[:2000]}"), _DOCUMENT),
    "feed": (_feed, _DOCUMENT),
    "feed whole": (lambda text: read_feed(text.encode(), "", URL, NOW), _DOCUMENT),
    "sitemap": (lambda text: read_sitemap(text.encode(), "", URL, NOW), _DOCUMENT),
    "page": (lambda text: read_page(text.encode(), "text/html", URL, NOW), _DOCUMENT),
    "channel": (lambda text: read_channel(text.encode(), "text/html", URL, NOW), _DOCUMENT),
    "decode": (lambda text: decode(text.encode("utf-8", "replace")), _DOCUMENT),
    "date": (lambda text: parse_date(text, now=NOW), _DOCUMENT),
    # what is made of it
    "normalise": (normalise, _DOCUMENT),
    "fold": (fold, _DOCUMENT),
    "words": (words_of, _DOCUMENT),
    "stems": (lambda text: stem_text(text, "en"), _DOCUMENT),
    "language": (detect_language, _DOCUMENT),
    "sentences": (lambda text: split_sentences(text, "en"), _DOCUMENT),
    "sentences of others": (lambda text: split_sentences(text, "zh"), _DOCUMENT),
    "dateline": (lambda text: strip_dateline(text, "en"), _DOCUMENT),
    "lead": (
        lambda text: extract_lead([text, text], headline="a", language="en", budget_chars=320),
        _DOCUMENT,
    ),
    "plain text": (lambda text: read_document(text, html=False), _DOCUMENT),
    "plain text of others": (
        lambda text: read_document(text, html=False, language="zh"),
        _DOCUMENT,
    ),
    "web text": (_html, _DOCUMENT),
    # what is shown and logged
    "shown": (clean, _DOCUMENT),
    "isolated": (lambda text: isolate(text, "en"), _DOCUMENT),
    "link": (link, _DOCUMENT),
    "redaction": (Redactor(("secret-of-ours",)).clean, _DOCUMENT),
    "locator shown": (shown_locator, _DOCUMENT),
    "database shown": (shown_database, _DOCUMENT),
}

#: Below this the clock and the collector of garbage decide.
_NOISE_S = 0.05


@pytest.mark.parametrize("name", BUDGETS)
def test_cost_grows_with_the_length_and_no_faster(name: str) -> None:
    """The least of some tries counts, and only where there is something to count."""
    function, cap = BUDGETS[name]
    for case, make in WORST.items():
        small, large = make(cap // 2), make(cap)
        after = cpu_s(function, large)
        if after < _NOISE_S:
            continue
        before = 0.0
        for _ in range(6):
            before = max(cpu_s(function, small), cpu_s(function, small))
            if after <= 2.6 * before:
                break
            after = min(after, cpu_s(function, large))
        else:
            pytest.fail(f"{name}: {case}: {before:.3f} s, then {after:.3f} s for twice as much")
