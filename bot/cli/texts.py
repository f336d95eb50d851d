"""`lede lead`, `lede sentences`, `lede stories`: the text side alone, JSON lines out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

import typer

from bot.domain.errors import InputError, PartError
from bot.text import bulk

app = typer.Typer()


@app.command()
def lead(paths: Annotated[list[str], typer.Argument(metavar="PATH…")]) -> None:
    """Read documents (text, HTML, .gz of either, `-`): one JSON line each."""
    done = _put(bulk.lead_lines(paths), total=len(paths), name=lambda at: paths[at])
    done.check("of the documents could be read.", example="lede lead article.html")


@app.command()
def sentences(
    language: Annotated[str, typer.Option(help="Their language, as in `en`.")] = "",
) -> None:
    """Split JSON lines {"text"} from standard input into {"sentences"}."""
    done = _put(bulk.sentences_lines(sys.stdin.buffer, language))
    done.check("of the lines has a text.", example='{"text": "A man went. He came back."}')


@app.command()
def stories() -> None:
    """Number the stories of JSON lines {"title", "lead"?, "published"?} from standard input."""
    done = _put(bulk.stories_lines(sys.stdin))
    done.check("of the lines has a title.", example='{"title": "A dam bursts"}')


@dataclass(slots=True)
class _Done:
    """Counts of what was read, of the lines made of it, and of those that are only an error."""

    read: int = 0
    rows: int = 0
    wrong: int = 0

    def check(self, right: str, *, example: str) -> None:
        """Raises InputError when there were only errors, PartError when there was one."""
        if self.wrong and self.wrong == self.rows:
            raise InputError(f"None {right}", example=example)
        if self.wrong:
            raise PartError(f"{self.wrong} of {self.rows} failed; the others are done.")


def _put(
    blocks: Iterable[bulk.Lines],
    *,
    total: int | None = None,
    name: Callable[[int], str] = lambda at: f"line {at + 1}",
) -> _Done:
    """Lines as they come, each that went wrong named to the person who watches."""
    done = _Done()
    with _watched(total) as advance:
        for block in blocks:
            if block.joined:
                sys.stdout.buffer.write(block.joined + b"\n")
                done.rows += block.joined.count(b"\n") + 1
            for at, words in block.wrong:
                typer.echo(f"{name(done.read + at)}: {words}", err=True)
            done.read += block.read
            done.wrong += len(block.wrong)
            advance(block.read)
    sys.stdout.flush()
    return done


@contextmanager
def _watched(total: int | None) -> Iterator[Callable[[int], object]]:
    """A function that takes note of progress, with a bar where a person watches."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("Reading", total=total)
        yield lambda read: progress.advance(task, read)
