"""A sentence that depends on a number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Plural:
    """The forms of a sentence for numbers, in the order in which gettext counts them."""

    forms: tuple[str, ...]
    #: The place of a number's form among them.
    place: Callable[[int], int]

    def form(self, count: int) -> str:
        """The form for a number."""
        return self.forms[self.place(count)]


#: A text of a catalogue.
Entry = str | Plural
