"""German: what is said of sources that fail."""

from __future__ import annotations

from bot.render.texts.plural import Entry

TEXTS: dict[str, Entry] = {
    "notice.failing": (
        "{title} lässt sich nicht lesen: Seit {since} ist jeder Versuch gescheitert."
    ),
    "notice.gone": (
        "{title} gibt es nicht mehr: Die Seite meldet, dass die Quelle "
        "endgültig fort ist. Sie wird nicht mehr gelesen."
    ),
    "notice.remove": (
        "Ich versuche es weiter; Neues kommt, sobald es sich wieder lesen "
        "lässt. Nicht mehr folgen: {command}"
    ),
    "notice.gone_remove": "Aus der Liste nehmen: {command}",
    "notice.why.not_found": (
        "Unter der Adresse gibt es nichts mehr (404); vielleicht ist die Quelle umgezogen."
    ),
    "notice.why.gone": "Die Seite meldet, dass die Quelle endgültig fort ist.",
    "notice.why.forbidden": "Die Seite lässt Programme sie nicht mehr lesen.",
    "notice.why.challenged": "Die Seite verlangt einen Menschen und sperrt Programme aus.",
    "notice.why.rate_limited": "Die Seite bittet um weniger Anfragen.",
    "notice.why.server_error": "Die Seite hat selbst eine Störung.",
    "notice.why.not_a_feed": "Unter der Adresse gibt es keinen Nachrichten-Feed mehr.",
    "notice.why.too_large": "Die Quelle ist zu groß geworden.",
    "notice.why.private_address": "Die Adresse liegt nicht mehr im öffentlichen Internet.",
    "notice.why.bad_address": (
        "Die Adresse lässt sich nicht mehr lesen; vielleicht ist die Quelle umgezogen."
    ),
    "notice.why.certificate": (
        "Das Zertifikat der Seite ist nicht gültig, deshalb wird sie nicht gelesen."
    ),
    "notice.why.timeout": "Die Seite antwortet nicht rechtzeitig.",
    "notice.why.unreachable": "Die Seite ist nicht erreichbar.",
    "notice.why.unreadable": "Was die Quelle schickt, lässt sich nicht lesen.",
    "notice.why.robots": "Die Seite bittet Programme, sie nicht zu lesen.",
    "notice.refused": "Seit {since} darf ich in {title} nicht schreiben.",
    "notice.refused_closed": (
        "Seit {since} ist das Thema von {title}, in das ich schreibe, geschlossen."
    ),
    "notice.refused_kept": (
        "Nichts geht verloren: Ich versuche es bei der nächsten Ausgabe wieder und dann jeden "
        "Tag, und die erste, die ankommt, erzählt alles. Bitte erlaube mir, dort Nachrichten zu "
        "senden."
    ),
    "notice.refused_kept_closed": (
        "Nichts geht verloren: Ich versuche es bei der nächsten Ausgabe wieder und dann jeden "
        "Tag, und die erste, die ankommt, erzählt alles."
    ),
    "notice.lost_topic": (
        "Das Thema, in dem meine Ausgaben kamen, ist gelöscht worden. Von jetzt an kommen sie "
        "hier; worum es geht und wann, bleibt wie bisher: /settings"
    ),
}
