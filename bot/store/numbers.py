"""Whole numbers as few bytes: one for each seven bits, the sign last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

#: What begins a digest that names its stories by their places in its listings; a number that is
#: never written so, and earlier ones begin with one.
BY_PLACE = b"\x80\0"


class Numbers:
    """Reads numbers one after the other."""

    __slots__ = ("_packed", "at", "by_place")

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self.by_place = packed.startswith(BY_PLACE)
        self.at = len(BY_PLACE) if self.by_place else 0

    def one(self) -> int:
        """The next number."""
        value = shift = 0
        while True:
            byte = self._packed[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def text(self) -> str:
        """A text with its length before it."""
        return self.bytes(self.one()).decode()

    def bytes(self, length: int) -> bytes:
        """So many bytes as they are."""
        self.at += length
        return self._packed[self.at - length : self.at]

    def some(self, count: int) -> Iterator[int]:
        """So many numbers."""
        for _ in range(count):
            yield self.one()


def add(out: bytearray, numbers: Iterable[int]) -> None:
    """Write numbers that are not negative."""
    for number in numbers:
        rest = number
        while rest > 127:
            out.append(rest & 127 | 128)
            rest >>= 7
        out.append(rest)


def unsigned(number: int) -> int:
    """A number as one that is not negative, its sign last."""
    return number * 2 if number >= 0 else -number * 2 - 1


def signed(number: int) -> int:
    """The number that `unsigned` made this of."""
    return number // 2 if number % 2 == 0 else -(number + 1) // 2
