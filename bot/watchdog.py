"""Ends the process when its event loop stands still, and says where, so that it is started anew.

Nothing in the loop can notice that the loop stands. Two things outside of it do:

- a thread that counts its own seconds without a sign of life: for a loop that waits (a blocking
  call, a lock) and for one that runs Python code. It counts seconds it was awake in, so that a
  process that was stopped, or a machine that slept, is not taken for a standing loop;
- a timer of the processor time spent since the last sign of life, whose signal is handled even
  inside of a regular expression, which lets no other thread run. Code that looks at no signals
  either is ended by a second such timer (`bot/exit_timer.py`), with the same status; the place
  was told in C by then. Where the system has no such timer a deadly signal does it.

Left to others is a library in C that waits for ever and keeps the interpreter to itself: that
takes no processor time, and seconds alone cannot be told from a process that was stopped.
"""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import os
import signal
import sys
import threading
from types import FrameType

from bot.exit_timer import ExitTimer
from bot.log import log_event

logger = logging.getLogger(__name__)

#: How long the loop may stand. The longest pieces of work in it take tenths of a second.
STANDS_S = 15.0
#: The same once the process was asked to end.
ENDING_S = 4.0
#: As in sysexits.h: try again later.
TEMPORARY = 75

#: Signs of life, and looks for one, in that time.
_LOOKS = 15
#: How long saying where may take: standard error may be what the loop waits for.
_WORDS_S = 2.0
#: How much longer code may go on that looks at no signals, and where only a signal can end it.
_DEAF, _LAST_RESORT = 1.5, 3


class Watchdog:
    """Watches the loop it is started in, which must be the main thread's for the timers."""

    def __init__(self, *, stands_s: float = STANDS_S) -> None:
        self._stands_s = stands_s
        self._look_s = stands_s / _LOOKS
        self._signs = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._beat: asyncio.TimerHandle | None = None
        self._over = threading.Event()
        self._main_id = 0
        self._timers = False
        self._exit_timer: ExitTimer | None = None

    def start(self) -> None:
        """Begin; called in the loop."""
        self._loop = asyncio.get_running_loop()
        self._main_id = threading.get_ident()
        self._timers = threading.current_thread() is threading.main_thread() and hasattr(
            signal, "setitimer"
        )
        if self._timers:
            self._exit_timer = ExitTimer(TEMPORARY)
            signal.signal(signal.SIGPROF, self._spent)
            # In C, and so also where the handler above does not get its turn.
            faulthandler.register(signal.SIGPROF, file=sys.stderr, all_threads=True, chain=True)
        self._live()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def end_on_signals(self, stop: asyncio.Event) -> None:
        """Set `stop` at the first SIGTERM or SIGINT; a second one ends the process at once.

        By the interpreter's own handlers: the loop's are called by the loop, which may stand.
        """
        loop = asyncio.get_running_loop()

        def first(_number: int, _frame: FrameType | None) -> None:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            self._stands_s = min(self._stands_s, ENDING_S)
            loop.call_soon_threadsafe(end)

        def end() -> None:
            stop.set()
            log_event(logger, logging.INFO, "app.stopping")

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, first)

    def stop(self) -> None:
        """End; called in the loop."""
        self._over.set()
        if self._beat is not None:
            self._beat.cancel()
        if self._exit_timer is not None:
            self._exit_timer.close()
        if self._timers:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            faulthandler.unregister(signal.SIGPROF)
            signal.signal(signal.SIGPROF, signal.SIG_DFL)

    def _live(self) -> None:
        """Give a sign of life, again and again."""
        assert self._loop is not None
        self._signs += 1
        if self._exit_timer is not None:
            self._exit_timer.set(self._stands_s * _DEAF + _WORDS_S)
        if self._timers:
            signal.setitimer(signal.ITIMER_PROF, self._stands_s)
            signal.setitimer(signal.ITIMER_VIRTUAL, self._stands_s * _LAST_RESORT)
        self._beat = self._loop.call_later(self._look_s, self._live)

    def _watch(self) -> None:
        """The thread: look, sleep, look."""
        seen, missed = -1, 0
        while not self._over.wait(self._look_s):
            missed = missed + 1 if self._signs == seen else 0
            seen = self._signs
            if missed * self._look_s >= self._stands_s:
                self._end(dump=True)

    def _spent(self, _number: int, _frame: FrameType | None) -> None:
        self._end(dump=False)  # `faulthandler` has done so

    def _end(self, *, dump: bool) -> None:
        """Say where the loop stands, and end at once."""
        exit_timer = threading.Timer(_WORDS_S, os._exit, (TEMPORARY,))
        exit_timer.daemon = True
        exit_timer.start()
        if dump:
            faulthandler.dump_traceback(file=sys.stderr, all_threads=True)
        log_event(logger, logging.CRITICAL, "loop.stood_still", at=self._place())
        sys.stderr.flush()
        os._exit(TEMPORARY)

    def _place(self) -> str:
        """The innermost lines that the loop's thread is in; nobody's words."""
        frame = sys._current_frames().get(self._main_id)  # documented for this
        lines = []
        while frame is not None:
            file, line = frame.f_code.co_filename.rpartition("/")[2], frame.f_lineno
            if file != "watchdog.py":
                lines.append(f"{file}:{line}")
            frame = frame.f_back
        return " < ".join(lines[:4])
