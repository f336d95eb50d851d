"""The texts of the interface, as translators' tools read and write them (gettext's PO files).

`messages.pot` has the English: each text's key is its context (`msgctxt`), the English its
`msgid`. A language is one file, `de.po`, with the same contexts. Forms for numbers stand in the
order of CLDR's names, which the header's `Plural-Forms` says in gettext's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.messages.pofile import read_po
from babel.plural import PluralRule

from bot.render.texts.plural import Entry, Plural

_FILES = files("bot.render.texts")
#: The order in which gettext counts the forms.
_FORMS = ("zero", "one", "two", "few", "many", "other")


@cache
def english() -> Mapping[str, Entry]:
    """The English texts by key."""
    found: dict[str, Entry] = {}
    for message in read_po(BytesIO(_FILES.joinpath("messages.pot").read_bytes())):
        if not message.context:
            continue
        if isinstance(message.id, str):
            found[message.context] = message.id
        else:
            found[message.context] = Plural(one=message.id[0], other=message.id[1])
    return found


@cache
def translated(code: str, locale: str) -> Mapping[str, Entry]:
    """The texts of a language by key, without those that are not translated yet.

    `locale` names the language's rules for numbers, where they are another's than `code`'s.
    """
    source = BytesIO(_FILES.joinpath(f"{code}.po").read_bytes())
    names = forms_of(Locale.parse(locale))
    found: dict[str, Entry] = {}
    for message in read_po(source, locale=code):
        if not message.context or not message.string:
            continue
        if isinstance(message.string, str):
            found[message.context] = message.string
        elif all(message.string):
            found[message.context] = Plural(**dict(zip(names, message.string, strict=True)))
    return found


def forms_of(locale: Locale) -> tuple[str, ...]:
    """The names of a language's forms for numbers, in gettext's order."""
    rule: PluralRule = locale.plural_form
    return tuple(name for name in _FORMS if name in rule.tags | {"other"})
