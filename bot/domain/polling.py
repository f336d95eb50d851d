"""Politeness as arithmetic: when a source is polled next, when it has moved, when it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

WEEK_S = 7 * 24 * 3600.0
#: A quiet source is polled this many times less often than a busy one, at the most.
_SLOWEST = 24
#: Nothing is polled less often than once a day, whatever it asks for.
LONGEST_S = 24 * 3600.0
#: Base intervals below this are an operator's test or demonstration: kept as they are.
_ADAPTED_FROM_S = 60.0
#: After so many polls in a row without anything new the interval doubles.
_UNCHANGED_PER_DOUBLING = 8

#: Redirects are believed after so many polls over so long a time.
_MOVE_POLLS = 3
_MOVE_TIME = timedelta(hours=24)

#: A second "gone" counts when it comes so long after the first.
_GONE_TIME = timedelta(hours=24)

#: Who said to be gone for good is asked again so seldom: a site that was away says the same.
GONE_AGAIN_S = WEEK_S

#: Everything is asked for anew after this time, even when validators say that nothing changed.
WHOLE_EVERY = timedelta(days=7)


def next_poll_s(
    interval_s: float, *, weekly: int, unchanged: int = 0, asked_s: float = 0.0, spread: float = 0.5
) -> float:
    """Seconds until the next poll after a good one.

    `interval_s` is for a busy source; `weekly` how many articles it gave in the last seven
    days; `unchanged` how many polls in a row brought nothing; `asked_s` what it asks for;
    `spread` a random number in [0, 1), worth ten per cent either way.
    """
    base_s = interval_s
    if interval_s >= _ADAPTED_FROM_S:
        slowest_s = max(interval_s, min(interval_s * _SLOWEST, LONGEST_S / 4))
        base_s = min(max(interval_s, WEEK_S / max(weekly, 1)), slowest_s)
        base_s *= 2 ** min(unchanged // _UNCHANGED_PER_DOUBLING, 8)
    wait_s = min(max(base_s, asked_s), max(LONGEST_S, interval_s))
    return wait_s * (0.9 + 0.2 * spread)


def retry_s(
    interval_s: float, *, failures: int, asked_s: float = 0.0, spread: float = 0.5
) -> float:
    """Seconds until the next poll after a failed one; `failures` is how many in a row so far.

    Doubles up to a day; the spread is wide, so that what failed together is not tried together.
    """
    doubled_s = min(interval_s * 2.0 ** min(failures, 16), LONGEST_S)
    return max(asked_s, interval_s, doubled_s * (0.5 + 0.5 * spread))


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A redirect that says it is permanent, and how often it was met."""

    to: str
    first_at: datetime
    polls: int = 1


def see_move(known: Move | None, to: str, now: datetime) -> tuple[Move | None, bool]:
    """The state of a redirect after a poll that was redirected to `to` (empty: it was not).

    The second value says that it is proven: every poll of at least a day, at least three,
    led to the same address by permanent redirects only.
    """
    if not to:
        return None, False
    if known is None or known.to != to:
        return Move(to=to, first_at=now), False
    move = Move(to=to, first_at=known.first_at, polls=known.polls + 1)
    return move, move.polls >= _MOVE_POLLS and now - move.first_at >= _MOVE_TIME


def gone_for_good(first_at: datetime | None, now: datetime) -> bool:
    """True if a source that says it is gone is believed; `first_at` is when it first said so."""
    return first_at is not None and now - first_at >= _GONE_TIME
