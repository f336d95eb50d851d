"""Settings of a chat as a file that it can take away and bring back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.domain.chats import FOR_EVER
from bot.domain.errors import InputError
from bot.domain.models import Schedule, Style
from bot.domain.query import MAX_CHARS

#: The number of the format.
FORMAT = 1

#: Of a file that somebody wrote, no more is looked at.
MOST_BRIEFINGS, MOST_THINGS, _MOST_CHARS = 20, 1000, 2000

#: Of a pause without an end.
_EVER = "ever"

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

#: Something followed: one of `topic`, `words`, `url`, `source` with its value; `title`, `urgent`,
#: and `story` where it is one story, `only` with words that narrow it down. Something muted or
#: wished for: the same, and `more`.
Thing = Mapping[str, Any]
_MARKS = ("urgent", "story", "more")
KINDS = ("topic", "words", "url", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class PortableBriefing:
    """A briefing and what it follows."""

    name: str
    #: As after /schedule.
    schedule: str = ""
    max_stories: int = 0
    minutes: int = 0
    style: Style = Style.STANDARD
    preview: bool = False
    follows: Sequence[Thing] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Portable:
    """A chat as a file carries it to another place."""

    briefings: Sequence[PortableBriefing]
    language: str = ""
    zone: str = ""
    reads: Sequence[str] = ()
    #: As after /quiet; empty for none.
    quiet: str = ""
    #: Words that are not read about, as after /mute.
    mutes: Sequence[str] = ()
    #: What was told: when, headline, address. Taken away, never brought back.
    history: Sequence[tuple[str, str, str]] = ()
    #: Sources that are muted, and what more or less is wanted of.
    muted: Sequence[Thing] = ()
    likings: Sequence[Thing] = ()
    #: A look back at the week comes by itself.
    recap: bool = False
    #: Reactions count for its sources.
    reactions: bool = False
    #: It gets no messages that operators write to everybody.
    no_broadcasts: bool = False
    #: Until when digests are paused (ISO 8601); `ever` until somebody resumes, empty for not.
    paused: str = ""
    #: What was saved: when, headline, address, opening.
    saved: Sequence[tuple[str, str, str, str]] = ()


def schedule_words(schedule: Schedule) -> str:
    """A schedule as it can be written after /schedule."""
    if not schedule.times or not schedule.weekdays:
        return "off"
    times = " ".join(each.strftime("%H:%M") for each in schedule.times)
    if len(schedule.weekdays) == len(_DAYS):
        return f"{times} daily"
    return f"{times} {','.join(_DAYS[day] for day in schedule.weekdays)}"


def pause_words(until: datetime | None) -> str:
    """The end of a pause as a file says it; empty for none."""
    if until is None:
        return ""
    return _EVER if until >= FOR_EVER else until.isoformat(timespec="minutes")


def paused_until(words: str, *, now: datetime) -> datetime | None:
    """The end of a pause that a file says, `FOR_EVER` for none; None where it is over or no time."""
    if words == _EVER:
        return FOR_EVER
    try:
        until = datetime.fromisoformat(words)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return until if now < until < FOR_EVER else None


def write_portable(chat: Portable) -> bytes:
    """The text of the file for a chat."""
    body = {
        "lede": FORMAT,
        "language": chat.language,
        "zone": chat.zone,
        "reads": list(chat.reads),
        "quiet": chat.quiet,
        "mutes": list(chat.mutes),
        "muted": [dict(each) for each in chat.muted],
        "likings": [dict(each) for each in chat.likings],
        "recap": chat.recap,
        "reactions": chat.reactions,
        "no_broadcasts": chat.no_broadcasts,
        "paused": chat.paused,
        "briefings": [
            {
                "name": each.name,
                "schedule": each.schedule,
                "max_stories": each.max_stories,
                "minutes": each.minutes,
                "style": each.style.value,
                "preview": each.preview,
                "follows": [dict(thing) for thing in each.follows],
            }
            for each in chat.briefings
        ],
        "history": [
            {"at": at, "headline": headline, "url": url} for at, headline, url in chat.history
        ],
        "saved": [
            {"at": at, "headline": headline, "url": url, "lead": lead}
            for at, headline, url, lead in chat.saved
        ],
    }
    return json.dumps(body, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def read_portable(data: bytes) -> Portable:
    """The contents of an export file; entries of a wrong form are left out.

    Raises:
        InputError: it is no such file.
    """
    try:
        body = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _foreign() from error
    if not isinstance(body, dict) or body.get("lede") != FORMAT:
        raise _foreign()
    briefings = [_briefing(each) for each in _list(body, "briefings")[:MOST_BRIEFINGS]]
    return Portable(
        briefings=[each for each in briefings if each is not None],
        language=_text(body, "language"),
        zone=_text(body, "zone"),
        reads=_texts(body, "reads"),
        quiet=_text(body, "quiet"),
        mutes=_texts(body, "mutes"),
        muted=_things(body, "muted"),
        likings=_things(body, "likings"),
        recap=body.get("recap") is True,
        reactions=body.get("reactions") is True,
        no_broadcasts=body.get("no_broadcasts") is True,
        paused=_text(body, "paused"),
        saved=[each for one in _list(body, "saved")[:MOST_THINGS] if (each := _saved(one))],
    )


def _saved(body: object) -> tuple[str, str, str, str] | None:
    if not isinstance(body, dict) or not (_text(body, "headline") or _text(body, "url")):
        return None
    return (
        _text(body, "at"),
        _text(body, "headline"),
        _text(body, "url"),
        _text(body, "lead"),
    )


def _briefing(body: object) -> PortableBriefing | None:
    if not isinstance(body, dict) or not _text(body, "name"):
        return None
    return PortableBriefing(
        name=_text(body, "name"),
        schedule=_text(body, "schedule"),
        max_stories=_number(body, "max_stories"),
        minutes=_number(body, "minutes"),
        style=_style(body),
        preview=body.get("preview") is True,
        follows=_things(body, "follows"),
    )


def _style(body: Mapping[str, Any]) -> Style:
    """Its look; before there were styles there were headlines with leads or without."""
    if body.get("leads") is False:
        return Style.COMPACT
    name = body.get("style")
    return Style(name) if name in set(Style) else Style.STANDARD


def _things(body: Mapping[str, Any], name: str) -> list[Thing]:
    things = (_thing(each) for each in _list(body, name)[:MOST_THINGS])
    return [each for each in things if each is not None]


def _thing(body: object) -> Thing | None:
    if not isinstance(body, dict):
        return None
    for kind in KINDS:
        if value := _text(body, kind):
            title = _text(body, "title") or value
            marks = {mark: True for mark in _MARKS if body.get(mark) is True}
            only = _text(body, "only")[:MAX_CHARS]
            return {kind: value, "title": title[:300], **marks, **({"only": only} if only else {})}
    return None


def _list(body: Mapping[str, Any], name: str) -> list[Any]:
    found = body.get(name)
    return found if isinstance(found, list) else []


def _text(body: Mapping[str, Any], name: str) -> str:
    found = body.get(name)
    return " ".join(found[:_MOST_CHARS].split()) if isinstance(found, str) else ""


def _texts(body: Mapping[str, Any], name: str) -> list[str]:
    found = _list(body, name)[:MOST_THINGS]
    return [each[:_MOST_CHARS] for each in found if isinstance(each, str) and each]


def _number(body: Mapping[str, Any], name: str) -> int:
    found = body.get(name)
    return found if isinstance(found, int) and 0 < found < 1000 else 0


def _foreign() -> InputError:
    return InputError(
        "That is no list I can read: send OPML, or the JSON of /export.",
        example="/export",
        key="error.no_list",
    )
