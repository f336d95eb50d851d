"""The rows of the fault matrix: what each is made of, and the promise that a run must keep."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.faults.receiver import Tally
from tests.faults.testbed import Testbed

Run = Callable[[Testbed], Awaitable[Tally]]
_ENGINES = ("sqlite", "postgres")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fault."""

    #: Its number in the matrix, with a letter where one number has several faults.
    number: str
    injected: str
    run: Run
    #: What may be doubled, and lost, in words.
    allowed: str
    engines: tuple[str, ...]
    #: What PostgreSQL is told besides, for a row that ends its server; None shares one with others.
    server: str | None


class Rows(list[Row]):
    """The rows of a module, each put there by its decorator."""

    def __call__(
        self,
        number: str,
        injected: str,
        allowed: str = "0 doubled",
        *engines: str,
        server: str | None = None,
    ) -> Callable[[Run], Run]:
        def add(run: Run) -> Run:
            self.append(
                Row(
                    number=number,
                    injected=injected,
                    run=run,
                    allowed=allowed,
                    engines=engines or _ENGINES,
                    server=server,
                )
            )
            return run

        return add


class BrokenPromiseError(AssertionError):
    """A run did not keep what its row promises."""


def keep(tally: Tally, *, doubled: int = 0, lost: int = 0) -> Tally:
    """The tally, when it keeps the promise."""
    if tally.lost > lost or tally.doubled > doubled or tally.disorder:
        raise BrokenPromiseError(f"allowed {lost} lost, {doubled} doubled; {tally}")
    return tally


async def through(testbed: Testbed, **changes: object) -> Tally:
    """One worker sends everything."""
    pid = await testbed.start(**changes)
    await testbed.drained()
    await testbed.kill(pid)
    return testbed.tally()
