"""Ends the process after so much processor time, though no line of Python runs any more.

Code in C that looks at no signals and keeps the interpreter to itself (a sum over an endless
row, a library's loop) lets neither a thread nor a signal handler of Python have a turn. What the
system's library itself does at the end of a POSIX timer needs no interpreter: it is told to call
`_exit` with the status. Unlike a deadly signal this also ends the first process of a container,
which is immune to those. Linux on 64 bits; elsewhere there is none.
"""

from __future__ import annotations

import ctypes
import sys

#: Linux: time.h, and bits/siginfo-consts.h.
_CLOCK_PROCESS_CPUTIME_ID = 2
_SIGEV_THREAD = 2


class _Event(ctypes.Structure):
    """`struct sigevent`, for a function to be called in a thread of the library's own."""

    _fields_ = (
        ("value", ctypes.c_void_p),
        ("signal", ctypes.c_int),
        ("notify", ctypes.c_int),
        ("function", ctypes.c_void_p),
        ("attributes", ctypes.c_void_p),
        ("padding", ctypes.c_byte * 32),
    )


class _Moments(ctypes.Structure):
    """The C structure `itimerspec`."""

    _fields_ = (
        ("interval_s", ctypes.c_long),
        ("interval_ns", ctypes.c_long),
        ("s", ctypes.c_long),
        ("ns", ctypes.c_long),
    )


class ExitTimer:
    """A timer of the process's own processor time; where there is none it does nothing."""

    def __init__(self, status: int) -> None:
        self._timer = ctypes.c_void_p()
        self._library: ctypes.CDLL | None = None
        if not sys.platform.startswith("linux") or sys.maxsize <= 2**32:
            return
        library = ctypes.CDLL(None)
        if not hasattr(library, "timer_create"):  # an old library has it elsewhere
            return
        event = _Event(
            value=status,
            notify=_SIGEV_THREAD,
            function=ctypes.cast(library._exit, ctypes.c_void_p),
        )
        made = library.timer_create(
            ctypes.c_int(_CLOCK_PROCESS_CPUTIME_ID), ctypes.byref(event), ctypes.byref(self._timer)
        )
        if made == 0:
            self._library = library

    def set(self, cpu_s: float) -> None:
        """End the process after so many processor seconds from now; 0 takes it back."""
        if self._library is not None:
            moments = _Moments(s=int(cpu_s), ns=int(cpu_s % 1 * 1e9))
            self._library.timer_settime(self._timer, 0, ctypes.byref(moments), None)

    def close(self) -> None:
        """Take the timer away."""
        if self._library is not None:
            self._library.timer_delete(self._timer)
            self._library = None
