"""The texts of the interface, as translators' tools read and write them (gettext's PO files).

`messages.pot` has the English: each text's key is its context (`msgctxt`), the English its
`msgid`. A language is one file, `de.po`, with the same contexts. Forms for numbers stand in the
order of CLDR's names, which the header's `Plural-Forms` says in gettext's words.

Babel's reader takes 36 ms of processor time for a file, and its locales, which it asks for numbers,
a megabyte each; all languages are read when the bot tells Telegram its commands. This one takes
3 ms. A test compares what the two read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from gettext import c2py
from importlib.resources import files

from bot.render.texts.plural import Entry, Plural

_FILES = files("bot.render.texts")

#: A keyword and a string, or the next line of one.
_LINE = re.compile(r'^(?:(msg\w+)(?:\[\d\])?[ \t]+)?"(.*)"[ \t]*$', re.MULTILINE)
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_PLACE = re.compile(r"plural=(.*);")


@dataclass(slots=True)
class _Message:
    """A text as a file has it: each keyword with its strings, of `msgstr` as many as forms."""

    said: dict[str, list[str]] = field(default_factory=dict)

    def one(self, keyword: str) -> str:
        return self.said.get(keyword, [""])[0]


@cache
def english() -> Mapping[str, Entry]:
    """The English texts by key."""
    found: dict[str, Entry] = {}
    for message in _messages("messages.pot"):
        key, one, other = (message.one(each) for each in ("msgctxt", "msgid", "msgid_plural"))
        if key:
            found[key] = Plural(forms=(one, other), place=_other_than_one) if other else one
    return found


@cache
def translated(code: str) -> Mapping[str, Entry]:
    """The texts of a language by key, without those that are not translated yet."""
    messages = _messages(f"{code}.po")
    rule = _PLACE.search(next(messages).one("msgstr"))
    assert rule, f"{code}.po has no Plural-Forms"
    place = c2py(rule[1])
    found: dict[str, Entry] = {}
    for message in messages:
        forms = message.said.get("msgstr", [])
        if all(forms) and (key := message.one("msgctxt")):
            plural = "msgid_plural" in message.said
            found[key] = Plural(forms=tuple(forms), place=place) if plural else forms[0]
    return found


def _other_than_one(count: int) -> int:
    return int(count != 1)


def _messages(name: str) -> Iterator[_Message]:
    """The messages of a file in its order, the header the first."""
    message, last = _Message(), ""
    for keyword, string in _LINE.findall(_FILES.joinpath(name).read_text("utf-8")):
        if keyword in ("msgctxt", "msgid") and last == "msgstr":
            yield message
            message = _Message()
        if keyword:
            last = keyword
            message.said.setdefault(keyword, []).append("")
        if string:
            message.said[last][-1] += _ESCAPE.sub(_unescaped, string)
    yield message


def _unescaped(found: re.Match[str]) -> str:
    return _ESCAPED.get(found[1], found[1])
