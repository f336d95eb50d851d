"""German: mutes, quiet hours, alerts, what is saved and caught up with."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    # mutes
    "command.mute": "Wörter, von denen du nichts lesen willst",
    "command.unmute": "Von Stummgeschaltetem wieder lesen",
    "button.mutes": "Stummgeschaltet",
    "button.mute_words": "Wörter stummschalten…",
    "button.muted": "Stumm ({count})",
    "mute.screen": (
        "<b>Stummgeschaltet</b>\nMeldungen darüber kommen hier nicht. Ein Druck nimmt es zurück."
    ),
    "mute.none": (
        "<b>Stummgeschaltet</b>\nNichts. Meldungen mit stummgeschalteten Wörtern kommen weder im "
        "Überblick noch als Eilmeldung: Wähle eine fertige Liste oder schreibe Wörter, etwa "
        "<code>/mute bitcoin ODER krypto</code>."
    ),
    "mute.ask": "Von welchen Wörtern willst du nichts lesen?",
    "mute.done": "Stummgeschaltet: <b>{words}</b>",
    "mute.already": "Das ist schon stummgeschaltet: <b>{words}</b>",
    "mute.gone": "Nicht mehr stumm: <b>{words}</b>",
    "mute.takes": Plural(
        one="Damit fällt {count} Meldung aus deinem nächsten Überblick:",
        other="Damit fallen {count} Meldungen aus deinem nächsten Überblick:",
    ),
    "mute.set.sport": "Sportergebnisse",
    "mute.set.celebrities": "Prominente",
    "mute.set.war": "Krieg",
    "digest.muted": Plural(
        one="{count} stummgeschaltete Meldung", other="{count} stummgeschaltete Meldungen"
    ),
    "left.muted": "Weggelassen, weil du es stummgeschaltet hast",
    "left.line_muted": Plural(
        one="Weggelassen: {count} Meldung über Stummgeschaltetes (/mute).",
        other="Weggelassen: {count} Meldungen über Stummgeschaltetes (/mute).",
    ),
    "error.not_muted": "„{words}“ ist nicht stummgeschaltet.",
    "error.mutes_many": Plural(
        one="Mehr als {count} Stummschaltung geht nicht; nimm sie erst zurück.",
        other="Mehr als {count} Stummschaltungen gehen nicht; nimm erst eine zurück.",
    ),
    # quiet hours
    "command.quiet": "Wann nichts klingeln soll",
    "button.quiet": "Ruhezeit",
    "button.quiet_type": "Andere…",
    "button.quiet_off": "Keine",
    "quiet.line": "Ruhezeit: {times}",
    "quiet.none": "Ruhezeit: keine",
    "quiet.screen": (
        "<b>Ruhezeit</b>\nÜberblicke kommen dann ohne Ton, Eilmeldungen warten bis zum Ende. Zeiten in {zone}.\n"
        "{now}"
    ),
    "quiet.ask": "Von wann bis wann? Zum Beispiel 22:00-07:00",
    # alerts
    "command.alert": "Sofort erfahren, nicht erst im Überblick",
    "button.alerts": "🔔 Eilmeldungen",
    "alert.screen": (
        "<b>Eilmeldungen</b>\nWas 🔔 trägt, kommt sofort; der nächste Überblick hakt es nur "
        "ab. Ein Druck ändert es. {quiet}"
    ),
    "alert.none": "Du folgst noch nichts. Zum Beispiel: <code>/alert erdbeben ODER tsunami</code>",
    "alert.on": "🔔 <b>{title}</b> kommt ab jetzt sofort.",
    "alert.off": "<b>{title}</b> kommt nur noch in Überblicken.",
    "alert.looking": (
        "Sobald das gefunden ist, folgst du ihm; drücke dann hier auf seinen Namen, damit "
        "es sofort kommt: /alert"
    ),
    "digest.ticked": "Schon gemeldet",
    "alert.together": Plural(
        one="{count} Meldung, die warten musste", other="{count} Meldungen, die warten mussten"
    ),
    # catching up
    "command.catchup": "Das Beste der letzten Tage in einem Überblick",
    "button.days": Plural(one="{count} Tag", other="{count} Tage"),
    "catchup.none": Plural(
        one="Aus dem letzten {count} Tag gibt es nichts in dem, was du verfolgst.",
        other="Aus den letzten {count} Tagen gibt es nichts in dem, was du verfolgst.",
    ),
    "error.catchup": "Sag, wie weit zurück: eine Zahl von Tagen oder ein vergangener Tag.",
    # saved stories
    "command.follow": "Einer Meldung des letzten Überblicks über Wochen folgen",
    "story.about": "<b>{headline}</b>",
    "story.words": ("Ich melde dir alles zu: <b>{words}</b>\nBisher gefunden: {count}"),
    "story.on": (
        "Du folgst der Geschichte: <b>{words}</b>. Sie endet von selbst nach {weeks} "
        "Wochen ohne Neues."
    ),
    "story.choose": "Welcher Geschichte willst du folgen?",
    "list.story": "eine Geschichte",
    "notice.story_over": (
        "Zu {title} gab es {weeks} Wochen lang nichts Neues, darum folge ich dieser "
        "Geschichte nicht mehr. Wieder folgen: {command}"
    ),
    "button.follow_story": "Der Geschichte folgen",
    "error.story_words": (
        "Diese Meldung hat keine eigenen Wörter, an denen man ihr folgen kann; folge "
        "lieber Wörtern."
    ),
    "button.set_up": "Einrichten",
    "search.told": "gemeldet {at}, Nr. {number}",
    "command.save": "Meldungen des letzten Überblicks merken",
    "command.saved": "Was du dir gemerkt hast",
    "button.save": "Merken",
    "button.saved": "Gemerkt",
    "saved.title": Plural(one="{count} gemerkte Meldung", other="{count} gemerkte Meldungen"),
    "saved.short": "Gemerkt",
    "saved.undone": "Nicht mehr gemerkt",
    "saved.done": "Gemerkt: {headline}",
    "saved.line": "<b>{number}.</b> {headline}",
    "saved.choose": ("<b>Meldung merken</b>\nDrücke ihre Nummer; noch einmal nimmt es zurück."),
    "saved.none": (
        "Du hast dir noch nichts gemerkt. „Merken“ unter einem Überblick hebt Meldungen "
        "auf, so lange du willst."
    ),
    "error.no_story": "Der letzte Überblick hat keine Meldung mit dieser Nummer.",
    "error.saved_many": Plural(
        one="Mehr als {count} Meldung geht nicht; nimm sie erst weg.",
        other="Mehr als {count} Meldungen gehen nicht; nimm erst welche weg.",
    ),
    # what became of a story
    "fate.line": "<b>{headline}</b> · {source}\n{reason}",
    "fate.told": "Hier gemeldet {at}, als Nummer {number}.",
    "fate.alerted": "Eine Eilmeldung brachte es {at}.",
    "fate.joined": (
        "Hier gemeldet {at}: Es ist dieselbe Geschichte wie Nummer {number} jenes Überblicks."
    ),
    "fate.muted": "Du hast es stummgeschaltet: {words}",
    "fate.unread": (
        "Es steht in einer Sprache, die du nicht liest ({spoken}); /settings ändert das."
    ),
    "fate.held": "Zurückgehalten: Die Quelle hatte es schon und brachte es noch einmal.",
    "fate.rest": "Es passte nicht in den Überblick von {at}; dort steht es hinter „Mehr“.",
    "fate.waiting": "Es wartet auf den nächsten Überblick; /preview zeigt ihn.",
    "fate.before": (
        "Es stand schon da, bevor du dem gefolgt bist, was es hat, oder war da schon zu alt."
    ),
    "fate.unfollowed": (
        "Nichts, dem du folgst, hat es: weder seine Quelle noch Wörter oder Themen."
    ),
    "fate.no_link": (
        "Kein Artikel dieser Adresse ist gespeichert: Niemand folgt seiner Quelle, oder "
        "sie wurde seitdem nicht gelesen."
    ),
    "fate.no_words": "Kein gespeicherter Artikel hat diese Wörter: {words}",
    "button.unmute": "Nicht mehr stumm: {words}",
    # the top line
    "digest.stories": Plural(one="{count} Meldung", other="{count} Meldungen"),
}
