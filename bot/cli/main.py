"""The command line: `lede …`."""

from __future__ import annotations

import typer

from bot.cli import delivery, exchange, health, operate, running, sources, texts, topics

app = typer.Typer(
    name="lede",
    help="Lede: stored articles in, digests of lead sentences out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(running.app)
app.add_typer(operate.app)
app.add_typer(delivery.app)
app.add_typer(exchange.app)
app.add_typer(health.app)
app.add_typer(texts.app)
app.add_typer(sources.app, name="source")
app.add_typer(topics.app, name="topic")
