"""The obstacles in the way of a process's work, in words for an operator."""

from __future__ import annotations

from dataclasses import dataclass

#: No update could be asked for in this time: nobody is answered any more. In seconds.
DEAF_AFTER_S = 60.0

#: So far apart the host's clock and Telegram's are called different, in seconds.
SKEW_S = 60.0

#: Below so much free space an operator is warned, and below so much nothing is safe. In bytes.
LITTLE_BYTES, NOTHING_BYTES = 500_000_000, 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be."""

    #: What it is about, one word: `database`, `updates`, …
    name: str
    #: What is wrong, one clause that shows no secret.
    words: str
    #: Whether the process cannot do its work; otherwise it is a warning.
    blocking: bool = True


def disk_finding(free_bytes: int) -> Finding | None:
    """A finding when the disk of the database has little free space, else None."""
    if free_bytes >= LITTLE_BYTES:
        return None
    full = free_bytes < NOTHING_BYTES
    words = "the disk is full" if full else "the disk is nearly full"
    return Finding(
        name="disk", words=f"{words}: {free_bytes // 1_000_000} MB are free", blocking=full
    )


def clock_finding(skew_s: float | None) -> Finding | None:
    """A finding when a host's clock is too far (`skew_s` ahead) from Telegram's, else None."""
    if skew_s is None or abs(skew_s) <= SKEW_S:
        return None
    way = "ahead of" if skew_s > 0 else "behind"
    return Finding(
        name="clock",
        words=f"the clock of this machine is {abs(skew_s):.0f} s {way} Telegram's; set it",
        blocking=False,
    )
