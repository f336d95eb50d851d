"""`lede topic …`: named selections that people can follow."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.common import now, put_rows, with_database
from bot.domain.errors import InputError
from bot.store.interests import InterestStore

app = typer.Typer(help="Topics: named selections people can follow.", no_args_is_help=True)


@app.command("add")
def add(
    name: str,
    title: Annotated[str, typer.Option(help="How people see it.")] = "",
    words: Annotated[str, typer.Option(help="A query; articles that answer it belong.")] = "",
    source: Annotated[list[int] | None, typer.Option(help="A source that belongs.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Add a topic, or add to the one with this name."""
    topic = with_database(
        lambda database: InterestStore(database).add_topic(
            name=name, title=title, words=words, source_ids=source or (), now=now()
        )
    )
    put_rows([{"id": topic.id, "name": topic.name}], as_json=as_json)


@app.command("list")
def list_all(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per topic.")] = False,
) -> None:
    """List all topics."""
    rows: list[dict[str, object]] = []
    for topic in with_database(lambda database: InterestStore(database).topics()):
        ids = list(topic.source_ids)
        row: dict[str, object] = {"name": topic.name, "title": topic.title}
        if as_json:
            row |= {"sources": ids, "words": topic.words}
        else:
            listed = ", ".join(map(str, ids)) or "-"
            row |= {"sources": f"sources: {listed}", "words": f"words: {topic.words or '-'}"}
        rows.append(row)
    put_rows(rows, as_json=as_json)


@app.command("remove")
def remove(name: str) -> None:
    """Remove a topic; who followed it no longer does."""
    if not with_database(lambda database: InterestStore(database).remove_topic(name)):
        raise InputError(f"There is no topic {name}.", example="lede topic list")
