"""Phrases of lines that are no news: how they are written, and that all of them can be read."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from bot.text.lines.patterns import patterns_for
from bot.text.lines.phrases import languages, pattern_of

FOLDER = resources.files("bot.text.lines").joinpath("phrases")


@pytest.mark.parametrize(
    ("phrase", "found", "missed"),
    [
        ("support us", "please support us today", "support usage"),
        ("support our*", "support ours", "unsupport our"),
        ("*ation", "a donation", "a donati"),
        ("sign[ ]up", "signup", "sign-up"),
        ("(get|receive) it", "receive it", "gets it"),
        ("newsletter[s] {10} inbox", "newsletters in your inbox", "newsletters into yourinbox"),
        ("von_{3-5}_an", "von drei an", "von 33 an"),
        ("<number> share[s]", "12 shares", "many shares"),
        ("join {2 words}club", "join our book club", "join our own book club"),
        ("all rights reserved~$", "all rights reserved. ", "all rights reserved by us"),
        ("^copyright", "copyright notice", "the copyright notice"),
        (r"\(c\)", "text (c) paper", "text c paper"),
        ("really?", "oh, really?", "oh, really"),
        (r"re: \d{3}", "no. 123", "no. 12"),
    ],
)
def test_a_phrase_means_what_its_table_says(phrase: str, found: str, missed: str) -> None:
    """One phrase for each sign, with a line it is in and one it is not in."""
    pattern = re.compile(pattern_of(phrase, "appeal", "en"))
    assert pattern.search(found)
    assert not pattern.search(missed)


@pytest.mark.parametrize("language", sorted(languages() | {"all"}))
def test_every_phrase_can_be_read_and_stands_once(language: str) -> None:
    """A line of data that nobody can compile or that stands twice is a slip of the pen."""
    assert patterns_for(language).label.match("facebook")
    for file in FOLDER.joinpath(language).iterdir():
        lines = file.read_text(encoding="utf-8").splitlines()
        assert len(set(lines)) == len(lines), file.name
        for line in lines:
            assert len(line) <= 120, line
            assert line == line.strip()
            if file.name != "names.txt":
                re.compile(pattern_of(line, file.name.removesuffix(".txt"), language))


def test_a_language_without_phrases_has_those_of_all_languages() -> None:
    """English stands in most pages of the world."""
    assert patterns_for("xx").label.match("read more")
    assert patterns_for("xx").legal.search("© the paper")


@pytest.mark.parametrize(("language", "line"), [("de", "Schließen"), ("all", "ΧΩΡΊΣ ΠΕΡΙΓΡΑΦΉ")])
def test_letters_that_change_when_case_is_folded_are_found(language: str, line: str) -> None:
    """A line is compared with its case folded: `ß` is `ss` in it, the last `ς` is `σ`."""
    assert patterns_for(language).label.match(line.casefold())
