"""The command line without a process: `lede …` called as a function, its streams caught."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from bot.__main__ import main


def call(
    *words: str, folder: Path, given: str = "", settings: Mapping[str, str] | None = None
) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command in a folder.

    It knows no settings but those given, and leaves none of its own behind: environment, streams,
    umask and logging are afterwards what they were.
    """
    streams = [io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2)]
    out, err = streams
    status = 0
    with (
        chdir(folder),
        _as_a_process(words, given, settings or {}),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    said = [stream.buffer.getvalue().decode() for stream in streams]
    return status, said[0], said[1]


@contextmanager
def _as_a_process(
    words: tuple[str, ...], given: str, settings: Mapping[str, str]
) -> Iterator[None]:
    root = logging.getLogger()
    kept = (sys.argv, sys.stdin, dict(os.environ), root.handlers[:], root.level, sys.excepthook)
    umask = os.umask(0o077)
    sys.argv, sys.stdin = ["lede", *words], io.TextIOWrapper(io.BytesIO(given.encode()))
    try:
        os.environ.clear()
        os.environ.update({name: kept[2][name] for name in ("PATH", "TMPDIR") if name in kept[2]})
        os.environ.update({"HOME": str(Path.cwd()), **settings})
        yield
    finally:
        os.umask(umask)
        sys.argv, sys.stdin, environment, root.handlers[:], level, sys.excepthook = kept
        root.setLevel(level)
        logging.captureWarnings(capture=False)
        os.environ.clear()
        os.environ.update(environment)
