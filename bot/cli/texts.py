"""`lede lead`, `lede sentences`, `lede stories`: the text side alone, JSON lines out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from bot.domain.errors import InputError
from bot.text import bulk

app = typer.Typer()


@app.command()
def lead(paths: Annotated[list[str], typer.Argument(metavar="PATH…")]) -> None:
    """Read documents (text, HTML, .gz of either, `-`): one JSON line each."""
    rows = _counted(bulk.lead_lines(paths))
    _put(rows, total=len(paths))
    rows.check("None of the documents could be read.", example="lede lead article.html")


@app.command()
def sentences(
    language: Annotated[str, typer.Option(help="Their language, as in `en`.")] = "",
) -> None:
    """Split JSON lines {"text"} from standard input into {"sentences"}."""
    rows = _counted(bulk.sentences_lines(sys.stdin, language))
    _put(rows)
    rows.check("None of the lines has a text.", example='{"text": "A man went. He came back."}')


@app.command()
def stories() -> None:
    """Number the stories of JSON lines {"title", "lead"?, "published"?} from standard input."""
    rows = _counted(bulk.stories_lines(sys.stdin))
    _put(rows)
    rows.check("None of the lines has a title.", example='{"title": "A dam bursts"}')


class _counted:  # noqa: N801  # reads as a function where it is used
    """Lines as they pass, and how many of them only say what went wrong."""

    def __init__(self, lines: Iterable[bulk.Line]) -> None:
        self._lines = lines
        self.all = self.wrong = 0

    def __iter__(self) -> Iterator[bytes]:
        for line, wrong in self._lines:
            self.all += 1
            self.wrong += wrong
            yield line

    def check(self, message: str, *, example: str) -> None:
        """Raises InputError when there were rows and nothing but errors among them."""
        if self.wrong and self.wrong == self.all:
            raise InputError(message, example=example)


def _put(lines: Iterable[bytes], *, total: int | None = None) -> None:
    """Each line as it comes, with a progress bar where a person watches."""
    if sys.stderr.isatty() and not sys.stdout.isatty():
        from rich.console import Console
        from rich.progress import track

        lines = track(lines, total=total, console=Console(stderr=True), description="Reading")
    for line in lines:
        sys.stdout.buffer.write(line + b"\n")
    sys.stdout.flush()
