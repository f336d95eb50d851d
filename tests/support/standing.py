"""`python -m tests.support.standing HOW`: Lede as it runs, whose loop stands at SIGUSR1.

As `lede run` does it, with less patience, so that a test need not wait long.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import signal
import sys
import time

from bot.app import run
from bot.cli.running import _settings

#: How long the loop may stand here, in seconds.
STANDS_S = 3.0


def stand(how: str) -> None:
    """Never come back, in one of the ways there are."""
    if how == "wait":  # a blocking call: other threads run
        time.sleep(3600)
    if how == "compute":  # a regular expression: no other thread runs
        re.fullmatch(r"(?:[^\s/]+\.)+x", "a." * 60)
    if how == "builtin":  # a loop in C that looks at no signals: nothing of Python runs
        sum(itertools.repeat(0))
    while True:  # Python's own code
        len(how)


async def _main(how: str) -> None:
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, stand, how)
    await run(_settings(), stands_s=STANDS_S)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
