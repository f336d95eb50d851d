"""The words of the interface: one for each idea, and one way to speak to a person, by language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.errors import InputError
from bot.domain.query_fields import since_at
from bot.render.texts.po import english, translated
from tests.render.test_catalogue import forms

GLOSSARY: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "data/glossary.toml").read_text("utf-8")
)
IDEAS: dict[str, str] = GLOSSARY["english"]
CODES = sorted(set(GLOSSARY) - {"english"})
#: What a text says by no word of the language: names in braces, commands, examples, `lang:en`.
_NO_WORDS = re.compile(r"\{\w+\}|/\w+|<code>.*?</code>|\b\w+:\w+")
_QUOTED = re.compile(r"[“„«「]\W*(.*?)[”“»」]")
_QUOTES = frozenset("«»„“”‚‘「」")


def said(form: str) -> str:
    """The words of a form, without the marks of Arabic vowels."""
    bare = _NO_WORDS.sub(" ", form)
    return "".join(each for each in bare if not "\u064b" <= each <= "\u0652")


def speaking(idea: str) -> list[str]:
    """The texts whose English speaks of an idea."""
    pattern = re.compile(IDEAS[idea], re.IGNORECASE)
    return [
        key
        for key, entry in english().items()
        if any(pattern.search(said(form)) for form in forms(entry))
    ]


def lacking(pattern: str, code: str, keys: list[str]) -> Iterator[str]:
    found = re.compile(pattern, re.IGNORECASE)
    texts = translated(code)
    return (key for key in keys if not all(found.search(said(x)) for x in forms(texts[key])))


def having(pattern: str, code: str, flags: re.RegexFlag = re.NOFLAG) -> list[tuple[str, str]]:
    found = re.compile(pattern, flags)
    return [
        (key, form)
        for key, entry in translated(code).items()
        for form in forms(entry)
        if found.search(said(form))
    ]


@pytest.mark.parametrize("code", CODES)
def test_an_idea_has_one_word(code: str) -> None:
    """Each text that speaks of it has that word, or a reason to do without, and no other word."""
    language = GLOSSARY[code]
    unsaid: dict[str, dict[str, str]] = language.get("unsaid", {})
    for idea in IDEAS:
        lack = set(lacking(language[idea]["stem"], code, speaking(idea)))
        assert lack == set(unsaid.get(idea, {})), f"{idea} is called {language[idea]['word']}"
        if never := language[idea].get("never"):
            assert having(never, code, re.IGNORECASE) == [], language[idea]["word"]
    for word, never in language.get("also", {}).items():
        assert having(never, code) == [], word


@pytest.mark.parametrize("code", CODES)
def test_a_person_is_spoken_to_in_one_way(code: str) -> None:
    """No text says you otherwise than the others."""
    for pattern in GLOSSARY[code]["not_address"]:
        assert having(pattern, code) == [], GLOSSARY[code]["address"]


@pytest.mark.parametrize("code", CODES)
def test_quotation_marks_are_those_of_the_language(code: str) -> None:
    """Of all kinds of marks a language has one."""
    foreign = "".join(_QUOTES - set(GLOSSARY[code]["quotes"]))
    assert having(f"[{foreign}]", code) == []


@pytest.mark.parametrize("code", CODES)
def test_a_button_is_quoted_by_its_own_words(code: str) -> None:
    """Who looks for what a sentence names finds it on a button."""
    labels = {
        plain(forms(entry)[0]): key for key, entry in english().items() if key.startswith("button.")
    }
    texts, quoting = translated(code), 0
    for key, entry in english().items():
        for quoted in _QUOTED.findall(forms(entry)[0]):
            if button := labels.get(quoted):
                quoting += 1
                label = plain(forms(texts[button])[0])
                assert label in map(plain, _QUOTED.findall(forms(texts[key])[0])), key
    assert quoting > 5


def plain(label: str) -> str:
    """A button's words without its signs and number."""
    return re.sub(r"[(（]\{count\}[)）]|[^\w\s?]", "", label).strip()


@pytest.mark.parametrize("code", CODES)
def test_days_that_an_answer_names_are_understood(code: str) -> None:
    """The four of what is no day can be written as they stand there."""
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    answer = forms(translated(code)["error.query_since"])[0]
    named = 0
    for word in re.split(r"[\s،、。，；;:：,.]+", answer):
        try:
            since_at(word.casefold(), now=now, zone=ZoneInfo("UTC"))
        except InputError:
            continue
        named += 1
    assert named >= 4
