"""`lede migrate, check, preview, search, stats, …`: what operators ask and do."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.cli.common import now, put_json, show_progress, with_database
from bot.cli.exposure import warnings_of
from bot.clock import SystemClock
from bot.config import load_settings, shown_settings
from bot.domain.errors import ConfigError, InputError
from bot.domain.models import RenderedMessage
from bot.domain.operators import SHELL, entrance
from bot.domain.search_results import SearchPage
from bot.domain.secrets import shown_locator
from bot.domain.sight import EVERYTHING
from bot.services.editions import EditionService
from bot.sources.locators import parse_locator
from bot.store.briefings import BriefingStore
from bot.store.chats import ChatStore
from bot.store.database import Database
from bot.store.delivery_figures import DeliveryFiguresStore
from bot.store.editions import EditionStore
from bot.store.lock import exclusive
from bot.store.migrate import is_behind, newest_revision
from bot.store.migrate import migrate as bring_up
from bot.store.operator_passes import PassStore
from bot.store.search import SearchStore
from bot.store.stats import StatsStore

app = typer.Typer()


@app.command()
def migrate() -> None:
    """Bring the database to this version's tables."""
    settings = load_settings()

    async def work() -> None:
        database = Database(settings.database_url)
        try:
            database.make_folder()
            if await is_behind(database):
                with exclusive(database):  # never under a running Lede
                    await bring_up(database, report=show_progress)
        finally:
            await database.aclose()

    asyncio.run(work())
    typer.echo(f"The database is at version {newest_revision()}.")


@app.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Check the settings; says each wrong one."""
    settings = load_settings()
    for locator in settings.sources:
        try:
            parse_locator(locator)
        except InputError as error:
            words = f"SOURCES={shown_locator(locator)}: {error}"
            raise ConfigError(f"Wrong settings:\n  {words}") from error
    if as_json:
        put_json(shown_settings(settings))
        return
    for name, value in shown_settings(settings).items():
        typer.echo(f"{name}={value}")
    for warning in warnings_of(settings):
        typer.echo(f"Warning: {warning}")
    typer.echo("The settings are right.")


@app.command()
def search(
    words: list[str],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per result.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
) -> None:
    """Search stored articles, newest first."""

    async def work(database: Database) -> SearchPage:
        return await SearchStore(database).search(
            " ".join(words), sight=EVERYTHING, limit=limit, now=now()
        )

    for result in with_database(work).results:
        article = result.article
        if as_json:
            put_json(
                {
                    "headline": article.headline,
                    "url": article.url,
                    "lead": article.lead,
                    "source": article.source_title,
                    "published": article.published_at,
                    "language": article.language,
                }
            )
        else:
            typer.echo(f"{article.effective_at:%Y-%m-%d %H:%M}  {article.source_title}")
            typer.echo(f"  {article.headline}\n  {article.lead}\n  {article.url}\n")


@app.command()
def stats(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Figures about everything stored and sent."""

    async def work(database: Database) -> dict[str, object]:
        at = now()
        store = DeliveryFiguresStore(database)
        delivery, load = await store.figures(now=at), await store.busiest(now=at)
        found: dict[str, object] = {}
        if load is not None:
            shown = f"{load.at:%Y-%m-%d %H:%M} UTC"
            found["busiest_slot"] = load.words(shown, load_settings().most_rate)
        return {
            **found,
            **await StatsStore(database).figures(now=at),
            "hold": delivery.hold,
            "paused_until": delivery.paused_until,
            **delivery.by_name,
        }

    figures = with_database(work)
    if as_json:
        put_json(figures)
        return
    for name, value in figures.items():
        typer.echo(f"{name:<24} {'-' if value is None else value}")


@app.command()
def pages() -> None:
    """Give a link that opens the operators' pages once, within five minutes."""
    settings = load_settings()
    if not settings.web_port:
        raise ConfigError("WEB_PORT is 0: there are no pages; set it and start Lede again")
    at = settings.public_url or f"http://{settings.web_host}:{settings.web_port}"
    typer.echo(entrance(at, with_database(lambda found: PassStore(found).link(SHELL, now()))))


@app.command()
def preview(
    chat_id: Annotated[int, typer.Argument(metavar="CHAT_ID")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per message.")] = False,
) -> None:
    """Show the next digest of a chat (its Telegram number) as it would be sent now."""

    async def work(database: Database) -> list[RenderedMessage]:
        chat = await ChatStore(database).find(chat_id)
        if chat is None:
            raise InputError(f"There is no chat {chat_id}.", example="lede preview 123456789")
        found: list[RenderedMessage] = []
        editions = EditionService(store=EditionStore(database), clock=SystemClock())
        for briefing in await BriefingStore(database).of_chat(chat.id):
            found += await editions.preview(briefing.id, now=now())
        return found

    for message in with_database(work):
        if as_json:
            put_json({"text": message.plain, "html": message.html})
        else:
            typer.echo(message.plain + "\n")
