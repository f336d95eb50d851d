"""Texts on which badly made functions take the square of their length, or worse."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import suppress

#: Makes a text of about so many characters.
Make = Callable[[int], str]

#: What is repeated: single characters and pairs that patterns hesitate at.
_REPEATED = (
    *(
        "a",
        "A",
        "1",
        " ",
        "\n",
        "\t",
        ".",
        ",",
        ":",
        "-",
        "'",
        '"',
        "@",
        "#",
        "/",
        "\\",
        "?",
        "=",
        "&",
    ),
    *(
        "%",
        "(",
        "[",
        "<",
        ">",
        "{",
        "*",
        "|",
        "_",
        "é",
        "\u0301",
        "\u00a0",
        "\u200d",
        "中",
        "。",
        "א",
        "🙂",
    ),
    *(
        "a.",
        "a ",
        "a:",
        "1:",
        "1.",
        "1 ",
        "A. ",
        "a\n",
        "a-",
        "a'",
        "'a",
        '"a" ',
        "a@",
        "@a",
        "a/",
        "://",
    ),
    *(
        "<a",
        "<b>",
        "a>",
        "</",
        "<!--",
        "&a",
        "&#",
        "&amp;",
        "<p>",
        "<p>a",
        "<div>",
        "<br>",
        "<i>a</i>",
    ),
    *(
        "中。",
        "a。",
        "a? ",
        "Mr. ",
        "a.A",
        "1st ",
        "10:30 ",
        "mon ",
        "Mon, 1 ",
        "2026-",
        "+00:00",
        "www.",
    ),
    *(
        "a OR ",
        "-a ",
        "%20",
        "%2",
        "?a=b&",
        "..",
        "../",
        "U.S. ",
        "* a\n",
        "1. a\n",
        "“a” ",
        "a\u200d",
    ),
)

_SHAPES: tuple[tuple[str, str, str], ...] = (
    ("https://", "a.", "/"),
    ("https://", "a:", "@b.example/"),
    ("www.", "a.", "@://"),
    ('"', "a ", '"'),
    ("<p>", "<a href=", "</p>"),
    ("<p>a</p><!--", "-", ">"),
    ("<p>a", " ", "b</p>"),
    ("12345:", "A", "!"),
    ("postgresql://a:", "b", ""),
    ("?", "token", ""),
    ("BERLIN, ", "A ", "- b"),
    ("By ", "A. ", "and b"),
)


def _of(start: str, unit: str, end: str) -> Make:
    return lambda size: start + unit * (size // len(unit)) + end


#: Each kind by its name.
WORST: dict[str, Make] = {
    **{repr(unit): _of("", unit, "") for unit in _REPEATED},
    **{f"{start}{unit}…{end}": _of(start, unit, end) for start, unit, end in _SHAPES},
    "nested boxes": lambda size: "<div>" * (size // 11) + "a" + "</div>" * (size // 11),
    "nested marks": lambda size: "(" * (size // 2) + ")" * (size // 2),
    "nested json": lambda size: '{"items":' + "[" * (size // 2) + "]" * (size // 2) + "}",
    "alternations": lambda size: "".join("ab"[n & 1] + " .,"[n % 3] for n in range(size // 2)),
    "paragraphs": lambda size: "<p>Some words stand here, 1.5 of them.</p>\n" * (size // 42),
    "sentences": lambda size: "Some words stand here, 1.5 of them. " * (size // 36),
}


def cpu_s(function: Callable[[str], object], text: str) -> float:
    """Processor seconds of one call; errors of ours count as answers."""
    gc.disable()  # as in the worker processes; it comes when it likes
    before = time.process_time()
    try:
        with suppress(Exception):
            function(text)
        return time.process_time() - before
    finally:
        gc.enable()
