"""Public Telegram channels are read from their preview page, politely and completely."""

from __future__ import annotations

import pytest

from bot.domain.errors import FetchError, FetchReason, InputError
from bot.domain.models import Source, SourceKind
from bot.offload import Offload
from bot.sources.discovery import SiteDiscovery
from bot.sources.http import GuardedClient
from bot.sources.locators import parse_locator
from bot.sources.registry import Fetchers
from tests.support.channel_page import FIRST_AT, NO_PREVIEW, page, post
from tests.support.clock import FakeClock
from tests.support.sources import make_source, remembering
from tests.support.web import FeedServer


@pytest.fixture
def channels(
    web: FeedServer, client: GuardedClient, offload: Offload, clock: FakeClock
) -> Fetchers:
    return Fetchers(client=client, offload=offload, now=clock.now, preview_url=web.url(""))


def _source() -> Source:
    return make_source("telegram:courier")


@pytest.mark.parametrize(
    "text",
    [
        *("@Courier", "t.me/courier", "https://t.me/Courier", "http://t.me/s/courier"),
        *("https://t.me/courier/123", "https://t.me/s/courier?before=9", "telegram:COURIER"),
        *("https://telegram.me/courier", "https://www.t.me/courier/"),
    ],
)
def test_whatever_people_paste_names_the_channel(text: str) -> None:
    """A name, the channel's page, its preview, a post's link."""
    assert parse_locator(text) == (SourceKind.TELEGRAM, "telegram:courier")


@pytest.mark.parametrize(
    "text",
    [
        *("https://t.me/joinchat/AAAA", "https://t.me/+abcdef", "https://t.me/c/123/4", "t.me"),
        *("https://t.me/addstickers/Cats", "telegram:", "telegram:a b", "https://t.me/s/"),
    ],
)
def test_private_links_are_refused_with_the_reason(text: str) -> None:
    """An invitation is no page that can be read."""
    with pytest.raises(InputError, match="no public Telegram channel"):
        parse_locator(text)


async def test_posts_become_drafts_in_the_channels_own_words(
    web: FeedServer, channels: Fetchers
) -> None:
    """Text, first bold line, bare link; not a reply's quote, a service post, pictures alone."""
    quoted = (
        '<a class="tgme_widget_message_reply"><div class="tgme_widget_message_text">'
        "Somebody else’s words.</div></a>"
    )
    preview = (
        '<a class="tgme_widget_message_link_preview"><div class="link_preview_title">Bridge opens'
        '</div><div class="link_preview_description">The bridge opened &amp; closed.</div></a>'
    )
    web.serve(
        "/s/courier",
        page(
            [
                post(1, "Channel created", css="service_message"),
                post(2, "<b>Harbour flooded</b><br/><br/>The harbour flooded at noon."),
                post(3, "The mayor <b>resigned</b> today.<br/>She said so.", before=quoted),
                post(4, None),
                post(5, '<a href="https://a.example/b">https://a.example/b</a>', before=preview),
                post(6, "Short &lt;b&gt; one"),
            ]
        ),
    )
    fetched = await channels.fetch(_source())
    assert fetched.title == "The Courier"
    drafts = {draft.key: draft for draft in fetched.drafts}
    assert list(drafts) == ["courier/6", "courier/5", "courier/3", "courier/2"]
    assert drafts["courier/2"].headline == "Harbour flooded"
    assert "The harbour flooded at noon." in drafts["courier/2"].body
    assert "Harbour flooded" not in drafts["courier/2"].body
    assert drafts["courier/3"].headline == ""
    assert "resigned" in drafts["courier/3"].body
    assert "Somebody else" not in drafts["courier/3"].body
    assert drafts["courier/5"].headline == "Bridge opens"
    assert drafts["courier/5"].body == "The bridge opened &amp; closed."
    assert drafts["courier/2"].url == "https://t.me/Courier/2"
    assert drafts["courier/2"].published_at is not None
    assert (drafts["courier/2"].published_at - FIRST_AT).total_seconds() == 60


async def test_a_poll_asks_for_one_page_and_for_older_ones_only_over_a_gap(
    web: FeedServer, channels: Fetchers
) -> None:
    """Nothing between two polls is lost, nothing is asked for twice."""
    web.serve("/s/courier", page([post(number, f"Post {number}.") for number in range(1, 21)]))
    source = _source()
    first = await channels.fetch(source)
    assert len(first.drafts) == 20
    assert len(web.seen) == 1
    same = await channels.fetch(remembering(source, first))
    assert same.not_modified
    assert len(web.seen) == 2
    web.serve("/s/courier", page([post(number, f"Post {number}.") for number in range(31, 51)]))
    web.serve(
        "/s/courier?before=31", page([post(number, f"Post {number}.") for number in range(11, 31)])
    )
    later = await channels.fetch(remembering(source, first))
    assert [draft.key for draft in later.drafts] == [f"courier/{at}" for at in range(50, 20, -1)]
    assert len(web.seen) == 4


async def test_a_channel_without_a_preview_is_told_so(web: FeedServer, channels: Fetchers) -> None:
    """Private, restricted, a person or a bot: the page has no posts."""
    web.serve("/s/courier", status=302, headers={"Location": web.url("/courier")})
    web.serve("/courier", NO_PREVIEW)
    with pytest.raises(FetchError) as caught:
        await channels.fetch(_source())
    assert caught.value.reason is FetchReason.NO_PREVIEW


async def test_a_channel_is_found_by_its_name(
    web: FeedServer, client: GuardedClient, offload: Offload, clock: FakeClock
) -> None:
    """`/subscribe @courier` shows its title and how its newest posts begin."""
    discovery = SiteDiscovery(
        client=client, workbench=offload, now=clock.now, preview_url=web.url("")
    )
    web.serve("/s/courier", page([post(1, "One &amp; only."), post(2, "<i>Two</i> came.")]))
    (found,) = await discovery.discover("@Courier")
    assert (found.url, found.title) == ("telegram:courier", "The Courier")
    assert found.headlines == ("Two came.", "One & only.")
    with pytest.raises(FetchError) as caught:
        await discovery.discover("https://t.me/+secret")
    assert caught.value.reason is FetchReason.NO_PREVIEW
