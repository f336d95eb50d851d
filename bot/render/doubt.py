"""The opening of a digest when it is not known whether an earlier one arrived."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.render.catalogue import label
from bot.render.runs import ITALIC, Run, linked
from bot.render.split import MessageBlock, headlines_only

#: A headline's line in a digest's plain text, with its address where it has one.
_LINE = re.compile(r"(?:\d+\. )?(.*?)(?: \((https?://[^\s()]+)\))?")


def doubt_block(texts: Sequence[str], language: str) -> MessageBlock:
    """The headlines of parts of earlier digests, given as their plain texts, that may be missing."""
    runs = [Run(label("digest.in_doubt", language), (ITALIC,))]
    for text in texts:
        for line in headlines_only(text).splitlines():
            found = _LINE.fullmatch(line)
            headline, address = found.groups() if found else (line, None)
            runs += [Run("\n• "), linked(headline, address or "")]
    return MessageBlock(runs)
