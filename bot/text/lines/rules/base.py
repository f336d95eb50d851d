"""The shape of one language's table of line rules."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRules:
    """Regular expression fragments, in lower case, for one language's lines that are no news."""

    #: Whole lines that are buttons, menus and section names.
    label: tuple[str, ...] = ()
    #: Anywhere in a line: asks for money, a subscription, a click, consent.
    appeal: tuple[str, ...] = ()
    #: Anywhere in a line: copyright, disclaimers, tags the law asks for.
    legal: tuple[str, ...] = ()
    #: At the start of a line: says that the line is about a picture.
    caption: tuple[str, ...] = ()
    #: Anywhere in a short line: who made or owns a picture.
    credit: tuple[str, ...] = ()
    #: At the start of a short line: who wrote it.
    byline: tuple[str, ...] = ()
    #: Anywhere in a short line: words of dates and times of publication.
    date: tuple[str, ...] = ()
    #: At the start of a line: leads elsewhere.
    related: tuple[str, ...] = ()
    #: News agencies, as they stand in datelines.
    agency: tuple[str, ...] = ()
    #: Words that speak to the reader, whole words.
    you: tuple[str, ...] = ()
