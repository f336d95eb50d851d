"""`lede hold, resume, outbox …, backup, restore`: what operators do about sending."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import now, with_database
from bot.config import load_settings
from bot.domain.errors import InputError
from bot.domain.models import PartState
from bot.store.backup import back_up
from bot.store.backup import restore as restore_copy
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore
from bot.store.outbox.admin import OutboxAdminStore

app = typer.Typer()
outbox = typer.Typer(help="The parts waiting to be sent.", no_args_is_help=True)
app.add_typer(outbox, name="outbox")


@app.command()
def hold(why: Annotated[str, typer.Argument()] = "") -> None:
    """Send nothing until `lede resume`."""
    with_database(lambda database: DeliveryStateStore(database).hold(why))
    typer.echo("Sending is held; go on with: lede resume")


@app.command()
def resume() -> None:
    """Send again."""
    held = with_database(lambda database: DeliveryStateStore(database).resume())
    typer.echo("Sending goes on." if held else "Sending was not held.")


@app.command()
def backup(path: Path) -> None:
    """Write a consistent copy of a SQLite database, also while Lede runs."""
    size_bytes = with_database(lambda database: back_up(database, path))
    typer.echo(f"{path}: {size_bytes} bytes")


@app.command()
def restore(path: Path) -> None:
    """Put a copy in the place of the database; sending is held until `lede resume`."""

    async def work() -> None:
        database = Database(load_settings().database_url)
        try:
            await restore_copy(database, path)
        finally:
            await database.aclose()

    asyncio.run(work())
    typer.echo("Restored; nothing is sent until: lede resume")


@outbox.command("list")
def list_parts(
    state: Annotated[str, typer.Option(help="dead, unknown, ready, …; all open by default")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
) -> None:
    """List parts, the newest first."""
    names = [each.value for each in PartState]
    if state and state not in names:
        raise InputError(
            f"There is no state {state}; the states are {', '.join(names)}.",
            example="lede outbox list --state dead",
        )
    wanted = (PartState(state),) if state else ()
    for entry in with_database(
        lambda database: OutboxAdminStore(database).list(states=wanted, limit=limit)
    ):
        typer.echo(entry)


@outbox.command("retry")
def retry(ids: list[int]) -> None:
    """Send dead and unknown parts again."""
    count = with_database(lambda database: OutboxAdminStore(database).retry(ids, now=now()))
    typer.echo(f"{count} will be sent again")


@outbox.command("drop")
def drop(ids: list[int]) -> None:
    """Give up parts that were not sent."""
    count = with_database(lambda database: OutboxAdminStore(database).drop(ids, now=now()))
    typer.echo(f"{count} dropped")
