"""German: the first minute."""

from __future__ import annotations

from bot.render.texts.plural import Entry

TEXTS: dict[str, Entry] = {
    "start.hello": (
        "<b>Hallo! Ich bin Lede.</b>\n"
        "Ich schicke Ihnen die gewählten Nachrichten als eine Ausgabe zu Ihrer Zeit: "
        "echte Schlagzeilen und erste Sätze, jede Geschichte einmal."
    ),
    "start.topics": (
        "Was möchten Sie lesen? Drücken Sie ein Thema: seine Nachrichten kommen sofort. "
        "Weitere Themen, dann „Weiter“."
    ),
    "start.no_topics": "Fertige Themen gibt es noch nicht. Schicken Sie mir einen Link oder Wörter.",
    "start.link": (
        "Sie können auch den Link einer Seite oder <code>@kanal</code> schicken oder einen Beitrag "
        "weiterleiten: dem folge ich dann."
    ),
    "start.clock": (
        "<b>Wann?</b> {schedule}. Dort ist es jetzt {now}.\n{next}\nEine andere Zeit, "
        "ein anderer Ort? Drücken Sie darauf. Dann „Fertig“."
    ),
    "start.operator": (
        "<b>Sie betreiben diesen Bot.</b> Die Themen oben sehen alle. Fügen Sie eine "
        "eigene Quelle hinzu, sehen Sie in den Katalog öffentlicher Feeds, oder lassen "
        "Sie sich eine Probeausgabe schicken."
    ),
    "start.done": "<b>Fertig.</b>",
    "start.follow": (
        "Sie folgen noch nichts: /topics zeigt, was es gibt, oder schicken Sie mir einen Link."
    ),
    "start.nothing_yet": (
        "Am letzten Tag gab es dazu nichts Neues; die erste Ausgabe kommt mit den ersten "
        "Nachrichten."
    ),
    "start.paused": "Die Ausgaben pausieren; /resume schickt sie wieder.",
    "group.hello": (
        "Hallo! Ich kann dieser Gruppe eine Nachrichtenausgabe bringen. Administratoren "
        "beginnen mit /start."
    ),
    "follow.reading": "Die Nachrichten kommen, sobald sie gelesen sind.",
    "when.today": "heute um {time}",
    "when.tomorrow": "morgen um {time}",
    "button.done": "✓ Fertig",
    "button.own_source": "＋ Eigene Quelle",
    "button.catalogue": "Katalog",
    "button.test_digest": "Probeausgabe",
    # the catalogue
    "shelf.countries": "<b>Länder</b>\nDrücken, um den Nachrichten eines Landes zu folgen.",
    "shelf.topics": "<b>Themen auf: {name}</b>\nDrücken, um zu folgen oder nicht mehr zu folgen.",
    "shelf.languages": "<b>In welcher Sprache?</b>",
    "button.countries": "🌍 Länder",
    "button.languages": "🗣 Sprachen",
    # what Telegram shows of the bot
    "bot.description": "Ihre Nachrichten als eine Ausgabe zu Ihrer Zeit: echte Schlagzeilen und erste Sätze der gewählten Quellen, jede Geschichte einmal. Drücken Sie START, dann ein Thema: seine Nachrichten kommen sofort.",
    "bot.short": "Nachrichten zu Ihrer Zeit, in den Worten der Quellen, jede Geschichte einmal.",
}
