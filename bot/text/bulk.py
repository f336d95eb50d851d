"""Many documents, sentences or headlines in one call, over the cores of the machine."""

from __future__ import annotations

import gc
import gzip
import json
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import orjson

from bot.domain.errors import LedeError

#: What one line of output holds.
Row = dict[str, Any]
#: A line of output as JSON, and whether it only says what went wrong.
Line = tuple[bytes, bool]
#: Lines of one chunk, and which of them only say what went wrong: one value to pass on is
#: several times as fast as one for each sentence.
_Lines = tuple[bytes, frozenset[int]]
_T = TypeVar("_T")

#: Fewer pieces of work than this are done here: processes take longer to start.
_PARALLEL_FROM = 24
#: Pieces given to a process at a time (documents, short texts), and chunks under way for each
#: process: a chunk is some hundredths of a second of work, its transport a thousandth.
_DOCUMENTS, _TEXTS, _AHEAD = 16, 512, 4
#: A document is read to this size.
_MOST_BYTES = 16_000_000
_LOOKS_HTML = ("<!doctype", "<html", "<head", "<body", "<article", "<div", "<p>", "<?xml")


def lead_lines(
    paths: Iterable[str], *, lead_chars: int = 320, processes: int | None = None
) -> Iterator[Line]:
    """For each document `{"path", "headline", "lead", "language", "text"}`, in order.

    Documents are text or HTML, or `.gz` of either; `-` is standard input. One that cannot be
    read gives `{"path", "error"}`. `processes` None means one for each core.
    """
    yield from _in_order(
        _leads,
        [(path, lead_chars) for path in paths],
        processes,
        chunk=_DOCUMENTS,
        warm=_warm_reading,
    )


def sentences_lines(
    lines: Iterable[str], language: str = "", *, processes: int | None = None
) -> Iterator[Line]:
    """For each JSON line `{"text"}` a line `{"sentences"}`, or `{"error"}`, in order."""
    yield from _in_order(
        _sentences,
        ((line, language) for line in lines if line.strip()),
        processes,
        chunk=_TEXTS,
        warm=_warm_sentences,
    )


def stories_lines(lines: Iterable[str]) -> Iterator[Line]:
    """For each JSON line with a title a line `{"story": n}`: see `bot.text.bulk_stories`."""
    from bot.text.bulk_stories import stories_lines as rows

    return ((_written(row), "error" in row) for row in rows(lines))


def _written(row: Row) -> bytes:
    try:
        return orjson.dumps(row)
    except TypeError:  # a half of a surrogate pair, which only JSON's escapes can say
        return json.dumps(row, separators=(",", ":")).encode()


def _joined(rows: Sequence[Row]) -> _Lines:
    wrong = frozenset(at for at, row in enumerate(rows) if "error" in row)
    return b"\n".join(map(_written, rows)), wrong


def _leads(work: Sequence[tuple[str, int]]) -> _Lines:
    found = _joined([_lead_row(path, lead_chars) for path, lead_chars in work])
    if not gc.isenabled():
        gc.collect()
    return found


def _lead_row(path: str, lead_chars: int) -> Row:
    from bot.text.reading import read_document

    try:
        text, html = _document(path)
        reading = read_document(text, html=html, lead_chars=lead_chars)
    except (OSError, EOFError, LedeError, ValueError) as problem:
        return {"path": path, "error": str(problem) or type(problem).__name__}
    return {
        "path": path,
        "headline": reading.headline,
        "lead": reading.lead,
        "language": reading.language,
        "text": reading.body,
    }


def _document(path: str) -> tuple[str, bool]:
    """The text of a document and whether it is HTML."""
    name = path.lower()
    if path == "-":
        data = sys.stdin.buffer.read(_MOST_BYTES)
    elif name.endswith(".gz"):
        name = name[:-3]
        with gzip.open(path) as stream:
            data = stream.read(_MOST_BYTES)
    else:
        with Path(path).open("rb") as stream:
            data = stream.read(_MOST_BYTES)
    text = _decoded(data)
    if name.endswith((".html", ".htm", ".xhtml")):
        return text, True
    return text, not name.endswith(".txt") and text[:2000].lstrip().lower().startswith(_LOOKS_HTML)


def _decoded(data: bytes) -> str:
    """Bytes as text: UTF-8, what the document says, or what it looks like."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(data[:200_000]).best()
        return data.decode(best.encoding if best else "utf-8", "replace")


def _sentences(work: Sequence[tuple[str, str]]) -> _Lines:
    from bot.text.sentences.splitting import split_sentences

    rows: list[Row] = []
    for line, language in work:
        try:
            rows.append({"sentences": split_sentences(str(_read(line)["text"]), language)})
        except (ValueError, KeyError, TypeError, RecursionError) as problem:
            rows.append({"error": f"not a line with a text: {type(problem).__name__}"})
    return _joined(rows)


def _read(line: str) -> Any:
    try:
        return orjson.loads(line)
    except ValueError:  # it may be what Python's reader takes: half of a surrogate pair, NaN
        return json.loads(line)


def _warm_reading() -> None:
    """Load what reading needs before there are processes: they share it."""
    from bot.text.page.second_look import second_look
    from bot.text.reading import read_document

    page = "<article><h1>The pier opens</h1><p>The pier opened on Sunday, said the mayor.</p></article>"
    read_document(page, html=True)
    read_document("The pier opened on Sunday, said the mayor of the town.", html=False)
    second_look(page)


def _warm_sentences() -> None:
    from bot.text.sentences.splitting import split_sentences

    split_sentences("The pier opened on Sunday. All are glad.", "en")


def _pool(workers: int) -> ProcessPoolExecutor:
    """Processes that begin with what this one has loaded, where that is safe: without threads.

    They look for garbage where they are told to, in what they made themselves.
    """
    forks = sys.platform.startswith("linux") and threading.active_count() == 1
    context = get_context("fork" if forks else "spawn")
    if forks:
        gc.freeze()
    return ProcessPoolExecutor(workers, mp_context=context, initializer=gc.disable)


def _in_order(
    do: Callable[[Sequence[_T]], _Lines],
    work: Iterable[_T],
    processes: int | None,
    *,
    chunk: int,
    warm: Callable[[], None],
) -> Iterator[Line]:
    """The lines of all work in order: here when there is little, else in processes."""
    rest = iter(work)
    first = _take(rest, _PARALLEL_FROM)
    workers = processes if processes is not None else len(os.sched_getaffinity(0))
    if len(first) < _PARALLEL_FROM or workers < 2:
        for piece in chain(first, rest):
            yield from _parted(do([piece]))
        return
    warm()
    with _pool(workers) as pool:
        waiting: deque[Future[_Lines]] = deque()
        taken = first
        while taken or waiting:
            while taken and len(waiting) < workers * _AHEAD:
                waiting.append(pool.submit(do, taken))
                taken = _take(rest, chunk)
            yield from _parted(waiting.popleft().result())


def _parted(lines: _Lines) -> Iterator[Line]:
    joined, wrong = lines
    for at, line in enumerate(joined.split(b"\n")):
        yield line, at in wrong


def _take(work: Iterator[_T], most: int) -> list[_T]:
    taken: list[_T] = []
    for piece in work:
        taken.append(piece)
        if len(taken) == most:
            break
    return taken
