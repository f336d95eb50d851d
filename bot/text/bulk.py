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
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import orjson

from bot.domain.errors import LedeError

#: What one line of output holds.
Row = dict[str, Any]
_T = TypeVar("_T")

#: What is given to a process at a time (documents; bytes of lines), and how many times that is
#: under way for each process: some hundredths of a second of work, its transport a thousandth.
_DOCUMENTS, _TEXT_BYTES, _AHEAD = 8, 128 * 1024, 4
#: Lines of stories that are written at a time.
_STORIES = 512
#: A document is read to this size.
_MOST_BYTES = 16_000_000
_LOOKS_HTML = ("<!doctype", "<html", "<head", "<body", "<article", "<div", "<p>", "<?xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Lines of output, each JSON, put together: far quicker to pass on than one at a time."""

    #: The lines, a line end between them.
    joined: bytes
    #: The number of lines of input, empty ones too, or of documents that they were made of.
    read: int
    #: Which of those, from 0, gave only an error, and its words.
    wrong: tuple[tuple[int, str], ...] = ()


def lead_lines(
    paths: Iterable[str], *, lead_chars: int = 320, processes: int | None = None
) -> Iterator[Lines]:
    """For each document `{"path", "headline", "lead", "language", "text"}`, in order.

    Documents are text or HTML, or `.gz` of either; `-` is standard input. One that cannot be
    read gives `{"path", "error"}`. `processes` None means one for each core.
    """
    work = iter([(path, lead_chars) for path in paths])
    chunks = iter(lambda: list(islice(work, _DOCUMENTS)), [])
    yield from _in_order(_leads, chunks, processes, warm=_warm_reading)


def sentences_lines(
    stream: BinaryIO, language: str = "", *, processes: int | None = None
) -> Iterator[Lines]:
    """For each JSON line `{"text"}` a line `{"sentences"}`, or `{"error"}`, in order.

    Empty lines give none.
    """
    chunks = iter(lambda: stream.read(_TEXT_BYTES) + stream.readline(), b"")
    work = ((chunk, language) for chunk in chunks)
    yield from _in_order(_sentences, work, processes, warm=_warm_sentences)


def stories_lines(lines: Iterable[str]) -> Iterator[Lines]:
    """For each JSON line with a title a line `{"story": n}`: see `bot.text.bulk_stories`."""
    from bot.text.bulk_stories import stories_lines as rows

    each = iter(rows(lines))
    return map(_joined, iter(lambda: list(islice(each, _STORIES)), []))


def _written(row: Row) -> bytes:
    try:
        return orjson.dumps(row)
    except TypeError:  # a half of a surrogate pair, which only JSON's escapes can say
        return json.dumps(row, separators=(",", ":")).encode()


def _joined(rows: Sequence[Row]) -> Lines:
    return Lines(
        joined=b"\n".join(map(_written, rows)),
        read=len(rows),
        wrong=tuple((at, row["error"]) for at, row in enumerate(rows) if "error" in row),
    )


def _leads(work: Sequence[tuple[str, int]]) -> Lines:
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
        words = (isinstance(problem, OSError) and problem.strerror) or str(problem)
        return {"path": path, "error": words or type(problem).__name__}
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


def _sentences(work: tuple[bytes, str]) -> Lines:
    from bot.text.sentences.splitting import split_sentences

    chunk, language = work
    given = chunk.removesuffix(b"\n").split(b"\n")
    out: list[bytes] = []
    wrong: list[tuple[int, str]] = []
    for at, line in enumerate(given):
        if not line or line.isspace():
            continue
        try:
            text = _read(line)["text"]
            row: Row = {"sentences": split_sentences(str(text), language)}
        except (ValueError, KeyError, TypeError, RecursionError) as problem:
            row = {"error": f"not a line with a text: {type(problem).__name__}"}
            wrong.append((at, row["error"]))
        out.append(_written(row))
    return Lines(joined=b"\n".join(out), read=len(given), wrong=tuple(wrong))


def _read(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except ValueError:  # it may be what Python's reader takes: half of a surrogate pair, NaN
        return json.loads(line)


def _warm_reading() -> None:
    """Load what reading needs before there are processes: they share it.

    What takes a second look at a page is left out: hardly any page needs it, and to load it takes
    as long as to read fifty.
    """
    from bot.text.reading import read_document

    page = "<article><h1>The pier opens</h1><p>The pier opened on Sunday, said the mayor.</p></article>"
    read_document(page, html=True)
    read_document("The pier opened on Sunday, said the mayor of the town.", html=False)


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
    do: Callable[[_T], Lines],
    work: Iterator[_T],
    processes: int | None,
    *,
    warm: Callable[[], None],
) -> Iterator[Lines]:
    """The lines of all work in order: here when there is little, else in processes."""
    first = list(islice(work, 2))
    workers = processes if processes is not None else len(os.sched_getaffinity(0))
    if len(first) < 2 or workers < 2:
        for piece in chain(first, work):
            yield do(piece)
        return
    warm()
    with _pool(workers) as pool:
        waiting: deque[Future[Lines]] = deque()
        for piece in chain(first, work):
            if len(waiting) == workers * _AHEAD:
                yield waiting.popleft().result()
            waiting.append(pool.submit(do, piece))
        while waiting:
            yield waiting.popleft().result()
