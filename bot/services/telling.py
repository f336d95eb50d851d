"""A digest for one chat: its budget, its messages, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.archive import archive_url
from bot.domain.choice import Digest
from bot.domain.digest import Budget
from bot.domain.editions import DueBriefing
from bot.domain.models import ChatKind, RenderedMessage, Style
from bot.render.digest import Blocks, render_digest

#: Headlines of what did not fit, where no button opens it.
ALSO = 20


def budget_of(item: DueBriefing) -> Budget:
    """The greatest length of a digest of a briefing."""
    briefing = item.briefing
    also = 0 if _has_door(item) else ALSO
    return _budget(briefing.max_stories, briefing.minutes, briefing.style, also)


@lru_cache(maxsize=256)
def _budget(max_stories: int, minutes: int, style: Style, also: int) -> Budget:
    return Budget(max_stories=max_stories, minutes=minutes or None, style=style, also=also)


def _has_door(item: DueBriefing) -> bool:
    """True if what did not fit is opened by a button: in a channel nobody would see the answer."""
    return item.chat.kind is not ChatKind.CHANNEL


def _page(item: DueBriefing, public_url: str) -> str:
    """The address of its page, for an edition whose rest no button can open."""
    if not item.archive or not public_url or _has_door(item):
        return ""
    return f"{archive_url(public_url, item.archive)}/{{edition}}"


class Rendered:
    """A cache of rendered messages and blocks that chats share."""

    def __init__(self) -> None:
        #: Messages by which digest it is; with the digest, so that no other has its identity.
        self.same: dict[object, tuple[Digest, tuple[RenderedMessage, ...]]] = {}
        self.blocks: Blocks = {}

    def __len__(self) -> int:
        return max(len(self.same), sum(map(len, self.blocks.values())) // 4)

    def clear(self) -> None:
        """Forgets what was read before."""
        self.same.clear()
        self.blocks.clear()


def messages_of(
    rendered: Rendered,
    item: DueBriefing,
    digest: Digest,
    *,
    now: datetime,
    days: int,
    in_doubt: tuple[str, ...] = (),
    public_url: str = "",
    first: bool = False,
) -> tuple[RenderedMessage, ...]:
    """The messages of a digest that covers so many days; chats that read the same share them.

    `public_url` is where the pages of editions are, empty when there are none; `first` says that
    the chat was told nothing before.
    """
    if not digest and not in_doubt:
        return ()
    briefing, chat = item.briefing, item.chat
    door, page = _has_door(item), _page(item, public_url)
    look = (
        briefing.name,
        chat.language,
        chat.zone,
        briefing.style,
        briefing.preview,
        days,
        door,
        page,
        first,
    )
    same = rendered.same.get((id(digest), look, in_doubt))
    if same is not None:
        return same[1]
    found = tuple(
        render_digest(
            digest,
            title="" if briefing.name == "main" else briefing.name,
            language=chat.language,
            zone=ZoneInfo(chat.zone),
            now=now,
            leads=briefing.style is not Style.COMPACT,
            preview=briefing.preview,
            covers_days=days,
            in_doubt=in_doubt,
            door=door,
            page=page,
            first=first,
            made=rendered.blocks,
        )
    )
    rendered.same[id(digest), look, in_doubt] = digest, found
    return found


def with_first(digest: Digest, urls: Mapping[int, str]) -> Digest:
    """The digest with addresses of where its updates were told first, by story."""
    sections = (
        replace(
            section,
            stories=tuple(
                replace(each, told_url=urls.get(each.id, "")) if each.update else each
                for each in section.stories
            ),
        )
        for section in digest.sections
    )
    return replace(digest, sections=tuple(sections))
