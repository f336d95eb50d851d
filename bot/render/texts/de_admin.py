"""German: what operators read."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    # the menu
    "command.admin": "Der Stand der Dinge",
    "command.stats": "Alle Zahlen",
    "command.sources": "Quellen und ihr Zustand",
    "command.addsource": "Eine Quelle hinzufügen",
    "command.removesource": "Eine Quelle entfernen",
    "command.poll": "Eine Quelle oder alle jetzt lesen",
    "command.topic": "Themen: hinzufügen, entfernen, auflisten",
    "command.broadcast": "Eine Nachricht an alle",
    "command.ban": "Einen Chat sperren",
    "command.unban": "Eine Sperre aufheben",
    "command.hold": "Nichts mehr verschicken",
    "command.backup": "Eine Kopie der Datenbank machen",
    "command.release": "Wieder verschicken",
    # the panel
    "admin.title": "<b>Lede</b>",
    "admin.summary": (
        "Aktive Chats: {chats}\n"
        "Artikel heute: {articles}\n"
        "In 24 h gesendet: {sent}, vielleicht: {unknown}\n"
        "Ältester wartender Teil: {late} s zu spät"
    ),
    "admin.held": "<b>Der Versand ist angehalten:</b> {why}",
    "admin.paused": "Telegram bittet zu warten bis {at}.",
    "admin.figures": "<pre>{figures}</pre>",
    # sources
    "sources.title": Plural(one="<b>{count} Quelle</b>", other="<b>{count} Quellen</b>"),
    "sources.line": "{id}. <b>{title}</b> · {state} · {articles} · {seen}",
    "sources.error": "<i>{error}</i>",
    "sources.ask": "Schreiben Sie den Ort: {kinds}",
    "sources.added": "Quelle {id} ist da: {title}. Sie wird ab jetzt gelesen.",
    "sources.refused": "Nicht hinzugefügt: {why}",
    "sources.several": "Dahinter stehen mehrere Feeds; fügen Sie einen hinzu: {feeds}",
    "sources.not_now": "Gerade nicht lesbar ({why}); es wird weiter versucht.",
    "sources.headline": "• {headline}",
    "broadcast.result": "Angekommen: {sent}, wartend: {open}, abgelehnt oder gestoppt: {lost}.",
    "sources.confirm": Plural(
        one="<b>{title}</b> entfernen? {count} Zusammenstellung folgt ihr. Ihre Artikel bleiben für die Suche.",
        other="<b>{title}</b> entfernen? {count} Zusammenstellungen folgen ihr. Ihre Artikel bleiben für die Suche.",
    ),
    "sources.removed": "Die Quelle ist entfernt.",
    "sources.due": Plural(
        one="{count} Quelle wird jetzt gelesen.", other="{count} Quellen werden jetzt gelesen."
    ),
    # topics
    "topic.title": "<b>Themen</b>",
    "topic.line": "<b>{name}</b> ({title}): Wörter {words}; Quellen {sources}",
    "topic.hint": "Hinzufügen: <code>{example}</code>",
    "topic.added": "Das Thema <b>{title}</b> ist da.",
    "topic.removed": "Das Thema ist entfernt.",
    # to everybody
    "broadcast.ask": "Schreiben Sie die Nachricht an alle.",
    "broadcast.confirm": Plural(
        one="Das geht an {count} Chat. Senden?", other="Das geht an {count} Chats. Senden?"
    ),
    "broadcast.going": Plural(
        one="{count} Nachricht ist unterwegs.", other="{count} Nachrichten sind unterwegs."
    ),
    "broadcast.stopped": Plural(
        one="Gestoppt; {count} Nachricht wurde nicht gesendet.",
        other="Gestoppt; {count} Nachrichten wurden nicht gesendet.",
    ),
    # people and holds
    "ban.done": "{id} ist gesperrt.",
    "ban.over": "{id} ist nicht mehr gesperrt.",
    "ban.none": "{id} war nicht gesperrt.",
    "limits.sources": "Adressen, die Leute brachten: {count} von {most} (MAX_SOURCES).",
    "limits.people": Plural(
        one="Eine Person hat diese Stunde keine neue Adresse mehr frei.",
        other="{count} Personen haben diese Stunde keine neue Adresse mehr frei.",
    ),
    "limits.lifted": "Einen Tag lang keine Grenze für {id}.",
    "hold.confirm": (
        "Den ganzen Versand anhalten? Bis /release bekommt niemand etwas; Antworten kommen weiter."
    ),
    "hold.on": "Bis /release wird nichts verschickt; Antworten kommen weiter.",
    "hold.off": "Der Versand geht weiter.",
    "hold.none": "Der Versand war nicht angehalten.",
    # wrong input
    "error.source": "Nennen Sie eine Quelle mit ihrer Nummer; /sources nennt alle.",
    "error.no_source": "Es gibt keine Quelle {id}.",
    "error.topic": (
        "Sagen Sie, was zu tun ist: add, remove oder list, und einen Namen aus einem Wort."
    ),
    "error.no_topic": "Es gibt kein Thema „{word}“.",
    "error.number": "Geben Sie die Nummer des Chats bei Telegram an.",
    "error.operator": "Das ist ein Betreiber.",
    "error.too_long": Plural(
        one="Eine Nachricht hat höchstens {count} Zeichen.",
        other="Eine Nachricht hat höchstens {count} Zeichen.",
    ),
    # what is wrong
    "alarm.new": "⚠ Seit {since}: {words}.",
    "alarm.over": "✓ Vorbei: {words} (seit {since}).",
    "alarm.updates": "Niemand bekommt Antwort. Beenden Sie den anderen Prozess oder Webhook, oder warten Sie auf Telegram.",
    "alarm.token": "Tragen Sie das richtige TELEGRAM_BOT_TOKEN ein und starten Sie neu; nichts geht verloren.",
    "alarm.database": "Sehen Sie nach der Datenbank; lede doctor sagt mehr.",
    "alarm.disk": "Schaffen Sie Platz, sonst kann bald nichts mehr gespeichert werden.",
    "alarm.clock": "Stellen Sie die Uhr dieses Rechners, sonst kommen Ausgaben zur falschen Zeit.",
    "alarm.sending": "Es geht von selbst weiter; lede doctor sagt mehr.",
    "alarm.quarantine": "Sehen Sie sie mit lede outbox list --state dead an, noch einmal geht es mit lede outbox retry.",
    "alarm.backup": "Sehen Sie nach der Platte und dem Ordner BACKUP_DIR; es wird von selbst wieder versucht, mit /backup sofort.",
    "backup.none": "Hier ist kein Platz für Kopien; lede backup PFAD macht eine.",
    "backup.going_on": "Die Kopie dauert länger und läuft weiter; was daraus wurde, sagt das Protokoll.",
    "backup.failed": "Es konnte keine Kopie gemacht werden: {why}",
    "backup.made": "Eine Kopie ist gemacht und wurde durchgelesen: <code>{file}</code>, {size} MB, {at}. Zurück geht es mit lede restore.",
    "alarm.source": "Siehe /sources; /removesource beendet das Lesen.",
}
