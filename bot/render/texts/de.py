"""German."""

from __future__ import annotations

from bot.render.texts import (
    de_admin,
    de_archive,
    de_buttons,
    de_chat,
    de_exchange,
    de_first,
    de_left,
    de_notices,
    de_wants,
)
from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    # digests
    "digest.title": "Ihre Nachrichten",
    "digest.in_doubt": "Dies ist beim letzten Mal vielleicht nicht angekommen:",
    "digest.covers": Plural(one="Neues seit gestern", other="Neues aus {count} Tagen"),
    "digest.also": "Auch: {sources}",
    "digest.also_more": Plural(
        one="Auch: {sources} und {count} weitere", other="Auch: {sources} und {count} weitere"
    ),
    "digest.update": "Neu:",
    "digest.more": Plural(one="+{count} weitere", other="+{count} weitere"),
    # search
    "search.title": "Treffer für „{words}“",
    "search.page": "Seite {page} von {pages}",
    "search.none": "Nichts gefunden für „{words}“.",
    # schedules
    "schedule.off": "Keine Ausgaben nach der Uhr",
    "schedule.daily": "{times} täglich ({zone})",
    "schedule.weekdays": "{times} werktags ({zone})",
    "schedule.weekends": "{times} am Wochenende ({zone})",
    "schedule.days": "{times} am {days} ({zone})",
    # wrong input
    "error.example": "Zum Beispiel: {example}",
    "error.quiet": "Bitte zwei Uhrzeiten mit einem Strich dazwischen angeben, oder „off“.",
    "error.schedule": "Bitte Uhrzeiten nennen, und Tage, wenn es nicht jeder sein soll.",
    "error.schedule_off": "„off“ steht allein.",
    "error.schedule_many": Plural(
        one="Eine Ausgabe kommt höchstens einmal am Tag.",
        other="Eine Ausgabe kommt höchstens {count}-mal am Tag.",
    ),
    "error.schedule_time": "Bitte auch die Uhrzeit nennen.",
    "error.schedule_word": "„{word}“ ist weder eine Uhrzeit noch ein Tag.",
    "error.zone": "Den Ort „{word}“ kenne ich nicht; bitte eine große Stadt der Zeitzone nennen.",
    "error.zone_none": "Bitte eine große Stadt der Zeitzone nennen, oder die Zeitzone.",
    "error.zone_similar": "Den Ort „{word}“ kenne ich nicht. Gemeint: {zones}?",
    "error.zone_wide": "„{word}“ hat mehrere Zeitzonen. Welche: {zones}?",
    "error.query": "Bitte mindestens ein Suchwort nennen.",
    "error.query_field": "„{word}“ kenne ich in einer Suche nicht; es gibt {known}",
    "error.query_value": "„{word}“ braucht einen Wert, etwa lang:de oder source:bote.",
    "error.query_since": "„{word}“ ist kein Tag, den ich kenne; etwa montag, gestern, 7d oder 2026-11-25.",
    "error.query_long": "Das ist für eine Suche zu lang.",
    "error.query_many": Plural(
        one="Bitte ein Wort nennen.", other="Mehr als {count} Wörter; bitte nur die wichtigsten."
    ),
    # chats, buttons, operators: files of their own
    **de_chat.TEXTS,
    **de_buttons.TEXTS,
    **de_admin.TEXTS,
    **de_exchange.TEXTS,
    **de_first.TEXTS,
    **de_left.TEXTS,
    **de_archive.TEXTS,
    **de_notices.TEXTS,
    **de_wants.TEXTS,
}
