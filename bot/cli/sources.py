"""`lede source …`: what Lede reads."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.common import check_some_worked, now, put_json, put_rows, with_database
from bot.cli.polling import poll_sources
from bot.clock import SystemClock
from bot.config import load_settings
from bot.domain.errors import FetchError, InputError
from bot.domain.models import PageRule, Source, SourceKind
from bot.domain.operators import FurnitureView
from bot.domain.secrets import shown_locator
from bot.offload import Offload
from bot.services.trial import Trial, Tried
from bot.sources.addresses import parse_url
from bot.sources.discovery import SiteDiscovery
from bot.sources.http import GuardedClient
from bot.sources.kinds import address_of
from bot.sources.locators import parse_locator
from bot.sources.registry import KINDS, Fetchers
from bot.store.database import Database
from bot.store.furniture import FurnitureStore
from bot.store.interests import InterestStore
from bot.store.sources import SourceStore

app = typer.Typer(help="Sources: what Lede reads.", no_args_is_help=True)


@app.command("add")
def add(
    locator: Annotated[
        str,
        typer.Argument(help=", ".join(kind.written for kind in KINDS.values())),
    ],
    title: Annotated[str, typer.Option(help="How the source is named in digests.")] = "",
    topic: Annotated[list[str] | None, typer.Option(help="A topic it belongs to.")] = None,
    language: Annotated[str, typer.Option(help="Its language, as in `en`.")] = "",
    pages: Annotated[
        PageRule | None,
        typer.Option(help="Fetch its articles' pages: where its own text is short (the default)…"),
    ] = None,
    check: Annotated[bool, typer.Option(help="Try it first.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Add a source; it is polled from now on."""
    kind, address = parse_locator(locator)

    async def work(database: Database) -> tuple[Source, Tried]:
        found = await _tried(kind, address) if check else _untried(address)
        source = await SourceStore(database).add(
            kind=kind,
            locator=found.address,
            title=title or shown_locator(found.title or found.address),
            language=language,
            pages=pages,
            now=now(),
        )
        for name in topic or ():
            await InterestStore(database).add_topic(name=name, source_ids=[source.id], now=now())
        return source, found

    source, found = with_database(work)
    if as_json:
        put_json(
            {
                "id": source.id,
                "locator": shown_locator(source.locator),
                "title": source.title,
                "language": found.language or None,
                "headlines": found.headlines,
                "error": shown_locator(found.trouble) or None,
            }
        )
        return
    typer.echo(f"{source.id}\t{shown_locator(source.locator)}")
    if found.trouble:
        trouble = shown_locator(found.trouble)
        typer.echo(f"It cannot be read just now ({trouble}); it is tried again.", err=True)
    elif check:
        typer.echo(" ".join(filter(None, (found.title, found.language))), err=True)
    for headline in found.headlines:
        typer.echo(f"  {headline}", err=True)


def _untried(address: str) -> Tried:
    """Refusals known without asking: an address that will be refused is said to be one."""
    where = address_of(address)
    try:
        if where.startswith(("http://", "https://")):
            parse_url(where, allow_private=load_settings().fetch_allow_private)
    except FetchError as error:
        return Tried(address=address, trouble=error.for_operators)
    return Tried(address=address)


async def _tried(kind: SourceKind, address: str) -> Tried:
    settings, clock = load_settings(), SystemClock()
    client = GuardedClient(
        allow_private=settings.fetch_allow_private, contact_url=settings.public_url, now=clock.now
    )
    workbench = Offload()
    try:
        trial = Trial(
            discovery=SiteDiscovery(client=client, workbench=workbench, now=clock.now),
            fetcher=Fetchers(
                client=client,
                offload=workbench,
                now=clock.now,
                preview_url=settings.telegram_preview_url,
            ),
            clock=clock,
        )
        return await trial(kind, address)
    finally:
        await client.aclose()
        await workbench.aclose()


@app.command("list")
def list_all(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per source.")] = False,
) -> None:
    """List all sources."""
    put_rows(
        (
            {
                "id": source.id,
                "locator": shown_locator(source.locator),
                "title": source.title,
                "state": source.state.value,
                "articles": source.articles,
                "last_success": source.last_success_at,
                "last_error": source.last_error or None,
            }
            for source in with_database(lambda database: SourceStore(database).all())
        ),
        as_json=as_json,
    )


@app.command("remove")
def remove(source_id: Annotated[int, typer.Argument(metavar="ID")]) -> None:
    """Stop polling a source; its articles stay for search."""
    if not with_database(lambda database: SourceStore(database).remove(source_id)):
        raise _no_source(source_id)


def _no_source(source_id: int) -> InputError:
    return InputError(f"There is no source {source_id}.", example="lede source list")


@app.command("furniture")
def furniture(
    source_id: Annotated[int, typer.Argument(metavar="ID")],
    keep: Annotated[str, typer.Option(metavar="MARK", help="This one is none: it stays in.")] = "",
    drop: Annotated[str, typer.Option(metavar="MARK", help="This one is, after all.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per piece.")] = False,
) -> None:
    """Show what of a source's text was learned to be furniture and is left out, or say what is none.

    What is said holds for the articles that come from then on.
    """

    async def work(database: Database) -> tuple[FurnitureView, ...]:
        if await SourceStore(database).get(source_id) is None:
            raise _no_source(source_id)
        store = FurnitureStore(database)
        for mark, is_furniture in ((keep, False), (drop, True)):
            if mark and not await store.say(source_id, mark, furniture=is_furniture):
                raise InputError(
                    f"Source {source_id} has no piece {mark}.",
                    example=f"lede source furniture {source_id}",
                )
        return (await store.of_sources([source_id])).get(source_id, ())

    put_rows(
        (
            {
                "mark": each.mark,
                "left_out": not each.refused
                if as_json
                else ("stays in" if each.refused else "left out"),
                "words": each.words,
            }
            for each in with_database(work)
        ),
        as_json=as_json,
    )


@app.command("poll")
def poll(
    source_id: Annotated[int | None, typer.Argument(metavar="[ID]")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per source.")] = False,
) -> None:
    """Poll a source (or all that are read) now, and say for each what came."""
    polled = with_database(lambda database: poll_sources(database, source_id))
    if source_id is not None and not polled:
        raise _no_source(source_id)
    rows: list[dict[str, object]] = []
    for each in polled:
        title = shown_locator(each.source.title or each.source.locator)
        said = {"new": each.new, "error": each.error or None} if as_json else {"came": each.words}
        rows.append({"id": each.source.id, "title": title, **said})
    put_rows(rows, as_json=as_json)
    read = sum(not each.error for each in polled)
    check_some_worked(read, of=len(polled), message="None of them could be read.")
