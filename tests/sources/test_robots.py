"""robots.txt: the right rules for us, whatever a site writes, and each site asked once."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

import pytest

from bot.domain.errors import FetchError, FetchReason
from bot.offload import Offload
from bot.sources.http import GuardedClient
from bot.sources.robots import RobotsRules
from bot.sources.robots_reading import AGENT, may_read, read_robots
from tests.support.web import FeedServer

ROBOTS = """
User-agent: other
Disallow: /

User-agent: *
Disallow: /private/
Allow: /private/open
Disallow: /*.pdf$
Disallow: /search?*q=
Sitemap: https://a.example/sitemap.xml

User-agent: Lede/2.0 (+https://lede.example)
User-agent: third
Disallow: /only-lede
Disallow: /caf%C3%A9
"""


@pytest.mark.parametrize(
    ("agent", "path", "allowed"),
    [
        ("anybody", "/", True),
        ("anybody", "/private/x", False),
        ("anybody", "/private/open/x", True),
        ("anybody", "/a.pdf", False),
        ("anybody", "/a.pdf?x", True),
        ("anybody", "/search?a=1&q=2", False),
        ("anybody", "/robots.txt", True),
        ("lede", "/private/x", True),
        ("lede", "/only-lede/x", False),
        ("lede", "/café/x", False),
        ("third", "/only-lede", False),
        ("other", "/x", False),
        ("othermost", "/x", True),
    ],
)
def test_the_longest_rule_of_the_right_group_decides(agent: str, path: str, allowed: bool) -> None:
    """As RFC 9309 says."""
    robots = read_robots(ROBOTS, agent)
    assert may_read(robots.groups, f"https://a.example{path}", agent) is allowed
    assert robots.sitemaps == ("https://a.example/sitemap.xml",)


def test_only_groups_that_concern_us_are_kept() -> None:
    """Others may be as many as they like; groups of one name count together."""
    others = "".join(f"User-agent: bot{n}\n" for n in range(20_000))
    rules = "".join(f"Disallow: /{n}\n" for n in range(2000))
    robots = read_robots(
        f"{others}{rules}User-agent: lede\nDisallow: /a\n\nUser-agent: Lede\nDisallow: /b\n"
    )
    assert robots.groups.split() == [
        "User-agent:",
        "lede",
        "Disallow:",
        "/a",
        "User-agent:",
        "lede",
        "Disallow:",
        "/b",
    ]
    assert read_robots("User-agent: *\nCrawl-delay: 5\n").groups == ""


def _agents_by_rules(size: int) -> str:
    half = size // 2
    return "User-agent: a\n" * (half // 14) + "Disallow: /b\n" * (half // 13)


def _ours_by_rules(size: int) -> str:
    half = size // 2
    return "User-agent: *\nUser-agent: lede\n" * (half // 31) + "Disallow: /*b*c\n" * (half // 16)


def _groups(size: int) -> str:
    return "".join(f"User-agent: lede\nDisallow: /{n}*$\n" for n in range(size // 36))


def _stars(size: int) -> str:
    return "User-agent: *\nDisallow: /" + "*a" * (size // 2)


def _dollars(size: int) -> str:
    return "User-agent: *\nDisallow: /" + "$" * size


@pytest.mark.parametrize("make", [_agents_by_rules, _ours_by_rules, _groups, _stars, _dollars])
async def test_a_hostile_document_is_read_in_a_worker_and_keeps_nobody_waiting(
    make: object, web: FeedServer, client: GuardedClient, offload: Offload
) -> None:
    """Half a megabyte of each kind; this process does nothing for it and stays responsive."""
    assert callable(make)
    web.serve("/robots.txt", make(500_000), content_type="text/plain")
    rules = RobotsRules(client, workbench=offload)
    before = time.process_time()
    with suppress(FetchError):  # some of them forbid it
        await rules.check(web.url(f"/{'a' * 1500}"))
    assert time.process_time() - before < 1.0


async def test_many_who_ask_at_once_ask_a_site_once(
    web: FeedServer, client: GuardedClient, offload: Offload
) -> None:
    """One request; who gives up takes nothing from the others."""
    web.serve("/robots.txt", f"User-agent: {AGENT}\nDisallow: /x\n", content_type="text/plain")
    rules = RobotsRules(client, workbench=offload)
    hasty = asyncio.create_task(rules.of(web.url("/1")))
    others = [asyncio.create_task(rules.of(web.url(f"/{n}"))) for n in range(20)]
    await asyncio.sleep(0)
    hasty.cancel()
    found = await asyncio.gather(*others)
    assert len({each.groups for each in found}) == 1
    assert [seen.path for seen in web.seen] == ["/robots.txt"]


async def test_a_site_that_does_not_answer_is_left_alone_for_a_while(
    web: FeedServer, client: GuardedClient, offload: Offload
) -> None:
    """Its failure is remembered for some minutes, its rules for a day."""
    at = [0.0]
    rules = RobotsRules(client, workbench=offload, clock=lambda: at[0])
    web.serve("/robots.txt", "", status=503)
    for _ in range(3):
        with pytest.raises(FetchError) as caught:
            await rules.of(web.url("/"))
        assert caught.value.reason is FetchReason.SERVER_ERROR
    assert len(web.seen) == 1
    at[0] = 600.0
    web.serve("/robots.txt", "User-agent: *\nDisallow: /\n", content_type="text/plain")
    with pytest.raises(FetchError) as caught:
        await rules.check(web.url("/"))
    assert caught.value.reason is FetchReason.ROBOTS
    assert len(web.seen) == 2


async def test_what_is_kept_of_all_sites_is_bounded(
    web: FeedServer, client: GuardedClient, offload: Offload
) -> None:
    """The longest unused go first, and are asked again when they are needed."""
    rules = RobotsRules(client, workbench=offload, most_chars=1000)
    web.serve("/robots.txt", "User-agent: *\n" + "Disallow: /abcdefgh\n" * 30)
    one, other = web.url("/"), web.url("/").replace("127.0.0.1", "localhost")
    for site in (one, one, other, other, one):
        await rules.of(site)
    assert len(web.seen) == 3
