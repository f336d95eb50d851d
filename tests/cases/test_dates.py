"""Variants: dates of feeds in the languages and orders of their readers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.sources.dates import parse_date
from bot.sources.feed_reading import read_feed
from tests.support.cases import NOW

#: Each is 25 November 2026, 10:00 in UTC.
MORNING = [
    ("de", "Mittwoch, 25. November 2026, 10:00 Uhr"),
    ("de", "Mi 25.11.2026 - 10.00 Uhr"),
    ("en", "11/25/2026 10:00 AM"),
    ("en", "Nov 25th, 2026 at 10am"),
    ("en", "Wednesday, November 25, 2026 05:00:00 AM Eastern Standard Time"),
    ("en", "Nov 25, 10:00 AM"),
    ("", "2026-11-25 11:00:00 Europe/Berlin"),
    ("", "2026-11-25T11:00:00+01:00[Europe/Berlin]"),
    ("zh", "2026年11月25日 上午10:00"),
    ("ja", "令和8年11月25日 10時00分"),
    ("ko", "2026. 11. 25. 오전 10:00"),
    ("ko", "2026년 11월 25일 10시"),
    ("ar", "٢٥ نوفمبر ٢٠٢٦ ١٠:٠٠"),
    ("ar", "25 تشرين الثاني 2026 - 10:00 صباحًا"),
    ("fa", "۲۰۲۶-۱۱-۲۵ ۱۰:۰۰"),
    ("th", "25 พฤศจิกายน 2569 10:00"),
    ("vi", "25 tháng 11, 2026 10:00"),
    ("vi", "Thứ Tư, 25/11/2026 17:00 GMT+7"),
    ("fr", "mercredi 25 novembre 2026 à 10h00"),
    ("es", "miércoles, 25 de noviembre de 2026 10:00 h"),
    ("cs", "25. listopadu 2026 10:00"),
    ("hr", "25. studenoga 2026. 10:00"),
    ("fi", "25. marraskuuta 2026 klo 10.00"),
    ("sv", "25 november 2026 kl. 10.00"),
    ("hu", "2026. november 25., szerda 10:00"),
    ("el", "25 Νοεμβρίου 2026, 10:00 π.μ."),
    ("he", "25 בנובמבר 2026, 10:00"),
    ("hi", "25 नवंबर 2026, 10:00 पूर्वाह्न"),
    ("lt", "2026 m. lapkričio 25 d. 10:00"),
    ("tr", "25 Kasım 2026 Çarşamba 10:00"),
    ("id", "Rabu, 25 November 2026 17:00 WIB"),
]
UNREADABLE = ["25 Foo 2026", "soon", "2026-W48", "Wed, 25 Nov 2026 10:00:00 XYZ", "05/06/2026"]


@pytest.mark.parametrize(("language", "text"), MORNING)
def test_a_date_for_readers_is_the_moment_it_names(language: str, text: str) -> None:
    """In any digits, order and language."""
    assert parse_date(text, now=NOW, language=language) == datetime(2026, 11, 25, 10, tzinfo=UTC)


def test_a_name_of_two_months_is_the_one_of_its_language() -> None:
    """October in Zagreb, November in Prague and Warsaw."""
    days = [parse_date("25 listopada 2026", now=NOW, language=code) for code in ("pl", "hr")]
    assert [day and day.month for day in days] == [11, 10]


def _feed(*dates: str) -> bytes:
    items = "".join(
        f"<item><title>Title {n}</title><guid>{n}</guid><pubDate>{date}</pubDate></item>"
        if date
        else f"<item><title>Title {n}</title><guid>{n}</guid></item>"
        for n, date in enumerate(dates)
    )
    return f"<rss><channel><title>T</title>{items}</channel></rss>".encode()


@pytest.mark.parametrize("text", UNREADABLE)
def test_an_unreadable_date_is_as_old_as_the_ones_beside_it(text: str) -> None:
    """And says of itself that it was not read; a missing one stays missing."""
    feed = _feed("2026-11-27T10:00:00Z", text, "2026-11-20T10:00:00Z", text, "")
    drafts = read_feed(feed, "", "https://a.test/", NOW).drafts
    assert [(d.published_at and d.published_at.day, d.date_unread) for d in drafts] == [
        (27, False),
        (20, True),
        (20, False),
        (20, True),
        (None, False),
    ]


@pytest.mark.parametrize("text", UNREADABLE)
def test_where_no_date_can_be_read_none_is_made_up(text: str) -> None:
    """That they are unread is all that is known."""
    drafts = read_feed(_feed(text, text), "", "https://a.test/", NOW).drafts
    assert {(d.published_at, d.date_unread) for d in drafts} == {(None, True)}
