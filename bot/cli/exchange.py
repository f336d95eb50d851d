"""`lede import` and `lede export`: lists of feeds as OPML."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import now, put_json, with_database
from bot.domain.errors import ConfigError, InputError
from bot.domain.models import InterestKind, Source, SourceKind
from bot.domain.secrets import shown_locator
from bot.sources.locators import parse_locator
from bot.sources.opml import OpmlOutline, read_opml, write_opml
from bot.store.briefings import BriefingStore
from bot.store.chats import ChatStore
from bot.store.database import Database
from bot.store.sources import SourceStore

app = typer.Typer()

#: An operator's own list may be longer than what people send.
_MOST_FEEDS, _MOST_BYTES = 20_000, 16 * 1024 * 1024

_Item = tuple[str, tuple[SourceKind, OpmlOutline]]


@app.command("import")
def import_opml(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say it, and add nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Add the feeds of an OPML file as sources."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read ({error.strerror})") from error
    wrong: list[OpmlOutline] = []
    outlines = read_opml(data, most=_MOST_FEEDS, most_bytes=_MOST_BYTES, unusable=wrong)
    refused = [(each.url, "it is no web address") for each in wrong]
    usable: dict[str, tuple[SourceKind, OpmlOutline]] = {}
    for outline in outlines:
        try:
            kind, address = parse_locator(outline.url)
        except InputError as error:
            refused.append((outline.url, str(error)))
        else:
            usable.setdefault(address, (kind, outline))

    async def work(database: Database) -> int:
        store = SourceStore(database)
        there = {source.locator for source in await store.all()}
        new = [each for each in usable.items() if each[0] not in there]
        for address, (kind, outline) in _watched(new) if not dry_run else ():
            await store.add(
                kind=kind, locator=address, title=outline.title or shown_locator(address), now=now()
            )
        return len(new)

    added = with_database(work)
    there = len(outlines) + len(wrong) - len(refused) - added
    shown = [(shown_locator(url), why) for url, why in refused]
    if as_json:
        words = [{"locator": url, "why": why} for url, why in shown]
        put_json({"added": added, "there": there, "dry_run": dry_run, "refused": words})
    else:
        would = "would be added" if dry_run else "added"
        also = f", {len(refused)} cannot be used:" if refused else ""
        typer.echo(f"{added} {would}, {there} there already{also}")
        for url, why in shown:
            typer.echo(f"  {url}: {why}")
    if not usable:
        raise InputError(f"{file} has no feed that can be used.", example="lede import feeds.opml")


def _watched(items: list[_Item]) -> Iterable[_Item]:
    """The items, with a progress bar where a person watches."""
    if not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, console=Console(stderr=True), description="Adding")


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
