"""`lede copy, verify`: all data to another database, and whether a database keeps its promises."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.common import now, put_json, put_rows, show_progress, with_database
from bot.config import load_settings
from bot.domain.errors import InputError
from bot.domain.setting_checks import check_database
from bot.store.copying import Copied, copy_all
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore
from bot.store.engines.dialect import PromiseCheck
from bot.store.engines.registry import read_address
from bot.store.lock import exclusive, is_running
from bot.store.migrate import migrate
from bot.store.opening import name_of
from bot.store.verify import look_through

app = typer.Typer()


@app.command()
def copy(
    to: Annotated[str, typer.Option(help="sqlite:///… or postgresql://…, empty or unfinished.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Copy all data into another database, of either engine; compared, and resumed if broken off."""
    try:
        check_database(to)
    except ValueError as error:
        raise InputError(f"--to {error}.", example=_EXAMPLE) from error
    if read_address(to) == read_address(load_settings().database_url):
        raise InputError("That is the database itself.", example=_EXAMPLE)

    async def work(source: Database) -> tuple[Copied, bool, str]:
        target = Database(to)
        try:
            target.make_folder()
            with exclusive(target):
                await migrate(target)
                live = await is_running(source)
                copied = await copy_all(source, target, progress=show_progress)
                if live:
                    await DeliveryStateStore(target).hold("copied from a running Lede")
            return copied, live, name_of(target)
        finally:
            await target.aclose()

    copied, live, where = with_database(work)
    if as_json:
        put_json({"to": where, "resumed": copied.resumed, "held": live, "rows": copied.rows})
        return
    for name, count in copied.rows.items():
        if count:
            typer.echo(f"{name:<16} {count}")
    typer.echo(f"All of it is in {where}, compared by counts and checksums.")
    if live:
        typer.echo(
            "Lede runs on the old database, and what it sends from now on the copy does not know: "
            "sending is held there until lede resume. To move, stop Lede and copy then.",
            err=True,
        )


@app.command()
def verify(
    mend: Annotated[bool, typer.Option("--mend", help="Put right what can be.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per promise.")] = False,
) -> None:
    """Look whether the database keeps its promises: owners, states, places, keys, text index."""

    async def work(database: Database) -> list[PromiseCheck]:
        return [each async for each in look_through(database, now=now(), mend=mend)]

    looks = with_database(work)
    shown = looks if as_json else [each for each in looks if each.broken]
    put_rows(
        ({"promise": each.promise, "broken": each.broken, "mended": each.mended} for each in shown),
        as_json=as_json,
    )
    left = sum(each.broken > 0 and not each.mended for each in looks)
    if not as_json:
        typer.echo(f"{len(looks)} promises looked at, {len(looks) - left} kept.")
    if left:
        if not mend:
            typer.echo("Put right what can be by: lede verify --mend", err=True)
        raise typer.Exit(1)


_EXAMPLE = "lede copy --to postgresql://lede@127.0.0.1/lede"
