"""Lines of a text that stand twice: captions, and the furniture of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.stops import is_ended
from bot.text.lines.kinds import TEXT, LineKind, TextLine

#: A paragraph that returns this many lines later is furniture, if that is so of few.
_FAR_LINES, _FEW = 20, 6
#: Lines next to each other that begin with this many characters alike are one caption twice.
_ALIKE_CHARS = 60


def repeats_marked(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines, with paragraphs that stand twice as what they are.

    Next to each other they are a caption (shown and for readers of the screen); far apart,
    a few of them are the furniture of the page.
    """
    out = _without_furniture(lines)
    for at in range(1, len(out)):
        line = out[at]
        if _is_credited(out[at - 1], line):
            out[at - 1 : at + 1] = (
                replace(each, kind=LineKind.CAPTION) for each in out[at - 1 : at + 1]
            )
        if line.kind not in (LineKind.BODY, LineKind.CAPTION):
            continue
        for back in range(max(at - 2, 0), at):
            before = out[back]
            if before.text[:20] != line.text[:20]:
                continue
            if _is_shown_twice(before, line, near=back == at - 1):
                same = line.text == before.text or before.kind is LineKind.TITLE
                # one of two that is whole may be the text that the caption was taken from
                if same or not is_ended(before.text):
                    out[back] = replace(before, kind=LineKind.CAPTION)
                if same or not is_ended(line.text):
                    out[at] = replace(line, kind=LineKind.CAPTION)
    return out


def _without_furniture(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines, with the few paragraphs that return far apart as known ones."""
    out = list(lines)
    first: dict[str, int] = {}
    far: dict[int, None] = {}
    for at, line in enumerate(out):
        if line.kind is LineKind.BODY and at - first.setdefault(line.text, at) > _FAR_LINES:
            far.update(dict.fromkeys((first[line.text], at)))
    if len(far) <= _FEW:
        for at in far:
            out[at] = replace(out[at], kind=LineKind.KNOWN)
    return out


def _is_credited(before: TextLine, line: TextLine) -> bool:
    """True if a line says what the one before says and then who took the picture."""
    said = before.text.rstrip(" .")
    more = len(line.text) - len(said)
    return (
        before.kind in TEXT
        and line.kind in (LineKind.TITLE, LineKind.LEGAL, LineKind.CAPTION, LineKind.SCRAP)
        and 0 < more <= 100
        and len(said) >= _ALIKE_CHARS // 2
        and line.text.startswith(said)
    )


def _is_shown_twice(before: TextLine, line: TextLine, *, near: bool) -> bool:
    """True if two lines are one caption, for those who see the picture and those who do not."""
    if not near:
        # `… at the pier.video`: the words of a player, and below them its caption
        return before.kind is LineKind.TITLE and before.text.startswith(line.text)
    if before.kind is not LineKind.BODY:
        return False
    if line.text == before.text:
        return True
    # `… on Monday. less`, `… on Mon… more`: one of them is cut, or ends in what cuts it
    cut = line.kind is LineKind.CAPTION or not (is_ended(line.text) and is_ended(before.text))
    return (
        cut and len(line.text) > _ALIKE_CHARS and line.text.startswith(before.text[:_ALIKE_CHARS])
    )
