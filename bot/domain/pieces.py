"""A message's text as what many messages show and what is its own, and the whole of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

#: What parts the pieces of a message.
APART = "\n\n"
#: What a piece begins with that has a number in front of it.
_BOLD = "<b>"


class Shared(Protocol):
    """A text that many messages show, ready made; it begins with bold text."""

    @property
    def html(self) -> str:
        """The message as HTML."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The text without markup, the fullest form first."""


#: A shared text with the number in front of it; or a text of the message's own, HTML and plain.
Piece = tuple[Shared | None, int, str, str]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces that a message is composed of."""

    #: Which of the plain texts are shown, 0 for the fullest.
    level: int
    pieces: Sequence[Piece]


def joined(level: int, pieces: Iterable[Piece]) -> tuple[str, str]:
    """The HTML and the plain text of a message."""
    htmls, plains = [], []
    for shared, number, html, plain in pieces:
        if shared is None:
            htmls.append(html)
            if plain:
                plains.append(plain)
        else:
            texts = shared.texts
            htmls.append(f"{_BOLD}{number}. {shared.html[len(_BOLD) :]}")
            plains.append(f"{number}. {texts[level if level < len(texts) else -1]}")
    return APART.join(htmls), APART.join(plains)
