"""Alarms to operators by message: once when it begins, once when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

#: What comes and goes within this time is not spoken of, nor is a pause so short.
STEADY = timedelta(minutes=1)

#: Findings that no message is about: held sending is the operator's own act, and while Telegram was
#: not reached nothing can be told.
UNSPOKEN = frozenset({"held", "telegram"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One thing that is wrong, or was a moment ago."""

    #: What is wrong, one clause.
    words: str
    since_at: datetime
    #: Operators were told.
    told: bool = False
    #: Not seen any more since then.
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """The alarms to store, and those that begin or end now."""

    known: Mapping[str, Alarm]
    begun: Mapping[str, Alarm]
    over: Mapping[str, Alarm]


def decide(known: Mapping[str, Alarm], found: Mapping[str, str], *, now: datetime) -> Alarms:
    """The consequences of what is known by name and what is found now, in words by name."""
    kept: dict[str, Alarm] = {}
    begun: dict[str, Alarm] = {}
    over: dict[str, Alarm] = {}
    for name, words in found.items():
        if name in UNSPOKEN:
            continue
        alarm = known.get(name) or Alarm(words=words, since_at=now)
        alarm = replace(alarm, words=words, gone_at=None)
        if not alarm.told and now - alarm.since_at >= STEADY:
            alarm = replace(alarm, told=True)
            begun[name] = alarm
        kept[name] = alarm
    for name, alarm in known.items():
        if name in kept:
            continue
        gone_at = alarm.gone_at or now
        if now - gone_at < STEADY and alarm.told:
            kept[name] = replace(alarm, gone_at=gone_at)
        elif alarm.told:
            over[name] = alarm
    return Alarms(known=kept, begun=begun, over=over)
