"""Many feeds are asked once; each answers for itself."""

from __future__ import annotations

from bot.offload import Offload
from bot.sources.http import GuardedClient
from bot.sources.roll_call import call_roll
from tests.support.clock import FakeClock
from tests.support.web import FeedServer, entry, rss


async def test_each_feed_answers_for_itself(
    web: FeedServer, client: GuardedClient, offload: Offload, clock: FakeClock
) -> None:
    """A dead one, one that is none and a living one, in the order they were named."""
    living = web.serve("/feed", rss(entry("One"), entry("Two")))
    page = web.serve("/page", b"<html><p>no feed</p></html>")
    gone = web.serve("/gone", status=410)
    found = await call_roll([gone, living, page], client=client, workbench=offload, now=clock.now)
    assert [each.url for each in found] == [gone, living, page]
    assert [each.articles for each in found] == [0, 2, 0]
    assert [bool(each.error) for each in found] == [True, False, True]
