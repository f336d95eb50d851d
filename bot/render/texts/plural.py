"""A sentence that depends on a number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Plural:
    """The forms of a sentence by CLDR's names; those a language does not have stay empty."""

    one: str = ""
    few: str = ""
    many: str = ""
    #: For all numbers that no other form is given for.
    other: str

    def form(self, name: str) -> str:
        """The form of that name, or the one for the rest."""
        forms = {"one": self.one, "few": self.few, "many": self.many}
        return forms.get(name) or self.other


#: A text of a catalogue.
Entry = str | Plural
