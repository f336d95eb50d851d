"""Topics, for operators: `/topic add science words: physics OR biology sources: 3 4`."""

from __future__ import annotations

import re

from bot.domain.errors import InputError
from handlers.call import Call
from handlers.declare import Command, Feature, Part, Who

_EXAMPLE = "/topic add science words: physics OR biology sources: 3 4"
_FIELD = re.compile(r"\b(title|words|sources):", re.IGNORECASE)
_NAME = re.compile(r"[^\W_][\w-]{0,40}")


async def topic(call: Call) -> None:
    """Add to, remove or list topics."""
    verb, _, rest = call.words.partition(" ")
    verb = verb.lower()
    if verb in ("", "list"):
        await _list(call)
    elif verb == "add":
        await _add(call, rest.strip())
    elif verb in ("remove", "delete"):
        await _remove(call, rest.strip())
    else:
        raise _unclear()


async def _list(call: Call) -> None:
    lines = [call.text("topic.title")]
    for each in await call.services.interests.topics():
        numbers = " ".join(map(str, each.source_ids)) or "–"
        lines.append(
            call.text(
                "topic.line",
                name=each.name,
                title=each.title,
                words=each.words or "–",
                sources=numbers,
            )
        )
    lines.append(call.text("topic.hint", example=_EXAMPLE))
    await call.reply("\n".join(lines))


async def _add(call: Call, words: str) -> None:
    name, fields = read_fields(words)
    numbers = [int(each) for each in re.findall(r"\d{1,18}", fields.get("sources", ""))]
    added = await call.services.interests.add_topic(
        name=name,
        title=fields.get("title", ""),
        words=fields.get("words", ""),
        source_ids=numbers,
        now=call.now,
    )
    await call.reply(call.text("topic.added", title=added.title))


async def _remove(call: Call, name: str) -> None:
    if not await call.services.interests.remove_topic(name.casefold()):
        raise InputError(
            f"There is no topic “{name[:40]}”.",
            example="/topic list",
            key="error.no_topic",
            values={"word": name[:40]},
        )
    await call.reply(call.text("topic.removed"))


def read_fields(words: str) -> tuple[str, dict[str, str]]:
    """The name and the fields of `science title: Science words: physics sources: 3 4`."""
    pieces = _FIELD.split(words)
    name = pieces[0].strip().casefold()
    if not _NAME.fullmatch(name):
        raise _unclear()
    return name, {
        field.lower(): value.strip()
        for field, value in zip(pieces[1::2], pieces[2::2], strict=True)
    }


def _unclear() -> InputError:
    return InputError(
        "Say what to do: add, remove or list, and a name of one word.",
        example=_EXAMPLE,
        key="error.topic",
    )


FEATURE = Feature(commands=(Command(name="topic", run=topic, who=Who.OPERATOR, part=Part.ADMIN),))
