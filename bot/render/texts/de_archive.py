"""German: a chat's archive on the web."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    "command.archive": "deine Digests als Seiten im Web",
    "archive.off": "Seiten im Web sind hier nicht eingerichtet: dafür muss der Betreiber <code>PUBLIC_URL</code> setzen.",
    "archive.none": "<b>Deine Digests als Seiten</b>\nJeder Digest bekommt eine Seite mit allen Meldungen, auch denen, die keinen Platz hatten, mit Suche, Feed und Kalender. Lesen kann sie nur, wer die Adresse kennt; du kannst sie jederzeit ändern oder die Seiten wegnehmen.",
    "archive.here": "<b>Deine Digests als Seiten</b>\n{address}",
    "archive.unlisted": "Wer die Adresse kennt, kann mitlesen; Suchmaschinen werden ferngehalten.",
    "archive.public": "Alle dürfen sie finden: Suchmaschinen sind zugelassen.",
    "button.archive_open": "Seiten anlegen",
    "button.archive_read": "Lesen",
    "button.archive_public": "Öffentlich machen",
    "button.archive_unlisted": "Vor Suchmaschinen verbergen",
    "button.archive_renew": "Neue Adresse",
    "button.archive_close": "Seiten wegnehmen",
    "page.skip": "Zu den Meldungen",
    "page.search_label": "In diesen Digests suchen",
    "page.search": "Suchen",
    "page.calendar": "Kalender",
    "page.also": "Auch:",
    "page.editions": "Alle Digests",
    "page.older": "← Ältere",
    "page.newer": "Neuere →",
    "page.none": "Noch kein Digest.",
    "page.nothing_found": "Nichts gefunden.",
    "page.told_in": "der Digest",
    "page.stories": Plural(one="{count} Meldung", other="{count} Meldungen"),
}
