"""Search results as a message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.models import Article, RenderedMessage
from bot.domain.search_results import SearchResult
from bot.render.search import render_search
from bot.render.split import MAX_UNITS
from bot.text.sentences.splitting import split_sentences
from tests.render.telegram_html import parse

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def result(
    lead: str = "", body: str = "", headline: str = "Headline", url: str = "https://a.example/1"
) -> SearchResult:
    return SearchResult(
        article=Article(
            id=1, source_id=1, source_title="Source", headline=headline, lead=lead, url=url,
            language="en", published_at=NOW - timedelta(days=1), first_seen_at=NOW,
        ),
        body=body,
    )  # fmt: skip


def render(
    *results: SearchResult, words: str, page: int = 1, pages: int = 1, language: str = "en"
) -> RenderedMessage:
    return render_search(
        results,
        words=words,
        page=page,
        pages=pages,
        language=language,
        zone=ZoneInfo("UTC"),
        now=NOW,
        sentences=split_sentences,
    )


def test_a_hit_shows_headline_source_time_and_the_matching_sentence() -> None:
    """The sentence with the most of the words is shown, the words in bold."""
    body = "Nothing here. The central bank raised its rates. Rates alone."
    shown = render(result("A lead.", body), words="central rates", page=2, pages=7).html
    assert shown == (
        "<b>Results for “central rates”</b> · page 2 of 7\n\n"
        '<b><a href="https://a.example/1">Headline</a></b>\n'
        "<i>Source · Sun 22 Nov, 08:00</i>\n"
        "The <b>central</b> bank raised its <b>rates</b>."
    )


@pytest.mark.parametrize(
    ("words", "text", "shown"),
    [
        ("bank", "The banks agreed.", "The <b>banks</b> agreed."),
        ("bank", "Bankruptcies rise.", "Bankruptcies rise."),
        ("выборы", "Выборов не будет.", "<b>Выборов</b> не будет."),
        ("ai", "Training of AI staff.", "Training of <b>AI</b> staff."),
        ("creme", "Crème brûlée.", "<b>Crème</b> brûlée."),
        ("北京", "今天北京下雪。", "今天<b>北京</b>下雪。"),
        ("<b>", "a <b> c", "a &lt;<b>b</b>&gt; c"),
        ("-x", "Lead.", "Lead."),
        ("nothing", "Lead & more.", "Lead &amp; more."),
    ],
)
def test_words_and_their_forms_are_bold(words: str, text: str, shown: str) -> None:
    """Inflected forms count, parts of other words do not; without any the lead is shown."""
    assert render(result(text), words=words).html.split("\n")[-1] == shown


def test_a_long_sentence_is_shown_about_its_word() -> None:
    """Of a very long sentence the part with the word is seen."""
    text = "word " * 200 + "needle " + "word " * 200
    shown = parse(render(result("Lead.", text), words="needle").html).text.split("\n")[-1]
    assert "needle" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 320


def test_no_hits_are_said_in_the_persons_language() -> None:
    """Nothing found names what was looked for, escaped."""
    assert render(words="<x>", language="ru").html == "По запросу «&lt;x&gt;» ничего не нашлось."


@settings(deadline=None, max_examples=60)
@given(
    words=st.text(max_size=220),
    results=st.lists(
        st.builds(result, st.text(max_size=300), st.text(max_size=600), st.text(max_size=500)),
        max_size=8,
    ),
)
def test_any_page_is_one_whole_message(words: str, results: list[SearchResult]) -> None:
    """Whatever was asked and found, it is one message within the limits."""
    message = render(*results, words=words)
    assert 0 < parse(message.html).units <= MAX_UNITS
    assert 0 < len(message.plain.encode("utf-16-le")) // 2 <= MAX_UNITS
