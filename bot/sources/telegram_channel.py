"""The fetcher of public Telegram channels: their preview page, politely."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.domain.drafts import Draft, Fetched
from bot.domain.errors import DocumentError, FetchError, FetchReason
from bot.domain.models import Source, SourceKind
from bot.ports import Workbench
from bot.sources.channel_names import EXAMPLE, channel_name
from bot.sources.http import ACCEPT_PAGE, GuardedClient
from bot.sources.kinds import FetcherKind, address_of
from bot.sources.telegram_page import ChannelPage, read_channel

#: The page's host, where the settings name no other one.
PREVIEW_URL = "https://t.me"

#: Pages of older posts that one poll asks for when more came than one page shows.
MOST_OLDER = 4
READ_S = 5.0


class TelegramFetcher:
    """Reads a channel's newest posts.

    Its memory holds the number of the newest post seen: a poll asks for one page, and for older
    ones only while there is a gap to what is known.
    """

    def __init__(
        self,
        *,
        client: GuardedClient,
        workbench: Workbench,
        preview_url: str,
        now: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._workbench = workbench
        self._preview_url = preview_url.rstrip("/")
        self._now = now

    async def fetch(self, source: Source) -> Fetched:
        """The posts since the last poll. Raises `FetchError` only."""
        return await self.read(address_of(source.locator), source.memory)

    async def read(self, name: str, memory: Any = None) -> Fetched:
        """The posts that the channel of this name shows now; `memory` is that of the last poll.

        Raises:
            FetchError: NO_PREVIEW where it is private, restricted, a person or a bot.
        """
        newest = int((memory or {}).get("newest", 0))
        page = await self._page(f"{self._preview_url}/s/{name}")
        posts = {post.number: post.draft for post in page.posts}
        seen = page.oldest
        for _ in range(MOST_OLDER):
            if not newest or not seen or seen <= newest + 1:
                break
            older = await self._page(f"{self._preview_url}/s/{name}?before={seen}")
            if not older.oldest or older.oldest >= seen:
                break
            posts.update({post.number: post.draft for post in older.posts})
            seen = older.oldest
        drafts: list[Draft] = [
            posts[number] for number in sorted(posts, reverse=True) if number > newest
        ]
        return Fetched(
            drafts=drafts,
            title=page.title,
            not_modified=not drafts,
            memory={"newest": max(newest, page.newest)},
        )

    async def _page(self, url: str) -> ChannelPage:
        answer = await self._client.get(url, accept=ACCEPT_PAGE)
        job = (answer.body, answer.headers.get("content-type", ""), answer.url, self._now())
        try:
            page = await self._workbench.run(read_channel, *job, timeout_s=READ_S)
        except DocumentError as error:
            raise FetchError(FetchReason.UNREADABLE, str(error)) from error
        if page is None:
            raise FetchError(FetchReason.NO_PREVIEW, "this channel has no public preview")
        return page


def _parse(rest: str) -> str:
    return f"telegram:{channel_name(rest)}"


KIND = FetcherKind(
    kind=SourceKind.TELEGRAM,
    written="telegram:NAME",
    example=EXAMPLE,
    parse=_parse,
    make=lambda parts: TelegramFetcher(
        client=parts.client, workbench=parts.workbench, preview_url=parts.preview_url, now=parts.now
    ),
    at_operators_host=True,
)
