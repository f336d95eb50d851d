"""Variants: bodies compressed against what was said, and pages that ask for a person."""

from __future__ import annotations

import gzip
import zlib

import pytest

from bot.domain.errors import FetchError, FetchReason
from bot.sources.challenges import asks_for_person
from bot.sources.http import GuardedClient
from tests.support.cases import NOW
from tests.support.web import FeedServer, entry, rss

FEED = rss(entry("One"), entry("Two")).encode()
_RAW = zlib.compressobj(wbits=-15)
PACKED = {
    "gzip, and no header says so": (gzip.compress(FEED), {}),
    "gzip, of another type": (gzip.compress(FEED), {"Content-Type": "application/x-gzip"}),
    "plain, and a header says gzip": (FEED, {"Content-Encoding": "gzip"}),
    "plain with a mark, said to be gzip": (b"\xef\xbb\xbf" + FEED, {"Content-Encoding": "gzip"}),
    "a compressed file compressed again": (
        gzip.compress(gzip.compress(FEED)),
        {"Content-Encoding": "gzip"},
    ),
    "deflate with a header": (zlib.compress(FEED), {"Content-Encoding": "deflate"}),
    "deflate without": (_RAW.compress(FEED) + _RAW.flush(), {"Content-Encoding": "deflate"}),
    "plain, said to be deflate": (FEED, {"Content-Encoding": "deflate"}),
}

_TEXT = "The harbour board approved the pier after a long debate on Tuesday evening. " * 30


def _page(title: str, inside: str, text: str = "") -> bytes:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head>"
        f"<body>{inside}<p>{text}</p></body></html>"
    ).encode()


CHALLENGES = {
    "imperva": _page("", '<iframe src="/_Incapsula_Resource?CWUDNSAI=24"></iframe>'),
    "datadome": _page(
        "port.example", '<script src="https://ct.captcha-delivery.com/c.js"></script>'
    ),
    "aws": _page("", "<script src='https://1.token.awswaf.com/challenge.js'></script>"),
    "turnstile": _page("Un instant…", '<div class="cf-turnstile" data-sitekey="1"></div>'),
    "ddos-guard": _page("DDoS-Guard", "<script>check()</script>", "Проверка браузера"),
    "proof of work": _page(
        "Making sure you're not a bot!", '<script id="anubis_challenge">{}</script>'
    ),
    "in German": _page(
        "Sind Sie ein Mensch?", '<form action="/pruefung"><button>Ja</button></form>'
    ),
    "in Russian": _page("Проверка: вы не робот?", "<script>go()</script>"),
    "in Japanese": _page("しばらくお待ちください", "<script>go()</script>"),
    "aes cookie": _page("", "<script>var a=toNumbers('f655ba9d09a112d4968c63579db590b4')</script>"),
}
NO_CHALLENGES = {
    "an article on a protected site": _page(
        "The pier opens", "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>", _TEXT
    ),
    "an article with a form for comments": _page(
        "The pier opens", '<div class="g-recaptcha"></div><form></form>', _TEXT
    ),
    "an article about waiting": _page("Just a moment: the pier opens", "<script></script>", _TEXT),
    "a short page": _page("The pier opens", "<script>count()</script>", "It opened on Friday."),
    "a feed": rss(entry("Just a moment")).encode(),
    "a feed about captchas": rss(entry("How g-recaptcha works")).encode(),
}  # fmt: skip


@pytest.fixture
async def web() -> object:
    """A server on loopback."""
    async with FeedServer() as server:
        yield server


async def _get(url: str) -> bytes:
    client = GuardedClient(allow_private=True, total_s=5, now=lambda: NOW)
    try:
        return (await client.get(url)).body
    finally:
        await client.aclose()


@pytest.mark.parametrize("name", PACKED)
async def test_a_body_is_unpacked_as_its_bytes_say(web: FeedServer, name: str) -> None:
    """Headers may say nothing, or something else."""
    body, headers = PACKED[name]
    url = web.serve("/feed", body, headers=headers, etag=False)
    assert (await _get(url)).removeprefix(b"\xef\xbb\xbf") == FEED


@pytest.mark.parametrize("status", [200, 202, 403])
async def test_a_service_that_asks_for_a_person_is_named_as_that(
    web: FeedServer, status: int
) -> None:
    """Whatever the status; the sentence says what is wrong."""
    url = web.serve(
        "/", CHALLENGES["turnstile"], headers={"cf-mitigated": "challenge"}, status=status
    )
    with pytest.raises(FetchError, match="asks for a person") as caught:
        await _get(url)
    assert caught.value.reason is FetchReason.CHALLENGED


@pytest.mark.parametrize("name", CHALLENGES)
async def test_a_page_that_asks_for_a_person_is_no_answer(web: FeedServer, name: str) -> None:
    """By what it holds, with status 200 and no header that says so."""
    with pytest.raises(FetchError) as caught:
        await _get(web.serve("/", CHALLENGES[name], content_type="text/html"))
    assert caught.value.reason is FetchReason.CHALLENGED


@pytest.mark.parametrize("name", NO_CHALLENGES)
def test_what_has_an_article_is_an_answer(name: str) -> None:
    """Protected sites carry the same scripts on their articles."""
    assert not asks_for_person({"server": "cloudflare"}, NO_CHALLENGES[name])
