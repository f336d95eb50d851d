"""Every function that sees hostile text costs as much for each of its characters.

A table of all of them, with the longest text each is given; worst cases of many kinds are made
for each. Twice the text may take 2.6 times the processor time, and no more.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from types import FrameType, ModuleType
from zoneinfo import ZoneInfo

import pytest

import bot.domain
import bot.sources
import bot.text
from bot.domain.address_words import likeness
from bot.domain.briefing_names import check_name, read_prefix
from bot.domain.catching_up import parse_since
from bot.domain.drafts import Draft
from bot.domain.identity import canonical_url
from bot.domain.keeping import mark_of_words
from bot.domain.links import read_link
from bot.domain.models import Schedule
from bot.domain.mutes import read_mute
from bot.domain.narrowing import split_words
from bot.domain.novelty import meaning
from bot.domain.operators import stored_pass
from bot.domain.pauses import parse_until
from bot.domain.portable import read_portable
from bot.domain.query import MAX_CHARS, parse_query
from bot.domain.query_fields import since_at, with_months
from bot.domain.query_index import matches
from bot.domain.quiet import parse_quiet
from bot.domain.schedule_words import parse_schedule
from bot.domain.secrets import shown_database, shown_locator
from bot.domain.terms import words_of as terms_of
from bot.domain.updates import read_update
from bot.domain.zones import find_zone
from bot.log import Redactor
from bot.render.clean import clean, isolate, link
from bot.render.graphemes import cut
from bot.render.split import headlines_only
from bot.sources.addresses import parse_url
from bot.sources.api_reading import read_api_page
from bot.sources.article_pages import wants_page
from bot.sources.challenges import asks_for_person
from bot.sources.dates import parse_date
from bot.sources.decode import decode
from bot.sources.drafts import make_draft
from bot.sources.feed_reading import read_feed, reread_feed
from bot.sources.http import retry_after_s
from bot.sources.locators import parse_locator
from bot.sources.opml import read_opml
from bot.sources.robots_reading import may_read, read_robots
from bot.sources.sitemap_reading import read_sitemap
from bot.sources.telegram_page import read_channel
from bot.sources.web_page import read_page
from bot.store.engines.sqlite.search import phrases_hold
from bot.text.drafts import read_draft
from bot.text.lead.dateline import strip_dateline
from bot.text.lead.extraction import extract_lead
from bot.text.lead.longer import longer_lead
from bot.text.lines.notices import is_notice
from bot.text.page.second_look import second_look
from bot.text.reading import read_document
from bot.text.sentences.splitting import split_sentences
from bot.text.story.tellings import telling
from bot.text.words.language import detect_language
from bot.text.words.normalise import fold, normalise, search_terms, stem_text, words_of
from handlers.lines import slow
from handlers.registry import COMMANDS
from tests.support.worst_cases import WORST, cpu_s

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
takes_longer = slow(COMMANDS)
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


def _rows(text: str) -> object:
    rows = json.dumps({"items": [{"id": "1", "title": text, "body": text, "date": text}]})
    return read_api_page(rows.encode(), "", URL, {}, NOW)


def _draft(text: str) -> Draft:
    return Draft(key="a", url=URL, headline=text[:200], summary=text[:2000], body=f"<p>{text}")


def _teaser(text: str) -> object:
    return wants_page(Draft(key="a", url=URL, body=text[:800]), site=URL, now=NOW)


#: What may stand before a colon in a search.
_FIELDS = ("source", "lang", "topic", "since")

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
    "address asked for": (likeness, _MESSAGE),
    "mute": (read_mute, _MESSAGE),
    "since": (lambda text: parse_since(text, now=NOW, zone=ZoneInfo("UTC")), _MESSAGE),
    "month in a search": (with_months, _MESSAGE),
    "since in a search": (lambda text: since_at(text, now=NOW, zone=ZoneInfo("UTC")), _MESSAGE),
    "fields": (lambda text: parse_query(" ".join(f"{n}:{text[:1300]}" for n in _FIELDS)), _MESSAGE),
    "link": (read_link, _MESSAGE),
    "pass": (stored_pass, _MESSAGE),
    "settings of a chat": (lambda text: read_portable(text.encode()), _DOCUMENT),
    "prefix": (lambda text: read_prefix(text, ("a", "science")), _MESSAGE),
    "search words": (lambda text: search_terms(text, "en"), _MESSAGE),
    "update": (
        lambda text: read_update(json.dumps({"update_id": 1, "a": text}).encode()),
        _MESSAGE,
    ),
    "line": (lambda text: takes_longer({"message": {"text": text}}), _MESSAGE),
    "lists of feeds": (lambda text: read_opml(text.encode()), _DOCUMENT),
    # what sources serve
    "robots": (lambda text: may_read(read_robots(text).groups, f"{URL}/{text[:2000]}"), _DOCUMENT),
    "feed": (_feed, _DOCUMENT),
    "feed again": (lambda text: reread_feed(text.encode(), "", URL, NOW), 2 * _MESSAGE),
    "rows of an interface": (_rows, _DOCUMENT),
    "draft": (lambda text: make_draft(key=text, link=text, headline=text, body=text), _DOCUMENT),
    "wait asked for": (lambda text: retry_after_s(text, NOW), _MESSAGE),
    "challenge": (lambda text: asks_for_person({"a": text}, text.encode()), _DOCUMENT),
    "teaser": (_teaser, _DOCUMENT),
    "feed whole": (lambda text: read_feed(text.encode(), "", URL, NOW), _DOCUMENT),
    "sitemap": (lambda text: read_sitemap(text.encode(), "", URL, NOW), _DOCUMENT),
    "page": (lambda text: read_page(text.encode(), "text/html", URL, NOW), _DOCUMENT),
    "channel": (lambda text: read_channel(text.encode(), "text/html", URL, NOW), _DOCUMENT),
    "decode": (lambda text: decode(text.encode("utf-8", "replace")), _DOCUMENT),
    "date": (lambda text: parse_date(text, now=NOW), _DOCUMENT),
    # what is made of it
    "identity": (canonical_url, _DOCUMENT),
    "second look": (lambda text: second_look(f"<p>{text}"), _MESSAGE),
    "telling": (lambda text: telling(text, text, "en"), _DOCUMENT),
    "new in it": (meaning, _DOCUMENT),
    "mark kept": (lambda text: mark_of_words(text, text), _DOCUMENT),
    "draft read": (lambda text: read_draft(_draft(text), "", frozenset()), _MESSAGE),
    "phrase in a text": (
        lambda text: phrases_hold(json.dumps([[[text.split()[: MAX_CHARS // 2]]], []]), text),
        _DOCUMENT,
    ),
    "words behind an address": (split_words, _MESSAGE),
    "words asked for": (lambda text: matches(parse_query(text[:1000]), text.split()), _DOCUMENT),
    "terms": (lambda text: list(terms_of(text, frozenset())), _DOCUMENT),
    "notice": (is_notice, _DOCUMENT),
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
    "longer lead": (
        lambda text: longer_lead(text[:9], text, headline="a", language="en", sentences=3),
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
    "address shown": (link, _DOCUMENT),
    "cut": (lambda text: cut(text, 2 * len(text) // 3), _DOCUMENT),
    "headlines of a message": (headlines_only, _MESSAGE),
    "redaction": (Redactor(("secret-of-ours",)).clean, _DOCUMENT),
    "locator shown": (shown_locator, _DOCUMENT),
    "database shown": (shown_database, _DOCUMENT),
}

#: Among them what each function makes something of.
_SAMPLES = (
    "https://news.example/a?b=c",
    "BERLIN (AP) - Some words stand here, 1.5 of them, on Monday, 2 March 2026. Others do not.\n"
    * 9,
    "<html><body><h1>A title</h1><p>Some words stand here, 1.5 of them.</p><p>And more.</p></body>",
    '<rss version="2.0"><channel><item><title>A &amp; b</title><description>Words</description>'
    "<pubDate>Mon, 02 Mar 2026 06:00:00 +0100</pubDate></item></channel></rss>",
    '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_text": "a"}]}',
    '"a phrase" OR words -not source:news lang:de',
    "berlin",
    "08:00 18:30 weekdays",
    "2 März 2026",
    "www.news.example",
    "@channel",
    "sql:sqlite:///a.db#table",
    "User-agent: *\nDisallow: /a",
)

#: Modules with functions of texts that are called with none of a stranger's: what they are given.
_NOT_HOSTILE = {
    "bot.domain.archive": "our own addresses and keys",
    "bot.domain.buttons": "64 bytes of our own buttons",
    "bot.domain.due": "the name of a slot, our own",
    "bot.domain.log_levels": "what an operator wrote",
    "bot.domain.polling": "an address the guarded client followed, compared with one that is stored",
    "bot.domain.ranking": "a language's code",
    "bot.domain.replan": "names of zones that were found before",
    "bot.domain.setting_checks": "what an operator wrote",
    "bot.sources.sql_table": "what an operator wrote",
    "bot.text.bulk": "the command line's own files, read by the functions below",
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


def _takes_text(module: ModuleType) -> bool:
    """Whether a module has a public function of its own that is given text."""
    for name, each in vars(module).items():
        if not inspect.isfunction(each) or each.__module__ != module.__name__ or name[0] == "_":
            continue
        given = (kind for part, kind in each.__annotations__.items() if part != "return")
        if {"str", "bytes"} & set(given):
            return True
    return False


def test_no_module_that_reads_texts_is_left_out() -> None:
    """Each is entered by a function of the table, or it is said why it need not be."""
    read: set[str] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            read.add(frame.f_globals.get("__name__", ""))

    for function, _ in BUDGETS.values():
        for text in _SAMPLES:
            before = sys.getprofile()
            sys.setprofile(note)
            try:
                with suppress(Exception):
                    function(text)
            finally:
                sys.setprofile(before)
    found = set()
    for package in (bot.sources, bot.text, bot.domain):
        for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if _takes_text(importlib.import_module(each.name)):
                found.add(each.name)
    left = found - read
    assert left == set(_NOT_HOSTILE), sorted(left ^ set(_NOT_HOSTILE))
