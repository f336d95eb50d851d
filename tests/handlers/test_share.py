"""Links that bring things to follow: made, confirmed by a press, and worth nothing by themselves."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.links import MAX_CHARS, DeepLink, LinkKind, read_link, write_link
from tests.support.articles import add_source
from tests.support.harness import Feed, Harness
from tests.support.people import NOW

ELSE = {"chat_id": 2002, "person_id": 2002}


@given(st.sampled_from(LinkKind), st.text(max_size=70))
def test_what_a_link_carries_comes_back(kind: LinkKind, value: str) -> None:
    """Whatever fits is read as it was written, in letters that Telegram takes."""
    value = " ".join(value.split())
    if not value or not value.isprintable():
        return
    try:
        payload = write_link(DeepLink(kind=kind, value=value))
    except UnicodeEncodeError:
        return
    if payload is None:
        assert len(value.encode()) > 40
        return
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    assert len(payload) <= MAX_CHARS
    assert read_link(payload) == DeepLink(kind=kind, value=value)


@pytest.mark.parametrize(
    "payload", ["", "t", "t-", "x-1", "w_%%", "w_/w", "w_", "unsub_5", "l" * 65]
)
def test_other_payloads_are_none_of_ours(payload: str) -> None:
    """They begin as /start does."""
    assert read_link(payload) is None


def _payload(said: str, kind: str = "start") -> str:
    found = re.search(rf"https://t\.me/lede_bot\?{kind}=([A-Za-z0-9_-]+)", said)
    assert found is not None
    return found[1]


async def test_a_shared_list_is_followed_after_a_press(harness: Harness) -> None:
    """Topic, feed and words; not the feed whose address holds a token."""
    source = await add_source(harness.services.chats._database, "gazette")
    await harness.services.interests.add_topic(
        name="world", title="World", source_ids=[source.id], now=NOW
    )
    secret = "https://paper.example/feed?token=abcdef123456"
    harness.web.feeds |= {
        "https://paper.example/a": [Feed("https://paper.example/a", "Paper")],
        secret: [Feed(secret, "Mine")],
    }
    for words in ("world", "https://paper.example/a", secret, "central bank"):
        await harness.say(f"/subscribe {words}")
    (said,) = await harness.say("/share")
    assert "3 things" in said
    assert "1 address is left out" in said
    assert "abcdef" not in said
    payload = _payload(said)
    assert _payload(said, "startgroup") == payload

    (asked,) = await harness.say(f"/start {payload}", **ELSE)
    assert all(title in asked for title in ("World", "Paper", "central bank"))
    followed = harness.services.subscriptions.followed
    found = await harness.services.chats.find(2002)
    assert found is not None
    assert await followed(found.id) == []  # a link alone does nothing
    said_all = await harness.press(harness.buttons()["＋ Follow all 3"], **ELSE)
    assert "3 of 3" in said_all[0]
    titles = {each.interest.title for each in await followed(found.id)}
    assert titles == {"World", "Paper", "central bank"}


async def test_one_thing_fits_into_the_link_itself(lite: Harness) -> None:
    """Nothing is kept, and it works for ever; a topic by its name, too."""
    await lite.services.interests.add_topic(name="world", title="World", now=NOW)
    await lite.say("/subscribe world")
    (said,) = await lite.say("/share world")
    assert _payload(said) == "t-world"
    (asked,) = await lite.say("/start t-world", **ELSE)
    assert "World" in asked
    words = write_link(DeepLink(kind=LinkKind.FOLLOW, value="central bank"))
    await lite.say(f"/start {words}", **ELSE)
    (done,) = await lite.press(lite.buttons()["＋ Follow"], **ELSE)
    assert "You now follow <b>central bank</b>" in done
    search = write_link(DeepLink(kind=LinkKind.SEARCH, value="central bank"))
    await lite.say(f"/start {search}", **ELSE)
    assert list(lite.buttons()) == ["🔍 Search", "＋ Follow"]


async def test_a_link_opens_nothing_that_was_not_shared(lite: Harness) -> None:
    """Other kept things, lists that are over and strange names are an ordinary start."""
    chat = (await lite.say("/start"))[0]
    assert "Hello" in chat
    found = await lite.services.chats.find(1001)
    assert found is not None
    kept = await lite.services.buttons.keep(found.id, {"words": "mine"}, NOW)
    for payload in (f"l-{kept}", "l-nothing", "t-nothing", "t-catalogue", "do-release"):
        said = await lite.say(f"/start {payload}", **ELSE)
        assert "Hello" in said[-1]
        assert "mine" not in "".join(said)
    shared = await lite.services.buttons.keep(
        found.id, {"share": [{"words": "a", "title": "a"}]}, NOW
    )
    lite.clock.advance(days=31)
    said = await lite.say(f"/start l-{shared}", **ELSE)
    assert "no longer shared" in said[0]
