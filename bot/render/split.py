"""Blocks of marked-up text to messages within Telegram's limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain.models import RenderedMessage
from bot.domain.pieces import APART as _APART
from bot.domain.pieces import Piece, Pieces, joined
from bot.render.clean import fitting, utf16_length
from bot.render.graphemes import cut, is_border
from bot.render.runs import (
    Run,
    bold,
    entities,
    length,
    sliced,
    stripped,
    to_html,
    to_plain,
    visible,
)

#: Bot API, sendMessage: characters after parsing; counted in UTF-16 units.
MAX_UNITS = 4096
#: Entities beyond these are silently ignored (not documented; `MessageLimit` of the library).
MAX_ENTITIES = 100
#: Room for the numbering of up to 999 parts.
_NUMBER_UNITS = len("\n\n999/999")


@dataclass(frozen=True, slots=True)
class MessageBlock:
    """A block of text that is kept in one message if it fits."""

    runs: Sequence[Run]
    #: What becomes plain text, the fullest first; without any, the runs themselves.
    plain: tuple[Sequence[Run], ...] = ()
    #: A heading: not left alone at the end of a message.
    heads: bool = False
    #: Length in UTF-16 units and number of entities; found out when it is made.
    units: int = -1
    entities: int = -1
    #: Its HTML and its plain texts with their lengths in UTF-16 units, where it is made ready for
    #: many messages; else empty.
    html: str = ""
    texts: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    #: Bold text that stands in front of it: `3. `.
    mark: str = ""
    #: Many messages show it, and everybody may.
    shared: bool = False
    #: A tag of a text that was read may go on from the block before it.
    goes_on: bool = False

    def __post_init__(self) -> None:
        if self.units < 0:
            object.__setattr__(self, "units", length(self.runs))
            object.__setattr__(self, "entities", entities(self.runs))


def ready(block: MessageBlock) -> MessageBlock:
    """The block with its texts made once, for all the messages it will stand in."""
    texts = tuple([to_plain(each) for each in block.plain or (block.runs,)])
    sizes = tuple(map(utf16_length, texts))
    goes_on = bool(block.runs) and _goes_on(block.runs[0])
    return replace(block, html=to_html(block.runs), texts=texts, sizes=sizes, goes_on=goes_on)


def numbered(block: MessageBlock, number: int) -> MessageBlock:
    """A ready block that begins with bold text, with `3. ` in front of that."""
    mark = f"{number}. "
    return MessageBlock(
        block.runs,
        plain=block.plain,
        units=block.units + len(mark),
        entities=block.entities,
        html=f"<b>{mark}{block.html[len('<b>') :]}",
        texts=tuple([mark + each for each in block.texts]),
        mark=mark,
    )


def in_one(blocks: Sequence[tuple[MessageBlock, int]]) -> RenderedMessage | None:
    """Ready blocks, each with the number in front of it or 0, as the one message they fit into.

    None where they do not, or where a block is not ready. The same as of `messages`, for a tenth
    of its cost.
    """
    pieces: list[Piece] = []
    entities_left, apart = MAX_ENTITIES, len(_APART)
    units = count = -apart  # of the HTML and of the fullest plain texts
    some_shared = False
    all_shared = True
    for block, number in blocks:
        if not block.texts or block.goes_on:
            return None
        entities_left -= block.entities
        if number:
            size = 3 + (number > 9) + apart
            units += block.units + size
            count += block.sizes[0] + size
            pieces.append((block, number, "", ""))
            if block.shared:
                some_shared = True
            else:
                all_shared = False
        else:
            plain = block.texts[0]
            pieces.append((None, 0, block.html, plain))
            units += block.units + apart
            if plain:
                count += block.sizes[0] + apart
    if not pieces or len(pieces) > 99:
        return None
    if units > MAX_UNITS - _NUMBER_UNITS or entities_left < 0:
        return None
    level = 0
    if count > MAX_UNITS:
        found = _level_of(blocks)
        if found is None:
            return None
        level, pieces = found, _at(found, blocks)
    if not some_shared:
        html, plain = joined(level, pieces)
        return RenderedMessage(html=html, plain=plain)
    if not all_shared:
        pieces = _own(level, pieces)
    return RenderedMessage(pieces=Pieces(level, pieces))


def _level_of(blocks: Sequence[tuple[MessageBlock, int]]) -> int | None:
    """The fullest plain texts with which ready blocks fit into one message."""
    for level in range(1, max([len(block.texts) for block, _ in blocks])):
        count = -len(_APART)
        for block, number in blocks:
            at = min(level, len(block.texts) - 1)
            if number:
                count += 3 + (number > 9) + block.sizes[at] + len(_APART)
            elif block.texts[at]:
                count += block.sizes[at] + len(_APART)
        if count <= MAX_UNITS:
            return level
    return None


def _at(level: int, blocks: Sequence[tuple[MessageBlock, int]]) -> list[Piece]:
    """The pieces of a message with shorter plain texts."""
    return [
        (block, number, "", "")
        if number
        else (None, 0, block.html, block.texts[min(level, len(block.texts) - 1)])
        for block, number in blocks
    ]


def _own(level: int, pieces: list[Piece]) -> list[Piece]:
    """The pieces, with those written out that are not for everybody."""
    for at, piece in enumerate(pieces):
        if isinstance(piece[0], MessageBlock) and not piece[0].shared:
            pieces[at] = (None, 0, *joined(level, [piece]))
    return pieces


def messages(blocks: Iterable[MessageBlock], *, numbered: bool = True) -> list[RenderedMessage]:
    """Blocks, parted by blank lines, in as many messages as it takes.

    A message ends between blocks; a block that is too long for one is cut between sentences,
    words, or characters as people see them. With `numbered`, each of several ends with `1/3`.
    """
    parts = _packed([block for block in blocks if block.units])
    count = len(parts)
    return [
        _message(part, f"{number}/{count}" if numbered and count > 1 else "")
        for number, part in enumerate(parts, 1)
    ]


def one_message(blocks: Sequence[MessageBlock]) -> RenderedMessage:
    """The blocks as one message; what does not fit is left off."""
    return messages(blocks, numbered=False)[0]


def headlines_only(plain: str) -> str:
    """A digest's plain text cut down to its numbered headlines and their addresses.

    The last form in which a message that Telegram refuses is tried; the first line when
    nothing in it is numbered.
    """
    lines = [line for line in plain.splitlines() if re.match(r"\d+\. ", line)]
    return "\n".join(lines) or plain.strip().split("\n", maxsplit=1)[0]


def _packed(blocks: Sequence[MessageBlock]) -> list[list[MessageBlock]]:
    """The blocks of each message."""
    parts: list[list[MessageBlock]] = []
    current: list[MessageBlock] = []
    room, marks = MAX_UNITS - _NUMBER_UNITS, MAX_ENTITIES
    for group in _groups(blocks):
        units = count = 0
        for block in group:
            units += block.units + len(_APART)
            count += block.entities
        if current and (units - len(_APART) > room or count > marks):
            parts.append(current)
            current, room, marks = [], MAX_UNITS - _NUMBER_UNITS, MAX_ENTITIES
        if units - len(_APART) > room or count > marks:
            *full, group = _cut_up(group)
            parts.extend(full)
            units = sum(block.units + len(_APART) for block in group)
            count = sum(block.entities for block in group)
        current.extend(group)
        room -= units
        marks -= count
    if current:
        parts.append(current)
    return parts


def _groups(blocks: Sequence[MessageBlock]) -> Iterable[list[MessageBlock]]:
    """Headings with what they head."""
    group: list[MessageBlock] = []
    for block in blocks:
        group.append(block)
        if not block.heads:
            yield group
            group = []
    if group:
        yield group


def _cut_up(group: Sequence[MessageBlock]) -> list[list[MessageBlock]]:
    """Blocks that do not fit into one message, each list of the result into one."""
    runs = _joined(group)
    out: list[list[MessageBlock]] = []
    text = visible(runs)
    start = 0
    while start < len(text):
        end = start + cut(text[start:], MAX_UNITS - _NUMBER_UNITS)
        piece = sliced(runs, start, end)
        if entities(piece) > MAX_ENTITIES:
            end = start + _within_entities(piece)
            piece = sliced(runs, start, end)
        piece = stripped(piece)
        if piece:
            out.append([MessageBlock(piece)])
        start = end
    return out


def _within_entities(runs: Sequence[Run]) -> int:
    """The number of characters that come before the run with one entity too many."""
    for count in range(len(runs) - 1, 0, -1):
        if entities(runs[:count]) <= MAX_ENTITIES:
            return len(visible(runs[:count]))
    return len(runs[0].text)


def _joined(blocks: Sequence[MessageBlock]) -> list[Run]:
    """The runs of blocks with a blank line between them, under the tags that go on over it."""
    runs: list[Run] = []
    for block in blocks:
        if runs:
            before, after = runs[-1].tags, block.runs[0].tags if not block.mark else ()
            shared = tuple(
                tag
                for tag, other in zip(before, after, strict=False)
                if tag.number and tag == other
            )
            runs.append(Run(_APART, shared))
        if block.mark:
            runs.append(bold(block.mark))
        runs.extend(block.runs)
    return runs


def _message(part: Sequence[MessageBlock], number: str) -> RenderedMessage:
    tail = f"{_APART}{number}" if number else ""
    return RenderedMessage(html=_html(part) + tail, plain=_plain(part, tail) + tail)


def _html(part: Sequence[MessageBlock]) -> str:
    if any(block.runs and _goes_on(block.runs[0]) for block in part):
        return to_html(_joined(part))  # a tag may go on over the blank line
    return _APART.join(block.html or to_html(block.runs) for block in part)


def _goes_on(run: Run) -> bool:
    """True if a tag of a text that was read may go on in the next block."""
    return bool(run.tags and run.tags[0].number)


def _plain(part: Sequence[MessageBlock], tail: str) -> str:
    """The fullest plain text that fits, headlines before everything else."""
    room = MAX_UNITS - len(tail)
    text = ""
    for texts in _plain_texts(part):
        text = _APART.join(each for each in texts if each)
        if utf16_length(text) <= room:
            return text
    end = fitting(text, room - 1)
    while end > 0 and not is_border(text, end):
        end -= 1
    return text[:end].rstrip() + "…"


def _plain_texts(part: Sequence[MessageBlock]) -> Iterator[list[str]]:
    """The blocks as plain text in ever shorter forms."""
    levels = max([len(block.plain) for block in part])
    for level in range(max(levels, 1)):
        yield [_text(block, level) for block in part]
    if not levels:
        yield [block.mark + visible(block.runs) for block in part]


def _text(block: MessageBlock, level: int) -> str:
    if block.texts:
        return block.texts[min(level, len(block.texts) - 1)]
    runs = block.plain[min(level, len(block.plain) - 1)] if block.plain else block.runs
    return block.mark + to_plain(runs)
