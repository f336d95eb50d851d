"""`lede healthcheck`: is it alive."""

from __future__ import annotations

import asyncio

import aiohttp
import typer

from bot.config import load_settings
from bot.domain.errors import TemporaryError

app = typer.Typer()


@app.command()
def healthcheck() -> None:
    """Ask the running Lede whether it is alive (its web port); for containers."""
    settings = load_settings()

    async def ask() -> int:
        address = f"http://{settings.web_host}:{settings.web_port}/healthz"
        timeout = aiohttp.ClientTimeout(total=5)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(address) as answer,
        ):
            return answer.status

    try:
        status = asyncio.run(ask())
    except (aiohttp.ClientError, TimeoutError) as error:
        raise TemporaryError(f"Lede does not answer on port {settings.web_port}") from error
    if status != 200:
        raise TemporaryError(f"Lede answers with {status} on port {settings.web_port}")
    typer.echo("Lede is alive.")
