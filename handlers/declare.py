"""Declarations of features: the menu, /help and the routing follow from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from handlers.call import Call

Run = Callable[["Call"], Awaitable[None]]
AnswerRun = Callable[["Call", Mapping[str, Any]], Awaitable[None]]


class Who(StrEnum):
    """The role that a person needs to do something."""

    #: Everybody who can write in the chat.
    ANYONE = "anyone"
    #: In a private chat the person; in a group or channel its administrators.
    OWNER = "owner"
    #: An operator (`ADMIN_IDS`), in their private chat.
    OPERATOR = "operator"


class About(StrEnum):
    """The ways in which a command's words name one of the chat's briefings."""

    #: The command is about the whole chat.
    CHAT = "chat"
    #: A name before a colon (`science: 10:00 sun`), which may be made.
    PREFIX = "prefix"
    #: The same, where the words with their colon may also be meant as they stand.
    WORDS = "words"
    #: The words are the name (`/digest science`).
    NAMED = "named"


class Part(StrEnum):
    """The sections of /help, in their order; their titles are `help.<part>`."""

    NEWS = "news"
    TIMES = "times"
    CHAT = "chat"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command. Its one line in the menu and in /help is the text `command.<name>`."""

    name: str
    run: Run
    who: Who = Who.OWNER
    part: Part = Part.NEWS
    about: About = About.CHAT
    #: False where a briefing that is not there yet has nothing the command could act on.
    makes_briefing: bool = True
    #: Not begun when it was sent long before it could be read.
    heavy: bool = False
    #: About the chat it is written in, also where another one is managed from there.
    home: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button's verb: what stands before the colon of its data."""

    verb: str
    run: Run
    who: Who = Who.OWNER


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedAnswer:
    """The handler of a typed answer, by the name under which it was asked for."""

    name: str
    run: AnswerRun
    who: Who = Who.OWNER


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """The commands, buttons and typed answers of a file of `handlers/`."""

    commands: tuple[Command, ...] = ()
    presses: tuple[Press, ...] = ()
    answers: tuple[TypedAnswer, ...] = ()
