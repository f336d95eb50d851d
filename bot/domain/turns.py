"""Turns: in which order chats that share a slot are told, another on each day."""

from __future__ import annotations

from datetime import date, timedelta

#: Within so long before a slot is planned its chats have their places in the order.
SPREAD = timedelta(seconds=1)
#: A step on a circle of so many places that comes near no place again for a long time: the
#: golden ratio's. It parts neighbours, and moves everybody by as much from each day to the next.
STEP, PLACES = 618_033, 1_000_000


def shift_of(day: date) -> int:
    """The number of places by which everybody is further on that day.

    A chat's place is its number times `STEP` and this, on the circle of `PLACES`: the same wherever
    a slot is planned, and on successive days anywhere as often as anywhere else, so that
    nobody is always among the last.
    """
    return day.toordinal() * STEP % PLACES
