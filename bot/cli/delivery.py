"""`lede hold, resume, outbox …, broadcast …, backup, restore`: what operators do about sending."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import now, put_json, put_rows, show_progress, with_database
from bot.config import load_settings
from bot.domain.errors import InputError
from bot.domain.outbox import PartState
from bot.store.backup import Exchange, back_up, look_at_copy
from bot.store.backup import restore as restore_copy
from bot.store.broadcasts import BroadcastStore
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore
from bot.store.opening import name_of
from bot.store.operator_view import OperatorViewStore
from bot.store.outbox.admin import OutboxAdminStore

app = typer.Typer()
outbox = typer.Typer(help="The parts waiting to be sent.", no_args_is_help=True)
app.add_typer(outbox, name="outbox")
broadcast = typer.Typer(help="Messages to everybody.", no_args_is_help=True)
app.add_typer(broadcast, name="broadcast")


@app.command()
def hold(why: Annotated[str, typer.Argument()] = "") -> None:
    """Send nothing until `lede resume`."""
    with_database(lambda database: DeliveryStateStore(database).hold(why))
    typer.echo("Sending is held; go on with: lede resume")


@app.command()
def resume() -> None:
    """Sends again what was held back."""
    held = with_database(lambda database: DeliveryStateStore(database).resume())
    typer.echo("Sending goes on." if held else "Sending was not held.")


@app.command()
def backup(
    path: Path,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Write a consistent copy of the database, also while Lede runs."""
    size_bytes = with_database(lambda database: back_up(database, path))
    if as_json:
        put_json({"file": path, "bytes": size_bytes})
    else:
        typer.echo(f"{path}: {size_bytes} bytes")


@app.command()
def restore(
    path: Path,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    tell_again: Annotated[
        bool,
        typer.Option(help="Rather tell twice what may have been told since the copy, than not."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Put a copy in the place of the database; sending is held until `lede resume`."""
    url = load_settings().database_url
    database = Database(url)
    planned = asyncio.run(_planned(url, path))
    typer.echo(f"{name_of(database)}:", err=True)
    for name in planned.new or planned.old or {}:
        was = planned.old.get(name, 0) if planned.old is not None else "-"
        typer.echo(f"  {name:<14} {was} -> {planned.new.get(name, '?')}", err=True)
    if not yes and sys.stdin.isatty() and not typer.confirm("Put the copy in its place?", err=True):
        raise typer.Exit(1)

    async def work() -> Path | None:
        try:
            return await restore_copy(
                database, path, now=now(), tell_again=tell_again, progress=show_progress
            )
        finally:
            await database.aclose()

    kept = asyncio.run(work())
    if as_json:
        put_json({"kept": kept, "before": planned.old, "after": planned.new or None})
        return
    if kept is not None:
        typer.echo(f"What was there is kept in {kept}")
    typer.echo("Restored; nothing is sent until: lede resume")
    if not tell_again:
        typer.echo("What may have been told since the copy was made counts as told.")


async def _planned(url: str, path: Path) -> Exchange:
    database = Database(url)
    try:
        return await look_at_copy(database, path)
    finally:
        await database.aclose()


@broadcast.command("list")
def list_broadcasts(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per message.")] = False,
) -> None:
    """List the newest, and how far each is."""
    found = with_database(lambda database: OperatorViewStore(database).broadcasts())
    put_rows((asdict(each) for each in found), as_json=as_json)


@broadcast.command("stop")
def stop_broadcast(number: int) -> None:
    """Send one no further."""

    async def work(database: Database) -> int:
        if not await BroadcastStore(database).stop(number):
            raise InputError(f"There is no message {number}.", example="lede broadcast list")
        return await OutboxAdminStore(database).cancel_broadcast(number, now=now())

    stopped = with_database(work)
    typer.echo(f"{stopped} will not be sent")


@outbox.command("list")
def list_parts(
    state: Annotated[str, typer.Option(help="dead, unknown, ready, …; all open by default")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per part.")] = False,
) -> None:
    """List parts, the newest first."""
    names = [each.value for each in PartState]
    if state and state not in names:
        raise InputError(
            f"There is no state {state}; the states are {', '.join(names)}.",
            example="lede outbox list --state dead",
        )
    wanted = (PartState(state),) if state else ()
    entries = with_database(
        lambda database: OutboxAdminStore(database).list(states=wanted, limit=limit)
    )
    put_rows((asdict(entry) for entry in entries), as_json=as_json)


@outbox.command("retry")
def retry(ids: list[int]) -> None:
    """Send dead and unknown parts again."""
    count = with_database(lambda database: OutboxAdminStore(database).retry(ids, now=now()))
    if not count:
        raise InputError("None of them can be sent again.", example="lede outbox list --state dead")
    typer.echo(f"{count} will be sent again")


@outbox.command("drop")
def drop(ids: list[int]) -> None:
    """Give up parts that were not sent."""
    count = with_database(lambda database: OutboxAdminStore(database).drop(ids, now=now()))
    if not count:
        raise InputError("None of them is waiting to be sent.", example="lede outbox list")
    typer.echo(f"{count} dropped")
