"""Stepping aside: who has to wait for something outside keeps no one from working meanwhile.

A handler runs in a place, of which there are few. What it calls knows nothing of places; where it
waits for the pace of a chat, it says so here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Place(Protocol):
    """A slot of a limited number that is released while its holder waits."""

    def leave(self) -> None:
        """Somebody else may work."""

    def back(self) -> None:
        """Work goes on."""


_PLACE: ContextVar[Place | None] = ContextVar("place", default=None)


@contextmanager
def working(place: Place) -> Iterator[None]:
    """Hold the place for this block, and for the tasks begun in it."""
    token = _PLACE.set(place)
    try:
        yield
    finally:
        _PLACE.reset(token)


@contextmanager
def aside() -> Iterator[None]:
    """Leave the place, where there is one, for the time of the block."""
    place = _PLACE.get()
    if place is None:
        yield
        return
    place.leave()
    try:
        yield
    finally:
        place.back()
