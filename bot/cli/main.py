"""The command line: `lede …`. A command's own module is imported only when it is called."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

#: Command -> the module of `bot.cli` that has it, and its line in `lede --help`: the first line
#: of the command's own help (a test compares), told here so that the list needs no imports.
COMMANDS = {
    "init": (
        "beginning",
        "Set Lede up here: token, operator, first topics, `.env`; asks only on a terminal.",
    ),
    "run": ("running", "Run the bot; without a token, the playground."),
    "playground": ("running", "Talk to Lede in a Telegram-like page, without Telegram."),
    "source": ("sources", "Sources: what Lede reads."),
    "topic": ("topics", "Topics: named selections people can follow."),
    "catalogue": ("catalogue", "The starter catalogue of well-known feeds."),
    "search": ("operate", "Search stored articles, newest first."),
    "preview": (
        "operate",
        "Show the next digest of a chat (its Telegram number) as it would be sent now.",
    ),
    "pages": (
        "operate",
        "Give a link that opens the operators' pages once, within five minutes.",
    ),
    "stats": ("operate", "Figures about everything stored and sent."),
    "hold": ("delivery", "Send nothing until `lede resume`."),
    "resume": ("delivery", "Sends again what was held back."),
    "outbox": ("delivery", "The parts waiting to be sent."),
    "broadcast": ("delivery", "Messages to everybody."),
    "backup": ("delivery", "Write a consistent copy of the database, also while Lede runs."),
    "restore": (
        "delivery",
        "Put a copy in the place of the database; sending is held until `lede resume`.",
    ),
    "copy": (
        "keeping",
        "Copy all data into another database, of either engine; compared, and resumed if broken off.",
    ),
    "verify": (
        "keeping",
        "Look whether the database keeps its promises: owners, states, places, keys, text index.",
    ),
    "import": ("exchange", "Add the feeds of an OPML file as sources."),
    "export": (
        "exchange",
        "Write what a chat (its Telegram number) follows as OPML to standard output.",
    ),
    "migrate": ("operate", "Bring the database to this version's tables."),
    "check": ("operate", "Check the settings; says each wrong one."),
    "doctor": (
        "doctor",
        "Look at settings, database, disk, sources and Telegram; say what is wrong and what to do.",
    ),
    "healthcheck": (
        "health",
        "Ask the running Lede whether it is alive (its web port); for containers.",
    ),
    "lead": ("texts", "Read documents (text, HTML, .gz of either, `-`): one JSON line each."),
    "sentences": ("texts", 'Split JSON lines {"text"} from standard input into {"sentences"}.'),
    "stories": (
        "texts",
        'Number the stories of JSON lines {"title", "lead"?, "published"?} from standard input.',
    ),
}


def load_command(name: str) -> Any:
    """The command `name` itself, its module imported: a command or a group of typer's."""
    group = typer.main.get_group(import_module(f"bot.cli.{COMMANDS[name][0]}").app)
    command = group.commands.get(name, group)
    for each in (command, *getattr(command, "commands", {}).values()):
        each.rich_markup_mode = None  # plain help, as that of the whole
    return command


class _Lazy(TyperCommand):
    """Stands for a command in the list, and becomes it when it is called."""

    def make_context(self, info_name: Any, args: Any, parent: Any = None, **extra: Any) -> Any:
        return load_command(self.name or "").make_context(info_name, args, parent, **extra)


class _Commands(TyperGroup):
    """The commands of the table, in its order."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  # click's signature
        if cmd_name not in COMMANDS:
            return None
        words = COMMANDS[cmd_name][1]
        return _Lazy(cmd_name, help=words, short_help=words)  # whole, not its first 45 characters


app = typer.Typer(
    name="lede",
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
    # a library that draws boxes takes as long to import as all the rest
    rich_markup_mode=None,
)


def _put_version(asked: bool) -> None:
    if asked:
        typer.echo(f"lede {version('lede')}")
        raise typer.Exit


@app.callback()
def lede(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Say which version this is.", callback=_put_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Lede: stored articles in, digests of lead sentences out."""
