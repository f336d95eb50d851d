"""German: what a digest leaves out, and the languages a chat reads."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    "button.more": "Mehr ({count})",
    "button.held": "Zurückgehalten ({count})",
    "button.unread": "Andere Sprachen ({count})",
    "button.reads": "Sprachen, die ich lese",
    "button.any_language": "Jede Sprache",
    "button.reads_as_met": "Nach dem, was ich verfolge",
    "left.also": "Außerdem",
    "left.rest": "Was nicht hineinpasste",
    "left.held": (
        "Zurückgehalten: Die Quelle hatte dies schon und brachte es unter anderen Adressen wieder"
    ),
    "left.unread": "Nur in Sprachen, die Sie nicht lesen",
    "left.older": Plural(
        one="{count} ältere Meldung findet /search.",
        other="{count} ältere Meldungen findet /search.",
    ),
    "left.none": "Diese Ausgabe ließ nichts weg, oder es gibt sie nicht mehr.",
    "left.line_rest": Plural(
        one="Passte nicht hinein: {count} Meldung.",
        other="Passten nicht hinein: {count} Meldungen.",
    ),
    "left.line_held": Plural(
        one="Zurückgehalten: {count} Artikel, den es schon gab.",
        other="Zurückgehalten: {count} Artikel, die es schon gab.",
    ),
    "left.line_unread": Plural(
        one="Weggelassen: {count} Meldung in Sprachen, die Sie nicht lesen ({languages}).",
        other="Weggelassen: {count} Meldungen in Sprachen, die Sie nicht lesen ({languages}).",
    ),
    "left.last": Plural(
        one="{count} Meldung der letzten Ausgabe passte nicht hinein:",
        other="{count} Meldungen der letzten Ausgabe passten nicht hinein:",
    ),
    "digest.fetching": (
        "Dies wird gerade zum ersten Mal gelesen: {sources}. Ihre Ausgabe kommt, sobald das getan ist."
    ),
    "digest.none_yet": "In dem, was Sie verfolgen, gibt es nichts aus den letzten 24 Stunden. {next}",
    "settings.reads": "Sie lesen: {languages}",
    "settings.reads_any": "Sie lesen: jede Sprache",
    "reads.screen": (
        "<b>Sprachen, die ich lese</b>\nMeldungen kommen in diesen, wenn eine Ihrer Quellen sie so "
        "hat; was es nur in anderen gibt, bleibt weg, außer bei Quellen, die Sie selbst verfolgen."
    ),
}
