"""A sentence that depends on a number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Plural:
    """The forms of a sentence by CLDR's names; those a language does not have stay empty."""

    zero: str = ""
    one: str = ""
    two: str = ""
    few: str = ""
    many: str = ""
    #: For all numbers that no other form is given for.
    other: str

    def form(self, name: str) -> str:
        """The form of that name, or the one for the rest."""
        form: str = getattr(self, name)
        return form or self.other

    @property
    def forms(self) -> tuple[str, ...]:
        """All forms there are."""
        given = (self.zero, self.one, self.two, self.few, self.many, self.other)
        return tuple(form for form in given if form)


#: A text of a catalogue.
Entry = str | Plural
