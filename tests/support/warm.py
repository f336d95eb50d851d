"""Processes that need not import anything: forked by one that has loaded the whole of Lede.

`python -m MODULE ARGUMENTS` takes two seconds of a processor before its first line of work, in
every one of a hundred tests. Here a process per test run imports it once and forks. What it
forks has its own session, environment, folder and standard streams, runs the module as `-m` would,
and ends as an interpreter ends; what a real start does besides is shown by the tests of the
wheel and of the command line's imports.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import bot.cli
from bot.render.catalogue import label, languages, locale

ROOT = Path(__file__).parents[2]

#: What those that are started import, besides all of the command line.
_LOADED = ("bot.app", "bot.playground.server", "bot.text.drafts", "asyncpg", "aiosqlite")
_LENGTH = struct.Struct("!I")
#: A process id, then an exit status; negative is the signal a process died of.
NUMBER = struct.Struct("!i")
#: A command has ended after so long on any machine.
_ENDS_S = 120
#: Linux: the signal a process gets when the one that started it ends (prctl's PR_SET_PDEATHSIG).
_PDEATHSIG = 1


def die_with_parent() -> None:
    """Let this process end with the one that started it: a killed test run leaves nothing behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)


#: Module, arguments, folder, environment, and the caller's umask.
_Order = tuple[str, list[str], str, dict[str, str], int]


class Forker:
    """The process that forks; started by the first who asks, ended with this one."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._asking = threading.Lock()

    def start(
        self,
        module: str,
        arguments: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        streams: tuple[int, int, int],
    ) -> socket.socket:
        """Start `python -m MODULE ARGUMENTS`.

        From the socket come its process id and, when it has ended, its exit status (`NUMBER`
        each). The standard streams stay the caller's to close.
        """
        os.umask(mask := os.umask(0))
        order = json.dumps([module, [*arguments], str(folder), {**environment}, mask]).encode()
        ours, theirs = socket.socketpair()
        with theirs, self._asking:
            channel = self._channel or self._open()
            fds = [*streams, theirs.fileno()]
            socket.send_fds(channel, [_LENGTH.pack(len(order))], fds)
            channel.sendall(order)
        return ours

    def close(self) -> None:
        """End it; what it started ends with it."""
        if self._channel is not None and self._process is not None:
            self._channel.close()
            self._process.wait()
            self._channel = self._process = None

    def _open(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.warm", str(theirs.fileno())],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
            )
        self._channel = ours
        atexit.register(self.close)
        return ours


#: One for all tests of a run.
FORKER = Forker()


def run(
    *arguments: str,
    folder: Path,
    environment: Mapping[str, str],
    given: str = "",
    module: str = "bot",
) -> tuple[int, str, str]:
    """A command run to its end: exit status, standard output, standard error."""
    with (
        tempfile.TemporaryFile() as into,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
    ):
        into.write(given.encode())
        into.seek(0)
        streams = (into.fileno(), out.fileno(), err.fileno())
        with FORKER.start(
            module, arguments, folder=folder, environment=environment, streams=streams
        ) as told:
            told.settimeout(_ENDS_S)
            answers = [told.recv(NUMBER.size) for _ in ("its process id", "its exit status")]
        if not all(answers):
            raise AssertionError(f"`{module} {' '.join(arguments)}` was not started")
        out.seek(0)
        err.seek(0)
        status: int = NUMBER.unpack(answers[-1])[0]
        return status, out.read().decode(), err.read().decode()


def _serve(channel: socket.socket) -> None:
    """Fork for each order until the other end closes; returns in what is to run, too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    commands = (f"bot.cli.{each.name}" for each in pkgutil.iter_modules(bot.cli.__path__))
    for name in (*_LOADED, *commands):
        importlib.import_module(name)
    for code in languages():
        locale(code)
        label("schedule.off", code)  # reads all texts of the language
    gc.collect()
    gc.freeze()  # or the first collection of each process would copy every page
    while True:
        header, fds, _, _ = socket.recv_fds(channel, _LENGTH.size, 4)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:  # keepers that have ended
                pass
        if not header:
            return
        (length,) = _LENGTH.unpack(header)
        order = channel.recv(length, socket.MSG_WAITALL)
        if os.fork() == 0:
            channel.close()
            _keep(json.loads(order), fds)
            return
        for fd in fds:
            os.close(fd)


def _keep(order: _Order, fds: Sequence[int]) -> None:
    """Fork what is to run and tell its end; returns in what is to run alone."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    pid = os.fork()
    if pid == 0:
        os.setsid()
        die_with_parent()
        os.write(fds[3], NUMBER.pack(os.getpid()))
        _become(order, fds)
        return
    for fd in fds[:3]:
        os.close(fd)
    _, status = os.waitpid(pid, 0)
    os.write(fds[3], NUMBER.pack(os.waitstatus_to_exitcode(status)))
    os._exit(0)


def _become(order: _Order, fds: Sequence[int]) -> None:
    module, arguments, folder, environment, mask = order
    for number, fd in enumerate(fds[:3]):
        os.dup2(fd, number)
    os.closerange(3, max(fds) + 1)
    os.umask(mask)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    tempfile.tempdir = None
    sys.argv = [module, *arguments]
    _ORDERED.append(module)


#: The module to run, in a process that was forked to run one.
_ORDERED: list[str] = []

if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
    if _ORDERED:
        runpy.run_module(_ORDERED[0], run_name="__main__", alter_sys=True)
