"""`lede catalogue …`: the starter catalogue of well-known feeds."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.catalogue.shelf import Catalogue, CatalogueEntry, CatalogueFeed
from bot.cli.common import check_some_worked, now, put_json, with_database
from bot.clock import SystemClock
from bot.config import load_settings
from bot.offload import Offload
from bot.sources.http import GuardedClient
from bot.sources.locators import parse_locator
from bot.sources.roll_call import RollCall, call_roll
from bot.store.database import Database
from bot.store.interests import InterestStore
from bot.store.sources import SourceStore

app = typer.Typer(help="The starter catalogue of well-known feeds.", no_args_is_help=True)

Language = Annotated[str, typer.Option(help="Feeds in this language, as in `en`.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON line per feed.")]


@app.command("list")
def list_all(language: Language = "", as_json: AsJson = False) -> None:
    """List the entries, and how many feeds each has; as JSON, every feed."""
    for entry in _catalogue().entries(language):
        feeds = [feed for feed in entry.feeds if language in ("", feed.language)]
        if as_json:
            for feed in feeds:
                put_json(_row(entry, feed, language))
        else:
            typer.echo(f"{entry.key:<14} {len(feeds):>3}  {entry.title(language or 'en')}")


@app.command("add")
def add(
    topics: Annotated[list[str], typer.Argument(metavar="TOPIC…")],
    language: Language = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per topic.")] = False,
) -> None:
    """Add entries as topics of this instance, with their feeds in a language."""
    entries = [_catalogue().entry(name) for name in topics]

    async def work(database: Database) -> list[tuple[str, int]]:
        return [
            (entry.key, await add_entry(database, entry, language=language)) for entry in entries
        ]

    for key, count in with_database(work):
        if as_json:
            put_json({"topic": key, "sources": count})
        else:
            typer.echo(f"{key}\t{count} sources")


@app.command("check")
def check(
    topics: Annotated[list[str] | None, typer.Argument(metavar="[TOPIC…]")] = None,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """Ask for every feed now, and say which answer and which do not."""
    catalogue = _catalogue()
    entries = [catalogue.entry(name) for name in topics or ()] or catalogue.entries(language)
    asked = [
        (entry, feed)
        for entry in entries
        for feed in entry.feeds
        if language in ("", feed.language)
    ]
    answers = asyncio.run(_ask([feed.url for _, feed in asked]))
    for (entry, feed), found in zip(asked, answers, strict=True):
        if as_json:
            said = {"articles": found.articles, "error": found.error or None}
            put_json({**_row(entry, feed, language), **said})
        else:
            state = f"dead  {found.error}" if found.error else f"alive {found.articles} articles"
            typer.echo(f"{entry.key}\t{feed.url}\t{state}")
    alive = sum(not found.error for found in answers)
    typer.echo(f"{alive} of {len(answers)} feeds answer", err=True)
    check_some_worked(alive, of=len(answers), message="None of them answers.")


def _catalogue() -> Catalogue:
    return Catalogue(load_settings().catalogue)


def _row(entry: CatalogueEntry, feed: CatalogueFeed, language: str) -> dict[str, object]:
    return {
        "topic": entry.key,
        "title": entry.title(language or "en"),
        "language": feed.language,
        "source": feed.title,
        "url": feed.url,
    }


async def add_entry(database: Database, entry: CatalogueEntry, *, language: str) -> int:
    """Make an entry a topic of this instance, with its feeds; how many these are."""
    sources = SourceStore(database)
    ids = []
    for feed in entry.together(language):
        kind, address = parse_locator(feed.url)
        added = await sources.add(
            kind=kind, locator=address, title=feed.title, language=feed.language, now=now()
        )
        ids.append(added.id)
    await InterestStore(database).add_topic(
        name=entry.key, title=entry.title(language), source_ids=ids, now=now()
    )
    return len(ids)


async def _ask(urls: list[str]) -> list[RollCall]:
    settings, clock = load_settings(), SystemClock()
    client = GuardedClient(
        allow_private=settings.fetch_allow_private, contact_url=settings.public_url, now=clock.now
    )
    workbench = Offload()
    try:
        return await call_roll(urls, client=client, workbench=workbench, now=clock.now)
    finally:
        await client.aclose()
        await workbench.aclose()
