"""Windows of more articles than are looked at: which stories are counted in them, which stand out.

An interest is asked once, from where its longest window begins; every other window of it is cut
from that, however many beginnings there are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import islice

from bot.domain.editions import StoryInWindow
from bot.domain.models import Article
from bot.services.windows import Window
from bot.store.editions import EditionStore

#: Beside the newest, the stories of a longer window that most sources tell.
_LEADERS = 60


class _StoriesAbove:
    """The stories of an interest above a seq."""

    def __init__(self, floor: int, stories: Sequence[StoryInWindow]) -> None:
        self.floor = floor
        newest = sorted(stories, key=lambda one: one.last_seq, reverse=True)
        self._ids = [one.story_id for one in newest]
        self._ages = [-one.last_seq for one in newest]
        self._leading = sorted(
            (one for one in newest if one.tellers > 1), key=lambda one: one.tellers, reverse=True
        )
        self._counted: dict[int, frozenset[int]] = {}
        #: By story its articles, newest first; of those that were asked for.
        self.articles: dict[int, list[Article]] = {}

    def counted(self, after: int) -> frozenset[int]:
        """The ids of all that have an article above that seq; one object for equal ones."""
        number = bisect_left(self._ages, -after)
        if number not in self._counted:
            self._counted[number] = frozenset(self._ids[:number])
        return self._counted[number]

    def leading(self, after: int) -> list[int]:
        """Of these the ones that most sources tell, the newest of equals first."""
        found = (one.story_id for one in self._leading if one.last_seq > after)
        return list(islice(found, _LEADERS))


class LongWindows:
    """The stories of interests whose windows are long, up to one seq."""

    def __init__(self, store: EditionStore) -> None:
        self._store = store
        self._known: dict[int, _StoriesAbove] = {}

    def clear(self) -> None:
        """Forget everything: windows end elsewhere now."""
        self._known.clear()

    async def read(self, windows: Iterable[Window], *, to_seq: int) -> None:
        """Know these windows."""
        begins: dict[int, set[int]] = {}
        for interest_id, after, _ in windows:
            begins.setdefault(interest_id, set()).add(after)
        for interest_id, afters in begins.items():
            known, floor = self._known.get(interest_id), min(afters)
            if known is None or floor < known.floor:
                stories = await self._store.stories(interest_id, after_seq=floor, to_seq=to_seq)
                known = self._known[interest_id] = _StoriesAbove(floor, stories)
            leading = {story_id for after in afters for story_id in known.leading(after)}
            missing = leading.difference(known.articles)
            if missing:
                known.articles |= {story_id: [] for story_id in missing}
                for one in await self._store.of_stories(
                    interest_id, missing, after_seq=known.floor, to_seq=to_seq
                ):
                    if one.story_id is not None:
                        known.articles[one.story_id].append(one)

    async def around(
        self, window: Window, *, to_seq: int
    ) -> tuple[frozenset[int], Sequence[Article]]:
        """The ids of all stories of a window that was read, and its articles of those that stand out.

        These are the ones that most of everybody's sources tell; the newest article first.
        """
        interest_id, after, since = window
        known = self._known[interest_id]
        counted = known.counted(after)
        if since is not None:
            counted = await self._store.window_stories(
                interest_id, after_seq=after, to_seq=to_seq, since=since
            )
        found = [
            one
            for story_id in known.leading(after)
            for one in known.articles[story_id]
            if one.seq is not None and one.seq > after
        ]
        return counted, sorted(found, key=lambda one: one.seq or 0, reverse=True)
