"""The fetcher of feeds: conditional requests, a fast reading, a lenient one when it looks odd."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.domain.drafts import Fetched
from bot.domain.errors import DocumentError, FetchError, FetchReason
from bot.domain.models import PageRule, Source, SourceKind
from bot.domain.polling import LONGEST_S, WHOLE_EVERY, Move, gone_for_good, see_move
from bot.ports import Workbench
from bot.sources.addresses import is_loopback
from bot.sources.article_pages import ArticlePages
from bot.sources.feed_document import FeedDocument
from bot.sources.feed_reading import READER_VERSION, better, read_feed, reread_feed
from bot.sources.http import ACCEPT_FEED, GuardedClient, HttpAnswer
from bot.sources.kinds import FetcherKind, web_address
from bot.sources.moments import parse_moment
from bot.sources.robots import RobotsRules

#: Seconds a worker process may read a feed; ten megabytes take a quarter of it.
READ_S = 2.0
#: The lenient reader needs 0.1 s for an ordinary feed, for a hostile one any time.
LENIENT_S = 1.5


class FeedFetcher:
    """Reads feeds over HTTP.

    Its memory holds the validators (`etag`, `modified`, as they came), a hash of the body,
    when everything was last asked for, and what it saw of moves and of "gone".
    """

    def __init__(
        self,
        *,
        client: GuardedClient,
        workbench: Workbench,
        robots: RobotsRules,
        now: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._pages = ArticlePages(client=client, robots=robots)
        self._workbench = workbench
        self._now = now

    async def fetch(self, source: Source) -> Fetched:
        """The feed's entries, or that nothing changed. Raises `FetchError` only."""
        now = self._now()
        memory = dict(source.memory)
        conditions = _conditions(memory, now, reader=_reader(source.pages))
        try:
            answer = await self._client.get(source.locator, accept=ACCEPT_FEED, headers=conditions)
        except FetchError as error:
            raise _remember_gone(error, memory, now) from error
        memory.pop("gone_at", None)
        memory, moved_to = _remember_move(memory, answer.moved_to, now)
        wait_s = _asked_s(_max_age_s(answer.headers), answer)
        if answer.not_modified:
            if not conditions:
                raise FetchError(FetchReason.UNREADABLE, "it says that nothing changed, unasked")
            wait_s = max(wait_s, float(memory.get("wait_s", 0.0)))
            return Fetched(not_modified=True, memory=memory, wait_s=wait_s, moved_to=moved_to)
        return await self._read(answer, memory, wait_s=wait_s, moved_to=moved_to, rule=source.pages)

    async def _read(
        self,
        answer: HttpAnswer,
        memory: dict[str, Any],
        *,
        wait_s: float,
        moved_to: str,
        rule: PageRule,
    ) -> Fetched:
        digest = hashlib.blake2b(answer.body, digest_size=16).hexdigest()
        reader = _reader(rule)
        same = memory.get("hash") == digest and memory.get("reader") == reader
        memory |= {
            "etag": answer.headers.get("etag", "")[:1000],
            "modified": answer.headers.get("last-modified", "")[:100],
            "whole_at": self._now().isoformat(),
            "reader": reader,
            "hash": digest,
        }
        if same:
            wait_s = max(wait_s, float(memory.get("wait_s", 0.0)))
            return Fetched(not_modified=True, memory=memory, wait_s=wait_s, moved_to=moved_to)
        document = await read_answer(self._workbench, answer, now=self._now())
        completed = await self._pages.complete(
            document.drafts, memory.get("pages"), site=answer.url, now=self._now(), rule=rule
        )
        memory["pages"] = completed.pages
        if completed.more or completed.unread:  # the same body has to be read again for the rest
            memory |= {"etag": "", "modified": "", "hash": ""}
        asked_s = _asked_s(min(document.wait_s, LONGEST_S), answer)
        memory["wait_s"] = asked_s
        return Fetched(
            drafts=completed.drafts,
            title=document.title,
            language=document.language,
            memory=memory,
            wait_s=max(wait_s, asked_s),
            moved_to=moved_to,
            more=completed.more,
        )


async def read_answer(workbench: Workbench, answer: HttpAnswer, *, now: datetime) -> FeedDocument:
    """The feed in an answer, read in worker processes.

    Raises:
        FetchError: NOT_A_FEED, or UNREADABLE when reading it had to be stopped.
    """
    if not answer.body.strip():
        raise FetchError(FetchReason.NOT_A_FEED, "the answer is empty")
    job = (answer.body, answer.headers.get("content-type", ""), answer.url, now)
    document = await _in_worker(workbench, read_feed, *job, timeout_s=READ_S)
    if not document.suspicious:
        return document
    try:
        lenient = await _in_worker(workbench, reread_feed, *job, timeout_s=LENIENT_S)
    except FetchError as error:
        if not document.drafts and not document.title:
            raise FetchError(FetchReason.NOT_A_FEED, "this is not a feed") from error
        return document
    return better(document, lenient)


async def _in_worker(
    workbench: Workbench,
    function: Callable[[bytes, str, str, datetime], FeedDocument],
    *job: Any,
    timeout_s: float,
) -> FeedDocument:
    try:
        return await workbench.run(function, *job, timeout_s=timeout_s)
    except DocumentError as error:
        words = str(error)
        reason = FetchReason.NOT_A_FEED if words.startswith("this is") else FetchReason.UNREADABLE
        raise FetchError(reason, words) from error
    except Exception as error:  # a reader's bug on one document is that document's failure
        raise FetchError(
            FetchReason.UNREADABLE, f"reading it failed ({type(error).__name__})"
        ) from error


def _reader(rule: PageRule) -> str:
    """The version of the parser and its rules: another one parses an unchanged body anew."""
    return f"{READER_VERSION} {rule.value}"


def _conditions(memory: Mapping[str, Any], now: datetime, *, reader: str) -> dict[str, str]:
    """The headers of a conditional request; none when everything is to be read anew."""
    whole_at = parse_moment(memory.get("whole_at"))
    if whole_at is None or now - whole_at >= WHOLE_EVERY or memory.get("reader") != reader:
        return {}
    headers = {"A-IM": "feed"} if memory.get("etag") else {}
    if etag := memory.get("etag"):
        headers["If-None-Match"] = str(etag)
    if modified := memory.get("modified"):
        headers["If-Modified-Since"] = str(modified)
    return headers


def _max_age_s(headers: Mapping[str, str]) -> float:
    """The time that the answer says it stays as it is, at most a day."""
    control = headers.get("cache-control", "").lower()
    if "no-cache" in control or "no-store" in control:
        return 0.0
    for part in control.split(","):
        name, _, value = part.strip().partition("=")
        if name == "max-age" and value.isdecimal() and len(value) < 10:
            return min(float(value), LONGEST_S)
    return 0.0


def _asked_s(wait_s: float, answer: HttpAnswer) -> float:
    """The time that a source asks to be left alone; this machine's own never does."""
    return 0.0 if wait_s and is_loopback(answer.url) else wait_s


def _remember_gone(error: FetchError, memory: dict[str, Any], now: datetime) -> FetchError:
    """The failure with what is to be remembered of it; a second "gone" a day later is final."""
    if error.reason is not FetchReason.GONE:
        return error
    first_at = parse_moment(memory.get("gone_at"))
    memory.setdefault("gone_at", now.isoformat())
    return FetchError(
        FetchReason.GONE,
        str(error),
        retry_after_s=error.retry_after_s,
        memory=memory,
        final=gone_for_good(first_at, now),
    )


def _remember_move(
    memory: dict[str, Any], moved_to: str, now: datetime
) -> tuple[dict[str, Any], str]:
    """The memory with what is known of a move, and the new address once it is proven."""
    stored = memory.pop("move", None)
    known = None
    if isinstance(stored, dict) and (first_at := parse_moment(stored.get("first_at"))):
        known = Move(to=str(stored.get("to")), first_at=first_at, polls=int(stored["polls"]))
    move, proven = see_move(known, moved_to, now)
    if move is not None:
        memory["move"] = {
            "to": move.to,
            "first_at": move.first_at.isoformat(),
            "polls": move.polls,
        }
    return memory, moved_to if proven else ""


_EXAMPLE = "https://example.org/feed"


def _parse(rest: str) -> str:
    return web_address(rest, example=_EXAMPLE)


KIND = FetcherKind(
    kind=SourceKind.FEED,
    written="https://…",
    example=_EXAMPLE,
    parse=_parse,
    make=lambda parts: FeedFetcher(
        client=parts.client, workbench=parts.workbench, robots=parts.robots, now=parts.now
    ),
)
