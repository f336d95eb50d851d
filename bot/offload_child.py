"""The inside of a worker process of `bot.offload`: takes jobs from a socket, one at a time."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import math
import os
import pickle
import resource
import signal
import socket
import struct
import sys

#: Every message is its length and one byte that says what it is, then a pickle.
HEADER = struct.Struct("!QB")

JOB, STARTED, RESULT, ERROR, DESCRIBED, MEMORY = range(6)

_JOBS_PER_COLLECTION = 20

#: Linux: the signal a process gets when its parent ends.
_PR_SET_PDEATHSIG = 1


def serve(fd: int, parent: int, memory_bytes: int, cpu_s: int) -> None:
    """Do jobs until the other end of the socket closes; `parent` is the process that waits."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(parent)
    _limit_memory(memory_bytes)
    # Jobs are short and their garbage is freed by counting; looking for cycles in the middle of
    # one costs a quarter of its time.
    gc.disable()
    done = 0
    channel = socket.socket(fileno=fd)
    with channel, contextlib.suppress(ConnectionError):
        while (message := _receive(channel)) is not None:
            _limit_cpu(cpu_s)
            _do(channel, message)
            done += 1
            if done % _JOBS_PER_COLLECTION == 0:
                gc.collect()
                if done == _JOBS_PER_COLLECTION:
                    gc.freeze()  # what was imported stays, and need not be looked at again


def _do(channel: socket.socket, message: bytes) -> None:
    """One job: tell that its modules are loaded, then its result or its error."""
    try:
        function, args = pickle.loads(message)  # noqa: S301 - written by our own parent
        _send(channel, STARTED, b"")
        answer = pickle.dumps(function(*args), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        _send(channel, MEMORY, b"")
    except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets it
        _send(channel, *_pack(error))
    else:
        _send(channel, RESULT, answer)


def _pack(error: Exception) -> tuple[int, bytes]:
    """The error itself when it survives pickling, else what it says."""
    try:
        packed = pickle.dumps(error)
        pickle.loads(packed)  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - pickling runs code of the error's class
        return DESCRIBED, pickle.dumps(f"{type(error).__name__}: {str(error)[:500]}")
    return ERROR, packed


def _receive(channel: socket.socket) -> bytes | None:
    """The next message, or None at the end."""
    header = _exactly(channel, HEADER.size)
    if header is None:
        return None
    length, _ = HEADER.unpack(header)
    return _exactly(channel, length)


def _exactly(channel: socket.socket, count: int) -> bytes | None:
    data = bytearray(count)
    view = memoryview(data)
    at = 0
    while at < count:
        got = channel.recv_into(view[at:], min(count - at, 1 << 20))
        if not got:
            return None
        at += got
    return bytes(data)


def _send(channel: socket.socket, kind: int, payload: bytes) -> None:
    channel.sendall(HEADER.pack(len(payload), kind) + payload)


def _die_with(parent: int) -> None:
    """End when the parent does, even in the middle of a job; elsewhere than on Linux the
    processor limit and the end of the socket do it later.
    """
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the line above
        os._exit(0)


def _limit_memory(memory_bytes: int) -> None:
    """Address space; where the system does not know this limit there is none."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_cpu(cpu_s: int) -> None:
    """Processor seconds of the next job; beyond them the system ends the process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used_s = math.ceil(usage.ru_utime + usage.ru_stime)
    with contextlib.suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (used_s + cpu_s, hard))
