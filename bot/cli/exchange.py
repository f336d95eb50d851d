"""`lede import` and `lede export`: lists of feeds as OPML."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import now, with_database
from bot.domain.errors import ConfigError, InputError
from bot.domain.models import InterestKind, Source
from bot.domain.secrets import shown_locator
from bot.sources.opml import OpmlOutline, read_opml, write_opml
from bot.sources.registry import parse_locator
from bot.store.briefings import BriefingStore
from bot.store.chats import ChatStore
from bot.store.database import Database
from bot.store.sources import SourceStore

app = typer.Typer()


@app.command("import")
def import_opml(file: Annotated[Path, typer.Argument(metavar="FILE.opml")]) -> None:
    """Add the feeds of an OPML file as sources."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read ({error.strerror})") from error
    outlines = read_opml(data)

    async def work(database: Database) -> int:
        store = SourceStore(database)
        before = len(await store.all())
        for outline in outlines:
            kind, address = parse_locator(outline.url)
            await store.add(
                kind=kind, locator=address, title=outline.title or shown_locator(address), now=now()
            )
        return len(await store.all()) - before

    added = with_database(work)
    typer.echo(f"{added} added, {len(outlines) - added} there already")


@app.command("export")
def export(chat_id: Annotated[int, typer.Argument(metavar="CHAT_ID")]) -> None:
    """Write what a chat (its Telegram number) follows as OPML to standard output.

    The addresses are whole, with the tokens some hold: keep the file to yourself.
    """

    async def work(database: Database) -> list[Source]:
        chat = await ChatStore(database).find(chat_id)
        if chat is None:
            raise InputError(f"There is no chat {chat_id}.", example="lede export 123456789")
        followed: set[str] = set()
        for briefing in await BriefingStore(database).of_chat(chat.id):
            for each in await BriefingStore(database).subscriptions(briefing.id):
                if each.interest.kind is InterestKind.SOURCE:
                    followed.add(each.interest.ref)
        return [one for one in await SourceStore(database).all() if str(one.id) in followed]

    sources = with_database(work)
    outlines = [OpmlOutline(url=source.locator, title=source.title) for source in sources]
    sys.stdout.buffer.write(write_opml(outlines))
