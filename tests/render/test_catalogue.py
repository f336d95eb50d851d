"""The interface's languages, dates and errors."""

from __future__ import annotations

import re
import string
from datetime import UTC, date, datetime, time
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po
from babel.plural import to_gettext

from bot.domain.errors import InputError
from bot.domain.models import Schedule
from bot.domain.query import parse_query
from bot.domain.quiet import parse_quiet
from bot.domain.schedule_words import parse_schedule
from bot.domain.zones import find_zone
from bot.render.catalogue import (
    _LANGUAGES,
    TelegramHtml,
    error_text,
    label,
    languages,
    locale,
    resolve,
    text,
)
from bot.render.dates import and_list, day_text, moment_text, schedule_text
from bot.render.texts.plural import Entry, Plural
from bot.render.texts.po import english
from tests.render.telegram_html import parse

CODES = sorted(languages())
#: A word outside of tags and names in braces.
_WORD = re.compile(r"(?<![<{/\w])\w{2,}(?![}>\w])")


def forms(entry: Entry) -> list[str]:
    if isinstance(entry, str):
        return [entry]
    return list(entry.forms)


def names(form: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(form) if name}


@pytest.mark.parametrize("code", CODES)
def test_what_a_command_does_begins_with_a_capital(code: str) -> None:
    """They stand under each other in /help and in the menu, and look alike."""
    said = {key: one for key, one in _LANGUAGES[code].texts.items() if key.startswith("command.")}
    assert len(said) > 30
    assert [key for key, one in said.items() if forms(one)[0][:1].islower()] == []


@pytest.mark.parametrize("code", CODES)
def test_a_language_says_what_english_says(code: str) -> None:
    """Same keys, same names in braces, plurals where English has them, markup Telegram takes."""
    texts = _LANGUAGES[code].texts
    assert set(texts) == set(english())
    for key, entry in texts.items():
        said = english()[key]
        allowed = {name for form in forms(said) for name in names(form)}
        needed = set.intersection(*(names(form) for form in forms(said))) - {"count"}
        for form in forms(entry):
            assert names(form) <= allowed | {"count"}, key
            assert needed <= names(form), key
            parse(re.sub(r"\{\w+\}", "x", form))
        assert isinstance(entry, Plural) or not isinstance(said, Plural), key


def test_files_say_the_english_that_is_said() -> None:
    """A translation of a sentence that was changed meanwhile is found; editors call it fuzzy."""
    folder = files("bot.render.texts")
    wanted = {each.context: each.id for each in read_po(_open(folder / "messages.pot"))}
    for code in set(CODES) - {"en"}:
        catalogue = read_po(_open(folder / f"{code}.po"), locale=code)
        assert {each.context: each.id for each in catalogue} == wanted, code
        assert not [each.context for each in catalogue if each.fuzzy and each.context], code
        # of whole numbers written out, which alone gettext's rules are about, CLDR's `e` is 0
        rule = re.sub(r"\be\b", "0", to_gettext(locale(code).plural_form))
        assert rule in str(catalogue.mime_headers), code
        texts = _LANGUAGES[code].texts
        assert {key: forms(entry) for key, entry in texts.items()} == {
            each.context: [each.string] if isinstance(each.string, str) else list(each.string or ())
            for each in catalogue
            if each.context
        }, code


def _open(file: Traversable) -> BytesIO:
    return BytesIO(file.read_bytes())


@pytest.mark.parametrize("code", sorted(set(CODES) - {"en"}))
def test_a_translation_is_one(code: str) -> None:
    """Whole sentences are not English still, and labels are not much longer than English ones."""
    same = [
        key
        for key, entry in _LANGUAGES[code].texts.items()
        if entry == english()[key] and len(_WORD.findall(forms(entry)[0])) > 3
    ]
    assert same == []
    long = [
        (key, entry)
        for key, entry in _LANGUAGES[code].texts.items()
        if key.startswith("button.") and max(map(len, forms(entry))) > 40
    ]
    assert long == []
    assert not [
        key
        for key, entry in _LANGUAGES[code].texts.items()
        if key.startswith("command.") and not 3 <= len(forms(entry)[0]) <= 256
    ]


@pytest.mark.parametrize("code", CODES)
def test_plurals_have_every_form_the_language_has(code: str) -> None:
    """No number is said in a form that was forgotten, nor in another's."""
    rule = locale(code).plural_form
    named = ("zero", "one", "two", "few", "many", "other")
    order = [name for name in named if name in rule.tags | {"other"}]
    for key, entry in _LANGUAGES[code].texts.items():
        if isinstance(entry, Plural):
            assert len(entry.forms) == len(order), key
            assert all(entry.forms), key
            places = [entry.place(number) for number in (*range(200), 10**6)]
            assert places == [order.index(rule(number)) for number in (*range(200), 10**6)], key
            assert entry.form(1) == entry.forms[order.index(rule(1))]


def test_values_are_escaped_unless_they_are_markup() -> None:
    """A message's values cannot bring markup of their own; labels are plain."""
    assert text("error.example", "en", example="<b>") == "For example: &lt;b&gt;"
    assert text("error.example", "en", example=TelegramHtml("<b>x</b>")) == "For example: <b>x</b>"
    assert label("error.example", "en", example="<b>") == "For example: <b>"
    with pytest.raises(KeyError):
        text("no.such.key", "en")


def test_codes_are_resolved_and_unknown_ones_are_english() -> None:
    """Regions fall back to their language, unknown languages to English."""
    assert [resolve(code) for code in ("de-AT", "ru_RU", "EN", "xx", "")] == [
        "de",
        "ru",
        "en",
        "en",
        "en",
    ]
    assert label("digest.update", "xx") == "Update:"


@pytest.mark.parametrize(
    ("count", "said"), [(1, "сюжет"), (3, "сюжета"), (5, "сюжетов"), (21, "сюжет")]
)
def test_numbers_choose_the_form(count: int, said: str) -> None:
    """Russian has three forms, and 21 is like 1."""
    assert label("digest.more", "ru", count=count) == f"и ещё {count} {said}"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("words", ["", "off 8", "soon", "8 9 10 11 12 13 14 15 16 17 18 19 20"])
def test_errors_are_told_in_every_language(code: str, words: str) -> None:
    """What cannot be read is answered in the person's language, with the example."""
    with pytest.raises(InputError) as caught:
        parse_schedule(words, current=Schedule(times=()))
    said = error_text(caught.value, code)
    assert caught.value.example in said
    assert code == "en" or str(caught.value) not in said
    parse(said)


def test_every_error_of_the_domain_has_its_sentence() -> None:
    """Errors raised for a person name sentences that are there, with what fills them."""
    for function, words in (
        (find_zone, ("", "qqqq", "berln", "usa")),
        (parse_query, ("", "x" * 300, " ".join(map(str, range(20))))),
        (parse_quiet, ("x", "8-8-8")),
    ):
        for each in words:
            with pytest.raises(InputError) as caught:
                function(each)
            assert caught.value.key in english()
            for code in CODES:
                assert "{" not in error_text(caught.value, code)


def test_an_error_without_a_key_is_told_as_it_is() -> None:
    """Its own words, escaped, and no example when it has none."""
    assert error_text(InputError("a < b"), "ru") == "a &lt; b"


def test_moments_are_told_as_seen_from_now() -> None:
    """The clock alone today, the day before it otherwise, the year when it is long ago."""
    now, zone = datetime(2026, 11, 23, 23, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin")
    at = datetime(2026, 11, 23, 23, 5, tzinfo=UTC)
    assert moment_text(at, now=now, zone=zone, language="en") == "00:05"
    assert moment_text(at, now=now, zone=ZoneInfo("UTC"), language="en") == "23:05"
    earlier = datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert moment_text(earlier, now=now, zone=zone, language="en") == "Mon 23 Nov, 09:00"
    assert moment_text(earlier, now=now, zone=zone, language="de") == "Mo., 23. Nov., 09:00"
    old = datetime(2024, 1, 2, 8, tzinfo=UTC)
    assert moment_text(old, now=now, zone=zone, language="ru") == "2 янв. 2024\u202fг., 09:00"


def test_days_lists_and_schedules_in_words() -> None:
    """Each language has its own order and its own joining word."""
    day = date(2026, 11, 23)
    assert [day_text(day, code) for code in ("en", "ru", "de")] == [
        "Monday, 23 November", "понедельник, 23 ноября", "Montag, 23. November",
    ]  # fmt: skip
    assert [day_text(day, code) for code in ("ar", "es", "fr", "tr", "uk", "zh")] == [
        "الاثنين، 23 نوفمبر", "lunes, 23 de noviembre", "lundi 23 novembre",
        "23 Kasım Pazartesi", "понеділок, 23 листопада", "11月23日星期一",
    ]  # fmt: skip
    assert and_list(["a", "b", "c"], "de") == "a, b und c"
    schedule = Schedule(times=(time(8), time(18, 30)), weekdays=(0, 1, 2, 3, 4))
    assert schedule_text(schedule, zone_name="Europe/Berlin", language="en") == (
        "08:00 and 18:30 on weekdays (Europe/Berlin)"
    )
    assert (
        schedule_text(schedule, zone_name="Etc/GMT-3", language="ru")
        == "08:00 и 18:30 по будням (UTC+3)"
    )
    some = Schedule(times=(time(8),), weekdays=(0, 2))
    assert schedule_text(some, zone_name="UTC", language="de") == "08:00 am Mo. und Mi. (UTC)"
    assert (
        schedule_text(Schedule(times=()), zone_name="UTC", language="en")
        == "No digests by the clock"
    )
