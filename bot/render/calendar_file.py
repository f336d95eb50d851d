"""Coming digests as a calendar that phones and programs subscribe to (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

#: Bytes of a line before it must go on in the next (RFC 5545, 3.1).
_LINE_BYTES = 75
#: How long a digest takes to read, for the calendar.
_MINUTES = 5


def calendar_file(
    events: Iterable[tuple[str, datetime, str]], *, name: str, url: str, now: datetime
) -> str:
    """The file: each event is given as an id, a moment and a title."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Lede//Digests//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for mark, at, title in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{mark}",
            f"DTSTAMP:{_utc(now)}",
            f"DTSTART:{_utc(at)}",
            f"DURATION:PT{_MINUTES}M",
            f"SUMMARY:{_escaped(title)}",
            f"URL:{url}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    text = " ".join(text.split()).replace("\\", "\\\\")
    return text.replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """A line in pieces of so many bytes, never within a character."""
    pieces, room = [""], _LINE_BYTES
    for char in line:
        size = len(char.encode("utf-8", "replace"))
        if size > room:
            pieces.append("")
            room = _LINE_BYTES - 1
        pieces[-1] += char
        room -= size
    return "\r\n ".join(pieces)
