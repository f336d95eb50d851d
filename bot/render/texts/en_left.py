"""English: what a digest leaves out, and the languages a chat reads."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    "button.more": "More ({count})",
    "button.held": "Held back ({count})",
    "button.unread": "Other languages ({count})",
    "button.reads": "Languages I read",
    "button.any_language": "Any language",
    "button.reads_as_met": "By what I follow",
    "left.also": "Also",
    "left.rest": "What did not fit",
    "left.held": "Held back: the source had these before, and brought them again under other addresses",
    "left.unread": "Told only in languages you do not read",
    "left.older": Plural(
        one="{count} older one is found by /search.",
        other="{count} older ones are found by /search.",
    ),
    "left.none": "Nothing was left out of that digest, or it is no longer kept.",
    "left.line_rest": Plural(
        one="Did not fit: {count} story.", other="Did not fit: {count} stories."
    ),
    "left.line_held": Plural(
        one="Held back: {count} article that had been there before.",
        other="Held back: {count} articles that had been there before.",
    ),
    "left.line_unread": Plural(
        one="Left out: {count} story in languages you do not read ({languages}).",
        other="Left out: {count} stories in languages you do not read ({languages}).",
    ),
    "left.last": Plural(
        one="{count} story of the last digest did not fit:",
        other="{count} stories of the last digest did not fit:",
    ),
    "digest.fetching": (
        "This is being read for the first time: {sources}. Your digest comes as soon as that is done."
    ),
    "digest.none_yet": "There is nothing of the last 24 hours in what you follow. {next}",
    "settings.reads": "You read: {languages}",
    "settings.reads_any": "You read: any language",
    "reads.screen": (
        "<b>Languages I read</b>\nStories are told in these where any source you follow has them; "
        "those in other languages alone are left out, but for sources you follow themselves."
    ),
}
