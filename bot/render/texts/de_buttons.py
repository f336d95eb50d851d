"""German: buttons, rights and errors."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    # buttons
    "button.next": "Weiter ›",
    "button.now": "Was gibt es Neues",
    "button.undo": "Rückgängig",
    "button.topics": "Themen",
    "button.followed": "Abos",
    "button.time": "Zeit",
    "button.zone": "Zone: {zone}",
    "button.type_zone": "Stadt eingeben…",
    "button.type_time": "Eingeben…",
    "button.daily": "Täglich",
    "button.weekdays": "Werktags",
    "button.off": "Aus",
    "button.minutes": "{count} Min.",
    "button.any_long": "Ohne Grenze",
    "button.style_compact": "Kompakt",
    "button.style_standard": "Normal",
    "button.style_full": "Ausführlich",
    "button.preview": "Bild",
    "button.language": "Sprache",
    "button.pause": "Pause",
    "button.pause_day": "1 Tag",
    "button.pause_week": "1 Woche",
    "button.pause_type": "Bis…",
    "button.pause_ever": "Bis auf Weiteres",
    "button.briefings": "Briefings",
    "button.briefing_new": "＋ Neues Briefing",
    "button.briefing_make": "＋ „{name}“ anlegen",
    "button.briefing_use": "Ich meinte „{name}“",
    "button.briefing_words": "Die Worte nehmen, wie sie sind",
    "button.settings": "Einstellungen",
    "button.rename": "Umbenennen",
    "button.resume": "Fortsetzen",
    "button.search_it": "🔍 Suchen",
    "button.follow_it": "＋ Folgen",
    "button.part": "Etwas anderes: {source}",
    "button.unite": "Doch dieselbe Meldung",
    "button.why_all": "‹ Alle Themen der Ausgabe",
    "button.follow_search": "＋ Diesen Wörtern folgen",
    "button.forget": "Alles löschen",
    "button.cancel": "Abbrechen",
    "button.back": "‹ Zurück",
    "button.sources": "Quellen",
    "button.add_source": "＋ Hinzufügen",
    "button.remove": "Entfernen",
    "button.stats": "Zahlen",
    "button.poll_all": "Alle abrufen",
    "button.limits": "Grenzen",
    "button.lift": "Aufheben für {id}",
    "button.hold": "Versand anhalten",
    "button.release": "Versand freigeben",
    "button.send": "Senden",
    "button.progress": "Wie weit ist es?",
    "button.stop": "Stoppen",
    # who may do what
    "rights.administrators": "Das können nur Administratoren dieses Chats.",
    "rights.forwarded": (
        "Das ist weitergeleitet oder kam über einen anderen Bot: Ich tue nur, was Sie selbst "
        "schreiben."
    ),
    "rights.anonymous": (
        "Ich sehe nicht, wer Sie sind: Schalten Sie „Anonym bleiben“ kurz aus, oder "
        "drücken Sie eine meiner Tasten."
    ),
    # wrong input, and what went wrong
    "error.unknown_command": "Diesen Befehl kenne ich nicht; /help nennt alle.",
    "error.bug": (
        "Das hat leider nicht geklappt. Es ist vermerkt; bitte versuchen Sie es später noch einmal."
    ),
    "error.stale": (
        "Ich war weg, als Sie das fragten. Wenn Sie es noch möchten, fragen Sie noch einmal."
    ),
    "error.too_fast": "Das ist mir zu schnell; ich schweige eine Minute.",
    "error.search_quota": "Das sind viele Suchen auf einmal; bitte warten Sie etwas.",
    "error.search_slow": (
        "Diese Suche dauert zu lange; suchen Sie nach weniger oder nach selteneren Wörtern."
    ),
    "error.slow": "Das hat zu lange gedauert, ich habe abgebrochen; bitte später noch einmal.",
    "error.forgotten": (
        "Über diesen Chat ist nichts mehr gespeichert; schreiben Sie /start für einen neuen Anfang."
    ),
    "error.button_old": "Diese Taste geht nicht mehr; geben Sie den Befehl noch einmal.",
    "error.follow_empty": "Sagen Sie, wem Sie folgen möchten: Thema, Adresse oder Wörter.",
    "error.follow_many": Plural(
        one="Dieser Chat folgt {count} Sache, mehr geht nicht.",
        other="Dieser Chat folgt {count} Sachen, mehr geht nicht; beenden Sie zuerst eine.",
    ),
    "error.addresses_hour": (
        "{count} neue Adressen je Stunde sind so viele, wie jemand bringen kann, über alle "
        "Chats; versuchen Sie es in einer Stunde wieder. Themen und Wörtern lässt sich "
        "trotzdem folgen."
    ),
    "error.looks_waiting": (
        "{count} Ihrer Adressen werden gerade angesehen; warten Sie erst die Antworten ab."
    ),
    "error.looks_full": (
        "Gerade werden sehr viele Adressen angesehen; versuchen Sie es in einigen Minuten wieder."
    ),
    "error.sources_many": (
        "Ich lese so viele Adressen von Leuten, wie mein Betreiber mich lässt; Themen und "
        "Wörtern lässt sich trotzdem folgen."
    ),
    "error.follow_gone": "Dem folgen Sie nicht mehr.",
    "error.not_followed": "Sie folgen „{word}“ nicht; /list zeigt, wem Sie folgen.",
    "error.offer_gone": "Das gibt es nicht mehr.",
    "error.briefing_name": (
        "Ein Briefing heißt mit ein, zwei Wörtern, höchstens {count} Buchstaben, und nicht "
        "wie eine Zeit oder ein Tag."
    ),
    "error.briefing_taken": "Ein Briefing „{name}“ gibt es schon.",
    "error.briefing_last": "Ein Chat hat mindestens ein Briefing; /pause hält es an.",
    "error.briefing_gone": "Dieses Briefing gibt es nicht mehr; /briefings zeigt alle.",
    "error.no_briefing": "Ein Briefing „{name}“ gibt es hier nicht. Es gibt: {names}.",
    "error.no_catalogue_entry": "Im Katalog gibt es „{word}“ nicht.",
    "error.briefings_many": Plural(
        one="Ein Chat kann {count} Zusammenstellung haben.",
        other="Ein Chat kann {count} Zusammenstellungen haben.",
    ),
    "error.pause": "Sagen Sie, wie lange oder bis zu welchem Tag.",
    "error.pause_day": "Dieser Tag ist vorbei oder mehr als ein Jahr entfernt.",
    "error.fetch.not_found": "Unter dieser Adresse gibt es nichts (nicht gefunden).",
    "error.fetch.gone": "Diese Adresse gibt es nach eigenen Angaben nicht mehr.",
    "error.fetch.forbidden": "Die Seite lässt mich diese Adresse nicht lesen.",
    "error.fetch.challenged": (
        "Die Seite verlangt einen Menschen und sperrt Programme aus; versuchen Sie die "
        "Adresse ihres Feeds."
    ),
    "error.fetch.rate_limited": "Die Seite bittet um Geduld; versuchen Sie es später noch einmal.",
    "error.fetch.server_error": (
        "Die Seite ist gerade gestört; versuchen Sie es später noch einmal."
    ),
    "error.fetch.not_a_feed": (
        "Unter dieser Adresse gibt es keinen Feed; versuchen Sie die Adresse des Feeds selbst."
    ),
    "error.fetch.too_large": "Was dort liegt, ist für einen Feed zu groß.",
    "error.fetch.private_address": (
        "Diese Adresse liegt in einem privaten Netz, das ich nicht lesen darf."
    ),
    "error.fetch.bad_address": "Diese Adresse kann ich nicht lesen; sie beginnt mit https://",
    "error.fetch.certificate": "Das Zertifikat der Seite ist ungültig.",
    "error.fetch.timeout": (
        "Die Seite hat nicht rechtzeitig geantwortet; versuchen Sie es später noch einmal."
    ),
    "error.fetch.unreachable": "Die Seite ist nicht erreichbar; stimmt die Adresse?",
    "error.fetch.unreadable": "Was dort liegt, lässt sich nicht lesen.",
    "error.fetch.no_preview": "Das führt zu keinem öffentlichen Telegram-Kanal: Er ist privat, kein Kanal oder ohne Vorschau.",
    "error.fetch.robots": "Die Seite bittet Robots, diese Adresse nicht zu lesen.",
}
