"""Stories of many headlines in one call: JSON lines in, the number of each one's story out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.stories import Arrival, Placed, StoryIndex
from bot.domain.telling import Telling
from bot.text.story.tellings import telling
from bot.text.words.language import detect_language

#: Lines whose stories are looked for together, at most, and of at most this time.
_AT_ONCE, _MERGE_EVERY = 2000, timedelta(hours=24)
#: What one line of output holds.
Row = dict[str, Any]


def stories_lines(lines: Iterable[str]) -> Iterator[Row]:
    """For each JSON line `{"title", "lead"?, "published"?, …}` a row `{"story": n}`, in order.

    `"language"` (ISO 639-1, told by the text if absent) and `"source"` (any name) may be given
    too. Stories are numbered from 1 as they first appear. A line that cannot be read is a story
    of its own, with `"error"`. All lines are read before the first row is given: what comes
    later may show that two stories are one.
    """
    index = StoryIndex()
    stories = _Numbered()
    sources: dict[str, int] = {}
    errors: dict[int, str] = {}
    waiting: list[Arrival] = []
    newest = datetime(1970, 1, 1, tzinfo=UTC)
    count = 0
    for count, line in enumerate((line for line in lines if line.strip()), 1):
        given: dict[str, Any] = {}
        try:
            given = dict(json.loads(line))
            told = _told(given)
            newest = max(newest, _moment(given.get("published")) or newest)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
            errors[count] = f"not a line with a title: {type(problem).__name__}"
            told, given = Telling(), {}
        if waiting and (len(waiting) == _AT_ONCE or newest - waiting[0].at > _MERGE_EVERY):
            stories.take(index.place(waiting))
            waiting = []
        source = str(given.get("source") or "")
        source_id = sources.setdefault(source, len(sources) + 1) if source else 0
        waiting.append(Arrival(id=count, telling=told, at=newest, source_id=source_id))
    stories.take(index.place(waiting))
    numbers: dict[int, int] = {}
    for position in range(1, count + 1):
        row: Row = {"story": numbers.setdefault(stories.of[position], len(numbers) + 1)}
        yield {**row, "error": errors[position]} if position in errors else row


class _Numbered:
    """The story of each line, as it changes."""

    def __init__(self) -> None:
        self.of: dict[int, int] = {}
        self._lines: dict[int, set[int]] = {}

    def take(self, placed: Placed) -> None:
        for gone, story in placed.stories.items():
            for line in list(self._lines.get(gone, ())):
                self._put(line, story)
        for line, story in placed.articles.items():
            self._put(line, story)

    def _put(self, line: int, story: int) -> None:
        self._lines.get(self.of.get(line, 0), set()).discard(line)
        self._lines.setdefault(story, set()).add(line)
        self.of[line] = story


def _told(given: Mapping[str, Any]) -> Telling:
    title, lead = str(given["title"]), str(given.get("lead") or "")
    language = str(given.get("language") or "") or detect_language(f"{title}. {lead}")
    return telling(title, lead, language)


def _moment(published: object) -> datetime | None:
    if not published:
        return None
    try:
        at = datetime.fromisoformat(str(published).strip())
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
