"""Addresses as they may be shown: what looks like a token is not in them."""

from __future__ import annotations

import pytest

from bot.domain.secrets import shown_locator


@pytest.mark.parametrize(
    ("locator", "shown"),
    [
        ("https://a.example/feed.xml", None),
        ("https://a.example/2026/11/28/a-long-headline-of-an-article.html", None),
        ("https://a.example/feed?format=rss&page=2&lang=de", None),
        ("https://www.youtube.com/feeds/videos.xml?channel_id=UCxT5yzVa01sdYXTQkVcQrRw", None),
        ("folder:/srv/news", None),
        ("https://u:p@a.example/feed", "https://u:***@a.example/feed"),
        ("https://a.example/feed?token=x", "https://a.example/feed?token=***"),
        ("https://a.example/feed?user_key=x&n=1", "https://a.example/feed?user_key=***&n=1"),
        ("https://a.example/f?t=9f8e7d6c5b4a3928", "https://a.example/f?t=***"),
        ("https://a.example/u/9f8e7d6c5b4a3928/rss", "https://a.example/u/***/rss"),
        ("https://a.example/private-9f8e7d6c5b4a39/x.ics", "https://a.example/***/x.ics"),
        (
            "https://a.example/0f8fad5b-d9cb-469f-a165-70867728950e/rss",
            "https://a.example/***/rss",
        ),
        ("sql:postgresql://u:p@h/db#articles", "sql:postgresql://u:***@h/db#articles"),
        ("api:https://a.example/v1;sid=1?sig=abc", "api:https://a.example/v1;sid=1?sig=***"),
    ],
)
def test_a_locator_is_shown_without_what_opens_it(locator: str, shown: str | None) -> None:
    """Passwords, named tokens, and parts that look like one; ordinary addresses stay whole."""
    assert shown_locator(locator) == (shown or locator)
