"""German: what is said in chats."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    # the menu
    "command.start": "Beginnen: Themen, Zeitzone, Uhrzeit",
    "command.subscribe": "Einem Thema, einer Adresse oder Wörtern folgen",
    "command.unsubscribe": "Etwas nicht mehr folgen",
    "command.list": "Wem Sie folgen",
    "command.topics": "Themen und Quellen zur Auswahl",
    "command.digest": "Was es Neues gibt, jetzt",
    "command.why": "Warum die letzte Ausgabe das brachte",
    "command.preview": "Was die nächste Ausgabe sagen würde",
    "command.search": "Alle Artikel durchsuchen",
    "command.schedule": "Wann Ausgaben kommen",
    "command.timezone": "Ihre Zeitzone",
    "command.settings": "Alle Einstellungen",
    "command.language": "Sprache des Bots",
    "command.pause": "Eine Zeit lang keine Ausgaben",
    "command.resume": "Wieder Ausgaben schicken",
    "command.status": "Die letzte Ausgabe und die nächste",
    "command.privacy": "Was über Sie gespeichert ist",
    "command.forgetme": "Alles über diesen Chat löschen",
    "command.cancel": "Die letzte Frage vergessen",
    "command.help": "Alle Befehle",
    # help
    "help.title": (
        "Lede schickt Ihnen die Nachrichten, denen Sie folgen: einmal, pünktlich, in den "
        "Worten der Quellen."
    ),
    "help.news": "Nachrichten",
    "help.times": "Zeiten",
    "help.chat": "Dieser Chat",
    "help.admin": "Betreiber",
    "help.line": "/{name} – {what}",
    "help.end": "Sie können auch einfach einen Link schicken, um ihm zu folgen.",
    # following
    "topics.screen": (
        "<b>Themen und Quellen</b>\nDrücken, um zu folgen oder nicht mehr zu folgen."
    ),
    "topics.none": "Fertige Themen gibt es hier noch nicht.",
    "follow.ask": "Schreiben Sie ein Thema, die Adresse einer Seite oder eines Feeds oder Suchwörter.",
    "follow.looking": "Ich sehe mir {address} an …",
    "follow.choose": "Unter dieser Adresse gibt es mehrere Feeds. Welcher?",
    "follow.new": "Sie folgen jetzt <b>{title}</b>.",
    "follow.already": "Sie folgen <b>{title}</b> schon.",
    "follow.headline": "• {headline}",
    "follow.gone": "Sie folgen <b>{title}</b> nicht mehr.",
    "follow.gone_short": "Nicht mehr gefolgt: {title}",
    "follow.new_notice": "Gefolgt",
    "follow.gone_notice": "Nicht mehr gefolgt",
    "list.title": Plural(one="Sie folgen {count} Sache:", other="Sie folgen {count} Sachen:"),
    "list.line": "• {title}",
    "list.empty": (
        "Sie folgen noch nichts. Drücken Sie ein Thema oder schicken Sie einen Link oder "
        "/subscribe mit Wörtern."
    ),
    # digests and search
    "digest.coming": "Unterwegs",
    "digest.follow_first": "Sie folgen noch nichts, also gibt es nichts zu schicken.",
    "digest.nothing_new": "Nichts Neues seit der letzten Ausgabe. {next}",
    "preview.title": "<b>Eine Vorschau.</b> {next}",
    "why.none": "Es kam noch keine Ausgabe, also gibt es nichts zu erklären.",
    "why.title": "<b>Warum diese Meldungen?</b> Die Ausgabe von {at}:",
    "why.line": "<b>{number}.</b> {headline}\n<i>{interest} · {sources}</i>",
    "why.sources": Plural(one="{count} Artikel", other="{count} Artikel"),
    "why.hint": "Eine Nummer antippen oder <code>/why 2</code> schreiben, um die Gründe zu sehen.",
    "why.story": "<b>{number}. {headline}</b>",
    "why.follows": "Sie folgen: <b>{interest}</b>.",
    "why.update": "Davon wurde schon berichtet; dies war neu daran.",
    "why.speaks": "{source} spricht für die Meldung: früh, vertraut und mit vollem Anfang. Für dieselbe Nachricht gehalten:",
    "why.joined": "• {source}: {headline}\n  <i>gemeinsame Wörter: {words}</i>",
    "part.title": "Ab jetzt sind das hier zwei Meldungen. Die andere:",
    "part.united": "Es ist wieder eine Meldung.",
    "why.alone": "Nur {source} berichtet davon.",
    "why.rank": "Der Rang, {total}, ist die Summe aus:",
    "why.part": "• {name}: {value}",
    "why.coverage": "wie viele Quellen berichten",
    "why.recency": "wie neu es ist",
    "why.source": "wie viel die Quelle zählt",
    "why.rarity": "die Quelle hat sonst wenig",
    "why.topic": "der Platz dessen, dem Sie folgen",
    "search.ask": "Wonach suchen Sie?",
    "plain.stop": "Wie Sie mögen: die Ausgaben eine Weile anhalten, oder wählen, wem Sie nicht mehr folgen.",
    "plain.thanks": "Gern geschehen.",
    "plain.place": "Um die Uhr zu stellen, schreiben Sie eine große Stadt in Ihrer Nähe.",
    "plain.unread": "Ich lese Wörter und Links: Schicken Sie ein Thema, die Adresse einer Seite oder @kanal, um zu folgen; /help zeigt den Rest.",
    "plain.offer": "Was soll ich mit „{words}“ tun?",
    # times
    "next.at": "Nächste Ausgabe: {at} ({zone}).",
    "next.never": "Es ist keine Ausgabe geplant; /schedule stellt die Zeit ein.",
    "next.paused": "Die Ausgaben pausieren; /resume schickt sie wieder.",
    "next.paused_until": "Die Ausgaben pausieren bis {at}; /resume schickt sie wieder.",
    "schedule.title": "<b>Wann Ausgaben kommen</b>",
    "schedule.line": "• {schedule}",
    "schedule.hint": "Oder in Worten: <code>/schedule 08:00 18:30 werktags</code>",
    "schedule.ask": (
        "Schreiben Sie die Zeiten und, wenn nicht täglich, die Tage, etwa: 08:00 18:30 werktags"
    ),
    "schedule.done": "Eingestellt: {schedule}.",
    "zone.screen": "<b>Zeitzone:</b> {zone}. Dort ist es jetzt {time}.",
    "zone.ask": "Schreiben Sie eine große Stadt in Ihrer Nähe oder den Namen der Zone oder schicken Sie Ihren Standort (📎); etwa: Berlin",
    "zone.done": "Eingestellt: {zone}. Dort ist es jetzt {time}.",
    "pause.screen": "Wie lange sollen keine Ausgaben kommen?",
    "pause.ask": "Schreiben Sie, wie lange oder bis wann, etwa: 10 Tage oder 3. Mai",
    "pause.until": "Pause bis {at}. Was inzwischen geschieht, kommt danach in einer Ausgabe.",
    "pause.ever": "Pause, bis Sie /resume sagen.",
    "pause.over": "Die Ausgaben kommen wieder.",
    # Briefings
    "command.briefings": "Mehrere Briefings: zeigen, anlegen, umbenennen, löschen",
    "briefings.title": "<b>Ihre Briefings</b>",
    "briefings.line": "<b>{name}</b>: {schedule}",
    "briefings.hint": "Drücken Sie auf eines, um es zu ändern. In Worten: <code>/subscribe wissenschaft: Schwarze Löcher</code>",
    "briefings.ask_name": "Wie soll es heißen? Zum Beispiel: wissenschaft",
    "briefings.unknown": "Ein Briefing „{name}“ gibt es noch nicht.",
    "briefings.confirm": Plural(
        one="Das Briefing <b>{name}</b> löschen, und wem es folgt ({count})?",
        other="Das Briefing <b>{name}</b> löschen, und wem es folgt ({count})?",
    ),
    "briefings.removed": "Gelöscht: {name}",
    "schedule.about": "Briefing: <b>{name}</b>",
    # settings
    "settings.title": "<b>Einstellungen</b>",
    "settings.schedule": "Ausgaben: {schedule}",
    "settings.length": Plural(
        one="Höchstens {count} Geschichte", other="Höchstens {count} Geschichten"
    ),
    "settings.minutes": Plural(
        one="Etwa {count} Minute Lesezeit", other="Etwa {count} Minuten Lesezeit"
    ),
    "settings.any_long": "Beliebige Lesezeit",
    "settings.style_compact": "Kompakt: Schlagzeilen mit Quellen",
    "settings.style_standard": "Normal: Schlagzeilen mit ersten Sätzen",
    "settings.style_full": "Ausführlich: Schlagzeilen mit mehr ersten Sätzen",
    "settings.preview": "Mit dem Bild zur wichtigsten Meldung",
    "settings.language": "Sprache: {name}",
    "language.screen": "<b>Sprache</b>",
    # status and privacy
    "status.title": "<b>Status</b>",
    "status.followed": Plural(one="Sie folgen {count} Sache.", other="Sie folgen {count} Sachen."),
    "status.none_yet": "Es kam noch keine Ausgabe.",
    "status.last": "Letzte Ausgabe: {at}, {sent} von {parts} Nachrichten zugestellt.",
    "privacy.text": (
        "<b>Was über diesen Chat gespeichert ist</b>\n"
        "• seine Nummer bei Telegram, bei Gruppen auch der Name\n"
        "• Sprache, Zeitzone, Zeitplan und Ruhezeit\n"
        "• wem er folgt, was er stummschaltet und gemerkt hat, welche Geschichten er bekam\n"
        "Nachrichten werden nach der Bearbeitung gelöscht; nichts wird weitergegeben. "
        "/forgetme löscht alles sofort, mit den Feeds und Wörtern, denen nur dieser Chat folgt. "
        "Kopien der Datenbank, für den Fall eines Schadens, werden {days} Tage aufbewahrt."
    ),
    "forget.confirm": (
        "Alles über diesen Chat löschen: Abos, Einstellungen und Verlauf? Das lässt sich "
        "nicht rückgängig machen."
    ),
    "forget.done": (
        "Alles über diesen Chat ist gelöscht.\n"
        "Abos: {followed} · Ausgaben: {digests} · eigene Wörter: {words} · "
        "eigene Feeds: {feeds} · Chats oder Themen: {chats}\n"
        "Kopien der Datenbank enden nach {days} Tagen. /start beginnt von vorn."
    ),
    "cancel.done": "Abgebrochen.",
}
