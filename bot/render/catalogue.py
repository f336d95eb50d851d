"""Texts of the interface in each of its languages.

The English texts are in `bot/render/texts/messages.pot`, each other language in one file beside it
(see `bot.render.texts.po`). To add a language: make its file from the `.pot` with any editor for
gettext's files, name it by its ISO 639-1 code, and add its line to `_LANGUAGES` here. A test
compares keys, names in braces, markup and forms for numbers with the English ones. What a language
lacks is said in English.

`text` fills a sentence for a message in Telegram's HTML and escapes the values; `label` is for
where there is no markup (buttons, menus). A `Plural` is chosen by the value named `count`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError

from bot.domain.errors import InputError
from bot.render.clean import escape, without_live
from bot.render.texts.plural import Entry, Plural
from bot.render.texts.po import english, translated

DEFAULT = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language of the interface."""

    #: ISO 639-1.
    code: str
    #: Its name in itself.
    name: str
    #: For dates; a regional one where the plain one has the wrong habits.
    locale: str

    @property
    def texts(self) -> Mapping[str, Entry]:
        """Its texts by key, read when they are first asked for."""
        return english() if self.code == DEFAULT else translated(self.code)


_LANGUAGES = {
    language.code: language
    for language in (
        # en_GB: day before month and the 24-hour clock, which the rest of the world reads, too
        Language(code="en", name="English", locale="en_GB"),
        Language(code="ru", name="Русский", locale="ru"),
        Language(code="de", name="Deutsch", locale="de"),
        Language(code="fr", name="Français", locale="fr"),
        Language(code="es", name="Español", locale="es"),
        Language(code="it", name="Italiano", locale="it"),
        Language(code="pt", name="Português", locale="pt_BR"),
        Language(code="uk", name="Українська", locale="uk"),
        Language(code="pl", name="Polski", locale="pl"),
        Language(code="tr", name="Türkçe", locale="tr"),
        Language(code="ar", name="العربية", locale="ar"),
        Language(code="fa", name="فارسی", locale="fa"),
        Language(code="hi", name="हिन्दी", locale="hi"),
        Language(code="id", name="Bahasa Indonesia", locale="id"),
        Language(code="zh", name="中文", locale="zh_Hans"),
        Language(code="ja", name="日本語", locale="ja"),
    )
}


class TelegramHtml(str):
    """A value that is already Telegram's HTML and is not escaped again."""

    __slots__ = ()


def languages() -> dict[str, str]:
    """The languages there are: code to name."""
    return {code: language.name for code, language in _LANGUAGES.items()}


def language_name(code: str, language: str) -> str:
    """The name of a language in another one; its code where that is not known."""
    try:
        return Locale.parse(code).get_language_name(locale(language)) or code
    except (UnknownLocaleError, ValueError):
        return code


def resolve(code: str) -> str:
    """The language of the interface for a code like `de-AT` or `pt_BR`; English if there is none."""
    short = code.replace("_", "-").split("-")[0].lower()
    return short if short in _LANGUAGES else DEFAULT


#: Values that were written by sources or people; all others are our own words.
_FROM_OUTSIDE = frozenset({"title", "headline", "interest", "source", "words", "word"})


def text(key: str, language: str, **values: object) -> str:
    """A sentence in Telegram's HTML, its values escaped unless they are `TelegramHtml`.

    Raises KeyError for a key or a value's name that is not known: a bug.
    """
    escaped = {
        name: value if isinstance(value, TelegramHtml) else escape(_dead(name, str(value)))
        for name, value in values.items()
    }
    return _template(key, language, values.get("count")).format_map(escaped)


def _dead(name: str, value: str) -> str:
    """A value for a text; names given by sources and people lose their links and commands."""
    return without_live(value) if name in _FROM_OUTSIDE else value


def label(key: str, language: str, **values: object) -> str:
    """A sentence where there is no markup: on a button, in a menu, in plain text."""
    return _template(key, language, values.get("count")).format_map(values)


def error_text(error: InputError, language: str) -> str:
    """The text for a person whose words could not be used, with an example, as HTML."""
    if error.key and _has(error.key):
        sentence = text(error.key, language, **_counted(error.values))
    else:
        sentence = escape(str(error))
    if not error.example:
        return sentence
    example = text("error.example", language, example=error.example)
    return f"{sentence}\n{example}"


def locale(language: str) -> Locale:
    """The locale of a language: how dates and numbers are written."""
    return _locale(resolve(language))


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(_LANGUAGES[code].locale)


@lru_cache(maxsize=8192)
def _template(key: str, language: str, count: object) -> str:
    texts = _LANGUAGES[resolve(language)].texts
    entry = texts[key] if key in texts else english()[key]
    if isinstance(entry, str):
        return entry
    if not isinstance(count, int):
        raise KeyError(f"{key} needs a count")
    return entry.form(count)


def _has(key: str) -> bool:
    return key in english()


def _counted(values: Mapping[str, str]) -> dict[str, object]:
    """Values of an error, its count as a number."""
    return {
        name: int(value) if name == "count" and value.isdecimal() else value
        for name, value in values.items()
    }


__all__ = (
    "DEFAULT",
    "Language",
    "TelegramHtml",
    "Plural",
    "error_text",
    "label",
    "languages",
    "locale",
    "resolve",
    "text",
)
