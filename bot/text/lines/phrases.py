r"""Phrases of lines that are no news, as data: a folder per language, a file per kind of rule.

One phrase a line, matched on casefolded text:

=================== ==========================================================================
`a|b` in `( )`      one of these
`[ ]`               may be left out; `[ ]+` may also come again, `( )+` comes at least once
`{40}`, `{3-40}`    a gap of at most 40 (of 3 to 40) characters; with a space beside it a word
                    begins or ends there, `_` beside it is a space that is meant
`{3 words}`         at most three words and the space behind each
`*`                 the rest of a word, or nothing
`~`                 signs and spaces, or nothing
`^`, `$`            where the line begins, where it ends
`¦`                 where a word begins or ends; at the start: no letter stands before
`<number>`, …       a part with a name, see `_NAMED` and the language's `names.txt`
`\(`                a sign that would mean something else
`re: …`             a regular expression: what no phrase can say
`# …`               a remark
=================== ==========================================================================

A phrase that is looked for within a line begins and ends with whole words, but for `*`; in scripts
that join words (`_JOINED`) anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from itertools import product

#: Arabic puts its small words before and behind others without a space, Chinese parts none.
_JOINED = frozenset({"ar", "zh"})
#: Kinds whose phrases are the whole of what they are compared with.
_WHOLE = frozenset({"label", "agency", "you", "placeholder"})
#: Kinds whose phrases are compared with the start of a line.
_AT_START = frozenset({"caption", "byline", "related"})
_NAMED = {
    "called": r"(?:an? |considered |designated |recogni[sz]ed |labell?ed |listed )+(?:as )?(?:an? )?",
    "number": r"\d+",
    "digit": r"\d",
    "1-2 digits": r"\d{1,2}",
    "4 digits": r"\d{4}",
    "word": r"\w+",
    "and a network": r"[\s,|/·•]+(?:facebook|twitter|x|whatsapp|telegram|instagram|youtube"
    r"|linkedin|pinterest|reddit|e-?mail|rss|print)",
}
_SIGNS = {
    "(": "(?:", "[": "(?:", "]": ")?", "]+": ")*", "*": r"\w*", "~": r"\W*",
    "^": r"\A", "$": r"\Z", "¦": r"\b", "_": " ",
}  # fmt: skip
_TOKEN = re.compile(
    r"\\(?P<meant>.)|\[(?P<letter>[^\W_])\](?!\+)|(?P<before> )?\{(?:(?P<least>\d+)-)?(?P<most>\d+)\}(?P<after> )?"
    r"|\{(?P<words>\d+) words\}|<(?P<name>[^>]+)>|(?P<sign>\]\+|[(\[\]*~^$¦_])|(?P<plain>[.?])"
)
#: What stands at the end of a phrase that ends with a word.
_WORD_END = re.compile(r"(?<!\\)(?:[^\W_]|[)\]>])\Z")


@cache
def phrases(language: str, kind: str) -> tuple[str, ...]:
    """The phrases of a kind of rule in a language (`all`: in every one), as they are written."""
    if (language, kind) == ("all", "label"):  # a line may be nothing but a placeholder
        return (*_read(language, kind), *_read(language, "placeholder"))
    return _read(language, kind)


def _read(language: str, kind: str) -> tuple[str, ...]:
    file = resources.files(__package__).joinpath("phrases", language, f"{kind}.txt")
    if not file.is_file():
        return ()
    lines = file.read_text(encoding="utf-8").split("\n")
    return tuple(
        line if line.startswith("re: ") else line.casefold()  # as the lines are: ß is ss, ς is σ
        for line in lines
        if line and not line.startswith("# ")
    )


@cache
def languages() -> frozenset[str]:
    """The languages that have phrases; `all` is none."""
    folder = resources.files(__package__).joinpath("phrases")
    return frozenset(each.name for each in folder.iterdir() if each.is_dir()) - {"all"}


def alternation(kinds: Iterable[str], languages: Iterable[str]) -> str:
    """The phrases of some kinds in some languages as one regular expression that fails fast.

    Those that begin with a word share one test for its start, so that they are tried at word starts
    only, and there only where their first letters fit.
    """
    at_word: dict[str, None] = {}
    whole: dict[str, None] = {}
    anywhere: dict[str, None] = {}
    for kind, language in product(kinds, languages):
        within = kind not in _WHOLE | _AT_START
        for phrase in phrases(language, kind):
            pattern = pattern_of(phrase, kind, language)
            if within and pattern.startswith(r"\b"):
                at_word[pattern[2:]] = None
            elif within and re.match(r"\\A\w", pattern):
                # the start of the text is the start of a word
                at_word[rf"{pattern[2]}(?<=\A{pattern[2]}){pattern[3:]}"] = None
            else:
                (anywhere if within else whole)[pattern] = None
    parts = [*anywhere]
    if whole:
        parts.append(_by_letter(whole))
    if at_word:
        parts.append(rf"(?<!\w)(?:{_by_letter(at_word)})")
    return "|".join(parts)


def pattern_of(phrase: str, kind: str, language: str) -> str:
    """A phrase as a regular expression; one that begins with a word begins with `\\b`."""
    if phrase.startswith("re: "):
        return phrase[4:]
    within = language not in _JOINED and kind not in _WHOLE
    begins = within and kind not in _AT_START
    start = end = ""
    if begins and phrase[0] == "*":
        phrase = phrase[1:]
    elif begins and (phrase[0].isalnum() or phrase[0] in "([<"):
        start = r"\b"
    if within and phrase[-1] == "*":
        phrase = phrase[:-1]
    elif within and _WORD_END.search(phrase):
        end = r"\b"
    return start + _translated(phrase, _names(language)) + end


def _translated(text: str, names: Mapping[str, str]) -> str:
    def translate(found: re.Match[str]) -> str:
        if found["most"]:
            before, after = (r"\b" if found[side] else "" for side in ("before", "after"))
            return f"{before}.{{{found['least'] or 0},{found['most']}}}{after}"
        if found["words"]:
            return rf"(?:\w+ ){{0,{found['words']}}}"
        if found["name"]:
            return names[found["name"].lower()]
        if found["letter"]:
            return f"{found['letter']}?"
        return _SIGNS.get(found["sign"]) or re.escape(found["meant"] or found["plain"])

    return _TOKEN.sub(translate, text)


@cache
def _names(language: str) -> dict[str, str]:
    """The parts with names that the phrases of a language may have."""
    names = dict(_NAMED)
    for line in phrases(language, "names"):
        name, _, part = line.partition(" = ")
        names[name] = _translated(part, names)
    return names


def _by_letter(pieces: Iterable[str]) -> str:
    """The pieces as one alternation in which those that begin alike stand together."""
    groups: dict[str, list[str]] = {}
    for piece in pieces:
        plain = piece[:1].isalpha() and piece[1:2] not in ("?", "*", "+", "{")
        groups.setdefault(piece[0] if plain else "", []).append(piece[1:] if plain else piece)
    others = groups.pop("", [])
    begun = [
        letter + (rest[0] if len(rest) == 1 else f"(?:{_by_letter(rest)})")
        for letter, rest in sorted(groups.items())
    ]
    return "|".join(begun + others)
