"""A chat's subscriptions, taken away and brought back, here or from another reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.errors import InputError
from bot.domain.keeping import MAX_SAVED
from bot.domain.likings import Liking
from bot.domain.models import Chat, InterestKind, Source, SourceKind, Subscription
from bot.domain.mutes import source_of
from bot.domain.portable import (
    Portable,
    PortableBriefing,
    Thing,
    pause_words,
    read_portable,
    schedule_words,
    write_portable,
)
from bot.domain.secrets import shown_locator
from bot.services.subscriptions import FollowResult
from bot.sources.opml import OpmlOutline, read_opml, write_opml
from handlers.services import Services

#: What people may bring by a list; others are an operator's.
_PEOPLES = (SourceKind.FEED, SourceKind.TELEGRAM)

#: The largest list that is read.
MOST_BYTES = 1024 * 1024


class SharedLists:
    """Makes and takes lists."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._subscriptions = services.subscriptions

    async def thing(self, each: Subscription, *, secrets: bool) -> Thing | None:
        """A subscription as it is exported; None when only this chat may have it.

        With `secrets` the addresses that the chat itself brought are whole, tokens and all.
        """
        interest = each.interest
        more: dict[str, Any] = {"title": interest.title}
        more |= {"urgent": True} if each.urgent else {}
        more |= {"story": True} if each.story else {}
        more |= {"only": each.words} if each.words else {}
        if interest.kind is InterestKind.QUERY:
            return {"words": interest.ref, **more}
        if interest.kind is InterestKind.TOPIC:
            for topic in await self._subscriptions.offered.topics():
                if str(topic.id) == interest.ref:
                    return {"topic": topic.name, **more}
            return None
        return await self._source(int(interest.ref), more, secrets=secrets)

    async def _source(
        self, source_id: int, more: Mapping[str, Any], *, secrets: bool
    ) -> Thing | None:
        source = await self._services.sources.get(source_id)
        if source is None:
            return None
        if _may_leave(source, secrets=secrets):
            return {"url": source.locator, **more}
        # of an operator's own the name is known, not where it is
        return {"source": source.title, **more} if source.public else None

    async def _wish(self, each: Liking, *, secrets: bool) -> Thing | None:
        more = {"title": each.title, **({"more": True} if each.more else {})}
        if number := source_of(each.words):
            return await self._source(number, more, secrets=secrets)
        return {"words": each.words, **more}

    async def chat(self, chat: Chat, *, secrets: bool) -> Portable:
        """The export of a chat: all its settings."""
        followed = await self._subscriptions.followed(chat.id)
        mutes = await self._services.mutes.of_chat(chat.id)
        numbers = [(source_of(each.words), {"title": each.title}) for each in mutes]
        muted = [
            await self._source(number, more, secrets=secrets) for number, more in numbers if number
        ]
        likings = [
            await self._wish(each, secrets=secrets)
            for each in await self._services.likings.of_chat(chat.id)
        ]
        things = [(each.briefing_id, await self.thing(each, secrets=secrets)) for each in followed]
        return Portable(
            language=chat.language,
            zone=chat.zone,
            reads=chat.reads,
            quiet=str(chat.quiet) if chat.quiet else "",
            mutes=[each.words for each in mutes if not source_of(each.words)],
            muted=[each for each in muted if each is not None],
            likings=[each for each in likings if each is not None],
            reactions=await self._services.reactions.wanted(chat.id),
            no_broadcasts=await self._services.operations.broadcasts.refused(chat.id),
            paused=pause_words(chat.paused_until),
            recap=await self._services.recap_times.next_at(chat.id) is not None,
            briefings=[
                PortableBriefing(
                    name=each.name,
                    schedule=schedule_words(each.schedule),
                    max_stories=each.max_stories,
                    minutes=each.minutes,
                    style=each.style,
                    preview=each.preview,
                    follows=[
                        thing for number, thing in things if number == each.id and thing is not None
                    ],
                )
                for each in await self._services.briefings.of_chat(chat.id)
            ],
            history=await self._services.history.told(chat.id),
            saved=[
                (each.saved_at.isoformat(timespec="seconds"), each.headline, each.url, each.lead)
                for each in await self._services.saved.page(chat.id, offset=0, limit=MAX_SAVED)
            ],
        )

    @staticmethod
    def files(portable: Portable) -> dict[str, bytes]:
        """The lists by their names: the whole as JSON, and the feeds for any reader as OPML."""
        several = len(portable.briefings) > 1
        outlines = [
            OpmlOutline(
                url=_web(str(thing["url"])),
                title=str(thing["title"]),
                category=each.name if several else "",
            )
            for each in portable.briefings
            for thing in each.follows
            if "url" in thing
        ]
        files = {"lede.json": write_portable(portable)}
        if outlines:
            files["lede.opml"] = write_opml(outlines)
        return files

    @staticmethod
    def read(data: bytes) -> tuple[Portable, list[Thing]]:
        """The contents of an import file, and its entries that name nothing to follow.

        OPML of any reader or bot, the JSON of /export, or a text with one address a line.

        Raises:
            InputError: it is none of these, or too large.
        """
        start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
        if start.startswith(b"{"):
            return read_portable(data), []
        wrong: list[OpmlOutline] = []
        if start.startswith(b"<") or b"<opml" in data[:2000].lower():
            outlines = read_opml(data, unusable=wrong)
        else:
            outlines = _lines(data)
        things = [{"url": each.url, "title": each.title or each.url} for each in outlines]
        unusable: list[Thing] = [
            {"url": each.url, "title": each.title or each.url} for each in wrong
        ]
        return Portable(briefings=[PortableBriefing(name="", follows=things)]), unusable

    async def is_new(self, thing: Thing) -> bool:
        """True if an address would be polled that was not."""
        return "url" in thing and await self._subscriptions.is_new(str(thing["url"]))

    async def follow(
        self, chat_id: int, briefing_id: int, thing: Thing, language: str
    ) -> FollowResult:
        """Follow a thing of a list.

        Raises:
            InputError: it cannot be followed; the text says why.
        """
        subscriptions = self._subscriptions
        if "url" in thing:
            kind, address = self._services.parse_locator(str(thing["url"]))
            known = await self._services.sources.find(address)
            if kind not in _PEOPLES and (known is None or not known.public):
                raise InputError("That is no web address.", key="error.fetch.bad_address")
            return await subscriptions.follow_feed(
                chat_id, briefing_id, url=address, title=_title(thing, address)
            )
        name = str(thing.get("topic") or thing.get("source") or "")
        if "topic" in thing and name.startswith("catalogue:"):
            _, _, rest = name.partition(":")
            entry, _, of_language = rest.partition(":")
            return await subscriptions.follow_shelved(
                chat_id, briefing_id, entry, of_language or language
            )
        found = await subscriptions.follow_known(
            chat_id, briefing_id, name or str(thing["words"]), language=language
        )
        if not isinstance(found, FollowResult):
            raise InputError("That is no longer there.", key="error.offer_gone")
        return found


def _title(thing: Thing, address: str) -> str:
    title = str(thing.get("title", ""))
    return "" if title in ("", str(thing["url"]), address) else title[:200]


def _may_leave(source: Source, *, secrets: bool) -> bool:
    """True if a source's address may be given to the chat that follows it."""
    if source.kind not in _PEOPLES:
        return False
    bare = shown_locator(source.locator) == source.locator
    return bare and (source.public or not source.trusted) if not secrets or source.trusted else True


def _web(address: str) -> str:
    """A channel as other readers can open it."""
    name = address.removeprefix("telegram:")
    return f"https://t.me/s/{name}" if name != address else address


def _lines(data: bytes) -> list[OpmlOutline]:
    if len(data) > MOST_BYTES:
        raise InputError("This list is larger than 1 MB.", key="error.list_large")
    words = data.decode("utf-8", "replace").split()
    found = [word for word in words if word.startswith(("https://", "http://"))]
    if not found:
        raise InputError(
            "That is no list I can read: send OPML, or the JSON of /export.",
            example="/export",
            key="error.no_list",
        )
    return [OpmlOutline(url=each) for each in dict.fromkeys(found)]
