"""Signs that end a sentence, and signs that may close behind them, in every script we read.

Where a text is cut, shown or compared, all ask here; `bot.text.sentences` splits prose with more
knowledge (abbreviations, initials, ordinals), which no sign alone has.
"""

from __future__ import annotations

import re

#: Ends of sentences that a space follows: Latin and Cyrillic, Arabic, Urdu, Hindi.
SPACED_STOPS = ".!?…؟۔।"
#: Ends of sentences that nothing need follow: Chinese, Japanese.
WIDE_STOPS = "。！？"
#: All of them, to stand in a set of characters of a regular expression.
STOPS = SPACED_STOPS + WIDE_STOPS
#: What may stand between a stop and the space: quotes and brackets that close; for a set, too.
CLOSERS = "\"'”’»“」』)\\]"

_ENDED = re.compile(rf"(?:[{STOPS}]|[.!?{WIDE_STOPS}],)[{CLOSERS}]*\Z")
_WHOLE = re.compile(rf"[{STOPS}][{CLOSERS}]*\Z")
_HALTED = re.compile(rf"[{STOPS}:：;][{CLOSERS}«]*\Z")
#: No end is longer: three points, two quotes, a bracket.
_END_CHARS = 8


def is_ended(text: str) -> bool:
    """True if a text ends like a sentence, or like one that is quoted: `“…,”` goes on with who said
    it.
    """
    return _ENDED.search(text[-_END_CHARS:]) is not None


def is_whole(text: str) -> bool:
    """True if a text ends with the end of a sentence and nothing less."""
    return _WHOLE.search(text[-_END_CHARS:]) is not None


def is_halted(text: str) -> bool:
    """True if a text ends with a stop, a colon or a semicolon."""
    return _HALTED.search(text[-_END_CHARS:]) is not None
